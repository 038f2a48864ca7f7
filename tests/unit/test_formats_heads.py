"""Heads of many archives: bylines, labels below mail, names on a line of their own."""

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


def parse(text: str) -> Document:
    return read(text.encode(), PurePosixPath("story.txt"))


def blocks(document: Document, role: Role = Role.BODY) -> list[Block]:
    return [
        block for chapter in document.chapters for block in chapter.blocks if block.role is role
    ]


def best(document: Document, field: str) -> float:
    return max((guess.confidence for guess in document.guesses if guess.field == field), default=0)


@pytest.mark.parametrize(
    "line",
    [
        "by Ann Lee",
        "as told by Ann Lee",
        "As told to the harbour master by Ann Lee",
        "as by Ann Lee",
        "told by Ann Lee",
        "written by Ann Lee",
        "a story by Ann Lee",
        "A Tale of the Estuary by Ann Lee",
        "An original short story by Ann Lee",
        "fiction by Ann Lee",
        "a Lamp Room story, by Ann Lee",
        "(by Ann Lee)",
        "-- by Ann Lee --",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_that_ends_in_by_and_a_name_is_a_byline(line: str, gap: str) -> None:
    document = parse(f"The Weir{gap}{line}\n\n{BODY}")
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))
    assert len(blocks(document)) == 3
    assert [block.kind for block in blocks(document, Role.TITLE)] == [Kind.HEADING] * 2


@pytest.mark.parametrize(
    "line",
    [
        "The house was built by John Marlow.",
        "by the time of the war",
        "She was followed home by Ann Lee, who said nothing.",
        "Nobody was seen by Ann.",
    ],
)
def test_prose_with_by_in_it_is_no_byline(line: str) -> None:
    document = parse(f"{line}\n\n{BODY}")
    assert document.metadata.authors == ()
    assert len(blocks(document)) == 4


def test_names_of_lower_case_are_names_under_a_title() -> None:
    document = parse(
        f"The Weir\n\nby Test Writer aa\n\n\n\nGenre: Drama\nStatus: Complete\n\n{BODY}"
    )
    assert document.metadata.authors == ("Test Writer aa",)
    assert document.metadata.title == "The Weir"


def test_labels_below_a_mail_header() -> None:
    document = parse(
        "From: wren@lists.example\nDate: Mon, 3 May 1999 20:11\n"
        "Subject: [lamps] NEW: The Weir (2/2)\n\n"
        "> more, please!\n\nTITLE: The Weir\nAUTHOR: Ann Lee\n\n" + BODY
    )
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))
    mark = document.chapters[0].mark
    assert mark is not None
    assert (mark.number, mark.total) == (2, 2)
    assert len(blocks(document)) == 3


def test_labels_in_one_group_with_the_mail_header() -> None:
    document = parse(
        "From: wren@lists.example\nDate: Mon, 3 May 1999 20:11\nSubject: part two\n"
        f"TITLE: The Weir\nAUTHOR: Ann Lee\n\n{BODY}"
    )
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))
    assert len(blocks(document)) == 3


@pytest.mark.parametrize(
    "head",
    [
        "TITLE: The Weir\nAUTHOR: Ann Lee\n\n",
        "TITLE:  The Weir\n\nAUTHOR:  Ann Lee\n\n",
        "Date: 3 May 1999\nTITLE: The Weir\nAUTHOR: Ann Lee\n\n",
        "> I liked that.\n> So did I.\n\nTITLE: The Weir\nAUTHOR: Ann Lee\n\n",
        "Wren wrote:\n> I liked that.\n\nTITLE: The Weir\nAUTHOR: Ann Lee\n\n",
        "From: x@y.example\nTITLE: The Weir\nAUTHOR: Ann Lee\n\n",
    ],
)
def test_two_labels_are_a_head(head: str) -> None:
    document = parse(head + BODY)
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))
    assert len(blocks(document)) == 3


