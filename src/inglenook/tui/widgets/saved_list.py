"""Searches saved under a name, which are shelves that fill themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.commands import Context
from inglenook.store.searches import SavedSearch
from inglenook.tui.bindings import bindings
from inglenook.tui.paint import Line, Part
from inglenook.tui.widgets.outline import Outline
from inglenook.tui.widgets.rows import Rows


class SavedList(Rows, inherit_bindings=False):
    """One line a saved search, with how much it finds now."""

    CONTEXT: ClassVar[Context] = Context.SAVED
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.SAVED)]

    class Selected(Message):
        """A saved search is to be asked, renamed or forgotten."""

        def __init__(self, search: SavedSearch, what: str) -> None:
            super().__init__()
            self.search = search
            self.what = what
            """``ask``, ``rename`` or ``drop``."""

    class Left(Message):
        """The reader went down from the last one."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._searches: Sequence[SavedSearch] = ()
        self._counts: Mapping[str, int] = {}

    def set_searches(self, searches: Sequence[SavedSearch], counts: Mapping[str, int]) -> None:
        """List these; the counts, by name, may come later."""
        self._searches, self._counts = searches, counts or self._counts
        self.changed()

    def item_count(self) -> int:
        """Return how many there are."""
        return len(self._searches)

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - one line each
        """Return the line of a saved search."""
        name = self._searches[item].name
        count = self._counts.get(name)
        right = (Part(f" {count:,} ", "quiet"),) if count is not None else ()
        return [Line((Part("* ", "mark"), Part(name)), right)]

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Ask the search under the cursor."""
        event.stop()
        self.action_saved("ask")

    def action_saved(self, what: str) -> None:
        """Do something with the search under the cursor."""
        if self._searches:
            self.post_message(self.Selected(self._searches[self.cursor], what))

    def action_step(self, items: int) -> None:
        """Move the cursor; from the last one, on to the stories."""
        if items > 0 and self.cursor >= self.item_count() - 1:
            self.post_message(self.Left())
        else:
            super().action_step(items)
