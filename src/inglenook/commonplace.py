"""The reader's marks as a file: for people, for other programs, and back again.

Readers have long copied what they marked into a commonplace book. :data:`WRITERS` write one as
Markdown, YAML, JSON or CSV; :func:`read` takes JSON and CSV in again, and what is written down
each day (:mod:`inglenook.store.daybook`). All three have every field of a mark; the columns and
keys that people look for come first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from inglenook.anchors import elided, kept
from inglenook.clean import clean, clean_line
from inglenook.concordance import escaped, plain
from inglenook.errors import StoreError, UnreadableMarks
from inglenook.locators import written
from inglenook.marginalia import Entry
from inglenook.model import KnownStory, Locator, Position
from inglenook.store.annotations import STYLES, Annotation, MarkKind

MOST_BYTES = 256 << 20
"""A file that is larger holds something else: 10,000 marks take 12 MB."""

COLUMNS = (
    "title", "authors", "chapter", "chapter_title", "kind", "detail", "sentence", "text", "note",
    "locator", "waiting", "created", "changed", "id", "story", "start", "last",
)  # fmt: skip
"""Of the CSV; ``start`` and ``last`` are JSON."""

_BEGINNINGS = ("#", "version:")
"""Of a daybook, with its comments and without."""
_NEITHER = "neither JSON nor CSV of marks, nor what is written down each day"

_ID = re.compile(r"[\w.\-]{1,64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MOST_NUMBER = 1 << 31
_LONGEST = 1 << 20
"""Characters of anything but the words and the note: of a quote there are some fifty."""


# Writing


def _values(entry: Entry) -> dict[str, Any]:
    one = entry.annotation
    place = entry.position or one.start.position
    return {
        "title": entry.story.title,
        "authors": list(entry.story.authors),
        "chapter": entry.chapter + 1,
        "chapter_title": entry.heading,
        "kind": str(one.kind),
        "detail": one.detail,
        "sentence": entry.sentence,
        "text": one.text,
        "note": one.note,
        "locator": written(entry.story.id, place, one.start.quote),
        "waiting": entry.position is None,
        "created": one.created,
        "changed": one.changed,
        "id": one.id,
        "story": one.story,
        "start": _located(one.start),
        "last": _located(one.last) if one.last else None,
    }


def _located(locator: Locator) -> dict[str, Any]:
    chapter, block, offset = locator.position
    return {
        "chapter": chapter + 1, "block": block + 1, "character": offset + 1,
        "progress": round(locator.progression, 6),
        "before": locator.before, "quote": locator.quote, "after": locator.after,
    }  # fmt: skip


def as_json(entries: Iterable[Entry]) -> str:
    """Return marks as JSON, with what their stories are known again by."""
    entries = list(entries)
    stories = {entry.story.id: entry.story for entry in entries}
    made = {
        "stories": [
            {
                "id": story.id, "title": story.title, "authors": list(story.authors),
                "files": [clean_line(path) for path in story.paths],
                "digests": list(story.digests),
            }
            for story in stories.values()
        ],
        "marks": list(map(_values, entries)),
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def as_csv(entries: Iterable[Entry]) -> str:
    """Return marks as a table."""
    # 3 ms, and only this needs it.
    import csv
    from io import StringIO

    made = StringIO()
    table = csv.writer(made, lineterminator="\n")
    table.writerow(COLUMNS)
    for entry in entries:
        values = _values(entry)
        values["authors"] = "; ".join(values["authors"])
        for name in ("waiting", "start", "last"):
            values[name] = json.dumps(values[name], ensure_ascii=False)
        table.writerow(plain(tuple(str(values[name]) for name in COLUMNS)))
    return made.getvalue()


def as_markdown(entries: Iterable[Entry]) -> str:
    """Return marks as a text to read: a heading a story and chapter, a quotation a mark."""
    lines: list[str] = []
    for story, told in groupby(entries, key=lambda entry: entry.story):
        by = f", by {escaped(', '.join(story.authors))}" if story.authors else ""
        lines += [f"# {escaped(story.title)}{by}", ""]
        for (chapter, heading), those in groupby(told, key=lambda entry: entry[3:5]):
            lines += [f"## {escaped(heading) or f'Chapter {chapter + 1}'}", ""]
            for entry in those:
                lines += _quotation(entry)
    return "\n".join(lines)


def _quotation(entry: Entry) -> list[str]:
    one = entry.annotation
    what = f"{one.kind} {one.detail}".rstrip()
    waits = "" if entry.position else ", its text is not there now"
    place = entry.position or one.start.position
    note = [line for part in one.note.split("\n") if part for line in (escaped(part), "")]
    words = one.text if one.kind.has_span else entry.sentence
    return [
        f"> {escaped(elided(words))}",
        "",
        *note,
        f"*{what}, {one.created[:10]}{waits}* `{written(entry.story.id, place, one.start.quote)}`",
        "",
    ]


def as_yaml(entries: Iterable[Entry]) -> str:
    """Return marks as YAML."""
    # 6 ms, and only this needs it.
    from inglenook.splices import in_lines

    lines: list[str] = []
    for entry in entries:
        values = _values(entry)
        told = {name: values[name] for name in COLUMNS[:13] if values[name] not in ("", False)}
        first, *others = in_lines(told, flow=False)
        lines += [f"- {first}", *(f"  {line}" for line in others)]
    return "\n".join(lines) + "\n"


WRITERS: Mapping[str, Callable[[Iterable[Entry]], str]] = {
    "md": as_markdown,
    "json": as_json,
    "csv": as_csv,
    "yaml": as_yaml,
}


# Reading


_T = TypeVar("_T")


class _Wrong(Exception):
    """What is wrong with a mark, for people."""


class Commonplace(NamedTuple):
    """What a file of marks holds."""

    stories: tuple[KnownStory, ...]
    annotations: tuple[Annotation, ...]
    is_whole: bool = True
    """Whether nothing is known to be lost of what was written there."""
    refused: tuple[str, ...] = ()
    """What could not be taken of an export, and why: a line each, for people."""


def read(path: Path) -> Commonplace:
    """Return the stories and marks of a file that was exported as JSON or CSV, or of a daybook.

    A mark that cannot be taken does not keep the others out.

    Raises:
        UnreadableMarks: it cannot be read, is something else, or nothing of it can be taken.
    """
    try:
        # What a device or a pipe holds has no size before it is read.
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreadableMarks(path, error.strerror or "cannot be read") from None
    except ValueError:
        raise UnreadableMarks(path, "no text in UTF-8") from None
    if len(text) > MOST_BYTES:
        raise UnreadableMarks(path, "too large for a file of marks")
    try:
        if text.startswith(_BEGINNINGS):
            return _of_daybook(text)
        rows, told = _of_json(text) if text.lstrip()[:1] == "{" else (_of_csv(text), [])
    except (_Wrong, ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _Wrong) else _NEITHER
        raise UnreadableMarks(path, reason) from None
    refused: list[str] = []
    stories = {story.id: story for story in _taken(_story, told, "story", refused)}
    annotations = []
    for one, named in _taken(_with_story, rows, "mark", refused):
        stories.setdefault(one.story, named)
        annotations.append(one)
    if refused and not annotations:
        raise UnreadableMarks(path, refused[0])
    return Commonplace(tuple(stories.values()), tuple(annotations), refused=tuple(refused))


def _taken(
    take: Callable[[Any], _T], found: Iterable[Any], what: str, refused: list[str]
) -> Iterator[_T]:
    """Yield what can be taken, and note why the rest cannot."""
    for number, each in enumerate(found, 1):
        try:
            yield take(each)
        except _Wrong as error:
            refused.append(f"{what} {number}: {error}")


def _of_daybook(text: str) -> Commonplace:
    # 12 ms, and hardly anybody needs it.
    from inglenook.store.daybook import Daybook

    try:
        book = Daybook(text)
    except StoreError as error:
        raise _Wrong(str(error)) from None
    if book.is_empty and not book.is_whole:
        raise _Wrong(_NEITHER)
    stories, marks, is_whole = [], [], book.is_whole
    for row in book.rows("stories"):
        names = (_names(json.loads(row[name])) for name in ("authors", "digests", "paths"))
        with suppress(_Wrong):
            stories.append(KnownStory(_id(row, "id"), _text(row, "title"), *names))
    known = {story.id for story in stories}
    for row in book.rows("annotations"):
        last = None if row["last_chapter"] is None else _as_exported(row, "last_")
        ends = {"start": _as_exported(row), "last": last, "chapter_title": row["heading"]}
        try:
            one = _annotation(row | ends)
        except _Wrong:
            is_whole = False
            continue
        marks.append(one)
        if one.story not in known:
            known.add(one.story)
            stories.append(KnownStory(one.story, one.story, (), (), ()))
    return Commonplace(tuple(stories), tuple(marks), is_whole)


def _as_exported(row: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a place by the columns of its table as an export has it."""
    places = ("chapter", "block", "character")
    place = {name: row[f"{prefix}{name}"] + 1 for name in places}
    quoted = {name: row[f"{prefix}{name}"] for name in ("quote", "before", "after")}
    return place | quoted | {"progress": row[f"{prefix}progression"]}


