"""The themes, each seen on the screen while the cursor stands on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from inglenook.tui.bindings import bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.choices import Choices


class ThemeScreen(Modal[str | None]):
    """A list of themes; Enter keeps one, Esc puts back the one before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "put_back",
                "app.back": "put_back",
                "view.theme": "next",
                "app.quit": "app.quit",
            }
        )
    ]

    def __init__(
        self, themes: Sequence[tuple[str, str]], before: str, preview: Callable[[str], None]
    ) -> None:
        """Prepare the list.

        Args:
            themes: names, and what each is.
            before: the name of the one in use.
            preview: shows a theme.
        """
        super().__init__()
        self._themes = themes
        self._before = before
        self._preview = preview

    def compose(self) -> ComposeResult:
        """Show the names in a frame."""
        names = [name for name, _ in self._themes]
        at = names.index(self._before) if self._before in names else 0
        rows = [[Line((Part(f" {name}"),), (Part(what, "quiet"),))] for name, what in self._themes]
        with Vertical(id="themes", classes="panel"):
            yield Choices(rows, at=at)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one("#themes")
        frame.border_title, frame.border_subtitle = "Theme", "Enter keeps, Esc puts back"

    @on(Choices.Reached)
    def _reached(self, event: Choices.Reached) -> None:
        self._preview(self._themes[event.item][0])

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        self.dismiss(self._themes[event.item][0])

    def action_next(self) -> None:
        """Go on to the next one."""
        choices = self.query_one(Choices)
        choices.cursor = (choices.cursor + 1) % len(self._themes)

    def action_put_back(self) -> None:
        """Leave everything as it was."""
        self._preview(self._before)
        self.dismiss(None)
