"""What is in the reader's file as YAML: written out each day, read when nothing else is left.

It is for people: stories by title, and of a mark its words and note before what it takes to
find the place again. And nothing is missing: each column of each table has its place here
(:mod:`inglenook.store.daybook_tables`), so that a store made of it is the same, row by row. The
last line has a checksum of the others, which tells what was damaged or cut; of that is taken what
can be read (:mod:`inglenook.store.torn`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from inglenook.anchors import QUOTE
from inglenook.errors import StoreError
from inglenook.splices import in_brackets, in_lines, written
from inglenook.store.annotations import STYLES, MarkKind
from inglenook.store.daybook_tables import (
    LISTS,
    MARKS,
    NEEDED,
    PLACES,
    SETTINGS,
    STANDINGS,
    STORIES,
    TAGS,
    Table,
)
from inglenook.store.migrations import MIGRATIONS
from inglenook.store.torn import LOST
from inglenook.store.torn import read as read_torn

_ABOUT = (
    "# Everything Inglenook keeps for its reader. If the file and its copies are lost,",
    "# it is made again of this. `inglenook marks import` takes in the marks.",
)
_END = "# all of the above: "
_LINES_ON_END, _REST = 500, 0.001
"""Lines, a millisecond of work, and seconds. Without rests a page that is turned is late by 8 ms
(median; 28 at the 95th percentile, on a busy machine), with them by 1 (10)."""


# Writing


def told(db: sqlite3.Connection) -> str:
    """Return everything in a store's file as YAML, in words a person can read.

    It takes half a second of the processor for 10,000 marks, and as long of rests, so that pages
    can be turned meanwhile.
    """
    lines = list(_ABOUT)
    for number, line in enumerate(_lines(db)):
        lines.append(line)
        if number % _LINES_ON_END == 0:
            time.sleep(_REST)
    body = "\n".join(lines) + "\n"
    return f"{body}{_END}{_checked(body)}\n"


def _lines(db: sqlite3.Connection) -> Iterator[str]:
    yield f"version: {len(MIGRATIONS)}"
    stories = _stories(db)
    titles = {name: story.get("title", "") for name, story in stories.items()}
    yield "stories:" if stories else "stories: []"
    for name in sorted(stories, key=lambda name: (titles[name].casefold(), name)):
        first, *others = in_lines(stories[name], flow=False)
        yield f"- {first}"
        yield from (f"  {line}" for line in others)
        for number, mark in enumerate(MARKS.shown(db, name)):
            if number == 0:
                yield "  marks:"
            # They are flat, and may be ten thousand: by hand in a quarter of the time.
            first, *others = (f"{key}: {in_brackets(value)}" for key, value in mark.items())
            yield f"  - {first}"
            yield from (f"    {line}" for line in others)
    for key, table in LISTS.items():
        rows = list(table.shown(db))
        yield f"{key}:" if rows else f"{key}: []"
        for row in rows:
            title = titles.get(row.get("story", ""))
            yield f"- {in_brackets({'title': title} | row if title else row)}"
    settings = list(SETTINGS.shown(db))
    yield "settings:" if settings else "settings: {}"
    for row in settings:
        yield f"  {written(row['name'])}: {in_brackets(row['value'])}"


def _stories(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Return by id what is kept of each story, but for its marks."""
    stories = {row["id"]: row for row in STORIES.shown(db)}
    # A damaged file may have something of a story that it does not know.
    for table in (STANDINGS, TAGS, PLACES):
        for row in table.shown(db):
            name = row.pop("story")
            story = stories.setdefault(name, {"title": "", "id": name})
            if table is TAGS:
                story.setdefault("own_tags", []).append(row["tag"])
            else:
                story |= {"place": row} if table is PLACES else row
    for (name,) in db.execute(f"SELECT DISTINCT story FROM {MARKS.name}"):  # noqa: S608 - a constant
        stories.setdefault(name, {"title": "", "id": name})
    return stories


def _checked(body: str) -> str:
    return blake2b(body.encode(), digest_size=16).hexdigest()


# Reading


