"""What a search found, numbered from the first hit to the last; passages are fetched when needed.

The list of hits and the walk through them with ``n`` and ``N`` go by the same numbers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, islice
from typing import TYPE_CHECKING, NamedTuple

from inglenook.errors import InglenookError
from inglenook.model import Hit, MatchKind, Position, Span, Story

if TYPE_CHECKING:
    from inglenook.query import Query
    from inglenook.results import Results

FetchHits = Callable[["Query", str, int, float], tuple[Hit, ...]]
"""``Library.hits``: all hits of one chapter, ~2 ms."""

MOST_LIKELY = 5
"""Likely passages that are listed above chapters with all the words; alone, all of them are."""

MOST_MAPPED = 100
"""Chapters whose hits are fetched for a map: 0.2 s."""

GONE = -1
"""Chapter of a section whose text is shelved no longer."""


class Section(NamedTuple):
    """The hits of one chapter, or one passage that may be the line that was typed."""

    kind: MatchKind
    group: int
    """Index into ``Results.groups``; -1 for a passage."""
    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``, or GONE."""
    key: str
    """``ChapterEntry.key``, by which the chapter is known when it is shelved elsewhere."""
    hits: int
    """0 for a story that was asked for by its fields alone."""
    score: float

    @property
    def is_passage(self) -> bool:
        """Whether it is a likely passage rather than a chapter's hits."""
        return self.group < 0


class Findings:
    """Results of a search, with the passages seen so far."""

    def __init__(self, results: Results, fetch: FetchHits, likely: Iterable[Hit] = ()) -> None:
        """Number the hits.

        Args:
            results: of a search.
            fetch: gets the hits of a chapter.
            likely: ``Library.passages`` of the results; they come before the hits.
        """
        self.results = results
        self._fetch = fetch
        likely = islice(likely, MOST_LIKELY if results.count else None)
        # A kind at a time, the surest first; within it they are the best first as they came.
        order = list(MatchKind)
        likely = sorted(likely, key=lambda hit: order.index(hit.kind))
        keys = {(passage.story, passage.chapter): passage.key for passage in results.passages}
        self.sections = [
            Section(hit.kind, -1, *place, keys.get(place, ""), 1, hit.score)
            for hit in likely
            for place in [(hit.story, hit.chapter)]
        ]
        self._hits: dict[int, tuple[Hit, ...]] = {at: (hit,) for at, hit in enumerate(likely)}
        self.sections += [
            Section(
                MatchKind.WORDS,
                *(number, group.story, chapter.chapter, chapter.key, chapter.count, chapter.score),
            )
            for number, group in enumerate(results.groups)
            for chapter in group.chapters
        ]
        self.sections += [
            Section(MatchKind.WORDS, number, group.story, 0, "", 0, group.score)
            for number, group in enumerate(results.groups)
            if not group.chapters
        ]
        self.likely = len(likely)
        """How many of the first sections are likely passages."""
        self.firsts = list(accumulate((section.hits for section in self.sections), initial=0))
        """Number of each section's first hit, from 0, and of one behind the last."""

    @property
    def count(self) -> int:
        """All places that can be gone to: likely passages and hits."""
        return self.firsts[-1]

    def is_like(self, other: Findings) -> bool:
        """Whether the same was found for the same text, so that a list of it may stay."""
        # The text first: it is another one at each key, and the rest is a step a chapter.
        same_text = self.results.query.text == other.results.query.text
        return same_text and self._found == other._found

    def in_story(self, story_id: str) -> list[Position]:
        """Return where a story has hits, in its first MOST_MAPPED chapters that have any."""
        found = [
            number
            for number, section in enumerate(self.sections)
            if section.story == story_id and section.hits and not section.is_passage
        ]
        return [hit.span.start for number in found[:MOST_MAPPED] for hit in self.fetch(number)]

    def goes_on(self, earlier: Findings) -> bool:
        """Whether likely passages have come to what the same search had found so far."""
        return earlier.results.groups is self.results.groups and not earlier.likely

    @property
    def _found(self) -> object:
        results = self.results
        counts = [
            (group.story, [(chapter.chapter, chapter.count) for chapter in group.chapters])
            for group in results.groups
        ]
        return counts, results.passages

    def follow(self, stories: Mapping[str, Story]) -> None:
        """Take notice of how stories are shelved now: a hit goes where its chapter has gone."""
        if all(_is_there(section, stories) for section in self.sections):
            return
        places = {
            entry.key: (story.id, number)
            for story in stories.values()
            for number, entry in enumerate(story.chapters)
        }
        for number, section in enumerate(self.sections):
            if not _is_there(section, stories):
                story, chapter = places.get(section.key, (section.story, GONE))
                self.sections[number] = section._replace(story=story, chapter=chapter)

    def known(self, section: int) -> tuple[Hit, ...] | None:
        """Return the hits of a section if they were fetched."""
        hits = self._hits.get(section)
        if not hits:
            return hits
        _, _, story, chapter, *_ = self.sections[section]
        if chapter == GONE:
            return ()
        if (hits[0].story, hits[0].chapter) != (story, chapter):
            hits = tuple(hit._replace(story=story, chapter=chapter) for hit in hits)
            self._hits[section] = hits
        return hits

    def fetch(self, section: int) -> tuple[Hit, ...]:
        """Return the hits of a section. Also called from a worker's thread.

        Fewer than were counted when the text has changed since it was indexed.
        """
        if section not in self._hits:
            _, _, story, chapter, _, _, score = self.sections[section]
            try:
                hits = self._fetch(self.results.query, story, chapter, score)
            except InglenookError:  # the file went away since: it has no passages to show
                hits = ()
            self._hits[section] = hits if chapter != GONE else ()
        return self.known(section) or ()

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

    def next_from(self, place: Position) -> int | None:
        """Return the number of the first hit at a place of the story at hand, or behind it.

        Where there is none behind it, the story's first. Fetches what it looks at.
        """
        first = None
        for section, its in enumerate(self.sections):
            if its.is_passage or (first is not None and its.chapter < place.chapter):
                continue
            for index, hit in enumerate(self.fetch(section)):
                number = self.firsts[section] + index
                first = number if first is None else first
                if hit.span.start >= place:
                    return number
        return first

    def marks(self, number: int) -> tuple[tuple[Span, ...], int | None]:
        """Return every match of a hit's story that was fetched, and which of them the hit is."""
        at = self.section_of(number)
        story, own = self.sections[at].story, self.hit(number)
        spans: list[Span] = []
        for section, its in enumerate(self.sections):
            # What is likely may be among the hits too: a place is marked once.
            if its.story == story and its.is_passage == self.sections[at].is_passage:
                spans += [hit.span for hit in self.known(section) or ()]
        spans.sort()
        return tuple(spans), spans.index(own.span) if own and own.span in spans else None


def _is_there(section: Section, stories: Mapping[str, Story]) -> bool:
    story = stories.get(section.story)
    if story is None or not 0 <= section.chapter < len(story.chapters):
        return False
    return not section.key or story.chapters[section.chapter].key == section.key
