"""A segment opened for reading: its chapters, and where words and phrases stand in them.

Everything a query asks of the index is asked here, for one text of one segment::

    SegmentView.text(BODY) -> TextView
        word(...), phrase(...) -> Occurrences    places, chapters -> how often, marks
        bases, lengths, layout(chapter)          where chapters, blocks and scenes begin
        terms                                    the term list

A *mark* is one byte for each cell of the text. Since a block begins a new cell,
which blocks hold three words, and how many chapters have such a block, are sums
over marks and counts of bytes: work of C, a million blocks in a few
milliseconds, however common the words.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import accumulate, pairwise, product
from typing import Any

from inglenook.index.analysis import (
    BEGINNING,
    CELL,
    SEPARATOR,
    Layout,
    form,
    is_common,
    pair_term,
    unpack_layouts,
    unpack_sizes,
)
from inglenook.index.codec import Segment, TermReader
from inglenook.index.postings import Postings, are_few, chapter_counts, holds, joined, tally
from inglenook.index.schema import BEGINNINGS, BODY, KEY, LAYOUT, PAIRS, TEXTS
from inglenook.index.terms import Terms
from inglenook.query import Form
from inglenook.query import Word as Asked
from inglenook.tokens import beginning

MOST_FORMS = 4096
"""Words a beginning or pattern may stand for in one segment, the first in the alphabet. In 50 MB of
fiction the most that begin with the same three letters are 900."""

_FEW = 16
"""A place is looked up in a list at the cost of going through so many of the list's places."""


