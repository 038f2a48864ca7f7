"""The footer: the main keys of where the reader is.

Textual's own footer mounts a widget a key; this one is a line, painted at once.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from inglenook.commands import Command

GAP = "   "


class KeyBar(Widget):
    """Keys and what they do, as many as there is room for; a click does it too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--dim"}

    commands: reactive[tuple[Command, ...]] = reactive(())
    """The most important first."""

    class Pressed(Message):
        """A command was clicked."""

        def __init__(self, command: Command) -> None:
            super().__init__()
            self.command = command

    def render(self) -> Content:
        """Show the keys."""
        key = self.get_visual_style("key-bar--key", partial=True)
        return Content(GAP).join(
            Content.assemble((command.key, key), " ", command.short) for command in self._shown()
        )

    def _shown(self) -> list[Command]:
        room = self.size.width - 2
        shown: list[Command] = []
        for command in self.commands:
            room -= cell_len(f"{command.key} {command.short}{GAP if shown else ''}")
            if room < 0:
                break
            shown.append(command)
        return shown

    def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        offset = event.get_content_offset(self)
        x = offset.x if offset is not None else -1
        for command in self._shown():
            width = cell_len(f"{command.key} {command.short}")
            if 0 <= x < width:
                self.post_message(self.Pressed(command))
                return
            x -= width + len(GAP)
