"""No word of a text is lost, whatever shapes it is pieced together from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from random import Random

from bad_files import PLAIN
from inglenook.errors import NotAStory
from inglenook.formats import read
from inglenook.model import Document
from inglenook.tokens import tokens
from registry import attack

MOST_LOST = 0.001
"""Share of the words of a text that may not be found again."""
MENDED = "mojibake"
"""The text whose words are others when it has been read, as they should be."""
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def words(text: str) -> Counter[str]:
    """Return how often each word is in a text."""
    return Counter(token.text for token in tokens(text))


def words_in(document: Document) -> Counter[str]:
    """Return how often each word is in a document: shown, folded, or told of it."""
    found = words(repr(document.metadata))
    for chapter in document.chapters:
        found += words(chapter.title)
        for block in chapter.blocks:
            found += words(block.text)
    return found


def pieced(texts: list[str], rng: Random) -> str:
    """Return a text that begins like one and goes on like others."""
    made: list[str] = []
    for text in rng.sample(texts, rng.randint(1, 4)):
        paragraphs = text.split("\n\n")
        first, last = sorted(rng.randrange(len(paragraphs) + 1) for _ in range(2))
        made += paragraphs[:last] if not made or rng.random() < 0.5 else paragraphs[first:last]
    if rng.random() < 0.2:
        rng.shuffle(made)
    return rng.choice(("\n\n", "\n\n", "\n", "\n\n\n", "\n   \n")).join(made)


@attack("no word of a text is lost", quick=60, long=3_000)
def words_of_pieced_texts(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Piece texts of all shapes together in any order, in several encodings, and read them."""
    texts = [
        path.read_bytes().decode("utf-8", "replace")
        for path in sorted(PLAIN.iterdir())
        if path.stem != MENDED
    ]
    for number in range(tries):
        text = pieced(texts, rng).replace("\n", rng.choice(("\n", "\n", "\r\n", "\r")))
        encoding = rng.choice(ENCODINGS)
        data = text.encode(encoding, "replace")
        try:
            document = read(data, PurePosixPath("pieced.txt"))
        except NotAStory:
            continue
        before = words(data.decode(encoding))
        lost = before - words_in(document)
        if lost.total() > 1 + MOST_LOST * before.total():
            said = ", ".join(f"{word} ({times})" for word, times in lost.most_common(5))
            yield f"try {number}: {lost.total()} of {before.total()} words lost: {said}"
            (folder / f"{number}.txt").write_bytes(data)
