"""Where in a story its hits fall, as a strip a few cells long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

CELLS = 10

NOTHING = "·"
BARS = "▂▄▆█"
"""For one hit, two or three, four to seven, more: the same height means the same in every story."""


def spread(words: Sequence[int], hits: Iterable[tuple[int, Sequence[float]]]) -> str:
    """Return a strip from the beginning of a story to its end.

    Args:
        words: of each chapter.
        hits: for a chapter, how far into it each of its hits stands, 0 to 1.
    """
    ends = list(accumulate(words))
    total = max(1, ends[-1] if ends else 0)
    counts = [0] * CELLS
    for chapter, shares in hits:
        if chapter < len(words):
            start = ends[chapter] - words[chapter]
            for share in shares:
                cell = int((start + share * words[chapter]) / total * CELLS)
                counts[min(max(0, cell), CELLS - 1)] += 1
    return "".join(
        BARS[min(count.bit_length(), len(BARS)) - 1] if count else NOTHING for count in counts
    )


def evenly(count: int) -> list[float]:
    """Return the shares of hits of which only the number is known."""
    return [(number + 0.5) / count for number in range(count)]
