"""How far one spelling is from another."""

from __future__ import annotations

_LONG = 8
"""Letters from which a word may have two mistakes; a short word is soon another one."""
_SHORT = 3
"""Letters up to which a word may have none."""


def allowed(word: str) -> int:
    """Return how many typing mistakes a word may have and still be that word."""
    return 0 if len(word) <= _SHORT else 1 if len(word) < _LONG else 2


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, put in, changed or swapped with the next.

    Args:
        one: a folded word.
        other: another.
        most: where it is more, any larger number is returned.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    start = 0
    limit = min(len(one), len(other))
    while start < limit and one[start] == other[start]:
        start += 1
    end = 0
    while end < limit - start and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other:
        return len(one) + len(other)
    if most == 1:
        swapped = len(one) == len(other) == 2 and one == other[::-1]
        return 1 if swapped or len(one) == len(other) == 1 else 2
    return _table(one, other, most)


def _table(one: str, other: str, most: int) -> int:
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, last, row = row, before, [number]
        for place, its in enumerate(other, 1):
            cost = before[place - 1] + (letter != its)
            cost = min(cost, before[place] + 1, row[-1] + 1)
            if number > 1 and place > 1 and letter == other[place - 2] and one[number - 2] == its:
                cost = min(cost, last[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
