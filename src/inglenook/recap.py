"""What helps a reader who comes back after weeks: where they were, and how each chapter began."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from inglenook.model import Block, Document, Kind, Position, Story
from inglenook.sentences import beginnings

MOST_CHARACTERS = 700
"""Of the last paragraph: the end of a longer one is what was read last."""
MOST_OPENING = 160
"""Of the first sentence of a chapter."""


class Opening(NamedTuple):
    """How a chapter begins."""

    title: str
    sentence: str


class Recap(NamedTuple):
    """What was read of a story, in short."""

    paragraph: str
    """The last one that was read to its end; empty at the beginning."""
    openings: tuple[Opening, ...]
    """Of each chapter up to the one being read."""


def recap(story: Story, document: Document, position: Position) -> Recap:
    """Return what was read up to a place."""
    openings = []
    for number in range(min(position.chapter + 1, len(document.chapters))):
        told = next((b for b in document.chapters[number].blocks if _is_told(b)), None)
        if told is not None and not story.chapters[number].missing:
            openings.append(Opening(story.chapters[number].title, _first_sentence(told.text)))
    return Recap(_last_paragraph(document, position), tuple(openings))


def days_since(read_at: str, now: datetime | None = None) -> int:
    """Return how many days ago a story was last read; 0 where that is not known.

    Args:
        read_at: as in ``Standing.read_at``.
        now: the present by default.
    """
    try:
        then = datetime.fromisoformat(read_at)
    except ValueError:
        return 0
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0, ((now or datetime.now(UTC)) - then).days)


def _is_told(block: Block) -> bool:
    telling = block.kind not in (Kind.HEADING, Kind.SCENE_BREAK)
    return telling and not block.folded and bool(block.text.strip())


def _last_paragraph(document: Document, position: Position) -> str:
    """Return the paragraph before a place, of the chapter before it if need be."""
    for chapter in range(min(position.chapter, len(document.chapters) - 1), -1, -1):
        blocks = document.chapters[chapter].blocks
        end = position.block if chapter == position.chapter else len(blocks)
        for block in reversed(blocks[:end]):
            if _is_told(block):
                text = " ".join(block.text.split())
                if len(text) > MOST_CHARACTERS:
                    text = "… " + text[-MOST_CHARACTERS:].partition(" ")[2]
                return text
    return ""


def _first_sentence(text: str) -> str:
    starts = beginnings(text)
    sentence = " ".join(text[: starts[1] if len(starts) > 1 else len(text)].split())
    if len(sentence) > MOST_OPENING:
        sentence = sentence[:MOST_OPENING].rpartition(" ")[0] + " …"
    return sentence
