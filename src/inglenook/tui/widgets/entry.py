"""A line to type in, above a list."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from inglenook.commands import Context
from inglenook.tui.bindings import bindings

LONGEST = 400
"""Characters; nobody types more, and a pasted page should not be searched for."""


class Entry(Input):
    """An input that one leaves downwards, into the list it filters."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.ENTRY)]

    class Left(Message):
        """The reader goes into the list below."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

        @property
        def control(self) -> Entry:
            """The entry that was left."""
            return self.entry

    def __init__(self, placeholder: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(
            placeholder=placeholder, id=id, max_length=LONGEST, compact=True, select_on_focus=True
        )

    def action_into(self) -> None:
        """Go into the list."""
        self.post_message(self.Left(self))
