"""A list of branches and leaves that paints only the rows on screen.

Textual's own lists measure or mount every option: 10,000 stories took seconds. Here a row is a
value that its owner makes when it is painted, so the length of the list costs nothing but the
prefix sums that say which row stands on which line.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inglenook.tui.paint import Line, fit

MOST_REMEMBERED = 512
"""Painted items kept: several screens of them, so that scrolling back paints nothing."""


class Outline(ScrollView, can_focus=True, inherit_bindings=False):
    """A list whose items may hold others, and may take several lines each."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "outline--title",
        "outline--quiet",
        "outline--here",
        "outline--mark",
        "outline--hit",
        "outline--label",
        "outline--cursor",
    }

    virtual_size = reactive(Size(0, 0), layout=False)
    """Where it changes, the rest of the screen stays as it is: see ``_measure``."""
    cursor: var[int] = var(0, init=False)
    """Which item the keys act on; 0 also when there is none."""

    class Chosen(Message):
        """An item was chosen, by Enter or a click."""

        def __init__(self, outline: Outline, item: int) -> None:
            super().__init__()
            self.outline = outline
            self.item = item

        @property
        def control(self) -> Outline:
            """The list it happened in."""
            return self.outline

    class Overshot(Message):
        """The reader went up from the first item."""

        def __init__(self, outline: Outline) -> None:
            super().__init__()
            self.outline = outline

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._painted: dict[tuple[int, int, bool], list[Strip]] = {}
        self._base: Style | None = None
        """The list's own style, put together once for all its lines: 0.1 ms."""

    # What a list is made of

    @abstractmethod
    def item_count(self) -> int:
        """Return how many items there are."""

    @abstractmethod
    def line_count(self) -> int:
        """Return how many lines they take."""

    @abstractmethod
    def top_of(self, item: int) -> int:
        """Return the first line of an item; of ``item_count()``, the line behind the last."""

    @abstractmethod
    def item_at(self, line: int) -> int:
        """Return the item that stands on a line below ``line_count()``."""

    @abstractmethod
    def parent_of(self, item: int) -> int | None:
        """Return the branch an item belongs to."""

    @abstractmethod
    def is_open(self, item: int) -> bool | None:
        """Return whether a branch shows what it holds; None for a leaf."""

    @abstractmethod
    def set_open(self, item: int, opened: bool) -> None:
        """Show or hide what a branch holds."""

    @abstractmethod
    def paint(self, item: int, width: int) -> list[Line]:
        """Return the lines of an item, for a width in cells."""

    # What its owners call

    def changed(self, *, cursor: int | None = None) -> None:
        """Take notice that the items are others than before."""
        self._forget()
        self._measure()
        last = max(0, self.item_count() - 1)
        self.cursor = min(max(0, self.cursor if cursor is None else cursor), last)
        self.refresh()

    def repaint(self) -> None:
        """Take notice that the items look other than before; their lines are the same ones."""
        self._forget()
        self.refresh()

    def show_cursor(self, *, centre: bool = False) -> None:
        """Bring the cursor on screen."""
        height = self.scrollable_content_region.height
        if not height or not self.item_count():
            return
        top, bottom = self.top_of(self.cursor), self.top_of(self.cursor + 1)
        offset = self.scroll_offset.y
        if top >= offset and bottom <= offset + height:
            return
        nearest = top if top < offset else bottom - height
        offset = top - height // 3 if centre else nearest
        self.scroll_to(y=max(0, offset), animate=False, immediate=True, force=True)

    # Painting

    def render_line(self, y: int) -> Strip:
        """Paint one line of the list."""
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        if line >= self.line_count():
            return Strip.blank(width, self._own_style())
        item = self.item_at(line)
        return self._strips(item, width)[line - self.top_of(item)]

    def _strips(self, item: int, width: int) -> list[Strip]:
        under_cursor = item == self.cursor and self.item_count() > 0
        key = (item, width, under_cursor)
        strips = self._painted.get(key)
        if strips is None:
            if len(self._painted) >= MOST_REMEMBERED:
                self._painted.clear()
            lines = self.paint(item, width - 1)
            strips = [self._strip(line, width, under_cursor) for line in lines]
            self._painted[key] = strips
        return strips

    def _strip(self, line: Line, width: int, under_cursor: bool) -> Strip:
        under_cursor = under_cursor and bool(line.left) and not line.still
        base = self._own_style()
        if under_cursor:
            base += self.get_component_rich_style("outline--cursor", partial=True)
        # The bar says where the cursor is on a terminal without colours.
        segments = [Segment("▌" if under_cursor else " ", base + self._voice("mark"))]
        for text, role in fit(line, width - 1):
            segments.append(Segment(text, base + self._voice(role) if role else base))
        return Strip(segments, width)

    def _own_style(self) -> Style:
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def _forget(self) -> None:
        self._painted.clear()
        self._base = None

    def _measure(self) -> None:
        """Say how long the list is; the screen is laid out anew only if its bar comes or goes."""
        region = self.scrollable_content_region
        self.virtual_size = Size(region.width, self.line_count())
        if (self.line_count() > region.height) != self.show_vertical_scrollbar:
            self.refresh(layout=True)
        elif self.show_vertical_scrollbar:
            self.vertical_scrollbar.window_virtual_size = self.line_count()

    def _voice(self, role: str) -> Style:
        return self.get_component_rich_style(f"outline--{role}", partial=True)

    def notify_style_update(self) -> None:
        """Forget what was painted in other colours."""
        super().notify_style_update()
        self._forget()

    # Events

    def watch_cursor(self) -> None:
        """Follow the cursor."""
        self.show_cursor()
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor on screen, whatever became of the screen."""
        self._measure()
        self.show_cursor()

    def on_focus(self) -> None:
        """Show the cursor in the colour of the focus."""
        self.repaint()

    def on_blur(self) -> None:
        """Show it in the other one."""
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked; at either edge of a branch, open or close it."""
        line = event.y + self.scroll_offset.y
        if not 0 <= line < self.line_count():
            return
        self.cursor = self.item_at(line)
        width = self.scrollable_content_region.width
        if self.is_open(self.cursor) is not None and not 1 < event.x < width - 4:
            self.action_flip()
        else:
            self.post_message(self.Chosen(self, self.cursor))

    # Actions

    def action_choose(self) -> None:
        """Choose the item under the cursor."""
        if self.item_count():
            self.post_message(self.Chosen(self, self.cursor))

    def action_step(self, items: int) -> None:
        """Move the cursor by some items."""
        if items < 0 and self.cursor == 0:
            self.post_message(self.Overshot(self))
        self._go(self.cursor + items)

    def action_leaf(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        if self.item_count():
            lines = max(1, self.scrollable_content_region.height - 1)
            line = self.top_of(self.cursor) + direction * lines
            self._go(self.item_at(min(max(0, line), self.line_count() - 1)))

    def action_edge(self, which: int) -> None:
        """Move the cursor to the first item (0) or the last (1)."""
        self._go(which * self.item_count())

    def action_expand(self) -> None:
        """Show what a branch holds; where it is shown, go into it."""
        opened = self.is_open(self.cursor) if self.item_count() else None
        if opened is False:
            self.set_open(self.cursor, True)
        elif opened:
            self._go(self.cursor + 1)

    def action_collapse(self) -> None:
        """Hide what a branch holds; from a leaf, go to its branch."""
        if not self.item_count():
            return
        parent = self.parent_of(self.cursor)
        if self.is_open(self.cursor):
            self.set_open(self.cursor, False)
        elif parent is not None:
            self._go(parent)

    def action_flip(self) -> None:
        """Show or hide what the branch under the cursor holds."""
        opened = self.is_open(self.cursor) if self.item_count() else None
        if opened is not None:
            self.set_open(self.cursor, not opened)

    def _go(self, item: int) -> None:
        self.cursor = min(max(0, item), max(0, self.item_count() - 1))
