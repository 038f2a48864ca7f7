"""The contents of a story as a list: chapters with their words and what was read, and scenes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.model import Chapter, Document, Kind, Position, Story
from inglenook.standing import Standing
from inglenook.tokens import fold

FIRST_WORDS = 60
"""Characters of a scene that are listed: a line of a narrow screen."""


class Read(StrEnum):
    """How much of a chapter was read."""

    NONE = "none"
    PART = "part"
    ALL = "all"
    NEW = "new"
    """It has come since the end of the list was last seen."""


class Row(NamedTuple):
    """A chapter, or a scene of one."""

    position: Position
    title: str
    """Of a scene, its first words."""
    words: int
    """Of a scene, none are counted: 0."""
    read: Read
    is_scene: bool = False


def rows(
    story: Story, document: Document, standing: Standing, *, scenes: bool, wanted: str = ""
) -> list[Row]:
    """Return the contents of a story.

    Args:
        story: which.
        document: its text.
        standing: what it is to its reader.
        scenes: whether scenes are listed under their chapters.
        wanted: words that the title of a chapter, or the beginning of a scene, must have.
    """
    parts = fold(wanted).split()
    read = standing.known(story) * story.words
    first_new = len(story.chapters) - standing.new_chapters(story)
    listed: list[Row] = []
    before = 0
    for number, entry in enumerate(story.chapters):
        how_much = (
            Read.NEW
            if number >= first_new
            else Read.ALL
            if read >= before + entry.words * _ALL_BUT and read > 0
            else Read.PART
            if read > before + 1
            else Read.NONE
        )
        before += entry.words
        if entry.missing:
            continue
        chapter = Row(Position(number), entry.title, entry.words, how_much)
        below = list(_scenes(number, document.chapters[number], how_much)) if scenes else []
        if not _has(entry.title, parts):
            below = [scene for scene in below if _has(scene.title, parts)]
            if not below:
                continue
        listed += [chapter, *below]
    return listed


_ALL_BUT = 0.98
"""Share of a chapter from which it is read: its last screen begins before its end."""


def _has(title: str, parts: list[str]) -> bool:
    title = fold(title)
    return all(part in title for part in parts)


def _scenes(number: int, chapter: Chapter, read: Read) -> Iterator[Row]:
    """Yield the scenes of a chapter that has several."""
    starts = [at for at, block in enumerate(chapter.blocks) if block.kind is Kind.SCENE_BREAK]
    if not starts:
        return
    for start in (-1, *starts):
        for at in range(start + 1, len(chapter.blocks)):
            block = chapter.blocks[at]
            if block.kind is Kind.SCENE_BREAK:
                break
            if block.kind is not Kind.HEADING and not block.folded and block.text.strip():
                words = clean_line(block.text[: FIRST_WORDS + 1])
                cut = f"{words[:FIRST_WORDS].rpartition(' ')[0]} …"
                title = cut if len(words) > FIRST_WORDS else words
                yield Row(Position(number, at), title, 0, read, is_scene=True)
                break
