"""What a search found: likely passages, then story, chapter and hit."""

from __future__ import annotations

from collections.abc import Mapping

from textual.message import Message

from inglenook.model import Hit, Story
from inglenook.tui.findings import Findings, Section
from inglenook.tui.listing import CONTEXT_LINES, Fold, Heading, Level, Listing
from inglenook.tui.paint import Line, Part, highlighted, window, wrap
from inglenook.tui.spread import evenly, spread
from inglenook.tui.widgets.found_list import FoundList
from inglenook.tui.widgets.margin import NOTE
from inglenook.tui.widgets.outline import Outline

LEAST_FOR_STRIP = 36
"""Cells of a row from which a story's strip stands beside its title."""


class HitList(FoundList):
    """All hits, however many: the rows are counted, and made when they come on screen."""

    class StoryChosen(Message):
        """A story is to be opened that was found without hits."""

        def __init__(self, story: str) -> None:
            super().__init__()
            self.story = story
            """``Story.id``."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._stories: Mapping[str, Story] = {}
        self._shut: set[Fold] = set()
        self._listing = Listing(None, ())

    @property
    def findings(self) -> Findings | None:
        """What is listed."""
        return self._listing.findings

    # State from above

    def set_findings(self, findings: Findings | None, stories: Mapping[str, Story]) -> None:
        """List these hits, from the first; where they are the same as before, stay."""
        self._stories = stories
        before = self.findings
        if before is not None and findings is not None and findings.is_like(before):
            self._listing.findings = findings
            self.repaint()
            return
        was, at, seen = self._listing, self.cursor, self.scroll_offset.y
        self._shut.clear()
        self._asked.clear()
        self._listing = Listing(findings, ())
        goes_on = before is not None and findings is not None and findings.goes_on(before)
        if goes_on and (at != was.first_hit or seen):
            # Passages have come above what the reader is looking at already.
            self._stay(was, at, seen)
            return
        # On the first hit rather than on the headings above it.
        self.changed(cursor=self._listing.first_hit)
        self.scroll_to(y=0, animate=False, immediate=True, force=True)

    def _stay(self, was: Listing, item: int, seen: int) -> None:
        """Keep what was at hand where it was on the screen, with other rows above it."""
        assert was.findings is not None and self.findings is not None  # noqa: S101, PT018
        number = was.number_at(item) - was.findings.likely + self.findings.likely
        row = self._listing.row_of_hit(number) or 0
        self.changed(cursor=row)
        moved = self._listing.top_of(row) - was.top_of(item)
        self.scroll_to(y=max(0, seen + moved), animate=False, immediate=True, force=True)

    def set_stories(self, stories: Mapping[str, Story]) -> None:
        """Name the stories as they are shelved now."""
        self._stories = stories
        if self.findings is not None:
            self.findings.follow(stories)
            self.repaint()

    def number_at(self, item: int) -> int:
        """Return the number of the hit in a row; a heading stands for its first one."""
        return self._listing.number_at(item)

    def go_to_hit(self, number: int) -> None:
        """Put the cursor on a hit, unfolding what it is in."""
        if self.findings is None or not 0 <= number < self.findings.count:
            return
        section = self.findings.section_of(number)
        group = self.findings.sections[section].group
        hidden = self._shut & {(group, -1), (group, section)}
        if hidden:
            self._fold(self._shut - hidden)
        row = self._listing.row_of_hit(number)
        if row is not None:
            self.cursor = row

    # The outline's questions

    def item_count(self) -> int:
        """Return how many rows there are."""
        return self._listing.items

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._listing.lines

    def top_of(self, item: int) -> int:
        """Return the first line of a row."""
        return self._listing.top_of(item)

    def item_at(self, line: int) -> int:
        """Return the row on a line."""
        return self._listing.item_at(line)

    def parent_of(self, item: int) -> int | None:
        """Return the row of the heading above."""
        return self._listing.parent_of(item)

    def is_open(self, item: int) -> bool | None:
        """Return whether a story or chapter shows its hits."""
        index, inside = self._listing.find(item)
        heading = self._listing.headings[index]
        is_leaf = inside or heading.level is Level.PASSAGE or not self._section(heading).hits
        return None if is_leaf else heading.fold not in self._shut

    def set_open(self, item: int, opened: bool) -> None:
        """Show or hide the hits of a story or chapter."""
        fold = self._listing.heading_of(item).fold
        self._fold(self._shut - {fold} if opened else self._shut | {fold}, keep=fold)

    # Painting

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the lines of a heading or of a hit."""
        if self.findings is None:
            return [Line()]
        index, inside = self._listing.find(item)
        heading = self._listing.headings[index]
        if inside:
            return self._paint_hit(heading.section, inside - 1, width)
        if heading.level is Level.PASSAGE:
            own = [self._paint_place(heading), *self._paint_hit(heading.section, 0, width)]
        elif heading.level is Level.STORY:
            own = [self._paint_story(heading, width)]
        else:
            own = [self._paint_chapter(heading)]
        label = [Line((Part(f" {heading.label}", "label"),), still=True)] if heading.label else []
        return [Line()] * (heading.lines - len(label) - len(own)) + label + own

    def _paint_place(self, heading: Heading) -> Line:
        section = self._section(heading)
        story = self._stories.get(section.story)
        title = Part(f"  {story.title if story else '?'}", "here")
        return Line((title, Part(f" · {self._chapter(section)}", "quiet")))

    def _paint_story(self, heading: Heading, width: int) -> Line:
        assert self.findings is not None  # noqa: S101 - there is nothing to paint without
        story = self._stories.get(self._section(heading).story)
        title = Part(story.title if story else "?", "here")
        count = self.findings.results.groups[heading.group].count
        if not count:
            return Line(
                (Part("  "), title), (Part(f" {story.words if story else 0:,} words ", "quiet"),)
            )
        strip = self._strip_of(heading, story) if story and width >= LEAST_FOR_STRIP else ""
        right = (Part(f" {strip}", "mark"), Part(f" {count:,} ", "quiet"))
        return Line((Part(self._arrow(heading), "quiet"), title), right)

    def _paint_chapter(self, heading: Heading) -> Line:
        section = self._section(heading)
        left = (
            Part("  "),
            Part(self._arrow(heading), "quiet"),
            Part(self._chapter(section), "quiet"),
        )
        return Line(left, (Part(f" {section.hits:,} ", "quiet"),))

    def _paint_hit(self, section: int, inside: int, width: int) -> list[Line]:
        hits = self.hits_of(section)
        if hits is None:
            return [Line((Part("    …", "quiet"),)), Line()]
        if inside >= len(hits):
            return [Line((Part("    the text has changed here", "quiet"),)), Line()]
        return context(hits[inside], width)

    def _strip_of(self, heading: Heading, story: Story) -> str:
        """Return where in the story its hits fall; exactly, where they were fetched."""
        findings = self.findings
        assert findings is not None  # noqa: S101
        places = []
        for number in range(heading.section, len(findings.sections)):
            section = findings.sections[number]
            if section.group != heading.group:
                break
            hits = findings.known(number)
            shares = evenly(section.hits) if hits is None else [hit.share for hit in hits]
            places.append((section.chapter, shares))
        return spread([entry.words for entry in story.chapters], places)

    def _arrow(self, heading: Heading) -> str:
        return "▸ " if heading.fold in self._shut else "▾ "

    def _chapter(self, section: Section) -> str:
        story = self._stories.get(section.story)
        if story is not None and 0 <= section.chapter < len(story.chapters):
            return story.called(section.chapter)
        return f"Chapter {section.chapter + 1}" if section.chapter >= 0 else "?"

    # Inside

    def _section(self, heading: Heading) -> Section:
        assert self.findings is not None  # noqa: S101 - a heading is of findings
        return self.findings.sections[heading.section]

    def _fold(self, shut: set[Fold], *, keep: Fold | None = None) -> None:
        self._shut = shut
        self._listing = Listing(self.findings, shut)
        self.changed(cursor=None if keep is None else self._listing.row_of(keep))

    # Events and actions

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Say which hit was chosen; a heading stands for its first one."""
        event.stop()
        if not self.item_count():  # the list may have become another since then
            return
        section = self._section(self._listing.heading_of(self.cursor))
        if section.hits:
            self.post_message(self.HitChosen(self.number_at(self.cursor)))
        else:
            self.post_message(self.StoryChosen(section.story))

    def action_fold_story(self) -> None:
        """Fold the story under the cursor to one row, or unfold all its hits."""
        if not self.item_count():
            return
        heading = self._listing.heading_of(self.cursor)
        if heading.level is Level.PASSAGE:
            return
        group = heading.group
        folded = {fold for fold in self._shut if fold[0] == group}
        self._fold(self._shut - folded if folded else self._shut | {(group, -1)}, keep=(group, -1))

    def action_fold_all(self) -> None:
        """Fold every story to one row, or unfold all hits."""
        if self.findings is None or not self.item_count():
            return
        groups = range(len(self.findings.results.groups))
        heading = self._listing.heading_of(self.cursor)
        shut = set() if self._shut else {(group, -1) for group in groups}
        self._fold(shut, keep=(heading.group, -1))


def context(hit: Hit, width: int) -> list[Line]:
    """Return the words around a hit, the hit in sight, in two lines.

    A note has before it the sign that it has in the margin, and what was on screen the day.
    """
    text, marks = hit.shown.text.replace("\n", " "), hit.shown.highlights
    room, when = max(8, width - 7), _when(hit)
    start = window(text, marks[0][0] if marks else 0, room * CONTEXT_LINES - len(when))
    when += "…" if when and start else ""
    text, moved = when + text[start:], len(when) - start
    marks = tuple((low + moved, high + moved) for low, high in marks)
    lines: list[Line] = []
    for number, (low, high) in enumerate(wrap(text, room, CONTEXT_LINES)):
        opening = f"  {NOTE if hit.note else ' '}{'…' if start and not when else ' '}"
        lead = "      " if number else opening
        told = max(low, min(high, len(when)))
        parts = highlighted(text, told, high, marks, "hit")
        lines.append(Line((Part(lead + text[low:told], "quiet"), *parts)))
    return lines + [Line()] * (CONTEXT_LINES - len(lines))


def _when(hit: Hit) -> str:
    if not hit.seen:
        return ""
    # 1 ms, and few searches ask for it.
    from inglenook.store.reading_log import said

    return f"read {said(hit.seen)} · "
