"""Search results as people read them: story, then chapter, then passage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from inglenook.model import MatchKind
from inglenook.query import Query


class Place(NamedTuple):
    """Where a chapter's text is shelved."""

    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: everywhere, unless it says otherwise."""

    stories: frozenset[str] | None = None
    """Ids of the only stories to look in: one that is open, or those a shelf shows."""
    author: str = ""
    """Only stories of this author, the name as ``Story.authors`` has it."""
    unread: bool = False
    """Only stories that are unread."""
    only_read: bool = False
    """Only text up to the furthest place the reader has come to: nothing is spoilt."""
    seen: bool = False
    """Only passages that were on screen, as the reading log has it."""


@dataclass(frozen=True, slots=True)
class ChapterHits:
    """How often a query matches in one chapter."""

    chapter: int
    """Index into ``Story.chapters``."""
    count: int
    score: float
    key: str = ""
    """``ChapterEntry.key``: what the chapter's text is known by, wherever it is shelved."""


@dataclass(frozen=True, slots=True)
class StoryHits:
    """The chapters of one story that a query matches, in reading order."""

    story: str
    """``Story.id``."""
    count: int
    score: float
    """That of its best chapter."""
    chapters: tuple[ChapterHits, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that may be the line that was typed, half remembered."""

    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``."""
    kind: MatchKind
    score: float
    """What was found of the line, 0 to 1."""
    block: int
    """Number of its block among those of the chapter that have words, from 0."""
    words: tuple[int, ...]
    """Numbers of its words in the block; ``Library.passages`` makes hits of them."""
    key: str = ""
    """``ChapterEntry.key``."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling of a word that the library does not have."""

    word: str
    """Folded, as it was looked for."""
    instead: str
    """As a name is written, or folded."""


@dataclass(frozen=True, slots=True)
class Results:
    """Every place a query matches, counted; the hits are fetched when looked at."""

    query: Query
    count: int
    """All hits, however many are shown."""
    groups: tuple[StoryHits, ...]
    """Best story first. A query of nothing but fields finds stories, which have no hits here."""
    elapsed_ms: float
    passages: tuple[Passage, ...] = ()
    """Where three words or more were typed: the likeliest passages, best first. They are not
    counted, and may be among the hits."""

    def walk(self) -> Iterator[tuple[StoryHits, ChapterHits]]:
        """Go through the chapters in the order in which ``n`` visits them."""
        for group in self.groups:
            for chapter in group.chapters:
                yield group, chapter


def gather(
    query: Query,
    matches: Iterable[tuple[str, int, float]],
    shelved: Mapping[str, Place],
    elapsed_ms: float = 0.0,
) -> Results:
    """Group the index's matches by the stories their chapters belong to.

    Args:
        query: what was asked.
        matches: (chapter key, hits, score); a key that is not shelved is left out, since the
            index may know texts that were hidden or have vanished since.
        shelved: chapter key -> where it is.
        elapsed_ms: what the search took, in milliseconds.
    """
    by_story: dict[str, list[ChapterHits]] = {}
    for key, count, score in matches:
        place = shelved.get(key)
        if place is not None:
            by_story.setdefault(place.story, []).append(
                ChapterHits(place.chapter, count, score, key)
            )
    groups = [
        StoryHits(
            story,
            sum(hits.count for hits in chapters),
            max(hits.score for hits in chapters),
            tuple(sorted(chapters, key=lambda hits: hits.chapter)),
        )
        for story, chapters in by_story.items()
    ]
    groups.sort(key=lambda group: (-group.score, -group.count, group.story))
    return Results(query, sum(group.count for group in groups), tuple(groups), elapsed_ms)
