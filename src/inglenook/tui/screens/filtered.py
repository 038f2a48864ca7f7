"""A list over the page with a filter above it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TypeVar

from textual import on

from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.rows import Rows

_Result = TypeVar("_Result")


class FilteredScreen(Modal[_Result]):
    """One Entry, the filter, and one list that it filters."""

    @property
    @abstractmethod
    def rows(self) -> Rows:
        """The list."""

    @on(Entry.Left)
    def _left(self) -> None:
        self.rows.focus()

    def action_filter(self) -> None:
        """Type a filter."""
        self.query_one(Entry).focus()

    def action_close(self) -> None:
        """Clear the filter, or leave."""
        entry = self.query_one(Entry)
        if entry.has_focus or entry.value:
            entry.value = ""
            self.rows.focus()
        else:
            self.dismiss()
