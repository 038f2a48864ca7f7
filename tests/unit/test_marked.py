"""The reader's own marks are searched like texts: what is marked, and what is noted on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inglenook.cli import main
from inglenook.config import Folders
from inglenook.library import Library
from inglenook.locators import passage, read, short
from inglenook.model import Hit, Position, Span, Story
from inglenook.results import Results, Scope

WEIR = """The Old Weir

by Anna Quill

Chapter 1: Low Water

Lana found the lantern below the weir. Rosa laughed about it.

Nobody else had seen the water so low in all those years of waiting.

Chapter 2: High Water

The lantern floated past the gate, and Lana let it go without a word.

Then the boat came back for Rosa, and the weir was quiet again.
"""
LAMP = """A Lamp in June

by Ben Tarn

June came late that year, and the lantern on the quay was never lit.

Rosa would have known what to do with the boat, but she was not asked.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(WEIR)
    (folder / "lamp.txt").write_text(LAMP)
    library = Library(folder, Folders.from_environment())
    library.refresh()
    return library


def mark(library: Library, title: str, words: str, note: str = "", *, place: bool = False) -> None:
    """Mark some words of a story, or bookmark the place where they begin."""
    story = library.find(title)
    document = library.open(story)
    start = next(
        Position(c, b, block.text.index(words))
        for c, chapter in enumerate(document.chapters)
        for b, block in enumerate(chapter.blocks)
        if words in block.text
    )
    span = Span(start, start._replace(offset=start.offset + len(words)))
    marginalia = library.marginalia
    if place:
        made = marginalia.mark(story, document, start)
        if note:
            marginalia.change(made, style="", note=note)
    else:
        marginalia.note(story, document, span, "amber", note)


@pytest.fixture
def marked(library: Library) -> Library:
    mark(library, "weir", "Lana found the lantern")
    mark(library, "weir", "the boat came back", "Is this the ferry from before?")
    mark(library, "lamp", "Rosa would have", "the bell tower, again", place=True)
    return library


def asked(library: Library, text: str, scope: Scope | None = None) -> list[str]:
    """Return what is shown of every hit, and check that as many were counted."""
    results = library.search(text, scope=scope)
    hits = every(library, results)
    assert len(hits) == results.count == sum(group.count for group in results.groups)
    return [hit.shown.text for hit in hits]


def every(library: Library, results: Results) -> list[Hit]:
    return [
        hit
        for group, chapter in results.walk()
        for hit in library.hits(results.query, group.story, chapter.chapter)
    ]


def words(hit: Hit) -> list[str]:
    return [hit.shown.text[start:end] for start, end in hit.shown.highlights]


FOUND = "Lana found the lantern below the weir. Rosa laughed about it."
BACK = "Then the boat came back for Rosa, and the weir was quiet again."
ASKED = "Rosa would have known what to do with the boat, but she was not asked."


def test_what_is_marked_is_found_and_nothing_beside_it(marked: Library) -> None:
    assert asked(marked, "in:marks lantern") == [FOUND]
    assert asked(marked, "in:marks weir") == []
    assert asked(marked, "lantern in:marks OR boat") == [FOUND, BACK, ASKED]
    (hit,) = every(marked, marked.search("in:marks lanterns"))
    assert words(hit) == ["lantern"]
    assert hit.note is None
    document = marked.open(marked.story(hit.story))
    at = document.block(hit.span.start).text[hit.span.start.offset : hit.span.end.offset]
    assert at == "lantern"


def test_what_is_noted_is_shown_and_leads_to_the_passage(marked: Library) -> None:
    (hit,) = every(marked, marked.search("in:marks ferry"))
    assert hit.note is not None
    assert hit.note.text == "Is this the ferry from before?"
    assert words(hit) == ["ferry"]
    document = marked.open(marked.story(hit.story))
    block = document.block(hit.span.start).text
    assert block[hit.span.start.offset : hit.span.end.offset] == "the boat came back"
    where = read(short(hit))
    assert where is not None
    found = passage(document, where)
    assert found is not None
    assert found.start == hit.span.start


def test_a_bookmark_is_found_by_its_sentence_and_by_its_label(marked: Library) -> None:
    assert asked(marked, "in:marks known") == [ASKED]
    assert asked(marked, 'in:marks "bell tower"') == ["the bell tower, again"]


