"""Counting and ranking the chapters that match, from the index alone.

A :class:`Snapshot` is the index as it was after one commit. It does not
change, so any thread may search it, and a newer one shares the segments that
are still there. What a hit is, is said in :mod:`inglenook.index.matching`;
``tests/property/test_index_counts.py`` holds the two against each other.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, product
from math import log
from typing import Any

from inglenook.index import ChapterMatch
from inglenook.index.analysis import SEPARATOR, form, unpack_layout
from inglenook.index.codec import Segment, TermReader
from inglenook.index.postings import Postings
from inglenook.index.schema import BODY, KEY, LAYOUT
from inglenook.index.whoosh27 import VarBytesColumn
from inglenook.query import Clause, Query
from inglenook.tokens import beginning

MOST_FORMS = 4096
"""Words a prefix may stand for in one segment, the first in the alphabet. In 50 MB of fiction the
most that begin with the same three letters are 900."""

_SATURATION, _LENGTH_WEIGHT = 1.2, 0.75
"""BM25's k1 and b, at their usual values."""

_CHECK_EVERY = 256
"""Chapters between two looks at whether the search is still wanted: 5 ms at worst."""


class Cancelled(Exception):
    """The search is no longer wanted."""


class SegmentView:
    """One segment, opened for reading."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        codec = segment.codec()
        self._terms: TermReader = codec.terms_reader(storage, segment)
        chapters = codec.per_document_reader(storage, segment)
        column = VarBytesColumn()
        self.keys: list[str] = [key.decode() for key in chapters.column_reader(KEY, column).load()]
        layouts = [unpack_layout(data) for data in chapters.column_reader(LAYOUT, column).load()]
        chapters.close()
        self.lengths = [text.length for text, _ in layouts]
        self.starts: list[Sequence[int]] = [text.starts for text, _ in layouts]

    def word(self, word: str, stem: str, *, prefix: bool) -> Word:
        """Return where the forms of a stem stand, or also all words that begin so."""
        found = dict(self._terms.scan(BODY, stem.encode() + SEPARATOR))
        if prefix:
            found.update(self._beginning(word))
        return Word([self._terms.postings(address) for address in found.values()])

    def _beginning(self, word: str) -> Iterable[tuple[bytes, int]]:
        # The terms are ordered by stems, which begin as their words do: see tokens.beginning.
        known = 0
        for letters in product(*("iy" if letter == "i" else letter for letter in beginning(word))):
            start = "".join(letters)
            for term, address in self._terms.scan(BODY, start.encode()):
                if form(term).decode().startswith(word):
                    yield term, address
                    known += 1
                    if known == MOST_FORMS:
                        return


class Word:
    """Where one word of a query stands in a segment: the posting lists of its forms."""

    def __init__(self, forms: list[Postings]) -> None:
        self._forms = forms

    @cached_property
    def size(self) -> int:
        """How often it stands there at all."""
        return sum(len(postings.places) for postings in self._forms)

    @cached_property
    def counts(self) -> Mapping[int, int]:
        """Chapter -> how often."""
        if not self._forms:
            return {}
        first, *others = self._forms
        counts = dict(zip(first.docs, first.counts, strict=True))
        for postings in others:
            for doc, count in zip(postings.docs, postings.counts, strict=True):
                counts[doc] = counts.get(doc, 0) + count
        return counts

    def places(self, doc: int) -> Sequence[int]:
        """Return where it stands in a chapter; ascending unless there are several forms."""
        found: list[Sequence[int]] = []
        for postings, ends in self._ends:
            at = bisect_left(postings.docs, doc)
            if at < len(postings.docs) and postings.docs[at] == doc:
                found.append(postings.places[ends[at] - postings.counts[at] : ends[at]])
        if len(found) == 1:
            return found[0]
        return [place for places in found for place in places]

    @cached_property
    def _ends(self) -> list[tuple[Postings, array[int]]]:
        return [(one, array("I", accumulate(one.counts))) for one in self._forms]


@dataclass(slots=True)
class _Found:
    """What one segment has of a query."""

    view: SegmentView
    counts: dict[int, int]
    """Chapter -> hits."""
    frequencies: list[Mapping[int, int]]
    """By clause: chapter -> how often."""
    together: dict[int, int]
    """Chapter -> how many clauses meet in its best block."""


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
        found: list[_Found] = []
        try:
            for view, deleted in self._segments:
                if is_cancelled():
                    return []
                found.append(_search_segment(view, deleted, query, is_cancelled))
        except Cancelled:
            return []
        matches = self._ranked(found, len(query.clauses), keys)
        matches.sort(key=lambda match: (-match.score, match.key))
        return matches

    def _ranked(
        self, found: list[_Found], clauses: int, keys: Collection[str] | None
    ) -> list[ChapterMatch]:
        weights = []
        for number in range(clauses):
            chapters = sum(len(one.frequencies[number]) for one in found)
            weights.append(log(1 + (len(self.keys) - chapters + 0.5) / (chapters + 0.5)))
        steady = _SATURATION * (1 - _LENGTH_WEIGHT)
        slope = _SATURATION * _LENGTH_WEIGHT / self._average_length
        matches = []
        for one in found:
            lengths, names = one.view.lengths, one.view.keys
            scored = list(zip(weights, one.frequencies, strict=True))
            for doc, count in one.counts.items():
                key = names[doc]
                if keys is not None and key not in keys:
                    continue
                damping = steady + slope * lengths[doc]
                score = 0.0
                for weight, frequency in scored:
                    often = frequency[doc]
                    score += weight * often * (_SATURATION + 1) / (often + damping)
                if clauses > 1:
                    # Two words in one paragraph are what was meant more often than in two.
                    score *= one.together[doc] / clauses
                matches.append(ChapterMatch(key, count, score))
        return matches


class _Places:
    """Where one clause stands in a segment, chapter by chapter."""

    def __init__(self, view: SegmentView, clause: Clause) -> None:
        last = len(clause.words) - 1
        self._words = [
            view.word(word, stem, prefix=clause.prefix and number == last)
            for number, (word, stem) in enumerate(zip(clause.words, clause.stems, strict=True))
        ]
        self._rarest_first = sorted(
            range(len(self._words)), key=lambda number: (self._words[number].size, number)
        )

    @property
    def is_word(self) -> bool:
        return len(self._words) == 1

    @property
    def size(self) -> int:
        return self._words[self._rarest_first[0]].size

    def chapters(self) -> set[int]:
        """Return the chapters that hold all its words."""
        rarest, *others = (self._words[number] for number in self._rarest_first)
        docs = set(rarest.counts)
        for word in others:
            docs &= word.counts.keys()
        return docs

    def counts(self, docs: set[int]) -> dict[int, int]:
        """Return how often a word stands in the chapters; not for phrases."""
        counts = self._words[0].counts
        return {doc: counts[doc] for doc in docs}

    def starts(self, doc: int) -> Collection[int]:
        """Return the places at which it begins in a chapter."""
        if self.is_word:
            return self._words[0].places(doc)
        rarest, *others = self._rarest_first
        begins = {place - rarest for place in self._words[rarest].places(doc)}
        for number in others:
            follows = set(self._words[number].places(doc))
            begins = {place for place in begins if place + number in follows}
            if not begins:
                break
        return begins


def _search_segment(
    view: SegmentView, deleted: frozenset[int], query: Query, is_cancelled: Callable[[], bool]
) -> _Found:
    clauses = [_Places(view, clause) for clause in query.clauses]
    docs: set[int] | None = None
    for clause in sorted(clauses, key=lambda clause: clause.size):
        docs = clause.chapters() if docs is None else docs & clause.chapters()
        if not docs:
            break
    docs = (docs or set()) - deleted
    single = len(clauses) == 1
    if single and clauses[0].is_word:
        counts = clauses[0].counts(docs)
        return _Found(view, counts, [counts], {})
    found = _Found(view, {}, [{} for _ in clauses], {})
    frequencies: list[dict[int, int]] = [{} for _ in clauses]
    for number, doc in enumerate(sorted(docs)):
        if number % _CHECK_EVERY == 0 and is_cancelled():
            raise Cancelled
        places = []
        for clause in clauses:
            starts = clause.starts(doc)
            if not starts:
                break
            places.append(starts)
        else:
            for frequency, starts in zip(frequencies, places, strict=True):
                frequency[doc] = len(starts)
            if single:
                found.counts[doc] = len(places[0])
            else:
                found.together[doc], found.counts[doc] = _meetings(view.starts[doc], places)
    found.frequencies = list(frequencies)
    return found


def _meetings(starts: Sequence[int], places: list[Collection[int]]) -> tuple[int, int]:
    """Return how many clauses meet in the best blocks of a chapter, and how many such blocks.

    Args:
        starts: place of the first word of each block.
        places: for every clause, where it begins; none is empty.
    """
    if len(places) == 2:
        fewer, more = sorted(places, key=len)
        blocks = _blocks(starts, fewer)
        both = _shared(starts, blocks, more)
        return (2, both) if both else (1, len(blocks) + len(_blocks(starts, more)))
    held: Counter[int] = Counter()
    for clause in places:
        held.update(_blocks(starts, clause))
    most = max(held.values())
    return most, sum(count == most for count in held.values())


def _shared(starts: Sequence[int], blocks: set[int], places: Collection[int]) -> int:
    """Return in how many of ``blocks`` any of many places lies, without looking at them all."""
    if len(places) < 4 * len(blocks):
        return len(blocks & _blocks(starts, places))
    ordered = sorted(places)
    last = len(ordered) - 1
    shared = 0
    for block in blocks:
        at = bisect_left(ordered, starts[block - 1])
        if at <= last and (block == len(starts) or ordered[at] < starts[block]):
            shared += 1
    return shared


def _blocks(starts: Sequence[int], places: Collection[int]) -> set[int]:
    """Return the blocks in which places lie, counted from 1."""
    return {bisect_right(starts, place) for place in places}
