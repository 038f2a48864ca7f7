"""What a search found: story, then chapter, then passage."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.message import Message

from inglenook.commands import Context
from inglenook.model import Story
from inglenook.tui.bindings import bindings
from inglenook.tui.findings import Findings
from inglenook.tui.paint import Line, Part, highlighted, window, wrap
from inglenook.tui.widgets.outline import Outline

LINES = 2
"""Lines of context a hit is given."""


class Heading(NamedTuple):
    """A row above the hits of a story or of a chapter, and how many hits follow it at once."""

    group: int
    section: int
    """Index into ``Findings.sections``; for a story, its first one."""
    is_story: bool
    hits: int


class HitList(Outline, inherit_bindings=False):
    """All hits, however many: the rows are counted, and made when they come on screen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.SEARCH)]

    class Wanted(Message):
        """Passages have come on screen that were not fetched yet."""

        def __init__(self, sections: tuple[int, ...]) -> None:
            super().__init__()
            self.sections = sections

    class HitChosen(Message):
        """A hit is to be opened."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number
            """As in :class:`Findings`, from 0."""

    class EditAsked(Message):
        """The reader wants to change the query."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._findings: Findings | None = None
        self._stories: Mapping[str, Story] = {}
        self._shut: set[tuple[int, int]] = set()
        self._headings: list[Heading] = []
        self._items: list[int] = [0]
        self._tops: list[int] = [0]
        self._asked: set[int] = set()

    @property
    def findings(self) -> Findings | None:
        """What is listed."""
        return self._findings

    # State from above

    def set_findings(self, findings: Findings | None, stories: Mapping[str, Story]) -> None:
        """List these hits, from the first."""
        self._findings, self._stories = findings, stories
        self._shut.clear()
        self._asked.clear()
        self._rebuild()
        # On the first hit rather than on the headings above it.
        self.changed(cursor=min(2, max(0, self.item_count() - 1)))
        self.scroll_to(y=0, animate=False, immediate=True, force=True)

    def fetched(self) -> None:
        """Take notice that passages were fetched."""
        self._asked.clear()
        self.repaint()

    def go_to_hit(self, number: int) -> None:
        """Put the cursor on a hit, unfolding what it is in."""
        if self._findings is None:
            return
        section = self._findings.section_of(number)
        group = self._findings.sections[section].group
        if self._shut & {(group, -1), (group, section)}:
            self._shut -= {(group, -1), (group, section)}
            self._rebuild()
            self.changed()
        for index, heading in enumerate(self._headings):
            if heading.section == section and heading.hits:
                first = self._items[index] + 1
                self.cursor = first + number - self._findings.firsts[section]
                return

    # The outline's questions

    def item_count(self) -> int:
        """Return how many rows there are."""
        return self._items[-1]

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._tops[-1]

    def top_of(self, item: int) -> int:
        """Return the first line of a row."""
        if item >= self._items[-1]:
            return self._tops[-1]
        index, inside = self._find(item)
        if not inside:
            return self._tops[index]
        return self._tops[index] + self._height(index) + (inside - 1) * LINES

    def item_at(self, line: int) -> int:
        """Return the row on a line."""
        index = bisect_right(self._tops, line) - 1
        behind = line - self._tops[index] - self._height(index)
        return self._items[index] + (0 if behind < 0 else 1 + behind // LINES)

    def parent_of(self, item: int) -> int | None:
        """Return the row of the heading above."""
        index, inside = self._find(item)
        if inside:
            return self._items[index]
        if self._headings[index].is_story:
            return None
        while not self._headings[index].is_story:
            index -= 1
        return self._items[index]

    def is_open(self, item: int) -> bool | None:
        """Return whether a story or chapter shows its hits."""
        index, inside = self._find(item)
        return None if inside else self._key(self._headings[index]) not in self._shut

    def set_open(self, item: int, opened: bool) -> None:
        """Show or hide the hits of a story or chapter."""
        heading = self._headings[self._find(item)[0]]
        key = self._key(heading)
        (self._shut.discard if opened else self._shut.add)(key)
        self._rebuild()
        row = next(i for i, other in enumerate(self._headings) if self._key(other) == key)
        self.changed(cursor=self._items[row])

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the lines of a heading or of a hit."""
        findings = self._findings
        if findings is None:
            return [Line()]
        index, inside = self._find(item)
        heading = self._headings[index]
        section = findings.sections[heading.section]
        story = self._stories.get(section.story)
        if inside:
            return self._paint_hit(heading.section, inside - 1, width)
        arrow = "▾ " if self._key(heading) not in self._shut else "▸ "
        if heading.is_story:
            group = findings.results.groups[heading.group]
            line = Line(
                (Part(arrow, "quiet"), Part(story.title if story else "?", "here")),
                (Part(f" {group.count} ", "quiet"),),
            )
            return [line] if index == 0 else [Line(), line]
        title = f"Chapter {section.chapter + 1}"
        if story is not None and section.chapter < len(story.chapters):
            title = story.chapters[section.chapter].title
        return [
            Line(
                (Part("  "), Part(arrow, "quiet"), Part(title, "quiet")),
                (Part(f" {section.hits} ", "quiet"),),
            )
        ]

    # Inside

    def _paint_hit(self, section: int, inside: int, width: int) -> list[Line]:
        hits = self._findings.known(section) if self._findings else None
        if hits is None:
            self._want(section)
            return [Line((Part("    …", "quiet"),)), Line()]
        if inside >= len(hits):
            return [Line((Part("    the text has changed here", "quiet"),)), Line()]
        text, marks = hits[inside].snippet.text, hits[inside].snippet.highlights
        text = text.replace("\n", " ")
        room = max(8, width - 7)
        start = window(text, marks[0][0] if marks else 0, room * LINES)
        shown = text[start:]
        lines: list[Line] = []
        for number, (low, high) in enumerate(wrap(shown, room, LINES)):
            lead = "      " if number else "   …" if start else "    "
            parts = highlighted(text, start + low, start + high, marks, "hit")
            lines.append(Line((Part(lead, "quiet"), *parts)))
        lines += [Line()] * (LINES - len(lines))
        return lines

    def _want(self, section: int) -> None:
        if section not in self._asked:
            if not self._asked:
                # Once all of the screen is painted: one message for all its chapters.
                self.call_after_refresh(self._post_wanted)
            self._asked.add(section)

    def _post_wanted(self) -> None:
        if self._asked:
            self.post_message(self.Wanted(tuple(sorted(self._asked))))

    def _key(self, heading: Heading) -> tuple[int, int]:
        return heading.group, -1 if heading.is_story else heading.section

    def _find(self, item: int) -> tuple[int, int]:
        """Return the heading a row belongs to, and which of the rows from it on it is."""
        index = bisect_right(self._items, item, hi=max(1, len(self._headings))) - 1
        return index, item - self._items[index]

    def _height(self, index: int) -> int:
        return 2 if index and self._headings[index].is_story else 1

    def _rebuild(self) -> None:
        self._headings = []
        group = -1
        for number, section in enumerate(self._findings.sections if self._findings else ()):
            if section.group != group:
                group = section.group
                self._headings.append(Heading(group, number, True, 0))
            if (group, -1) not in self._shut:
                shown = 0 if (group, number) in self._shut else section.hits
                self._headings.append(Heading(group, number, False, shown))
        self._items = list(accumulate((1 + h.hits for h in self._headings), initial=0))
        heights = (
            self._height(index) + LINES * heading.hits
            for index, heading in enumerate(self._headings)
        )
        self._tops = list(accumulate(heights, initial=0))

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Say which hit was chosen; a heading stands for its first one."""
        event.stop()
        if self._findings is None:
            return
        index, inside = self._find(event.item)
        first = self._findings.firsts[self._headings[index].section]
        self.post_message(self.HitChosen(first + max(0, inside - 1)))

    def action_edit(self) -> None:
        """Ask for the query."""
        self.post_message(self.EditAsked())
