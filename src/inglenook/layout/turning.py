"""Two ways to go through rows: scroll them, or turn pages that never cut a line.

Both speak in rows of a :class:`~inglenook.layout.rows.Layout`: the *top* of a screen is the row
it begins with, and a movement leads from one top to another.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import NamedTuple, Protocol

from inglenook.layout.flow import Look
from inglenook.layout.rows import Layout

PAGE_OVERLAP = 2
"""Rows a scrolled page keeps of the one before, for the eye to find its place by."""

_LEADS_ON = frozenset({Look.TITLE, Look.BYLINE, Look.CHAPTER, Look.HEADING})
"""What stands above something, and so never last on a page."""
_LEAST_FILLED = 0.6
"""Share of a page that stays filled: a rule that would leave it emptier is broken instead."""


class Sheet(NamedTuple):
    """One column of the screen."""

    top: int
    """Its first row."""
    end: int
    """The row behind its last; the rest of the column is blank."""


class Turning(Protocol):
    """How a reader goes through the rows."""

    @property
    def last_top(self) -> int:
        """The top of the last screen."""

    def top(self, row: int, lead: int) -> int:
        """Return the top of the screen that shows a row, with ``lead`` rows above if it may."""

    def sheets(self, top: int) -> tuple[Sheet, ...]:
        """Return what stands in each column of a screen."""

    def lines(self, top: int, lines: int) -> int:
        """Return the top after moving by rows, down if positive."""

    def page(self, top: int, direction: int) -> int:
        """Return the top of the next screen (1) or of the one before (-1)."""

    def half_page(self, top: int, direction: int) -> int:
        """Return the top half a screen further down (1) or up (-1)."""

    def end_of(self, chapter: int) -> int:
        """Return the top of the last screen of a chapter."""


class Scrolling:
    """Rows that scroll under the screen."""

    def __init__(self, layout: Layout, height: int) -> None:
        self._layout = layout
        self._height = height

    @property
    def last_top(self) -> int:
        """The top of the last screen."""
        return max(0, self._layout.rows - self._height)

    def top(self, row: int, lead: int) -> int:
        """Return the top of the screen that shows a row below ``lead`` others."""
        return self._within(row - lead)

    def sheets(self, top: int) -> tuple[Sheet, ...]:
        """Return the one column there is."""
        return (Sheet(top, top + self._height),)

    def lines(self, top: int, lines: int) -> int:
        """Return the top after moving by rows."""
        return self._within(top + lines)

    def page(self, top: int, direction: int) -> int:
        """Return the top a screen further, some rows of this one still on it."""
        return self._within(top + direction * max(1, self._height - PAGE_OVERLAP))

    def half_page(self, top: int, direction: int) -> int:
        """Return the top half a screen further."""
        return self._within(top + direction * max(1, self._height // 2))

    def end_of(self, chapter: int) -> int:
        """Return the top of the screen that the last row of a chapter stands at the bottom of."""
        flow = self._layout.flow
        end = self._layout.last_row(flow.openings[chapter + 1] - 1)
        opening = flow.opening(chapter)
        first = self._layout.row_of(opening) - opening.lead
        return self._within(max(end - self._height + 2, first))

    def _within(self, top: int) -> int:
        return min(max(top, 0), self.last_top)


class Paging:
    """Pages: each begins where the one before ended, and each chapter on a page of its own.

    No page begins with the last row of a paragraph or ends with the first one of it (a widow,
    an orphan), and none ends with a heading. The pages of a chapter are worked out when one
    of them is looked at.
    """

    def __init__(self, layout: Layout, height: int, columns: int = 1) -> None:
        """Prepare to turn pages.

        Args:
            layout: the rows.
            height: rows of a column.
            columns: pages side by side on a screen.
        """
        self._layout = layout
        self._height = height
        self._columns = columns
        self._known: dict[int, tuple[Sheet, ...]] = {}

    @cached_property
    def last_top(self) -> int:
        """The top of the last screen."""
        return self.end_of(len(self._layout.flow.openings) - 2)

    def top(self, row: int, lead: int) -> int:  # noqa: ARG002 - a page begins where it begins
        """Return the top of the screen that shows a row."""
        pages, number = self._find(row)
        return pages[number].top

    def sheets(self, top: int) -> tuple[Sheet, ...]:
        """Return the pages of a screen, one a column; the last may have fewer."""
        pages, number = self._find(top)
        return pages[number : number + self._columns]

    def lines(self, top: int, lines: int) -> int:
        """Turn the page: rows are never moved one by one."""
        return self.page(top, 1 if lines > 0 else -1)

    def page(self, top: int, direction: int) -> int:
        """Return the top of the next screen or of the one before."""
        pages, number = self._find(top)
        number += direction * self._columns
        if 0 <= number < len(pages):
            return pages[number].top
        chapter = self._chapter(top) + direction
        if direction > 0:
            return self._pages(chapter)[0].top if self._is_chapter(chapter) else top
        return self.end_of(chapter) if self._is_chapter(chapter) else top

    half_page = page

    def end_of(self, chapter: int) -> int:
        """Return the top of the last screen of a chapter."""
        pages = self._pages(chapter)
        return pages[self._first_of_screen(len(pages) - 1)].top

    def _find(self, row: int) -> tuple[tuple[Sheet, ...], int]:
        """Return the pages of a row's chapter, and the first page of the screen that shows it."""
        pages = self._pages(self._chapter(row))
        number = bisect_right(pages, row, key=lambda page: page.top) - 1
        return pages, self._first_of_screen(max(number, 0))

    def _first_of_screen(self, page: int) -> int:
        return page - page % self._columns

    def _chapter(self, row: int) -> int:
        layout = self._layout
        return layout.flow.items[layout.place_at(row).item].chapter

    def _is_chapter(self, chapter: int) -> bool:
        return 0 <= chapter < len(self._layout.flow.openings) - 1

    def _pages(self, chapter: int) -> tuple[Sheet, ...]:
        pages = self._known.get(chapter)
        if pages is None:
            self._known[chapter] = pages = tuple(self._turn_through(chapter))
        return pages

    def _turn_through(self, chapter: int) -> list[Sheet]:
        layout, flow = self._layout, self._layout.flow
        opening = flow.opening(chapter)
        top = layout.row_of(opening) - opening.lead
        end = layout.last_row(flow.openings[chapter + 1] - 1) + 1
        pages = []
        while end - top > self._height:
            turn = self._turn(top)
            pages.append(Sheet(top, turn))
            place = layout.place_at(turn)  # blank rows are not taken over
            top = layout.row_of(place)
        return [*pages, Sheet(top, end)]

    def _turn(self, top: int) -> int:
        """Return the row before which the page that begins at ``top`` is best turned."""
        latest = top + self._height
        turn = self._kept_together(latest)
        return turn if turn - top >= max(1, self._height * _LEAST_FILLED) else latest

    def _kept_together(self, turn: int) -> int:
        layout = self._layout
        place = layout.place_at(turn)
        line, lines = layout.line_of(place)
        if line and lines - line == 1:
            line -= 1  # the last row of a paragraph is not left to the next page
        if line == 1:
            line = 0  # nor its first one to this page
        item = place.item
        if not line:
            while item and layout.flow.items[item - 1].look in _LEADS_ON:
                item -= 1
        return min(layout.row_of_line(item, line), turn)


def turning(layout: Layout, height: int, columns: int) -> Turning:
    """Return the way to go through a layout: pages in columns, or scrolling for 0 columns."""
    return Paging(layout, height, columns) if columns else Scrolling(layout, height)
