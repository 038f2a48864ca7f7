r"""From the blocks of a chapter to what is posted in the index.

A term is a stem and one of its forms, ``walk\0walking``; so all forms of a
stem stand together in the term list, and a word that is still being typed is
compared with the forms, never with stems: "runni" finds "running", whose stem
is "run".

Every word has a place number, and the chapters of a segment are numbered on
from one another. A block begins a new *cell* of 256 places, and at least one
place is left free behind it. So no phrase can run across blocks, the block a
word is in is its place without the low byte, and which blocks hold several
words is a question of whole bytes (see :mod:`inglenook.index.postings`).

Two of the commonest words that stand side by side are also posted as a pair.
"out of the", looked for by its words, is a matter of a million places in 50 MB;
by its pairs it is one of a few thousand.

How often a chapter has words that begin with the same three letters is posted
too, as one place: so far behind the chapter's first as there are words before
the last of them. Of a beginning that is being typed, a thousand lists of words
would have to be opened, for nothing but that number.

No Whoosh here.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain, repeat
from typing import NamedTuple

from inglenook.model import Block, Kind
from inglenook.tokens import Memo, fold_word, stem, surfaces

SEPARATOR = b"\0"

CELL = 256
"""Places a block is rounded up to: a byte of every place is then the number within its cell."""

_COMMON = (
    "the and to of a he she in was it that her his you with on at as for him i said but not they "
    "be up out all there were from one what so if into had have this me no would when then my is"
)
"""Words whose pairs are posted: the commonest of English fiction, 45 % of its words. More of them
make the index larger and save little; a language that has none of them does without."""

BEGINNING = 3
"""Letters of the beginnings that are counted: the fewest that are looked for while a word is typed.
Four stand for fewer words, and counting them too would make the index a tenth larger."""

_HEADS = {"H": struct.Struct("=8H"), "I": struct.Struct("=8I")}
"""For each of the two texts: words, cells, blocks, scenes."""


class Layout(NamedTuple):
    """How the places of a chapter fall into blocks and scenes."""

    length: int
    """How many words."""
    span: int
    """How many places they take up, a multiple of :data:`CELL`."""
    starts: Sequence[int]
    """Place of the first word of every block that has words, from 0, ascending."""
    scenes: Sequence[int]
    """Place at which every scene but the first begins, ascending."""


class Gathered(dict[str, "array[int]"]):
    """The words of many chapters, as they are written, with their places.

    By word rather than by chapter: numbering 1 MB takes 45 ms, and nothing has to be done again
    for a word that stands in every chapter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.end = 0
        """Where the next chapter begins."""
        self._common: dict[str, int] = {}
        self._pairs: defaultdict[bytes, array[int]] = defaultdict(partial(array, "I"))
        self._beginnings: defaultdict[bytes, array[int]] = defaultdict(partial(array, "I"))

    def __missing__(self, word: str) -> array[int]:
        places = self[word] = array("I")
        number = _common_stems().get(stem(fold_word(word)))
        if number is not None:
            self._common[word] = number
        return places

    def take(self, blocks: Iterable[Block]) -> Layout:
        """Number the words of a chapter."""
        starts: list[int] = []
        scenes: list[int] = []
        length = 0
        common = self._common.get
        base = place = self.end
        written: list[list[str]] = []
        for block in blocks:
            if block.kind is Kind.SCENE_BREAK and starts and scenes[-1:] != [place - base]:
                scenes.append(place - base)
            words = surfaces(block.text)
            if not words:
                continue
            starts.append(place - base)
            written.append(words)
            length += len(words)
            # The loop runs in C: a third less time than one in Python.
            numbers = range(place, place + len(words))
            deque(map(array.append, map(self.__getitem__, words), numbers), maxlen=0)
            # A small table, which is looked up faster than one of all words.
            for pair in _PAIR.finditer(bytes(map(common, words, repeat(0)))):
                self._pairs[pair[1]].append(place + pair.start())
            place += len(words) // CELL * CELL + CELL
        self.end = place
        self._count_beginnings(Counter(chain.from_iterable(written)), base)
        return Layout(length, place - base, starts, scenes)

    def _count_beginnings(self, words: Mapping[str, int], base: int) -> None:
        counts: defaultdict[bytes, int] = defaultdict(int)
        for word, count in words.items():
            counts[_begun[word]] += count
        counts.pop(b"", None)
        for start, count in counts.items():
            self._beginnings[start].append(base + count - 1)

    def by_term(self) -> dict[bytes, array[int]]:
        """Return the places of each term, in the order of the terms."""
        terms: dict[bytes, array[int]] = {}
        for word, places in self.items():
            term = _terms[word]
            other = terms.get(term)
            terms[term] = array("I", sorted(other + places)) if other else places
        return {term: terms[term] for term in sorted(terms)}

    def beginnings_by_term(self) -> dict[bytes, array[int]]:
        """Return the counts of each beginning, see above, in the order of the beginnings."""
        return dict(sorted(self._beginnings.items()))

    def pairs_by_term(self) -> dict[bytes, array[int]]:
        """Return the places of each pair of common words, in the order of the pairs."""
        stems = ("", *_common_stems())
        pairs = {
            pair_term(stems[first], stems[second]): places
            for (first, second), places in self._pairs.items()
        }
        return {term: pairs[term] for term in sorted(pairs)}


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


def is_common(stem: str) -> bool:
    """Whether the pairs of a word are posted."""
    return stem in _common_stems()


def pair_term(first: str, second: str) -> bytes:
    """Return the term of a pair of common stems."""
    return f"{first} {second}".encode()


def pack_layouts(texts: tuple[Layout, Layout]) -> bytes:
    """Return the layouts of the two texts of a chapter as bytes."""
    head: list[int] = []
    rest: list[int] = []
    for text in texts:
        head += (text.length, text.span // CELL, len(text.starts), len(text.scenes))
        rest += (place // CELL for places in (text.starts, text.scenes) for place in places)
    code = "H" if max(head) < 1 << 16 else "I"
    return code.encode() + array(code, head + rest).tobytes()


def unpack_sizes(data: bytes) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return length and span of both texts of a chapter."""
    head = _HEADS[chr(data[0])].unpack_from(data, 1)
    return (head[0], head[1] * CELL), (head[4], head[5] * CELL)


def unpack_layouts(data: bytes) -> tuple[Layout, Layout]:
    """Return what was packed by :func:`pack_layouts`."""
    numbers = array(chr(data[0]))
    numbers.frombytes(data[1:])
    layouts = []
    at = 8
    for number in (0, 4):
        length, cells, blocks, scenes = numbers[number : number + 4]
        places = array("I", [cell * CELL for cell in numbers[at : at + blocks + scenes]])
        layouts.append(Layout(length, cells * CELL, places[:blocks], places[blocks:]))
        at += blocks + scenes
    return layouts[0], layouts[1]


def _counted_by(word: str) -> bytes:
    return word[:BEGINNING].encode() if len(word) >= BEGINNING else b""


@cache
def _common_stems() -> dict[str, int]:
    # Stemming takes an import of 20 ms, and not all who come here stem.
    stems = dict.fromkeys(map(stem, _COMMON.split()))
    return {its_stem: number for number, its_stem in enumerate(stems, 1)}


_PAIR = re.compile(rb"(?=([^\0]{2}))", re.DOTALL)
_begun: Memo[bytes] = Memo(lambda surface: _counted_by(fold_word(surface)))
_terms: Memo[bytes] = Memo(lambda surface: term(fold_word(surface)))
