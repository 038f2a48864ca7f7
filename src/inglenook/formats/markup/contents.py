"""Where the chapters of a page begin: its own list of links, its headings, or lines of marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.pieces import Piece
from inglenook.model import Guess, Kind, Mark, Role, Style

CONTENTS_TITLE = re.compile(
    r"(?:table of )?contents?\.?|toc|chapters|table des mati[eè]res|inhalt(?:sverzeichnis)?|index"
    r"|[íi]ndice|(?:list of )?illustrations",
    re.IGNORECASE,
)
MOST_CHAPTERS = 5000
"""The longest serials have 2,000; a page with more headings than this is a list."""
_LIST_LINE = 80
"""Characters of a contents list's lines on average; paragraphs have more."""
_SENTENCE_ENDS = frozenset("!?.…\"”’'")
_FEWEST_LINKS = 3
_LINKED_SHARE = 0.6
"""A line of a contents list is mostly its link; a sentence with a link in it is not."""
_PROSE = 25
"""Words under a heading that make it a chapter's and not a title page's."""


class Start(NamedTuple):
    """A chapter begins at ``pieces[at]``."""

    at: int
    title: str


def find_starts(pieces: Sequence[Piece]) -> tuple[list[Start], Guess | None]:
    """Return where chapters begin by what the page itself shows, and how sure that is.

    A page that shows none is a single text: no starts, no guess.
    """
    fold_contents(pieces)
    given = [Start(at, piece.start) for at, piece in enumerate(pieces) if piece.start is not None]
    if given:
        return given, Guess("chapters", str(len(given)), 1.0, "the archive's own markup")
    for find, sure, evidence in _WAYS:
        starts = find(pieces)
        if 0 < len(starts) <= MOST_CHAPTERS:
            return starts, Guess("chapters", str(len(starts)), sure, evidence)
    return [], None


def fold_contents(pieces: Sequence[Piece]) -> None:
    """Fold a printed table of contents: its heading, and the short lines behind it."""
    at = 0
    while at < len(pieces):
        if not (pieces[at].level and CONTENTS_TITLE.fullmatch(pieces[at].text.strip())):
            at += 1
            continue
        end, listed = at + 1, False
        while end < len(pieces):
            piece = pieces[end]
            if listed and piece.level:
                break
            if piece.file != pieces[at].file or not (piece.level or _is_list_line(piece)):
                break
            listed = listed or not piece.level
            end += 1
        if listed:
            for piece in pieces[at:end]:
                piece.role = Role.FRONT if piece.role is Role.BODY else piece.role
        at = end


def _is_list_line(piece: Piece) -> bool:
    if piece.role is Role.FRONT:
        return True
    lines = piece.text.split("\n")
    return len(piece.text) < _LIST_LINE * len(lines) and piece.text[-1:] not in _SENTENCE_ENDS


def _from_links(pieces: Sequence[Piece]) -> list[Start]:
    """Chapters as a list of links to anchors further down names them."""
    anchors = {name: at for at, piece in enumerate(pieces) for name in reversed(piece.ids)}
    found: dict[int, str] = {}
    lines: list[int] = []
    for at, piece in enumerate(pieces):
        if not piece.spans:
            continue
        entries = list(_entries(piece))
        inside = [(anchors[name], title) for name, title in entries if anchors.get(name, -1) > at]
        if len(inside) * 2 > len(entries):
            lines.append(at)
            for target, title in inside:
                found.setdefault(target, title)
    last = max(lines, default=0)
    starts = [Start(at, title) for at, title in found.items() if at > last]
    in_order = sum(1 for a, b in pairwise(starts) if a.at < b.at)
    if len(starts) < _FEWEST_LINKS or in_order < 0.8 * (len(starts) - 1):
        return []
    if last > max(2 * _FEWEST_LINKS, 0.5 * len(pieces)):
        return []
    for at in lines:
        pieces[at].role = Role.FRONT if pieces[at].role is Role.BODY else pieces[at].role
    return with_missed(sorted(starts), pieces)


def with_missed(starts: list[Start], pieces: Sequence[Piece]) -> list[Start]:
    """Return chapters and those a list leaves out, whose headings are like its chapters'."""
    if not all(pieces[start.at].level for start in starts):
        return starts
    levels = {pieces[start.at].level for start in starts}
    known = {start.at for start in starts}
    first = starts[0].at
    more = [
        Start(at, piece.text)
        for at, piece in enumerate(pieces)
        if at > first and at not in known and piece.level in levels and parse_mark(piece.text)
        and piece.role is Role.BODY and not pieces[at - 1].level
    ]  # fmt: skip
    return sorted(starts + more)


