"""The command palette, as quick hands need it."""

from __future__ import annotations

from textual.command import CommandList, CommandPalette

from inglenook.tui.screens.modal import Modal


class Palette(CommandPalette, Modal[None]):
    """Textual's palette, which closes once, and whose list is paged through once it is there."""

    def _action_command_list(self, action: str) -> None:
        # Private; of Textual 8.2.8, which looks for the lines of a list that has no room yet, and
        # ends with an error. tests/ui/test_app_commands.py fails where it is called no more.
        if self.query_one(CommandList).scrollable_content_region:
            super()._action_command_list(action)
