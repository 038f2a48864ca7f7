"""From the page to a recap, a dictionary, an editor and a pager, and back."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from fake_library import CAFE, WEIR, FakeLibrary, make, settle
from textual.pilot import Pilot
from textual.widgets import Static

from inglenook.config import Config
from inglenook.model import Position
from inglenook.standing import Standing
from inglenook.tui.messages import RefreshAsked
from inglenook.tui.screens.sheet import SheetScreen
from inglenook.tui.widgets.scrolled import Scrolled


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    made = FakeLibrary(tmp_path, WEIR, CAFE)
    made.last = WEIR[0].id
    made.places[WEIR[0].id] = Position(1, 3)
    return made


def said(pilot: Pilot[int]) -> str:
    """The text of the sheet that is shown; nothing where none is."""
    screen = pilot.app.screen
    if not isinstance(screen, SheetScreen):
        return ""
    return str(screen.query_one(Scrolled).query_one(Static).render())


def notices(pilot: Pilot[int]) -> str:
    return " ".join(notice.message for notice in pilot.app._notifications)


@pytest.mark.parametrize(
    ("read_at", "after", "shown"),
    [
        ("2020-01-01T00:00:00Z", 14, True),
        ("2020-01-01T00:00:00Z", 0, False),
        ("2999-01-01T00:00:00Z", 14, False),
        ("", 14, False),
    ],
)
async def test_after_weeks_a_story_opens_with_a_recap(
    library: FakeLibrary, read_at: str, after: int, shown: bool
) -> None:
    library.standings.said[WEIR[0].id] = Standing(0.5, read_at=read_at)
    async with make(library, config=Config(recap_after=after)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen, SheetScreen) is shown
        assert ("How the chapters begin" in said(pilot)) is shown
        if shown:
            await pilot.press("escape")
            assert pilot.app.screen.book.has_focus


async def test_the_recap_is_one_key_away(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        assert pilot.app.screen.desk.position > Position()
        await pilot.press("W")
        assert "Last read" in said(pilot)
        await pilot.press("q")
        assert pilot.app.screen.book.has_focus


@pytest.mark.parametrize("key", ["space", "x", "W", "escape", "enter"])
async def test_any_key_puts_the_recap_away_and_does_nothing_else(
    library: FakeLibrary, key: str
) -> None:
    async with make(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        before = pilot.app.screen.desk.position
        await pilot.press("W")
        await settle(pilot)
        frame = pilot.app.screen.query_one(Scrolled)
        assert frame.max_scroll_y == 0
        assert "any key closes" in str(frame.border_subtitle)
        await pilot.press(key)
        assert pilot.app.screen.book.has_focus
        assert pilot.app.screen.desk.position == before


async def test_a_long_recap_is_scrolled_and_put_away_by_other_keys(library: FakeLibrary) -> None:
    config = Config(keys={"text.line_down": (".", "down")})
    async with make(library, config=config).run_test(size=(60, 12)) as pilot:
        await settle(pilot)
        await pilot.press("W")
        await settle(pilot)
        frame = pilot.app.screen.query_one(Scrolled)
        assert frame.max_scroll_y > 0
        assert str(frame.border_subtitle) == ". k scroll, other keys close"
        pilot.app.screen.set_focus(None)  # as while it is being put away
        await pilot.resize_terminal(50, 11)
        await settle(pilot)
        assert str(frame.border_subtitle) == "any key closes"
        pilot.app.screen.set_focus(frame)
        await settle(pilot)
        assert "scroll" in str(frame.border_subtitle)
        await pilot.press("full_stop", "end")
        card = pilot.app.screen
        assert isinstance(card, SheetScreen)
        await pilot.press("x")
        await settle(pilot)
        card._say_how()  # which was on its way
        assert pilot.app.screen.book.has_focus


NEED_A_STORY = (
    *("text.recap", "text.edit", "text.pager", "view.map", "view.contents"),
    *("story.details", "story.state", "story.own"),
)


async def test_without_a_story_it_is_said_what_is_missing(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for command in (*NEED_A_STORY, "shelf.rename", "saved.drop"):
            app._notifications.clear()
            await app.do(next(one for one in app.commands if one.id == command))
            await settle(pilot)
            assert notices(pilot), command


async def test_a_selected_word_is_looked_up(library: FakeLibrary) -> None:
    command = f"{sys.executable} -c 'import sys; print(sys.argv[1].upper())'"
    async with make(library, config=Config(dictionary=command)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("v", "e")
        chosen = pilot.app.screen.bar._selecting.text
        await pilot.press("K")
        await settle(pilot)
        assert chosen.split()[0].upper() in said(pilot)


async def test_a_typed_word_is_looked_up_and_failing_says_why(library: FakeLibrary) -> None:
    config = Config(dictionary="no-such-program-anywhere")
    async with make(library, config=config).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("K", *"weir", "enter")
        await settle(pilot)
        assert not said(pilot)
        assert "no-such-program-anywhere" in notices(pilot)


class Left:
    """What the reader's programs were called with, in place of a terminal that is left."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, app: object, log: Path) -> None:
        self._log = log
        program = log.with_name("program")
        program.write_text(
            f'#!/bin/sh\necho "$@" >> {log}\nwc -l < "$1" >> {log}\necho more >> "$1"\n'
        )
        program.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(program))
        monkeypatch.setenv("PAGER", str(program))
        monkeypatch.setattr(app, "suspend", nullcontext)

    @property
    def lines(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


async def test_the_file_is_edited_and_read_again(
    library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = library.folder / WEIR[0].chapters[0].source
    source.parent.mkdir(exist_ok=True)
    source.write_text("One.\nTwo.\n")
    app = make(library)
    asked: list[object] = []
    monkeypatch.setattr(app, "_bring_up_to_date", lambda: asked.append(RefreshAsked))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        asked.clear()
        left = Left(monkeypatch, app, tmp_path / "log")
        await pilot.press("e")
        await settle(pilot)
        assert left.lines[0] == str(source)
        assert asked == [RefreshAsked]


async def test_what_is_no_text_is_not_given_to_an_editor(
    library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        left = Left(monkeypatch, app, tmp_path / "log")
        await pilot.press("e")
        assert "pager" in notices(pilot)
        assert not left.lines


async def test_the_pager_gets_the_text_of_the_story(
    library: FakeLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        left = Left(monkeypatch, app, tmp_path / "log")
        await pilot.press("E")
        await settle(pilot)
        assert int(left.lines[1]) > 3
        assert not Path(left.lines[0]).exists()


async def test_on_the_smallest_screen_the_contents_show_where_one_is(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(40, 10)) as pilot:
        await settle(pilot)
        await pilot.press("t", "G")
        await settle(pilot)
        rows = pilot.app.screen.rows
        region = rows.scrollable_content_region
        assert rows.cursor == 2
        assert 0 <= rows.top_of(rows.cursor) - rows.scroll_offset.y < region.height
        assert region.bottom < 10


async def test_a_sidebar_that_was_put_away_stays_away(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert pilot.app.screen.shelf.display
        await pilot.press("backslash")
        await settle(pilot)
    async with make(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert not pilot.app.screen.shelf.display
        await pilot.press("backslash")
        await settle(pilot)
    async with make(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert pilot.app.screen.shelf.display
