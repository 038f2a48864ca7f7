"""Where exactly a query matches in a chapter's text.

This is the definition of a hit. The index counts hits without the text, and
the count is right when it is what :func:`match` finds; it is also what finds
the offsets of the few chapters that are on screen, at 8 MB/s where the words
stand and ten times as fast where they do not. No Whoosh here.

* One part that says where it is, a word, a phrase or several joined by OR:
  every occurrence is a hit.
* Several: only chapters that hold them all; there, the blocks that hold the
  most different parts, one hit each.
* Neither a phrase nor words that stand close together run across blocks.
* Folded blocks are hits only of ``in:notes``, and then only they.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, lru_cache
from itertools import count, islice
from typing import TypeAlias

from inglenook.index.analysis import CELL
from inglenook.index.holding import close, follow, held
from inglenook.model import Block, Kind, Match
from inglenook.query import Among, Clause, Form, Query, Where, Word, leaves
from inglenook.tokens import beginning, fold, fold_word, has_words, spans, stem, surfaces, trunk

_QUERIES_KEPT, _MOST_REMEMBERED = 8, 1 << 14
"""Queries made ready, and words remembered of each: 2 MB."""

_REST = "[a-z0-9]*+(?:['`\u2018\u2019\u201b][a-z0-9]++)*+"
_BETWEEN = "[^a-z0-9]++"
"""The rest of a word in plain text, and what is between two."""

_Enough: TypeAlias = Callable[[Iterable[object]], bool]
"""``any`` or ``all``."""


def match(query: Query, blocks: Sequence[Block], key: str = "") -> list[Match]:
    """Return every hit of ``query`` in a chapter, in reading order.

    Args:
        query: what to look for.
        blocks: the chapter.
        key: ``ChapterEntry.key``, for queries whose fields were answered.
    """
    if not query.shown:
        return []
    if len(query.shown) > 1 and all(isinstance(part, Clause | Among) for part in query.parts):
        # Most often there is a block with all of them, and then no other needs to be read.
        found = _hits(query, _Text(query, blocks, key, all), len(query.shown))
        if found:
            return found
    return _hits(query, _Text(query, blocks, key, any))


def fits(query: Query, blocks: Sequence[Block], key: str = "") -> bool:
    """Return whether a query holds in a chapter, also where it does not say at which place."""
    text = _Text(query, blocks, key, any)
    return all(held(part, text) is not None for part in query.parts)


def sieve(query: Query) -> Callable[[str], bool]:
    """Return what tells fast that a text cannot be one in which a query holds."""
    clauses = tuple(dict.fromkeys(c for c in leaves(query.tree) if isinstance(c, Clause)))
    if not query.shown:
        return lambda _text: True
    finders = _finders(clauses)
    enough: _Enough = all if all(isinstance(p, Clause | Among) for p in query.parts) else any
    return lambda text: finders.may_hold(text, enough)


def _hits(query: Query, text: _Text, least: int = 1) -> list[Match]:
    """Return the hits in a text; of several parts, only where so many of them meet."""
    if not text.starts:
        return []
    every = [held(part, text) for part in query.parts]
    if None in every:
        return []
    shown = [places for part, places in zip(query.parts, every, strict=True) if part in query.shown]
    if not all(shown):
        return []
    if len(shown) == 1:
        return [text.hit(text.words(place)) for place in sorted(shown[0] or ())]
    return _meetings(text, [places or () for places in shown], least)


def located(
    blocks: Sequence[Block], block: int, words: Sequence[int], where: Where
) -> Match | None:
    """Return the match of some words of one block; None where there are none such.

    Args:
        blocks: a chapter.
        block: number of the block among those with words, as in ``LineMatch``.
        words: numbers of the words in it, ascending.
        where: which text of the chapter the block is of.
    """
    folded = where is Where.NOTES
    numbers = (
        number for number, one in enumerate(blocks) if one.folded is folded and has_words(one.text)
    )
    number = next(islice(numbers, block, None), None)
    offsets = spans(blocks[number].text) if number is not None else []
    if number is None or words[-1] >= len(offsets):
        return None  # the text has changed since it was indexed
    marked = tuple(offsets[word] for word in words)
    return Match(number, marked[0][0], marked[-1][1], marked)


def _meetings(text: _Text, parts: list[Collection[int]], least: int) -> list[Match]:
    """Return one hit for each block that holds the most parts, and at least so many."""
    meeting: dict[int, list[Collection[int]]] = {}
    for places in parts:
        by_block: dict[int, set[int]] = {}
        for place in places:
            by_block.setdefault(text.block(place), set()).update(text.words(place))
        for block, found in by_block.items():
            meeting.setdefault(block, []).append(found)
    most = max(map(len, meeting.values()), default=0)
    return [
        text.hit(sorted({word for words in found for word in words}))
        for block, found in sorted(meeting.items())
        if len(found) == most >= least
    ]


class _Text:
    """A chapter whose words are numbered in its own way; see ``holding.Places``."""

    def __init__(self, query: Query, blocks: Sequence[Block], key: str, enough: _Enough) -> None:
        """Read the blocks that may hold ``any`` or ``all`` of the clauses of a query."""
        self.key = key
        self.scenes: list[int] = []
        self.starts: list[int] = []
        """Place of the first word of every block that has words."""
        self._blocks = blocks
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._numbers: list[int] = []
        """Index into ``blocks`` of each of them."""
        self._clauses = list(dict.fromkeys(c for c in leaves(query.tree) if isinstance(c, Clause)))
        finders = _finders(tuple(self._clauses))
        self._bits = finders.bits
        self._places: dict[int, list[int]] = {bit: [] for bit in finders.bits.values()}
        """By the bit of a word: where it stands."""
        self._read(finders, query.where is Where.NOTES, enough)
        self._found = {clause: self._occurrences(clause) for clause in self._clauses}

    def _read(self, finders: _Finders, folded: bool, enough: _Enough) -> None:
        place = 0
        for number, block in enumerate(self._blocks):
            if block.folded is not folded:
                continue
            if block.kind is Kind.SCENE_BREAK and self.starts and self.scenes[-1:] != [place]:
                self.scenes.append(place)
            written = surfaces(block.text) if finders.may_hold(block.text, enough) else ()
            if not written and not has_words(block.text):
                continue
            self.starts.append(place)
            self._numbers.append(number)
            for at, word in enumerate(written, place):
                mask = finders[word]
                while mask:
                    bit = mask & -mask
                    self._places[bit].append(at)
                    mask ^= bit
            # No block has more words than characters, and a block that is passed over has no count.
            place += len(block.text) // CELL * CELL + CELL

    def _occurrences(self, clause: Clause) -> dict[int, tuple[int, ...]]:
        words = [self._places[self._bits[word]] for word in clause.words]
        if clause.within:
            return close(words, clause.within, self.starts)
        return {place: tuple(range(place, place + len(words))) for place in follow(words)}

    def begins(self, clause: Clause) -> Collection[int]:
        """Return the places at which a clause begins."""
        return self._found[clause]

    def words(self, place: int) -> tuple[int, ...]:
        """Return all words of what begins at a place, whichever of the clauses that is."""
        groups = (found[place] for found in self._found.values() if place in found)
        return tuple(sorted({word for group in groups for word in group}))

    def block(self, place: int) -> int:
        """Return which block with words a place is in, from 1."""
        return bisect_right(self.starts, place)

    def hit(self, places: Sequence[int]) -> Match:
        """Return the match of some words of one block."""
        index = self.block(places[0]) - 1
        number = self._numbers[index]
        if number not in self._spans:
            self._spans[number] = spans(self._blocks[number].text)
        offsets = self._spans[number]
        marked = tuple(offsets[place - self.starts[index]] for place in places)
        return Match(number, marked[0][0], marked[-1][1], marked)


class _Finders(dict[str, int]):
    """A query's words made ready: which of them a written word is, as bits, looked up by word."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        super().__init__()
        numbers = count()
        words = dict.fromkeys(word for clause in clauses for word in clause.words)
        self.bits: dict[Word, int] = {word: 1 << next(numbers) for word in words}
        self._stems: dict[str, int] = {}
        self._others: list[tuple[Callable[[str], bool], int]] = []
        for word, bit in self.bits.items():
            if word.stem:
                self._stems[word.stem] = self._stems.get(word.stem, 0) | bit
            if word.form is not Form.WORD:
                self._others.append((word.accepts(), bit))
        wanted = [*self._stems, *(word.head for word in words)]
        self._beginnings = tuple({beginning(word) for word in wanted})
        self._heads: dict[str, bool] = {}
        self._hints = [_hint(clause) for clause in clauses]

    def may_hold(self, text: str, enough: _Enough) -> bool:
        """Tell whether a text can hold any or all clauses: ten times as fast as reading it."""
        if not text.isascii() and _not_plain().search(text):
            return True
        low = text.lower()
        return enough(hint(low) for hint in self._hints)

    def __missing__(self, surface: str) -> int:
        head = surface[:2]
        # Two plain letters decide for 95 % of words; others may fold to something else.
        mask = self._mask(surface) if not head.isascii() or self._heads_match(head) else 0
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[surface] = mask
        return mask

    def _heads_match(self, head: str) -> bool:
        known = self._heads.get(head)
        if known is None:
            known = beginning(fold(head)).startswith(self._beginnings)
            self._heads[head] = known
        return known

    def _mask(self, surface: str) -> int:
        folded = fold_word(surface)
        if not beginning(folded).startswith(self._beginnings):
            return 0
        mask = self._stems.get(stem(folded), 0)
        for accepts, bit in self._others:
            if accepts(folded):
                mask |= bit
        return mask


