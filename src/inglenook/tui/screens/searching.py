"""A screen on which one searches: finding in the text, walking through hits, going back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on

from inglenook.model import Position
from inglenook.tui.messages import Wanted
from inglenook.tui.screens.own_shelf import OwnShelfScreen
from inglenook.tui.screens.panes import Part

if TYPE_CHECKING:
    from inglenook.tui.reach import Around
    from inglenook.tui.widgets.asking import Asking
    from inglenook.tui.widgets.found_pane import FoundPane
    from inglenook.tui.widgets.hit_list import HitList


class SearchingScreen(OwnShelfScreen):
    """What goes on between the search panel and the page."""

    _touched = False
    """Whether the reader has asked for anything yet."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what has nothing to act on."""
        if action in ("walk", "results") and not (self.has_panel and self.panel.has_list):
            return None
        if action == "save" and not (self.has_panel and self.panel.answered):
            return None
        if action == "scope" and self.at is not Part.PANEL:
            return None
        if action == "correct_query" and not (self.has_panel and self.panel.can_correct):
            return None
        return super().check_action(action, parameters)

    async def action_find(self, here: bool) -> None:
        """Open the search panel, to find in this story while one types or to search them all."""
        if not await self.furnish():
            return
        await self.panel.furnish()
        self.open_panel()
        finding = here and self.desk.story is not None
        if finding:
            self.save()
            self.desk.peek()
        self.panel.set_own_tags(self.shelf.stories.shelf.own_tags)
        self.panel.ask(self.around, self.desk.position if finding else None)
        self.panel.prepare()
        # Not by the widget's own focus(), which comes later than the next key of a burst.
        self.set_focus(self.panel.entry)

    def action_edit_query(self) -> None:
        """Go back to the line with the query."""
        self.set_focus(self.panel.entry)

    @property
    def around(self) -> Around:
        """What the reader is among."""
        from inglenook.tui.reach import Around  # as the panel: after the first paint

        stories = self.shelf.stories
        return Around(self.desk.story, stories.filtered, stories.unhidden)

    def action_scope(self) -> None:
        """Search the next of the places one can search in."""
        self._keep_found()
        self._log()  # what was on screen a moment ago is looked for, too
        self.panel.next_reach(self.around)
        self.show_keys()

    def action_correct_query(self) -> None:
        """Take the spelling that is offered."""
        self.panel.correct()

    def on_asking_spotted(self, event: Asking.Spotted) -> None:
        """Follow in the text what is typed."""
        if not self.desk.is_peeking:
            return
        if event.findings is None or event.number is None:
            self._end_walk()
            self.book.go_to(self.panel.found_from)
            return
        from inglenook.tui.walk import Walk

        self.walk = Walk(event.findings, event.number)
        hit = self.walk.hit
        if hit is not None:
            self.status = self.status._replace(walk=str(self.walk))
            self.book.go_to(hit.span.start, highlight=hit.span)
            self.book.set_matches(*self.walk.marks())

    def on_asking_seen(self, event: Asking.Seen) -> None:
        """Mark all hits of the story."""
        if self.walk is not None and self.walk.findings is event.findings:
            self.book.set_matches(*self.walk.marks())

    @on(events.DescendantFocus)
    def _looks_elsewhere(self) -> None:
        if self.at is not Part.PANEL:
            self._keep_found()

    def _keep_found(self) -> None:
        """Go on from what was found; where the reader was before is one jump back."""
        if self.has_panel:
            self.panel.stop_finding()
        self.desk.stop_peeking(stay=True)
        self.save_soon()

    def _give_up_finding(self) -> bool:
        """Go back to before the search in the text; return whether there was one."""
        self.panel.stop_finding()
        left = self.desk.stop_peeking(stay=False)
        if left is not None:
            self._end_walk()
            self.close_panel()
            self.open(Wanted(left.story, left.position, mark=False))
        return left is not None

    def on_found_pane_hit_selected(self, event: FoundPane.HitSelected) -> None:
        """Walk through the hits from this one."""
        from inglenook.tui.walk import Walk

        self._touched = True
        was_peeking = self.desk.is_peeking
        self._keep_found()
        self.walk = Walk(event.findings, event.number, event.order)
        self._open_hit(mark=not was_peeking)

    def on_hit_list_story_chosen(self, event: HitList.StoryChosen) -> None:
        """Open a story that was found."""
        self._touched = True
        self.go_to(Part.TEXT)
        self.open(Wanted(event.story))

    def hits_in(self, story_id: str) -> Sequence[Position]:
        """Return where a story has hits while the reader walks through them."""
        return self.walk.findings.in_story(story_id) if self.walk is not None else ()

    def action_walk(self, direction: int) -> None:
        """Go to the next hit, or to the one before."""
        from inglenook.tui.walk import Walk

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
        self.status = self.status._replace(walk=str(walk))
        self.go_to(Part.TEXT)
        self.open(Wanted(hit.story, hit.span.start, hit.span, mark))

    async def action_lines(self) -> None:
        """Show the hits as lines centred on what was found, or as a list again."""
        if not await self.furnish():
            return
        await self.panel.furnish()
        self.go_to(Part.PANEL)
        await self.panel.toggle_lines()

    def action_sort_lines(self) -> None:
        """Sort the lines by the words beside the hits."""
        self.panel.found.sort_lines()

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
        self.status = self.status._replace(walk="")
        return was_walking
