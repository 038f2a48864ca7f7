"""A file is read as it is when it is opened, whatever it was when the folder was listed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inglenook.catalog.cache import CatalogCache
from inglenook.catalog.difference import digest_of
from inglenook.catalog.manifest import read_manifest
from inglenook.catalog.parsing import Parser
from inglenook.catalog.reading import Reader, read_chapter
from inglenook.catalog.records import FoundFile, Record
from inglenook.catalog.scan import MANIFEST
from inglenook.model import ChapterEntry

SECRET = "The key is under the third stone.\n"
ENTRY = ChapterEntry("One", 7, "weir.txt", digest_of(SECRET.encode()), 0)


def put(path: Path, what: Callable[[Path], object]) -> None:
    """Put something in the place of a file."""
    path.unlink(missing_ok=True)
    what(path)


SWAPS: dict[str, Callable[[Path], object]] = {
    "is not a plain file": os.mkfifo,
    "a link that leads out of the library": lambda path: path.symlink_to("../secret.txt"),
    "Is a directory": Path.mkdir,
    "No such file or directory": lambda path: None,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "stories").mkdir()
    return tmp_path / "stories"


@pytest.mark.parametrize("reason", SWAPS)
def test_what_takes_the_place_of_a_file_before_it_is_opened_is_refused(
    folder: Path, reason: str
) -> None:
    put(folder / "weir.txt", SWAPS[reason])
    listed = FoundFile("weir.txt", len(SECRET), 1)
    with Parser() as parser:
        reader = Reader(folder, CatalogCache(folder.parent / "cache.sqlite"), parser)
        ((record, texts),) = reader.read(listed)
    refused = Record(*listed._replace(mtime_ns=-1), "", "failed", f"cannot be read: {reason}")
    assert (record, texts) == (refused, ())


@pytest.mark.parametrize("reason", SWAPS)
def test_nor_is_a_lost_text_read_from_there(folder: Path, reason: str) -> None:
    (folder / "weir.txt").write_text(SECRET)
    assert read_chapter(folder, ENTRY)
    put(folder / "weir.txt", SWAPS[reason])
    assert read_chapter(folder, ENTRY) is None


def test_a_library_of_one_file_may_be_reached_by_a_link(folder: Path) -> None:
    (folder / "weir.txt").symlink_to(folder.parent / "secret.txt")
    assert read_chapter(folder / "weir.txt", ENTRY)


@pytest.mark.parametrize("reason", list(SWAPS)[:3])
def test_library_yaml_is_a_file_of_the_library(folder: Path, reason: str) -> None:
    put(folder / MANIFEST, SWAPS[reason])
    (problem,) = read_manifest(folder).problems
    assert problem.reason == f"cannot be read: {reason}"
