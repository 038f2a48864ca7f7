"""A refresh in a process of its own: told, refused, and broken off from another thread."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from inglenook.background import BackgroundRefresh
from inglenook.config import Folders
from inglenook.errors import LibraryError
from inglenook.library import Library


def library(folder: Path) -> Library:
    return Library(folder, Folders.from_environment())


def test_it_shelves_and_indexes_and_tells(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text("The Weir\n\nby Ann Lee\n\nThe water stood all morning.\n")
    shelf = library(folder)
    stages = [progress.stage for progress in BackgroundRefresh(shelf)]
    assert stages[0] == "scanning"
    assert "indexing" in stages
    assert stages[-1] == "done"
    assert shelf.search("water").count == 1


def test_a_folder_that_is_not_there_is_named_once(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    with pytest.raises(LibraryError) as caught:
        list(BackgroundRefresh(library(folder)))
    assert str(caught.value).count(str(folder)) == 1


def test_it_ends_at_once_when_it_is_closed_from_another_thread(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    for number in range(300):
        text = f"Story {number}\n\nby Ann Lee\n\n" + f"The water stood at board {number}.\n\n" * 50
        (folder / f"{number}.txt").write_text(text)
    refresh = BackgroundRefresh(library(folder))
    stages: list[str] = []
    thread = threading.Thread(target=lambda: stages.extend(step.stage for step in refresh))
    thread.start()
    while refresh._process is None:
        time.sleep(0.001)
    refresh.close()
    thread.join(timeout=20)
    assert not thread.is_alive()
    assert "done" not in stages
    assert refresh._process.returncode is not None
