"""A screen on which the shelf is the reader's own: its order, states, tags, what comes next."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import on

from inglenook.errors import InglenookError
from inglenook.model import Story
from inglenook.tui.messages import Wanted
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.frame import FrameScreen
from inglenook.tui.screens.panes import Part as Pane
from inglenook.tui.widgets.book import Book
from inglenook.tui.widgets.story_list import SIGNS, StoryList

if TYPE_CHECKING:
    from inglenook.arranging import View

MOST_RECENT = 50
"""Stories that are listed as read lately."""


class OwnShelfScreen(FrameScreen):
    """What goes on between the reader and the shelf."""

    _view_taken = False

    @property
    def looked_at(self) -> Story | None:
        """The story under the cursor of the shelf, or the one on the page."""
        return self.shelf.stories.under_cursor if self.at is Pane.SHELF else self.desk.story

    # The order

    def take_view(self) -> None:
        """Show the shelf as it was arranged the last time."""
        from inglenook.arranging import View  # see StoryList.shelf

        if not self._view_taken:
            self._view_taken = True
            self.shelf.stories.set_view(View.unpacked(self._recall("shelf")))

    @on(StoryList.OrderAsked)
    def _order_asked(self, event: StoryList.OrderAsked) -> None:
        from inglenook.arranging import ORDERS
        from inglenook.tui.screens.one_of import OneOfScreen  # 2 ms, and few ask for it

        names = list(ORDERS)
        view = self.shelf.stories.shelf.view
        now = view.group if event.grouping else view.order
        rows = [[Line((Part(f" {name}", "here" if name == now else ""),))] for name in names]
        if event.grouping:
            rows.insert(0, [Line((Part(" no headings", "quiet"),))])
            names.insert(0, "")
        title = "Headings by" if event.grouping else "Sort by"
        hint = "Esc leaves it" if event.grouping else "again: turned round"

        def done(number: int | None) -> None:
            if number is not None:
                self._arrange(
                    view.headed_by(names[number])
                    if event.grouping
                    else view.sorted_by(names[number])
                )

        self.app.push_screen(OneOfScreen(title, hint, rows, names.index(now)), done)

    def _arrange(self, view: View) -> None:
        self.shelf.stories.set_view(view)
        self.keep_setting("shelf", view.packed())

    # What a story is to its reader

    def show_standing(self, story: Story) -> None:
        """Show on the shelf what a story is to its reader by now."""
        with suppress(InglenookError):  # what is wrong was said when it was written
            self.shelf.stories.set_standing(story.id, self.library.standings.get(story.id))

    def action_state(self) -> None:
        """Give the story the next state."""
        story = self.looked_at
        if story is None:
            self.say("Choose a story first.")
            return
        standings = self.library.standings
        try:
            choice = standings.get(story.id).next_choice(story)
            standings.choose(story, choice)
            state = standings.get(story.id).state(story)
        except InglenookError as error:
            self.say(str(error), wrong=True)
            return
        self.show_standing(story)
        self.say(f"{story.title}: {state.said}.")

    def action_own(self) -> None:
        """Ask for the reader's own tags and rating of the story."""
        from inglenook.tui.screens.own import Own, OwnScreen  # 4 ms, and few ask for it

        story = self.looked_at
        if story is None:
            self.say("Choose a story first.")
            return
        standings = self.library.standings

        def keep(own: Own) -> bool:
            try:
                standings.tag(story, own.tags)
                standings.rate(story, own.stars)
            except InglenookError as error:
                self.say(str(error), wrong=True)
                return False
            self.show_standing(story)
            return True

        shelf = self.shelf.stories.shelf
        self.app.push_screen(OwnScreen(story, shelf.standing(story), shelf.own_tags, keep))

    def action_statistics(self) -> None:
        """Show what was read."""
        # 8 ms, and few ask for it.
        from datetime import date

        from inglenook.reckoning import reckon
        from inglenook.tui.screens.statistics import StatisticsScreen

        self._log()
        try:
            found = reckon(self.library.log.readings(), date.today())
            titles = self.library.titles_known()
        except InglenookError as error:
            self.say(str(error), wrong=True)
            return
        hint = "" if self.logs else "The log is turned off in your config."
        self.app.push_screen(StatisticsScreen(found, lambda one: titles.get(one, one), hint))

    # Going on with another one

    def action_recent(self) -> None:
        """List the stories read lately."""
        from inglenook.tui.screens.one_of import OneOfScreen  # see _order_asked

        shelf = self.shelf.stories.shelf
        found = [
            story
            for story in shelf.shown_of(self.stories.values())
            if shelf.standing(story).read_at
        ]
        found.sort(key=lambda story: shelf.standing(story).read_at, reverse=True)
        del found[MOST_RECENT:]
        if not found:
            self.say("Nothing has been read yet.")
            return
        rows = [
            [
                Line(
                    (
                        Part(f" {SIGNS[shelf.standing(story).state(story)]} ", "mark"),
                        Part(story.title),
                    ),
                    (Part(f" {shelf.standing(story).read_at[:10]} ", "quiet"),),
                )
            ]
            for story in found
        ]

        def done(number: int | None) -> None:
            if number is not None:
                self._turn_to(found[number])

        self.app.push_screen(OneOfScreen("Read lately", "Enter goes on reading", rows), done)

    def action_chance(self) -> None:
        """Open an unread story by chance, of those the shelf shows."""
        from inglenook.standing import State

        shelf = self.shelf.stories.shelf
        here = self.desk.story.id if self.desk.story else ""
        unread = [
            story
            for story in shelf.shown
            if shelf.standing(story).state(story) is State.UNREAD and story.id != here
        ]
        if unread:
            self._turn_to(random.choice(unread))  # noqa: S311 - nobody gains by guessing it
        else:
            self.say("There is no unread story among those shown.")

    @on(Book.Ended)
    def _ended(self) -> None:
        from inglenook.arranging import next_in_series

        story = self.desk.story
        following = next_in_series(story, list(self.stories.values())) if story else None
        if story is not None and following is not None:
            key = self.key_of("text.next_story")
            series = story.metadata.series
            self.say(f"The end. {key} goes on with {following.title}, the next of {series}.")

    @on(Book.SeriesAsked)
    def _series_asked(self, event: Book.SeriesAsked) -> None:
        from inglenook.arranging import next_in_series

        story = self.desk.story
        if story is None:
            return
        other = next_in_series(story, list(self.stories.values()), event.step)
        if other is not None:
            self._turn_to(other)
        elif story.metadata.series:
            where = "after" if event.step > 0 else "before"
            self.say(f"There is no story of {story.metadata.series} {where} this one.")
        else:
            self.say("As far as is known the story belongs to no series.")

    def _turn_to(self, story: Story) -> None:
        self.go_to(Pane.TEXT)
        self.open(Wanted(story.id))
