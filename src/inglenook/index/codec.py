"""How the index writes and reads its segments: a codec, Whoosh's own way to vary its files.

Tables of contents, segments, columns and locks are Whoosh's. Ours are the
posting lists (:mod:`inglenook.index.postings`), the term lists
(:mod:`inglenook.index.terms`), the pool out of which both are written, and the
refusal to unpickle what a reader never needs. Whoosh's pool sorts one tuple a
posting and its term file hashes every term; ours has one list of places a
term, and merges segments a term at a time.
"""

from __future__ import annotations

import heapq
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from inglenook.index.analysis import Gathered, unpack_sizes
from inglenook.index.postings import Postings, chapter_counts, encode
from inglenook.index.schema import BEGINNINGS, BODY, LABELS, LAYOUT, PAIRS, TEXTS
from inglenook.index.storage import POSTINGS_EXTENSION, DamagedFile
from inglenook.index.terms import NO_TERMS, Terms, pack_terms, unpack_terms
from inglenook.index.whoosh27 import (
    FieldWriter,
    ListMatcher,
    SegmentWriter,
    TermInfo,
    TermsReader,
    VarBytesColumn,
    W3Codec,
    W3PerDocReader,
    W3Segment,
)

_SEGMENT_ID = re.compile("[a-z0-9]{16}")

_READ_AT_ONCE = 256
"""Posting lists, of a segment that is merged: some hundred kilobytes."""

Posted = tuple[str, bytes, "array[int]"]
"""Field, term and its places."""


class Segment(W3Segment):  # type: ignore[misc] # Whoosh has no types
    """One immutable part of the index: its name, how many chapters, which are deleted.

    The only class that the index unpickles. Its state is plain, and is checked.
    """

    def __init__(self, indexname: str) -> None:
        super().__init__(None, indexname)

    def __getstate__(self) -> tuple[str, str, int, tuple[int, ...]]:
        return self.indexname, self.segid, self._doccount, tuple(sorted(self._deleted or ()))

    def __setstate__(self, state: Any) -> None:
        name, number, chapters, deleted = state
        if not (
            isinstance(name, str)
            and name.isalpha()
            and isinstance(number, str)
            and _SEGMENT_ID.fullmatch(number)
            and type(chapters) is int
            and all(type(doc) is int and 0 <= doc < chapters for doc in deleted)
        ):
            raise DamagedFile("a segment of the index makes no sense")
        self.__init__(name)  # type: ignore[misc] # there is no other way to be whole
        self.segid = number
        self._doccount = chapters
        self._deleted = set(deleted) or None

    def codec(self, **_: Any) -> Codec:
        """Return the codec that reads it: never one named in a file."""
        return Codec()

    def should_assemble(self) -> bool:
        """Keep the files apart; Whoosh's compound file has a pickle we could not check."""
        return False

    def is_compound(self) -> bool:
        """Tell that the files are apart."""
        return False


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's third codec with our term lists and posting lists."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> Segment:  # noqa: ARG002
        """Return a segment with a new random name."""
        return Segment(indexname)

    def field_writer(self, storage: Any, segment: Segment) -> TermWriter:
        """Return what writes the terms of a segment."""
        return TermWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Segment) -> TermReader:
        """Return what reads the terms of a segment."""
        return TermReader(storage, segment)

    def per_document_reader(self, storage: Any, segment: Segment) -> ChapterReader:
        """Return what reads the labels of a segment's chapters."""
        return ChapterReader(storage, segment)


class ChapterReader(W3PerDocReader):  # type: ignore[misc]
    """The labels of chapters."""

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: ARG002
        """Return nothing, since nothing is stored; Whoosh would unpickle it."""
        return {}

    def column(self, name: str) -> list[bytes]:
        """Return a label of every chapter."""
        labels: list[bytes] = self.column_reader(name, VarBytesColumn()).load()
        return labels

    def bases(self) -> dict[str, array[int]]:
        """Return by field the place at which each chapter begins, and where the last one ends."""
        sizes = [unpack_sizes(layout) for layout in self.column(LAYOUT)]
        bases = {
            field: array("I", accumulate((size[text][1] for size in sizes), initial=0))
            for text, field in enumerate(TEXTS)
        }
        return bases | dict.fromkeys((PAIRS, BEGINNINGS), bases[BODY])


