"""Chapter marks: what is one, and what only looks like one."""

from __future__ import annotations

import pytest

from inglenook.formats.breaks import is_end, is_scene_break
from inglenook.formats.marks import mark_at_end, mark_in_name, parse_mark


@pytest.mark.parametrize(
    ("line", "word", "number", "total", "title"),
    [
        ("Chapter 1", "chapter", 1, None, ""),
        ("CHAPTER ONE", "chapter", 1, None, ""),
        ("Chapter One: The Weir", "chapter", 1, None, "The Weir"),
        ("CHAPTER. IX", "chapter", 9, None, ""),
        ("Chapter Twenty-One", "chapter", 21, None, ""),
        ("chapter the third", "chapter", 3, None, ""),
        ("Ch. 4", "chapter", 4, None, ""),
        ("Ch 4 - Low Water", "chapter", 4, None, "Low Water"),
        ("Chapter XIV.", "chapter", 14, None, ""),
        ("Chapter 3, The Pond", "chapter", 3, None, "The Pond"),
        ("CHAPTER I THE ONE THING", "chapter", 1, None, "THE ONE THING"),
        ("p. 33CHAPTER VII MRS. REED", "chapter", 7, None, "MRS. REED"),
        ("Part 1/3", "part", 1, 3, ""),
        ("Part One of Three", "part", 1, 3, ""),
        ("Pt. II", "part", 2, None, ""),
        ("PART V. THE FLESH.", "part", 5, None, "THE FLESH"),
        ("Chapter 2/?", "chapter", 2, None, ""),
        ("BOOK THE FIRST", "book", 1, None, ""),
        ("The Second Part", "part", 2, None, ""),
        ("VOL. II", "volume", 2, None, ""),
        ("Erster Band", "band", 1, None, ""),
        ("Capitel 3.", "capitel", 3, None, ""),
        ("Chapitre IV", "chapitre", 4, None, ""),
        ("Глава 5", "глава", 5, None, ""),
        ("(1/2)", "", 1, 2, ""),
        ("[3/7]", "", 3, 7, ""),
        ("1 of 3", "", 1, 3, ""),
        ("III.", "", 3, None, ""),
        ("I.—The Salt of the Ferry.", "", 1, None, "The Salt of the Ferry."),
        ("EPOCH THE FIRST, 1688.", "epoch", 1, None, "1688"),
        ("Tale the Second", "tale", 2, None, ""),
        ("1.", "", 1, None, ""),
        ("12", "", 12, None, ""),
        ("Seven", "", 7, None, ""),
        ("2. The Lamp", "", 2, None, "The Lamp"),
        ("Prologue", "prologue", None, None, ""),
        ("EPILOGUE", "epilogue", None, None, ""),
        ("Interlude: At Sea", "interlude", None, None, "At Sea"),
        ("~ Chapter 3 ~", "chapter", 3, None, ""),
        ("*** Epilogue ***", "epilogue", None, None, ""),
        ("### Chapter Four", "chapter", 4, None, ""),
        ("**Chapter 12**", "chapter", 12, None, ""),
        ("- Part Two -", "part", 2, None, ""),
    ],
)
def test_marks(line: str, word: str, number: int | None, total: int | None, title: str) -> None:
    mark = parse_mark(line)
    assert mark is not None
    assert (mark.word, mark.number, mark.total, mark.title) == (word, number, total, title)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Chapter Four was the best of them.",
        "Part of him wanted to go.",
        "Part two of the plan was simpler, and nobody liked it.",
        "I think so.",
        "I.",  # judged by the file, see below
        "Interlude with a vampire was not what she had come for, she said.",
        "One of them laughed.",
        "Three days later, they came back.",
        "12 men stood at the gate.",
        "4/12/99",
        "7/2",
        "Introduction to the family was a slow affair.",
        "chapter and verse",
        "Day after day",
        "Mix",
        "Did",
        "Letters from home",
        "Book a table, would you?",
        "Second thoughts are best.",
        "x" * 300,
    ],
)
def test_prose_is_no_mark(line: str) -> None:
    mark = parse_mark(line)
    if line == "I.":
        assert mark is not None
        assert mark.word == ""
    else:
        assert mark is None


