"""Make text safe to show: no control byte of a story ever reaches the terminal.

Every parser calls :func:`clean` on what it took out of a file, after decoding
entities and escapes, because an ``&#27;`` becomes a real escape only then.
What was there is shown as a visible glyph rather than dropped, so nothing is
hidden from the reader. Textual itself strips only BEL, BS, VT, FF and CR.
"""

from __future__ import annotations

import re

MOST_COMBINING_MARKS = 3
"""Marks kept on one letter: Vietnamese needs two, pointed Hebrew three; Zalgo uses dozens."""

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u061c\u2028\u2029\u202a-\u202e"
    "\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f\t]"
)
"""A character that acts on a terminal, on what stands beside it, or is none at all."""
_COMBINING = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"([{_COMBINING}]{{{MOST_COMBINING_MARKS}}})[{_COMBINING}]+")

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
    return text if text.isascii() else _PILED_MARKS.sub(r"\1", text)


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
    return not UNSAFE.search(rest) and not _PILED_MARKS.search(rest)


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
