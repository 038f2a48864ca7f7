"""What a story is to its reader, and how that is kept."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from inglenook.model import ChapterEntry, Locator, Position, Story
from inglenook.query import Field, parse
from inglenook.query.choosing import Chooser
from inglenook.standing import Standing, State
from inglenook.store import Store
from inglenook.store.standings import KeptStandings


def serial(chapters: int) -> Story:
    entries = (ChapterEntry(f"Part {n}", 100, f"{n}.txt", f"d{n}", 0) for n in range(chapters))
    return Story("serial", "A Serial", ("A. Name",), tuple(entries))


TWO, THREE, FOUR = serial(2), serial(3), serial(4)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "reader.sqlite")


@pytest.fixture
def kept(store: Store) -> KeptStandings:
    return store.standings("/lib")


def read(store: Store, story: Story, chapter: int, read: float) -> None:
    store.save_place(story, Locator(Position(chapter), read, "here"), "/lib", read)


@pytest.mark.parametrize(
    ("share", "state"),
    [(0.0, State.UNREAD), (0.004, State.UNREAD), (0.3, State.READING), (0.995, State.FINISHED)],
)
def test_a_state_comes_of_reading(
    store: Store, kept: KeptStandings, share: float, state: State
) -> None:
    read(store, TWO, 0, share)
    assert kept.all()["serial"].state(TWO) is state


def test_a_choice_holds_until_the_story_is_read_on(store: Store, kept: KeptStandings) -> None:
    read(store, TWO, 0, 0.4)
    kept.choose(TWO, State.ASIDE)
    assert kept.all()["serial"].state(TWO) is State.ASIDE
    read(store, TWO, 0, 0.4)  # opened, and nothing more
    assert kept.all()["serial"].state(TWO) is State.ASIDE
    kept.read_on(TWO)
    assert kept.all()["serial"].state(TWO) is State.READING
    kept.choose(TWO, State.FINISHED)
    kept.read_on(TWO)
    assert kept.all()["serial"].state(TWO) is State.FINISHED


def test_who_reads_again_what_they_called_unread_begins_anew(
    store: Store, kept: KeptStandings
) -> None:
    read(store, TWO, 1, 1.0)
    kept.choose(TWO, State.UNREAD)
    assert kept.all()["serial"].state(TWO) is State.UNREAD
    read(store, TWO, 0, 0.1)
    kept.read_on(TWO)
    assert kept.all()["serial"].state(TWO) is State.READING
    assert kept.all()["serial"].progress(TWO) == pytest.approx(0.1)


def test_choices_go_round() -> None:
    standing, seen = Standing(furthest=0.5), []
    for _ in range(4):
        standing = replace(standing, chosen=standing.next_choice(TWO))
        seen.append(standing.state(TWO))
    assert seen == [State.FINISHED, State.ASIDE, State.UNREAD, State.READING]
    # What reading says already is not offered a second time.
    assert Standing(furthest=1.0).next_choice(TWO) is State.ASIDE


def test_new_chapters_are_new_until_they_are_seen(store: Store, kept: KeptStandings) -> None:
    read(store, TWO, 1, 1.0)
    standing = kept.all()["serial"]
    assert standing.new_chapters(TWO) == 0
    assert standing.new_chapters(FOUR) == 2
    assert standing.state(FOUR) is State.READING
    assert standing.progress(FOUR) == pytest.approx(0.5)
    read(store, FOUR, 1, 0.5)  # back where they stopped
    assert kept.all()["serial"].new_chapters(FOUR) == 2
    assert kept.all()["serial"].progress(FOUR) == pytest.approx(0.5)
    read(store, FOUR, 2, 0.6)
    assert kept.all()["serial"].new_chapters(FOUR) == 1
    read(store, FOUR, 2, 1.0)  # the end was on screen below the third chapter
    assert kept.all()["serial"].new_chapters(FOUR) == 0
    assert kept.all()["serial"].state(FOUR) is State.FINISHED


def test_a_chapter_that_vanishes_and_comes_back_is_not_new(
    store: Store, kept: KeptStandings
) -> None:
    read(store, THREE, 2, 1.0)
    read(store, TWO, 1, 1.0)
    assert kept.all()["serial"].new_chapters(THREE) == 1
    read(store, THREE, 0, 0.1)
    assert kept.all()["serial"].progress(THREE) == pytest.approx(2 / 3)


def test_what_was_called_finished_goes_on_with_its_new_chapters(
    store: Store, kept: KeptStandings
) -> None:
    read(store, TWO, 0, 0.2)
    kept.choose(TWO, State.FINISHED)
    assert kept.all()["serial"].state(THREE) is State.READING


def test_ratings_and_tags_come_back(store: Store, kept: KeptStandings) -> None:
    kept.rate(TWO, 4)
    kept.tag(TWO, ["to  reread", "comfort", " ", "comfort", "x" * 90, "rain\x1b[2J\ud800"])
    standing = kept.all()["serial"]
    assert standing.stars == 4
    assert standing.tags == ("comfort", "rain␛[2J\ufffd", "to reread", "x" * 60)
    assert store.known_stories()[0].id == "serial"
    kept.rate(TWO, 9)
    kept.tag(TWO, [])
    assert kept.all()["serial"] == Standing(stars=5)


def test_a_day_of_arrival_is_that_of_its_library_and_stays(
    store: Store, kept: KeptStandings, tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / f"{number}.txt").touch()
        os.utime(tmp_path / f"{number}.txt", (1_000_000_000 + number, 1_000_000_000 - number))
    kept.arrived([TWO], tmp_path)
    later = replace(THREE, id="later")
    kept.arrived([THREE, later], tmp_path)
    assert kept.all()["serial"].added_at == "2001-09-09T01:46:39Z"  # its oldest file's
    assert kept.all()["later"].added_at[:4] >= "2026"
    assert store.standings("/elsewhere").all() == {}


def test_a_story_in_an_archive_came_when_the_archive_was_written(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "saved.zip").touch()
    os.utime(tmp_path / "saved.zip", (1_000_000_000, 1_000_000_000))
    packed = tuple(replace(entry, source="saved.zip/more/weir.txt") for entry in TWO.chapters)
    kept = store.standings(str(tmp_path))
    kept.arrived([replace(TWO, chapters=packed)], tmp_path)
    assert kept.all()["serial"].added_at == "2001-09-09T01:46:40Z"


@pytest.mark.parametrize("year", [-3000, 1, 20_000])
def test_a_file_of_another_age_came_now(
    kept: KeptStandings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    # Not of a real file: many a disk has no such times.
    seconds = (year - 1970) * 31_556_952.0
    monkeypatch.setattr("inglenook.store.standings._file_time", lambda _: seconds)
    kept.arrived([TWO], tmp_path)
    kept.arrived([replace(TWO, id="second")], tmp_path)
    assert "2026" <= kept.all()["second"].added_at[:4] <= "9999"
    assert len(kept.all()["second"].added_at) == len("2026-01-31T12:00:00Z")


@pytest.mark.parametrize("at", ["", "2026-01-3p", "20260-01-31T12:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_damaged_day_is_none(at: str) -> None:
    field = parse("added:2026").tree
    assert isinstance(field, Field)
    assert not Chooser({"serial": Standing(added_at=at)}).chooses(field, TWO)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("read:aside", True),
        ("read:reading", False),
        ("read:new", True),
        ("mine:reread", True),
        ("my:comfort", False),
        ("stars:>=4", True),
        ("stars:5", False),
        ("added:2026-01", True),
        ("opened:>2025", True),
        ("opened:<2025", False),
    ],
)
def test_a_query_asks_for_it(text: str, fits: bool) -> None:
    standing = Standing(
        furthest=0.4,
        words=200,
        chosen=State.ASIDE,
        chapters=2,
        stars=4,
        tags=("to reread",),
        read_at="2026-03-04T05:06:07Z",
        added_at="2026-01-02T03:04:05Z",
    )
    field = parse(text).tree
    assert isinstance(field, Field)
    assert Chooser({"serial": standing}).chooses(field, THREE) is fits


def test_nothing_is_made_by_asking(store: Store, kept: KeptStandings, tmp_path: Path) -> None:
    assert kept.all() == {}
    kept.arrived([], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_jump_skipped_was_not_read(store: Store, kept: KeptStandings) -> None:
    long = replace(TWO, chapters=tuple(replace(one, words=5_000) for one in TWO.chapters))

    def shown(since: float, to: float) -> float:
        store.save_place(long, Locator(Position(1), to, "here"), "/lib", to, since)
        return kept.get("serial").progress(long)

    assert shown(0.5, 0.5) == 0.0
    assert kept.get("serial").state(long) is State.UNREAD
    assert shown(0.0, 0.1) == pytest.approx(0.1)
    assert shown(0.99, 1.0) == pytest.approx(0.1)  # its last screen alone
    assert shown(0.12, 0.14) == pytest.approx(0.14)  # nothing to speak of was skipped
    assert shown(0.5, 0.6) == pytest.approx(0.6)  # who reads on from there has read
