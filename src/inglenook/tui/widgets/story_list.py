"""The stories, each opening to its chapters."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import ClassVar, NamedTuple

from textual.binding import BindingType
from textual.message import Message

from inglenook.clean import clean_line
from inglenook.commands import Context
from inglenook.model import Story
from inglenook.standing import Standing, Standings, State, of
from inglenook.tokens import fold
from inglenook.tui.accounts import Target
from inglenook.tui.bindings import bindings
from inglenook.tui.messages import CorrectionAsked
from inglenook.tui.paint import Line, Part
from inglenook.tui.widgets.outline import Outline

SIGNS = {State.UNREAD: "○", State.READING: "◐", State.FINISHED: "●", State.ASIDE: "‖"}


class Item(NamedTuple):
    """A row of the list."""

    story: int
    """Index into the stories shown or not."""
    chapter: int
    """Index into ``Story.chapters``; -1 for the story itself."""


class StoryList(Outline, inherit_bindings=False):
    """All stories: two lines each, title above, author and progress below."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.SHELF)]

    class Selected(Message):
        """A story or a chapter is to be opened."""

        def __init__(self, story: str, chapter: int | None) -> None:
            super().__init__()
            self.story = story
            self.chapter = chapter
            """Index into ``Story.chapters``; None for wherever the reader was."""

    class FilterAsked(Message):
        """The reader wants to filter the list."""

    class SearchAsked(Message):
        """The reader wants to search all texts."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._stories: tuple[Story, ...] = ()
        self._folded: tuple[str, ...] = ()
        self._standings: dict[str, Standing] = {}
        self._copies: set[tuple[str, tuple[str, ...]]] = set()
        """Titles with authors that several stories have: told apart by their files."""
        self._opened: set[str] = set()
        self._filter = ""
        self._here: tuple[str, int] | None = None
        self._items: list[Item] = []
        self._tops: list[int] = [0]
        self._moved_by_hand = False
        self._joining = ""
        """Id of the story that another one is to be joined to."""

    @property
    def shown(self) -> int:
        """How many stories the filter lets through."""
        return sum(item.chapter < 0 for item in self._items)

    @property
    def under_cursor(self) -> Story | None:
        """The story the cursor stands on, or on a chapter of."""
        return self._stories[self._items[self.cursor].story] if self._items else None

    @property
    def total(self) -> int:
        """How many stories there are."""
        return len(self._stories)

    # State from above

    def set_stories(
        self, stories: tuple[Story, ...], folded: tuple[str, ...], standings: Standings
    ) -> None:
        """Show these stories; the cursor stays with the story it was on."""
        under = self._under_cursor()
        self._stories, self._folded, self._standings = stories, folded, dict(standings)
        copies = Counter((story.title, story.authors) for story in stories)
        self._copies = {key for key, count in copies.items() if count > 1}
        self._rebuild(under if self._moved_by_hand else self._here or under)

    def set_standing(self, story: str, standing: Standing) -> None:
        """Show what a story is to its reader by now."""
        self._standings[story] = standing
        self.repaint()

    def set_here(self, story: str, chapter: int) -> None:
        """Mark what is being read; the cursor goes along unless the reader moved it."""
        if self._here == (story, chapter):
            return
        self._here = (story, chapter)
        if self.has_focus or self._moved_by_hand:
            self.repaint()
        else:
            self._rebuild(self._here)

    def set_filter(self, text: str) -> None:
        """Show the stories whose title or author holds every word of ``text``."""
        if text != self._filter:
            under = self._under_cursor()
            self._filter = text
            self._rebuild(under)

    def go_here(self) -> None:
        """Put the cursor on the chapter being read, its story open."""
        if self._here is not None:
            self._opened.add(self._here[0])
            self._moved_by_hand = False
            self._rebuild(self._here)
            self.show_cursor(centre=True)

    # The outline's questions

    def item_count(self) -> int:
        """Return how many rows there are."""
        return len(self._items)

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._tops[-1]

    def top_of(self, item: int) -> int:
        """Return the first line of a row."""
        return self._tops[item]

    def item_at(self, line: int) -> int:
        """Return the row on a line."""
        return bisect_right(self._tops, line) - 1

    def parent_of(self, item: int) -> int | None:
        """Return the row of a chapter's story."""
        chapter = self._items[item].chapter
        if chapter < 0:
            return None
        while self._items[item].chapter >= 0:
            item -= 1
        return item

    def is_open(self, item: int) -> bool | None:
        """Return whether a story shows its chapters; None for one that has but one."""
        story, chapter = self._items[item]
        if chapter >= 0 or len(self._stories[story].chapters) < 2:
            return None
        return self._stories[story].id in self._opened

    def set_open(self, item: int, opened: bool) -> None:
        """Show or hide the chapters of a story."""
        story = self._stories[self._items[item].story].id
        (self._opened.add if opened else self._opened.discard)(story)
        self._rebuild((story, -1))

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - one line each
        """Return the lines of a story or of a chapter."""
        number, chapter = self._items[item]
        story = self._stories[number]
        if chapter < 0:
            return self._paint_story(item, story)
        here = self._here == (story.id, chapter)
        entry = story.chapters[chapter]
        title = Part(entry.title, "here" if here else "")
        new = of(self._standings, story).new_chapters(story)
        is_new = chapter >= len(story.chapters) - new
        right = (Part(" new ", "mark"),) if is_new else (Part(" "),)
        return [Line((Part("   › " if here else "     ", "mark"), title), right)]

    def _paint_story(self, item: int, story: Story) -> list[Line]:
        here = self._here is not None and self._here[0] == story.id
        standing = of(self._standings, story)
        opened = self.is_open(item)
        how_far = _how_far(story, standing)
        arrow = {None: "", True: " ▾ ", False: " ▸ "}[opened]
        authors = ", ".join(story.authors) or "unknown author"
        if (story.title, story.authors) in self._copies:
            authors = f"{clean_line(story.sources[0].rpartition('/')[2])}, {authors}"
        return [
            Line(
                (
                    Part("+" if story.id == self._joining else "›" if here else " ", "mark"),
                    Part(f"{SIGNS[standing.state(story)]} ", "mark"),
                    Part(story.title, "here" if here else "title"),
                ),
                (Part(arrow, "quiet"),),
            ),
            Line((Part("   "), Part(authors, "quiet")), (Part(f" {how_far} ", "quiet"),)),
        ]

    # Inside

    def _under_cursor(self) -> tuple[str, int] | None:
        if not self._items:
            return None
        story, chapter = self._items[self.cursor]
        return self._stories[story].id, chapter

    def _rebuild(self, keep: tuple[str, int] | None) -> None:
        words = fold(self._filter).split()
        self._items = []
        cursor = story_row = -1
        for number, story in enumerate(self._stories):
            if words and not all(word in self._folded[number] for word in words):
                continue
            if keep is not None and story.id == keep[0]:
                story_row = len(self._items)
            self._items.append(Item(number, -1))
            if story.id in self._opened and len(story.chapters) > 1:
                for chapter in range(len(story.chapters)):
                    if not story.chapters[chapter].missing:
                        self._items.append(Item(number, chapter))
                        if keep == (story.id, chapter):
                            cursor = len(self._items) - 1
        heights = (2 if item.chapter < 0 else 1 for item in self._items)
        self._tops = list(accumulate(heights, initial=0))
        found = cursor if cursor >= 0 else story_row
        self.changed(cursor=found if found >= 0 else 0 if words else None)
        self.show_cursor()

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Say which story or chapter was chosen."""
        event.stop()
        story, chapter = self._items[event.item]
        self._moved_by_hand = False
        chosen = None if chapter < 0 else chapter
        self.post_message(self.Selected(self._stories[story].id, chosen))

    def on_key(self) -> None:
        """Notice that the reader is looking for something."""
        self._moved_by_hand = True

    def on_blur(self) -> None:
        """From here on the cursor follows what is read again."""
        self._moved_by_hand = False

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.post_message(self.FilterAsked())

    def action_find(self, _here: bool) -> None:
        """Ask for a search."""
        self.post_message(self.SearchAsked())

    def action_correct(self, what: str) -> None:
        """Ask for a correction of the story under the cursor, or of the chapter's file."""
        if not self._items:
            return
        number, chapter = self._items[self.cursor]
        story = self._stories[number]
        target = Target(story.chapters[max(0, chapter)].source, story)
        targets: tuple[Target, ...] = (target,)
        if what == "join":
            by_id = {one.id: one for one in self._stories}
            first = by_id.get(self._joining)
            self._joining = story.id if first is None else ""
            if first is not None and first is not story:
                targets = (Target(first.sources[0], first), target)
            self.repaint()
        elif what == "apart" and chapter < 0:
            targets = tuple(Target(source, story) for source in story.sources)
        self.post_message(CorrectionAsked(what, targets))


def _how_far(story: Story, standing: Standing) -> str:
    """Say what is new of a story, how far it was read, or else how long it is."""
    if new := standing.new_chapters(story):
        return f"{new} new"
    match standing.state(story):
        case State.FINISHED:
            return "read"
        case State.READING:
            return f"{standing.progress(story):.0%}"
        case State.ASIDE:
            return "set aside"
    return f"{len(story.chapters)} ch." if len(story.chapters) > 1 else ""
