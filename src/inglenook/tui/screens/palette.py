"""The command palette, as quick hands need it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandList, CommandPalette
from textual.errors import NoWidget
from textual.events import Click
from textual.widget import Widget
from textual.widgets import Input, LoadingIndicator

from inglenook.tui.screens.modal import Modal


class Found(CommandList):
    """Textual's list, where a click on what was taken away meanwhile means nothing.

    Textual 8.2.8 would look for the line under the mouse among those that are left, and end with
    an error.
    """

    def _on_click(self, event: Click) -> None:  # type: ignore[override]
        if event.style.meta.get("option", -1) >= self.option_count:
            event.prevent_default()


class Dots(LoadingIndicator):
    """Textual's dots, standing still: they were painted sixteen times a second, hidden or not."""

    @property
    def auto_refresh(self) -> float | None:
        """Seconds between two times they are painted; None for never by themselves."""
        return None

    @auto_refresh.setter
    def auto_refresh(self, interval: float | None) -> None:
        pass


class Palette(CommandPalette, Modal[None]):
    """Textual's palette, which closes once, and whose list is paged through once it is there."""

    def compose(self) -> ComposeResult:
        """Put our list and dots in place of Textual's."""
        ours: dict[type, type[Widget]] = {CommandList: Found, LoadingIndicator: Dots}
        for part in super().compose():
            yield ours[type(part)]() if type(part) in ours else part

    def _on_click(self, event: Click) -> None:  # type: ignore[override]
        # Textual's own asks what is there, which ends with an error behind the edge of a window
        # that was larger when it was clicked.
        try:
            self.get_widget_at(*event.screen_offset)
        except NoWidget:
            event.prevent_default()

    def on_mount(self) -> None:
        """Have the cursor stand still, as wherever one types."""
        self.query_one(Input).cursor_blink = False

    def _action_command_list(self, action: str) -> None:
        # Private; of Textual 8.2.8, which looks for the lines of a list that has no room yet, and
        # ends with an error. tests/ui/test_app_commands.py fails where it is called no more.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
