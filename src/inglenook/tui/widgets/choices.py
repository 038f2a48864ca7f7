"""A short list to choose from, over the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.tui.bindings import IN_A_LIST, bound
from inglenook.tui.paint import Line
from inglenook.tui.widgets.outline import Outline


class Choices(Outline, inherit_bindings=False):
    """Rows of a line or more each, none of which holds others."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(IN_A_LIST)]

    class Reached(Message):
        """The cursor has come to another row."""

        def __init__(self, item: int) -> None:
            super().__init__()
            self.item = item

    def __init__(self, rows: Sequence[Sequence[Line]] = (), *, at: int = 0) -> None:
        """Make the list.

        Args:
            rows: for each, its lines.
            at: which one the cursor stands on.
        """
        super().__init__()
        self._rows: Sequence[Sequence[Line]] = ()
        self._tops: list[int] = [0]
        self.set_reactive(Outline.cursor, at)
        self._take(rows)

    def set_rows(self, rows: Sequence[Sequence[Line]]) -> None:
        """Show other rows; the cursor stays where it is."""
        self._take(rows)
        self.changed()

    def _take(self, rows: Sequence[Sequence[Line]]) -> None:
        self._rows = rows
        self._tops = list(accumulate((len(lines) for lines in rows), initial=0))

    def on_mount(self) -> None:
        """Show the row the cursor stands on."""
        self.changed()
        self.focus()

    def watch_cursor(self) -> None:
        """Say where the cursor has come to."""
        super().watch_cursor()
        self.post_message(self.Reached(self.cursor))

    # What a list is made of

    def item_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._tops[-1]

    def top_of(self, item: int) -> int:
        """Return the first line of a row."""
        return self._tops[min(item, len(self._rows))]

    def item_at(self, line: int) -> int:
        """Return the row that stands on a line."""
        return bisect_right(self._tops, line) - 1

    def parent_of(self, item: int) -> int | None:  # noqa: ARG002 - a list without branches
        """Return None: there are no branches."""
        return None

    def is_open(self, item: int) -> bool | None:  # noqa: ARG002
        """Return None: a row is a leaf."""
        return None

    def set_open(self, item: int, opened: bool) -> None:
        """Do nothing: a row holds no others."""

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - lines are cut later
        """Return the lines of a row."""
        return list(self._rows[item])
