"""EPUB 2 and 3, by zipfile and lxml.

The way of a book::

    drm.py        is its text locked
    package.py    the .opf: metadata, parts in reading order
    contents.py   the contents: NAV, else NCX
    book.py       parts -> pieces -> chapters where the contents say so

Archives that write EPUBs of stories (AO3, FanFicFare) are known by their title pages: see
:mod:`inglenook.formats.sites`.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from inglenook.model import Document

NAME = "epub"


class EpubFormat:
    """Books in a ZIP, told by their ``mimetype`` part or their container."""

    name = NAME

    def detect(self, data: bytes, path: PurePosixPath) -> float:
        """Return how sure it is that ``data`` is an EPUB, from 0 to 1."""
        if not data.startswith(b"PK\x03\x04"):
            return 0.0
        if b"application/epub+zip" in data[:256]:
            return 1.0
        head, tail = data[:4096], data[-65536:]
        if b"META-INF/container.xml" in head or b"META-INF/container.xml" in tail:
            return 0.95
        if b".opf" in tail:
            return 0.9
        return 0.8 if path.suffix.lower() == ".epub" else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a book. Raises UnreadableStory with what is wrong with it."""
        from inglenook.formats.epub.book import read_book  # lxml behind it costs 26 ms

        return read_book(data, path)
