from __future__ import annotations

import random

import pytest

from inglenook.anchors import locate, place
from inglenook.model import Block, Chapter, Document, Kind, Locator, Metadata, Position, Role

FIRST, MIDDLE, LAST = (
    sounds.split()
    for sounds in (
        "b br ch d f gr h k l m n p qu r s st t th w",
        "a ai e ea i o oo u",
        "ck d ll m nd ng p rn sh st t th",
    )
)
WORDS = [first + middle + last for first in FIRST for middle in MIDDLE for last in LAST]


def prose(count: int, seed: int) -> list[str]:
    """Return paragraphs of invented words, none of which is much like another."""
    chance = random.Random(seed)
    return [
        " ".join(chance.choices(WORDS, k=chance.randrange(8, 60))).capitalize() + "."
        for _ in range(count)
    ]


def document(*chapters: list[str]) -> Document:
    return Document(
        Metadata(),
        tuple(
            Chapter("", tuple(Block(Kind.PARAGRAPH, text) for text in chapter))
            for chapter in chapters
        ),
    )


def here(found: Position | None, text: Document, length: int = 12) -> str:
    """Return the words at a place that must have been found."""
    assert found is not None
    return text.block(found).text[found.offset :][:length]


OLD = [prose(40, 1), prose(40, 2), prose(40, 3)]
PLACE = Position(1, 17, 0)


def test_what_is_saved() -> None:
    text = document(["One two three.", "Four five six."], ["Seven eight nine."])
    locator = locate(text, Position(0, 1, 5))
    assert locator == Locator(
        Position(0, 1, 5), (14 + 5) / 45, "five six. Seven eight nine.", "One two three. Four ", ""
    )


def test_context_ends_between_words() -> None:
    locator = locate(document(*OLD), PLACE)
    whole = " ".join(text for chapter in OLD for text in chapter)
    assert f" {locator.before}{locator.quote}{locator.after} " in whole
    assert len(locator.quote) <= 48
    assert len(locator.before) <= 32
    assert len(locator.after) <= 32


@pytest.mark.parametrize(
    ("chapters", "expected"),
    [
        ([prose(30, 9), *OLD], Position(2, 17, 0)),
        ([*OLD, prose(30, 9)], Position(1, 17, 0)),
        ([OLD[0], prose(10, 9) + OLD[1], OLD[2]], Position(1, 27, 0)),
        ([OLD[0] + OLD[1] + OLD[2]], Position(0, 57, 0)),
        ([OLD[0], OLD[1][:10], OLD[1][10:], OLD[2]], Position(2, 7, 0)),
        ([OLD[0], OLD[1][:17], ["Chapter IV", *OLD[1][17:]]], Position(2, 1, 0)),
        ([OLD[2], OLD[1], OLD[0]], Position(1, 17, 0)),
        ([OLD[1]], Position(0, 17, 0)),
    ],
    ids=["prepended", "appended", "inserted", "joined", "split", "marked", "turned", "cut"],
)
def test_chapters_come_and_go(chapters: list[list[str]], expected: Position) -> None:
    assert place(document(*chapters), locate(document(*OLD), PLACE)) == expected


def test_a_line_end_is_a_space() -> None:
    lines = [[text.replace(" ", "\n", 3) for text in chapter] for chapter in OLD]
    assert place(document(*lines), locate(document(*OLD), PLACE)) == PLACE


@pytest.mark.parametrize("word", range(12))
def test_any_word_near_the_place_may_change(word: int) -> None:
    locator = locate(document(*OLD), PLACE)
    words = OLD[1][17].split(" ")
    words[word] = "something quite different"
    chapter = [*OLD[1][:17], " ".join(words), *OLD[1][18:]]
    text = document(prose(8, 4), OLD[0], chapter)
    assert place(text, locator) == Position(2, 17, 0)


