"""All the keys, from the declarations the bindings are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from inglenook.commands import COMMANDS, Command, Context, in_context
from inglenook.tui.bindings import bound
from inglenook.tui.paint import wrap
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.scrolled import Scrolled

_CLOSING = ("app.close", "app.back", "app.help")


def keys_text(all_commands: Sequence[Command] = COMMANDS, width: int = 0) -> Content:
    """Return commands with their keys, grouped by where they apply.

    Args:
        all_commands: with the reader's keys.
        width: cells there are for a line; what a command does goes on under its beginning. 0 for
            lines of any length.
    """
    parts: list[Content] = []
    for context in Context:
        if parts:
            parts.append(Content(""))
        parts.append(Content.styled(context.value, "bold"))
        commands = list(in_context(context, all_commands))
        wide = max(cell_len(command.all_keys) for command in commands)
        for command in commands:
            keys = command.all_keys + " " * (wide - cell_len(command.all_keys))
            lead = f"  {keys}   "
            for start, end in _lines(command.description, width - cell_len(lead)):
                parts.append(Content(lead + command.description[start:end]))
                lead = " " * cell_len(lead)
    return Content("\n").join(parts)


def _lines(text: str, room: int) -> list[tuple[int, int]]:
    return wrap(text, room, len(text)) if room >= _LEAST_ROOM else [(0, len(text))]


_LEAST_ROOM = 12
"""Cells in which a description is wrapped: the longest of its words."""


class _Keys(Static):
    """The list, laid out anew for every width."""

    def __init__(self, commands: Sequence[Command]) -> None:
        super().__init__(keys_text(commands), markup=False)
        self._commands = commands

    def on_resize(self, event: events.Resize) -> None:
        """Use the room there is."""
        self.update(keys_text(self._commands, event.size.width))


class HelpScreen(Modal[None]):
    """A page of keys over the screen one came from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(dict.fromkeys(_CLOSING, "dismiss")),
        *bound({"app.quit": "app.quit"}),
    ]

    def __init__(self, commands: Sequence[Command] = COMMANDS) -> None:
        """Prepare the page; ``commands`` have the reader's keys."""
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Show the list in a frame."""
        with Scrolled(id="help", classes="sheet"):
            yield _Keys(self._commands)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one("#help")
        frame.border_title = "Keys"
        frame.border_subtitle = "Esc closes"
        frame.focus()
