"""Records in, stories out: hand-made records, no files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inglenook.catalog.manifest import Manifest, read_manifest
from inglenook.catalog.records import ChapterOutline, Outline, Record
from inglenook.catalog.shelve import Shelf, shelve
from inglenook.formats.marks import parse_mark
from inglenook.model import Guess, KnownStory, Mark, Metadata, Story


def record(
    path: str,
    title: str = "",
    authors: tuple[str, ...] = (),
    *chapters: str,
    digest: str = "",
    opening: str = "",
    words: int = 100,
    **metadata: str,
) -> Record:
    """A file whose chapters have these titles; ``""`` is one chapter without a mark."""
    outlines = tuple(
        ChapterOutline(chapter, words, parse_mark(chapter) if chapter else None)
        for chapter in chapters or ("",)
    )
    said = Metadata(title=title, authors=authors, **metadata)
    outline = Outline(said, outlines, opening or f"It began at {path}.", format="text")
    return Record(path, 10, 1, digest or f"digest of {path}", "ok", "", outline)


def shelf(*records: Record, manifest: Manifest = Manifest()) -> Shelf:  # noqa: B008
    return shelve(records, manifest, (), "the_folder")


def stories(*records: Record) -> dict[str, list[str]]:
    """Title -> "source chapter title" of each story."""
    return {
        story.title: [f"{entry.source} {entry.title}" for entry in story.chapters]
        for story in shelf(*records).stories
    }


def only(*records: Record) -> Story:
    (story,) = shelf(*records).stories
    return story


ANNA = ("Anna Quill",)


def test_the_same_title_and_author_join_in_the_order_of_the_names() -> None:
    story = only(
        record("000_70c9b0a6.txt", "The Weir", ANNA, rating="PG"),
        record("001_88215fff.txt", "the weir!", ("ANNA QUILL",), summary="Water."),
    )
    assert [entry.title for entry in story.chapters] == ["Chapter 1", "Chapter 2"]
    assert story.sources == ("000_70c9b0a6.txt", "001_88215fff.txt")
    assert (story.metadata.rating, story.metadata.summary) == ("PG", "Water.")
    assert story.guessed == ()
    joined = next(guess for guess in story.guesses if guess.field == "joined")
    assert joined.value == "2 files"
    assert "same title and author" in joined.evidence


@pytest.mark.parametrize(
    ("names", "titles", "chapters", "order"),
    [
        (("a", "b", "c"), ("T (2/3)", "T (3/3)", "T (1/3)"), ("", "", ""), "cab"),
        (("a", "b"), ("T", "T"), ("Chapter 2", "Chapter 1"), "ba"),
        (("a", "b"), ("T", "T"), ("Chapter 2", ""), "ba"),
        (("a", "b", "c"), ("T", "T", "T"), ("Epilogue", "Chapter 1", "Prologue"), "cba"),
        (("weir10", "weir9"), ("T", "T"), ("", ""), "weir9 weir10"),
        (("b", "a"), ("T, Part II", "T, Part I"), ("Chapter 1", "Chapter 1"), "ab"),
    ],
)
def test_parts_are_put_in_order(
    names: tuple[str, ...], titles: tuple[str, ...], chapters: tuple[str, ...], order: str
) -> None:
    files = [
        record(name, title, ANNA, chapter)
        for name, title, chapter in zip(names, titles, chapters, strict=True)
    ]
    assert only(*files).sources == tuple(order.split() if " " in order else order)


def test_a_lone_mark_names_its_story_and_says_so() -> None:
    story = only(record("002_3f5fb7d6dd72f005.txt", "", (), "III."))
    assert (story.title, story.authors, story.chapters[0].title) == ("III.", (), "III.")
    assert set(story.guessed) == {"title", "authors"}


def test_a_text_without_title_is_named_by_its_file_then_by_its_first_words() -> None:
    assert only(record("the_late-ferry.txt")).title == "The Late-ferry"
    assert only(record("2004/the-late-ferry.txt")).title == "The Late Ferry"
    long = "Nobody at the lock could say afterwards who had first seen the barge."
    story = only(record("003_0fce398bfe668819.txt", opening=long))
    assert story.title == "Nobody at the lock could say afterwards who had…"
    assert story.guessed == ("title", "authors")
    assert only(record("x9f.txt", opening="Wait for me. He did not.")).title == "Wait for me"
    assert only(record("untitled3.txt", opening="Rain")).title == "Rain"
    assert only(record("", opening=" ")).title == "Untitled"


def test_an_author_in_the_files_name_is_a_guess() -> None:
    story = only(record("The Weir by Anna Quill.txt"))
    assert (story.title, story.authors) == ("The Weir", ("Anna Quill",))
    assert story.guessed == ("title", "authors")


@pytest.mark.parametrize(
    ("names", "chapters"),
    [
        (("10", "9", "11"), ("Chapter 10", "Chapter 9", "Chapter 11")),
        (("02 The Mill", "01 - The Ford", "03_the_sea"), ("II.", "I.", "III.")),
        (("001", "000", "002"), ("Chapter 1", "Prologue", "Chapter 2")),
    ],
)
def test_a_folder_of_numbered_chapters_is_a_story_named_by_it(
    names: tuple[str, ...], chapters: tuple[str, ...]
) -> None:
    files = [
        record(f"Stone Harvest/{name}.txt", "", (), chapter)
        for name, chapter in zip(names, chapters, strict=True)
    ]
    story = only(*files)
    assert story.title == "Stone Harvest"
    assert story.sources == tuple(files[at].path for at in (1, 0, 2))
    assert {"title", "joined"} < set(story.guessed)


@pytest.mark.parametrize(
    "chapters",
    [
        ("", "", ""),  # untitled stories of one scrape are numbered, too
        ("Chapter 1", "Chapter 1", "Chapter 1"),
        ("Chapter 3", "Chapter 1", "Chapter 2"),
        ("Chapter 1", "", ""),
    ],
)
def test_numbered_files_alone_are_no_story(chapters: tuple[str, ...]) -> None:
    files = [record(f"x/{n}.txt", "", (), chapter) for n, chapter in enumerate(chapters, 1)]
    assert len(shelf(*files).stories) == 3
    assert all(story.title != "x" for story in shelf(*files).stories)


def test_a_title_without_author_joins_nothing_by_itself() -> None:
    assert len(shelf(record("a", "Home"), record("b", "Home")).stories) == 2
    anonymous = ("Anonymous",)
    files = record("a", "Home", anonymous), record("b", "Home", anonymous)
    assert len(shelf(*files).stories) == 2
    assert len(shelf(record("a", "Home", ANNA), record("b", "Home", ("Bo",))).stories) == 2


def test_of_a_file_and_its_copies_the_one_of_the_shortest_name_is_shelved() -> None:
    names = ("weir - Copy.txt", "weir (1).txt", "weir.txt")
    made = shelf(*(record(name, "The Weir", ANNA, digest="one") for name in names))
    assert made.stories[0].sources == ("weir.txt",)
    reasons = {report.path: report.reason for report in made.reports if report.reason}
    assert reasons == dict.fromkeys(names[:2], "same text as weir.txt")


def test_a_title_without_author_joins_parts_of_one_folder() -> None:
    assert len(only(record("a", "Home (1/2)"), record("b", "Home (2/2)")).chapters) == 2
    assert len(shelf(record("x/a", "Home (1/2)"), record("y/b", "Home (2/2)")).stories) == 2
    story = only(record("a", "Home (1/2)", ANNA), record("b", "Home (2/2)"))
    assert story.authors == ANNA


def test_names_that_count_join_files_without_titles() -> None:
    story = only(record("weir-ch02.txt"), record("weir-ch10.txt"), record("weir-ch01.txt"))
    assert story.title == "Weir"
    assert [entry.title for entry in story.chapters] == ["Chapter 1", "Chapter 2", "Chapter 10"]
    joined = next(guess for guess in story.guesses if guess.field == "joined")
    assert joined.confidence < 0.8
    assert only(record("my_weir_part3"), record("my_weir_part1")).title == "My Weir"
    assert only(record("The Lock/chapter 1"), record("The Lock/chapter 2")).title == "The Lock"
    assert only(record("ch01.txt"), record("ch02.txt")).title == "The Folder"
    assert len(only(record("weir.txt"), record("weir2.txt")).chapters) == 2
    titled = only(record("weir1.txt", "The Weir", ANNA), record("weir2.txt", "", (), "II."))
    assert [entry.title for entry in titled.chapters] == ["Chapter 1", "II."]


def test_names_that_only_look_alike_join_nothing() -> None:
    assert len(shelf(record("story1.txt"), record("story2.txt")).stories) == 2
    assert len(shelf(record("a7c91e05.txt"), record("a7c91e06.txt")).stories) == 2
    assert len(shelf(record("weir1.txt", "", ANNA), record("weir2.txt", "", ("Bo",))).stories) == 2
    assert len(shelf(record("x/weir1.txt"), record("y/weir2.txt")).stories) == 2


def test_the_same_chapters_again_are_not_joined() -> None:
    chapters = ("Chapter 1", "Chapter 2")
    files = [record(name, "The Weir", ANNA, *chapters) for name in ("weir.txt", "weir (1).txt")]
    first, second = shelf(*files).stories
    assert len(first.chapters) == len(second.chapters) == 2
    assert first.id != second.id


def test_the_same_text_twice_is_one_story_and_the_copy_is_listed() -> None:
    found = shelf(
        record("b.txt", "T", ANNA, digest="same"), record("a/a.txt", "T", ANNA, digest="same")
    )
    (story,) = found.stories
    assert story.sources == ("b.txt",)
    copy = found.reports[0]
    assert (copy.path, copy.status, copy.reason) == ("a/a.txt", "skipped", "same text as b.txt")
    assert copy.stories == (story.id,)


def test_chapters_are_never_without_a_title() -> None:
    story = only(record("a.txt", "T", ANNA, "", "Chapter 1", "", "Chapter 2: Low"))
    titles = [entry.title for entry in story.chapters]
    assert titles == ["Opening", "Chapter 1", "Chapter 3", "Chapter 2: Low"]
    assert only(record("a.txt", "T", ANNA, "", "I.", "II.")).chapters[0].title == "Opening"
    assert only(record("a.txt", "T", ANNA, "", "II.")).chapters[0].title == "Chapter 1"
    assert only(record("a.txt", "T", ANNA)).chapters[0].title == "T"
    parts = only(record("a", "T", ANNA, "(1/2)"), record("b", "T", ANNA, "(2/2)"))
    assert [entry.title for entry in parts.chapters] == ["Part 1", "Part 2"]


def test_reports_cover_every_file_and_are_as_sure_as_their_weakest_guess() -> None:
    weir = record("weir.txt", "The Weir", ANNA)
    files = (
        record("x9f.txt", "", ANNA, "III."),
        weir,
        Record("bad\x1b.bin", 1, 1, "d", "failed", "broken\x07"),
    )
    found = shelf(*files)
    reports = {report.path: report for report in found.reports}
    assert reports["x9f.txt"].confidence == 0.2
    assert any("chapter mark" in line for line in reports["x9f.txt"].evidence)
    assert reports["weir.txt"].confidence == 1.0
    assert reports["bad␛.bin"].reason == "broken␇"
    assert reports["bad␛.bin"].stories == ()


# library.yaml


def by_hand(tmp_path: Path, text: str, *records: Record) -> Shelf:
    (tmp_path / "library.yaml").write_text(text, encoding="utf-8")
    return shelf(*records, manifest=read_manifest(tmp_path))


def test_library_yaml_joins_orders_and_names(tmp_path: Path) -> None:
    found = by_hand(
        tmp_path,
        "stories:\n  - files: [b.txt, a.txt]\n    title: Both\n    authors: [Bo]\n"
        "    chapters: [High]\n    rating: G\n    tags: [x]\n",
        record("a.txt", "One", ANNA, "III."),
        record("b.txt", "Two", ANNA),
    )
    (story,) = found.stories
    assert (story.title, story.authors) == ("Both", ("Bo",))
    assert [(e.source, e.title) for e in story.chapters] == [("b.txt", "High"), ("a.txt", "III.")]
    assert (story.metadata.rating, story.metadata.tags) == ("G", ("x",))
    assert (story.metadata.title, story.metadata.authors) == ("Both", ("Bo",))
    assert story.guessed == ()
    assert found.problems == ()


def test_a_file_named_alone_is_not_joined(tmp_path: Path) -> None:
    files = record("a", "T", ANNA), record("b", "T", ANNA), record("c", "T", ANNA)
    found = by_hand(tmp_path, "stories:\n  - file: b\n", *files)
    assert sorted(story.sources for story in found.stories) == [("a", "c"), ("b",)]
    assert len({story.id for story in found.stories}) == 2


def test_a_file_is_split_and_what_no_piece_names_stays(tmp_path: Path) -> None:
    chapters = [f"Chapter {n}" for n in range(1, 6)]
    found = by_hand(
        tmp_path,
        "stories:\n  - file: o.txt\n    title: Rest\n    split:\n"
        "      - {title: First, chapters: 1-2}\n      - {title: Second, chapters: [4, 9]}\n"
        "      - {title: Third, chapters: 2}\n",
        record("o.txt", "Omnibus", ANNA, *chapters),
    )
    assert {s.title: [e.ordinal for e in s.chapters] for s in found.stories} == {
        "First": [0, 1],
        "Second": [3],
        "Rest": [2, 4],
    }
    assert [(p.line, p.reason) for p in found.problems] == [
        (6, "there is no chapter 9; the file has 5"),
        (7, "chapter 2 belongs to another piece already"),
    ]
    assert len(found.reports[0].stories) == 3


def holding_works(path: str, *chapters: str) -> Record:
    whole = record(path, "", ("Rosa Lind",), *chapters)
    assert whole.outline
    held = Guess("works", "2", 0.9, "holds 2 works, each with its own by-line")
    return replace(whole, outline=replace(whole.outline, guesses=(held,)))


WORKS = ("", "Low Water, by Ann Lee", "II.", "Grist, by Tom Reed and Jo Ferrer")


def test_a_file_of_several_works_says_so() -> None:
    found = shelf(holding_works("zine.txt", *WORKS))
    (story,) = found.stories
    assert (story.title, story.authors) == ("Zine", ("Rosa Lind",))
    assert story.chapters[0].title == "Opening"
    assert "works: holds 2 works, each with its own by-line (90%)" in found.reports[0].evidence


def test_a_piece_of_a_file_of_works_is_called_as_the_work_is(tmp_path: Path) -> None:
    found = by_hand(
        tmp_path,
        "stories:\n  - file: zine.txt\n    split:\n      - {chapters: 2-3}\n"
        "      - {chapters: 4, title: Flour}\n",
        holding_works("zine.txt", *WORKS),
    )
    assert {story.title: story.authors for story in found.stories} == {
        "Zine": ("Rosa Lind",),
        "Low Water": ("Ann Lee",),
        "Flour": ("Tom Reed", "Jo Ferrer"),
    }


def test_a_part_of_a_story_says_which_and_counts_its_own_chapters() -> None:
    parts = [record(f"weir{n}.txt", "The Weir", ANNA, f"Chapter {n}") for n in (1, 2)]
    doubts = [Guess("chapters", "1", sure, f"{sure}") for sure in (0.6, 0.9)]
    found = shelf(
        *(
            replace(part, outline=replace(part.outline, guesses=(doubt,)))
            for part, doubt in zip(parts, doubts, strict=True)
            if part.outline
        )
    )
    assert [one.reason for one in found.reports] == [
        "file 1 of 2 of The Weir",
        "file 2 of 2 of The Weir",
    ]
    told = [[line for line in one.evidence if "chapters:" in line] for one in found.reports]
    assert told == [["chapters: 0.6 (60%)"], ["chapters: 0.9 (90%)"]]


def test_files_are_hidden_and_entries_that_match_nothing_are_reported(tmp_path: Path) -> None:
    found = by_hand(
        tmp_path,
        "stories:\n  - files:\n      - a\n      - nowhere.txt\n  - file: a\n"
        "    chapters: [1, 2]\nhide:\n  - 'notes/*'\n  - gone\n",
        record("a", "T", ANNA),
        record("notes/n", "N", ANNA),
    )
    assert [story.title for story in found.stories] == ["T"]
    assert [(p.line, p.reason) for p in found.problems] == [
        (4, "there is no file 'nowhere.txt'"),
        (5, "'a' belongs to the story on line 2 already"),
        (9, "'gone' hides no file"),
    ]
    notes = found.reports[1]
    assert (notes.status, notes.reason) == ("skipped", "hidden by library.yaml, line 8")


# Ids


def test_ids_are_short_and_the_same_wherever_the_files_lie() -> None:
    here = only(record("a", "The Weir", ANNA))
    there = only(record("elsewhere/b", "Weir", ("anna quill",), "Chapter 1"))
    assert here.id == there.id
    assert len(here.id) >= 8
    assert here.id.isalnum()
    assert here.id == here.id.lower()


def again(before: Story, *records: Record) -> list[str]:
    return [story.id for story in shelve(records, Manifest(), [KnownStory.of(before)]).stories]


def test_a_story_keeps_its_id_when_it_is_renamed_edited_or_downloaded_again() -> None:
    before = only(record("x9f.txt", "", (), "III."))
    renamed = record("other.txt", "", (), "III.", digest="digest of x9f.txt")
    edited = record("x9f.txt", "Now Titled", ANNA, digest="new")
    assert again(before, renamed) == [before.id]
    assert again(before, edited) == [before.id]
    titled = only(record("a.txt", "The Weir", ANNA))
    assert again(titled, record("b.txt", "The Weir", ANNA, digest="new")) == [titled.id]
    other = record("a.txt", "Another Thing", ("Bo",), digest="new")
    assert again(titled, other) != [titled.id]


def test_a_known_id_goes_to_one_story_only() -> None:
    both = only(record("a", "T", ANNA), record("b", "T", ANNA))
    first = record("a", "One", ANNA, digest="digest of a")
    second = record("b", "T", ANNA, digest="digest of b")
    found = shelve([first, second], Manifest(), [KnownStory.of(both)]).stories
    assert {story.title: story.id == both.id for story in found} == {"One": False, "T": True}


def test_a_new_story_never_takes_the_id_of_one_that_vanished() -> None:
    weir = only(record("a", "The Weir", ANNA))
    gone = KnownStory(weir.id, "Something Else", ("Bo",), ("old",), ())
    assert shelve([record("a", "The Weir", ANNA)], Manifest(), [gone]).stories[0].id != weir.id


def test_the_guess_of_the_file_is_kept_beside_the_cleaned_title() -> None:
    said = Guess("title", "The Weir (1/2)", 0.6, "a short first line")
    metadata = Metadata(title="The Weir (1/2)", authors=ANNA)
    outline = Outline(metadata, (ChapterOutline("", 5, Mark("x")),), guesses=(said,))
    story = only(Record("a", 1, 1, "d", "ok", "", outline))
    assert story.title == "The Weir"
    assert story.guessed == ("title",)
    assert story.guesses[0] == Guess("title", "The Weir", 0.6, "a short first line")


def test_a_title_below_its_mark_is_listed_with_it() -> None:
    mark = Mark("CHAPTER I.", 1, None, "LOW WATER", "chapter")
    one = record("a.txt", "The Weir", ("Ann Lee",), "CHAPTER I.", "Chapter 2: The Gate")
    assert one.outline is not None
    first, second = one.outline.chapters
    outline = replace(one.outline, chapters=(first._replace(mark=mark), second))
    story = shelf(replace(one, outline=outline)).stories[0]
    titles = [entry.title for entry in story.chapters]
    assert titles == ["CHAPTER I. LOW WATER", "Chapter 2: The Gate"]
