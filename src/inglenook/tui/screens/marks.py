"""The list of marks: of the story on the page, or of all; filtered, gone to, deleted, changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.annotations import Annotation, ListedMark, MarkKind
from inglenook.errors import InglenookError
from inglenook.tokens import fold
from inglenook.tui.bindings import IN_A_LIST, bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.filtered import FilteredScreen
from inglenook.tui.screens.letters import NoteScreen
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.margin import BARS, BOOKMARK, NOTE
from inglenook.tui.widgets.rows import Rows

if TYPE_CHECKING:
    from inglenook.marginalia import Marginalia


class MarkRows(Rows, inherit_bindings=False):
    """A line a mark, made when it is painted."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(IN_A_LIST)]

    def __init__(self, waiting: frozenset[str]) -> None:
        super().__init__()
        self._waiting = waiting
        self._marks: Sequence[ListedMark] = ()
        self._titles: dict[str, str] = {}

    @property
    def under_cursor(self) -> ListedMark | None:
        """The mark the keys act on."""
        return self._marks[self.cursor] if self._marks else None

    def set_marks(self, marks: Sequence[ListedMark], titles: dict[str, str]) -> None:
        """Show other marks.

        Args:
            marks: in their order.
            titles: of their stories, by id; none where all are of one story.
        """
        self._marks, self._titles = marks, titles
        self.changed()

    def item_count(self) -> int:
        """Return how many marks there are."""
        return len(self._marks)

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - lines are cut later
        """Return the line of a mark."""
        one = self._marks[item]
        where = self._titles.get(one.story) or one.heading or f"chapter {one.chapter + 1}"
        waits = " (waits)" if one.id in self._waiting else ""
        note = (Part(f"  {NOTE} {one.note}", "mark"),) if one.note else ()
        words = Part(one.text, "quiet" if waits else "")
        left = (Part(f"{_sign(one)} ", "mark"), words, *note)
        return [Line(left, (Part(f"  {where}{waits} ", "quiet"),))]


def _sign(one: ListedMark) -> str:
    if one.kind == MarkKind.BOOKMARK:
        return BOOKMARK
    return BARS.get(one.detail, NOTE) if one.kind != MarkKind.LETTER else one.detail


class MarksScreen(FilteredScreen[str]):
    """The marks, over the page; dismissed with the id of the one to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "close",
                "app.back": "dismiss",
                "mark.list": "dismiss",
                "app.quit": "app.quit",
                "shelf.filter": "filter",
                "view.next_pane": "scope",
                "library.undo": "undo",
                "select.note": "note",
            }
        ),
        Binding("delete,x", "delete", "Delete", show=False),
        Binding("u", "undo", "Undo", show=False),
    ]

    def __init__(
        self,
        marginalia: Marginalia,
        title: str,
        here: frozenset[str] = frozenset(),
        waiting: frozenset[str] = frozenset(),
    ) -> None:
        """Make the screen.

        Args:
            marginalia: where the marks are.
            title: of the story on the page; empty without one.
            here: ids of its marks.
            waiting: ids of those of them whose text is not there.
        """
        super().__init__()
        self._marginalia, self._title = marginalia, title
        self._here, self._waiting = here, waiting
        self._all = not title or not here
        self._deleted: list[Annotation] = []
        self._marks: list[ListedMark] = []
        self._titles: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Show a filter, the list, and the keys."""
        with Vertical(id="marks", classes="sheet") as sheet:
            sheet.border_title = "Marks"
            yield Static(id="marks-scope", markup=False)
            yield Entry("filter", id="marks-filter")
            yield MarkRows(self._waiting)
            yield Static(
                "Enter goes · Tab this story/all · / filter · a note · x delete · u undo",
                id="marks-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        """Read the marks."""
        self.rows.focus()
        self._read()

    @property
    def rows(self) -> MarkRows:
        """The list."""
        return self.query_one(MarkRows)

    def _read(self) -> None:
        try:
            self._marks = self._marginalia.listed()
            self._titles = self._marginalia.titles()
        except InglenookError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._filter()

    def _filter(self) -> None:
        wanted = fold(self.query_one(Entry).value).split()
        shown = [one for one in self._marks if self._all or one.id in self._here]
        if wanted:
            shown = [one for one in shown if self._fits(one, wanted)]
        self.rows.set_marks(shown, self._titles if self._all else {})
        scope = "all stories" if self._all else self._title
        count = f"{len(shown):,} mark{'s' * (len(shown) != 1)}"
        self.query_one("#marks-scope", Static).update(Content(f"{count} in {scope}"))

    def _fits(self, one: ListedMark, wanted: Sequence[str]) -> bool:
        title = self._titles.get(one.story, "")
        told = fold(" ".join((one.text, one.note, one.kind, one.detail, one.heading, title)))
        return all(word in told for word in wanted)

    @on(Entry.Changed)
    def _typed(self) -> None:
        self._filter()

    @on(Entry.Submitted)
    def _submitted(self) -> None:
        self.rows.focus()

    @on(Rows.Chosen)
    def _chosen(self) -> None:
        if (one := self.rows.under_cursor) is not None:
            self.dismiss(one.id)

    def action_scope(self) -> None:
        """List the marks of this story, or all."""
        self._all = not self._all if self._title else True
        self._filter()

    def action_delete(self) -> None:
        """Delete the mark under the cursor; u brings it back."""
        if (one := self.rows.under_cursor) is None:
            return
        try:
            mark = self._marginalia.get(one.id)
            if mark is not None:
                self._marginalia.remove(mark)
                self._deleted.append(mark)
        except InglenookError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._read()

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        if not self._deleted:
            return
        try:
            self._marginalia.restore(self._deleted[-1])
            self._deleted.pop()
        except InglenookError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._read()

    def action_note(self) -> None:
        """Change the note of the mark under the cursor."""
        one = self.rows.under_cursor
        mark = self._marginalia.get(one.id) if one is not None else None
        if mark is None:
            return

        def done(note: str | None) -> None:
            if note is None:
                return
            try:
                self._marginalia.change(mark, style=mark.detail, note=note)
            except InglenookError as error:
                self.notify(str(error), severity="warning", markup=False)
            self._read()

        self.app.push_screen(NoteScreen(mark.text, mark.note), done)
