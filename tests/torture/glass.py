"""What stands on a terminal after an app has written to it, cell by cell, beside what it meant.

pyte is the terminal, with two of its habits changed, because they are its own and no terminal's:

* it takes widths from a wcwidth of another edition of Unicode, and knows no joined emoji: the
  widths here are Rich's, as the app has it measure (:mod:`inglenook.tui.measuring`), by which
  Textual lays out, so that a difference is a fault of ours;
* from a character it has no width for (a joiner, a format character) it drops the rest of what
  was written: here such a character goes into the cell before it, as in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyte
import rich.cells
from pyte import modes
from textual._compositor import visible_screen_stack
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

_FOREIGN = re.compile(r"\x1b\[[<>=][0-9;]*[A-Za-z]|\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)")
"""What pyte would print: the keyboard protocol; and strings, which are looked at elsewhere."""

JOINER, WIDENER = "\u200d", "\ufe0f"

Cells = tuple[str, ...]
"""A row: what stands in each cell; nothing in the second one of a wide character."""


class Glass(pyte.Screen):
    """A screen that gives characters the width Rich says they have."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._feed = pyte.Stream(self)
        self.overruns = 0
        """Characters that were written behind the last column."""

    def show(self, written: str) -> None:
        """Take what was written to the terminal, in whole sequences."""
        self._feed.feed(_FOREIGN.sub("", written))

    def draw(self, data: str) -> None:
        """Put characters into cells."""
        for start, end, width in rich.cells.split_graphemes(data)[0]:
            self._put(data[start:end], width)
        self.dirty.add(self.cursor.y)

    def _put(self, text: str, width: int) -> None:
        line, at = self.buffer[self.cursor.y], self.cursor.x
        if not width or text[0] in (JOINER, WIDENER):
            before = max(0, at - 1)
            while before and not line[before].data:
                before -= 1
            line[before] = line[before]._replace(data=line[before].data + text)
            return
        if at + width > self.columns:
            self.overruns += 1
            if modes.DECAWM in self.mode:
                self.carriage_return()
                self.linefeed()
                line = self.buffer[self.cursor.y]
            at = 0 if modes.DECAWM in self.mode else self.columns - width
        if not line[at].data and at:  # half of a wide one is gone
            line[at - 1] = line[at - 1]._replace(data=" ")
        line[at] = self.cursor.attrs._replace(data=text)
        for stub in range(at + 1, at + width):
            line[stub] = self.cursor.attrs._replace(data="")
        if at + width < self.columns and not line[at + width].data:
            line[at + width] = line[at + width]._replace(data=" ")
        self.cursor.x = at + width

    def row(self, number: int) -> Cells:
        """Return the cells of a row."""
        return tuple(self.buffer[number][column].data for column in range(self.columns))

    @property
    def rows(self) -> list[Cells]:
        """Every row."""
        return [self.row(number) for number in range(self.lines)]


def cells(texts: Iterable[str], columns: int) -> Cells:
    """Return the cells that pieces of a row are meant to take, each measured by itself."""
    row = [" "] * columns
    at = 0
    for text in texts:
        for start, end, width in rich.cells.split_graphemes(text)[0]:
            cluster = text[start:end]
            if width == 0 and at:
                before = at - 1
                while before and not row[before]:
                    before -= 1
                row[before] += cluster
            elif at + width <= columns:
                row[at : at + width] = [cluster, *[""] * (width - 1)]
                at += width
    return tuple(row)


class Recorded(HeadlessDriver):
    """A driver that keeps what a terminal would have been sent."""

    @property
    def is_headless(self) -> bool:
        """Say no: else nothing is written at all."""
        return False

    def write(self, data: str) -> None:
        """Keep it; a terminal is sent UTF-8, which has no lone surrogates."""
        data.encode()
        self.__dict__.setdefault("written", []).append(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> str:
        """Return what was written since this was last asked."""
        written, self.__dict__["written"] = self.__dict__.get("written", []), []
        return "".join(written)


def meant(app: App[int]) -> list[Cells]:
    """Return what the widgets of an app paint now, row by row.

    Textual has no public word for it; the compositor is the one its screenshots use.
    """
    token = visible_screen_stack.set(app._background_screens)
    try:
        strips = app.screen._compositor.render_strips()
    finally:
        visible_screen_stack.reset(token)
    return [cells((segment.text for segment in strip), app.size.width) for strip in strips]
