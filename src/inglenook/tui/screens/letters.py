"""What is asked about a mark: a letter, or the words of a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inglenook.tui.bindings import bound
from inglenook.tui.paint import clip
from inglenook.tui.screens.modal import Form, Modal
from inglenook.tui.widgets.entry import Typing

LONGEST_NOTE = 4_000
"""Characters that can be typed; an imported note may be longer, and is cut when it is changed."""

_LEAVING = {"app.close": "dismiss", "app.quit": "app.quit"}
_SHOWN = 60
"""Characters of a place's words that are shown beside its letter."""


class LetterScreen(Modal[str]):
    """Waits for one letter, and shows those that lead somewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(_LEAVING)]

    def __init__(self, title: str, known: Sequence[tuple[str, str]]) -> None:
        """Make the screen.

        Args:
            title: what the letter is for.
            known: the letters there are, each with the words at its place.
        """
        super().__init__()
        self._title, self._known = title, known

    def compose(self) -> ComposeResult:
        """Show the letters."""
        lines = [f"{letter}  {clip(text, _SHOWN)}" for letter, text in self._known]
        with Vertical(classes="form") as form:
            form.border_title = self._title
            form.border_subtitle = "a-z in this story · A-Z everywhere · Esc"
            yield Static(Content("\n".join(lines) or "No letter leads anywhere yet."))

    def on_key(self, event: events.Key) -> None:
        """Take the letter."""
        letter = event.character or ""
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            event.stop()
            self.dismiss(letter)


class NoteScreen(Form[str]):
    """A line to write a note in, under the words it is on."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(_LEAVING)]

    def __init__(self, words: str, note: str, keep: Callable[[str], bool]) -> None:
        """Make the form.

        Args:
            words: what the note is on.
            note: what it says so far.
            keep: keeps it, as for every form.
        """
        super().__init__(keep)
        self._words, self._note = words, note

    def compose(self) -> ComposeResult:
        """Show the words, and the note to be typed over."""
        with Vertical(classes="form") as form:
            form.border_title = "Note"
            form.border_subtitle = "Enter keeps it · Esc leaves it"
            yield Static(Content(clip(self._words, 4 * _SHOWN)), classes="label")
            yield Typing(self._note, max_length=LONGEST_NOTE, compact=True)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.hand_in(event.value.strip())
