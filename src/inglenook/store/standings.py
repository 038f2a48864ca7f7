"""What the reader makes of stories, kept: states chosen, own ratings and tags, chapters known.

Kept in the store's file, by story; when a story came to the shelf is kept by library. See
:mod:`inglenook.standing` for what it means, and :mod:`inglenook.store` for the tables.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from inglenook.clean import clean_line
from inglenook.model import Story
from inglenook.standing import LOOKED_INTO_WORDS, MOST_STARS, NOTHING_KEPT, Standing, State
from inglenook.store.database import stamp
from inglenook.store.durable import DurableFile

LONGEST_TAG = 60
"""Characters of a tag; what is longer is cut."""

Remember = Callable[[sqlite3.Connection, Story], None]
"""Writes down what a story is known again by; see ``Store``."""


class KeptStandings:
    """What is kept of the stories of one library. Methods raise StoreError as the store's do."""

    def __init__(self, file: DurableFile, library: str, remember: Remember) -> None:
        """Take the store's file, the library's folder as it names it, and its way to remember."""
        self._file, self._library, self._remember = file, library, remember

    def all(self) -> dict[str, Standing]:
        """Return the standing of every story that anything is kept of, by id."""
        return self._read("", ())

    def get(self, story_id: str) -> Standing:
        """Return the standing of one story."""
        return self._read(" AND story = ?", (story_id,)).get(story_id, NOTHING_KEPT)

    def _read(self, which: str, values: tuple[str, ...]) -> dict[str, Standing]:
        def rows(query: str, *first: str) -> list[Any]:
            return self._file.read(query + which, *first, *values)

        arrived = dict(rows("SELECT story, at FROM arrivals WHERE library = ?", self._library))
        places = {
            row[0]: row[1:]
            for row in rows("SELECT story, furthest, words, saved_at FROM places WHERE true")
        }
        said = {
            row[0]: row[1:]
            for row in rows("SELECT story, chosen, chapters, stars FROM standings WHERE true")
        }
        tags: dict[str, list[str]] = {}
        for story, tag in rows("SELECT story, tag FROM tags WHERE true"):
            tags.setdefault(story, []).append(tag)
        return {
            story: _standing(
                places.get(story),
                said.get(story),
                tuple(sorted(tags.get(story, ()))),
                arrived.get(story, ""),
            )
            for story in dict.fromkeys((*places, *said, *tags, *arrived))
        }

    def choose(self, story: Story, state: State | None) -> None:
        """Give a story a state; None for the one that comes of reading."""
        self._say(story, "chosen", "" if state is None else str(state))

    def rate(self, story: Story, stars: int) -> None:
        """Give a story the reader's own rating, 1 to MOST_STARS, or 0 for none."""
        self._say(story, "stars", min(max(0, stars), MOST_STARS))

    def tag(self, story: Story, tags: Iterable[str]) -> None:
        """Give a story these tags of the reader's own, in place of those it had."""
        wanted = {clean_line(tag)[:LONGEST_TAG].strip() for tag in tags} - {""}

        def save(db: sqlite3.Connection) -> None:
            self._remember(db, story)
            db.execute("DELETE FROM tags WHERE story = ?", (story.id,))
            db.executemany("INSERT INTO tags VALUES (?, ?)", [(story.id, tag) for tag in wanted])

        self._file.write(save)

    def read_on(self, story: Story) -> None:
        """Take notice that a story is being read, whatever state it was given.

        One that was called unread is read from its beginning again: how far it was read the last
        time does not count any more.
        """

        def save(db: sqlite3.Connection) -> None:
            db.execute(
                "UPDATE places SET furthest = progression WHERE story = ?1 AND EXISTS"
                " (SELECT 1 FROM standings WHERE story = ?1 AND chosen = 'unread')",
                (story.id,),
            )
            db.execute(
                "UPDATE standings SET chosen = ''"
                " WHERE story = ? AND chosen IN ('unread', 'aside')",
                (story.id,),
            )

        self._file.write(save)

    def arrived(self, stories: Iterable[Story], folder: Path) -> None:
        """Remember that these stories are on the shelf; of those that were, nothing changes.

        Those that are there the first time a library is opened came when their files were
        written, as far as anybody knows.
        """
        known = {
            story
            for (story,) in self._file.read(
                "SELECT story FROM arrivals WHERE library = ?", self._library
            )
        }
        rows = [
            (self._library, story.id, stamp() if known else _written(story, folder))
            for story in stories
            if story.id not in known
        ]
        if rows:
            self._file.write(
                lambda db: db.executemany("INSERT OR IGNORE INTO arrivals VALUES (?, ?, ?)", rows)
            )

    def _say(self, story: Story, column: str, value: str | int) -> None:
        def save(db: sqlite3.Connection) -> None:
            self._remember(db, story)
            db.execute("INSERT OR IGNORE INTO standings (story) VALUES (?)", (story.id,))
            # The column is one of ours, never a word from outside.
            db.execute(f"UPDATE standings SET {column} = ? WHERE story = ?", (value, story.id))  # noqa: S608

        self._file.write(save)


