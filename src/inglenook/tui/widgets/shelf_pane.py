"""The sidebar: how many stories there are, a filter when asked for, and the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inglenook.model import Story
from inglenook.tui.widgets.story_list import StoryList

if TYPE_CHECKING:
    from inglenook.standing import Standings
    from inglenook.store.searches import SavedSearch
    from inglenook.tui.widgets.entry import Entry
    from inglenook.tui.widgets.saved_list import SavedList

MOST_SAVED_SHOWN = 8
"""Lines of saved searches; more of them are scrolled through."""


class ShelfPane(Vertical):
    """The stories, and what narrows them down."""

    def __init__(
        self,
        aliases: Callable[[], Sequence[Sequence[str]]] = lambda: (),
        hides: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the pane; ``aliases`` and ``hides`` are as an ArrangedShelf has them."""
        super().__init__(id=id)
        self._list = StoryList(aliases, hides, id="stories")

    def compose(self) -> ComposeResult:
        """Stack heading and list; the filter comes when it is asked for."""
        yield Static(Content("Stories"), id="shelf-heading", markup=False)
        yield self._list

    @property
    def stories(self) -> StoryList:
        """The list."""
        return self._list

    @cached_property
    def saved(self) -> SavedList:
        """The saved searches, shown where there are any."""
        # 1 ms, and they are shown after the page.
        from inglenook.tui.widgets.saved_list import SavedList

        return SavedList(id="saved")

    async def set_saved(self, searches: Sequence[SavedSearch], counts: Mapping[str, int]) -> None:
        """Show these searches above the stories."""
        if searches and not self.saved.is_attached:
            await self.mount(self.saved, before="#shelf-heading")
        if not searches and self.saved.has_focus:
            self.screen.set_focus(self.stories)
        self.saved.display = bool(searches)
        self.saved.styles.height = min(len(searches), MOST_SAVED_SHOWN)
        self.saved.set_searches(searches, counts)

    def on_saved_list_left(self, event: SavedList.Left) -> None:
        """Go down into the stories."""
        event.stop()
        self.screen.set_focus(self.stories)

    @on(StoryList.Overshot)
    def _overshot(self, event: StoryList.Overshot) -> None:
        if event.outline is self.stories and self.saved.is_attached and self.saved.display:
            event.stop()
            self.saved.cursor = max(0, self.saved.item_count() - 1)
            self.screen.set_focus(self.saved)

    @cached_property
    def _entry(self) -> Entry:
        # Made when it is first wanted: 1 to 2 ms.
        from inglenook.tui.widgets.entry import Entry

        return Entry("title, author, or a field: read:unread", id="filter")

    def set_stories(
        self, stories: tuple[Story, ...], folded: tuple[str, ...], standings: Standings
    ) -> None:
        """Show these stories."""
        self.stories.set_stories(stories, folded, standings)

    async def open_filter(self) -> None:
        """Let the reader type a filter."""
        if not self._entry.is_attached:
            await self.mount(self._entry, before=self.stories)
        self.add_class("-filtering")
        self._entry.display = True
        # Not by its own focus(), which comes later than the next key of a burst.
        self.screen.set_focus(self._entry)

    def close_filter(self) -> bool:
        """Clear and hide the filter; return whether there was one."""
        was_open = self.has_class("-filtering")
        if was_open:
            had_focus = self._entry.has_focus
            self._entry.value = ""
            self.stories.set_filter("")
            self.remove_class("-filtering")
            self._entry.display = False
            if had_focus:
                self.stories.focus()
        return was_open

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.stories.set_filter(event.value)

    def on_entry_left(self, event: Entry.Left) -> None:
        """Go from the filter into what it lets through."""
        event.stop()
        self.stories.focus()

    @on(StoryList.Arranged)
    def _count(self, event: StoryList.Arranged) -> None:
        event.stop()
        shelf = self.stories.shelf
        shown, total = len(shelf.shown), len(shelf.stories)
        count = f"{shown:,} of {total:,}" if shown != total else f"{total:,}"
        view = shelf.view
        parts = [f"Stories  {count}"]
        if view.order != "title" or view.turned:
            parts.append(f"by {view.order}{', turned' if view.turned else ''}")
        if shelf.hidden:
            parts.append(f"{shelf.hidden:,} hidden")
        self.query_one("#shelf-heading", Static).update(Content(" · ".join(parts)))
