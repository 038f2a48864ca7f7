r"""From the blocks of a chapter to what is posted in the index.

A term is a stem and one of its forms, ``walk\0walking``; so all forms of a
stem stand together in the term list, and a word that is still being typed is
compared with the forms, never with stems: "runni" finds "running", whose stem
is "run". Every word has a place number. One number is left out between two
blocks, so no phrase can run across, and the place at which each block begins
is kept with the chapter: which block an occurrence is in, and how many words
the chapter has, is known without its text.

No Whoosh here.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from inglenook.model import Block
from inglenook.tokens import Memo, fold_word, stem, surfaces

SEPARATOR = b"\0"


class Analysis(NamedTuple):
    """The words of a text with their places."""

    places: dict[bytes, list[int]]
    """Term -> place numbers, ascending."""
    length: int
    """How many words."""
    starts: list[int]
    """Place of the first word of every block that has words, ascending."""


def analyse(texts: Iterable[str]) -> Analysis:
    """Number the words of the blocks of a chapter. 8 MB/s: by word as written, then by term."""
    written: defaultdict[str, list[int]] = defaultdict(list)
    starts: list[int] = []
    place = length = 0
    for text in texts:
        words = surfaces(text)
        if not words:
            continue
        starts.append(place)
        length += len(words)
        for number, word in enumerate(words, place):
            written[word].append(number)
        place += len(words) + 1
    places: dict[bytes, list[int]] = {}
    for word, numbers in written.items():
        term = _terms[word]
        other = places.get(term)
        places[term] = sorted(other + numbers) if other else numbers
    return Analysis(places, length, starts)


def body(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the texts that are searched by default."""
    return (block.text for block in blocks if not block.folded)


def notes(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the folded texts: description, notes, residue."""
    return (block.text for block in blocks if block.folded)


def term(word: str) -> bytes:
    """Return the term of a folded word."""
    its_stem = stem(word)
    return its_stem.encode() + SEPARATOR + (b"" if word == its_stem else word.encode())


def form(term: bytes) -> bytes:
    """Return the word a term stands for, folded."""
    its_stem, _, word = term.partition(SEPARATOR)
    return word or its_stem


def pack_layout(analysis: Analysis) -> bytes:
    """Return length and block starts of a chapter as bytes."""
    return array("I", [analysis.length, *analysis.starts]).tobytes()


def unpack_layout(data: bytes) -> tuple[int, Sequence[int]]:
    """Return the length and the block starts packed by :func:`pack_layout`."""
    numbers = array("I")
    numbers.frombytes(data)
    return numbers[0], numbers[1:]


_terms: Memo[bytes] = Memo(lambda surface: term(fold_word(surface)))
