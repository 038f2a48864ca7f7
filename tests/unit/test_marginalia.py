"""Marks stay on their words, whatever becomes of the file, and wait where these are gone."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from inglenook.anchors import LONGEST
from inglenook.config import Folders
from inglenook.library import Library
from inglenook.marginalia import Marginalia
from inglenook.model import Document, Position, Span, Story
from inglenook.store.annotations import STYLES, MarkKind

XHTML = '<html xmlns="http://www.w3.org/1999/xhtml">'
COLOURS = ("grey", "blue", "green", "brown", "black", "white", "silver", "golden")
THINGS = (
    "anchor", "bucket", "candle", "drawer", "engine", "feather", "gate", "hammer", "island",
    "jacket", "kettle", "ladder", "mirror", "needle", "orchard", "pencil", "quarry", "ribbon",
)  # fmt: skip


def told(number: int) -> str:
    one, two, three, four, five = Random(number).sample(THINGS, 5)
    return (
        f"The {one} stood beside the {two} for {number} days, {COLOURS[number % 8]} as a {three}."
        f" Boat {number} came in late with {number + 7} lamps lit."
        f" Nobody on pier {number} said a word about the {four} or the {five}."
    )


PARAGRAPHS = [told(number) for number in range(60)]


def text(paragraphs: list[str], title: str = "The Weir") -> str:
    return f"{title}\n\nby Ann Lee\n\n" + "\n\n".join(paragraphs) + "\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(text(PARAGRAPHS))
    return folder


def opened(folder: Path) -> tuple[Marginalia, Story, Document]:
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    story = next(one for one in library.stories() if one.title == "The Weir")
    return library.marginalia, story, library.open(story)


def at(document: Document, words: str) -> Position:
    for chapter, part in enumerate(document.chapters):
        for block, one in enumerate(part.blocks):
            if words in one.text:
                return Position(chapter, block, one.text.index(words))
    raise AssertionError(words)


def over(document: Document, words: str) -> Span:
    start = at(document, words)
    return Span(start, start._replace(offset=start.offset + len(words)))


def read(document: Document, span: Span | None) -> str:
    assert span is not None
    assert span.start[:2] == span.end[:2]
    return document.block(span.start).text[span.start.offset : span.end.offset]


LATE = "Boat 31 came in late with 38 lamps lit."


def test_marks_are_kept_with_their_words(folder: Path) -> None:
    marks, weir, document = opened(folder)
    marks.mark(weir, document, at(document, "Nobody on pier 12"))
    marks.note(weir, document, over(document, LATE), "rose", "why so many?")
    again, weir, document = opened(folder)
    bookmark, highlight = again.of(weir, document)
    assert bookmark.annotation.kind is MarkKind.BOOKMARK
    assert bookmark.annotation.text == PARAGRAPHS[12].partition("lit. ")[2]
    assert highlight.annotation.kind is MarkKind.HIGHLIGHT
    assert (highlight.annotation.detail, highlight.annotation.note) == ("rose", "why so many?")
    assert highlight.annotation.text == LATE
    assert read(document, highlight.span) == LATE
    assert highlight.annotation.created <= highlight.annotation.changed


@pytest.mark.parametrize("change", ["in front", "behind", "edited", "renamed", "markup", "book"])
def test_marks_stay_on_their_words(folder: Path, change: str) -> None:
    marks, weir, document = opened(folder)
    marks.mark(weir, document, at(document, "Nobody on pier 12"))
    marks.note(weir, document, over(document, LATE), "moss")
    more = [f"Another morning, number {n}, without any boats on the water." for n in range(40)]
    file = folder / "weir.txt"
    if change == "in front":
        file.write_text(text([*more, *PARAGRAPHS]))
    elif change == "behind":
        file.write_text(text([*PARAGRAPHS, *more]))
    elif change == "edited":
        edited = [line.replace("beside", "behind").replace("said", "spoke") for line in PARAGRAPHS]
        file.write_text(text(edited))
    elif change == "renamed":
        (folder / "kept").mkdir()
        file.rename(folder / "kept" / "weir, by Ann Lee.txt")
    else:
        body = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
        page = f"<html><head><title>The Weir</title></head><body>{body}</body></html>"
        file.unlink()
        if change == "markup":
            named = page.replace(
                "<body>", '<body><h1>The Weir</h1><p class="author">by Ann Lee</p>'
            )
            (folder / "weir.html").write_text(named)
        else:
            book(folder / "weir.epub", page)
    again, weir, document = opened(folder)
    bookmark, highlight = again.of(weir, document)
    assert bookmark.span is not None
    words = document.block(bookmark.span.start).text[bookmark.span.start.offset :]
    assert words.startswith("Nobody on pier 12")
    assert read(document, highlight.span) == LATE


def book(path: Path, page: str) -> None:
    opf = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">
      <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">w</dc:identifier>
      <dc:title>The Weir</dc:title><dc:creator>Ann Lee</dc:creator><dc:language>en</dc:language>
      </metadata><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>
      </manifest><spine><itemref idref="c"/></spine></package>"""
    container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
      version="1.0"><rootfiles><rootfile full-path="b.opf"
      media-type="application/oebps-package+xml"/></rootfiles></container>"""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("b.opf", opf)
        archive.writestr(
            "c.xhtml", page.replace("<html>", '<html xmlns="http://www.w3.org/1999/xhtml">')
        )


def test_a_mark_waits_for_its_text_and_comes_back(folder: Path) -> None:
    painted = "Somebody painted two herons over the door of our pump house last winter."
    whole = text([*PARAGRAPHS[:30], f"{painted} It rained before they were dry.", *PARAGRAPHS[30:]])
    (folder / "weir.txt").write_text(whole)
    marks, weir, document = opened(folder)
    marks.note(weir, document, over(document, painted), "slate")
    (folder / "weir.txt").write_text(text(PARAGRAPHS))
    marks, weir, document = opened(folder)
    (waiting,) = marks.of(weir, document)
    assert waiting.span is None
    assert waiting.annotation.text == painted
    (folder / "weir.txt").write_text(whole)
    marks, weir, document = opened(folder)
    (back,) = marks.of(weir, document)
    assert read(document, back.span) == painted


def test_a_missing_file_deletes_nothing(folder: Path) -> None:
    marks, weir, document = opened(folder)
    made = marks.mark(weir, document, at(document, "Boat 5 "))
    (folder / "weir.txt").unlink()
    (folder / "lamp.txt").write_text(text(PARAGRAPHS[:3], "The Lamp"))
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    assert library.marginalia.all() == (made,)
    assert [one.id for one in library.marginalia.listed()] == [made.id]
    assert library.marginalia.get(made.id) == made
    assert library.marginalia.titles()[made.story] == "The Weir"
    marks.note(weir, document, over(document, "Boat 6 "), "rose")  # it vanished while it was read
    assert len(library.marginalia.all()) == 2


def test_a_list_of_marks_reads_what_is_looked_at(folder: Path) -> None:
    (folder / "lamp.txt").write_text(text([line[::-1] for line in PARAGRAPHS], "A Lamp"))
    marks, weir, document = opened(folder)
    library = Library(folder, Folders.from_environment())
    lamp = next(one for one in library.stories() if one.title == "A Lamp")
    made = [marks.mark(weir, document, at(document, f"Boat {n} ")) for n in (9, 5, 7)]
    made.append(marks.mark(lamp, library.open(lamp), Position(0, 4)))
    listed = marks.listed()
    wanted = [made[3], made[1], made[2], made[0]]  # by title, then by place
    assert len(listed) == 4
    assert [one.id for one in listed] == [one.id for one in listed[:]] == [one.id for one in wanted]
    assert [one.title for one in listed] == ["A Lamp", "The Weir", "The Weir", "The Weir"]
    assert list(listed) == listed[:]
    assert listed[-1] == listed[3]
    with pytest.raises(IndexError):
        listed[4]
    assert [one.id for one in marks.listed_of([one.id for one in made])] == [o.id for o in made]
    # What another process deletes meanwhile leaves a blank line behind, and nothing fails.
    again = marks.listed()
    marks.remove(made[0])
    assert again[3].id == ""
    assert [one.id for one in again] == [one.id for one in wanted[:3]]
    assert [one.id for one in marks.listed_of([one.id for one in made])] == [
        one.id for one in made[1:]
    ]


def test_a_letter_is_one_place_of_its_story_or_of_the_library(folder: Path) -> None:
    (folder / "lamp.txt").write_text(text([line[::-1] for line in PARAGRAPHS], "The Lamp"))
    marks, weir, document = opened(folder)
    library = Library(folder, Folders.from_environment())
    lamp = next(one for one in library.stories() if one.title == "The Lamp")
    shone = library.open(lamp)
    for letter in "aA":
        marks.mark(weir, document, at(document, "Boat 5 "), letter)
        marks.mark(lamp, shone, Position(0, 4), letter)
    again = marks.mark(weir, document, at(document, "Boat 9 "), "a")
    assert marks.letters(weir.id).get("a") == again
    assert (found := marks.letters(lamp.id).get("a"))
    assert found.story == lamp.id
    assert (capital := marks.letters(weir.id).get("A"))
    assert capital.story == lamp.id
    assert len(marks.all()) == 3
    assert marks.letters(weir.id).get("z") is None


def test_marks_are_changed_deleted_and_brought_back(folder: Path) -> None:
    marks, weir, document = opened(folder)
    made = marks.note(weir, document, over(document, LATE), note="who?")
    assert made.kind is MarkKind.NOTE
    changed = marks.change(made, style=STYLES[1], note="")
    assert marks.all() == (changed,)
    assert (changed.kind, changed.detail, changed.note) == (MarkKind.HIGHLIGHT, STYLES[1], "")
    assert read(document, marks.of(weir, document)[0].span) == LATE
    assert marks.change(made, style="", note="who?\x1b]0;x\x07\ud800").note == "who?␛]0;x␇\ufffd"
    assert marks.note(weir, document, over(document, LATE), note="\x9bm").note == "\ufffdm"
    marks.remove(*marks.all())
    assert marks.all() == ()
    marks.restore(changed)
    assert marks.all() == (changed,)


def test_marks_that_are_taken_in_are_new_or_newer(folder: Path) -> None:
    marks, weir, document = opened(folder)
    made = marks.note(weir, document, over(document, LATE), "rose", "mine")
    older = replace(made, note="old", changed="2001-01-01T00:00:00Z")
    newer = replace(made, note="new", changed="2999-01-01T00:00:00Z")
    assert marks.take_in((weir,), (older, made)) == 0
    assert marks.all() == (made,)
    assert marks.take_in((weir,), (newer,)) == 1
    assert [one.note for one in marks.all()] == ["new"]


def test_a_span_over_paragraphs_is_found_in_an_edited_text(folder: Path) -> None:
    marks, weir, document = opened(folder)
    span = Span(at(document, "Nobody on pier 20"), at(document, "Boat 22 "))
    made = marks.note(weir, document, span, "amber")
    assert made.text.startswith("Nobody on pier 20 said")
    assert made.text[-20:] in PARAGRAPHS[22].partition(" Boat")[0]
    (folder / "weir.txt").write_text(text([line.replace("late", "early") for line in PARAGRAPHS]))
    marks, weir, document = opened(folder)
    (placed,) = marks.of(weir, document)
    assert placed.span is not None
    assert document.block(placed.span.start).text[placed.span.start.offset :].startswith("Nobody")
    assert document.block(placed.span.end).text[: placed.span.end.offset + 5].endswith(" Boat")


def test_marks_of_a_joined_story_are_those_of_the_whole(folder: Path) -> None:
    (folder / "lamp.txt").write_text(text([line[::-1] for line in PARAGRAPHS], "The Lamp"))
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    for story in library.stories():
        library.marginalia.mark(story, library.open(story), Position(0, 7))
    (folder / "library.yaml").write_text(
        "stories:\n  - title: The Weir\n    files: [weir.txt, lamp.txt]\n"
    )
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    (story,) = library.stories()
    placed = library.marginalia.of(story, library.open(story))
    assert [one.span is not None for one in placed] == [True, True]
    assert len(library.marginalia.all()) == 2
    assert all(entry.position is not None for entry in library.marginalia.entries())
    assert {library.marginalia.home(one.annotation) for one in placed} == {story.id}


def shelved(folder: Path, manifest: str) -> Library:
    (folder / "library.yaml").write_text(manifest)
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    return library


def placed_words(library: Library) -> dict[str, list[str]]:
    """Return by title what stands where each story's marks are."""
    found = {}
    for story in library.stories():
        document = library.open(story)
        spans = [one.span for one in library.marginalia.of(story, document)]
        found[story.title] = [read(document, span) for span in spans]
    return found