def test_a_mark_keeps_the_line_without_ornaments() -> None:
    mark = parse_mark("~*~ Chapter One: The Weir ~*~")
    assert mark is not None
    assert mark.text == "Chapter One: The Weir"


@pytest.mark.parametrize(
    ("stem", "number", "total"),
    [
        ("name-ch02", 2, None),
        ("name2", 2, None),
        ("name_part3", 3, None),
        ("The Weir - Chapter 12", 12, None),
        ("weir 3 of 7", 3, 7),
        ("weir-pt-iv", 4, None),
        ("01", None, None),
        ("weir", None, None),
        ("weir (final) [v2]", None, None),
        ("weir_version 3", None, None),
        ("Low Weir Lev 2", 2, None),
        ("civic", None, None),
        ("weir-epilogue", None, None),
    ],
)
def test_marks_in_names(stem: str, number: int | None, total: int | None) -> None:
    mark = mark_in_name(stem)
    assert (mark.number if mark else None, mark.total if mark else None) == (number, total)
    if stem == "weir-epilogue":
        assert mark is not None
        assert mark.word == "epilogue"


@pytest.mark.parametrize(
    ("line", "title", "number"),
    [
        ("The Weir (1/2)", "The Weir", 1),
        ("The Weir, Chapter 3", "The Weir", 3),
        ("The Weir - Part 2/4", "The Weir", 2),
        ("The Weir, Epilogue", "The Weir", None),
        ("The Weir", "The Weir", None),
        ("Catch 22", "Catch 22", None),
        ("The Thirty-Nine Steps", "The Thirty-Nine Steps", None),
    ],
)
def test_marks_behind_a_title(line: str, title: str, number: int | None) -> None:
    found, mark = mark_at_end(line)
    assert (found, mark.number if mark else None) == (title, number)


@pytest.mark.parametrize(
    "line",
    ["* * *", "***", "~*~*~", "-----", "oOo", "xXx", "xxx", "#", "<<<>>>", "<hr>", "<hr />", "~",
     "*", "• • •", "◊", "§", "+++", "o O o", "-=-=-=-", "_____", "x x x", "=====", ". * .", "~~~~~"],  # noqa: E501
)  # fmt: skip
def test_scene_breaks(line: str) -> None:
    assert is_scene_break(line)


@pytest.mark.parametrize(
    "line",
    ["", "...", ". . .", "…", '"..."', "?", "!", "--", "-", "Oh", "Ox", "o", "x", "XX", "No.", "oo",
     "*" * 90, "* note *", "(?)", '"!?"', "Xoxo, Anna", "0"],
)  # fmt: skip
def test_no_scene_breaks(line: str) -> None:
    assert not is_scene_break(line)


@pytest.mark.parametrize(
    "line",
    ["TBC", "T.B.C.", "To be continued", "To Be Continued...", "End part 1 of 2", "THE END",
     "The End.", "~fin~", "Fin", "FINIS", "End file.", "© 2006", "(c) April 2006",
     "Finished 4/12/99", "End of Chapter Three", "-- the end --", "<end>", "*End*", "April 2006",
     "END OF BOOK ONE", "End"],
)  # fmt: skip
def test_ends(line: str) -> None:
    assert is_end(line)


@pytest.mark.parametrize(
    "line",
    ["The end of the road was near.", "In the end, she went.", "Final words.", "Finally", "Fine by me.",  # noqa: E501
     "Continued silence.", "To be continued was not what he wanted to be, nor to be told so at all.",  # noqa: E501
     "May 5 was a Tuesday."],
)  # fmt: skip
def test_no_ends(line: str) -> None:
    assert not is_end(line)
