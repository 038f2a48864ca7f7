"""The sidebar: how many stories there are, a filter when asked for, and the list."""

from __future__ import annotations

from functools import cached_property

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inglenook.model import Story
from inglenook.standing import Standings
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.story_list import StoryList


class ShelfPane(Vertical):
    """The stories, and what narrows them down."""

    def compose(self) -> ComposeResult:
        """Stack heading and list; the filter comes when it is asked for."""
        yield Static(Content("Stories"), id="shelf-heading", markup=False)
        yield StoryList(id="stories")

    @property
    def stories(self) -> StoryList:
        """The list."""
        return self.query_one("#stories", StoryList)

    @cached_property
    def _entry(self) -> Entry:
        # Made when it is first wanted: 1 to 2 ms.
        return Entry("title or author", id="filter")

    def set_stories(
        self, stories: tuple[Story, ...], folded: tuple[str, ...], standings: Standings
    ) -> None:
        """Show these stories."""
        self.stories.set_stories(stories, folded, standings)
        self._count()

    async def open_filter(self) -> None:
        """Let the reader type a filter."""
        if not self._entry.is_attached:
            await self.mount(self._entry, before=self.stories)
        self.add_class("-filtering")
        self._entry.focus()

    def close_filter(self) -> bool:
        """Clear and hide the filter; return whether there was one."""
        was_open = self.has_class("-filtering")
        if was_open:
            had_focus = self._entry.has_focus
            self._entry.value = ""
            self.stories.set_filter("")
            self.remove_class("-filtering")
            self._count()
            if had_focus:
                self.stories.focus()
        return was_open

    @on(StoryList.FilterAsked)
    async def _filter_asked(self, event: StoryList.FilterAsked) -> None:
        event.stop()
        await self.open_filter()

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.stories.set_filter(event.value)
        self._count()

    @on(Entry.Left, "#filter")
    def _filter_left(self, event: Entry.Left) -> None:
        event.stop()
        self.stories.focus()

    def _count(self) -> None:
        shown, total = self.stories.shown, self.stories.total
        count = f"{shown:,} of {total:,}" if shown != total else f"{total:,}"
        self.query_one("#shelf-heading", Static).update(Content(f"Stories  {count}"))
