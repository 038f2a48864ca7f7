"""What a story is to its reader: state, own rating, own tags, new chapters.

Values and rules only; :mod:`inglenook.store.standings` keeps them. A state comes of reading, unless
the reader has chosen one: a choice holds until the story is read on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from inglenook.model import Story

FINISHED_FROM = 0.99
"""Share of a story read from which it is finished: its last screen begins before its end."""
READING_FROM = 0.005
"""A story that was only looked into, for a hit or a first line, is not yet being read."""

LOOKED_INTO_WORDS = 500
"""Two pages of a book: whoever skips no more than that skips nothing, and whoever goes on for so
long from where they jumped to is reading there."""

MOST_STARS = 5


class State(StrEnum):
    """Where a reader is with a story."""

    UNREAD = "unread"
    READING = "reading"
    FINISHED = "finished"
    ASIDE = "aside"
    """Begun or not, and set aside."""

    @property
    def said(self) -> str:
        """The state as people say it."""
        return "set aside" if self is State.ASIDE else str(self)


def day_of(at: str) -> int:
    """Return the day of a stamp, ``2026-01-31T12:00:00Z``, by the reader's clock: ``20260131``.

    A stamp that is damaged is of no day, 0.
    """
    # 2 ms, and a page is read without a look at a calendar.
    from datetime import datetime

    try:
        here = datetime.fromisoformat(at).astimezone()
    except (ValueError, OverflowError):
        return 0
    return here.year * 10000 + here.month * 100 + here.day


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of one story."""

    furthest: float = 0.0
    """How far it was read, 0 to 1, when it had ``words``; a jump alone comes no further."""
    words: int = 0
    """Words it had then; 0 where it was never read."""
    chosen: State | None = None
    """The state its reader has given it; None for the one that comes of reading."""
    chapters: int = 0
    """Chapters its reader knows of; 0 where it was never opened."""
    stars: int = 0
    """The reader's own rating, 1 to MOST_STARS; 0 for none."""
    tags: tuple[str, ...] = ()
    """The reader's own, by name."""
    read_at: str = ""
    """When it was last read, ``2026-01-31T12:00:00Z``; empty for never."""
    added_at: str = ""
    """When it came to the shelf, likewise."""

    def new_chapters(self, story: Story) -> int:
        """Return how many chapters have come since its reader last saw the end of the list."""
        return max(0, len(story.chapters) - self.chapters) if self.chapters else 0

    def progress(self, story: Story) -> float:
        """Return how much was read of the story as it is now, 0 to 1."""
        if self.new_chapters(story) and 0 < self.words < story.words:
            return self.furthest * self.words / story.words
        return self.furthest

    def known(self, story: Story) -> float:
        """Return how much of the story can spoil nothing, 0 to 1: all, if they say it is read."""
        is_finished = self.chosen is State.FINISHED and not self.new_chapters(story)
        return 1.0 if is_finished else self.progress(story)

    def state(self, story: Story) -> State:
        """Return where the reader is with the story."""
        by_reading = self.by_reading(story)
        if self.chosen is State.FINISHED and self.new_chapters(story):
            return State.READING
        return self.chosen or by_reading

    def by_reading(self, story: Story) -> State:
        """Return the state that comes of reading alone."""
        progress = self.progress(story)
        if progress < READING_FROM:
            return State.UNREAD
        return State.FINISHED if progress >= FINISHED_FROM else State.READING

    def next_choice(self, story: Story) -> State | None:
        """Return what the reader chooses next: each state in turn, then what comes of reading."""
        by_reading = self.by_reading(story)
        turns: list[State | None] = [None]
        turns += [state for state in _TURNS if state is not by_reading]
        at = turns.index(self.chosen) if self.chosen in turns else 0
        return turns[(at + 1) % len(turns)]


_TURNS = (State.FINISHED, State.ASIDE, State.UNREAD)
"""What a reader may choose; reading a story is how it becomes ``READING``."""

NOTHING_KEPT = Standing()
"""The standing of a story nothing is kept of."""

Standings = Mapping[str, Standing]
"""Story id -> its standing; a story nothing is kept of is absent."""


def of(standings: Standings, story: Story) -> Standing:
    """Return the standing of a story."""
    return standings.get(story.id, NOTHING_KEPT)
