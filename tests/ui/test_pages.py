"""Pages, columns, zen, the ruler, and text that scrolls by itself, in the app."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import CAFE, WEIR, FakeLibrary, make, settle, story
from textual.pilot import Pilot

from inglenook.config import Config
from inglenook.model import Position
from inglenook.tui.widgets.key_bar import KeyBar
from inglenook.tui.widgets.reading_pane import ReadingPane


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, WEIR, CAFE)
    library.last = WEIR[0].id
    return library


def rows(pane: ReadingPane) -> list[str]:
    return [pane.render_line(y).text.rstrip() for y in range(pane.size.height)]


def words(shown: list[str]) -> str:
    return " ".join(" ".join(shown).split())


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def test_pages_follow_each_other_without_a_row_twice_or_missing(
    library: FakeLibrary,
) -> None:
    async with make(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        await press(pilot, "P", "right_square_bracket")
        read = []
        while pane.position.chapter == 1:
            read.append(words(rows(pane)))
            await press(pilot, "space")
        text = " ".join(" ".join(block.text.split()) for block in WEIR[1].chapters[1].blocks)
        assert " ".join(read) == f"Chapter 2 {text}"
        await press(pilot, "b")
        assert words(rows(pane)) == read[-1]


async def test_two_columns_are_two_pages(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        await press(pilot, "backslash", "2", "right_square_bracket")
        half = pane.scrollable_content_region.width // 2
        left, right = ([row[a:b] for row in rows(pane)] for a, b in ((0, half), (half, None)))
        text = " ".join(" ".join(block.text.split()) for block in WEIR[1].chapters[1].blocks)
        assert f"Chapter 2 {text}".startswith(f"{words(left)} {words(right)}")
        place = pane.position
        await press(pilot, "2")
        assert pane.position == place
        assert f"Chapter 2 {text}".startswith(words(rows(pane)))


async def test_where_there_is_no_room_two_columns_are_one(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        await press(pilot, "2", "right_square_bracket")
        before = pane.position
        await press(pilot, "space", "b")
        assert pane.position.chapter == before.chapter
        assert max(len(row) for row in rows(pane)) > 40


async def test_the_wheel_turns_pages(library: FakeLibrary) -> None:
    from textual.events import MouseScrollDown, MouseScrollUp

    async with make(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        await press(pilot, "P")
        first = rows(pane)
        for event in (MouseScrollDown, MouseScrollUp):
            pane.post_message(event(pane, 5, 5, 0, 1, 0, False, False, False))
            await settle(pilot)
            assert (rows(pane) == first) is (event is MouseScrollUp)


async def test_a_selection_in_the_second_column_is_its_text(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(100, 24)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        await press(pilot, "backslash", "2", "right_square_bracket")
        half = pane.scrollable_content_region.width // 2
        row = rows(pane)[3][half:]
        start = len(row) - len(row.lstrip())
        widget, offset = pilot.app.screen.get_widget_and_offset_at(
            pane.region.x + half + start, pane.content_region.y + 3
        )
        assert widget is pane
        shown = pane._view.rows.row(offset.y)
        assert pane._view.flow.items[shown.item].text[shown.start :].startswith(row.strip())


async def test_zen_leaves_nothing_but_the_text(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert screen.shelf.display
        await press(pilot, "Z")
        assert not screen.shelf.display
        assert not screen.query_one(KeyBar).display
        assert screen.book.size.height == 29  # one row of air above the text
        for key in ("escape", "q"):
            await press(pilot, key)
            assert screen.shelf.display
            assert screen.query_one(KeyBar).display
            await press(pilot, "Z")
        assert pilot.app.return_code is None


async def test_the_ruler_dims_all_but_a_few_rows_and_moves(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book

        def lit() -> list[int]:
            away = pane.get_component_rich_style("reading-pane--away", partial=True).color
            return [
                y
                for y in range(pane.size.height)
                if all(segment.style.color != away for segment in pane.render_line(y))
            ]

        await press(pilot, "underscore")
        first, top = lit(), pane.scroll_offset.y
        assert len(first) == 3
        await press(pilot, "k", "k")
        assert lit() == [y - 2 for y in first]
        await press(pilot, "j", "j", "j")
        assert lit() == first
        assert pane.scroll_offset.y == top + 1
        await press(pilot, "underscore")
        assert len(lit()) == pane.size.height


async def test_the_text_scrolls_by_itself_at_a_pace(library: FakeLibrary) -> None:
    async with make(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        await press(pilot, "A")
        assert screen.book.is_rolling
        assert "250 words/min" in screen.status.notes
        measure = screen.book.measure
        await press(pilot, "plus")
        assert "275 words/min" in screen.status.notes
        assert screen.book.measure == measure
        top = screen.book.scroll_offset.y
        screen.book._roll_on()
        await settle(pilot)
        assert screen.book.scroll_offset.y == top + 1
        await press(pilot, "escape")
        assert not screen.book.is_rolling
        assert not any("words/min" in note for note in screen.status.notes)


async def test_scrolling_by_itself_ends_with_the_story(library: FakeLibrary) -> None:
    library.places[WEIR[0].id] = Position(2, 29, 0)
    async with make(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        book = pilot.app.screen.book
        await press(pilot, "A")
        while book.scroll_lines(1):
            pass
        book._roll_on()
        assert not book.is_rolling


async def test_the_words_of_a_long_story_are_all_parted_in_the_end(tmp_path: Path) -> None:
    sentence = "Nevertheless the harbourmaster recommended extraordinary precautions. "
    long = story("Long", chapters=tuple((sentence * 30,) * 20 for _ in range(10)))
    library = FakeLibrary(tmp_path, long)
    library.last, library.places[long[0].id] = long[0].id, Position(5, 3, 200)
    async with make(library, config=Config(hyphenate=True)).run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        pane = pilot.app.screen.book
        assert not pane._view.rows.is_rough
        assert pane.position == Position(5, 3, 200)
        before = rows(pane)
        await press(pilot, "space", "b")
        assert rows(pane) == before
        assert pane.virtual_size.height == pane._view.rows.rows
