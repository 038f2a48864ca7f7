"""What was on screen is searched by when that was, passage by passage."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from inglenook.cli import main
from inglenook.config import Folders
from inglenook.index.matching import match
from inglenook.library import Library
from inglenook.model import Block, Hit, Kind, Position
from inglenook.query import And, Field, Node, Not, Or, inside, parse
from inglenook.results import Results, Scope
from inglenook.search import NOTHING_LOGGED
from inglenook.store import reading_log
from inglenook.store.reading_log import SeenText
from inglenook.store.sitting import Seen, Stint
from inglenook.stretches import ALL, OnScreen

WEIR = """The Old Weir

by Anna Quill

Chapter 1: Low Water

Lana found the lantern below the weir, and Rosa laughed about it.

Nobody else had seen the water so low in all those years of waiting.

The lantern was green.

* * *

Chapter 2: High Water

The lantern floated past the gate, and Lana let it go without a word.

Then the boat came back for Rosa, and the weir was quiet again.
"""
LAMP = """A Lamp in June

by Ben Tarn

June came late that year, and the lantern on the quay was never lit.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(WEIR)
    (folder / "lamp.txt").write_text(LAMP)
    library = Library(folder, Folders.from_environment())
    library.refresh()
    return library


@pytest.fixture
def see(library: Library, monkeypatch: pytest.MonkeyPatch):
    """Have a passage on screen on a day."""

    def on(day: str, title: str, first: str, last: str = "") -> None:
        monkeypatch.setattr(reading_log, "stamp", lambda: f"{day}T12:00:00Z")
        story = library.find(title)
        places = [
            next(
                (c, b)
                for c, chapter in enumerate(library.open(story).chapters)
                for b, block in enumerate(chapter.blocks)
                if words in block.text
            )
            for words in (first, last or first)
        ]
        (chapter, low), (_, high) = places
        library.log.add(story, "en", Stint(0, 0.0, (Seen(chapter, low, high),)))

    return on


def every(library: Library, results: Results) -> list[Hit]:
    return [
        hit
        for group, chapter in results.walk()
        for hit in library.hits(results.query, group.story, chapter.chapter)
    ]


def asked(library: Library, text: str, scope: Scope | None = None) -> list[tuple[str, str]]:
    """Return the first words of every hit with when it was on screen; all must be counted."""
    results = library.search(text, scope=scope)
    hits = every(library, results)
    assert len(hits) == results.count
    return sorted((" ".join(hit.snippet.text.split()[:3]), hit.seen[:10]) for hit in hits)


def stories(library: Library, text: str, scope: Scope | None = None) -> list[str]:
    results = library.search(text, scope=scope)
    assert not results.count
    return sorted(library.story(group.story).title for group in results.groups)


FIRST = ("Lana found the", "2026-03-12")
GREEN = ("The lantern was", "2026-03-14")
PAST = ("The lantern floated", "2026-04-02")


@pytest.fixture
def read(library: Library, see) -> Library:
    see("2026-03-12", "weir", "Lana found", "Nobody else")
    see("2026-03-14", "weir", "was green")
    see("2026-04-02", "weir", "floated past")
    return library


def test_only_what_was_on_screen_is_found_and_when_is_told(read: Library) -> None:
    assert asked(read, "seen:yes lantern") == [FIRST, PAST, GREEN]
    assert asked(read, "seen:yes boat") == []
    assert asked(read, "lantern", Scope(seen=True)) == [FIRST, PAST, GREEN]
    assert {when for _, when in asked(read, "lantern")} == {""}
    assert asked(read, 'seen:yes "quay was"') == []


def test_dates_are_asked_as_everywhere(read: Library) -> None:
    assert asked(read, "seen:2026-03 lantern") == [FIRST, GREEN]
    assert asked(read, "seen:2026-03-14 lantern") == [GREEN]
    assert asked(read, "lantern seen:>2026-03-12") == [PAST, GREEN]
    assert asked(read, "lantern seen:<=2026-03-12") == [FIRST]
    assert asked(read, "lantern seen:2026-03-13..2026-04") == [PAST, GREEN]
    assert asked(read, "seen:2025 lantern") == []
    assert asked(read, "lantern (seen:2026-03-14 OR seen:2026-04)") == [PAST, GREEN]
    assert asked(read, "lantern seen:(2026-03-14 OR 2026-04)") == [PAST, GREEN]


