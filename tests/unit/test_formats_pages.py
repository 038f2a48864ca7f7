"""What bulletin boards and printers put around a story: frames, rules, running heads, tails."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from inglenook.formats import read
from inglenook.model import Block, Document, Kind, Role

WRAPPED = "\n".join(
    [
        "She went down to the water in the evening, when nobody else",
        "did, and looked at it for a while, and then she went home by",
        "the upper road, because there was light on it.",
    ]
)
BODY = "\n\n".join([WRAPPED] * 3)


def parse(text: str | bytes) -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read(data, PurePosixPath("story.txt"))


def blocks(document: Document, role: Role = Role.BODY) -> list[Block]:
    return [
        block for chapter in document.chapters for block in chapter.blocks if block.role is role
    ]


@pytest.mark.parametrize(
    "frame",
    [
        "╔══════════════════════╗\n║       THE WEIR       ║\n║      by Ann Lee      ║\n╚══════════════════════╝",  # noqa: E501
        "┌────────────┐\n│  THE WEIR  │\n│            │\n│ by Ann Lee │\n└────────────┘",
        "+------------+\n|  THE WEIR  |\n| by Ann Lee |\n+------------+",
        "**************\n*  THE WEIR  *\n* by Ann Lee *\n**************",
        "##############\n#  THE WEIR  #\n# by Ann Lee #\n##############",
        "-=*=--=*=--=*=-\n   THE WEIR\n  by Ann Lee\n-=*=--=*=--=*=-",
        "                 THE WEIR\n\n                by Ann Lee",
        "=" * 72 + "\n                 THE WEIR\n                by Ann Lee\n" + "=" * 72,
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp437"])
def test_a_framed_title(frame: str, encoding: str) -> None:
    document = parse(f"{frame}\n\n{BODY}\n".replace("\n", "\r\n").encode(encoding) + b"\x1a")
    assert (document.metadata.title, document.metadata.authors) == ("THE WEIR", ("Ann Lee",))
    assert len(blocks(document)) == 3


def test_a_frame_with_several_lines_of_title() -> None:
    document = parse(
        "╔══════════╗\n║ THE WEIR ║\n║ A Story  ║\n║    by    ║\n║ Ann Lee  ║\n╚══════════╝\n\n"
        + BODY
    )
    assert document.metadata.authors == ("Ann Lee",)
    assert len(blocks(document)) == 3


@pytest.mark.parametrize("rule", ["-=*=-", "-=*=-" * 14, "=" * 78, "-=" * 36, "~" * 70, "─" * 79])
def test_a_rule_of_any_length_parts_scenes(rule: str) -> None:
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\n\n{rule}\n\n{BODY}")
    kinds = [block.kind for block in blocks(document)]
    assert kinds == [Kind.PARAGRAPH] * 3 + [Kind.SCENE_BREAK] + [Kind.PARAGRAPH] * 3


def test_headings_in_capitals_in_the_middle_of_the_line() -> None:
    names = ["LOW WATER", "THE FLOOD", "WHAT WAS LEFT"]
    text = "".join(f"{name:^60}".rstrip() + f"\n\n{BODY}\n\n{BODY}\n\n{BODY}\n\n" for name in names)
    document = parse(
        f"{'THE WEIR':^60}".rstrip() + f"\n\n{'by Ann Lee':^60}".rstrip() + f"\n\n{text}"
    )
    assert [chapter.title for chapter in document.chapters] == names


def test_one_line_of_capitals_is_a_sign() -> None:
    document = parse(f"{BODY}\n\n{'NO BATHING':^60}".rstrip() + f"\n\n{BODY}\n\n{BODY}")
    assert len(document.chapters) == 1


UUENCODED = (
    "begin 644 weir.gif\n"
    + ("M" + "2&5L;&\\@=V5I<B$@" * 3 + "2&5L;&\\@=V5I\n") * 12
    + "#86)C\n`\nend"
)


@pytest.mark.parametrize("before", ["", "--- cut here ---\n"])
@pytest.mark.parametrize("after", ["", "\n\n-- \nAnn, at the weir\n"])
def test_an_encoded_tail_is_folded(before: str, after: str) -> None:
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\n\nTHE END\n\n{before}{UUENCODED}{after}")
    assert len(blocks(document)) == 3
    assert any("begin 644" in block.text for block in blocks(document, Role.RESIDUE))


def test_a_line_that_begins_is_no_encoded_file() -> None:
    document = parse(f"{BODY}\n\nbegin 644 times\nand end as often\n\n{BODY}")
    assert not blocks(document, Role.RESIDUE)


@pytest.mark.parametrize(
    "head",
    ["Page {}", "- {} -", "THE WEIR{:>40}", "The Weir / Lee / {}", "{}", "The Weir"],
)
def test_running_heads_are_folded(head: str) -> None:
    pages = [f"{head.format(n)}\n\n{WRAPPED}\n\n{WRAPPED}\n" for n in range(2, 8)]
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\n\f" + "\f".join(pages))
    assert document.metadata.title == "The Weir"
    assert len(document.chapters) == 1
    assert [block.kind for block in blocks(document)] == [Kind.PARAGRAPH] * 15
    assert len(blocks(document, Role.RESIDUE)) == 6


def test_running_feet_are_folded() -> None:
    pages = [f"{WRAPPED}\n\n{WRAPPED}\n\n                 Page {n}\n" for n in range(1, 7)]
    document = parse("The Weir\nby Ann Lee\n\n" + "\f".join(pages))
    assert [block.kind for block in blocks(document)] == [Kind.PARAGRAPH] * 12


def test_running_heads_right_above_the_text() -> None:
    pages = [f"Page {n}\n{WRAPPED}\n\n{WRAPPED}\n" for n in range(2, 8)]
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\n\f" + "\f".join(pages))
    assert len(blocks(document)) == 15


def test_chapters_that_begin_on_new_pages_are_chapters() -> None:
    pages = [f"Chapter {n}\n\n{WRAPPED}\n\n{WRAPPED}\n" for n in range(1, 6)]
    document = parse("The Weir\nby Ann Lee\n\f" + "\f".join(pages))
    assert [chapter.title for chapter in document.chapters] == [f"Chapter {n}" for n in range(1, 6)]


def test_a_mark_of_the_end_of_file_before_padding() -> None:
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\r\n\x1a\x00\x00SAUCE00".encode())
    assert "␚" not in "".join(block.text for block in blocks(document))


# --- headings ------------------------------------------------------------------------------


@pytest.mark.parametrize("numbered", [True, False])
def test_a_printed_list_of_contents_names_the_headings(numbered: bool) -> None:
    names = ["The Toll Bridge", "A Bad Year", "What the Ferryman Said", "The Mill"]
    entries = [
        (f"{n:2}. " if numbered else "") + f"{name:<32}{7 * n:4}" for n, name in enumerate(names, 1)
    ]
    text = "Tales\n\n\n\n" + " " * 20 + "Contents.\n\n" + " " * 34 + "Page\n" + "\n".join(entries)
    text += "\n\n\n\n\n" + "\n\n\n\n\n".join(f"{name}.\n\n\n{BODY}" for name in names)
    document = parse(text)
    assert [chapter.title.rstrip(".") for chapter in document.chapters] == names


def test_a_mark_in_brackets_that_repeats_the_chapter_s_is_folded() -> None:
    text = "".join(
        f"Chapter {n}.\n\nTHE WEIR\n\n{BODY}\n\n          [Chapter {n}]\n\n{BODY}\n\n"
        for n in (1, 2, 3)
    )
    document = parse(text)
    assert [chapter.title for chapter in document.chapters] == [f"Chapter {n}." for n in (1, 2, 3)]
    assert len(blocks(document, Role.RESIDUE)) == 3


def test_parts_take_the_title_below_them_and_chapters_follow() -> None:
    text = "".join(
        f"PART {n}\n\n\nLOW WATER\n\n\nCHAPTER I\n\n{BODY}\n\nCHAPTER II\n\n{BODY}\n\n"
        for n in ("I", "II")
    )
    document = parse(text)
    expected = ["PART I", "CHAPTER I", "CHAPTER II", "PART II", "CHAPTER I", "CHAPTER II"]
    assert [chapter.title for chapter in document.chapters] == expected
    marks = [chapter.mark for chapter in document.chapters if chapter.mark]
    assert [mark.title for mark in marks] == ["LOW WATER", "", "", "LOW WATER", "", ""]


def test_parts_without_chapters_take_the_title_below_them() -> None:
    text = "".join(f"PART {n}.\n\n\nLOW WATER.\n\n\n{BODY}\n\n\n\n" for n in ("I", "II", "III"))
    document = parse(text)
    assert [chapter.title for chapter in document.chapters] == ["PART I.", "PART II.", "PART III."]
    assert all(chapter.mark and chapter.mark.title == "LOW WATER." for chapter in document.chapters)


FULL = "The ferryman counted the bells across the estuary and wrote down"


def scene_breaks(document: Document) -> int:
    return sum(block.kind is Kind.SCENE_BREAK for block in blocks(document))


def test_a_picture_is_a_note_with_its_caption_and_parts_no_scenes() -> None:
    document = parse(
        f"THE WEIR\nby Ann Lee\n\n{WRAPPED}\n\n\n[Illustration: The weir at\nlow water.]\n\n\n"
        f"{WRAPPED}\n\n\n[Illustration]\n\n\n{WRAPPED}\n"
    )
    shown = [block.text for block in blocks(document) if block.kind is Kind.NOTE]
    assert shown == ["[Illustration: The weir at low water.]"]
    assert [block.text for block in blocks(document, Role.RESIDUE)] == ["[Illustration]"]
    assert scene_breaks(document) == 0


@pytest.mark.parametrize("inset", ["     ", "\t"])
def test_pages_of_a_text_set_by_indents_part_no_scenes(inset: str) -> None:
    page = "\n".join([f"{inset}{FULL}\n{FULL}\n{FULL}\n{FULL} them."] * 8)
    document = parse("\n\n\f\n\n".join([page] * 5))
    assert scene_breaks(document) == 0
    assert len(blocks(document)) == 40


def test_gaps_at_even_steps_are_pages_and_others_are_scenes() -> None:
    lines = [
        (FULL.capitalize() if n % 4 else f"     {FULL}") + (" them." if n % 4 == 3 else "")
        for n in range(400)
    ]
    lines[187] += "\n"  # a scene ends in the middle of a page, with its paragraph
    for n in range(54, len(lines), 55):
        lines[n] += "\n\n"
    document = parse("\n".join(lines).replace("\n\n\nThe", "\n\n\nthe"))
    assert scene_breaks(document) == 1
    assert len([one for one in blocks(document) if one.kind is Kind.PARAGRAPH]) == 100
