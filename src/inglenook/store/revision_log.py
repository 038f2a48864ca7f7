"""Edits of library.yaml that were made, and can be undone and made again. Kept in the store's file.

Each is kept with the whole text before and after it, zlib-compressed: what can be taken back is
exactly what was there.
"""

from __future__ import annotations

import sqlite3
import zlib
from typing import NamedTuple

from inglenook.errors import StoreError
from inglenook.store.database import stamp, storable
from inglenook.store.durable import DurableFile

MOST_REVISIONS = 50
"""Edits of one library that can be undone."""


class Revision(NamedTuple):
    """An edit of a library.yaml."""

    turn: int
    """Which; later ones have higher numbers."""
    said: str
    """What it did, for people."""
    before: bytes | None
    """The file before it; None where there was none."""
    after: bytes | None


class RevisionLog:
    """The edits of one library. Every method raises StoreError as the store's do."""

    def __init__(self, file: DurableFile, library: str) -> None:
        """Take the store's file, and the library's folder as the store names it."""
        self._file, self._library = file, library

    def add(self, said: str, before: bytes | None, after: bytes | None) -> int:
        """Remember an edit, and return its turn; what was undone cannot be done again any more."""
        turns: list[int] = []

        def save(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM revisions WHERE library = ? AND undone", (self._library,))
            texts = _squeezed(before), _squeezed(after)
            added = db.execute(
                "INSERT INTO revisions (library, said, before, after, undone, at)"
                " VALUES (?, ?, ?, ?, 0, ?)",
                (self._library, storable(said), *texts, stamp()),
            )
            turns.append(added.lastrowid or 0)
            db.execute(
                "DELETE FROM revisions WHERE library = ?1 AND turn NOT IN (SELECT turn FROM"
                " revisions WHERE library = ?1 ORDER BY turn DESC LIMIT ?2)",
                (self._library, MOST_REVISIONS),
            )

        self._file.write(save)
        return turns[-1]

    def drop(self, turn: int) -> None:
        """Forget an edit that was not made after all."""
        self._file.write(lambda db: db.execute("DELETE FROM revisions WHERE turn = ?", (turn,)))

    def set_undone(self, turn: int, undone: bool) -> None:
        """Remember that an edit was undone, or made again."""
        values = (undone, turn)
        self._file.write(
            lambda db: db.execute("UPDATE revisions SET undone = ? WHERE turn = ?", values)
        )

    def last(self) -> Revision | None:
        """Return the edit to undo next."""
        return self._first("NOT undone ORDER BY turn DESC")

    def next(self) -> Revision | None:
        """Return the undone edit to make again next."""
        return self._first("undone ORDER BY turn")

    def _first(self, which: str) -> Revision | None:
        query = "SELECT turn, said, before, after FROM revisions WHERE library = ? AND "
        for turn, said, before, after in self._file.read(query + which, self._library):
            return Revision(turn, said, _whole(before), _whole(after))
        return None


def _squeezed(data: bytes | None) -> bytes | None:
    return None if data is None else zlib.compress(data)


def _whole(data: bytes | None) -> bytes | None:
    try:
        return None if data is None else zlib.decompress(data)
    except zlib.error:  # SQLite has no checksums, and this has
        raise StoreError("what the edit changed is damaged, and cannot be brought back") from None