def counted(db: sqlite3.Connection, story: Story, since: float, read: float) -> float:
    """Return how far a reader has come who was shown a stretch of a story, 0 to 1.

    A stretch behind what was skipped counts only once it is long enough for reading.

    Args:
        db: the store's.
        story: being read.
        since: where the stretch begins, 0 to 1.
        read: where it ends.
    """
    rows = db.execute(
        "SELECT furthest * CASE WHEN words < ?1 THEN 1.0 * words / ?1 ELSE 1 END"
        " FROM places WHERE story = ?2",
        (story.words, story.id),
    ).fetchall()
    furthest = rows[0][0] if rows else 0.0
    skipped, shown = (since - furthest) * story.words, (read - since) * story.words
    return read if skipped <= LOOKED_INTO_WORDS or shown >= LOOKED_INTO_WORDS else furthest


def follow(db: sqlite3.Connection, story: Story, chapter: int, *, whole: bool) -> None:
    """Follow a reader into a chapter: what is new is told apart from what they know.

    Called before a place is saved, in its transaction. How far a story was read is a share of its
    words; where chapters have come since, it becomes the share of what there is now.

    Args:
        db: the store's.
        story: being read.
        chapter: the one the reader is in, from 0.
        whole: whether the end of the story has been on screen.
    """
    count = len(story.chapters)
    rows = db.execute("SELECT chapters FROM standings WHERE story = ?", (story.id,)).fetchall()
    known = rows[0][0] if rows else 0
    if 0 < known < count:
        db.execute(
            "UPDATE places SET furthest = furthest * words / ?1, words = ?1"
            " WHERE story = ?2 AND words < ?1",
            (story.words, story.id),
        )
    seen = count if whole or not known else max(known, chapter + 1)
    db.execute("INSERT OR IGNORE INTO standings (story) VALUES (?)", (story.id,))
    db.execute("UPDATE standings SET chapters = ? WHERE story = ?", (seen, story.id))


def _written(story: Story, folder: Path) -> str:
    """Return when the oldest file of a story was written; now, where that cannot be told."""
    times = []
    for source in story.sources:
        with suppress(OSError, ValueError):
            times.append(_file_time(folder / source))
    try:
        return stamp(min(times, default=time.time()))
    except (ValueError, OverflowError, OSError):
        return stamp()  # a disk's clock can be off by any number of years


def _file_time(path: Path) -> float:
    """Return the time of a file; of one in an archive, or of a library that is one file, of that.

    Raises:
        OSError: there is no such file.
    """
    try:
        return path.stat().st_mtime
    except NotADirectoryError:
        return _file_time(path.parent)


_STATES = frozenset(map(str, State))


def _standing(
    place: tuple[float, int, str] | None,
    said: tuple[str, int, int] | None,
    tags: tuple[str, ...],
    added_at: str,
) -> Standing:
    furthest, words, read_at = place or (0.0, 0, "")
    chosen, chapters, stars = said or ("", 0, 0)
    state = State(chosen) if chosen in _STATES else None
    return Standing(furthest, words, state, chapters, stars, tags, read_at, added_at)