class TermReader(TermsReader):  # type: ignore[misc]
    """The terms of a segment, in order."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        self._storage, self._segment = storage, segment
        with segment.open_file(storage, W3Codec.TERMS_EXT) as file:
            self._fields = unpack_terms(file.read())
        self._lists = segment.open_file(storage, POSTINGS_EXTENSION)

    def field(self, name: str) -> Terms:
        """Return the terms of a field."""
        return self._fields.get(name, NO_TERMS)

    def postings(self, field: str, number: int) -> Postings:
        """Return the posting list of a term. Raises DamagedPostings."""
        return self.several(field, range(number, number + 1))[0]

    def several(self, field: str, numbers: range) -> list[Postings]:
        """Return the posting lists of terms that stand together. Raises DamagedPostings."""
        if not numbers:
            return []
        terms = self.field(field)
        offsets = terms.offsets[numbers.start : numbers.stop + 1]
        counts = terms.counts[numbers.start : numbers.stop]
        start = offsets[0]
        data = self._lists.get(start, offsets[-1] - start)
        return [
            Postings(data[low - start : high - start], count)
            for (low, high), count in zip(pairwise(offsets), counts, strict=True)
        ]

    def every(self, field: str) -> Iterator[tuple[bytes, Postings]]:
        """Yield every term of a field and its list; some hundred are read at a time."""
        names = self.field(field).names
        for start in range(0, len(names), _READ_AT_ONCE):
            numbers = range(start, min(start + _READ_AT_ONCE, len(names)))
            yield from zip(names[start : numbers.stop], self.several(field, numbers), strict=True)

    def close(self) -> None:
        """Let go of the file of lists."""
        self._lists.close()

    # What Whoosh's own queries ask

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._number(*term) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """Return the fields that have terms."""
        return self._fields.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Yield every term of every field."""
        return ((field, name) for field, terms in self._fields.items() for name in terms.names)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Yield the terms of a field from one on."""
        names = self.field(fieldname).names
        return ((fieldname, name) for name in names[bisect_left(names, prefix) :])

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield every term with its facts."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield the terms of a field from one on, with their facts."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """Return how often a term stands, and in how many chapters. Raises KeyError."""
        counts = self._counts(fieldname, text)
        return TermInfo(
            weight=float(sum(counts.values())),
            df=len(counts),
            minlength=0,  # lengths are ours, not Whoosh's
            maxweight=float(max(counts.values())),
            minid=min(counts),
            maxid=max(counts),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands."""
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return in how many chapters a term stands."""
        return int(self.term_info(fieldname, text).doc_frequency())

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        """Return a matcher over a whole posting list. Raises KeyError."""
        counts = self._counts(fieldname, text)
        places = self.postings(fieldname, self._number(fieldname, text) or 0).places
        values, at = [], 0
        for doc, count in counts.items():
            base = self._bases[fieldname][doc]
            values.append(array("I", [place - base for place in places[at : at + count]]).tobytes())
            at += count
        return ListMatcher(
            list(counts),
            [float(count) for count in counts.values()],
            values,
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )

    def _number(self, field: str, term: bytes) -> int | None:
        names = self.field(field).names
        at = bisect_left(names, term)
        return at if at < len(names) and names[at] == term else None

    def _counts(self, field: str, term: bytes) -> Mapping[int, int]:
        number = self._number(field, term)
        if number is None:
            raise KeyError((field, term))
        return chapter_counts(self.postings(field, number).places, self._bases[field])

    @cached_property
    def _bases(self) -> dict[str, array[int]]:
        chapters = ChapterReader(self._storage, self._segment)
        try:
            return chapters.bases()
        finally:
            chapters.close()


class TermWriter(FieldWriter):  # type: ignore[misc]
    """Writes the terms of a segment and their posting lists."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        self._terms = segment.create_file(storage, W3Codec.TERMS_EXT)
        self._lists = segment.create_file(storage, POSTINGS_EXTENSION)
        self._fields: defaultdict[str, list[tuple[bytes, int, int]]] = defaultdict(list)
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posted]) -> None:  # noqa: ARG002
        """Write posting lists that come ordered by field, then term."""
        for field, term, places in items:
            data = encode(places)
            self._lists.write(data)
            self._fields[field].append((term, len(places), len(data)))

    def close(self) -> None:
        """Finish both files."""
        self._terms.write(pack_terms(self._fields))
        self._terms.close()
        self._lists.close()
        self.is_closed = True


