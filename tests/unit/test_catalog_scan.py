from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from inglenook.catalog.cache import CatalogCache
from inglenook.catalog.difference import difference
from inglenook.catalog.scan import natural_key, scan
from inglenook.errors import LibraryError


def listed(folder: Path) -> list[str]:
    return sorted((file.path for file in scan(folder).files), key=natural_key)


def make(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path)


def test_new_files_come_in_the_order_a_person_would_list_them(tmp_path: Path) -> None:
    make(tmp_path / "library", "b10.txt", "B2.txt", "b1.txt", "a/z.txt", "b02x.txt")
    found = difference(tmp_path / "library", CatalogCache(tmp_path / "catalog.sqlite"))
    names = ["a/z.txt", "b1.txt", "B2.txt", "b02x.txt", "b10.txt"]
    assert [file.path for file in found.new] == names
    assert not found.is_none


def test_a_number_of_any_length_can_be_sorted() -> None:
    assert natural_key("a" + "9" * 9000) > natural_key("a1")


def test_hidden_files_and_the_manifest_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, ".hidden", ".git/config", "library.yaml", "sub/library.yaml", "one.txt")
    assert listed(tmp_path) == ["one.txt", "sub/library.yaml"]


def test_links_that_leave_are_refused_and_circles_are_not_walked(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    make(folder, "one.txt", "sub/two.txt")
    make(tmp_path, "outside/secret.txt", "library-twin/three.txt")
    (folder / "out.txt").symlink_to(tmp_path / "outside/secret.txt")
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "twin").symlink_to(tmp_path / "library-twin")
    (folder / "sub/loop").symlink_to(folder)
    (folder / "broken").symlink_to(folder / "nothing")
    (folder / "inside.txt").symlink_to(folder / "one.txt")
    found = scan(folder)
    assert listed(folder) == ["inside.txt", "one.txt", "sub/two.txt"]
    assert {refused.path: refused.reason for refused in found.refused} == {
        "out.txt": "a link that leads out of the library",
        "out": "a link that leads out of the library",
        "twin": "a link that leads out of the library",
        "broken": "a link that leads nowhere",
    }


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert scan(tmp_path).refused == [("pipe", "skipped", "is not a plain file")]


def test_names_of_undecodable_bytes_survive(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(raw, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"x")
    (path,) = listed(tmp_path)
    assert os.fsencode(tmp_path / path) == raw


def test_a_library_may_be_one_file(tmp_path: Path) -> None:
    make(tmp_path, "one.txt", "two.txt")
    assert listed(tmp_path / "one.txt") == ["one.txt"]


@pytest.mark.parametrize("year", [-3000, 1, 1600, 9000])
def test_a_time_that_no_cache_can_keep_is_the_nearest_that_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    # Not of a real file: many a disk has no such times.
    written = (year - 1970) * 31_556_952 * 10**9
    info = SimpleNamespace(st_mode=stat.S_IFREG, st_size=7, st_mtime_ns=written)
    with monkeypatch.context() as patch:
        patch.setattr("inglenook.catalog.scan.os.stat", lambda _: info)
        (found,) = scan(tmp_path / "weir.txt").files
    with closing(sqlite3.connect(":memory:")) as db:
        assert db.execute("SELECT ?", (found.mtime_ns,)).fetchone() == (found.mtime_ns,)
    assert (found.mtime_ns < 0) == (written < 0)


def test_deep_folders_end(tmp_path: Path) -> None:
    make(tmp_path, "/".join(["d"] * 50) + "/deep.txt")
    found = scan(tmp_path)
    assert found.files == []
    assert [refused.reason for refused in found.refused] == ["folders are nested too deeply"]


def test_a_missing_folder_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="no such folder") as raised:
        scan(tmp_path / "nowhere")
    assert raised.value.remedy


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_is_reported(tmp_path: Path) -> None:
    make(tmp_path, "locked/one.txt", "two.txt")
    (tmp_path / "locked").chmod(0)
    found = scan(tmp_path)
    (tmp_path / "locked").chmod(0o700)
    assert [file.path for file in found.files] == ["two.txt"]
    assert [(refused.path, refused.status) for refused in found.refused] == [("locked", "failed")]
