"""Screens over the page: they close once, and a form not before what was typed is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

_Result = TypeVar("_Result")


class ClosesOnce(Screen[_Result]):
    """A screen that is dismissed only while it is the one on top.

    Two Enters in one burst choose twice before the first has closed it; Textual 8.2.8 would then
    take the screen below away, and end with an error where there is none.
    """

    def dismiss(self, result: _Result | None = None) -> AwaitComplete:
        """Close with a result, unless it is closed already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()


class Modal(ModalScreen[_Result], ClosesOnce[_Result]):
    """A screen that leaves the page in sight."""


class Form(Modal[_Result]):
    """A screen that is filled in. It stays, with what was typed, until that is kept or left."""

    def __init__(self, keep: Callable[[_Result], bool] = lambda _: True) -> None:
        """Take what keeps it: returns whether it is kept, and says why not."""
        super().__init__()
        self._keep = keep

    def hand_in(self, typed: _Result) -> None:
        """Close with what was typed, once it is kept."""
        # Of two Enters in one burst only the first is heard.
        if self.is_active and self._keep(typed):
            self.dismiss(typed)
