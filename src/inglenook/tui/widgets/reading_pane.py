"""The page: a story, wrapped at the reader's measure, scrolled by rows.

The pane only paints and scrolls. What its rows are is worked out by
:mod:`inglenook.layout`, how they look by :mod:`inglenook.tui.widgets.page`.

It binds no keys: the app's commands call its methods. It remembers its place as an
*anchor*, which only the reader's own movement writes. Working out the top of the screen
anew at each resize drifts, by 61 characters in four resizes when it was measured.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from rich.cells import get_character_cell_size
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from inglenook.layout import (
    CardKey,
    Flow,
    Layout,
    Look,
    Paragraphs,
    Place,
    Reading,
    compose,
    reading,
)
from inglenook.model import Document, Position, Span
from inglenook.tui.widgets.page import COMPONENTS, MARKS, Page, match_table

LEAST_MEASURE, MOST_MEASURE, USUAL_MEASURE = 40, 100, 66
MEASURE_STEP = 4
LEAST_FITTED_MEASURE = 20
"""What a narrow pane may shrink the measure to, before it gives up its margins instead."""
SIDE_MARGIN = 2
"""Cells kept free on both sides, however narrow the pane."""
PAGE_OVERLAP = 2
"""Rows a page keeps of the one before, for the eye to find its place by."""


class ReadingPane(ScrollView, inherit_bindings=False):
    """Shows a story, and remembers where in it the reader is."""

    DEFAULT_CSS = """
    ReadingPane {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        & > .reading-pane--title { text-style: bold; }
        & > .reading-pane--byline { color: $text-muted; text-style: italic; }
        & > .reading-pane--chapter { color: $text-primary; text-style: bold; }
        & > .reading-pane--heading { text-style: bold; }
        & > .reading-pane--ornament { color: $text-muted; }
        & > .reading-pane--card { color: $text-muted; }
        & > .reading-pane--card-text { color: $text-muted; }
        & > .reading-pane--note { color: $text-muted; }
        & > .reading-pane--emphasis { text-style: italic; }
        & > .reading-pane--strong { text-style: bold; }
        & > .reading-pane--link { text-style: underline; }
        & > .reading-pane--match {
            background: $warning-muted; color: $text-warning; text-style: underline;
        }
        & > .reading-pane--match-current {
            background: $warning; color: $background; text-style: bold underline;
        }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "reading-pane--text",
        "reading-pane--title",
        "reading-pane--byline",
        "reading-pane--chapter",
        "reading-pane--heading",
        "reading-pane--ornament",
        "reading-pane--card",
        "reading-pane--card-text",
        "reading-pane--note",
        "reading-pane--verse",
        "reading-pane--letter",
        "reading-pane--quote",
        "reading-pane--preformatted",
        "reading-pane--emphasis",
        "reading-pane--strong",
        "reading-pane--link",
        "reading-pane--match",
        "reading-pane--match-current",
    }

    measure: reactive[int] = reactive(USUAL_MEASURE, init=False)
    """Cells of a full row, where the pane is wide enough."""
    paragraphs: reactive[Paragraphs] = reactive("spaced", init=False)
    """How paragraphs are told apart."""

    class Moved(Message):
        """The reader has moved, or a story was put before them."""

        def __init__(self, position: Position, reading: Reading) -> None:
            super().__init__()
            self.position = position
            self.reading = reading
            self.chapter = reading.chapter
            self.chapter_fraction = reading.chapter_fraction
            self.story_fraction = reading.story_fraction
            self.words_left = reading.words_left
            """In the story; ``reading`` has those of the chapter."""

        def can_replace(self, message: Message) -> bool:
            """A newer place makes an older one pointless: a wheel sends hundreds."""
            return isinstance(message, ReadingPane.Moved)

    class FoldToggled(Message):
        """A folded card was opened or closed."""

        def __init__(self, chapter: int, is_open: bool) -> None:
            super().__init__()
            self.chapter = chapter
            self.is_open = is_open

    class MeasureChanged(Message):
        """The reader has made the text wider or narrower."""

        def __init__(self, measure: int) -> None:
            super().__init__()
            self.measure = measure

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._document: Document | None = None
        self._heads: tuple[str, tuple[str, ...], tuple[str, ...]] = ("", (), ())
        self._opened: frozenset[CardKey] = frozenset()
        self._flow: Flow | None = None
        self._layout_of_rows: Layout | None = None
        self._page: Page | None = None
        self._anchor = Place(0)
        self._matches: tuple[Sequence[Span], int | None] = ((), None)
        self._highlight: Span | None = None
        self._is_settling = False
        self._settled_size = Size(0, 0)

    # What is shown

    @property
    def document(self) -> Document | None:
        """The document on the page, or None."""
        return self._document

    @property
    def position(self) -> Position:
        """The place the reader last moved to: where to come back to."""
        return self._flow.position(self._anchor) if self._flow else Position()

    @property
    def reading(self) -> Reading | None:
        """How far the reader has come, or None without a story."""
        if self._document is None or self._flow is None:
            return None
        rows = self._layout_of_rows
        end = rows.place_at(self._last_top) if rows and self.size.height else None
        return reading(self._flow, self._document, self._anchor, end)

    def show(
        self,
        document: Document,
        story_title: str,
        authors: tuple[str, ...],
        chapter_titles: tuple[str, ...],
        position: Position,
    ) -> None:
        """Put a story on the page, at a place of it.

        Args:
            document: of the whole story.
            story_title: for the head of the first page.
            authors: for the line under it.
            chapter_titles: one a chapter of the document, in order.
            position: where the reader left it.
        """
        self._document = document
        self._heads = (story_title, authors, chapter_titles)
        self._opened = frozenset()
        self._matches, self._highlight = ((), None), None
        self._compose_flow()
        assert self._flow is not None
        self._anchor = self._flow.place(position)
        self._lay_out()
        self._report()

    def clear(self) -> None:
        """Take the story off the page."""
        self._document = self._flow = self._layout_of_rows = self._page = None
        self._anchor = Place(0)
        self.virtual_size = Size(self.size.width, 0)
        self.refresh()

    def set_matches(self, spans: Sequence[Span], current: int | None = None) -> None:
        """Mark what was found in the story.

        Args:
            spans: every match; none to take the marks off.
            current: which of them the reader is at, which is marked differently.
        """
        self._matches, self._highlight = (spans, current), None
        self._repaint()

    # Movement: everything here writes the anchor

    def go_to(
        self, position: Position, *, highlight: Span | None = None, context_rows: int = 4
    ) -> None:
        """Put a place on screen.

        Args:
            position: the place. The start of a chapter shows its opening.
            highlight: a passage to mark; it is not moved if it is on screen already.
            context_rows: how many rows to show before it.
        """
        if self._flow is None:
            return
        self._highlight = highlight
        self._repaint()
        place = self._flow.place(position, in_text=highlight is not None)
        if highlight is not None and self._flow.items[place.item].look is Look.CARD:
            self._set_fold(place.item)
            place = self._flow.place(position, in_text=True)
        if not place.lead:
            place = place._replace(lead=self._rows_above(place, highlight, context_rows))
        self._go(place)

    def scroll_lines(self, lines: int) -> None:
        """Move by rows, down if positive."""
        if (rows := self._layout_of_rows) is None:
            return
        top = round(self.scroll_y)
        target = min(max(top + lines, 0), self._last_top)
        if target != top:
            self._go(rows.place_at(target))

    def half_page(self, direction: int) -> None:
        """Move by half a screen: down for 1, up for -1."""
        self.scroll_lines(direction * max(1, self.size.height // 2))

    def page(self, direction: int) -> None:
        """Move by a screen: down for 1, up for -1."""
        self.scroll_lines(direction * max(1, self.size.height - PAGE_OVERLAP))

    def next_chapter(self) -> bool:
        """Go to the next chapter; return False in the last one."""
        return self._go_to_chapter(self.position.chapter + 1)

    def previous_chapter(self) -> bool:
        """Go to the start of the chapter before; in the first one, to its start."""
        return self._go_to_chapter(max(self.position.chapter - 1, 0))

    def next_scene(self) -> bool:
        """Go to the next scene break or chapter; return False where there is none."""
        return self._go_to_scene(1)

    def previous_scene(self) -> bool:
        """Go to the scene break or chapter before; return False where there is none."""
        return self._go_to_scene(-1)

    def chapter_top(self) -> None:
        """Go to the opening of this chapter."""
        self._go_to_chapter(self.position.chapter)

    def chapter_bottom(self) -> None:
        """Put the last rows of this chapter at the bottom of the screen."""
        if (rows := self._layout_of_rows) is None:
            return
        openings = rows.flow.openings
        chapter = self.position.chapter
        end = rows.last_row(openings[chapter + 1] - 1)
        opening = rows.flow.opening(chapter)
        first = rows.row_of(opening) - opening.lead
        self._go(rows.place_at(min(max(end - self.size.height + 2, first), self._last_top)))

    def story_top(self) -> None:
        """Go to the story's title."""
        self._go_to_chapter(0)

    def story_bottom(self) -> None:
        """Go to the last screen of the story."""
        if self._layout_of_rows is not None:
            self._go(self._layout_of_rows.place_at(self._last_top))

    def toggle_fold(self) -> bool:
        """Open or close a folded card: the first on screen, else the chapter's first.

        Returns:
            False where there is none.
        """
        if (rows := self._layout_of_rows) is None:
            return False
        top, cards = round(self.scroll_y), rows.flow.cards
        shown = (c for c in cards if top <= rows.row_of(Place(c)) < top + self.size.height)
        card = next(shown, None)
        if card is None:
            opening = rows.flow.openings[self.position.chapter]
            index = bisect_left(cards, opening)
            if index == len(cards) or cards[index] >= rows.flow.openings[self.position.chapter + 1]:
                return False
            card = cards[index]
        self._toggle_card(card)
        return True

    # The measure

    def wider(self) -> None:
        """Make the rows longer."""
        self._change_measure(self.measure + MEASURE_STEP)

    def narrower(self) -> None:
        """Make the rows shorter."""
        self._change_measure(self.measure - MEASURE_STEP)

    def reset_measure(self) -> None:
        """Give the rows their usual length."""
        self._change_measure(USUAL_MEASURE)

    def validate_measure(self, measure: int) -> int:
        """Keep the measure between what a line needs and what an eye can follow."""
        return min(max(measure, LEAST_MEASURE), MOST_MEASURE)

    def watch_measure(self) -> None:
        """Wrap the text anew."""
        self._lay_out()

    def watch_paragraphs(self) -> None:
        """Set the text anew."""
        if self._document is not None:
            self._compose_flow()
            self._lay_out()

    # What Textual asks and tells

    def render_line(self, y: int) -> Strip:
        """Paint one row of the screen."""
        rows = self._layout_of_rows
        if rows is None or not self.size.width:  # asked for before the first resize
            return Strip.blank(self.size.width, self.rich_style)
        if self._page is None:
            matches = match_table(*self._matches, self._highlight)
            self._page = Page(rows, self.size.width, self._styles(), matches)
        number = round(self.scroll_y) + y
        selection = self.text_selection
        return self._page.strip(number, selection.get_span(number) if selection else None)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel, the scroll bar and a dragged selection; not our own restoring."""
        super().watch_scroll_y(old_value, new_value)
        rows = self._layout_of_rows
        # Between a change of size and its event, Textual itself moves what is out of bounds.
        if self._is_settling or rows is None or self.size != self._settled_size:
            return
        if round(old_value) != round(new_value):
            self._anchor = rows.place_at(round(new_value))
            self._report()

    def on_resize(self) -> None:
        """Wrap the text for the new width, and stay at the same place."""
        is_first = self._layout_of_rows is None
        self._lay_out()
        if is_first:
            self._report()

    def on_click(self, event: events.Click) -> None:
        """Open or close a card."""
        rows, offset = self._layout_of_rows, event.get_content_offset(self)
        if rows is None or offset is None:
            return
        row = rows.row(round(self.scroll_y) + offset.y)
        if row is not None and rows.flow.items[row.item].look is Look.CARD:
            event.stop()
            self._toggle_card(row.item)

    def notify_style_update(self) -> None:
        """Forget what was painted in the old colours."""
        self._page = None
        super().notify_style_update()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as the author wrote it, without our line breaks."""
        if self._layout_of_rows is None:
            return None
        start, end = (_row_and_character(offset) for offset in selection)
        return self._layout_of_rows.text_between(start, end), "\n"

    # Inside

    @property
    def _last_top(self) -> int:
        """The row at the top of the last screenful."""
        rows = self._layout_of_rows
        return max(0, rows.rows - self.size.height) if rows else 0

    def _compose_flow(self) -> None:
        """Put the document in order; the anchor stays at its place in the text."""
        assert self._document is not None
        before, position = self._flow, self.position
        self._flow = compose(
            self._document, *self._heads, opened=self._opened, paragraphs=self.paragraphs
        )
        if before is not None:
            self._anchor = self._flow.place(position)

    def _lay_out(self) -> None:
        """Wrap what is to be wrapped, and restore the place."""
        if self._flow is None or not self.size.width:
            return
        room = self.size.width - 2 * SIDE_MARGIN
        measure = min(self.measure, max(room, LEAST_FITTED_MEASURE), self.size.width)
        rows = self._layout_of_rows
        if rows is None or rows.flow is not self._flow or rows.measure != measure:
            rows = Layout(self._flow, measure, ruler=get_character_cell_size)
            self._layout_of_rows = rows
        with self._settling():
            self.virtual_size = Size(self.size.width, rows.rows)
        self._settled_size = self.size
        self._settle()
        self._repaint()

    def _settle(self) -> None:
        """Scroll to the anchor."""
        if (rows := self._layout_of_rows) is None:
            return
        # A lead may be the blank rows of an opening, or context, which a low screen cannot keep.
        gap = rows.flow.items[self._anchor.item].gap
        lead = min(self._anchor.lead, max(gap, self.size.height // 3))
        with self._settling():
            top = rows.row_of(self._anchor) - lead
            self.scroll_to(y=top, animate=False, force=True, immediate=True)

    @contextmanager
    def _settling(self) -> Iterator[None]:
        """Move without that being taken for the reader's own movement."""
        before, self._is_settling = self._is_settling, True
        try:
            yield
        finally:
            self._is_settling = before

    def _go(self, place: Place) -> None:
        self._anchor = place
        self._settle()
        self._report()

    def _go_to_chapter(self, chapter: int) -> bool:
        if self._flow is None or not 0 <= chapter < len(self._flow.drawn):
            return False
        self._go(self._flow.opening(chapter))
        return True

    def _go_to_scene(self, step: int) -> bool:
        place = self._flow.scene(self._anchor, step) if self._flow else None
        if place is None:
            return False
        self._go(place)
        return True

    def _rows_above(self, place: Place, highlight: Span | None, context_rows: int) -> int:
        """Return how many rows to show above a place that is gone to."""
        if (rows := self._layout_of_rows) is None or highlight is None:
            return context_rows
        above = rows.row_of(place) - round(self.scroll_y)
        is_on_screen = 1 <= above <= self.size.height - 1 - min(4, self.size.height // 4)
        return above if is_on_screen else context_rows

    def _toggle_card(self, card: int) -> None:
        """Open or close a card, its head staying where it is on screen if it is on screen."""
        assert self._layout_of_rows is not None
        above = self._layout_of_rows.row_of(Place(card)) - round(self.scroll_y)
        is_on_screen = 0 <= above < self.size.height
        place = Place(self._set_fold(card), 0, above if is_on_screen else 1)
        self._lay_out()
        rows = self._layout_of_rows
        top = min(max(rows.row_of(place) - place.lead, 0), self._last_top)
        self._go(rows.place_at(top))

    def _set_fold(self, card: int) -> int:
        """Open or close the card an item heads; return the item that heads it now."""
        assert self._flow is not None
        key = self._flow.card_key(card)
        self._opened ^= {key}
        self._compose_flow()
        self._lay_out()
        self.post_message(self.FoldToggled(key[0], key in self._opened))
        return self._flow.drawn[key[0]][key[1]] - (1 if key in self._opened else 0)

    def _change_measure(self, measure: int) -> None:
        before = self.measure
        self.measure = measure
        if self.measure != before:
            self.post_message(self.MeasureChanged(self.measure))

    def _repaint(self) -> None:
        self._page = None
        self.refresh()

    def _report(self) -> None:
        if self._layout_of_rows is not None and (come := self.reading) is not None:
            self.post_message(self.Moved(self.position, come))

    def _styles(self) -> dict[str, Style]:
        """Read the component classes, once a theme."""
        styles = {"": self.rich_style}
        for name in COMPONENTS.values():
            styles[name] = self.get_component_rich_style(f"reading-pane--{name}")
        for name in MARKS:
            if name == "selection":
                styles[name] = self.screen.get_component_rich_style("screen--selection")
            else:
                is_inline = name in ("emphasis", "strong", "link")
                component = f"reading-pane--{name}"
                styles[name] = self.get_component_rich_style(component, partial=is_inline)
        return styles


def _row_and_character(offset: Offset | None) -> tuple[int, int] | None:
    return (offset.y, offset.x) if offset is not None else None
