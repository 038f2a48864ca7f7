"""How values lie in the cache: JSON for what is small, columns for a chapter's text.

A chapter is one JSON head (lengths, kinds, roles and spans of its blocks) and its text in
one piece, so that decoding cuts a string instead of parsing 12,000 objects: a story of
3.3 million characters in 11,562 paragraphs decodes in 17 ms, against 29-34 ms for JSON rows.
``zlib`` at level 1 halves the size for 10 ms of those 3.3 MB, and its checksum catches a
damaged page. Nothing here can execute anything, whatever the bytes are.
"""

from __future__ import annotations

import json
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import fields
from itertools import accumulate
from typing import Any

from inglenook.catalog.records import HASH_BYTES, ChapterOutline, FileReport, Outline
from inglenook.garbage import no_garbage_collection
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Guess,
    Inline,
    Kind,
    Mark,
    Metadata,
    Role,
    Story,
    Style,
    Version,
)

MOST_TEXT = 512 * 1024 * 1024
"""Bytes one chapter may inflate to: eight times the largest file that is read."""

_HEAD = struct.Struct("<I")
# One letter a value. The order is the cache's format: append, never insert, or raise its VERSION.
_KINDS = dict(zip("phvlqsxn", Kind.__members__.values(), strict=False))
_ROLES = {"b": Role.BODY, "t": Role.TITLE, "f": Role.FRONT, "e": Role.END, "r": Role.RESIDUE}


_MISFITS = (ValueError, TypeError, AttributeError, LookupError, OverflowError, RecursionError)
"""What taking apart JSON of another shape may raise."""


class DamagedEntry(Exception):
    """Bytes of the cache that do not decode; the entry is made anew from the file."""


def _coded(values: dict[str, Any]) -> dict[Any, str]:
    return {value: letter for letter, value in values.items()}


_KIND_LETTERS = _coded(_KINDS)
_ROLE_LETTERS = _coded(_ROLES)


def dumps(value: object) -> str:
    """Return compact JSON; ASCII, so that even a lone surrogate survives."""
    return json.dumps(value, separators=(",", ":"))


def encode_chapter(chapter: Chapter) -> bytes:
    """Return a chapter as bytes."""
    blocks = chapter.blocks
    head = {
        "title": chapter.title,
        "mark": _pack_mark(chapter.mark),
        "words": chapter.words,
        "source": chapter.source,
        "lengths": [len(block.text) for block in blocks],
        "kinds": "".join([_KIND_LETTERS[block.kind] for block in blocks]),
        "roles": "".join([_ROLE_LETTERS[block.role] for block in blocks]),
        "spans": {number: block.spans for number, block in enumerate(blocks) if block.spans},
    }
    packed = dumps(head).encode("ascii")
    text = "".join([block.text for block in blocks]).encode("utf-8", "surrogatepass")
    return zlib.compress(_HEAD.pack(len(packed)) + packed + text, 1)


def decode_chapter(data: bytes) -> Chapter:
    """Return the chapter that :func:`encode_chapter` packed.

    Raises:
        DamagedEntry: the bytes are not those.
    """
    try:
        inflater = zlib.decompressobj()
        raw = inflater.decompress(data, MOST_TEXT)
        if not inflater.eof:
            raise DamagedEntry("cut short")
        (size,) = _HEAD.unpack_from(raw)
        head = json.loads(raw[_HEAD.size : _HEAD.size + size])
        text = raw[_HEAD.size + size :].decode("utf-8", "surrogatepass")
        blocks = _blocks(head, text)
        mark = _unpack_mark(head["mark"])
        return Chapter(head["title"], blocks, mark, head["words"], head["source"])
    except (zlib.error, struct.error, *_MISFITS) as error:
        raise DamagedEntry(str(error)) from None


def _blocks(head: dict[str, Any], text: str) -> tuple[Block, ...]:
    lengths = head["lengths"]
    ends = list(accumulate(lengths))
    if (ends[-1] if ends else 0) != len(text) or any(length < 0 for length in lengths):
        raise DamagedEntry("lengths do not fit")
    spans = {
        int(number): tuple(Inline(a, b, Style(style), target) for a, b, style, target in found)
        for number, found in head["spans"].items()
    }
    texts = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    styled = [spans.get(number, ()) for number in range(len(ends))]
    kinds = map(_KINDS.__getitem__, head["kinds"])
    roles = map(_ROLES.__getitem__, head["roles"])
    return tuple(map(Block._make, zip(kinds, texts, styled, roles, strict=True)))


def _pack_mark(mark: Mark | None) -> list[Any] | None:
    return [mark.text, mark.number, mark.total, mark.title, mark.word] if mark else None


def _unpack_mark(packed: list[Any] | None) -> Mark | None:
    return Mark(*packed) if packed else None


