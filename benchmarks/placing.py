"""How well and how fast a saved place is found again in a changed text.

300 places in a book of 100,000 words, of which 5 % are then changed and in front of which
20,000 words are put. Run: ``python benchmarks/placing.py``.
"""

from __future__ import annotations

import random
import re
import time

from inglenook.anchors import locate, place
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position
from words import Prose

_SENTENCES = re.compile(r".+?[.?!]”?(?: |$)")
_CHAPTER = 120
"""Paragraphs a chapter."""


def book(paragraphs: list[str]) -> Document:
    """Return a document of chapters with these paragraphs."""
    blocks = [Block(Kind.PARAGRAPH, text) for text in paragraphs]
    parts = [tuple(blocks[at : at + _CHAPTER]) for at in range(0, len(blocks), _CHAPTER)]
    return Document(Metadata(), tuple(Chapter(f"Chapter {n + 1}", b) for n, b in enumerate(parts)))


def edited(text: str, share: float, chance: random.Random, words: list[str]) -> str:
    """Change, drop or double so many of the words, each on its own."""

    def changed(word: str) -> str:
        if chance.random() >= share:
            return word
        return chance.choice((chance.choice(words), chance.choice(words), "", f"{word} {word}"))

    return " ".join(filter(None, map(changed, text.split(" "))))


def main() -> None:
    """Print how many places were found in their sentence, and how long one took."""
    prose = Prose(11)
    chance = random.Random(5)
    old = [[s.strip() for s in _SENTENCES.findall(p)] for p in prose.paragraphs(100_000)]
    words = " ".join(prose.paragraphs(3_000)).split()
    new = [[edited(s, 0.05, chance, words) for s in sentences] for sentences in old]
    front = prose.paragraphs(20_000)
    before, after = book([" ".join(p) for p in old]), book(front + [" ".join(p) for p in new])
    right = missing = 0
    saving, finding = [], []
    for _ in range(300):
        at = chance.randrange(len(old))
        sentence = chance.randrange(len(old[at]))
        inside = chance.randrange(len(old[at][sentence]))
        offset = len(" ".join(old[at][:sentence])) + (sentence > 0) + inside
        start = time.perf_counter()
        locator = locate(before, Position(at // _CHAPTER, at % _CHAPTER, offset))
        middle = time.perf_counter()
        found = place(after, locator)
        finding.append(time.perf_counter() - middle)
        saving.append(middle - start)
        if found is None:
            missing += 1
            continue
        low = len(" ".join(new[at][:sentence])) + (sentence > 0)
        same = found.chapter * _CHAPTER + found.block == at + len(front)
        if same and low <= found.offset <= low + len(new[at][sentence]):
            right += 1
        else:
            print("wrong", repr(locator.quote), at + len(front), low, len(new[at][sentence]), found)
    print(f"in their sentence {right}, not found {missing}, wrong {300 - right - missing} of 300")
    for name, times in ("saved", saving), ("found", finding):
        times.sort()
        print(f"{name}: median {times[150] * 1e3:.1f} ms, worst {times[-1] * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
