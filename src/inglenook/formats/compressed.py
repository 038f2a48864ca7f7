"""Files inside ``.gz`` and ``.zip``: what is in them is read as if it lay in the folder.

An archive is one file, and one file is one document. So an archive may hold one story, whole
or in parts that agree on title and author: those become its chapters, in the order of their
names. One that holds several stories is refused with that reason: unpacked, each of them
gets its own place on the shelf. An archive inside an archive is not opened.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.epub.archive import Archive, BombError, DamagedArchiveError
from inglenook.formats.marks import mark_at_end, mark_in_name
from inglenook.model import Block, Chapter, Document, Style

Read = Callable[[bytes, PurePosixPath], Document]

_GZIP = b"\x1f\x8b\x08"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_LARGEST = 64 << 20
_FREE = 16 << 20
_RATIO = 120
"""As of a book's parts: see :mod:`inglenook.formats.epub.archive`."""
_MOST_MEMBERS = 2000
_MOST_NOTICES = 20
_LINK = re.compile(r"#(\d+)/(\d+)")
_CHUNK = 1 << 20


def is_archive(data: bytes) -> bool:
    """Whether ``data`` is an archive, and not a book that is a ZIP."""
    return data.startswith((_GZIP, *_ZIPS)) or data[257:262] == b"ustar"


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
        document = _inside(self._read, content, inner, path)
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


def _inside(read: Read, content: bytes, inner: PurePosixPath, path: PurePosixPath) -> Document:
    """Read a file of an archive; its chapters and errors name the archive."""
    shown = clean_line(str(path))
    if is_archive(content) and not _is_book(content):
        raise NotAStory(shown, "an archive inside an archive: unpack it into the folder")
    try:
        document = read(content, inner)
    except UnreadableStory as error:
        raise type(error)(shown, error.reason) from error
    chapters = tuple(replace(chapter, source=path.as_posix()) for chapter in document.chapters)
    return replace(document, chapters=chapters)


def _is_book(content: bytes) -> bool:
    names = content[:4096] + content[-65536:]
    return content.startswith(_ZIPS[0]) and any(
        mark in names for mark in (b"word/document", b"META-INF/container.xml", b".opf")
    )


class ZipFormat:
    """A ZIP that is no book itself."""

    name = "zip"

    def __init__(self, read: Read) -> None:
        self._read = read

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is a ZIP; EPUB and DOCX are surer of theirs."""
        return 0.6 if data.startswith(_ZIPS) else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read the story inside.

        Raises:
            NotAStory: there is none, or there are several.
            UnreadableStory: it is damaged or a bomb.
        """
        shown = clean_line(str(path))
        try:
            archive = Archive.open(data)
            parts, left_out = self._parts(archive, path)
        except DamagedArchiveError as error:
            raise UnreadableStory(shown, clean_line(str(error), 300)) from None
        if not parts:
            reason = left_out[0] if len(left_out) == 1 else "a ZIP archive without a story in it"
            raise NotAStory(shown, clean_line(reason, 300))
        if not _agree(parts):
            reason = f"a ZIP archive of {len(parts)} stories: unpack it into the folder"
            raise NotAStory(shown, reason)
        whole = _joined(parts)
        notices = [*whole.notices, *archive.notices, *left_out]
        return replace(whole, notices=tuple(clean_line(each, 300) for each in notices))

    def _parts(
        self, archive: Archive, path: PurePosixPath
    ) -> tuple[list[tuple[str, Document]], list[str]]:
        names = [name for name in archive.names() if not _is_hidden(name)]
        if len(names) > _MOST_MEMBERS:
            raise DamagedArchiveError(f"it holds {len(names)} files: no story")
        parts: list[tuple[str, Document]] = []
        left_out: list[str] = []
        for name in sorted(names, key=_natural):
            try:
                document = _inside(self._read, archive.read(name), PurePosixPath(name), path)
            except BombError:
                raise
            except (DamagedArchiveError, UnreadableStory) as error:
                reason = error.reason if isinstance(error, UnreadableStory) else str(error)
                left_out.append(f"{name} in the archive was left out: {reason}.")
                continue
            parts.append((name, document))
        if len(left_out) > _MOST_NOTICES:
            rest = len(left_out) - _MOST_NOTICES
            left_out = [*left_out[:_MOST_NOTICES], f"{rest} more files were left out."]
        return parts, left_out


def _is_hidden(name: str) -> bool:
    return any(part[:1] == "." or part == "__MACOSX" for part in name.split("/"))


def _natural(name: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdigit() else (0, part)
        for part in re.split(r"([0-9]{1,9})", name.casefold())
    ]


def _agree(parts: list[tuple[str, Document]]) -> bool:
    """Whether files are parts of one story: nothing they say differs, and something says so."""
    if len(parts) == 1:
        return True
    titles, authors = set(), set()
    for _, document in parts:
        said = document.metadata
        title, _ = mark_at_end(said.title)
        titles.add(_letters(title or said.title))
        authors.add(tuple(map(_letters, said.authors)))
    titles -= {""}
    authors -= {()}
    if len(titles) > 1 or len(authors) > 1:
        return False
    named = all(mark_in_name(PurePosixPath(name).stem) for name, _ in parts)
    return bool(titles) or named or _count_on(document for _, document in parts)


def _count_on(documents: Iterable[Document]) -> bool:
    """Whether each file begins with a chapter of a higher number than the one before it."""
    marks = [document.chapters[0].mark for document in documents]
    numbers = [mark.number for mark in marks if mark is not None and mark.number is not None]
    return len(numbers) == len(marks) and all(one < other for one, other in pairwise(numbers))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _joined(parts: list[tuple[str, Document]]) -> Document:
    chapters: list[Chapter] = []
    for name, document in parts:
        moved = [_moved(chapter, len(chapters)) for chapter in document.chapters]
        if len(parts) > 1 and len(moved) == 1 and not moved[0].title and not moved[0].mark:
            moved[0] = replace(moved[0], mark=mark_in_name(PurePosixPath(name).stem))
        chapters.extend(moved)
    first = next((one for _, one in parts if one.metadata.title), parts[0][1])
    title, _ = mark_at_end(first.metadata.title)
    metadata = first.metadata
    if len(parts) > 1 and title:
        metadata = replace(metadata, title=title)
    if not metadata.authors:
        authors = next((one.metadata.authors for _, one in parts if one.metadata.authors), ())
        metadata = replace(metadata, authors=authors)
    notices = tuple(dict.fromkeys(text for _, one in parts for text in one.notices))
    return replace(first, metadata=metadata, chapters=tuple(chapters), notices=notices)


def _moved(chapter: Chapter, by: int) -> Chapter:
    """Point a chapter's links to where its document's chapters are now."""
    if not by:
        return chapter
    return replace(chapter, blocks=tuple(_pointed(block, by) for block in chapter.blocks))


def _pointed(block: Block, by: int) -> Block:
    if not any(span.style is Style.LINK for span in block.spans):
        return block
    spans = []
    for span in block.spans:
        match = _LINK.fullmatch(span.target) if span.style is Style.LINK else None
        if match:
            span = span._replace(target=f"#{int(match.group(1)) + by}/{match.group(2)}")
        spans.append(span)
    return block._replace(spans=tuple(spans))
