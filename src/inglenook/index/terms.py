r"""The term list of a segment as bytes: its terms in order, how often they stand, and where.

By field, one line of ASCII each and an empty line; then for every field its terms, a line each,
how often they stand, where their posting lists begin, and where among the terms every 64th is::

    body 4096 61440 I\n \n | walk\0\nwalk\0walking\n... | 17 3 ... | 0 60 78 ... | 0 947 ...

A term takes twenty bytes, a quarter of what it takes in Whoosh's hashed files. A term is found
between two of the 64th ones, so that a list of 60,000 is ready at once: splitting its lines takes
2 ms, and a search from the shell would wait for that in every segment. No Whoosh here, and no
pickle.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate

_END = b"\n"
_NUMBER = "I"
_RUN = 64
"""Terms from one to the next whose place is kept."""


class DamagedTerms(ValueError):
    """The bytes are no term list."""


class Terms:
    """The terms of one field of one segment. A term's number is its place in the order, from 0."""

    def __init__(
        self,
        lines: bytes,
        counts: Sequence[int],
        offsets: Sequence[int],
        runs: Sequence[int],
    ) -> None:
        """Take the terms as lines and what belongs to each of them.

        Args:
            lines: every term, ascending.
            counts: see the attribute.
            offsets: see the attribute.
            runs: where in ``lines`` every 64th term begins.
        """
        self._lines, self._runs = lines, runs
        self.counts = counts
        """How often each stands in the segment."""
        self.offsets = offsets
        """Where the posting list of each begins, and where the last one ends."""

    @cached_property
    def names(self) -> Sequence[bytes]:
        """Every term, ascending."""
        return self._lines.split(_END) if self.counts else []

    def between(self, numbers: range) -> list[bytes]:
        """Return the terms with these numbers, which follow one another."""
        if not numbers:
            return []
        low, high = numbers.start // _RUN, (numbers.stop - 1) // _RUN
        names = self._run(low, high)
        return names[numbers.start - low * _RUN : numbers.stop - low * _RUN]

    def range(self, start: bytes, stop: bytes = b"") -> range:
        """Return the numbers of the terms from ``start`` to before ``stop``.

        Args:
            start: bytes, not necessarily of a term.
            stop: while terms begin with ``start`` if it is empty.
        """
        # Terms are UTF-8, in which there is no byte 0xff.
        return range(self._number(start), self._number(stop or start + b"\xff"))

    def _number(self, term: bytes) -> int:
        """Return how many terms are before one."""
        run = bisect_right(self._runs, term, key=self._name_at) - 1
        return run * _RUN + bisect_left(self._run(run, run), term) if run >= 0 else 0

    def _name_at(self, place: int) -> bytes:
        return self._lines[place : (self._lines.find(_END, place) + 1 or len(self._lines) + 1) - 1]

    def _run(self, first: int, last: int) -> list[bytes]:
        """Return the terms from the beginning of a run to the end of another."""
        end = self._runs[last + 1] - 1 if last + 1 < len(self._runs) else len(self._lines)
        return self._lines[self._runs[first] : end].split(_END)


NO_TERMS = Terms(b"", (), (0,), ())


def pack_terms(fields: Mapping[str, Iterable[tuple[bytes, int, int]]]) -> bytes:
    """Return (term, how often, length of its posting list) by field as bytes; terms ascend."""
    head: list[bytes] = []
    parts: list[bytes] = []
    offset = 0
    for field, terms in fields.items():
        names, counts, lengths = zip(*terms, strict=True)
        lines = _END.join(names)
        offsets = list(accumulate(lengths, initial=offset))
        offset = offsets[-1]
        code = _NUMBER if offset < 1 << 32 else "Q"
        places = list(accumulate((len(name) + 1 for name in names), initial=0))
        head.append(f"{field} {len(names)} {len(lines)} {code}\n".encode())
        parts += (lines, array(_NUMBER, counts).tobytes(), array(code, offsets).tobytes())
        parts.append(array(_NUMBER, places[:-1:_RUN]).tobytes())
    return b"".join((*head, _END, *parts))


def unpack_terms(data: bytes) -> dict[str, Terms]:
    """Return what was packed by :func:`pack_terms`. Raises DamagedTerms."""
    head, _, _ = data.partition(_END * 2) if data[:1] != _END else (b"", b"", b"")
    at = len(head) + 2 if head else 1

    def numbers(code: str, many: int) -> array[int]:
        nonlocal at
        found = array(code)
        start, at = at, at + many * found.itemsize
        found.frombytes(data[start:at])
        if len(found) != many:
            raise DamagedTerms("a term list has another length than it says")
        return found

    fields = {}
    for line in head.split(_END) if head else ():
        field, count, size, code = line.decode().split()
        many = int(count)
        start, at = at, at + int(size)
        fields[field] = Terms(
            data[start:at],
            numbers(_NUMBER, many),
            numbers(code, many + 1),
            numbers(_NUMBER, -(-many // _RUN)),
        )
    return fields
