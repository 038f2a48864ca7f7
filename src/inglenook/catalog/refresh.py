"""Bring the catalogue up to date with its folder: read what is new, shelve, save.

What is found is saved about every second, so the shelf fills while a long refresh runs, and a
refresh that is killed loses no more than that.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inglenook.catalog.cache import CatalogCache, contents
from inglenook.catalog.difference import Difference
from inglenook.catalog.manifest import Manifest, read_manifest
from inglenook.catalog.parsing import Parser
from inglenook.catalog.reading import Reader, Reading
from inglenook.catalog.records import ARCHIVE, Changes, FileReport, Record, sketches_of
from inglenook.catalog.scan import Scan, archive_of
from inglenook.catalog.shelve import shelve
from inglenook.clean import clean, clean_line
from inglenook.garbage import no_garbage_collection
from inglenook.model import ChapterEntry, KnownStory, Progress, Story

BATCH_SECONDS = 1.0
"""Reading between two saves; what a kill can cost."""
BATCH_BYTES = 16 * 1024 * 1024
"""Bytes read between two saves, because their texts wait in memory."""
SHELVING_SHARE = 5
"""Shelving takes at most one part in so many of a refresh: 0.5 s a time at 10,000 files."""
TELL_SECONDS = 0.05


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
    _waiting: list[Reading] = field(default_factory=list)
    _waiting_bytes: int = 0
    _records: dict[str, Record] = field(default_factory=dict)
    _sketches: dict[str, tuple[bytes, ...]] = field(default_factory=dict)
    """Of the files as they were, by content hash: a changed file is known by what it kept."""
    _previous: tuple[Story, ...] = ()
    _saved_at: float = 0.0
    _shelving: float = 0.0
    _told_at: float = 0.0

    def run(self) -> Changes:
        """Do it, and say what was different."""
        self.manifest = read_manifest(self.folder)
        new = self.difference.new
        was_there = contents(self.difference.stamps)
        # From here to the end the shelf is not that of the files: a kill must not hide it.
        self.cache.set_setting("shelved", "")
        self._settle()
        self._previous = self.cache.stories()
        with no_garbage_collection():
            there = self.cache.records()
            self._records = {record.path: record for record in there}
            earlier = [*there, *self.cache.records(missing=True)]
            self._sketches = {record.digest: sketches_of(record) for record in earlier}
        self._saved_at = time.monotonic()
        with Parser() as parser:
            reader = Reader(self.folder, self.cache, parser)
            for number, file in enumerate(new):
                self._tell(Progress("reading", number, len(new)))
                for record, texts in reader.read(file):
                    self._take(record, texts)
        self._flush()
        self.progress(Progress("shelving", len(new), len(new)))
        self._save(self.difference.found)
        self.cache.set_setting("shelved", self.difference.stamp)
        self.cache.settle()
        return _changes(was_there, self._files())

    def _settle(self) -> None:
        """Say which files are there; those of a changed archive are back when it is read."""
        files = {file.path for file in self.difference.found.files}
        away = self.difference.away
        replaced = [path for path in away if archive_of(path, files)]
        self.cache.settle(found=self.difference.back, missing=away, replaced=replaced)

    def _tell(self, reached: Progress) -> None:
        now = time.monotonic()
        if now - self._told_at >= TELL_SECONDS:
            self.progress(reached)
            self._told_at = now

    def _take(self, record: Record, texts: tuple[bytes, ...]) -> None:
        """Take in what a file holds; about every second all that waits is saved."""
        self._waiting.append((record, texts))
        self._waiting_bytes += record.size
        self._records[record.path] = record
        now = time.monotonic()
        if now - self._saved_at >= BATCH_SECONDS or self._waiting_bytes >= BATCH_BYTES:
            self._flush()
            if now - self._saved_at >= SHELVING_SHARE * self._shelving:
                self._save(None)

    def _files(self) -> list[Record]:
        """Return what is known of every file; an archive is none, its files are."""
        return [record for record in self._records.values() if record.status != ARCHIVE]

    def _flush(self) -> None:
        if self._waiting:
            self.cache.put(self._waiting)
        self._waiting, self._waiting_bytes = [], 0

    def _save(self, found: Scan | None) -> None:
        began = time.monotonic()
        earlier = [KnownStory.of(story) for story in self._previous]
        # A path means nothing in another library: "story.txt" is in every one.
        touched = [one._replace(paths=()) for one in self.remembered]
        records = self._files()
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


def _changes(before: Mapping[str, str], now: Iterable[Record]) -> Changes:
    """Return what is different.

    Args:
        before: the content hashes of the files that were there.
        now: the files that are.
    """
    after = {record.path: record.digest for record in now}
    same = sum(before.get(path) == digest for path, digest in after.items())
    kept = len(before.keys() & after.keys())
    return Changes(len(after) - kept, kept - same, len(before) - kept, same)


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