def _of_json(text: str) -> tuple[list[Any], list[Any]]:
    document = json.loads(text)
    rows, told = document.get("marks"), document.get("stories") or []
    if not isinstance(rows, list) or not isinstance(told, list):
        raise _Wrong("it has no list of marks")
    return rows, told


def _of_csv(text: str) -> list[dict[str, Any]]:
    import csv  # see as_csv
    from io import StringIO

    csv.field_size_limit(MOST_BYTES)
    table = csv.DictReader(StringIO(text, newline=""), strict=True)
    if not set(table.fieldnames or ()) >= {"id", "story", "kind", "start"}:
        raise _Wrong(_NEITHER)
    try:
        return list(map(_unlisted, table))
    except csv.Error as error:
        raise _Wrong(f"line {table.line_num}: {error}") from None


def _unlisted(row: Mapping[str, Any]) -> dict[str, Any]:
    """Undo what a table does to values."""
    values: dict[str, Any] = {
        name: re.sub(r"^'(?=[=+\-@])", "", value)
        for name, value in row.items()
        if isinstance(value, str)
    }
    values["authors"] = [name for name in values.get("authors", "").split("; ") if name]
    for name in ("start", "last"):
        with suppress(ValueError, RecursionError):  # what is still a text is no place
            values[name] = json.loads(values.get(name) or "null")
    return values


