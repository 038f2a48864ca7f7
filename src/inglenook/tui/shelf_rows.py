"""The rows of the list of stories: headings, stories under them, chapters under those.

Knows no widget: it says what stands where, and the list paints it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inglenook.model import Story

if TYPE_CHECKING:
    from inglenook.arranging import Group

HEADING = -2
"""In the place of a chapter: the row is the heading of a group."""


class Item(NamedTuple):
    """A row of the list."""

    story: int
    """Index into the stories shown or not; of a heading, that of its first story."""
    chapter: int
    """Index into ``Story.chapters``; -1 for the story itself, HEADING for a heading."""
    group: int = 0
    """Index into the groups."""


class Place(NamedTuple):
    """A row by what it is, however the shelf is arranged."""

    story: str
    """``Story.id``."""
    chapter: int = -1
    """As in :class:`Item`."""
    heading: str = ""
    """The group it is looked for in first."""


class ShelfRows:
    """What is shown of an arranged shelf, row by row."""

    def __init__(self) -> None:
        self.stories: Sequence[Story] = ()
        self.groups: tuple[Group, ...] = ()
        self.opened: set[str] = set()
        """Ids of the stories that show their chapters."""
        self._closed: set[str] = set()
        """Headings that hide their stories."""
        self.items: list[Item] = []
        self._tops: list[int] = [0]

    def show(self, stories: Sequence[Story], groups: tuple[Group, ...]) -> None:
        """Show these groups of these stories."""
        self.stories, self.groups = stories, groups
        self.rebuild()

    def rebuild(self) -> None:
        """Make the rows, after something was opened or closed."""
        self.items = []
        for number, group in enumerate(self.groups):
            if group.heading:
                self.items.append(Item(group.stories[0], HEADING, number))
                if group.heading in self._closed:
                    continue
            for index in group.stories:
                self.items.append(Item(index, -1, number))
                story = self.stories[index]
                if story.id in self.opened and len(story.chapters) > 1:
                    self.items += [
                        Item(index, chapter, number)
                        for chapter, entry in enumerate(story.chapters)
                        if not entry.missing
                    ]
        heights = (self._height(item) for item in self.items)
        self._tops = list(accumulate(heights, initial=0))

    def _height(self, item: Item) -> int:
        if item.chapter == HEADING:
            return 2 if item.group else 1  # a blank line before each but the first
        return 2 if item.chapter < 0 else 1

    @property
    def line_count(self) -> int:
        """How many lines the rows take."""
        return self._tops[-1]

    def top_of(self, row: int) -> int:
        """Return the first line of a row."""
        return self._tops[row]

    def row_at(self, line: int) -> int:
        """Return the row on a line."""
        return bisect_right(self._tops, line) - 1

    def parent_of(self, row: int) -> int | None:
        """Return the row of a chapter's story, or of the heading a story stands under."""
        item = self.items[row]
        if item.chapter == HEADING or (item.chapter < 0 and not self.groups[item.group].heading):
            return None
        wanted = -1 if item.chapter >= 0 else HEADING
        while self.items[row].chapter != wanted:
            row -= 1
        return row

    def is_open(self, row: int) -> bool | None:
        """Return whether a heading or a story shows what it holds; None for what holds nothing."""
        item = self.items[row]
        if item.chapter == HEADING:
            return self.groups[item.group].heading not in self._closed
        story = self.stories[item.story]
        if item.chapter >= 0 or len(story.chapters) < 2:
            return None
        return story.id in self.opened

    def set_open(self, row: int, opened: bool) -> None:
        """Show or hide what a heading or a story holds."""
        item = self.items[row]
        if item.chapter == HEADING:
            heading = self.groups[item.group].heading
            (self._closed.discard if opened else self._closed.add)(heading)
        else:
            story = self.stories[item.story].id
            (self.opened.add if opened else self.opened.discard)(story)
        self.rebuild()

    def place_of(self, row: int) -> Place | None:
        """Return what stands in a row; None where there is none."""
        if row >= len(self.items):
            return None
        item = self.items[row]
        heading = self.groups[item.group].heading
        return Place(self.stories[item.story].id, item.chapter, heading)

    def find(self, place: Place) -> int | None:
        """Return the row of a place, or of its story, or of the heading that hides it."""
        best: tuple[int, int] | None = None
        for row, item in enumerate(self.items):
            heading = self.groups[item.group].heading
            same_group = heading == place.heading
            if item.chapter == HEADING:
                hides = heading in self._closed and any(
                    self.stories[index].id == place.story
                    for index in self.groups[item.group].stories
                )
                is_it = place.chapter == HEADING and same_group
                worth = 8 if is_it else 1 if hides else 0
            elif self.stories[item.story].id == place.story and place.chapter != HEADING:
                worth = 2 + 4 * (item.chapter == place.chapter) + 2 * same_group
                worth -= item.chapter >= 0 and item.chapter != place.chapter
            else:
                continue
            if worth and (best is None or worth > best[0]):
                best = worth, row
        return None if best is None else best[1]
