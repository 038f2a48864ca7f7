"""Selecting with keys: the line that takes the keys meanwhile, in the status line's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from inglenook.commands import Context
from inglenook.model import Position, Span
from inglenook.tui.bindings import bindings
from inglenook.tui.paint import clip
from inglenook.tui.widgets.margin import BARS

if TYPE_CHECKING:
    from inglenook.layout.selecting import Selecting


_STYLES = tuple(BARS)


class SelectionBar(Widget, can_focus=True, inherit_bindings=False):
    """Has the focus while text is selected, and says what it is."""

    CONTEXT: ClassVar[Context] = Context.SELECTING
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.SELECTING)]

    class Moved(Message):
        """Another stretch is selected."""

        def __init__(self, span: Span, caret: Position) -> None:
            super().__init__()
            self.span = span
            self.caret = caret
            """The end that goes."""

    class Ended(Message):
        """The reader has said what is to become of the selection."""

        def __init__(self, what: str, span: Span, text: str, style: str = "") -> None:
            super().__init__()
            self.what = what
            """``highlight``, ``note`` or ``copy``."""
            self.span = span
            self.text = text
            self.style = style
            """Of a highlight."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.display = False
        self._selecting: Selecting | None = None
        self._usual = _STYLES[0]

    def begin(self, selecting: Selecting, usual: str) -> None:
        """Take the keys for a selection.

        Args:
            selecting: what is selected so far.
            usual: the style used last.
        """
        self._selecting = selecting
        self._usual = usual if usual in _STYLES else _STYLES[0]
        self.display = True
        self.focus()
        self._say()

    def end(self) -> bool:
        """Give the keys back; return whether anything was being selected."""
        was = self._selecting is not None
        self._selecting = None
        self.display = False
        return was

    def render(self) -> Content:
        """Say how much is selected, and how it begins and ends."""
        if self._selecting is None:
            return Content("")
        text = " ".join(self._selecting.text.split())
        count = len(text.split())
        said = f"{count:,} word{'s' * (count != 1)}"
        room = self.size.width - len(said) - 6
        half = room // 2
        shown = text if len(text) <= room else f"{text[: half - 1]}…{text[-half + 1 :]}"
        return Content(f"{said}   {clip(shown, max(0, room))}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing while nothing is selected."""
        if action in ("move", "style", "note", "copy", "look_up") and self._selecting is None:
            return None
        return super().check_action(action, parameters)

    def action_move(self, motion: str) -> None:
        """Move the end that goes, by the name of a motion."""
        if self._selecting is not None:
            getattr(self._selecting, motion)()
            self._say()

    def action_style(self, number: int) -> None:
        """Highlight in one of the styles; -1 for the one used last."""
        self._end("highlight", self._usual if number < 0 else _STYLES[number])

    def action_note(self) -> None:
        """Write a note on it."""
        self._end("note")

    def action_copy(self) -> None:
        """Copy it."""
        self._end("copy")

    def action_look_up(self) -> None:
        """Look it up in a dictionary."""
        self._end("look up")

    def _end(self, what: str, style: str = "") -> None:
        if (one := self._selecting) is not None:
            self.post_message(self.Ended(what, one.span, one.text, style))

    def _say(self) -> None:
        if (one := self._selecting) is not None:
            self.post_message(self.Moved(one.span, one.caret))
        self.refresh()
