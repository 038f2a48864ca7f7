"""The reader's editor and pager, and the line at which they open a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position
from inglenook.tui.outside import at_line, editor, line_of, pager, plain, told_until


def test_the_environment_names_them() -> None:
    assert editor({"EDITOR": "vim -n", "PATH": ""}) == ["vim", "-n"]
    assert editor({"VISUAL": "emacs", "EDITOR": "vim", "PATH": ""}) == ["emacs"]
    assert pager({"PAGER": "'a b' -R", "PATH": ""}) == ["a b", "-R"]
    assert editor({"EDITOR": "one 'quote", "PATH": ""}) == []


@pytest.mark.parametrize(
    ("command", "line", "expected"),
    [
        (["vim", "-n"], 12, ["vim", "-n", "+12", "/s.txt"]),
        (["/usr/bin/less"], 3, ["/usr/bin/less", "+3", "/s.txt"]),
        (["vim"], 1, ["vim", "/s.txt"]),
        (["unknown"], 12, ["unknown", "/s.txt"]),
    ],
)
def test_who_can_go_to_a_line_is_told_it(
    command: list[str], line: int, expected: list[str]
) -> None:
    assert at_line(command, line, Path("/s.txt")) == expected


def test_a_paragraph_is_found_in_its_file_however_it_is_wrapped(tmp_path: Path) -> None:
    path = tmp_path / "s.txt"
    path.write_text("Title\n\nOne line.\n\n  The *old*\nweir -- at night, it sang of rain.\n")
    assert line_of(path, "The old weir—at night, it sang of rain.") == 5
    assert line_of(path, "Not there at all.") == 1
    assert line_of(path, "…") == 1
    path.write_bytes("Title\n\nÉtienne vît la pêche, là-bas.\n".encode("cp1252"))
    assert line_of(path, "Étienne vît la pêche, là-bas.") == 3
    assert line_of(tmp_path / "none", "The old weir") == 1


def test_a_paragraph_that_is_there_twice_is_the_one_that_is_read(tmp_path: Path) -> None:
    again, other = "He said nothing, and she rowed on in the rain.", "Then the sluice was shut."
    chapter = Chapter("", tuple(Block(Kind.PARAGRAPH, text) for text in (again, other, again)))
    document, files = Document(Metadata(), (chapter, chapter, chapter)), ["a", "b", "b"]
    path = tmp_path / "b.txt"
    path.write_text(f"Title\n\n{again}\n{other}\n{again}\n\nTwo\n{again}\n{other}\n{again}\n")
    for position, line in (((1, 0), 3), ((1, 2), 5), ((2, 0), 8), ((2, 1), 9), ((2, 2), 10)):
        assert line_of(path, *told_until(document, Position(*position), files)) == line
    # A file that says it less often than the story is opened at the last one.
    path.write_text(f"{other}\n{again}\n")
    assert line_of(path, *told_until(document, Position(2, 2), files)) == 2
    assert told_until(document, Position(2, 9), files) == ("", "")


def test_a_story_is_lines_of_text_and_its_place_one_of_them() -> None:
    blocks = (
        Block(Kind.HEADING, "One"),
        Block(Kind.VERSE, "a\nb"),
        Block(Kind.SCENE_BREAK, "~"),
        Block(Kind.PARAGRAPH, "End."),
    )
    text, line = plain(Document(Metadata(), (Chapter("One", blocks),)), Position(0, 3))
    assert text.split("\n")[line - 1] == "End."
    assert text == "One\n\na\nb\n\n* * *\n\nEnd.\n\n"
