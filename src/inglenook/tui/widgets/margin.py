"""What the reader's marks look like on the page: in the text, and in the margin beside it.

Colours tell the four styles of a highlight apart, and so does the sign in the margin, for
those who see none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from inglenook.model import Position, Span

if TYPE_CHECKING:
    from inglenook.marginalia import Placed

BOOKMARK, NOTE = "■", "*"
BARS: Mapping[str, str] = {"amber": "│", "rose": "┃", "moss": "┆", "slate": "║"}
"""For each style of a highlight, its sign."""
UNCOLOURED = "noted"
"""How the text of a note without a highlight is marked."""

_TO_THE_END = 1 << 60


class Marked(NamedTuple):
    """A stretch of an item's text, and what it is marked as."""

    start: int
    end: int
    mark: str


MatchTable = Mapping[tuple[int, int], Sequence[Marked]]
"""For each (chapter, block), what is marked in its text."""


class Margin(NamedTuple):
    """The marks of a story, ready to be painted."""

    text: MatchTable
    """What is coloured."""
    signs: MatchTable
    """What stands beside the text; ``mark`` is the sign."""


BARE = Margin({}, {})


def over_blocks(spans: Iterable[tuple[Span, str]]) -> dict[tuple[int, int], list[Marked]]:
    """Spread spans over the blocks they cover."""
    table: dict[tuple[int, int], list[Marked]] = {}
    for (start, end), mark in spans:
        for block in range(start.block, end.block + 1):
            first = start.offset if block == start.block else 0
            last = end.offset if block == end.block else _TO_THE_END
            table.setdefault((start.chapter, block), []).append(Marked(first, last, mark))
    return table


def margin(placed: Iterable[Placed]) -> Margin:
    """Return what is painted of marks; those that wait are not."""
    from inglenook.store.annotations import MarkKind  # 2 ms, and a page is painted before its marks

    texts: list[tuple[Span, str]] = []
    signs: list[tuple[Span, str]] = []
    for annotation, span in placed:
        if span is None:
            continue
        point = Span(span.start, _behind(span.start))
        kind = annotation.kind
        if not kind.has_span:
            signs.append((point, annotation.detail if kind is MarkKind.LETTER else BOOKMARK))
            continue
        texts.append((span, annotation.detail or UNCOLOURED))
        if annotation.note:
            signs.append((point, NOTE))
        if bar := BARS.get(annotation.detail):
            signs.append((span, bar))
    return Margin(over_blocks(texts), over_blocks(signs))


def signs_of(placed: Iterable[Placed]) -> list[tuple[Position, str]]:
    """Return where marks are, each with its sign; those of places last."""
    from inglenook.store.annotations import MarkKind  # see margin

    signs = [
        (span.start, one.detail if one.kind is MarkKind.LETTER else BARS.get(one.detail, NOTE))
        if one.kind is not MarkKind.BOOKMARK
        else (span.start, BOOKMARK)
        for one, span in placed
        if span is not None
    ]
    return sorted(signs, key=lambda sign: sign[1] not in _BARS)


def sign(found: Sequence[Marked]) -> str:
    """Return the sign of a row: that of a place rather than the bar of a highlight."""
    if not found:
        return ""
    return min((one.mark for one in found), key=lambda mark: (mark in _BARS, mark == NOTE))


_BARS = frozenset(BARS.values())


def _behind(position: Position) -> Position:
    return position._replace(offset=position.offset + 1)
