from __future__ import annotations

import contextlib
import json
import random
import zlib
from array import array
from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from inglenook.catalog import codec
from inglenook.catalog.manifest import Manifest
from inglenook.catalog.parsing import outline_of
from inglenook.catalog.records import ChapterOutline, FileReport, Outline, Record
from inglenook.catalog.shelve import shelve
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Guess,
    Inline,
    Kind,
    KnownStory,
    Mark,
    Metadata,
    Role,
    Story,
    Style,
    Version,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
SMALL = st.integers(0, 10_000)
NUMBERS = st.none() | st.integers(0, 12)

marks = st.builds(Mark, ANY_TEXT, NUMBERS, NUMBERS, ANY_TEXT, ANY_TEXT)
guesses = st.builds(Guess, ANY_TEXT, ANY_TEXT, st.floats(0, 1), ANY_TEXT)
inlines = st.builds(Inline, SMALL, SMALL, st.sampled_from(Style), ANY_TEXT)
blocks = st.builds(
    Block,
    st.sampled_from(Kind),
    ANY_TEXT,
    st.lists(inlines, max_size=3).map(tuple),
    st.sampled_from(Role),
)
chapters = st.builds(
    Chapter,
    ANY_TEXT,
    st.lists(blocks, max_size=6).map(tuple),
    st.none() | marks,
    SMALL,
    ANY_TEXT,
)


def _value(name: str, default: object) -> st.SearchStrategy[object]:
    if name == "other":
        return st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=2).map(tuple)
    return st.lists(ANY_TEXT, max_size=2).map(tuple) if isinstance(default, tuple) else ANY_TEXT


metadata = st.fixed_dictionaries(
    {}, optional={item.name: _value(item.name, item.default) for item in fields(Metadata)}
).map(lambda values: Metadata(**values))  # type: ignore[arg-type]
documents = st.builds(
    Document,
    metadata,
    st.lists(chapters, min_size=1, max_size=4).map(tuple),
    st.lists(guesses, max_size=3).map(tuple),
    ANY_TEXT,
    ANY_TEXT,
    st.lists(ANY_TEXT, max_size=2).map(tuple),
)
entries = st.builds(ChapterEntry, ANY_TEXT, SMALL, ANY_TEXT, ANY_TEXT, SMALL, st.booleans())
versions = st.builds(
    Version,
    st.lists(entries, max_size=2).map(tuple),
    ANY_TEXT,
    st.none() | st.floats(0, 1),
    st.floats(0, 1),
    ANY_TEXT,
)
some_stories = st.builds(
    Story,
    ANY_TEXT,
    ANY_TEXT,
    st.lists(ANY_TEXT, max_size=2).map(tuple),
    st.lists(entries, max_size=4).map(tuple),
    metadata,
    st.lists(guesses, max_size=3).map(tuple),
    st.lists(versions, max_size=2).map(tuple),
)


@given(documents)
def test_a_document_comes_back_from_the_cache_as_it_was(document: Document) -> None:
    for chapter in document.chapters:
        assert codec.decode_chapter(codec.encode_chapter(chapter)) == chapter
    outline = outline_of(document)
    assert codec.decode_outline(codec.encode_outline(outline)) == outline


@given(st.lists(some_stories, max_size=3))
def test_stories_come_back_from_the_cache_as_they_were(stories: list[Story]) -> None:
    assert codec.decode_stories(map(codec.encode_story, stories)) == tuple(stories)


@given(st.lists(ANY_TEXT, min_size=5, max_size=5), st.floats(0, 1), st.lists(ANY_TEXT, max_size=3))
def test_reports_come_back_from_the_cache_as_they_were(
    texts: list[str], sure: float, evidence: list[str]
) -> None:
    report = FileReport(*texts, tuple(evidence), 3, sure, tuple(evidence))
    assert codec.decode_reports([codec.encode_report(report)]) == (report,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=9) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=30,
)
PACKED = zlib.decompress(codec.encode_chapter(Chapter("", (Block(Kind.VERSE, "one"),))))
HEAD = json.loads(PACKED[4:-3])


def repacked(head: object) -> bytes:
    raw = json.dumps(head).encode()
    return zlib.compress(len(raw).to_bytes(4, "little") + raw + b"one")


def test_the_fuzzed_head_is_a_real_one() -> None:
    assert codec.decode_chapter(repacked(HEAD)).blocks == (Block(Kind.VERSE, "one"),)


