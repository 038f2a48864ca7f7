"""A list over the page, from which one row is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from inglenook.tui.bindings import bound
from inglenook.tui.paint import Line
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.choices import Choices


class OneOfScreen(Modal[int | None]):
    """Rows in a frame; Enter chooses one, Esc none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound({"app.close": "dismiss", "app.back": "dismiss", "app.quit": "app.quit"})
    ]

    def __init__(self, title: str, hint: str, rows: Sequence[Sequence[Line]], at: int = 0) -> None:
        """Prepare the list.

        Args:
            title: what is chosen.
            hint: how, at the bottom of the frame.
            rows: for each, its lines.
            at: where the cursor stands.
        """
        super().__init__()
        self._title, self._hint, self._rows, self._at = title, hint, rows, at

    def compose(self) -> ComposeResult:
        """Show the rows in a frame."""
        with Vertical(classes="panel") as frame:
            frame.border_title, frame.border_subtitle = self._title, self._hint
            yield Choices(self._rows, at=self._at)

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        self.dismiss(event.item)
