"""The fields of a query, as readers of AO3 know them: one table, from which all else follows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from inglenook.query.tree import Field, Not
from inglenook.standing import State
from inglenook.tokens import tokens


class Ask(StrEnum):
    """How a field's value is read."""

    WORDS = "words"
    """All these words stand in the field, in any order."""
    NUMBER = "number"
    DATE = "date"
    RATING = "rating"
    """A word of the rating, or a range of levels."""
    CHOICE = "choice"
    """One of a few words, which other fields may have besides."""


@dataclass(frozen=True, slots=True)
class FieldKind:
    """One field that can be asked for."""

    name: str
    ask: Ask
    example: str
    """A value, as one types it."""
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """Other names of it."""


NEW = "new"
"""What is said of a story with chapters its reader has not seen."""

EVER = "yes"
"""What is asked of a passage that was on screen, whenever that was."""

NEVER = "no"
"""What is asked of a passage that was not."""

READ_STATES = (*map(str, State), NEW)

FIELDS: dict[str, FieldKind] = {
    kind.name: kind
    for kind in (
        FieldKind("title", Ask.WORDS, "weir"),
        FieldKind("author", Ask.WORDS, '"Quill, Anna"', also=("by",)),
        FieldKind("fandom", Ask.WORDS, "casualty"),
        FieldKind("ship", Ask.WORDS, "Lana/Rosa", also=("relationship", "pairing")),
        FieldKind("char", Ask.WORDS, "lana", also=("character",)),
        FieldKind("tag", Ask.WORDS, '"slow burn"'),
        FieldKind("rating", Ask.RATING, "teen"),
        FieldKind("warning", Ask.WORDS, "violence"),
        FieldKind("status", Ask.WORDS, "complete"),
        FieldKind("words", Ask.NUMBER, ">50000"),
        FieldKind("lang", Ask.WORDS, "en", also=("language",)),
        FieldKind("series", Ask.WORDS, "lock"),
        FieldKind("date", Ask.DATE, "2004..2006"),
        FieldKind("read", Ask.CHOICE, "unread", READ_STATES),
        FieldKind("mine", Ask.WORDS, '"to reread"', also=("my",)),
        FieldKind("stars", Ask.NUMBER, ">=4"),
        FieldKind("added", Ask.DATE, "2026"),
        FieldKind("opened", Ask.DATE, ">2026-03"),
        FieldKind("seen", Ask.DATE, "2026-03", (EVER, NEVER)),
    )
}
"""By name."""

NAMES: dict[str, str] = {
    name: kind.name for kind in FIELDS.values() for name in (kind.name, *kind.also)
}
"""Every name that may be typed, and the field it is."""

DAYS = ("today", "yesterday")
"""Days that have a name, the latest first."""

PLACES = ("marks", "notes", "title")
"""What may follow ``in:``."""

RATINGS = ("general", "teen", "mature", "explicit")
"""The levels by the names AO3 has for them."""

_NUMBER = r"(\d[\d,._]*)\s*([km]?)"
_MOST_DIGITS = 15
_THOUSANDS = {"": 1, "k": 1000, "m": 1_000_000}
_DAY = r"(\d{4})(?:[- ](\d{1,2})(?:[- ](\d{1,2}))?)?"
"""With spaces it is what words in parentheses are, ``date:(2004-03 OR 2006)``."""
_LEAST_DAY, _MOST_DAY = (1, 1), (12, 31)

Bounds = tuple[int, int]
"""The first and the last number a value stands for: ``2004`` is all days of that year."""


