"""Markdown as people keep stories in it."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import NotAStory
from inglenook.model import Document, Kind, Role, Style


def read(text: str, name: str = "story.md") -> Document:
    return formats.read(text.encode(), PurePosixPath(name))


def body(document: Document, chapter: int = 0) -> list[str]:
    blocks = document.chapters[chapter].blocks
    return [block.text for block in blocks if block.role is Role.BODY]


PROSE = "The lamp on the weir burned low, and nobody came to trim it that night. " * 3

FRONT = f"""---
title: "The Weir"
author: Ada Mill
tags: [rivers, 'lamps']
---

# Low Water

{PROSE}

# High Water

{PROSE}
"""


def test_front_matter_is_metadata_and_folded() -> None:
    document = read(FRONT)
    assert document.format == "markdown"
    assert document.metadata.title == "The Weir"
    assert document.metadata.authors == ("Ada Mill",)
    assert document.metadata.tags == ("rivers", "lamps")
    assert [chapter.title for chapter in document.chapters] == ["Low Water", "High Water"]
    first = document.chapters[0].blocks[0]
    assert first.role is Role.FRONT
    assert "Ada Mill" in first.text


def test_headings_that_are_labels_name_the_work() -> None:
    text = (
        f"# Title: The Weir\n\n## Author: Ada Mill\n\n## Year: 1901\n\n---\n\n## I\n\n{PROSE}\n\n"
    )
    document = read(text + f"## II\n\n{PROSE}")
    assert document.metadata.title == "The Weir"
    assert document.metadata.authors == ("Ada Mill",)
    assert [chapter.title for chapter in document.chapters] == ["I", "II"]


def test_the_one_first_heading_is_the_title() -> None:
    document = read(f"# The Weir\n\n## Chapter 1\n\n{PROSE}\n\n## Chapter 2\n\n{PROSE}")
    assert document.metadata.title == "The Weir"
    assert [chapter.title for chapter in document.chapters] == ["Chapter 1", "Chapter 2"]


def test_emphasis_and_hard_wraps() -> None:
    (text,) = body(read("She *never* looked\nback at **him**."))
    assert text == "She never looked back at him."
    block = read("She *never* looked\nback at **him**.").chapters[0].blocks[0]
    assert [(text[s.start : s.end], s.style) for s in block.spans] == [
        ("never", Style.EMPHASIS),
        ("him", Style.STRONG),
    ]


def test_dashes_under_a_paragraph_part_scenes() -> None:
    document = read(f"{PROSE}\n-----\n{PROSE}")
    kinds = [block.kind for block in document.chapters[0].blocks]
    assert kinds == [Kind.PARAGRAPH, Kind.SCENE_BREAK, Kind.PARAGRAPH]


def test_a_long_line_is_a_paragraph_of_its_own() -> None:
    assert len(body(read("\n".join([PROSE, PROSE, PROSE])))) == 3


def test_an_indented_paragraph_is_no_code() -> None:
    document = read(f"    {PROSE}\n\n    {PROSE}")
    assert {block.kind for block in document.chapters[0].blocks} == {Kind.PARAGRAPH}


def test_words_in_angle_brackets_stay() -> None:
    assert body(read("Oh, really? <grin> Yes. <!-- and so on")) == [
        "Oh, really? <grin> Yes. <!-- and so on"
    ]


def test_a_table_keeps_its_columns() -> None:
    document = read("|ship|crew|\n|-|-|\n|Heron|four|\n")
    assert document.chapters[0].blocks[0].kind is Kind.PREFORMATTED


@pytest.mark.parametrize("depth", [10, 70, 400])
def test_deep_quotations_lose_nothing(depth: int) -> None:
    document = read("> " * depth + "deepest")
    assert "deepest" in " ".join(block.text for block in document.chapters[0].blocks)


@pytest.mark.parametrize("hostile", ["[" * 20_000, "![" * 9_000, "`` ` " * 5_000, "<a " * 9_000])
def test_what_would_take_time_squared_is_plain_text(hostile: str) -> None:
    document = read(hostile + "word")
    assert "word" in " ".join(body(document))


def test_headings_alone_tell_markdown_without_its_suffix() -> None:
    text = "".join(f"## Part {n}\n\n{PROSE}\n\n" for n in (1, 2, 3))
    assert read(text, "story").format == "markdown"
    assert read(PROSE, "story").format == "text"
    downloaded = f"The Weir\n\nby Ada Mill\n\n{text}"
    assert read(downloaded, "story.txt").format == "text"


def test_a_file_without_words_is_no_story() -> None:
    with pytest.raises(NotAStory):
        read("# \n\n---\n")


@pytest.mark.parametrize(
    "head",
    [
        "# The Weir\n\n**Author:** Ada Mill  \n**Year:** 1901\n\n",
        "**Title:** The Weir  \n**Author:** Ada Mill\n\n---\n\n",
        "The Weir\n========\n\nAda Mill\n\n",
        "# The Weir\n\n*by Ada Mill*\n\n---\n\n",
    ],
)
def test_an_author_below_the_title(head: str) -> None:
    document = read(f"{head}## Chapter 1\n\n{PROSE}\n\n## Chapter 2\n\n{PROSE}")
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ada Mill",))
    assert [chapter.title for chapter in document.chapters] == ["Chapter 1", "Chapter 2"]
    assert body(document) == [PROSE.strip()]


def test_headings_above_the_numbered_ones_are_in_the_contents() -> None:
    parts = ["The First Winter", "The Second Winter"]
    text = "\n\n".join(
        f"## {part}\n\n" + "\n\n".join(f"### {n}\n\n{PROSE}" for n in ("I", "II")) for part in parts
    )
    document = read(f"{text}\n\n## Postscript\n\n{PROSE}")
    titles = [chapter.title for chapter in document.chapters]
    assert titles == [parts[0], "I", "II", parts[1], "I", "II", "Postscript"]
