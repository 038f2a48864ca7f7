"""Read the files of a library, from the folder or out of its archives.

A ZIP that is no book is read as a folder: each of its files is inflated in memory, one at a
time and within the bounds of :mod:`inglenook.formats.archive`, and parsed like any other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from inglenook.catalog.cache import CatalogCache
from inglenook.catalog.difference import digest_of
from inglenook.catalog.parsing import Parser
from inglenook.catalog.records import ARCHIVE, FAILED, FoundFile, Record
from inglenook.catalog.scan import MOST_DEPTH
from inglenook.clean import clean, clean_line
from inglenook.errors import InglenookError, NotAStory, UnreadableStory
from inglenook.formats import is_folder, read
from inglenook.formats.archive import LARGEST_FOLDER, Archive, DamagedArchiveError
from inglenook.model import Chapter, ChapterEntry
from inglenook.plainfile import open_plain

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read: ten times the longest novel, and 300 MB while it is parsed."""

CLOCK_TICK_NS = 20_000_000
"""A file younger than this when it was read may change again without its time changing."""

_LEFT_BY_A_MAC = "__MACOSX"
"""A folder that macOS packs beside the files, of what it knows of them."""

Reading = tuple[Record, tuple[bytes, ...]]
"""What is made of a file, and its chapters as the cache keeps them."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files of one library."""

    folder: Path
    cache: CatalogCache
    """Asked whether a text is known from another file, or from an archive as it was."""
    parser: Parser

    def read(self, file: FoundFile) -> Iterator[Reading]:
        """Read a file; of an archive each file, and the archive last: a kill leaves it unread."""
        failed = Record(*file, "", FAILED)
        if file.size > MOST_BYTES:
            reason = f"larger than {MOST_BYTES // 2**20} MB"
            yield replace(failed, status="skipped", reason=reason), ()
            return
        try:
            with open_plain(_on_disk(self.folder, file.path)[0], self.folder) as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            # Not remembered as read: who may read it can change, and its time does not.
            yield replace(failed, mtime_ns=-1, reason=f"cannot be read: {error.strerror}"), ()
            return
        if len(data) > MOST_BYTES:
            yield replace(failed, mtime_ns=-1, reason="grew while it was read"), ()
            return
        young = time.time_ns() - file.mtime_ns < CLOCK_TICK_NS or len(data) != file.size
        kept = replace(failed, digest=digest_of(data), mtime_ns=-1 if young else file.mtime_ns)
        if is_folder(data, PurePosixPath(clean(file.path))):
            yield from self._archive(kept, data)
        else:
            yield self._parse(kept, data)

    def _archive(self, whole: Record, data: bytes) -> Iterator[Reading]:
        try:
            archive = Archive.open(data, LARGEST_FOLDER)
        except DamagedArchiveError as error:
            yield replace(whole, reason=clean_line(str(error), 300)), ()
            return
        notice = archive.notices[0] if archive.notices else ""
        for name, path in _listed(archive):
            # A time of the archive's: by it a file is known for one of the archive as it is.
            record = Record(f"{whole.path}/{path}", 0, whole.mtime_ns, "", FAILED)
            try:
                yield self._inside(record, archive, name)
            except DamagedArchiveError as error:
                yield replace(record, reason=clean_line(str(error), 300)), ()
        # A damaged archive has a line of its own beside those of its files.
        status = FAILED if notice else ARCHIVE if archive.names() else "skipped"
        reason = notice or ("" if archive.names() else "an archive with nothing in it")
        yield replace(whole, status=status, reason=reason), ()

    def _inside(self, record: Record, archive: Archive, name: str) -> Reading:
        told = len(archive.notices)
        if name.count("/") > MOST_DEPTH:
            return replace(record, status="skipped", reason="folders are nested too deeply"), ()
        data = archive.read(name)
        found, texts = self._parse(replace(record, size=len(data), digest=digest_of(data)), data)
        if found.outline is not None and len(archive.notices) > told:
            notices = (*found.outline.notices, *archive.notices[told:])
            found = replace(found, outline=replace(found.outline, notices=notices))
        return found, texts

    def _parse(self, record: Record, data: bytes) -> Reading:
        twin = self.cache.twin(record.digest)
        if twin is not None:
            return replace(record, status=twin.status, reason=twin.reason, outline=twin.outline), ()
        try:
            parsed = self.parser.read(data, record.path)
        except NotAStory as error:
            return replace(record, status="skipped", reason=error.reason), ()
        except UnreadableStory as error:
            return replace(record, reason=error.reason), ()
        return replace(record, status="ok", outline=parsed.outline), parsed.texts


def read_chapter(folder: Path, entry: ChapterEntry) -> Chapter | None:
    """Read a chapter from its file, or return None where that holds something else by now."""
    file, inner = _on_disk(folder, entry.source)
    try:
        with open_plain(file, folder) as opened:
            data = opened.read(MOST_BYTES + 1)
        if inner:
            archive = Archive.open(data, LARGEST_FOLDER)
            data = archive.read({path: name for name, path in _listed(archive)}[inner])
        if digest_of(data) == entry.digest:
            return read(data, PurePosixPath(clean(entry.source))).chapters[entry.ordinal]
    except (OSError, InglenookError, DamagedArchiveError, LookupError):
        return None
    return None


def _listed(archive: Archive) -> list[tuple[str, str]]:
    """Return an archive's files: their names in it, and as the system would list them unpacked."""
    return [
        (name, os.fsdecode(name.encode("utf-8", "replace")))
        for name in archive.names()
        if not any(part.startswith(".") or part == _LEFT_BY_A_MAC for part in name.split("/"))
    ]


def _on_disk(folder: Path, path: str) -> tuple[Path, str]:
    """Return where a file of a library is, and its path in the archive there.

    A library may be one file, and that an archive.
    """
    if not folder.is_dir():
        return folder, path.partition("/")[2]
    parts = path.split("/")
    for depth in range(1, len(parts)):
        file = folder.joinpath(*parts[:depth])
        if file.is_file():
            return file, "/".join(parts[depth:])
    return folder / path, ""
