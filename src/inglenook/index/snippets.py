"""The words around a hit, cut where a sentence begins or ends if one is near.

Values, not markup: a :class:`~inglenook.model.Snippet` is one line of plain
text and the ranges of it to highlight. No Whoosh here.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from inglenook.model import Block, Excerpt, Hit, Match, Snippet
from inglenook.sentences import SENTENCE_END

ELLIPSIS = "…"
LINE_END = " / "
"""How a line end the author meant is shown on one line, as verse is quoted in prose."""

_REACH = 4
"""Widths of text around a hit that are looked at: a block may be a book, and have 15,000 hits."""

_SPACE = re.compile(r"\s+")


def hits(
    place: tuple[str, int],
    blocks: Sequence[Block],
    matches: Iterable[Match],
    width: int,
    score: float,
) -> tuple[Hit, ...]:
    """Return matches in one chapter as hits.

    Args:
        place: the story's id, and the index of the chapter in it.
        blocks: the chapter.
        matches: in it.
        width: characters of context; see :func:`snippet`.
        score: of the chapter.
    """
    starts = [0, *accumulate(len(block.text) for block in blocks)]
    return tuple(
        Hit(
            *place,
            found,
            Excerpt(snippet, blocks[found.block].text, found, width),
            score,
            share=(starts[found.block] + found.start) / max(1, starts[-1]),
        )
        for found in matches
    )


def snippet(text: str, match: Match, width: int) -> Snippet:
    """Return the context of a hit on one line of at most ``width`` characters.

    A cut end is marked by an ellipsis. A hit longer than ``width`` is shown from its beginning.

    Args:
        text: the text of the block the match lies in.
        match: where it matches; ``match.highlights`` are ranges of ``text``.
        width: characters, the ellipses included.
    """
    low = max(0, match.start - _REACH * max(width, 3))
    high = match.end + _REACH * max(width, 3)
    near = tuple((begin - low, end - low) for begin, end in match.highlights)
    line, highlights = _one_line(text[low:high], near)
    is_whole = not low and high >= len(text)
    if (len(line) <= width and is_whole) or not highlights:
        return Snippet(line[:width], _within(highlights, 0, min(width, len(line)), 0))
    start, end = _bounds(line, highlights[0][0], highlights[-1][1], max(width, 3))
    before = ELLIPSIS if low or start > 0 else ""
    after = ELLIPSIS if end < len(line) or high < len(text) else ""
    return Snippet(
        f"{before}{line[start:end]}{after}",
        _within(highlights, start, end, len(before)),
    )


def _one_line(
    text: str, highlights: tuple[tuple[int, int], ...]
) -> tuple[str, list[tuple[int, int]]]:
    """Return ``text`` without line ends and doubled space, and where its highlights went."""
    if "\n" not in text and "  " not in text and text == text.strip():
        return text, list(highlights)
    parts: list[str] = []
    ends: list[int] = []
    moved: list[int] = []
    shift = kept = 0
    for space in _SPACE.finditer(text):
        outer = space.start() == 0 or space.end() == len(text)
        shown = "" if outer else LINE_END if "\n" in space[0] else " "
        parts += text[kept : space.start()], shown
        shift += len(shown) - len(space[0])
        kept = space.end()
        ends.append(kept)
        moved.append(shift)
    parts.append(text[kept:])
    moved.insert(0, 0)
    return "".join(parts), [
        (start + moved[bisect_right(ends, start)], end + moved[bisect_right(ends, end - 1)])
        for start, end in highlights
    ]


def _bounds(line: str, start: int, end: int, width: int) -> tuple[int, int]:
    """Return the stretch of ``line`` to show around ``line[start:end]``, ellipses not counted."""
    room = width - 2 * len(ELLIPSIS)
    if end - start >= room:
        return start, _word_end(line, start, start + room)
    spare = room - (end - start)
    sentences = [0, *(found.end() for found in SENTENCE_END.finditer(line)), len(line)]
    first = sentences[bisect_right(sentences, start) - 1]
    last = sentences[bisect_left(sentences, end)]
    if last - first <= room:
        return _grow(line, sentences, first, last, room)
    # The sentence is too long: half the room before the hit, unless one side needs less.
    behind = min(last - end, spare - min(start - first, spare // 2))
    begin = max(first, start - (spare - behind))
    begin = begin if begin == first else _word_start(line, begin, start)
    stop = min(last, begin + room)
    return begin, stop if stop == last else _word_end(line, end, stop)


def _grow(line: str, sentences: list[int], first: int, last: int, room: int) -> tuple[int, int]:
    """Take in whole sentences behind and before while there is room."""
    low, high = sentences.index(first), sentences.index(last)
    while True:
        if high + 1 < len(sentences) and sentences[high + 1] - sentences[low] <= room:
            high += 1
        elif low > 0 and sentences[high] - sentences[low - 1] <= room:
            low -= 1
        else:
            break
    stop = sentences[high]
    return sentences[low], len(line[:stop].rstrip()) if stop < len(line) else stop


def _word_start(line: str, place: int, limit: int) -> int:
    """Return the first beginning of a word from ``place`` on, or ``place`` if there is none."""
    if line[place - 1].isspace():
        return place
    space = line.find(" ", place, limit)
    return space + 1 if space >= 0 else place


def _word_end(line: str, limit: int, place: int) -> int:
    """Return the last end of a word up to ``place``, or ``place`` if there is none."""
    if place >= len(line) or line[place].isspace():
        return min(place, len(line))
    space = line.rfind(" ", limit, place)
    return space if space > limit else place


def _within(
    highlights: list[tuple[int, int]], start: int, end: int, shift: int
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (low - start + shift, min(high, end) - start + shift)
        for low, high in highlights
        if start <= low < end
    )