TOGETHER = "stories:\n  - title: Both\n    files: [one.txt, two.txt]\n"
APART = {
    "files": "stories: []\n",
    "named": "stories:\n  - {title: Uno, file: one.txt}\n  - {title: Due, file: two.txt}\n",
}


@pytest.mark.parametrize("apart", APART.values(), ids=APART)
def test_marks_of_a_story_that_was_taken_apart_go_with_their_files(
    folder: Path, apart: str
) -> None:
    (folder / "weir.txt").unlink()
    (folder / "one.txt").write_text(text(PARAGRAPHS[:30], "One"))
    (folder / "two.txt").write_text(text(PARAGRAPHS[30:], "Two"))
    library = shelved(folder, TOGETHER)
    (both,) = library.stories()
    document = library.open(both)
    library.marginalia.note(both, document, over(document, "Boat 3 came"), "rose")
    library.marginalia.note(both, document, over(document, LATE), "moss")
    library.marginalia.mark(both, document, at(document, "Boat 41 came"), "q")
    library.save_place(both.id, document, at(document, "Nobody on pier 31"))
    library = shelved(folder, apart)
    first, second = sorted(library.stories(), key=lambda story: story.sources)
    assert placed_words(library) == {first.title: ["Boat 3 came"], second.title: [LATE, ""]}
    listed = {mark.text: library.marginalia.home(mark) for mark in library.marginalia.all()}
    assert listed[LATE] == second.id
    assert len(library.marginalia.listed()) == 3
    entries = list(library.marginalia.entries())
    assert sorted(entry.story.title for entry in entries) == sorted(
        [first.title, second.title, second.title]
    )
    assert all(entry.position is not None for entry in entries)
    assert library.marginalia.letters(second.id).get("q")
    assert library.marginalia.letters(first.id).get("q") is None
    # So does the place of whoever was reading there.
    opened_there = library.open(second)
    assert library.place(second.id, opened_there) == at(opened_there, "Nobody on pier 31")
    library = shelved(folder, TOGETHER)
    assert placed_words(library) == {"Both": ["Boat 3 came", LATE, ""]}


