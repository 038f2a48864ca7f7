"""Where a query holds in one chapter: the rules, for the index and for the text alike.

The index knows the places of words from its posting lists, the matcher from the text; both
come here, so that what is counted is what is shown. A place is the number of a word in its
chapter; between two blocks numbers are left out, so that nothing runs across.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from inglenook.query import Among, And, Clause, Field, Node, Not, Or, Ranges, Scene, Within, inside


class Places(Protocol):
    """A chapter, by the places of its words."""

    @property
    def key(self) -> str:
        """``ChapterEntry.key``."""

    @property
    def starts(self) -> Sequence[int]:
        """Place of the first word of every block that has words, ascending."""

    @property
    def scenes(self) -> Sequence[int]:
        """Place at which every scene but the first begins, ascending."""

    def begins(self, clause: Clause) -> Collection[int]:
        """Return the places at which a clause begins."""


def held(node: Node, chapter: Places) -> Collection[int] | None:
    """Return where what a node asks for begins in a chapter; None if the node does not hold.

    A node that only keeps chapters out holds nowhere in particular.
    """
    match node:
        case Clause():
            return chapter.begins(node) or None
        case And(parts):
            every = [held(part, chapter) for part in parts]
            return None if None in every else _together(every)
        case Or(parts):
            some = [places for part in parts if (places := held(part, chapter)) is not None]
            return _together(some) if some else None
        case Not(part):
            return () if held(part, chapter) is None else None
        case Scene(part):
            bounds = (0, *chapter.scenes, 1 << 32)
            scenes = (held(part, _Stretch(chapter, *ends)) for ends in pairwise(bounds))
            found = [places for places in scenes if places is not None]
            return _together(found) if found else None
        case Within(part, blocks):
            ranges = blocks(chapter.key)
            return held(part, _Blocks(chapter, ranges)) if ranges else None
        case Among(keys):
            return () if chapter.key in keys else None
        case Field():
            return ()  # whoever has no stories to ask takes it for true


def _together(found: Iterable[Collection[int] | None]) -> set[int]:
    return {place for places in found for place in places or ()}


class _Blocks:
    """Some blocks of a chapter, as a chapter."""

    def __init__(self, chapter: Places, ranges: Ranges) -> None:
        self.key, self.starts, self.scenes = chapter.key, chapter.starts, chapter.scenes
        self._chapter, self._ranges = chapter, ranges

    def begins(self, clause: Clause) -> list[int]:
        """Return the places in these blocks."""
        starts, ranges = self.starts, self._ranges
        begins = self._chapter.begins(clause)
        return [p for p in begins if inside(ranges, bisect_right(starts, p) - 1)]


class _Stretch:
    """A part of a chapter, as a chapter."""

    scenes = ()

    def __init__(self, chapter: Places, low: int, high: int) -> None:
        self.key, self.starts = chapter.key, chapter.starts
        self._chapter, self._low, self._high = chapter, low, high

    def begins(self, clause: Clause) -> list[int]:
        """Return the places in this part."""
        return [p for p in self._chapter.begins(clause) if self._low <= p < self._high]


def close(
    words: Sequence[Sequence[int]], within: int, starts: Sequence[int]
) -> dict[int, tuple[int, ...]]:
    """Return where words stand together, in any order and within one block.

    Stretches do not overlap; each is the shortest that ends where it ends.

    Args:
        words: places of each word, ascending.
        within: words from the first to the last, at most.
        starts: place of the first word of every block.

    Returns:
        First place -> the places of all the words, ascending.
    """
    stream = sorted((place, number) for number, places in enumerate(words) for place in places)
    found: dict[int, tuple[int, ...]] = {}
    last: dict[int, int] = {}
    end = 0
    for place, number in stream:
        if place >= end:
            block = bisect_right(starts, place)
            end = starts[block] if block < len(starts) else 1 << 32
            last.clear()
        last[number] = place
        if len(last) == len(words):
            places = tuple(sorted(set(last.values())))
            if place - places[0] < within and len(places) == len(words):
                found[places[0]] = places
                last.clear()
    return found


def follow(words: Sequence[Sequence[int]]) -> list[int]:
    """Return the places at which words begin to follow one another.

    Args:
        words: places of each word.
    """
    first, *others = words
    rest = [set(places) for places in others]
    return [
        place
        for place in first
        if all(place + ahead in places for ahead, places in enumerate(rest, 1))
    ]
