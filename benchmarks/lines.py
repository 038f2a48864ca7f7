"""Half-remembered lines: how often the right passage is found, and how fast.

    python benchmarks/lines.py                   over a made-up library of 300 chapters
    python benchmarks/lines.py FOLDER            over the stories of a folder

Runs of words are drawn from the text with a fixed seed and spoilt as memory spoils them: of
eight words two become others of the text, one goes missing and one is misspelt. A passage is
right if it is in the paragraph the line was drawn from. The text holds some lines more than
once; any paragraph that has the line unspoilt is right.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from generate import write_library
from inglenook.config import Folders
from inglenook.index import Index
from inglenook.index.matching import located
from inglenook.library import Library
from inglenook.model import Block
from inglenook.query import Where, parse
from inglenook.tokens import tokens
from searching import percentiles
from words import Prose

SEED = 20040408
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS, WRONG, MISSING, MISSPELT = 8, 2, 1, 1
LEAST_LETTERS = 4
"""Of a word that is misspelt."""


def misspelt(word: str, rng: random.Random) -> str:
    """Return a word with a letter left out, put in, changed or swapped with the next."""
    at = rng.randrange(1, len(word) - 1)
    letter = rng.choice(LETTERS)
    return rng.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


def spoilt(words: Sequence[str], others: Sequence[str], rng: random.Random) -> list[str] | None:
    """Return a line as memory has it; None where no word is long enough to be misspelt."""
    changed = list(words)
    order = rng.sample(range(len(words)), len(words))
    long = [at for at in order if len(words[at]) >= LEAST_LETTERS and words[at].isalpha()]
    if not long:
        return None
    for at in long[:MISSPELT]:
        changed[at] = misspelt(words[at], rng)
        order.remove(at)
    for at in order[:WRONG]:
        changed[at] = rng.choice(others)
    for at in sorted(order[WRONG : WRONG + MISSING], reverse=True):
        del changed[at]
    return changed


def lines(texts: Mapping[str, Sequence[Block]], count: int) -> list[tuple[list[str], str]]:
    """Return so many runs of eight words and what memory makes of them."""
    rng = random.Random(SEED)
    blocks = [b.text for t in texts.values() for b in t if not b.folded and len(b.text) > 60]
    made: list[tuple[list[str], str]] = []
    while len(made) < count:
        words = [token.text for token in tokens(rng.choice(blocks))]
        others = [token.text for token in tokens(rng.choice(blocks))]
        if len(words) < WORDS or not others:
            continue
        start = rng.randrange(len(words) - WORDS + 1)
        true = words[start : start + WORDS]
        changed = spoilt(true, others, rng)
        if changed:
            made.append((true, " ".join(changed)))
    return made


def rank(index: Index, texts: Mapping[str, Sequence[Block]], true: list[str], asked: str) -> int:
    """Return at which place, from 1, a passage of the line stands; 0 where none does."""
    wanted = f" {' '.join(true)} "
    for number, line in enumerate(index.lines(parse(asked)), 1):
        found = located(texts[line.key], line.block, line.words, Where.BODY)
        if found is not None:
            text = " ".join(token.text for token in tokens(texts[line.key][found.block].text))
            if wanted in f" {text} ":
                return number
    return 0


def run(index: Index, texts: Mapping[str, Sequence[Block]], count: int, *, show: bool) -> None:
    """Ask for every line and print what came of it."""
    made = lines(texts, count)
    times, ranks = [], []
    for true, asked in made:
        start = time.perf_counter()
        index.lines(parse(asked))
        times.append((time.perf_counter() - start) * 1000)
        ranks.append(rank(index, texts, true, asked))
        if show and ranks[-1] != 1:
            print(f"{ranks[-1]:3}  {' '.join(true)}\n     {asked}")
    size = sum(len(block.text) for blocks in texts.values() for block in blocks)
    first = sum(one == 1 for one in ranks) / count
    five = sum(1 <= one <= 5 for one in ranks) / count
    p50, p95 = percentiles(times)
    print(f"{size / 1e6:.1f} MB, {count} lines: first {first:.1%}, among five {five:.1%}")
    print(f"p50 {p50:.0f} ms, p95 {p95:.0f} ms")


def main() -> None:
    """Build an index and ask."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, help="stories; made-up text by default")
    parser.add_argument("--chapters", type=int, default=300, help="how much text to make up")
    parser.add_argument("--lines", type=int, default=300)
    parser.add_argument("--show", action="store_true", help="print the lines that were not first")
    parser.add_argument("--keep", type=Path, help="a cache folder to keep and use again")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        cache = given.keep or Path(name)
        folder = given.folder
        if folder is None:
            folder = Path(name) / "library"
            write_library(folder, Prose(SEED), given.chapters, 3000)
        library = Library(folder, Folders(cache / "config", cache, cache))
        library.refresh()
        texts = {
            entry.key: library.catalog.chapter(entry).blocks
            for story in library.stories()
            for entry in story.chapters
        }
        run(library.index, texts, given.lines, show=given.show)


if __name__ == "__main__":
    main()
