"""What a reader sees when the program itself fails, and that a burst of keys fails nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from errno import ENOSPC
from functools import wraps
from importlib import import_module
from itertools import chain
from pathlib import Path
from pkgutil import walk_packages
from threading import Event
from typing import Any

import pytest
from fake_library import CAFE, WEIR, FakeLibrary, make, prose, settle, story
from textual import work
from textual.app import App
from textual.css.query import NoMatches
from textual.widget import MountError
from textual.worker import WorkerFailed

from inglenook import tui
from inglenook.__main__ import FAILED
from inglenook.clean import UNSAFE
from inglenook.config import Config
from inglenook.errors import StoreError
from inglenook.faults import MOST_KEPT, goes_on, tell, told, write
from inglenook.model import Metadata, Position
from inglenook.tui import app as app_module
from inglenook.tui.app import InglenookApp
from inglenook.tui.ending import AGAIN
from inglenook.tui.messages import NOTHING
from inglenook.tui.screens.contents import ContentsScreen
from inglenook.tui.screens.report import ReportScreen
from inglenook.tui.widgets.account_list import AccountList
from inglenook.tui.widgets.outline import Outline

SECRET = "the heron on the weir said nothing"


_LONG = story("A Long One", chapters=(tuple(prose(number, "A heron.") for number in range(2000)),))
LONG = (_LONG[0], replace(_LONG[1], metadata=Metadata(language="en")))


def fault() -> BaseException:
    try:
        try:
            {}[SECRET]
        except KeyError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        return error


def test_what_is_said_of_a_fault_acts_on_no_terminal() -> None:
    said: list[str] = []
    tell(Path("/a\x1b[2J/\x9bm\u202e\udcff.txt"), said.append)
    assert "/a␛[2J/" in said[0]
    assert not UNSAFE.search(said[0])


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    made = FakeLibrary(tmp_path, WEIR)
    made.last = WEIR[0].id
    made.places[WEIR[0].id] = Position(1, 3)
    return made


def test_a_report_says_where_and_not_a_word_of_a_story() -> None:
    said = told(fault())
    assert "builtins.RuntimeError" in said
    assert "builtins.KeyError" in said
    assert f"test_faults.py:{fault.__code__.co_firstlineno + 5} in fault" in said
    assert SECRET not in said
    assert str(Path(__file__).parent) not in said


def test_reports_are_few_and_a_state_folder_that_cannot_be_written_is_no_fault(
    tmp_path: Path,
) -> None:
    for _ in range(MOST_KEPT + 5):
        path = write(fault(), tmp_path)
        assert path is not None
        assert path.exists()
    assert len(list((tmp_path / "faults").iterdir())) == MOST_KEPT
    (tmp_path / "file").write_text("")
    assert write(fault(), tmp_path / "file") is None


def test_half_a_report_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = Path.write_bytes

    def fills_up(path: Path, data: bytes) -> None:
        begin(path, data[:20])
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fills_up)
    assert write(fault(), tmp_path) is None
    assert not list((tmp_path / "faults").iterdir())


@pytest.mark.parametrize(("answer", "on"), [("\n", True), ("q\n", False), ("", False)])
def test_the_reader_is_told_what_is_safe_and_asked(answer: str, on: bool) -> None:
    said: list[str] = []
    tell(Path("/state/one.txt"), said.append)
    tell(None, said.append, has_saved=False)
    assert "your place is.\n" in said[0]
    assert "/state/one.txt" in said[0]
    assert "where it was saved last" in said[1]
    assert "None" not in said[1]
    assert goes_on(said.append, lambda: answer) is on


async def test_textual_still_ends_by_the_way_that_is_ours(library: FakeLibrary) -> None:
    app = make(library)

    async def read() -> None:
        def fails() -> None:
            raise fault()

        async with app.run_test() as pilot:
            await settle(pilot)
            await pilot.press("space")
            app.screen.call_later(fails)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="heron"):
        await read()
    assert isinstance(app.fault, RuntimeError)
    assert not app._exit_renderables
    assert library.saved


BEHIND = {
    "app.InglenookApp._bring_up_to_date": "",
    "editing.EditingApp._write_behind": "C K",
    "screens.page.PageScreen._fetch": "tab j enter",
    "screens.report.ReportScreen.gather": "C",
    "screens.marking.MarkedPageScreen._load": "",
    "screens.marking.MarkedPageScreen._copy_too": "v e y",
    "screens.marking.MarkedPageScreen._find": "` A",
    "screens.looking.LookingScreen._look_up": "K a enter",
    "screens.keeping.KeepingScreen._export": "S a enter E enter",
    "widgets.canvas.Canvas._refine": "",
    "widgets.asking.Asking.prepare": "S",
    "widgets.asking.Asking.find": "S a",
    "widgets.asking.Asking.gather_saved": "S",
    "widgets.asking.Asking.remember": "S a enter",
    "widgets.found_pane.FoundPane._sort": "S a enter c s",
    "widgets.found_pane.FoundPane._fetch_passages": "S a enter",
}
"""Everything that is done behind the screen, and the keys that have it done."""


def works() -> dict[str, Any]:
    """Return every method of the app that is done in the background, by its name."""
    modules = walk_packages(tui.__path__, f"{tui.__name__}.")
    kinds = (vars(import_module(one.name)).values() for one in modules)
    return {
        f"{kind.__module__.removeprefix('inglenook.tui.')}.{kind.__name__}.{name}": method
        for kind in chain(*kinds)
        if isinstance(kind, type) and kind.__module__.startswith(tui.__name__)
        for name, method in vars(kind).items()
        if getattr(method, "__code__", None) is work(thread=True)(print).__code__
    }


def test_all_that_is_done_behind_the_screen_is_made_to_fail_below() -> None:
    assert set(works()) == set(BEHIND)


@pytest.mark.parametrize("name", BEHIND)
async def test_what_fails_behind_the_screen_is_told_once_and_the_reader_goes_on(
    name: str, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    library = FakeLibrary(library.folder, LONG, CAFE)
    library.last = LONG[0].id
    library.marginalia.mark(*CAFE, Position(0, 1), "A")
    works_on = works()[name].__wrapped__
    failed: list[str] = []

    def fails(*_: object, **__: object) -> None:
        failed.append(name)
        raise fault()

    cells = dict(zip(works()[name].__code__.co_freevars, works()[name].__closure__, strict=True))
    monkeypatch.setattr(cells["method"], "cell_contents", wraps(works_on)(fails))

    async def read(app: InglenookApp) -> None:
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            for key in BEHIND[name].split():
                await pilot.press(key)
                await settle(pilot)
            assert failed
            assert AGAIN in [notice.message for notice in app._notifications]

    app = make(library, config=Config(hyphenate=True))
    with pytest.raises(WorkerFailed):
        await read(app)
    assert isinstance(app.fault, RuntimeError)
    assert app.return_code == 1
    report = write(app.fault, tmp_path)
    assert report is not None
    assert "in fails" in report.read_text()
    assert SECRET not in report.read_text()
    failed.clear()
    again = make(library, config=Config(hyphenate=True))
    again.known = app.known
    await read(again)
    assert again.fault is None


async def test_what_fails_while_the_app_is_closed_or_after_it_was_broken_off_is_no_fault(
    library: FakeLibrary,
) -> None:
    for way in ("closed", "broken off"):
        app = make(library)
        begun, goes_on = Event(), Event()

        def fails(begun: Event = begun, goes_on: Event = goes_on) -> None:
            begun.set()
            goes_on.wait()
            raise fault()

        async with app.run_test() as pilot:
            await settle(pilot)
            worker = app.run_worker(fails, thread=True)
            await asyncio.to_thread(begun.wait)
            if way == "closed":
                app.exit()
            else:
                worker.cancel()
            goes_on.set()
            await pilot.pause()
        assert app.fault is None
        assert not app.return_code


async def moved_on_and(
    app: InglenookApp, library: FakeLibrary, trouble: Exception, end: Callable[[], object]
) -> None:
    """Have the place be one that cannot be saved, and the app come to an end."""
    with suppress(RuntimeError):  # run_test raises what has failed
        async with app.run_test() as pilot:
            await settle(pilot)
            await pilot.press("space")
            library.save_error = trouble
            end()
            while app.is_running:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("trouble", [fault(), StoreError("the disk is full")])
async def test_that_the_place_is_saved_is_said_only_where_it_is(
    library: FakeLibrary, trouble: Exception
) -> None:
    app = make(library)
    await moved_on_and(app, library, trouble, lambda: app.panic("what an error says of itself"))
    assert isinstance(app.fault, RuntimeError)
    assert app.fault is not trouble
    assert not app.has_saved
    assert not app._exit_renderables


async def test_what_fails_while_the_screens_are_closed_is_told_at_the_end(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    close, trouble = App._close_all, fault()

    async def fails(app: App[None]) -> None:
        await close(app)
        raise trouble

    monkeypatch.setattr(App, "_close_all", fails)
    app = make(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        app.exit()
    assert app.fault is trouble


@pytest.mark.parametrize("error", [NoMatches("help"), MountError("not yet"), ValueError("a fault")])
async def test_a_screen_that_opens_while_all_are_closed_is_no_fault(
    library: FakeLibrary, error: Exception
) -> None:
    app = make(library)
    async with app.run_test() as pilot:
        await settle(pilot)
        app.exit()
        app._handle_exception(error)
    assert app.fault is (error if isinstance(error, ValueError) else None)


async def test_a_signal_ends_it_whatever_fails(library: FakeLibrary) -> None:
    app, trouble = make(library), fault()
    await moved_on_and(app, library, trouble, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert app.return_code == 128 + signal.SIGTERM
    assert app.fault is trouble


def test_after_a_fault_the_reader_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[object] = []

    class Failing:
        def __init__(self, number: int) -> None:
            self.fault = fault() if number == 0 else None
            self.return_code = 1 if number == 0 else 0
            self.has_saved = True
            self.known: set[str] = set()

        def run(self) -> None:
            started.append(self)

    monkeypatch.setattr(app_module, "make_app", lambda *_: Failing(len(started)))
    monkeypatch.setattr("sys.stdin", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("sys.stdout", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("inglenook.faults.goes_on", lambda: True)
    assert app_module.run(None) == 0
    assert len(started) == 2
    assert started[0].known is started[1].known


def test_where_the_same_fails_again_no_story_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def fails(_: object, first: object) -> None:
        opened.append(first)
        raise fault()

    monkeypatch.setattr(app_module, "make_app", fails)
    monkeypatch.setattr("sys.stdin", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("sys.stdout", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("inglenook.faults.goes_on", lambda: len(opened) < 3)
    assert app_module.run(None, WEIR[0].id) == 1
    assert [one if one is None else one.story for one in opened] == [WEIR[0].id, None, ""]


async def test_a_start_with_nothing_opens_the_shelf(library: FakeLibrary) -> None:
    app = make(library, first=NOTHING)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert app.screen.desk.story is None
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.desk.story is not None


def test_a_fault_before_the_first_page_is_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise fault()

    said: list[str] = []
    monkeypatch.setattr(app_module, "make_app", fails)
    monkeypatch.setattr("sys.stdin", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("sys.stdout", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("inglenook.faults.tell", lambda report, **_: said.append(str(report)))
    monkeypatch.setattr("inglenook.faults.goes_on", lambda: False)
    assert app_module.run(None) == 1
    assert "in fails" in Path(said[0]).read_text()


def test_a_command_that_fails_says_one_line_and_leaves_a_report() -> None:
    program = (
        "import sys, inglenook.library as library\n"
        "def fails(*_, **__): raise ValueError('the heron')\n"
        "library.Library.refresh, sys.argv = fails, ['inglenook', 'list']\n"
        "from inglenook.__main__ import main; main()"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)
    said = ran.stderr.decode()
    assert (ran.returncode, ran.stdout, said.count("\n")) == (FAILED, b"", 1)
    assert "it is not your doing" in said
    report = Path(said.rpartition(" ")[2].strip()).read_text()
    assert "builtins.ValueError" in report
    assert "heron" not in said + report


async def test_a_list_that_is_chosen_from_twice_at_once_closes_once(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("t")
        contents = app.screen
        assert isinstance(contents, ContentsScreen)
        for _ in range(2):
            contents.rows.post_message(Outline.Chosen(contents.rows, 0))
        await settle(pilot)
        assert app.screen.book.has_focus


async def test_what_is_chosen_of_a_list_that_is_another_by_then_is_in_it(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("S", *"heron")
        stories, hits = app.screen.shelf.stories, app.screen.panel.hits
        for _ in range(200):
            if hits.item_count():
                break
            await pilot.pause(0.01)
        assert stories.item_count()
        assert hits.item_count()
        stories.action_choose()
        stories.set_filter("nothing is called that")
        hits.action_choose()
        hits.set_findings(None, {})
        app.action_report()
        await settle(pilot)
        accounts = app.screen.query_one(AccountList)
        assert accounts.shown
        accounts.action_choose()
        accounts.set_filter("nothing is called that")
        await settle(pilot)
        assert isinstance(app.screen, ReportScreen)
        assert app.fault is None
