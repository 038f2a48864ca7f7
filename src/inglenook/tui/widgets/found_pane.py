"""All that was found, as a list by story or as lines centred on the hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.worker import get_current_worker

from inglenook.model import MatchKind, Story
from inglenook.tui.findings import Findings
from inglenook.tui.widgets.concordance_list import ConcordanceList
from inglenook.tui.widgets.found_list import FoundList
from inglenook.tui.widgets.hit_list import HitList

MOST_SORTED = 5_000
"""Lines that are sorted: their chapters are all read for it, 2 ms each."""

_SORTINGS = ("", "left", "right")


class FoundPane(Vertical):
    """Two lists of the same hits, one of which is shown."""

    class HitSelected(Message):
        """A hit is to be opened."""

        def __init__(
            self, findings: Findings, number: int, order: Sequence[int] | None = None
        ) -> None:
            super().__init__()
            self.findings = findings
            self.number = number
            self.order = order
            """Numbers of the hits as they are listed; None for that of the findings."""

    class Sorted(Message):
        """The lines have been put in order."""

        def __init__(self, findings: Findings, sorting: int, order: Sequence[int]) -> None:
            super().__init__()
            self.findings = findings
            self.sorting = sorting
            self.order = order

    class _Fetched(Message):
        """Passages for the list have been fetched."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._stories: Mapping[str, Story] = {}
        self._sorting = 0
        self.hits = HitList(id="hits")

    def compose(self) -> ComposeResult:
        """Show the list; the lines are made when they are asked for."""
        yield self.hits

    @cached_property
    def _lines(self) -> ConcordanceList:
        return ConcordanceList(id="lines")

    @property
    def findings(self) -> Findings | None:
        """What is listed."""
        return self.hits.findings

    @property
    def shows_lines(self) -> bool:
        """Whether the hits are shown as lines centred on what was found."""
        return self._lines.is_attached and self._lines.display

    @property
    def listed(self) -> FoundList:
        """The list that is shown."""
        return self._lines if self.shows_lines else self.hits

    @property
    def order(self) -> Sequence[int] | None:
        """Numbers of the hits as they are listed; None for that in which they were found."""
        return self._lines.order if self.shows_lines else None

    @property
    def sorted_by(self) -> str:
        """How the lines are sorted, for people; empty where they are not."""
        if not self.shows_lines or self.order is None or self.findings is None:
            return ""
        count = self.findings.count
        most = f" (the first {MOST_SORTED:,})" if count > MOST_SORTED else ""
        return f"by the words at the {_SORTINGS[self._sorting]}{most}"

    def tally(self, *, final: bool) -> str:
        """Say how much was found, and how it is sorted; nothing before a search.

        Args:
            final: nothing is being indexed of which more may come.
        """
        findings = self.findings
        if findings is None:
            return ""
        if not findings.count and not findings.results.groups:
            return "no hits" if final else "no hits yet"
        return " · ".join(filter(None, (counted(findings), self.sorted_by)))

    # State from above

    def set_findings(self, findings: Findings | None, stories: Mapping[str, Story]) -> None:
        """List these hits."""
        self._stories = stories
        self.hits.set_findings(findings, stories)
        if self._lines.is_attached and self._lines.findings is not findings:
            self._sorting = 0
            self._lines.set_findings(findings, stories)

    def set_stories(self, stories: Mapping[str, Story]) -> None:
        """Name the stories as they are shelved now."""
        self._stories = stories
        self.hits.set_stories(stories)
        if self._lines.is_attached:
            self._lines.repaint()

    async def toggle_lines(self) -> None:
        """Show the hits as lines centred on what was found, or as a list again."""
        before = self.listed
        to_lines = not self.shows_lines
        if not self._lines.is_attached:
            await self.mount(self._lines)
            self._lines.set_findings(self.findings, self._stories)
        self._lines.display, self.hits.display = to_lines, not to_lines
        if before.item_count():
            self.listed.go_to_hit(before.number_at(before.cursor))
        self.screen.set_focus(self.listed)

    def sort_lines(self) -> None:
        """Sort the lines by the words at their left, at their right, or not at all."""
        if not self.shows_lines or self.findings is None:
            return
        self._sorting = (self._sorting + 1) % len(_SORTINGS)
        if self._sorting:
            self._sort(self.findings, self._sorting)
        else:
            self.post_message(self.Sorted(self.findings, 0, range(self.findings.count)))

    @work(thread=True, exclusive=True, group="sort")
    def _sort(self, findings: Findings, sorting: int) -> None:
        from inglenook.concordance import SORTS, concordance  # see concordance_list

        worker = get_current_worker()
        by = SORTS[_SORTINGS[sorting]]
        lines = []
        for number in range(min(findings.count, MOST_SORTED)):
            if worker.is_cancelled:
                return
            if (hit := findings.hit(number)) is not None:
                lines.append((by(concordance([hit])[0]), number))
        self.post_message(self.Sorted(findings, sorting, [number for _, number in sorted(lines)]))

    @on(Sorted)
    def _sorted(self, event: Sorted) -> None:
        if (event.findings, event.sorting) != (self._lines.findings, self._sorting):
            event.stop()
        else:
            self._lines.set_order(event.order if event.sorting else None)

    # Passages

    @on(FoundList.Wanted)
    def _wanted(self, event: FoundList.Wanted) -> None:
        event.stop()
        self._fetch_passages(event.findings, event.sections)

    @work(thread=True, exclusive=True, group="passages")
    def _fetch_passages(self, findings: Findings, sections: tuple[int, ...]) -> None:
        worker = get_current_worker()
        for section in sections:
            if worker.is_cancelled:
                return
            findings.fetch(section)
        self.post_message(self._Fetched())

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        self.listed.fetched()

    @on(FoundList.HitChosen)
    def _hit_chosen(self, event: FoundList.HitChosen) -> None:
        event.stop()
        if self.findings is not None:
            self.post_message(self.HitSelected(self.findings, event.number, self.order))


def counted(findings: Findings) -> str:
    """Say how much was found."""
    said = []
    verbatim = any(one.kind is MatchKind.PHRASE for one in findings.results.passages)
    if findings.likely and not (findings.results.count or verbatim):
        said.append("not found word for word")
    if findings.likely:
        said.append(
            "1 likely passage" if findings.likely == 1 else f"{findings.likely} likely passages"
        )
    groups, hits = len(findings.results.groups), findings.results.count
    if groups:
        stories = "1 story" if groups == 1 else f"{groups:,} stories"
        number = "1 hit" if hits == 1 else f"{hits:,} hits"
        said.append(f"{number} in {stories}" if hits else stories)
    return " · ".join(said)
