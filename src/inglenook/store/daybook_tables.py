"""How each table of the reader's file is written in YAML, and read: what ``daybook`` goes by.

Every column has its line here. A new one needs one, too: the tests compare these with the tables.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from inglenook.standing import State
from inglenook.store.annotations import MarkKind
from inglenook.store.torn import LOST

NEEDED = object()
"""In place of a default: a row without this value is left out."""
_MOST_NUMBER = 1 << 63
_LONG_AGO = "1970-01-01T00:00:00Z"
_NOTHING = "none"
"""In place of a text there was none of: were it left out, one that is lost would look like it."""


# How values are written and read


class Form(NamedTuple):
    """How the values of a column are written, and read: raises where they are none of those."""

    shown: Callable[[Any], Any]
    kept: Callable[[Any], Any]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    if not value.isascii():
        value.encode()  # half a letter cannot be kept
    return value


def _number(value: Any) -> int:
    number = int(value)
    if not -_MOST_NUMBER <= number < _MOST_NUMBER:
        raise ValueError
    return number


def _share(value: Any) -> float:
    share = float(value)
    if share != share:
        raise ValueError
    return share


def _names(packed: str) -> Any:
    """Return a list as the file keeps it, or its own text: bytes of a name may be no letters."""
    try:
        names = json.loads(packed)
        "".join(names).encode()
    except (ValueError, TypeError):
        return packed
    return names if isinstance(names, list) and json.dumps(names) == packed else packed


def _packed(value: object) -> str:
    names = json.loads(value) if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TypeError
    return value if isinstance(value, str) else json.dumps(names)


def _time(value: str) -> str:
    if _text(value) and (
        len(value) != len(_LONG_AGO) or datetime.fromisoformat(value).tzinfo is None
    ):
        raise ValueError
    return value


def _day(value: str) -> str:
    return date.fromisoformat(value).isoformat()


def _squeezed(value: str) -> bytes | None:
    if value == _NOTHING:
        return None
    data = base64.b64decode(value, validate=True)
    try:
        zlib.decompress(data)  # it has a checksum of its own
    except zlib.error:
        raise ValueError from None
    return data


def _one_of(words: Iterable[str]) -> Callable[[Any], str]:
    by_word = {word: word for word in words}
    return lambda value: by_word[value]


_SAID = {str(state): state.said for state in State}
_KEPT = {said: state for state, said in _SAID.items()}

_TEXT = Form(str, _text)
_NUMBER = Form(int, _number)
_COUNT = Form(lambda index: index + 1, lambda value: _number(value) - 1)
"""People count from 1."""
_SHARE = Form(float, _share)
_NAMES = Form(_names, _packed)
_KIND = Form(str, _one_of(MarkKind))
_STATE = Form(lambda state: _SAID.get(state, state), lambda value: _KEPT.get(value, _text(value)))
_TIME = Form(str, _time)
_DAY = Form(str, _day)
_SQUEEZED = Form(
    lambda data: _NOTHING if data is None else base64.b64encode(data).decode(), _squeezed
)


# The tables


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and the key it has here."""

    name: str
    key: str = ""
    form: Form = _TEXT
    default: Any = ""
    """Read where there is none or a wrong one. Not written, unless it is a number."""
    is_brief: bool = False
    """Whether a number that is the default is not written either."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table, or a part of its columns."""

    name: str
    columns: tuple[Column, ...]
    order: str = "rowid"
    inside: tuple[str, tuple[Column, ...]] = ("", ())
    """A key, and the columns that stand below it; all or none of them have values."""

    def shown(self, db: sqlite3.Connection, story: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the rows as they are written; those of one story without it."""
        key, inner = self.inside
        columns = self.columns if story is None else self.columns[1:]
        names = ", ".join(one.name for one in (*columns, *inner))
        which, values = ("", ()) if story is None else ("WHERE story = ?", (story,))
        query = f"SELECT {names} FROM {self.name} {which} ORDER BY {self.order}"  # noqa: S608
        count = len(columns)
        for row in db.execute(query, values):
            told = _shown(columns, row[:count])
            if inner and row[count] is not None:
                told[key] = _shown(inner, row[count:])
            yield told

    def read(self, found: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """Return a row by column as it was written, and whether nothing of it is lost."""
        row, is_whole = _read(self.columns, found)
        key, inner = self.inside
        if isinstance(below := found.get(key), dict):
            below, is_whole_below = _read(inner, below)
            return row | below, is_whole and is_whole_below
        return row | {one.name: None for one in inner}, is_whole


def _read(columns: Iterable[Column], found: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    row: dict[str, Any] = {}
    is_whole = LOST not in found
    for one in columns:
        value = found.get(one.key or one.name)
        row[one.name] = one.default
        try:
            if value is not None:
                row[one.name] = one.form.kept(value)
            elif not _is_left_out(one, one.default):
                is_whole = False
        except (ValueError, TypeError, KeyError, OverflowError):
            is_whole = False
    return row, is_whole


def _shown(columns: Iterable[Column], row: Iterable[Any]) -> dict[str, Any]:
    return {
        one.key or one.name: one.form.shown(value)
        for one, value in zip(columns, row, strict=True)
        if not _is_left_out(one, value)
    }


def _is_left_out(column: Column, value: object) -> bool:
    return value == column.default and (column.is_brief or isinstance(value, str | None))


def _numbered(key: str, name: str = "") -> Column:
    return Column(name or key, key, _NUMBER, 0)


def _timed(name: str, key: str = "") -> Column:
    return Column(name, key, _TIME, _LONG_AGO)


def _located(prefix: str, quote: str) -> tuple[Column, ...]:
    """Return the columns of a Locator."""
    return (
        Column(f"{prefix}chapter", "chapter", _COUNT, 0),
        Column(f"{prefix}block", "paragraph", _COUNT, 0),
        _numbered("character", f"{prefix}character"),
        Column(f"{prefix}progression", "progress", _SHARE, 0.0),
        Column(f"{prefix}quote", quote),
        Column(f"{prefix}before", "before"),
        Column(f"{prefix}after", "after"),
    )


_TURN = Column("turn", "turn", _NUMBER, None)
_LIBRARY = Column("library", default=NEEDED)
_OF = Column("story", default=NEEDED)

STORIES = Table("stories", (
    Column("title"), Column("authors", form=_NAMES, default="[]"), Column("id"),
    Column("paths", "files", _NAMES, "[]"), Column("digests", form=_NAMES, default="[]"),
    _timed("updated"),
))  # fmt: skip
STANDINGS = Table("standings", (
    _OF, Column("chosen", "state", _STATE), Column("stars", "stars", _NUMBER, 0, is_brief=True),
    Column("chapters", "chapters known", _NUMBER, 0),
))  # fmt: skip
TAGS = Table("tags", (_OF, Column("tag", default=NEEDED)))
PLACES = Table("places", (
    _OF, *_located("", "text"), Column("furthest", form=_SHARE, default=0.0), _numbered("words"),
    _timed("saved_at", "saved"),
))  # fmt: skip
_BY_PLACE = "chapter, block, character, created, rowid"
MARKS = Table("annotations", (
    _OF, Column("text"), Column("note"), Column("kind", form=_KIND), Column("detail"), Column("id"),
    Column("heading", "chapter title"), *_located("", "quote"), _timed("created", "made"),
    _timed("changed"), Column("library"), Column("entry"),
), _BY_PLACE, ("last", _located("last_", "quote")))  # fmt: skip

LISTS = {
    "opened": Table("opened", (_LIBRARY, _OF, _timed("at"), _TURN), "turn DESC"),
    "searches": Table("saved_searches", (
        Column("name", default=NEEDED), Column("query", default=NEEDED), _LIBRARY, _timed("used"),
    ), "library, name"),
    "asked": Table("asked", (
        Column("query", default=NEEDED), _LIBRARY, _timed("at"), _TURN,
    ), "turn DESC"),
    "log": Table("readings", (
        Column("day", form=_DAY, default=NEEDED), _OF,
        Column("words", form=_NUMBER, default=NEEDED),
        Column("seconds", form=_SHARE, default=NEEDED),
        Column("language"), _LIBRARY, _TURN,
    ), "day, turn"),
    "seen": Table("seen", (
        Column("chapter", default=NEEDED), Column("first", form=_NUMBER, default=NEEDED),
        Column("last", form=_NUMBER, default=NEEDED),
        Column("at", form=_TIME, default=NEEDED), _LIBRARY, _TURN,
    ), "turn"),
    "arrivals": Table("arrivals", (_OF, _LIBRARY, _timed("at")), "library, rowid"),
    "edits": Table("revisions", (
        Column("said"), _timed("at"), _LIBRARY, Column("undone", form=_NUMBER, default=0),
        _TURN, Column("before", form=_SQUEEZED, default=NEEDED),
        Column("after", form=_SQUEEZED, default=NEEDED),
    ), "turn"),
}  # fmt: skip
"""The tables that are lists of their own, by the key they have here."""
SETTINGS = Table(
    "settings", (Column("name", default=NEEDED), Column("value", default=NEEDED)), "name"
)
