"""Half-remembered lines: what memory got wrong is forgiven, and how is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from inglenook.index import Index, open_index
from inglenook.index.matching import located
from inglenook.model import Block, Kind, MatchKind
from inglenook.query import Where, parse
from inglenook.query.spelling import allowed, distance

LINE = "The lighthouse keeper counted seven lanterns drifting under the frozen bridge."
CHAPTERS = {
    "a:0": ["It rained on the harbour all that week.", LINE, "Nobody counted the lanterns twice."],
    "b:0": [
        "—",
        "A long paragraph goes before it. " + "Nothing was said about it again. " * 60,
        "The keeper of the bridge had seven daughters, and the lighthouse was frozen.",
        "Under the harbour wall they counted boats, drifting, always drifting.",
    ],
    "c:0": [f"Some other evening, number {n}, with nothing to remember." for n in range(40)],
}


@pytest.fixture(params=[1, 3], ids=["one segment", "three segments"])
def index(tmp_path: Path, request: pytest.FixtureRequest) -> Index:
    index = open_index(tmp_path / "index")
    made = [(key, [Block(Kind.PARAGRAPH, text) for text in t]) for key, t in CHAPTERS.items()]
    for at in range(0, 3, 3 // request.param):
        index.add(made[at : at + 3 // request.param])
    return index


def best(index: Index, text: str) -> tuple[str, str, MatchKind]:
    line = index.lines(parse(text))[0]
    blocks = [Block(Kind.PARAGRAPH, one) for one in CHAPTERS[line.key]]
    found = located(blocks, line.block, line.words, Where.BODY)
    assert found is not None
    words = " ".join(blocks[found.block].text[start:end] for start, end in found.highlights)
    return line.key, words, line.kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("seven lanterns drifting under", MatchKind.PHRASE),
        ("“Seven lanterns, drifting under the…”", MatchKind.PHRASE),
        ("seven lanterns under the bridge", MatchKind.ORDERED),
        ("keeper counted lantern drifting", MatchKind.ORDERED),
        ("lanterns seven drifting under", MatchKind.CLOSE),
        ("keeper counted eleven lanterns drifting past", MatchKind.CLOSE),
        ("keeper cuonted seven lantrens drifting", MatchKind.ALIKE),
        ("the ligthhouse man counted eleven lanterns driftng under bridge", MatchKind.ALIKE),
    ],
)
def test_the_line_is_found_and_how_is_said(index: Index, text: str, kind: MatchKind) -> None:
    key, _, found = best(index, text)
    assert (key, found) == ("a:0", kind)


def test_the_words_that_were_right_are_marked(index: Index) -> None:
    assert best(index, "keeper cuonted eleven lanterns")[1] == "keeper counted lanterns"


def test_a_line_behind_a_long_paragraph_is_marked_where_it_is(index: Index) -> None:
    key, words, _ = best(index, "harbour wall they counted boats")
    assert (key, words) == ("b:0", "harbour wall they counted boats")


def test_what_is_nowhere_is_not_found(index: Index) -> None:
    assert index.lines(parse("purple elephants sang madrigals")) == []
    assert index.lines(parse("seven lanterns")) == []
    assert index.lines(parse("lanterns OR drifting OR frozen")) == []


def test_lines_keep_to_some_chapters_and_blocks(index: Index) -> None:
    asked = parse("keeper counted seven lanterns drifting")
    assert [line.key for line in index.lines(asked, {"c:0"})] == []
    assert "a:0" not in [line.key for line in index.lines(asked, None, lambda key, _: key != "a:0")]
    assert index.lines(asked, {"a:0"}, lambda _, block: block == 0) == []
    index.remove(["a:0"])
    assert "a:0" not in [line.key for line in index.lines(asked)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("weir", "weir", 0),
        ("weir", "wier", 1),
        ("weir", "weirs", 1),
        ("weir", "wear", 1),
        ("lantern", "lnatren", 2),
        ("lantern", "bridge", 3),
        ("ab", "ba", 1),
        ("", "abc", 3),
    ],
)
def test_distance_counts_letters(one: str, other: str, expected: int) -> None:
    assert min(distance(one, other, 2), 3) == expected
    assert min(distance(other, one, 2), 3) == expected


def test_short_words_have_no_mistakes() -> None:
    assert [allowed(word) for word in ("the", "weir", "lanterns")] == [0, 1, 2]


def test_a_line_is_looked_for_no_further_when_it_is_not_wanted(index: Index) -> None:
    asked = parse("seven lanterns drifting under the bridge")
    assert index.lines(asked)
    for looks in range(4):
        left = iter([False] * looks)
        assert index.lines(asked, is_cancelled=lambda left=left: next(left, True)) == []
