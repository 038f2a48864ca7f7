"""Lines that were meant: letters, signatures, minutes; and lines that were not, double-spaced."""

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
FRAME = "\n\n".join([WRAPPED] * 3)


def parse(text: str) -> Document:
    return read(text.encode(), PurePosixPath("story.txt"))


def body(text: str) -> list[Block]:
    """The blocks between two stretches of plain paragraphs."""
    document = parse(f"{FRAME}\n\n{text}\n\n{FRAME}")
    blocks = [
        block
        for chapter in document.chapters
        for block in chapter.blocks
        if block.role is Role.BODY
    ]
    return blocks[3:-3]


def test_a_signature_far_to_the_right_keeps_its_line() -> None:
    first, second = body(f"{WRAPPED}\n                                        John Marlow")
    assert first.text.endswith("light on it.")
    assert second.text == "John Marlow"


def test_a_signature_in_a_set_in_letter_keeps_its_line() -> None:
    lines = WRAPPED.split("\n")
    text = "\n".join(f"    {line}" for line in lines)
    (block,) = body(f"{text}\n                                        John Marlow")
    assert block.kind is Kind.LETTER
    first, signature = block.text.split("\n")
    assert first == " ".join(lines)
    assert signature.strip() == "John Marlow"
    assert signature.startswith(" " * 20)


def test_a_narrow_letter_is_joined_and_its_signature_stays_to_the_right() -> None:
    lines = [
        "Dear Ann,",
        "The lamps are to be put out at ten",
        "from Friday on, and nobody has been",
        "asked whether that is any use to the",
        "boats.",
        "                        John",
    ]
    (block,) = body("\n".join(f"    {line}" for line in lines))
    assert block.kind is Kind.LETTER
    assert block.text.split("\n") == ["Dear Ann,", " ".join(lines[1:5]), lines[5]]


def test_a_note_to_anybody_keeps_its_greeting() -> None:
    lines = ["To the ferryman,", *WRAPPED.split("\n")]
    text = "\n".join(f"    {line}" for line in lines)
    (block,) = body(f"{text}\n                                        J.")
    assert block.text.split("\n")[:2] == [lines[0], " ".join(lines[1:])]


def test_text_goes_on_below_a_signature() -> None:
    blocks = body(f"{WRAPPED}\n                                        JOHN MARLOW\n{WRAPPED}")
    assert [block.text[:4] for block in blocks] == ["She ", "JOHN", "She "]


def test_a_signature_of_two_lines_keeps_both() -> None:
    blocks = body(
        f"{WRAPPED}\n                              Yours,\n                                 John"
    )
    assert blocks[-1].text.split() == ["Yours,", "John"]
    assert "\n" in blocks[-1].text
    assert blocks[-1].kind is Kind.LETTER


@pytest.mark.parametrize("margin", ["", "    "])
def test_a_letter_in_one_piece(margin: str) -> None:
    lines = [
        "Dear Ann,",
        *WRAPPED.split("\n"),
        "Your loving brother,",
        "John",
    ]
    (block,) = body("\n".join(margin + line for line in lines))
    assert block.kind is Kind.LETTER
    first, text, *end = block.text.split("\n")
    assert first == "Dear Ann,"
    assert text == " ".join(WRAPPED.split("\n"))
    assert [line.strip() for line in end] == ["Your loving brother,", "John"]


def test_a_letter_with_address_and_postscript_in_one_piece() -> None:
    lines = [
        "12 Harbour Road,",
        "Saltmarsh,",
        "3rd May 1897.",
        "My dear Ann,",
        *WRAPPED.split("\n"),
        "Yours truly,",
        "John",
        "P.S. Bring the lamp, if it has not been lent to the ferryman again;",
        "the nights are dark here.",
    ]
    (block,) = body("\n".join(lines))
    assert block.kind is Kind.LETTER
    assert block.text.split("\n")[:4] == lines[:4]
    assert block.text.split("\n")[-1].startswith("P.S. Bring the lamp")
    assert block.text.endswith("again; the nights are dark here.")


@pytest.mark.parametrize(
    "text",
    [
        "    12 Harbour Road,\n    Saltmarsh,\n    3rd May 1897.",
        "Yours truly,\nJohn Marlow\nP.S. Bring the lamp.",
        "With love,\nyour own\nJohn",
        "Dear Ann,\nI am well.\nJohn",
        "The Lamp House\nSaltmarsh\nMay 3rd, 1897",
    ],
)
def test_the_pieces_of_a_letter_are_no_verse(text: str) -> None:
    (block,) = body(text)
    assert block.kind is Kind.LETTER
    assert block.text.split("\n") == [line.strip() for line in text.split("\n")]


