"""Where the reader was before each jump, as a browser keeps it."""

from __future__ import annotations

from typing import NamedTuple

from inglenook.model import Position

MOST_JUMPS = 100


class Stand(NamedTuple):
    """A place in a story."""

    story: str
    """``Story.id``."""
    position: Position


class JumpList:
    """Places jumped from, and how far back in them the reader is."""

    def __init__(self) -> None:
        self._stands: list[Stand] = []
        self._at = 0

    def leave(self, stand: Stand) -> None:
        """Remember a place before a jump; what was ahead is forgotten."""
        del self._stands[self._at :]
        if not self._stands or self._stands[-1] != stand:
            self._stands.append(stand)
        del self._stands[:-MOST_JUMPS]
        self._at = len(self._stands)

    def back(self, here: Stand | None) -> Stand | None:
        """Return the place before the last jump, and remember ``here`` for the way forward."""
        at = self._at - 1
        if at >= 0 and self._stands[at] == here:
            at -= 1
        if at < 0:
            return None
        if self._at == len(self._stands) and here is not None and self._stands[-1] != here:
            self._stands.append(here)
        self._at = at
        return self._stands[at]

    def forward(self) -> Stand | None:
        """Return the place :meth:`back` was called at."""
        if self._at + 1 >= len(self._stands):
            return None
        self._at += 1
        return self._stands[self._at]