@pytest.mark.parametrize(
    ("subject", "title", "author", "number"),
    [
        ("The Weir (1/2) by Ann Lee", "The Weir", "Ann Lee", 1),
        ("STORY: The Weir 2/2 by Ann Lee [PG]", "The Weir", "Ann Lee", 2),
        ('NEW "The Weir" 1/3 [PG-13] (A/B)', "The Weir", "Wren Harbour", 1),
        ("The Weir, part 2", "The Weir", "Wren Harbour", 2),
    ],
)
def test_a_subject_names_the_story(subject: str, title: str, author: str, number: int) -> None:
    document = parse(
        f"From: Wren Harbour <wren@lists.example>\nSubject: {subject}\nDate: 3 May 1999\n\n{BODY}"
    )
    assert (document.metadata.title, document.metadata.authors) == (title, (author,))
    mark = document.chapters[0].mark
    assert mark is not None
    assert mark.number == number
    assert best(document, "authors") < (0.8 if author != "Wren Harbour" else 0.6)


@pytest.mark.parametrize(
    ("sender", "authors"),
    [
        ("Wren Harbour <wren@lists.example>", ("Wren Harbour",)),
        ('"Wren Harbour" <wren@lists.example>', ("Wren Harbour",)),
        ("wren@lists.example (Wren Harbour)", ("Wren Harbour",)),
        ("wren@lists.example", ()),
    ],
)
def test_the_sender_is_a_weak_author(sender: str, authors: tuple[str, ...]) -> None:
    document = parse(f"From: {sender}\nSubject: The Weir\nDate: 3 May 1999\n\n{BODY}")
    assert document.metadata.authors == authors
    assert best(document, "authors") < 0.6


@pytest.mark.parametrize(
    "line",
    [
        "back to the Lamp Room | print this story",
        "print this story | back to the Lamp Room",
        "home | index | next",
        "[ Archive ] [ Authors ]",
        "[Home] [Stories] [Guestbook]",
        "<< previous | index | next >>",
        "Home > Stories > The Weir",
        "[back to index]",
    ],
)
def test_an_archive_s_navigation_is_folded(line: str) -> None:
    document = parse(f"{line}\n\nThe Weir\nby Ann Lee\n\n{BODY}\n\n{line}")
    assert document.metadata.title == "The Weir"
    assert len(blocks(document, Role.RESIDUE)) == 2
    assert len(blocks(document)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "Home | is where the heart is, she said.",
        "Return to the house and wait for me, he wrote.",
        "Go back to the lamp room and sleep.",
        "[ She laughed ] [ He did not ]",
    ],
)
def test_words_that_only_look_like_navigation_are_text(line: str) -> None:
    document = parse(f"The Weir\nby Ann Lee\n\n{BODY}\n\n{line}\n\n{BODY}")
    assert not blocks(document, Role.RESIDUE)


def test_a_pseud_above_pasted_labels() -> None:
    document = parse(
        "The Weir\nsaltmarsh_wren\n\nSummary:\n\nA river rises.\n\nNotes:\n\nFor the lamps.\n\n"
        f"{BODY}"
    )
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("saltmarsh_wren",))
    assert best(document, "authors") < 0.8


def test_a_pseud_above_label_lines() -> None:
    document = parse(f"The Weir\n\nsaltmarsh wren\n\nRating: PG\nFandom: Lamps\n\n{BODY}")
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("saltmarsh wren",))
    assert best(document, "authors") < 0.8


def test_a_second_line_that_is_no_name_names_nobody() -> None:
    document = parse(f"The Weir\n\nA Tale of the Estuary\n\nRating: PG\nFandom: Lamps\n\n{BODY}")
    assert document.metadata.authors == ()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("The Weir - Ann Lee", "The Weir"),
        ("The Weir by Ann Lee", "The Weir"),
        ('"The Weir" by Ann Lee', "The Weir"),
        ("“The Weir” by Ann Lee", "The Weir"),
        ("'The Weir' by Ann Lee", "The Weir"),
        ("THE WEIR by Ann Lee", "THE WEIR"),
        ("THE WEIR BY Ann Lee", "THE WEIR"),
        ("The Weir (1/2) by Ann Lee", "The Weir"),
    ],
)
def test_title_and_author_on_one_line(line: str, title: str) -> None:
    document = parse(f"{line}\n\n{BODY}")
    assert (document.metadata.title, document.metadata.authors) == (title, ("Ann Lee",))
    assert len(blocks(document)) == 3


