"""Parsed text: a document, its chapters and blocks, and what its header said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from inglenook.model.places import Position


class Kind(StrEnum):
    """What a block is, which decides how its lines are set."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    VERSE = "verse"
    """Lines of a poem or song: every line end is the author's."""
    LETTER = "letter"
    """A letter, sign or note quoted in the story, with its own line ends."""
    QUOTE = "quote"
    """A block quotation, re-flowed, set with a margin."""
    PREFORMATTED = "preformatted"
    """A table or a listing: line ends and runs of spaces are kept."""
    SCENE_BREAK = "scene_break"
    """A parting of scenes; ``text`` is what the author typed, which may be empty."""
    NOTE = "note"
    """A label line, an author's note, a mail header: text about the text."""

    @property
    def keeps_lines(self) -> bool:
        """Whether a newline in the text is a line end the author meant."""
        return self in _KEEPS_LINES


_KEEPS_LINES = frozenset({Kind.VERSE, Kind.LETTER, Kind.PREFORMATTED, Kind.NOTE})


class Role(StrEnum):
    """Which part of the book a block belongs to; all but the body are folded."""

    BODY = "body"
    TITLE = "title"
    """A title, byline or chapter mark. Drawn as the opening of its chapter, not as text."""
    FRONT = "front"
    """Description, rating, notes, disclaimer, table of contents: before the text."""
    END = "end"
    """Closing marks, dates and notes after the text."""
    RESIDUE = "residue"
    """What an archive or a mail program left: navigation, "print this story"."""


class Style(StrEnum):
    """How a stretch of text inside a block is marked."""

    EMPHASIS = "emphasis"
    STRONG = "strong"
    LINK = "link"


class Inline(NamedTuple):
    """A styled stretch ``text[start:end]`` of a block."""

    start: int
    end: int
    style: Style
    target: str = ""
    """Where a link leads; empty for the other styles."""


class Block(NamedTuple):
    """A paragraph-like unit of text.

    A named tuple, because a long book has 12,000 of them and they are made at every opening.
    """

    kind: Kind
    text: str
    """Clean text (see :mod:`inglenook.clean`), emphasis marks taken out.

    Holds ``\\n`` only where ``kind.keeps_lines``. Offsets of positions, spans
    and hits count its characters from 0.
    """
    spans: tuple[Inline, ...] = ()
    """Styled stretches, in order of their start."""
    role: Role = Role.BODY

    @property
    def folded(self) -> bool:
        """Whether the block is folded away, and left out of search, by default."""
        return self.role is not Role.BODY


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter or part mark as its author wrote it, e.g. ``Chapter Four: The Weir``."""

    text: str
    """The mark as written, without ornaments around it."""
    number: int | None = None
    """4 for ``Chapter Four``, 3 for ``III.``, 1 for ``(1/2)``; None for ``Prologue``."""
    total: int | None = None
    """2 for ``(1/2)`` and ``1 of 2``, else None."""
    title: str = ""
    """What follows the number: ``The Weir``."""
    word: str = ""
    """``chapter``, ``part``, ``prologue`` ... in lower case; empty for a bare number."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of a document under one heading, with its text."""

    title: str
    """The line it is headed by, empty where the text gives none. What stands below the line as a
    title is the mark's; a contents list shows both."""
    blocks: tuple[Block, ...]
    mark: Mark | None = None
    words: int = 0
    """Words of the unfolded blocks; see :func:`count_words`."""
    source: str = ""
    """Path of the file it stands in, relative to the library, with ``/``."""


def count_words(blocks: tuple[Block, ...] | list[Block]) -> int:
    """Count the words a reader reads: those of unfolded blocks, parted by white space."""
    body, scene_break = Role.BODY, Kind.SCENE_BREAK  # a member is looked up in 66 ns
    read = [text for kind, text, _, role in blocks if role is body and kind is not scene_break]
    return words_in("\n".join(read))


def words_in(text: str) -> int:
    """Return ``len(text.split())``, in a third of its time, as no word is made to be counted.

    Every byte becomes a 0 (white space) or a 1 of one long number, and a word begins at each
    1 behind a 0.
    """
    data = text.encode("utf-8", "surrogatepass")
    if not text.isascii():
        letters = data.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        if letters.split() != [letters]:  # a no-break space parts words, too
            return len(text.split())
    inked = int.from_bytes(data.translate(_INKED), "big")
    return (inked & ~(inked >> 8)).bit_count()


_ASCII = bytes(range(128))
_INKED = bytes(code >= 128 or not chr(code).isspace() for code in range(256))


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing that was worked out rather than read off, and what it rests on."""

    field: str
    """``title``, ``authors``, ``chapter``, ``encoding``, ``joined``, ``paragraphs`` ..."""
    value: str
    confidence: float
    """From 0 (a shot in the dark) to 1 (the file says so)."""
    evidence: str
    """A phrase a reader understands: ``first line, followed by a "by" line``."""


GUESSED_BELOW = 0.8
"""A field whose best :class:`Guess` is less sure than this is said to be guessed."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about its story, in the vocabulary of AO3."""

    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    """A BCP 47 tag (``en``, ``ru``), empty where nothing says."""
    summary: str = ""
    notes: str = ""
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rating: str = ""
    warnings: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    series: str = ""
    series_number: str = ""
    status: str = ""
    """``complete``, ``in progress`` or the word the file uses."""
    words: str = ""
    """The word count the file claims, as it wrote it."""
    chapters: str = ""
    """The chapter count the file claims, ``3/?``."""
    published: str = ""
    updated: str = ""
    source_url: str = ""
    work_id: str = ""
    other: tuple[tuple[str, str], ...] = ()
    """Labels recognised but not typed above, as (label, value), in the file's order."""


@dataclass(frozen=True, slots=True)
class Document:
    """Parsed text of one file, or of a story put together from several files."""

    metadata: Metadata
    chapters: tuple[Chapter, ...]
    """Never empty for a document that a format returns."""
    guesses: tuple[Guess, ...] = ()
    format: str = ""
    """Name of the format that read it: ``text``, ``epub`` ..."""
    encoding: str = ""
    """Python's name of the codec of a text file; empty for other formats."""
    notices: tuple[str, ...] = ()
    """What could not be read or was repaired, a sentence each."""

    def block(self, position: Position) -> Block:
        """Return the block a position lies in. Raises IndexError where there is none."""
        return self.chapters[position.chapter].blocks[position.block]
