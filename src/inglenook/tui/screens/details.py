"""Everything known about a story: what its files say, what was guessed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from inglenook.clean import clean, clean_line
from inglenook.model import GUESSED_BELOW, Story
from inglenook.tui.bindings import bound
from inglenook.tui.screens.sheet import SheetScreen

_LABELS = {
    "series": "Series",
    "fandoms": "Fandoms",
    "relationships": "Relationships",
    "characters": "Characters",
    "tags": "Tags",
    "rating": "Rating",
    "warnings": "Warnings",
    "categories": "Categories",
    "status": "Status",
    "language": "Language",
    "published": "Published",
    "updated": "Updated",
    "words": "Words, as claimed",
    "chapters": "Chapters, as claimed",
    "source_url": "From",
    "work_id": "Number there",
}
"""Fields of the metadata in the order they are listed in."""

_MOST_FILES = 12
"""Files named one by one; a serial may stand in hundreds."""


def details(story: Story) -> Content:
    """Return everything known about a story, for a person to read."""
    byline = f"by {', '.join(story.authors)}" if story.authors else "unknown author"
    counts = f"{story.words:,} words in {_counted(len(story.chapters), 'chapter')}"
    parts = [Content.styled(clean(story.title), "bold"), Content(clean(byline)), Content(counts)]
    for heading, lines in (
        ("", [clean(story.metadata.summary)] if story.metadata.summary else []),
        ("", list(_facts(story))),
        ("Notes", [clean(story.metadata.notes)] if story.metadata.notes else []),
        (_counted(len(story.sources), "file").capitalize(), list(_files(story.sources))),
        ("Other versions", list(_versions(story))),
        ("Worked out", list(_guesses(story))),
    ):
        if lines:
            parts.append(Content(""))
            if heading:
                parts.append(Content.styled(heading, "bold"))
            parts += [Content(line) for line in lines]
    return Content("\n").join(parts)


def _facts(story: Story) -> Iterator[str]:
    metadata = story.metadata
    for name, label in _LABELS.items():
        value = getattr(metadata, name)
        text = ", ".join(value) if isinstance(value, tuple) else value
        if name == "series" and text and metadata.series_number:
            text = f"{text}, number {metadata.series_number}"
        if text:
            yield clean(f"{label}: {text}")
    for label, text in metadata.other:
        yield clean(f"{label[:1].upper()}{label[1:]}: {text}")


def _files(sources: Sequence[str]) -> Iterator[str]:
    for source in sources[:_MOST_FILES]:
        yield f"  {clean_line(source)}"
    if (more := len(sources) - _MOST_FILES) > 0:
        yield f"  and {more:,} more"


def _versions(story: Story) -> Iterator[str]:
    for version in story.versions:
        held = "" if version.contained is None else f", {version.contained:.0%} of it in this one"
        counts = _counted(len(version.chapters), "chapter")
        yield clean(f"  {version.format}: {version.words:,} words in {counts}{held}")
        yield clean(f"    {version.evidence}")
        for line in _files(version.sources):
            yield f"  {line}"


def _guesses(story: Story) -> Iterator[str]:
    for guess in story.guesses:
        sure = "" if guess.confidence >= GUESSED_BELOW else "  (a guess)"
        value = f" {guess.value}:" if guess.value else ":"
        yield clean(f"  {guess.field}{value} {guess.evidence}{sure}")


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"


class DetailsScreen(SheetScreen):
    """The story's card, over the page."""

    BINDINGS: ClassVar[list[BindingType]] = [*bound({"story.details": "dismiss"})]

    def __init__(self, story: Story) -> None:
        super().__init__("This story", details(story))
