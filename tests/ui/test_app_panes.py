"""Sidebar, overlays, focus, going back, and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle, story
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from inglenook.model import Position
from inglenook.tui.screens.contents import ContentsScreen
from inglenook.tui.screens.panes import Part, shown


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last, library.places = WEIR[0].id, {WEIR[0].id: Position(1, 3, 0)}
    return library


def on_screen(pilot: Pilot) -> set[str]:
    return {
        name
        for name in ("shelf", "book", "panel")
        if pilot.app.screen.query_one(f"#{name}").display
    }


@given(st.integers(20, 300), st.sampled_from(Part), st.booleans(), st.booleans())
def test_where_the_reader_is_is_shown(width: int, at: Part, wants: bool, panel: bool) -> None:
    show = shown(width, at, wants_shelf=wants, panel_open=panel or at is Part.PANEL)
    assert show.shelf or at is not Part.SHELF
    assert show.panel or at is not Part.PANEL
    if width < 140:
        assert not (show.shelf and show.panel)


async def test_the_filter_is_blind_to_case_and_accents(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "tab", "tab", "slash", *"CAFE branza")
        await settle(pilot)
        stories = app.screen.shelf.stories
        assert len(stories.shelf.shown) == 1
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert app.screen.book.document is CAFE[1]
        assert app.screen.book.has_focus
        await pilot.press("tab", "escape")
        assert len(stories.shelf.shown) == 3


async def test_contents_go_to_the_chapter_being_read(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("t")
        contents = app.screen
        assert isinstance(contents, ContentsScreen)
        assert contents.rows.under_cursor is not None
        assert contents.rows.under_cursor.position == Position(1)
        await pilot.press("j", "enter")
        await settle(pilot)
        assert app.screen.book.position.chapter == 2
        assert app.screen.book.has_focus
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert app.screen.book.position == Position(1, 3, 0)


async def test_contents_are_filtered_while_one_types(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await pilot.press("t", "slash", *"zzz")
        assert app.screen.rows.item_count() == 0
        await pilot.press("escape")
        assert app.screen.rows.item_count() == 3
        await pilot.press("t")
        assert not isinstance(app.screen, ContentsScreen)


async def test_a_click_opens(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stories = app.screen.shelf.stories
        await pilot.click(stories, offset=(6, stories.top_of(2)))
        await settle(pilot)
        assert app.screen.book.document is CAFE[1]
        # At its edge a branch opens instead.
        await pilot.click(stories, offset=(1, stories.top_of(1)))
        await settle(pilot)
        assert stories.item_count() == 3 + 3
        assert app.screen.book.document is CAFE[1]


async def test_narrow_overlays_come_and_go(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        width = app.screen.book.size.width
        assert on_screen(pilot) == {"book"}
        await pilot.press("backslash")
        assert on_screen(pilot) == {"book", "shelf"}
        assert app.screen.book.size.width == width
        await pilot.press("escape")
        assert on_screen(pilot) == {"book"}
        assert app.screen.book.has_focus
        await pilot.press("tab", "q")
        assert on_screen(pilot) == {"book"}
        await pilot.press("S")
        assert on_screen(pilot) == {"book", "panel"}
        await pilot.press("escape")
        assert on_screen(pilot) == {"book"}
        assert app.screen.book.has_focus


async def test_the_sidebar_goes_and_comes_back(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert on_screen(pilot) == {"book", "shelf"}
        await pilot.press("backslash")
        assert on_screen(pilot) == {"book"}
        assert app.screen.book.has_focus
        await pilot.press("backslash")
        assert on_screen(pilot) == {"book", "shelf"}


async def test_resizing_keeps_focus_and_place(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        place = app.screen.book.position
        await pilot.press("tab")
        for size in ((60, 20), (30, 8), (200, 60), (84, 24), (83, 24), (120, 40)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert app.screen.shelf.stories.has_focus, size
            assert "shelf" in on_screen(pilot)
            assert app.screen.book.position == place


async def test_too_small_says_so_over_everything(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(39, 24)) as pilot:
        await settle(pilot)
        assert app.screen.query_one("TooSmall").display
        await pilot.resize_terminal(60, 9)
        await pilot.pause()
        assert app.screen.query_one("TooSmall").display
        assert app.screen.get_widget_at(30, 4)[0] is app.screen.query_one("TooSmall")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert not app.screen.query_one("TooSmall").display


async def test_q_goes_back_before_it_quits_and_escape_never_does(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("S", "a", "q")
        assert app.screen.panel.entry.value == "aq"
        await settle(pilot)
        await pilot.press(*["escape"] * 6)
        await settle(pilot)
        assert app.return_code is None
        await pilot.press("question_mark")
        await pilot.pause()
        await pilot.press("q")
        await pilot.pause()
        assert app.screen is app._home
        assert app.return_code is None
        await pilot.press("q")
        await pilot.pause()
    assert app.return_code == 0


async def test_tab_goes_round(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(3):
            await pilot.press("tab")
            seen.append(app.focused.id)
        await pilot.press("shift+tab")
        seen.append(app.focused.id)
        assert seen == ["stories", "book", "stories", "book"]


async def test_ten_thousand_stories_cost_no_more_widgets_than_three(tmp_path: Path) -> None:
    one, text = story("Number")
    import dataclasses

    many = [
        (dataclasses.replace(one, id=f"s{n}", title=f"Number {n}"), text) for n in range(10_000)
    ]
    app = make(FakeLibrary(tmp_path, *many))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stories = app.screen.shelf.stories
        assert stories.line_count() == 20_000
        assert len(list(app.screen.walk_children())) < 30
        painted = []
        paint = stories.paint
        stories.paint = lambda item, width: painted.append(item) or paint(item, width)
        await pilot.press("tab", "G")
        await pilot.pause()
        assert stories.cursor == 9_999
        assert "Number 9999" in "\n".join(
            strip.text for strip in app.screen._compositor.render_strips()
        )
        assert len(painted) < 120
        await pilot.press("slash", *"number 77")
        await settle(pilot)
        assert len(stories.shelf.shown) == sum("77" in str(n) for n in range(10_000))
