"""Paint rows of a layout as strips, only those on screen, each once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from inglenook.layout import SETTINGS, Layout, Look, Row, spread
from inglenook.model import Span
from inglenook.model import Style as InlineStyle
from inglenook.tui.widgets.margin import (
    BARE,
    BARS,
    UNCOLOURED,
    Margin,
    Marked,
    MatchTable,
    over_blocks,
    sign,
)

BLANK = -1
"""The number of a row that shows nothing, behind the end of a page."""
HYPHEN = "-"
"""Drawn where a word is parted; no character of the text, and never copied."""

MOST_STRIPS = 2_000
"""Some forty screens: paging back costs nothing, and a long book does not fill the memory."""

COMPONENTS: dict[Look, str] = {
    Look.TITLE: "title",
    Look.BYLINE: "byline",
    Look.CHAPTER: "chapter",
    Look.CARD: "card",
    Look.FOLDED_TEXT: "card-text",
    Look.PARAGRAPH: "text",
    Look.HEADING: "heading",
    Look.VERSE: "verse",
    Look.LETTER: "letter",
    Look.QUOTE: "quote",
    Look.PREFORMATTED: "preformatted",
    Look.NOTE: "note",
    Look.SCENE_BREAK: "ornament",
}
"""The component class, behind ``reading-pane--``, that colours each look."""

INLINE_MARKS = tuple(style.value for style in InlineStyle)
"""What the author marked; each a component class too."""
READER_MARKS = (*BARS, UNCOLOURED)
"""What the reader marked; each a component class too."""
MATCH_MARKS = ("match", "match-current")
"""What the reader looks for; each a component class too."""

MARKS = (*INLINE_MARKS, *READER_MARKS, *MATCH_MARKS)
"""What may lie on a text, in the order in which it is laid on."""


class _Marks:
    """The marks of one item, sorted, so that a row of a very long text finds its own."""

    def __init__(self, marks: Iterable[Marked]) -> None:
        self._marks = sorted(marks, key=lambda marked: marked.start)
        self._starts = [marked.start for marked in self._marks]
        self._reach = list(accumulate((marked.end for marked in self._marks), max))

    def within(self, start: int, end: int) -> Sequence[Marked]:
        """Return the marks that touch ``[start:end]``, in the order they are laid on."""
        first = bisect_right(self._reach, start)
        last = bisect_left(self._starts, end)
        return [marked for marked in self._marks[first:last] if marked.end > start]


_UNMARKED = _Marks(())


def match_table(
    spans: Sequence[Span], current: int | None = None, highlight: Span | None = None
) -> MatchTable:
    """Spread spans over the blocks they cover.

    Args:
        spans: the matches.
        current: which of them the reader is at.
        highlight: one more stretch to show as the current one.
    """
    shown = [(span, "match-current" if n == current else "match") for n, span in enumerate(spans)]
    if highlight is not None:
        shown.append((highlight, "match-current"))
    return over_blocks(shown)


class Page:
    """Paints one layout at one width, in one set of styles."""

    def __init__(
        self,
        layout: Layout,
        width: int,
        styles: Mapping[str, Style],
        matches: MatchTable,
        margin: Margin = BARE,
    ) -> None:
        """Prepare to paint; nothing is painted yet.

        Args:
            layout: what to paint.
            width: cells of a strip; the measure is centred in it.
            styles: for each of :data:`COMPONENTS` and the marks, for ``selection``, and ``""``
                for the paper itself. Those of marks are laid over those of components.
            matches: what is found in the text.
            margin: what the reader marked in it.
        """
        self._layout = layout
        self._width = width
        self._styles = styles
        self._matches = matches
        self._margin = margin
        self._paper = styles[""]
        self._left = max(0, (width - layout.measure) // 2)
        self._strips: LRUCache[int, Strip] = LRUCache(MOST_STRIPS)
        self._marks: LRUCache[int, _Marks] = LRUCache(MOST_STRIPS)

    def is_of(self, layout: Layout, width: int) -> bool:
        """Tell whether this page paints a layout at a width."""
        return layout is self._layout and width == self._width

    def strip(self, number: int, selected: tuple[int, int] | None = None) -> Strip:
        """Paint a row of the layout, as wide as the page.

        Args:
            number: the row, counted from the top of the layout: the key of the cache, which
                a scroll offset must never be.
            selected: characters of the row, ``(start, end)``, an end of -1 meaning all.
        """
        if selected is not None:
            return self._paint(number, selected)
        strip = self._strips.get(number)
        if strip is None:
            self._strips[number] = strip = self._paint(number, None)
        return strip

    def _paint(self, number: int, selected: tuple[int, int] | None) -> Strip:
        row = self._layout.row(number)
        if row is None:
            blank = [Segment(" " * self._width, self._paper)]
            return Strip(blank, self._width).apply_offsets(0, number)
        item = self._layout.flow.items[row.item]
        text = item.text[row.start : row.end]
        if row.start < item.capitals:
            text = in_capitals(text, item.capitals - row.start)
        cells = cell_len(text)
        indent = row.indent
        if SETTINGS[item.look].centred:
            indent = max(0, self._layout.measure - cells) // 2
        left = self._left + indent
        pieces = list(self._segments(row, text, selected))
        if row.is_parted and pieces:
            pieces.append(Segment(HYPHEN, pieces[-1].style))
        slack = row.room - cells - len(HYPHEN) * row.is_parted
        wider = spread(text, slack, is_odd=bool(number % 2)) if row.is_spread else ()
        # A click or a drag is told the character it hit: below 0 in the margin before it.
        pieces = list(_placed(pieces, wider, number))
        used = left + sum(piece.cell_length for piece in pieces)
        if left:
            pieces[:0] = self._beside(row, left, number)
        if (rest := self._width - used) > 0:
            pieces.append(Segment(" " * rest, self._paper + _at(len(text), number)))
        return Strip(pieces, used + max(rest, 0)).adjust_cell_length(self._width, self._paper)

    def _beside(self, row: Row, left: int, number: int) -> list[Segment]:
        """Paint the cells before a row, with the sign of a mark in the margin."""
        item = self._layout.flow.items[row.item]
        paper = self._paper + _at(-left, number)
        signs = self._margin.signs.get((item.chapter, item.block)) if item.is_text else None
        shown = signs and sign([m for m in signs if m.start <= row.end and m.end > row.start])
        if not shown or not self._left:
            return [Segment(" " * left, paper)]
        before = max(0, self._left - 2)
        return [
            Segment(" " * before, paper),
            Segment(shown, self._styles["margin"] + _at(-left, number)),
            Segment(" " * (left - before - 1), paper),
        ]

    def _segments(self, row: Row, text: str, selected: tuple[int, int] | None) -> Iterable[Segment]:
        style = self._styles[COMPONENTS[self._layout.flow.items[row.item].look]]
        marks = list(self._marks_of(row.item).within(row.start, row.end))
        if selected is not None:
            first, last = selected
            last = len(text) if last < 0 else last
            marks.append(Marked(row.start + max(first, 0), row.start + last, "selection"))
        if not marks:
            return [Segment(text, style)] if text else []
        marks.sort(key=_rank)
        return self._marked_segments(row, text, style, marks)

    def _marked_segments(
        self, row: Row, text: str, style: Style, marks: Sequence[Marked]
    ) -> Iterable[Segment]:
        """Cut a row wherever a mark begins or ends, and style each piece."""
        cuts = {row.start, row.end}
        for marked in marks:
            cuts.add(min(max(marked.start, row.start), row.end))
            cuts.add(min(max(marked.end, row.start), row.end))
        ordered = sorted(cuts)
        for start, end in pairwise(ordered):
            laid = style
            for marked in marks:
                if marked.start < end and marked.end > start:
                    laid += self._styles[marked.mark]
            yield Segment(text[start - row.start : end - row.start], laid)

    def _marks_of(self, index: int) -> _Marks:
        item = self._layout.flow.items[index]
        if not item.is_text:
            return _UNMARKED
        where = item.chapter, item.block
        found = (*self._margin.text.get(where, ()), *self._matches.get(where, ()))
        if not found and not item.spans:
            return _UNMARKED
        marks = self._marks.get(index)
        if marks is None:
            inline = [Marked(span.start, span.end, span.style.value) for span in item.spans]
            self._marks[index] = marks = _Marks([*inline, *found])
        return marks


def in_capitals(text: str, end: int) -> str:
    """Return a text with the letters before ``end`` in capitals, those that are one sign too."""
    capitals = (char.upper() for char in text[:end])
    kept = zip(text, capitals, strict=False)
    return "".join(upper if len(upper) == 1 else char for char, upper in kept) + text[end:]


def _at(character: int, number: int) -> Style:
    """Return what tells a click which character of which row it hit."""
    return Style.from_meta({"offset": (character, number)})


def _placed(
    pieces: Iterable[Segment], wider: Sequence[tuple[int, int]], number: int
) -> Iterable[Segment]:
    """Tell each piece of a row where its text begins, and draw the wider spaces.

    Args:
        pieces: of one row.
        wider: where extra cells go, as :func:`~inglenook.layout.spread` says.
        number: the row.
    """
    start, coming = 0, list(reversed(wider))
    for text, style, _ in pieces:
        style = style or Style.null()
        end = start + len(text)
        at = start
        # Extra cells are drawn as part of the space they widen: underlined in a link, say.
        while coming and start < coming[-1][0] <= end:
            behind, cells = coming.pop()
            yield Segment(text[at - start : behind - start], style + _at(at, number))
            yield Segment(" " * cells, style + _at(behind - 1, number))
            at = behind
        if at < end:
            yield Segment(text[at - start :], style + _at(at, number))
        start = end


_RANKS = {
    mark: rank
    for rank, mark in enumerate((*INLINE_MARKS, *READER_MARKS, *MATCH_MARKS, "selection"))
}


def _rank(marked: Marked) -> int:
    """Order marks so that what the reader looks for covers what the author meant."""
    return _RANKS[marked.mark]
