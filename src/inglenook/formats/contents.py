"""A printed table of contents: no chapters, but it names the headings that come later."""

from __future__ import annotations

import re
from typing import NamedTuple

from inglenook.formats.lines import Group
from inglenook.formats.marks import LONGEST_MARK, parse_mark
from inglenook.formats.parts import CONTENTS


class Contents(NamedTuple):
    """What a table names, and where it stands."""

    names: dict[str, str]
    """Its entries as written, by their folded title."""
    end: int
    """The group behind it."""
    groups: frozenset[int]
    titles: frozenset[str]
    """Folded titles of entries that have a mark: ``theweir`` of ``III. The Weir``."""


_NONE = Contents({}, 0, frozenset(), frozenset())
_LETTERS = re.compile(r"[^\W_]+")
_LEADERS = re.compile(r"(?:[ .·_]{2,}|\s+|,\s)(?:\d{1,4}|[ivxlc]{1,6})\s*$")
_PAGE_FIRST = re.compile(r"^\s*\d{1,4}\s{2,}")


def fold_title(text: str) -> str:
    """Return the letters and digits of a line in lower case: what two headings are compared by."""
    return "".join(_LETTERS.findall(text.casefold()))


def first_line(text: str) -> str:
    """Return the first line of a group; "" if it is too long for any heading."""
    end = text.find("\n", 0, LONGEST_MARK + 20)
    if end < 0:
        return text if len(text) <= LONGEST_MARK + 20 else ""
    return text[:end]


def find_contents(groups: list[Group]) -> Contents:
    """Find the table under "Contents", if a text has one."""
    for at, piece in enumerate(groups[:400]):
        first = first_line(piece.text)
        if first and len(first.strip()) < 60 and CONTENTS.fullmatch(first.strip()):
            return _entries(groups, at)
    return _NONE


def _entries(groups: list[Group], start: int) -> Contents:
    names: dict[str, str] = {}
    titles: set[str] = set()
    taken = {start}
    first_folds: set[str] = set()
    pieces = [(start, line) for line in groups[start].lines[1:]]
    at = start + 1
    while at < len(groups) and at < start + 600:
        piece = groups[at]
        if len(piece.text) > 6000 or _reads_as_prose(piece.text):
            break
        fold = fold_title(entry_of(piece.text))
        if fold and fold in first_folds:
            break  # the first heading again: the table is over
        pieces.extend((at, line) for line in piece.lines)
        for line in piece.lines:
            entry = entry_of(line)
            if fold_title(entry):
                first_folds.add(fold_title(entry))
                names.setdefault(fold_title(entry), entry)
                mark = parse_mark(entry)
                if mark and mark.title:
                    first_folds.add(fold_title(mark.text.replace(mark.title, "")))
                if mark and len(mark.title) > 3:
                    titles.add(fold_title(mark.title))
                    first_folds.add(fold_title(mark.title))
                    names.setdefault(fold_title(mark.title), mark.title)
        first_folds.add(fold)
        taken.add(at)
        at += 1
    if len(names) < 2 or not _some_recur(groups, at, names):
        if len(names) < 2:
            return _NONE
        if not any(parse_mark(line.strip()) for _, line in pieces):
            return _NONE
    return Contents(names, at, frozenset(taken), frozenset(titles))


def _some_recur(groups: list[Group], start: int, names: dict[str, str]) -> bool:
    hits = 0
    for piece in groups[start:]:
        if len(piece.text) < 160 and fold_title(entry_of(piece.text)) in names:
            hits += 1
            if hits >= 2:
                return True
    return False


def entry_of(line: str) -> str:
    """Return a line of a table without its page number and dots."""
    line = _PAGE_FIRST.sub("", line.strip()) if "  " in line.strip()[:6] else line.strip()
    match = _LEADERS.search(line)
    if match and (match.start() > 3) and ("  " in match.group() or "." in match.group()):
        line = line[: match.start()]
    return " ".join(line.split())


def _reads_as_prose(text: str) -> bool:
    lines = text.split("\n")
    if len(lines) == 1:
        return len(text) > 160 or (len(text) > 90 and text.endswith((".", '"', "”")))
    long = sum(1 for line in lines if len(line) > 55)
    return long >= 0.7 * len(lines) and not any(parse_mark(line.strip()) for line in lines[:3])