def test_a_place_saved_without_the_joiners_of_its_words_is_found_with_them() -> None:
    chance = random.Random(5)
    joined = [*WORDS, *("ශ්\u200dරී" + word for word in WORDS[::4])]
    new = document(*([" ".join(chance.choices(joined, k=200))] for _ in range(6)))
    bare = str.maketrans("", "", "\u200c\u200d")
    old = document(*([chapter.blocks[0].text.translate(bare)] for chapter in new.chapters))
    for chapter in range(6):
        text = old.chapters[chapter].blocks[0].text
        for _ in range(9):
            word = text.index(" ", chance.randrange(len(text) - 200)) + 1
            found = place(new, locate(old, Position(chapter, 0, word)))
            assert here(found, new, 60).translate(bare)[:40] == text[word:][:40]


def test_a_place_inside_a_sentence_stays_at_its_word() -> None:
    old = document(*OLD)
    offset = OLD[1][17].index(" ", 40) + 1
    locator = locate(old, Position(1, 17, offset))
    words = OLD[1][17].split(" ")
    changed = " ".join(["Before", "that", *words[:3], "inserted", *words[3:]])
    new = document(OLD[0], [*OLD[1][:17], changed, *OLD[1][18:]])
    assert here(place(new, locator), new) == OLD[1][17][offset:][:12]


def test_the_opening_quotation_mark_belongs_to_its_word() -> None:
    old = document(OLD[0], ["Before it all began to go wrong.", "“Gone,” he said at last to them."])
    new = document(["Before it all started to go wrong.", "“Gone,” he said at last to us."])
    assert place(new, locate(old, Position(1, 1, 0))) == Position(0, 1, 0)


@pytest.mark.parametrize("back", [0, 1, 9, 40])
def test_the_end_of_a_story_that_goes_on(back: int) -> None:
    end = Position(2, 39, len(OLD[2][39]) - back)
    assert place(document(*OLD, prose(9, 7)), locate(document(*OLD), end)) == end
    moved = document(prose(9, 8), *OLD, prose(9, 7))
    assert place(moved, locate(document(*OLD), end)) == end._replace(chapter=3)


def test_a_passage_that_is_gone_is_not_found() -> None:
    locator = locate(document(*OLD), PLACE)
    assert place(document(OLD[0], OLD[2]), locator) is None
    assert place(document(OLD[0], prose(40, 8), OLD[2]), locator) is None


def test_the_same_words_in_other_surroundings_are_a_lookalike() -> None:
    refrain = "And the river went on saying what it always said."
    old = document(["Mara put the lamp down at once.", refrain, "Nobody had come to the door yet."])
    locator = locate(old, Position(0, 1, 0))
    elsewhere = document(
        *OLD, ["Years later there was no mill.", refrain, "Tom sold the boat too."]
    )
    assert place(elsewhere, locator) is None
    both = document(
        ["Years later there was no mill.", refrain, "Tom sold the boat too."],
        ["Mara put the lamp down with care.", refrain, "Nobody had come to the gate yet."],
    )
    assert place(both, locator) == Position(1, 1, 0)


def test_of_two_that_are_the_same_it_is_the_nearer_one() -> None:
    again = prose(3, 5)
    old = document(OLD[0], again, OLD[1], again, OLD[2])
    new = document(prose(2, 6), OLD[0], again, OLD[1], again, OLD[2])
    assert place(new, locate(old, Position(1, 1, 0))) == Position(2, 1, 0)
    assert place(new, locate(old, Position(3, 1, 0))) == Position(4, 1, 0)


def test_an_edited_refrain_is_not_left_for_its_repetition() -> None:
    refrain = (
        "Turn back, turn back, young maiden fair, linger not in this old house, where the lamp is "
        "out and the stair is cold and nobody has wound the clock since the miller drowned."
    )
    again = [*OLD[0][:5], refrain, *OLD[1][:5], refrain, *OLD[2][:5]]
    edited = [*again[:5], refrain.replace("lamp", "candle"), *again[6:]]
    there = Position(0, 5, refrain.index("where"))
    assert place(document(edited), locate(document(again), there)) == there


