"""Search: how fast the index is built and answers, beside stock Whoosh in the same run.

    python benchmarks/searching.py --mb 5

The text is made up from a fixed seed: a vocabulary of syllables whose
frequencies follow Zipf's law, sentences, paragraphs and chapters of 1,500 to
5,000 words. Stock Whoosh gets the same chapters in its own TEXT field without
a stop list (ours has none), stemmed (ours is), and counts its phrases with its
own query. Ratios above 1 say how many times faster we are.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from inglenook.index import Index, open_index
from inglenook.index.matching import match
from inglenook.index.snippets import snippet
from inglenook.model import Block, Kind
from inglenook.query import parse

Chapters = list[tuple[str, list[Block]]]

SEED = 20040408
WORDS = 60_000
ZIPF, ZIPF_SHIFT = 1.25, 5
"""Chosen so that 5 MB have 35,000 different words and a chapter 1,000, as novels do."""
BATCH_CHARACTERS = 2_000_000
ONSETS = ("b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "st", "t", "th", "tr", "w")
ENDINGS = ("", "", "", "", "s", "ed", "ing", "ly", "er")


def vocabulary(rng: random.Random) -> list[str]:
    """Return made-up words, the shortest among the commonest, as in any language."""
    parts = [onset + vowel for onset in ONSETS for vowel in "aeiou"]
    words: dict[str, None] = {}
    while len(words) < WORDS:
        syllables = 1 + min(4, int(rng.expovariate(0.9) + len(words) / 30_000))
        words["".join(rng.choices(parts, k=syllables)) + rng.choice(ENDINGS)] = None
    return list(words)


def chapters(megabytes: float) -> Chapters:
    """Return that much text in chapters; the same every time."""
    rng = random.Random(SEED)
    words = vocabulary(rng)
    weights = list(accumulate((rank + ZIPF_SHIFT) ** -ZIPF for rank in range(len(words))))
    made: Chapters = []
    size = 0
    while size < megabytes * 1_000_000:
        length = rng.randint(1500, 5000)
        stream = iter(rng.choices(words, cum_weights=weights, k=length))
        blocks = [Block(Kind.PARAGRAPH, text) for text in _paragraphs(stream, rng)]
        made.append((f"{len(made):06}:0", blocks))
        size += sum(len(block.text) for block in blocks)
    return made


def _paragraphs(words: Iterator[str], rng: random.Random) -> Iterator[str]:
    while True:
        sentences = []
        for _ in range(rng.randint(1, 6)):
            sentence = [word for word, _ in zip(words, range(rng.randint(4, 22)), strict=False)]
            if sentence:
                sentences.append(" ".join(sentence).capitalize() + rng.choice(".....!?"))
        if not sentences:
            return
        yield " ".join(sentences)


def queries(made: Chapters, count: int) -> dict[str, list[str]]:
    """Return queries by kind, drawn from the text itself so that all of them match."""
    rng = random.Random(SEED + 1)
    lines = [block.text.split() for _, blocks in made for block in blocks]
    lines = [line for line in lines if len(line) > 8]

    def plain(word: str) -> str:
        return word.strip(".!?").lower()

    def run(length: int) -> list[str]:
        line = rng.choice(lines)
        start = rng.randrange(len(line) - length)
        return [plain(word) for word in line[start : start + length]]

    common = [word for word, _ in _most_common(lines, 30)]
    rare = [word for word in (run(1)[0] for _ in range(count * 20)) if len(word) > 5]
    return {
        "word": rare[:count],
        "common word": rng.choices(common, k=count),
        "two words": [" ".join(rng.sample(run(8), 2)) for _ in range(count)],
        "phrase of three": [f'"{" ".join(run(3))}"' for _ in range(count)],
        "common phrase": [f'"{" ".join(rng.choices(common[:8], k=2))}"' for _ in range(count)],
        "prefix": [word[: rng.randint(3, 5)] for word in rare[count : 2 * count]],
    }


def _most_common(lines: list[list[str]], count: int) -> list[tuple[str, int]]:
    from collections import Counter

    return Counter(word for line in lines for word in line if word.isalpha()).most_common(count)


class Stock:
    """Whoosh 2.7.4 as its documentation sets it up, without the stop list."""

    def __init__(self, folder: Path) -> None:
        from whoosh import analysis, fields, index

        analyser = analysis.StemmingAnalyzer(stoplist=None)
        schema = fields.Schema(key=fields.ID(stored=True), body=fields.TEXT(analyzer=analyser))
        self._index = index.create_in(str(folder), schema)
        self._analyser = analyser
        self._searcher: Any = None

    def add(self, made: Sequence[tuple[str, list[Block]]]) -> None:
        """Commit chapters."""
        writer = self._index.writer()
        for key, blocks in made:
            writer.add_document(key=key, body="\n".join(block.text for block in blocks))
        writer.commit(merge=False)

    def search(self, text: str, *, prefix: bool) -> int:
        """Return how many chapters match; scored, the best ten fetched."""
        from whoosh import query

        self._searcher = self._searcher or self._index.searcher()
        if prefix:
            asked: Any = query.Prefix("body", text)
        else:
            words = [token.text for token in self._analyser(text.strip('"'))]
            terms = [query.Term("body", word) for word in words]
            asked = query.Phrase("body", words) if '"' in text else query.And(terms)
        return len(self._searcher.search(asked, limit=10))


def timed(call: Callable[[], object]) -> float:
    """Return the milliseconds a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def percentiles(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def batches(made: Chapters) -> Iterator[Chapters]:
    """Yield the chapters as the library sends them."""
    batch: Chapters = []
    size = 0
    for key, blocks in made:
        batch.append((key, blocks))
        size += sum(len(block.text) for block in blocks)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def first_hits(index: Index, text: str, texts: dict[str, list[Block]], hits: int) -> int:
    """Search, and fetch the best hits with their context by chapter, as the panel does."""
    shown = 0
    for chapter in index.search(parse(text, typing=True))[:20]:
        blocks = texts[chapter.key]
        for hit in match(parse(text, typing=True), blocks):
            snippet(blocks[hit.block].text, hit, 100)
            shown += 1
        if shown >= hits:
            break
    return shown


def report(name: str, ours: list[float], stock: list[float] | None) -> None:
    """Print one line of the table."""
    (p50, p95) = percentiles(ours)
    line = f"{name:<38}{p50:9.2f}{p95:9.2f}"
    if stock:
        (stock50, stock95) = percentiles(stock)
        line += f"{stock50:9.2f}{stock95:9.2f}{stock50 / p50:8.1f}x{stock95 / p95:8.1f}x"
    print(line)


def main() -> None:
    """Run everything and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=5, help="how much text to make")
    parser.add_argument("--queries", type=int, default=40, help="queries of each kind")
    parser.add_argument("--no-stock", action="store_true", help="leave out stock Whoosh")
    given = parser.parse_args()
    made = chapters(given.mb)
    size = sum(len(block.text) for _, blocks in made for block in blocks)
    print(f"{size / 1e6:.1f} MB in {len(made)} chapters, Python {sys.version.split()[0]}, ", end="")
    print(f"{os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as name:
        run(Path(name), made, size, given)


def run(folder: Path, made: Chapters, size: int, given: argparse.Namespace) -> None:
    """Build both indexes, ask both the same."""
    index = open_index(folder / "ours")
    engines: dict[str, Callable[[Chapters], None]] = {"ours": index.add}
    stock = None
    if not given.no_stock:
        (folder / "stock").mkdir()
        stock = Stock(folder / "stock")
        engines["stock"] = stock.add
    for name, add in engines.items():
        took = sum(timed(partial(add, batch)) for batch in batches(made))
        bytes_ = sum(path.stat().st_size for path in (folder / name).rglob("*") if path.is_file())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"build {name:<6} {size / took / 1000:6.2f} MB/s, index / text {bytes_ / size:.2f}")
        print(f"  most memory so far, the text included: {memory:.0f} MB")
    print(f"\n{'milliseconds':<38}{'p50':>9}{'p95':>9}{'stock50':>9}{'stock95':>9}{'ratios':>11}")
    texts = dict(made)
    kinds = queries(made, given.queries)
    for kind, asked in kinds.items():
        typing = kind == "prefix"
        parsed = [parse(text, typing=typing) for text in asked]
        ours = [timed(partial(index.search, query)) for query in parsed]
        theirs = None
        if stock:
            theirs = [timed(partial(stock.search, text, prefix=typing)) for text in asked]

        report(kind, ours, theirs)
    for name, hits in (("a screen of hits", 40), ("hits of 20 chapters", sys.maxsize)):
        for kind in ("word", "common word", "two words", "phrase of three"):
            shown = [timed(partial(first_hits, index, text, texts, hits)) for text in kinds[kind]]
            report(f"{name}: {kind}", shown, None)


if __name__ == "__main__":
    main()
