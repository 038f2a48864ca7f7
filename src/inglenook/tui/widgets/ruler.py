"""The reading ruler: a few rows that stand out while the others are dimmed."""

from __future__ import annotations

from typing import NamedTuple


class Ruler(NamedTuple):
    """Where the ruler lies on the screen."""

    rows: int = 0
    """How many rows it shows; 0 where there is no ruler."""
    top: int = 0
    """The first of them, from the top of the screen."""

    def dims(self, y: int) -> bool:
        """Tell whether a row of the screen lies outside."""
        return self.rows > 0 and not self.top <= y < self.top + self.rows

    def laid(self, height: int) -> Ruler:
        """Return the ruler at the height where it rests while the text moves under it."""
        return self._replace(top=max(0, min(height // 3, height - self.rows)))

    def moved(self, lines: int, height: int, *, first: bool, last: bool, paged: bool) -> Ruler:
        """Return the ruler moved over the screen; the same one where the text is to move.

        Args:
            lines: how far, down if positive.
            height: rows of the screen.
            first: whether the screen is the first one of the story.
            last: whether it is the last one.
            paged: whether pages are turned: then the ruler goes from their top to their end.
        """
        home, lowest = self.laid(height).top, max(0, height - self.rows)
        if not self.rows:
            return self
        if lines > 0:
            goes = self.top < lowest and (paged or last or self.top < home)
        else:
            goes = self.top > 0 and (paged or first or self.top > home)
        return self._replace(top=min(max(self.top + lines, 0), lowest)) if goes else self

    def turned(self, lines: int, height: int) -> Ruler:
        """Return the ruler on a page turned to: at its top, or at its end going back."""
        return self._replace(top=0 if lines > 0 else max(0, height - self.rows))
