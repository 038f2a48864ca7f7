"""A search of the reader's own marks: the words that are marked, and what is noted on them.

A mark is asked like a chapter of two blocks, its text and its note, so that whatever a query can
say it can say of marks. Every mark that fits is one hit, at its place in the text of today.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from inglenook.catalog import Catalog
from inglenook.index.matching import fits, match, sieve
from inglenook.index.snippets import hits, snippet
from inglenook.marginalia import Marginalia
from inglenook.model import Block, Hit, Kind, Match, Span, Story
from inglenook.query import Query
from inglenook.results import Place, Results, gather
from inglenook.sentences import sentence_at
from inglenook.store.annotations import ListedMark, MarkKind

TEXT, NOTE = 0, 1
"""The blocks of a mark."""
SCORE = 1.0
"""Of every mark: none is the better for saying a word twice."""


class Found(NamedTuple):
    """A mark that a query asks for, and where it lies now."""

    mark: ListedMark
    span: Span | None
    """None while it waits for its text."""


class MarkSearch:
    """Searches the marks of one library."""

    def __init__(self, catalog: Catalog, marginalia: Marginalia) -> None:
        """Take the shelf, and the marks on it."""
        self._catalog, self._marginalia = catalog, marginalia
        self._last: tuple[Query | None, dict[tuple[Place, str], list[Found]]] = (None, {})
        """What was found, by place and key of the chapter, for who looks at it one by one."""

    def find(
        self,
        query: Query,
        stories: Sequence[Story],
        is_cancelled: Callable[[], bool],
        *,
        everywhere: bool,
    ) -> Results:
        """Find every mark that fits a query whose fields are answered.

        Args:
            query: with ``Where.MARKS``; one that asks for nothing finds all marks.
            stories: whose marks.
            is_cancelled: asked for each story; a cancelled search returns what it has.
            everywhere: marks of stories that are not there are counted as waiting, too.
        """
        marks = self._marginalia.by_story()
        places: dict[tuple[Place, str], list[Found]] = {}
        waiting = 0
        for story in stories:
            if is_cancelled():
                break
            found = self._in(query, story, marks.pop(story.id, ()))
            for one in found:
                if one.span is None:
                    waiting += 1
                else:
                    chapter = one.span.start.chapter
                    place = Place(story.id, chapter), story.chapters[chapter].key
                    places.setdefault(place, []).append(one)
        if everywhere:
            waiting += sum(len(_chosen(query, "", its)) for its in marks.values())
        if waiting:
            query = query.told(_waiting(waiting))
        self._last = query, places
        matches = ((key, len(found), SCORE) for (_, key), found in places.items())
        return gather(query, matches, {key: place for place, key in places})

    def hits(self, query: Query, place: Place, width: int) -> tuple[Hit, ...]:
        """Return the marks in one chapter that fit a query, in the order of the text."""
        story = self._catalog.story(place.story)
        entry = story.chapters[place.chapter]
        last, places = self._last
        found = places.get((place, entry.key)) if last is query else None
        if found is None:  # of an older search, or the text is another one by now
            marks = self._marginalia.by_story().get(story.id, ())
            found = [
                one
                for one in self._in(query, story, marks)
                if one.span is not None and one.span.start.chapter == place.chapter
            ]
        blocks = self._catalog.chapter(entry).blocks
        made = [_shown(query, entry.key, one, blocks) for one in found]
        made.sort(key=lambda one: one[0][:2])
        shown = hits(place, blocks, [at for at, _ in made], width, SCORE)
        return tuple(
            hit._replace(note=note and snippet(note[0], note[1], width))
            for hit, (_, note) in zip(shown, made, strict=True)
        )

    def _in(self, query: Query, story: Story, marks: Sequence[ListedMark]) -> list[Found]:
        chosen = _chosen(query, story.chapters[0].key, marks)
        return list(map(Found, chosen, self._marginalia.spans(story, chosen)))


def _chosen(query: Query, key: str, marks: Sequence[ListedMark]) -> list[ListedMark]:
    """Return the marks that fit a query, of a story of which one chapter has this key."""
    may_fit = sieve(query)
    return [
        one
        for one in marks
        if may_fit(f"{one.text}\n{one.note}") and fits(query, _blocks(one.text, one.note), key)
    ]


def _blocks(text: str, note: str) -> tuple[Block, Block]:
    return Block(Kind.PARAGRAPH, text), Block(Kind.PARAGRAPH, note)


def _shown(
    query: Query, key: str, found: Found, blocks: Sequence[Block]
) -> tuple[Match, tuple[str, Match] | None]:
    """Return the words of a mark that were asked for, or else all of it; and those in its note.

    The note only where it alone has what was asked for.
    """
    assert found.span is not None  # noqa: S101 - whoever waits is nowhere to be shown
    start, end = found.span
    text = blocks[start.block].text
    if not MarkKind(found.mark.kind).has_span:
        low, high = sentence_at(text, start.offset)
    else:
        low, high = start.offset, end.offset if end[:2] == start[:2] else len(text)
    matches = match(query, _blocks(text[low:high], found.mark.note), key)
    words = [(low + a, low + b) for one in matches if one.block == TEXT for a, b in one.highlights]
    noted = [pair for one in matches if one.block == NOTE for pair in one.highlights]
    note = (found.mark.note, Match(0, noted[0][0], noted[-1][1], tuple(noted))) if noted else None
    whole = words or [(low, high)]
    return Match(start.block, whole[0][0], whole[-1][1], tuple(whole)), None if words else note


def _waiting(count: int) -> str:
    """Say how many marks fit that cannot be gone to."""
    said, it = ("1 more mark waits", "it") if count == 1 else (f"{count:,} more marks wait", "them")
    return f"{said} for text that is not there; the list of marks has {it}."
