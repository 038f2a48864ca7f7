"""A story's contents and the recap of it, from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from inglenook.contents import Read, rows
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Kind,
    Metadata,
    Position,
    Role,
    Story,
)
from inglenook.recap import MOST_CHARACTERS, days_since, recap
from inglenook.standing import Standing

BREAK = Block(Kind.SCENE_BREAK, "* * *")


def test_a_chapter_whose_title_others_have_is_called_by_its_part_too() -> None:
    titles = ("Preface", 50), ("Part One", 0), ("Chapter 1", 9), ("Part Two", 0), ("Chapter 1", 9)
    entries = tuple(
        ChapterEntry(title, words, "w.txt", "w", n) for n, (title, words) in enumerate(titles)
    )
    story = Story("w", "The Weir", (), entries)
    assert [story.called(number) for number in range(5)] == [
        "Preface", "Part One", "Part One, Chapter 1", "Part Two", "Part Two, Chapter 1",
    ]  # fmt: skip
    assert replace(story, chapters=entries[2:3] * 2).called(1) == "Chapter 1"


def told(text: str) -> Block:
    return Block(Kind.PARAGRAPH, text)


CHAPTERS = (
    Chapter("Low Water", (Block(Kind.HEADING, "Low Water"), told("The barge lay. It lay still."))),
    Chapter("High Water", (told("It rose!"), BREAK, BREAK, told("At dawn it fell."), BREAK)),
    Chapter("After", (Block(Kind.PARAGRAPH, "For Ada.", role=Role.FRONT), told("They slept."))),
)
DOCUMENT = Document(Metadata(), CHAPTERS)
STORY = Story(
    "weir",
    "The Weir",
    (),
    tuple(
        ChapterEntry(chapter.title, 100, "weir.txt", "d", number)
        for number, chapter in enumerate(CHAPTERS)
    ),
)


def test_what_was_read_is_known_by_chapter() -> None:
    listed = rows(STORY, DOCUMENT, Standing(0.5, 300, chapters=3), scenes=False)
    assert [row.read for row in listed] == [Read.ALL, Read.PART, Read.NONE]
    assert [row.words for row in listed] == [100, 100, 100]
    assert {row.read for row in rows(STORY, DOCUMENT, Standing(), scenes=False)} == {Read.NONE}


def test_chapters_that_have_come_since_are_new() -> None:
    listed = rows(STORY, DOCUMENT, Standing(1.0, 200, chapters=2), scenes=False)
    assert [row.read for row in listed] == [Read.ALL, Read.ALL, Read.NEW]


def test_scenes_stand_under_their_chapters_where_there_are_several() -> None:
    listed = rows(STORY, DOCUMENT, Standing(), scenes=True)
    assert [(row.title, row.position) for row in listed if row.is_scene] == [
        ("It rose!", Position(1, 0)),
        ("At dawn it fell.", Position(1, 3)),
    ]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ("water", ["Low Water", "High Water"]),
        ("HIGH", ["High Water"]),
        ("dawn", []),
        ("zzz", []),
    ],
)
def test_a_filter_looks_at_titles(wanted: str, titles: list[str]) -> None:
    listed = rows(STORY, DOCUMENT, Standing(), scenes=False, wanted=wanted)
    assert [row.title for row in listed] == titles


def test_a_filter_finds_a_scene_by_its_words() -> None:
    listed = rows(STORY, DOCUMENT, Standing(), scenes=True, wanted="dawn")
    assert [row.title for row in listed] == ["High Water", "At dawn it fell."]


def test_a_chapter_whose_file_is_gone_is_left_out() -> None:
    gone = replace(STORY.chapters[0], missing=True)
    story = replace(STORY, chapters=(gone, *STORY.chapters[1:]))
    assert len(rows(story, DOCUMENT, Standing(), scenes=False)) == 2


def test_a_recap_has_the_paragraph_before_and_the_first_sentences_so_far() -> None:
    said = recap(STORY, DOCUMENT, Position(1, 3))
    assert said.paragraph == "It rose!"
    assert [(one.title, one.sentence) for one in said.openings] == [
        ("Low Water", "The barge lay."),
        ("High Water", "It rose!"),
    ]


def test_at_the_beginning_of_a_chapter_the_one_before_was_read_last() -> None:
    assert recap(STORY, DOCUMENT, Position(1)).paragraph == "The barge lay. It lay still."
    assert recap(STORY, DOCUMENT, Position()).paragraph == ""
    assert len(recap(STORY, DOCUMENT, Position(9, 9)).openings) == 3


def test_of_a_long_paragraph_the_end_was_read_last() -> None:
    words = " ".join(f"word{number}" for number in range(1000))
    document = Document(Metadata(), (Chapter("A", (told(words), told("Then."))),))
    said = recap(replace(STORY, chapters=STORY.chapters[:1]), document, Position(0, 1)).paragraph
    assert said.startswith("… word")
    assert said.endswith("word999")
    assert len(said) <= MOST_CHARACTERS + 2


@pytest.mark.parametrize(
    ("read_at", "days"),
    [("2026-01-01T12:00:00Z", 30), ("2026-01-31T11:00:00Z", 0), ("", 0), ("no date", 0),
     ("2027-01-01T12:00:00Z", 0)],
)  # fmt: skip
def test_days_since(read_at: str, days: int) -> None:
    assert days_since(read_at, datetime(2026, 1, 31, 12, tzinfo=UTC)) == days
