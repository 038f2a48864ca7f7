"""Wrap a flow at a line length, and count its rows.

Prefix sums lead from a row of the page to the item it shows and back by bisection, so
neither depends on the length of the book. The whole book is wrapped at once: the scroll
bar is exact, and nothing is ever guessed. Only the words of a language that are met for the
first time are parted on the screen first, and in the rest of a long book a moment later.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, repeat
from typing import NamedTuple

from inglenook.layout.flow import SETTINGS, Flow, Item, Look, Place, Setting
from inglenook.layout.hyphens import Hyphenator, hyphenator, is_parted
from inglenook.layout.wrap import SINGLE_ROW, Ruler, cell_size, wrap, wrap_lines
from inglenook.model import Position

_JUSTIFIED = frozenset({Look.PARAGRAPH, Look.QUOTE})
"""What is justified and hyphenated where the reader wants that; the rest keeps its shape."""

ROWS_BELOW_THE_END = 2
"""Blank rows under the last line, which tell the end of the story from the end of the screen."""


class Row(NamedTuple):
    """One row of the page that shows text."""

    item: int
    """Index into ``Flow.items``."""
    start: int
    end: int
    """The row shows ``text[start:end]`` of its item, the spaces at its break left out."""
    indent: int
    """Cells left free before it, within the measure; unused where it is centred."""
    room: int
    """Cells from there to the end of the row."""
    is_parted: bool = False
    """Whether a hyphen is drawn behind it, which is no character of the text."""
    is_spread: bool = False
    """Whether it is to fill its room, its spaces drawn wider."""


class Layout:
    """A flow wrapped at a measure: rows to text, text to rows."""

    def __init__(
        self, flow: Flow, measure: int, *, ruler: Ruler = cell_size, fine: range | None = None
    ) -> None:
        """Wrap the whole flow.

        Args:
            flow: what to wrap.
            measure: cells of a full row, at least 1.
            ruler: how wide the painter draws a character that is not plainly narrow.
            fine: the items whose words may be parted, where not all of them yet.
        """
        self.flow = flow
        self.is_rough = False
        """Whether there are items whose words are still to be parted."""
        self.measure = max(1, measure)
        self._ruler = ruler
        typography = flow.typography
        self._pitch = 1 + typography.line_spacing
        wants = typography.hyphenate and typography.language
        self._hyphens = hyphenator(typography.language) if wants else None
        self._starts = self._wrap_all(fine)
        leading = typography.line_spacing
        self._tops = list(
            accumulate(
                [
                    item.gap + len(rows) * self._pitch - leading
                    for item, rows in zip(flow.items, self._starts, strict=True)
                ],
                initial=0,
            )
        )

    @property
    def rows(self) -> int:
        """Rows of the whole page."""
        return self._tops[-1] + ROWS_BELOW_THE_END

    def row(self, number: int) -> Row | None:
        """Return what a row shows, or None for a blank one."""
        if not 0 <= number < self._tops[-1]:
            return None
        index = bisect_right(self._tops, number) - 1
        item = self.flow.items[index]
        line, between = divmod(number - self._tops[index] - item.gap, self._pitch)
        if line < 0 or between:
            return None
        starts = self._starts[index]
        start = starts[line]
        text = item.text
        end = behind = starts[line + 1] if line + 1 < len(starts) else len(text)
        while end > start and text[end - 1] in " \n":
            end -= 1
        indent, room = self._indent(item, start), self._room(item, start)
        if behind == len(text) or item.look not in _JUSTIFIED:
            return Row(index, start, end, indent, room)
        parted = self._hyphens is not None and self.flow.narrow[index]
        parted = parted and is_parted(text, start, behind, room)
        return Row(index, start, end, indent, room, parted, self.flow.typography.justify)

    def place_at(self, number: int) -> Place:
        """Return the place a row shows; of a blank row, the text below it."""
        number = min(max(number, 0), self._tops[-1] - 1)
        index = bisect_right(self._tops, number) - 1
        row = number - self._tops[index] - self.flow.items[index].gap
        if row < 0:
            return Place(index, 0, -row)
        line = -(-row // self._pitch)
        return Place(index, self._starts[index][line], line * self._pitch - row)

    def row_of(self, place: Place) -> int:
        """Return the row that shows a place, whatever its lead."""
        return self.row_of_line(place.item, self.line_of(place)[0])

    def line_of(self, place: Place) -> tuple[int, int]:
        """Return which row of its item shows a place, and how many rows the item has."""
        starts = self._starts[place.item]
        return bisect_right(starts, place.offset) - 1, len(starts)

    def row_of_line(self, item: int, line: int) -> int:
        """Return the row that shows a line of an item."""
        return self._tops[item] + self.flow.items[item].gap + line * self._pitch

    def position_at(self, number: int) -> Position:
        """Return the position of the first character of a row."""
        return self.flow.position(self.place_at(number))

    def row_at(self, position: Position, *, in_text: bool = False) -> int:
        """Return the row that shows a position.

        Args:
            position: a place of the document.
            in_text: take the start of a chapter for its first block, not its opening.
        """
        return self.row_of(self.flow.place(position, in_text=in_text))

    def last_row(self, item: int) -> int:
        """Return the last row of an item."""
        return self._tops[item + 1] - 1

    def text_between(self, start: tuple[int, int] | None, end: tuple[int, int] | None) -> str:
        """Return the text a selection covers, as it stands in the story, not as it is wrapped.

        Args:
            start: its first row, and a character of it; None for the start of the page.
            end: its last row, and the character behind its last; None for the end.
        """
        first = self.place_in_row(*start) if start else Place(0)
        last = self.place_in_row(*end) if end else Place(len(self.flow.items) - 1, 1 << 60)
        pieces = []
        for index in range(first.item, last.item + 1):
            text = self.flow.items[index].text
            text = text[: last.offset] if index == last.item else text
            pieces.append(text[first.offset :] if index == first.item else text)
        return "\n\n".join(piece for piece in pieces if piece)

    def place_in_row(self, number: int, character: int) -> Place:
        """Return the place of a character of a row; of a blank row, the text below it."""
        row = self.row(number)
        if row is None:
            return self.place_at(number)
        return Place(row.item, min(row.start + max(character, 0), row.end))

    def _wrap_all(self, fine: range | None) -> list[Sequence[int]]:
        measure, ruler = self.measure, self._ruler
        parting: Iterable[Hyphenator | None] = repeat(self._hyphens)
        if fine is not None and self._hyphens is not None:
            self.is_rough = len(fine) < len(self.flow.items)
            before, within = repeat(None, fine.start), repeat(self._hyphens, len(fine))
            parting = chain(before, within, repeat(None))
        plain = Look.PARAGRAPH
        wrapped: list[Sequence[int]] = []
        append = wrapped.append
        for item, narrow, hyphens in zip(self.flow.items, self.flow.narrow, parting, strict=False):
            if item.look is plain:
                if narrow and len(item.text) + item.indent <= measure:
                    append(SINGLE_ROW)
                    continue
                first = max(1, measure - item.indent)
                append(
                    wrap(
                        item.text, measure, first=first, narrow=narrow, ruler=ruler, hyphens=hyphens
                    )
                )
            else:
                append(self._wrap_set(item, narrow, hyphens))
        return wrapped

    def _wrap_set(self, item: Item, narrow: bool, hyphens: Hyphenator | None) -> Sequence[int]:
        """Wrap an item that has margins, or lines of its own."""
        setting = SETTINGS[item.look]
        width = self._width(setting)
        if setting.keeps_lines:
            hang = self._margin(setting.hang)
            return wrap_lines(item.text, width, hang=hang, narrow=narrow, ruler=self._ruler)
        hyphens = hyphens if item.look in _JUSTIFIED else None
        return wrap(item.text, width, narrow=narrow, ruler=self._ruler, hyphens=hyphens)

    def _width(self, setting: Setting) -> int:
        return max(1, self.measure - self._margin(setting.left) - self._margin(setting.right))

    def _room(self, item: Item, start: int) -> int:
        """Return the cells of the row that starts at ``start``, as it was wrapped."""
        setting = SETTINGS[item.look]
        left = item.indent if not start else 0
        return max(1, self._width(setting) - left - self._hang(item, setting, start))

    def _hang(self, item: Item, setting: Setting, start: int) -> int:
        turned = start and setting.keeps_lines and item.text[start - 1] != "\n"
        return self._margin(setting.hang) if turned else 0

    def _margin(self, cells: int) -> int:
        """Narrow a margin with the measure, so that a small screen keeps room for words."""
        return min(cells, self.measure // 10)

    def _indent(self, item: Item, start: int) -> int:
        setting = SETTINGS[item.look]
        first = item.indent if not start else 0
        return self._margin(setting.left) + first + self._hang(item, setting, start)
