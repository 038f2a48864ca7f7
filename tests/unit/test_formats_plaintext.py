"""Plain text of every habit: what is title, head, chapter, scene, verse, end."""

from __future__ import annotations

import gc
from pathlib import Path, PurePosixPath

import pytest

from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats import read
from inglenook.formats.lines import normalise
from inglenook.model import Block, Document, Kind, Role

FIXTURES = Path(__file__).parents[1] / "fixtures" / "plaintext"
PROSE = (
    "She went down to the water in the evening, when nobody else did, and looked at it for a while."
)
WRAPPED = "\n".join(
    [
        "She went down to the water in the evening, when nobody else",
        "did, and looked at it for a while, and then she went home by",
        "the upper road, because there was light on it.",
    ]
)


def parse(text: str | bytes, name: str = "story.txt") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return read(data, PurePosixPath(name))


def fixture(name: str) -> Document:
    return parse((FIXTURES / name).read_bytes(), name)


def blocks(document: Document, role: Role = Role.BODY) -> list[Block]:
    return [
        block for chapter in document.chapters for block in chapter.blocks if block.role is role
    ]


def texts(document: Document, role: Role = Role.BODY) -> list[str]:
    return [block.text for block in blocks(document, role)]


def titles(document: Document) -> list[str]:
    return [chapter.title for chapter in document.chapters]


# --- heads -------------------------------------------------------------------------------


def test_a_mailing_list_post() -> None:
    document = fixture("usenet-part.txt")
    metadata = document.metadata
    assert (metadata.title, metadata.authors) == ("The Lamp Room", ("Wren",))
    assert metadata.summary.endswith("the count comes out wrong.")
    (chapter,) = document.chapters
    assert chapter.mark is not None
    assert (chapter.mark.number, chapter.mark.total) == (1, 2)
    assert texts(document)[0].startswith("Every evening at six")
    assert [block.kind for block in blocks(document)].count(Kind.VERSE) == 1
    assert texts(document, Role.END) == ["End part 1 of 2"]
    assert any("Newsgroups" in text for text in texts(document, Role.RESIDUE))
    assert texts(document, Role.RESIDUE)[-1].endswith("Harbour Road")


def test_an_archive_page_with_three_authors() -> None:
    document = fixture("archive-labels.txt")
    metadata = document.metadata
    assert metadata.title == "Salt and Iron"
    assert metadata.authors == ("Ada Thorne", "Bel Marsh", "C. Reeve")
    assert metadata.relationships == ("Anna/Tom", "Bess & Joan")
    assert metadata.warnings == ("Drowning", "Bad Weather")
    assert metadata.status == "in progress"
    assert len(blocks(document)) == 3
    assert [text[:4] for text in texts(document, Role.END)] == ["TBC", "A/N:"]


def test_paragraphs_by_indent() -> None:
    document = fixture("bbs-indent.txt")
    assert (document.metadata.title, document.metadata.authors) == (
        "THE TOLL BRIDGE",
        ("Mortimer Pell",),
    )
    assert len(blocks(document)) == 7
    assert texts(document)[2] == '"On Sundays," she said.'
    assert texts(document, Role.END) == ["THE END"]


def test_a_table_of_contents_is_not_chapters() -> None:
    document = fixture("chapters-and-contents.txt")
    assert titles(document) == ["PROLOGUE", "CHAPTER ONE", "CHAPTER TWO", "EPILOGUE"]
    assert document.metadata.authors == ("Hester Vane",)
    marks = [chapter.mark for chapter in document.chapters if chapter.mark]
    assert [mark.title for mark in marks] == ["", "The Gate", "The Pond", ""]
    assert texts(document, Role.FRONT)[0] == "CONTENTS"


def test_a_gutenberg_text() -> None:
    document = fixture("gutenberg-like.txt")
    assert document.metadata.title == "The Slow Ferry: A Tale of the Estuary"
    assert document.metadata.authors == ("Edwin Marlow",)
    assert document.metadata.language == "en"
    assert titles(document) == ["I", "II"]
    assert [block.kind for block in document.chapters[0].blocks].count(Kind.SCENE_BREAK) == 1
    assert not any("Gutenberg" in text for text in texts(document))
    assert texts(document, Role.TITLE)[:2] == ["THE SLOW FERRY", "By Edwin Marlow"]


