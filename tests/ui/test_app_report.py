"""The library report and the keys that correct the shelf, on a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from fake_library import CAFE, FAILED, SHED, WEIR, FakeLibrary, FakeRefresh, make, settle, story
from textual.pilot import Pilot

from inglenook.catalog import FileReport
from inglenook.catalog.edits import Apart, Hide, Join, Name, Show
from inglenook.config import Config, Folders
from inglenook.errors import ConfigError
from inglenook.library import Library
from inglenook.model import Position, Progress, Version
from inglenook.tui.accounts import Fate, Target, accounts_of
from inglenook.tui.app import InglenookApp
from inglenook.tui.corrections import AT_ONCE, NothingToDo, apart, hide, join, move, rename
from inglenook.tui.messages import CorrectionAsked
from inglenook.tui.screens.forms import AgreeScreen, RenameScreen, SplitScreen
from inglenook.tui.screens.report import ReportScreen
from inglenook.tui.widgets.account_list import AccountList
from inglenook.tui.widgets.account_pane import account_text

BODY = "It went on raining, and the boats were taken up to the green. " * 9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for name in ("boat", "lamp", "weir"):
        # Words of its own in every paragraph, so that a place cannot be mistaken for another.
        body = "\n\n".join(
            " ".join(f"{name[at:]}{letter}{name[:at]}" for letter in "bcdfgh" for at in range(4))
            + f", {n} times over. {BODY}"
            for n in range(30)
        )
        text = f"The {name.title()}\nby Ada Marsh\n\n{body}\n"
        (folder / f"{name}.txt").write_text(text)
    (folder / "torn.epub").write_bytes(b"PK\x03\x04 no archive")
    return folder


def refreshed(library: Library) -> FakeRefresh:
    def steps() -> Iterator[Progress]:
        library.refresh(index=False)
        yield Progress("done")

    return FakeRefresh(steps())


@pytest.fixture
def app(folder: Path) -> InglenookApp:
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    return InglenookApp(library, Config(), refresh=refreshed)


async def press(pilot: Pilot, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


def shelf(app: InglenookApp) -> dict[str, tuple[str, ...]]:
    return {one.title: one.sources for one in app.library.stories()}


def said(app: InglenookApp) -> list[str]:
    return [str(notice.message) for notice in app._notifications]


async def test_files_are_joined_moved_and_taken_apart(app: InglenookApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "space", "space")
        assert isinstance(app.screen, ReportScreen)
        await press(pilot, "J")
        assert isinstance(app.screen, AgreeScreen)
        assert not (app.library.folder / "library.yaml").exists()
        await press(pilot, "enter")
        assert shelf(app) == {"The Boat": ("boat.txt", "lamp.txt"), "The Weir": ("weir.txt",)}
        assert said(app)[-1] == "Joined 2 files into “The Boat”: library.yaml, line 2. U undoes."
        assert app.screen.accounts.marked == 0
        await press(pilot, "g", ">")
        assert shelf(app)["The Lamp"] == ("lamp.txt", "boat.txt")
        await press(pilot, ">")
        assert said(app)[-1] == "It is the last one."
        await press(pilot, "A")
        assert len(shelf(app)) == 3


class BusyRefresh:
    """A refresh that is at it, and holds its lock, until it is broken off."""

    def __init__(self, library: Library) -> None:
        self._library, self._broken_off = library, Event()

    def __iter__(self) -> Iterator[Progress]:
        with self._library._upkeep.alone(lambda _: None, wait=True):
            yield Progress("indexing", 1, 100)
            self._broken_off.wait(30)

    def close(self) -> None:
        self._broken_off.set()


async def test_a_correction_is_on_the_shelf_at_once_though_a_refresh_is_going_on(
    folder: Path,
) -> None:
    (folder / "library.yaml").write_text("stories:\n- files: [boat.txt, lamp.txt, weir.txt]\n")
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    library.revisions.agree()
    app = InglenookApp(library, Config(), refresh=BusyRefresh)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(0.2)
        # None of these waits for the shelf to be painted anew, and each builds on the one before.
        boat = Target("boat.txt", library.stories()[0])
        for what in ("later", "later", "earlier"):
            app.post_message(CorrectionAsked(what, (boat,)))
        for _ in range(200):
            await pilot.pause(0.05)
            if not app._is_writing and not app._waiting:
                break
        assert [*shelf(app).values()] == [("lamp.txt", "boat.txt", "weir.txt")]
        assert said(app)[-1].startswith("boat.txt is file 2 of 3 now")


async def test_the_report_closes_once_and_what_is_over_it_goes_first(app: InglenookApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        weir = next(one.id for one in app.library.stories() if one.title == "The Weir")
        await press(pilot, "C", "space", "space", "J")
        report = app.screen_stack[-2]
        assert isinstance(app.screen, AgreeScreen)
        report.dismiss(weir)  # an Enter that came too late
        assert app.screen_stack[-2] is report
        app.open_story(weir)
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert app.fault is None
        assert not (app.library.folder / "library.yaml").exists()


async def test_the_first_write_is_asked_for_and_may_be_refused(app: InglenookApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "H")
        assert isinstance(app.screen, AgreeScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, ReportScreen)
        assert not (app.library.folder / "library.yaml").exists()
        assert len(shelf(app)) == 3
        await press(pilot, "H", "enter")
        assert list(shelf(app)) == ["The Lamp", "The Weir"]
        await press(pilot, "j", "H")
        assert list(shelf(app)) == ["The Weir"]
        await press(pilot, "U", "U")
        assert len(shelf(app)) == 3
        await press(pilot, "ctrl+r")
        assert list(shelf(app)) == ["The Lamp", "The Weir"]


async def test_rows_say_what_became_of_the_files(app: InglenookApp) -> None:
    (app.library.folder / "library.yaml").write_text("hide: [lamp.txt]\nshelves: 3\n")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C")
        accounts = app.screen.accounts
        assert [(row.fate, row.path) for row in accounts.accounts] == [
            (Fate.WRONG, "library.yaml, line 2"),
            (Fate.SHELVED, "boat.txt"),
            (Fate.HIDDEN, "lamp.txt"),
            (Fate.FAILED, "torn.epub"),
            (Fate.SHELVED, "weir.txt"),
        ]
        await press(pilot, "l")
        assert accounts.group == "problems"
        assert accounts.shown == 2
        await press(pilot, "l")
        assert accounts.group == "hidden"  # the empty groups between are passed by
        await press(pilot, "l", "slash", *"boat")
        assert accounts.shown == 1
        await press(pilot, "enter", "enter")
        assert app.screen.desk.story.title == "The Boat"


async def test_a_story_is_renamed_and_the_open_page_follows(app: InglenookApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.library.revisions.agree()
        await press(pilot, "enter", "C", "E")
        assert isinstance(app.screen, RenameScreen)
        await press(pilot, *"Ark", "tab", "end", *", B", "enter")
        await press(pilot, "escape")
        assert app.screen.desk.story.title == "Ark"
        assert app.screen.desk.story.authors == ("Ada Marsh", "B")
        assert "Renamed to “Ark”: library.yaml, line 2. U undoes." in said(app)


async def test_the_sidebar_joins_and_reorders_and_the_place_stays(app: InglenookApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.library.revisions.agree()
        home = app.screen
        lamp = app.library.find("Lamp")
        app.open_story(lamp.id)
        await settle(pilot)
        home.book.go_to(Position(0, 12, 0))
        await settle(pilot)
        home.shelf.stories.focus()
        home.shelf.stories.action_edge(0)
        await press(pilot, "J", "j", "J")
        await settle(pilot)
        assert shelf(app) == {"The Boat": ("boat.txt", "lamp.txt"), "The Weir": ("weir.txt",)}
        story = home.desk.story
        assert story.chapters[home.desk.position.chapter].source == "lamp.txt"
        await press(pilot, "l", "j", "j", "<")
        assert shelf(app)["The Lamp"] == ("lamp.txt", "boat.txt")
        assert home.desk.story.chapters[home.desk.position.chapter].source == "lamp.txt"
        await press(pilot, "h", "A")
        assert len(shelf(app)) == 3


async def test_a_file_is_split_where_the_reader_says(app: InglenookApp) -> None:
    chapters = "\n\n\n".join(f"Chapter {n}\n\n{BODY}\n\n{BODY}" for n in range(1, 5))
    (app.library.folder / "all.txt").write_text(f"Both\nby Ada Marsh\n\n{chapters}\n")
    app.library.refresh(index=False)
    app.library.revisions.agree()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "A")
        assert isinstance(app.screen, SplitScreen)
        await press(pilot, "j", "j", "space", "enter")
        pieces = [one for one in app.library.stories() if one.sources == ("all.txt",)]
        assert [len(one.chapters) for one in pieces] == [2, 2]


async def test_works_that_share_a_file_are_taken_apart_with_two_keys(app: InglenookApp) -> None:
    text = "\n\n\n\n".join(
        f"{title}\nby {name}\n\n{BODY}\n\n{BODY}\n\n{BODY}\n\n{BODY}"
        for title, name in (("LOW WATER", "Ada Marsh"), ("GRIST", "Tom Reed"), ("SALT", "Jo Fen"))
    )
    (app.library.folder / "all.txt").write_text(text)
    app.library.refresh(index=False)
    app.library.revisions.agree()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "A", "enter")
        pieces = [one for one in app.library.stories() if one.sources == ("all.txt",)]
        assert {(one.title, *one.authors) for one in pieces} == {
            ("LOW WATER", "Ada Marsh"),
            ("GRIST", "Tom Reed"),
            ("SALT", "Jo Fen"),
        }


async def test_a_broken_library_yaml_is_left_alone_and_said(app: InglenookApp) -> None:
    path = app.library.folder / "library.yaml"
    path.write_text("stories: [\n")
    app.library.revisions.agree()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "G", "H")
        assert path.read_text() == "stories: [\n"
        assert "library.yaml:2" in said(app)[-1]


async def test_keys_pressed_while_something_is_written_are_not_lost(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "C")
        await pilot.press("K", "j", "K", "j", "K")
        await settle(pilot)
        await settle(pilot)
        assert len(library.revisions.made) == 3


async def test_ten_thousand_files_are_listed_and_nothing_is_markup(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path, SHED)
    library.failed = tuple(
        FileReport(f"[bold]{number}[/] $x.txt", "failed", "[@click=app.quit]no[/]")
        for number in range(10_000)
    )
    library.wrong = (ConfigError(Path("library.yaml"), 3, "[/] is wrong"),)
    app = make(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "C", "G", "pageup", "slash", *"9999")
        accounts = app.screen.accounts
        assert accounts.shown == 1
        assert accounts.account.path == "[bold]9999[/] $x.txt"
        await press(pilot, "escape")
        assert accounts.shown == 10_002
        await press(pilot, "escape")
        assert not isinstance(app.screen, ReportScreen)


# What a key means, without an app


WEIR_1, LAMP = Target("The Weir.txt", WEIR[0]), Target("A Shed.txt", SHED[0])


def test_joining_needs_two_and_says_so() -> None:
    assert join([WEIR_1, LAMP]).edits == (Join(("The Weir.txt", "A Shed.txt")),)
    with pytest.raises(NothingToDo, match="goes on after “The Weir”"):
        join([WEIR_1])
    with pytest.raises(NothingToDo, match="goes on there"):
        join([])


def test_what_cannot_be_moved_or_taken_apart_says_why() -> None:
    with pytest.raises(NothingToDo, match="no other file"):
        move([WEIR_1], 1)
    with pytest.raises(NothingToDo, match="nothing to take apart"):
        apart([LAMP])
    assert apart([WEIR_1]) is WEIR[0]  # several chapters: it can be split


def test_hidden_files_are_shown_and_others_hidden() -> None:
    assert hide([WEIR_1]).edits == (Hide(("The Weir.txt",)),)
    assert hide([Target("x.txt", None, True)]).edits == (Show(("x.txt",)),)
    assert hide([Target("x.txt", None, True), LAMP]).edits == (Hide(("A Shed.txt",)),)


def test_names_are_parted_by_semicolons_where_there_are_any() -> None:
    (edit,) = rename(SHED[0], "The Shed", "Marsh, Ada; B").edits
    assert isinstance(edit, Name)
    assert edit.authors == ("Marsh, Ada", "B")
    with pytest.raises(NothingToDo, match="needs a title"):
        rename(SHED[0], "  ", "")


def test_another_version_is_told_and_can_be_taken_apart() -> None:
    from dataclasses import replace

    weir, _ = WEIR
    other = replace(weir.chapters[0], source="weir.epub")
    weir = replace(weir, versions=(Version((other,), "epub", 0.9, 0.9, "the same title"),))
    report = FileReport("weir.epub", "ok", stories=(weir.id,), confidence=1.0)
    (account,) = accounts_of([report], [weir], [])
    assert account.fate is Fate.VERSION
    assert account.made == "another version of The Weir"
    assert apart([account.target]).edits == (Apart(("weir.epub",)),)


def test_a_line_end_in_a_files_name_breaks_no_line() -> None:
    report = FileReport("new\nline.txt", "ok", stories=(WEIR[0].id,), confidence=1.0)
    (account,) = accounts_of([report], [WEIR[0]], [])
    accounts = AccountList()
    accounts._rows = [account]
    (line,) = accounts.paint(0, 120)
    assert "new line.txt" in "".join(part.text for part in line.left)
    assert account_text(account).plain.startswith("new line.txt\n")


def test_a_failed_file_and_a_wrong_entry_have_accounts() -> None:
    wrong, failed = accounts_of([FAILED], [], [ConfigError(Path("a/library.yaml"), 3, "no")])
    assert (wrong.path, wrong.made, wrong.target) == ("library.yaml, line 3", "no", None)
    assert (failed.fate, failed.made) == (Fate.FAILED, "the archive is cut short")
    assert story("x")[0].title == "x"


@pytest.mark.parametrize("what", ["earlier", "later", "join", "hide", "hide_stories"])
def test_without_a_file_under_the_cursor_there_is_nothing_to_correct(what: str) -> None:
    with pytest.raises(NothingToDo):
        AT_ONCE[what](())