def test_a_place_behind_a_word_stays_with_it() -> None:
    old = document(
        OLD[0], ["“Where is it, Meg?” he asked of her.", "“I sold that in London. Why?”"]
    )
    new = document(OLD[0], ["“Where is it, Meg?” he asked of her.", "“We sold it in London. Why?”"])
    full_stop = Position(1, 0, 35)
    assert old.block(full_stop).text[35] == "."
    assert place(new, locate(old, full_stop)) == full_stop


def test_the_text_is_preferred_to_what_is_folded() -> None:
    opening = "Rain came over the hill before noon and nobody in the house had noticed it."
    old = document([opening, *OLD[0]])
    summary = Block(Kind.NOTE, opening + " " + OLD[0][0][:50], role=Role.FRONT)
    changed = [opening.replace("nobody", "no one"), *OLD[0]]
    body = tuple(Block(Kind.PARAGRAPH, text) for text in (opening, *OLD[0]))
    long = summary._replace(text=summary.text + OLD[0][0])
    label = Block(Kind.NOTE, "Summary", role=Role.FRONT)
    new = Document(Metadata(), (Chapter("", (label, long, *body)),))
    assert place(new, locate(old, Position(0, 0, 9))) == Position(0, 2, 9)
    body = tuple(Block(Kind.PARAGRAPH, text) for text in changed)
    softened = summary._replace(text=summary.text.replace("hill", "moor"))
    new = Document(Metadata(), (Chapter("", (softened, *body)),))
    assert place(new, locate(old, Position(0, 0, 9))) == Position(0, 1, 9)


def test_a_place_without_text_is_taken_for_the_next_text() -> None:
    break_ = Block(Kind.SCENE_BREAK, "")
    blocks = (Block(Kind.PARAGRAPH, "One."), break_, Block(Kind.PARAGRAPH, "Two."), break_)
    text = Document(Metadata(), (Chapter("", ()), Chapter("", blocks), Chapter("", ())))
    assert locate(text, Position(0, 0, 0)).position == Position(1, 0, 0)
    assert locate(text, Position(1, 1, 0)).position == Position(1, 2, 0)
    assert locate(text, Position(1, 3, 0)).position == Position(1, 2, 4)
    assert locate(text, Position(9, 9, 9)).position == Position(1, 2, 4)
    assert locate(text, Position(1, 0, 99)).position == Position(1, 0, 4)


def test_a_story_without_text_has_no_places() -> None:
    empty = document([], [""])
    locator = locate(empty, Position(1, 0, 0))
    assert locator == Locator(Position(), 0.0, "")
    assert place(empty, locator) is None
    assert place(document(*OLD), locator) is None
    assert place(empty, locate(document(*OLD), PLACE)) is None


def test_progression_counts_only_the_text() -> None:
    front = Block(Kind.NOTE, "x" * 500, role=Role.FRONT)
    body = Block(Kind.PARAGRAPH, "y" * 50)
    text = Document(Metadata(), (Chapter("", (front, body, body)),))
    assert locate(text, Position(0, 0, 499)).progression == 0
    assert locate(text, Position(0, 2, 0)).progression == 0.5
    assert locate(text, Position(0, 2, 50)).progression == 1


def test_chinese_is_found_by_its_characters() -> None:
    chance = random.Random(3)
    lines = ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(60)) for _ in range(50)]
    changed = lines[20][:7] + "水水" + lines[20][9:]
    new = document([*lines[:20], changed, *lines[21:]])
    assert place(document(["前"], lines), locate(document(lines), Position(0, 20, 3))) == (1, 20, 3)
    assert place(new, locate(document(lines), Position(0, 20, 3))) == Position(0, 20, 3)
