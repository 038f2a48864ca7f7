"""What printers and bulletin boards put around text: running heads, frames, encoded files."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.formats.marks import parse_mark

_NUMBER = re.compile(r"\d+")
_ENDS_SENTENCE = frozenset(".!?,;:\"'”’")
_FEWEST_PAGES = 3
_PRINTED_PAGE = 80
"""Lines of the longest sheet; what is longer between two form feeds is a chapter."""
_LONGEST_HEAD = 80


class Paged(NamedTuple):
    """A text whose running heads stand alone, and what they say."""

    text: str
    heads: frozenset[str]
    """The lines, their inner space made single."""


def part_heads(text: str) -> Paged:
    """Set the lines apart that come again at the head or foot of page after page."""
    if text.count("\f") < _FEWEST_PAGES - 1:
        return Paged(text, frozenset())
    pages = [page.split("\n") for page in text.replace("\r\n", "\n").split("\f")]
    ends = [_ends(page) for page in pages]
    seen = [Counter[str](), Counter[str]()]
    for page, places in zip(pages, ends, strict=True):
        for side, at in enumerate(places):
            if at >= 0:
                seen[side][_shape(page, at)] += 1
    need = max(_FEWEST_PAGES, 0.4 * (len(pages) - 1))
    shapes = [{shape for shape, count in side.items() if shape and count >= need} for side in seen]
    printed = sum(1 for page in pages if len(page) <= _PRINTED_PAGE) > 0.9 * len(pages)
    heads: set[str] = set()
    for page, places in zip(pages, ends, strict=True):
        for side, at in sorted(enumerate(places), reverse=True):
            if at >= 0 and _shape(page, at) in shapes[side] and not _is_chapter(page[at], printed):
                heads.add(clean_line(page[at]))
                page[at] = f"\n\n{page[at]}\n\n"
    return Paged("\f".join(map("\n".join, pages)), frozenset(heads))


def _ends(page: list[str]) -> tuple[int, int]:
    """Where the first and the last line of a page stand; -1 for none, or the same again."""
    at = [number for number, line in enumerate(page) if line.strip()]
    if not at:
        return -1, -1
    return at[0], at[-1] if len(at) > 1 else -1


def _shape(page: list[str], at: int) -> str:
    """A line with its numbers taken out; "" where it can be no running head."""
    line = page[at]
    if len(line) > 2 * _LONGEST_HEAD or len(line.strip()) > _LONGEST_HEAD:
        return ""
    shape = _NUMBER.sub("#", " ".join(line.casefold().split()))
    touches = "".join(page[max(at - 1, 0) : at] + page[at + 1 : at + 2]).strip()
    return "" if "#" not in shape and (touches or shape[-1] in _ENDS_SENTENCE) else shape


def _is_chapter(line: str, printed: bool) -> bool:
    """Whether a line opens a chapter; a number alone does where pages are no printed ones."""
    mark = parse_mark(line.strip())
    return mark is not None and (bool(mark.word) or not printed)


_FRAME = frozenset("║│|*#:!┃▌▐█▓▒░")


def unframed(lines: list[str]) -> list[str]:
    """Take the sides of a drawn frame from lines, as old boards put around a title."""
    inner = [line.strip() for line in lines]
    sides = [len(line) > 2 and line[0] in _FRAME and line[-1] in _FRAME for line in inner]
    rules = sum(1 for line in inner if not any(map(str.isalnum, line)))
    if sum(sides) < 2 or sum(sides) + rules < len(inner) or not rules:
        return lines
    return [line[1:-1].strip() or line if side else line
            for line, side in zip(inner, sides, strict=True)]  # fmt: skip


_ENCODED = re.compile(
    r"begin [0-7]{3,4} \S[^\n]{0,80}\n(?:M[ -`]{30,61}\n|[ -`]{1,61}\n`?\n?end$)", re.MULTILINE
)
_BEGIN = re.compile(r"\nbegin [0-7]")
_CUT_HERE = re.compile(r"\bcut here\b", re.IGNORECASE)
_ENCODED_END = re.compile(r"^end$", re.MULTILINE)
_SHORT_TAIL = 3000
_SAUCE = 20_000
"""Characters from the end of a text: a record of 128, below up to 255 lines of 64."""


def cut_encoded(text: str) -> tuple[str, str]:
    """Part a text from a file that a mail program wrote out in letters below it."""
    at = text.find("\nSAUCE00", max(len(text) - _SAUCE, 0))
    for match in _BEGIN.finditer(text) if "\nbegin " in text else ():
        if _ENCODED.match(text, match.start() + 1):
            at = match.start()
            break
    if at <= 0:
        return text, ""
    above = text.rfind("\n", 0, at) + 1
    at = above if _CUT_HERE.search(text, above, at) and above else at
    end = _ENCODED_END.search(text, at)
    if end and len(text) - end.end() > _SHORT_TAIL:
        return text, ""  # the story goes on below it
    return text[:at].rstrip(), text[at:]
