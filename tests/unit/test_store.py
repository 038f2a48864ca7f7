from __future__ import annotations

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook import yamlfile
from inglenook.errors import StoreError
from inglenook.model import ChapterEntry, KnownStory, Locator, Position, Story
from inglenook.store import MIGRATIONS, Store, backups, daybook, durable
from inglenook.store.annotations import Annotation, MarkKind
from inglenook.yamlfile import parse

STORY = Story(
    "weir",
    "The Weir",
    ("A. Name", "B. Name"),
    (
        ChapterEntry("Low Water", 900, "weir-1.txt", "d1", 0),
        ChapterEntry("High Water", 1100, "weir-2.txt", "d2", 0),
        ChapterEntry("After", 50, "weir-2.txt", "d2", 1),
    ),
)
OTHER = Story("other", "Other", (), (ChapterEntry("Other", 10, "o.txt", "d9", 0),))


def at(chapter: int, progression: float) -> Locator:
    return Locator(Position(chapter, 3, 14), progression, "the words there", "before ", " after")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "reader.sqlite"


@pytest.fixture
def store(file: Path) -> Store:
    return Store(file)


def put_by(store: Store, file: Path, date: str) -> None:
    """Have the copies of today be those of another day."""
    store.finish()
    for path in (file.parent / "backups").glob(f"*{time.strftime('%Y-%m-%d')}*"):
        path.rename(path.with_name(f"reader-{date}{path.suffix}"))


def values(file: Path) -> Any:
    """Return what is in the file as it is written down."""
    with closing(sqlite3.connect(file)) as db:
        return yamlfile.values(daybook.told(db), file)


def test_nothing_is_made_by_reading(store: Store, file: Path) -> None:
    assert store.place("weir") is None
    assert store.progress() == {}
    assert store.last_read("/lib") is None
    assert store.setting("theme") is None
    assert store.known_stories() == ()
    assert not file.parent.exists()


def test_a_place_comes_back(store: Store, file: Path) -> None:
    store.save_place(STORY, at(1, 0.4), "/lib")
    again = Store(file)
    assert again.place("weir") == at(1, 0.4)
    assert again.place("other") is None
    assert again.progress() == {"weir": 0.4}
    assert again.known_stories() == (
        KnownStory(
            "weir", "The Weir", ("A. Name", "B. Name"), ("d1", "d2"), ("weir-1.txt", "weir-2.txt")
        ),
    )


def test_going_back_moves_the_place_but_not_the_furthest(store: Store) -> None:
    for progression in (0.2, 0.7, 0.1):
        store.save_place(STORY, at(0, progression), "/lib")
    assert store.place("weir") == at(0, 0.1)
    assert store.progress() == {"weir": 0.7}


def test_the_story_last_read_is_that_of_its_library(store: Store) -> None:
    store.save_place(STORY, at(0, 0.1), "/lib")
    store.opened(OTHER, "/lib")
    store.save_place(STORY, at(0, 0.1), "/elsewhere")
    assert store.last_read("/lib") == "other"
    assert store.last_read("/elsewhere") == "weir"
    store.save_place(STORY, at(0, 0.1), "/lib")
    assert store.last_read("/lib") == "weir"
    assert store.last_read("/none") is None
    assert "other" not in store.progress()


def test_a_story_is_known_by_what_it_was_last(store: Store) -> None:
    store.save_place(STORY, at(0, 0.1), "/lib")
    renamed = ChapterEntry("All", 2050, "new name.txt", "d7", 0)
    store.save_place(Story("weir", "The Weir", ("A. Name",), (renamed,)), at(0, 0.1), "/lib")
    (known,) = store.known_stories()
    assert known == KnownStory("weir", "The Weir", ("A. Name",), ("d7",), ("new name.txt",))


def test_settings_are_replaced(store: Store) -> None:
    store.set_setting("theme", "paper")
    store.set_setting("theme", "night")
    assert store.setting("theme") == "night"
    assert store.setting("measure") is None


