"""The walk through the hits of a search, in the order of their list."""

from __future__ import annotations

from inglenook.model import Hit, Span
from inglenook.tui.findings import Findings


class Walk:
    """Which hit the reader is at."""

    def __init__(self, findings: Findings, number: int) -> None:
        self.findings = findings
        self.number = number
        """From 0."""

    def __str__(self) -> str:
        return f"{self.number + 1:,} of {self.findings.count:,}"

    @property
    def hit(self) -> Hit | None:
        """The hit itself; None where the text no longer has it."""
        return self.findings.hit(self.number)

    def step(self, direction: int) -> bool:
        """Go to the next hit that is there, or the one before; return False at either end."""
        number = self.number + direction
        while 0 <= number < self.findings.count:
            if self.findings.hit(number) is not None:
                self.number = number
                return True
            # The text has changed since it was indexed: its chapter has no more hits this way.
            section = self.findings.section_of(number)
            firsts = self.findings.firsts
            known = len(self.findings.fetch(section))
            last_known = firsts[section] + known - 1
            number = firsts[section + 1] if direction > 0 else last_known
            if direction < 0 and not known:
                number = firsts[section] - 1
        return False

    def in_chapter(self) -> tuple[tuple[Span, ...], int]:
        """Return every hit of the chapter at hand, and which of them this one is."""
        hits, current = self.findings.in_chapter_of(self.number)
        return tuple(hit.span for hit in hits), current
