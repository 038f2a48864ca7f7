"""What a search found: values, never markup."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from inglenook.model.places import Position, Span


class Snippet(NamedTuple):
    """Text with stretches to highlight: values, never markup."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    """Half-open character ranges of ``text``, ascending, not overlapping."""


class Match(NamedTuple):
    """Where a query matches inside one chapter."""

    block: int
    """Index into ``Chapter.blocks``."""
    start: int
    """Characters into the block's text, from 0."""
    end: int
    highlights: tuple[tuple[int, int], ...]
    """The matched words: character ranges of the block's text, ascending."""


class Excerpt(NamedTuple):
    """A snippet that is cut when it is looked at.

    A screen shows twenty hits, and a chapter may have one in each of 200,000 words: 15 seconds.
    """

    cut: Callable[[str, Match, int], Snippet]
    """Makes it of all that follows."""
    text: str
    match: Match
    width: int


class MatchKind(StrEnum):
    """How a passage is like what was asked for, the surest first."""

    WORDS = "words"
    """It has the words, as a query asks for them."""
    PHRASE = "phrase"
    """It is the line, word by word."""
    ORDERED = "in order"
    """It has all words of the line in order, and others between."""
    CLOSE = "close"
    """It has most words of the line close together."""
    ALIKE = "alike"
    """As close, and some words are spelt otherwise."""


class Hit(NamedTuple):
    """One place a search found."""

    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``."""
    match: Match
    context: Snippet | Excerpt
    """As :attr:`snippet`, or what that is made of."""
    score: float
    kind: MatchKind = MatchKind.WORDS
    share: float = 0.0
    """How far into its chapter's text it begins, 0 to 1."""
    note: Snippet | None = None
    """What the reader wrote at this place, where that is what was asked for."""
    seen: str = ""
    """When it was on screen last, ``2026-01-31T12:00:00Z``, where that was asked for."""

    @property
    def snippet(self) -> Snippet:
        """The match with its context, cut at sentence bounds where they are near."""
        made = self.context
        if isinstance(made, Excerpt):
            return made.cut(made.text, made.match, made.width)
        return made

    @property
    def shown(self) -> Snippet:
        """What was found, with its context."""
        return self.note or self.snippet

    @property
    def span(self) -> Span:
        """The matched stretch, as a place in the story's Document."""
        return Span(
            Position(self.chapter, self.match.block, self.match.start),
            Position(self.chapter, self.match.block, self.match.end),
        )
