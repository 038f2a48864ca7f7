"""The stories, each opening to its chapters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.clean import clean_line
from inglenook.commands import Context
from inglenook.model import Story
from inglenook.tui.bindings import bindings
from inglenook.tui.messages import CorrectionAsked
from inglenook.tui.paint import Line, Part
from inglenook.tui.shelf_rows import HEADING, Place, ShelfRows
from inglenook.tui.widgets.outline import Outline

if TYPE_CHECKING:
    from inglenook.arranging import View
    from inglenook.standing import Standing, Standings
    from inglenook.tui.arranged import ArrangedShelf

SIGNS: Mapping[str, str] = {"unread": "○", "reading": "◐", "finished": "●", "aside": "‖"}
"""By the value of a State."""


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

    class Arranged(Message):
        """The list shows other stories than before, or in another order."""

    class HidingChanged(Message):
        """What the config hides is shown, or is hidden again."""

    class OrderAsked(Message):
        """The reader wants the stories in another order, or under other headings."""

        def __init__(self, grouping: bool) -> None:
            super().__init__()
            self.grouping = grouping

    def __init__(
        self,
        aliases: Callable[[], Sequence[Sequence[str]]] = lambda: (),
        hides: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make an empty list; ``aliases`` and ``hides`` are as an ArrangedShelf has them."""
        super().__init__(id=id)
        self._asked_of_shelf = aliases, hides
        self._copies: set[tuple[str, tuple[str, ...]]] = set()
        """Titles with authors that several stories have: told apart by their files."""
        self._here: tuple[str, int] | None = None
        self._rows = ShelfRows()
        self._moved_by_hand = False
        self._joining = ""
        """Id of the story that another one is to be joined to."""

    @cached_property
    def shelf(self) -> ArrangedShelf:
        """The stories, and the view that puts them in order."""
        # 3 ms with what arranges it, and the page is painted before there are stories.
        from inglenook.tui.arranged import ArrangedShelf

        return ArrangedShelf(*self._asked_of_shelf)

    @property
    def filtered(self) -> frozenset[str] | None:
        """Ids of the stories the filter lets through; None where there is no filter."""
        if not self.shelf.view.filter.strip():
            return None
        return frozenset(story.id for story in self.shelf.shown)

    @property
    def unhidden(self) -> frozenset[str] | None:
        """Ids of the stories the config does not hide; None where it hides none."""
        if not self.shelf.hidden:
            return None
        return frozenset(story.id for story in self.shelf.shown_of(self.shelf.stories))

    @property
    def under_cursor(self) -> Story | None:
        """The story the cursor stands on, or on a chapter of."""
        place = self._rows.place_of(self.cursor)
        if place is None or place.chapter == HEADING:
            return None
        return self.shelf.stories[self._rows.items[self.cursor].story]

    # State from above

    def set_stories(
        self, stories: tuple[Story, ...], folded: tuple[str, ...], standings: Standings
    ) -> None:
        """Show these stories; the cursor stays with the story it was on."""
        under = self._followed(self._rows.place_of(self.cursor), stories)
        copies = Counter((story.title, story.authors) for story in stories)
        self._copies = {key for key, count in copies.items() if count > 1}
        self.shelf.set_stories(stories, folded, standings)
        self._arranged(under if self._moved_by_hand else self._reading or under)

    def set_standing(self, story: str, standing: Standing) -> None:
        """Show what a story is to its reader by now."""
        self.shelf.set_standing(story, standing)
        self.repaint()

    def set_here(self, story: str, chapter: int) -> None:
        """Mark what is being read; the cursor goes along unless the reader moved it."""
        if self._here == (story, chapter):
            return
        self._here = (story, chapter)
        if self.has_focus or self._moved_by_hand:
            self.repaint()
        elif self._rows.items:
            self._show(self._reading)

    def set_filter(self, text: str) -> None:
        """Show the stories that a query lets through; its words look at titles and authors."""
        if text != self.shelf.view.filter:
            self.set_view(replace(self.shelf.view, filter=text))

    def set_view(self, view: View) -> None:
        """Show the stories in another order, or others of them; the cursor stays on its story."""
        under = self._rows.place_of(self.cursor)
        self.shelf.view = view
        self.shelf.arrange()
        self._arranged(under)

    # The outline's questions

    def item_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows.items)

    def line_count(self) -> int:
        """Return how many lines they take."""
        return self._rows.line_count

    def top_of(self, item: int) -> int:
        """Return the first line of a row."""
        return self._rows.top_of(item)

    def item_at(self, line: int) -> int:
        """Return the row on a line."""
        return self._rows.row_at(line)

    def parent_of(self, item: int) -> int | None:
        """Return the row of a chapter's story, or of a story's heading."""
        return self._rows.parent_of(item)

    def is_open(self, item: int) -> bool | None:
        """Return whether a row shows what it holds; None for one that holds nothing."""
        return self._rows.is_open(item)

    def set_open(self, item: int, opened: bool) -> None:
        """Show or hide what a row holds."""
        place = self._rows.place_of(item)
        self._rows.set_open(item, opened)
        self._show(place)

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - one line each
        """Return the lines of a story or of a chapter."""
        number, chapter, group = self._rows.items[item]
        if chapter == HEADING:
            return self._paint_heading(item, group)
        story = self.shelf.stories[number]
        if chapter < 0:
            return self._paint_story(item, story)
        here = self._here == (story.id, chapter)
        entry = story.chapters[chapter]
        title = Part(entry.title, "here" if here else "")
        new = self.shelf.standing(story).new_chapters(story)
        is_new = chapter >= len(story.chapters) - new
        right = (Part(" new ", "mark"),) if is_new else (Part(" "),)
        return [Line((Part("   › " if here else "     ", "mark"), title), right)]

    def _paint_heading(self, item: int, number: int) -> list[Line]:
        group = self._rows.groups[number]
        arrow = " ▾ " if self.is_open(item) else " ▸ "
        heading = Part(clean_line(group.heading), "mark")
        line = Line((heading,), (Part(f" {len(group.stories):,}{arrow}", "quiet"),))
        return [Line(()), line] if number else [line]

    def _paint_story(self, item: int, story: Story) -> list[Line]:
        here = self._here is not None and self._here[0] == story.id
        standing = self.shelf.standing(story)
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

    def _followed(self, place: Place | None, stories: Sequence[Story]) -> Place | None:
        """Return where a chapter stands among these stories, if its file changed places in its."""
        if place is None or place.chapter < 0:
            return place
        key = self.shelf.stories[self._rows.items[self.cursor].story].chapters[place.chapter].key
        same = (
            number
            for story in stories
            if story.id == place.story
            for number, entry in enumerate(story.chapters)
            if entry.key == key
        )
        return place._replace(chapter=next(same, place.chapter))

    @property
    def _reading(self) -> Place | None:
        """Where the story stands that is being read."""
        if self._here is None:
            return None
        under = self._rows.place_of(self.cursor)
        return Place(*self._here, under.heading if under else "")

    def _arranged(self, keep: Place | None) -> None:
        self._rows.show(self.shelf.stories, self.shelf.groups)
        self._show(keep)
        self.post_message(self.Arranged())

    def _show(self, keep: Place | None) -> None:
        found = self._rows.find(keep) if keep is not None else None
        self.changed(cursor=found if found is not None else 0 if self.shelf.view.filter else None)
        self.show_cursor()

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Say which story or chapter was chosen."""
        event.stop()
        if not self.item_count():  # the list may have become another since then
            return
        story, chapter, _ = self._rows.items[self.cursor]
        if chapter == HEADING:
            self.action_flip()
            return
        self._moved_by_hand = False
        chosen = None if chapter < 0 else chapter
        self.post_message(self.Selected(self.shelf.stories[story].id, chosen))

    def on_key(self) -> None:
        """Notice that the reader is looking for something."""
        self._moved_by_hand = True

    def on_blur(self) -> None:
        """From here on the cursor follows what is read again."""
        self._moved_by_hand = False

    def action_order(self, grouping: bool) -> None:
        """Ask for another order, or for other headings."""
        self.post_message(self.OrderAsked(grouping))

    def action_hidden(self) -> None:
        """Show what the config hides, or hide it again."""
        self.shelf.shows_hidden = not self.shelf.shows_hidden
        self.set_view(self.shelf.view)
        self.post_message(self.HidingChanged())

    def action_correct(self, what: str) -> None:
        """Ask for a correction of the story under the cursor, or of the chapter's file."""
        from inglenook.tui.accounts import Target  # 1 ms, and few starts need it

        story = self.under_cursor
        if story is None:
            return
        chapter = self._rows.items[self.cursor].chapter
        target = Target(story.chapters[max(0, chapter)].source, story)
        targets: tuple[Target, ...] = (target,)
        if what == "join":
            by_id = {one.id: one for one in self.shelf.stories}
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
    from inglenook.standing import State  # see StoryList.shelf

    match standing.state(story):
        case State.FINISHED:
            return "read"
        case State.READING:
            return f"{standing.progress(story):.0%}"
        case State.ASIDE:
            return "set aside"
    return f"{len(story.chapters)} ch." if len(story.chapters) > 1 else ""
