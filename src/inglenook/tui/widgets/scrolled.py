"""A text longer than its place, scrolled with the keys the page is scrolled with."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll

from inglenook.tui.bindings import bound

_SCROLLING = {
    "text.line_down": "scroll_down",
    "text.line_up": "scroll_up",
    "text.page_down": "page_down",
    "text.page_up": "page_up",
    "text.chapter_top": "scroll_home",
    "text.chapter_bottom": "scroll_end",
}


class Scrolled(VerticalScroll, inherit_bindings=False):
    """What stands in it is scrolled as the text is."""

    BINDINGS: ClassVar[list[BindingType]] = bound(_SCROLLING)
