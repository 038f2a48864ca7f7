"""What a search found, numbered from the first hit to the last; passages are fetched when needed.

The list of hits and the walk through them with ``n`` and ``N`` go by the same numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inglenook.errors import InglenookError
from inglenook.model import Hit

if TYPE_CHECKING:
    from inglenook.query import Query
    from inglenook.results import Results

FetchHits = Callable[["Query", str, int, float], tuple[Hit, ...]]
"""``Library.hits``: all hits of one chapter, ~2 ms."""


class Section(NamedTuple):
    """The hits of one chapter."""

    group: int
    """Index into ``Results.groups``."""
    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``."""
    hits: int
    score: float


class Findings:
    """Results of a search, with the passages seen so far."""

    def __init__(self, results: Results, fetch: FetchHits) -> None:
        self.results = results
        self._fetch = fetch
        self.sections = [
            Section(number, group.story, chapter.chapter, chapter.count, chapter.score)
            for number, group in enumerate(results.groups)
            for chapter in group.chapters
        ]
        self.firsts = list(accumulate((section.hits for section in self.sections), initial=0))
        """Number of each section's first hit, from 0, and of one behind the last."""
        self._hits: dict[int, tuple[Hit, ...]] = {}

    @property
    def count(self) -> int:
        """All hits."""
        return self.firsts[-1]

    def known(self, section: int) -> tuple[Hit, ...] | None:
        """Return the hits of a section if they were fetched."""
        return self._hits.get(section)

    def fetch(self, section: int) -> tuple[Hit, ...]:
        """Return the hits of a section. Also called from a worker's thread.

        Fewer than were counted when the text has changed since it was indexed.
        """
        hits = self._hits.get(section)
        if hits is None:
            _, story, chapter, _, score = self.sections[section]
            try:
                hits = self._fetch(self.results.query, story, chapter, score)
            except InglenookError:  # the file went away since: it has no passages to show
                hits = ()
            self._hits[section] = hits
        return hits

    def section_of(self, number: int) -> int:
        """Return the section that holds a hit."""
        return bisect_right(self.firsts, number) - 1

    def hit(self, number: int) -> Hit | None:
        """Return a hit by its number, from 0; None where the text no longer has it."""
        if not 0 <= number < self.count:
            return None
        section = self.section_of(number)
        hits = self.fetch(section)
        index = number - self.firsts[section]
        return hits[index] if index < len(hits) else None

    def in_chapter_of(self, number: int) -> tuple[tuple[Hit, ...], int]:
        """Return all hits of the chapter a hit is in, and which of them it is."""
        section = self.section_of(number)
        return self.fetch(section), number - self.firsts[section]
