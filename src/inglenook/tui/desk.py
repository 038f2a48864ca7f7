"""What is being read: the story, the place in it, the way back, and what is not saved yet."""

from __future__ import annotations

from typing import NamedTuple

from inglenook.library import Library
from inglenook.model import Document, Position, Story
from inglenook.tui.jumps import JumpList, Stand


class Stretch(NamedTuple):
    """What has been on screen without a gap."""

    first: Position = Position()
    last: Position = Position()
    since: float = 0.0
    """How far into the story ``first`` is, 0 to 1."""


class Desk:
    """The story that is open, and the reader's place in it. Knows no widget."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._unsaved = False
        self.story: Story | None = None
        self.document: Document | None = None
        self.position = Position()
        self.fraction = 0.0
        self.stretch = Stretch()
        self.jumps = JumpList()
        self._left: Stand | None = None

    @property
    def stand(self) -> Stand | None:
        """The place to come back to."""
        return Stand(self.story.id, self.position) if self.story else None

    @property
    def chapter(self) -> int:
        """Index of the chapter that is read."""
        return self.position.chapter

    @property
    def is_unsaved(self) -> bool:
        """Whether the reader has moved since the place was last saved."""
        return self._unsaved

    def open(self, story: Story, document: Document, position: Position, *, chosen: bool) -> None:
        """Put a story on the desk.

        Args:
            story: which.
            document: its text.
            position: where it is opened.
            chosen: whether the reader chose it; a story opened for them is not yet read.
        """
        self.story, self.document, self.position = story, document, position
        self.fraction, self.stretch = 0.0, Stretch(position, position, 1.0)
        self._unsaved = chosen

    def show(self, start: Position, end: Position, fraction: float) -> None:
        """Take notice of what is on screen.

        Args:
            start: the top of the screen.
            end: behind its last row.
            fraction: how far into the story its top is, 0 to 1.
        """
        first, last, since = self.stretch
        if start > last or end < first:
            self.stretch = Stretch(start, end, fraction)
        else:
            self.stretch = Stretch(min(first, start), max(last, end), min(since, fraction))
        self.fraction = fraction

    def move(self, position: Position, end: Position, fraction: float) -> bool:
        """Follow the reader, as :meth:`show`; return whether they went into another chapter."""
        other = position.chapter != self.position.chapter
        if position != self.position and not self.is_peeking:
            self._unsaved = True
        self.show(position, end, fraction)
        self.position = position
        return other

    @property
    def is_peeking(self) -> bool:
        """Whether the text is only looked into: what is passed over then was not read."""
        return self._left is not None

    def peek(self) -> None:
        """Look into the text from here, to come back or not; saves nothing until then."""
        self._left = self._left or self.stand

    def stop_peeking(self, *, stay: bool) -> Stand | None:
        """Go on reading here, or go back; return the place to go back to.

        Args:
            stay: whether to go on here; the place before is then one jump back.
        """
        left, self._left = self._left, None
        if stay and left is not None:
            self.jumps.leave(left)
            # The way here was made while peeking, so none of it is saved.
            self._unsaved = self._unsaved or left != self.stand
        return None if stay else left

    def leave(self) -> None:
        """Remember this place before a jump, for the way back."""
        if (stand := self.stand) is not None:
            self.jumps.leave(stand)

    def save(self) -> bool:
        """Save the place if it is not; return whether it was written. Raises StoreError."""
        if not self._unsaved or self.story is None or self.document is None or self.is_peeking:
            return False
        self._library.save_place(
            self.story.id, self.document, self.position, self.fraction, self.stretch.since
        )
        self._unsaved = False
        return True
