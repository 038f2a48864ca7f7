"""Counting and ranking the chapters that match, from the index alone.

A :class:`Snapshot` is the index as it was after one commit. It does not
change, so any thread may search it, and a newer one shares the segments that
are still there. What a hit is, is said in :mod:`inglenook.index.matching`;
``tests/property/test_index_counts.py`` holds the two against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from inglenook.index import FEWEST_WORDS, ChapterMatch, LineMatch
from inglenook.index.analysis import CELL, form
from inglenook.index.lines import MOST_WORDS, find_lines, spelt_alike, worths
from inglenook.index.nodes import Cancelled, Nodes
from inglenook.index.schema import BODY, NOTES
from inglenook.index.segments import Occurrences, SegmentView, held_by_cell
from inglenook.index.writing import is_scattered
from inglenook.query import Node, Query, Where
from inglenook.query import Word as Asked

MOST_LINES = 20
"""Passages that a half-remembered line is offered."""

_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75
"""BM25's k1 and b, at their usual values."""


@dataclass(slots=True)
class _Found:
    """What one segment has of a query."""

    view: SegmentView
    docs: Sequence[int]
    """The chapters that match; what follows is in their order."""
    lengths: Sequence[int]
    """Words."""
    counts: Sequence[int]
    """Hits."""
    frequencies: Sequence[Sequence[int]]
    """By part of the query that is shown: how often."""
    together: Sequence[int]
    """How many parts meet in the best block."""
    holding: Sequence[int]
    """By part that is shown: how many chapters have it, whatever else they have."""


class Snapshot:
    """The index after one commit."""

    def __init__(self, segments: Sequence[tuple[SegmentView, frozenset[int]]]) -> None:
        """Take segments with the numbers of their deleted chapters."""
        self._segments = segments

    @cached_property
    def keys(self) -> frozenset[str]:
        """The chapters in it."""
        return frozenset(
            key
            for view, deleted in self._segments
            for doc, key in enumerate(view.keys)
            if doc not in deleted
        )

    @property
    def is_scattered(self) -> bool:
        """Whether it is in more pieces than it has to be."""
        return is_scattered(len(view.keys) - len(deleted) for view, deleted in self._segments)

    @cached_property
    def words(self) -> int:
        """How many words it holds, those of deleted chapters included."""
        return sum(sum(view.lengths) for view, _ in self._segments)

    @cached_property
    def _average_length(self) -> float:
        lengths = [
            length
            for view, deleted in self._segments
            for doc, length in enumerate(view.lengths)
            if doc not in deleted
        ]
        return sum(lengths) / len(lengths) if lengths and sum(lengths) else 1.0

    def search(
        self, query: Query, keys: Collection[str] | None, is_cancelled: Callable[[], bool]
    ) -> list[ChapterMatch]:
        """Return the chapters that match, best first; a cancelled search returns nothing."""
        if not query.shown:
            return []
        found: list[_Found] = []
        try:
            for view, deleted in self._segments:
                if is_cancelled():
                    return []
                found.append(_search_segment(view, deleted, query, is_cancelled))
        except Cancelled:
            return []
        matches = self._ranked(found, len(query.shown), keys)
        matches.sort()
        return [ChapterMatch(key, count, -score) for score, key, count in matches]

    def lines(
        self,
        query: Query,
        keys: Collection[str] | None,
        is_allowed: Callable[[str, int], bool],
        is_cancelled: Callable[[], bool],
    ) -> list[LineMatch]:
        """Return the passages most like a query's line, best first; none where it is cancelled."""
        words = query.line[:MOST_WORDS]
        if len(words) < FEWEST_WORDS:
            return []
        field = _FIELDS[query.where]
        texts = [view.text(field) for view, _ in self._segments]
        weights = worths(words, texts)
        total = sum(len(text.bases) for text in texts)
        found: list[LineMatch] = []
        for view, deleted in self._segments:

            def matters(
                doc: int,
                block: int,
                names: Sequence[str] = view.keys,
                gone: frozenset[int] = deleted,
            ) -> bool:
                key = names[doc]
                kept = doc not in gone and (keys is None or key in keys)
                return kept and is_allowed(key, block)

            text = view.text(field)
            share = len(text.bases) / total
            for line in find_lines(text, words, weights, share, matters, is_cancelled):
                name = view.keys[line.chapter]
                found.append(LineMatch(name, line.block, line.words, line.kind, line.score))
        if is_cancelled():
            return []
        return sorted(found, key=lambda line: (-line.score, line.key, line.block))[:MOST_LINES]

    def alike(self, word: str) -> dict[str, int]:
        """Return the words spelt nearly like one and how often they stand; none if it stands."""
        texts = [view.text(BODY) for view, _ in self._segments]
        if any(text.word(Asked(word)).count for text in texts):
            return {}
        found: Counter[str] = Counter()
        for text in texts:
            for count, number in spelt_alike(text, word):
                found[form(text.terms.names[number]).decode()] += count
        return dict(found)

    def _ranked(
        self, found: list[_Found], parts: int, keys: Collection[str] | None
    ) -> list[tuple[float, str, int]]:
        weights = []
        for number in range(parts):
            chapters = sum(one.holding[number] for one in found)
            weights.append(log(1 + (len(self.keys) - chapters + 0.5) / (chapters + 0.5)))
        steady = _SATURATION * (1 - _LENGTH_WEIGHT)
        slope = _SATURATION * _LENGTH_WEIGHT / self._average_length
        matches = []
        for one in found:
            damping = [steady + slope * length for length in one.lengths]
            scores = [
                [weight * often * (_SATURATION + 1) / (often + d) for often, d in pairs]
                for weight, frequency in zip(weights, one.frequencies, strict=True)
                for pairs in (zip(frequency, damping, strict=True),)
            ]
            # Two words in one paragraph are what was meant more often than in two.
            shares = [most / parts for most in one.together]
            names = map(one.view.keys.__getitem__, one.docs)
            # As it is sorted: tuples are compared in C, matches are not.
            matches += [
                (-sum(score) * share, key, count)
                for *score, share, key, count in zip(
                    *scores, shares, names, one.counts, strict=True
                )
                if keys is None or key in keys
            ]
        return matches


