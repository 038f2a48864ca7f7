"""Where a word may be parted at the end of a row, by the rules of its language.

pyphen's patterns are asked once a word: a book repeats its few thousand words, and parting
each anew would cost more than wrapping everything.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

LONGEST_TOKEN = 64
"""Characters; what is longer is no word, and looking for its end could take as long as the book."""
SHORTEST_WORD = 6
"""Letters: two before the hyphen and three behind leave little to choose in a shorter one."""
MOST_IN_A_ROW = 2
"""Rows that may end in a hyphen one under the other, as typesetters have it."""

_BEHIND = {"en": 3}
"""Letters that stay together behind a hyphen, where they are more than two: "quick-ly" is none of
English. The patterns of a language have it written at their head, where pyphen does not look."""
_USUAL = {"en": "en_US"}
"""Where pyphen's own choice is another: the British patterns have "star-ted"."""
WIDEST_GAP = 2
"""Cells a gap may grow by: beyond three cells in all, a ragged row reads better."""

# Compiled by the first reader who hyphenates: the three cost a start a millisecond.
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_DASHED = r"(?<=\w\w)[-–—]+(?=[\w“‘\"']\w)"
_NO_WORD = r"[\d_/@\\]|\w[.:]\w"
"""Marks an address or a number, which are not parted."""

Positions = Callable[[str], Iterable[int]]
"""Tells where a word may be parted: numbers of letters before the hyphen."""


class Hyphenator:
    """Parts the words of one language."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions
        self._points: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str, start: int, limit: int) -> int:
        """Return where the row after may begin, inside the token at ``start``; 0 for nowhere.

        Args:
            text: what is wrapped.
            start: where a token begins: a stretch without spaces.
            limit: the offset no character of the row may reach; a hyphen has room before it.
        """
        end = text.find(" ", start, start + LONGEST_TOKEN)
        if end < 0:
            end = len(text)
            if end - start > LONGEST_TOKEN:
                return 0
        token = text[start:end]
        points = self._points.get(token)
        if points is None:
            self._points[token] = points = self._find(token)
        found = bisect_right(points, limit - start - 1)
        return start + points[found - 1] if found else 0

    def _find(self, token: str) -> tuple[int, ...]:
        if len(token) < SHORTEST_WORD or re.search(_NO_WORD, token):
            return ()
        points = {match.end() for match in re.finditer(_DASHED, token)}
        for match in re.finditer(_WORD, token):
            word = match.group()
            # Not beside an apostrophe: no rule knows "couldn’t".
            if len(word) >= SHORTEST_WORD and word.isalpha():
                points.update(match.start() + at for at in self._positions(word.lower()))
        return tuple(sorted(points))


@cache
def hyphenator(language: str) -> Hyphenator | None:
    """Return what parts the words of a language; None where nobody knows its rules.

    Args:
        language: a BCP 47 tag: ``en``, ``pt-BR``.
    """
    # 20 ms, and 50 for the patterns of a language: only for readers who hyphenate.
    import pyphen

    wanted = _USUAL.get(language, language).replace("-", "_")
    known = pyphen.language_fallback(wanted) if wanted else None
    if not known:
        return None
    behind = _BEHIND.get(known.partition("_")[0], 2)
    return Hyphenator(pyphen.Pyphen(lang=known, right=behind).positions)


def is_parted(text: str, start: int, end: int, width: int) -> bool:
    """Tell whether the row ``text[start:end]`` ends inside a word that was hyphenated.

    A word is broken without a hyphen only where it fills the row to its last cell.

    Args:
        text: narrow around the row.
        start: of the row.
        end: of the row, which is where the next one starts.
        width: cells of the row.
    """
    return (
        0 < end < len(text)
        and end - start < width
        and text[end - 1].isalpha()
        and text[end].isalpha()
    )


def spread(text: str, slack: int, *, is_odd: bool = False) -> tuple[tuple[int, int], ...]:
    """Say where a row takes its extra cells, to end flush with the measure.

    Args:
        text: of the row, without spaces at its end.
        slack: cells to spend.
        is_odd: of every other row: where the gaps of neighbours differ, no rivers form.

    Returns:
        Pairs of an offset and the cells put in before its character, ascending; nothing where
        the words would be torn apart.
    """
    indent = len(text) - len(text.lstrip(" "))
    gaps = [
        at
        for at, (before, char) in enumerate(pairwise(text), start=1)
        if before == " " != char and at > indent
    ]
    if slack <= 0 or slack > WIDEST_GAP * len(gaps):
        return ()
    # Not at the ends of the row, and a third of a gap further on in every other row.
    shift = (2 if is_odd else 1) * len(gaps) // 3
    bounds = [(slack * n + shift) // len(gaps) for n in range(len(gaps) + 1)]
    shares = [after - before for before, after in pairwise(bounds)]
    return tuple((at, cells) for at, cells in zip(gaps, shares, strict=True) if cells)