def test_a_wrapper_right_below_the_last_line() -> None:
    document = parse("by Ann Lee\n*** END OF THIS PROJECT GUTENBERG EBOOK X ***\nThe licence.\n")
    assert document.metadata.authors == ("Ann Lee",)
    assert len(texts(document, Role.RESIDUE)) == 1


def test_letters_and_verse_keep_their_lines() -> None:
    document = fixture("letter-and-verse.txt")
    kinds = [block.kind for block in blocks(document)]
    assert kinds == [Kind.PARAGRAPH, Kind.LETTER, Kind.PARAGRAPH, Kind.VERSE, Kind.PARAGRAPH]


@pytest.mark.parametrize(
    ("head", "title", "authors"),
    [
        ("The Weir\nby Ann Lee\n\n", "The Weir", ("Ann Lee",)),
        ("The Weir\n\nBy: Ann Lee\n\n", "The Weir", ("Ann Lee",)),
        ('"The Weir"\n\nby Ann Lee and Bob Roe\n\n', "The Weir", ("Ann Lee", "Bob Roe")),
        ("THE WEIR\n\nA Story\n\nWritten by Ann Lee\n\n", "THE WEIR", ("Ann Lee",)),
        ("The Weir, by Ann Lee\n\n", "The Weir", ("Ann Lee",)),
        ("* The Weir *\n* by wren *\n\n", "The Weir", ("wren",)),
        ("The Weir\n\nAnn Lee\n\n\n\n", "The Weir", ("Ann Lee",)),
        ("Title: The Weir\nAuthor: Ann Lee\n\n", "The Weir", ("Ann Lee",)),
        ("Title - The Weir\nAuthor - Ann Lee\nRating - PG\n\n", "The Weir", ("Ann Lee",)),
        ("The Weir (2/3)\nby Ann Lee\n\n", "The Weir", ("Ann Lee",)),
        ("The Weir\n\n\n\n", "The Weir", ()),
        ("", "", ()),
        ("by the time of the war\n\n", "", ()),
    ],
)
def test_heads(head: str, title: str, authors: tuple[str, ...]) -> None:
    document = parse(head + f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n")
    assert (document.metadata.title, document.metadata.authors) == (title, authors)
    body = texts(document)
    assert body[-3:] == [PROSE] * 3


@pytest.mark.parametrize(
    ("head", "title", "authors", "mark"),
    [
        ("======\nTHE WEIR\nby\nAnn Lee\n======\n\n", "THE WEIR", ("Ann Lee",), None),
        ("The Harbour BBS\n\n-----------------\n\nTHE WEIR, Part II\nby Ann Lee\n\n", "THE WEIR", ("Ann Lee",), 2),  # noqa: E501
        ("THE WEIR\n--------\n\nA short story by Ann Lee\n\n", "THE WEIR", ("Ann Lee",), None),
        ("Fic: The Weir (2/4)\nAuthor: Ann Lee\nRating: R\n\n", "The Weir", ("Ann Lee",), 2),
        ("From: Ann <a@x.example>\nDate: 1 Jan 1999\nSubject: [List] FIC: The Weir, 2/5 (PG)\n\n> More?\n\n", "The Weir", ("Ann",), 2),  # noqa: E501
        ("Название: Плотина\nАвтор: Анна Ли\n\n", "Плотина", ("Анна Ли",), None),
        ("Ann Lee\n\n\nThe Weir\n\n\n\n", "The Weir", ("Ann Lee",), None),
    ],
)  # fmt: skip
def test_heads_of_old_archives(
    head: str, title: str, authors: tuple[str, ...], mark: int | None
) -> None:
    document = parse(head + "\n\n".join([WRAPPED] * 3))
    assert (document.metadata.title, document.metadata.authors) == (title, authors)
    found = document.chapters[0].mark
    assert (found.number if found else None) == mark
    assert len(blocks(document)) == 3


def test_values_stand_below_their_labels() -> None:
    document = parse(
        "Rating:\nTeen\nFandom:\nThe Weir\nStats:\nPublished: 2014-03-01 Words: 1200 Chapters: 1/1\n\n"  # noqa: E501
        f"Summary:\n\nA river rises.\n\n{PROSE * 3}\n\n{PROSE * 3}\n"
    )
    metadata = document.metadata
    assert (metadata.rating, metadata.fandoms) == ("Teen", ("The Weir",))
    assert (metadata.published, metadata.words, metadata.chapters) == ("2014-03-01", "1200", "1/1")
    assert metadata.summary == "A river rises."
    assert texts(document) == [PROSE * 3] * 2


def test_prose_is_not_taken_for_a_head() -> None:
    text = f'"Notes: three," he said.\n\n{PROSE}\n\nDate: unknown, she wrote.\n\n{PROSE}\n\n{PROSE}'
    document = parse(text)
    assert document.metadata.title == ""
    assert not blocks(document, Role.FRONT)


def test_label_values_run_on() -> None:
    document = parse(
        "Title: The Weir\nSummary: A river rises\nand a village does not.\n\n"
        f"It is raining.\n\nRating:\nPG\n\n{PROSE}\n\n{PROSE}\n"
    )
    assert document.metadata.summary.startswith("A river rises and a village")
    assert document.metadata.rating == "PG"
    assert texts(document) == [PROSE, PROSE]


# --- paragraphs ----------------------------------------------------------------------------


def test_wrapped_lines_are_joined_and_line_end_hyphens_stay() -> None:
    text = (
        "\n\n".join([WRAPPED] * 5)
        + "\n\nHe was, in that valley at the least, what is called a well-\nknown man and he said so to everyone who would listen to it--\noften and gladly."  # noqa: E501
    )
    document = parse(text)
    assert "\n" not in "".join(texts(document))
    assert texts(document)[0].startswith(
        "She went down to the water in the evening, when nobody else did,"
    )
    assert texts(document)[-1].endswith(
        "a well-known man and he said so to everyone who would listen to it--often and gladly."
    )


def test_one_line_a_paragraph() -> None:
    document = parse("\n".join([PROSE * 3] * 6))
    assert len(blocks(document)) == 6


def test_single_newlines_between_long_lines_are_paragraphs() -> None:
    document = parse(f"{PROSE * 2}\n{PROSE * 2}\n\n{PROSE * 2}\n\n{PROSE * 2}\n\n{PROSE * 2}")
    assert len(blocks(document)) == 5


def test_blank_lines_beyond_the_rule_part_scenes() -> None:
    document = parse(f"{PROSE * 2}\n\n{PROSE * 2}\n\n\n{PROSE * 2}\n\n{PROSE * 2}\n\n{PROSE * 2}")
    kinds = [block.kind for block in blocks(document)]
    assert kinds.index(Kind.SCENE_BREAK) == 2
    assert kinds.count(Kind.SCENE_BREAK) == 1
    assert blocks(document)[2].text == ""


def test_double_spaced_text_has_no_scene_at_every_paragraph() -> None:
    document = parse("\n\n\n".join([PROSE * 2] * 8))
    assert Kind.SCENE_BREAK not in [block.kind for block in blocks(document)]


def test_a_table_keeps_its_columns() -> None:
    table = "    name      ships    men\n    Anna          3     12\n    Bess         11      9"
    document = parse("\n\n".join([WRAPPED] * 4) + f"\n\n{table}\n\n{WRAPPED}")
    (block,) = [block for block in blocks(document) if block.kind is Kind.PREFORMATTED]
    assert block.text.split("\n")[1] == "Anna          3     12"


# --- chapters --------------------------------------------------------------------------------


def test_chapters_with_notes_of_their_own() -> None:
    document = parse(
        f"The Weir\nby Ann Lee\n\nChapter 1: Low Water\n\nA/N: hello again\n\n{PROSE}\n\n{PROSE}\n\n"  # noqa: E501
        f"TBC\n\nChapter 2: High Water\n\n{PROSE}\n\n{PROSE}\n\nThe End\n"
    )
    assert titles(document) == ["Chapter 1: Low Water", "Chapter 2: High Water"]
    assert texts(document, Role.FRONT) == ["A/N: hello again"]
    assert texts(document, Role.END) == ["TBC", "The End"]
    assert len(blocks(document)) == 4


def test_text_before_the_first_mark_is_a_chapter_without_title() -> None:
    document = parse(f"{PROSE}\n\n{PROSE}\n\nChapter 1\n\n{PROSE}\n\nChapter 2\n\n{PROSE}\n")
    assert titles(document) == ["", "Chapter 1", "Chapter 2"]


def test_bare_numbers_count_or_are_nothing() -> None:
    counted = parse("".join(f"{n}\n\n{PROSE}\n\n{PROSE}\n\n" for n in range(1, 6)))
    assert titles(counted) == ["1", "2", "3", "4", "5"]
    chance = parse(f"{PROSE}\n\n{PROSE}\n\n17\n\n{PROSE}\n\n4\n\n{PROSE}\n\n{PROSE}")
    assert len(chance.chapters) == 1


def test_sections_under_chapters_stay_in_them() -> None:
    text = "".join(f"Chapter {n}\n\n1\n\n{PROSE}\n\n2\n\n{PROSE}\n\n" for n in (1, 2, 3))
    assert titles(parse(text)) == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_parts_hold_chapters() -> None:
    text = f"PART ONE\n\nChapter 1\n\n{PROSE}\n\nChapter 2\n\n{PROSE}\n\nPART TWO\n\nChapter 1\n\n{PROSE}"  # noqa: E501
    assert titles(parse(text)) == ["PART ONE", "Chapter 1", "Chapter 2", "PART TWO", "Chapter 1"]


def test_headings_a_contents_table_names() -> None:
    names = ["The Miller", "A Bad Year", "What the Ferryman Said"]
    text = "Tales\n\nCONTENTS\n\n" + "\n".join(names) + "\n\n\n\n"
    text += "\n\n\n".join(f"{name.upper()}\n\n{WRAPPED}\n\n{WRAPPED}" for name in names)
    assert titles(parse(text)) == [name.upper() for name in names]


def test_titles_below_their_marks_may_be_sentences() -> None:
    titles_ = [
        "Of the bride, and how she slept.",
        "Of the flood.",
        "Of nothing much.",
        "Of the end.",
    ]
    text = "".join(
        f"CHAPTER {n}.\n\n{title}\n\n{WRAPPED}\n\n{WRAPPED}\n\n"
        for n, title in enumerate(titles_, start=1)
    )
    document = parse(text)
    assert [chapter.mark.title for chapter in document.chapters if chapter.mark] == titles_


def test_headings_without_numbers_stand_apart() -> None:
    names = ["THE MILLER", "THE BRIDE", "THE FLOOD"]
    text = "The Weir\n\nby Ann Lee\n\n\n\n"
    text += "\n\n\n\n".join(f"{name}\n\n{WRAPPED}\n\n{WRAPPED}" for name in names)
    assert titles(parse(text)) == names


def test_a_list_of_marks_needs_no_heading_to_be_a_list() -> None:
    text = "The Weir\nby Ann Lee\n\n1. Low\n2. High\n3. Ebb\n\n"
    text += "".join(
        f"{n}. {name}\n\n{WRAPPED}\n\n" for n, name in ((1, "Low"), (2, "High"), (3, "Ebb"))
    )
    assert titles(parse(text)) == ["1. Low", "2. High", "3. Ebb"]


def test_a_date_in_a_diary_ends_nothing() -> None:
    document = parse(f"{WRAPPED}\n\nMay 1, 1897\n\n{WRAPPED}\n\nMay 2, 1897\n\n{WRAPPED}")
    assert not blocks(document, Role.END)


# --- bytes -------------------------------------------------------------------------------------


def test_dos_leftovers_go() -> None:
    document = parse(f"{PROSE}\r\n\r\n{PROSE}\x00\x00\r\n\x1a\x1a\x00\x00".encode())
    assert texts(document) == [PROSE, PROSE]


def test_line_ends_that_passed_through_two_systems_are_one() -> None:
    ends = normalise("one\r\r\ntwo\rthree\x85four\u2028five\r\n\r\nsix")
    assert ends == "one\ntwo\nthree\nfour\nfive\n\nsix"


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_of_cycles_is_left_as_it_was(*, enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        read(b"A line of prose, and no more than that.\n", PurePosixPath("a.txt"))
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()


def test_control_characters_are_shown_not_obeyed() -> None:
    document = parse(f"The \x1b]0;Weir\x07\n\nby Ann\x1b[31m Lee\n\n{PROSE}\x1b[2J\n\n{PROSE}")
    everything = "".join(block.text for chapter in document.chapters for block in chapter.blocks)
    shown = everything + document.metadata.title + "".join(document.metadata.authors)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in shown)
    assert "\u241b" in shown


def test_quoted_printable_and_entities_are_decoded() -> None:
    text = (
        "He said=20\nnothing =3D zero.=20\nAnd then, at the very long end of the day, he =\nslept."
    )
    document = parse(text + f"\n\n{PROSE}")
    assert "=20" not in "".join(texts(document))
    assert document.notices
    entities = parse(f"&quot;Well,&quot;&nbsp;he said.\n\n{PROSE}")
    assert texts(entities)[0].startswith('"Well,"')


def test_a_form_feed_inside_a_sentence_joins() -> None:
    document = parse(
        "\n\n".join([WRAPPED] * 3)
        + "\n\nThe page ended in the middle of\n\x0cthe word he wanted to say to us."
    )
    assert texts(document)[-1] == "The page ended in the middle of the word he wanted to say to us."


_PROGRAM = """# Tides of a week.
import math

class Tide:
    def __init__(self, height):
        self.height = height

    def at(self, hour):
        # A wave of half a day.
        turn = math.sin(hour / 12 * math.pi)
        if turn < 0:
            return 0
        return self.height * turn

for day in range(7):
    print(day, Tide(4 + day % 3).at(6))
"""


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\x1a", "a.txt", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt", "picture"),
        (b"SQLite format 3\x00" + b"\x01" * 50, "b", "database"),
        (b'{"a": [1, 2, {"b": "c"}], "d": "e"}\n', "data.txt", "data"),
        (b"body {\n  color: red;\n}\n.a { margin: 0; }\n", "style.css", "style sheet"),
        (b"import os\n\n\ndef main():\n    return os.name\n", "x.py", "source code"),
        (_PROGRAM.encode(), "tides.txt", "source code"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "x.dat", "web page"),
        (bytes(range(256)) * 40, "x", "not text"),
        (b"PK\x03\x04" + b"\x00" * 40, "x.zip", "ZIP"),
        (b"* * *\n" * 5, "x", "word"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "x.csv", "data"),
    ],
)
def test_what_is_no_story_says_what_it_is(data: bytes, name: str, reason: str) -> None:
    if reason == "web page":
        pytest.importorskip("inglenook.formats.plaintext")
        from inglenook.formats.plaintext import PlainText

        with pytest.raises(NotAStory, match=reason):
            PlainText().open(data, PurePosixPath(name))
        return
    with pytest.raises(UnreadableStory, match=reason):
        parse(data, name)


def test_an_error_names_a_hostile_path_safely() -> None:
    with pytest.raises(NotAStory) as caught:
        parse(b"", "a\x1b[2J.txt")
    assert "\x1b" not in str(caught.value)


def test_every_guess_has_evidence() -> None:
    document = parse(f"The Weir\nby Ann Lee\n\nChapter 1\n\n{PROSE}\n\nChapter 2\n\n{PROSE}")
    assert {guess.field for guess in document.guesses} >= {
        "encoding", "title", "authors", "paragraphs", "chapters",
    }  # fmt: skip
    assert all(0 <= guess.confidence <= 1 and guess.evidence for guess in document.guesses)