def test_marks_of_a_file_of_several_works_go_with_their_pieces(folder: Path) -> None:
    chapters = [
        f"Chapter {number + 1}\n\n" + "\n\n".join(PARAGRAPHS[number * 10 : number * 10 + 10])
        for number in range(4)
    ]
    (folder / "weir.txt").write_text("The Weir\n\nby Ann Lee\n\n" + "\n\n".join(chapters) + "\n")
    marks, weir, document = opened(folder)
    assert len(weir.chapters) == 4
    marks.note(weir, document, over(document, LATE), "moss")
    library = shelved(folder, (
        "stories:\n  - file: weir.txt\n    split:\n"
        "      - {title: Before, chapters: 1-3}\n      - {title: After, chapters: 4}\n"
    ))  # fmt: skip
    assert placed_words(library) == {"Before": [], "After": [LATE]}


def test_a_mark_goes_with_its_chapter_though_the_file_was_edited_since(folder: Path) -> None:
    (folder / "weir.txt").unlink()
    (folder / "one.txt").write_text(text(PARAGRAPHS[:30], "One"))
    (folder / "two.txt").write_text(text(PARAGRAPHS[30:], "Two"))
    library = shelved(folder, TOGETHER)
    (both,) = library.stories()
    document = library.open(both)
    library.marginalia.note(both, document, over(document, LATE), "moss")
    (folder / "two.txt").write_text(text([*PARAGRAPHS[30:], "And that was all."], "Two"))
    assert placed_words(shelved(folder, TOGETHER)) == {"Both": [LATE]}
    apart = placed_words(shelved(folder, APART["named"]))
    assert apart == {"Uno": [], "Due": [LATE]}


