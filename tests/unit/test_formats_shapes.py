"""One text a shape that saved stories come in: what is read off it, and what is folded."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

from inglenook.formats import read
from inglenook.formats.marks import whole_title
from inglenook.model import Document, Kind, Role

FIXTURES = Path(__file__).parents[1] / "fixtures" / "plaintext"


class Shape(NamedTuple):
    """What a fixture holds."""

    title: str
    authors: tuple[str, ...]
    chapters: tuple[str, ...]
    """As a contents list shows them; one without a mark is empty."""
    scenes: int
    folded: tuple[str, ...]
    """Beginnings of lines that are folded."""


MARTA = ("Marta Venn",)
SHAPES = {
    "ao3-pasted.txt": Shape(
        "The Salt Ledger", ("vennm",), ("Chapter 1: The Bell", "Chapter 2: The Posts"), 1,
        ("A ledger is wrong", "Rating: Teen", "Additional Tags:", "Written for the harbour",
         "Thank you for reading")),
    "bbs-frame-cp437.txt": Shape(
        "THE SALT LEDGER", MARTA, ("",), 2, ("╔══", "by Marta Venn", "Downloaded from")),
    "bbs-glued-headings.asc": Shape(
        "WEATHER GLASS", MARTA, ("1. THE SECOND STEP", "2. A HAND OF WATER", "3. SOUP"), 0,
        ("copyright 1992",)),
    "bbs-serial.lws": Shape(
        "The Affairs of the Lower Town", ("M. Venn",), ("EPISODE #14",), 0,
        ("A serial in many parts", "A Bell With Opinions", "<Finis>", ">>Will the boat")),
    "bbs-signed.txt": Shape("The Wrong Posts", MARTA, ("",), 0, ("FOR CHILDREN:",)),
    "bbs-year-above.txt": Shape(
        "THE THIRD STROKE", MARTA, ("",), 0, ("1843", "TALES OF THE", "THE END")),
    "etext-preamble.txt": Shape(
        "The Salt Ledger", MARTA, ("I", "II", "III"), 0,
        ("[corrections to typos", "Original etext", "via the Internet", "[town/Venn/salt")),
    "fanzine.txt": Shape(
        "SALTMARSH LANTERN Number 4, Spring 1991", ("Rosa Lind",),
        ("The Tide Table, by Anna Quill", "On Mending Nets, by Tom Reed", "II.",
         "The Lamp Room, by Anna Quill and Jo Ferrer"), 0,
        ("CONTENTS", "The Tide Table . . .", "THE END")),
    "fanficfare.txt": Shape(
        "The Salt Ledger", ("mvenn",), ("1. The Bell", "2. The Posts"), 0,
        ("Packaged:", "TABLE OF CONTENTS", "End file.")),
    "gutenberg-1993.txt": Shape(
        "The Salt Ledger", MARTA, ("I. The Bell", "II. The Posts", "III. The Notice"), 3,
        ("**Welcome To The World", "*END*THE SMALL PRINT", "TO THE FERRYMAN", "CONTENTS",
         "End of The Project")),
    "labelled-works.txt": Shape(
        "", ("Anna Quill", "Tom Reed"),
        ("The Tide Table, by Anna Quill", "On Mending Nets, by Tom Reed",
         "The Lamp Room, by Anna Quill"), 0, ("Disclaimer:", "Title: The Lamp Room")),
    "list-digest.txt": Shape(
        "", ("Anna Quill", "Tom Reed", "Jo Ferrer"),
        ("The Tide Table (1/1), by Anna Quill", "On Mending Nets, by Tom Reed",
         "The Lamp Room, by Jo Ferrer"), 0, ("From: Tom Reed", "Rating: G")),
    "livejournal-part.txt": Shape(
        "The Salt Ledger", ("m_venn",), ("(1/4)",), 1, ("Date:", "A/N: For everyone", "TBC")),
    "mojibake.txt": Shape("The Second Step", MARTA, ("",), 0, ()),
    "novel-dashed-numerals.txt": Shape(
        "SOUP", MARTA,
        ("PART I. WHAT THE TOWN DID.", "I.—Broth.", "II.—The Second Bowl.", "III.—Salt.",
         "PART II. WHAT THE RIVER DID.", "I.—Up.", "II.—Down."), 0, ("A SATIRE",)),
    "novel-title-page.txt": Shape(
        "THE SALT LEDGER", ("MARTA VENN", "TOBIAS VENN"),
        ("BOOK THE FIRST. HIGH WATER.", "CHAPTER I. IN WHICH NOBODY COMES.",
         "CHAPTER II. A NOTICE.", "BOOK THE SECOND. LOW WATER.", "CHAPTER I. THE POSTS.",
         "CHAPTER THE LAST."), 0,
        ("OR, ELEVEN YEARS", "AUTHORS OF", "VOL. I.", "REED AND BARROW", "FINIS.")),
    "novel-unnumbered.txt": Shape(
        "The Observations of a Ferryman", MARTA,
        ("THE BELL THAT RANG TWICE", "ON SOUP", "THE WRONG POSTS", "WHAT THE CHILDREN DREW"),
        0, ()),
    "one-line-paragraphs.txt": Shape(
        "The Second Step", MARTA, ("",), 1, ("Feedback:", "~fin~", "© April 2006")),
    "part-alone.txt": Shape("", (), ("III.",), 0, ()),
    "printed-pages.txt": Shape(
        "THE SECOND STEP", MARTA, ("",), 0, ("THE SECOND STEP PAGE 1", "THE SECOND STEP PAGE 4")),
    "russian-labels.txt": Shape(
        "Соляная книга", ("Марта Вень",), ("Глава 1. Колокол", "Глава 2. Столбы"), 1,
        ("Фандом:", "Дисклаймер:", "Конец")),
    "scenes-by-space.txt": Shape("The Second Step", MARTA, ("",), 2, ()),
    "soft-hyphens.txt": Shape("The Second Step", MARTA, ("",), 0, ("THE END",)),
    "two-works.txt": Shape(
        "", ("Marta Venn", "Tobias Venn"),
        ("THE SECOND STEP, by Marta Venn", "THE WRONG POSTS, by Tobias Venn",
         "ON SOUP, by Marta Venn"), 0, ()),
    "usenet-quoted.txt": Shape(
        "The Salt Ledger", MARTA, ("(2/3)",), 1,
        ("From: Marta", "> Could somebody", "ORIGINALLY POSTED", "End part 2", "--\nMarta")),
}  # fmt: skip


def shape_of(name: str) -> Document:
    return read((FIXTURES / name).read_bytes(), PurePosixPath(name))


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_read(name: str) -> None:
    wanted, document = SHAPES[name], shape_of(name)
    assert (document.metadata.title, document.metadata.authors) == wanted[:2]
    listed = tuple(
        whole_title(chapter.mark)
        if chapter.mark and chapter.title == chapter.mark.text
        else chapter.title
        for chapter in document.chapters
    )
    assert listed == wanted.chapters
    blocks = [block for chapter in document.chapters for block in chapter.blocks]
    shown = [block for block in blocks if block.role is Role.BODY]
    assert sum(block.kind is Kind.SCENE_BREAK for block in shown) == wanted.scenes
    folded = [block.text for block in blocks if block.role is not Role.BODY]
    for start in wanted.folded:
        assert any(text.startswith(start) for text in folded), start
        assert not any(block.text.startswith(start) for block in shown), start
    assert all(chapter.words for chapter in document.chapters if not _holds_others(chapter.title))


def _holds_others(title: str) -> bool:
    return title.startswith(("PART ", "BOOK "))


@pytest.mark.parametrize("name", SHAPES)
def test_no_leftovers_of_machines_are_shown(name: str) -> None:
    for chapter in shape_of(name).chapters:
        for block in chapter.blocks:
            assert not {"\x00", "\x1a", "\f", "\xad", "â", "Ã"} & set(block.text)


def test_every_text_beside_this_file_s_is_of_a_shape() -> None:
    elsewhere = (Path(__file__).parent / "test_formats_plaintext.py").read_text(encoding="utf-8")
    for path in FIXTURES.iterdir():
        assert path.name in SHAPES or path.name in elsewhere
