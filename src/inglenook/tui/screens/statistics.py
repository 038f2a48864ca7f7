"""What was read, drawn over the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from inglenook.charts import drawn
from inglenook.reckoning import Statistics
from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.scrolled import Scrolled

_WIDEST, _FRAME = 84, 7
"""Cells of the sheet, and of its frame, padding and scroll bar."""


class StatisticsScreen(Modal[None]):
    """Words and time per day, week and story."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "dismiss",
                "app.back": "dismiss",
                "library.statistics": "dismiss",
                "app.quit": "app.quit",
            }
        )
    ]

    def __init__(self, statistics: Statistics, title: Callable[[str], str], hint: str = "") -> None:
        """Take what is shown.

        Args:
            statistics: of the log.
            title: tells the title of a story by its id.
            hint: what else is to be said, below.
        """
        super().__init__()
        self._statistics, self._story_title, self._hint = statistics, title, hint

    def compose(self) -> ComposeResult:
        """Show the sheet; what is on it waits for its width."""
        with Scrolled(id="statistics", classes="sheet"):
            yield Static(id="statistics-text", markup=False)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one("#statistics")
        frame.border_title, frame.border_subtitle = "What you have read", "Esc closes"
        frame.focus()

    def on_resize(self) -> None:
        """Draw it as wide as there is room."""
        width = max(40, min(_WIDEST, self.size.width) - _FRAME)
        parts = []
        sections = drawn(self._statistics, date.today(), width, self._story_title)
        for section in sections:
            if section.heading:
                parts += [Content(""), Content.styled(section.heading, "bold")]
            parts += [Content(line) for line in section.lines]
        if self._hint:
            parts += [Content(""), Content(self._hint)]
        self.query_one("#statistics-text", Static).update(Content("\n").join(parts))
