"""One line that is asked for: a name, a path."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from inglenook.clean import clean_line
from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import Form
from inglenook.tui.widgets.entry import LONGEST, Typing


class Objection(NamedTuple):
    """What speaks against what was typed."""

    said: str
    is_final: bool = False
    """Whether it cannot be done at all; else Enter once more does it."""


def _nothing(_: str) -> Objection | None:
    return None


class LineScreen(Form[str]):
    """Asks for one line; empty where nothing was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound({"app.close": "dismiss", "app.quit": "app.quit"})
    ]

    def __init__(
        self,
        title: str,
        label: str,
        value: str,
        object_to: Callable[[str], Objection | None] = _nothing,
        keep: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """Make the form.

        Args:
            title: what it is about.
            label: what is to be typed.
            value: what is there at first.
            object_to: says what speaks against a line.
            keep: keeps it, as for every form.
        """
        super().__init__(keep)
        self._title, self._label, self._value = title, label, value
        self._object_to = object_to
        self._warned_of = ""

    def compose(self) -> ComposeResult:
        """Show the line."""
        with Vertical(classes="form") as form:
            form.border_title = self._title
            form.border_subtitle = "Enter does it · Esc leaves it"
            yield Static(self._label, classes="label", markup=False)
            yield Typing(self._value, id="line", max_length=LONGEST, compact=True)
            objection = Static(id="objection", markup=False)
            objection.display = False
            yield objection

    @on(Input.Changed)
    def _changed(self) -> None:
        self._say("")

    def _say(self, objection: str) -> None:
        line = self.query_one("#objection", Static)
        line.update(Content(objection))
        line.display = bool(objection)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        typed = clean_line(event.value).strip()
        objection = self._object_to(typed) if typed else None
        if objection is None or (not objection.is_final and self._warned_of == typed):
            self.hand_in(typed)
        else:
            self._warned_of = typed
            self._say(objection.said)
