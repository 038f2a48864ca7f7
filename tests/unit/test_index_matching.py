"""What a hit is, and how it is shown."""

from __future__ import annotations

import time

import pytest

from inglenook.index.matching import match
from inglenook.index.snippets import ELLIPSIS, snippet
from inglenook.model import Block, Kind, Match, Role
from inglenook.query import parse

BLOCKS = [
    Block(Kind.HEADING, "Old Weir", role=Role.TITLE),
    Block(Kind.PARAGRAPH, "The old weir — the OLD, old weir — had cafés. Didn’t it?"),
    Block(Kind.SCENE_BREAK, "* * *"),
    Block(Kind.PARAGRAPH, "Lana walked to the weir."),
    Block(Kind.VERSE, "old\nweirs walk\n\ntoday"),
    Block(Kind.PARAGRAPH, "half-light in the old"),
    Block(Kind.PARAGRAPH, "weir house"),
    Block(Kind.NOTE, "old weir walking", role=Role.FRONT),
]


def _marked(text: str, *, typing: bool = False) -> list[tuple[int, str, list[str]]]:
    return [
        (
            hit.block,
            BLOCKS[hit.block].text[hit.start : hit.end],
            [BLOCKS[hit.block].text[start:end] for start, end in hit.highlights],
        )
        for hit in match(parse(text, typing=typing), BLOCKS)
    ]


def test_every_occurrence_of_a_word_is_a_hit() -> None:
    assert [(block, text) for block, text, _ in _marked("weir")] == [
        (1, "weir"),
        (1, "weir"),
        (3, "weir"),
        (4, "weirs"),
        (6, "weir"),
    ]


def test_a_phrase_runs_over_line_ends_and_dashes_but_not_over_blocks() -> None:
    assert _marked('"old weir"') == [
        (1, "old weir", ["old", "weir"]),
        (1, "old weir", ["old", "weir"]),
        (4, "old\nweirs", ["old", "weirs"]),
    ]
    assert [text for _, text, _ in _marked('"weir the old"')] == ["weir — the OLD"]


def test_case_accents_quotes_and_endings_do_not_matter() -> None:
    assert [text for _, text, _ in _marked("CAFE")] == ["cafés"]
    assert [text for _, text, _ in _marked("didn't")] == ["Didn’t"]
    assert [text for _, text, _ in _marked("walks")] == ["walked", "walk"]


def test_two_words_meet_in_the_blocks_that_hold_most() -> None:
    assert _marked("weir lana") == [(3, "Lana walked to the weir", ["Lana", "weir"])]
    assert [block for block, _, _ in _marked("old weir")] == [1, 4]
    assert [block for block, _, _ in _marked("house lana")] == [3, 6]
    assert _marked("weir nowhere") == []


def test_overlapping_phrases_all_count() -> None:
    blocks = [Block(Kind.PARAGRAPH, "ha ha ha")]
    assert len(match(parse('"ha ha"'), blocks)) == 2


def test_a_beginning_matches_forms_whose_stem_is_shorter() -> None:
    blocks = [Block(Kind.PARAGRAPH, "running runs dying die")]
    found = [hit.start for hit in match(parse("runni", typing=True), blocks)]
    assert found == [0]
    assert [hit.start for hit in match(parse("dyi", typing=True), blocks)] == [13]


def test_an_empty_query_matches_nothing() -> None:
    assert match(parse(""), BLOCKS) == []


TEXT = (
    "The lamp had gone out. Nobody had noticed until the water reached the second step. "
    "“Lana,” he said, “the weir is open.” She did not turn round! Then the bell rang."
)


def _snippet(text: str, word: str, width: int) -> tuple[str, list[str]]:
    hit = match(parse(word), [Block(Kind.PARAGRAPH, text)])[0]
    shown = snippet(text, hit, width)
    assert len(shown.text) <= width
    return shown.text, [shown.text[start:end] for start, end in shown.highlights]


def test_a_short_text_is_shown_whole() -> None:
    assert _snippet("The weir.", "weir", 40) == ("The weir.", ["weir"])


@pytest.mark.parametrize(
    ("word", "width", "shown"),
    [
        ("weir", 66, "…“Lana,” he said, “the weir is open.” She did not turn round!…"),
        ("weir", 60, "…“Lana,” he said, “the weir is open.”…"),
        ("lamp", 40, "The lamp had gone out.…"),
        ("bell", 40, "…Then the bell rang."),
        ("water", 40, "…until the water reached the second…"),
    ],
)
def test_context_ends_with_a_sentence_where_one_ends(word: str, width: int, shown: str) -> None:
    text, marked = _snippet(TEXT, word, width)
    assert text == shown
    assert marked == [word]


def test_line_ends_are_shown_as_verse_is_quoted() -> None:
    text = "O the weir\n  and the water\n\n  under   it"
    assert _snippet(text, '"water under"', 80) == (
        "O the weir / and the water / under it",
        ["water", "under"],
    )


def test_a_hit_longer_than_the_line_is_shown_from_its_beginning() -> None:
    text = "weir " + "filler words " * 30 + "water"
    shown, marked = _snippet(text, "weir water", 30)
    assert shown.startswith("weir filler")
    assert shown.endswith(ELLIPSIS)
    assert marked == ["weir"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    shown = snippet("x" * 100, Match(0, 0, 100, ((0, 100),)), 10)
    assert shown.text == "x" * 8 + ELLIPSIS
    assert shown.highlights == ((0, 8),)


def test_many_hits_in_one_endless_paragraph_are_shown_in_time() -> None:
    sentence = "The old weir stood by the river, and the water said nothing to the boy. "
    text = (sentence * 4000).strip()
    hits = match(parse("weir"), [Block(Kind.PARAGRAPH, text)])
    start = time.perf_counter()
    shown = [snippet(text, hit, 80).text for hit in hits]
    assert time.perf_counter() - start < 4  # 30 s where each hit looked at all of it
    assert shown[0] == sentence.strip() + ELLIPSIS
    assert shown[2000] == ELLIPSIS + sentence.strip() + ELLIPSIS
