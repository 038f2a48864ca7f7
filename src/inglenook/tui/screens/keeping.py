"""A screen on which what was searched for is kept: under a name, or in a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import work

from inglenook.errors import InglenookError
from inglenook.tui.screens.searching import SearchingScreen

if TYPE_CHECKING:
    from inglenook.tui.findings import Findings
    from inglenook.tui.widgets.asking import Asking
    from inglenook.tui.widgets.saved_list import SavedList


class KeepingScreen(SearchingScreen):
    """What goes on between a search, the saved ones and the files it is written to."""

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

    @work(thread=True, group="export")
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

        def keep(chosen: str) -> bool:
            if chosen in ("", before):
                return True  # there is nothing to keep
            is_kept = self._keep(lambda: self.library.searches.save(chosen, query))
            if is_kept and before:
                return self._keep(lambda: self.library.searches.drop(before))
            return is_kept

        self.app.push_screen(LineScreen(title, "Name", name, keep=keep))

    def _keep(self, change: Callable[[], None]) -> bool:
        """Change what is saved; return whether that is done, what was wrong has been said."""
        try:
            change()
        except InglenookError as error:
            self.say(str(error), wrong=True)
            return False
        finally:
            self.panel.gather_saved(self.around)
        return True

    def on_story_list_hiding_changed(self) -> None:
        """Count again: what is hidden is not found."""
        self.panel.gather_saved(self.around)

    async def on_asking_saved(self, event: Asking.Saved) -> None:
        """List the saved searches."""
        await self.shelf.set_saved(event.searches, event.counts)

    async def on_saved_list_selected(self, event: SavedList.Selected) -> None:
        """Do with a saved search what the reader wants."""
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
