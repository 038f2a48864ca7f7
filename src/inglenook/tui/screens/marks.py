"""The list of marks: of the story on the page, or of all; filtered, gone to, deleted, changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.errors import InglenookError
from inglenook.store.annotations import Annotation, ListedMark, MarkKind
from inglenook.tokens import fold
from inglenook.tui.bindings import IN_A_LIST, bound
from inglenook.tui.paint import Line, Part, clip
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
        self._is_of_all = False

    @property
    def under_cursor(self) -> ListedMark | None:
        """The mark the keys act on."""
        return self._marks[self.cursor] if self._marks else None

    def set_marks(self, marks: Sequence[ListedMark], *, of_all: bool) -> None:
        """Show other marks.

        Args:
            marks: in their order.
            of_all: whether they may be of several stories, and say of which.
        """
        self._marks, self._is_of_all = marks, of_all
        self.changed()

    def item_count(self) -> int:
        """Return how many marks there are."""
        return len(self._marks)

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the line of a mark."""
        one = self._marks[item]
        where = (
            (one.title if self._is_of_all else "") or one.heading or f"chapter {one.chapter + 1}"
        )
        waits = " (waits)" if one.id in self._waiting else ""
        where = clip(where, width // 3 - len(waits))  # one that is longer would be left out
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
        here: tuple[str, ...] = (),
        waiting: frozenset[str] = frozenset(),
    ) -> None:
        """Make the screen.

        Args:
            marginalia: where the marks are.
            title: of the story on the page; empty without one.
            here: ids of its marks, in the order of its text.
            waiting: ids of those of them whose text is not there.
        """
        super().__init__()
        self._marginalia, self._title = marginalia, title
        self._here, self._waiting = here, waiting
        self._all = not title or not here
        self._deleted: list[Annotation] = []
        self._marks: Sequence[ListedMark] = ()
        self._told: list[tuple[str, ListedMark]] | None = None
        """What a filter looks through, and whose it is; read when one is first typed."""

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
        """List the marks as they are now."""
        marks, self._told = self._marginalia, None
        with self._saying():
            self._marks = marks.listed() if self._all else marks.listed_of(self._here)
        self._filter()

    def _filter(self) -> None:
        wanted = fold(self.query_one(Entry).value).split()
        shown = self._marks
        if wanted:
            if self._told is None:
                with self._saying():
                    self._told = [(_told(one), one) for one in self._marks]
            shown = [one for told, one in self._told or () if all(word in told for word in wanted)]
        self.rows.set_marks(shown, of_all=self._all)
        scope = "all stories" if self._all else self._title
        told = f"{len(shown):,} mark{'s' * (len(shown) != 1)} in {scope}"
        if not shown and not wanted:
            told = "No marks yet: on the page m bookmarks, v selects text to highlight."
        self.query_one("#marks-scope", Static).update(Content(told))

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """Say what goes wrong, rather than fail."""
        try:
            yield
        except InglenookError as error:
            self.notify(str(error), severity="warning", markup=False)

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
        self._read()

    def action_delete(self) -> None:
        """Delete the mark under the cursor; u brings it back."""
        if (one := self.rows.under_cursor) is None:
            return
        with self._saying():
            mark = self._marginalia.get(one.id)
            if mark is not None:
                self._marginalia.remove(mark)
                self._deleted.append(mark)
        self._read()

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        if not self._deleted:
            return
        with self._saying():
            self._marginalia.restore(self._deleted[-1])
            self._deleted.pop()
        self._read()

    def action_note(self) -> None:
        """Change the note of the mark under the cursor."""
        one = self.rows.under_cursor
        mark = None
        with self._saying():
            mark = self._marginalia.get(one.id) if one is not None else None
        if mark is None:
            return

        def keep(note: str) -> bool:
            kept = False
            with self._saying():
                self._marginalia.change(mark, style=mark.detail, note=note)
                kept = True
            self._read()
            return kept

        self.app.push_screen(NoteScreen(mark.text, mark.note, keep))


def _told(one: ListedMark) -> str:
    told = " ".join((one.text, one.note, one.kind, one.detail, one.heading, one.title))
    # Folding what is plain but for them takes 50 times as long: half a second for 10,000 marks.
    for sign, plain in _TYPOGRAPHY:
        told = told.replace(sign, plain)
    return fold(told)


_TYPOGRAPHY = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("—", "-"), ("–", "-"), ("…", "..."))
