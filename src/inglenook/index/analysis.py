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

from inglenook.model import Block, Kind
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
    scenes: list[int]
    """Place at which every scene but the first begins, ascending."""


class Layout(NamedTuple):
    """How the places of a chapter fall into blocks and scenes."""

    length: int
    """How many words."""
    starts: Sequence[int]
    """As in :class:`Analysis`."""
    scenes: Sequence[int]


def analyse(blocks: Iterable[Block]) -> Analysis:
    """Number the words of the blocks of a chapter. 8 MB/s: by word as written, then by term."""
    written: defaultdict[str, list[int]] = defaultdict(list)
    starts: list[int] = []
    scenes: list[int] = []
    place = length = 0
    for block in blocks:
        if block.kind is Kind.SCENE_BREAK and place and scenes[-1:] != [place]:
            scenes.append(place)
        words = surfaces(block.text)
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
    return Analysis(places, length, starts, scenes)


def body(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks that are searched by default."""
    return (block for block in blocks if not block.folded)


def notes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the folded blocks: description, notes, residue."""
    return (block for block in blocks if block.folded)


def term(word: str) -> bytes:
    """Return the term of a folded word."""
    its_stem = stem(word)
    return its_stem.encode() + SEPARATOR + (b"" if word == its_stem else word.encode())


def form(term: bytes) -> bytes:
    """Return the word a term stands for, folded."""
    its_stem, _, word = term.partition(SEPARATOR)
    return word or its_stem


def pack_layout(*texts: Analysis) -> bytes:
    """Return lengths, block starts and scenes of the texts of a chapter as bytes."""
    numbers = array("I")
    for text in texts:
        numbers.extend((text.length, len(text.starts), len(text.scenes)))
        numbers.extend(text.starts)
        numbers.extend(text.scenes)
    return numbers.tobytes()


def unpack_layout(data: bytes) -> list[Layout]:
    """Return what was packed by :func:`pack_layout`, a layout for each text."""
    numbers = array("I")
    numbers.frombytes(data)
    layouts = []
    at = 0
    while at < len(numbers):
        length, blocks, scenes = numbers[at : at + 3]
        middle = at + 3 + blocks
        layouts.append(Layout(length, numbers[at + 3 : middle], numbers[middle : middle + scenes]))
        at = middle + scenes
    return layouts


_terms: Memo[bytes] = Memo(lambda surface: term(fold_word(surface)))
