"""The reading pane with the reader's keys on it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.tui.commands import Context, bindings
from inglenook.tui.widgets.reading_pane import ReadingPane


class Book(ReadingPane, can_focus=True, inherit_bindings=False):
    """The page, as the commands of the text see it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.READING)]

    class FindAsked(Message):
        """The reader wants to find something in this story."""

    class Leapt(Message):
        """A command leads far away: the place before it is worth remembering."""

    LEAPS = frozenset({"story_top", "story_bottom"})

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what needs a story while there is none."""
        if action in ("read", "find") and self.document is None:
            return None
        return super().check_action(action, parameters)

    def action_read(self, movement: str, *amount: int) -> None:
        """Move, by the name of one of the pane's own movements."""
        if movement in self.LEAPS:
            self.post_message(self.Leapt())
        getattr(self, movement)(*amount)

    def action_find(self, _here: bool) -> None:
        """Ask for a search in this story."""
        self.post_message(self.FindAsked())
