"""What is written down each day: everything is in it, and what is left of it is read."""

from __future__ import annotations

import base64
import sqlite3
import zlib
from contextlib import closing
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inglenook.errors import StoreError
from inglenook.store.annotations import STYLES, MarkKind
from inglenook.store.daybook import Daybook, told
from inglenook.store.daybook_tables import (
    LISTS,
    MARKS,
    NEEDED,
    PLACES,
    SETTINGS,
    STANDINGS,
    STORIES,
    TAGS,
)
from inglenook.store.migrations import MIGRATIONS

STORES = Path(__file__).parents[1] / "fixtures" / "stores"


def database(script: str = "", version: int = 0) -> sqlite3.Connection:
    """Return a store in memory, of any version, brought up to date."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(script)
    for step in MIGRATIONS[version:]:
        db.executescript(step)
    return db


def tables(db: sqlite3.Connection) -> dict[str, list[str]]:
    names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    columns = "SELECT name FROM pragma_table_info(?)"
    return {name: [row[0] for row in db.execute(columns, (name,))] for (name,) in db.execute(names)}


def rows(db: sqlite3.Connection) -> dict[str, list[str]]:
    """Return every row of every table, all columns of it."""
    return {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in tables(db)}


def made_of(text: str) -> sqlite3.Connection:
    db = database()
    Daybook(text).write(db)
    return db


@pytest.mark.parametrize("script", sorted(STORES.iterdir()), ids=lambda path: path.stem)
def test_a_store_of_any_version_comes_back_row_by_row(script: Path) -> None:
    db = database(script.read_text(encoding="utf-8"), int(script.stem.removeprefix("version-")))
    text = told(db)
    assert Daybook(text).is_whole
    assert rows(made_of(text)) == rows(db)


TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
NUMBER = st.integers(0, 2**62)
SHARE = st.floats(0, 1)
NAMES = st.sampled_from(["[]", '["Ann"]', '["A. N", "B: C"]', '["caf\\udce9.txt"]', '["a","b"]'])
TIME = st.datetimes(datetime(1970, 1, 1)).map(lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "TEXT": TEXT,
    "INTEGER": NUMBER,
    "REAL": SHARE,
    "BLOB": st.none() | st.binary(max_size=9).map(zlib.compress),
}
TIMES = ("at", "used", "updated", "created", "changed", "saved_at")
ONE_OF: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "readings": {"day": TIME.map(lambda at: at[:10])},
    "stories": {"authors": NAMES, "digests": NAMES, "paths": NAMES},
    "standings": {"chosen": st.sampled_from(["", "unread", "reading", "finished", "aside"])},
}


@st.composite
def stores(draw: st.DrawFn) -> sqlite3.Connection:
    """Return a store with any rows the program could write."""
    db = database()
    db.execute("PRAGMA foreign_keys = ON")
    known = draw(st.lists(TEXT.filter(bool), min_size=1, max_size=3, unique=True))
    for name in sorted(tables(db), key=lambda name: name != "stories"):
        about = db.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
        for number in range(len(known) if name == "stories" else draw(st.integers(0, 3))):
            row = {}
            for column, kind in about:
                one = TIME if column in TIMES else ONE_OF.get(name, {}).get(column, VALUES[kind])
                row[column] = draw(st.sampled_from(known) if column == "story" else one)
            if name == "stories":
                row["id"] = known[number]
            if name == "annotations":
                kind = draw(st.sampled_from(list(MarkKind)))
                row["kind"] = str(kind)
                row["detail"] = draw(
                    st.sampled_from(STYLES) if kind is MarkKind.HIGHLIGHT
                    else st.sampled_from("aZ") if kind is MarkKind.LETTER else TEXT
                )  # fmt: skip
                row["id"] = f"{number}{row['id']}"
                if not kind.has_span:
                    row |= dict.fromkeys(column for column in row if column.startswith("last_"))
            values = ", ".join(f":{column}" for column in row)
            db.execute(f"INSERT OR REPLACE INTO {name} ({', '.join(row)}) VALUES ({values})", row)
    return db


@given(db=stores())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_store_comes_back_row_by_row(db: sqlite3.Connection) -> None:
    with closing(db):
        text = told(db)
        assert Daybook(text).is_whole
        with closing(made_of(text)) as again:
            assert rows(again) == rows(db)


# What is left of one


def a_day() -> sqlite3.Connection:
    """Return a store with three stories, of fifty marks each, and some of everything else."""
    db = database((STORES / "version-7.sql").read_text(encoding="utf-8"), 7)
    for story in ("ash", "elm", "oak"):
        db.execute(
            "INSERT INTO stories VALUES (?, ?, '[]', ?, '[]', '')",
            (story, f"Under the {story}", f'["{story}"]'),
        )
        mark = db.execute("SELECT * FROM annotations WHERE id = 'm1'").fetchone()
        for number in range(50):
            text = f"A sentence numbered {number} of the {story}."
            row = (f"{story}{number}", story, *mark[2:6], text, *mark[7:])
            db.execute(f"INSERT INTO annotations VALUES ({', '.join('?' * len(row))})", row)
    return db


def marks(db: sqlite3.Connection) -> set[tuple[str, str, str]]:
    return {*db.execute("SELECT id, story, text FROM annotations")}


def test_nothing_before_a_cut_is_lost() -> None:
    db = a_day()
    text = told(db)
    for at in range(0, len(text), 977):
        book = Daybook(text[:at])
        assert not book.is_whole
        again = database()
        book.write(again)
        before = {one for one in marks(db) if f"id: {one[0]}\n" in text[:at]}
        assert before <= marks(again)
        assert not again.execute("PRAGMA foreign_key_check").fetchall()


@pytest.mark.parametrize("seed", range(40))
def test_what_flipped_bits_hit_is_all_that_is_lost(seed: int) -> None:
    rng = Random(seed)
    db = a_day()
    data = bytearray(told(db).encode())
    for _ in range(3):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    book = Daybook(data.decode("utf-8", "replace"))
    assert not book.is_whole
    again = database()
    book.write(again)
    assert len({one[0] for one in marks(db)} - {one[0] for one in marks(again)}) <= 3
    assert len(marks(again)) >= len(marks(db)) - 3
    assert not again.execute("PRAGMA foreign_key_check").fetchall()
    assert {kind for (kind,) in again.execute("SELECT kind FROM annotations")} <= {*MarkKind}


TORN = base64.b64encode(zlib.compress(b"weir")[:-1] + b"!").decode()


@pytest.mark.parametrize("wrong", [{}, [], {"a": "b"}, ["a"], TORN], ids=str)
def test_a_value_that_is_none_of_its_column_is_lost_alone(wrong: object) -> None:
    for table in (STORIES, STANDINGS, TAGS, PLACES, MARKS, SETTINGS, *LISTS.values()):
        for column in (*table.columns, *table.inside[1]):
            found = {column.key or column.name: wrong}
            row, _ = table.read({**found, table.inside[0]: found})
            values = [value for value in row.values() if value is not NEEDED]
            assert all(isinstance(value, str | int | float | bytes | None) for value in values)


def test_a_torn_page_takes_from_an_older_day_what_it_lacks() -> None:
    old, new = a_day(), a_day()
    old.execute("UPDATE annotations SET note = 'of old' WHERE id IN ('elm1', 'oak9')")
    new.execute("UPDATE annotations SET note = 'of today'")
    text = told(new)
    page = Daybook(text[: text.index("id: oak4")])
    assert not page.is_whole
    again = made_of(told(old))
    page.write(again)
    assert marks(again) == marks(old)
    notes = dict(again.execute("SELECT id, note FROM annotations WHERE id IN ('elm1', 'oak9')"))
    assert notes == {"elm1": "of today", "oak9": "of old"}


def test_a_story_whose_id_is_lost_keeps_its_marks_and_its_files() -> None:
    again = made_of(told(a_day()).replace("id: elm\n", "ix: elm\n"))
    found = again.execute("SELECT id FROM stories WHERE digests LIKE '%elm%'").fetchall()
    assert len(found) == 1
    assert {one[1:2] for one in marks(again) if one[0].startswith("elm")} == {*found}


def test_what_a_newer_version_wrote_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("inglenook.store.daybook.MIGRATIONS", (*MIGRATIONS, ""))
        newer = told(a_day())
    with pytest.raises(StoreError, match="newer Inglenook"):
        Daybook(newer)


@pytest.mark.parametrize(
    "text", ["", "\0", "[" * 9999, "a: &a [*a]", "- 1", "stories: [1, {id: []}]"]
)
def test_what_is_no_page_of_ours_holds_nothing(text: str) -> None:
    book = Daybook(text)
    assert not book.is_whole
    assert book.is_empty


def test_a_long_page_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    db = a_day()
    monkeypatch.setattr("inglenook.store.torn.MOST_AT_ONCE", 1000)
    monkeypatch.setattr("inglenook.store.torn._piece.__defaults__", (1000,))
    text = told(db)
    assert Daybook(text).is_whole
    assert rows(made_of(text)) == rows(db)


def test_a_line_that_is_longer_than_a_piece_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    db = a_day()
    long = '"stones", he said: ' * 200_000
    db.execute("UPDATE annotations SET text = ?, note = ? WHERE rowid = 1", (long, long))
    monkeypatch.setattr("inglenook.store.torn.MOST_AT_ONCE", 1 << 20)
    text = told(db)
    assert Daybook(text).is_whole
    assert rows(made_of(text)) == rows(db)
