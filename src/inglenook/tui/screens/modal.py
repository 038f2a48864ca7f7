"""Screens over the page that close once."""

from __future__ import annotations

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
