"""Headings: the mark of a chapter, and the lines below it that are its title."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from inglenook.formats.contents import fold_title
from inglenook.formats.imprint import names_publisher
from inglenook.formats.lines import Group
from inglenook.formats.marks import depth, strip_ornaments
from inglenook.model import Mark


class Heading(NamedTuple):
    """A chapter's beginning: which groups its mark and title take, and what they say."""

    at: int
    """Index of the group the mark stands in."""
    groups: int
    """Groups taken by mark and title."""
    lines: int
    """Lines of the last of them taken; the others are text. 0 for all of them."""
    mark: Mark | None
    title: str


ENDS_SENTENCE = (".", "!", "?", '"', "”", "'", "’", ",", ";", ":", "…", "-", "—")
LONGEST_TITLE_LINE = 80


def is_title_line(line: str) -> bool:
    """Whether a line reads as a title: capitals, or short and without a sentence's end."""
    line = line.strip()
    if not line or len(line) > LONGEST_TITLE_LINE or not any(map(str.isalpha, line)):
        return False
    bare = strip_ornaments(line).strip("_*")
    if bare.isupper():
        return True
    if not bare or (bare[0] in '"“' and bare[-1] not in '"”'):
        return False
    if bare.endswith(ENDS_SENTENCE) and not (bare[-1] in "?!." and len(bare.split()) < 7):
        return bare[0] in "\"“‘'" and bare[-1] in "\"”’'" and len(bare.split()) < 9
    words = [word for word in re.findall(r"[^\W\d_][\w'’]*", bare) if len(word) > 3]
    capital = sum(1 for word in words if word[0].isupper())
    return bool(bare[0].isupper() or bare[0].isdigit()) and capital >= 0.6 * len(words)


def merged(found: list[Heading], names: dict[str, str]) -> list[Heading]:
    """Join a heading to the one right above it where they are one: CHAPTER XXIII / CONCLUSION."""
    kept: list[Heading] = []
    for heading in found:
        above = kept[-1] if kept else None
        if above is None or heading.at != above.at + above.groups or above.lines:
            kept.append(heading)
            continue
        title = _title_for(above, heading, names)
        if title is None:
            kept.append(heading)
        else:
            mark = above.mark and replace(above.mark, title=title)
            taken = heading.at + heading.groups - above.at
            kept[-1] = Heading(above.at, taken, heading.lines, mark, above.title)
    return kept


def _title_for(above: Heading, below: Heading, names: dict[str, str]) -> str | None:
    """The title a second heading is for the first, or None if it is one of its own."""
    if above.mark is None:
        # a named heading of a contents table, then the site's own "### Prologue"
        numbered = below.mark is not None and bool(below.mark.word) and below.mark.number
        return None if numbered or fold_title(below.title) in names else ""
    if depth(above.mark) < 3 or above.mark.title or below.mark is None:
        return None if below.mark or above.mark.title else below.title
    return below.mark.text if below.mark.number is None else None


def with_titles(
    groups: list[Group], found: list[Heading], aside: AbstractSet[int], names: dict[str, str]
) -> list[Heading]:
    """Take in the line below a mark that is the chapter's title."""
    starts = {heading.at for heading in found}
    habitual = _titles_habitually(groups, found)
    result: list[Heading] = []
    for heading in found:
        below = heading.at + 1
        if heading.lines or heading.mark is None or heading.mark.title or below + 1 >= len(groups):
            result.append(heading)
            continue
        piece = groups[below]
        fits = below not in starts and below not in aside and piece.gap <= 3
        reads = fits and (
            _is_title(piece)
            or (habitual and _is_short_line(groups, below))
            or _is_listed(heading.title, piece.text[:300], names)
        )
        if reads and not (depth(heading.mark) == 0 and names_publisher(piece.text[:300])):
            title = " ".join(strip_ornaments(line) for line in piece.lines)
            heading = heading._replace(groups=2, mark=replace(heading.mark, title=title))
        result.append(heading)
    return result


def _is_title(piece: Group) -> bool:
    return piece.text.count("\n") < 2 and all(map(is_title_line, piece.lines))


def _is_listed(mark: str, title: str, names: dict[str, str]) -> bool:
    """Whether a table of contents has this title, alone or behind its mark."""
    return bool(names) and (fold_title(title) in names or fold_title(mark + title) in names)


def _is_short_line(groups: list[Group], at: int) -> bool:
    text = groups[at].text
    return len(text) < LONGEST_TITLE_LINE and "\n" not in text and text[-1] not in ',;:"”-—'


def _titles_habitually(groups: list[Group], found: list[Heading]) -> bool:
    """Whether nearly every mark of the file has a short line of its own below it."""
    below = [
        heading.at + 1
        for heading in found
        if heading.mark
        and not heading.mark.title
        and not heading.lines
        and heading.at + 1 < len(groups)
    ]
    if len(below) < 4:
        return False
    short = sum(1 for at in below if _is_short_line(groups, at) and groups[at].text[0].isupper())
    return short > 0.7 * len(below)
