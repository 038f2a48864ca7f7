"""Files that are packed: by ``.gz`` one by one, by ``.zip`` as in a folder.

What gzip has packed is read as the file inside. A ZIP that is no book is a folder: the
catalogue lists its files and has each read as if it lay in the library; see
:mod:`inglenook.catalog.reading`. Here such a ZIP is only told from a book, and refused where it
lies in another file: what is packed twice is not opened.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.archive import Archive, DamagedArchiveError
from inglenook.formats.fb2 import Fb2Format
from inglenook.model import Document

Read = Callable[[bytes, PurePosixPath], Document]

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins; the second is an empty one."""
_GZIP = b"\x1f\x8b\x08"
_RECORD = b"PK\x01\x02"
_NAME_AT = 30
_NAME_LENGTH = 255
_LARGEST = 64 << 20
_FREE = 16 << 20
_RATIO = 120
"""As of a book's parts: see :mod:`inglenook.formats.archive`."""
_CHUNK = 1 << 20
_TWICE = "a ZIP or gzip archive inside an archive: unpack it into the folder"


class GzipFormat:
    """One file, compressed."""

    name = "gzip"

    def __init__(self, read: Read) -> None:
        self._read = read

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is gzip's, from 0 to 1."""
        return 1.0 if data.startswith(_GZIP) else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read the file inside. Raises what reading it raises."""
        shown = clean_line(str(path))
        content, notices = _inflated(data, shown)
        inner = path.with_suffix("") if path.suffix.lower() == ".gz" else path
        if content.startswith(_GZIP):
            raise NotAStory(shown, _TWICE)
        document = _of(path, self._read(content, inner))
        return replace(document, notices=document.notices + notices)


def _inflated(data: bytes, shown: str) -> tuple[bytes, tuple[str, ...]]:
    limit = min(_LARGEST, max(_FREE, len(data) * _RATIO))
    parts: list[bytes] = []
    size = 0
    cut = False
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        while True:
            try:
                part = stream.read1(_CHUNK)
            except (EOFError, OSError, zlib.error):
                cut = True
                break
            if not part:
                break
            size += len(part)
            if size > limit:
                reason = f"unpacks to more than {limit >> 20} MB: a bomb, or no story"
                raise UnreadableStory(shown, reason)
            parts.append(part)
    if cut and not size:
        raise UnreadableStory(shown, "it is damaged: nothing of it can be unpacked")
    notice = "The file is cut off or damaged: what stands before the damage was read."
    return b"".join(parts), (notice,) if cut else ()


def _of(path: PurePosixPath, document: Document) -> Document:
    """Return a document as that of the file it was packed in."""
    chapters = tuple(replace(chapter, source=path.as_posix()) for chapter in document.chapters)
    return replace(document, chapters=chapters)


class ZippedFb2Format:
    """FictionBook as it is mostly handed on: alone in a ZIP."""

    name = "fb2"

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is one FictionBook in a ZIP, from 0 to 1."""
        name = data[_NAME_AT : _NAME_AT + _NAME_LENGTH].lower()
        alone = data.startswith(ZIPS[0]) and b".fb2" in name and data.count(_RECORD) == 1
        return 0.9 if alone else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read the book inside. Raises UnreadableStory where it is damaged or a bomb."""
        try:
            archive = Archive.open(data)
            content = archive.read(archive.names()[0])
        except DamagedArchiveError as error:
            raise UnreadableStory(clean_line(str(path)), clean_line(str(error), 300)) from None
        document = _of(path, Fb2Format().open(content, path))
        return replace(document, notices=(*document.notices, *archive.notices))


class ZipFormat:
    """A ZIP that is no book: a folder, and no document."""

    name = "zip"

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is a ZIP; books are surer of theirs."""
        return 0.6 if data.startswith(ZIPS) else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:  # noqa: ARG002 - as the protocol
        """Raise NotAStory."""
        raise NotAStory(clean_line(str(path)), _TWICE)
