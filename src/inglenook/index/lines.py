"""Finding a line that is half remembered: words wrong, missing, swapped or misspelt.

Each word of the line votes for where the line would begin if that word were right, the rarer
the word the more it says. The beginnings with most votes are looked at again with the common
words, and the best of those word by word::

    votes      rare words, words like unknown ones, and pairs of common words    60,000 places
    ranked     the common words looked up where there are most votes              2,000
    aligned    every word at its nearest place, each the less the further off        80

Words are looked up by their stems, so that their endings are forgiven throughout.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise
from math import log
from typing import NamedTuple

from inglenook.index.analysis import form
from inglenook.index.segments import TextView
from inglenook.model import MatchKind
from inglenook.query import Word as Asked
from inglenook.query.spelling import allowed, distance

MOST_WORDS = 32

_BUDGET = 50_000
"""Places that may vote, over all segments: 20 ms."""
_CELL = 8
"""Beginnings that are one candidate: a word left out or put in moves the rest by one."""
_RANKED, _LEAST_RANKED = 1500, 100
_ALIGNED, _LEAST_ALIGNED = 60, 10
"""Candidates over all segments, and in each besides."""
_WORTH_A_LOOK = 0.35
"""Share of the most votes that a beginning needs."""
_RARE = 4
"""A word that stands no more often in the library may be another one, misspelt."""
_MOST_ALIKE = 24
"""Words of another spelling that stand for one word, the commonest."""
_ALIKE = 0.75
"""What a word of another spelling is worth."""
_OFF = (1.0, 0.85, 0.72, 0.6, 0.5, 0.4, 0.32, 0.25)
"""What a word is worth that is so many places away from where it should be."""
_LEAST = 0.4
"""Share of the line's worth that a passage must have."""

Lists = Sequence[array]  # type: ignore[type-arg] # of places


class _Aligned(NamedTuple):
    """What one candidate has of the line."""

    places: list[int]
    """Of the words found, ascending."""
    kind: MatchKind
    score: float