def test_a_look_at_another_library_with_the_same_file_takes_no_marks(
    folder: Path, tmp_path: Path
) -> None:
    marks, weir, document = opened(folder)
    marks.note(weir, document, over(document, LATE), "moss")
    other = tmp_path / "other"
    other.mkdir()
    (other / "one.txt").write_bytes((folder / "weir.txt").read_bytes())
    (other / "two.txt").write_text(text([line[::-1] for line in PARAGRAPHS], "Two"))
    assert placed_words(shelved(other, TOGETHER)) == {"Both": [LATE]}
    (folder / "weir.txt").write_text(text(["Something before it all.", *PARAGRAPHS]))
    marks, weir, document = opened(folder)
    (placed,) = marks.of(weir, document)
    assert read(document, placed.span) == LATE


def test_of_a_paragraph_as_long_as_a_book_a_mark_keeps_the_first_words(folder: Path) -> None:
    book = " ".join(map(told, range(2000))).replace(". ", ", ")
    (folder / "weir.txt").write_text(text([told(7), book, told(8)]))
    marks, weir, document = opened(folder)
    start = at(document, "Boat 1200 came in")
    bookmark = marks.mark(weir, document, start)
    assert bookmark.text.startswith("Boat 1200 came in")
    block = document.block(start).text
    whole = Span(start._replace(offset=0), start._replace(offset=len(block)))
    highlight = marks.note(weir, document, whole, STYLES[0])
    for one in (bookmark, highlight):
        assert LONGEST - 100 < len(one.text) <= LONGEST
        assert f"{one.text} " in block
    # All of it is marked all the same, also where the text went on in front of it.
    for others in ([], [told(20), told(21)]):
        (folder / "weir.txt").write_text(text([*others, told(7), book, told(8)]))
        marks, weir, document = opened(folder)
        placed = {one.annotation.id: one.span for one in marks.of(weir, document)}
        assert read(document, placed[highlight.id]) == block
        assert (span := placed[bookmark.id])
        assert span.start == at(document, "Boat 1200 came in")
