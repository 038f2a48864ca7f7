"""One connection to the reader's file: how it is opened, whether it is whole, what errors mean."""

from __future__ import annotations

import sqlite3  # 6 ms; the catalogue's cache needs it too, before the first paint
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from inglenook.clean import clean_line

APPLICATION = 0x496E676C
"""SQLite's application_id of our files: ``Ingl``."""
BUSY_SECONDS = 5.0
"""How long a call waits for another process. A write takes a few milliseconds."""

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_REASONS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the file is read-only",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "access is denied",
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
}


class Damaged(Exception):
    """The file is no database of ours, or not any more."""


def connect(file: Path, patience: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open a file so that what is committed outlives a power cut.

    Args:
        file: which.
        patience: seconds that a call waits for another process.
    """
    db = sqlite3.connect(file, timeout=patience, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = TRUNCATE")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone stops at the disk's cache
        db.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error:
        db.close()
        raise
    return db


def version_of(db: sqlite3.Connection) -> int:
    """Return the version of a file, 0 for an empty one. Raises Damaged for one not ours."""
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise Damaged
        return 0
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def upgrade(db: sqlite3.Connection, migrations: Sequence[str]) -> None:
    """Bring a file up to date, in one transaction; script n makes version n + 1 of version n."""
    db.execute("BEGIN IMMEDIATE")
    # Another process may have done it while this one waited.
    for number in range(version_of(db), len(migrations)):
        for statement in migrations[number].split(";"):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number + 1}")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute("COMMIT")


def is_whole(db: sqlite3.Connection, migrations: Sequence[str]) -> bool:
    """Whether a file is sound and has the tables its version has. Raises Damaged and SQLite's."""
    version = version_of(db)
    if not 0 < version <= len(migrations):
        return version > 0  # a newer one's tables are not known
    if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        return False
    # A flipped bit in the name of a column is no damage to SQLite.
    with closing(sqlite3.connect(":memory:")) as fresh:
        for script in migrations[:version]:
            fresh.executescript(script)
        return _tables(db) == _tables(fresh)


def _tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return the columns of every table."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    own = sorted(name for name in names if not name.startswith("sqlite_"))
    columns = "SELECT name FROM pragma_table_info(?) ORDER BY cid"
    return {name: [row[0] for row in db.execute(columns, (name,))] for name in own}


def copy_to(db: sqlite3.Connection, to: Path) -> None:
    """Copy a file as it is at one moment."""
    with closing(sqlite3.connect(to)) as copy:
        db.backup(copy)


def is_garbled(error: Exception) -> bool:
    """Whether text was found that is no UTF-8."""
    return "Could not decode" in str(error)


def is_damage(error: Exception) -> bool:
    """Whether an error means that the file is damaged."""
    # What SQLite says of a broken schema quotes it, and Python cannot decode that.
    return isinstance(error, UnicodeDecodeError) or _code(error) in _DAMAGED


def is_busy(error: Exception) -> bool:
    """Whether an error means that another process keeps the file locked."""
    return _code(error) == sqlite3.SQLITE_BUSY


def reason_of(error: Exception) -> str:
    """Say in plain words what an error means."""
    return _REASONS.get(_code(error)) or clean_line(str(error), 120)


def _code(error: Exception) -> int:
    # The low byte is the kind; the rest says more than a reader needs.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def storable(text: str) -> str:
    """Return text as SQLite takes it: the bytes of a file name may be no characters at all."""
    return text.encode("utf-8", "backslashreplace").decode()


def stamp(seconds: float | None = None) -> str:
    """Return a time as it is kept, ``2026-01-31T12:00:00Z``.

    Args:
        seconds: since 1970; now by default. Raises as ``time.gmtime`` for those far off, and
            ValueError for a year that has not four digits.
    """
    at = time.gmtime(seconds)
    if not 1000 <= at.tm_year <= 9999:
        raise ValueError(at.tm_year)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", at)
