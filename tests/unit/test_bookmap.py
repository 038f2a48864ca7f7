"""Places and shares of chapters: there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inglenook.layout import compose
from inglenook.layout.bookmap import BookMap
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position, Role

CHAPTERS = st.lists(
    st.lists(st.text("ab c", max_size=40), max_size=6), min_size=1, max_size=5
)  # fmt: skip


def book(chapters: list[list[str]]) -> BookMap:
    parsed = tuple(
        Chapter(f"{number}", tuple(Block(Kind.PARAGRAPH, text) for text in texts))
        for number, texts in enumerate(chapters)
    )
    return BookMap(compose(Document(Metadata(), parsed), "Title", (), ()))


@given(CHAPTERS, st.floats(0, 1), st.data())
def test_a_share_leads_into_its_chapter_and_back(
    chapters: list[list[str]], share: float, data: st.DataObject
) -> None:
    made = book(chapters)
    chapter = data.draw(st.integers(0, len(chapters) - 1))
    position = made.position(chapter, share)
    assert position.chapter == chapter
    assert abs(made.share(position) - share) <= 2 / made.lengths[chapter]
    assert 0 <= made.share(position) <= 1
    assert made.position(chapter, 0) == Position(chapter)


def test_what_is_read_is_shared_out_over_the_chapters() -> None:
    made = book([["a" * 100], ["b" * 300]])
    assert [made.read(n, 0.5) for n in (0, 1)] == [1.0, 1 / 3]
    assert [made.read(n, 0.0) for n in (0, 1)] == [0.0, 0.0]
    assert [made.read(n, 1.0) for n in (0, 1)] == [1.0, 1.0]


def test_folded_text_counts_for_nothing() -> None:
    note = Block(Kind.PARAGRAPH, "n" * 500, role=Role.FRONT)
    chapter = Chapter("One", (note, Block(Kind.PARAGRAPH, "t" * 100)))
    made = BookMap(compose(Document(Metadata(), (chapter,)), "Title", (), ()))
    assert made.lengths == (100,)
    assert made.position(0, 0.5) == Position(0, 1, 50)
