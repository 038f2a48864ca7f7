from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from inglenook.catalog.cache import CatalogCache
from inglenook.catalog.codec import DamagedEntry, decode_chapter, encode_chapter
from inglenook.catalog.records import ChapterOutline, FileReport, Outline, Record
from inglenook.errors import ConfigError, LibraryError
from inglenook.model import Block, Chapter, ChapterEntry, Kind, Metadata, Role, Story

CHAPTER = Chapter("One", (Block(Kind.PARAGRAPH, "Rain.", (), Role.BODY),), None, 1, "a.txt")
RECORD = Record(
    "a.txt", 5, 7, "digest", "ok", "", Outline(Metadata(title="T"), (ChapterOutline("One", 1),))
)
STORY = Story("abcdefgh", "T", ("A",), (ChapterEntry("One", 1, "a.txt", "digest", 0),))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "cache" / "catalog.sqlite"


def filled(file: Path) -> CatalogCache:
    cache = CatalogCache(file)
    cache.put([(RECORD, [encode_chapter(CHAPTER)])])
    cache.save_shelf([STORY], [FileReport("a.txt", "ok")], [ConfigError(Path("x"), 3, "wrong")])
    return cache


def holds_all(cache: CatalogCache) -> bool:
    return (
        cache.records() == [RECORD]
        and cache.chapter("digest", 0) == CHAPTER
        and cache.stories() == (STORY,)
        and cache.story("abcdefgh") == STORY
        and cache.reports() == (FileReport("a.txt", "ok"),)
        and [(p.line, p.reason) for p in cache.problems()] == [(3, "wrong")]
    )


def test_what_is_put_in_is_there_at_the_next_start(file: Path) -> None:
    filled(file).close()
    cache = CatalogCache(file)
    assert holds_all(cache)
    assert cache.story("another") is None
    assert cache.chapter("digest", 1) is None
    assert cache.size() == 5
    assert file.parent.stat().st_mode & 0o777 == 0o700


def write_bytes(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def cut_in_half(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])


def scribble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for at in range(4096, len(data), 7):
        data[at] ^= 0x55
    file.write_bytes(data)


def execute(*statements: str) -> object:
    def damage(file: Path) -> None:
        with closing(sqlite3.connect(file)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    return damage


DAMAGE = {
    "empty": lambda file: write_bytes(file, b""),
    "no database": lambda file: write_bytes(file, b"not a database" * 99),
    "cut short": cut_in_half,
    "scribbled over": scribble,
    "older version": execute("PRAGMA user_version = 99"),
    "another program's": execute("PRAGMA application_id = 7"),
    "no table": execute("DROP TABLE stories"),
    "no column": execute("ALTER TABLE files DROP COLUMN reason"),
    "no JSON": execute("UPDATE stories SET story = '[1,2'"),
    "other JSON": execute("UPDATE stories SET story = '{\"a\": 1}'", "UPDATE reports SET report=3"),
    "other types": execute("UPDATE files SET path = 7, outline = x'ff'"),
    "no UTF-8": execute("UPDATE stories SET story = CAST(x'ff22fe' AS TEXT)"),
    "a table that is a view": execute(
        "DROP TABLE stories", "CREATE VIEW stories AS SELECT 1 AS place, 'i' AS id, 'x' AS story"
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_file_reads_as_an_empty_one_and_can_be_filled_again(
    file: Path, kind: str
) -> None:
    filled(file).close()
    DAMAGE[kind](file)
    cache = CatalogCache(file)
    cache.stories()
    cache.story("abcdefgh")
    cache.reports()
    cache.problems()
    cache.records()
    cache.stamps()
    cache.chapter("digest", 0)
    cache.put([(RECORD, [encode_chapter(CHAPTER)])])
    cache.save_shelf([STORY], [FileReport("a.txt", "ok")], [ConfigError(Path("x"), 3, "wrong")])
    assert holds_all(cache)


def test_a_damaged_text_is_no_text(file: Path) -> None:
    cache = filled(file)
    cache.close()
    execute("UPDATE texts SET chapter = substr(chapter, 1, 20)")(file)  # type: ignore[operator]
    assert CatalogCache(file).chapter("digest", 0) is None
    assert CatalogCache(file).stories() == (STORY,)


@pytest.mark.parametrize("at", range(0, 100, 3))
def test_any_changed_byte_of_a_text_is_noticed_or_harmless(at: int) -> None:
    data = bytearray(encode_chapter(CHAPTER))
    data[at % len(data)] ^= 0xFF
    try:
        assert decode_chapter(bytes(data)) == CHAPTER
    except DamagedEntry:
        return


def test_a_file_replaced_by_another_process_is_noticed(file: Path) -> None:
    cache = filled(file)
    before = cache.generation()
    other = CatalogCache(file.with_name("other.sqlite"))
    assert other.stories() == ()
    other.close()
    file.with_name("other.sqlite").replace(file)
    assert cache.stories() == ()
    assert cache.generation() != before


def test_where_nothing_can_be_written_it_lives_in_memory(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("a file, no folder")
    assert holds_all(filled(tmp_path / "plain" / "catalog.sqlite"))
    (tmp_path / "catalog.sqlite").mkdir()
    assert holds_all(filled(tmp_path / "catalog.sqlite"))


def test_every_saved_shelf_has_a_generation_of_its_own(file: Path) -> None:
    cache = filled(file)
    seen = {cache.generation()}
    for _ in range(3):
        cache.save_shelf([STORY], [], [])
        seen.add(cache.generation())
    assert len(seen) == 4


def test_a_lock_held_too_long_is_an_error_with_a_path(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inglenook.catalog.cache.WAIT_SECONDS", 0.05)
    filled(file).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(LibraryError, match="locked"):
            CatalogCache(file).stories()
    assert holds_all(CatalogCache(file))


def test_two_writers_and_a_reader_lose_nothing(file: Path) -> None:
    filled(file).close()
    faults: list[BaseException] = []

    def write(name: str) -> None:
        cache = CatalogCache(file)
        try:
            for number in range(20):
                path = f"{name}{number}"
                cache.put([(Record(path, 1, 1, path, "skipped", "x"), ())])
        except BaseException as error:  # noqa: BLE001 - handed to the test
            faults.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in writers:
        thread.start()
    cache = CatalogCache(file)
    while any(thread.is_alive() for thread in writers):
        assert cache.stories() == (STORY,)
    assert faults == []
    assert len(cache.stamps()) == 41


def test_paths_of_any_bytes_come_back(file: Path) -> None:
    path = os.fsdecode(b"caf\xe9\x1b/a.txt")
    cache = CatalogCache(file)
    cache.put([(Record(path, 1, 2, "d", "failed", "why"), ())])
    assert list(cache.stamps()) == [path]
    assert cache.records()[0].path == path
    entry = ChapterEntry("One", 1, path, "d", 0)
    story = Story("abcdefgh", "T", (), (entry,))
    cache.save_shelf([story], [], [])
    assert cache.stories() == (story,)
