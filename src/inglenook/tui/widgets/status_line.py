"""The line under the page: where the reader is, and what goes on behind."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from inglenook.tui.paint import clip

WORDS_A_MINUTE = 250
"""How fast adults read fiction (Brysbaert 2019: 260 for English, fewer on screens)."""

LEAST_PLACE = 24
"""Cells the place keeps before what stands at the right is left out."""


LEAST_TITLE = 6
"""Cells of a story's title below which it is left out."""


class Status(NamedTuple):
    """What the status line says."""

    story: str = ""
    chapter: str = ""
    """Its title."""
    number: int = 0
    """Which chapter, from 1."""
    chapters: int = 0
    fraction: float = 0.0
    """How far into the story, 0 to 1."""
    chapter_fraction: float = 0.0
    """How far into the chapter, 0 to 1."""
    words_left: int = 0
    words_a_minute: int = WORDS_A_MINUTE
    """The reader's own pace, where it is known."""
    walk: str = ""
    """``hit 7 of 42`` while the reader walks through hits."""
    pace: int = 0
    """Words a minute while the text scrolls by itself."""
    work: str = ""
    """``indexing 40 %`` while something goes on behind."""
    trouble: str = ""
    """``2 files could not be read``."""

    @property
    def place(self) -> str:
        """Story, chapter number and chapter title."""
        return self._place_in(len(self.story) + len(self.chapter) + 99)

    def _place_in(self, width: int) -> str:
        """Return the place in so many cells at most; the number of the chapter stays longest."""
        if not self.story:
            return ""
        number = f"{self.number}/{self.chapters}" if self.chapters > 1 else ""
        chapter = self.chapter if self.chapter != self.story else ""
        short = f"  ·  {number}" if number else ""
        if number and cell_len(self.story) + cell_len(short) > width:
            # The title gives way: who reads knows what they read, and not where in it.
            room = width - cell_len(short)
            story = clip(self.story, room) if room >= LEAST_TITLE else ""
            return clip(_dotted(story, number), width)
        return clip(_dotted(self.story, number, chapter), width)

    @property
    def notes(self) -> tuple[str, ...]:
        """What stands at the right, the most important first."""
        progress = left = chapter = ""
        if self.story:
            minutes = round(self.words_left / self.words_a_minute)
            progress = f"{self.fraction:.0%}"
            left = (
                f"{minutes // 60} h {minutes % 60} min left"
                if minutes > 90
                else (f"{minutes} min left" if minutes else "the end")
            )
            if self.chapters > 1:
                chapter = f"chapter {self.chapter_fraction:.0%}"
        pace = f"{self.pace} words/min" if self.pace else ""
        notes = (self.walk, pace, progress, self.work, left, chapter, self.trouble)
        return tuple(note for note in notes if note)

    def fit(self, width: int) -> str:
        """Return the line in exactly ``width`` cells; what matters least goes first."""
        notes = list(self.notes)
        place = self.place
        least = min(cell_len(place), LEAST_PLACE)
        while notes and least + cell_len(_joined(notes)) + 2 > width:
            notes.pop()
        right = _joined(notes)
        left = self._place_in(max(0, width - cell_len(right) - (2 if right else 0)))
        return left + " " * (width - cell_len(left) - cell_len(right)) + right


def _dotted(*parts: str) -> str:
    return "  ·  ".join(part for part in parts if part)


def _joined(notes: list[str]) -> str:
    return "   ".join(notes)


class StatusLine(Widget):
    """One line, said anew when it changes."""

    status: reactive[Status] = reactive(Status())

    def render(self) -> Content:
        """Show the status."""
        return Content(self.status.fit(self.size.width - 2) if self.size.width > 2 else "")
