"""A screen on which one searches: finding in the text, walking through hits, going back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import events, on, work

from inglenook.errors import InglenookError
from inglenook.tui.findings import Findings
from inglenook.tui.messages import Wanted
from inglenook.tui.reach import Around
from inglenook.tui.screens.own_shelf import OwnShelfScreen
from inglenook.tui.screens.panes import Part
from inglenook.tui.walk import Walk
from inglenook.tui.widgets.asking import Asking
from inglenook.tui.widgets.found_pane import FoundPane
from inglenook.tui.widgets.hit_list import HitList
from inglenook.tui.widgets.saved_list import SavedList


class SearchingScreen(OwnShelfScreen):
    """What goes on between the search panel and the page."""

    _touched = False
    """Whether the reader has asked for anything yet."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what has nothing to act on."""
        if action in ("walk", "results") and not self.panel.has_list:
            return None
        if action == "save" and not self.panel.answered:
            return None
        if action == "scope" and self.at is not Part.PANEL:
            return None
        if action == "correct_query" and not self.panel.can_correct:
            return None
        return super().check_action(action, parameters)

    async def action_find(self, here: bool) -> None:
        """Open the search panel, to find in this story while one types or to search them all."""
        await self.panel.furnish()
        self.open_panel()
        finding = here and self.desk.story is not None
        if finding:
            self.desk.peek()
        self.panel.ask(self._around, self.desk.position if finding else None)
        # Not by the widget's own focus(), which comes later than the next key of a burst.
        self.set_focus(self.panel.entry)

    def action_edit_query(self) -> None:
        """Go back to the line with the query."""
        self.set_focus(self.panel.entry)

    @property
    def _around(self) -> Around:
        return Around(self.desk.story, self.shelf.stories.filtered)

    def action_scope(self) -> None:
        """Search the next of the places one can search in."""
        self._keep_found()
        self.panel.next_reach(self._around)

    def action_correct_query(self) -> None:
        """Take the spelling that is offered."""
        self.panel.correct()

    @on(Asking.Spotted)
    def _spotted(self, event: Asking.Spotted) -> None:
        if not self.desk.is_peeking:
            return
        if event.findings is None or event.number is None:
            self._end_walk()
            self.book.go_to(self.panel.found_from)
            return
        self.walk = Walk(event.findings, event.number)
        hit = self.walk.hit
        if hit is not None:
            self.status = replace(self.status, walk=str(self.walk))
            self.book.go_to(hit.span.start, highlight=hit.span)
            self.book.set_matches(*self.walk.marks())

    @on(Asking.Seen)
    def _seen(self, event: Asking.Seen) -> None:
        if self.walk is not None and self.walk.findings is event.findings:
            self.book.set_matches(*self.walk.marks())

    @on(events.DescendantFocus)
    def _looks_elsewhere(self) -> None:
        if self.at is not Part.PANEL:
            self._keep_found()

    def _keep_found(self) -> None:
        """Go on from what was found; where the reader was before is one jump back."""
        self.panel.stop_finding()
        self.desk.stop_peeking(stay=True)

    def _give_up_finding(self) -> bool:
        """Go back to before the search in the text; return whether there was one."""
        self.panel.stop_finding()
        left = self.desk.stop_peeking(stay=False)
        if left is not None:
            self._end_walk()
            self.close_panel()
            self.open(Wanted(left.story, left.position, mark=False))
        return left is not None

    @on(FoundPane.HitSelected)
    def _hit_selected(self, event: FoundPane.HitSelected) -> None:
        self._touched = True
        was_peeking = self.desk.is_peeking
        self._keep_found()
        self.walk = Walk(event.findings, event.number, event.order)
        self._open_hit(mark=not was_peeking)

    @on(HitList.StoryChosen)
    def _story_chosen(self, event: HitList.StoryChosen) -> None:
        self._touched = True
        self.go_to(Part.TEXT)
        self.open(Wanted(event.story))

    def action_walk(self, direction: int) -> None:
        """Go to the next hit, or to the one before."""
        findings = self.panel.hits.findings
        if findings is None:
            return
        if self.walk is None or not self.walk.findings.is_like(findings):
            begin = -1 if direction > 0 else findings.count
            self.walk = Walk(findings, begin, self.panel.found.order)
            self.desk.leave()
        if self.walk.step(direction):
            self._open_hit(mark=False)
        else:
            self.say("That was the last hit." if direction > 0 else "That was the first hit.")

    def _open_hit(self, *, mark: bool) -> None:
        walk = self.walk
        hit = walk.hit if walk is not None else None
        if hit is None:
            self.say("The text has changed here; it will be indexed anew.")
            return
        self.status = replace(self.status, walk=str(walk))
        self.go_to(Part.TEXT)
        self.open(Wanted(hit.story, hit.span.start, hit.span, mark))

    async def action_lines(self) -> None:
        """Show the hits as lines centred on what was found, or as a list again."""
        await self.panel.furnish()
        self.go_to(Part.PANEL)
        await self.panel.toggle_lines()

    def action_sort_lines(self) -> None:
        """Sort the lines by the words beside the hits."""
        self.panel.found.sort_lines()

    def action_export(self) -> None:
        """Ask where to write the hits, and write them."""
        findings, order = self.panel.found.findings, self.panel.found.order
        if findings is None or not findings.count:
            return
        # 4 ms, and most searches are only read.
        from inglenook.tui import exporting
        from inglenook.tui.screens.line import LineScreen

        def named(path: str | None) -> None:
            if path:
                self._export(findings, order, path)

        self.app.push_screen(
            LineScreen(
                "Write the hits to a file",
                "Path; its ending says the format: .csv, .json or .md",
                exporting.PROPOSED,
                lambda typed: exporting.object_to(typed, self.library.folder),
            ),
            named,
        )

    @work(thread=True, group="export", exit_on_error=False)
    def _export(self, findings: Findings, order: Sequence[int] | None, path: str) -> None:
        from inglenook.tui.exporting import export  # as above

        try:
            count = export(findings, order, self.library.story, path)
        except (OSError, InglenookError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.app.call_from_thread(self.say, f"{path} was not written: {reason}", wrong=True)
        else:
            hits = "1 hit" if count == 1 else f"{count:,} hits"
            self.app.call_from_thread(self.say, f"{hits} written to {path}")

    # Saved searches

    def action_save(self) -> None:
        """Ask for a name, and save what is searched for under it."""
        query = self.panel.answered
        if query:
            self._ask_name("Save this search", query, query, "")

    def _ask_name(self, title: str, name: str, query: str, before: str) -> None:
        from inglenook.tui.screens.line import LineScreen  # see action_export

        def named(chosen: str | None) -> None:
            if chosen and chosen != before:
                self._keep(lambda: self.library.searches.save(chosen, query))
                if before:
                    self._keep(lambda: self.library.searches.drop(before))

        self.app.push_screen(LineScreen(title, "Name", name), named)

    def _keep(self, change: Callable[[], None]) -> None:
        try:
            change()
        except InglenookError as error:
            self.say(str(error), wrong=True)
        self.panel.gather_saved(counted=True)

    @on(Asking.Saved)
    async def _saved_searches(self, event: Asking.Saved) -> None:
        await self.shelf.set_saved(event.searches, event.counts)

    @on(SavedList.Selected)
    async def _saved_selected(self, event: SavedList.Selected) -> None:
        search, kept = event.search, self.library.searches
        if event.what == "rename":
            self._ask_name("Rename this search", search.name, search.query, search.name)
        elif event.what == "drop":
            self._keep(lambda: kept.drop(search.name))
            # It is still among what was asked: the up key brings it back.
            self._keep(lambda: kept.ask(search.query))
            self.say(f"Forgotten: {search.name}")
        else:
            self._keep(lambda: kept.use(search.name))
            await self.action_find(False)
            self.panel.ask_for(search.query)

    def action_results(self) -> None:
        """Go back to the list of hits, to the one last looked at."""
        self.go_to(Part.PANEL)
        findings = self.panel.hits.findings
        if self.walk is not None and findings and self.walk.findings.is_like(findings):
            self.panel.found.listed.go_to_hit(self.walk.number)

    def _end_walk(self) -> bool:
        was_walking = self.walk is not None
        self.walk = None
        self.book.set_matches(())
        self.status = replace(self.status, walk="")
        return was_walking