def _entries(piece: Piece) -> Iterator[tuple[str, str]]:
    """The (anchor, title) pairs of a line of contents; nothing for running text."""
    if piece.role is Role.RESIDUE or piece.kind is Kind.HEADING:
        return
    links = [s for s in piece.spans if s.style is Style.LINK and s.target.startswith("#")]
    if not links:
        return
    linked = sum(span.end - span.start for span in links)
    if linked < _LINKED_SHARE * len(piece.text.replace(" ", "")):
        return
    for span in links:
        title = " ".join(piece.text[span.start : span.end].split())
        if title and not title.strip("[]()^*†").isdigit():
            yield span.target[1:], title


class _Group(NamedTuple):
    """Headings with nothing between them."""

    at: int
    texts: list[str]
    levels: list[int]
    marks: list[Mark | None]
    words: int
    """Words up to the next group."""


def _groups(pieces: Sequence[Piece]) -> list[_Group]:
    groups: list[_Group] = []
    joined = False
    for at, piece in enumerate(pieces):
        if piece.role is not Role.BODY:
            continue
        if piece.level:
            mark = parse_mark(piece.text)
            if joined and mark is None and _belongs(groups[-1], piece.level):
                groups[-1].texts.append(piece.text)
                groups[-1].levels.append(piece.level)
                groups[-1].marks.append(mark)
            else:
                groups.append(_Group(at, [piece.text], [piece.level], [mark], 0))
            joined = True
        elif piece.kind is not Kind.SCENE_BREAK:
            joined = False
            if groups:
                groups[-1] = groups[-1]._replace(words=groups[-1].words + len(piece.text.split()))
    return groups


def _belongs(group: _Group, level: int) -> bool:
    """Whether a heading right behind others belongs to them: a number, then its title."""
    mark = group.marks[-1]
    return level > group.levels[-1] or (mark is not None and not mark.title)


def _without_front(groups: list[_Group]) -> list[_Group]:
    """Leave out title pages and printed contents in front of the first marked chapter."""
    first = next((at for at, group in enumerate(groups) if any(group.marks)), len(groups))
    unmarked = {group.levels[0] for group in groups[first:] if not any(group.marks)}
    if 0 < first < len(groups) and not (part := groups[first - 1]).words:
        first -= part.levels[0] in unmarked  # a part's title: others like it follow
    for number, group in enumerate(groups):
        if number == first or (
            group.words >= 2 * _PROSE and not CONTENTS_TITLE.fullmatch(group.texts[0])
        ):
            return groups[number:]
    return groups


def _from_headings(pieces: Sequence[Piece]) -> list[Start]:
    groups = _groups(pieces)
    if len(groups) < 2:
        return []
    levels = Counter(
        level
        for group in groups
        for mark, level in zip(group.marks, group.levels, strict=True)
        if mark
    )
    if sum(levels.values()) >= 2:
        deepest = max(level for level, count in levels.items() if count > 1 or len(levels) == 1)
        chosen = _without_front(
            [group for group in groups if group.levels[0] <= deepest or any(group.marks)]
        )
    else:
        chosen = _by_level(groups)
    return [Start(group.at, _title(group)) for group in chosen]


def _by_level(groups: list[_Group]) -> list[_Group]:
    """The groups of the shallowest level that heads several stretches of prose."""
    for level in range(1, 7):
        chosen = [group for group in groups if group.levels[0] <= level]
        if sum(1 for group in chosen if group.words >= _PROSE) >= 2:
            bare_title = chosen[0].words < _PROSE and chosen[0].levels[0] < level
            return chosen[1:] if bare_title else chosen
    return []


def _title(group: _Group) -> str:
    first, *rest = group.texts
    if not rest:
        return first
    separator = " " if first.endswith((":", ".", "—", "-")) else ": "
    return first + separator + rest[0]


def _from_lines(pieces: Sequence[Piece]) -> list[Start]:
    """Marks typed as paragraphs: ``<p><b>Chapter 2</b></p>``, ``<p>II.</p>``."""
    found: list[tuple[Start, bool, int | None]] = []
    for at, piece in enumerate(pieces):
        if piece.kind is Kind.SCENE_BREAK or piece.role is not Role.BODY or len(piece.text) > 90:
            continue
        mark = parse_mark(piece.text)
        if mark is None:
            continue
        styled = sum(span.end - span.start for span in piece.spans) >= len(piece.text)
        found.append((Start(at, mark.text), bool(mark.word) or styled, mark.number))
    named = [start for start, sure, _ in found if sure]
    if len(named) >= 2 or (len(named) == 1 and len(found) == 1):
        return named
    numbers = [number for _, _, number in found if number is not None]
    if len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        return [start for start, _, _ in found]
    return []


_WAYS = (
    (_from_links, 0.95, "the page's own list of links to its chapters"),
    (_from_headings, 0.85, "the headings of the page"),
    (_from_lines, 0.7, "lines that read like chapter marks"),
)
