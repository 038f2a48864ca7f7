"""How the index writes and reads its segments: a codec, Whoosh's own way to vary its files.

Segments, term lists and columns are Whoosh's. Ours are the posting lists (see
:mod:`inglenook.index.postings`), the pool in which they are gathered, and the
refusal to unpickle what a reader never needs. Whoosh's pool sorts one tuple a
posting; ours keeps one flat list a term and merges segments a term at a time.
"""

from __future__ import annotations

import heapq
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from inglenook.index.postings import (
    Postings,
    decode,
    encode,
    joined,
    pack_numbers,
    renumbered,
    unpack_numbers,
)
from inglenook.index.storage import POSTINGS_EXTENSION, DamagedFile
from inglenook.index.whoosh27 import (
    FieldWriter,
    ListMatcher,
    OrderedHashWriter,
    SegmentReader,
    SegmentWriter,
    W3Codec,
    W3PerDocReader,
    W3Segment,
    W3TermInfo,
    W3TermsReader,
)

_SEGMENT_ID = re.compile("[a-z0-9]{16}")
_FIELD_NUMBER_BYTES = 2
_INFO = struct.Struct("!BfIBBfIIqi")
"""A term's entry as Whoosh's W3TermInfo has it: whether inlined, weight, chapters, least and most
length, most weight, first and last chapter; then where the posting list stands, and its length."""

