"""Make a library of any size: ``python benchmarks/generate.py OUT --chapters 10000 --words 300``.

``--book 3.2`` adds one book of so many megabytes, ``--tiny`` one very short story. The same
arguments make the same files. Two thirds of the stories are one file; every third one is a
file a chapter, as archives and mailing lists had it.
"""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path

from words import Prose

EACH = 10
"""Chapters a story."""
BOOK_CHAPTER = 3_500
"""Words a chapter of the book."""


def chapter(prose: Prose, number: int, words: int, *, wrapped: bool) -> str:
    """Return one chapter under its mark, hard-wrapped or with one line a paragraph."""
    paragraphs = prose.paragraphs(words)
    if wrapped:
        paragraphs = [textwrap.fill(text, 72) for text in paragraphs]
    return "\n\n".join((f"Chapter {number}: {prose.title()}", *paragraphs))


def write_library(out: Path, prose: Prose, chapters: int, words: int) -> None:
    """Write stories of ten chapters each, in folders of a hundred stories."""
    for number in range(-(-chapters // EACH)):
        folder = out / f"{number // 100:03}"
        folder.mkdir(parents=True, exist_ok=True)
        title, author = f"{prose.title()} {number + 1}", prose.name()
        count = min(EACH, chapters - number * EACH)
        parts = [chapter(prose, n + 1, words, wrapped=number % 2 == 0) for n in range(count)]
        name = title.lower().replace(" ", "-")
        if number % 3:
            (folder / f"{name}.txt").write_text(
                "\n\n\n".join((f"{title}\nby {author}", *parts, "THE END\n")), encoding="utf-8"
            )
            continue
        for part, text in enumerate(parts, 1):
            (folder / f"{name}-ch{part:02}.txt").write_text(
                f"{title}\nby {author}\n\n\n{text}\n", encoding="utf-8"
            )


def write_book(out: Path, prose: Prose, megabytes: float) -> Path:
    """Write one long book in one file and return its path."""
    parts = [f"{prose.title()}\nby {prose.name()}"]
    size = 0
    while size < megabytes * 1e6:
        parts.append(chapter(prose, len(parts), BOOK_CHAPTER, wrapped=False))
        size += len(parts[-1].encode()) + 3
    out.mkdir(parents=True, exist_ok=True)
    path = out / "book.txt"
    path.write_text("\n\n\n".join(parts), encoding="utf-8")
    return path


def write_tiny(out: Path, prose: Prose) -> Path:
    """Write a story of a page or two and return its path."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / "tiny.txt"
    text = "\n\n".join((f"{prose.title()}\nby {prose.name()}", *prose.paragraphs(500)))
    path.write_text(text, encoding="utf-8")
    return path


def main() -> None:
    """Write what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write into; made where missing")
    parser.add_argument("--chapters", type=int, default=0)
    parser.add_argument("--words", type=int, default=300, help="words a chapter")
    parser.add_argument("--book", type=float, default=0, metavar="MEGABYTES")
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    prose = Prose(given.seed)
    if given.chapters:
        write_library(given.out, prose, given.chapters, given.words)
    if given.book:
        write_book(given.out, prose, given.book)
    if given.tiny:
        write_tiny(given.out, prose)


if __name__ == "__main__":
    main()
