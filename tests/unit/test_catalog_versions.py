"""Which savings are one work: made-up prose with its true sketches, no files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inglenook.catalog.manifest import Manifest, read_manifest
from inglenook.catalog.records import ChapterOutline, Outline, Record
from inglenook.catalog.shelve import Shelf, shelve
from inglenook.catalog.sketch import COMPARABLE, contained, hashes, sketch
from inglenook.formats.marks import parse_mark
from inglenook.model import Block, Kind, Metadata, Role, Story

ANNA = ("Anna Quill",)
WORDS = (
    *("lamp", "river", "gate", "boat", "stone", "weir", "barrel", "orchard", "lantern", "harbour"),
    *("kettle", "meadow", "window", "thistle", "ferry", "anchor", "candle", "bramble", "gravel"),
    *("timber", "saddle", "copper", "willow", "cellar"),
)


def prose(name: str, sentences: int = 60) -> str:
    """Sentences that no text of another name has."""
    return " ".join(
        f"The {name} {WORDS[n % 24]} {WORDS[(n * 7 + 3) % 24]} of {n} stood beside the"
        f" {WORDS[(n * 5 + 1) % 24]} until morning came."
        for n in range(sentences)
    )


def edited(text: str, every: int) -> str:
    """The text with one word in so many changed."""
    words = text.split()
    return " ".join("perhaps" if n % every == every - 1 else word for n, word in enumerate(words))


def record(
    path: str,
    *chapters: tuple[str, str],
    title: str = "The Weir",
    authors: tuple[str, ...] = ANNA,
    kind: str = "text",
    **metadata: str,
) -> Record:
    """A file of chapters, each a title and a text."""
    outlines = tuple(
        ChapterOutline(
            name,
            len(text.split()),
            parse_mark(name) if name else None,
            sketch([Block(Kind.PARAGRAPH, text)]),
        )
        for name, text in chapters
    )
    said = Metadata(title=title, authors=authors, **metadata)
    outline = Outline(said, outlines, chapters[0][1][:120], format=kind)
    return Record(path, 10, 1, f"digest of {path}", "ok", "", outline)


def chapters(*numbers: int, of: str = "weir") -> list[tuple[str, str]]:
    return [(f"Chapter {n}", prose(f"{of}{n}")) for n in numbers]


def shelf(*records: Record, manifest: Manifest = Manifest()) -> Shelf:  # noqa: B008
    return shelve(records, manifest)


def works(*records: Record) -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """Files that are read -> files of each version."""
    return {
        story.sources: [version.sources for version in story.versions]
        for story in shelf(*records).stories
    }


def only(*records: Record) -> Story:
    (story,) = shelf(*records).stories
    return story


# Sketches


def test_a_sketch_is_blind_to_case_punctuation_and_the_breaking_of_lines() -> None:
    text = prose("weir")
    plain = sketch([Block(Kind.PARAGRAPH, text)])
    for other in (text.upper(), text.replace(" ", "\n"), text.replace("The ", "“The ")):
        assert sketch([Block(Kind.PARAGRAPH, other)]) == plain
    halves = [Block(Kind.PARAGRAPH, half) for half in (text[: len(text) // 2], "")]
    assert contained(hashes([sketch(halves)]), hashes([plain])) > 0.9


def test_a_sketch_is_of_the_body_alone() -> None:
    text = prose("weir")
    assert not sketch([Block(Kind.NOTE, text, role=Role.FRONT), Block(Kind.SCENE_BREAK, text)])


def test_contained_is_the_share_of_the_text() -> None:
    part, whole = prose("one", 50), prose("one", 50) + " " + prose("two", 150)
    small, large = (hashes([sketch([Block(Kind.PARAGRAPH, text)])]) for text in (part, whole))
    assert contained(small, large) > 0.95
    assert contained(large, small) == pytest.approx(0.25, abs=0.02)
    assert contained(small, hashes([sketch([Block(Kind.PARAGRAPH, prose("three"))])])) == 0
    assert contained(frozenset(), large) == 0


def test_text_that_parts_no_words_has_a_sketch_too() -> None:
    text = "。".join(f"河{n}の水はいつも静かに流れていた" for n in "一二三四五六七八九十")
    assert len(hashes([sketch([Block(Kind.PARAGRAPH, text)])])) >= COMPARABLE


# One work


def test_formats_of_one_work_are_one_story_read_in_the_richest() -> None:
    text = chapters(1, 2, 3)
    whole = ("", " ".join(body for _, body in text))
    story = only(
        record("a.txt", whole), record("b.epub", *text, kind="epub"), record("c.html", whole)
    )
    assert story.sources == ("b.epub",)
    assert [version.sources for version in story.versions] == [("a.txt",), ("c.html",)]
    assert [version.contained for version in story.versions] == [1.0, 1.0]
    assert story.versions[0].confidence == 0.95
    assert story.versions[0].evidence == "the same title and author"


def test_the_fuller_copy_is_read_whatever_its_format() -> None:
    old = record("old.epub", *chapters(1, 2), kind="epub", status="in progress", rating="PG")
    new = record("new.txt", *chapters(1, 2, 3))
    story = only(old, new)
    assert story.sources == ("new.txt",)
    assert story.metadata.rating == "PG"
    assert story.metadata.status == ""


def test_of_equal_versions_the_one_updated_last_is_read() -> None:
    files = [record(f"{n}.epub", *chapters(1), kind="epub", updated=f"200{n}") for n in (1, 3, 2)]
    assert only(*files).sources == ("3.epub",)


def test_an_edited_copy_is_a_version_and_says_how_much_it_shares() -> None:
    text = prose("weir", 200)
    story = only(record("a.txt", ("", text)), record("b.txt", ("", edited(text, 20) + " The end.")))
    assert story.sources == ("b.txt",)
    (version,) = story.versions
    assert 0.6 < (version.contained or 0) < 0.9


def test_a_chapter_saved_alone_is_a_version() -> None:
    whole = record("weir.epub", *chapters(1, 2, 3, 4), kind="epub")
    alone = record("part.txt", *chapters(3), title="The Weir, Chapter 3")
    untitled = record("9f3a.txt", ("", prose("weir2")), title="", authors=())
    assert works(whole, alone, untitled) == {("weir.epub",): [("9f3a.txt",), ("part.txt",)]}


def test_a_part_is_a_version_though_the_copy_that_comes_first_was_edited() -> None:
    text = prose("weir", 300)
    files = [
        record("a.txt", ("", edited(text, 15))),
        record("b.txt", ("", text), kind="html"),
        record("9f3a.txt", ("", prose("weir", 40)), title="", authors=()),
    ]
    story = only(*files)
    assert story.sources == ("b.txt",)
    assert [version.contained for version in story.versions][-1] == 1.0


def test_parts_by_themselves_are_a_version_of_the_whole() -> None:
    parts = [record(f"weir-{n}.txt", *chapters(n), title=f"The Weir ({n}/3)") for n in (1, 2, 3)]
    whole = record("weir.epub", *chapters(1, 2, 3), kind="epub")
    assert works(*parts, whole) == {("weir.epub",): [("weir-1.txt", "weir-2.txt", "weir-3.txt")]}


def test_the_next_part_goes_to_the_copy_it_continues() -> None:
    story = only(
        record("a.txt", *chapters(1, 2)), record("b.txt", *chapters(1, 2, 3)),
        record("c.txt", *chapters(4)),
    )  # fmt: skip
    assert story.sources == ("b.txt", "c.txt")
    assert [version.sources for version in story.versions] == [("a.txt",)]


def test_a_second_file_that_begins_with_the_first_chapter_again_is_the_whole() -> None:
    first, both = prose("one"), prose("one") + " " + prose("two", 80)
    assert works(record("1.txt", ("", first)), record("2.txt", ("", both))) == {
        ("2.txt",): [("1.txt",)]
    }


def test_a_work_of_an_archive_is_one_under_any_title() -> None:
    url = "https://archiveofourown.org/works/77"
    story = only(
        record("a.html", *chapters(1, 2), source_url=url, work_id="77"),
        record("b.txt", *chapters(1), title="Draft", authors=(), source_url=f"{url}/chapters/9"),
    )
    assert story.title == "The Weir"
    assert story.versions[0].evidence == "the same work of one archive"


def test_the_number_of_a_work_is_read_off_its_address() -> None:
    story = only(record("a", *chapters(1), source_url="https://www.fanfiction.net/s/8067258/1/"))
    assert story.metadata.work_id == "8067258"


def test_a_rating_that_is_more_than_one_word_says_how_it_was_read() -> None:
    plain, hedged = (
        only(record("a", *chapters(1), rating=rating)) for rating in ("PG-13", "soft R, some gore")
    )
    assert not [guess for guess in plain.guesses if guess.field == "rating"]
    (guess,) = [guess for guess in hedged.guesses if guess.field == "rating"]
    assert (guess.value, guess.confidence) == ("mature", 0.9)
    assert "soft R" in guess.evidence


def test_a_title_spelt_otherwise_is_the_same_work_if_its_author_is() -> None:
    whole = record("a.txt", *chapters(1, 2, 3))
    for title in ("The Wier", "Weir, The (unfinished)"):
        old = record("b.txt", *chapters(1, 2), title=title)
        assert works(whole, old) == {("a.txt",): [("b.txt",)]}
    other = record("b.txt", *chapters(1, 2), title="The Wier", authors=("Bo Tarn",))
    assert len(works(whole, other)) == 2


def test_nearly_the_same_text_is_one_work_under_any_title() -> None:
    text = prose("weir", 200)
    files = record("a.txt", ("", text)), record("b.txt", ("", text), title="River", authors=())
    assert works(*files) == {("a.txt",): [("b.txt",)]}


def test_texts_too_short_to_compare_are_one_by_name_beginning_and_length() -> None:
    drabble = ("", "Nobody had seen the barge go by that night. " * 3)
    files = record("a.txt", drabble), record("a.html", drabble, kind="html")
    assert works(*files) == {("a.html",): [("a.txt",)]}
    (version,) = only(*files).versions
    assert version.contained is None
    assert version.confidence < 0.8


# Not one work


@pytest.mark.parametrize(
    "other",
    [
        record("b", ("", prose("other")), authors=("Anonymous",)),
        record("b", *chapters(1, of="wehr"), language="de"),
        record("b", ("", prose("wehr")), language="de"),
        record("b", ("", prose("weir1", 20) + " " + prose("two", 200)), title="The Lock"),
        record("b", ("", prose("weir1")), title="The Lock", authors=("Bo Tarn",)),
    ],
    ids=[
        "a namesake",
        "a translation",
        "one without marks",
        "a sequel with a recap",
        "another author's",
    ],
)
def test_what_shares_too_little_stays_a_story_of_its_own(other: Record) -> None:
    mine = record("a", ("", prose("weir1")), language="en")
    assert len(works(mine, other)) == 2


def test_two_untitled_stories_of_nobody_stay_two() -> None:
    nobody = ("Anonymous",)
    files = [
        record(name, ("", prose(name, 90)), title="Untitled", authors=nobody) for name in ("a", "b")
    ]
    assert len(works(*files)) == 2


def test_an_anthology_is_no_version_of_what_it_holds() -> None:
    tale = ("The Weir", prose("weir1", 90))
    book = [tale, ("The Lock", prose("lock", 90)), ("The Ferry", prose("ferry", 90))]
    title = "The Weir and Other Tales"
    assert len(works(record("a", tale), record("b", *book, title=title))) == 2
    assert len(works(record("a", tale), record("b", *book, title="Waters"))) == 2
    assert len(works(record("a", tale), record("b", *book, title="The Weir"))) == 2
    counted = [(f"{n}. {name}", text) for n, (name, text) in enumerate(book, 1)]
    assert len(works(record("a", tale), record("b", *counted, title="The Weir"))) == 1


def test_a_copy_with_a_chapter_of_its_own_is_not_hidden() -> None:
    assert len(works(record("a", *chapters(1, 2, 3)), record("b", *chapters(2, 3, 9)))) == 2


def test_another_number_at_the_same_archive_is_another_work() -> None:
    text = ("", prose("weir", 200))
    one, two = (
        record(f"{n}", text, title=f"Sketch {n}", source_url=f"https://www.fanfiction.net/s/{n}/1/")
        for n in (1, 2)
    )
    assert len(works(one, two)) == 2


def test_what_a_site_puts_into_every_page_makes_no_versions() -> None:
    every = prose("banner", 120)
    files = [
        record(f"{n}", ("", f"{every} {prose(f'page{n}', 30)}"), title="", authors=())
        for n in range(40)
    ]
    assert sum(len(versions) for versions in works(*files).values()) == 0


def test_ten_thousand_files_do_not_meet_each_other() -> None:
    """Compared are only those that share something: 2,000 files of one title in a second or two."""
    text = sketch([Block(Kind.PARAGRAPH, prose("weir", 12))])
    alike = record("0", ("", "x"), title="Untitled", authors=())
    assert alike.outline is not None
    outline = replace(alike.outline, chapters=(ChapterOutline("", 100, None, text),))
    files = [replace(alike, path=f"{n}", digest=f"{n}", outline=outline) for n in range(2000)]
    assert len(shelf(*files).reports) == 2000


# By hand, and what is told


def by_hand(tmp_path: Path, text: str, *records: Record) -> Shelf:
    (tmp_path / "library.yaml").write_text(text, encoding="utf-8")
    return shelf(*records, manifest=read_manifest(tmp_path))


def test_library_yaml_names_versions(tmp_path: Path) -> None:
    found = by_hand(
        tmp_path,
        "stories:\n  - file: b.txt\n    versions: [a.txt, nowhere.txt]\n",
        record("a.txt", ("", prose("one")), title="Something Else"),
        record("b.txt", ("", prose("two"))),
    )
    (story,) = found.stories
    assert story.sources == ("b.txt",)
    (version,) = story.versions
    assert (version.sources, version.confidence) == (("a.txt",), 1.0)
    assert version.evidence == "library.yaml"
    assert [problem.reason for problem in found.problems] == ["there is no file 'nowhere.txt'"]


def test_library_yaml_takes_a_version_for_a_story(tmp_path: Path) -> None:
    files = record("a.txt", *chapters(1)), record("b.txt", *chapters(1, 2))
    for entry in ("a.txt", "b.txt"):
        text = f"stories:\n  - file: {entry}\n    separate: true\n"
        assert len(by_hand(tmp_path, text, *files).stories) == 2


def test_what_library_yaml_names_is_no_version_by_guess_but_may_have_some(tmp_path: Path) -> None:
    files = record("a.txt", *chapters(1)), record("b.txt", *chapters(1, 2))
    named = "stories:\n  - file: {}\n    title: Mine\n"
    assert len(by_hand(tmp_path, named.format("a.txt"), *files).stories) == 2
    titled = "stories:\n  - file: {}\n    rating: PG\n"
    (story,) = by_hand(tmp_path, titled.format("b.txt"), *files).stories
    assert [version.sources for version in story.versions] == [("a.txt",)]


def test_the_report_of_a_version_says_of_what_how_much_and_why() -> None:
    found = shelf(record("a.txt", *chapters(1)), record("b.txt", *chapters(1, 2)))
    report = found.reports[0]
    assert report.status == "ok"
    assert report.reason == "another version of The Weir: contained 100%"
    assert report.stories == (found.stories[0].id,)
    assert report.confidence == 0.95
    assert report.evidence[0] == "version: the same title and author (95%)"
