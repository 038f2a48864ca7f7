"""The page: a story, wrapped at the reader's measure, scrolled by rows.

The pane only paints and scrolls. Where the reader is, and what a movement does to that, is
worked out by :class:`inglenook.layout.View`; how a row looks by
:mod:`inglenook.tui.widgets.page`. It binds no keys: the app's commands call its methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import get_character_cell_size
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from inglenook.layout import PLAIN, Look, Reading, Typography, View
from inglenook.model import Document, Position, Span
from inglenook.tui.widgets.page import COMPONENTS, INLINE_MARKS, MATCH_MARKS, Page, match_table

LEAST_MEASURE, MOST_MEASURE, USUAL_MEASURE = 40, 100, 66
MEASURE_STEP = 4
LEAST_FITTED_MEASURE = 20
"""What a narrow pane may shrink the measure to, before it gives up its margins instead."""
SIDE_MARGIN = 2
"""Cells kept free on both sides, however narrow the pane."""


class ReadingPane(ScrollView, inherit_bindings=False):
    """Shows a story, and remembers where in it the reader is."""

    DEFAULT_CSS = """
    ReadingPane {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        scrollbar-background: $background;
        scrollbar-background-hover: $background;
        scrollbar-background-active: $background;
        scrollbar-color: $panel;
        scrollbar-color-hover: $primary-muted;
        scrollbar-color-active: $primary;
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
            background: $warning-muted; color: $text-warning; text-style: bold reverse;
        }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"reading-pane--{name}" for name in (*COMPONENTS.values(), *INLINE_MARKS, *MATCH_MARKS)
    }

    measure: reactive[int] = reactive(USUAL_MEASURE, init=False)
    """Cells of a full row, where the pane is wide enough."""
    typography: reactive[Typography] = reactive(PLAIN, init=False)
    """How the text is set."""

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
        id: str | None = None,  # noqa: A002 (Textual's own name for it)
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._view: View | None = None
        self._page: Page | None = None
        self._matches: Sequence[Span] = ()
        self._current: int | None = None
        self._highlight: Span | None = None
        self._is_settling = False
        self._settled_size = Size(0, 0)

    # What is shown

    @property
    def document(self) -> Document | None:
        """The document on the page, or None."""
        return self._view.document if self._view else None

    @property
    def position(self) -> Position:
        """The place the reader last moved to: where to come back to."""
        return self._view.position if self._view else Position()

    @property
    def reading(self) -> Reading | None:
        """How far the reader has come, or None without a story."""
        return self._view.reading if self._view else None

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
        self._matches, self._current, self._highlight = (), None, None
        self._view = View(
            *(document, story_title, authors, chapter_titles),
            typography=self.typography,
            measure=self._fitted_measure(),
            height=self.size.height,
            ruler=get_character_cell_size,
        )
        self._view.go_to(position)
        self._repaint()
        self._moved()

    def clear(self) -> None:
        """Take the story off the page."""
        self._view = None
        self.virtual_size = Size(self.size.width, 0)
        self._repaint()

    def set_matches(self, spans: Sequence[Span], current: int | None = None) -> None:
        """Mark what was found in the story.

        Args:
            spans: every match; none to take the marks off.
            current: which of them the reader is at, which is marked differently.
        """
        self._matches, self._current, self._highlight = spans, current, None
        self._repaint()

    # Movement

    def go_to(
        self, position: Position, *, highlight: Span | None = None, context_rows: int = 4
    ) -> None:
        """Put a place on screen.

        Args:
            position: the place. The start of a chapter shows its opening.
            highlight: a passage to mark; the screen stays if it is there already.
            context_rows: how many rows to show before it.
        """
        if (view := self._view) is None:
            return
        if highlight != self._highlight:
            self._highlight = highlight
            self._repaint()
        if highlight is None:
            view.go_to(position, context_rows)
        elif opened := view.show_passage(position, context_rows):
            self.post_message(self.FoldToggled(opened[0], is_open=True))
            self.refresh()
        self._moved()

    def scroll_lines(self, lines: int) -> None:
        """Move by rows, down if positive."""
        self._moved_if(self._view is not None and self._view.scroll(lines))

    def half_page(self, direction: int) -> None:
        """Move by half a screen: down for 1, up for -1."""
        self._moved_if(self._view is not None and self._view.half_page(direction))

    def page(self, direction: int) -> None:
        """Move by a screen: down for 1, up for -1."""
        self._moved_if(self._view is not None and self._view.page(direction))

    def next_chapter(self) -> bool:
        """Go to the next chapter; return False in the last one."""
        return self._go_to_chapter(self.position.chapter + 1)

    def previous_chapter(self) -> bool:
        """Go to the start of the chapter before; in the first one, to its own."""
        return self._go_to_chapter(max(self.position.chapter - 1, 0))

    def next_scene(self) -> bool:
        """Go to the next scene break or chapter; return False where there is none."""
        return self._moved_if(self._view is not None and self._view.go_to_scene(1))

    def previous_scene(self) -> bool:
        """Go to the scene break or chapter before; return False where there is none."""
        return self._moved_if(self._view is not None and self._view.go_to_scene(-1))

    def chapter_top(self) -> None:
        """Go to the opening of this chapter."""
        self._go_to_chapter(self.position.chapter)

    def chapter_bottom(self) -> None:
        """Put the last rows of this chapter at the bottom of the screen."""
        if self._view:
            self._view.go_to_end_of_chapter()
            self._moved()

    def story_top(self) -> None:
        """Go to the story's title."""
        self._go_to_chapter(0)

    def story_bottom(self) -> None:
        """Go to the last screen of the story."""
        if self._view:
            self._view.go_to_end()
            self._moved()

    def toggle_fold(self) -> bool:
        """Open or close a folded card: the first on screen, else the chapter's first.

        Returns:
            False where there is none.
        """
        card = self._view.nearest_card() if self._view else None
        if card is None:
            return False
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

    def watch_typography(self, typography: Typography) -> None:
        """Set the text anew."""
        if self._view:
            self._view.set_typography(typography)
            self._settle()
            self.refresh()

    # What Textual asks and tells

    def render_line(self, y: int) -> Strip:
        """Paint one row of the screen."""
        if self._view is None or not self.size.width:  # asked for before the first resize
            return Strip.blank(self.size.width, self.rich_style)
        room, top = self._room, round(self.scroll_y)
        if self.size != self._settled_size:
            # A new size is painted before its event comes: a first page that waited for the
            # event would come 25 ms later, after a flash of the story's title.
            self._view.fit(self._fitted_measure(), self.size.height)
            top = self._view.top
        if self._page is None or not self._page.is_of(self._view.rows, room):
            matches = match_table(self._matches, self._current, self._highlight)
            self._page = Page(self._view.rows, room, self._styles(), matches)
        number = top + y
        selection = self.text_selection
        return self._page.strip(number, selection.get_span(number) if selection else None)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel, the scroll bar and a dragged selection; not our own restoring."""
        super().watch_scroll_y(old_value, new_value)
        # Between a change of size and its event, Textual itself moves what is out of bounds.
        if self._is_settling or self._view is None or self.size != self._settled_size:
            return
        if round(old_value) != round(new_value):
            self._view.follow(round(new_value))
            self._report()

    def on_resize(self) -> None:
        """Wrap the text for the new width, and stay at the same place."""
        is_first = not self._settled_size.width
        self._lay_out()
        if is_first:
            self._report()

    def on_click(self, event: events.Click) -> None:
        """Open or close a card."""
        offset = event.get_content_offset(self)
        if self._view is None or offset is None:
            return
        row = self._view.rows.row(round(self.scroll_y) + offset.y)
        if row is not None and self._view.flow.items[row.item].look is Look.CARD:
            event.stop()
            self._toggle_card(row.item)

    def notify_style_update(self) -> None:
        """Forget what was painted in the old colours."""
        self._page = None
        super().notify_style_update()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as the author wrote it, without our line breaks."""
        if self._view is None:
            return None
        start, end = selection
        text = self._view.rows.text_between(
            (start.y, start.x) if start is not None else None,
            (end.y, end.x) if end is not None else None,
        )
        return text, "\n"

    # Inside

    def _go_to_chapter(self, chapter: int) -> bool:
        return self._moved_if(self._view is not None and self._view.go_to_chapter(chapter))

    def _toggle_card(self, card: int) -> None:
        if self._view:
            (chapter, _), is_open = self._view.toggle_card(card)
            self.post_message(self.FoldToggled(chapter, is_open))
            self._moved()
            self.refresh()

    def _moved_if(self, has_moved: bool) -> bool:
        if has_moved:
            self._moved()
        return has_moved

    def _moved(self) -> None:
        """Show where the view has moved to, and say so."""
        self._settle()
        self._report()

    @property
    def _room(self) -> int:
        """Cells of a row, without the scroll bar, whose place is kept free (``size`` has it)."""
        return self.scrollable_content_region.width

    def _fitted_measure(self) -> int:
        """Return the measure, less where the pane is too narrow for it and its margins."""
        room = self._room
        fitted = min(self.measure, max(room - 2 * SIDE_MARGIN, LEAST_FITTED_MEASURE))
        return min(fitted, room) if room > 0 else self.measure

    def _lay_out(self) -> None:
        """Wrap for the size and measure there are now, and stay at the same place."""
        if self._view is not None and self.size.width:
            self._view.fit(self._fitted_measure(), self.size.height)
            self._settle()
            self.refresh()

    def _settle(self) -> None:
        """Bring the screen to where the view is."""
        if self._view is None or not self.size.width:
            return
        self._settled_size = self.size
        self._is_settling = True
        try:
            self.virtual_size = Size(self._room, self._view.rows.rows)
            self.scroll_to(y=self._view.top, animate=False, force=True, immediate=True)
        finally:
            self._is_settling = False

    def _change_measure(self, measure: int) -> None:
        before = self.measure
        self.measure = measure
        if self.measure != before:
            self.post_message(self.MeasureChanged(self.measure))

    def _repaint(self) -> None:
        self._page = None
        self.refresh()

    def _report(self) -> None:
        if self._view is not None and self._settled_size.width:
            self.post_message(self.Moved(self._view.position, self._view.reading))

    def _styles(self) -> dict[str, Style]:
        """Read the component classes, once a theme."""
        styles = {"": self.rich_style}
        for name in (*COMPONENTS.values(), *MATCH_MARKS):
            styles[name] = self.get_component_rich_style(f"reading-pane--{name}")
        for name in INLINE_MARKS:  # laid over any of the others, so only what they add
            styles[name] = self.get_component_rich_style(f"reading-pane--{name}", partial=True)
        styles["selection"] = self.screen.get_component_rich_style("screen--selection")
        return styles
