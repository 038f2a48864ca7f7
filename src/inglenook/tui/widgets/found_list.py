"""What lists of what was found have in common: hits are fetched when they come on screen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.commands import Context
from inglenook.model import Hit, Story
from inglenook.tui.bindings import bindings
from inglenook.tui.findings import Findings
from inglenook.tui.widgets.outline import Outline


class FoundList(Outline, inherit_bindings=False):
    """A list of hits, by their numbers in :class:`Findings`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.SEARCH)]

    class Wanted(Message):
        """Passages have come on screen that were not fetched yet."""

        def __init__(self, findings: Findings, sections: tuple[int, ...]) -> None:
            super().__init__()
            self.findings = findings
            """Of which they are sections: others may be listed when this is read."""
            self.sections = sections

    class HitChosen(Message):
        """A hit is to be opened."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number
            """As in :class:`Findings`, from 0."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._asked: set[int] = set()

    @property
    @abstractmethod
    def findings(self) -> Findings | None:
        """What is listed."""

    @abstractmethod
    def set_findings(self, findings: Findings | None, stories: Mapping[str, Story]) -> None:
        """List these hits."""

    @abstractmethod
    def go_to_hit(self, number: int) -> None:
        """Put the cursor on a hit."""

    @abstractmethod
    def number_at(self, item: int) -> int:
        """Return the number of the hit in a row."""

    def fetched(self) -> None:
        """Take notice that passages were fetched."""
        self._asked.clear()
        self.repaint()

    def hits_of(self, section: int) -> tuple[Hit, ...] | None:
        """Return the hits of a section; ask for them where they were not fetched."""
        hits = self.findings.known(section) if self.findings else None
        if hits is None and section not in self._asked:
            if not self._asked:
                # Once all of the screen is painted: one message for all its chapters.
                self.call_after_refresh(self._post_wanted)
            self._asked.add(section)
        return hits

    def _post_wanted(self) -> None:
        if self._asked and self.findings is not None:
            self.post_message(self.Wanted(self.findings, tuple(sorted(self._asked))))
