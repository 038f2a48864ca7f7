"""The page: a story, set as the reader likes it, and the ways to move in it.

It binds no keys: the app's commands call its methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from inglenook.layout import Look, View
from inglenook.layout.fitting import USUAL_MEASURE
from inglenook.model import Position, Span
from inglenook.model import Style as InlineStyle
from inglenook.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from inglenook.layout.selecting import Selecting

MEASURE_STEP = 4


class ReadingPane(Canvas, inherit_bindings=False):
    """Shows a story, and remembers where in it the reader is."""

    class FoldToggled(Message):
        """A folded card was opened or closed."""

        def __init__(self, chapter: int, is_open: bool) -> None:
            super().__init__()
            self.chapter = chapter
            self.is_open = is_open

    class LinkClicked(Message):
        """A link of the text was clicked."""

        def __init__(self, label: str, target: str, chapter: int) -> None:
            super().__init__()
            self.label = label
            self.target = target
            """As in ``Inline.target``."""
            self.chapter = chapter
            """Index of the chapter it stands in."""

    class MeasureChanged(Message):
        """The reader has made the text wider or narrower."""

        def __init__(self, measure: int) -> None:
            super().__init__()
            self.measure = measure

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

    def bring(self, position: Position) -> None:
        """Bring a place on screen, moving no more than it takes."""
        if (view := self._view) is None:
            return
        row = view.rows.row_at(position, in_text=True)
        first, last = view.sheets[0].top, view.sheets[-1].end - 1
        if first <= row <= last:
            return
        if view.is_paged:
            view.go_to(position)
        else:
            view.scroll(row - last if row > last else row - first)
        self._moved()

    def selecting(self) -> Selecting | None:
        """Return a selection to go on with: what the mouse selected, or the screen's first word."""
        if (view := self._view) is None:
            return None
        from inglenook.layout.selecting import Selecting  # 1 ms, and few starts need it

        chosen = self.selected_span or self._shown_match
        span = chosen or Span(self.on_screen.start, self.on_screen.start)
        found = Selecting(view.rows, *span)
        if not chosen:
            found.anew()
        return found if found.is_possible else None

    @property
    def selected_span(self) -> Span | None:
        """What the mouse has selected."""
        selection = self.text_selection
        if self._view is None or selection is None or not (selection.start and selection.end):
            return None
        ends = ((one.y, one.x) for one in (selection.start, selection.end))
        start, end = (self._view.flow.position(self._view.rows.place_in_row(*one)) for one in ends)
        return Span(start, end) if start < end else None

    @property
    def _shown_match(self) -> Span | None:
        """The hit that is on screen."""
        current = self._current
        hit = self._highlight or (self._matches[current] if current is not None else None)
        shown = self.on_screen
        return hit if hit is not None and shown.start <= hit.start < shown.end else None

    def scroll_lines(self, lines: int) -> bool:
        """Move by rows, or the ruler by rows; return False where there is no further to go."""
        if self._view is None:
            return False
        if self.ruled and self._move_ruler(self._view, lines):
            return True
        return self._moved_if(self._view.scroll(lines))

    def half_page(self, direction: int) -> None:
        """Move by half a screen: down for 1, up for -1."""
        self._moved_if(self._view is not None and self._view.half_page(direction))

    def page(self, direction: int) -> bool:
        """Move by a screen: down for 1, up for -1; return False at the end."""
        return self._moved_if(self._view is not None and self._view.page(direction))

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

    def links_on_screen(self) -> list[tuple[str, str, int]]:
        """Return the links the screen shows: their words, their target and their chapter."""
        view = self._view
        if view is None:
            return []
        found: dict[tuple[int, int], tuple[str, str, int]] = {}
        for top, end in view.sheets:
            for row in filter(None, map(view.rows.row, range(top, end))):
                item = view.flow.items[row.item]
                for span in item.spans:
                    if span.style is InlineStyle.LINK and row.start <= span.start < row.end:
                        label = item.text[span.start : span.end]
                        found[row.item, span.start] = (label, span.target, item.chapter)
        return list(found.values())

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

    # The mouse

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Turn the page, where pages are turned."""
        if self._view is not None and self._view.is_paged:
            event.prevent_default().stop()
            self.page(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Turn the page back, where pages are turned."""
        if self._view is not None and self._view.is_paged:
            event.prevent_default().stop()
            self.page(-1)

    def on_click(self, event: events.Click) -> None:
        """Open or close a card, or follow a link."""
        if self._view is None or "offset" not in event.style.meta:
            return
        character, number = event.style.meta["offset"]
        row = self._view.rows.row(number)
        if row is None:
            return
        item = self._view.flow.items[row.item]
        if item.look is Look.CARD:
            event.stop()
            self._toggle_card(row.item)
        for span in item.spans:
            at = row.start + character
            if span.style is InlineStyle.LINK and span.start <= at < span.end:
                event.stop()
                label = item.text[span.start : span.end]
                self.post_message(self.LinkClicked(label, span.target, item.chapter))

    # Inside

    def _go_to_chapter(self, chapter: int) -> bool:
        return self._moved_if(self._view is not None and self._view.go_to_chapter(chapter))

    def _toggle_card(self, card: int) -> None:
        if self._view:
            (chapter, _), is_open = self._view.toggle_card(card)
            self.post_message(self.FoldToggled(chapter, is_open))
            self._moved()
            self.refresh()

    def _change_measure(self, measure: int) -> None:
        before = self.measure
        self.measure = measure
        if self.measure != before:
            self.post_message(self.MeasureChanged(self.measure))

    def _move_ruler(self, view: View, lines: int) -> bool:
        """Move the ruler over the screen, if the text need not move under it."""
        before, height = self._ruler, self.size.height
        first, last = view.top == 0, view.top >= view.last_top
        moved = before.moved(lines, height, first=first, last=last, paged=view.is_paged)
        if moved == before and view.is_paged and not (first if lines < 0 else last):
            self._ruler = before.turned(lines, height)
            return False
        self._ruler = moved
        self.refresh()
        return moved != before
