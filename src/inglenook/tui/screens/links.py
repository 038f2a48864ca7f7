"""The notes and links of the screen: what they say, without leaving the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.clean import clean, clean_line
from inglenook.model import Document, Position, Story
from inglenook.tui.bindings import bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.choices import Choices


class Link(NamedTuple):
    """A link of the text, and where it leads."""

    label: str
    """The words that are the link."""
    text: str
    """What stands there: the text of the note, or an address outside."""
    position: Position | None = None
    """Where in the story it leads; None for an address outside."""


def resolve(label: str, target: str, here: int, story: Story, document: Document) -> Link:
    """Say where a link leads.

    Args:
        label: the words that are the link.
        target: as in ``Inline.target``: ``#3/12`` is block 12 of chapter 3 of the same file.
        here: index of the chapter it stands in.
        story: whose chapters know their files.
        document: its text.
    """
    chapter, _, block = target.removeprefix("#").partition("/")
    if not target.startswith("#") or not (chapter.isdecimal() and block.isdecimal()):
        return Link(label, target)
    digest = story.chapters[here].digest if here < len(story.chapters) else ""
    for number, entry in enumerate(story.chapters):
        if (entry.digest, entry.ordinal) == (digest, int(chapter)):
            blocks = document.chapters[number].blocks
            if int(block) < len(blocks):
                return Link(label, blocks[int(block)].text, Position(number, int(block)))
    return Link(label, "")


class LinksScreen(Modal[Link | None]):
    """A list of links, the one under the cursor read out; Enter goes there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "dismiss",
                "app.back": "dismiss",
                "text.links": "dismiss",
                "app.quit": "app.quit",
            }
        )
    ]

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__()
        self._links = links

    def compose(self) -> ComposeResult:
        """Show the links, and below them what the chosen one says."""
        rows = [
            [Line((Part(f" {clean_line(link.label)}  "), Part(clean_line(link.text), "quiet")))]
            for link in self._links
        ]
        with Vertical(id="links", classes="sheet"):
            yield Choices(rows)
            yield Static(id="link-text", markup=False)

    def on_mount(self) -> None:
        """Say how to leave, and read out the first."""
        frame = self.query_one("#links")
        frame.border_title, frame.border_subtitle = "Notes and links", "Enter goes there, Esc stays"
        self._read_out(0)

    @on(Choices.Reached)
    def _reached(self, event: Choices.Reached) -> None:
        self._read_out(event.item)

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        self.dismiss(self._links[event.item])

    def _read_out(self, item: int) -> None:
        text = clean(self._links[item].text)
        self.query_one("#link-text", Static).update(Content(text))
