"""The screen with everything on it: stories, page, search, status, keys."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from inglenook.config import Config
from inglenook.library import Library
from inglenook.model import Position, Progress
from inglenook.tui.commands import Command, Context, bindings, footer
from inglenook.tui.messages import IndexProgress, RefreshDone, RefreshFailed, ShelfReady, Wanted
from inglenook.tui.screens.page import PageScreen
from inglenook.tui.screens.panes import SIDE_BY_SIDE, Part, ring, shown
from inglenook.tui.walk import Walk
from inglenook.tui.widgets import front_page
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.front_page import FrontPage
from inglenook.tui.widgets.key_bar import KeyBar
from inglenook.tui.widgets.search_panel import SearchPanel
from inglenook.tui.widgets.shelf_pane import ShelfPane
from inglenook.tui.widgets.status_line import StatusLine
from inglenook.tui.widgets.story_list import StoryList
from inglenook.tui.widgets.too_small import LEAST_HEIGHT, LEAST_WIDTH, TooSmall

_STAGES = {"scanning": "looking for stories", "reading": "reading", "shelving": "shelving"}


class LibraryScreen(PageScreen):
    """The shelf at the left, the page in the middle, what was found at the right."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.EVERYWHERE)]
    HORIZONTAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [
        (0, "-tiny"),
        (LEAST_WIDTH, "-narrow"),
        (SIDE_BY_SIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS: ClassVar[list[tuple[int, str]] | None] = [
        (0, "-flat"),
        (LEAST_HEIGHT, "-tall"),
    ]

    class LeaveAsked(Message):
        """The reader went back from the last level."""

    def __init__(self, library: Library, config: Config) -> None:
        super().__init__(library)
        self._config = config
        self._wants_shelf = config.sidebar
        self._panel_open = False
        self._at = Part.TEXT
        self._walk: Walk | None = None
        self._touched = False

    def compose(self) -> ComposeResult:
        """Put the panes side by side, and two lines under them."""
        with Horizontal(id="panes"):
            yield ShelfPane(id="shelf")
            yield Book(id="book")
            yield FrontPage(id="front")
            yield SearchPanel(self.library.search, self.library.hits, id="panel")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")
        yield TooSmall()

    @property
    def shelf(self) -> ShelfPane:
        """The sidebar."""
        return self.query_one(ShelfPane)

    @property
    def panel(self) -> SearchPanel:
        """The search panel."""
        return self.query_one(SearchPanel)

    def on_mount(self) -> None:
        """Open the story last read; everything else comes after the first paint."""
        self.book.measure = self._config.measure
        trouble = front_page.trouble_with(self.library.folder)
        if self.open_last():
            self.book.focus()
        else:
            self.tell(trouble or front_page.opening(self.library.folder))
            self._go_to(Part.SHELF if self.size.width >= SIDE_BY_SIDE else Part.TEXT)
        self._arrange()

    def on_unmount(self) -> None:
        """Whatever ended the app: the place is kept."""
        self.save()

    def run_on(self, command: Command) -> Widget | LibraryScreen:
        """Return the part of the screen a command applies to."""
        parts: dict[Context, Widget] = {
            Context.READING: self.book,
            Context.SHELF: self.shelf.stories,
            Context.SEARCH: self.panel.hits,
            Context.ENTRY: self.panel.entry,
        }
        return parts.get(command.context, self)

    # Which part the reader is in

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        focused = self.focused
        if focused is not None:
            ancestors = focused.ancestors_with_self
            in_shelf, in_panel = self.shelf in ancestors, self.panel in ancestors
            self._at = Part.SHELF if in_shelf else Part.PANEL if in_panel else Part.TEXT
        self._arrange()

    def on_resize(self) -> None:
        """Show what there is room for."""
        self._arrange()

    def _arrange(self) -> None:
        show = shown(
            self.size.width, self._at, wants_shelf=self._wants_shelf, panel_open=self._panel_open
        )
        self.set_class(show.shelf, "-shelf")
        self.set_class(show.panel, "-panel")
        self._show_keys()

    def _show_keys(self) -> None:
        context = {Part.SHELF: Context.SHELF, Part.TEXT: Context.READING}.get(
            self._at, Context.SEARCH
        )
        if isinstance(self.focused, Entry):
            context = Context.ENTRY
        keys = footer(context, walking=self._walk is not None)
        # What does not apply just now is left out: "story/all" while filtering titles, say.
        self.query_one(KeyBar).commands = tuple(
            command
            for command in keys
            if self.run_on(command).check_action(command.action.split("(")[0], ())
        )

    def _go_to(self, part: Part) -> None:
        self._at = part
        self._panel_open = self._panel_open or part is Part.PANEL
        # Shown first: what is not displayed cannot take the focus.
        self._arrange()
        if part is Part.SHELF:
            self.shelf.stories.focus()
        elif part is Part.TEXT:
            self.set_focus(None if self.has_class("-notice") else self.book)
        elif self.panel.has_list:
            self.panel.hits.focus()
        else:
            self.panel.entry.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what has nothing to act on."""
        if action in ("walk", "results") and not self.panel.has_list:
            return None
        if action == "scope" and (self._at is not Part.PANEL or self.desk.story is None):
            return None
        return super().check_action(action, parameters)

    # The shelf

    @on(ShelfReady)
    def _shelf_ready(self, event: ShelfReady) -> None:
        self.stories = {story.id: story for story in event.stories}
        self.shelf.set_stories(event.stories, event.folded, event.progress)
        self.panel.set_stories(self.stories)
        files = "1 file" if event.unreadable == 1 else f"{event.unreadable:,} files"
        trouble = f"{files} not read: inglenook check" if event.unreadable else ""
        self.status = replace(self.status, trouble=trouble)
        self._mark_here()
        if event.stories and self.desk.story is None and not self._touched:
            # Nobody has chosen anything yet: a first page says more than a greeting.
            self.open(Wanted(event.stories[0].id, mark=False))

    @on(IndexProgress)
    def _index_progress(self, event: IndexProgress) -> None:
        self.status = replace(self.status, work=_work(event.progress))
        if event.progress.stage == "indexing":
            self.panel.set_indexing(f"still {_work(event.progress)}")

    @on(RefreshDone)
    def _refresh_done(self) -> None:
        self.status = replace(self.status, work="")
        self.panel.set_indexing("")
        if not self.stories and self.desk.story is None:
            folder = self.library.folder
            self.tell(front_page.trouble_with(folder) or front_page.empty(folder))

    @on(RefreshFailed)
    def _refresh_failed(self, event: RefreshFailed) -> None:
        self.say(event.reason, wrong=True)

    @on(StoryList.Selected)
    def _selected(self, event: StoryList.Selected) -> None:
        self._touched = True
        self._end_walk()
        position = None if event.chapter is None else Position(event.chapter)
        self._go_to(Part.TEXT)
        self.open(Wanted(event.story, position))

    @on(StoryList.SearchAsked)
    def _search_asked(self) -> None:
        self.action_find(False)

    @on(PageScreen.Arrived)
    def _arrived(self, event: PageScreen.Arrived) -> None:
        if self._at is Part.TEXT or (not self._touched and not event.wanted.mark):
            self._go_to(Part.TEXT)
        if self._walk is not None and event.wanted.span is not None:
            self.book.set_matches(*self._walk.in_chapter())
        self._mark_here()

    @on(PageScreen.Came)
    def _mark_here(self) -> None:
        if self.desk.story is not None:
            self.shelf.stories.set_here(self.desk.story.id, self.desk.chapter)

    @on(PageScreen.Saved)
    def _saved(self) -> None:
        if self.desk.story is not None:
            self.shelf.stories.set_progress(self.desk.story.id, self.desk.fraction)

    # Searching

    @on(Book.FindAsked)
    def _find_asked(self) -> None:
        self.action_find(True)

    def action_find(self, here: bool) -> None:
        """Open the search panel, for this story or for all."""
        self._at = Part.PANEL
        self._panel_open = True
        self._arrange()
        self.panel.ask(self.desk.story.id if self.desk.story else "", here)

    def action_scope(self) -> None:
        """Search this story only, or all of them."""
        if self.desk.story is not None:
            self.panel.toggle_scope(self.desk.story.id)

    @on(SearchPanel.HitSelected)
    def _hit_selected(self, event: SearchPanel.HitSelected) -> None:
        self._touched = True
        self._walk = Walk(event.findings, event.number)
        self._open_hit(mark=True)

    def action_walk(self, direction: int) -> None:
        """Go to the next hit, or to the one before."""
        findings = self.panel.hits.findings
        if findings is None:
            return
        if self._walk is None or self._walk.findings is not findings:
            self._walk = Walk(findings, -1 if direction > 0 else findings.count)
            self.desk.leave()
        if self._walk.step(direction):
            self._open_hit(mark=False)
        else:
            self.say("That was the last hit." if direction > 0 else "That was the first hit.")

    def _open_hit(self, *, mark: bool) -> None:
        assert self._walk is not None
        hit = self._walk.hit
        if hit is None:
            self.say("The text has changed here; it will be indexed anew.")
            return
        self.status = replace(self.status, walk=str(self._walk))
        self._go_to(Part.TEXT)
        self.open(Wanted(hit.story, hit.span.start, hit.span, mark))

    def action_results(self) -> None:
        """Go back to the list of hits, to the one last looked at."""
        self._go_to(Part.PANEL)
        if self._walk is not None and self._walk.findings is self.panel.hits.findings:
            self.panel.hits.go_to_hit(self._walk.number)

    def _end_walk(self) -> bool:
        was_walking = self._walk is not None
        self._walk = None
        self.book.set_matches(())
        self.status = replace(self.status, walk="")
        return was_walking

    # Going about

    def action_contents(self) -> None:
        """Show the chapters of this story."""
        self._go_to(Part.SHELF)
        self.shelf.stories.go_here()

    def action_sidebar(self) -> None:
        """Show or hide the stories."""
        visible = self.has_class("-shelf")
        if self.size.width >= SIDE_BY_SIDE:
            self._wants_shelf = not visible
        if visible and self._at is not Part.SHELF:
            self._arrange()
        else:
            self._go_to(Part.TEXT if visible else Part.SHELF)

    def action_pane(self, step: int) -> None:
        """Go to the next part of the screen, or to the one before."""
        parts = ring(panel_open=self._panel_open)
        at = parts.index(self._at) if self._at in parts else 0
        self._go_to(parts[(at + step) % len(parts)])

    def action_close(self) -> None:
        """Close or clear one thing; never quit."""
        if self._at is Part.SHELF:
            if not self.shelf.close_filter():
                self._go_to(Part.TEXT)
        elif self._at is Part.PANEL:
            if not (self.panel.entry.has_focus and self.panel.clear()):
                self._close_panel()
        elif not self._end_walk():
            self._close_panel()
        self._show_keys()

    def _close_panel(self) -> None:
        self._panel_open = False
        self._go_to(Part.TEXT)

    def action_leave(self) -> None:
        """Go back one level; from the last one, quit."""
        narrow = self.size.width < SIDE_BY_SIDE
        if self._at is Part.PANEL or (self._panel_open and self.has_class("-panel")):
            self._close_panel()
        elif self._at is Part.SHELF and (self.shelf.close_filter() or narrow):
            self._go_to(Part.TEXT)
        else:
            self.post_message(self.LeaveAsked())

    @on(KeyBar.Pressed)
    async def _key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        await self.run_action_of(event.command)

    async def run_action_of(self, command: Command) -> None:
        """Do what a command says, wherever the focus is."""
        await self.app.run_action(command.action, self.run_on(command))


def _work(progress: Progress) -> str:
    """Say how far the work behind the app has come."""
    if progress.stage == "done":
        return ""
    if progress.stage == "indexing":
        return f"indexing: {progress.done / max(1, progress.total):.0%}"
    said = _STAGES.get(progress.stage, "")
    return f"{said} {progress.done:,} of {progress.total:,}" if progress.total else said
