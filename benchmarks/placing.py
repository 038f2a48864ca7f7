"""How well and how fast a saved place is found again in a changed text.

300 places and 300 highlighted sentences in a book of 100,000 words, of which 5 % are then
changed and in front of which 20,000 words are put. Then 1,000 marks in a text that has not
changed, and all of 10,000 as a list. Run: ``python benchmarks/placing.py``.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from pathlib import Path

from inglenook.anchors import Anchors, locate, place
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Kind,
    Metadata,
    Position,
    Span,
    Story,
)
from inglenook.store import Store
from inglenook.store.annotations import Annotation, MarkKind, new_id
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
    highlights(chance, old, new, before, after, len(front))
    many(chance, before)


def highlights(
    chance: random.Random,
    old: list[list[str]],
    new: list[list[str]],
    before: Document,
    after: Document,
    shift: int,
) -> None:
    """Print how many highlighted sentences were found, and how much of each was."""
    was, now = Anchors(before), Anchors(after)
    right = missing = wrong = 0
    kept = 0.0
    start = time.perf_counter()
    for _ in range(300):
        at = chance.randrange(len(old))
        number = chance.randrange(len(old[at]))
        first = len(" ".join(old[at][:number])) + (number > 0)
        chapter, block = divmod(at, _CHAPTER)
        ends = (first, first + len(old[at][number]))
        span = Span(*(Position(chapter, block, offset) for offset in ends))
        found = now.place_span(*was.locate_span(span), old[at][number])
        if found is None:
            missing += 1
            continue
        low = len(" ".join(new[at][:number])) + (number > 0)
        high = low + len(new[at][number])
        same = found.start.chapter * _CHAPTER + found.start.block == at + shift
        if same and low <= found.start.offset < high:
            right += 1
            shared = min(high, found.end.offset) - max(low, found.start.offset)
            kept += shared / max(high - low, found.end.offset - found.start.offset)
        else:
            wrong += 1
    took = (time.perf_counter() - start) * 1e3 / 300
    print(f"highlights in their sentence {right}, not found {missing}, wrong {wrong} of 300")
    print(f"and of the sentence {kept / max(1, right):.1%} is highlighted; {took:.1f} ms each")


def many(chance: random.Random, document: Document) -> None:
    """Print what 1,000 marks in one text and 10,000 in the store cost."""
    anchors = Anchors(document)
    start = time.perf_counter()
    saved = []
    for _ in range(1_000):
        chapter = chance.randrange(len(document.chapters))
        block = chance.randrange(len(document.chapters[chapter].blocks))
        length = len(document.chapters[chapter].blocks[block].text)
        first = Position(chapter, block, chance.randrange(max(1, length - 40)))
        saved.append(anchors.locate_span(Span(first, first._replace(offset=first.offset + 40))))
    print(f"1,000 marks made in {(time.perf_counter() - start) * 1e3:.0f} ms", end=", ")
    start = time.perf_counter()
    fresh = Anchors(document)
    found = [fresh.place_span(first, last, "x" * 40) for first, last in saved]
    print(f"placed in {(time.perf_counter() - start) * 1e3:.0f} ms", end=", ")
    print(f"{sum(one is not None for one in found)} of them where they were")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "reader.sqlite")
        story = Story("book", "Book", (), (ChapterEntry("One", 1, "b.txt", "d", 0),))
        text = "So many words as a sentence has that is worth a mark, more or less. " * 2
        marks = [
            Annotation(new_id(), "book", MarkKind.HIGHLIGHT, *saved[n % 1_000], "rose", "", text)
            for n in range(10_000)
        ]
        store.annotate((story,), marks)
        start = time.perf_counter()
        count = len(store.annotations.listed())
        print(f"{count:,} marks listed in {(time.perf_counter() - start) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