@pytest.mark.parametrize("line", ["The Weir - Low Water at Night", "Chapter 1 - Ann Lee"])
def test_a_dash_in_a_title_names_nobody(line: str) -> None:
    assert parse(f"{line}\n\n{BODY}").metadata.authors == ()


def test_a_download_of_fanficfare() -> None:
    document = parse(
        "\n\n\nThe Weir\n\nby Test Writer aa\n\n\nCategory: Lamps\nGenre: Drama\nStatus: Complete\n"
        "Packaged: 2019-01-02 10:00:00\nStory URL: http://weir.example/1\nSummary: A river\n\n"
        "\n\n\nTABLE OF CONTENTS\n\n\nPrologue\n\nChapter 1, Low & High\n\nThe Flood\n\n\n\n\n"
        f"        Prologue\n\n\n{BODY}\n\n\n\n        Chapter 1, Low & High\n\n\n### Low water\n\n"
        f"{BODY}\n\n\n\n        The Flood\n\n\n{BODY}\n\n\n\nEnd file.\n"
    )
    assert document.metadata.authors == ("Test Writer aa",)
    assert document.metadata.fandoms == ("Lamps",)
    titles = [chapter.title for chapter in document.chapters]
    assert titles == ["Prologue", "Chapter 1, Low & High", "The Flood"]
    assert not any(block.text.startswith("#") for block in blocks(document))
    assert [block.text for block in blocks(document, Role.END)] == ["End file."]


@pytest.mark.parametrize(
    ("name", "byline", "authors"),
    [
        ("ENG18600_Weir.txt", "by The Author of “Low Water.”", ("Weir",)),
        ("ENG18600_Weir.txt", "By a Lady", ("Weir",)),
        ("ENG18600_Weir.txt", "by Anonymous", ("Weir",)),
        ("ENG18600_Weir.txt", "by Ann Lee", ("Ann Lee",)),
        ("weir_low.txt", "by Anonymous", ("Anonymous",)),
        ("IMG2041_Weir.txt", "by Ann Lee", ("Ann Lee",)),
    ],
)
def test_a_collection_s_name_for_a_file_names_who_the_title_page_does_not(
    name: str, byline: str, authors: tuple[str, ...]
) -> None:
    text = f"The Weir\n\n{byline}\n\n\n\n{BODY}"
    document = read(text.encode(), PurePosixPath(name))
    assert document.metadata.authors == authors
    assert best(document, "authors") == (0.5 if authors == ("Weir",) else 0.95)


def test_a_motto_stands_above_the_first_chapter_s_heading() -> None:
    motto = "“The water knows the mill, and the mill forgets the water.”"
    more = "\n\n".join([f"Chapter {n}\n\n" + "\n\n".join([BODY] * 4) for n in (1, 2)])
    document = parse(f"The Weir\n\nby Ann Lee\n\n\n\n{motto} {motto} {motto}\n\n\n\n{more}")
    assert [chapter.title for chapter in document.chapters] == ["Chapter 1", "Chapter 2"]
    first = blocks(document)[0]
    assert first.text.startswith(motto)
    part = parse(f"{WRAPPED}\n\nChapter 2\n\n{BODY}\n\n{BODY}\n\n{BODY}\n\nChapter 3\n\n{BODY}")
    assert [chapter.title for chapter in part.chapters] == ["", "Chapter 2", "Chapter 3"]


