"""Which files are parts of one story, and in which order.

Files join on evidence, strongest first:

1. the same title and the same author;
2. the same title in one folder, parts that differ, and no other author;
3. the same name but for a number (``weir-ch02``, ``weir_part3``), and no other title;
4. names that begin with a number (``01``, ``02 The Ford``) in one folder, and chapter marks in
   the texts that count on with them.

Two files that hold the same chapters are editions of one work, not its parts: they come apart
here, and :mod:`~inglenook.catalog.versions` looks whether they are one story. Whatever order
the records come in, the outcome is the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise

from inglenook.catalog.naming import (
    FileName,
    authors_key,
    names_nothing,
    number_at_start,
    part_title,
    read_name,
    title_key,
)
from inglenook.catalog.records import Outline, Record
from inglenook.catalog.scan import natural_key
from inglenook.catalog.sketch import COMPARABLE, contained, hashes
from inglenook.model import Guess, Mark
from inglenook.tokens import fold

SAME_TEXT = 0.5
"""A part that shares more of its text with others is another edition; a recap is shorter."""
SAME_LENGTH = 0.1
"""Shorter texts that begin alike and differ by less than this share of their words are editions."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file as a part of a story: all that joining looks at."""

    record: Record
    outline: Outline
    name: FileName
    title: str
    """Without the mark of the part; empty where the text gives none."""
    title_key: str
    authors_key: str
    marks: tuple[Mark | None, ...]
    """The part's mark in the title, in its first chapter, in the file's name."""
    numbers: frozenset[tuple[str, int]]
    """Word and number of every chapter that has one."""

    @property
    def number(self) -> int | None:
        """The number of the part where anything gives one."""
        return next((mark.number for mark in self.marks if mark and mark.number is not None), None)

    @property
    def text(self) -> frozenset[int]:
        """The hashes of its text."""
        return hashes(chapter.sketch for chapter in self.outline.chapters)

    @property
    def words(self) -> int:
        """Words of all its chapters."""
        return sum(chapter.words for chapter in self.outline.chapters)


def part_of(record: Record, outline: Outline) -> Part:
    """Look at a file as a possible part of a story."""
    title, title_mark = part_title(outline.metadata.title)
    first = outline.chapters[0].mark if outline.chapters else None
    name = read_name(record.path)
    if title_mark is None and first is not None and first.total is not None:
        title_mark = first
    return Part(
        record,
        outline,
        name,
        title,
        title_key(title) if title else "",
        authors_key(outline.metadata.authors),
        (title_mark, first, name.mark),
        frozenset(
            (chapter.mark.word, chapter.mark.number)
            for chapter in outline.chapters
            if chapter.mark is not None and chapter.mark.number is not None
        ),
    )


@dataclass(slots=True)
class Group:
    """Files taken for the parts of one story, in reading order."""

    parts: list[Part]
    joined: Guess | None = None
    """Why they were joined; None for a single file."""
    _numbers: set[tuple[str, int]] = field(default_factory=set)
    _pieces: set[int] = field(default_factory=set)
    _openings: dict[str, int] = field(default_factory=dict)
    _text: frozenset[int] | None = None

    def __post_init__(self) -> None:
        for part in self.parts:
            self._note(part)

    def _note(self, part: Part) -> None:
        self._numbers |= part.numbers
        if (piece := _piece(part)) is not None:
            self._pieces.add(piece)
        self._openings.setdefault(part.outline.opening, part.words)

    def add(self, part: Part) -> None:
        """Take a file in."""
        self.parts.append(part)
        self._note(part)
        self._text = None

    def speaks_like(self, part: Part) -> bool:
        """Whether no file says it is in another language: a translation is no part."""
        languages = {one.outline.metadata.language[:2].lower() for one in (*self.parts, part)}
        return len(languages - {""}) < 2

    def continued_by(self, part: Part) -> bool:
        """Whether a file's chapters count on where the group's end."""
        return any((word, number - 1) in self._numbers for word, number in part.numbers)

    def repeats(self, part: Part) -> bool:
        """Whether a file holds what the group has already: another edition of it."""
        piece = _piece(part)
        if piece is not None and self._pieces:
            return piece in self._pieces
        if part.numbers and self._numbers:
            return not part.numbers.isdisjoint(self._numbers)
        # Only now, since most files that share a title count their chapters.
        if self._text is None:
            self._text = frozenset().union(*(one.text for one in self.parts))
        text = part.text
        if min(len(text), len(self._text)) >= COMPARABLE:
            return max(contained(text, self._text), contained(self._text, text)) >= SAME_TEXT
        opening = part.outline.opening
        if len(opening) < 20 or opening not in self._openings:
            return False
        most = max(part.words, self._openings[opening])
        return abs(part.words - self._openings[opening]) <= SAME_LENGTH * most


