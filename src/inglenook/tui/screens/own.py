"""What the reader calls a story: their own tags, their own rating."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from inglenook.clean import clean_line
from inglenook.model import Story
from inglenook.standing import MOST_STARS, Standing
from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import Form
from inglenook.tui.widgets.entry import LONGEST, Typing


class Own(NamedTuple):
    """What was typed."""

    tags: tuple[str, ...]
    stars: int


class OwnScreen(Form[Own]):
    """A line for the tags, one for the rating."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound({"app.close": "dismiss", "app.quit": "app.quit"})
    ]

    def __init__(
        self,
        story: Story,
        standing: Standing,
        known: Sequence[str],
        keep: Callable[[Own], bool],
    ) -> None:
        """Take what there is.

        Args:
            story: which.
            standing: what it is called so far.
            known: the reader's tags of all stories, which are offered.
            keep: keeps what is typed, as for every form.
        """
        super().__init__(keep)
        self._story, self._standing, self._known = story, standing, known

    def compose(self) -> ComposeResult:
        """Show the two lines."""
        with Vertical(classes="form") as form:
            form.border_title = Content(clean_line(self._story.title, 50))
            form.border_subtitle = "Enter keeps · Tab next · Esc leaves it"
            yield Static("Your own tags, with commas between", classes="label", markup=False)
            yield Typing(
                ", ".join(self._standing.tags),
                id="tags",
                max_length=LONGEST,
                compact=True,
                suggester=SuggestFromList(self._known, case_sensitive=False),
            )
            if self._known:
                yield Static(f"So far: {', '.join(self._known[:20])}", markup=False)
            label = f"Your rating, 1 to {MOST_STARS}; empty for none"
            yield Static(label, classes="label", markup=False)
            yield Typing(
                str(self._standing.stars or ""),
                id="stars",
                max_length=1,
                restrict=rf"[0-{MOST_STARS}]?",
                compact=True,
            )

    @on(Input.Submitted)
    def _submitted(self) -> None:
        tags, stars = (self.query_one(name, Input).value for name in ("#tags", "#stars"))
        self.hand_in(Own(tuple(clean_line(tag) for tag in tags.split(",")), int(stars or 0)))
