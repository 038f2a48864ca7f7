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

from inglenook.model.hits import Excerpt, Hit, Match, MatchKind, Snippet
from inglenook.model.places import Locator, Position, Span
from inglenook.model.progress import Progress
from inglenook.model.stories import ChapterEntry, KnownStory, Story, Version
from inglenook.model.text import (
    GUESSED_BELOW,
    Block,
    Chapter,
    Document,
    Guess,
    Inline,
    Kind,
    Mark,
    Metadata,
    Role,
    Style,
    count_words,
    words_in,
)

__all__ = [
    "GUESSED_BELOW",
    "Block",
    "Chapter",
    "ChapterEntry",
    "Document",
    "Excerpt",
    "Guess",
    "Hit",
    "Inline",
    "Kind",
    "KnownStory",
    "Locator",
    "Mark",
    "Match",
    "MatchKind",
    "Metadata",
    "Position",
    "Progress",
    "Role",
    "Snippet",
    "Span",
    "Story",
    "Style",
    "Version",
    "count_words",
    "words_in",
]
