"""Where exactly a query matches in a chapter's text.

This is the definition of a hit. The index counts hits without the text, and
the count is right when it is what :func:`match` finds; it is also what finds
the offsets of the few chapters that are on screen, at 8 MB/s. No Whoosh here.

* One clause: every occurrence of the word or phrase is a hit.
* Several clauses: only chapters that hold them all; there, the blocks that
  hold the most different clauses, one hit each.
* A phrase does not run across blocks, and folded blocks are never hits.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from inglenook.model import Block, Match
from inglenook.query import Query
from inglenook.tokens import beginning, fold, fold_word, spans, stem, surfaces

Occurrences = list[tuple[int, ...]]
"""Where one clause stands in one block: numbers of the words of each occurrence."""


def match(query: Query, blocks: Sequence[Block]) -> list[Match]:
    """Return every hit of ``query`` in a chapter, in reading order."""
    if not query.clauses:
        return []
    finders = _Finders(query)
    found: list[tuple[int, list[Occurrences]]] = []
    for number, block in enumerate(blocks):
        if block.folded:
            continue
        masks = [finders[word] for word in surfaces(block.text)]
        if any(masks):
            occurrences = [_occurrences(masks, bits) for bits in finders.clauses]
            if any(occurrences):
                found.append((number, occurrences))
    if len(query.clauses) == 1:
        return [
            hit for number, (places,) in found for hit in _hits(number, blocks[number].text, places)
        ]
    return _together(found, blocks)


def _together(found: list[tuple[int, list[Occurrences]]], blocks: Sequence[Block]) -> list[Match]:
    """Return one hit for each block that holds the most clauses, if all are in the chapter."""
    if not found or not all(map(any, zip(*(clauses for _, clauses in found), strict=True))):
        return []
    most = max(sum(map(bool, clauses)) for _, clauses in found)
    hits: list[Match] = []
    for number, clauses in found:
        if sum(map(bool, clauses)) == most:
            words = {word for places in clauses for place in places for word in place}
            hits += _hits(number, blocks[number].text, [tuple(sorted(words))])
    return hits


def _hits(block: int, text: str, places: Occurrences) -> list[Match]:
    words = spans(text)
    hits = []
    for place in places:
        highlights = tuple(words[number] for number in place)
        hits.append(Match(block, highlights[0][0], highlights[-1][1], highlights))
    return hits


class _Finders(dict[str, int]):
    """A query made ready: which of its words a written word is, as bits, looked up by word."""

    def __init__(self, query: Query) -> None:
        super().__init__()
        self.clauses: list[tuple[int, ...]] = []
        """The bits of the words of each clause, in order."""
        self._stems: dict[str, int] = {}
        self._prefixes: list[tuple[str, int]] = []
        numbers = count()
        for clause in query.clauses:
            bits = tuple(1 << next(numbers) for _ in clause.words)
            self.clauses.append(bits)
            for bit, its_stem in zip(bits, clause.stems, strict=True):
                self._stems[its_stem] = self._stems.get(its_stem, 0) | bit
            if clause.prefix:
                self._prefixes.append((clause.words[-1], bits[-1]))
        wanted = [*self._stems, *(prefix for prefix, _ in self._prefixes)]
        self._beginnings = frozenset(map(beginning, wanted))
        self._heads: dict[str, bool] = {}

    def __missing__(self, surface: str) -> int:
        head = surface[:2]
        # Two plain letters decide for 95 % of words; others may fold to something else.
        mask = self._mask(surface) if not head.isascii() or self._heads_match(head) else 0
        self[surface] = mask
        return mask

    def _heads_match(self, head: str) -> bool:
        known = self._heads.get(head)
        if known is None:
            known = self._heads[head] = beginning(fold(head)) in self._beginnings
        return known

    def _mask(self, surface: str) -> int:
        folded = fold_word(surface)
        if beginning(folded) not in self._beginnings:
            return 0
        mask = self._stems.get(stem(folded), 0)
        for prefix, bit in self._prefixes:
            if folded.startswith(prefix):
                mask |= bit
        return mask


def _occurrences(masks: list[int], bits: tuple[int, ...]) -> Occurrences:
    first, *rest = bits
    starts = [number for number, mask in enumerate(masks) if mask & first]
    if not rest:
        return [(number,) for number in starts]
    length = len(bits)
    return [
        tuple(range(start, start + length))
        for start in starts
        if start + length <= len(masks)
        and all(masks[start + offset] & bit for offset, bit in enumerate(rest, 1))
    ]
