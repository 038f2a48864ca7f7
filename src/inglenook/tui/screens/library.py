"""The screen with everything on it: what its parts say to each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message

from inglenook.commands import COMMANDS, Command, Context
from inglenook.config import Config
from inglenook.library import Library
from inglenook.model import Position, Progress, Story
from inglenook.tui.bindings import bindings
from inglenook.tui.messages import (
    NOTHING,
    IndexProgress,
    RefreshDone,
    RefreshFailed,
    ShelfReady,
    Wanted,
)
from inglenook.tui.preferences import recalled
from inglenook.tui.screens.keeping import KeepingScreen
from inglenook.tui.screens.page import PageScreen
from inglenook.tui.screens.panes import SIDE_BY_SIDE, Part
from inglenook.tui.widgets import front_page
from inglenook.tui.widgets.story_list import StoryList

_STAGES = {
    "scanning": "looking for stories",
    "reading": "reading",
    "shelving": "shelving",
    "waiting": "another Inglenook is reading the folder",
}


class LibraryScreen(KeepingScreen):
    """Stories, page and search, wired up."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.EVERYWHERE)]

    class LeaveAsked(Message):
        """The reader went back from the last level."""

    def __init__(
        self,
        library: Library,
        config: Config,
        commands: Sequence[Command] = COMMANDS,
        first: Wanted | None = None,
    ) -> None:
        """Make the screen.

        Args:
            library: what is read.
            config: how.
            commands: as the reader has bound them.
            first: what is opened at the start; None for the story last read.
        """
        super().__init__(library, config, commands)
        self._first = first
        self._is_corrected = False
        self._followed: tuple[str, ...] = ()
        """The chapters with which the open story was last followed on the shelf."""
        self._has_told = False
        """Whether trouble with files was told of since the start."""
        self._failure = ""
        """Why the refresh that has just ended did not come to its end."""

    def on_mount(self) -> None:
        """Open the story last read; everything else comes after the first paint."""
        self.set_page(self.preferences)
        trouble = front_page.trouble_with(self.library.folder)
        if self.open_first(self._first):
            self.book.focus()
        else:
            self.tell(trouble or front_page.opening(self.library.folder))
            chooses = self._first == NOTHING or self.size.width >= SIDE_BY_SIDE
            self.go_to(Part.SHELF if chooses else Part.TEXT)
        self.show_parts()

    def on_unmount(self) -> None:
        """Whatever ended the app: the place is kept."""
        self.save()

    # The shelf

    @on(ShelfReady)
    async def _shelf_ready(self, event: ShelfReady) -> None:
        if not await self.furnish():
            return
        self.stories = {story.id: story for story in event.stories}
        self.take_view()
        self.shelf.set_stories(event.stories, event.folded, event.standings)
        self.panel.set_stories(self.stories)
        self.panel.gather_saved()
        self.status = self.status._replace(trouble=event.trouble)
        self._mark_here()
        if self._is_corrected:
            self._is_corrected = False
            self._follow()
        elif self._is_another_text():
            if self.app.screen is self and not self.desk.is_peeking and not self.bar.display:
                self._follow()
                self.say("The story has changed: this is its text now.")
            else:
                self.say("The story has changed; opened again it has its new text.")
        if event.stories and self.desk.story is None and not self._touched:
            # Nobody has chosen anything yet: a first page says more than a greeting.
            if self._first == NOTHING:
                self.tell(front_page.welcome(len(event.stories)))
            else:
                self.open(Wanted(event.stories[0].id, mark=False, chosen=False))

    def _is_another_text(self) -> bool:
        """Whether the open story has come to have other chapters than are on the page."""
        story = self.desk.story
        if story is None or story.id not in self.stories:
            return False  # a drive that is away takes no page from its reader
        before, self._followed = self._followed, _keys(self.stories[story.id])
        return self._followed not in (before, _keys(story))

    def corrected(self) -> None:
        """Take notice that the shelf is about to be another: the page follows."""
        self.save()
        self._is_corrected = self._touched = True

    def _follow(self) -> None:
        """Go on with the open story as it is shelved now, or with the one its text went to."""
        story = self.desk.story
        if story is None:
            return
        if story.id in self.stories:
            self._followed = _keys(self.stories[story.id])
            self.open(Wanted(story.id, mark=False, chosen=False))
            return
        key = story.chapters[min(self.desk.chapter, len(story.chapters) - 1)].key
        for other in self.stories.values():
            for number, entry in enumerate(other.chapters):
                if entry.key == key:
                    position = self.desk.position._replace(chapter=number)
                    self.open(Wanted(other.id, position, mark=False, chosen=False))
                    return

    @on(IndexProgress)
    async def _index_progress(self, event: IndexProgress) -> None:
        if not await self.furnish():
            return
        self.status = self.status._replace(work=_work(event.progress))
        if event.progress.stage == "indexing":
            self.panel.set_indexing(f"still {_work(event.progress)}")
        elif event.progress.stage == "reading":
            self.panel.set_indexing("new files are not indexed yet")

    @on(RefreshDone)
    async def _refresh_done(self) -> None:
        if not await self.furnish():
            return
        self.status = self.status._replace(work="")
        self.panel.set_indexing("")
        self.panel.gather_saved(self.around)
        if not self._has_told:
            self._has_told = True
            self._tell_trouble()
        if not self.stories and self.desk.story is None:
            folder = self.library.folder
            broken_off = front_page.broken_off(self._failure) if self._failure else None
            self.tell(front_page.trouble_with(folder) or broken_off or front_page.empty(folder))
        self._failure = ""

    def _tell_trouble(self) -> None:
        """Say how many files were not read, unless that was said at the start before."""
        name, trouble = f"told:{self.library.folder}", self.status.trouble
        if trouble != recalled(self.library, name):
            self.keep_setting(name, trouble)
            if trouble:
                self.say(f"{trouble}. C shows why.")

    @on(RefreshFailed)
    def _refresh_failed(self, event: RefreshFailed) -> None:
        # Where there is nothing else to see the page itself says what is wrong.
        self._failure = event.reason
        if self.desk.story is not None:
            self.say(event.reason, wrong=True)

    @on(StoryList.Selected)
    def _selected(self, event: StoryList.Selected) -> None:
        self._touched = True
        self._end_walk()
        position = None if event.chapter is None else Position(event.chapter)
        self.go_to(Part.TEXT)
        self.open(Wanted(event.story, position))

    @on(PageScreen.Arrived)
    def _arrived(self, event: PageScreen.Arrived) -> None:
        # Not out of the search box: who types while the first story opens goes on typing.
        opened_for_them = not self._touched and not event.wanted.chosen
        if self.at is Part.TEXT or (self.at is Part.SHELF and opened_for_them):
            self.go_to(Part.TEXT)
        if self.walk is not None and event.wanted.span is not None:
            self.book.set_matches(*self.walk.marks())
        elif self.walk is not None and not self.walk.is_in(self.desk.story):
            self.status = self.status._replace(walk="")  # ctrl+o led into another story
        self._mark_here()

    @on(PageScreen.Came)
    def _mark_here(self) -> None:
        if self.desk.story is not None:
            self.shelf.stories.set_here(self.desk.story.id, self.desk.chapter)

    @on(PageScreen.Saved)
    def _saved(self) -> None:
        if self.desk.story is not None:
            self.show_standing(self.desk.story)

    # Going about

    async def action_filter(self) -> None:
        """Let the reader filter the shelf."""
        await self.shelf.open_filter()

    def action_jump(self, direction: int) -> None:
        """Go back to the text, and in it to where the reader was, or forward again."""
        self.go_to(Part.TEXT)
        super().action_jump(direction)

    def action_close(self) -> None:
        """Close or clear one thing; never quit."""
        if self.at is Part.SHELF:
            if not self.shelf.close_filter():
                self.go_to(Part.TEXT)
        elif self.at is Part.PANEL:
            if self._give_up_finding():
                pass
            elif not (self.panel.entry.has_focus and self.panel.clear()):
                self.close_panel()
        elif not (
            self.leave_selection()
            or self.book.stop_rolling()
            or self._end_walk()
            or self.leave_zen()
        ):
            self.close_panel()
        self.show_keys()

    def action_leave(self) -> None:
        """Go back one level; from the last one, quit."""
        narrow = self.size.width < SIDE_BY_SIDE
        if self.has_panel and self.panel.display:
            self.close_panel()
        elif self.leave_selection() or self.book.stop_rolling() or self.leave_zen():
            pass
        elif self.at is Part.SHELF and (self.shelf.close_filter() or narrow):
            self.go_to(Part.TEXT)
        else:
            self.post_message(self.LeaveAsked())


def _keys(story: Story) -> tuple[str, ...]:
    return tuple(entry.key for entry in story.chapters)


def _work(progress: Progress) -> str:
    """Say how far the work behind the app has come."""
    if progress.stage == "done":
        return ""
    if progress.stage == "indexing":
        return f"indexing: {progress.done / max(1, progress.total):.0%}"
    said = _STAGES.get(progress.stage, "")
    return f"{said} {progress.done:,} of {progress.total:,}" if progress.total else said