class Line(NamedTuple):
    """A passage that may be the one remembered."""

    chapter: int
    """Number in the segment."""
    block: int
    """Number of the block among those with words, from 0."""
    words: tuple[int, ...]
    """Numbers of the words found in the block, from 0, ascending."""
    kind: MatchKind
    score: float
    """What was found of the line's worth, 0 to 1."""


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the line in one segment."""

    at: int
    """Which word of the line."""
    worth: float
    exact: Lists
    alike: Lists
    """Where words stand that it may be, misspelt."""

    @property
    def count(self) -> int:
        """How often it stands in the segment."""
        return sum(map(len, self.exact)) + sum(map(len, self.alike))


def worths(words: Sequence[str], texts: Sequence[TextView]) -> list[tuple[float, bool]]:
    """Return how much each word of a line says, and whether it may be misspelt."""
    total = sum(sum(text.lengths) for text in texts)
    counts = [sum(text.word(Asked(word)).count for text in texts) for word in words]
    said = [log(1 + total / (count + 1)) for count in counts]
    known = [worth for worth, count in zip(said, counts, strict=True) if count]
    # A word that is nowhere was remembered wrong: it says no more than the others.
    usual = sum(known) / len(known) if known else 1.0
    return [
        (worth if count else usual, count <= _RARE)
        for worth, count in zip(said, counts, strict=True)
    ]


def find_lines(
    text: TextView,
    words: Sequence[str],
    weights: Sequence[tuple[float, bool]],
    share: float,
    is_allowed: Callable[[int, int], bool],
    is_cancelled: Callable[[], bool],
) -> list[Line]:
    """Return the passages of a segment that are most like a line, best first.

    Args:
        text: where to look.
        words: of the line, folded.
        weights: of :func:`worths`.
        share: how much of all text it is, 0 to 1: as much of the work is spent on it.
        is_allowed: whether a chapter, and the block with words of that number in it, matters.
        is_cancelled: asked between the steps; what is found is not all then.
    """
    asked = [
        _Word(at, worth, text.word(Asked(word)).lists, _alike(text, word) if rare else ())
        for at, (word, (worth, rare)) in enumerate(zip(words, weights, strict=True))
    ]
    present = [word for word in asked if word.count]
    if not present or is_cancelled():
        return []
    votes, common = _votes(text, words, present, int(_BUDGET * share))
    if is_cancelled():
        return []
    ranked = _ranked(votes, common, _LEAST_RANKED + int(_RANKED * share))
    total = sum(weight for weight, _ in weights)
    passages = [
        _aligned(present, cell, total, len(words))
        for cell in ranked[: _LEAST_ALIGNED + int(_ALIGNED * share)]
        if not is_cancelled()
    ]
    return sorted(
        _distinct(text, filter(None, passages), is_allowed),
        key=lambda line: -line.score,
    )


def spelt_alike(text: TextView, word: str) -> list[tuple[int, int]]:
    """Return how often the terms stand that are spelt nearly like a word, and their numbers."""
    most = allowed(word)
    if not most:
        return []
    found = []
    terms = text.terms
    pieces = b"|".join(map(re.escape, _pieces(word.encode(), most + 2)))
    is_near = re.compile(pieces).search
    # The first letter is right, was left out, or changed places with the second.
    for letter in dict.fromkeys(word[:2]):
        numbers = terms.range(letter.encode())
        for number, name in zip(numbers, terms.between(numbers), strict=True):
            # What a mistake leaves alone can be seen at once: one word in ten is compared.
            if is_near(name):
                its = form(name).decode()
                if 0 < distance(its, word, most) <= most:
                    found.append((terms.counts[number], number))
    return nlargest(_MOST_ALIKE, found)


def _alike(text: TextView, word: str) -> Lists:
    return [lst for _, one in spelt_alike(text, word) for lst in text.any_of([one]).lists]


def _pieces(word: bytes, count: int) -> list[bytes]:
    """Cut a word into so many pieces; a mistake spoils one of them, or two it stands between."""
    cuts = [len(word) * number // count for number in range(count + 1)]
    return [word[start:end] for start, end in pairwise(cuts) if start < end]


def _votes(
    text: TextView, words: Sequence[str], present: Sequence[_Word], left: int
) -> tuple[dict[int, float], list[_Word]]:
    """Return beginnings with their votes, and the words that were too common to vote."""
    votes: defaultdict[int, float] = defaultdict(float)
    common: list[_Word] = []
    for word in sorted(present, key=lambda word: word.count):
        if word.count > left and votes:
            common.append(word)
            continue
        left -= word.count
        for lists, worth in ((word.exact, word.worth), (word.alike, _ALIKE * word.worth)):
            _vote(votes, lists, word.at, worth)
    for first, second in pairwise(sorted(common, key=lambda word: word.at)):
        if second.at == first.at + 1:
            pair = text.phrase([text.word(Asked(words[one.at])) for one in (first, second)])
            if pair.count <= left:
                left -= pair.count
                _vote(votes, pair.lists, first.at, first.worth + second.worth)
    return votes, common


def _vote(votes: defaultdict[int, float], lists: Lists, at: int, worth: float) -> None:
    for cell in {(place - at) // _CELL for places in lists for place in places}:
        votes[cell] += worth


def _ranked(votes: dict[int, float], common: Sequence[_Word], most: int) -> list[int]:
    """Return the beginnings that have most, the common words counted in, best first."""
    get = votes.get
    # Most have one vote that says little: going through all of them twice takes the longest.
    least = max(votes.values()) * _WORTH_A_LOOK
    sums = [(vote + get(cell + 1, 0.0), cell) for cell, vote in votes.items() if vote >= least]
    found = []
    for worth, cell in nlargest(most, sums):
        total = worth
        for word in common:
            low = cell * _CELL + word.at
            if any(_any_between(places, low, low + 2 * _CELL) for places in word.exact):
                total += word.worth
        found.append((total, cell))
    found.sort(reverse=True)
    return [cell for _, cell in found]


def _any_between(places: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(places, low)
    return at < len(places) and places[at] < high


def _aligned(present: Sequence[_Word], cell: int, total: float, words: int) -> _Aligned | None:
    """Return the best passage that begins about there, word by word."""
    slack = len(_OFF)
    low, high = cell * _CELL - slack, (cell + 2) * _CELL + slack
    near = [(word, list(_near(word, low + word.at, high + word.at))) for word in present]
    shifts = {place - word.at for word, found in near for place, _ in found}
    best: tuple[float, list[tuple[int, int, float]]] = (0.0, [])
    for shift in shifts:
        chosen = []
        score = 0.0
        for word, places in near:
            worth, place, quality = max(
                (
                    (_OFF[abs(place - word.at - shift)] * quality, place, quality)
                    for place, quality in places
                    if abs(place - word.at - shift) < slack
                ),
                default=(0.0, 0, 0.0),
            )
            if worth:
                score += worth * word.worth
                chosen.append((word.at, place, quality))
        best = max(best, (score, chosen), key=lambda one: one[0])
    score, chosen = best[0] / total, best[1]
    marked = sorted({place for _, place, _ in chosen})
    if score < _LEAST or len(marked) < max(2, words // 2):
        return None
    return _Aligned(marked, _kind(chosen, words), score)


def _near(word: _Word, low: int, high: int) -> Iterator[tuple[int, float]]:
    for lists, quality in ((word.exact, 1.0), (word.alike, _ALIKE)):
        for places in lists:
            at = bisect_left(places, low)
            while at < len(places) and places[at] < high:
                yield places[at], quality
                at += 1


def _kind(chosen: Sequence[tuple[int, int, float]], words: int) -> MatchKind:
    if any(quality < 1 for _, _, quality in chosen):
        return MatchKind.ALIKE
    places = [place for _, place, _ in chosen]
    if len(chosen) < words or any(second <= first for first, second in pairwise(places)):
        return MatchKind.CLOSE
    is_phrase = places[-1] - places[0] == words - 1
    return MatchKind.PHRASE if is_phrase else MatchKind.ORDERED


def _distinct(
    text: TextView, passages: Iterator[_Aligned], is_allowed: Callable[[int, int], bool]
) -> Iterator[Line]:
    """Yield the best line of each block, cut to the block."""
    best: dict[tuple[int, int], Line] = {}
    for places, kind, score in passages:
        middle = places[len(places) // 2]
        chapter = bisect_right(text.bases, middle) - 1
        base = text.bases[chapter]
        starts = text.layout(chapter).starts
        block = bisect_right(starts, middle - base) - 1
        start = base + starts[block]
        end = base + starts[block + 1] if block + 1 < len(starts) else text.bases[chapter + 1]
        words = tuple(place - start for place in places if start <= place < end)
        line = Line(chapter, block, words, kind, score * len(words) / len(places))
        known = best.get((chapter, block))
        if is_allowed(chapter, block) and (known is None or known.score < line.score):
            best[chapter, block] = line
    yield from best.values()
