"""How the app begins, and what it keeps when it ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_library import CAFE, FAILED, SHED, WEIR, FakeLibrary, FakeRefresh, make, settle
from textual.color import Color
from textual.widgets import Static

from inglenook.config import Config, Folders
from inglenook.errors import LibraryError, StoreError
from inglenook.library import Library
from inglenook.model import Position, Progress, Span
from inglenook.tui.app import InglenookApp, make_app
from inglenook.tui.messages import IndexProgress, ShelfReady, Wanted


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path, SHED, WEIR, CAFE)


def notice(app: InglenookApp) -> str:
    assert not app.screen.book.display
    return " ".join(
        str(app.screen.query_one(name, Static).content)
        for name in ("#notice-heading", "#notice-text")
    )


async def test_it_starts_in_the_story_last_read_at_the_place(library: FakeLibrary) -> None:
    place = Position(1, 12, 0)
    library.last, library.places = WEIR[0].id, {WEIR[0].id: place}
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        # Already before any worker has come back.
        assert app.screen.book.document is WEIR[1]
        await settle(pilot)
        assert app.screen.book.position == place
        assert app.screen.book.has_focus
        assert "The Weir" in app.screen.status.place
        assert "2/3" in app.screen.status.place
    assert library.saved == []


async def test_a_shelf_that_comes_while_the_app_ends_is_no_fault(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, stories = threading.Event(), library.stories()
    monkeypatch.setattr(library, "stories", lambda: goes_on.wait(20) and stories)
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(120, 40)):
        screen = app.screen
        assert not screen.has_panel
        app.exit()
        screen.post_message(ShelfReady(stories, ("",) * len(stories), {}, ""))
        goes_on.set()
    assert app.fault is None


async def test_a_look_at_a_passage_leaves_the_readers_own_place(library: FakeLibrary) -> None:
    own, passage = Position(1, 12, 0), Span(Position(2, 3, 4), Position(2, 3, 9))
    library.last, library.places = WEIR[0].id, {WEIR[0].id: own}
    first = Wanted(WEIR[0].id, passage.start, passage, mark=False, chosen=False)
    app = make(library, first=first)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.book.position.chapter == 2
        assert library.saved == []
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert app.screen.book.position == own


async def test_a_first_start_opens_the_first_story_but_has_not_read_it(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.book.document is SHED[1]
        assert app.screen.book.display
        await pilot.press("q")
    assert library.saved == []
    assert app.return_code == 0


async def test_what_becomes_of_the_readers_own_data_is_told_when_it_is_known(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inglenook.tui.app.NOTICED_SECONDS", 0.01)
    app = make(library)
    told: list[str] = []
    monkeypatch.setattr(app, "notify", lambda message, **_: told.append(message))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert told == []
        for notices in (("damaged [b]once",), ("damaged [b]once", "and again")):
            monkeypatch.setattr(library, "notices", lambda notices=notices: notices)
            while told != list(notices):
                await pilot.pause(0.01)


async def test_the_shelf_fills_while_the_files_are_read(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)

    def refresh(_: FakeLibrary) -> Iterator[Progress]:
        yield Progress("reading", 1, 3)
        library.shelf[SHED[0].id] = SHED
        library.has_changed = True
        yield Progress("indexing", 1, 4)
        yield Progress("done")

    app = make(library, refresh)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.book.document is SHED[1]
        assert len(app.screen.shelf.stories.shelf.stories) == 1
        assert app.screen.status.work == ""
        app.screen.post_message(IndexProgress(Progress("indexing", 1, 4)))
        await pilot.pause()
        assert app.screen.status.work == "indexing: 25%"


async def test_the_first_story_does_not_take_the_search_box_away(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path)
    typed = threading.Event()

    def refresh(_: FakeLibrary) -> Iterator[Progress]:
        yield Progress("reading", 1, 3)
        typed.wait(10)
        library.shelf[SHED[0].id] = SHED
        library.has_changed = True
        yield Progress("done")

    app = make(library, refresh)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press("S")
        await pilot.press("w", "e")
        typed.set()
        await settle(pilot)
        assert app.screen.book.document is SHED[1]
        await pilot.press("a")
        assert app.screen.panel.entry.value == "wea"


async def test_a_missing_folder_is_explained(tmp_path: Path) -> None:
    def refresh(library: FakeLibrary) -> Iterator[Progress]:
        raise LibraryError(library.folder, "no such folder")
        yield

    app = make(FakeLibrary(tmp_path / "gone"), refresh)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        said = notice(app)
        assert "no such folder" in said
        assert str(tmp_path / "gone") in said
        assert "inglenook ~/stories" in said


async def test_an_empty_folder_is_explained(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "No stories here yet" in notice(app)
        assert "inglenook check" in notice(app)
        # Nothing to read, yet nothing breaks.
        keys = ("j", "space", "n", "z", "tab", "enter", "tab", "slash", "escape", "escape")
        await pilot.press(*keys)


async def test_a_folder_whose_reading_broke_off_is_not_called_empty(tmp_path: Path) -> None:
    def refresh(library: FakeLibrary) -> Iterator[Progress]:
        yield Progress("reading", 1, 9)
        raise LibraryError(library.folder, "[/] the indexer ended with -9")

    app = make(FakeLibrary(tmp_path), refresh)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "[/] the indexer ended with -9" in notice(app)
        assert "No stories here yet" not in notice(app)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
async def test_a_folder_nobody_may_read_is_explained(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0)
    app = make(FakeLibrary(locked))
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        assert "cannot be read" in notice(app)


async def test_a_refresh_that_fails_does_not_stop_the_reading(library: FakeLibrary) -> None:
    def refresh(library: FakeLibrary) -> Iterator[Progress]:
        yield Progress("scanning")
        raise LibraryError(library.folder, "[/] unplugged")

    library.last = WEIR[0].id
    app = make(library, refresh)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        assert [n.message for n in app._notifications] == [f"{library.folder}: [/] unplugged"]
        assert app.screen.book.document is WEIR[1]
        assert app.screen.status.work == ""


async def test_files_that_could_not_be_read_are_mentioned(library: FakeLibrary) -> None:
    library.failed = (FAILED, FAILED)
    app = make(library)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert app.screen.status.trouble == "2 files not read"


async def test_trouble_is_told_once_and_again_when_it_is_another(library: FakeLibrary) -> None:
    library.last = WEIR[0].id
    told = ["2 files not read. C shows why."]
    for failed, expected in ((2, told), (2, []), (0, []), (2, told)):
        library.failed = (FAILED,) * failed
        app = make(library)
        async with app.run_test(size=(120, 30), notifications=True) as pilot:
            await settle(pilot)
            assert [notice.message for notice in app._notifications] == expected


async def test_what_is_said_gives_way_to_what_comes_next(library: FakeLibrary) -> None:
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(120, 30), notifications=True) as pilot:
        await settle(pilot)
        app.notify("The disk is full.", severity="warning")
        await pilot.press("x")
        await settle(pilot)
        await pilot.press("x")
        await settle(pilot)
        said = [notice.message for notice in app._notifications]
        assert said == ["The disk is full.", f"{WEIR[0].title}: set aside."]
        await pilot.press("question_mark")
        await settle(pilot)
        assert [notice.message for notice in app._notifications] == ["The disk is full."]


async def test_the_place_is_saved_when_a_chapter_begins_and_when_it_ends(
    library: FakeLibrary,
) -> None:
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert library.saved[-1][1].chapter == 1
        count = len(library.saved)
        await pilot.press("j", "j", "j", "j", "j")
        await pilot.pause()
        assert len(library.saved) == count  # in a moment, not at each line
        here = app.screen.book.position
        await pilot.press("q")
    assert library.saved[-1] == (WEIR[0].id, here)


async def test_a_place_does_not_stay_unsaved(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inglenook.tui.screens.page.SAVE_AFTER", 0.001)
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("space")
        for _ in range(200):
            if library.saved:
                break
            await pilot.pause(0.01)
        assert library.saved[-1][0] == WEIR[0].id


JUMPS = {
    "what was found in this story": ("slash", *"stood", "enter"),
    "what was found, and the panel left": ("slash", *"stood", "tab"),
    "a hit of all stories": ("S", *"stood", "enter", "enter"),
    "the next hit": ("S", *"stood", "enter", "enter", "n"),
    "the hit before": ("S", *"stood", "enter", "enter", "N"),
    "the contents": ("t", "end", "enter"),
    "the way back": ("slash", *"stood", "enter", "ctrl+o"),
    "found nothing, and back": ("slash", *"stood", "escape"),
}


@pytest.mark.parametrize("jump", JUMPS)
async def test_the_place_after_a_jump_does_not_stay_unsaved(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, jump: str
) -> None:
    monkeypatch.setattr("inglenook.tui.screens.page.SAVE_AFTER", 0.001)
    library.last, library.places = WEIR[0].id, {WEIR[0].id: Position(0, 2)}
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for key in JUMPS[jump]:
            await pilot.press(key)
            if len(key) > 1 or key in "dnN":
                await settle(pilot)  # what was typed is found, or gone to
        where = app.screen.desk.position
        assert (where == Position(0, 2)) is jump.endswith("back"), where
        for _ in range(200):
            if library.places[WEIR[0].id] == where:
                break
            await pilot.pause(0.01)
        assert library.places[WEIR[0].id] == where


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
async def test_a_killed_app_keeps_the_place(library: FakeLibrary, name: str) -> None:
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("space", "j")
        await pilot.pause()
        here = app.screen.book.position
        os.kill(os.getpid(), getattr(signal, name))
        await pilot.pause()
    assert library.saved[-1] == (WEIR[0].id, here)
    assert app.return_code == 128 + getattr(signal, name)


async def test_a_place_that_cannot_be_saved_is_said_once(library: FakeLibrary) -> None:
    library.last = WEIR[0].id
    library.save_error = StoreError("disk full [/]")
    app = make(library)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settle(pilot)
        assert [n.message for n in app._notifications] == [
            "Your place could not be saved: disk full [/]"
        ]
        await pilot.press("space", "slash")
        await settle(pilot)
        assert app.fault is None
        assert app.screen.panel.display


async def test_theme_and_measure_are_kept(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        before = app.theme
        for key in ("T", "down", "enter", "plus"):
            await pilot.press(key)
            await settle(pilot)
        assert app.theme != before
        theme, measure = app.theme, app.screen.book.measure
    assert library.settings == {"theme": theme, "measure": str(measure)}
    again = make(library)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert (again.theme, again.screen.book.measure) == (theme, measure)
    configured = make(library, config=Config(theme="paper", measure=50))
    async with configured.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert (configured.theme, configured.screen.book.measure) == ("paper", 50)


@pytest.mark.parametrize("name", ["paper", "night", "nord"])
async def test_the_first_colours_are_those_of_the_theme(library: FakeLibrary, name: str) -> None:
    app = make(library, config=Config(theme=name))
    async with app.run_test(size=(120, 40)):
        theme = app.current_theme
        assert theme.name == name
        assert app.screen.styles.background == Color.parse(theme.background or "")
        assert app.has_class("-dark-mode") is theme.dark
        assert app.has_class("-light-mode") is not theme.dark


async def test_an_unknown_theme_is_said_and_the_usual_one_used(library: FakeLibrary) -> None:
    app = make(library, config=Config(theme="[/] nope"))
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        assert app.theme == "lamplight"
        assert any("[/] nope" in n.message for n in app._notifications)


async def test_the_real_library_end_to_end(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    text = "The Weir\nby Ada Marsh\n\n" + "\n\n".join(
        f"Line {n} of the river and its herons, told slowly and at some length." for n in range(80)
    )
    (folder / "weir.txt").write_text(text)
    app = make_app(str(folder))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.screen.status.story == "The Weir"
        await pilot.press("space", "space")
        await pilot.pause()
        place = app.screen.book.position
        assert place > Position(0, 5, 0)
        await pilot.press("S", *"herons")
        for _ in range(200):
            if app.screen.panel.has_list:
                break
            await pilot.pause(0.01)
        assert app.screen.panel.hits.findings.count == 80
        await pilot.press("ctrl+q")
    again = make_app(str(folder))
    async with again.run_test(size=(70, 20)):
        assert again.screen.book.position == place


async def test_a_story_that_was_changed_in_its_file_is_shown_as_it_is_now(tmp_path: Path) -> None:
    file = tmp_path / "stories" / "lock.txt"
    file.parent.mkdir()
    lines = [
        f"Line {n} of the towpath has {n} herons and a boat named {n * 7919}." for n in range(90)
    ]
    file.write_text("The Lock\nby Ada Marsh\n\n" + "\n\n".join(lines))
    real = Library(file.parent, Folders.from_environment())
    real.refresh(index=False)
    story = real.stories()[0]
    document = real.open(story)
    block = next(n for n, one in enumerate(document.chapters[0].blocks) if "Line 60" in one.text)
    real.save_place(story.id, document, Position(0, block))
    lines[61:61] = ["A sentence that nobody had written before."]
    lines[3:3] = ["Another one, far above."]
    file.write_text("The Lock\nby Ada Marsh\n\n" + "\n\n".join(lines))

    def refreshed(library: Library) -> FakeRefresh:
        def steps() -> Iterator[Progress]:
            library.refresh(index=False)
            yield Progress("done")

        return FakeRefresh(steps())

    app = InglenookApp(real, Config(), refresh=refreshed)
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(100):
            await settle(pilot)
            chapter = app.screen.desk.document.chapters[0]
            if any("nobody had written" in one.text for one in chapter.blocks):
                break
        else:
            pytest.fail("the old text")
        await settle(pilot)
        assert chapter.blocks[app.screen.book.position.block].text.startswith("Line 60 ")
        assert [str(one.message) for one in app._notifications] == [
            "The story has changed: this is its text now."
        ]
