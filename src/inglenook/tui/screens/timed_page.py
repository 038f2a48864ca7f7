"""A screen that notices how long its page is read."""

from __future__ import annotations

import time
from contextlib import suppress

from textual import on

from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.store.sitting import Seen, Sitting
from inglenook.tui.messages import DocumentReady, Wanted
from inglenook.tui.screens.page import PageScreen
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.status_line import WORDS_A_MINUTE

LOG_SECONDS = 60.0
"""How much of the log a power cut may take."""
READ_ON_WORDS = 50
"""From so many words on a story that was set aside is being read again."""


class TimedPageScreen(PageScreen):
    """What goes on between the page and the reading log."""

    clock = staticmethod(time.monotonic)
    """Tells seconds."""
    logs = True
    """Whether the reader wants a log."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self._sitting = Sitting()
        self._logged_at = self.clock()
        self._language = ""

    @on(Book.Moved)
    def _turned(self, event: Book.Moved) -> None:
        self._sitting.turn(self.clock(), event.words_left, self._text_shown())

    @on(Book.Leapt)
    def _leapt_away(self) -> None:
        self._sitting.leap(self.clock())

    def open(self, wanted: Wanted) -> None:
        """Open a story, or go to another place of the one that is open."""
        self._sitting.leap(self.clock())
        super().open(wanted)

    def _put(self, ready: DocumentReady) -> None:
        self._log()
        super()._put(ready)
        self._language = ready.document.metadata.language or ready.story.metadata.language
        self.call_after_refresh(self._tell_pace)

    def save(self) -> bool:
        """Write down where the reader is, and now and then what was read."""
        is_saved = super().save()
        if self.clock() - self._logged_at >= LOG_SECONDS:
            self._log()
        return is_saved

    def on_unmount(self) -> None:
        """Keep what was read, whatever ended the app."""
        self._log()

    def _text_shown(self) -> tuple[Seen, ...]:
        """Return what the screen shows, a passage for each chapter."""
        document, (start, end) = self.book.document, self.book.on_screen
        if document is None:
            return ()
        found = []
        for chapter in range(start.chapter, min(end.chapter + 1, len(document.chapters))):
            first = start.block if chapter == start.chapter else 0
            last = len(document.chapters[chapter].blocks) - 1
            if chapter == end.chapter:  # what begins with the row behind the screen is not on it
                last = min(last, end.block - (end.offset == 0))
            if last >= first:
                found.append(Seen(chapter, first, last))
        return tuple(found)

    def _tell_pace(self) -> None:
        """Let the status line count minutes as this reader reads this language."""
        pace = None
        with suppress(InglenookError):  # said when the place cannot be saved
            pace = self.library.log.pace(self._language)
        self.status = self.status._replace(words_a_minute=pace or WORDS_A_MINUTE)

    def _log(self) -> None:
        """Write down what was read since the last time."""
        self._logged_at = self.clock()
        stint = self._sitting.take(self._logged_at)
        story = self.desk.story
        if story is None or not stint:
            return
        from inglenook.standing import State  # 1 ms, and nothing was read at the start

        with suppress(InglenookError):  # said when the place cannot be saved
            if self.logs:
                self.library.log.add(story, self._language, stint)
            standings = self.library.standings
            chosen = standings.get(story.id).chosen
            if stint.words >= READ_ON_WORDS and chosen in (State.UNREAD, State.ASIDE):
                standings.read_on(story)
                self.post_message(self.Saved())
