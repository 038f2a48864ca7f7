"""The index on disk: opened with suspicion, shared between processes, emptied when damaged."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from inglenook.errors import IndexBusy, IndexDamaged, IndexUnavailable
from inglenook.index import FEWEST_WORDS, ChapterMatch, LineMatch
from inglenook.index.codec import Segment
from inglenook.index.schema import schema
from inglenook.index.searching import Snapshot
from inglenook.index.segments import SegmentView
from inglenook.index.storage import VERSION, Storage, private_folder
from inglenook.index.whoosh27 import TOC, FileIndex, LockError
from inglenook.index.writing import Batch, write
from inglenook.model import Block
from inglenook.query import Query

FIRST_COMMIT, LARGEST_COMMIT = 350_000, 3_000_000
"""Words of a commit, 2 and 16 MB: each doubles the index, so the first hits come within a second,
and there is little to merge. A commit of the larger size takes 60 MB of memory."""

_NAME = "MAIN"
_CONTENTS = re.compile(rf"_{_NAME}_(\d{{1,15}})\.toc")
_STAMP = "version.txt"
_LOCK = f"{_NAME}_WRITELOCK"
_OPENING_TRIES = 20
"""A writer may delete a segment while we open it. Then there is a newer table of contents."""

_Identity = tuple[int, int, int]


class WhooshIndex:
    """An index in a folder of its own. See :class:`inglenook.index.Index`."""

    def __init__(self, folder: Path) -> None:
        self.rebuilt = False
        self._folder = folder
        self._lock = threading.RLock()
        self._views: dict[str, SegmentView] = {}
        self._snapshot: tuple[_Identity, Snapshot] | None = None
        self._schema = schema()
        trusted = private_folder(folder)
        self._storage = Storage(folder)
        if not (trusted and self._stamped()):
            known = any(name.endswith(".toc") for name in self._storage.list())
            self._empty(unless_stamped=trusted)
            self.rebuilt = known

    def keys(self) -> frozenset[str]:
        """Return the keys of the chapters in it; none if it had to be emptied."""
        with suppress(IndexDamaged), self._watching():
            return self._current().keys
        return frozenset()

    def search(
        self,
        query: Query,
        keys: Collection[str] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> list[ChapterMatch]:
        """Return every chapter that matches, best first."""
        if not query:
            return []
        if keys is not None:
            keys = frozenset(keys)
        with self._watching():
            return self._current().search(query, keys, is_cancelled)

    def lines(
        self,
        query: Query,
        keys: Collection[str] | None = None,
        is_allowed: Callable[[str, int], bool] = lambda _key, _block: True,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> list[LineMatch]:
        """Return the passages most like the line that a query is, best first."""
        if len(query.line) < FEWEST_WORDS:
            return []
        if keys is not None:
            keys = frozenset(keys)
        with self._watching():
            return self._current().lines(query, keys, is_allowed, is_cancelled)

    def alike(self, word: str) -> Mapping[str, int]:
        """Return the words spelt nearly like one and how often they stand; none if it stands."""
        with self._watching():
            return self._current().alike(word)

    def add(self, chapters: Iterable[tuple[str, Sequence[Block]]]) -> None:
        """Add chapters, or replace those with the same key."""
        batch = Batch()
        most = self._next_commit()
        for key, blocks in chapters:
            if batch.words >= most or key in batch.layouts:
                self._write(batch)
                batch = Batch()
                most = self._next_commit()
            batch.take(key, blocks)
        if batch.layouts:
            self._write(batch, merging=batch.words >= FIRST_COMMIT)

    def tidy(self) -> None:
        """Merge what single chapters have left behind."""
        with suppress(IndexDamaged), self._watching():
            if self._current().is_scattered:
                self._write(Batch())

    def remove(self, keys: Collection[str]) -> None:
        """Remove chapters."""
        removed = frozenset(keys) & self.keys()
        if removed:
            self._write(Batch(), removed)

    def close(self) -> None:
        """Let go of the files; a search that is still running finishes."""
        with self._lock:
            self._views.clear()
            self._snapshot = None

    def _next_commit(self) -> int:
        with suppress(IndexDamaged), self._watching():
            return min(max(FIRST_COMMIT, self._current().words), LARGEST_COMMIT)
        return FIRST_COMMIT

    def _write(
        self, batch: Batch, removed: frozenset[str] = frozenset(), *, merging: bool = True
    ) -> None:
        with self._lock:
            # An index that is emptied on the way has nothing to remove, and takes what is new.
            for _ in range(2):
                replaced = removed | (batch.layouts.keys() & self.keys())
                with suppress(IndexDamaged), self._watching():
                    index = FileIndex(self._storage, schema=self._schema, indexname=_NAME)
                    write(index, batch, replaced, merging=merging)
                    return
        raise IndexUnavailable(f"{self._folder}: the search index cannot be written")

    # Snapshots

    def _current(self) -> Snapshot:
        """Return the index as last committed, by whichever process."""
        with self._lock:
            for attempt in range(_OPENING_TRIES):
                try:
                    identity = self._identity()
                    if self._snapshot is None or self._snapshot[0] != identity:
                        self._snapshot = identity, self._opened(identity[0])
                except FileNotFoundError:
                    if attempt == _OPENING_TRIES - 1:
                        raise
                else:
                    break
            assert self._snapshot is not None  # noqa: S101 - the loop set it, or raised
            return self._snapshot[1]

    def _identity(self) -> _Identity:
        generations = (_CONTENTS.fullmatch(name) for name in self._storage.list())
        generation = max((int(found[1]) for found in generations if found), default=-1)
        return (generation, *self._storage.state(f"_{_NAME}_{generation}.toc"))

    def _opened(self, generation: int) -> Snapshot:
        contents = TOC.read(self._storage, _NAME, gen=generation, schema=self._schema)
        segments: list[Segment] = contents.segments
        views = {segment.segment_id(): segment for segment in segments}
        self._views = {
            name: self._views.get(name) or SegmentView(self._storage, segment)
            for name, segment in views.items()
        }
        return Snapshot(
            [(self._views[name], frozenset(one.deleted_docs())) for name, one in views.items()]
        )

    # Damage

    def _stamped(self) -> bool:
        try:
            return (self._folder / _STAMP).read_text("utf-8") == VERSION
        except (OSError, UnicodeDecodeError):
            return False

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Empty the index if anything goes wrong with it.

        Whoosh has no errors of its own for damaged files: struct.error, KeyError, IndexError,
        AssertionError, zlib.error and bare Exceptions were all seen. The index is a cache, so
        they all mean the same.
        """
        try:
            yield
        except LockError as error:
            raise IndexBusy(f"{self._folder}: another process is writing the index") from error
        except IndexUnavailable:
            raise
        except OSError as error:
            if not isinstance(error, FileNotFoundError):
                raise IndexUnavailable(f"{self._folder}: {error.strerror or error}") from error
            self._empty()
            raise self._damaged() from error
        except Exception as error:
            self._empty()
            raise self._damaged() from error

    def _damaged(self) -> IndexDamaged:
        return IndexDamaged(f"{self._folder}: the search index was damaged and must be built again")

    def _empty(self, *, unless_stamped: bool = False) -> None:
        """Delete everything in the index, unless somebody is writing it.

        Args:
            unless_stamped: leave it alone if another process has made it while we waited.
        """
        lock = self._storage.lock(_LOCK)
        with self._lock:
            try:
                if not lock.acquire():
                    raise IndexBusy(f"{self._folder}: another process is writing the index")
                try:
                    if unless_stamped and self._stamped():
                        return
                    self.close()
                    self._delete_files()
                    TOC.create(self._storage, self._schema, _NAME)
                    (self._folder / _STAMP).write_text(VERSION, "utf-8")
                finally:
                    lock.release()
            except OSError as error:
                raise IndexUnavailable(f"{self._folder}: {error.strerror or error}") from error
            self.rebuilt = True

    def _delete_files(self) -> None:
        """Delete what Whoosh made: a folder given by mistake must not lose anything else."""
        for path in self._folder.iterdir():
            ours = path.name.startswith((f"{_NAME}_", f"_{_NAME}_")) and path.name != _LOCK
            if ours and not path.is_dir():
                path.unlink(missing_ok=True)
