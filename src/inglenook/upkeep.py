"""Keeping a library up to date: the shelf, then the index, one process at a time.

Most of the time there is nothing to do, and that is seen without the lock: importing what locks
files takes 15 ms, a tenth of a search from the shell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inglenook.catalog import Catalog
from inglenook.errors import StoreError, UnreadableStory
from inglenook.model import Block, ChapterEntry, Progress
from inglenook.store import Store
from inglenook.store.reading_log import ReadingLog, moved

if TYPE_CHECKING:
    from inglenook.index import Index

CHAPTERS_A_STEP = 40
"""Chapters indexed between two reports: a tenth of a second's work."""

WAITING_SECONDS = 0.5
"""How often a refresh that waits for another process says so."""


@dataclass(frozen=True, slots=True)
class RefreshSummary:
    """What a refresh found and did."""

    stories: int
    chapters: int
    bytes: int
    """Size of the files that are shelved."""
    seconds: float
    added: int
    """Chapters whose text is new to the index."""
    removed: int
    unchanged: int
    failed: int
    """Files that could not be read."""


def quiet(_: Progress) -> None:
    """Tell nobody."""


class Upkeep:
    """Brings one library up to date."""

    def __init__(
        self,
        catalog: Catalog,
        index: Callable[[], Index],
        store: Store,
        log: Callable[[], ReadingLog],
        lock_file: Path,
    ) -> None:
        """Take the parts of the library.

        Args:
            catalog: the shelf.
            index: opens the index; only called where it is to be brought up to date.
            store: asked which stories the reader has opened; they keep their ids.
            log: what was on screen; it goes along where files are saved again.
            lock_file: held by whichever process is at it.
        """
        self._catalog, self._index, self._store = catalog, index, store
        self._log, self._lock_file = log, lock_file

    def refresh(
        self, progress: Callable[[Progress], None], *, index: bool, rebuild: bool, wait: bool
    ) -> RefreshSummary | None:
        """Shelve what is new in the folder, then index it: see ``Library.refresh``."""
        start = time.perf_counter()
        added: set[str] = set()
        removed = 0
        if rebuild or not self._is_done(index):
            with self.alone(progress, wait=wait) as alone:
                if not alone:
                    return None
                if rebuild:
                    self._catalog.distrust()
                self._shelve(progress)
                if index:
                    added, removed = self._index_texts(progress, rebuild)
        progress(Progress("done"))
        keys = [entry.key for story in self._catalog.stories() for entry in story.chapters]
        return RefreshSummary(
            stories=len(self._catalog.stories()),
            chapters=len(keys),
            bytes=self._catalog.size(),
            seconds=time.perf_counter() - start,
            added=len(added),
            removed=removed,
            unchanged=sum(key not in added for key in keys),
            failed=self._catalog.failures(),
        )

    def reshelve(self, patience: float = 0) -> bool:
        """Shelve anew, unless another process is at it: see ``Library.reshelve``."""
        with self.alone(quiet, wait=False, patience=patience) as alone:
            if alone:
                self._shelve(quiet)
            return alone

    def _shelve(self, progress: Callable[[Progress], None]) -> None:
        before = self._catalog.stories()
        self._catalog.refresh(progress, self._store.known_stories())
        # A renamed and edited story was known by the cache alone, which may be lost any moment.
        with suppress(StoreError):  # of a state folder that cannot be written: the shelf is done
            self._store.know_again(self._catalog.stories())
        with suppress(StoreError):
            self._log().follow(moved(before, self._catalog.stories()))

    def _is_done(self, index: bool) -> bool:
        """Return whether the shelf, and the index if it matters, are those of the folder."""
        if not self._catalog.is_current():
            return False
        self._catalog.reload()
        return not index or self._index().keys() == self._entries().keys()

    def _entries(self) -> dict[str, ChapterEntry]:
        # Texts of vanished files stay: the drive they are on may be back tomorrow.
        stories = self._catalog.stories(with_missing=True)
        return {entry.key: entry for story in stories for entry in story.chapters}

    def _index_texts(
        self, progress: Callable[[Progress], None], rebuild: bool
    ) -> tuple[set[str], int]:
        """Return the keys of the texts added, and how many were removed."""
        entries = self._entries()
        index = self._index()
        indexed = index.keys()
        gone = indexed - entries.keys()
        index.remove(gone)
        # What is indexed again is replaced in one commit, and found all the while.
        new = [key for key in entries if rebuild or key not in indexed]
        added: set[str] = set()

        def texts() -> Iterator[tuple[str, Sequence[Block]]]:
            for done, key in enumerate(new):
                if done % CHAPTERS_A_STEP == 0:
                    progress(Progress("indexing", done, len(new)))
                try:
                    blocks = self._catalog.chapter(entries[key]).blocks
                except UnreadableStory:
                    continue  # its text was damaged in the cache, and its file is gone
                added.add(key)
                yield key, blocks

        index.add(texts())
        index.tidy()
        if new:
            progress(Progress("indexing", len(new), len(new)))
        return added, len(gone)

    @contextmanager
    def alone(
        self, progress: Callable[[Progress], None], *, wait: bool, patience: float = 0
    ) -> Iterator[bool]:
        """Hold the lock meanwhile; yield false where another process does.

        Args:
            progress: told now and then that it waits.
            wait: whether to, for as long as it takes.
            patience: seconds to wait otherwise.
        """
        # 15 ms, and only who has something to bring up to date needs it.
        from filelock import FileLock, Timeout

        lock = FileLock(self._lock_file)
        alone = False
        try:
            self._lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            while not alone:
                try:
                    lock.acquire(timeout=WAITING_SECONDS if wait else patience)
                    alone = True
                except Timeout:
                    if not wait:
                        break
                    # Whoever hears it can show what the other process has shelved so far.
                    progress(Progress("waiting"))
        except BrokenPipeError:
            raise  # nobody hears it
        except (OSError, NotImplementedError):
            # No folder to write to, or no locks in it: the catalogue is in memory, ours alone.
            alone = True
        try:
            yield alone
        finally:
            lock.release()
