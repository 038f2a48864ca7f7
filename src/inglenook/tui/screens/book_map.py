"""The book map: a strip for each chapter, with what is read, marks and hits on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.clean import clean_line
from inglenook.layout.bookmap import BookMap
from inglenook.model import ChapterEntry, Position
from inglenook.tui.bindings import IN_A_LIST, bound
from inglenook.tui.paint import Line, Part, clip, fit
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.rows import Rows

READ, AHEAD, HERE, HIT, POINTER = "━", "─", "◆", "•", "┼"
"""What a strip is drawn with: text read and not, the reader's place, a hit, the cursor."""
LEAST_STRIP = 10
"""Cells a strip of the longest chapter has at least; titles are cut for it."""
_COUNT = 9
"""Cells for the words of a chapter."""


class Told(NamedTuple):
    """What is told of a story on its map."""

    chapters: Sequence[ChapterEntry]
    here: Position
    read: float
    """How much of the story has been read, 0 to 1."""
    signs: Sequence[tuple[Position, str]]
    """Marks, each with its sign; later ones are drawn over earlier ones."""


class Strips(Rows, inherit_bindings=False):
    """A line a chapter: its title, its strip, its words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                **IN_A_LIST,
                "shelf.expand": "along(1)",
                "shelf.collapse": "along(-1)",
            }
        )
    ]

    def __init__(self, book: BookMap, told: Told) -> None:
        super().__init__()
        self._book, self._told = book, told
        self._signs: dict[int, list[tuple[float, str]]] = {}
        for position, sign in (*told.signs, (told.here, HERE)):
            share = book.share(position)
            self._signs.setdefault(position.chapter, []).append((share, sign))
        self._pointer = 0

    def item_count(self) -> int:
        """Return how many chapters there are."""
        return len(self._book.lengths)

    @property
    def chosen(self) -> Position:
        """The place under the cursor."""
        return self._book.position(self.cursor, self._pointer / self._cells(self.cursor))

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the line of a chapter."""
        entry = self._told.chapters[item]
        title = fit(Line((Part(clip(clean_line(entry.title), self._room(width)[0])),)),
                    self._room(width)[0])  # fmt: skip
        words = Part(f"{entry.words:>{_COUNT},}", "quiet")
        return [Line((*title, Part(" "), *self._strip_of(item, width)), (words,))]

    def _strip_of(self, item: int, width: int) -> Iterable[Part]:
        cells = self._cells(item, width)
        read = round(self._book.read(item, self._told.read) * cells)
        signs = [READ] * read + [AHEAD] * (cells - read)
        for share, sign in self._signs.get(item, ()):
            signs[min(int(share * cells), cells - 1)] = sign
        for number, sign in enumerate(signs):
            if item == self.cursor and number == self._pointer:
                yield Part(POINTER, "here")
            else:
                yield Part(sign, {READ: "", AHEAD: "quiet"}.get(sign, "mark"))

    def _room(self, width: int) -> tuple[int, int]:
        """Return the cells of titles, and of the strip of the longest chapter."""
        title = min(28, width // 3)
        return title, max(LEAST_STRIP, width - title - _COUNT - 2)

    def _cells(self, item: int, width: int = 0) -> int:
        width = width or self.scrollable_content_region.width - 1
        longest = max(self._book.lengths)
        return max(1, round(self._room(width)[1] * self._book.lengths[item] / longest))

    def point(self, position: Position) -> None:
        """Put the cursor at a place."""
        self.cursor = min(max(0, position.chapter), self.item_count() - 1)
        cells = self._cells(self.cursor)
        self._pointer = min(int(self._book.share(position) * cells), cells - 1)
        self.changed(cursor=self.cursor)

    def watch_cursor(self) -> None:
        """Keep the pointer on the strip of the chapter."""
        super().watch_cursor()
        if self.scrollable_content_region.width:
            self._pointer = min(self._pointer, self._cells(self.cursor) - 1)
            self.repaint()

    def action_along(self, step: int) -> None:
        """Move the pointer along the strip, and on to the next one at its end."""
        pointer = self._pointer + step
        if 0 <= pointer < self._cells(self.cursor):
            self._pointer = pointer
        elif 0 <= self.cursor + step < self.item_count():
            self.cursor += step
            self._pointer = 0 if step > 0 else self._cells(self.cursor) - 1
        self.repaint()

    def on_click(self, event: events.Click) -> None:
        """Choose the place that was clicked; of a title, the chapter's beginning."""
        event.prevent_default()
        line = event.y + self.scroll_offset.y
        if not 0 <= line < self.item_count():
            return
        self.cursor = line
        left = self._room(self.scrollable_content_region.width - 1)[0] + 2
        self._pointer = min(max(0, event.x - left), self._cells(line) - 1)
        self.post_message(self.Chosen(self, line))


_AROUND = 9
"""Rows of the map that are no strips: its frame, the title, and the signs on a narrow screen."""


class MapScreen(Modal[Position]):
    """The map, over the page; dismissed with the place to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "dismiss",
                "app.back": "dismiss",
                "view.map": "dismiss",
                "app.quit": "app.quit",
            }
        )
    ]

    def __init__(self, title: str, book: BookMap, told: Told) -> None:
        super().__init__()
        self._title, self._book, self._told = title, book, told

    def compose(self) -> ComposeResult:
        """Show the strips, and what their signs mean."""
        with Vertical(id="map", classes="sheet") as sheet:
            sheet.border_title = "Book map"
            sheet.border_subtitle = "Enter goes there · Esc"
            yield Static(Content(clean_line(self._title)), id="map-title")
            yield Strips(self._book, self._told)
            yield Static(
                f"{READ} read   {AHEAD} not yet   {HERE} you   {HIT} a hit   "
                "other signs are your marks   ←→ along, ↑↓ chapters",
                id="map-keys",
                markup=False,
            )

    def on_resize(self) -> None:
        """Have only the strips scrolled where they are many: what their signs mean stays."""
        room = self.size.height * 9 // 10 - _AROUND
        self.query_one("#map").set_class(len(self._told.chapters) > room, "-long")

    def on_mount(self) -> None:
        """Begin where the reader is."""
        strips = self.query_one(Strips)
        strips.focus()
        self.call_after_refresh(strips.point, self._told.here)

    def on_outline_chosen(self) -> None:
        """Go there."""
        self.dismiss(self.query_one(Strips).chosen)