def _search_segment(
    view: SegmentView, deleted: frozenset[int], query: Query, is_cancelled: Callable[[], bool]
) -> _Found:
    text = view.text(_FIELDS[query.where])
    nodes = Nodes(view, text, deleted, is_cancelled)
    shown = query.shown
    parts: dict[Node, Occurrences] = {}
    docs = nodes.kept(part for part in query.parts if part not in shown)
    # The rarest first: where nothing is left, the common ones are only counted.
    for part in sorted(shown, key=nodes.size):
        if is_cancelled():
            raise Cancelled
        parts[part] = nodes.occurrences(part, docs)
        docs = docs & parts[part].chapters.keys()
    ordered = [parts[part] for part in shown]
    holding = [len(one.chapters.keys() - deleted if deleted else one.chapters) for one in ordered]
    chapters = list(docs)
    lengths = list(map(text.lengths.__getitem__, chapters))
    frequencies = [list(map(one.chapters.__getitem__, chapters)) for one in ordered]
    if len(ordered) == 1 or not chapters:
        together = [len(ordered)] * len(chapters)
        return _Found(view, chapters, lengths, frequencies[0], frequencies, together, holding)
    held, bases = held_by_cell(ordered), text.bases
    counts, together = [], []
    for doc in chapters:
        start, end = bases[doc] // CELL, bases[doc + 1] // CELL
        # Most often there is a block with all of them, and looking for it is faster than max.
        most = len(ordered)
        while not (count := held.count(most, start, end)):
            most -= 1
        counts.append(count)
        together.append(most)
    return _Found(view, chapters, lengths, counts, frequencies, together, holding)


_FIELDS = {Where.BODY: BODY, Where.NOTES: NOTES}
