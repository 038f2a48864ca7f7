"""What is read, and for how long, told by the times at which the page moves.

Nobody tells a program that they are reading. It knows when which text was on screen: words that
went by no faster than anyone reads were read, and time in which nothing moved for long was spent
elsewhere. Knows no clock of its own.
"""

from __future__ import annotations

from typing import NamedTuple

FASTEST, SLOWEST = 1_000, 60
"""Words a minute. Above, a page was skimmed (Rayner 2016: 400 is the most that is understood; a
known text is read faster); below, the reader looked up from it."""
WINDOW_SECONDS = 15.0
"""What is judged together: lines scrolled one by one come in bursts."""
IDLE_SECONDS = 300.0
"""A screen that stands longer was left; so much of it may have been reading."""
LOOKED_AT_SECONDS = 2.0
"""A screen that stood shorter was leafed past."""


class Seen(NamedTuple):
    """A passage that was on screen."""

    chapter: int
    """Index into ``Document.chapters``."""
    first: int
    """Index into ``Chapter.blocks``."""
    last: int
    """Likewise; on screen, too."""


class Stint(NamedTuple):
    """What was read in some stretch of time; false where that is nothing."""

    words: int
    seconds: float
    seen: tuple[Seen, ...]
    """In the order in which it was seen; what adjoins is one passage."""

    def __bool__(self) -> bool:
        return bool(self.words or self.seen)


class Sitting:
    """One reader with one story."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._words_left = 0
        self._screen: tuple[Seen, ...] = ()
        self._window = [0.0, 0.0]
        """Words and seconds that are not judged yet."""
        self._words, self._seconds = 0.0, 0.0
        self._seen: list[Seen] = []

    def turn(self, at: float, words_left: int, screen: tuple[Seen, ...]) -> None:
        """Take notice of what is on screen from now on.

        Args:
            at: now, in seconds of any clock that only goes forward.
            words_left: from the top of the screen to the end of the story.
            screen: what is on it.
        """
        self._look_up(at)
        if self._at is not None:
            self._window[0] += self._words_left - words_left
        self._at, self._words_left, self._screen = at, words_left, screen
        if self._window[1] >= WINDOW_SECONDS:
            self._judge()

    def leap(self, at: float) -> None:
        """Take notice that what comes next is elsewhere in the story, or another one."""
        self._look_up(at)
        self._judge()
        self._at, self._screen = None, ()

    def take(self, at: float) -> Stint:
        """Return what was read since this was asked the last time."""
        self._look_up(at)
        self._judge()
        stint = Stint(round(self._words), self._seconds, tuple(self._seen))
        self._words, self._seconds, self._seen = 0.0, 0.0, []
        return stint

    def _look_up(self, at: float) -> None:
        """Count the time the screen has stood."""
        if self._at is None:
            return
        stood = at - self._at
        self._at = at
        self._window[1] += min(stood, IDLE_SECONDS)
        if stood >= LOOKED_AT_SECONDS:
            for seen in self._screen:
                self._see(seen)

    def _see(self, seen: Seen) -> None:
        last = self._seen[-1] if self._seen else None
        if (
            last is not None
            and last.chapter == seen.chapter
            and seen.first <= last.last + 1
            and last.first <= seen.last + 1
        ):
            first, end = min(last.first, seen.first), max(last.last, seen.last)
            self._seen[-1] = Seen(seen.chapter, first, end)
        else:
            self._seen.append(seen)

    def _judge(self) -> None:
        words, seconds = self._window
        self._window = [0.0, 0.0]
        if words > 0 and words * 60 <= FASTEST * seconds:
            self._words += words
            self._seconds += min(seconds, words * 60 / SLOWEST)
