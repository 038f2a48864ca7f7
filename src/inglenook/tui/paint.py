"""Lines of lists, fitted to a width in cells: values in, values out, no widget, no markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


class Part(NamedTuple):
    """A stretch of a line in one voice."""

    text: str
    role: str = ""
    """Name of a component class of the list, without its prefix; empty for plain text."""


class Line(NamedTuple):
    """One line of a list: what stands at its left is cut short so that its right end fits."""

    left: tuple[Part, ...] = ()
    right: tuple[Part, ...] = ()
    still: bool = False
    """Whether it parts what is above from what is below; the cursor does not stand on it."""


def clip(text: str, width: int) -> str:
    """Return ``text`` in at most ``width`` cells, an ellipsis at its end where it was cut."""
    if width <= 0:
        return ""
    if (len(text) <= width and text.isascii()) or cell_len(text) <= width:
        return text
    # A wide letter may straddle the cut; set_cell_size then leaves a space in its place.
    return set_cell_size(text, width - 1).rstrip() + ELLIPSIS


def clip_path(path: str, width: int) -> str:
    """Return a path in at most ``width`` cells; its folders are left out before its name is cut."""
    if clip(path, width) == path:
        return path
    folder, _, name = path.rpartition("/")
    return clip(f"{ELLIPSIS}/{name}" if folder else path, width)


def fit(line: Line, width: int) -> list[Part]:
    """Return the parts of a line, exactly ``width`` cells of them.

    The right end is left out where less than half the width, and less than it takes, would be
    the left one's.
    """
    right = list(line.right)
    room = width - sum(cell_len(part.text) for part in right)
    wanted = sum(cell_len(part.text) for part in line.left)
    if right and room < min(wanted + 1, width // 2):
        right, room = [], width
    fitted: list[Part] = []
    for part in line.left:
        text = clip(part.text, room)
        if text:
            fitted.append(Part(text, part.role))
            room -= cell_len(text)
        if text != part.text:
            break
    if room > 0:
        fitted.append(Part(" " * room))
    return fitted + right


def wrap(text: str, width: int, most: int) -> list[tuple[int, int]]:
    """Break ``text`` at spaces into at most ``most`` lines of ``width`` cells.

    Returns:
        Half-open character ranges; the last reaches to the end of the text however long it is.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    while len(lines) < most - 1 and cell_len(text[start : start + width + 1]) > width:
        end = start
        room = width
        while end < len(text) and (room := room - cell_len(text[end])) >= 0:
            end += 1
        if end >= len(text):
            break
        space = text.rfind(" ", start + 1, end + 1)
        end = space if space > start else max(end, start + 1)
        lines.append((start, end))
        start = end + (text[end : end + 1] == " ")
    lines.append((start, len(text)))
    return lines


def window(text: str, first: int, room: int) -> int:
    """Return where to begin showing ``text`` so that the character ``first`` is well in sight.

    Args:
        text: the context of a hit.
        first: where its first highlight begins.
        room: characters that can be shown.
    """
    if first <= room // 2:
        return 0
    start = first - room // 3
    space = text.find(" ", start, first)
    return space + 1 if space >= 0 else start


def highlighted(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int]], role: str
) -> list[Part]:
    """Return ``text[start:end]`` in parts, those inside ``marks`` in the voice ``role``."""
    parts: list[Part] = []
    at = start
    for mark_start, mark_end in marks:
        low, high = max(mark_start, at), min(mark_end, end)
        if low >= high:
            continue
        if low > at:
            parts.append(Part(text[at:low]))
        parts.append(Part(text[low:high], role))
        at = high
    if at < end:
        parts.append(Part(text[at:end]))
    return parts
