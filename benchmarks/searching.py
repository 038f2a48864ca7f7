"""Search: how fast the index is built and answers, beside its rivals in the same run.

    python benchmarks/searching.py                 50 MB; five minutes
    python benchmarks/searching.py --mb 300 --without stock
    python benchmarks/searching.py --mb 2 --counts 200

The text is made up by ``words.py`` from a fixed seed: English's own commonest words, 60,000 made
up ones, frequencies after Zipf's law, chapters of 1,500 to 5,000 words. The rivals are stock
Whoosh 2.7.4, SQLite's FTS5 and ripgrep: see ``rivals.py``. Each engine is filled in a process of
its own. All times are CPU times of one core, so that what else the machine does counts for less;
those of ripgrep are its own process's.

With ``--counts``, the number of hits of so many queries of each kind is compared with one counted
by going through all of the text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from inglenook.index import Index, open_index
from inglenook.index.matching import match
from inglenook.index.snippets import snippet
from inglenook.model import Block
from inglenook.query import parse
from inglenook.tokens import fold_word, stem, surfaces
from rivals import SHOWN, Fts5, Ripgrep, Rival, Stock, read_chapters
from words import Prose

SEED = 20040408
VOCABULARY = 60_000
"""Different words in 50 MB of fiction, word forms counted apart: 90,000; in 5 MB 35,000."""
BUILD_BOUND, SIZE_BOUND, MEMORY_BOUND, ADD_BOUND = 4.0, 0.7, 350, 100
BOUNDS = {"word": (40, 120), "phrase": (50, 150)}
"""Milliseconds, p95, for 50 and for 300 MB."""
RIPGREP_BOUND = 20


class Asked(NamedTuple):
    """A query of one kind."""

    words: tuple[str, ...]
    kind: str
    """``all``, ``phrase`` or ``prefix``."""

    @property
    def text(self) -> str:
        """The query as one types it."""
        return f'"{" ".join(self.words)}"' if self.kind == "phrase" else " ".join(self.words)


def write_texts(folder: Path, megabytes: float) -> None:
    """Write that much text, a file a chapter and a line a paragraph; the same every time."""
    prose, lengths = Prose(SEED, VOCABULARY), random.Random(SEED)
    folder.mkdir()
    size = number = 0
    while size < megabytes * 1_000_000:
        text = "\n\n".join(prose.paragraphs(lengths.randint(1500, 5000)))
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
        size += len(text.encode())
        number += 1


# Building, in a process of its own


def build(name: str, texts: Path, folder: Path) -> None:
    """Fill an engine and print what it took as JSON; reading the files is not counted."""
    reading = 0.0

    def chapters() -> Iterator[tuple[str, list[Block]]]:
        nonlocal reading
        rest = read_chapters(texts)
        while True:
            before = time.process_time()
            chapter = next(rest, None)
            reading += time.process_time() - before
            if chapter is None:
                return
            yield chapter

    engine = open_engine(name, folder)
    before = time.process_time()
    engine.add(chapters())
    took = time.process_time() - before - reading
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": took, "memory": memory}))


def open_engine(name: str, folder: Path) -> Index | Rival:
    """Open one of the engines."""
    if name == "ours":
        return open_index(folder)
    rivals: dict[str, Callable[[Path], Rival]] = {
        "stock": Stock,
        "fts5": Fts5,
        "ripgrep": Ripgrep,
    }
    return rivals[name](folder)


def built(name: str, texts: Path, folder: Path) -> tuple[float, float, float]:
    """Build an engine; return MB/s, MB of memory and the size of its files beside the text's."""
    command = [sys.executable, __file__, "--build", name, str(texts), str(folder)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    size = size_of(texts)
    return size / 1e6 / told["seconds"], told["memory"], size_of(folder) / size


def size_of(folder: Path) -> int:
    """Return how many bytes the files of a folder have."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def compare_builds(engines: Sequence[str], texts: Path, folder: Path) -> None:
    """Build every engine and print a table."""
    print(f"{'build':<28}{'MB/s':>8}{'memory':>9}{'index / text':>14}")
    rates = {}
    for name in engines:
        rates[name], memory, size = built(name, texts, folder / name)
        print(f"{name:<28}{rates[name]:8.2f}{memory:6.0f} MB{size:14.2f}", flush=True)
        if name == "ours":
            verdict("memory, MB", memory, MEMORY_BOUND)
            verdict("index / text", size, SIZE_BOUND)
    if "stock" in rates:
        verdict("rate / stock Whoosh's", rates["ours"] / rates["stock"], BUILD_BOUND, least=True)


def verdict(what: str, measured: float, bound: float, *, least: bool = False) -> None:
    """Print a figure and whether it is within its bound."""
    held = measured >= bound if least else measured <= bound
    word = "at least" if least else "at most"
    print(f"    {what}: {measured:.2f}, {word} {bound:g}{'' if held else '   NOT HELD'}")


# Queries, drawn from the text itself so that all of them match


def queries(texts: Path, count: int) -> dict[str, list[Asked]]:
    """Return queries by class."""
    rng = random.Random(SEED + 1)
    paths = sorted(texts.glob("*.txt"))
    lines = [
        [fold_word(word) for word in surfaces(line)]
        for path in rng.sample(paths, min(len(paths), 200))
        for line in path.read_text("utf-8").split("\n")
    ]
    lines = [line for line in lines if len(line) > 12]
    often = [word for word, _ in Counter(word for line in lines for word in line).most_common(30)]

    def run(length: int) -> tuple[str, ...]:
        line = rng.choice(lines)
        start = rng.randrange(len(line) - length)
        return tuple(line[start : start + length])

    def common_run() -> tuple[str, ...]:
        while True:
            words = run(rng.randint(3, 4))
            if set(words) <= set(often):
                return words

    def rare() -> str:
        return next(word for word in iter(lambda: run(1)[0], "") if len(word) > 5)

    return {
        "word": [Asked((rare(),), "all") for _ in range(count)],
        "common word": [Asked((rng.choice(often),), "all") for _ in range(count)],
        "two words": [Asked(tuple(rng.sample(run(8), 2)), "all") for _ in range(count)],
        "two common words": [Asked(tuple(rng.sample(often, 2)), "all") for _ in range(count)],
        "phrase of 3 to 8": [Asked(run(rng.randint(3, 8)), "phrase") for _ in range(count)],
        "phrase, all common": [Asked(common_run(), "phrase") for _ in range(count)],
        "prefix": [Asked((rare()[: rng.randint(3, 5)],), "prefix") for _ in range(count)],
    }


def first_hits(index: Index, asked: Asked, texts: Path) -> int:
    """Search, and fetch the first fifty hits with their contexts, as the panel does."""
    query = parse(asked.text, typing=asked.kind == "prefix")
    shown = 0
    for chapter in index.search(query):
        lines = read_chapter(texts / f"{chapter.key.partition(':')[0]}.txt")
        for hit in match(query, lines)[: SHOWN - shown]:
            snippet(lines[hit.block].text, hit, 100)
            shown += 1
        if shown >= SHOWN:
            break
    return shown


@cache
def read_chapter(path: Path) -> list[Block]:
    """Return a chapter; kept, since what it costs to read is the catalogue's to answer for."""
    from inglenook.model import Kind

    lines = path.read_text("utf-8").split("\n")
    return [Block(Kind.PARAGRAPH, line) for line in lines if line]


def timed(call: Callable[[], object]) -> float:
    """Return the milliseconds of CPU a call takes, those of processes it starts included."""
    before = [resource.getrusage(who) for who in _ALL]
    call()
    after = [resource.getrusage(who) for who in _ALL]
    return 1000 * sum(
        new.ru_utime + new.ru_stime - old.ru_utime - old.ru_stime
        for old, new in zip(before, after, strict=True)
    )


_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def percentiles(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    ordered = sorted(times)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def compare_answers(
    index: Index, rivals: dict[str, Rival], texts: Path, kinds: dict[str, list[Asked]], large: bool
) -> None:
    """Time every class of query with every engine and print a table."""
    titles = ("ours", "with 50 hits", *rivals)
    print(f"\n{'ms, p50 and p95':<22}" + "".join(f"{title:>18}" for title in titles))
    for name, asked in kinds.items():
        # What was asked first opens files and fills caches, and is the start's to answer for.
        index.search(parse(asked[0].text))
        calls: list[Callable[[Asked], object]] = [
            lambda one: index.search(parse(one.text, typing=one.kind == "prefix")),
            lambda one: first_hits(index, one, texts),
        ]
        for one in asked:
            first_hits(index, one, texts)
        calls += (partial(ask, rival) for rival in rivals.values())
        columns = []
        for call in calls:
            sample = asked if call in calls[:2] else asked[:40]
            columns.append(percentiles([timed(partial(call, one)) for one in sample]))
        print(f"{name:<22}" + "".join(f"{p50:9.1f}{p95:9.1f}" for p50, p95 in columns), flush=True)
        kind = "phrase" if "phrase" in name else "word"
        verdict("p95", columns[1][1], BOUNDS[kind][large])
        if "ripgrep" in rivals and kind == "phrase":
            ratio = columns[-1][0] / columns[0][0]
            verdict("ripgrep / ours", ratio, RIPGREP_BOUND, least=True)


def add_and_find(index: Index, chapters: list[tuple[str, list[Block]]]) -> None:
    """Add chapters, and search as soon as they are in."""
    index.add(chapters)
    index.search(parse("weir"))


def ask(rival: Rival, asked: Asked) -> int:
    """Ask a rival the same."""
    return rival.search(asked.words, asked.kind)


# Counts


def check_counts(index: Index, texts: Path, kinds: dict[str, list[Asked]]) -> None:
    """Compare the numbers of hits with those of a scan over the text."""
    print(f"\n{'hits counted':<22}{'queries':>9}{'hits':>12}{'wrong':>8}")
    chapters = [
        [[fold_word(word) for word in surfaces(block.text)] for block in blocks]
        for _, blocks in read_chapters(texts)
    ]
    forms = Counter(word for blocks in chapters for words in blocks for word in words)
    # Two spaces between words: neighbours share none, so that each is found.
    stems = [["".join(f" {stem(word)} " for word in words) for words in one] for one in chapters]
    for name, asked in kinds.items():
        wrong = hits = 0
        for one in asked:
            query = parse(one.text, typing=one.kind == "prefix")
            counted = sum(match.count for match in index.search(query))
            hits += counted
            wrong += counted != scan(one, stems, forms)
        print(f"{name:<22}{len(asked):9}{hits:12,}{wrong:8}", flush=True)


def scan(asked: Asked, chapters: list[list[str]], forms: Counter[str]) -> int:
    """Return how many hits the text has."""
    if asked.kind == "prefix":
        start, its_stem = asked.words[0], stem(asked.words[0])
        return sum(
            count
            for word, count in forms.items()
            if word.startswith(start) or stem(word) == its_stem
        )
    words = [f" {stem(word)} " for word in dict.fromkeys(asked.words)]
    if asked.kind == "phrase":
        pattern = re.compile("(?=" + "".join(f" {stem(word)} " for word in asked.words) + ")")
        return sum(len(pattern.findall(block)) for blocks in chapters for block in blocks)
    if len(words) == 1:
        return sum(block.count(words[0]) for blocks in chapters for block in blocks)
    total = 0
    for blocks in chapters:
        held = [[word in block for word in words] for block in blocks]
        if all(map(any, zip(*held, strict=True))):
            most = max(map(sum, held))
            total += sum(sum(one) == most for one in held)
    return total


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=50, help="how much text to make")
    parser.add_argument("--queries", type=int, default=100, help="queries of each class")
    parser.add_argument("--counts", type=int, default=0, help="queries of each class to count")
    parser.add_argument("--without", nargs="*", default=[], help="rivals to leave out")
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        name, texts, folder = given.build
        build(name, Path(texts), Path(folder))
        return
    with tempfile.TemporaryDirectory() as scratch:
        run(Path(scratch), given)


def run(folder: Path, given: argparse.Namespace) -> None:
    """Make the text, build the engines, ask them all the same."""
    texts = folder / "texts"
    write_texts(texts, given.mb)
    print(f"{size_of(texts) / 1e6:.1f} MB in {len(list(texts.iterdir()))} chapters, ", end="")
    print(f"Python {sys.version.split()[0]}\n")
    rivals = [name for name in ("stock", "fts5", "ripgrep") if name not in given.without]
    if not Ripgrep.installed() and "ripgrep" in rivals:
        rivals.remove("ripgrep")
    indexed = [name for name in ("ours", *rivals) if name != "ripgrep"]
    compare_builds(indexed, texts, folder)
    index = open_index(folder / "ours")
    late = [("late:0", next(read_chapters(texts))[1])]
    times = []
    for _ in range(5):
        times.append(timed(partial(add_and_find, index, late)))
        index.remove(["late:0"])
    # The first one opens the index and loads the stemmer, as a start does.
    verdict("one chapter more, until it is found, ms", sorted(times)[2], ADD_BOUND)
    if given.queries:
        opened: dict[str, Rival] = {
            name: open_engine(name, texts if name == "ripgrep" else folder / name)  # type: ignore[misc]
            for name in rivals
        }
        kinds = queries(texts, given.queries)
        compare_answers(index, opened, texts, kinds, large=given.mb > 100)
    if given.counts:
        check_counts(index, texts, queries(texts, given.counts))


if __name__ == "__main__":
    main()
