"""Emphasis typed with marks becomes styled stretches of plain text.

``_words_``, ``*word*``, ``**bold**``, ``/thought/``, ``//thought//`` and the tags
``<i> <b>`` that survive a careless save. A mark needs a word boundary outside
and no space inside; ``and/or``, addresses, dates and ``snake_case`` stay.

One pass over the marks with one remembered opener a kind: the time is linear
also on a line of ten million openers, where a regex with a backreference is not.
"""

from __future__ import annotations

import re

from inglenook.model import Inline, Style

_MARK = re.compile(r"\*{1,3}(?!\*)|_{1,2}(?!_)|/{1,2}(?!/)|</?(?:i|em|b|strong|u)>", re.IGNORECASE)
_STYLES = {
    "_": Style.EMPHASIS,
    "*": Style.EMPHASIS,
    "/": Style.EMPHASIS,
    "//": Style.EMPHASIS,
    "__": Style.STRONG,
    "**": Style.STRONG,
    "***": Style.STRONG,
    "i": Style.EMPHASIS,
    "em": Style.EMPHASIS,
    "u": Style.EMPHASIS,
    "b": Style.STRONG,
    "strong": Style.STRONG,
}
_MAY_PRECEDE_SLASH = frozenset(" \n\"'“‘(-–—[…*_.,!?")
_MAY_FOLLOW_SLASH = frozenset(" \n\"'”’)-–—].,;:!?…*_")


def find_emphasis(text: str) -> tuple[str, tuple[Inline, ...]]:
    """Return ``text`` without its emphasis marks, and the stretches they marked."""
    pairs = _pairs(text)
    if not pairs:
        return text, ()
    cuts = sorted(cut for pair in pairs for cut in (pair[0], pair[1]))
    pieces: list[str] = []
    moved: dict[int, int] = {}
    done = length = 0
    for start, end in cuts:
        pieces.append(text[done:start])
        length += start - done
        moved[start] = length
        done = end
    pieces.append(text[done:])
    spans = [
        Inline(moved[opener[0]], moved[closer[0]], style)
        for opener, closer, style in pairs
        if moved[opener[0]] < moved[closer[0]]
    ]
    return "".join(pieces), tuple(sorted(spans))


_Cut = tuple[int, int]


def _pairs(text: str) -> list[tuple[_Cut, _Cut, Style]]:
    pending: dict[str, _Cut] = {}
    found: list[tuple[_Cut, _Cut, Style]] = []
    last = len(text)
    for match in _MARK.finditer(text):
        mark, start, end = match.group(), match.start(), match.end()
        if mark[0] == "<":
            _pair_tag(mark, (start, end), pending, found)
            continue
        before = text[start - 1] if start else " "
        after = text[end] if end < last else " "
        if before == mark[0]:
            continue  # the tail of a longer run: a rule, not a mark
        opens = _opens(mark[0], before, after)
        closes = _closes(mark[0], before, after)
        opener = pending.get(mark)
        if closes and opener is not None and opener[1] < start:
            found.append((opener, (start, end), _STYLES[mark]))
            del pending[mark]
        elif opens:
            pending[mark] = (start, end)
        elif mark == "/":
            pending.pop(mark, None)  # "/usr/bin/" and "/he and/or she/" are no thoughts
    return _without_crossings(found)


def _pair_tag(
    tag: str, cut: _Cut, pending: dict[str, _Cut], found: list[tuple[_Cut, _Cut, Style]]
) -> None:
    name = tag.strip("</>").lower()
    if tag[1] != "/":
        pending.setdefault("<" + name, cut)
    elif (opener := pending.pop("<" + name, None)) is not None:
        found.append((opener, cut, _STYLES[name]))


def _opens(char: str, before: str, after: str) -> bool:
    if after.isspace() or after == char:
        return False
    if char == "/":
        return before in _MAY_PRECEDE_SLASH and (after.isalnum() or after in "\"'“‘…*_(—-.")
    return not before.isalnum()


def _closes(char: str, before: str, after: str) -> bool:
    if before.isspace():
        return False
    if char == "/":
        return after in _MAY_FOLLOW_SLASH
    return not after.isalnum()


def _without_crossings(
    found: list[tuple[_Cut, _Cut, Style]],
) -> list[tuple[_Cut, _Cut, Style]]:
    """Drop pairs that overlap another without lying inside it: one of the two is chance."""
    kept: list[tuple[_Cut, _Cut, Style]] = []
    open_ends: list[int] = []
    for pair in sorted(found):
        start, end = pair[0][0], pair[1][0]
        while open_ends and open_ends[-1] <= start:
            open_ends.pop()
        if open_ends and end > open_ends[-1]:
            continue
        open_ends.append(end)
        kept.append(pair)
    return kept
