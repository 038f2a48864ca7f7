"""Text with ``<br>`` in it: paragraphs, scene breaks, verse, or a hard-wrapped page.

People put whole chapters into one ``<p>`` with two ``<br>`` between paragraphs and four
where a scene ends; poems have one at each line; pages made from mail have one every 70
characters. The runs and the lengths of the lines tell which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from inglenook.formats.breaks import is_scene_break
from inglenook.formats.markup.pieces import Cutter, Piece
from inglenook.model import Inline, Kind

_RUN = re.compile(r" *\n[ \n]*")
SCENE_RUN = 4
"""``<br>`` in a row that part scenes, unless the writer uses as many between paragraphs."""
_LONG_LINE = 90
"""A line this long is a paragraph of its own: no verse, no address, no wrapped line."""
_MANY_LINES = 40
"""Lines in one block beyond which single breaks part paragraphs: no stanza is so long."""


def parted(text: str, spans: tuple[Inline, ...], kind: Kind) -> list[Piece]:
    """Return the pieces a block of text with line breaks makes, without its empty ends."""
    runs = [
        (match.start(), match.end(), match.group().count("\n")) for match in _RUN.finditer(text)
    ]
    counts = Counter([count for _, _, count in runs])
    usual = max(counts, key=counts.__getitem__) if len(runs) >= 3 else 1
    scene = SCENE_RUN if usual < SCENE_RUN else usual + 2
    ends = [run for run in runs if run[2] > 1] + [(len(text), len(text), 0)]
    by_line = _lines_are_paragraphs(text, kind, counts)
    cutter = Cutter(spans)
    pieces: list[Piece] = []
    start = 0
    for end, following, count in ends:
        pieces.extend(_paragraph(text, cutter, start, end, kind, by_line))
        if count >= scene and pieces:
            pieces.append(Piece(Kind.SCENE_BREAK, ""))
        start = following
    return pieces


def _lines_are_paragraphs(text: str, kind: Kind, counts: Counter[int]) -> bool:
    if kind in {Kind.VERSE, Kind.NOTE, Kind.PREFORMATTED} or not counts[1]:
        return False
    lines = [line for line in text.split("\n") if line.strip()]
    if _is_wrapped(lines):
        return False
    long = sum(1 for line in lines if len(line) > _LONG_LINE)
    return long >= 1 and (long * 5 >= len(lines) or len(lines) > _MANY_LINES)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends are only where a mail program broke them."""
    if len(lines) < 3 or max(map(len, lines)) > 100:
        return False
    full = [len(line) for line in lines if len(line) >= 50]
    lower = sum(1 for line in lines[1:] if line.lstrip("\"'“‘(")[:1].islower())
    return len(full) * 10 >= len(lines) * 6 and lower * 10 >= len(lines) * 3


def _paragraph(
    text: str, cutter: Cutter, start: int, end: int, kind: Kind, by_line: bool
) -> Iterator[Piece]:
    """The pieces of one stretch without empty lines in it."""
    group = start
    at = start
    while at <= end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop].strip()
        alone = by_line or (len(line) <= 60 and is_scene_break(line))
        if alone:
            if group < at:
                yield from _lines(text, cutter, group, at, kind)
            yield from _lines(text, cutter, at, stop, kind)
            group = stop + 1
        at = stop + 1
    yield from _lines(text, cutter, group, end, kind)


def _lines(text: str, cutter: Cutter, start: int, end: int, kind: Kind) -> Iterator[Piece]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return
    part = text[start:end]
    inside = cutter.cut(start, end)
    if "\n" not in part:
        yield Piece(Kind.SCENE_BREAK if is_scene_break(part) else kind, part, inside)
        return
    lines = part.split("\n")
    if kind in {Kind.VERSE, Kind.NOTE, Kind.PREFORMATTED}:
        yield Piece(kind, part, inside)
    elif _is_wrapped(lines):
        yield Piece(kind, part.replace("\n", " "), inside)
    else:
        yield Piece(Kind.VERSE if _is_verse(lines) else Kind.LETTER, part, inside)


def _is_verse(lines: list[str]) -> bool:
    """Verse rather than an address or a sign: several lines, capitals first, no labels."""
    if len(lines) < 3:
        return False
    labels = sum(1 for line in lines if ":" in line[:40] or any(map(str.isdigit, line)))
    return labels * 4 < len(lines)
