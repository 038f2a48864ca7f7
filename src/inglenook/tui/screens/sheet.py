"""A text over the page, to be read and left."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.scrolled import Scrolled


class SheetScreen(Modal[None]):
    """A title, and a text that is scrolled where it is longer than the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound({"app.close": "dismiss", "app.back": "dismiss", "app.quit": "app.quit"})
    ]

    def __init__(self, title: str, text: Content) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Show the text in a frame."""
        with Scrolled(classes="sheet"):
            yield Static(self._text, markup=False)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one(Scrolled)
        frame.border_title, frame.border_subtitle = Content(self._title), "Esc closes"
        frame.focus()
