"""What Inglenook talks about: stories, their text, and places in it.

Everything here is a frozen value without I/O, so every layer may use it and
every test may build it::

    Story                 one catalogued work, as the shelf shows it
      ChapterEntry        one line of its contents, and where its text is
      Version             the same work saved another time, which is not the one read
    KnownStory            what a story the reader has opened is known again by
    Document              parsed text: of one file, or of a whole story
      Metadata            what its header said, typed
      Chapter             a title and the blocks under it
        Block             a paragraph-like unit of text
          Inline          a styled stretch of that text
      Guess               one thing that was worked out, how sure, and why
    Position < Span       a place in a Document; a stretch between two
    Locator               a Position that can be found again in a changed text
    Hit, Snippet          one place a search found, and the words around it

Numbers in code count from 0 (``Position.chapter`` indexes
``Document.chapters``); numbers shown to people count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class ChapterEntry:
    """One line of a story's contents: enough to list a chapter and to fetch its text."""

    title: str
    """As shown in lists; never empty (``Chapter 2`` where the text gives none)."""
    words: int
    source: str
    """Path of its file relative to the library, with ``/``."""
    digest: str
    """Content hash of that file: with ``ordinal`` the key of the text and of the index."""
    ordinal: int
    """Which chapter of that file's Document it is, from 0."""
    missing: bool = False
    """The file has vanished: the chapter is hidden, what the reader made of it is kept."""

    @property
    def key(self) -> str:
        """Identifies the chapter's text wherever it is filed: ``digest:ordinal``."""
        return f"{self.digest}:{self.ordinal}"


@dataclass(frozen=True, slots=True)
class Version:
    """The same work saved another time: an older copy, another format, a part by itself.

    It is neither shown by itself nor searched; ``Library.open`` can open it.
    """

    chapters: tuple[ChapterEntry, ...]
    """Its contents, in reading order."""
    format: str
    """Name of the format of its first file: ``text``, ``epub`` ..."""
    contained: float | None
    """Share of its text that stands in the version that is read, 0 to 1; None where there is
    too little text to compare."""
    confidence: float
    """How sure it is that this is the same work, 0 to 1."""
    evidence: str
    """Why it is taken for one, as in :class:`Guess`: ``the same title and author``."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The files it stands in, in reading order, each once."""
        return _sources(self.chapters)

    @property
    def words(self) -> int:
        """Words a reader reads, over all chapters."""
        return sum(entry.words for entry in self.chapters)


@dataclass(frozen=True, slots=True)
class Story:
    """One catalogued work."""

    id: str
    """Short, stable over edits, renames and re-downloads; safe in a shell and a URL."""
    title: str
    """Never empty: a story without a title is named by its mark, first words or file."""
    authors: tuple[str, ...]
    chapters: tuple[ChapterEntry, ...]
    metadata: Metadata = field(default_factory=Metadata)
    guesses: tuple[Guess, ...] = ()
    versions: tuple[Version, ...] = ()
    """Other savings of the same work, the fullest first; ``chapters`` is the fullest of all."""

    @property
    def sources(self) -> tuple[str, ...]:
        """The files the story is read from, in reading order, each once."""
        return _sources(self.chapters)

    @property
    def other_sources(self) -> tuple[str, ...]:
        """The files its versions stand in, each once."""
        return tuple(dict.fromkeys(source for v in self.versions for source in v.sources))

    @property
    def digests(self) -> tuple[str, ...]:
        """Content hashes of its files, those of its versions behind the ones that are read."""
        rows = (self.chapters, *(version.chapters for version in self.versions))
        return tuple(dict.fromkeys(entry.digest for row in rows for entry in row))

    @property
    def words(self) -> int:
        """Words a reader reads, over all chapters."""
        return sum(entry.words for entry in self.chapters)

    @property
    def guessed(self) -> tuple[str, ...]:
        """The fields that are guesses, weakest evidence included, in order of first mention."""
        best: dict[str, float] = {}
        for guess in self.guesses:
            best[guess.field] = max(best.get(guess.field, 0.0), guess.confidence)
        return tuple(name for name, confidence in best.items() if confidence < GUESSED_BELOW)


def _sources(chapters: tuple[ChapterEntry, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.source for entry in chapters))


@dataclass(frozen=True, slots=True)
class KnownStory:
    """What is remembered of a story the reader has opened, to know it again by.

    The store keeps it and the catalogue asks for it, so that a story keeps its
    id (and with it the reader's place) when its file is edited, moved or renamed.
    """

    id: str
    """``Story.id``."""
    title: str
    authors: tuple[str, ...]
    digests: tuple[str, ...]
    """As in ``Story.digests``."""
    paths: tuple[str, ...]
    """Paths of its files relative to the library, with ``/``, in reading order."""


class Position(NamedTuple):
    """A place in a Document: ordered, and the same at every line length."""

    chapter: int = 0
    """Index into ``Document.chapters``."""
    block: int = 0
    """Index into ``Chapter.blocks``."""
    offset: int = 0
    """Characters into ``Block.text``; ``len(text)`` is just behind the last one."""


class Span(NamedTuple):
    """The half-open range of a Document from ``start`` up to ``end``."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Locator:
    """A saved Position, with what it takes to find the place in a changed text.

    After Readium's Locator and the W3C's TextQuoteSelector.
    """

    position: Position
    progression: float
    """How far into the story, 0 to 1, by characters of unfolded text."""
    quote: str
    """Up to 48 characters from the position on."""
    before: str = ""
    """Up to 32 characters before it."""
    after: str = ""
    """Up to 32 characters behind the quote."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text with stretches to highlight: values, never markup."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()
    """Half-open character ranges of ``text``, ascending, not overlapping."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a query matches inside one chapter."""

    block: int
    """Index into ``Chapter.blocks``."""
    start: int
    """Characters into the block's text, from 0."""
    end: int
    highlights: tuple[tuple[int, int], ...]
    """The matched words: character ranges of the block's text, ascending."""


class MatchKind(StrEnum):
    """How a passage is like what was asked for, the surest first."""

    WORDS = "words"
    """It has the words, as a query asks for them."""
    PHRASE = "phrase"
    """It is the line, word by word."""
    ORDERED = "in order"
    """It has all words of the line in order, and others between."""
    CLOSE = "close"
    """It has most words of the line close together."""
    ALIKE = "alike"
    """As close, and some words are spelt otherwise."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place a search found."""

    story: str
    """``Story.id``."""
    chapter: int
    """Index into ``Story.chapters``."""
    match: Match
    snippet: Snippet
    """The match with its context, cut at sentence bounds where they are near."""
    score: float
    kind: MatchKind = MatchKind.WORDS

    @property
    def span(self) -> Span:
        """The matched stretch, as a place in the story's Document."""
        return Span(
            Position(self.chapter, self.match.block, self.match.start),
            Position(self.chapter, self.match.block, self.match.end),
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a refresh of the library has come."""

    stage: str
    """``waiting`` for another process, ``scanning``, ``reading``, ``shelving``, ``indexing`` or
    ``done``."""
    done: int = 0
    """Files, or while indexing chapters, dealt with so far."""
    total: int = 0
    """Of how many; 0 while that is not known."""
