"""Hits as lines centred on what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size

from inglenook.model import Hit, Story
from inglenook.tui.findings import Findings
from inglenook.tui.paint import Line, Part
from inglenook.tui.widgets.found_list import FoundList
from inglenook.tui.widgets.outline import Outline
from inglenook.tui.widgets.rows import Rows


class ConcordanceList(FoundList, Rows):
    """One line a hit, in the order of the list or by the words beside it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._findings: Findings | None = None
        self.order: Sequence[int] | None = None
        """Numbers of the hits as they stand here; None for the order of the list."""

    @property
    def findings(self) -> Findings | None:
        """What is listed."""
        return self._findings

    # State from above

    def set_findings(self, findings: Findings | None, stories: Mapping[str, Story]) -> None:  # noqa: ARG002 - no story is named
        """List these hits, in the order in which they were found."""
        self._findings, self.order = findings, None
        self._asked.clear()
        self.changed(cursor=0)

    def set_order(self, order: Sequence[int] | None) -> None:
        """List the hits in another order; the cursor stays with its hit."""
        number = self.number_at(self.cursor)
        self.order = order
        self.changed()
        self.go_to_hit(number)

    def number_at(self, item: int) -> int:
        """Return the number of the hit on a line."""
        return item if self.order is None else self.order[item] if item < len(self.order) else 0

    def go_to_hit(self, number: int) -> None:
        """Put the cursor on a hit."""
        if self.order is None:
            self.cursor = min(number, max(0, self.item_count() - 1))
        elif number in self.order:
            self.cursor = self.order.index(number)

    # The outline's questions

    def item_count(self) -> int:
        """Return how many hits there are."""
        if self.order is not None:
            return len(self.order)
        return self._findings.count if self._findings else 0

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the line of a hit."""
        findings = self._findings
        if findings is None:
            return [Line()]
        number = self.number_at(item)
        section = findings.section_of(number)
        hits = self.hits_of(section)
        if hits is None:
            return [Line((Part(" " * (width // 2) + "…", "quiet"),))]
        index = number - findings.firsts[section]
        if index >= len(hits):
            return [Line((Part("the text has changed here", "quiet"),))]
        return [centred(hits[index], width)]

    def on_outline_chosen(self, event: Outline.Chosen) -> None:
        """Say which hit was chosen."""
        event.stop()
        if self.item_count():
            self.post_message(self.HitChosen(self.number_at(event.item)))


def centred(hit: Hit, width: int) -> Line:
    """Return a hit with its beginning in the same column as that of any other."""
    # 2 ms, and most searches are not looked at so.
    from inglenook.concordance import concordance

    (line,) = concordance([hit], width)
    column = max(4, (width - 12) // 2)
    # What stands right before the hit, an opening quote say, has no gap behind it.
    gap = " " if not line.left or line.left[-1].isspace() else ""
    left = " ".join(line.left.split()) + gap
    while left and cell_len(left) > column:
        left = left[cell_len(left) - column :] if left.isascii() else left[1:]
    left = " " * (column - cell_len(left)) + left
    middle, right = " ".join(line.middle.split()), " ".join(line.right.split())
    joint = "" if line.right[:1] and not line.right[:1].isspace() else " "
    rest = set_cell_size(joint + right, max(0, width - column - cell_len(middle)))
    return Line((Part(left, "quiet"), Part(middle, "hit"), Part(rest)))
