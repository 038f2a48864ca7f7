"""Break text into rows that fit a width, in terminal cells.

A greedy ``str.rfind(" ")`` wraps a 3.2 MB book in about 20 ms, where Rich's own wrapper
takes 600; its breaks are the same wherever every character is one cell wide. Text with
wide or combining characters takes a slower path, and only on the rows that have some.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from inglenook.clean import JOINER, is_picture
from inglenook.layout.hyphens import MOST_IN_A_ROW, Hyphenator

Ruler = Callable[[str], int]
"""Tells how many cells (0, 1 or 2) a terminal gives one character."""

SINGLE_ROW: Sequence[int] = (0,)
"""What most paragraphs of dialogue wrap to; shared, because a book has thousands."""

_NARROW_RANGES = (
    " -~"
    "\u00a0-\u00ac\u00ae-\u02ff"  # Latin; the soft hyphen between them is no cell wide
    "\u0370-\u0377\u037a-\u037f\u0384-\u038a\u038e-\u03a1\u03a3-\u03ff"  # Greek
    "\u0400-\u0482\u048a-\u052f"  # Cyrillic
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2319"  # dashes, curly quotes
    "\u2400-\u2426\u2500-\u25fc\ufffd"  # control pictures and what else clean() leaves behind
)
_NARROW_RUN = re.compile(f"[{_NARROW_RANGES}]*")

_TWO_CELLS_RUN = re.compile("[\u3001-\u3029\u3041-\u3096\u30a1-\u30fe\u4e00-\u9fff\uff01-\uff60]*")
"""The common ideographic characters, each two cells: a novel in Chinese is little else."""
_NEVER_FIRST = frozenset(
    "、。，．：；！？）］｝〕〉》」』】〙〗〟’”ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…—"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【〘〖〝‘“")

LEAST_SHORT = 4
"""Cells a row falls short by, or a tenth of it, before a hyphen is looked for: most need none."""

_EMOJI_STYLE = "\ufe0f"


def is_narrow(text: str) -> bool:
    """Tell whether every character of a text is known to be one cell wide."""
    # Matching the run whole is 1.7 times as fast as searching for the first other character.
    return text.isascii() or _NARROW_RUN.fullmatch(text) is not None


def cell_size(char: str) -> int:
    """Return the cells of one character by Python's own Unicode tables.

    The painter hands in its own ruler, so that what is wrapped and what is painted agree.
    """
    if unicodedata.category(char) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(
    text: str,
    width: int,
    *,
    first: int | None = None,
    narrow: bool | None = None,
    ruler: Ruler = cell_size,
    hyphens: Hyphenator | None = None,
) -> Sequence[int]:
    """Return where each row of a text starts, as character offsets; the first is 0.

    Spaces at a break hang at the end of their row. A word wider than the row is broken.
    A no-break space is no break, unlike in Rich. The answer is a tuple: Python's garbage
    collector forgets tuples of numbers, where it would visit the lists of a book at every turn.

    Args:
        text: one line, without newlines.
        width: cells of a row, at least 1.
        first: cells of the first row where they differ.
        narrow: what :func:`is_narrow` says of the text, where the caller knows.
        ruler: how wide characters are measured.
        hyphens: parts a word where its row would be left short.
    """
    first = width if first is None else first
    if is_narrow(text) if narrow is None else narrow:
        if hyphens is not None:
            return _wrap_hyphenated(text, width, first, hyphens)
        return _wrap_narrow(text, width, first)
    return _wrap_wide(text, width, first, ruler)


def wrap_lines(
    text: str,
    width: int,
    *,
    hang: int = 0,
    narrow: bool | None = None,
    ruler: Ruler = cell_size,
) -> Sequence[int]:
    """Return where each row of a text with line ends of its own starts.

    Args:
        text: lines parted by newlines.
        width: cells of the first row of a line.
        hang: how much narrower the rows are that a line turns over to.
        narrow: what :func:`is_narrow` says of the text, newlines aside.
        ruler: how wide characters are measured.
    """
    starts: list[int] = []
    offset = 0
    for line in text.split("\n"):
        rows = wrap(line, max(1, width - hang), first=width, narrow=narrow, ruler=ruler)
        starts.extend(offset + start for start in rows)
        offset += len(line) + 1
    return tuple(starts)


def _wrap_narrow(text: str, width: int, first: int) -> Sequence[int]:
    length = len(text)
    if length <= first:
        return SINGLE_ROW
    lead = _leading_spaces(text)
    if lead == length:
        return SINGLE_ROW
    starts = [0]
    append = starts.append
    rfind = text.rfind
    start, limit = 0, first
    while limit < length:
        space = rfind(" ", start if start > lead else lead, limit + 1)
        if space < 0:
            start = limit
        else:
            start = space + 1
            if space == limit:  # the row is full to its last cell: more spaces may follow
                while start < length and text[start] == " ":
                    start += 1
                if start == length:
                    break
        append(start)
        limit = start + width
    return tuple(starts)


def _wrap_hyphenated(text: str, width: int, first: int, hyphens: Hyphenator) -> Sequence[int]:
    """Wrap narrow text as :func:`_wrap_narrow` does, and part words that leave a row short."""
    length = len(text)
    if length <= first:
        return SINGLE_ROW
    lead = _leading_spaces(text)
    if lead == length:
        return SINGLE_ROW
    starts = [0]
    append = starts.append
    rfind, cut = text.rfind, hyphens.cut
    start, limit, ladder = 0, first, 0
    short = max(LEAST_SHORT, width // 10)
    while limit < length:
        space = rfind(" ", start if start > lead else lead, limit + 1)
        if limit - space <= short and space >= 0:
            start, ladder = space + 1, 0
            if space == limit:
                while start < length and text[start] == " ":
                    start += 1
                if start == length:
                    break
        else:
            # From the space on, or in a word that has the row to itself.
            word = space + 1 if space >= 0 else start
            found = cut(text, word, limit) if ladder < MOST_IN_A_ROW else 0
            ladder = ladder + 1 if found else 0
            start = found or (word if space >= 0 else limit)
        append(start)
        limit = start + width
    return tuple(starts)


def _wrap_wide(text: str, width: int, first: int, ruler: Ruler) -> Sequence[int]:
    length = len(text)
    lead = _leading_spaces(text)
    if lead == length:
        return SINGLE_ROW
    starts = [0]
    start, room = 0, first
    narrow_run = _NARROW_RUN.match
    while True:
        limit = start + room
        run = narrow_run(text, start, limit + 1)
        if run is not None and run.end() > limit:
            space = text.rfind(" ", max(start, lead), limit + 1)
            start = limit if space < 0 else space + 1
            if space == limit:
                while start < length and text[start] == " ":
                    start += 1
        else:
            full = _end_of_ideographic_row(text, start, room)
            start = full or _end_of_wide_row(text, start, lead, room, ruler)
        if start >= length:
            return tuple(starts)
        starts.append(start)
        room = width


def _end_of_ideographic_row(text: str, start: int, room: int) -> int:
    """Return where the next row begins behind a row of two-cell characters only, else 0."""
    limit = start + room // 2
    run = _TWO_CELLS_RUN.match(text, start, limit + 1)
    if run is None or run.end() <= limit:
        return 0
    for cut in (limit, limit - 1):
        if cut > start and text[cut] not in _NEVER_FIRST and text[cut - 1] not in _NEVER_LAST:
            return cut
    return 0


def _end_of_wide_row(text: str, start: int, lead: int, room: int, ruler: Ruler) -> int:
    """Return where the row behind the one that begins at ``start`` begins."""
    used, cut, size = 0, -1, 0
    before = ""
    for index in range(start, len(text)):
        char = text[index]
        if char == " ":
            used += 1
            if index >= lead:
                cut = index + 1
            before = char
            continue
        if before == JOINER and is_picture(char):
            # Drawn as one glyph with what stands before the joiner.
            before = char
            continue
        if char == _EMOJI_STYLE:
            extra = 1 if size == 1 else 0  # at most: some narrow signs become wide pictures
            size = 0
        else:
            extra = ruler(char)
            size = extra or size
        if used + extra > room and index > start:
            if extra and char != _EMOJI_STYLE and _may_break(before, char):
                return index
            if cut > start:
                return cut
            if (cluster := _start_of_cluster(text, index, start, ruler)) > start:
                return cluster
        if extra and index > start and _may_break(before, char):
            cut = index
        used += extra
        before = char
    return len(text)


def _may_break(before: str, char: str) -> bool:
    """Tell whether a row may end between two characters that no space parts."""
    if before == " ":
        return True
    if not before or char in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    return _is_ideographic(char) or _is_ideographic(before)


def _is_ideographic(char: str) -> bool:
    """Tell whether lines may break beside a character of this script (Korean parts its words)."""
    # No pattern: one that reaches beyond the basic plane takes 2 ms to compile at every start.
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uff60"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def _start_of_cluster(text: str, index: int, start: int, ruler: Ruler) -> int:
    """Step back from a mark or a selector to the sign it is drawn with, at most to ``start``."""
    while index > start and (
        text[index] == _EMOJI_STYLE or _is_joined(text, index) or not ruler(text[index])
    ):
        index -= 1
    return index


def _is_joined(text: str, index: int) -> bool:
    """Tell whether a joiner draws a character as one glyph with the one before the joiner."""
    return text[index - 1] == JOINER and text[index] != " "


def _leading_spaces(text: str) -> int:
    return len(text) - len(text.lstrip(" ")) if text[:1] == " " else 0
