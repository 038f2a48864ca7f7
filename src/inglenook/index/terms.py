r"""The term list of a segment as bytes: its terms in order, how often they stand, and where.

By field, one line of ASCII each and an empty line; then for every field its
terms, a line each, how often they stand and how long their posting lists are::

    body 4096 61440\n \n | walk\0\nwalk\0walking\n... | 17 3 ... | 60 18 ...

A term takes twenty bytes, a quarter of what it takes in Whoosh's hashed files,
and the list is ready when its lines are split: 30 ns a term. No Whoosh here,
and no pickle.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

_END = b"\n"
_NUMBER = array("I").itemsize


class DamagedTerms(ValueError):
    """The bytes are no term list."""


class Terms(NamedTuple):
    """The terms of one field of one segment. A term's number is its place in the order, from 0."""

    names: Sequence[bytes]
    """Every term, ascending."""
    counts: Sequence[int]
    """How often each stands in the segment."""
    offsets: Sequence[int]
    """Where the posting list of each begins, and where the last one ends."""

    def range(self, start: bytes, stop: bytes = b"") -> range:
        """Return the numbers of the terms from ``start`` to before ``stop``.

        Args:
            start: bytes, not necessarily of a term.
            stop: while terms begin with ``start`` if it is empty.
        """
        # Terms are UTF-8, in which there is no byte 0xff.
        low = bisect_left(self.names, start)
        return range(low, bisect_left(self.names, stop or start + b"\xff", low))


NO_TERMS = Terms((), (), (0,))


def pack_terms(fields: Mapping[str, Iterable[tuple[bytes, int, int]]]) -> bytes:
    """Return (term, how often, length of its posting list) by field as bytes; terms ascend."""
    head: list[bytes] = []
    parts: list[bytes] = []
    for field, terms in fields.items():
        names, counts, lengths = zip(*terms, strict=True)
        blob = _END.join(names)
        head.append(f"{field} {len(names)} {len(blob)}\n".encode())
        parts += (blob, array("I", counts).tobytes(), array("I", lengths).tobytes())
    return b"".join((*head, _END, *parts))


def unpack_terms(data: bytes) -> dict[str, Terms]:
    """Return what was packed by :func:`pack_terms`. Raises DamagedTerms."""
    head, _, _ = data.partition(_END * 2) if data[:1] != _END else (b"", b"", b"")
    at = len(head) + 2 if head else 1
    offset = 0
    fields = {}
    for line in head.split(_END) if head else ():
        field, many, size = line.decode().split()
        middle = at + int(size)
        names = data[at:middle].split(_END)
        numbers = array("I")
        at = middle + 2 * _NUMBER * int(many)
        numbers.frombytes(data[middle:at])
        counts, lengths = numbers[: len(names)], numbers[len(names) :]
        offsets = array("Q", accumulate(lengths, initial=offset))
        if not len(names) == len(counts) == len(lengths) == int(many):
            raise DamagedTerms("a term list has another length than it says")
        fields[field] = Terms(names, counts, offsets)
        offset = offsets[-1]
    return fields
