"""The walk through the hits of a search, in the order of their list."""

from __future__ import annotations

from collections.abc import Sequence

from inglenook.model import Hit, Span, Story
from inglenook.tui.findings import Findings


class Walk:
    """Which hit the reader is at."""

    def __init__(self, findings: Findings, number: int, order: Sequence[int] | None = None) -> None:
        """Begin at a hit.

        Args:
            findings: what was found.
            number: of the hit, from 0; -1 or ``findings.count`` for before and behind them all.
            order: numbers of the hits as they are gone through; that of the findings by default.
        """
        self.findings = findings
        self._order = range(findings.count) if order is None else order
        inside = 0 <= number < findings.count
        self._at = self._order.index(number) if inside else number
        self._been: dict[tuple[str, int, int], bool] = {}
        """Paragraphs that were gone to, and whether as a likely passage."""
        self._note()

    def __str__(self) -> str:
        """Say which hit it is, or which likely passage: the two are counted apart in the list."""
        likely, at = self.findings.likely, self._at
        is_likely = self.number < likely
        if isinstance(self._order, range):  # likely passages come first
            at, of = (at, likely) if is_likely else (at - likely, len(self._order) - likely)
        else:
            alike = [number for number in self._order if (number < likely) is is_likely]
            at, of = alike.index(self.number), len(alike)
        return f"{'passage' if is_likely else 'hit'} {at + 1:,} of {of:,}"

    @property
    def number(self) -> int:
        """Number of the hit, from 0."""
        return self._order[self._at] if 0 <= self._at < len(self._order) else self._at

    @property
    def hit(self) -> Hit | None:
        """The hit itself; None where the text no longer has it."""
        return self.findings.hit(self.number)

    def is_in(self, story: Story | None) -> bool:
        """Say whether the hit is in a story."""
        return self.hit is not None and story is not None and self.hit.story == story.id

    def step(self, direction: int) -> bool:
        """Go to the next hit that is there, or the one before; return False at either end."""
        at = self._at + direction
        while 0 <= at < len(self._order):
            # Where the text has changed since it was indexed, some are not there any more.
            hit = self.findings.hit(self._order[at])
            is_likely = self._order[at] < self.findings.likely
            # What is likely may be among the hits too: nobody is taken there twice.
            if hit is not None and self._been.get(_place(hit), is_likely) is is_likely:
                self._at = at
                self._note()
                return True
            at += direction
        return False

    def _note(self) -> None:
        if self.hit is not None:
            self._been.setdefault(_place(self.hit), self.number < self.findings.likely)

    def marks(self) -> tuple[tuple[Span, ...], int | None]:
        """Return every match to be marked in the story at hand, and which of them this one is."""
        return self.findings.marks(self.number)


def _place(hit: Hit) -> tuple[str, int, int]:
    return hit.story, hit.chapter, hit.match.block
