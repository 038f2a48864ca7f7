"""One SQLite file that outlives kills, power cuts, other processes and bad disks.

It is for what cannot be made again, so it is written with care:

* A write that has returned survives a kill and a power cut: ``synchronous=FULL``, and
  ``journal_mode=TRUNCATE`` because WAL could corrupt a database until SQLite 3.51.3.
* Every call opens the file for itself, which takes 0.2 ms. So any thread may call, and
  several processes at once; SQLite lets them wait for each other.
* Each day the file is checked and copied to ``backups/`` beside it, and what is in it is
  written there in YAML, which a person can read; both are renewed while it is written to. A damaged
  file is kept under another name. In its place comes the newest sound copy, or what is written
  down of that day, whichever is there.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any, Protocol, TypeVar

from inglenook.clean import clean_line
from inglenook.errors import StoreError
from inglenook.store.backups import Backups, Day, put, set_aside
from inglenook.store.database import (
    BUSY_SECONDS,
    Damaged,
    connect,
    copy_to,
    is_busy,
    is_damage,
    is_garbled,
    is_whole,
    reason_of,
    upgrade,
    version_of,
)

BUSY_AGAIN_SECONDS = 0.25
"""The same once that was in vain: a process that was stopped keeps its lock, and every page that
is turned would wait for it."""
RENEWED_SECONDS = 900.0
"""Age at which the day's copy is made anew by the next write: whoever loses the file on a first
evening has lost a quarter of an hour of it."""
MENDING_SECONDS = 60.0
"""How long it waits for another process that mends the file."""

_COMPANIONS = ("-journal", "-wal", "-shm")
"""Files SQLite keeps beside a database. One that is left behind would be played into the next."""

_T = TypeVar("_T")


class WrittenDown(Protocol):
    """What was in a file, read from the YAML beside one of its copies."""

    @property
    def is_whole(self) -> bool:
        """Whether it is as it was written."""

    def write(self, db: sqlite3.Connection) -> None:
        """Write it into a database of the newest version, over what is there."""


class DurableFile:
    """A database file, made when it is first written to.

    ``read`` and ``write`` raise StoreError, with one line, where that cannot be done.
    """

    def __init__(
        self,
        file: Path,
        migrations: tuple[str, ...],
        told: Callable[[sqlite3.Connection], str] = lambda _db: "",
        read_back: Callable[[str], WrittenDown | None] = lambda _text: None,
    ) -> None:
        """Take a path and what is to be kept there.

        Args:
            file: where.
            migrations: the scripts that turn version n of the file into version n + 1.
            told: says what is in it in YAML, for people, to lie beside each day's copy.
            read_back: reads that, or what is left of it; None where nothing can be read. It
                raises StoreError for what a newer Inglenook has written.
        """
        self._file = file
        self._migrations = migrations
        self._told, self._read_back = told, read_back
        self._backups = Backups(file)
        self._putting_by: Thread | None = None
        self._told_of = 0
        """The copy that was last written down, or tried to be, by when it was made."""
        self._notices: list[str] = []
        self._mended = 0
        self._patience = BUSY_SECONDS
        self._garbled = False
        """Whether text was found in it that is no UTF-8."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What its owner should be told: damage that was found, a backup that failed."""
        return tuple(self._notices)

    def read(self, query: str, *values: str) -> list[Any]:
        """Return the rows a query finds; none where nothing was ever written."""

        def rows() -> list[Any]:
            # A first start has nothing to read, and making the file costs several fsyncs.
            if not self._file.exists() and not self._backups.days():
                return []
            return self._once(lambda db: db.execute(query, values).fetchall())

        return self._guard(rows)

    def write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do some work in one transaction; when this returns it is safe."""

        def transaction(db: sqlite3.Connection) -> None:
            db.execute("BEGIN IMMEDIATE")
            work(db)
            db.execute("COMMIT")

        def attempt() -> None:
            self._make_file()
            self._once(transaction)

        self._guard(attempt)
        # After the write: a backup that fails is told, and the place is saved all the same.
        mended = self._mended
        try:
            self._guard(self._back_up)
            if self._mended > mended:
                self._guard(attempt)  # the copy now in place is older than the write
        except (StoreError, RuntimeError) as error:  # the latter where no thread can be started
            self._notice(f"no backup could be made today: {error}")

    def finish(self) -> None:
        """Wait for the day's copy, which a thread makes. Leaving the program waits for it too."""
        if self._putting_by is not None:
            self._putting_by.join()

    def _notice(self, notice: str) -> None:
        if notice not in self._notices:
            self._notices.append(notice)

    def _guard(self, attempt: Callable[[], _T]) -> _T:
        """Run an attempt; where the file turns out to be damaged, mend it and try once more."""
        try:
            try:
                return attempt()
            except Damaged:
                self._mend()
            except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
                if is_garbled(error):
                    self._garbled = True
                elif is_damage(error) or "no such" in str(error):
                    self._mend()
                else:
                    raise
            return attempt()
        except Damaged:
            raise StoreError(f"{self._shown}: damaged, and could not be mended") from None
        except UnicodeDecodeError:
            raise StoreError(f"{self._shown}: damaged, and could not be mended") from None
        except sqlite3.Error as error:
            if is_busy(error):
                self._patience = BUSY_AGAIN_SECONDS
            raise StoreError(f"{self._shown}: {reason_of(error)}") from None
        except OSError as error:
            raise StoreError(f"{self._shown}: {error.strerror or 'cannot be used'}") from None

    @property
    def _shown(self) -> str:
        return clean_line(str(self._file))

    def _once(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        # Closing rolls back what was not committed.
        with closing(connect(self._file, self._patience)) as db:
            self._forgive(db)
            version = version_of(db)
            if version == 0 and self._backups.days():
                raise Damaged  # emptied, or lost
            if version > len(self._migrations):
                raise StoreError(f"{self._shown}: written by a newer Inglenook; please update")
            if version < len(self._migrations):
                upgrade(db, self._migrations)
            done = work(db)
        self._patience = BUSY_SECONDS
        return done

    def _forgive(self, db: sqlite3.Connection) -> None:
        if self._garbled:
            # SQLite has no checksums: a broken letter is read as one, and nothing is lost.
            db.text_factory = lambda data: data.decode("utf-8", "replace")

    def _make_file(self) -> None:
        """Make the folder and the file, for the reader's eyes alone."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            if self._file.stat().st_mode & 0o077:
                self._file.chmod(0o600)

    # Backups

    def _back_up(self) -> None:
        """Check the file, now and then, and have it copied and written down what is in it."""
        today = self._backups.today()
        made = _made(today.copy)
        is_copied = time.time() - made / 1e9 < RENEWED_SECONDS
        if is_copied and (self._told_of == made or _made(today.told) >= made):
            return
        if self._putting_by is not None and self._putting_by.is_alive():
            return
        if not is_copied:
            with closing(connect(self._file)) as db:
                if not is_whole(db, self._migrations):
                    raise Damaged
        # Of 10,000 marks it takes half a second, for which nobody need wait.
        self._putting_by = Thread(target=self._put_by, args=(today, is_copied), name="backup")
        self._putting_by.start()

    def _put_by(self, day: Day, is_copied: bool) -> None:
        def copy() -> None:
            self._backups.make_folder()
            with closing(connect(self._file)) as db:
                put(day.copy, lambda part: copy_to(db, part))
            self._backups.trim()

        def tell() -> None:
            if not day.copy.exists():
                return  # gone again, and must not be made
            # Of the copy, so that all of it is of one moment and the file is not kept locked.
            with closing(connect(day.copy)) as db:
                self._forgive(db)
                # An older Inglenook may have made it, and have been killed here.
                told = self._told(db) if version_of(db) == len(self._migrations) else ""
            if told:
                put(day.told, lambda part: part.write_text(told, encoding="utf-8"))

        failed = "no backup could be made today"
        try:
            if not is_copied:
                self._guard(copy)
            failed = "what you made could not be written down today"
            self._told_of = _made(day.copy)
            self._guard(tell)
        except StoreError as error:
            self._notice(f"{failed}: {error}")
        except Exception as error:  # noqa: BLE001 - of a thread it would be printed on the page
            self._notice(f"{failed}: a fault in Inglenook, {type(error).__name__}")

    def _mend(self) -> None:
        """Keep a damaged file under another name, and put what was kept of it in its place."""
        # 12 ms, and only damage needs it. Two processes find the same damage at the same time.
        from filelock import FileLock

        with FileLock(self._file.with_suffix(".lock"), timeout=MENDING_SECONDS):
            if self._is_sound(self._file):
                return
            # The journal of a file that is lost would be played into the one that takes its place.
            files = [Path(f"{self._file}{companion}") for companion in ("", *_COMPANIONS)]
            sizes = [path.stat().st_size if path.exists() else 0 for path in files]
            aside = set_aside(self._file, _COMPANIONS) if any(sizes) else ""
            found = f"damaged, and is kept as {aside}" if sizes[0] else "lost"
            outcome = self._restore()
        self._mended += 1
        self._notices.append(f"{self._shown} was {found}; {outcome}")

    def _restore(self) -> str:
        """Make the file of the newest day that is sound, and of what is left of newer ones.

        Returns:
            What the reader is told of it.
        """
        base: Day | None = None
        torn: list[tuple[str, WrittenDown]] = []
        written: list[WrittenDown] = []
        damaged: list[Path] = []
        for day in self._backups.days():
            if self._can_stand_in(day.copy):
                base = day
                break
            damaged.append(day.copy)
            text = _text(day.told)
            book = self._read_back(text) if text else None
            if book is not None and book.is_whole:
                base, written = day, [book]
                break
            damaged.append(day.told)
            torn += [(day.date, book)] if book is not None else []
        if base is None and not torn:
            self._make_file()
            outcome = "there was no backup, so your places begin anew"
        else:
            written += [book for _, book in reversed(torn)]
            copy = None if base is None or base.copy in damaged else base.copy
            put(self._file, lambda part: self._remake(part, copy, written), "restoring")
            outcome = _outcome([date for date, _ in torn], base, is_copy=copy is not None)
        for path in damaged:
            if path.exists():
                set_aside(path)
        return outcome

    def _remake(self, part: Path, copy: Path | None, written: list[WrittenDown]) -> None:
        """Make the file anew of a copy, and of what was written down, the newest last."""
        if copy is not None:
            part.write_bytes(copy.read_bytes())
        if not written:
            return
        with closing(sqlite3.connect(part, isolation_level=None)) as db:
            upgrade(db, self._migrations)
            db.execute("BEGIN")
            for book in written:
                book.write(db)
            db.execute("COMMIT")

    def _can_stand_in(self, copy: Path) -> bool:
        """Whether a day's copy is sound; one that the disk does not give back is not."""
        try:
            return self._is_sound(copy)
        except (sqlite3.Error, OSError):
            return False

    def _is_sound(self, file: Path) -> bool:
        """Whether a file is a whole database of ours. Raises where that cannot be found out."""
        if not file.exists():
            return False
        try:
            with closing(connect(file)) as db:
                return is_whole(db, self._migrations)
        except Damaged:
            return False
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if is_damage(error) or is_garbled(error):
                return False
            raise


def _made(path: Path) -> int:
    """Return when a file was made, in nanoseconds since 1970; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _text(told: Path) -> str:
    """Return what is written there, if it can be read; letters that were damaged are replaced."""
    try:
        return told.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return ""


def _outcome(torn: list[str], base: Day | None, *, is_copy: bool) -> str:
    """Say what was restored: torn pages of some days, and over them a sound one or none."""
    yours, of = "your places and marks are", "those of" if is_copy else "those written down on"
    rest = f"{of} {base.moment}" if base else ""
    if not torn:
        return f"{yours} {rest}"
    left = f"{yours} what could be read of those written down on {' and '.join(torn)}"
    return f"{left}, and for the rest {rest}" if rest else left
