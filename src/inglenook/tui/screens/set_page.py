"""A screen whose page is set as the reader wishes, and that tells what is known of its story."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual import on
from textual.message import Message

from inglenook.config import Config
from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.model import Story
from inglenook.tui.messages import Wanted
from inglenook.tui.preferences import CHOSEN_BY_KEY, Preferences, packed, set_up, unpacked
from inglenook.tui.screens.timed_page import TimedPageScreen
from inglenook.tui.widgets.book import Book


class SetPageScreen(TimedPageScreen):
    """What goes on between the reader's wishes and the page."""

    class SettingKept(Message):
        """The reader has settled how the pages of all stories are set."""

        def __init__(self, values: Mapping[str, Any]) -> None:
            super().__init__()
            self.values = values
            """By key of the config file: what is other than before."""

    def __init__(self, library: Library, config: Config) -> None:
        super().__init__(library)
        self.logs = config.log
        self.preferences = Preferences(config, {})

    def set_page(self, preferences: Preferences) -> None:
        """Set the page as the reader wishes."""
        self.preferences = preferences
        set_up(self.book, preferences.effective)

    def set_for(self, story: Story) -> None:
        """Set the page as the reader wants it for a story that is about to be shown."""
        if self.desk.story is None or story.id != self.desk.story.id:
            own = unpacked(self._recall(f"page:{story.id}"))
            self.set_page(self.preferences._replace(own=own))

    def action_measure(self, change: int) -> None:
        """Make the lines longer, shorter, or as long as usual; or what scrolls by itself faster."""
        book = self.book
        if book.is_rolling:
            book.change_pace(change)
        else:
            {1: book.wider, -1: book.narrower, 0: book.reset_measure}[change]()

    @on(Book.MeasureChanged)
    def _measure_changed(self, event: Book.MeasureChanged) -> None:
        self._choose("measure", event.measure)

    def action_pages(self) -> None:
        """Turn pages, or scroll."""
        self._choose("columns", 1)
        self._choose("mode", "pages" if self.preferences.effective.mode == "scroll" else "scroll")

    def action_columns(self) -> None:
        """Set the text in two columns, or in one."""
        self._choose("columns", 3 - self.preferences.effective.columns)

    def _choose(self, name: str, value: Any) -> None:
        """Take a wish that was expressed by a key: for this story, if it has one of its own."""
        for_story = name in self.preferences.own
        self.set_page(self.preferences.changed(name, value, for_story=for_story))
        if for_story:
            self._keep_own()
        else:
            self.keep_setting(name, str(value))

    def action_settings(self) -> None:
        """Show how the page is set, to be changed."""
        from inglenook.tui.screens.settings import SettingsScreen

        before = self.preferences

        def done(preferences: Preferences | None) -> None:
            if preferences is None:
                return
            self.set_page(preferences)
            if changed := preferences.differences(before):
                self.post_message(self.SettingKept(changed))
                for name in CHOSEN_BY_KEY & changed.keys():
                    self.keep_setting(name, str(changed[name]))
            if preferences.own != before.own:
                self._keep_own()

        story = self.desk.story.title if self.desk.story else ""
        screen = SettingsScreen(
            before, story, lambda config: set_up(self.book, config), for_story=bool(before.own)
        )
        self.app.push_screen(screen, done)

    def _keep_own(self) -> None:
        if self.desk.story is not None:
            self.keep_setting(f"page:{self.desk.story.id}", packed(self.preferences.own))

    # The story

    @property
    def looked_at(self) -> Story | None:
        """The story the reader is looking at: the one on the page."""
        return self.desk.story

    def action_details(self) -> None:
        """Show everything known about the story."""
        from inglenook.tui.screens.details import DetailsScreen  # 4 ms, and few open it

        if self.looked_at is None:
            self.say("Choose a story first.")
        else:
            self.app.push_screen(DetailsScreen(self.looked_at))

    @on(Book.LinksAsked)
    def _links_asked(self, event: Book.LinksAsked) -> None:
        from inglenook.tui.screens.links import Link, LinksScreen, resolve  # 4 ms, as above

        story, document = self.desk.story, self.desk.document
        if story is None or document is None:
            return
        links = [
            resolve(label, target, chapter, story, document)
            for label, target, chapter in event.links
        ]
        if not links:
            self.say("There are no notes or links on this screen.")
            return

        def go(link: Link | None) -> None:
            if link is not None and link.position is not None:
                self.open(Wanted(story.id, link.position))
            elif link is not None:
                self.say(link.text or "What this leads to is not in the story.")

        self.app.push_screen(LinksScreen(links), go)

    @on(Book.Rolled)
    def _rolled(self, event: Book.Rolled) -> None:
        self.status = self.status._replace(pace=event.pace)

    def _recall(self, name: str) -> str:
        try:
            return self.library.setting(name) or ""
        except InglenookError:
            return ""  # said when the first place cannot be saved