_METADATA_DEFAULTS = {field.name: field.default for field in fields(Metadata)}
_NO_METADATA = Metadata()


def _pack_metadata(metadata: Metadata) -> dict[str, Any]:
    values = ((name, getattr(metadata, name)) for name in _METADATA_DEFAULTS)
    return {name: value for name, value in values if value != _METADATA_DEFAULTS[name]}


def _unpack_metadata(packed: dict[str, Any]) -> Metadata:
    if not packed:
        return _NO_METADATA
    for name, value in packed.items():
        if isinstance(value, list):
            packed[name] = tuple(value)
    if "other" in packed:
        packed["other"] = tuple((label, value) for label, value in packed["other"])
    return Metadata(**packed)


def _pack_guesses(guesses: Iterable[Guess]) -> list[list[Any]]:
    return [[guess.field, guess.value, guess.confidence, guess.evidence] for guess in guesses]


def _unpack_guesses(packed: list[list[Any]]) -> tuple[Guess, ...]:
    return tuple([Guess(*guess) for guess in packed])


def encode_outline(outline: Outline) -> str:
    """Return an outline as JSON."""
    chapters = [
        [c.title, c.words, _pack_mark(c.mark), b64encode(c.sketch).decode("ascii")]
        for c in outline.chapters
    ]
    return dumps(
        [
            _pack_metadata(outline.metadata),
            chapters,
            outline.opening,
            _pack_guesses(outline.guesses),
            outline.format,
            outline.encoding,
            outline.notices,
        ]
    )


def _unpack_sketch(packed: str) -> bytes:
    data = b64decode(packed)
    if len(data) % HASH_BYTES:
        raise DamagedEntry("a sketch cut short")
    return data


def decode_outline(text: str) -> Outline:
    """Return the outline that :func:`encode_outline` packed. Raises DamagedEntry."""
    try:
        metadata, chapters, opening, guesses, format_, encoding, notices = json.loads(text)
        return Outline(
            _unpack_metadata(metadata),
            tuple(
                ChapterOutline(title, words, _unpack_mark(mark), _unpack_sketch(sketch))
                for title, words, mark, sketch in chapters
            ),
            opening,
            _unpack_guesses(guesses),
            format_,
            encoding,
            tuple(notices),
        )
    except _MISFITS as error:
        raise DamagedEntry(str(error)) from None


def encode_story(story: Story) -> str:
    """Return a story as JSON."""
    entries = _pack_entries(story.chapters)
    metadata = _pack_metadata(story.metadata)
    guesses = _pack_guesses(story.guesses)
    versions = [
        [_pack_entries(v.chapters), v.format, v.contained, v.confidence, v.evidence]
        for v in story.versions
    ]
    return dumps([story.id, story.title, story.authors, entries, metadata, guesses, versions])


def _pack_entries(chapters: Iterable[ChapterEntry]) -> list[list[Any]]:
    return [[e.title, e.words, e.source, e.digest, e.ordinal, e.missing] for e in chapters]


def _unpack_entries(packed: list[list[Any]]) -> tuple[ChapterEntry, ...]:
    return tuple([ChapterEntry(*entry) for entry in packed])


def decode_stories(texts: Iterable[str]) -> tuple[Story, ...]:
    """Return stories that :func:`encode_story` packed. Raises DamagedEntry.

    All at once, because one call into the JSON scanner is cheaper than ten thousand.
    """
    with no_garbage_collection():
        try:
            return tuple(
                [
                    Story(
                        id_,
                        title,
                        tuple(authors),
                        _unpack_entries(entries),
                        _unpack_metadata(metadata),
                        _unpack_guesses(guesses),
                        tuple([Version(_unpack_entries(v), *rest) for v, *rest in versions]),
                    )
                    for id_, title, authors, entries, metadata, guesses, versions in json.loads(
                        f"[{','.join(texts)}]"
                    )
                ]
            )
        except _MISFITS as error:
            raise DamagedEntry(str(error)) from None


def encode_report(report: FileReport) -> str:
    """Return a report as JSON."""
    return dumps([getattr(report, field.name) for field in fields(FileReport)])


def decode_reports(texts: Iterable[str]) -> tuple[FileReport, ...]:
    """Return reports that :func:`encode_report` packed, all at once. Raises DamagedEntry."""
    with no_garbage_collection():
        try:
            return tuple(
                [
                    FileReport(path, status, why, form, codec, tuple(ids), n, sure, tuple(evidence))
                    for path, status, why, form, codec, ids, n, sure, evidence in json.loads(
                        f"[{','.join(texts)}]"
                    )
                ]
            )
        except _MISFITS as error:
            raise DamagedEntry(str(error)) from None