def read(name: str, value: str, *, growing: bool = False) -> Field | Not | None:
    """Return what a value asks of a field, or keeps out of it, or None where it cannot be read.

    Args:
        name: a key of FIELDS.
        value: as typed, without quotes around it; ``*`` at its end stands for any letters.
        growing: the last word may still be typed.
    """
    kind = FIELDS[name]
    chosen = value.casefold().strip()
    if chosen == NEVER and NEVER in kind.choices:
        return Not(Field(name, (EVER,)))
    if chosen in kind.choices or kind.ask is Ask.CHOICE:
        return Field(name, (chosen,)) if chosen in kind.choices else None
    if kind.ask in _BOUNDS:
        ranged = _range(name, value.casefold().strip(), _BOUNDS[kind.ask])
        if ranged is not None or kind.ask is not Ask.RATING:
            return ranged
    words = tuple(token.text for token in tokens(value))
    return Field(name, words, growing or value.endswith("*")) if words else None


def expected(name: str) -> str:
    """Say what should stand behind a field."""
    kind = FIELDS[name]
    if kind.ask is Ask.CHOICE:
        return f"one of {', '.join(kind.choices)}"
    wanted = {Ask.NUMBER: "a number", Ask.DATE: "a year or a day"}.get(kind.ask, "words")
    wanted = ", ".join((*kind.choices, wanted))
    return f"{wanted}, like {name}:{kind.example}"


def _range(name: str, value: str, bounds: Callable[[str], Bounds | None]) -> Field | None:
    found = re.fullmatch(r"(>=|<=|>|<|=|)(.*?)(?:\.\.(.*))?", value, re.DOTALL)
    assert found is not None  # noqa: S101 - each part may be empty
    sign, first, last = found.groups()
    low = bounds(first.strip())
    if last is not None:
        high = bounds(last.strip())
        unreadable = (first.strip() and low is None) or (last.strip() and high is None)
        if sign or unreadable or not (low or high):
            return None
        if low and high and low > high:
            low, high = high, low
        return Field(name, low=low and low[0], high=high and high[1])
    if low is None:
        return None
    if sign in ("", "=") and name == "rating":
        return None if not sign else Field(name, low=low[0], high=low[1])
    return {
        ">": Field(name, low=low[1] + 1),
        ">=": Field(name, low=low[0]),
        "<": Field(name, high=low[0] - 1),
        "<=": Field(name, high=low[1]),
    }.get(sign, Field(name, low=low[0], high=low[1]))


def number(value: str) -> Bounds | None:
    """Return ``50000``, ``50,000`` or ``50k`` as a number, twice."""
    found = re.fullmatch(_NUMBER, value)
    if not found or len(value) > _MOST_DIGITS:
        return None
    plain = found[1].rstrip(",._").replace(",", "").replace("_", "")
    try:
        amount = int(float(plain) * _THOUSANDS[found[2]])
    except ValueError:
        return None
    return amount, amount


def day(value: str) -> Bounds | None:
    """Return the first and the last day of ``2004``, ``2004-03``, ``2004-03-05`` or ``today``."""
    if value in DAYS:
        now = time.localtime()
        # At noon: a day back is the day before, though a clock was put on or back meanwhile.
        noon = (now.tm_year, now.tm_mon, now.tm_mday - DAYS.index(value), 12, 0, 0, 0, 0, -1)
        value = time.strftime("%Y-%m-%d", time.localtime(time.mktime(noon)))
    found = re.fullmatch(_DAY, value)
    if not found:
        return None
    year, month, one = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - the pattern has it
    if not (1 <= (month or 1) <= _MOST_DAY[0] and 1 <= (one or 1) <= _MOST_DAY[1]):
        return None
    first = (month or _LEAST_DAY[0], one or _LEAST_DAY[1])
    last = (month or _MOST_DAY[0], one or _MOST_DAY[1])
    return year * 10000 + first[0] * 100 + first[1], year * 10000 + last[0] * 100 + last[1]


def level(value: str) -> Bounds | None:
    """Return the level of a rating, twice."""
    # Its table is compiled, and most queries ask for no rating.
    from inglenook.ratings import grade

    found = grade(value)
    return None if found is None else (int(found.level), int(found.level))


_BOUNDS: dict[Ask, Callable[[str], Bounds | None]] = {
    Ask.NUMBER: number,
    Ask.DATE: day,
    Ask.RATING: level,
}
