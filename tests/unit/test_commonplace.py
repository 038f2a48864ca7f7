"""Marks as files: what is written is read again, and nothing else is taken in."""

from __future__ import annotations

import csv
import io
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from inglenook import commonplace
from inglenook.anchors import LONGEST, kept
from inglenook.clean import clean
from inglenook.cli import main
from inglenook.commonplace import WRITERS, Commonplace, read
from inglenook.config import Folders
from inglenook.errors import UnreadableMarks
from inglenook.library import Library
from inglenook.marginalia import Entry
from inglenook.model import KnownStory, Locator, Position, Span
from inglenook.store.annotations import STYLES, Annotation, MarkKind
from inglenook.store.daybook import told
from inglenook.yamlfile import parse

STORY = KnownStory("k3f9", "The *Weir*", ("Ann Lee", "B. Name"), ("d1",), ("weir.txt",))
START = Locator(Position(1, 4, 7), 0.25, "the words there", "before ", " after")
MARK = Annotation(
    "0a1b2c3d4e5f", "k3f9", MarkKind.HIGHLIGHT, START, START._replace(position=Position(1, 4, 21)),
    "rose", "=SUM(A1) is [no] formula", "the words there", "Low Water", "/lib",
    "2026-01-02T03:04:05Z", "2026-02-02T03:04:05Z",
)  # fmt: skip
ENTRY = Entry(MARK, STORY, Position(1, 4, 7), 1, "Low Water", "It is the words there.")


def taken(form: str, *entries: Entry, folder: Path) -> Commonplace:
    file = folder / f"marks.{form}"
    file.write_text(WRITERS[form](entries), encoding="utf-8", newline="")
    return read(file)


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_mark_comes_back_from_a_file(form: str, tmp_path: Path) -> None:
    bookmark = replace(MARK, id="b", kind=MarkKind.BOOKMARK, last=None, detail="", note="")
    found = taken(form, ENTRY, ENTRY._replace(annotation=bookmark), folder=tmp_path)
    stories, marks, *_ = found
    assert marks == (replace(MARK, library=""), replace(bookmark, library=""))
    assert [(one.id, one.title, one.authors) for one in stories] == [
        (STORY.id, STORY.title, STORY.authors)
    ]


TEXTS = st.text(st.characters(codec="utf-8"), max_size=30).map(clean)


@given(texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), numbers=st.tuples(*[st.integers(0, 9**9)] * 3))
def test_whatever_a_mark_says_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    texts: tuple[str, str, str, str],
    numbers: tuple[int, int, int],
) -> None:
    folder = tmp_path_factory.getbasetemp()
    start = Locator(Position(*numbers), 0.5, *texts[:3])
    one = replace(MARK, start=start, last=start, note=texts[3], text=texts[0], library="")
    for form in ("json", "csv"):
        _, (back,), *_ = taken(form, ENTRY._replace(annotation=one), folder=folder)
        assert back == one


WORDS = st.sampled_from(["weir ", "lock\u2019s ", "\u6c34", "x" * 300, "\n", "e\u0301", '"', "'"])


@given(
    text=st.builds(
        lambda words, times: "".join(words) * times, st.lists(WORDS), st.integers(0, 2500)
    ),
    note=st.sampled_from(["", "why? " * 300_000]),
)
def test_an_export_of_long_words_is_taken(
    tmp_path_factory: pytest.TempPathFactory, text: str, note: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    one = replace(MARK, text=clean(text), note=note, library="")
    entry = ENTRY._replace(annotation=one, sentence=text)
    for form in ("json", "csv"):
        found = taken(form, entry, ENTRY, folder=folder)
        assert found.annotations[0] == replace(one, text=kept(one.text))
        assert not found.refused


def test_cut_words_are_shown_with_an_ellipsis() -> None:
    long = ENTRY._replace(annotation=replace(MARK, text=kept("honest stones " * 10_000)))
    quotation = WRITERS["md"]([long]).split("\n")[4]
    assert quotation.endswith(("honest…", "stones…"))
    assert LONGEST - 100 < len(quotation) < LONGEST + 4


def test_markdown_and_yaml_are_for_people() -> None:
    page = WRITERS["md"]([ENTRY])
    assert "# The \\*Weir\\*, by Ann Lee, B. Name" in page
    assert "## Low Water" in page
    assert "> the words there" in page
    assert "is \\[no] formula" in page or "is \\[no\\] formula" in page
    assert "highlight rose, 2026-01-02" in page
    told = WRITERS["yaml"]([ENTRY, ENTRY._replace(position=None)])
    first, second = parse(told, Path("marks.yaml")).items or ()
    assert {pair.key for pair in first.pairs or ()} >= {"title", "sentence", "note", "locator"}
    assert "waiting" in {pair.key for pair in second.pairs or ()}


def test_a_table_holds_no_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(WRITERS["csv"]([ENTRY])))
    assert row["note"].startswith("'=")
    assert row["locator"].startswith("k3f9@2.5.8")