@pytest.mark.parametrize(
    "text",
    [
        "To the weir the waters run,\nto the weir the waters go,\nand nobody has ever won\nthe race down there below",  # noqa: E501
        "    Love went down to the river's side,\n    love went down to the sea,\n    and never a word of it came with the tide\n    to you, my dear, or me",  # noqa: E501
        "From the hill the lamps are small,\nFrom the hill the town is none,\nAnd all is night",
    ],
)
def test_verse_is_no_letter(text: str) -> None:
    (block,) = body(text)
    assert block.kind is Kind.VERSE


def test_a_paragraph_that_speaks_of_letters_is_one() -> None:
    text = (
        "He sat for an hour over the first line, and the line was this:\n"
        "Dear Ann, and nothing more came to him, so he went out to look\n"
        "at the water, which was low, and he wrote nothing at all."
    )
    (block,) = body(text)
    assert block.kind is Kind.PARAGRAPH


def test_minutes_keep_their_lines() -> None:
    text = (
        "Present: Ann Lee (in the chair), John Marlow, Hester Vane, Edwin\n"
        "Reeve, and the ferryman.\n"
        "Apologies: Tom Thorne.\n"
        "Minutes: Bess."
    )
    (block,) = body(text)
    assert block.kind is Kind.LETTER
    assert block.text.split("\n") == [
        "Present: Ann Lee (in the chair), John Marlow, Hester Vane, Edwin Reeve, and the ferryman.",
        "Apologies: Tom Thorne.",
        "Minutes: Bess.",
    ]


def test_one_colon_at_a_line_start_is_prose() -> None:
    text = (
        "There was only one thing to be said about it, and Ann said it\n"
        "then: nobody goes down to the water in the evening but the one\n"
        "who must, and I must, and that is all there is to it."
    )
    (block,) = body(text)
    assert block.kind is Kind.PARAGRAPH


def test_the_story_goes_on_below_a_letter_s_end() -> None:
    letter, prose = body(f"Yours truly,\nJohn\n{WRAPPED}")
    assert (letter.kind, letter.text) == (Kind.LETTER, "Yours truly,\nJohn")
    assert (prose.kind, prose.text) == (Kind.PARAGRAPH, " ".join(WRAPPED.split("\n")))


def test_steps_of_verse_stay_together() -> None:
    text = "    The sea\n                    is deep\n    and I\n                    am not"
    (block,) = body(text)
    assert block.kind is Kind.VERSE


# --- double-spaced text --------------------------------------------------------------------


def double(text: str) -> str:
    return text.replace("\n", "\n\n")


def test_double_spaced_lines_are_joined() -> None:
    document = parse(double("\n\n".join([WRAPPED] * 8)))
    (chapter,) = document.chapters
    assert [block.text for block in chapter.blocks] == [" ".join(WRAPPED.split("\n"))] * 8


def test_double_spaced_lines_with_indents_are_joined() -> None:
    document = parse(double("\n".join(["     " + WRAPPED] * 8)))
    (chapter,) = document.chapters
    assert [block.text for block in chapter.blocks] == [" ".join(WRAPPED.split("\n"))] * 8


def test_double_spaced_lines_without_a_sign_of_paragraphs_part_at_short_lines() -> None:
    document = parse(double("\n".join([WRAPPED] * 8)))
    (chapter,) = document.chapters
    assert [block.text for block in chapter.blocks] == [" ".join(WRAPPED.split("\n"))] * 8


def test_double_spaced_text_keeps_its_head() -> None:
    document = parse(double("The Weir\nby Ann Lee\n\n" + "\n\n".join([WRAPPED] * 8)))
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ann Lee",))
    body_ = [block for block in document.chapters[0].blocks if block.role is Role.BODY]
    assert len(body_) == 8


def test_short_paragraphs_between_blank_lines_stay_apart() -> None:
    lines = [f"{name} went down to the water and said nothing at all." for name in "ABCDEFGHIJKL"]
    document = parse("\n\n".join(lines))
    assert len(document.chapters[0].blocks) == 12
