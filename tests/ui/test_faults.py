"""What a reader sees when the program itself fails, and that a burst of keys fails nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import WEIR, FakeLibrary, make, settle

from inglenook.clean import UNSAFE
from inglenook.model import Position
from inglenook.tui import app as app_module
from inglenook.tui.faults import MOST_KEPT, goes_on, told, write
from inglenook.tui.screens.contents import ContentsScreen
from inglenook.tui.widgets.outline import Outline

SECRET = "the heron on the weir said nothing"


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
    goes_on(Path("/a\x1b[2J/\x9bm\u202e\udcff.txt"), said.append, lambda: "q\n")
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


@pytest.mark.parametrize(("answer", "on"), [("\n", True), ("q\n", False), ("", False)])
def test_the_reader_is_told_what_is_safe_and_asked(answer: str, on: bool) -> None:
    said: list[str] = []
    assert goes_on(Path("/state/one.txt"), said.append, lambda: answer) is on
    assert "saved" in said[0]
    assert "/state/one.txt" in said[0]
    assert "None" not in said[0] + ((goes_on(None, said.append, lambda: "") and "") or said[-1])


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


def test_after_a_fault_the_reader_goes_on(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: list[object] = []

    class Failing:
        def __init__(self, number: int) -> None:
            self.fault = fault() if number == 0 else None
            self.return_code = 1 if number == 0 else 0
            self.library = type("L", (), {"folders": type("F", (), {"state": tmp_path})})

        def run(self) -> None:
            started.append(self)

    monkeypatch.setattr(app_module, "make_app", lambda *_: Failing(len(started)))
    monkeypatch.setattr("sys.stdin", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("sys.stdout", type("T", (), {"isatty": lambda *_: True})())
    monkeypatch.setattr("inglenook.tui.faults.goes_on", lambda *_: True)
    assert app_module.run(None) == 0
    assert len(started) == 2


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
