"""What is asked before library.yaml is written: leave, a title, where a story begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from inglenook.clean import clean_line
from inglenook.model import Story
from inglenook.tui.bindings import bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.entry import LONGEST, Typing
from inglenook.tui.widgets.rows import Rows

_LEAVING = {"app.close": "dismiss", "app.quit": "app.quit"}


class AgreeScreen(Modal[bool]):
    """Asked once for a library: may its library.yaml be written?"""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(_LEAVING | {"app.back": "dismiss"}),
        Binding("enter,y", "dismiss(True)", "Write it", show=False),
        Binding("n", "dismiss", "Leave it", show=False),
    ]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def compose(self) -> ComposeResult:
        """Say what is written, where, and what never is."""
        with Vertical(classes="form") as form:
            form.border_title = "Write into your library?"
            form.border_subtitle = "Enter writes · Esc leaves it"
            yield Static(
                f"{clean_line(str(self._path))}\n\n"
                "Corrections are kept in this file, for you to read and change. What you wrote "
                "in it stays as it is, and U undoes. It is the only file Inglenook ever writes "
                "beside your stories; the stories themselves are never touched.",
                markup=False,
            )


class RenameScreen(Modal[tuple[str, str]]):
    """Title and authors of a story, to be typed over."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(_LEAVING)]

    def __init__(self, story: Story) -> None:
        super().__init__()
        self._story = story

    def compose(self) -> ComposeResult:
        """Show a line for each."""
        authors = ("; " if any("," in name for name in self._story.authors) else ", ").join(
            self._story.authors
        )
        with Vertical(classes="form") as form:
            form.border_title = "Rename"
            form.border_subtitle = "Enter writes · Tab next · Esc leaves it"
            yield Static("Title", classes="label", markup=False)
            yield Typing(self._story.title, id="title", max_length=LONGEST, compact=True)
            yield Static("Authors, with commas between", classes="label", markup=False)
            yield Typing(authors, id="authors", max_length=LONGEST, compact=True)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        title, authors = (self.query_one(name, Input).value for name in ("#title", "#authors"))
        self.dismiss((title, authors))


class _Beginnings(Rows, inherit_bindings=False):
    """The chapters of a file, with a sign where a story begins."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "report.mark": "mark",
                "report.down": "step(1)",
                "report.up": "step(-1)",
                "report.page_down": "leaf(1)",
                "report.page_up": "leaf(-1)",
                "report.top": "edge(0)",
                "report.bottom": "edge(1)",
                "report.open": "choose",
            }
        )
    ]

    def __init__(self, story: Story, begins: Iterable[int]) -> None:
        super().__init__()
        self._story = story
        self.begins = set(begins)

    def item_count(self) -> int:
        """Return how many chapters there are."""
        return len(self._story.chapters)

    def paint(self, item: int, width: int) -> list[Line]:  # noqa: ARG002 - one line each
        """Return the line of a chapter."""
        entry = self._story.chapters[item]
        begins = item in self.begins
        left = (
            Part("┌ " if begins else "│ ", "mark"),
            Part(entry.title, "title" if begins else "quiet"),
        )
        return [Line(left, (Part(f" {entry.words:,} words ", "quiet"),))]

    def on_mount(self) -> None:
        """Show the chapters."""
        self.changed()

    def action_mark(self) -> None:
        """Let a story begin here, or not; the first chapter always begins one."""
        if self.cursor:
            self.begins ^= {self.cursor}
            self.repaint()


class SplitScreen(Modal[tuple[int, ...]]):
    """Where in a file the stories begin."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound(_LEAVING | {"app.back": "dismiss"})]

    def __init__(self, story: Story, begins: Iterable[int] = (0,)) -> None:
        """Take a story, and the chapters that are marked to begin with."""
        super().__init__()
        self._story = story
        self._begins = begins

    def compose(self) -> ComposeResult:
        """List the chapters."""
        with Vertical(classes="form -tall") as form:
            form.border_title = "Which chapters begin a story?"
            form.border_subtitle = "Space marks · Enter writes · Esc leaves it"
            yield _Beginnings(self._story, self._begins)

    def on_mount(self) -> None:
        """Begin in the list."""
        self.query_one(_Beginnings).focus()

    @on(Rows.Chosen)
    def _chosen(self) -> None:
        begins: Sequence[int] = sorted(self.query_one(_Beginnings).begins)
        self.dismiss(tuple(begins))
