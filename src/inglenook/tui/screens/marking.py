"""A screen whose page is marked: bookmarks, letters, highlights, notes, and the way to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from inglenook.errors import InglenookError
from inglenook.model import Document, Position, Story
from inglenook.tui.messages import Wanted
from inglenook.tui.screens.page import PageScreen
from inglenook.tui.screens.set_page import SetPageScreen
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.margin import BARE, margin, signs_of
from inglenook.tui.widgets.selection_bar import SelectionBar
from inglenook.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from inglenook.marginalia import Marginalia, Placed
    from inglenook.store.annotations import Annotation

LAST_STYLE = "highlight"
"""Name of the setting that keeps the style used last."""


@dataclass
class MarksReady(Message):
    """The marks of a story have been found in its text."""

    story: str
    """``Story.id``."""
    placed: tuple[Placed, ...]


@dataclass
class MarkFound(Message):
    """The place of a mark is known; ``wanted`` is None where its text is not there."""

    wanted: Wanted | None
    reason: str = ""


class MarkedPageScreen(SetPageScreen):
    """What goes on between the reader's marks and the page."""

    placed: tuple[Placed, ...] = ()
    """The marks of the story on the page."""

    # Showing them

    @on(PageScreen.Arrived)
    def _story_arrived(self) -> None:
        if self.desk.story is not None and self.desk.document is not None:
            self._load(self.desk.story, self.desk.document)

    @work(thread=True, exclusive=True, group="marks")
    def _load(self, story: Story, document: Document) -> None:
        try:
            placed = self.library.marginalia.of(story, document)
        except InglenookError:
            placed = ()  # said when the first place cannot be saved
        self.post_message(MarksReady(story.id, placed))

    @on(MarksReady)
    def _marks_ready(self, event: MarksReady) -> None:
        story = self.desk.story
        if story is not None and event.story == story.id and event.placed != self.placed:
            self._show(event.placed)

    def _show(self, placed: tuple[Placed, ...]) -> None:
        self.placed = placed
        self.book.set_margin(margin(placed) if placed else BARE)

    def story_changes(self) -> None:
        """Take notice that another story is about to be put on the page."""
        self.placed = ()
        self.leave_selection()

    # Making them

    @on(Book.MarkAsked)
    def _mark_asked(self, event: Book.MarkAsked) -> None:
        {"bookmark": self._bookmark, "letter": self._letter, "select": self._select}[event.what]()

    def make(self, work: Callable[[Marginalia, Story, Document], object], said: str) -> bool:
        """Make or change marks of the story on the page, show them, and say so.

        Returns whether it is done; what was wrong has been said.
        """
        story, document = self.desk.story, self.desk.document
        if story is None or document is None:
            self.say("Open a story first.")
            return False
        try:
            work(self.library.marginalia, story, document)
        except InglenookError as error:
            self.say(f"Your mark could not be saved: {error}", wrong=True)
            return False
        with suppress(InglenookError):  # it is saved, and shown another time
            self._show(self.library.marginalia.of(story, document))
        self.say(said)
        return True

    def _bookmark(self) -> None:
        from inglenook.store.annotations import MarkKind  # 2 ms, and few starts need it

        shown = self.book.on_screen
        there = [
            one.annotation
            for one in self.placed
            if one.annotation.kind is MarkKind.BOOKMARK
            and one.span is not None
            and shown.start <= one.span.start < shown.end
        ]
        if there:
            self.make(lambda marks, *_: marks.remove(*there), "Bookmark taken off.")
        else:
            at = self.desk.position
            self.make(lambda marks, *on: marks.mark(*on, at), "Bookmarked. ' lists your marks.")

    def _letter(self) -> None:
        from inglenook.tui.screens.letters import LetterScreen  # 2 ms, and few starts need it

        at = self.desk.position

        def done(letter: str | None) -> None:
            if letter:
                said = f"This place is {letter}. ` and {letter} lead here."
                self.make(lambda marks, *on: marks.mark(*on, at, letter), said)

        self.app.push_screen(LetterScreen("Name this place", self._letters()), done)

    # Selecting

    @property
    def bar(self) -> SelectionBar:
        """What takes the keys while text is selected."""
        return self.query_one(SelectionBar)

    def _select(self) -> None:
        if (selecting := self.book.selecting()) is None:
            self.say("There is no text here to select.")
            return
        self.clear_selection()
        self._had_status = self.query_one(StatusLine).display
        self.query_one(StatusLine).display = False
        self.bar.begin(selecting, self._recall(LAST_STYLE))

    def leave_selection(self) -> bool:
        """Select nothing any more; return whether anything was."""
        if not self.bar.end():
            return False
        self.query_one(StatusLine).display = self._had_status
        self.book.choose(None)
        self.set_focus(self.book)
        return True

    @on(SelectionBar.Moved)
    def _selection_moved(self, event: SelectionBar.Moved) -> None:
        self.book.choose(event.span)
        self.book.bring(event.caret)

    @on(SelectionBar.Ended)
    def _selection_ended(self, event: SelectionBar.Ended) -> None:
        if event.what == "highlight":
            self.keep_setting(LAST_STYLE, event.style)
            if self._write(event, event.style, None):
                self.leave_selection()
            return
        self.leave_selection()
        if event.what == "copy":
            self.copy(event.text)
        elif event.what == "look up":
            self.look_up(event.text)
        else:
            before = self._on(event)
            from inglenook.tui.screens.letters import NoteScreen  # as above

            def keep(note: str) -> bool:
                if not (note or before):
                    return True  # there is nothing to keep
                return self._write(event, before.detail if before else "", note)

            text = before.note if before else ""
            self.app.push_screen(NoteScreen(" ".join(event.text.split()), text, keep))

    def _on(self, event: SelectionBar.Ended) -> Annotation | None:
        """Return the mark that lies on just this stretch."""
        return next((one.annotation for one in self.placed if one.span == event.span), None)

    def _write(self, event: SelectionBar.Ended, style: str, note: str | None) -> bool:
        before = self._on(event)
        said = "Note kept." if note is not None else f"Highlighted in {style}."
        if before is not None and before.kind.has_span:
            kept = before.note if note is None else note
            return self.make(lambda marks, *_: marks.change(before, style=style, note=kept), said)
        return self.make(lambda marks, *on: marks.note(*on, event.span, style, note or ""), said)

    def look_up(self, text: str) -> None:
        """Say what is known of a word; for whoever can."""

    def copy(self, text: str) -> None:
        """Put a text on the clipboard: by the terminal, and by the platform's command."""
        self.app.copy_to_clipboard(text)
        self._copy_too(text)
        words = len(text.split())
        self.say(f"Copied {words:,} word{'s' * (words != 1)}.")

    @work(thread=True, group="copy")
    def _copy_too(self, text: str) -> None:
        from inglenook.tui.copying import command, copy  # 5 ms: subprocess

        if words := command():
            copy(text, words)

    # Going to them

    def action_letter(self) -> None:
        """Go to the place a letter names."""
        from inglenook.tui.screens.letters import LetterScreen  # as above

        def done(letter: str | None) -> None:
            if not letter:
                return
            story = self.desk.story
            try:
                found = self.library.marginalia.letters(story.id if story else "").get(letter)
            except InglenookError as error:
                self.say(str(error), wrong=True)
                return
            if found is None:
                self.say(f"No place is named {letter}. M names one.")
            else:
                self.go_to_mark(found)

        self.app.push_screen(LetterScreen("Go to", self._letters()), done)

    def _letters(self) -> list[tuple[str, str]]:
        """Return the letters that lead somewhere, and the words there."""
        story = self.desk.story
        try:
            named = self.library.marginalia.letters(story.id if story else "")
        except InglenookError:
            return []
        return sorted((letter, one.text) for letter, one in named.items())

    def action_marks(self) -> None:
        """List the marks."""
        from inglenook.tui.screens.marks import MarksScreen  # 4 ms, and few starts need it

        story = self.desk.story

        def done(mark_id: str | None) -> None:
            if self.desk.story is not None and self.desk.document is not None:
                self._load(self.desk.story, self.desk.document)
            if mark_id:
                mark = self.library.marginalia.get(mark_id)
                if mark is not None:
                    self.go_to_mark(mark)

        self.leave_selection()
        if story is not None and self.desk.document is not None:
            with suppress(InglenookError):  # said by the list
                # Another instance may have made some since: 30 ms for a thousand of one story.
                self._show(self.library.marginalia.of(story, self.desk.document))
        here = tuple(one.annotation.id for one in self.placed)
        waiting = frozenset(one.annotation.id for one in self.placed if one.span is None)
        title = story.title if story else ""
        screen = MarksScreen(self.library.marginalia, title, here, waiting)
        self.app.push_screen(screen, done)

    def hits_in(self, story_id: str) -> Sequence[Position]:  # noqa: ARG002 - who searches knows
        """Return where a story has hits."""
        return ()

    def action_map(self) -> None:
        """Show where everything is in the story."""
        from inglenook.layout.bookmap import BookMap  # 3 ms, and few starts need it
        from inglenook.tui.screens.book_map import HIT, MapScreen, Told

        story, flow = self.desk.story, self.book.flow
        if story is None or flow is None:
            self.say("Open a story first.")
            return
        self.save()  # what is on screen by now is read, too
        hits = [(position, HIT) for position in self.hits_in(story.id)]
        try:
            read = self.library.standings.get(story.id).progress(story)
        except InglenookError:
            read = 0.0
        told = Told(
            story.chapters,
            self.desk.position,
            read,
            [*hits, *signs_of(self.placed)],
        )

        def done(position: Position | None) -> None:
            if position is not None:
                self.open(Wanted(story.id, position))

        self.leave_selection()
        self.app.push_screen(MapScreen(story.title, BookMap(flow), told), done)

    def go_to_mark(self, mark: Annotation) -> None:
        """Go to a mark, in whatever story it is."""
        for one in self.placed:
            if one.annotation.id == mark.id:
                self._found(MarkFound(_wanted(self.desk.story, one)))
                return
        self._find(mark)

    @work(thread=True, exclusive=True, group="mark")
    def _find(self, mark: Annotation) -> None:
        try:
            story = self.library.story(self.library.marginalia.home(mark))
            placed = self.library.marginalia.of(story, self.library.open(story))
            one = next((one for one in placed if one.annotation.id == mark.id), None)
            self.post_message(MarkFound(_wanted(story, one) if one else None))
        except InglenookError as error:
            self.post_message(MarkFound(None, str(error)))

    @on(MarkFound)
    def _found(self, event: MarkFound) -> None:
        if event.wanted is not None:
            self.open(event.wanted)
        else:
            said = "This mark waits: its text is not there now."
            self.say(f"{said} {event.reason}" if event.reason else said, wrong=bool(event.reason))


def _wanted(story: Story | None, placed: Placed) -> Wanted | None:
    if story is None or placed.span is None:
        return None
    start: Position = placed.span.start
    return Wanted(story.id, start, placed.span if placed.annotation.kind.has_span else None)