def test_what_was_seen_again_is_told_by_the_last_time_that_is_asked_for(read: Library, see) -> None:
    see("2026-05-01", "weir", "Lana found")
    assert asked(read, "seen:yes found") == [(FIRST[0], "2026-05-01")]
    assert asked(read, "seen:2026-03 found") == [FIRST]
    assert asked(read, "seen:2026-03 seen:2026-05 lantern") == [(FIRST[0], "2026-05-01")]


def test_days_that_have_a_name(read: Library, see) -> None:
    def words(text: str) -> list[str]:
        return [found for found, _ in asked(read, text)]

    today = datetime.now().astimezone()
    see(f"{today:%Y-%m-%d}", "weir", "floated past")
    see(f"{today - timedelta(days=1):%Y-%m-%d}", "weir", "was green")
    assert words("seen:today lantern") == [PAST[0]]
    assert words("seen:yesterday lantern") == [GREEN[0]]
    assert words("seen:Yesterday..today lantern") == [PAST[0], GREEN[0]]
    assert words("seen:>=yesterday lantern -green") == [PAST[0]]
    assert not parse("added:today opened:>=yesterday seen:(no OR today)").problems


def test_scenes_stay_apart_in_what_was_on_screen() -> None:
    blocks = [
        Block(Kind.PARAGRAPH, "The lantern was green."),
        Block(Kind.SCENE_BREAK, ""),
        Block(Kind.PARAGRAPH, "The boat came back."),
    ]
    asked = parse("scene:(lantern boat)")
    assert match(asked.within(lambda _: (0, 2)), blocks) == []
    assert len(match(parse("boat").within(lambda _: (1, 2)), blocks)) == 1
    assert match(parse("boat").within(lambda _: (0, 1)), blocks) == []


def test_what_was_not_on_screen_can_be_asked_for(read: Library) -> None:
    assert asked(read, "-seen:yes boat") == [("Then the boat", "")]
    assert asked(read, "-seen:yes lantern") == [("June came late", "")]
    assert asked(read, "-seen:2026-03 lantern by:quill") == [("The lantern floated", "")]
    assert asked(read, "seen:no boat") == asked(read, "-seen:yes boat")
    assert asked(read, "seen:(no OR 2026-03-14) lantern by:quill") == [GREEN]
    assert stories(read, "seen:no") == ["A Lamp in June"]


def test_it_goes_together_with_words_fields_and_scopes(read: Library) -> None:
    assert asked(read, "seen:yes lantern rosa") == [FIRST]
    assert asked(read, "seen:yes lantern -green") == [PAST]
    # Green was not on screen that day, so that it is not there.
    assert asked(read, "seen:2026-03-12 lantern -green") == [FIRST]
    assert asked(read, "seen:yes lantern by:tarn") == []
    weir = read.find("weir")
    read.save_place(weir.id, read.open(weir), Position(1, 0, 0))
    assert asked(read, "seen:2026 lantern", Scope(only_read=True)) == [FIRST, GREEN]
    assert asked(read, "lantern", Scope(only_read=True, seen=True)) == [FIRST, GREEN]


def test_fields_alone_find_the_stories(read: Library) -> None:
    assert stories(read, "seen:2026-03") == ["The Old Weir"]
    assert stories(read, "seen:2025") == []
    assert stories(read, "-seen:yes") == ["A Lamp in June"]
    assert stories(read, "words:>1", Scope(seen=True)) == ["The Old Weir"]
    assert asked(read, "june OR seen:2026") == []