@lru_cache(maxsize=_QUERIES_KEPT)
def _finders(clauses: tuple[Clause, ...]) -> _Finders:
    # One chapter after the other is asked the same, and they repeat their words.
    return _Finders(clauses)


def _hint(clause: Clause) -> Callable[[str], bool]:
    """Return what tells whether a plain text in lower case can hold a clause."""
    traces = [_traces(word) for word in clause.words]
    # Phrases of common words have no traces to speak of, but few texts have their beginnings.
    follow = re.compile(_BETWEEN.join(map(_begun, clause.words))) if clause.phrase else None

    def may_hold(low: str) -> bool:
        return all(any(trace in low for trace in word) for word in traces) and (
            follow is None or follow.search(low) is not None
        )

    return may_hold


def _begun(word: Word) -> str:
    """Return an expression for what begins like a word, in a plain text in lower case."""
    wanted = [word.stem] if word.stem else []
    if word.form is not Form.WORD:
        wanted.append(word.head)
    starts = {start if start.isascii() else "" for start in map(beginning, wanted)}
    either = "|".join(re.escape(start).replace("i", "[iy]") for start in sorted(starts))
    return f"(?:{either}){_REST}"


def _traces(word: Word) -> tuple[str, ...]:
    """Return letters one of which stands in lower case in every plain text that holds a word."""
    found = [trunk(word.stem)] if word.stem else []
    if word.form is not Form.WORD:
        found.append(word.head)
    # What folding makes anew is not in the text, and what is short is in most texts.
    return tuple(trace if trace.isascii() and trace.isalnum() else "" for trace in found)


@cache
def _not_plain() -> re.Pattern[str]:
    """Match what may be a letter that folds to another: all but ASCII and the usual punctuation."""
    return re.compile("[^\0-\x7f\xa0\xab\xbb\u2010-\u2026]")
