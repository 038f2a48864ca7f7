"""Places in a document, and what it takes to find one again in a changed text."""

from __future__ import annotations

from typing import NamedTuple


class Position(NamedTuple):
    """A place in a Document: ordered, and the same at every line length."""

    chapter: int = 0
    """Index into ``Document.chapters``."""
    block: int = 0
    """Index into ``Chapter.blocks``."""
    offset: int = 0
    """Characters into ``Block.text``; ``len(text)`` is just behind the last one."""


class Span(NamedTuple):
    """The half-open range of a Document from ``start`` up to ``end``."""

    start: Position
    end: Position


class Locator(NamedTuple):
    """A saved Position, with what it takes to find the place in a changed text.

    After Readium's Locator and the W3C's TextQuoteSelector.
    """

    position: Position
    progression: float
    """How far into the story, 0 to 1, by characters of unfolded text."""
    quote: str
    """Up to 48 characters from the position on."""
    before: str = ""
    """Up to 32 characters before it."""
    after: str = ""
    """Up to 32 characters behind the quote."""