Gathered = tuple[str, bytes, Postings]
"""Field, term and its posting list."""


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
    """Whoosh's third codec with our posting lists."""

    length_stats = False

    def new_segment(self, storage: Any, indexname: str) -> Segment:  # noqa: ARG002
        """Return a segment with a new random name."""
        return Segment(indexname)

    def field_writer(self, storage: Any, segment: Segment) -> TermWriter:
        """Return what writes the terms of a segment."""
        return TermWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Segment) -> TermReader:
        """Return what reads the terms of a segment."""
        name = segment.make_filename(self.TERMS_EXT)
        return TermReader(
            self,
            storage.open_file(name),
            storage.file_length(name),
            segment.open_file(storage, POSTINGS_EXTENSION),
        )

    def per_document_reader(self, storage: Any, segment: Segment) -> ChapterReader:
        """Return what reads the labels of a segment's chapters."""
        return ChapterReader(storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Any:
        """Return a matcher over a whole posting list, for Whoosh's own queries."""
        postings = decode(dbfile.get(*terminfo.extent()))
        values, at = [], 0
        for count in postings.counts:
            values.append(pack_numbers(postings.places[at : at + count]))
            at += count
        weights = [float(count) for count in postings.counts]
        return ListMatcher(
            list(postings.docs),
            weights,
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


class ChapterReader(W3PerDocReader):  # type: ignore[misc]
    """The labels of chapters."""

    def stored_fields(self, docnum: int) -> dict[str, Any]:  # noqa: ARG002
        """Return nothing, since nothing is stored; Whoosh would unpickle it."""
        return {}


class TermReader(W3TermsReader):  # type: ignore[misc]
    """The terms of a segment, in order."""

    def scan(self, field: str, start: bytes, stop: bytes = b"") -> Iterator[tuple[bytes, int]]:
        """Yield (term, address) of the terms from ``start`` on.

        Args:
            field: the field.
            start: bytes of the first term.
            stop: where to end, before; while terms begin with ``start`` if it is empty.
        """
        if field not in self._fieldmap:
            return
        at = self._tindex.closest_key_pos(self._keycoder(field, start))
        prefix = self._keycoder(field, start)
        end = self._keycoder(field, stop)
        while at is not None:
            entry = self._tindex.key_and_range_at(at)
            if entry is None:
                return
            key, address, length = entry
            if (key >= end) if stop else not key.startswith(prefix):
                return
            yield key[_FIELD_NUMBER_BYTES:], address
            at = address + length

    def postings(self, address: int) -> Postings:
        """Return the posting list of the term at ``address``. Raises DamagedPostings."""
        *_, offset, length = _INFO.unpack(self._dbfile.get(address, _INFO.size))
        return decode(self._postfile.get(offset, length))

    def term_info(self, fieldname: str, tbytes: bytes) -> Any:
        """Return what Whoosh wants to know of a term. Raises KeyError."""
        return self._info(self._range_for_key(fieldname, tbytes)[0])

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Yield every term of every field with its facts."""
        for field in self._fieldmap:
            for term, address in self.scan(field, b""):
                yield (field, term), self._info(address)

    def _info(self, address: int) -> Any:
        data = self._dbfile.get(address, _INFO.size)
        if data[:1] != b"\0":
            # A list "inlined" in the term's entry is a pickle. We never write one.
            raise DamagedFile("a term has a posting list where none belongs")
        info = W3TermInfo.from_bytes(data)
        info.set_extent(*_INFO.unpack(data)[-2:])  # Whoosh makes the length a tuple
        return info


class TermWriter(FieldWriter):  # type: ignore[misc]
    """Writes the terms of a segment and their posting lists."""

    def __init__(self, storage: Any, segment: Segment) -> None:
        self._terms = OrderedHashWriter(segment.create_file(storage, W3Codec.TERMS_EXT))
        self._fields: dict[str, int] = {}
        self._terms.extras["fieldmap"] = self._fields
        self._lists = segment.create_file(storage, POSTINGS_EXTENSION)
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Gathered]) -> None:  # noqa: ARG002
        """Write posting lists that come ordered by field, then term."""
        offset = self._lists.tell()
        for field, term, postings in items:
            number = self._fields.setdefault(field, len(self._fields))
            data = encode(postings)
            docs = postings.docs
            most = float(max(postings.counts))
            info = _INFO.pack(
                0, len(postings.places), len(docs), 0, 0, most, docs[0], docs[-1], offset, len(data)
            )
            self._lists.write(data)
            offset += len(data)
            self._terms.add(number.to_bytes(_FIELD_NUMBER_BYTES, "big") + term, info)

    def close(self) -> None:
        """Finish both files."""
        self._terms.close()
        self._lists.close()
        self.is_closed = True


class Pool:
    """Posting lists on their way into a segment: new chapters', then those of merged segments."""

    def __init__(self) -> None:
        self._lists: defaultdict[str, defaultdict[bytes, list[Any]]]
        self._lists = defaultdict(lambda: defaultdict(list))
        self._merged: list[tuple[TermReader, Sequence[int]]] = []

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take in one posting: field, term, chapter, weight, value."""
        field, term, doc, weight, value = posting
        self._lists[field][term] += (doc, weight, value)

    def add_segment(self, terms: TermReader, numbers: Sequence[int]) -> None:
        """Take in a whole segment, whose chapters get new numbers; -1 for a deleted one."""
        self._merged.append((terms, numbers))

    def iter_postings(self) -> Iterator[Gathered]:
        """Yield everything by field and term, a term at a time."""
        if not self._merged:
            yield from self._new()
            return
        sources = [self._new(), *(_renumbered(*source) for source in self._merged)]
        merged = heapq.merge(*sources, key=itemgetter(0, 1))
        for (field, term), group in groupby(merged, key=itemgetter(0, 1)):
            yield field, term, joined(postings for _, _, postings in group)

    def cleanup(self) -> None:
        """Let go of everything."""
        self._lists.clear()
        for terms, _ in self._merged:
            terms.close()
        self._merged.clear()

    def _new(self) -> Iterator[Gathered]:
        for field in sorted(self._lists):
            lists = self._lists[field]
            for term in sorted(lists):
                flat = lists[term]
                counts = [int(weight) for weight in flat[1::3]]
                yield field, term, Postings(flat[0::3], counts, _places(flat[2::3], counts))


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with our pool."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, codec=Codec())
        self.pool = Pool()

    def take_in(self, segment: Segment) -> None:
        """Write the chapters of an older segment that are not deleted into the new one."""
        codec = segment.codec()
        reader = SegmentReader(self.storage, self.schema, segment)
        first = self.docnum
        docmap = self.write_per_doc(self.schema.names(), reader)
        numbers = [
            docmap.get(doc, -1) if docmap is not None else first + doc
            for doc in range(segment.doc_count_all())
        ]
        reader.close()
        self.pool.add_segment(codec.terms_reader(self.storage, segment), numbers)
        self._added = True


def _places(values: list[bytes], counts: list[int]) -> Sequence[int]:
    total = sum(counts)
    data = b"".join(values)
    if len(data) in (2 * total, 4 * total):
        return unpack_numbers(data, total)
    # A chapter of more than 65,536 words among shorter ones.
    return [
        place
        for value, count in zip(values, counts, strict=True)
        for place in unpack_numbers(value, count)
    ]


def _renumbered(terms: TermReader, numbers: Sequence[int]) -> Iterator[Gathered]:
    for field in sorted(terms.indexed_field_names()):
        for term, address in terms.scan(field, b""):
            postings = renumbered(terms.postings(address), numbers)
            if postings is not None:
                yield field, term, postings
