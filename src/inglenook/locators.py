"""Places as short words that a shell takes as they are: ``k3f9@2.14.120,below_the_weir``.

After the story's id come chapter, block and character, counted from 1 as people count, and the
words that stand there, by which the place is found again when the text has changed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from inglenook import anchors
from inglenook.index.snippets import ELLIPSIS, LINE_END
from inglenook.model import Document, Hit, Locator, Position, Span

QUOTE = 48
"""Characters of the text that are quoted."""

_WRITTEN = re.compile(
    r"(?P<story>[^\s@]{1,100})@(\d{1,6})\.(\d{1,6})\.(\d{1,9})(?:,(?P<quote>.*))?"
)
_UNSAFE = re.compile(r"[^\w.\- ]|_")
_ESCAPED = re.compile(r"%u([0-9A-F]{6})|%([0-9A-F]{4})")


class WrittenPlace(NamedTuple):
    """A locator as it was written."""

    story: str
    """``Story.id``."""
    position: Position
    quote: str


def written(story: str, position: Position, quote: str) -> str:
    """Return a place as one word."""
    chapter, block, offset = position
    safe = _UNSAFE.sub(_escaped, quote[:QUOTE].rstrip()).replace(" ", "_")
    return f"{story}@{chapter + 1}.{block + 1}.{offset + 1}" + (f",{safe}" if safe else "")


def short(hit: Hit) -> str:
    """Return where a hit is as one word."""
    marks = hit.snippet.highlights
    quote = hit.snippet.text[marks[0][0] :].partition(LINE_END)[0] if marks else ""
    return written(hit.story, hit.span.start, quote.rstrip(ELLIPSIS))


def read(text: str) -> WrittenPlace | None:
    """Return what a locator says; None for any other text."""
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    chapter, block, offset = (max(0, int(found[number]) - 1) for number in (2, 3, 4))
    quote = _ESCAPED.sub(_unescaped, (found["quote"] or "").replace("_", " "))
    return WrittenPlace(found["story"], Position(chapter, block, offset), quote)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"%{code:04X}" if code < 1 << 16 else f"%u{code:06X}"


def _unescaped(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= 0x10FFFF else ""


def passage(document: Document, where: WrittenPlace) -> Span | None:
    """Return the stretch of text a written place is about, None where its words are gone."""
    start = place(document, where)
    if start is None:
        return None
    end = min(len(document.block(start).text), start.offset + max(1, len(where.quote)))
    return Span(start, start._replace(offset=end))


def place(document: Document, where: WrittenPlace) -> Position | None:
    """Return where a place is now, None where its words are gone.

    A place without words is where it says, if the text is that long.
    """
    near = anchors.locate(document, where.position)
    if not where.quote.strip():
        return near.position if near.position == where.position else None
    locator = Locator(where.position, near.progression, where.quote)
    return anchors.place(document, locator)
