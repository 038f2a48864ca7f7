"""What is offered while a field is typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inglenook.model import Metadata, Story
from inglenook.query import Field, parse
from inglenook.query.completing import complete, vocabulary

WORDS = vocabulary(
    [
        Story("a", "The Weir", ("Anna Quill",), (), Metadata(tags=("Slow Burn", "Angst"))),
        Story("b", "A Lamp", ("Ben Tarn",), (), Metadata(tags=("Angst",), rating="Teen")),
    ]
)


def offered(text: str, cursor: int | None = None) -> list[str]:
    at = len(text) if cursor is None else cursor
    return [text[: one.start] + one.text for one in complete(text, at, WORDS)]


def test_names_of_fields() -> None:
    assert offered("lana au") == ["lana author:"]
    assert offered("-ra") == ["-rating:"]
    assert offered("lana ") == []
    assert offered("scen") == ["scene:"]


def test_values_come_from_the_shelf_the_commonest_first() -> None:
    assert offered("author:") == ['author:"Anna Quill"', 'author:"Ben Tarn"']
    assert offered("by:qui") == ['by:"Anna Quill"']
    assert offered("tag:") == ["tag:Angst", 'tag:"Slow Burn"']
    assert offered('lana tag:"slow b') == ['lana tag:"Slow Burn"']
    assert offered("read:f") == ["read:finished"]
    assert offered("rating:t") == ["rating:teen", "rating:Teen"]
    assert offered("in:") == ["in:marks", "in:notes", "in:title"]
    assert offered("words:") == []
    assert offered("opened:") == ["opened:today", "opened:yesterday"]
    assert offered("seen:y") == ["seen:yesterday", "seen:yes"]
    assert offered("nothing:x") == []


def test_what_stands_behind_the_cursor_stays() -> None:
    (only,) = complete("au lana", 2, WORDS)
    assert (only.start, only.end, only.text) == (0, 2, "author:")


def test_what_is_offered_is_understood() -> None:
    for name in WORDS:
        for text in offered(f"{name}:"):
            query = parse(text)
            assert query.problems == ()
            assert isinstance(query.tree, Field)


@given(st.text(max_size=30), st.integers(0, 40))
def test_any_text_can_be_completed(text: str, cursor: int) -> None:
    for one in complete(text, cursor, WORDS):
        assert 0 <= one.start <= one.end