WRONG: list[dict[str, Any]] = [
    {"kind": "scribble"},
    {"detail": "purple"},
    {"kind": "letter", "detail": "7", "last": None},
    {"last": None},
    {"start": None},
    {"start": {"chapter": 0, "block": 1, "character": 1, "progress": 0}},
    {"start": {"chapter": 1, "block": 1, "character": 1 << 80, "progress": 0}},
    {"id": "../x"},
    {"note": 7},
    {"changed": "yesterday"},
    {"authors": 3},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_wrong_mark_is_refused_with_its_number_and_keeps_none_out(
    wrong: dict[str, Any], tmp_path: Path
) -> None:
    document = json.loads(WRITERS["json"]([ENTRY] * 3))
    document["marks"][1].update(wrong)
    file = tmp_path / "marks.json"
    file.write_text(json.dumps(document))
    found = read(file)
    assert found.annotations == (replace(MARK, library=""),) * 2
    (refused,) = found.refused
    assert refused.startswith("mark 2: ")
    document["marks"] = document["marks"][1:2]
    file.write_text(json.dumps(document))
    with pytest.raises(UnreadableMarks, match="mark 1: "):
        read(file)


def test_a_wrong_story_keeps_no_mark_out(tmp_path: Path) -> None:
    document = json.loads(WRITERS["json"]([ENTRY]))
    document["stories"] = [7, {"id": "../x", "title": ""}]
    file = tmp_path / "marks.json"
    file.write_text(json.dumps(document))
    found = read(file)
    assert found.annotations == (replace(MARK, library=""),)
    assert [story.title for story in found.stories] == [STORY.title]
    assert [line[:8] for line in found.refused] == ["story 1:", "story 2:"]


def test_a_place_of_a_table_that_cannot_be_read_keeps_no_other_mark_out(tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(WRITERS["csv"]([ENTRY, ENTRY]))))
    rows[1][commonplace.COLUMNS.index("start")] = "{"
    file = tmp_path / "marks.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    found = read(file)
    assert (len(found.annotations), found.refused[0][:7]) == (1, "mark 1:")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"{", b'{"marks": 3}', b'{"marks": [3]}', b"a,b\n1,2\n", b"[" * 100_000,
     b'{"marks": ' + b"[" * 100_000, b'{"marks": [], "stories": [1]}',
     b'id,story,kind,start\nx,y,bookmark,"{"\n'],
    ids=lambda content: repr(content[:20]),
)  # fmt: skip
def test_any_other_file_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "marks"
    file.write_bytes(content)
    with pytest.raises(UnreadableMarks):
        read(file)
    with pytest.raises(UnreadableMarks):
        read(tmp_path / "nowhere")


def test_control_characters_are_made_visible(tmp_path: Path) -> None:
    noisy = ENTRY._replace(annotation=replace(MARK, note="\x1b]52;c;aGk=\x07"))
    _, (mark,), *_ = taken("json", noisy, folder=tmp_path)
    assert "\x1b" not in mark.note


# The command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["marks", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    text = "\n\n".join(
        f"On day {day} the keeper wrote {day * 7} into his book, and the lock stayed shut."
        for day in range(30)
    )
    (folder / "weir.txt").write_text(f"The Weir\n\nby Ann Lee\n\n{text}\n")
    return folder


