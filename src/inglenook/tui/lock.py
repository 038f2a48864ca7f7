"""The last lock on the door to the terminal: what a widget paints goes through it, line by line.

Everything is cleaned where it comes in: by the formats, the query, the dictionary. This is for
what should be forgotten there. It costs a microsecond a line, for text that is clean.
"""

from __future__ import annotations

import re

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from inglenook.clean import UNSAFE


class Lock(LineFilter):
    """Lets nothing through that a terminal might obey, and keeps every column where it is."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """Return the segments of a line, safe to write."""
        if not all(text.isprintable() for text, _, _ in segments):
            segments = [
                Segment(harmless(text), style, control) for text, style, control in segments
            ]
        if segments and segments[0].text[:1] > _LAST_WIDE:
            text, style, control = segments[0]
            segments = [Segment(_begun(text), style, control), *segments[1:]]
        return segments


_LAST_WIDE = "\u02ff"
"""Up to here every character that is printable has a width."""


def _begun(text: str) -> str:
    """Return the text of a line from the first character that has a width.

    What stands before that would be put into the last cell of whatever is to the left, and once
    more each time the line is painted.
    """
    start = 0
    while start < len(text) and not get_character_cell_size(text[start]):
        start += 1
    return set_cell_size(text[start:], cell_len(text))


def harmless(text: str) -> str:
    """Return ``text`` with nothing in it that a terminal might obey, and as wide as it was."""
    safe = UNSAFE.sub(_as_wide, text.replace("\n", ""))
    # A joiner may now stand before another letter than before.
    return set_cell_size(safe, cell_len(text))


def _as_wide(match: re.Match[str]) -> str:
    return "\ufffd" * get_character_cell_size(match.group())