def test_a_file_name_that_is_no_text_does_no_harm(store: Store) -> None:
    path = os.fsdecode(b"caf\xe9.txt")
    story = Story("s", path, (), (ChapterEntry("c", 1, path, "d", 0),))
    store.save_place(story, at(0, 0.5), f"/lib/{path}")
    assert store.known_stories()[0].paths == (path,)
    assert store.last_read(f"/lib/{path}") == "s"


TEXT = st.text(st.characters(codec="utf-8"), max_size=48)


@given(
    position=st.tuples(*[st.integers(0, 2**40)] * 3),
    progression=st.floats(0, 1),
    texts=st.tuples(TEXT, TEXT, TEXT),
)
def test_every_locator_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    position: tuple[int, int, int],
    progression: float,
    texts: tuple[str, str, str],
) -> None:
    store = Store(tmp_path_factory.getbasetemp() / "round-trip" / "reader.sqlite")
    locator = Locator(Position(*position), progression, *texts)
    store.save_place(STORY, locator, "/lib")
    assert store.place("weir") == locator


def test_what_is_written_down_is_plain_values_a_person_can_read(store: Store, file: Path) -> None:
    store.save_place(STORY, at(1, 0.25), "/lib")
    store.opened(OTHER, "/lib")
    store.set_setting("theme", "paper")
    export = values(file)
    assert export["settings"] == {"theme": "paper"}
    stories = {story["id"]: story for story in export["stories"]}
    assert stories["weir"]["place"]["chapter"] == "2"
    assert stories["weir"]["place"]["text"] == "the words there"
    assert stories["weir"]["place"]["furthest"] == "0.25"
    assert stories["weir"]["files"] == ["weir-1.txt", "weir-2.txt"]
    assert "place" not in stories["other"]
    assert [entry["story"] for entry in export["opened"]] == ["other", "weir"]


