"""A day's copies of one file, beside it: the file itself, and what is in it written for people."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import NamedTuple

KEPT = 5
"""Days' copies kept; a day without a write makes none."""
_DAY = "????-??-??"


class Day(NamedTuple):
    """What was put by on one day; either of the two may be missing."""

    date: str
    """``2026-01-31``."""
    copy: Path
    told: Path
    """What was in it, in YAML."""

    @property
    def moment(self) -> str:
        """When it was put by, for people: the day, and the time where the files are of that day."""
        for path in self[1:]:
            with suppress(OSError, ValueError, OverflowError):
                at = time.strftime("%Y-%m-%d, %H:%M", time.localtime(path.stat().st_mtime))
                if at.startswith(self.date):
                    return at
        return self.date


class Backups:
    """The copies of one file. Methods raise OSError."""

    def __init__(self, file: Path) -> None:
        """Take the path of the file; its copies are in ``backups/`` beside it."""
        self._folder, self._stem = file.parent / "backups", file.stem

    def days(self) -> list[Day]:
        """Return the days of which there is anything, the newest first.

        Those still to come are of a clock that was wrong, and from before today.
        """
        names = (f"{self._stem}-{_DAY}{suffix}" for suffix in (".sqlite", ".yaml"))
        dates = {path.stem[-len(_DAY) :] for name in names for path in self._folder.glob(name)}
        today = self.today().date
        newest_first = sorted(dates, key=lambda date: (date <= today, date), reverse=True)
        return [self._day(date) for date in newest_first]

    def today(self) -> Day:
        """Return where the copies of today are, or are to be."""
        return self._day(time.strftime("%Y-%m-%d"))

    def _day(self, date: str) -> Day:
        name = f"{self._stem}-{date}"
        return Day(date, self._folder / f"{name}.sqlite", self._folder / f"{name}.yaml")

    def make_folder(self) -> None:
        """Make the folder they are in, for the reader's eyes alone."""
        self._folder.mkdir(exist_ok=True, mode=0o700)

    def trim(self) -> None:
        """Delete the copies of old days, and what those left behind who were killed meanwhile."""
        today = f"{self._stem}-{self.today().date}"
        killed = [path for path in self._folder.glob("*.part*") if path.name < today]
        for old in (*killed, *(path for day in self.days()[KEPT:] for path in day[1:])):
            old.unlink(missing_ok=True)


def put(path: Path, write: Callable[[Path], object], by: str = "") -> None:
    """Have a file written, for the reader's eyes alone, and put in its place whole or not at all.

    Args:
        path: where.
        write: writes it; is given the path of an empty file beside it.
        by: what that is called by, for one of which there is never another; else the thread.
    """
    part = path.with_name(f"{path.name}.{by or f'{os.getpid()}-{get_ident()}'}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        write(part)
        _sync(part)
        part.replace(path)
        _sync(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def set_aside(path: Path, companions: tuple[str, ...] = ()) -> str:
    """Give a damaged file another name beside its own, and return that.

    Args:
        path: which.
        companions: what the names of files end with that go with it.
    """
    stamp = f"damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    names = (f"{path.stem}.{stamp}{more}{path.suffix}" for more in ("", *"abcdefghij"))
    aside = next(new for name in names if not (new := path.with_name(name)).exists())
    # The companions first: a journal left behind would be played back into what comes next.
    for companion in (*companions, ""):
        found = Path(f"{path}{companion}")
        if found.exists():
            found.replace(f"{aside}{companion}")
    return aside.name
