"""Hits as tables, and locators that lead back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inglenook.concordance import COLUMNS, SORTS, concordance, csv, markdown, rows
from inglenook.locators import place, read, short, written
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Hit,
    Kind,
    Match,
    Metadata,
    Position,
    Snippet,
    Story,
)

TEXTS = ("The old weir | stood, “grey”.", "=A weir, and nobody by it.")
STORY = Story("k3f9", "The Weir", ("Anna", "Ben"), (ChapterEntry("Low", 9, "w.txt", "d", 0),))


def hit(block: int) -> Hit:
    at = TEXTS[block].index("weir")
    marks = ((at, at + 4),)
    return Hit("k3f9", 0, Match(block, at, at + 4, marks), Snippet(TEXTS[block], marks), 1.0)


def document(*texts: str) -> Document:
    blocks = tuple(Block(Kind.PARAGRAPH, text) for text in texts)
    return Document(Metadata(), (Chapter("Low", blocks),))


def test_lines_are_centred_on_the_hit_and_sorted_by_their_sides() -> None:
    lines = concordance([hit(0), hit(1)], 8)
    assert [(line.left, line.middle, line.right) for line in lines] == [
        ("The old ", "weir", " | stood"),
        ("=A ", "weir", ", and no"),
    ]
    assert [line.left for line in sorted(lines, key=SORTS["left"])] == ["=A ", "The old "]
    assert [line.left for line in sorted(lines, key=SORTS["right"])] == ["=A ", "The old "]
    assert concordance([hit(0)], 0)[0].left == ""


def test_tables() -> None:
    table = rows(concordance([hit(0), hit(1)]), lambda _: STORY)
    assert all(len(row) == len(COLUMNS) for row in table)
    assert table[0][2:6] == ("The Weir", "Anna; Ben", "1", "Low")
    lines = csv(table).splitlines()
    assert lines[0] == ",".join(COLUMNS)
    assert "'=A " in lines[2]
    assert r"weir |  \| stood" in markdown(table)
    # Copied out of the file, it must be what ``inglenook open`` takes.
    assert f"| `{table[0][0]}` | k3f9 |" in markdown(table)


def test_a_locator_leads_back_also_when_the_text_has_changed() -> None:
    text = short(hit(0))
    assert text == "k3f9@1.1.9,weir_%007C_stood%002C_%201Cgrey%201D."
    where = read(text)
    assert where is not None
    assert place(document(*TEXTS), where) == Position(0, 0, 8)
    assert place(document("Something new.", *TEXTS), where) == Position(0, 1, 8)
    assert place(document("Nothing of it."), where) is None
    bare = read("k3f9@1.2.1")
    assert bare is not None
    assert place(document(*TEXTS), bare) == Position(0, 1, 0)
    assert place(document("Short."), bare) is None


def test_other_texts_are_no_locators() -> None:
    for text in ("", "The Weir", "k3f9", "k3f9@1", "a b@1.1.1"):
        assert read(text) is None


@given(st.text(max_size=60), st.builds(Position, *[st.integers(0, 999)] * 3))
def test_what_is_written_can_be_read(quote: str, position: Position) -> None:
    where = read(written("k3f9", position, quote))
    assert where is not None
    assert where.position == position
    assert where.quote == quote[:48].rstrip()  # hits begin with a word
    assert not set(written("k3f9", position, quote)) & set(" '\"$`\\|&;<>()*?!\n")