@given(JSON, st.sampled_from(sorted(HEAD)), st.binary(max_size=40))
def test_any_bytes_are_a_value_or_damage(value: object, key: str, data: bytes) -> None:
    text = codec.dumps(value)
    for decode in (
        lambda: codec.decode_chapter(data),
        lambda: codec.decode_chapter(repacked(HEAD | {key: value})),
        lambda: codec.decode_chapter(repacked(value)),
        lambda: codec.decode_outline(text),
        lambda: codec.decode_stories([text]),
        lambda: codec.decode_reports([text]),
    ):
        with contextlib.suppress(codec.DamagedEntry):
            decode()


# Few different values, so that files often look as if they belonged together.
few_titles = st.sampled_from(["", "Home", "home!", "The Home", "Home (1/2)", "Home (2/2)", "Weir"])
few_authors = st.sampled_from([(), ("Anna",), ("ANNA",), ("Bo", "Anna"), ("Anonymous",)])
few_paths = st.sampled_from(
    [
        f"{folder}{stem}.txt"
        for folder in ("", "x/", "x/y/")
        for stem in (
            "weir", "weir1", "weir2", "weir-ch03", "weir_part4", "ch01", "chapter 2", "000_ab12cd9",
            "001_ff00aa7", "home", "story1", "story2", "Home by Anna",
        )
    ]
)  # fmt: skip
few_marks = st.none() | st.builds(
    Mark,
    st.sampled_from(["III.", "Chapter 1", "(1/2)", "Epilogue"]),
    st.none() | st.integers(1, 4),
    st.none() | st.integers(2, 3),
    st.just(""),
    st.sampled_from(["", "chapter", "part", "epilogue"]),
)
few_sketches = st.lists(st.sampled_from([0, 1, 2]), max_size=2, unique=True).map(
    lambda texts: array("I", [n for text in sorted(texts) for n in range(text * 99, text * 99 + 9)])
)
few_chapters = st.builds(
    ChapterOutline,
    st.sampled_from(["", "Chapter 1", "Low Water"]),
    st.integers(0, 300),
    few_marks,
    few_sketches.map(array.tobytes),
)
outlines = st.builds(
    Outline,
    st.builds(Metadata, title=few_titles, authors=few_authors),
    st.lists(few_chapters, min_size=1, max_size=4).map(tuple),
    st.sampled_from(["", "It rained.", "Nobody had seen the barge go by that night."]),
)
contents = st.dictionaries(
    few_paths, st.tuples(st.sampled_from("abcdefgh"), st.none() | outlines), max_size=9
)


def records_of(found: dict[str, tuple[str, Outline | None]]) -> list[Record]:
    """The same content has the same outline wherever it lies."""
    by_digest: dict[str, Outline | None] = {}
    return [
        Record(path, 1, 1, digest, "ok" if outline else "failed", "", outline)
        for path, (digest, given) in found.items()
        for outline in [by_digest.setdefault(digest, given)]
    ]


@given(contents)
def test_no_chapter_is_lost_or_shelved_twice(
    found: dict[str, tuple[str, Outline | None]],
) -> None:
    records = records_of(found)
    shelf = shelve(records, Manifest(), (), "folder")
    rows = [row for story in shelf.stories for row in (story, *story.versions)]
    shelved = [entry.key for row in rows for entry in row.chapters]
    expected = {
        f"{record.digest}:{n}"
        for record in records
        if record.outline
        for n in range(len(record.outline.chapters))
    }
    assert sorted(shelved) == sorted(expected)
    assert len({story.id for story in shelf.stories}) == len(shelf.stories)
    assert len(shelf.reports) == len(records)
    for story in shelf.stories:
        assert story.title.strip()
        assert all(entry.title.strip() for entry in story.chapters)


@given(contents, st.randoms(use_true_random=False))
def test_the_shelf_does_not_depend_on_the_order_of_the_files(
    found: dict[str, tuple[str, Outline | None]], chance: random.Random
) -> None:
    records = records_of(found)
    shuffled = records[:]
    chance.shuffle(shuffled)
    assert shelve(records, Manifest(), (), "f") == shelve(shuffled, Manifest(), (), "f")


@given(contents)
def test_shelving_again_changes_no_id(found: dict[str, tuple[str, Outline | None]]) -> None:
    records = records_of(found)
    first = shelve(records, Manifest()).stories
    assert shelve(records, Manifest(), map(KnownStory.of, first)).stories == first
