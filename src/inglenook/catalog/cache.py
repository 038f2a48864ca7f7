"""The catalogue between two starts: one SQLite file that can be lost at any moment.

Whatever is off with it (another program's file, an older version, a damaged page) is answered
by an empty one, which the next refresh fills. Where there is no writable cache folder the
catalogue lives in memory: slower, never a traceback. Places and notes are not in here.

Two processes may use it at once, usually the app reading while a refresh writes. So every
write is one short transaction, and a reader never waits for more than one of them.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from inglenook.catalog import codec
from inglenook.catalog.records import ARCHIVE, FAILED, FileReport, Record
from inglenook.errors import ConfigError, LibraryError
from inglenook.model import Chapter, Story

VERSION = 5
"""Of the tables, of what :mod:`inglenook.catalog.codec` writes and of what ``clean()`` leaves of a
text; another one is rebuilt."""

APPLICATION_ID = 0x494E474C
"""``INGL``: tells our file from any other SQLite file."""

WAIT_SECONDS = 10.0
"""How long a reader waits for a writer; the longest write measured is 0.4 s (10,000 stories)."""

_T = TypeVar("_T")
_NO_DAMAGE = frozenset(
    {  # the file is in use, or the disk is at fault: an empty file would not help
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)
_TABLES = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (
    path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL,
    outline TEXT, missing INTEGER NOT NULL DEFAULT 0);
CREATE INDEX files_by_digest ON files (digest);
CREATE TABLE texts (
    digest TEXT NOT NULL, ordinal INTEGER NOT NULL, chapter BLOB NOT NULL,
    UNIQUE (digest, ordinal));
CREATE TABLE stories (place INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, story TEXT NOT NULL);
CREATE TABLE reports (place INTEGER PRIMARY KEY, report TEXT NOT NULL);
CREATE TABLE problems (path BLOB NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL);
"""


class Stamp(NamedTuple):
    """What tells whether a file has to be read again."""

    size: int
    mtime_ns: int
    digest: str
    status: str
    missing: bool


def contents(stamps: Mapping[str, Stamp]) -> dict[str, str]:
    """Return the content hash of every file that is there; an archive is no file, its files are."""
    return {
        path: stamp.digest
        for path, stamp in stamps.items()
        if not stamp.missing and stamp.status != ARCHIVE
    }