def _piece(part: Part) -> int | None:
    """Return the number that a title or a file name gives the part."""
    in_title, _, in_name = part.marks
    mark = in_title or in_name
    return mark.number if mark else None


def group(parts: Iterable[Part]) -> list[Group]:
    """Join files into stories.

    Args:
        parts: the files, each once.

    Returns:
        Groups whose parts are in reading order, in the natural order of their first files.
    """
    ordered = sorted(parts, key=lambda part: natural_key(part.record.path))
    groups: list[Group] = []
    left = _by_title_and_authors(ordered, groups)
    left = _by_title_alone(left, groups)
    left = _by_name(left, groups)
    left = _by_count(left, groups)
    groups += [Group([part]) for part in left]
    for found in groups:
        found.parts = reading_order(found.parts)
    groups.sort(key=lambda found: min(natural_key(part.record.path) for part in found.parts))
    return groups


def _by_title_and_authors(parts: Sequence[Part], groups: list[Group]) -> list[Part]:
    works: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
    left = []
    for part in parts:
        if part.title_key and part.authors_key:
            works[part.title_key, part.authors_key].append(part)
        else:
            left.append(part)
    for work in works.values():
        groups += _editions(work, 0.9, "the same title and author")
    return left


def _editions(parts: Sequence[Part], confidence: float, evidence: str) -> list[Group]:
    """Join files of one work, apart where one repeats the chapters of another."""
    editions: list[Group] = []
    for part in parts:
        open_ones = [
            edition
            for edition in editions
            if edition.speaks_like(part) and not edition.repeats(part)
        ]
        if open_ones:
            # An older copy ends before the part that the newer one is continued by.
            max(open_ones, key=lambda edition: edition.continued_by(part)).add(part)
        else:
            editions.append(Group([part]))
    for edition in editions:
        if len(edition.parts) > 1:
            sure, why = confidence, evidence
            if _orderly(edition.parts):
                why += ", and parts that count on"
            else:
                sure, why = sure - 0.05, why + ", in the order of the files' names"
            edition.joined = _joined(edition.parts, sure, why)
    return editions


def _orderly(parts: Sequence[Part]) -> bool:
    return any(_distinct(parts, source) for source in range(3))


def _joined(parts: Sequence[Part], confidence: float, evidence: str) -> Guess:
    return Guess("joined", f"{len(parts)} files", round(confidence, 2), evidence)


def _by_title_alone(parts: Sequence[Part], groups: list[Group]) -> list[Part]:
    """Join files that share a title but name no author, if they are told apart as parts."""
    authored: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
    for found in groups:
        for key in {(part.name.folder, part.title_key) for part in found.parts}:
            authored[key].append(found)
    works: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
    left = []
    for part in parts:
        if not part.title_key or part.number is None:
            left.append(part)
            continue
        homes = authored[part.name.folder, part.title_key]
        if len(homes) == 1 and not homes[0].repeats(part):
            _take_in(homes[0], part, 0.75, "the same title; only one part names the author")
        else:
            works[part.name.folder, part.title_key].append(part)
    for work in works.values():
        groups += _editions(work, 0.75, "the same title in one folder")
    return left


def _take_in(home: Group, part: Part, confidence: float, evidence: str) -> None:
    home.add(part)
    home.joined = _joined(home.parts, confidence, evidence)


