"""A search of the whole library: what the catalogue, the index and the store say together.

A query's fields are answered by the catalogue, its words by the index. A scope narrows both;
it is made of the same nodes as a query, so that what is counted within it stays exact.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property, reduce
from typing import TYPE_CHECKING

from inglenook.catalog import Catalog
from inglenook.index import FEWEST_WORDS, Index
from inglenook.model import Hit, Story
from inglenook.query import (
    Among,
    Clause,
    Field,
    Form,
    Query,
    Where,
    inside,
    leaves,
    parse,
)
from inglenook.query.choosing import Chooser, holds
from inglenook.query.spelling import distance
from inglenook.results import Passage, Place, Results, Scope, StoryHits, Suggestion, gather
from inglenook.standing import Standings, State, of
from inglenook.stretches import (
    Confines,
    SeenTexts,
    Stretches,
    asks_of_passages,
    days_seen,
    on_screen,
    wanted,
)
from inglenook.tokens import fold_word, surfaces

if TYPE_CHECKING:
    from inglenook.marginalia import Marginalia
    from inglenook.marked import MarkSearch
    from inglenook.store.reading_log import ReadingLog

IsCancelled = Callable[[], bool]
Early = Callable[[Results], None]
NOTHING_LOGGED = (
    "The reading log is empty: it is written while you read, unless the config says log: false."
)
"""Why nothing is found that was on screen."""


class Search:
    """Searches one library."""

    def __init__(
        self,
        catalog: Catalog,
        index: Callable[[], Index],
        standings: Callable[[], Standings],
        marginalia: Callable[[], Marginalia],
        log: Callable[[], ReadingLog],
    ) -> None:
        """Take what knows the stories, what knows their words, and what knows the reader.

        Args:
            catalog: the shelf.
            index: opens the index; not called before words are looked for.
            standings: tells what the stories are to the reader; asked where that matters.
            marginalia: the reader's marks; asked where they are searched.
            log: what was on screen when; likewise.
        """
        self._catalog, self._index, self._standings = catalog, index, standings
        self._marginalia, self._log = marginalia, log
        self._confines = Confines(catalog, standings)
        self._placed: tuple[Sequence[Story], Mapping[str, Place]] = ((), {})
        """All stories as last shelved, and what :func:`places` said of them."""

    def find(
        self,
        text: str,
        scope: Scope,
        is_cancelled: IsCancelled,
        early: Early | None,
        *,
        typing: bool,
    ) -> Results:
        """Find every place, or where only fields are asked every story, that fits a query.

        Half-remembered lines are looked for too, unless hits are all that is wanted: ``early`` is
        then None, and else told the hits before, where there are any.
        """
        start = time.perf_counter()
        query = parse(text, typing=typing)
        seen = cache(self._log().seen)  # most searches do not ask for it
        stories = self._within(scope, seen)
        if query.where is Where.MARKS:
            # The reader's own: no story is spoilt by them.
            asked, everywhere = self._resolved(query, stories), scope == Scope()
            marked = self._marks.find(asked, stories, is_cancelled, everywhere=everywhere)
            return replace(marked, elapsed_ms=_since(start))
        passing = [part for part in query.parts if asks_of_passages(part)]
        stretches = self._confines.of(passing, query.where, scope, stories, seen)
        is_confined = scope.seen or any(any(wanted(part)) for part in passing)
        if is_confined and not seen():
            query = query.told(NOTHING_LOGGED)
        if query.tree is not None and not query.shown:
            chosen = self._stories(query, stories, stretches, is_cancelled)
            groups = tuple(StoryHits(story.id, 0, 0.0, ()) for story in chosen)
            return Results(query, 0, groups, _since(start))
        query = query.of(part for part in query.parts if part not in passing)
        query = self._resolved(query, stories)
        asked = reduce(Query.within, stretches, query)
        shelved = self._places(stories)
        whole = replace(scope, only_read=False, seen=False) == Scope()
        keys = None if whole else shelved.keys()
        matches = self._index().search(asked, keys=keys, is_cancelled=is_cancelled)
        found = ((match.key, match.count, match.score) for match in matches)
        results = gather(asked, found, shelved)
        # One phrase in quotes that is there is what was meant.
        is_answered = is_cancelled() or (len(query.parts) == 1 and results.count)
        results = replace(results, elapsed_ms=_since(start))
        if early is None or is_answered:
            return results
        if results.count and len(query.line) >= FEWEST_WORDS:
            early(results)
        passages = self._lines(query, keys, shelved, stretches, is_cancelled)
        return replace(results, passages=passages, elapsed_ms=_since(start))

    def hits(
        self, query: Query, story_id: str, chapter: int, score: float, width: int
    ) -> tuple[Hit, ...]:
        """Return every hit in one chapter; none where the story has fewer chapters by now."""
        # These two look at text, not at the index: no Whoosh behind them.
        from inglenook.index.matching import match
        from inglenook.index.snippets import hits

        entries = self._catalog.story(story_id).chapters
        if chapter >= len(entries):
            return ()
        if query.where is Where.MARKS:
            return self._marks.hits(query, Place(story_id, chapter), width)
        key, blocks = entries[chapter].key, self._catalog.chapter(entries[chapter]).blocks
        found = hits((story_id, chapter), blocks, match(query, blocks, key), width, score)
        screen = on_screen(query)
        if screen is None:
            return found
        return tuple(hit._replace(seen=screen.when(key, hit.match.block)) for hit in found)

    def passages(self, results: Results, width: int) -> Iterator[Hit]:
        """Yield the likeliest passages of results as hits; those whose text has gone left out.

        Each takes 2 ms when it is asked for: its chapter is read.
        """
        from inglenook.index.matching import located  # see hits
        from inglenook.index.snippets import snippet

        screen = on_screen(results.query)
        for passage in results.passages:
            entries = self._catalog.story(passage.story).chapters
            if passage.chapter >= len(entries):
                continue
            blocks = self._catalog.chapter(entries[passage.chapter]).blocks
            found = located(blocks, passage.block, passage.words, results.query.where)
            if found is not None:
                shown = snippet(blocks[found.block].text, found, width)
                place = (passage.story, passage.chapter)
                seen = screen.when(passage.key, found.block) if screen else ""
                yield Hit(*place, found, shown, passage.score, passage.kind, seen=seen)

    def suggestions(self, query: Query) -> tuple[Suggestion, ...]:
        """Return for each word that is nowhere the likeliest one that is: names first."""
        names = self._names()
        found = []
        for leaf in leaves(query.tree):
            for word in leaf.words if isinstance(leaf, Clause) else ():
                if word.form in (Form.WORD, Form.BEGINNING):
                    likeliest = best_spelling(word.text, names, self._index().alike(word.text))
                    found += [Suggestion(word.text, likeliest)] if likeliest else []
        return tuple(dict.fromkeys(found))

    @cached_property
    def _marks(self) -> MarkSearch:
        # 1 ms, and most searches are for what is written by others.
        from inglenook.marked import MarkSearch

        return MarkSearch(self._catalog, self._marginalia())

    def _names(self) -> dict[str, str]:
        """Return the words of titles and names, folded, and as they are written."""
        stories = self._catalog.stories()
        texts = (
            text
            for story in stories
            for text in (*story.authors, *story.metadata.characters, story.title)
        )
        return {fold_word(word): word for text in texts for word in surfaces(text)}

    def _lines(
        self,
        query: Query,
        keys: Collection[str] | None,
        shelved: Mapping[str, Place],
        stretches: Sequence[Stretches],
        is_cancelled: IsCancelled,
    ) -> tuple[Passage, ...]:
        def is_allowed(key: str, block: int) -> bool:
            return key in shelved and all(inside(one(key), block) for one in stretches)

        return tuple(
            Passage(*shelved[line.key], line.kind, line.score, line.block, line.words, line.key)
            for line in self._index().lines(query, keys, is_allowed, is_cancelled)
        )

    def _places(self, stories: Sequence[Story]) -> Mapping[str, Place]:
        """Return :func:`places`; of all stories as found before: it is a step a chapter."""
        if stories is not self._catalog.stories():
            return places(stories)
        if self._placed[0] is not stories:
            self._placed = stories, places(stories)
        return self._placed[1]

    def _within(self, scope: Scope, seen: SeenTexts) -> Sequence[Story]:
        stories: Sequence[Story] = self._catalog.stories()
        if scope.stories is not None:
            stories = [story for story in stories if story.id in scope.stories]
        if scope.author:
            stories = [story for story in stories if scope.author in story.authors]
        if scope.unread:
            standings = self._standings()
            stories = [s for s in stories if of(standings, s).state(s) is State.UNREAD]
        if scope.only_read:
            standings = self._standings()
            stories = [s for s in stories if of(standings, s).known(s) > 0]
        if scope.seen:
            stories = [s for s in stories if any(entry.key in seen() for entry in s.chapters)]
        return stories

    def _resolved(self, query: Query, stories: Iterable[Story]) -> Query:
        if not any(isinstance(leaf, Field) for leaf in leaves(query.tree)):
            return query
        chooser = self._chooser()
        return query.resolved(
            lambda field: Among(
                frozenset(
                    entry.key
                    for story in stories
                    if chooser.chooses(field, story)
                    for entry in story.chapters
                )
            )
        )

    def _stories(
        self,
        query: Query,
        stories: Sequence[Story],
        stretches: Sequence[Stretches],
        is_cancelled: IsCancelled,
    ) -> list[Story]:
        """Return the stories that a query without words that are wanted is true of."""
        told: dict[Clause, set[str]] = {}
        shelved = self._places(stories)
        for leaf in leaves(query.tree):
            if isinstance(leaf, Clause):
                asked = reduce(Query.within, stretches, Query(query.text, leaf, query.where))
                matches = self._index().search(asked, keys=None, is_cancelled=is_cancelled)
                told[leaf] = {shelved[match.key].story for match in matches if match.key in shelved}
        chooser = self._chooser()
        tree = query.tree
        assert tree is not None  # noqa: S101 - the caller looked
        return [
            story
            for story in stories
            if holds(tree, story, chooser, {clause for clause in told if story.id in told[clause]})
        ]

    def _chooser(self) -> Chooser:
        seen = cache(self._log().seen)  # as in find
        return Chooser(
            self._standings(), self._catalog.aliases(), lambda story: days_seen(story, seen())
        )


def places(stories: Iterable[Story]) -> dict[str, Place]:
    """Return where the text of each chapter key is shelved."""
    return {
        entry.key: Place(story.id, number)
        for story in stories
        for number, entry in enumerate(story.chapters)
    }


def best_spelling(word: str, names: Mapping[str, str], others: Mapping[str, int]) -> str:
    """Return the likeliest spelling of a word that is nowhere, or nothing.

    Args:
        word: folded.
        names: folded names, and as they are written.
        others: words of the texts that are spelt nearly so, and how often they stand.
    """
    if not others:
        return ""
    near = {one: (-distance(one, word, 2), count) for one, count in others.items()}
    named = [one for one in near if one in names]
    best = max(named or near, key=near.__getitem__)
    return names.get(best, best)


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000
