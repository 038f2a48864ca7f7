"""The shelf in every order, filtered, under headings."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.arranging import ORDERS, Group, View, arrange, matching, next_in_series
from inglenook.model import ChapterEntry, Metadata, Story
from inglenook.query import Field
from inglenook.query.choosing import Chooser
from inglenook.standing import Standing, State
from inglenook.tokens import fold


def made(title: str, authors: tuple[str, ...] = (), words: int = 100, **metadata: object) -> Story:
    entries = (ChapterEntry("One", words, f"{title}.txt", title, 0),)
    return Story(title, title, authors, entries, Metadata(**metadata))  # type: ignore[arg-type]


STORIES = (
    made("Ash", ("Quill, Anna",), 60_000, fandoms=("Mills", "Locks"), rating="Teen"),
    made("Élan", ("Ben Tarn",), 900, series="Tides", series_number="10", rating="NC-17"),
    made("Ford", ("Ben Tarn",), 3_000, series="Tides", series_number="2 of 12", language="de"),
    made("Gale", (), 3_000, rating="K+", language="en-GB"),
    made("7 Weirs", ("Cy Ode",), 20, series="tides"),
)
STANDINGS = {
    "Ash": Standing(0.5, 60_000, read_at="2026-03-01T00:00:00Z", stars=3, tags=("b side",)),
    "Ford": Standing(1.0, 3_000, read_at="2026-03-09T00:00:00Z", tags=("comfort", "b side")),
    "Gale": Standing(chosen=State.ASIDE, stars=5, added_at="2026-01-01T00:00:00Z"),
}


def titles(group: Group) -> list[str]:
    return [STORIES[index].title for index in group.stories]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("title", "Ash Élan Ford Gale 7"),
        ("author", "Élan Ford 7 Ash Gale"),
        ("series", "Ford Élan 7 Ash Gale"),
        ("fandom", "Ash Élan Ford Gale 7"),
        ("rating", "Gale Ash Élan Ford 7"),
        ("length", "Ash Ford Gale Élan 7"),
        ("language", "Gale Ford Ash Élan 7"),
        ("date added", "Gale Ash Élan Ford 7"),
        ("last read", "Ford Ash Élan Gale 7"),
        ("progress", "Ford Ash Élan Gale 7"),
        ("your rating", "Gale Ash Élan Ford 7"),
        ("your tags", "Ash Ford Élan Gale 7"),
    ],
)
def test_every_order(order: str, expected: str) -> None:
    (group,) = arrange(STORIES, STANDINGS, View(order))
    assert " ".join(title.split()[0] for title in titles(group)) == expected


def test_every_order_is_tested() -> None:
    marks = test_every_order.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert [name for name, _ in marks] == list(ORDERS)


def test_an_order_turned_round_keeps_what_lacks_it_last() -> None:
    (group,) = arrange(STORIES, STANDINGS, View("your rating", turned=True))
    assert titles(group) == ["Ash", "Gale", "Élan", "Ford", "7 Weirs"]
    (group,) = arrange(STORIES, STANDINGS, View("title", turned=True))
    assert group.stories == (4, 3, 2, 1, 0)


def test_groups_have_their_own_order_and_hold_stories_in_that_of_the_view() -> None:
    groups = arrange(STORIES, STANDINGS, View("series", group="series"))
    assert [(group.heading, titles(group)) for group in groups] == [
        ("Tides", ["Ford", "Élan", "7 Weirs"]),
        ("no series", ["Ash", "Gale"]),
    ]
    groups = arrange(STORIES, STANDINGS, View("length", group="progress"))
    assert [(group.heading, titles(group)) for group in groups] == [
        ("unread", ["Élan", "7 Weirs"]),
        ("reading", ["Ash"]),
        ("finished", ["Ford"]),
        ("set aside", ["Gale"]),
    ]


def test_a_story_stands_under_each_of_its_headings() -> None:
    groups = arrange(STORIES, STANDINGS, View(group="your tags"))
    assert [(group.heading, titles(group)) for group in groups][:2] == [
        ("b side", ["Ash", "Ford"]),
        ("comfort", ["Ford"]),
    ]


@given(
    st.sampled_from(list(ORDERS)), st.sampled_from(["", *ORDERS]), st.booleans(),
    st.sets(st.integers(0, 4)),
)  # fmt: skip
def test_no_story_is_lost_in_any_view(
    order: str, group: str, turned: bool, chosen: set[int]
) -> None:
    groups = arrange(STORIES, STANDINGS, View(order, turned, group), sorted(chosen))
    assert {index for one in groups for index in one.stories} == chosen
    assert all(one.stories for one in groups) or not group


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"Ash", "Élan", "Ford", "Gale", "7 Weirs"}),
        ("tarn", {"Élan", "Ford"}),
        ("elan t", {"Élan"}),
        ("quill, a", {"Ash"}),
        ("read:finished", {"Ford"}),
        ("read:aside OR stars:3", {"Ash", "Gale"}),
        ("tarn -read:finished", {"Élan"}),
        ("words:>2000 rating:<=teen", {"Ash", "Gale"}),
        ("mine:comfort author:tarn", {"Ford"}),
        ("opened:>2026-03-05 for", {"Ford"}),
        ("7:", set()),
    ],
)
def test_a_filter_is_a_query(text: str, expected: set[str]) -> None:
    folded = [fold(f"{story.title} {' '.join(story.authors)}") for story in STORIES]
    found = matching(text, STORIES, folded, lambda: Chooser(STANDINGS))
    assert {STORIES[index].title for index in found} == expected


def test_a_day_is_one_by_the_clock_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    chooser = Chooser({STORIES[0].id: Standing(read_at="2026-03-05T20:00:00Z")})
    monkeypatch.setenv("TZ", "NZST-12")
    time.tzset()
    try:
        assert not chooser.chooses(Field("opened", low=20260305, high=20260305), STORIES[0])
        assert chooser.chooses(Field("opened", low=20260306, high=20260306), STORIES[0])
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_series_goes_on() -> None:
    _, elan, ford, gale, _ = STORIES
    assert next_in_series(ford, STORIES) is elan
    assert next_in_series(elan, STORIES, -1) is ford
    assert next_in_series(elan, STORIES) is None  # the third is of another author
    assert next_in_series(gale, STORIES) is None


def test_a_view_is_kept_as_a_line() -> None:
    view = View("last read").sorted_by("last read")
    assert view.turned
    assert View.unpacked(view.packed()) == view
    assert View.unpacked("nothing:known:here") == View()
    assert View.unpacked("") == View()
    assert view.sorted_by("author") == View("author")
