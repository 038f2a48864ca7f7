"""Which row of a list of hits stands where: headings and hits, counted but not made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from inglenook.model import MatchKind
from inglenook.tui.findings import Findings

CONTEXT_LINES = 2
"""Lines of context a hit is given."""

LABELS = {
    MatchKind.PHRASE: "exactly this line",
    MatchKind.ORDERED: "in order, with other words between",
    MatchKind.CLOSE: "most of the words, close together",
    MatchKind.ALIKE: "with other spellings",
    MatchKind.WORDS: "chapters with all the words",
}
"""What is said above the hits of a kind, where there are several kinds."""

Fold = tuple[int, int]
"""What can be folded: a group and -1 for its story, or a group and a section for a chapter."""


class Level(Enum):
    """What a heading is of."""

    PASSAGE = "passage"
    """A likely passage: its place and its text in one row."""
    STORY = "story"
    CHAPTER = "chapter"


class Heading(NamedTuple):
    """A row above the hits of a story or of a chapter, and how many hits follow it at once."""

    level: Level
    group: int
    section: int
    """Index into ``Findings.sections``; for a story, its first one."""
    hits: int
    label: str
    """What is said above it: the kind of the matches from here on."""
    lines: int
    """Those of the row itself, with what is above it."""

    @property
    def fold(self) -> Fold:
        """What folding it folds."""
        return self.group, -1 if self.level is Level.STORY else self.section


class Listing:
    """The rows of a list of hits; building it costs one step a chapter."""

    def __init__(self, findings: Findings | None, shut: Collection[Fold]) -> None:
        """Count the rows.

        Args:
            findings: what is listed.
            shut: what is folded.
        """
        self.findings = findings
        self.headings = _headings(findings, shut) if findings else []
        self._items = list(accumulate((1 + h.hits for h in self.headings), initial=0))
        heights = (h.lines + CONTEXT_LINES * h.hits for h in self.headings)
        self._tops = list(accumulate(heights, initial=0))

    @property
    def items(self) -> int:
        """How many rows there are."""
        return self._items[-1]

    @property
    def lines(self) -> int:
        """How many lines they take."""
        return self._tops[-1]

    def find(self, item: int) -> tuple[int, int]:
        """Return the heading a row belongs to, and which of the rows from it on it is."""
        index = bisect_right(self._items, item, hi=max(1, len(self.headings))) - 1
        return index, item - self._items[index]

    def heading_of(self, item: int) -> Heading:
        """Return the heading a row belongs to, or is."""
        return self.headings[self.find(item)[0]]

    def top_of(self, item: int) -> int:
        """Return the first line of a row; of ``items``, the line behind the last."""
        if item >= self.items:
            return self.lines
        index, inside = self.find(item)
        if not inside:
            return self._tops[index]
        return self._tops[index] + self.headings[index].lines + (inside - 1) * CONTEXT_LINES

    def item_at(self, line: int) -> int:
        """Return the row on a line."""
        index = bisect_right(self._tops, line) - 1
        behind = line - self._tops[index] - self.headings[index].lines
        return self._items[index] + (0 if behind < 0 else 1 + behind // CONTEXT_LINES)

    def parent_of(self, item: int) -> int | None:
        """Return the row of the heading above."""
        index, inside = self.find(item)
        if inside:
            return self._items[index]
        if self.headings[index].level is not Level.CHAPTER:
            return None
        while self.headings[index].level is not Level.STORY:
            index -= 1
        return self._items[index]

    def row_of(self, fold: Fold) -> int:
        """Return the row of what can be folded, or of the story it is in."""
        rows = {
            heading.fold: item for heading, item in zip(self.headings, self._items, strict=False)
        }
        return rows.get(fold, rows.get((fold[0], -1), 0))

    def number_at(self, item: int) -> int:
        """Return the number of the hit in a row; a heading stands for its first one."""
        index, inside = self.find(item)
        if self.findings is None or not self.headings:
            return 0
        return self.findings.firsts[self.headings[index].section] + max(0, inside - 1)

    def row_of_hit(self, number: int) -> int | None:
        """Return the row of a hit; None where it is folded away."""
        if self.findings is None:
            return None
        section = self.findings.section_of(number)
        for heading, item in zip(self.headings, self._items, strict=False):
            if heading.section == section and heading.level is Level.PASSAGE:
                return item
            if heading.section == section and heading.hits:
                return item + 1 + number - self.findings.firsts[section]
        return None

    @property
    def first_hit(self) -> int:
        """The row of the first hit, below its headings."""
        if not self.headings or self.headings[0].level is Level.PASSAGE:
            return 0
        return min(2, self.items - 1)


def _headings(findings: Findings, shut: Collection[Fold]) -> list[Heading]:
    headings: list[Heading] = []
    group, kind = -1, None

    def add(level: Level, section: int, hits: int = 0) -> None:
        nonlocal kind
        now = findings.sections[section].kind
        label = LABELS[now] if findings.likely and now is not kind else ""
        kind = now
        # An empty line parts stories and kinds, but none stands above the first row.
        apart = bool(headings) and (bool(label) or level is Level.STORY)
        own = 1 + CONTEXT_LINES * (level is Level.PASSAGE)
        lines = own + apart + bool(label)
        headings.append(
            Heading(level, findings.sections[section].group, section, hits, label, lines)
        )

    for number, section in enumerate(findings.sections):
        if section.is_passage:
            add(Level.PASSAGE, number)
            continue
        if section.group != group:
            group = section.group
            add(Level.STORY, number)
        if section.hits and (group, -1) not in shut:
            add(Level.CHAPTER, number, 0 if (group, number) in shut else section.hits)
    return headings
