"""Whether a library of mixed files is shelved in time linear in its bytes.

Two libraries are made, one of four times as many files as the other: plain text wrapped and not,
HTML, Markdown and EPUB in turn, with stories of one to five chapters. Each is refreshed as
``inglenook index`` does it, without the full-text index, and looked at once more when nothing
has changed. The processor's time is counted, the reader's process included: that of the clock
depends on what else the machine does.
What counts is the ratio of the seconds a byte takes in the large one to those in the small one:
1.0 is linear, 4.0 would be quadratic. Promised: at most 1.25 for 1,000 files.

Run: ``python benchmarks/growing.py [--files 1000]``.
"""

from __future__ import annotations

import argparse
import html
import io
import os
import random
import tempfile
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

from inglenook.catalog import Catalog
from words import Prose

TIMES = 4
CHAPTERS = (1, 1, 2, 3, 5)
"""Chapters a story."""
CHAPTER = 1_500
"""Words a chapter."""

Chapters = list[tuple[str, list[str]]]
"""Titles, and the paragraphs under them."""

_CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)


def wrapped(title: str, author: str, chapters: Chapters) -> bytes:
    """Return a story as plain text of 72 columns."""
    return _text(title, author, chapters, lambda text: textwrap.fill(text, 72))


def unwrapped(title: str, author: str, chapters: Chapters) -> bytes:
    """Return a story as plain text, one line a paragraph."""
    return _text(title, author, chapters, str)


def _text(title: str, author: str, chapters: Chapters, fill: Callable[[str], str]) -> bytes:
    parts = [f"{title}\nby {author}"]
    parts += ["\n\n".join([name, *map(fill, texts)]) for name, texts in chapters]
    return "\n\n\n".join(parts).encode()


def markdown(title: str, author: str, chapters: Chapters) -> bytes:
    """Return a story as Markdown with front matter."""
    head = f"---\ntitle: {title}\nauthor: {author}\n---"
    return "\n\n".join(
        [head, *(f"## {name}\n\n" + "\n\n".join(texts) for name, texts in chapters)]
    ).encode()


def page(title: str, author: str, chapters: Chapters) -> bytes:
    """Return a story as a web page."""
    body = "".join(
        f"<h2>{name}</h2>" + "".join(f"<p>{html.escape(text)}</p>\n" for text in texts)
        for name, texts in chapters
    )
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    return f"<html>{head}<body><h1>{title}</h1><p>by {author}</p>{body}</body></html>".encode()


def book(title: str, author: str, chapters: Chapters) -> bytes:
    """Return a story as EPUB, a file a chapter."""
    names = [f"c{number}.xhtml" for number in range(len(chapters))]
    items = "".join(
        f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in names
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in names)
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("book.opf", package)
        for name, (heading, texts) in zip(names, chapters, strict=True):
            inner = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
            archive.writestr(
                name,
                '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
                f"<body><h2>{heading}</h2>{inner}</body></html>",
            )
    return file.getvalue()


KINDS = ((wrapped, "txt"), (unwrapped, "txt"), (page, "html"), (markdown, "md"), (book, "epub"))


def make(folder: Path, files: int) -> int:
    """Write a library of so many files, one story each, and return its bytes."""
    prose, size, chance = Prose(), 0, random.Random(7)
    for number in range(files):
        title = f"{prose.title()} {number}"
        chapters = [
            (f"Chapter {at + 1}: {prose.title()}", prose.paragraphs(CHAPTER))
            for at in range(chance.choice(CHAPTERS))
        ]
        kind, suffix = KINDS[number % len(KINDS)]
        path = folder / f"{number // 100:03}" / f"{title.lower().replace(' ', '-')}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(kind(title, prose.name(), chapters))
    return size


def measure(files: int) -> float:
    """Shelve a fresh library of so many files, print how, and return the seconds a megabyte."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "library"
        megabytes = make(folder, files) / 1e6
        catalog = Catalog(folder, Path(place) / "cache" / "catalog.sqlite")
        first = timed(catalog)
        stories = len(catalog.stories())
        again = timed(catalog)
        catalog.close()
    print(
        f"{files:6} files {megabytes:7.1f} MB {stories:6} stories {first:7.2f} s "
        f"{1e3 * first / megabytes:6.1f} ms/MB {1e3 * first / files:6.2f} ms/file; "
        f"unchanged {1e3 * again:6.1f} ms"
    )
    return first / megabytes


def timed(catalog: Catalog) -> float:
    """Return the processor's seconds of one refresh."""
    started = spent()
    catalog.refresh()
    return spent() - started


def spent() -> float:
    """Return the processor's seconds of this process and of those it has ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    """Measure a small library and a large one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="of the larger library")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:  # imports are no part of it
        Catalog(Path(place), Path(place) / "catalog.sqlite").refresh()
    small = measure(max(given.files // TIMES, 1))
    large = measure(given.files)
    print(f"seconds a byte, {TIMES} times the files: x {large / small:.2f} (bound 1.25)")


if __name__ == "__main__":
    main()