class CatalogCache:
    """The catalogue's SQLite file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        self._usable = True
        self._db: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._closer: weakref.finalize[..., CatalogCache] | None = None

    # Files and their texts

    def stamps(self) -> dict[str, Stamp]:
        """Return size, time and content hash of every file ever recorded here."""
        sql = "SELECT path, size, mtime_ns, digest, status, missing FROM files"
        return self._rows(
            sql,
            make=lambda rows: {
                os.fsdecode(path): Stamp(
                    int(size), int(mtime_ns), str(digest), str(status), bool(missing)
                )
                for path, size, mtime_ns, digest, status, missing in rows
            },
        )

    def records(self, *, missing: bool = False) -> list[Record]:
        """Return what is known of every file that is there, or of those that have vanished."""
        sql = f"SELECT {_RECORD} FROM files WHERE missing = ?"  # noqa: S608 - a constant
        return self._rows(sql, missing, make=lambda rows: [_record(row) for row in rows])

    def record(self, path: str) -> Record | None:
        """Return what is known of one file, without decoding the others."""
        sql = f"SELECT {_RECORD} FROM files WHERE path = ?"  # noqa: S608 - a constant
        found = self._rows(sql, os.fsencode(path), make=lambda rows: [_record(row) for row in rows])
        return found[0] if found else None

    def twin(self, digest: str) -> Record | None:
        """Return a record of any file with this content, if its text is in the cache too."""
        sql = (
            f"SELECT {_RECORD} FROM files WHERE digest = ? AND size >= 0 AND (outline IS NULL"  # noqa: S608 - a constant
            " OR EXISTS (SELECT 1 FROM texts WHERE texts.digest = files.digest)) LIMIT 1"
        )
        found = self._rows(sql, digest, make=lambda rows: [_record(row) for row in rows])
        return found[0] if found else None

    def put(self, batch: Iterable[tuple[Record, Sequence[bytes]]]) -> None:
        """Record files with their texts, a packed chapter each; a record without leaves them alone.

        Args:
            batch: what is known of a file, and its chapters as :mod:`inglenook.catalog.codec`
                packs them.
        """
        files: list[tuple[Any, ...]] = []
        texts: dict[str, Sequence[bytes]] = {}
        for record, chapters in batch:
            outline = codec.encode_outline(record.outline) if record.outline else None
            known = (record.size, record.mtime_ns, record.digest, record.status, record.reason)
            files.append((os.fsencode(record.path), *known, outline))
            if chapters:
                texts[record.digest] = chapters  # once, though a copy may lie beside its original
        rows = [
            (digest, n, text) for digest, found in texts.items() for n, text in enumerate(found)
        ]

        def write(db: sqlite3.Connection) -> None:
            db.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, 0)", files)
            # Another version of the reader may have made more chapters of it.
            db.executemany("DELETE FROM texts WHERE digest = ?", [(digest,) for digest in texts])
            db.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

        self._write(write)

    def chapter(self, digest: str, ordinal: int) -> Chapter | None:
        """Return a chapter's text, or None where it is not here or damaged."""
        sql = "SELECT chapter FROM texts WHERE digest = ? AND ordinal = ?"
        for (data,) in self._rows(sql, digest, ordinal, make=list):
            with suppress(codec.DamagedEntry):
                return codec.decode_chapter(data)
        return None

    def settle(
        self,
        *,
        found: Iterable[str] = (),
        missing: Iterable[str] = (),
        replaced: Iterable[str] = (),
        gone: Iterable[str] = (),
    ) -> None:
        """Say what became of known files.

        Args:
            found: are back.
            missing: have vanished.
            replaced: have vanished, and are not back with the archive they were in.
            gone: are to be forgotten.
        """
        back = [(0, os.fsencode(path)) for path in found]
        other = [(os.fsencode(path),) for path in replaced]
        away = [(1, os.fsencode(path)) for path in missing]
        forgotten = [(os.fsencode(path),) for path in gone]

        def write(db: sqlite3.Connection) -> None:
            db.executemany("UPDATE files SET missing = ? WHERE path = ?", back + away)
            db.executemany("UPDATE files SET missing = 1, mtime_ns = -1 WHERE path = ?", other)
            db.executemany("DELETE FROM files WHERE path = ?", forgotten)
            db.execute("DELETE FROM texts WHERE digest NOT IN (SELECT digest FROM files)")

        self._write(write)

    def distrust(self, reader: str) -> None:
        """Have every file read again if another version of the reader read them.

        The shelf stays as it is until then, so an upgrade does not begin with an empty one.
        """

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE files SET size = -1")
            db.execute("INSERT OR REPLACE INTO settings VALUES ('reader', ?)", (reader,))

        if self.setting("reader") != reader:
            self._write(write)

    # The shelf

    def stories(self) -> tuple[Story, ...]:
        """Return every story, vanished ones included, in the order of the shelf."""
        sql = "SELECT story FROM stories ORDER BY place"
        return self._rows(sql, make=lambda rows: codec.decode_stories(row[0] for row in rows))

    def story(self, story_id: str) -> Story | None:
        """Return one story without reading the others."""
        sql = "SELECT story FROM stories WHERE id = ?"
        found = self._rows(
            sql, story_id, make=lambda rows: codec.decode_stories(row[0] for row in rows)
        )
        return found[0] if found else None

    def reports(self) -> tuple[FileReport, ...]:
        """Return what was made of every file, in the order of the folder."""
        sql = "SELECT report FROM reports ORDER BY place"
        return self._rows(sql, make=lambda rows: codec.decode_reports(row[0] for row in rows))

    def failures(self) -> int:
        """Return how many of the reports are of files that could not be read."""
        # Every search would wait for all the others to be decoded: 4 ms for 900 of them.
        sql = "SELECT report FROM reports WHERE instr(report, ?)"
        return self._rows(
            sql,
            codec.dumps(FAILED),
            make=lambda rows: sum(
                report.status == FAILED for report in codec.decode_reports(row[0] for row in rows)
            ),
        )

    def problems(self) -> tuple[ConfigError, ...]:
        """Return what was wrong with library.yaml."""
        sql = "SELECT path, line, reason FROM problems ORDER BY line, rowid"
        return self._rows(
            sql,
            make=lambda rows: tuple(
                ConfigError(Path(os.fsdecode(path)), line, reason) for path, line, reason in rows
            ),
        )

    def save_shelf(
        self,
        stories: Iterable[Story],
        reports: Iterable[FileReport],
        problems: Iterable[ConfigError],
    ) -> None:
        """Put a new shelf in the place of the old one, in one step."""
        shelf = [(n, story.id, codec.encode_story(story)) for n, story in enumerate(stories)]
        told = [(n, codec.encode_report(report)) for n, report in enumerate(reports)]
        wrong = [(os.fsencode(p.path), p.line, p.reason) for p in problems]

        def write(db: sqlite3.Connection) -> None:
            for table in ("stories", "reports", "problems"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names stand above
            db.executemany("INSERT INTO stories VALUES (?, ?, ?)", shelf)
            db.executemany("INSERT INTO reports VALUES (?, ?)", told)
            db.executemany("INSERT INTO problems VALUES (?, ?, ?)", wrong)
            db.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")

        self._write(write)

    def generation(self) -> str:
        """Return a stamp that is another one whenever another shelf was saved."""
        return f"{self.setting('born')}:{self.setting('generation')}"

    def size(self) -> int:
        """Return the bytes of all shelved files that are there."""
        sql = "SELECT TOTAL(size) FROM files WHERE status = 'ok' AND NOT missing AND size > 0"
        return self._rows(sql, make=lambda rows: int(rows[0][0]))

    def setting(self, name: str) -> str:
        """Return a value kept beside the shelf; empty where there is none."""
        sql = "SELECT value FROM settings WHERE name = ?"
        return self._rows(sql, name, make=lambda rows: str(rows[0][0]) if rows else "")

    def set_setting(self, name: str, value: str) -> None:
        """Keep a value beside the shelf."""
        sql = "INSERT OR REPLACE INTO settings VALUES (?, ?)"
        self._write(lambda db: db.execute(sql, (name, value)))

    # The SQLite file itself

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._closer is not None:
                self._closer()
            self._db = self._identity = self._closer = None

    def _rows(self, sql: str, *values: object, make: Callable[[list[Any]], _T]) -> _T:
        return self._run(lambda db: make(db.execute(sql, values).fetchall()))

    def _write(self, write: Callable[[sqlite3.Connection], object]) -> None:
        def transaction(db: sqlite3.Connection) -> None:
            db.execute("BEGIN IMMEDIATE")
            try:
                write(db)
            except BaseException:
                db.rollback()
                raise
            db.commit()

        self._run(transaction)

    def _run(self, action: Callable[[sqlite3.Connection], _T]) -> _T:
        with self._lock:
            try:
                return action(self._connection())
            except (sqlite3.Error, codec.DamagedEntry, TypeError, ValueError) as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NO_DAMAGE:
                    raise LibraryError(self.file, f"the catalogue's cache: {error}") from None
                self._rebuild()
                return action(self._connection())

    def _connection(self) -> sqlite3.Connection:
        """Return the open file; opens it again where another process has put a new one there."""
        if self._db is not None and self._identity == _identity(self.file):
            return self._db
        self.close()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.file.parent.chmod(0o700)
            db = self._open(str(self.file) if self._usable else ":memory:")
        except (OSError, sqlite3.OperationalError) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise
            self.close()
            db = self._open(":memory:")
        self._db, self._identity = db, _identity(self.file)
        return db

    def _open(self, name: str) -> sqlite3.Connection:
        db = sqlite3.connect(name, WAIT_SECONDS, isolation_level=None, check_same_thread=False)
        self._closer = weakref.finalize(self, db.close)
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA journal_mode = TRUNCATE")
        if self._stamp(db) == (0, 0) and not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._create(db)
        if self._stamp(db) != (APPLICATION_ID, VERSION):
            raise codec.DamagedEntry("another program's file, or another version's")
        return db

    def _stamp(self, db: sqlite3.Connection) -> tuple[int, int]:
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        return application, version

    def _create(self, db: sqlite3.Connection) -> None:
        db.execute("BEGIN IMMEDIATE")
        if self._stamp(db) == (0, 0):  # no other process was faster
            for statement in _TABLES.split(";"):
                db.execute(statement)
            born = [("born", secrets.token_hex(8)), ("generation", "0")]
            db.executemany("INSERT INTO settings VALUES (?, ?)", born)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.commit()

    def _rebuild(self) -> None:
        self.close()
        for name in (self.file.with_name(self.file.name + "-journal"), self.file):
            with suppress(OSError):
                name.unlink()
        self._usable = not self.file.exists()


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(file)  # noqa: PTH116 - half the time of Path.stat, at every query
    except OSError:
        return None
    return found.st_dev, found.st_ino


_RECORD = "path, size, mtime_ns, digest, status, reason, outline"


def _record(row: tuple[Any, ...]) -> Record:
    path, size, mtime_ns, digest, status, reason, outline = row
    found = codec.decode_outline(outline) if outline else None
    return Record(os.fsdecode(path), size, mtime_ns, digest, status, reason, found)
