"""Where a story is painted: rows of the screen, fitted to its size, at the reader's place.

The canvas knows how to show a place, and follows the scroll bar; where a movement leads is
worked out by :class:`inglenook.layout.View`, how a row looks by
:mod:`inglenook.tui.widgets.page`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import on, work
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from inglenook.layout import PLAIN, Flow, Layout, Reading, Sheet, Typography, View
from inglenook.layout.fitting import (
    LEAST_MEASURE,
    MOST_MEASURE,
    SIDE_MARGIN,
    USUAL_MEASURE,
    Fit,
    fit,
)
from inglenook.model import Document, Position, Span
from inglenook.tui.widgets.margin import BARE, Margin
from inglenook.tui.widgets.page import (
    BLANK,
    COMPONENTS,
    INLINE_MARKS,
    MATCH_MARKS,
    READER_MARKS,
    Page,
    match_table,
)
from inglenook.tui.widgets.ruler import Ruler


class Canvas(ScrollView, inherit_bindings=False):
    """Shows a story at one place of it."""

    DEFAULT_CSS = """
    Canvas {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;

        & > .reading-pane--title { text-style: bold; }
        & > .reading-pane--byline { text-style: italic; }
        & > .reading-pane--chapter { text-style: bold; }
        & > .reading-pane--heading { text-style: bold; }
        & > .reading-pane--emphasis { text-style: italic; }
        & > .reading-pane--strong { text-style: bold; }
        & > .reading-pane--link { text-style: underline; }
        & > .reading-pane--amber { text-style: underline; }
        & > .reading-pane--rose { text-style: bold underline; }
        & > .reading-pane--moss { text-style: uu; }
        & > .reading-pane--slate { text-style: italic underline; }
        & > .reading-pane--noted { text-style: underline; }
        & > .reading-pane--match { text-style: underline; }
        & > .reading-pane--match-current { text-style: bold reverse; }
        & > .reading-pane--away { text-style: dim; }
    }
    """
    """Colours are in styles.tcss; these are what must differ even without any."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"reading-pane--{name}"
        for name in (
            *COMPONENTS.values(),
            *INLINE_MARKS,
            *READER_MARKS,
            *MATCH_MARKS,
            "margin",
            "away",
        )
    }

    measure: reactive[int] = reactive(USUAL_MEASURE, init=False)
    """Cells of a full row, where the pane is wide enough."""
    typography: reactive[Typography] = reactive(PLAIN, init=False)
    """How the text is set."""
    columns: reactive[int] = reactive(0, init=False)
    """Pages side by side where there is room for them; 0 to scroll."""
    margin: reactive[int] = reactive(SIDE_MARGIN, init=False)
    """Cells kept free on both sides, where the pane is wide enough for the measure too."""
    ruled: reactive[int] = reactive(0, init=False)
    """Rows that stand out, the others being dimmed; 0 for none."""

    class Moved(Message, namespace="reading_pane"):
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
            return isinstance(message, Canvas.Moved)

    class Refined(Message):
        """The words of the whole text have been parted."""

        def __init__(self, view: View, rows: Layout) -> None:
            super().__init__()
            self.view = view
            self.rows = rows

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
        self._margin = BARE
        self._chosen: Span | None = None
        self._is_settling = False
        self._settled_size = Size(0, 0)
        self._ruler = Ruler()
        self._refining: Layout | None = None
        """The rows whose other words are being parted."""

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
        self._margin, self._chosen = BARE, None
        fitted = self._fitted
        self._view = View(
            *(document, story_title, authors, chapter_titles),
            typography=self.typography,
            measure=fitted.measure,
            height=self.size.height,
            columns=fitted.columns,
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

    def set_margin(self, margin: Margin) -> None:
        """Show the reader's marks."""
        self._margin = margin
        self._repaint()

    @property
    def on_screen(self) -> Span:
        """What the screen shows, from its first row up to the one behind its last."""
        if self._view is None:
            return Span(Position(), Position())
        rows, sheets = self._view.rows, self._view.sheets
        end = rows.position_at(sheets[-1].end)
        if sheets[-1].end >= rows.rows:
            end = end._replace(chapter=end.chapter + 1)
        return Span(rows.position_at(sheets[0].top), end)

    @property
    def flow(self) -> Flow | None:
        """What is drawn, or None without a story."""
        return self._view.flow if self._view else None

    def choose(self, span: Span | None) -> None:
        """Show a stretch as selected, or nothing any more."""
        self._chosen = span
        self.refresh()

    # What changes the shape

    def validate_measure(self, measure: int) -> int:
        """Keep the measure between what a line needs and what an eye can follow."""
        return min(max(measure, LEAST_MEASURE), MOST_MEASURE)

    def watch_measure(self) -> None:
        """Wrap the text anew."""
        self._lay_out()

    def watch_columns(self) -> None:
        """Turn pages, or scroll."""
        self._lay_out()

    def watch_margin(self) -> None:
        """Fit the measure into what the margins leave."""
        self._lay_out()

    def watch_ruled(self) -> None:
        """Dim what is not read, or nothing."""
        self._ruler = Ruler(self.ruled).laid(self.size.height)
        self.refresh()

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
        if self.size != self._settled_size:
            # A new size is painted before its event comes: a first page that waited for the
            # event would come 25 ms later, after a flash of the story's title.
            self._fit(self._view)
            sheets = self._view.sheets
        elif self._view.is_paged:
            sheets = self._view.sheets
        else:
            top = round(self.scroll_y)
            sheets = (Sheet(top, top + self.size.height),)
        strip = self._columns_of(sheets, y)
        if self._ruler.dims(y):
            away = self.get_component_rich_style("reading-pane--away", partial=True)
            return Strip([Segment(text, (style or away) + away) for text, style, _ in strip])
        return strip

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the wheel, the scroll bar and a dragged selection; not our own restoring."""
        super().watch_scroll_y(old_value, new_value)
        # Between a change of size and its event, Textual itself moves what is out of bounds.
        if self._is_settling or self._view is None or self.size != self._settled_size:
            return
        if round(old_value) != round(new_value):
            self._view.follow(round(new_value))
            if self._view.is_paged:
                self._settle()
            self._report()

    def on_resize(self) -> None:
        """Wrap the text for the new width, and stay at the same place."""
        is_first = not self._settled_size.width
        self._lay_out()
        if is_first:
            self._report()

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

    @property
    def _fitted(self) -> Fit:
        """What there is room for."""
        return fit(self._room, self.measure, margin=self.margin, columns=self.columns)

    def _fit(self, view: View) -> None:
        fitted = self._fitted
        view.fit(fitted.measure, self.size.height, fitted.columns)

    def _columns_of(self, sheets: Sequence[Sheet], y: int) -> Strip:
        """Paint one row of each column."""
        view = self._view
        if view is None:
            return Strip.blank(self.size.width, self.rich_style)
        room = self._fitted.room
        if self._page is None or not self._page.is_of(view.rows, room):
            matches = match_table(self._matches, self._current, self._highlight)
            self._page = Page(view.rows, room, self._styles(), matches, self._margin)
        selection = self.text_selection
        strips = []
        for top, end in sheets:
            number = top + y if top + y < end else BLANK
            selected = selection.get_span(number) if selection else self._chosen_in(number)
            strips.append(self._page.strip(number, selected))
        painted = Strip.join(strips) if len(strips) > 1 else strips[0]
        return painted.adjust_cell_length(self._room, self.rich_style)

    def _chosen_in(self, number: int) -> tuple[int, int] | None:
        """Return which characters of a row are selected with keys."""
        row = self._view.rows.row(number) if self._chosen and self._view else None
        if row is None or self._chosen is None or self._view is None:
            return None
        item = self._view.flow.items[row.item]
        (start, end), here = self._chosen, (item.chapter, item.block)
        if not item.is_text or not start[:2] <= here <= end[:2]:
            return None
        first = max(0, start.offset - row.start) if here == start[:2] else 0
        last = end.offset - row.start if here == end[:2] else row.end - row.start
        return (first, last) if first < last and first <= row.end - row.start else None

    def _lay_out(self) -> None:
        """Wrap for the size and measure there are now, and stay at the same place."""
        if self._view is not None and self.size.width:
            self._fit(self._view)
            self._settle()
            self.refresh()

    def _settle(self) -> None:
        """Bring the screen to where the view is."""
        if self._view is None or not self.size.width:
            return
        self._settled_size = self.size
        self._is_settling = True
        try:
            rows = max(self._view.rows.rows, self._view.last_top + self.size.height)
            self.virtual_size = Size(self._room, rows)
            if self._view.is_paged:
                self.refresh()  # the screen is not the rows from one on
            self.scroll_to(y=self._view.top, animate=False, force=True, immediate=True)
        finally:
            self._is_settling = False
        if self._view.rows.is_rough and self._view.rows is not self._refining:
            self._refining = self._view.rows
            self._refine(self._view)

    @work(thread=True, exclusive=True, group="layout")
    def _refine(self, view: View) -> None:
        """Part the words that are not on screen: 100 ms for the first long book in a language."""
        self.post_message(self.Refined(view, view.refined()))

    @on(Refined)
    def _refined(self, event: Refined) -> None:
        if event.view is self._view and event.view.refine(event.rows):
            self._settle()
            self.refresh()

    def _repaint(self) -> None:
        self._page = None
        self.refresh()

    def _report(self) -> None:
        if self._view is not None and self._settled_size.width:
            self.post_message(self.Moved(self._view.position, self._view.reading))

    def _styles(self) -> dict[str, Style]:
        """Read the component classes, once a theme."""
        styles = {"": self.rich_style}
        for name in (*COMPONENTS.values(), *MATCH_MARKS, "margin"):
            styles[name] = self.get_component_rich_style(f"reading-pane--{name}")
        for name in (
            *INLINE_MARKS,
            *READER_MARKS,
        ):  # laid over any of the others, so only what they add
            styles[name] = self.get_component_rich_style(f"reading-pane--{name}", partial=True)
        styles["selection"] = self.screen.get_component_rich_style("screen--selection")
        return styles
