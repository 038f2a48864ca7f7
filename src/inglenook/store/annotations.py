"""What the reader writes into the margins: bookmarks, letters, highlights and notes.

One :class:`Annotation` is one mark. They are kept in the store's file, keyed by story, and none
is ever deleted because its story or its text is not there; see :mod:`inglenook.store`.
"""

from __future__ import annotations

import json
import os
import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple, overload

from inglenook.errors import StoreError
from inglenook.model import Locator, Position
from inglenook.store.database import storable
from inglenook.store.durable import DurableFile

_COLUMNS = (
    "id, story, library, kind, detail, note, text, heading,"
    " chapter, block, character, progression, quote, before, after,"
    " last_chapter, last_block, last_character, last_progression, last_quote, last_before,"
    " last_after, created, changed, entry"
)
_START, _LAST, _ENDS = slice(8, 15), slice(15, 22), slice(22, 25)
_INSERT = (
    f"INSERT OR REPLACE INTO annotations ({_COLUMNS})"  # noqa: S608 - of constants
    f" VALUES ({', '.join('?' * len(_COLUMNS.split(',')))})"
)
_SELECT = f"SELECT {_COLUMNS} FROM annotations"  # noqa: S608 - of constants
_LISTED = "id, story, library, kind, detail, note, text, heading, chapter, created, changed, entry"
_SHEAF = "story, entry, library"
_SELECT_OF = (
    f"{_SELECT} WHERE story IN (SELECT value FROM json_each(?))"  # noqa: S608 - of constants
    " OR entry IN (SELECT value FROM json_each(?)) ORDER BY chapter, block, character, created"
)


class MarkKind(StrEnum):
    """What sort of mark it is."""

    BOOKMARK = "bookmark"
    LETTER = "letter"
    """A place with a letter for a name: small ones in the story, capitals across the library."""
    HIGHLIGHT = "highlight"
    """A span of text, in one of four styles, perhaps with a note."""
    NOTE = "note"
    """A span of text that is not coloured, with a note."""

    @property
    def has_span(self) -> bool:
        """Whether it lies on a stretch of text rather than at a place."""
        return self in (MarkKind.HIGHLIGHT, MarkKind.NOTE)


STYLES = ("amber", "rose", "moss", "slate")
"""The four ways to highlight; each differs from the others without colour too."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One mark of the reader's."""

    id: str
    """Twelve hexadecimal digits, kept by export and import."""
    story: str
    """``Story.id``."""
    kind: MarkKind
    start: Locator
    """Where it is, or begins."""
    last: Locator | None = None
    """Its last character, for a mark with a span."""
    detail: str = ""
    """The letter, or the style of a highlight."""
    note: str = ""
    text: str = ""
    """The words it covers when it was made; for a place, the sentence there. Of long ones the
    first, as ``anchors.kept`` says."""
    heading: str = ""
    """Title of the chapter when it was made."""
    library: str = ""
    """The folder it was made in, as an absolute path."""
    created: str = ""
    """``2026-01-31T12:00:00Z``."""
    changed: str = ""
    entry: str = ""
    """``ChapterEntry.key`` of the chapter it was last seen in; empty where none was noted. It
    tells whose a mark is when its story is taken apart."""


class ListedMark(NamedTuple):
    """A line of the list of marks: 10,000 of them are read in a third of the time."""

    id: str
    story: str
    library: str
    kind: str
    detail: str
    note: str
    text: str
    heading: str
    chapter: int
    """Index of its chapter when it was made."""
    created: str
    changed: str
    entry: str
    title: str = ""
    """Of the story it is in now, where whoever lists it has said so; no column of the table."""


class Sheaf(NamedTuple):
    """The marks that one chapter had: what becomes of its story becomes of all of them."""

    story: str
    entry: str
    library: str
    """All three as in :class:`Annotation`."""
    marks: int
    """How many there are."""


