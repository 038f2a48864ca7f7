"""Where things are in a story, chapter by chapter: as shares of each chapter's text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from inglenook.layout.flow import Flow
from inglenook.model import Position


class BookMap:
    """Chapters as stretches of text: places to shares of them, and back."""

    def __init__(self, flow: Flow) -> None:
        """Take a flow; folded text counts for nothing, as in its characters."""
        self._flow = flow
        firsts = [flow.characters[item] for item in flow.openings]
        self._firsts = firsts
        self.lengths = tuple(max(1, end - start) for start, end in pairwise(firsts))
        """Characters of each chapter, at least 1."""

    def share(self, position: Position) -> float:
        """Return how far into its chapter a place is, 0 to 1."""
        chapter = min(max(0, position.chapter), len(self.lengths) - 1)
        at = self._flow.characters_before(self._flow.place(position, in_text=True))
        return min(max(0.0, (at - self._firsts[chapter]) / self.lengths[chapter]), 1.0)

    def position(self, chapter: int, share: float) -> Position:
        """Return the place at a share of a chapter; its opening for 0."""
        if share <= 0:
            return Position(chapter)
        flow = self._flow
        first, behind = flow.openings[chapter], flow.openings[chapter + 1]
        at = self._firsts[chapter] + int(share * self.lengths[chapter])
        item = bisect_right(flow.characters, at, first, behind) - 1
        found = flow.items[max(first, item)]
        offset = min(at - flow.characters[max(first, item)], max(0, len(found.text) - 1))
        return Position(chapter, found.block, offset if found.is_text else 0)

    def read(self, chapter: int, story_share: float) -> float:
        """Return how much of a chapter has been read, where so much of the story has."""
        at = story_share * self._firsts[-1]
        return min(max(0.0, (at - self._firsts[chapter]) / self.lengths[chapter]), 1.0)
