"""Which parts of the screen are shown at a width: the rules, apart from the widgets."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

SIDE_BY_SIDE = 84
"""Columns from which sidebar or panel stand beside the text; below, they slide over it."""
ALL_THREE = 140
"""Columns from which sidebar, text and panel stand side by side: 34 + 62 + 44."""


class Part(Enum):
    """Where the reader is on the screen."""

    SHELF = "shelf"
    TEXT = "text"
    PANEL = "panel"


class Shown(NamedTuple):
    """What is shown beside the text, or over it."""

    shelf: bool
    panel: bool


def shown(width: int, at: Part, *, wants_shelf: bool, panel_open: bool) -> Shown:
    """Return what is shown; where the reader is, is always shown.

    Args:
        width: columns of the screen.
        at: which part has the focus.
        wants_shelf: whether the reader wants the sidebar when there is room.
        panel_open: whether a search is open.
    """
    if width < SIDE_BY_SIDE:
        return Shown(at is Part.SHELF, at is Part.PANEL)
    if width >= ALL_THREE:
        return Shown(wants_shelf or at is Part.SHELF, panel_open)
    shelf = at is Part.SHELF or (wants_shelf and not panel_open)
    return Shown(shelf, panel_open and not shelf)


def ring(*, panel_open: bool) -> tuple[Part, ...]:
    """Return the parts that one key goes through."""
    return (Part.SHELF, Part.TEXT, Part.PANEL) if panel_open else (Part.SHELF, Part.TEXT)
