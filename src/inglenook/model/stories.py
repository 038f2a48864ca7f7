"""Stories as the shelf shows them: what they consist of, without their text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from inglenook.model.text import GUESSED_BELOW, Guess, Metadata


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

    def called(self, chapter: int) -> str:
        """Return a chapter's title; behind its part's, where another chapter is called so, too.

        Args:
            chapter: index into ``chapters``. A part is one of them without words of its own.
        """
        title = self.chapters[chapter].title
        if sum(entry.title == title for entry in self.chapters) > 1:
            for entry in reversed(self.chapters[:chapter]):
                if not entry.words:
                    return f"{entry.title}, {title}"
        return title

    @property
    def guessed(self) -> tuple[str, ...]:
        """The fields that are guesses, weakest evidence included, in order of first mention."""
        best: dict[str, float] = {}
        for guess in self.guesses:
            best[guess.field] = max(best.get(guess.field, 0.0), guess.confidence)
        return tuple(name for name, confidence in best.items() if confidence < GUESSED_BELOW)


def _sources(chapters: tuple[ChapterEntry, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.source for entry in chapters))


class KnownStory(NamedTuple):
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

    @classmethod
    def of(cls, story: Story) -> KnownStory:
        """Return what a story is known again by."""
        return cls(story.id, story.title, story.authors, story.digests, story.sources)