def test_a_line_half_remembered_is_one_that_was_on_screen(read: Library) -> None:
    line = "nobody ever had seen water quite so low"
    hits = list(read.passages(read.search(line, scope=Scope(seen=True))))
    assert [hit.seen[:10] for hit in hits][:1] == ["2026-03-12"]
    line = "boat came home for rosa and weir was quiet"
    assert list(read.passages(read.search(line)))
    assert not list(read.passages(read.search(line, scope=Scope(seen=True))))


MORE = """
Chapter 3: Slack Water

Nobody came to the lantern for a week, and nobody asked.
"""
BETWEEN = """Chapter 2: Rain

It rained for a week before anybody found a lantern anywhere.

"""


def test_what_was_seen_is_known_when_the_story_is_saved_again(read: Library) -> None:
    path = read.folder / "weir.txt"
    path.write_text(WEIR + MORE)
    read.refresh()
    assert asked(read, "seen:yes lantern") == [FIRST, PAST, GREEN]
    path.write_text(WEIR.replace("Chapter 2", f"{BETWEEN}Chapter 3"))
    read.refresh()
    assert asked(read, "seen:yes lantern") == [FIRST, PAST, GREEN]
    # A chapter with other words is another text, whatever stands in it still.
    path.write_text(WEIR.replace("was green", "was green and blue and lit"))
    read.refresh()
    assert asked(read, "seen:yes lantern") == [PAST]


def test_why_nothing_is_found_is_said_where_the_log_is_empty(read: Library) -> None:
    assert read.search("seen:yes xyzzy").query.notices == ()
    read.log.erase()
    for results in (
        read.search("seen:yes lantern"),
        read.search("lantern", scope=Scope(seen=True)),
    ):
        assert results.count == 0
        assert results.query.notices == (NOTHING_LOGGED,)
    for text in ("lantern", "lantern -seen:yes"):
        assert read.search(text).query.notices == ()


def test_the_day_is_that_of_the_readers_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        assert SeenText(0, 1, "2026-03-12T20:00:00Z").day == 20260313
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_command_line_says_when(read: Library) -> None:
    query = ["search", "seen:2026-03-14", "lantern", "-l", str(read.folder)]
    when = "14 March" if date.today().year == 2026 else "14 March 2026"
    assert f"  read {when} · The lantern was green." in CliRunner().invoke(main, query).stdout
    (hit,) = json.loads(CliRunner().invoke(main, [*query, "--json"]).stdout)["hits"]
    assert hit["seen"] == "2026-03-14T12:00:00Z"
    (hit,) = json.loads(CliRunner().invoke(main, [*query[:1], *query[2:], "--json"]).stdout)[
        "hits"
    ][:1]
    assert hit["seen"] is None


_day = st.integers(1, 3).map(lambda day: Field("seen", low=20260100 + day, high=20260100 + day))
_asked = st.recursive(
    _day,
    lambda inner: (
        inner.map(Not)
        | st.builds(lambda a, b: And((a, b)), inner, inner)
        | st.builds(lambda a, b: Or((a, b)), inner, inner)
    ),
    max_leaves=5,
)
_seen = st.lists(
    st.builds(
        lambda first, more, day: SeenText(first, first + more, f"2026-01-0{day}T12:00:00Z"),
        st.integers(0, 9), st.integers(0, 4), st.integers(1, 3),
    ),
    max_size=6,
)  # fmt: skip


def _true(node: Node, block: int, seen: list[SeenText]) -> bool:
    match node:
        case Field(_, low=low):
            return any(one.first <= block <= one.last and one.day == low for one in seen)
        case Not(part):
            return not _true(part, block, seen)
        case And(parts):
            return all(_true(part, block, seen) for part in parts)
        case Or(parts):
            return any(_true(part, block, seen) for part in parts)
    raise AssertionError(node)


@given(_asked, _seen)
def test_a_passage_is_looked_in_if_what_is_asked_is_true_of_it(
    node: Node, seen: list[SeenText]
) -> None:
    told = OnScreen(node, {"one": seen}, {}, lambda _: range(20))("one")
    assert list(told) == sorted(set(told))
    assert len(told) % 2 == 0
    for block in (*range(16), ALL - 1):
        assert inside(told, block) == _true(node, block, seen)