def _by_name(parts: Sequence[Part], groups: list[Group]) -> list[Part]:
    """Join files whose names differ by a number, where no text gives another title."""
    homes: defaultdict[tuple[str, str], list[Group]] = defaultdict(list)
    for found in groups:
        for key in {_name_key(part) for part in found.parts}:
            homes[key].append(found)
    series: defaultdict[tuple[str, str], list[Part]] = defaultdict(list)
    left: list[Part] = []
    for part in parts:
        (series[_name_key(part)] if not part.title_key else left).append(part)
    for key, row in series.items():
        marked = [part for part in row if part.name.mark is not None]
        said = {part.authors_key for part in row} - {""}
        home = homes[key]
        if len(home) == 1 and marked and said <= {home[0].parts[0].authors_key}:
            for part in row:
                if part.name.mark is None or home[0].repeats(part):
                    left.append(part)
                else:
                    _take_in(home[0], part, 0.7, "file names that count on; one part has a title")
        elif marked and len(row) > 1 and len(said) < 2 and _counts(key[1], marked, row):
            groups += _editions(row, 0.6, "file names that differ by a number")
        else:
            left += row
    return left


def _name_key(part: Part) -> tuple[str, str]:
    return part.name.folder, fold(part.name.base)


def _counts(base: str, marked: Sequence[Part], found: Sequence[Part]) -> bool:
    """Whether names count the parts of one story: ``story1`` and ``story2`` are two stories."""
    numbers = [part.name.mark.number for part in marked if part.name.mark]
    if len(set(numbers)) < len(numbers) or len(found) - len(marked) > 1:
        return False
    return not names_nothing(base) or all(part.name.mark and part.name.mark.word for part in marked)


def _by_count(parts: Sequence[Part], groups: list[Group]) -> list[Part]:
    """Join a folder's chapters that are named by their numbers: the texts must count on, too."""
    rows: defaultdict[str, list[Part]] = defaultdict(list)
    left: list[Part] = []
    for part in parts:
        counted = not part.title_key and number_at_start(part.name) is not None
        (rows[part.name.folder] if counted else left).append(part)
    for row in rows.values():  # in natural order, which is that of the numbers
        told = [mark.number for part in row if (mark := part.marks[1]) and mark.number is not None]
        counts_on = all(earlier < later for earlier, later in pairwise(told))
        said = {part.authors_key for part in row} - {""}
        if counts_on and len(told) > 1 and 2 * len(told) >= len(row) and len(said) < 2:
            named = [_named_by_number(part) for part in row]
            groups += _editions(named, 0.75, "file names and chapter marks that count on together")
        else:
            left += row
    return left


def _named_by_number(part: Part) -> Part:
    mark = number_at_start(part.name)
    name = FileName(part.name.folder, "", mark)
    return replace(part, name=name, marks=(*part.marks[:2], mark))


def _distinct(parts: Sequence[Part], source: int) -> bool:
    numbers = [mark.number for part in parts if (mark := part.marks[source])]
    numbers = [number for number in numbers if number is not None]
    return bool(numbers) and len(set(numbers)) == len(numbers)


_BEFORE = frozenset({"prologue", "prelude", "preface", "introduction", "foreword", "dedication"})
_BEHIND = frozenset({"epilogue", "afterword", "postscript", "appendix", "coda", "finale"})


def reading_order(parts: Sequence[Part]) -> list[Part]:
    """Order a story's files: by the numbers of their parts, then by name.

    A file without a number fills the first gap in the count, so that the file before
    "Chapter 2" is the first one though it says nothing.
    """
    ordered = sorted(parts, key=lambda part: natural_key(part.record.path))
    source = next((source for source in range(3) if _distinct(ordered, source)), None)
    if source is None or len(ordered) < 2:
        return ordered
    given = [part.marks[source] for part in ordered]
    taken = {mark.number for mark in given if mark and mark.number is not None}
    taken |= {number for part in ordered for _, number in part.numbers}
    gaps = (number for number in count(1) if number not in taken)
    places: list[tuple[float, int]] = []
    for at, mark in enumerate(given):
        place = float(mark.number) if mark and mark.number is not None else _lone_place(mark)
        places.append((float(next(gaps)) if place is None else place, at))
    return [ordered[at] for _, at in sorted(places)]


def _lone_place(mark: Mark | None) -> float | None:
    word = mark.word if mark else ""
    if word in _BEFORE:
        return -1.0
    return 1e9 if word in _BEHIND else None