def test_only_the_reader_may_look(store: Store, file: Path) -> None:
    before = os.umask(0)
    try:
        store.save_place(STORY, at(0, 0.1), "/lib")
    finally:
        os.umask(before)
    for path in (file.parent, *file.parent.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    file.chmod(0o644)
    store.save_place(STORY, at(0, 0.1), "/lib")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_any_thread_may_save(store: Store, file: Path) -> None:
    def save(name: str) -> None:
        for number in range(20):
            store.set_setting(f"{name}{number}", name)

    threads = [Thread(target=save, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(values(file)["settings"]) == 60


# Versions


def version_1(file: Path) -> None:
    """Write what the first release wrote; this never changes."""
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(
            """
            CREATE TABLE stories (
                id TEXT PRIMARY KEY, title TEXT NOT NULL, authors TEXT NOT NULL,
                digests TEXT NOT NULL, paths TEXT NOT NULL, updated TEXT NOT NULL);
            CREATE TABLE places (
                story TEXT PRIMARY KEY REFERENCES stories (id),
                chapter INTEGER NOT NULL, block INTEGER NOT NULL, character INTEGER NOT NULL,
                progression REAL NOT NULL, quote TEXT NOT NULL, before TEXT NOT NULL,
                after TEXT NOT NULL, furthest REAL NOT NULL, words INTEGER NOT NULL,
                saved_at TEXT NOT NULL);
            CREATE TABLE opened (
                turn INTEGER PRIMARY KEY, library TEXT NOT NULL,
                story TEXT NOT NULL REFERENCES stories (id), at TEXT NOT NULL,
                UNIQUE (library, story));
            CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
            INSERT INTO stories VALUES ('weir', 'The Weir', '["A. Name", "B. Name"]',
                '["d1", "d2"]', '["weir-1.txt", "weir-2.txt"]', '2026-01-02T03:04:05Z');
            INSERT INTO places VALUES ('weir', 1, 3, 14, 0.4, 'the words there', 'before ',
                ' after', 0.6, 2050, '2026-01-02T03:04:05Z');
            INSERT INTO opened VALUES (1, '/lib', 'weir', '2026-01-02T03:04:05Z');
            INSERT INTO settings VALUES ('theme', 'paper');
            PRAGMA user_version = 1;
            PRAGMA application_id = 0x496E676C;
            """
        )


def check_version_1(store: Store) -> None:
    assert store.place("weir") == at(1, 0.4)
    assert store.progress() == {"weir": 0.6}
    assert store.last_read("/lib") == "weir"
    assert store.setting("theme") == "paper"
    assert store.known_stories()[0].digests == ("d1", "d2")


def test_the_first_releases_file_is_read(file: Path) -> None:
    version_1(file)
    store = Store(file)
    check_version_1(store)
    store.save_place(STORY, at(0, 0.9), "/lib")
    assert store.progress() == {"weir": 0.9}
    assert store.notices == ()


STORES = Path(__file__).parents[1] / "fixtures" / "stores"


def test_every_version_there_was_is_at_hand() -> None:
    names = {path.name for path in STORES.iterdir()}
    assert names == {f"version-{number}.sql" for number in range(1, len(MIGRATIONS) + 1)}


@pytest.mark.parametrize("script", sorted(STORES.iterdir()), ids=lambda path: path.stem)
def test_every_version_is_brought_up_to_date_with_all_that_is_in_it(
    file: Path, script: Path
) -> None:
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(script.read_text(encoding="utf-8"))
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
        tables = [name for (name,) in db.execute(names)]
        columns = {
            table: ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table})"))
            for table in tables
        }
        queries = [f"SELECT {columns[table]} FROM {table}" for table in tables]
        before = [db.execute(query).fetchall() for query in queries]
    assert all(before)
    store = Store(file)
    assert store.place("weir") is not None
    assert store.notices == ()
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert [db.execute(query).fetchall() for query in queries] == before


def test_a_migration_is_done_once_and_keeps_everything(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_1(file)
    later = (*MIGRATIONS, "ALTER TABLE settings ADD COLUMN at TEXT; CREATE TABLE marks (id)")
    monkeypatch.setattr("inglenook.store.MIGRATIONS", later)
    check_version_1(Store(file))
    check_version_1(Store(file))
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(later),)
        assert db.execute("SELECT count(*) FROM marks").fetchone() == (0,)


def test_a_migration_that_fails_changes_nothing(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version_1(file)
    wrong = (*MIGRATIONS, "CREATE TABLE marks (id); INSERT INTO nowhere VALUES (1)")
    with monkeypatch.context() as patch:
        patch.setattr("inglenook.store.MIGRATIONS", wrong)
        with pytest.raises(StoreError, match="nowhere"):
            Store(file).place("weir")
    check_version_1(Store(file))
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'marks'").fetchone() == (
            0,
        )


def test_a_newer_file_is_left_alone(store: Store, file: Path) -> None:
    version_1(file)
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version = 99")
    before = file.read_bytes()
    with pytest.raises(StoreError, match="newer Inglenook"):
        store.place("weir")
    with pytest.raises(StoreError, match="newer Inglenook"):
        store.save_place(STORY, at(0, 0.1), "/lib")
    assert file.read_bytes() == before


# Damage


def damaged_copies(file: Path) -> list[Path]:
    return sorted(file.parent.glob("reader.damaged-*.sqlite"))


def scribble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[100:] = b"\xa5" * (len(data) - 100)
    file.write_bytes(bytes(data))


@pytest.mark.parametrize("harm", ["noise", "scribble", "foreign", "emptied", "lost"])
def test_damage_brings_back_the_backup(file: Path, harm: str) -> None:
    first = Store(file)
    first.save_place(STORY, at(1, 0.4), "/lib")  # the day's first write makes the backup
    first.finish()
    if harm == "noise":
        file.write_bytes(b"no database at all" * 100)
    elif harm == "scribble":
        scribble(file)
    elif harm == "foreign":
        file.unlink()
        with closing(sqlite3.connect(file)) as db:
            db.execute("CREATE TABLE theirs (a)")
    elif harm == "emptied":
        file.write_bytes(b"")
    else:
        file.unlink()
    found = file.read_bytes() if file.exists() else b""
    store = Store(file)
    assert store.place("weir") == at(1, 0.4)
    (notice,) = store.notices
    assert "your places and marks are those of" in notice
    assert "\n" not in notice
    kept = damaged_copies(file)
    assert [path.read_bytes() for path in kept] == ([found] if found else [])
    store.save_place(STORY, at(2, 0.5), "/lib")
    assert Store(file).place("weir") == at(2, 0.5)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_damage_without_a_backup_begins_anew(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database at all" * 100)
    store = Store(file)
    assert store.progress() == {}
    assert "no backup" in store.notices[0]
    assert len(damaged_copies(file)) == 1
    store.save_place(STORY, at(1, 0.4), "/lib")
    assert Store(file).place("weir") == at(1, 0.4)


def test_a_damaged_backup_is_passed_over(file: Path) -> None:
    store = Store(file)
    store.save_place(STORY, at(1, 0.4), "/lib")
    put_by(store, file, "2020-01-01")
    (file.parent / "backups" / "reader-2020-01-02.sqlite").write_bytes(b"noise" * 1000)
    scribble(file)
    store = Store(file)
    assert store.place("weir") == at(1, 0.4)
    assert "2020-01-01" in store.notices[0]


def test_damage_under_a_write_is_mended_and_the_write_done(file: Path) -> None:
    store = Store(file)
    store.save_place(STORY, at(1, 0.4), "/lib")
    store.finish()
    scribble(file)
    store.save_place(OTHER, at(0, 0.5), "/lib")
    assert store.progress() == {"weir": 0.4, "other": 0.5}
    assert len(store.notices) == 1


def test_damage_that_no_query_meets_is_found_by_the_backup(file: Path) -> None:
    store = Store(file)
    store.save_place(STORY, at(1, 0.4), "/lib")
    store.set_setting("long", "x" * 100_000)
    put_by(store, file, "2020-01-01")
    with file.open("r+b") as damaged:
        damaged.seek(-8192, os.SEEK_END)
        damaged.write(b"\xff" * 4096)
    store.set_setting("theme", "paper")
    assert len(store.notices) == 1
    assert "2020-01-01" in store.notices[0]
    assert store.place("weir") == at(1, 0.4)
    assert store.setting("theme") == "paper"
    assert len(damaged_copies(file)) == 1


def test_backups_are_one_a_day_and_a_few_days_are_kept(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "paper")
    store.finish()
    folder = file.parent / "backups"
    (today,) = folder.glob("*.sqlite")
    first = today.read_bytes()
    store.set_setting("theme", "night")
    assert today.read_bytes() == first
    for day in range(1, 9):
        store.finish()
        for path in (today, today.with_suffix(".yaml")):
            path.rename(folder / f"reader-2020-01-0{day}{path.suffix}")
        for killed in ("part", "part-journal"):
            (folder / f"reader-2020-01-01.sqlite.123.{killed}").touch()
        store.set_setting("theme", "night")
    store.finish()
    names = sorted(path.name for path in folder.glob("*.sqlite"))
    assert len(names) == backups.KEPT
    assert names[0] == "reader-2020-01-05.sqlite"
    told = sorted(path.name for path in folder.glob("*.yaml"))
    assert told == [f"{name.removesuffix('.sqlite')}.yaml" for name in names]
    assert not [*folder.glob("*.part*")]


def test_days_to_come_were_before_today(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "paper")
    for day in range(1, 7):
        put_by(store, file, f"9999-12-0{day}")
        store.set_setting("theme", "night")
    store.finish()
    days = backups.Backups(file).days()
    assert days[0] == backups.Backups(file).today()
    assert days[0].copy.exists()
    assert len(days) == backups.KEPT


def test_two_threads_that_put_a_file_in_its_place_do_not_meet(tmp_path: Path) -> None:
    def write(part: Path) -> None:
        part.write_text("one")
        other = Thread(target=backups.put, args=(tmp_path / "page", lambda at: at.write_text("2")))
        other.start()
        other.join()
        assert (tmp_path / "page").read_text() == "2"
        assert part.read_text() == "one"

    backups.put(tmp_path / "page", write)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["one"]


def test_beside_the_backup_lies_what_is_in_it_for_people(file: Path) -> None:
    store = Store(file)
    store.save_place(STORY, at(1, 0.25), "/lib")
    store.finish()
    (told,) = (file.parent / "backups").glob("*.yaml")
    assert stat.S_IMODE(told.stat().st_mode) == 0o600
    assert "title: The Weir" in told.read_text()
    mark = Annotation("m1", "weir", MarkKind.BOOKMARK, at(0, 0.5), text="Some: words", note="why?")
    store.annotate((), (mark,))
    told.with_suffix(".sqlite").unlink()  # as on another day
    store.set_setting("theme", "paper")
    store.finish()
    (told,) = (file.parent / "backups").glob("*.yaml")
    stories = parse(told.read_text(), told).pairs or ()
    assert [pair.key for pair in stories] == [
        "version",
        "stories",
        *("opened", "searches", "asked", "log", "seen", "arrivals", "edits"),
        "settings",
    ]
    assert "note: why?" in told.read_text()


# What is written down when no copy is left


MARK = Annotation("m1", "weir", MarkKind.BOOKMARK, at(0, 0.5), text="Some: words", note="why?")


def two_days(file: Path) -> Store:
    """Return a store with copies of two days; the mark in it is of the second."""
    store = Store(file)
    store.set_setting("theme", "paper")
    put_by(store, file, "2020-01-01")
    store.save_place(STORY, at(1, 0.4), "/lib")
    put_by(store, file, "2020-01-01")
    store.annotate((STORY,), (MARK,))
    put_by(store, file, "2020-01-02")
    return store


def put_by_of(file: Path, suffix: str) -> list[Path]:
    return sorted((file.parent / "backups").glob(f"reader-????-??-??{suffix}"))


@pytest.mark.parametrize("harm", ["deleted", "cut", "noise"])
def test_without_a_sound_copy_what_was_written_down_comes_back(file: Path, harm: str) -> None:
    two_days(file)
    before = values(file)
    scribble(file)
    for copy in put_by_of(file, ".sqlite"):
        if harm == "deleted":
            copy.unlink()
        else:
            copy.write_bytes(copy.read_bytes()[:3000] if harm == "cut" else b"noise" * 999)
    store = Store(file)
    assert store.annotations.all() == (MARK,)
    assert values(file) == before
    (notice,) = store.notices
    assert notice.endswith("your places and marks are those written down on 2020-01-02")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = [path.name for path in (file.parent / "backups").glob("*.damaged-*")]
    assert len(kept) == (0 if harm == "deleted" else 1)
    assert len(damaged_copies(file)) == 1
    store.set_setting("theme", "night")
    assert Store(file).setting("theme") == "night"
    assert len(store.notices) == 1


def test_what_is_written_down_makes_a_store_where_there_never_was_one(file: Path) -> None:
    two_days(file)
    (_, page) = put_by_of(file, ".yaml")
    before = values(file)
    there = file.parent.parent / "another computer" / file.name
    (there.parent / "backups").mkdir(parents=True)
    (there.parent / "backups" / page.name).write_bytes(page.read_bytes())
    store = Store(there)
    assert store.annotations.all() == (MARK,)
    assert values(there) == before
    store.set_setting("theme", "night")
    assert (there.parent / "backups" / page.name).exists()


def test_the_newest_day_counts_whichever_of_the_two_is_left_of_it(file: Path) -> None:
    two_days(file)
    scribble(file)
    put_by_of(file, ".sqlite")[-1].write_bytes(b"noise")
    store = Store(file)
    assert store.annotations.all() == (MARK,)
    assert store.notices[0].endswith("written down on 2020-01-02")


def test_a_day_that_the_disk_does_not_give_back_is_passed_over(file: Path) -> None:
    two_days(file)
    scribble(file)
    for path in (put_by_of(file, ".sqlite")[-1], put_by_of(file, ".yaml")[-1]):
        path.unlink()
        path.mkdir()  # neither can be opened
    store = Store(file)
    assert store.place("weir") == at(1, 0.4)
    assert store.annotations.all() == ()
    assert store.notices[0].endswith("your places and marks are those of 2020-01-01")


def test_a_torn_page_is_read_as_far_as_it_goes_and_kept(file: Path) -> None:
    two_days(file)
    scribble(file)
    first, second = put_by_of(file, ".yaml")
    for path in (first, *put_by_of(file, ".sqlite")):
        path.unlink()
    text = second.read_text()
    second.write_text(text[: text.index("opened:")])
    store = Store(file)
    assert store.annotations.all() == (MARK,)
    assert store.place("weir") == at(1, 0.4)
    assert store.setting("theme") is None
    assert store.notices[0].endswith("what could be read of those written down on 2020-01-02")
    assert second.name not in {path.name for path in second.parent.iterdir()}
    assert [*second.parent.glob("reader-2020-01-02.damaged-*.yaml")]


@pytest.mark.parametrize("suffix", [".sqlite", ".yaml"])
def test_what_a_torn_page_lacks_is_taken_from_the_day_before(file: Path, suffix: str) -> None:
    two_days(file)
    scribble(file)
    _, second = put_by_of(file, ".yaml")
    _, copy = put_by_of(file, ".sqlite")
    copy.unlink()
    text = second.read_text()
    second.write_text(text[: text.index("opened:")])
    if suffix == ".yaml":
        put_by_of(file, ".sqlite")[0].unlink()
    store = Store(file)
    assert store.annotations.all() == (MARK,)
    assert store.setting("theme") == "paper"
    of = "those of" if suffix == ".sqlite" else "those written down on"
    assert store.notices[0].endswith(
        "your places and marks are what could be read of those written down on 2020-01-02,"
        f" and for the rest {of} 2020-01-01"
    )


def test_where_nothing_can_be_read_the_reader_begins_anew(file: Path) -> None:
    two_days(file)
    scribble(file)
    for path in (*put_by_of(file, ".sqlite"), *put_by_of(file, ".yaml")):
        path.write_bytes(b"\xff\x00 noise: [" * 99)
    store = Store(file)
    assert store.progress() == {}
    store.save_place(STORY, at(0, 0.3), "/lib")
    assert store.progress() == {"weir": 0.3}
    assert len(store.notices) == 1
    assert "no backup" in store.notices[0]
    assert len([*(file.parent / "backups").glob("*.damaged-*")]) == 4


def test_what_a_newer_version_wrote_down_waits_for_it(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        later = (*MIGRATIONS, "CREATE TABLE later (a)")
        for module in ("store", "store.daybook"):
            patch.setattr(f"inglenook.{module}.MIGRATIONS", later)
        two_days(file)
    for path in (file, *put_by_of(file, ".sqlite")):
        path.unlink()
    before = sorted(path.name for path in file.parent.rglob("*.yaml"))
    with pytest.raises(StoreError, match="newer Inglenook"):
        Store(file).progress()
    assert sorted(path.name for path in file.parent.rglob("*.yaml")) == before


def test_nobody_waits_for_the_days_copy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = Event()
    told = daybook.told
    monkeypatch.setattr(daybook, "told", lambda db: told(db) if go_on.wait(30) else "")
    store = Store(file)
    store.set_setting("theme", "paper")
    store.set_setting("theme", "night")
    assert not put_by_of(file, ".yaml")
    assert store.setting("theme") == "night"
    go_on.set()
    store.finish()
    assert put_by_of(file, ".sqlite")
    (page,) = put_by_of(file, ".yaml")
    assert "theme: " in page.read_text()


def test_the_copies_of_today_are_renewed_while_the_file_is_written_to(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "paper")
    store.finish()
    made = time.time() - durable.RENEWED_SECONDS - 1
    (copy,), (page,) = put_by_of(file, ".sqlite"), put_by_of(file, ".yaml")
    for path in (copy, page):
        os.utime(path, (made, made))
    for theme in ("night", "dusk"):  # the second write comes at once, and renews nothing
        store.set_setting("theme", theme)
        store.finish()
    assert "theme: night" in page.read_text()
    file.unlink()
    hour = time.strftime("%Y-%m-%d, %H:%M", time.localtime(copy.stat().st_mtime))
    again = Store(file)
    assert again.setting("theme") == "night"
    assert again.notices[0].endswith(f"was lost; your places and marks are those of {hour}")


def test_who_was_killed_before_it_was_written_down_writes_it_the_next_time(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "paper")
    store.finish()
    (page,) = put_by_of(file, ".yaml")
    page.unlink()
    again = Store(file)
    again.set_setting("theme", "night")
    again.finish()
    assert "theme: paper" in page.read_text()


def test_a_copy_that_cannot_be_made_is_said_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "copy_to", fails)
    store = Store(file)
    for theme in ("paper", "night"):
        store.set_setting("theme", theme)
        store.finish()
        assert store.setting("theme") == theme
    (notice,) = store.notices
    assert "no backup could be made today" in notice
    assert not put_by_of(file, ".sqlite")
    assert not [*file.parent.rglob("*.part")]


def test_where_no_thread_can_be_started_the_write_is_done_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", fails)
    store = Store(file)
    store.set_setting("theme", "night")
    assert store.setting("theme") == "night"
    (notice,) = store.notices
    assert "no backup could be made today" in notice


def test_a_value_of_another_kind_is_told_and_not_printed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(file)
    store.save_place(STORY, at(1, 0.4), "/lib")
    put_by(store, file, "2020-01-01")
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE places SET chapter = 'the heron'")
    store.set_setting("theme", "night")
    store.finish()
    (notice,) = store.notices
    assert "could not be written down today: a fault in Inglenook, TypeError" in notice
    assert capsys.readouterr() == ("", "")


def test_what_cannot_be_written_down_is_said_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_db: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(daybook, "told", fails)
    store = Store(file)
    store.set_setting("theme", "paper")
    store.finish()
    store.set_setting("theme", "night")
    store.finish()
    assert store.setting("theme") == "night"
    (notice,) = store.notices
    assert "could not be written down today" in notice
    assert "No space left" in notice
    assert not [*file.parent.rglob("*.part")]


# A disk that will not


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    store = Store(tmp_path / "state" / "reader.sqlite")
    assert store.place("weir") is None
    with pytest.raises(StoreError, match=r"reader\.sqlite: ") as caught:
        store.save_place(STORY, at(0, 0.1), "/lib")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_opened_is_one_line(store: Store, file: Path) -> None:
    file.mkdir(parents=True)
    for call in (lambda: store.place("weir"), lambda: store.set_setting("a", "b")):
        with pytest.raises(StoreError, match="cannot be opened"):
            call()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_can_still_be_read(store: Store, file: Path) -> None:
    store.save_place(STORY, at(0, 0.1), "/lib")
    file.chmod(0o400)
    file.parent.chmod(0o500)
    try:
        assert store.place("weir") == at(0, 0.1)
        with pytest.raises(StoreError):
            store.save_place(STORY, at(0, 0.2), "/lib")
    finally:
        file.parent.chmod(0o700)


def run(script: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        **options,  # type: ignore[call-overload]
    )


def test_a_full_disk_is_one_line_and_the_old_place_stays(store: Store, file: Path) -> None:
    store.save_place(STORY, at(0, 0.1), "/lib")

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size, resource.RLIM_INFINITY))

    script = """
        import sys
        from pathlib import Path
        from inglenook.errors import StoreError
        from inglenook.store import Store
        store = Store(Path(sys.argv[1]))
        try:
            store.set_setting("long", "x" * 500_000)
        except StoreError as error:
            print(error)
        print(store.place("weir").progression)
        """
    done = run(script, file, preexec_fn=small_files_only)
    error, progression = done.stdout.splitlines()
    assert done.stderr == ""
    assert error.startswith(str(file))
    assert "disk" in error
    assert progression == "0.1"
    assert store.setting("long") is None