class SegmentView:
    """One segment, opened for reading. It never changes, and threads may share it."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        codec = segment.codec()
        terms = codec.terms_reader(storage, segment)
        chapters = codec.per_document_reader(storage, segment)
        layouts = chapters.column(LAYOUT)
        self.keys: list[str] = [key.decode() for key in chapters.column(KEY)]
        """By the number of the chapter in the segment."""
        chapters.close()
        sizes = [unpack_sizes(layout) for layout in layouts]
        self._texts = {
            field: TextView(field, number, terms, layouts, [size[number] for size in sizes])
            for number, field in enumerate(TEXTS)
        }
        self.lengths = self._texts[BODY].lengths

    def text(self, field: str) -> TextView:
        """Return the body of the chapters, or their notes."""
        return self._texts[field]


class TextView:
    """One text of all chapters of a segment."""

    def __init__(
        self,
        field: str,
        number: int,
        terms: TermReader,
        layouts: Sequence[bytes],
        sizes: Sequence[tuple[int, int]],
    ) -> None:
        self.lengths = [length for length, _ in sizes]
        """Words of each chapter."""
        self.bases = array("I", accumulate((span for _, span in sizes), initial=0))
        """The place at which each chapter begins, and where the last one ends."""
        self.terms: Terms = terms.field(field)
        self._field, self._number, self._reader, self._layouts = field, number, terms, layouts

    def layout(self, chapter: int) -> Layout:
        """Return where the blocks and scenes of a chapter begin, counted from its base."""
        return unpack_layouts(self._layouts[chapter])[self._number]

    def word(self, asked: Asked) -> Word:
        """Return where the words stand that are what a word of a query looks for."""
        found: set[int] = set()
        if asked.stem:
            found.update(self.terms.range(asked.stem.encode() + SEPARATOR))
        if asked.form is not Form.WORD:
            found.update(self.accepted(asked))
        is_pairable = asked.form is Form.WORD and self._field == BODY and is_common(asked.stem)
        return self.any_of(sorted(found), asked.stem if is_pairable else "")

    def begun(self, asked: Asked) -> Begun | None:
        """Return where the words stand that a word of a query begins, if those are counted."""
        is_begun = asked.form is Form.BEGINNING or asked.text == asked.head + "*"
        if not is_begun or len(asked.head) != BEGINNING or self._field != BODY:
            return None
        term = asked.head.encode()
        numbers = self._reader.field(BEGINNINGS).range(term, term + b"\0")
        counted: dict[int, int] = {}
        for number in numbers:
            for place in self._reader.postings(BEGINNINGS, number).places:
                chapter = bisect_right(self.bases, place) - 1
                counted[chapter] = place - self.bases[chapter] + 1
        alike = self.terms.range(asked.stem.encode() + SEPARATOR) if asked.stem else range(0)
        accepts = asked.accepts()
        others = [
            number
            for number, name in zip(alike, self.terms.between(alike), strict=True)
            if not accepts(form(name).decode())
        ]
        return Begun(self, counted, self.any_of(others), partial(self.word, asked))

    def any_of(self, numbers: Sequence[int], common: str = "") -> Word:
        """Return where the terms with these numbers, ascending, stand, as one word."""
        # Forms of a word stand together, and so do those of a beginning: few reads for many lists.
        cuts = [at for at, (one, next_) in enumerate(pairwise(numbers), 1) if next_ != one + 1]
        runs = pairwise((0, *cuts, len(numbers))) if numbers else ()
        lists = [
            postings
            for low, high in runs
            for postings in self._reader.several(
                self._field, range(numbers[low], numbers[high - 1] + 1)
            )
        ]
        return Word(self, lists, common)

    def accepted(self, asked: Asked) -> Iterator[int]:
        """Yield the numbers of at most :data:`MOST_FORMS` terms found by more than their stem."""
        # The terms are ordered by stems, which begin as their words do: see tokens.beginning.
        known = 0
        accepts, head = asked.accepts(), asked.head.encode()
        letters = ("iy" if letter == "i" else letter for letter in beginning(asked.head))
        for start in map("".join, product(*letters)):
            numbers = self.terms.range(start.encode())
            for number, name in zip(numbers, self.terms.between(numbers), strict=True):
                # The word a term stands for begins with the head: ten times as fast a look.
                if head in name and accepts(form(name).decode()):
                    yield number
                    known += 1
                    if known == MOST_FORMS:
                        return

    def phrase(self, words: Sequence[Occurrences]) -> Occurrences:
        """Return where words stand one behind the other: the places of the first.

        The rarest are looked at first, and the commonest only where those have left places.
        """
        parts: dict[int, Occurrences] = {}
        paired: set[int] = set()
        for number, (word, following) in enumerate(pairwise(words)):
            if word.common and following.common:
                parts[number] = self._pair(word.common, following.common)
                paired |= {number, number + 1}
        parts |= {number: word for number, word in enumerate(words) if number not in paired}
        rarest, *others = sorted(parts, key=lambda number: parts[number].count)
        places = {place - rarest for one in parts[rarest].lists for place in one}
        for number in others:
            if not places:
                break
            shifted = {place + number for place in places}
            places = {place - number for place in parts[number].among(shifted)}
        return Occurrences(self, [array("I", sorted(places))])

    def _pair(self, first: str, second: str) -> Occurrences:
        pairs = self._reader.field(PAIRS)
        term = pair_term(first, second)
        found = pairs.range(term, term + b"\0")
        return Occurrences(self, [self._reader.postings(PAIRS, number).places for number in found])

    def marks(self) -> bytearray:
        """Return a byte for each cell, none of them marked."""
        return bytearray(self.bases[-1] // CELL)

    @cached_property
    def long_blocks(self) -> Sequence[tuple[int, int]]:
        """First cell, and cell after the last, of every block of more than one cell."""
        found = []
        for chapter, (start, end) in enumerate(pairwise(self.bases)):
            layout = self.layout(chapter) if end - start > CELL else None
            if layout is None or len(layout.starts) == layout.span // CELL:
                continue
            ends = [*layout.starts[1:], layout.span]
            for low, high in zip(layout.starts, ends, strict=True):
                if high - low > CELL:
                    found.append(((start + low) // CELL, (start + high) // CELL))
        return found


class Occurrences:
    """Where something stands in one text of a segment."""

    common = ""
    """The stem of a word whose pairs are posted."""

    def __init__(self, text: TextView, lists: Sequence[array[int]]) -> None:
        self._text = text
        self._lists = lists

    @property
    def count(self) -> int:
        """How often it stands there."""
        return sum(map(len, self._lists))

    @property
    def lists(self) -> Sequence[array[int]]:
        """Every place once, in lists that ascend; see ``TextView.bases`` for the chapters."""
        return self._lists

    @cached_property
    def chapters(self) -> Mapping[int, int]:
        """Chapter -> how often; chapters without it are absent."""
        return _added([chapter_counts(places, self._text.bases) for places in self.lists])

    def within(self, chapter: int) -> Sequence[int]:
        """Return where it stands in one chapter, counted from the chapter's base; ascending."""
        start, end = self._text.bases[chapter : chapter + 2]
        found = []
        for places in self.lists:
            low = bisect_left(places, start)
            found += [place - start for place in places[low : bisect_left(places, end, low)]]
        return sorted(found)

    def among(self, wanted: set[int]) -> set[int]:
        """Return the places, of some, at which it stands."""
        found: set[int] = set()
        for places in self.lists:
            if len(wanted) * _FEW < len(places):
                found.update(place for place in wanted if holds(places, place))
            else:
                found |= wanted.intersection(places)
        return found

    @cached_property
    def marks(self) -> bytes:
        """A byte for each cell: 1 in the first cell of every block that has it."""
        marks = self._text.marks()
        self._mark(marks)
        for start, end in self._text.long_blocks:
            if marks.find(1, start, end) >= 0:
                marks[start:end] = b"\1".ljust(end - start, b"\0")
        return bytes(marks)

    def _mark(self, marks: bytearray) -> None:
        for places in self._lists:
            for place in places:
                marks[place // CELL] = 1


class Word(Occurrences):
    """Where the forms of one word of a query stand. Its lists are unpacked when they are needed.

    The rare forms, of which a beginning may have a thousand, are unpacked and counted together.
    """

    def __init__(self, text: TextView, forms: Sequence[Postings], common: str = "") -> None:
        """Take the lists of a word, and its stem if it is one whose pairs are posted."""
        super().__init__(text, ())
        self._usual: list[Postings] = []
        self._rare: list[Postings] = []
        for postings in forms:
            (self._rare if are_few(postings.count, text.bases) else self._usual).append(postings)
        self.common = common

    @property
    def count(self) -> int:
        """How often it stands there."""
        return sum(postings.count for postings in (*self._usual, *self._rare))

    @cached_property
    def lists(self) -> Sequence[array[int]]:
        """Every place once, in lists that ascend."""
        rare = self._rare_places
        rare = array("I", sorted(rare)) if len(self._rare) > 1 else rare
        return [*(postings.places for postings in self._usual), *([rare] if rare else ())]

    @cached_property
    def chapters(self) -> Mapping[int, int]:
        """Chapter -> how often; chapters without it are absent."""
        bases = self._text.bases
        usual = (postings.chapters(bases) for postings in self._usual)
        return _added([*usual, *([tally(self._rare_places, bases)] if self._rare else ())])

    def among(self, wanted: set[int]) -> set[int]:
        """Return the places, of some, at which it stands."""
        many = [one for one in self._usual if len(wanted) * _FEW < one.count]
        if not many:
            return super().among(wanted)
        ordered = sorted(wanted)
        found = {place for one in many for place in one.among(ordered)}
        few = [one.places for one in self._usual if one not in many]
        for places in (*few, self._rare_places):
            found |= wanted.intersection(places)
        return found

    @cached_property
    def _rare_places(self) -> array[int]:
        return joined(self._rare)

    def _mark(self, marks: bytearray) -> None:
        for postings in sorted(self._usual, key=lambda postings: -postings.count):
            postings.mark(marks)
        for place in self._rare_places:
            marks[place // CELL] = 1


class Begun(Occurrences):
    """Where the words with the same first letters stand: counted at once, looked up when needed."""

    def __init__(
        self,
        text: TextView,
        counted: Mapping[int, int],
        others: Word,
        whole: Callable[[], Word],
    ) -> None:
        """Take how often each chapter has such words, and what finds them.

        Args:
            text: the text.
            counted: chapter -> how often.
            others: words that are meant as well, and begin otherwise.
            whole: returns all of them as one word.
        """
        super().__init__(text, ())
        self._counted, self._others, self._look_up = counted, others, whole

    @property
    def count(self) -> int:
        """How often they stand there."""
        return sum(self._counted.values()) + self._others.count

    @cached_property
    def chapters(self) -> Mapping[int, int]:
        """Chapter -> how often; chapters without them are absent."""
        return _added([self._counted, self._others.chapters])

    @cached_property
    def _whole(self) -> Word:
        return self._look_up()

    @property
    def lists(self) -> Sequence[array[int]]:
        """Every place once, in lists that ascend."""
        return self._whole.lists

    @property
    def marks(self) -> bytes:
        """A byte for each cell: 1 in the first cell of every block that has one of them."""
        return self._whole.marks


def _added(several: Sequence[Mapping[int, int]]) -> Mapping[int, int]:
    if len(several) == 1:
        return several[0]
    total: dict[int, int] = dict(several[0]) if several else {}
    for counts in several[1:]:
        for chapter, count in counts.items():
            total[chapter] = total.get(chapter, 0) + count
    return total


def held_by_cell(several: Sequence[Occurrences]) -> bytes:
    """Return how many of several things the block that begins with each cell holds."""
    # Added up as one number of many thousand digits: no digit can carry, since there are few.
    total = sum(int.from_bytes(one.marks, "little") for one in several)
    return total.to_bytes(len(several[0].marks), "little")
