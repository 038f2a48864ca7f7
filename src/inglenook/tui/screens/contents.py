"""The contents of the story on the page: what was read of it, and the way to any chapter or scene.

What is typed in the filter looks at titles, and at the first words of scenes where those are
listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.contents import Read, Row, rows
from inglenook.model import Document, Position, Story
from inglenook.standing import Standing
from inglenook.tui.bindings import IN_A_LIST, bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.filtered import FilteredScreen
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.rows import Rows

_SIGNS: Mapping[Read, str] = {Read.NONE: "○", Read.PART: "◐", Read.ALL: "●", Read.NEW: "○"}
"""As before the titles of stories."""


class ContentsRows(Rows, inherit_bindings=False):
    """A line a chapter or scene."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(IN_A_LIST)]

    def __init__(self, here: Position) -> None:
        super().__init__()
        self._here = here
        self.shown: Sequence[Row] = ()

    @property
    def under_cursor(self) -> Row | None:
        """What the keys act on."""
        return self.shown[self.cursor] if self.shown else None

    def set_rows(self, shown: Sequence[Row]) -> None:
        """Show other rows; the cursor goes to where the reader is, or to the first."""
        self.shown = shown
        at = [n for n, row in enumerate(shown) if row.position <= self._here]
        inside = [n for n in at if shown[n].position.chapter == self._here.chapter]
        self.changed(cursor=inside[-1] if inside else 0)
        self.show_cursor(centre=True)

    def item_count(self) -> int:
        """Return how many rows there are."""
        return len(self.shown)

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - lines are cut later
        """Return the line of a chapter or scene."""
        row = self.shown[item]
        if row.is_scene:
            return [Line((Part("      "), Part(row.title, "quiet")))]
        here = row.position.chapter == self._here.chapter
        left = (
            Part("›" if here else " ", "mark"),
            Part(f"{_SIGNS[row.read]} ", "mark"),
            Part(row.title, "here" if here else ""),
        )
        new = (Part(" new", "mark"),) if row.read is Read.NEW else ()
        return [Line(left, (*new, Part(f"  {row.words:,} ", "quiet")))]


class ContentsScreen(FilteredScreen[Position | None]):
    """The contents, over the page; dismissed with the place to go to."""

    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-low"), (18, "-high")]  # noqa: RUF012

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "close",
                "app.back": "dismiss",
                "view.contents": "dismiss",
                "app.quit": "app.quit",
                "shelf.filter": "filter",
                "contents.scenes": "scenes",
            }
        )
    ]

    def __init__(
        self,
        story: Story,
        document: Document,
        standing: Standing,
        at: Position,
        *,
        scenes: bool = False,
    ) -> None:
        """Make the screen.

        Args:
            story: whose contents.
            document: its text.
            standing: what it is to its reader.
            at: where they are.
            scenes: whether the scenes are listed too, from the first.
        """
        super().__init__()
        self._story, self._document, self._standing, self._at = story, document, standing, at
        self._scenes = scenes

    def compose(self) -> ComposeResult:
        """Show a filter, the list, and the keys."""
        with Vertical(id="contents", classes="sheet") as sheet:
            chapters, words = len(self._story.chapters), self._story.words
            sheet.border_title = Content(
                f"{self._story.title}: {chapters:,} chapter{'s' * (chapters != 1)}, {words:,} words"
            )
            yield Entry("filter", id="contents-filter")
            yield ContentsRows(self._at)
            yield Static(
                "Enter goes there · s scenes · / filter · Esc closes",
                id="contents-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """List the chapters."""
        self._list()
        self.rows.focus()

    @property
    def rows(self) -> ContentsRows:
        """The list."""
        return self.query_one(ContentsRows)

    def _list(self) -> None:
        wanted = self.query_one(Entry).value
        self.rows.set_rows(
            rows(
                self._story,
                self._document,
                self._standing,
                scenes=self._scenes,
                wanted=wanted,
            )
        )

    @on(Entry.Changed)
    def _typed(self) -> None:
        self._list()

    @on(Entry.Submitted)
    @on(Rows.Chosen)
    def _chosen(self) -> None:
        if (row := self.rows.under_cursor) is not None:
            self.dismiss(row.position)

    def action_scenes(self) -> None:
        """List the scenes too, or no more."""
        self._scenes = not self._scenes
        self._list()
        if self._scenes and not any(row.is_scene for row in self.rows.shown):
            self.notify("No chapter shown here has several scenes.", markup=False)
