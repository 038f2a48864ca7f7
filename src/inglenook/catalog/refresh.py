"""Bring the catalogue up to date with its folder: read what is new, shelve, save.

What is found is saved about every second, so the shelf fills while a long refresh runs, and a
refresh that is killed loses no more than that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from inglenook.catalog.cache import CatalogCache, Stamp
from inglenook.catalog.difference import Difference, digest_of
from inglenook.catalog.identity import known
from inglenook.catalog.manifest import Manifest, read_manifest
from inglenook.catalog.parsing import Parser
from inglenook.catalog.records import Changes, FileReport, FoundFile, Record, sketches_of
from inglenook.catalog.scan import Scan
from inglenook.catalog.shelve import shelve
from inglenook.clean import clean, clean_line
from inglenook.errors import InglenookError, NotAStory, UnreadableStory
from inglenook.formats import read
from inglenook.garbage import no_garbage_collection
from inglenook.model import Chapter, ChapterEntry, KnownStory, Progress, Story

MOST_BYTES = 64 * 1024 * 1024
"""The largest file that is read: ten times the longest novel, and 300 MB while it is parsed."""

BATCH_SECONDS = 1.0
"""Reading between two saves; what a kill can cost."""
BATCH_BYTES = 16 * 1024 * 1024
"""Bytes read between two saves, because their texts wait in memory."""
SHELVING_SHARE = 5
"""Shelving takes at most one part in so many of a refresh: 0.5 s a time at 10,000 files."""
TELL_SECONDS = 0.05

CLOCK_TICK_NS = 20_000_000
"""A file younger than this when it was read may change again without its time changing."""


def source_of(folder: Path, path: str) -> Path:
    """Return where a file of a library is; a library may be one file."""
    return folder / path if folder.is_dir() else folder


@dataclass
class Refresh:
    """One run over a folder in which something has changed."""

    folder: Path
    cache: CatalogCache
    difference: Difference
    progress: Callable[[Progress], None]
    remembered: tuple[KnownStory, ...]
    """Stories the reader has opened, perhaps of other libraries."""
    manifest: Manifest = field(default_factory=Manifest)
    _waiting: list[tuple[Record, tuple[bytes, ...]]] = field(default_factory=list)
    _waiting_bytes: int = 0
    _records: dict[str, Record] = field(default_factory=dict)
    _sketches: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    """Of the files as they were, by content hash: a changed file is known by what it kept."""
    _previous: tuple[Story, ...] = ()
    _parser: Parser = field(default_factory=Parser)
    _saved_at: float = 0.0
    _shelving: float = 0.0
    _told_at: float = 0.0

    def run(self) -> Changes:
        """Do it, and say what was different."""
        self.manifest = read_manifest(self.folder)
        present = {file.path for file in self.difference.found.files}
        stamps, new = self.difference.stamps, self.difference.new
        # From here to the end the shelf is not that of the files: a kill must not hide it.
        self.cache.set_setting("shelved", "")
        self.cache.settle(found=self.difference.back, missing=self.difference.away)
        self._previous = self.cache.stories()
        with no_garbage_collection():
            earlier = [*self.cache.records(), *self.cache.records(missing=True)]
            self._records = {r.path: r for r in earlier if r.path in present}
            self._sketches = {record.digest: sketches_of(record) for record in earlier}
        self._saved_at = time.monotonic()
        with self._parser:
            changed = sum(self._take(file, stamps, len(new), n) for n, file in enumerate(new))
        self._flush()
        self.progress(Progress("shelving", len(new), len(new)))
        self._save(self.difference.found)
        self.cache.set_setting("shelved", self.difference.stamp)
        self.cache.settle()
        return replace(self.difference.changes, changed=changed)

    def _take(self, file: FoundFile, stamps: dict[str, Stamp], total: int, number: int) -> bool:
        """Read a file, and say whether its content is another than before."""
        now = time.monotonic()
        if now - self._told_at >= TELL_SECONDS:
            self.progress(Progress("reading", number, total))
            self._told_at = now
        if now - self._saved_at >= BATCH_SECONDS or self._waiting_bytes >= BATCH_BYTES:
            self._flush()
            if now - self._saved_at >= SHELVING_SHARE * self._shelving:
                self._save(None)
        record, texts = self._read(file)
        self._waiting.append((record, texts))
        self._waiting_bytes += file.size
        self._records[file.path] = record
        stamp = stamps.get(file.path)
        return stamp is not None and stamp.digest != record.digest

    def _read(self, file: FoundFile) -> tuple[Record, tuple[bytes, ...]]:
        failed = Record(*file, "", "failed")
        if file.size > MOST_BYTES:
            reason = f"larger than {MOST_BYTES // 2**20} MB"
            return replace(failed, status="skipped", reason=reason), ()
        try:
            with source_of(self.folder, file.path).open("rb") as opened:
                data = opened.read(MOST_BYTES + 1)
        except OSError as error:
            # Not remembered as read: who may read it can change, and its time does not.
            return replace(failed, mtime_ns=-1, reason=f"cannot be read: {error.strerror}"), ()
        if len(data) > MOST_BYTES:
            return replace(failed, mtime_ns=-1, reason="grew while it was read"), ()
        young = time.time_ns() - file.mtime_ns < CLOCK_TICK_NS or len(data) != file.size
        kept = replace(failed, digest=digest_of(data), mtime_ns=-1 if young else file.mtime_ns)
        return _parse(kept, data, self.cache, self._parser)

    def _flush(self) -> None:
        if self._waiting:
            self.cache.put(self._waiting)
        self._waiting, self._waiting_bytes = [], 0

    def _save(self, found: Scan | None) -> None:
        began = time.monotonic()
        earlier = [known(story) for story in self._previous]
        # A path means nothing in another library: "story.txt" is in every one.
        touched = [replace(one, paths=()) for one in self.remembered]
        records = list(self._records.values())
        with no_garbage_collection():
            name = clean_line(Path(os.path.realpath(self.folder)).name)
            known_ones = [*earlier, *touched]
            shelf = shelve(records, self.manifest, known_ones, name, self._sketches)
        shelved = {record.digest for record in records}
        stories = graft(shelf.stories, self._previous, self._away(shelved))
        refused = (
            [FileReport(clean(r.path), r.status, r.reason) for r in found.refused] if found else []
        )
        self.cache.save_shelf(stories, [*shelf.reports, *refused], shelf.problems)
        self._saved_at = time.monotonic()
        self._shelving = self._saved_at - began

    def _away(self, shelved: set[str]) -> set[str]:
        """Return contents of vanished files; forget those that only moved."""
        missing = self.cache.records(missing=True)
        moved = [record.path for record in missing if record.digest in shelved]
        if moved:
            self.cache.settle(gone=moved)
        return {record.digest for record in missing} - shelved


def graft(stories: Iterable[Story], previous: Iterable[Story], away: set[str]) -> list[Story]:
    """Keep what vanished: a chapter in its story, marked missing, and a story as a whole.

    Args:
        stories: the new shelf, of files that are there.
        previous: the old shelf.
        away: contents of the files that have vanished.
    """
    new = {story.id: story for story in stories}
    for old in previous:
        lost = [entry for entry in old.chapters if entry.digest in away]
        if not lost:
            continue
        story = new.get(old.id)
        if story is None:
            gone = tuple(replace(entry, missing=True) for entry in lost)
            new[old.id] = replace(old, chapters=gone)
        elif not {entry.digest for entry in old.chapters}.isdisjoint(
            entry.digest for entry in story.chapters
        ):
            new[old.id] = replace(story, chapters=_with_lost(story, old, away))
    return list(new.values())


def _with_lost(story: Story, old: Story, away: set[str]) -> tuple[ChapterEntry, ...]:
    chapters = list(story.chapters)
    after = 0
    for entry in old.chapters:
        if entry.digest in away:
            chapters.insert(after, replace(entry, missing=True))
            after += 1
        else:
            places = [at for at, kept in enumerate(chapters) if kept.key == entry.key]
            after = places[0] + 1 if places else after
    return tuple(chapters)


def read_chapter(folder: Path, entry: ChapterEntry) -> Chapter | None:
    """Read a chapter from its file, or return None where that holds something else by now."""
    try:
        data = source_of(folder, entry.source).read_bytes()
        if digest_of(data) == entry.digest:
            return read(data, PurePosixPath(clean(entry.source))).chapters[entry.ordinal]
    except (OSError, InglenookError, IndexError):
        return None
    return None


def _parse(
    record: Record, data: bytes, cache: CatalogCache, parser: Parser
) -> tuple[Record, tuple[bytes, ...]]:
    twin = cache.twin(record.digest)
    if twin is not None:
        return replace(record, status=twin.status, reason=twin.reason, outline=twin.outline), ()
    try:
        parsed = parser.read(data, record.path)
    except NotAStory as error:
        return replace(record, status="skipped", reason=error.reason), ()
    except UnreadableStory as error:
        return replace(record, reason=error.reason), ()
    return replace(record, status="ok", outline=parsed.outline), parsed.texts
