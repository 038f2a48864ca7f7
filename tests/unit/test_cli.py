"""The command line against a small library of our own; shapes as docs/reference says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from inglenook.clean import UNSAFE
from inglenook.cli import main
from inglenook.cli.opening import opened
from inglenook.commands import COMMANDS, keys_yaml
from inglenook.library import Library
from inglenook.model import Progress

WEIR = """The Weir

by Anna Quill

Rating: PG
Summary: A lock keeper waits for the water.

The café by the lock had closed. "Don't wait up," she said -- and meant it.

He waited all the same, and counted the barges.
"""
WEIR_TWO = """The Weir

by Anna Quill


Morning came grey over the lock.
"""
LANTERN = """III.
The lantern had gone out on the
stair, and nobody would own to it.
"""


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir1.txt").write_text(WEIR, encoding="utf-8")
    (folder / "weir2.txt").write_text(WEIR_TWO, encoding="utf-8")
    (folder / "x9f.txt").write_text(LANTERN, encoding="utf-8")
    (folder / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def run_json(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_list_has_the_stories_and_their_chapters(library: Path) -> None:
    document = run_json("list", "-l", str(library))
    assert set(document) == {"library", "stories"}
    weir, lantern = sorted(document["stories"], key=lambda story: -len(story["chapters"]))
    assert weir["title"] == "The Weir"
    assert weir["authors"] == ["Anna Quill"]
    assert weir["guessed"] == []
    assert weir["sources"] == ["weir1.txt", "weir2.txt"]
    assert weir["metadata"]["rating"] == "PG"
    assert weir["metadata"]["rating_level"] == "general"
    assert weir["metadata"]["published_date"] is None
    assert weir["metadata"]["fandom"] == []
    assert [chapter["number"] for chapter in weir["chapters"]] == [1, 2]
    assert lantern["title"] == "III."
    assert {"title", "authors"} <= set(lantern["guessed"])


def test_list_for_people_is_a_line_a_story(library: Path) -> None:
    result = run("list", "-l", str(library))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert "The Weir, by Anna Quill" in result.stdout


def test_show_prints_text_and_json_says_what_is_folded(library: Path) -> None:
    text = run("show", "weir", "-l", str(library)).stdout
    assert "counted the barges" in text
    assert "Rating" not in text
    document = run_json("show", "weir", "-c", "1", "-l", str(library))
    (chapter,) = document["chapters"]
    assert chapter["number"] == 1
    assert any(block["folded"] and "Rating" in block["text"] for block in chapter["blocks"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("barges", "barges"),
        ("BARGE", "barges"),
        ('"the cafe by the lock"', "The café by the lock"),
        ("“don't wait up”", "Don't wait up"),
        ('"wait up she said and meant"', 'wait up," she said -- and meant'),
        ('"out on the stair"', "out on the stair"),
    ],
)
def test_search_forgives_what_a_keyboard_cannot_type(library: Path, query: str, found: str) -> None:
    document = run_json("search", query, "-l", str(library))
    assert document["count"] == 1
    (hit,) = document["hits"]
    assert hit["highlights"]
    start, end = hit["highlights"][0][0], hit["highlights"][-1][1]
    assert hit["text"][start:end].replace("\n", " ") == found


def test_count_is_of_all_hits_also_when_fewer_are_printed(library: Path) -> None:
    document = run_json("search", "the", "-l", str(library), "--limit", "2")
    assert len(document["hits"]) == 2
    assert document["count"] > 2
    assert document["stories"] == 2


def test_offsets_point_into_the_block_that_show_prints(library: Path) -> None:
    (hit,) = run_json("search", "barges", "-l", str(library))["hits"]
    shown = run_json("show", hit["story"], "-c", str(hit["chapter"]), "-l", str(library))
    text = shown["chapters"][0]["blocks"][hit["block"]]["text"]
    assert text[hit["start"] : hit["end"]] == "barges"


def test_nothing_found_is_exit_code_1(library: Path) -> None:
    assert run("search", "zeppelin", "-l", str(library)).exit_code == 1
    result = run("show", "no such story", "-l", str(library))
    assert result.exit_code == 1
    assert result.stderr == "inglenook: no story fits 'no such story'\n"


def test_what_is_folded_is_not_found(library: Path) -> None:
    assert run("search", "keeper", "-l", str(library)).exit_code == 1


def test_index_counts_what_it_did(library: Path) -> None:
    first = run_json("index", "-l", str(library))
    assert (first["stories"], first["chapters"], first["added"]) == (2, 3, 3)
    second = run_json("index", "-l", str(library))
    assert (second["added"], second["removed"], second["unchanged"]) == (0, 0, 3)
    (library / "x9f.txt").unlink()
    assert run("search", "lantern", "-l", str(library)).exit_code == 1
    rebuilt = run_json("index", "-l", str(library), "--rebuild")
    assert (rebuilt["added"], rebuilt["unchanged"]) == (3, 0)  # one's file may be back tomorrow


def test_what_is_read_again_is_found_meanwhile(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", "-l", str(library))
    found: list[int] = []

    def progress(_: Progress) -> None:
        with opened(str(library)) as other:
            found.append(other.search("barges").count)

    with opened(str(library)) as shelf:
        shelf.refresh(progress, rebuild=True)
    assert len(found) > 3
    assert set(found) == {1}


@pytest.mark.parametrize(("filled", "complete"), [(False, True), (True, False)])
def test_nothing_is_said_of_what_another_process_has_not_read(
    library: Path, monkeypatch: pytest.MonkeyPatch, filled: bool, complete: bool
) -> None:
    if filled:
        run("index", "-l", str(library))
        (library / "new.txt").write_text("Barges, and barges again.\n", encoding="utf-8")
    refresh = Library.refresh

    def busy(self: Library, *args: Any, wait: bool = True, **options: Any) -> Any:
        return refresh(self, *args, wait=wait, **options) if wait else None

    monkeypatch.setattr(Library, "refresh", busy)
    result = run("search", "barges", "-l", str(library), "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["count"]) == (0, 1)
    assert document["complete"] is complete
    assert "another Inglenook" in run("search", "barges", "-l", str(library)).stderr or complete


def test_check_names_every_file_and_its_reason(library: Path) -> None:
    files = {file["path"]: file for file in run_json("check", "-l", str(library))["files"]}
    assert set(files) == {"cover.png", "weir1.txt", "weir2.txt", "x9f.txt"}
    assert files["cover.png"]["status"] == "skipped"
    assert files["cover.png"]["reason"]
    assert files["weir1.txt"]["stories"] == files["weir2.txt"]["stories"]
    assert 0 < files["x9f.txt"]["confidence"] < 0.8


def test_info_tells_versions_and_paths(tmp_path: Path) -> None:
    facts = run_json("info")
    assert facts["whoosh"] == "2.7.4"
    assert facts["cache"] == str(tmp_path / "cache")


@pytest.mark.parametrize("command", ["list", "check", "index"])
def test_a_library_that_is_not_there_is_one_line_and_exit_code_3(
    tmp_path: Path, command: str
) -> None:
    result = run(command, "-l", str(tmp_path / "nowhere"))
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert "nowhere" in result.stderr


def test_wrong_usage_is_exit_code_2() -> None:
    assert run("list", "--no-such-option").exit_code == 2


def test_a_mistyped_command_is_not_taken_for_a_folder() -> None:
    result = run("serach", "barges")
    assert result.exit_code == 2
    assert "did you mean search?" in result.stderr


@pytest.mark.parametrize("command", ["list", "check", "index", "stats"])
def test_a_folder_behind_a_command_is_told_where_it_goes(command: str) -> None:
    result = run(command, "~/fic")
    assert result.exit_code == 2
    assert "~/fic" in result.stderr
    assert "-l" in result.stderr.splitlines()[-1]
    assert "-l" not in run("show").stderr.splitlines()[-1]
    assert "-l" not in run("info", "~/fic").stderr.splitlines()[-1]


def test_several_words_are_one_query(library: Path) -> None:
    assert run_json("search", "counted", "barges", "-l", str(library))["query"] == "counted barges"


def test_check_tells_what_is_wrong_in_library_yaml(library: Path) -> None:
    (library / "library.yaml").write_text("stories:\n  - file: gone.txt\n    titel: No\n")
    problems = run_json("check", "-l", str(library))["problems"]
    assert {problem["line"] for problem in problems} == {2, 3}
    assert all(problem["reason"] for problem in problems)


def test_one_file_is_a_library_too(library: Path) -> None:
    document = run_json("list", "-l", str(library / "weir1.txt"))
    assert [story["title"] for story in document["stories"]] == ["The Weir"]
    assert len(document["stories"][0]["chapters"]) == 1


def test_no_control_byte_of_a_story_reaches_the_output(library: Path) -> None:
    hostile = (
        "Bad\x1b]0;owned\x07 Title\n\nby Eve\x1b[31m\n\nText with \x1b[2J escapes and \x9b1m.\n"
    )
    (library / "evil\x1b[7m.txt").write_text(hostile, encoding="utf-8")
    for arguments in (["list"], ["show", "Bad"], ["search", "escapes"], ["check"]):
        output = run(*arguments, "-l", str(library)).output
        assert "\x1b" not in output
        assert "\x9b" not in output


def test_a_terminal_of_another_encoding_is_no_reason_to_break_off(library: Path) -> None:
    (library / "dash.txt").write_text("Dash\n\nby Ann Lee\n\nHe waited \u2014 for the caf\u00e9.\n")
    done = subprocess.run(
        [sys.executable, "-m", "inglenook", "show", "Dash", "-l", str(library)],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert b"He waited ? for the caf\xe9." in done.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_no_reason_to_break_off(library: Path, closed: str) -> None:
    program = [sys.executable, "-m", "inglenook", "index", "-l", str(library)]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *program],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (b"3 added" in done.stdout) == (" >&-" not in f" {closed}")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to write to")
def test_a_full_disk_is_one_line(library: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "inglenook", "list", "--json", "-l", str(library)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert done.returncode == 3
    assert done.stderr == b"inglenook: No space left on device\n"


def test_a_damaged_index_is_built_again_in_the_same_breath(library: Path, tmp_path: Path) -> None:
    found = run_json("search", "barges", "-l", str(library))
    for lists in tmp_path.glob("cache/*/index/*.pst"):
        lists.write_bytes(bytes(lists.stat().st_size))
    again = run_json("search", "barges", "-l", str(library))
    assert again["count"] == found["count"] == 1


def test_a_half_remembered_line_comes_first_and_says_so(library: Path) -> None:
    document = run_json("search", "the cafe at the lokc had opened", "-l", str(library))
    assert document["count"] == 0
    hit = document["hits"][0]
    assert hit["kind"] == "alike"
    assert hit["text"].startswith("The café by the lock")
    assert hit["locator"].startswith(f"{hit['story']}@1.")


def test_fields_alone_list_stories(library: Path) -> None:
    document = run_json("search", "author:quill", "-l", str(library))
    assert [story["title"] for story in document["found"]] == ["The Weir"]
    assert document["hits"] == []
    result = run("search", "author:quill", "-l", str(library))
    assert "The Weir, by Anna Quill" in result.stdout


def test_mistakes_are_said_and_spellings_offered(library: Path) -> None:
    result = run("search", "words:many lantren", "-l", str(library))
    assert result.exit_code == 1
    assert "'many': expected a number" in result.stderr
    assert "did you mean 'lantern'?" in result.stderr
    document = json.loads(run("search", "by:quill quilll", "-l", str(library), "--json").stdout)
    assert document["did_you_mean"] == []


def test_hits_as_tables(library: Path) -> None:
    table = run("search", "the", "-l", str(library), "--format", "csv", "--context", "9", "--all")
    assert table.stdout.startswith("locator,story,title")
    assert (
        len(table.stdout.splitlines()) == 1 + run_json("search", "the", "-l", str(library))["count"]
    )
    sorted_ = run("search", "the", "-l", str(library), "--format", "md", "--sort", "right")
    assert sorted_.stdout.startswith("| locator | story |")
    assert sorted_.stdout.index("barges") < sorted_.stdout.index("stair")


def test_a_locator_leads_back_to_its_passage(library: Path) -> None:
    [hit] = run_json("search", "barges", "-l", str(library))["hits"]
    opened = run("open", hit["locator"], "-l", str(library))
    assert opened.exit_code == 3  # found; but this is no terminal
    assert "needs a terminal" in opened.stderr
    (library / "weir1.txt").write_text(WEIR.replace("counted the barges", "slept"), "utf-8")
    gone = run("open", hit["locator"], "-l", str(library))
    assert gone.exit_code == 1
    assert gone.stderr == "inglenook: the passage is no longer in The Weir\n"


def test_a_story_is_opened_by_name(library: Path) -> None:
    assert run("open", "weir", "-l", str(library)).exit_code == 3
    assert run("open", "nothing like it", "-l", str(library)).exit_code == 1


def test_nothing_acts_on_the_terminal_whatever_a_path_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INGLENOOK_CONFIG", str(tmp_path / "a\x9bm\u202e\x1bc.yaml"))
    for command in ("config", "info"):
        result = run(command, "--json")
        assert not UNSAFE.search(result.stdout)
        assert os.environ["INGLENOOK_CONFIG"] in json.loads(result.stdout).values()
        assert not UNSAFE.search(run(command).output)


@pytest.mark.parametrize(
    "words", [("list", "--\x1b]0;x\x07"), ("list", "\x9bm\u202e"), ("show",), ("a\x1b[2J", "b")]
)
def test_a_wrong_word_is_named_without_being_given_to_the_terminal(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert not UNSAFE.search(result.output)


def test_every_command_is_printed_with_its_keys() -> None:
    assert run("config", "--keys").output == keys_yaml()
    assert run_json("config", "--keys") == {one.id: list(one.keys) for one in COMMANDS}
