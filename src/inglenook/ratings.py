"""Ratings of every archive and decade on one scale, beside the word their author chose.

The scale is that of AO3, read as the age it is meant for: below 13, from 13, from 16, from 18.
The table holds AO3's own words, FanFiction.net's (K to MA), those of films (MPAA, BBFC) and of
television, the FR* of late television fandoms, and plain words. A new archive's word is a row.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple


class Level(IntEnum):
    """How old a reader should be; levels are ordered, so they filter and sort."""

    GENERAL = 1
    TEEN = 2
    MATURE = 3
    EXPLICIT = 4


class Graded(NamedTuple):
    """A level, and how clearly the rating says it."""

    level: Level
    confidence: float
    """1 where the rating is that word, less where there is more to it."""


_WORDS = {
    Level.GENERAL: (
        "general audiences|general|gen|g|u|uc|pg|k+|k|all ages|all audiences|all|everyone|everybody"
        "|e for everyone|family|children|kids|tv-y|tv-y7|tv-g|tv-pg|frk|frc|fr-k|fr-c|worksafe"
    ),
    Level.TEEN: (
        "teen and up audiences|teen and up|teen & up|teens|teen|t|pg-13|pg-14|pg-15|young adult"
        "|tv-14|frt|fr-t|fr-13|fr-15|frt-13"
    ),
    Level.MATURE: (
        "mature audiences|mature|m|r|restricted|tv-ma|frm|fr-m|frmt|pg-16|pg-17|fr-16|r-15|lime"
    ),
    Level.EXPLICIT: (
        "explicit|e|ma|nc-17|nc-18|nc-21|x|xx|xxx|r-18|adults only|adults|adult|frao|fr-ao|fr-18"
        "|fra|nsfw|lemon|smut|porn"
    ),
}
"""Level -> the words for it; a hyphen or space stands for either, or for nothing."""

_AGES = ((18, Level.EXPLICIT), (16, Level.MATURE), (12, Level.TEEN), (0, Level.GENERAL))
"""From which age on a rating that is a number, ``15`` or ``16+``, means which level."""

_LOOSE = r"[\s–-]*"
_TIES = re.compile(_LOOSE)
_LEVELS = {
    _TIES.sub("", word): level for level, words in _WORDS.items() for word in words.split("|")
}
_LISTED = sorted((w for words in _WORDS.values() for w in words.split("|")), key=len, reverse=True)
_TERM = re.compile(
    rf"(?:(?P<word>{'|'.join(_LOOSE.join(map(re.escape, re.split('[ -]', w))) for w in _LISTED)})"
    r"|(?P<age>[1-9]?\d)\s?\+?a?)(?![\w+]|/[mf]\b|['’])"
)
_BEFORE = re.compile(
    r"(?:(?:rated|rating|fiction|fanfiction|a|an|hard|soft|strong|mild|light|high|low|very|about"
    r"|around|approx\w*|maybe|probably|mostly|overall|over|ages?|for|i'd say)\b[\s:.]*|[^\w+])*"
)
_BETWEEN = re.compile(
    r"\s*(?:[/,&|;+–(\[-]|to\b|and\b|or\b|through\b|bordering on\b|verging on\b|almost\b)\s*"
)
_UNMISTAKABLE = re.compile(r"\b(?:pg[\s–-]*1[3-7]|nc[\s–-]*(?:17|18|21)|frao|frm|frt)\b")
"""Words that mean a rating wherever in a sentence they stand."""


def grade(rating: str) -> Graded | None:
    """Return the level that a rating means, or None where it means none.

    Where it names several (``PG-13 to R``) the highest counts. What explains it does not count:
    ``PG for mature themes`` is PG.
    """
    text = " ".join(rating.casefold().split())
    start = _BEFORE.match(text)
    at = first = start.end() if start else 0
    found: list[Level] = []
    end = at
    while term := _TERM.match(text, at):
        found.append(_level(term))
        end = term.end()
        between = _BETWEEN.match(text, end)
        if not between:
            break
        at = between.end()
    if found:
        alone = len(found) == 1 and first == 0 and not text[end:].strip(" .!)]")
        return Graded(max(found), 1.0 if alone else 0.9)
    unmistakable = [_TERM.fullmatch(one) for one in _UNMISTAKABLE.findall(text)]
    levels = [_level(term) for term in unmistakable if term]
    return Graded(max(levels), 0.6) if levels else None


def _level(term: re.Match[str]) -> Level:
    if term["word"]:
        return _LEVELS[_TIES.sub("", term["word"])]
    age = int(term["age"])
    return next(level for least, level in _AGES if age >= least)
