"""Hits as lines centred on what was found, and as tables for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from inglenook.model import Hit, Story
from inglenook.tokens import tokens

CONTEXT = 40
"""Characters shown on either side of a hit, unless another width is asked for."""

COLUMNS = (
    "locator", "story", "title", "authors", "chapter", "chapter_title",
    "kind", "left", "hit", "right",
)  # fmt: skip
"""Of a table, in order."""


@dataclass(frozen=True, slots=True)
class ConcordanceLine:
    """One hit between the words on its left and on its right."""

    hit: Hit
    left: str
    middle: str
    """From the first to the last word that was found."""
    right: str


def concordance(hits: Iterable[Hit], width: int = CONTEXT) -> list[ConcordanceLine]:
    """Return hits as lines, in their order, with so many characters of context on each side."""
    lines = []
    for hit in hits:
        text, marks = hit.shown
        start, end = (marks[0][0], marks[-1][1]) if marks else (0, 0)
        left, right = text[:start][-width:] if width else "", text[end:][:width]
        lines.append(ConcordanceLine(hit, left, text[start:end], right))
    return lines


def by_left(line: ConcordanceLine) -> list[str]:
    """Sort by the words before the hit, the nearest first."""
    return [token.text for token in reversed(tokens(line.left))]


def by_right(line: ConcordanceLine) -> list[str]:
    """Sort by the hit and the words behind it."""
    return [token.text for token in tokens(line.middle + " " + line.right)]


SORTS: Mapping[str, Callable[[ConcordanceLine], list[str]]] = {"left": by_left, "right": by_right}


def rows(lines: Iterable[ConcordanceLine], story: Callable[[str], Story]) -> list[tuple[str, ...]]:
    """Return a row of :data:`COLUMNS` for each line.

    Args:
        lines: of a concordance.
        story: a story by its id.
    """
    # 2 ms, and lines for people have no locators.
    from inglenook.locators import short

    made: list[tuple[str, ...]] = []
    for line in lines:
        its = story(line.hit.story)
        chapter = its.chapters[line.hit.chapter].title
        where = (its.id, its.title, "; ".join(its.authors), str(line.hit.chapter + 1), chapter)
        made.append(
            (short(line.hit), *where, str(line.hit.kind), line.left, line.middle, line.right)
        )
    return made


def markdown(table: Sequence[tuple[str, ...]]) -> str:
    """Return rows as a Markdown table."""
    shown = [COLUMNS, ("---",) * len(COLUMNS)]
    # As code a locator is the same to whoever copies it out of the page or out of the file.
    shown += [(f"`{locator}`", *map(escaped, others)) for locator, *others in table]
    return "\n".join(f"| {' | '.join(row)} |" for row in shown) + "\n"


def csv(table: Sequence[tuple[str, ...]]) -> str:
    """Return rows as CSV, the names of the columns first."""
    # 3 ms, and only an export needs it.
    import csv as writer
    from io import StringIO

    made = StringIO()
    writer.writer(made, lineterminator="\n").writerows([COLUMNS, *map(plain, table)])
    return made.getvalue()


def json(table: Sequence[tuple[str, ...]]) -> str:
    """Return rows as JSON: an object for each, by the names of the columns."""
    # 8 ms, and only an export needs it.
    from json import dumps

    objects = [dict(zip(COLUMNS, row, strict=True)) for row in table]
    return dumps(objects, ensure_ascii=False, indent=1) + "\n"


WRITERS: Mapping[str, Callable[[Sequence[tuple[str, ...]]], str]] = {
    ".csv": csv,
    ".json": json,
    ".md": markdown,
}
"""What writes a table, by the ending of the file's name."""


def escaped(text: str) -> str:
    """Return a text as Markdown has it, without its signs meaning anything."""
    for char in "\\|*_`[]<":
        text = text.replace(char, "\\" + char)
    return text


def plain(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row as a spreadsheet may have it."""
    # A spreadsheet takes what begins so for a formula, and runs it.
    return tuple(f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in row)