class Annotations:
    """Every mark there is. Every method raises StoreError as the store's do."""

    def __init__(self, file: DurableFile) -> None:
        """Take the store's file."""
        self._file = file

    def all(self) -> tuple[Annotation, ...]:
        """Return every mark, by story and place."""
        rows = self._file.read(f"{_SELECT} ORDER BY story, chapter, block, character, created")
        return tuple(map(_annotation, rows))

    def of(self, stories: Iterable[str], entries: Iterable[str] = ()) -> tuple[Annotation, ...]:
        """Return the marks of some stories and those in some chapters, whose ever they are.

        In the order of their places when they were made.

        Args:
            stories: ids.
            entries: keys of chapters.
        """
        rows = self._file.read(_SELECT_OF, json.dumps(tuple(stories)), json.dumps(tuple(entries)))
        return tuple(map(_annotation, rows))

    def sheaves(self) -> tuple[Sheaf, ...]:
        """Return how many marks there are in each chapter, by story and place."""
        rows = self._file.read(
            f"SELECT {_SHEAF}, count(*) FROM annotations GROUP BY {_SHEAF}"  # noqa: S608 - of constants
            " ORDER BY story, min(chapter)"
        )
        return tuple(map(Sheaf._make, rows))

    def listed(self, sheaf: Sheaf | None = None) -> list[ListedMark]:
        """Return a line for every mark of one chapter, or of all, by story and place."""
        where, values = (f"WHERE ({_SHEAF}) = (?, ?, ?)", sheaf[:3]) if sheaf else ("", ())
        return self._listed(f"{where} ORDER BY story, chapter, block, character, created", *values)

    def listed_of(self, ids: Sequence[str]) -> list[ListedMark]:
        """Return a line for each of some marks, in their order; none for one that is gone."""
        rows = self._listed("WHERE id IN (SELECT value FROM json_each(?))", json.dumps(tuple(ids)))
        found = {one.id: one for one in rows}
        return [found[one] for one in ids if one in found]

    def _listed(self, which: str, *values: str) -> list[ListedMark]:
        rows = self._file.read(f"SELECT {_LISTED} FROM annotations {which}", *values)  # noqa: S608
        return [ListedMark(*row) for row in rows]

    def get(self, mark_id: str) -> Annotation | None:
        """Return one mark, None where it was deleted."""
        rows = self._file.read(f"{_SELECT} WHERE id = ?", mark_id)
        return _annotation(rows[0]) if rows else None

    def those(self, ids: Sequence[str]) -> tuple[Annotation, ...]:
        """Return the marks with some ids, in no order; one that was deleted is left out."""
        rows = self._file.read(
            f"{_SELECT} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - of constants
            json.dumps(ids),
        )
        return tuple(map(_annotation, rows))

    def lettered(self) -> tuple[Annotation, ...]:
        """Return the marks that are letters, in any story, the latest first."""
        rows = self._file.read(f"{_SELECT} WHERE kind = 'letter' ORDER BY changed DESC")
        return tuple(map(_annotation, rows))

    def remove(self, ids: Collection[str]) -> None:
        """Delete marks, because the reader says so."""
        self._file.write(
            lambda db: db.executemany("DELETE FROM annotations WHERE id = ?", [(i,) for i in ids])
        )


class MarkList(Sequence[ListedMark]):
    """A long list of marks, of which only those looked at are read."""

    def __init__(self, annotations: Annotations, titled: Iterable[tuple[Sheaf, str]]) -> None:
        """Take what is listed: chapters in their order, each with the title of its story."""
        self._annotations = annotations
        self._titled = tuple(titled)
        self._ends = list(accumulate(sheaf.marks for sheaf, _ in self._titled))
        self._read: dict[int, list[ListedMark]] = {}

    def __len__(self) -> int:
        """Return how many marks there are."""
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[ListedMark]:
        """Go through all of them, read at once."""
        found: dict[tuple[str, ...], list[ListedMark]] = {}
        for one in self._annotations.listed():
            found.setdefault((one.story, one.entry, one.library), []).append(one)
        for sheaf, title in self._titled:
            for one in found.get(sheaf[:3], ()):
                yield one._replace(title=title)

    @overload
    def __getitem__(self, index: int) -> ListedMark: ...
    @overload
    def __getitem__(self, index: slice) -> list[ListedMark]: ...
    def __getitem__(self, index: int | slice) -> ListedMark | list[ListedMark]:
        """Return a mark; a blank one where it cannot be read any more: lists are painted by it."""
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        at = bisect_right(self._ends, index)
        sheaf, title = self._titled[at]
        marks = self._read.get(at)
        if marks is None:
            try:
                self._read[at] = marks = self._annotations.listed(sheaf)
            except StoreError:
                marks = []
        number = index - self._ends[at] + sheaf.marks
        return (marks[number] if number < len(marks) else _GONE)._replace(title=title)


_GONE = ListedMark("", "", "", "", "", "", "", "", 0, "", "", "")


def insert(db: sqlite3.Connection, annotations: Iterable[Annotation]) -> None:
    """Write marks in a transaction, in place of those that have their ids."""
    db.executemany(_INSERT, [_row(one) for one in annotations])


def settle(db: sqlite3.Connection, story: str, entries: Mapping[str, str]) -> None:
    """Note, in a transaction, the story of some marks, and by their ids the chapters' keys."""
    rows = [(story, entry, mark_id) for mark_id, entry in entries.items()]
    db.executemany("UPDATE annotations SET story = ?, entry = ? WHERE id = ?", rows)


def new_id() -> str:
    """Return an id no other mark has."""
    return os.urandom(6).hex()


def _row(one: Annotation) -> tuple[Any, ...]:
    head = (one.id, one.story, one.library, str(one.kind), one.detail, one.note, one.text)
    last = _fields(one.last) if one.last else (None,) * 7
    values = (*head, one.heading, *_fields(one.start), *last, one.created, one.changed, one.entry)
    return tuple(storable(value) if isinstance(value, str) else value for value in values)


def _fields(locator: Locator) -> tuple[Any, ...]:
    quoted = (locator.quote, locator.before, locator.after)
    return (*locator.position, locator.progression, *quoted)


def _locator(row: Sequence[Any]) -> Locator:
    return Locator(Position(*row[:3]), *row[3:])


def _annotation(row: Sequence[Any]) -> Annotation:
    story_id, story, library, kind, detail, note, text, heading = row[:8]
    last = _locator(row[_LAST]) if row[_LAST.start] is not None else None
    return Annotation(
        story_id, story, MarkKind(kind), _locator(row[_START]), last,
        detail, note, text, heading, library, *row[_ENDS],
    )  # fmt: skip