class Daybook:
    """What is written in a text that :func:`told` has returned, or in what is left of it."""

    def __init__(self, text: str) -> None:
        """Read it. Raises StoreError where a newer Inglenook has written it."""
        body, _, end = text.rpartition(_END)
        self.is_whole = end.strip() == _checked(body)
        """Whether it is as it was written."""
        self._rows: dict[str, list[dict[str, Any]]] = {}
        """By table, the rows by column."""
        self._torn: dict[str, list[dict[str, Any]]] = {}
        """Likewise those of which something is lost."""
        sections = {"version": "", "stories": "title:", **dict.fromkeys(LISTS, "{"), "settings": ""}
        found = read_torn(text, sections, {"marks": "text:"})
        version = str(found.get("version"))
        if self.is_whole and version.isdecimal() and int(version[:9]) > len(MIGRATIONS):
            raise StoreError("written by a newer Inglenook; please update")
        for story in _dicts(found.get("stories")):
            self._take_story(story)
        for key, table in LISTS.items():
            for item in _dicts(found.get(key)):
                self._take(table, item)
        settings = found.get("settings")
        for name, value in settings.items() if isinstance(settings, dict) else ():
            if name != LOST:
                self._take(SETTINGS, {"name": name, "value": value or ""})

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table, by column."""
        return self._rows.get(table, []) + self._torn.get(table, [])

    @property
    def is_empty(self) -> bool:
        """Whether nothing could be read."""
        return not (self._rows or self._torn)

    def write(self, db: sqlite3.Connection) -> None:
        """Write what was read into a store's file, over what is there.

        Of what is torn an older day may have more: it is written only where there is nothing.
        """
        for verb, tables in (("REPLACE", self._rows), ("IGNORE", self._torn)):
            for name, rows in tables.items():
                names, values = ", ".join(rows[0]), ", ".join(f":{column}" for column in rows[0])
                query = f"INSERT OR {verb} INTO {name} ({names}) VALUES ({values})"  # noqa: S608
                db.executemany(query, rows)
        for table in (PLACES, STANDINGS, TAGS, MARKS, LISTS["opened"]):
            # What is known of a story may be lost, but not what was made of it.
            query = (
                "INSERT OR IGNORE INTO stories"  # noqa: S608 - of constants
                f" SELECT DISTINCT story, story, '[]', '[]', '[]', '' FROM {table.name}"
                " WHERE story NOT IN (SELECT id FROM stories)"
            )
            db.execute(query)

    def _take(self, table: Table, found: Mapping[str, Any]) -> None:
        """Take a row, unless too little is left of it."""
        row, is_whole = table.read(found)
        self.is_whole &= is_whole
        if table is MARKS and not self.is_whole:
            found_whole = dict(row)
            _mend(row)
            is_whole &= row == found_whole
        if NEEDED not in row.values():
            rows = self._rows if is_whole else self._torn
            rows.setdefault(table.name, []).append(row)

    def _take_story(self, found: Mapping[str, Any]) -> None:
        if not (found.get("id") and isinstance(found["id"], str)):
            if not found.get("digests"):
                return  # nobody will ever know which it was
            # It is known again by its files.
            found = {**found, "id": _made_up(found["digests"])}
        self._take(STORIES, found)
        own = {"story": found["id"]}
        if found.keys() & {one.key for one in STANDINGS.columns}:
            self._take(STANDINGS, {**found, **own})
        tags = found.get("own_tags")
        for tag in tags if isinstance(tags, list) else ():
            self._take(TAGS, {"tag": tag, **own})
        if isinstance(place := found.get("place"), dict):
            self._take(PLACES, place | own)
        for mark in _dicts(found.get("marks")):
            self._take(MARKS, mark | own)


def _mend(mark: dict[str, Any]) -> None:
    """Give a mark what it cannot be without, where that is lost."""
    if not (mark["id"] or mark["quote"]):
        mark["id"] = NEEDED  # it is hardly anything, and an older day may have it
        return
    mark["id"] = mark["id"] or _made_up(sorted(map(str, mark.items())))
    mark["quote"] = mark["quote"] or mark["text"][:QUOTE]
    if not mark["kind"]:
        mark["kind"] = MarkKind.BOOKMARK if mark["last_chapter"] is None else MarkKind.NOTE
    detail = mark["detail"]
    if mark["kind"] == MarkKind.LETTER and not (len(detail) == 1 and detail.isascii()):
        mark |= {"kind": MarkKind.BOOKMARK, "detail": ""}
    elif mark["kind"] == MarkKind.HIGHLIGHT and detail not in STYLES:
        mark["detail"] = STYLES[0]
    last = [one.name for one in MARKS.inside[1]]
    if not MarkKind(mark["kind"]).has_span:
        mark |= dict.fromkeys(last)
    elif mark["last_chapter"] is None:
        # From where it begins, as long as its words are.
        mark |= {name: mark[name.removeprefix("last_")] for name in last}


def _made_up(found: object) -> str:
    """Return an id in place of one that is lost, the same each time."""
    return blake2b(repr(found).encode("utf-8", "replace"), digest_size=6).hexdigest()


def _dicts(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
