"""The shelf: which files a library has, and which stories they make.

::

    Catalog            the one class others use
      scan             folder -> files
      difference       files that are new or gone since the last time
      refresh          files that are new -> records -> the shelf, saved
      reading          a file, or each file of an archive -> formats -> a record  (parsing)
      manifest         library.yaml
      shelve           records -> stories    (drafts, grouping, versions, naming, identity)
      cache            all of it between two starts, in SQLite  (codec, records)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from inglenook.catalog.cache import CatalogCache, contents
from inglenook.catalog.records import Changes, FileReport
from inglenook.clean import clean
from inglenook.errors import ConfigError, UnknownStory, UnreadableStory
from inglenook.model import (
    GUESSED_BELOW,
    Chapter,
    ChapterEntry,
    Document,
    KnownStory,
    Progress,
    Story,
)

if TYPE_CHECKING:
    from inglenook.catalog.difference import Difference

__all__ = ["Catalog", "Changes", "FileReport"]


def _quiet(_: Progress) -> None:
    """Tell nobody."""


class Catalog:
    """The stories of one library, as last catalogued; may be used from several threads."""

    def __init__(self, folder: Path, cache_file: Path) -> None:
        self.folder = folder
        self._cache = CatalogCache(cache_file)
        self._lock = threading.RLock()
        self._stories: tuple[Story, ...] | None = None
        self._with_missing: tuple[Story, ...] = ()
        self._by_id: dict[str, Story] = {}
        self._generation = ""
        self._aliases: tuple[tuple[int, int], tuple[tuple[str, ...], ...]] | None = None

    def stories(self, *, with_missing: bool = False) -> tuple[Story, ...]:
        """Return the stories in the order of their titles, without looking at the files.

        Args:
            with_missing: also chapters whose file has vanished (``ChapterEntry.missing``), and
                stories of which nothing else is left. They are hidden, not forgotten: when the
                file is back, so are they.
        """
        with self._lock:
            if self._stories is None:
                self._generation = self._cache.generation()
                self._with_missing = self._cache.stories()
                shown = map(_shown, self._with_missing)
                self._stories = tuple([story for story in shown if story.chapters])
                self._by_id = {story.id: story for story in self._stories}
            return self._with_missing if with_missing else self._stories

    def story(self, story_id: str, *, with_missing: bool = False) -> Story:
        """Return one story; before the shelf is loaded, without loading it.

        Args:
            story_id: which.
            with_missing: also chapters whose file has vanished, and a story that is only those.

        Raises:
            UnknownStory: there is none, or its files have vanished.
        """
        with self._lock:
            if with_missing:
                story = self._cache.story(story_id)
            elif self._stories is not None:
                story = self._by_id.get(story_id)
            else:
                story = self._cache.story(story_id)
                story = _shown(story) if story else None
        if story is None or not story.chapters:
            raise UnknownStory(story_id)
        return story

    def reload(self) -> bool:
        """Look whether a refresh, perhaps in another process, has saved another shelf."""
        with self._lock:
            if self._stories is None or self._cache.generation() == self._generation:
                return False
            self._stories = None
            return True

    def chapter(self, entry: ChapterEntry) -> Chapter:
        """Return a chapter's text under the title the shelf gives it.

        Raises:
            UnreadableStory: it is in the cache no longer, and its file is another one by now.
        """
        chapter = self._cache.chapter(entry.digest, entry.ordinal) or self._read_again(entry)
        return replace(chapter, title=entry.title, source=entry.source)

    def document(self, story: Story, version: int | None = None) -> Document:
        """Return a story's text; its chapters are those of ``story.chapters``, one to one.

        Args:
            story: which.
            version: index into ``story.versions``, to open that one in its place.
        """
        entries = story.chapters if version is None else story.versions[version].chapters
        chapters = tuple(self.chapter(entry) for entry in entries)
        return Document(story.metadata, chapters, story.guesses)

    def refresh(
        self,
        progress: Callable[[Progress], None] = _quiet,
        known: Iterable[KnownStory] = (),
    ) -> Changes:
        """Bring the catalogue up to date with the folder; only new and changed files are read.

        Args:
            progress: told the stage, and how many files are dealt with.
            known: stories the reader has opened, which keep their ids.

        Raises:
            LibraryError: the folder is missing or cannot be read; the catalogue stays as it was.
        """
        progress(Progress("scanning"))
        found = self._difference()
        changes = Changes(unchanged=len(contents(found.stamps)))
        if not found.is_none:
            # 200 ms with the formats behind it, and most refreshes find nothing new.
            from inglenook.catalog.refresh import Refresh

            changes = Refresh(self.folder, self._cache, found, progress, tuple(known)).run()
        self.reload()
        return changes

    def is_current(self) -> bool:
        """Return whether the shelf is that of the folder. Raises LibraryError as refresh does."""
        return self._difference().is_none

    def reports(self) -> tuple[FileReport, ...]:
        """Return what was made of every file at the last refresh."""
        return self._cache.reports()

    def failures(self) -> int:
        """Return how many files could not be read."""
        return self._cache.failures()

    def problems(self) -> tuple[ConfigError, ...]:
        """Return the wrong entries that the last refresh found in library.yaml."""
        return self._cache.problems()

    def shelved(self) -> dict[str, list[str]]:
        """Return every file that is there -> the titles of its chapters as they are shown."""
        titles: dict[str, list[str]] = {path: [] for path in contents(self._cache.stamps())}
        for story in self.stories():
            for row in (story.chapters, *(version.chapters for version in story.versions)):
                for entry in row:
                    titles.get(entry.source, []).append(entry.title)
        return titles

    def doubted(self, story: Story) -> set[str]:
        """Return the fields that the files of a story are less than sure of."""
        best: dict[tuple[str, str], float] = {}
        for path in story.sources:
            record = self._cache.record(path)
            for guess in record.outline.guesses if record and record.outline else ():
                best[path, guess.field] = max(best.get((path, guess.field), 0.0), guess.confidence)
        return {field for (_, field), sure in best.items() if sure < GUESSED_BELOW}

    def aliases(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of names that mean the same, as library.yaml has them now."""
        # yaml costs 25 ms, and only a search for a name in a folder with a library.yaml needs it.
        from inglenook.catalog.manifest import read_manifest
        from inglenook.catalog.scan import MANIFEST

        try:
            state = (self.folder / MANIFEST).stat()
        except OSError:
            return ()
        written = (state.st_mtime_ns, state.st_size)
        if self._aliases is None or self._aliases[0] != written:
            self._aliases = written, read_manifest(self.folder).aliases
        return self._aliases[1]

    def size(self) -> int:
        """Return the bytes of all shelved files."""
        return self._cache.size()

    def distrust(self) -> None:
        """Have the next refresh read every file again; the shelf stays as it is until then."""
        self._cache.distrust("")

    def close(self) -> None:
        """Let go of the cache file."""
        self._cache.close()

    def _difference(self) -> Difference:
        # 2 ms, and a start looks at the folder from another process.
        from inglenook.catalog.difference import difference

        return difference(self.folder, self._cache)

    def _read_again(self, entry: ChapterEntry) -> Chapter:
        # As for refresh: only a damaged cache comes here.
        from inglenook.catalog.reading import read_chapter

        chapter = read_chapter(self.folder, entry)
        if chapter is None:
            raise UnreadableStory(clean(entry.source), "has changed since it was catalogued")
        return chapter


def _shown(story: Story) -> Story:
    there = [entry for entry in story.chapters if not entry.missing]
    return story if len(there) == len(story.chapters) else replace(story, chapters=tuple(there))
