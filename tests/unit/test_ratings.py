"""Ratings of every archive on one scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.ratings import Level, grade

SAYS = {
    Level.GENERAL: ["General Audiences", "G", "PG", "pg", "K", "K+", "Fiction K+", "All ages", "U",
                    "FRK", "6+", "Everyone", "Rated G.", "PG for mature themes", "TV-PG",
                    "E for Everyone"],
    Level.TEEN: ["Teen And Up Audiences", "Teen", "T", "PG-13", "pg13", "PG 13", "Fiction T", "FRT",
                 "FR-13", "15", "12A", "13+", "soft PG-13 (some swearing)", "PG to PG-13",
                 "I think this one is about PG-13 or so"],
    Level.MATURE: ["Mature", "M", "R", "Rated: R", "hard R", "R (for violence)", "16+", "FRM",
                   "TV-MA", "PG-13 / R", "T - M in later chapters"],
    Level.EXPLICIT: ["Explicit", "NC-17", "nc17", "NC–17", "MA", "X", "18+", "18", "Adult", "FRAO",
                     "Adults only", "R/NC-17", "R to NC-17", "NC-17, slash"],
}  # fmt: skip


@pytest.mark.parametrize(("word", "level"), [(w, level) for level in SAYS for w in SAYS[level]])
def test_a_rating_has_its_level(word: str, level: Level) -> None:
    graded = grade(word)
    assert graded is not None
    assert graded.level is level


@pytest.mark.parametrize(
    "word",
    ["", "Not Rated", "Unrated", "none", "Tweenie", "M/M", "R'lyeh", "really good", "100", "?"],
)
def test_what_is_no_rating_has_none(word: str) -> None:
    assert grade(word) is None


def test_the_less_it_is_that_word_alone_the_less_sure_it_is() -> None:
    sure = [grade(word) for word in ("PG-13", "soft PG-13", "I would say it is PG-13")]
    assert [one.confidence for one in sure if one] == [1.0, 0.9, 0.6]


def test_levels_are_ordered() -> None:
    assert Level.GENERAL < Level.TEEN < Level.MATURE < Level.EXPLICIT


@given(st.text(st.sampled_from("PGNCRKTMAXE-+/ 1378()"), max_size=30) | st.text(max_size=60))
def test_any_text_is_a_rating_or_none(text: str) -> None:
    graded = grade(text)
    assert graded is None or 0 < graded.confidence <= 1
