"""All the keys, from the declarations the bindings are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from inglenook.commands import COMMANDS, Command, Context, in_context
from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.scrolled import Scrolled

_CLOSING = ("app.close", "app.back", "app.help")


def keys_text(all_commands: Sequence[Command] = COMMANDS) -> Content:
    """Return commands with their keys, grouped by where they apply."""
    parts: list[Content] = []
    for context in Context:
        if parts:
            parts.append(Content(""))
        parts.append(Content.styled(context.value, "bold"))
        commands = list(in_context(context, all_commands))
        wide = max(cell_len(command.all_keys) for command in commands)
        for command in commands:
            keys = command.all_keys + " " * (wide - cell_len(command.all_keys))
            parts.append(Content(f"  {keys}   {command.description}"))
    return Content("\n").join(parts)


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
            yield Static(keys_text(self._commands), markup=False)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one("#help")
        frame.border_title = "Keys"
        frame.border_subtitle = "Esc closes"
        frame.focus()