TITLE_PAGES = [
    # lines of a title page, each a paragraph, as collections of novels save them
    (["THE WEIRS;", "A DOMESTIC TALE.", "BY", "ANN MARTHA LEE, A.M., F.R.S.", "AUTHOR OF",
      "LOW WATER.", "LONDON:", "PUBLISHED BY REED & SON", "1851."],
     "THE WEIRS", ("ANN MARTHA LEE, A.M., F.R.S.",)),
    (["The Miller's Log", "BY", "ANN LEE", "AND", "TOM LEE", "WITH ILLUSTRATIONS BY TOM LEE",
      "BRISTOL W. Reed, 11 Quay Street"],
     "The Miller's Log", ("ANN LEE", "TOM LEE")),
    (["MARY REED A NOVEL", "BY ANN LEE AUTHOR OF ‘WATER,’ ‘LOW WATER,’ ETC.",
      "IN THREE VOLUMES", "VOL. I.", "REED AND SONS EDINBURGH AND LONDON", "MDCCLXXXIV"],
     "MARY REED", ("ANN LEE",)),
    (["LONDON: R. REED, PRINTER, QUAY STREET.", "THE WEIR; OR, THE WATERS OF THE UPPER MILL.",
      "LONDON: TOM LEE, HIGH STREET.", "1849."],
     "THE WEIR; OR, THE WATERS OF THE UPPER MILL.", ()),
    (["WEIR", "or The Miller of the Ford", "Ann Martha Lee", "With Illustrations by T. B. Reed"],
     "WEIR", ("Ann Martha Lee",)),
    (["THE LOG OF TOM", "BY ANN K. LEE", "author of", "“low water,” “three at a mill,” etc.",
      "bristol", "W. Reed, Quay Street", "1901"],
     "THE LOG OF TOM", ("ANN K. LEE",)),
]  # fmt: skip


@pytest.mark.parametrize(("page", "title", "authors"), TITLE_PAGES)
def test_title_pages(page: list[str], title: str, authors: tuple[str, ...]) -> None:
    chapters = "\n\n\n\n".join(f"CHAPTER {n}.\n\nLOW WATER.\n\n{BODY}" for n in ("I", "II", "III"))
    document = parse("\n\n".join(page) + "\n\n\n\n" + chapters)
    assert (document.metadata.title, document.metadata.authors) == (title, authors)
    assert [chapter.title for chapter in document.chapters] == [
        "CHAPTER I.", "CHAPTER II.", "CHAPTER III."]  # fmt: skip
    assert not {block.text for block in blocks(document)} & set(page)


def test_a_contents_table_in_columns_is_not_chapters() -> None:
    table = "CONTENTS.\n\nEPOCH THE FIRST, 1688.\nTHE MILLER.\n\nCHAPTER I. The Weir            1\n       II. The Old Gate       13\n"  # noqa: E501
    text = "\n\n\n\n".join(
        ["THE WEIR", "by Ann Lee", "VOL. XII", "LONDON: REED & SON, PRINTERS.", table,
         "EPOCH THE FIRST.", "1688.", "THE MILLER.", f"CHAPTER I.\n\nThe Weir.\n\n{BODY}",
         f"CHAPTER II.\n\nThe Old Gate.\n\n{BODY}"]
    )  # fmt: skip
    document = parse(text)
    titles = [chapter.title for chapter in document.chapters]
    assert titles == ["EPOCH THE FIRST.", "THE MILLER.", "CHAPTER I.", "CHAPTER II."]
    marks = [chapter.mark.title for chapter in document.chapters if chapter.mark]
    assert marks == ["1688.", "The Weir.", "The Old Gate."]


def test_title_and_name_in_one_group_apart_from_the_text() -> None:
    document = parse(f"The Weir\nAnn Lee\n\n\n{BODY}")
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))


def test_a_chapter_s_title_said_again_in_its_text_begins_none() -> None:
    names = ["The Weir", "Marta", "The Gate"]
    table = "CONTENTS\n\n" + "\n".join(f"Chapter {n}. {name}" for n, name in enumerate(names, 1))
    text = "\n\n\n\n".join(f"Chapter {n}\n\n{name}\n\n{BODY}" for n, name in enumerate(names, 1))
    document = parse(
        f"Tides\n\nby Ann Lee\n\n\n\n{table}\n\n\n\n{text}\n\n--Marta....\n\nMarta...."
    )
    assert [chapter.title for chapter in document.chapters] == [f"Chapter {n}" for n in (1, 2, 3)]
