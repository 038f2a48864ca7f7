"""Texts over the page, to be read and left."""

from __future__ import annotations

from typing import ClassVar

from textual import events
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


class CardScreen(SheetScreen):
    """A sheet that any key or click puts away, but for those that scroll it where it is long."""

    def on_resize(self) -> None:
        """Say how to leave, once it is known whether it scrolls."""
        self.call_after_refresh(self._say_how)

    on_descendant_focus = on_resize

    def _say_how(self) -> None:
        if not self.is_active:
            return  # it was put away meanwhile
        frame = self.query_one(Scrolled)
        # Without the focus, as while the card is put away, no key scrolls.
        scrolls = frame.max_scroll_y > 0 and self.focused is frame
        frame.border_subtitle = "any key closes"
        if scrolls:
            keys = f"{self._key('scroll_down')} {self._key('scroll_up')}"
            frame.border_subtitle = f"{keys} scroll, other keys close"

    def _key(self, action: str) -> str:
        """Return the first key that does this here, as people write it."""
        bindings = (active.binding for active in self.active_bindings.values())
        first = next(binding for binding in bindings if binding.action == action)
        return self.app.get_key_display(first)

    def on_key(self, event: events.Key) -> None:
        """Leave, unless the key scrolls or ends the program."""
        frame, bound_to = self.query_one(Scrolled), self.active_bindings.get(event.key)
        scrolls = bound_to is not None and bound_to.node is frame and frame.max_scroll_y > 0
        quits = bound_to is not None and bound_to.binding.action == "app.quit"
        if not scrolls and not quits:
            event.stop()
            self.dismiss()

    def on_click(self) -> None:
        """Leave."""
        self.dismiss()
