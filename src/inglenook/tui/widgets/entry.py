"""Lines to type in, alone or above a list."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from inglenook.commands import Context
from inglenook.tui.bindings import bindings

LONGEST = 400
"""Characters; nobody types more, and a pasted page should not be searched for."""


class Typing(Input):
    """An input whose cursor stands still: one that blinks is painted twice a second all day."""

    cursor_blink = reactive(False, init=False)


class Entry(Typing):
    """An input that one leaves downwards, into the list it filters."""

    virtual_size = reactive(Size(0, 0), layout=False)
    """A letter more: nothing moves, and the screen is not laid out again for it."""

    CONTEXT: ClassVar[Context] = Context.ENTRY
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.ENTRY)]

    class Left(Message):
        """The reader has typed enough."""

        def __init__(self, entry: Entry, *, done: bool) -> None:
            super().__init__()
            self.entry = entry
            self.done = done
            """Whether the line was ended, rather than left for the list below."""

        @property
        def control(self) -> Entry:
            """The entry that was left."""
            return self.entry

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            placeholder=placeholder, id=id, max_length=LONGEST, compact=True, select_on_focus=True
        )

    def action_into(self, done: bool) -> None:
        """Go into the list, or where what was typed leads to."""
        self.post_message(self.Left(self, done=done))
