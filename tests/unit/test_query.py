"""Any line of text is a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.query import MOST_CHARACTERS, MOST_CLAUSES, Clause, parse


def _clauses(text: str, *, typing: bool = False) -> list[str]:
    """Show clauses as ``word``, ``"a phrase"`` and ``begin*``."""
    return [
        (f'"{" ".join(clause.words)}"' if clause.phrase else clause.words[0])
        + ("*" if clause.prefix else "")
        for clause in parse(text, typing=typing).clauses
    ]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", []),
        ("?! — ''", []),
        ('""', []),
        ("Lana", ["lana"]),
        ("Lana Café", ["lana", "cafe"]),
        ("lana LANA", ["lana"]),
        ('the "Old Weir" gate', ["the", '"old weir"', "gate"]),
        ("“Old Weir”", ['"old weir"']),
        ("«Old Weir»", ['"old weir"']),
        ("„Old Weir“", ['"old weir"']),
        ('"weir"', ["weir"]),
        ('"old weir gate', ['"old weir gate"']),
        ('gate "', ["gate"]),
        ("half-light", ['"half light"']),
        ("1,000", ['"1 000"']),
        ("yes—no", ["yes", "no"]),
        ("fish/chips", ["fish", "chips"]),
        ("didn’t", ["didn't"]),
        ("日本", ['"日 本"']),
        ('"one\ntwo"', ['"one two"']),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert _clauses(text) == clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("old wei", ["old", "wei*"]),
        ("old we", ["old", "we"]),
        ("old weir ", ["old", "weir"]),
        ("old weir.", ["old", "weir"]),
        ('"old wei', ['"old wei"*']),
        ('"old wei"', ['"old wei"']),
        ("half-lig", ['"half lig"*']),
        ("weir weir", ["weir", "weir*"]),
    ],
)
def test_the_word_being_typed_is_a_beginning(text: str, clauses: list[str]) -> None:
    assert _clauses(text, typing=True) == clauses
    assert not any(clause.prefix for clause in parse(text).clauses)


def test_a_query_that_is_too_long_says_what_is_left_out() -> None:
    query = parse("word " * 100, typing=True)
    assert query.clauses == (Clause(("word",)),)
    assert query.notices == (f"Only the first {MOST_CHARACTERS} characters are searched for.",)
    many = parse(" ".join(f"w{number}" for number in range(50)))
    assert len(many.clauses) == MOST_CLAUSES
    assert many.notices == (f"Only the first {MOST_CLAUSES} words and phrases are searched for.",)
    assert parse("short").notices == ()


def test_a_cut_does_not_make_half_words() -> None:
    words = " ".join(f"word{number:05}" for number in range(60))
    assert all(clause.words[0] in words.split() for clause in parse(words).clauses)


def test_what_was_typed_is_safe_to_show() -> None:
    assert "\x1b" not in parse("a\x1b]0;b\x07").text


def test_an_empty_query_is_false() -> None:
    assert not parse(" ")
    assert parse("a")


def test_stems() -> None:
    assert parse('"walking home"').clauses[0].stems == ("walk", "home")


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.booleans())
def test_nothing_is_refused(text: str, typing: bool) -> None:
    query = parse(text, typing=typing)
    assert all(all(clause.words) and clause.words for clause in query.clauses)
    assert all(clause.phrase == (len(clause.words) > 1) for clause in query.clauses)
    assert len(set(query.clauses)) == len(query.clauses) <= MOST_CLAUSES
