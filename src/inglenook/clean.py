"""Make text safe to show: no control byte of a story ever reaches the terminal.

Every parser calls :func:`clean` on what it took out of a file, after decoding
entities and escapes, because an ``&#27;`` becomes a real escape only then.
What was there is shown as a visible glyph rather than dropped, so nothing is
hidden from the reader. Textual itself strips only BEL, BS, VT, FF and CR.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

MOST_ACCENTS = 3
"""Accents kept on one letter: Vietnamese needs two; Zalgo uses dozens."""
MOST_SIGNS = 5
"""Signs of any script kept on one letter: chanted Hebrew needs a dot, a vowel, a stress and two
more; a flood of Thai vowels climbs over the rows above."""

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u061c\u2028\u2029\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f\t]"
)
"""A character that acts on a terminal, on what stands beside it, or is none at all."""
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_SIGNS = (
    "\u0591-\u05bd\u05bf\u05c1-\u05c7"  # Hebrew
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"  # Arabic
    "\u0900-\u0902\u093a-\u093c\u093e-\u094d\u0951-\u0957\u0d3b\u0d3c\u0d3e-\u0d4d"  # of India
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"  # Thai, Lao
    "\u0f71-\u0f87"  # Tibetan
    "\u034f\u1160-\u11ff\u180b-\u180f\u200c\u200d\u2060-\u2065\u206a-\u206f"  # joiners, not seen
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variants of letters
)
_PICTURES = "\u2190-\u2bff\U0001f000-\U0001faff"


class _Piles(NamedTuple):
    """What is looked for only in texts that have more than ASCII: a millisecond to compile."""

    accents: re.Pattern[str]
    """More accents on a letter than stay there, which are its group."""
    signs: re.Pattern[str]
    """The same of signs."""
    any: re.Pattern[str]
    """One of both."""
    loose_joiner: re.Pattern[str]
    """A joiner that makes no emoji of two: Textual then takes the letter behind it to be joined,
    and no terminal does, so that the rest of the row would stand a cell further on."""


@cache
def _piles() -> _Piles:
    accent, sign = f"[{_ACCENTS}]", f"[{_ACCENTS}{_SIGNS}]"
    return _Piles(
        re.compile(f"({accent}{{{MOST_ACCENTS}}}){accent}+"),
        re.compile(f"({sign}{{{MOST_SIGNS}}}){sign}+"),
        re.compile(f"{accent}{{{MOST_ACCENTS + 1}}}|{sign}{{{MOST_SIGNS + 1}}}"),
        re.compile(f"(?<![{_PICTURES}\ufe0f])\u200d|\u200d(?![{_PICTURES}])"),
    )


def is_piled(text: str) -> bool:
    """Whether there is more on some letter than :func:`clean` leaves there."""
    return not text.isascii() and _piles().any.search(text) is not None


_INVISIBLE = "\u00ad\u200b\u200e\u200f\u061c\ufeff\ufff9\ufffa\ufffb"


def _visible(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char == "\t":
        return "    "
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's own pictures of the control characters
    if code == 0x7F:
        return "\u2421"
    if char in "\u2028\u2029\x85":
        return " "
    if char in _INVISIBLE or code >= 0xE0000:
        return ""
    return "\ufffd"


def clean(text: str) -> str:
    r"""Return ``text`` with everything gone that a terminal might obey.

    Control characters become their Unicode pictures, C1 controls, bidi controls and lone
    surrogates U+FFFD; soft hyphens and other invisible characters go; tabs become four spaces.
    Newlines stay; callers turn ``\r\n`` into ``\n`` first.
    """
    if len(text) > _LONG and _is_clean(text):
        return text
    text = UNSAFE.sub(_visible, text)
    if text.isascii():
        return text
    piles = _piles()
    text = piles.loose_joiner.sub("", text)
    return piles.signs.sub(r"\1", piles.accents.sub(r"\1", text))


_LONG = 1000
_JOINER = "\u200d"
_ASCII = bytes(range(128))
_ALL_BUT_CONTROLS = bytes(code for code in range(256) if 31 < code != 127 or code == 10)


def _is_clean(text: str) -> bool:
    """Whether nothing of a text is unsafe, in a sixth of the time the patterns take for it.

    Only the few letters beyond ASCII are looked at by a pattern; unsafe ones that
    stand together in the text stand together there, too.
    """
    data = text.encode("utf-8", "surrogatepass")
    if data.translate(None, _ALL_BUT_CONTROLS):
        return False
    rest = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return not (UNSAFE.search(rest) or is_piled(rest) or _JOINER in rest)


def clean_line(text: str, limit: int = 0) -> str:
    """Return ``text`` clean, on one line, without outer or doubled space.

    Args:
        text: anything, a file name or an error message included.
        limit: the most characters to return, the ellipsis included; 0 for no limit.
    """
    line = clean(" ".join(text.split()))
    if limit and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line