WRITER = """
    import sys
    from pathlib import Path
    from inglenook.model import ChapterEntry, Locator, Position, Story
    from inglenook.store import Store
    file, start = Path(sys.argv[1]), int(sys.argv[2])
    store = Store(file)
    story = Story("weir", "The Weir", (), (ChapterEntry("One", 1, "w.txt", "d", 0),))
    for number in range(start, start + int(sys.argv[3])):
        store.save_place(story, Locator(Position(0, 0, number), 0.5, "words"), "/lib")
        store.set_setting(f"n{number}", "saved")
        print(number, flush=True)
    """


def test_no_place_is_lost_to_kill_9(store: Store, file: Path) -> None:
    saved = -1
    for turn in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(file), str(saved + 1), "100000"],
            stdout=subprocess.PIPE,
            text=True,
        ) as writer:
            assert writer.stdout is not None
            for _ in range(1 + turn * 3 % 17):
                saved = int(writer.stdout.readline())
            writer.kill()
            for line in writer.stdout:
                # What stood in the pipe was acknowledged too; half a line was not.
                saved = int(line) if line.endswith("\n") else saved
        place = store.place("weir")
        assert place is not None
        assert place.position.offset in {saved, saved + 1}
        assert store.setting(f"n{saved}") == "saved"
    assert store.notices == ()
    assert sum(store.setting(f"n{number}") is None for number in range(saved + 1)) == 0


