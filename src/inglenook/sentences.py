"""Where sentences begin and end, by their punctuation: enough to quote one, or go to the next."""

from __future__ import annotations

import re
from bisect import bisect_right

SENTENCE_END = re.compile(r"""[.!?…]+["'”’»)\]]*\s+|[。！？]["”’」』）]*""")
"""What ends a sentence, with the space behind it."""

_SHORTENED = re.compile(
    r"\b(?:[Mm](?:r|rs|s|essrs|me|lle|gr)|Dr|Prof|St|Ste|Rev|Hon|Capt|Col|Gen|Lt|Sgt|Maj|Cmdr|Gov|Sen"
    r"|Hr|Fr|Frl|Sra?|vs|cf|viz|e\.g|i\.e|[A-HJ-Z])\.\s+\Z"
)
"""A title, an initial or another word cut short, whose point ends no sentence. I is a word."""
_LONGEST_SHORTENED = 12
"""Characters that are looked at for one, with the space behind it."""


def beginnings(text: str) -> list[int]:
    """Return where the sentences of a text begin, the first at 0."""
    found = (match.end() for match in SENTENCE_END.finditer(text))
    return [0, *(at for at in found if at < len(text) and not _goes_on(text, at))]


def _goes_on(text: str, at: int) -> bool:
    """Say whether a sentence goes on behind a point: "Well?" said he, of Mrs. Tarn."""
    if text[at].islower():
        return True
    return _SHORTENED.search(text[max(0, at - _LONGEST_SHORTENED) : at]) is not None


def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """Return the half-open range of the sentence a character is in, without space at its end."""
    starts = beginnings(text)
    number = max(0, bisect_right(starts, offset) - 1)
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    start = starts[number]
    return start, start + len(text[start:end].rstrip())
