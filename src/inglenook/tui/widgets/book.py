"""The reading pane with the reader's keys on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.timer import Timer

from inglenook.commands import Context
from inglenook.tui.bindings import bindings
from inglenook.tui.widgets.reading_pane import ReadingPane

USUAL_PACE, LEAST_PACE, MOST_PACE, PACE_STEP = 250, 50, 1_000, 25
"""Words a minute at which the text scrolls by itself (250: Brysbaert 2019), and its bounds."""
CHARACTERS_A_WORD = 6
"""With the space behind it, in English fiction."""
RULER_LINES = 3
"""Lines that stand out under the reading ruler."""


class Book(ReadingPane, can_focus=True, inherit_bindings=False):
    """The page, as the commands of the text see it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.READING)]

    class LinksAsked(Message):
        """The reader wants to know where links lead."""

        def __init__(self, links: Sequence[tuple[str, str, int]]) -> None:
            super().__init__()
            self.links = links
            """For each its words, its target as in ``Inline.target``, and its chapter."""

    class Rolled(Message):
        """The text scrolls by itself, at another pace, or not any more."""

        def __init__(self, pace: int) -> None:
            super().__init__()
            self.pace = pace
            """Words a minute; 0 where it has stopped."""

    class Ended(Message):
        """The reader wants to read on at the end of the story."""

    class SeriesAsked(Message):
        """The reader wants another story of the same series."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step
            """1 for the next one, -1 for the one before."""

    class MarkAsked(Message):
        """The reader wants to mark something."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what
            """``bookmark``, ``letter`` or ``select``."""

    class Leapt(Message):
        """A command leads far away: the place before it is worth remembering."""

    LEAPS = frozenset({"story_top", "story_bottom"})

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._roll: Timer | None = None
        self._pace = USUAL_PACE

    @property
    def is_rolling(self) -> bool:
        """Whether the text scrolls by itself."""
        return self._roll is not None

    def set_pace(self, pace: int) -> None:
        """Scroll by itself at a pace, in words a minute; 0 to stop."""
        if self._roll is not None:
            self._roll.stop()
            self._roll = None
        if pace and self.document is not None:
            self._pace = min(max(pace, LEAST_PACE), MOST_PACE)
            words = self.words_a_step or 1
            self._roll = self.set_interval(60 * words / self._pace, self._roll_on)
        self.post_message(self.Rolled(self._pace if self.is_rolling else 0))

    def change_pace(self, steps: int) -> None:
        """Scroll faster, or slower for less than 0; at the usual pace for 0."""
        self.set_pace(self._pace + steps * PACE_STEP if steps else USUAL_PACE)

    def stop_rolling(self) -> bool:
        """Stop scrolling by itself; return whether it did."""
        was_rolling = self.is_rolling
        if was_rolling:
            self.set_pace(0)
        return was_rolling

    @property
    def words_a_step(self) -> float:
        """How many words go by with each step: those of a row, or of a page."""
        rows = self.size.height * max(1, self.columns) if self.columns else 1
        return rows * self.measure / CHARACTERS_A_WORD

    def _roll_on(self) -> None:
        moved = self.page(1) if self.columns else self.scroll_lines(1)
        if not moved:
            self.stop_rolling()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what needs a story while there is none."""
        needs = ("read", "find", "roll", "ruler", "links", "series", "mark")
        if action in needs and self.document is None:
            return None
        return super().check_action(action, parameters)

    def action_read(self, movement: str, *amount: int) -> None:
        """Move, by the name of one of the pane's own movements."""
        if movement in self.LEAPS:
            self.post_message(self.Leapt())
        moved = getattr(self, movement)(*amount)
        if moved is False and (
            movement == "next_chapter" or (movement == "page" and amount[0] > 0)
        ):
            self.post_message(self.Ended())

    def action_series(self, step: int) -> None:
        """Ask for the next story of the series, or for the one before."""
        self.post_message(self.SeriesAsked(step))

    def action_roll(self) -> None:
        """Scroll by itself, or stop."""
        if not self.stop_rolling():
            self.set_pace(self._pace)

    def action_ruler(self) -> None:
        """Lay the ruler on the page, or take it off."""
        pitch = 1 + self.typography.line_spacing
        self.ruled = 0 if self.ruled else RULER_LINES * pitch - (pitch - 1)

    def action_mark(self, what: str) -> None:
        """Ask for a mark, or to select what is to be marked."""
        self.post_message(self.MarkAsked(what))

    def action_links(self, or_fold: bool) -> None:
        """Ask where the links on the screen lead; without any, fold or unfold if that is wanted."""
        links = self.links_on_screen()
        if links or not or_fold:
            self.post_message(self.LinksAsked(links))
        else:
            self.toggle_fold()

    @on(ReadingPane.LinkClicked)
    def _link_clicked(self, event: ReadingPane.LinkClicked) -> None:
        event.stop()
        self.post_message(self.LinksAsked([(event.label, event.target, event.chapter)]))
