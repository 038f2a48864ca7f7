"""A screen with parts: where the reader is, and what is shown beside or over the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget

from inglenook.commands import COMMANDS, Command, Context, footer
from inglenook.config import Config
from inglenook.library import Library
from inglenook.tui.screens.looking import LookingScreen
from inglenook.tui.screens.panes import SIDE_BY_SIDE, Part, ring, shown
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.front_page import FrontPage
from inglenook.tui.widgets.key_bar import KeyBar
from inglenook.tui.widgets.selection_bar import SelectionBar
from inglenook.tui.widgets.shelf_pane import ShelfPane
from inglenook.tui.widgets.status_line import StatusLine
from inglenook.tui.widgets.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmall

if TYPE_CHECKING:
    from inglenook.tui.walk import Walk
    from inglenook.tui.widgets.search_panel import SearchPanel

_PARTS: Mapping[Context, Part] = {
    Context.READING: Part.TEXT,
    Context.SHELF: Part.SHELF,
    Context.SAVED: Part.SHELF,
    Context.SEARCH: Part.PANEL,
}
"""Where the commands of a context do something that can be seen."""


_OF_A_ROW = frozenset(("choose", "expand", "collapse", "flip", "correct"))
"""Actions of the list of stories that do nothing where it is empty; others fill it again."""


class FrameScreen(LookingScreen):
    """The shelf at the left, the page in the middle, what was found at the right."""

    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-tiny"),
        (LEAST_WIDTH, "-narrow"),
        (SIDE_BY_SIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012
        (0, "-flat"),
        (LEAST_HEIGHT, "-tall"),
    ]

    def __init__(
        self, library: Library, config: Config, commands: Sequence[Command] = COMMANDS
    ) -> None:
        super().__init__(library, config)
        self.recap_after = config.recap_after
        self.dictionary, self.dictionaries = config.dictionary, config.dictionaries
        self._commands = commands
        self.at = Part.TEXT
        self.walk: Walk | None = None
        self._wants_shelf = config.sidebar
        self._hides = config.hide
        self._panel_open = False
        self._zen = False

    def compose(self) -> ComposeResult:
        """Put the panes side by side, and two lines under them."""
        with Horizontal(id="panes"):
            yield ShelfPane(self.library.aliases, self._hides, id="shelf")
            yield Book(id="book")
            yield FrontPage(id="front")
        yield StatusLine(id="status")
        yield SelectionBar(id="selection")
        yield KeyBar(id="keys")
        yield TooSmall()

    @property
    def shelf(self) -> ShelfPane:
        """The sidebar."""
        return self.query_one(ShelfPane)

    @cached_property
    def panel(self) -> SearchPanel:
        """The search panel, put in by :meth:`furnish`."""
        from inglenook.tui.widgets.search_panel import SearchPanel

        panel = SearchPanel(self.library, self.key_of, id="panel")
        panel.display = False
        return panel

    async def furnish(self) -> bool:
        """Put in what the first paint does without: the search panel takes 9 ms.

        Returns:
            Whether it is there. An app that is left at once ends before its shelf has come, and
            what then comes finds nothing to be put into.
        """
        if self.is_attached and not self.panel.is_attached:
            await self.query_one("#panes").mount(self.panel)
        return self.panel.is_attached

    @property
    def has_panel(self) -> bool:
        """Whether the search panel is there yet."""
        return "panel" in self.__dict__

    def run_on(self, command: Command) -> Widget | FrameScreen:
        """Return the part of the screen a command applies to."""
        match command.context:
            case Context.READING:
                return self.book
            case Context.SELECTING:
                return self.bar
            case Context.SHELF:
                return self.shelf.stories
            case Context.SAVED:
                return self.shelf.saved
            case Context.SEARCH:
                return self.panel.found.listed
            case Context.ENTRY:
                return self.panel.entry
        return self

    @on(KeyBar.Pressed)
    async def _key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        await self.run_action_of(event.command)

    async def run_action_of(self, command: Command) -> None:
        """Do what a command says, in the part of the screen that is its own."""
        if command.context is Context.SEARCH and not (self.has_panel and self.panel.has_list):
            self.say("Nothing has been found yet.")
            return
        needs_a_story = command.action.split("(")[0] in _OF_A_ROW
        if (
            command.context is Context.SHELF
            and needs_a_story
            and not self.shelf.stories.item_count()
        ):
            self.say("No story is listed.")
            return
        if command.context is Context.SAVED and not self.shelf.saved.item_count():
            self.say("No search is saved yet.")
            return
        part = _PARTS.get(command.context, self.at)
        if part is not self.at:
            self.go_to(part)
        if not await self.app.run_action(command.action, self.run_on(command)):
            self.say("There is nothing here to do that with.")

    def key_of(self, command_id: str) -> str:
        """Return the key of a command, as people write it."""
        return next(command.key for command in self._commands if command.id == command_id)

    # Which part the reader is in

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        focused = self.focused
        if focused is not None:
            ancestors = focused.ancestors_with_self
            in_shelf = self.shelf in ancestors
            in_panel = self.has_panel and self.panel in ancestors
            self.at = Part.SHELF if in_shelf else Part.PANEL if in_panel else Part.TEXT
        self.show_parts()

    def on_resize(self) -> None:
        """Show what there is room for."""
        self.show_parts()

    def show_parts(self) -> None:
        """Show what there is room for, and the keys of where the reader is."""
        wants_shelf = self._wants_shelf and not self._zen
        show = shown(self.size.width, self.at, wants_shelf=wants_shelf, panel_open=self._panel_open)
        self.shelf.display = show.shelf
        if self.has_panel:
            self.panel.display = show.panel
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that do something here and now."""
        context = {Part.SHELF: Context.SHELF, Part.TEXT: Context.READING}.get(
            self.at, Context.SEARCH
        )
        context = getattr(self.focused, "CONTEXT", context)  # of a part with keys of its own
        keys = footer(
            context,
            walking=self.walk is not None,
            finding=self.at is Part.PANEL and self.panel.is_finding,
            commands=self._commands,
        )
        # What does not apply just now is left out: "story/all" while filtering titles, say.
        self.query_one(KeyBar).commands = tuple(
            command
            for command in keys
            if self.run_on(command).check_action(command.action.split("(")[0], ())
        )

    def go_to(self, part: Part) -> None:
        """Take the reader to a part of the screen."""
        self.at = part
        self._panel_open = self._panel_open or part is Part.PANEL
        # Shown first: what is not displayed cannot take the focus. And it takes it at once, before
        # the next key of a burst.
        self.show_parts()
        if part is Part.SHELF:
            self.set_focus(self.shelf.stories)
        elif part is Part.TEXT:
            self.set_focus(self.book if self.book.display else None)
        elif self.panel.has_list:
            self.set_focus(self.panel.found.listed)
        else:
            self.set_focus(self.panel.entry)

    def action_sidebar(self) -> None:
        """Show or hide the stories."""
        visible = self.shelf.display
        if self.size.width >= SIDE_BY_SIDE:
            self._wants_shelf = not visible
            self.keep_setting("sidebar", "shown" if self._wants_shelf else "hidden")
        if visible and self.at is not Part.SHELF:
            self.show_parts()
        else:
            self.go_to(Part.TEXT if visible else Part.SHELF)

    def action_zen(self) -> None:
        """Show nothing but the text, or everything again."""
        self._zen = not self._zen
        for line in (StatusLine, KeyBar):
            self.query_one(line).display = not self._zen
        if self._zen:
            self._panel_open = False
            self.go_to(Part.TEXT)
        self.show_parts()

    def leave_zen(self) -> bool:
        """Show everything again; return whether it was not shown."""
        if self._zen:
            self.action_zen()
            return True
        return False

    def action_pane(self, step: int) -> None:
        """Go to the next part of the screen, or to the one before."""
        parts = ring(panel_open=self._panel_open)
        at = parts.index(self.at) if self.at in parts else 0
        self.go_to(parts[(at + step) % len(parts)])

    def open_panel(self) -> None:
        """Show the search panel; who asks for it puts the focus into it."""
        self.at = Part.PANEL
        self._panel_open = True
        self.show_parts()

    def close_panel(self) -> None:
        """Put the search panel away; what it lists is kept."""
        self._panel_open = False
        self.go_to(Part.TEXT)
