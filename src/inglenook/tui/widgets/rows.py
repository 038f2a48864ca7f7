"""A list whose items are one line each and hold no others."""

from __future__ import annotations

from inglenook.tui.widgets.outline import Outline


class Rows(Outline, inherit_bindings=False):
    """An outline of leaves."""

    def line_count(self) -> int:
        """Return how many lines they take: one each."""
        return self.item_count()

    def top_of(self, item: int) -> int:
        """Return the line of an item."""
        return item

    def item_at(self, line: int) -> int:
        """Return the item on a line."""
        return line

    def parent_of(self, item: int) -> int | None:  # noqa: ARG002 - none has any
        """Return nothing: an item belongs to no other."""
        return None

    def is_open(self, item: int) -> bool | None:  # noqa: ARG002 - none has any
        """Return nothing: an item holds no others."""
        return None

    def set_open(self, item: int, opened: bool) -> None:
        """Do nothing, for the same reason."""