def test_every_field_and_operator_goes_together_with_marks(marked: Library) -> None:
    assert asked(marked, "in:marks") == [FOUND, BACK, ASKED]
    assert asked(marked, "in:marks author:quill") == [FOUND, BACK]
    assert asked(marked, "in:marks author:quill boat") == [BACK]
    assert asked(marked, "in:marks -author:quill boat") == [ASKED]
    assert asked(marked, "in:marks boat -ferry") == [ASKED]
    assert asked(marked, "in:marks -boat") == [FOUND]
    assert asked(marked, 'in:marks "found the lantern"') == [FOUND]
    assert asked(marked, "in:marks lant*") == [FOUND]
    assert asked(marked, "in:marks lantren~") == [FOUND]
    assert sorted(asked(marked, "in:marks (author:tarn OR lantern)")) == [FOUND, ASKED]
    # A mark's text and its note are asked together.
    assert asked(marked, "in:marks boat ferry") == [BACK]
    assert asked(marked, "in:marks rating:teen") == []


def test_the_scopes_hold_for_marks(marked: Library) -> None:
    lamp = marked.find("lamp")
    assert asked(marked, "in:marks boat", Scope(frozenset({lamp.id}))) == [ASKED]
    assert asked(marked, "in:marks boat", Scope(author="Anna Quill")) == [BACK]
    # A mark of the reader's own spoils nothing, wherever it is in a story they have begun.
    weir = marked.find("weir")
    marked.save_place(weir.id, marked.open(weir), Position(0, 1, 0), read=0.1)
    assert asked(marked, "in:marks boat", Scope(only_read=True)) == [BACK]


def test_a_mark_is_found_where_its_text_is_now(marked: Library) -> None:
    path = marked.folder / "weir.txt"
    path.write_text(WEIR.replace("Chapter 1:", "Chapter 1: Before\n\nIt rained.\n\nChapter 2:"))
    marked.refresh()
    hits = every(marked, marked.search("in:marks lantern"))
    assert [(hit.chapter, words(hit)) for hit in hits] == [(1, ["lantern"])]


def test_marks_that_wait_are_told_of_and_not_counted(marked: Library) -> None:
    path = marked.folder / "weir.txt"
    kept = path.read_text()
    path.write_text(kept.replace("Then the boat came back for Rosa, and", "In the end"))
    marked.refresh()
    results = marked.search("in:marks boat")
    assert results.count == 1
    assert results.query.notices == (
        "1 more mark waits for text that is not there; the list of marks has it.",
    )
    (marked.folder / "lamp.txt").unlink()
    marked.refresh()
    results = marked.search("in:marks boat")
    assert results.count == 0
    assert results.query.notices[0].startswith("2 more marks wait")
    # Of a story that is not there nothing is known that a field could ask for.
    assert marked.search("in:marks author:tarn boat").query.notices == ()
    path.write_text(kept)
    marked.refresh()
    assert asked(marked, "in:marks boat") == [BACK]


def test_hits_are_right_for_an_older_search_and_after_changes(marked: Library) -> None:
    older = marked.search("in:marks boat author:quill")
    marked.search("in:marks lantern")
    assert [hit.shown.text for hit in every(marked, older)] == [BACK]
    mark(marked, "weir", "past the gate", "no ferry")
    assert asked(marked, "in:marks ferry") == ["no ferry", "Is this the ferry from before?"]


def test_hits_are_right_where_the_text_has_changed_since_the_search(marked: Library) -> None:
    results = marked.search("in:marks lantern")
    path = marked.folder / "weir.txt"
    path.write_text(WEIR.replace("Lana found", "It rained.\n\nIt was late when Lana found"))
    marked.refresh()
    (hit,) = every(marked, results)
    assert words(hit) == ["lantern"]
    block = marked.open(marked.story(hit.story)).block(hit.span.start).text
    assert block[hit.span.start.offset :].startswith("lantern below")


def test_a_mark_over_paragraphs_is_shown_from_its_beginning(library: Library) -> None:
    story: Story = library.find("weir")
    document = library.open(story)
    first = next(n for n, b in enumerate(document.chapters[1].blocks) if "gate" in b.text)
    span = Span(Position(1, first, 4), Position(1, first + 1, 13))
    library.marginalia.note(story, document, span, "moss", "")
    (hit,) = every(library, library.search("in:marks boat"))
    assert hit.span.start == Position(1, first, 4)
    assert hit.shown.text.startswith("The lantern floated past the gate")


def test_the_command_line_prints_the_note_and_in_json_the_passage_too(marked: Library) -> None:
    asked = ["search", "in:marks", "ferry", "-l", str(marked.folder)]
    printed = CliRunner().invoke(main, asked)
    assert printed.exit_code == 0
    assert "* Is this the ferry from before?" in printed.stdout
    assert "1 hit in 1 story" in printed.stderr
    (hit,) = json.loads(CliRunner().invoke(main, [*asked, "--json"]).stdout)["hits"]
    assert hit["note"] == {"text": "Is this the ferry from before?", "highlights": [[12, 17]]}
    assert hit["text"] == BACK
    table = CliRunner().invoke(main, [*asked, "--format", "csv"])
    assert "the_boat_came_back" in table.stdout
    assert ",ferry, from before?" in table.stdout