def _story(told: object) -> KnownStory:
    if not isinstance(told, Mapping):
        raise _Wrong("no mapping")
    names = (_names(told.get(name) or ()) for name in ("authors", "digests", "files"))
    return KnownStory(_id(told, "id"), _text(told, "title"), *names)


def _with_story(row: object) -> tuple[Annotation, KnownStory]:
    """Return a mark, and what it says itself of its story."""
    one = _annotation(row)
    assert isinstance(row, Mapping)  # noqa: S101 - or it were no mark
    authors = _names(row.get("authors") or ())
    return one, KnownStory(one.story, _text(row, "title") or one.story, authors, (), ())


def _annotation(row: object) -> Annotation:
    if not isinstance(row, Mapping):
        raise _Wrong("no mapping")
    kind, detail = _text(row, "kind"), _text(row, "detail")
    if kind not in tuple(MarkKind):
        raise _Wrong(f"no kind of mark is called {clean_line(kind, 30)!r}")
    if kind == MarkKind.LETTER and not (len(detail) == 1 and detail.isascii() and detail.isalpha()):
        raise _Wrong("a letter is a to z or A to Z")
    if kind == MarkKind.HIGHLIGHT and detail not in STYLES:
        raise _Wrong(f"the styles are {', '.join(STYLES)}")
    last = row.get("last")
    if MarkKind(kind).has_span == (last is None):
        raise _Wrong("a highlight or note has a last character, other marks have none")
    return Annotation(
        _id(row, "id"), _id(row, "story"), MarkKind(kind), _locator(row.get("start")),
        _locator(last) if last is not None else None, detail, _text(row, "note", MOST_BYTES),
        kept(_text(row, "text", MOST_BYTES)), clean_line(_text(row, "chapter_title")),
        created=_time(row, "created"), changed=_time(row, "changed"),
    )  # fmt: skip


def _locator(value: object) -> Locator:
    if not isinstance(value, Mapping):
        raise _Wrong("it has no place")
    numbers = [value.get(name) for name in ("chapter", "block", "character")]
    if not all(isinstance(n, int) and 0 < n < _MOST_NUMBER for n in numbers):
        raise _Wrong("chapter, block and character of a place count from 1")
    progress = value.get("progress")
    if not isinstance(progress, int | float) or not 0 <= progress <= 1:
        raise _Wrong("progress is from 0 to 1")
    quoted = (_text(value, name) for name in ("quote", "before", "after"))
    return Locator(Position(*(n - 1 for n in numbers)), float(progress), *quoted)  # type: ignore[operator] # they are numbers


def _text(row: Mapping[str, Any], name: str, most: int = _LONGEST) -> str:
    value = row.get(name) or ""
    if not isinstance(value, str) or len(value) > most:
        raise _Wrong(f"{name} is no text, or too long")
    return clean(value)


def _id(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise _Wrong(f"{name} is no id")
    return value


def _time(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise _Wrong(f"{name} is no time like 2026-01-31T12:00:00Z")
    return value


def _names(values: object) -> tuple[str, ...]:
    if not isinstance(values, Sequence) or not all(isinstance(one, str) for one in values):
        raise _Wrong("authors, files and digests are lists of texts")
    return tuple(clean_line(one) for one in values)
