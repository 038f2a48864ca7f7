"""Make text safe to show: no control byte of a story ever reaches the terminal.

Every parser calls :func:`clean` on what it took out of a file, after decoding
entities and escapes, because an ``&#27;`` becomes a real escape only then.
What was there is shown as a visible glyph rather than dropped, so nothing is
hidden from the reader. Textual itself strips only BEL, BS, VT, FF and CR.
"""

from __future__ import annotations

import re
import unicodedata
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
    "\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0dca\u1039\u103a\u17d2"  # viramas
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"  # Thai, Lao
    "\u0f71-\u0f87"  # Tibetan
    "\u034f\u1160-\u11ff\u180b-\u180f\u200c\u200d\u2060-\u2065\u206a-\u206f"  # joiners, not seen
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # variants of letters
)
_COMPLEXION = "[\U0001f3fb-\U0001f3ff]"
_VIRAMA = 9
"""The canonical combining class of what takes a letter's vowel away and joins it to the next."""
JOINER, NON_JOINER = "\u200d", "\u200c"
_JOINERS = JOINER + NON_JOINER


class _Piles(NamedTuple):
    """What is looked for only in texts that have more than ASCII: a millisecond to compile."""

    accents: re.Pattern[str]
    """More accents on a letter than stay there, which are its group."""
    signs: re.Pattern[str]
    """The same of signs."""
    any: re.Pattern[str]
    """One of both."""
    joiners: re.Pattern[str]
    """Joiners, one or a run of them."""
    complexions: re.Pattern[str]
    """Skin colours that are of no emoji: a terminal draws them, and a layout counts no cell."""


@cache
def _piles() -> _Piles:
    accent, sign = f"[{_ACCENTS}]", f"[{_ACCENTS}{_SIGNS}]"
    return _Piles(
        re.compile(f"({accent}{{{MOST_ACCENTS}}}){accent}+"),
        re.compile(f"({sign}{{{MOST_SIGNS}}}){sign}+"),
        re.compile(f"{accent}{{{MOST_ACCENTS + 1}}}|{sign}{{{MOST_SIGNS + 1}}}"),
        re.compile(f"[{_JOINERS}]+"),
        re.compile(
            f"(?<![\u2190-\u2bff\U0001f000-\U0001f3fa\U0001f400-\U0001faff\ufe0f]){_COMPLEXION}"
        ),
    )


def is_piled(text: str) -> bool:
    """Whether there is more on some letter than :func:`clean` leaves there."""
    return not text.isascii() and _piles().any.search(text) is not None


def is_picture(char: str) -> bool:
    """Tell whether a joiner makes one emoji of this character and another such."""
    return "\u2190" <= char <= "\u2bff" or "\U0001f000" <= char <= "\U0001faff"


def _where_it_belongs(match: re.Match[str]) -> str:
    """Return a joiner that is spelling, by the rules of UAX #31, or makes an emoji; else nothing.

    A half letter of India has one behind its virama, a Bengali or Sinhala one before it; a Persian
    word is parted by the other. A run of them is a flood.
    """
    joiner, text, start, end = match[0], match.string, *match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or len(joiner) > 1:
        return ""
    if is_picture(after):
        stays = joiner == JOINER and (is_picture(before) or before == "\ufe0f")
    elif unicodedata.combining(before) == _VIRAMA:
        stays = True
    elif joiner == JOINER:
        stays = before.isalnum() and bool(after) and unicodedata.combining(after) == _VIRAMA
    else:
        stays = _is_of_a_word(before) and _is_of_a_word(after)
    return joiner if stays else ""


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or (bool(char) and unicodedata.category(char)[0] == "M")


def _uppermost(match: re.Match[str]) -> str:
    """Return what stays of a pile of signs; what a joiner in it joined may have gone."""
    return match[1].rstrip(_JOINERS)


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
    surrogates U+FFFD; soft hyphens and other invisible characters go, but for joiners where they
    are spelling or make emoji; tabs become four spaces.
    Newlines stay; callers turn ``\r\n`` into ``\n`` first.
    """
    if len(text) > _LONG and _is_clean(text):
        return text
    text = UNSAFE.sub(_visible, text)
    if text.isascii():
        return text
    piles = _piles()
    text = piles.joiners.sub(_where_it_belongs, text)
    text = piles.complexions.sub("\ufffd", text)
    return piles.signs.sub(_uppermost, piles.accents.sub(r"\1", text))


_LONG = 1000
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
    # A colour may have lost what stood between it and an emoji.
    return not (
        UNSAFE.search(rest)
        or _piles().joiners.search(rest)
        or re.search(_COMPLEXION, rest)
        or is_piled(rest)
    )


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
