"""A screen with a page on it: opening stories, keeping the place, going back."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer

from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.model import Story
from inglenook.tui.desk import Desk
from inglenook.tui.jumps import Stand
from inglenook.tui.messages import NOTHING, DocumentReady, OpenFailed, Wanted
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.front_page import FrontPage, Notice
from inglenook.tui.widgets.status_line import Status, StatusLine

SAVE_AFTER = 3.0
"""Seconds a place may go unsaved; the promise is five."""


class PageScreen(Screen[None]):
    """What goes on between the library and the page."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    """Nothing by itself; None would be the app's rule, which is the first that can be focused."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self.desk = Desk(library)
        self.stories: dict[str, Story] = {}
        self._wanted: Wanted | None = None
        self._save_timer: Timer | None = None
        self._complained = False

    class Arrived(Message):
        """A story, or another place of it, has been put on the page."""

        def __init__(self, wanted: Wanted) -> None:
            super().__init__()
            self.wanted = wanted

    class Came(Message):
        """The reader has come into another chapter."""

    class Saved(Message):
        """The reader's place was written down."""

    @property
    def book(self) -> Book:
        """The page."""
        return self.query_one(Book)

    @property
    def status(self) -> Status:
        """What the status line says."""
        return self.query_one(StatusLine).status

    @status.setter
    def status(self, status: Status) -> None:
        self.query_one(StatusLine).status = status

    def tell(self, notice: Notice) -> None:
        """Put a notice where the page would be."""
        self.query_one(FrontPage).tell(notice)
        self.book.display = False

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Show a line for a moment."""
        self.notify(text, severity="warning" if wrong else "information", markup=False)

    # Opening

    def open_first(self, wanted: Wanted | None) -> bool:
        """Put a story on the page, the one last read by default, before anything else is painted.

        Not in a worker: the page is what the reader waits for, and it comes out of the cache.
        """
        if wanted == NOTHING:
            return False
        try:
            if wanted is None:
                last = self.library.last_read()
                if last is None:
                    return False
                wanted = Wanted(last, mark=False, chosen=False)
            ready = self._read(wanted)
            if wanted.position is not None:
                # A look at a passage is not reading on: the reader's own place is a step back.
                own = self.library.place(wanted.story, ready.document)
                self.desk.jumps.leave(Stand(wanted.story, own))
        except InglenookError as error:
            self.say(str(error), wrong=True)
            return False
        self._put(ready)
        return True

    def open(self, wanted: Wanted) -> None:
        """Open a story, or go to another place of the one that is open."""
        if wanted.mark:
            self.desk.leave()
        self.save()
        self._wanted = wanted
        story = self.desk.story
        now = self.stories.get(wanted.story, story)
        if story is not None and now is not None and wanted.story == story.id:
            # A serial that has grown since it was opened counts its chapters differently.
            # And its title is another one once it was renamed.
            is_open = (now.chapters, now.title, now.authors) == (
                story.chapters,
                story.title,
                story.authors,
            )
        else:
            is_open = False
        if is_open:
            self._go(wanted)
        else:
            self._fetch(wanted)

    def _read(self, wanted: Wanted) -> DocumentReady:
        story = self.library.story(wanted.story)
        document = self.library.open(story)
        position = wanted.position
        if position is None:
            position = self.library.place(wanted.story, document)
        return DocumentReady(wanted, story, document, position)

    @work(thread=True, exclusive=True, group="open")
    def _fetch(self, wanted: Wanted) -> None:
        try:
            self.post_message(self._read(wanted))
        except InglenookError as error:
            self.post_message(OpenFailed(wanted, str(error)))

    @on(DocumentReady)
    def _document_ready(self, event: DocumentReady) -> None:
        if event.wanted == self._wanted:
            self._put(event)

    @on(OpenFailed)
    def _open_failed(self, event: OpenFailed) -> None:
        self.say(event.reason, wrong=True)

    def _put(self, ready: DocumentReady) -> None:
        story, document, wanted = ready.story, ready.document, ready.wanted
        titles = tuple(entry.title for entry in story.chapters)
        # Not by a class on the screen: that would restyle every widget of it, 8 ms each time.
        self.query_one(FrontPage).display = False
        self.book.display = True
        self.story_changes()
        self.set_for(story)
        self.book.show(document, story.title, story.authors, titles, ready.position)
        self.desk.open(story, document, self.book.position, chosen=wanted.chosen)
        if wanted.span is not None:
            self.book.go_to(ready.position, highlight=wanted.span)
        self._settle(wanted)

    def _go(self, wanted: Wanted) -> None:
        if wanted.position is not None:
            self.book.go_to(
                wanted.position,
                highlight=wanted.span,
                context_rows=4 if wanted.span else 0,
            )
        self._settle(wanted)

    def _settle(self, wanted: Wanted) -> None:
        self._tell_place()
        self.save()
        self.post_message(self.Arrived(wanted))

    def story_changes(self) -> None:
        """Take notice that another story, or another text of it, is about to be shown."""

    def set_for(self, story: Story) -> None:
        """Set the page as the reader wants it for a story that is about to be shown."""

    # The place

    @on(Book.Moved)
    def _moved(self, event: Book.Moved) -> None:
        """Follow the reader: status line now, the store a little later."""
        if self.desk.story is None:
            return
        other_chapter = self.desk.move(event.position, self.book.on_screen[1], event.story_fraction)
        self._tell_place(event.words_left, event.chapter_fraction)
        if other_chapter:
            self.save()
            self.post_message(self.Came())
        else:
            self.save_soon()

    def save_soon(self) -> None:
        """Save the place a little later, if it is not saved."""
        if self.desk.is_unsaved and self._save_timer is None:
            self._save_timer = self.set_timer(SAVE_AFTER, self.save)

    def _tell_place(self, words_left: int | None = None, in_chapter: float = 0.0) -> None:
        story = self.desk.story
        if story is None:
            return
        number = min(self.desk.chapter, len(story.chapters) - 1)
        if words_left is None:
            reading = self.book.reading
            words_left = reading.words_left if reading else story.words
            self.desk.show(*self.book.on_screen, reading.story_fraction if reading else 0.0)
            in_chapter = reading.chapter_fraction if reading else 0.0
        self.status = self.status._replace(
            story=story.title,
            chapter=story.chapters[number].title,
            number=number + 1,
            chapters=len(story.chapters),
            fraction=self.desk.fraction,
            chapter_fraction=in_chapter,
            words_left=words_left,
        )

    def save(self) -> bool:
        """Write down where the reader is, if that is not written yet; return whether it is now."""
        if self._save_timer is not None:
            self._save_timer.stop()
            self._save_timer = None
        try:
            if self.desk.save():
                self.post_message(self.Saved())
        except InglenookError as error:
            # Said once: a full disk would say it every three seconds.
            if not self._complained:
                self._complained = True
                self.say(f"Your place could not be saved: {error}", wrong=True)
            return False
        return True

    @on(Book.Leapt)
    def _leapt(self) -> None:
        self.desk.leave()

    def action_jump(self, direction: int) -> None:
        """Go back to where the reader was before a jump, or forward again."""
        jumps = self.desk.jumps
        stand = jumps.back(self.desk.stand) if direction < 0 else jumps.forward()
        if stand is not None:
            self.open(Wanted(stand.story, stand.position, mark=False))

    def keep_setting(self, name: str, value: str) -> None:
        """Remember a choice for the next start."""
        try:
            self.library.set_setting(name, value)
        except InglenookError as error:
            self.say(str(error), wrong=True)