class Move(NamedTuple):
    """A run of chapters that get other places."""

    start: int
    end: int
    shift: int


class Pool:
    """Posting lists on their way into a segment: new chapters', then those of merged segments."""

    def __init__(self, texts: Mapping[str, Gathered]) -> None:
        self._lists = {field: text.by_term for field, text in texts.items()}
        self._ends = {field: text.end for field, text in texts.items()}
        if BODY in texts:
            self._lists[PAIRS] = texts[BODY].pairs_by_term
            self._lists[BEGINNINGS] = texts[BODY].beginnings_by_term
            self._ends |= dict.fromkeys((PAIRS, BEGINNINGS), texts[BODY].end)
        self._merged: list[tuple[TermReader, Mapping[str, Sequence[Move]]]] = []

    def add_segment(
        self, terms: TermReader, bases: Mapping[str, Sequence[int]], is_deleted: Sequence[bool]
    ) -> None:
        """Take in the chapters of a segment that are not deleted.

        Args:
            terms: its terms; closed with the pool.
            bases: as of :meth:`ChapterReader.bases`.
            is_deleted: by chapter.
        """
        moves: dict[str, list[Move]] = {}
        for field, starts in bases.items():
            moves[field] = []
            for doc, gone in enumerate(is_deleted):
                start, end = starts[doc : doc + 2]
                if gone or start == end:
                    continue
                shift = self._ends[field] - start
                if moves[field] and moves[field][-1].shift == shift:
                    start = moves[field].pop().start
                moves[field].append(Move(start, end, shift))
                self._ends[field] = end + shift
        self._merged.append((terms, moves))

    def iter_postings(self) -> Iterator[Posted]:
        """Yield everything by field and term, a term at a time."""
        if not self._merged:
            yield from self._new()
            return
        sources = [self._new(), *(_moved(*source) for source in self._merged)]
        merged = heapq.merge(*sources, key=itemgetter(0, 1))
        for (field, term), group in groupby(merged, key=itemgetter(0, 1)):
            (_, _, places), *others = group
            for _, _, more in others:
                places = places + more
            yield field, term, places

    def cleanup(self) -> None:
        """Let go of everything."""
        for terms, _ in self._merged:
            terms.close()
        self._merged.clear()

    def _new(self) -> Iterator[Posted]:
        for field, lists in sorted(self._lists.items()):
            for term, places in lists().items():
                yield field, term, places


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with our pool."""

    def __init__(self, index: Any, texts: Mapping[str, Gathered]) -> None:
        """Write words that have been gathered; their chapters' labels follow."""
        super().__init__(index, codec=Codec())
        self.pool = Pool(texts)

    def add_labels(self, labels: Mapping[str, bytes]) -> None:
        """Write the labels of one chapter, the chapters in the order of their places."""
        self.perdocwriter.start_doc(self.docnum)
        for field, label in labels.items():
            self.perdocwriter.add_column_value(field, self.schema[field].column_type, label)
        self.perdocwriter.finish_doc()
        self.docnum += 1
        self._added = True

    def take_in(self, segment: Segment) -> None:
        """Write the chapters of an older segment that are not deleted into the new one."""
        codec = segment.codec()
        chapters = codec.per_document_reader(self.storage, segment)
        is_deleted = [segment.is_deleted(doc) for doc in range(segment.doc_count_all())]
        columns = [chapters.column(field) for field in LABELS]
        for labels, gone in zip(zip(*columns, strict=True), is_deleted, strict=True):
            if not gone:
                self.add_labels(dict(zip(LABELS, labels, strict=True)))
        terms = codec.terms_reader(self.storage, segment)
        self.pool.add_segment(terms, chapters.bases(), is_deleted)
        chapters.close()
        self._added = True


def _moved(terms: TermReader, moves: Mapping[str, Sequence[Move]]) -> Iterator[Posted]:
    for field in sorted(moves):
        for name, postings in terms.every(field):
            places = postings.places
            kept = array("I")
            for start, end, shift in moves[field]:
                low = bisect_left(places, start)
                high = bisect_left(places, end, low)
                kept.extend([place + shift for place in places[low:high]])
            if kept:
                yield field, name, kept
