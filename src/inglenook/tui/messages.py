"""Messages that cross from one part of the app to another; the others live in their sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from inglenook.model import Document, Position, Progress, Span, Story

if TYPE_CHECKING:
    from inglenook.standing import Standings
    from inglenook.tui.accounts import Target


class Wanted(NamedTuple):
    """What is to be opened, and where."""

    story: str
    """``Story.id``."""
    position: Position | None = None
    """Where; None for where the reader left it."""
    span: Span | None = None
    """A passage to highlight, with enough of the text before it on screen."""
    mark: bool = True
    """Whether the way there is a jump one can come back from."""
    chosen: bool = True
    """Whether the reader asked for it; else it was opened for them at the start."""


NOTHING = Wanted("")
"""What is opened at the start where a story may be what fails."""


@dataclass
class DocumentReady(Message):
    """A story's text has been read."""

    wanted: Wanted
    story: Story
    document: Document
    position: Position


@dataclass
class OpenFailed(Message):
    """A story's text could not be read."""

    wanted: Wanted
    reason: str


@dataclass
class ShelfReady(Message):
    """The list of stories has been read, for the first time or anew."""

    stories: tuple[Story, ...]
    folded: tuple[str, ...]
    """For each story its title and authors, folded, to be filtered by."""
    standings: Standings
    """What the stories are to their reader."""
    trouble: str
    """Files that could not be read and wrong entries of ``library.yaml``, counted, or nothing."""


@dataclass
class IndexProgress(Message):
    """How far the shelving and indexing behind the app has come."""

    progress: Progress

    def can_replace(self, message: Message) -> bool:
        """Only the newest counts."""
        return isinstance(message, IndexProgress)


@dataclass
class RefreshAsked(Message):
    """Files of the library have changed."""


@dataclass
class RefreshFailed(Message):
    """The library could not be brought up to date."""

    reason: str


class RefreshDone(Message):
    """The library is up to date."""


@dataclass
class IndexLost(Message):
    """The search index was found damaged and is empty now."""


@dataclass
class CorrectionAsked(Message):
    """The reader says that the shelf is wrong, or that a guess is right."""

    what: str
    """``join``, ``apart``, ``rename``, ``hide``, ``hide_stories``, ``right``, ``earlier`` or
    ``later``."""
    targets: tuple[Target, ...]
    """What it is about, in the order in which it was pointed at."""


@dataclass
class Corrected(Message):
    """library.yaml was written, and the shelf follows."""

    said: str
    """What was done, for people."""
    line: int
    """Where it stands in library.yaml; 0 where that means nothing."""
    undoes: bool = True
    """Whether it can be undone next."""


@dataclass
class CorrectionFailed(Message):
    """library.yaml was not written."""

    reason: str
