"""Where in a story the reader is, and what each movement does to that.

A :class:`View` is the reading pane without the painting: it holds the *anchor*, which only
the reader's own movement writes. Working out the top of the screen anew at each resize
drifts, by 61 characters in four resizes when it was measured.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from inglenook.layout.flow import CardKey, Flow, Look, Place, compose
from inglenook.layout.progress import Reading, reading
from inglenook.layout.rows import Layout
from inglenook.layout.turning import Sheet, Turning, turning
from inglenook.layout.typography import PLAIN, Typography
from inglenook.layout.wrap import Ruler, cell_size
from inglenook.model import Document, Position

_LONG = 300_000
"""Characters of a text whose words are parted on the screen first: of a shorter one, 20 ms."""
_SCREENS = 3
"""Screens on each side of the reader's that are set with it: a page or two may be turned."""
_KEPT_BELOW = 4
"""Rows that stay free below a passage that is on screen already, before the screen moves."""


class View:
    """A story, wrapped, and a screen of it."""

    def __init__(
        self,
        document: Document,
        title: str,
        authors: Sequence[str] = (),
        chapter_titles: Sequence[str] = (),
        *,
        typography: Typography = PLAIN,
        measure: int = 66,
        height: int = 24,
        columns: int = 0,
        ruler: Ruler = cell_size,
    ) -> None:
        """Begin at the story's title.

        Args:
            document: of the whole story.
            title: the story's.
            authors: the story's.
            chapter_titles: one a chapter of the document, in order.
            typography: how it is set.
            measure: cells of a full row.
            height: rows of the screen.
            columns: pages side by side; 0 to scroll.
            ruler: how wide the painter draws a character that is not plainly narrow.
        """
        self.document = document
        self._heads = (title, tuple(authors), tuple(chapter_titles))
        self._typography = typography
        self._opened: frozenset[CardKey] = frozenset()
        self._ruler = ruler
        self._height = max(1, height)
        self._measure = measure
        self._columns = columns
        self._flow = self._compose()
        self._rows: Layout | None = None
        self._knows_words = False
        """Whether all words were parted once, and are remembered."""
        self._turning: Turning | None = None
        self._anchor = self.flow.opening(0)

    @property
    def flow(self) -> Flow:
        """What is drawn, in order."""
        return self._flow

    @property
    def rows(self) -> Layout:
        """The flow as it is wrapped now."""
        # Not before it is asked for: a pane learns its width only after it was given a story.
        if self._rows is None:
            fine = None if self._knows_words else self._near()
            self._rows = Layout(self._flow, self._measure, ruler=self._ruler, fine=fine)
        return self._rows

    def refined(self) -> Layout:
        """Return the rows with the words of the whole text parted: for :meth:`refine`.

        It changes nothing here, so it may be asked for in a thread of its own.
        """
        return Layout(self._flow, self._measure, ruler=self._ruler)

    def refine(self, rows: Layout) -> bool:
        """Take the refined rows; return False where they have been overtaken by others."""
        if rows.flow is not self._flow or rows.measure != self.rows.measure:
            return False
        self._rows, self._turning, self._knows_words = rows, None, True
        return True

    def _near(self) -> range | None:
        """Return the items around the reader's place, if the text is long; else None for all."""
        flow, at = self._flow, self._anchor.item
        if not flow.typography.hyphenate or flow.characters[-1] < _LONG:
            return None
        first, last = at - _SCREENS * self._height, at + _SCREENS * self._height
        if self.is_paged:  # its pages begin where the chapter does
            chapter = flow.items[at].chapter
            first, last = flow.openings[chapter], flow.openings[chapter + 1]
        return range(max(0, first), min(last, len(flow.items)))

    @property
    def position(self) -> Position:
        """The place the reader last moved to."""
        return self.flow.position(self._anchor)

    @property
    def top(self) -> int:
        """The row the screen begins with."""
        # A lead may be the blank rows of an opening, or context, which a low screen cannot keep.
        gap = self.flow.items[self._anchor.item].gap
        kept = max(gap, self._typography.line_spacing, self._height // 3)
        lead = min(self._anchor.lead, kept)
        return self.turning.top(self.rows.row_of(self._anchor), lead)

    @property
    def turning(self) -> Turning:
        """How the reader goes through the rows."""
        if self._turning is None:
            self._turning = turning(self.rows, self._height, self._columns)
        return self._turning

    @property
    def is_paged(self) -> bool:
        """Whether pages are turned, rather than rows scrolled."""
        return self._columns > 0

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """What stands in each column of the screen."""
        return self.turning.sheets(self.top)

    @property
    def last_top(self) -> int:
        """The row the last screenful begins with."""
        return self.turning.last_top

    @property
    def reading(self) -> Reading:
        """How far the reader has come."""
        return reading(self.flow, self.document, self._anchor, self.rows.place_at(self.last_top))

    # What changes the shape; the anchor stays

    def fit(self, measure: int, height: int, columns: int = 0) -> None:
        """Wrap for a measure, and go through it on a screen of a height in some columns."""
        if (max(1, height), columns) != (self._height, self._columns):
            self._height, self._columns, self._turning = max(1, height), columns, None
        if measure != self._measure:
            self._measure, self._rows, self._turning = measure, None, None

    def set_typography(self, typography: Typography) -> None:
        """Set the text in another way."""
        if typography != self._typography:
            self._typography, self._knows_words = typography, False
            self._recompose()

    # Movement; all of it writes the anchor

    def follow(self, top: int) -> None:
        """Take note that the reader has moved a row to the top of the screen."""
        self._anchor = self.rows.place_at(self.turning.top(top, 0))

    def scroll(self, lines: int) -> bool:
        """Move by rows, down if positive; return False where there is no further to go."""
        return self._move_to(self.turning.lines(self.top, lines))

    def half_page(self, direction: int) -> bool:
        """Move by half a screen: down for 1, up for -1."""
        return self._move_to(self.turning.half_page(self.top, direction))

    def page(self, direction: int) -> bool:
        """Move by a screen: down for 1, up for -1."""
        return self._move_to(self.turning.page(self.top, direction))

    def go_to(self, position: Position, context_rows: int = 0) -> None:
        """Put a place on screen; the start of a chapter with its opening."""
        place = self.flow.place(position)
        self._anchor = place if place.lead else place._replace(lead=context_rows)

    def show_passage(self, position: Position, context_rows: int = 0) -> CardKey | None:
        """Put a passage on screen, without moving the screen if it is there already.

        Returns:
            The card that was opened to show it, or None.
        """
        place = self.flow.place(position, in_text=True)
        opened = None
        if self.flow.items[place.item].look is Look.CARD:
            opened = self.flow.card_key(place.item)
            self._set_opened(self._opened | {opened})
            place = self.flow.place(position, in_text=True)
        above = self.rows.row_of(place) - self.top
        below = self._height - 1 - min(_KEPT_BELOW, self._height // 4)
        self._anchor = place._replace(lead=above if 1 <= above <= below else context_rows)
        return opened

    def go_to_chapter(self, chapter: int) -> bool:
        """Go to the opening of a chapter; return False if there is no such chapter."""
        if not 0 <= chapter < len(self.flow.drawn):
            return False
        self._anchor = self.flow.opening(chapter)
        return True

    def go_to_scene(self, step: int) -> bool:
        """Go to the next scene or chapter (1) or to the one before (-1), if there is one."""
        place = self.flow.scene(self._anchor, step)
        if place is None:
            return False
        self._anchor = place
        return True

    def go_to_end_of_chapter(self) -> None:
        """Put the last rows of this chapter at the bottom of the screen."""
        self.follow(self.turning.end_of(self.position.chapter))

    def go_to_end(self) -> None:
        """Go to the last screen of the story."""
        self.follow(self.last_top)

    # Cards

    def nearest_card(self) -> int | None:
        """Return the item that heads the first card on screen, else the chapter's first."""
        cards, top, end = self.flow.cards, self.top, self.sheets[-1].end
        for card in cards[bisect_left(cards, self.rows.place_at(top).item) :]:
            row = self.rows.row_of(Place(card))
            if row >= end:
                break
            if row >= top:
                return card
        chapter = self.position.chapter
        first, last = self.flow.openings[chapter], self.flow.openings[chapter + 1]
        return next((card for card in cards if first <= card < last), None)

    def toggle_card(self, card: int) -> tuple[CardKey, bool]:
        """Open or close a card, its head staying where it is on screen if it is there.

        Args:
            card: the item that heads it.

        Returns:
            The card, and whether it is open now.
        """
        key = self.flow.card_key(card)
        above = self.rows.row_of(Place(card)) - self.top
        self._set_opened(self._opened ^ {key})
        head = next(item for item in self.flow.cards if self.flow.card_key(item) == key)
        lead = 0 if self.is_paged else above if 0 <= above < self._height else 1
        self.follow(self.rows.row_of(Place(head)) - lead)
        return key, key in self._opened

    def _set_opened(self, opened: frozenset[CardKey]) -> None:
        self._opened = opened
        self._recompose()

    def _recompose(self) -> None:
        position, lead = self.position, self._anchor.lead
        self._flow, self._rows, self._turning = self._compose(), None, None
        self._anchor = self.flow.place(position)
        if not self._anchor.lead:
            self._anchor = self._anchor._replace(lead=lead)

    def _compose(self) -> Flow:
        typography = self._typography
        if typography.hyphenate and not typography.language:
            # 2 ms, and only for readers who hyphenate.
            from inglenook.layout.language import language_of

            typography = typography._replace(language=language_of(self.document))
        return compose(self.document, *self._heads, opened=self._opened, typography=typography)

    def _move_to(self, top: int) -> bool:
        # At the end of the story the anchor may lie below the top: it must not be pulled up.
        if top == self.top:
            return False
        self.follow(top)
        return True
