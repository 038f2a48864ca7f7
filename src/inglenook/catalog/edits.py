"""What a reader may say about files and stories, as values.

::

    Join(files)      these files, in this order, are one story
    Apart(files)     each of these files is a story of its own
    Split(file)      these chapters of a file are a story, those another
    Name(files)      the title, authors or chapters of a story; what was guessed is right
    Hide(files)      not for this shelf
    Show(files)      for this shelf after all
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Join:
    """These files, in this order, are one story."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """Each of these files is a story of its own."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One story of a file that holds several."""

    title: str
    first: int
    """Number of its first chapter in the file, from 1."""
    last: int
    authors: tuple[str, ...] = ()
    """Whose it is, where it is a work of its own; empty for those of the file."""


@dataclass(frozen=True, slots=True)
class Split:
    """A file holds several stories."""

    file: str
    pieces: tuple[Piece, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The one file."""
        return (self.file,)


@dataclass(frozen=True, slots=True)
class Name:
    """What the story of these files is called. What is None stays as it is."""

    files: tuple[str, ...]
    """All its files, in reading order."""
    title: str | None = None
    authors: tuple[str, ...] | None = None
    chapters: tuple[str, ...] | None = None
    """The titles of its chapters, in order."""
    confirmed: tuple[str, ...] = ()
    """Fields of its other guesses that are right as they are: ``chapters``, ``encoding``."""
    versions: tuple[str, ...] = ()
    """Files that are other versions of it, which would not be told by another title."""
    piece: int | None = None
    """A chapter of the piece that is meant, where the file is split; counts from 1."""


@dataclass(frozen=True, slots=True)
class Hide:
    """These files are not for this shelf."""

    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """These hidden files are for this shelf after all."""

    files: tuple[str, ...]


Edit: TypeAlias = Join | Apart | Split | Name | Hide | Show
