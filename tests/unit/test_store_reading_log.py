"""What counts as read, how it is kept, and what it comes to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.model import ChapterEntry, Story
from inglenook.reckoning import Amount, reckon
from inglenook.store import Store, reading_log
from inglenook.store.reading_log import Reading, SeenText
from inglenook.store.sitting import FASTEST, IDLE_SECONDS, Seen, Sitting, Stint

STORY = Story(
    "weir",
    "The Weir",
    (),
    tuple(ChapterEntry(f"Part {n}", 900, "weir.txt", "d", n) for n in range(2)),
)


def screen(number: int) -> tuple[Seen, ...]:
    return (Seen(0, 10 * number, 10 * number + 9),)


def test_pages_turned_at_a_readers_pace_are_read() -> None:
    sitting = Sitting()
    for page in range(5):
        sitting.turn(60.0 * page, 10_000 - 250 * page, screen(page))
    assert sitting.take(241.0) == Stint(1_000, pytest.approx(240.0), (Seen(0, 0, 39),))
    assert not sitting.take(241.0)


def test_lines_scrolled_in_bursts_are_read_too() -> None:
    sitting = Sitting()
    left, at = 10_000, 0.0
    for _ in range(10):
        for _ in range(8):  # eight lines in a second, and then half a minute with them
            sitting.turn(at, left, ())
            left -= 12
            at += 0.125
        at += 29
    assert sitting.take(at).words == pytest.approx(10_000 - left, abs=100)


def test_what_is_leafed_through_is_not_read() -> None:
    sitting = Sitting()
    for page in range(40):
        sitting.turn(0.5 * page, 20_000 - 300 * page, screen(page))
    assert not sitting.take(20.0)


def test_a_screen_that_was_left_standing_is_no_time_of_reading() -> None:
    sitting = Sitting()
    sitting.turn(0.0, 1_000, screen(0))
    sitting.turn(7_200.0, 750, screen(1))
    stint = sitting.take(7_200.0)
    assert stint.words == 250
    assert stint.seconds <= IDLE_SECONDS


def test_a_leap_is_not_read_and_the_way_back_takes_nothing_away() -> None:
    sitting = Sitting()
    sitting.turn(0.0, 9_000, screen(0))
    sitting.turn(60.0, 8_750, screen(1))
    sitting.leap(70.0)
    sitting.turn(70.0, 100, screen(90))
    sitting.turn(73.0, 9_000, screen(0))  # a jump that nobody told of
    assert sitting.take(75.0).words == 250


@given(st.lists(st.tuples(st.floats(0, 400), st.integers(0, 5_000)), max_size=30))
def test_no_more_is_read_than_anyone_can(steps: list[tuple[float, int]]) -> None:
    sitting, at = Sitting(), 0.0
    for waited, left in steps:
        at += waited
        sitting.turn(at, left, ())
    words, seconds, _ = sitting.take(at)
    assert 0 <= seconds <= at + 0.001
    assert words <= seconds * FASTEST / 60 + 1


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reader.sqlite")


def on(day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_log, "_today", lambda: day)
    monkeypatch.setattr(reading_log, "stamp", lambda: f"{day}T12:00:00Z")


def test_the_log_adds_up_by_day_and_story(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = store.log("/lib")
    on("2026-03-01", monkeypatch)
    log.add(STORY, "en-GB", Stint(500, 120.0, ()))
    log.add(STORY, "en-GB", Stint(300, 72.0, ()))
    on("2026-03-02", monkeypatch)
    log.add(STORY, "en-GB", Stint(300, 72.0, ()))
    assert log.readings() == (
        Reading("2026-03-01", "weir", "en", 800, 192.0),
        Reading("2026-03-02", "weir", "en", 300, 72.0),
    )
    assert log.pace("en-US") == 250
    assert log.pace("de") is None
    assert store.log("/elsewhere").readings() == ()
    assert store.log("/elsewhere").pace("en") == 250


def test_passages_seen_on_a_day_grow_together(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = store.log("/lib")
    on("2026-03-01", monkeypatch)
    log.add(STORY, "", Stint(0, 0.0, (Seen(0, 0, 9), Seen(1, 0, 3))))
    log.add(STORY, "", Stint(0, 0.0, (Seen(0, 10, 19), Seen(0, 40, 49), Seen(9, 0, 1))))
    on("2026-03-05", monkeypatch)
    log.add(STORY, "", Stint(0, 0.0, (Seen(0, 5, 8),)))
    assert log.seen() == {
        "d:0": (
            SeenText(0, 19, "2026-03-01T12:00:00Z"),
            SeenText(40, 49, "2026-03-01T12:00:00Z"),
            SeenText(5, 8, "2026-03-05T12:00:00Z"),
        ),
        "d:1": (SeenText(0, 3, "2026-03-01T12:00:00Z"),),
    }


def test_what_is_erased_is_gone_everywhere(store: Store) -> None:
    for library in ("/lib", "/elsewhere"):
        store.log(library).add(STORY, "en", Stint(2_000, 480.0, (Seen(0, 0, 9),)))
    store.log("/lib").erase()
    assert store.log("/elsewhere").readings() == ()
    assert store.log("/lib").seen() == {}
    assert store.log("/lib").pace("en") is None


def test_nothing_is_made_by_asking(store: Store, tmp_path: Path) -> None:
    log = store.log("/lib")
    assert (log.readings(), log.pace("en"), log.seen()) == ((), None, {})
    assert list(tmp_path.iterdir()) == []


def test_statistics_are_those_of_the_log() -> None:
    readings = [
        Reading("2026-02-20", "weir", "en", 600, 60.0),
        Reading("2026-02-27", "weir", "en", 500, 120.0),
        Reading("2026-02-28", "lock", "de", 300, 300.0),
        Reading("2026-03-01", "weir", "en", 500, 120.0),
        Reading("no day", "weir", "en", 500, 120.0),
    ]
    found = reckon(readings, date(2026, 3, 2))
    assert found.total == Amount(1_900, 600.0)
    assert found.total.minutes == 10
    assert list(found.days) == [date(2026, 2, day) for day in (20, 27, 28)] + [date(2026, 3, 1)]
    assert found.weeks == {
        date(2026, 2, 16): Amount(600, 60.0),
        date(2026, 2, 23): Amount(1_300, 540.0),
    }
    assert list(found.stories) == ["weir", "lock"] or found.stories["weir"] == found.stories["lock"]
    assert found.pace == {"en": 320}
    assert (found.streak, found.longest) == (3, 3)
    assert reckon(readings, date(2026, 3, 3)).streak == 0
    assert reckon((), date(2026, 3, 3)).longest == 0


def shelf(**digests: str) -> tuple[Story, ...]:
    """Return stories by id, a chapter of 280 words for each letter of their digests."""
    return tuple(
        Story(name, name, (), tuple(ChapterEntry("1", 280, f"{one}.txt", one, 0) for one in files))
        for name, files in digests.items()
    )


def test_what_was_seen_follows_a_file_that_is_gone_but_not_one_that_was_taken_elsewhere() -> None:
    assert reading_log.moved(shelf(both="ab"), shelf(both="ac")) == {"b:0": "c:0"}
    assert reading_log.moved(shelf(both="ab"), shelf(both="ac", other="b")) == {}
    assert reading_log.moved(shelf(both="ab", other="c"), shelf(both="ac")) == {}
