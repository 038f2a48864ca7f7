"""What the catalogue remembers of every file, and what it tells about it.

A :class:`Record` holds all that shelving needs of a file, so that ten thousand files are
shelved without one text being read: the text itself stays in the cache until it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from inglenook.model import Guess, Mark, Metadata

HASH_BYTES = 4
"""Of one hash of a sketch."""

FAILED = "failed"
"""The status of a file that could not be read."""

ARCHIVE = "archive"
"""The status of a ZIP that is a folder: its files have records of their own, and it has no line."""

HIDDEN = "hidden by library.yaml"
"""How the reason begins why a file is skipped that a person has hidden."""

MAIN_GUESSES = ("version", "title", "authors", "joined", "chapters", "encoding")
"""The guesses that decide what the shelf shows; a report is as sure as the weakest of them."""


class FoundFile(NamedTuple):
    """A file of the library as the folder lists it."""

    path: str
    """Relative to the library, with ``/``; undecodable bytes as surrogates. That of a file in an
    archive goes through the archive: ``saved.zip/weir.txt``."""
    size: int
    """Bytes."""
    mtime_ns: int


class ChapterOutline(NamedTuple):
    """A chapter of a file without its text."""

    title: str
    """As in ``Chapter.title``: empty where the text gives none."""
    words: int
    mark: Mark | None = None
    sketch: bytes = b""
    """See :mod:`~inglenook.catalog.sketch`."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file's Document holds besides its text."""

    metadata: Metadata
    chapters: tuple[ChapterOutline, ...]
    opening: str = ""
    """The first words of the body, on one line."""
    guesses: tuple[Guess, ...] = ()
    format: str = ""
    encoding: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One file: where it is, what it holds, or why it is no story."""

    path: str
    size: int
    mtime_ns: int
    digest: str
    """Content hash; empty for a file that was not read."""
    status: str
    """``ok``, ``skipped``, ``failed`` or :data:`ARCHIVE`."""
    reason: str = ""
    outline: Outline | None = None
    """None unless ``status`` is ``ok``."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was made of one file, how sure that is, and why."""

    path: str
    """Relative to the library, with ``/``; clean, so it can be shown."""
    status: str
    """``ok``, ``skipped`` or ``failed``."""
    reason: str = ""
    """Why it was skipped or failed, of which story it is another version, or which part of a
    joined one: a phrase."""
    format: str = ""
    encoding: str = ""
    stories: tuple[str, ...] = ()
    """Ids of the stories that stand in it."""
    chapters: int = 0
    confidence: float = 0.0
    """That of the weakest of :data:`MAIN_GUESSES`; 1 where nothing was guessed."""
    evidence: tuple[str, ...] = ()
    """What each guess rests on, a phrase each."""

    @property
    def is_hidden(self) -> bool:
        """Whether it was skipped because a person has hidden it."""
        return self.status == "skipped" and self.reason.startswith(HIDDEN)


class Changes(NamedTuple):
    """What a refresh found different in the folder."""

    added: int = 0
    """Files that were not there before."""
    changed: int = 0
    """Files whose content is another."""
    removed: int = 0
    """Files that have vanished."""
    unchanged: int = 0


def sketches_of(record: Record) -> tuple[bytes, ...]:
    """Return the sketches of a file's chapters; none of a file that is no story."""
    return tuple(c.sketch for c in record.outline.chapters) if record.outline else ()
