"""A posting list as bytes: every place at which a term stands in a segment.

Places ascend, so their high bytes repeat. The low bytes of all places are kept
one behind the other, then how many places there are for each value of what is
above them::

    crc | low bytes kept | width of a number | lowest bytes | next bytes | ... | numbers

A word that stands in most blocks keeps one low byte a place, and its numbers
are then how often each cell of 256 places has it; a rarer word keeps two
bytes, a very rare one three. Packing and unpacking are copies with a stride, 7 ns
a place, where varint deltas in Python take 120; only the commonest words take
longer, and they are counted and marked without being unpacked.

No Whoosh here, and no pickle.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import cycle, pairwise, repeat
from operator import mul

_HEADER = struct.Struct("=IB1s")
_CHECKED_FROM = 4
_SEVERAL = 5
"""Going through so many places takes as long as looking one up."""
_BYTES = [bytes((number,)) for number in range(256)]
_PRESENT = bytes(1) + b"\1" * 255
_ORDER = (0, 1, 2, 3) if sys.byteorder == "little" else (3, 2, 1, 0)
"""Where in a number in memory its lowest byte is, its second lowest, and so on."""


class DamagedPostings(ValueError):
    """The bytes are not those that were written."""


def encode(places: array[int]) -> bytes:
    """Return ascending places as bytes."""
    many, last = len(places), places[-1]
    # A number for each cell of 256, for each 65,536, or for each 16,777,216 places: the most that
    # are fewer than the bytes they save.
    low = 1 if many > last >> 8 else 2 if many > last >> 16 else 3
    data = places.tobytes()
    kept = [data[_ORDER[byte] :: 4] for byte in range(low)]
    high = range(last >> 8 * low)
    numbers = _numbers(places, high, low) if high else []
    code = b"B" if not numbers or max(numbers) < 1 << 8 else b"I"
    packed = b"".join((_BYTES[low], code, *kept, array(code.decode(), numbers).tobytes()))
    return zlib.crc32(packed).to_bytes(_CHECKED_FROM, sys.byteorder) + packed


def _numbers(places: array[int], high: range, low: int) -> list[int]:
    """Return how many places there are for each value above ``low`` bytes."""
    if len(places) < _SEVERAL * len(high):
        held = Counter(place >> 8 * low for place in places)
        return [held.get(number, 0) for number in high]
    cuts = [bisect_left(places, number << 8 * low) for number in (*high, len(high))]
    return [end - start for start, end in pairwise(cuts)]


class Postings:
    """Where one term stands, still packed: unpacked when it is asked for."""

    def __init__(self, data: bytes, count: int) -> None:
        """Take a list of ``count`` places, at least one. Raises DamagedPostings."""
        checksum, low, code = _HEADER.unpack_from(data.ljust(_HEADER.size, b"\0"))
        if zlib.crc32(memoryview(data)[_CHECKED_FROM:]) != checksum:
            raise DamagedPostings("a posting list does not fit its checksum")
        numbers = array("I" if code == b"I" else "B")
        numbers.frombytes(data[_HEADER.size + low * count :])
        self.count = count
        self._data = data
        self._low = low
        self._numbers = numbers
        self._rest = count - sum(numbers)
        if not 1 <= low <= 3 or self._rest < 1:
            raise DamagedPostings("a posting list has another length than it says")

    @cached_property
    def places(self) -> array[int]:
        """Every place, ascending."""
        return _woven(self.planes)

    @property
    def cells(self) -> array[int]:
        """The cell of every place, ascending."""
        return _woven([*self.planes[1:], bytes(self.count)])

    def chapters(self, bases: Sequence[int]) -> dict[int, int]:
        """Return how often the term stands in each chapter that has it: see chapter_counts."""
        if self._low > 1:
            return chapter_counts(self.places, bases)
        # The common words, which are in every chapter: their numbers are by cell already.
        numbers = [*self._numbers, self._rest]
        held = (sum(numbers[start >> 8 : end >> 8]) for start, end in pairwise(bases))
        return {chapter: count for chapter, count in enumerate(held) if count}

    def mark(self, cells: bytearray) -> None:
        """Put a 1 where the term stands, given a byte for each cell of the segment."""
        if self._low == 1 and self._numbers.typecode == "B":
            held = self._numbers.tobytes().translate(_PRESENT) + b"\1"
            size = len(held)
            if cells.find(1, 0, size) >= 0:
                # As one number: ten times as fast as a cell at a time.
                both = int.from_bytes(held, "little") | int.from_bytes(cells[:size], "little")
                held = both.to_bytes(size, "little")
            cells[:size] = held
            return
        # A plain loop is twice as fast as a map of __setitem__.
        for cell in self.cells:
            cells[cell] = 1

    def among(self, wanted: Sequence[int]) -> list[int]:
        """Return which of some ascending places it has.

        Of the commonest words nothing is unpacked: their numbers say where in the list a cell is.
        """
        if self._low > 1:
            return [place for place in wanted if holds(self.places, place)]
        lows = memoryview(self._data)[_HEADER.size : _HEADER.size + self.count]
        numbers = [*self._numbers, self._rest] if len(self._numbers) else [self._rest]
        found, cell, start = [], 0, 0
        for place in wanted:
            if place >> 8 >= len(numbers):
                break
            start += sum(numbers[cell : place >> 8])
            cell = place >> 8
            if place & 255 in lows[start : start + numbers[cell]]:
                found.append(place)
        return found

    @cached_property
    def planes(self) -> list[bytes]:
        """The lowest bytes of all places, the next bytes, and so on: four of them."""
        count, low = self.count, self._low
        starts = range(_HEADER.size, _HEADER.size + low * count, count)
        planes = [self._data[start : start + count] for start in starts]
        numbers: Sequence[int] = [*self._numbers, self._rest]
        if len(numbers) == 1:
            # As of all but the commonest words of a segment.
            return planes + [bytes(count)] * (4 - low)
        for _ in range(low, 4):
            planes.append(b"".join(map(mul, cycle(_BYTES), numbers)))
            numbers = [sum(numbers[at : at + 256]) for at in range(0, len(numbers), 256)]
        return planes


def joined(several: Sequence[Postings]) -> array[int]:
    """Return the places of several terms, one list behind the other.

    A beginning of three letters stands for hundreds of terms with few places each, and unpacking
    them one by one takes four times as long.
    """
    if not several:
        return array("I")
    planes = zip(*(postings.planes for postings in several), strict=True)
    return _woven([b"".join(plane) for plane in planes])


def chapter_counts(places: Sequence[int], bases: Sequence[int]) -> dict[int, int]:
    """Return how many of ascending places lie in each chapter that has any.

    Args:
        places: place numbers.
        bases: the place at which each chapter begins, and where the last one ends.
    """
    if are_few(len(places), bases):
        return tally(places, bases)
    cuts = list(map(bisect_left, repeat(places), bases))
    return {doc: end - start for doc, (start, end) in enumerate(pairwise(cuts)) if start < end}


def are_few(count: int, bases: Sequence[int]) -> bool:
    """Return whether so many places are faster looked up one by one than chapter by chapter."""
    return 4 * count < len(bases)


def tally(places: Iterable[int], bases: Sequence[int]) -> dict[int, int]:
    """Return what :func:`chapter_counts` does, of places in any order."""
    found = Counter(map(bisect_right, repeat(bases), places))
    return {number - 1: count for number, count in found.items()}


def holds(places: array[int], place: int) -> bool:
    """Return whether ascending places have one."""
    at = bisect_left(places, place)
    return at < len(places) and places[at] == place


def _woven(planes: list[bytes]) -> array[int]:
    """Return the numbers whose bytes are given, lowest first."""
    data = bytearray(4 * len(planes[0]))
    for byte, plane in zip(_ORDER, planes, strict=True):
        data[byte::4] = plane
    numbers = array("I")
    numbers.frombytes(data)
    return numbers
