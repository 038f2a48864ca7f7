"""Where sentences begin and end, by their punctuation: enough to quote one, or go to the next."""

from __future__ import annotations

import re
from bisect import bisect_right

SENTENCE_END = re.compile(r"""[.!?…]+["'”’»)\]]*\s+|[。！？]["”’」』）]*""")
"""What ends a sentence, with the space behind it."""


def beginnings(text: str) -> list[int]:
    """Return where the sentences of a text begin, the first at 0."""
    found = [match.end() for match in SENTENCE_END.finditer(text) if match.end() < len(text)]
    return [0, *found]


def sentence_at(text: str, offset: int) -> tuple[int, int]:
    """Return the half-open range of the sentence a character is in, without space at its end."""
    starts = beginnings(text)
    number = max(0, bisect_right(starts, offset) - 1)
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    start = starts[number]
    return start, start + len(text[start:end].rstrip())
