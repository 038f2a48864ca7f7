"""How far the reader has come, and how much is left."""

from __future__ import annotations

from typing import NamedTuple

from inglenook.layout.flow import Flow, Place
from inglenook.model import Document

_CHARACTERS_A_WORD = 6
"""With its space; only for a chapter whose words nobody has counted."""


class Reading(NamedTuple):
    """How far the reader has come at one place of a story."""

    chapter: int
    """Index into ``Document.chapters``."""
    chapter_fraction: float
    """From 0 at its start to 1 where its end is on screen; 0 in one of a heading alone."""
    story_fraction: float
    """From 0 at the story's start to 1 where its end is on screen."""
    words_left: int
    """In the story."""
    chapter_words_left: int


def reading(flow: Flow, document: Document, place: Place, end: Place | None = None) -> Reading:
    """Work out how far a reader at a place has come.

    Args:
        flow: of the document.
        document: whose chapters know their words.
        place: the top of the screen.
        end: the top of the last screenful: the story is read when it is reached, or it
            would never be. None to count to the last character.
    """
    chapter = flow.items[place.item].chapter
    here = flow.characters_before(place)
    reach = flow.characters[-1] if end is None else flow.characters_before(end)
    first, last = flow.openings[chapter], flow.openings[chapter + 1]
    start, stop = flow.characters[first], flow.characters[last]
    chapter_fraction = _fraction(here, start, min(stop, reach)) if start < stop else 0.0
    story_fraction = _fraction(here, 0, reach)
    words = [
        one.words or (flow.characters[after] - flow.characters[before]) // _CHARACTERS_A_WORD
        for one, before, after in zip(
            document.chapters, flow.openings, flow.openings[1:], strict=False
        )
    ]
    in_chapter = round(words[chapter] * (1 - chapter_fraction))
    left = in_chapter + sum(words[chapter + 1 :])
    return Reading(
        chapter,
        chapter_fraction,
        story_fraction,
        left if story_fraction < 1 else 0,
        in_chapter if story_fraction < 1 else 0,
    )


def _fraction(here: int, start: int, end: int) -> float:
    if end <= start:
        return 1.0
    return min(max((here - start) / (end - start), 0.0), 1.0)