def test_marks_go_to_another_computer_and_back(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    (weir,) = library.stories()
    document = library.open(weir)
    at = Position(0, len(document.chapters[0].blocks) - 5, 3)
    library.marginalia.note(weir, document, Span(at, at._replace(offset=20)), STYLES[2], "why?")
    library.marginalia.mark(weir, document, at, "q")
    exported = run("export", "-l", str(folder), "--format", "json")
    assert exported.exit_code == 0
    assert "2 marks" in exported.stderr
    file = tmp_path / "marks.json"
    file.write_text(exported.stdout)

    monkeypatch.setenv("INGLENOOK_STATE", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("INGLENOOK_CACHE", str(tmp_path / "cache of another"))
    assert run("export", "-l", str(folder)).exit_code == 1
    result = run("import", str(file), "-l", str(folder))
    assert result.exit_code == 0, result.output
    assert "2 taken in" in result.stderr
    assert "0 taken in" in run("import", str(file), "-l", str(folder)).stderr
    there = Library(folder, Folders.from_environment())
    (weir,) = there.stories()
    placed = there.marginalia.of(weir, there.open(weir))
    assert {one.annotation.detail for one in placed} == {STYLES[2], "q"}
    assert all(one.span is not None and one.span.start == at for one in placed)
    assert (lettered := there.marginalia.letters(weir.id).get("q"))
    assert lettered.story == weir.id


@pytest.mark.parametrize("cut", [False, True])
def test_marks_come_from_what_is_written_down_each_day(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: bool
) -> None:
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    (weir,) = library.stories()
    document = library.open(weir)
    at = Position(0, len(document.chapters[0].blocks) - 5, 3)
    first = library.marginalia.note(weir, document, Span(at, at._replace(offset=20)), STYLES[2])
    library.marginalia.mark(weir, document, at, "q")
    with closing(sqlite3.connect(library.folders.state / "reader.sqlite")) as db:
        text = told(db)
    file = tmp_path / "reader.yaml"
    file.write_text(text[: text.index("made:", text.index("kind: letter"))] if cut else text)

    monkeypatch.setenv("INGLENOOK_STATE", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("INGLENOOK_CACHE", str(tmp_path / "cache of another"))
    result = run("import", str(file), "-l", str(folder))
    assert result.exit_code == 0, result.output
    assert "2 marks in the file, 2 taken in" in result.stderr
    assert ("not as it was written" in result.stderr) == cut
    assert "2 marks in the file, 0 taken in" in run("import", str(file), "-l", str(folder)).stderr
    there = Library(folder, Folders.from_environment())
    (weir,) = there.stories()
    placed = there.marginalia.of(weir, there.open(weir))
    assert {one.annotation.detail for one in placed} == {STYLES[2], "q"}
    assert all(one.span is not None and one.span.start == at for one in placed)
    assert {one.annotation.id for one in placed} > {first.id}


def test_marks_of_a_story_that_is_not_there_wait(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "marks.json"
    file.write_text(WRITERS["json"]([ENTRY]))
    assert run("import", str(file), "-l", str(folder)).exit_code == 0
    told = json.loads(run("export", "-l", str(folder), "--format", "json").stdout)
    (mark,) = told["marks"]
    assert mark["waiting"] is True
    assert mark["title"] == STORY.title


def test_a_file_that_is_no_marks_is_one_line_and_an_exit_code(folder: Path) -> None:
    result = run("import", str(folder / "weir.txt"), "-l", str(folder))
    assert result.exit_code == 3
    assert "marks" in result.stderr
    assert "Traceback" not in result.output


def test_what_has_no_size_before_it_is_read_is_read_no_further_than_a_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commonplace, "MOST_BYTES", 1000)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = Thread(target=lambda: pipe.write_bytes(b"{" * 2000))
    writing.start()
    result = run("import", str(pipe), "-l", str(folder))
    writing.join()
    assert result.exit_code == 3
    assert "too large" in result.stderr
