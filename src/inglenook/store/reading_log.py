"""What was read when: words and time, and which passages were on screen. Kept in the store's file.

It is for the reader alone: nothing of it leaves this computer, the config key ``log`` keeps it
from being written, and :meth:`ReadingLog.erase` takes all of it away.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from inglenook.model import Story
from inglenook.standing import day_of
from inglenook.store.database import stamp
from inglenook.store.durable import DurableFile
from inglenook.store.sitting import Stint

if TYPE_CHECKING:
    from datetime import datetime

LEAST_WORDS = 1_000
"""Read in a language before a pace is told of it: four pages, ten minutes."""
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
PACE_DAYS = 60
"""Of the latest days with reading, so many tell the pace: people grow faster."""


class Reading(NamedTuple):
    """What was read of one story on one day."""

    day: str
    """``2026-01-31``, by the reader's clock."""
    story: str
    """``Story.id``."""
    language: str
    """As in ``Metadata.language``, without its country; empty where nothing says."""
    words: int
    seconds: float


class SeenText(NamedTuple):
    """A passage that was on screen."""

    first: int
    """Index into ``Chapter.blocks``."""
    last: int
    """Likewise; seen, too."""
    at: str
    """When it was seen last, ``2026-01-31T12:00:00Z``."""

    @property
    def day(self) -> int:
        """The day of that by the reader's clock, ``20260131``."""
        return day_of(self.at)


class ReadingLog:
    """The log of one library. Every method raises StoreError as the store's do."""

    def __init__(self, file: DurableFile, library: str) -> None:
        """Take the store's file, and the library's folder as the store names it."""
        self._file, self._library = file, library

    def add(self, story: Story, language: str, stint: Stint) -> None:
        """Write down what was just read of a story."""
        values = (self._library, story.id, base(language), _today(), stint.words, stint.seconds)
        passages = [
            (self._library, story.chapters[seen.chapter].key, seen.first, seen.last, stamp())
            for seen in stint.seen
            if seen.chapter < len(story.chapters)
        ]

        def save(db: sqlite3.Connection) -> None:
            if stint.words:
                db.execute(
                    "INSERT INTO readings (library, story, language, day, words, seconds)"
                    " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (day, story, library) DO UPDATE SET"
                    " words = words + excluded.words, seconds = seconds + excluded.seconds",
                    values,
                )
            for passage in passages:
                _see(db, *passage)

        self._file.write(save)

    def readings(self) -> tuple[Reading, ...]:
        """Return what was read, the earliest day first."""
        rows = self._file.read(
            "SELECT day, story, language, words, seconds FROM readings WHERE library = ?"
            " ORDER BY day, turn",
            self._library,
        )
        return tuple(Reading(*row) for row in rows)

    def pace(self, language: str) -> int | None:
        """Return how many words a minute its reader reads in a language, None if unknown.

        It is the same reader in every library.
        """
        rows = self._file.read(
            "SELECT sum(words), sum(seconds) FROM readings WHERE language = ?1 AND day >="
            " (SELECT coalesce(min(day), '') FROM (SELECT DISTINCT day FROM readings"
            " WHERE language = ?1 ORDER BY day DESC LIMIT CAST(?2 AS INTEGER)))",
            base(language),
            str(PACE_DAYS),
        )
        words, seconds = rows[0] if rows else (0, 0)
        return round(words * 60 / seconds) if seconds and words >= LEAST_WORDS else None

    def seen(self) -> Mapping[str, tuple[SeenText, ...]]:
        """Return by ``ChapterEntry.key`` what was on screen, the earliest first."""
        found: dict[str, list[SeenText]] = {}
        for key, first, last, at in self._file.read(
            "SELECT chapter, first, last, at FROM seen WHERE library = ? ORDER BY turn",
            self._library,
        ):
            found.setdefault(key, []).append(SeenText(first, last, at))
        return {key: tuple(texts) for key, texts in found.items()}

    def follow(self, moved: Mapping[str, str]) -> None:
        """Take what was seen of some chapters for seen of others; see :func:`moved`."""
        seen = self.seen() if moved else {}
        rows = [(new, self._library, old) for old, new in moved.items() if old in seen]
        if rows:
            sql = "UPDATE seen SET chapter = ? WHERE library = ? AND chapter = ?"
            self._file.write(lambda db: db.executemany(sql, rows))

    def erase(self) -> None:
        """Forget everything that was read, in every library."""

        def save(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM readings")
            db.execute("DELETE FROM seen")

        self._file.write(save)


def _see(db: sqlite3.Connection, library: str, key: str, first: int, last: int, at: str) -> None:
    """Add a passage; those seen on the same day that it adjoins become one with it."""
    day = at[:10]
    near = (
        "FROM seen WHERE library = ? AND chapter = ? AND substr(at, 1, 10) = ?"
        " AND first <= ? AND last >= ?"
    )
    bounds = (library, key, day, last + 1, first - 1)
    found = db.execute(f"SELECT min(first), max(last) {near}", bounds).fetchone()
    if found[0] is not None:
        first, last = min(first, found[0]), max(last, found[1])
        db.execute(f"DELETE {near}", bounds)
    db.execute(
        "INSERT INTO seen (library, chapter, first, last, at) VALUES (?, ?, ?, ?, ?)",
        (library, key, first, last, at),
    )


def moved(before: Iterable[Story], after: Iterable[Story]) -> dict[str, str]:
    """Return the chapters whose text stands in another file now, and by which key.

    A story that is saved again with a chapter more is another file, and all its chapters have
    other keys. Those that are as many words long, in the same order, are the same: their
    texts need not be read for it, and those of the old file are gone.
    """
    before, after = tuple(before), tuple(after)
    chapters = {story.id: story.chapters for story in before}
    changed = [story for story in after if story.chapters != chapters.get(story.id, ())]
    if not changed:
        return {}
    was, is_now = _keys(before), _keys(after)
    found: dict[str, str] = {}
    for story in changed:
        # What is in another story now has only been taken there.
        old = [one for one in chapters.get(story.id, ()) if one.key not in is_now]
        new = [one for one in story.chapters if one.key not in was]
        if not (old and new):
            continue
        # 3 ms, and a file that was read is seldom saved again.
        from difflib import SequenceMatcher

        words = [one.words for one in old], [one.words for one in new]
        for run in SequenceMatcher(None, *words, autojunk=False).get_matching_blocks():
            pairs = zip(old[run.a :][: run.size], new[run.b :][: run.size], strict=True)
            found |= {one.key: other.key for one, other in pairs if one.words}
    return found


def _keys(stories: Iterable[Story]) -> frozenset[str]:
    return frozenset(one.key for story in stories for one in story.chapters)


def local(at: str) -> datetime:
    """Return the time of a stamp by the reader's clock."""
    # 2 ms, and a page is read without a look at a calendar.
    from datetime import datetime

    return datetime.fromisoformat(at).astimezone()


def said(at: str) -> str:
    """Say on which day a stamp was: ``12 March``, and if that is in another year, in which."""
    there, now = local(at), time.localtime()
    day = f"{there.day} {_MONTHS[there.month - 1]}"
    return day if there.year == now.tm_year else f"{day} {there.year}"


def base(language: str) -> str:
    """Return a BCP 47 tag without its country: pace is a matter of the language."""
    return language.casefold().partition("-")[0]


def _today() -> str:
    return time.strftime("%Y-%m-%d")