def test_a_lock_that_is_never_let_go_is_waited_for_once(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    real = sqlite3.connect

    def connect(name: Path, timeout: float, **more: Any) -> sqlite3.Connection:
        waited.append(timeout)
        return real(name, timeout / 100, **more)

    store.set_setting("theme", "inglenook-dark")
    store.finish()
    with closing(real(file, isolation_level=None)) as stopped:
        stopped.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(sqlite3, "connect", connect)
        for _ in range(3):
            with pytest.raises(StoreError, match="another program keeps it locked"):
                store.set_setting("theme", "inglenook-light")
    assert waited == [durable.BUSY_SECONDS, durable.BUSY_AGAIN_SECONDS, durable.BUSY_AGAIN_SECONDS]
    for _ in range(2):
        store.setting("theme")
    assert waited[3:] == [durable.BUSY_AGAIN_SECONDS, durable.BUSY_SECONDS]


def test_two_processes_at_once_keep_everything(store: Store, file: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(file), start, "40"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for start in ("1000", "2000")
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert errors == ""
    assert len(values(file)["settings"]) == 80


def test_two_processes_that_meet_the_same_damage_mend_it_once(store: Store, file: Path) -> None:
    store.save_place(STORY, at(0, 0.1), "/lib")
    scribble(file)
    test_two_processes_at_once_keep_everything(store, file)
    assert len(damaged_copies(file)) == 1


def _flip(file: Path, before: bytes, after: bytes) -> None:
    data = file.read_bytes()
    assert before in data
    file.write_bytes(data.replace(before, after))


def test_a_letter_that_is_no_utf_8_loses_nothing(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "lamplight")
    _flip(file, b"lamplight", b"lam\xffligh\xfe")
    assert Store(file).setting("theme") == "lam\ufffdligh\ufffd"


def test_a_damaged_name_of_a_column_brings_back_the_backup(file: Path) -> None:
    store = Store(file)
    store.set_setting("theme", "paper")
    store.finish()
    _flip(file, b"last_progression", b"lost_progression")
    again = Store(file)
    assert again.annotations.all() == ()
    assert again.setting("theme") == "paper"
    assert any("damaged" in notice for notice in again.notices)
