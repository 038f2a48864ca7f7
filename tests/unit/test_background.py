"""A refresh in a process of its own: told, refused, and broken off from another thread."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Callable
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


def test_many_complaints_do_not_hold_it_up(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    config = Folders.from_environment().config
    config.parent.mkdir(parents=True)
    config.write_text("".join(f"key{number}: 1\n" for number in range(1500)))  # 100 KB on stderr
    stages: list[str] = []
    refresh = BackgroundRefresh(library(folder))
    thread = threading.Thread(target=lambda: stages.extend(step.stage for step in refresh))
    thread.start()
    thread.join(timeout=20)
    refresh.close()
    assert stages[-1:] == ["done"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_is_left_of_it_when_it_is_closed_over_a_file_that_takes_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text("The Weir\n\nby Ann Lee\n\nThe water stood.\n")
    told = tmp_path / "worker"
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys, time, pathlib\n"
        "if 'index' in sys.argv:\n"
        "    from inglenook.catalog import parsing\n"
        "    def read(*_):\n"
        f"        pathlib.Path({str(told)!r}).write_text(str(os.getpid()))\n"
        "        time.sleep(600)\n"
        "    parsing.read, parsing.LEAST_SECONDS = read, 600\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    refresh = BackgroundRefresh(library(folder))
    thread = threading.Thread(target=lambda: list(refresh))
    thread.start()
    wait_for(lambda: told.exists() and told.read_text() != "")
    worker = Path("/proc") / told.read_text() / "stat"
    refresh.close()
    thread.join(timeout=20)
    assert not thread.is_alive()
    wait_for(lambda: not worker.exists() or worker.read_text().split()[2] == "Z")


def wait_for(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_its_process_uses_the_cache_of_the_library(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text("The Weir\n\nby Ann Lee\n\nThe water stood all morning.\n")
    elsewhere = Folders.from_environment()._replace(cache=tmp_path / "elsewhere")
    shelf = Library(folder, elsewhere)
    list(BackgroundRefresh(shelf))
    assert [story.title for story in shelf.stories()] == ["The Weir"]


@pytest.mark.parametrize("what", ["TemporaryFile", "subprocess.Popen"])
def test_where_it_cannot_be_started_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise OSError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(f"inglenook.background.{what}", fails)
    with pytest.raises(LibraryError, match="cannot be started: Resource temporarily unavailable"):
        list(BackgroundRefresh(library(tmp_path)))
