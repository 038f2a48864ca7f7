"""Searching, walking through what was found, and finding back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle
from textual.widgets import Static

from inglenook.errors import IndexDamaged
from inglenook.model import Position, Progress
from inglenook.tui.findings import Findings
from inglenook.tui.widgets.search_panel import SearchPanel


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last, library.places = WEIR[0].id, {WEIR[0].id: Position(2, 3, 0)}
    return library


async def search(pilot, key: str, words: str) -> SearchPanel:
    await settle(pilot)
    await pilot.press(key, *("space" if letter == " " else letter for letter in words))
    panel = pilot.app.screen.panel
    for _ in range(200):
        if panel._answered[0] == words:
            break
        await pilot.pause(0.01)
    await settle(pilot)
    assert panel._answered[0] == words
    return panel


def count_line(panel: SearchPanel) -> str:
    return str(panel.query_one("#count", Static).content)


async def test_results_come_while_one_types(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        assert panel.entry.has_focus
        assert count_line(panel) == "5 hits in 2 stories"
        assert [section.hits for section in panel.hits.findings.sections] == [2, 1, 1, 1]


async def test_no_hits_are_said(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "xyzzy")
        assert count_line(panel) == "no hits"
        panel.set_indexing("still indexing: 40%")
        assert count_line(panel) == "still indexing: 40% · no hits yet"


async def test_enter_opens_the_passage_and_the_way_back_is_kept(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        screen = app.screen
        before = screen.book.position
        await pilot.press("enter")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert screen.book.document is CAFE[1]
        assert screen.book.has_focus
        assert screen.status.walk == "1 of 5"
        assert "heron" in screen_text(app)
        # The walk goes on into the other story, and through its chapters.
        await pilot.press("n", "n")
        await settle(pilot)
        assert screen.book.document is WEIR[1]
        assert screen.status.walk == "3 of 5"
        assert screen.book.position.chapter == 0
        await pilot.press("n")
        await settle(pilot)
        assert screen.book.position.chapter == 1
        await pilot.press("N")
        await settle(pilot)
        assert screen.book.position.chapter == 0
        # Back to the list, to the hit last looked at; back to the text; back to before it all.
        await pilot.press("z")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("tab", "tab")
        await settle(pilot)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert screen.book.document is WEIR[1]
        assert screen.book.position == before
        await pilot.press("alt+right")
        await settle(pilot)
        assert screen.book.position.chapter == 0


async def test_the_last_hit_is_the_last(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await search(pilot, "S", "heron")
        await pilot.press("enter", "enter")
        await settle(pilot)
        for _ in range(7):
            await pilot.press("n")
            await settle(pilot)
        assert app.screen.status.walk == "5 of 5"
        assert "That was the last hit." in [n.message for n in app._notifications]


async def test_finding_in_the_story_and_widening(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "slash", "heron")
        assert count_line(panel) == "3 hits in 1 story"
        assert "The Weir" in str(panel.query_one("#scope", Static).content)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert count_line(panel) == "5 hits in 2 stories"


async def test_escape_clears_then_closes_and_z_opens_again(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        await pilot.press("down", "escape")
        await settle(pilot)
        assert app.screen.book.has_focus
        assert not app.screen.panel.display
        await pilot.press("z")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("slash", "escape")
        await settle(pilot)
        assert panel.entry.value == ""
        assert panel.entry.has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen.book.has_focus
        assert app.return_code is None


async def test_enter_ends_the_last_word(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "weath")
        growing = panel.hits.findings.count
        assert growing > 0
        await pilot.press("enter")
        await settle(pilot)
        # No word is "weath": what begins so stays.
        assert panel.hits.has_focus
        assert panel.hits.findings.count == growing
        panel = await search(pilot, "slash", "heron stoo")
        await pilot.press("d", "enter")  # faster than the pause after a key
        await settle(pilot)
        assert panel.hits.has_focus
        assert library.searches[-1] == "heron stood"


async def test_a_late_answer_is_dropped(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        shown = panel.hits.findings
        late = Findings(library.search("weather"), library.hits)
        panel.post_message(SearchPanel.Answer(("weather", ""), late))
        await settle(pilot)
        assert panel.hits.findings is shown
        panel.post_message(SearchPanel.Answer(("heron", ""), late))
        await settle(pilot)
        assert panel.hits.findings is late


async def test_folding_the_list(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        hits = panel.hits
        assert hits.item_count() == 2 + 4 + 5  # stories, chapters, hits
        await pilot.press("down", "left")
        assert hits.is_open(hits.cursor)
        await pilot.press("left")
        assert hits.item_count() == 2 + 4 + 3
        await pilot.press("left", "space")
        assert hits.item_count() == 2 + 3 + 3
        for item in range(hits.item_count()):
            assert hits.item_at(hits.top_of(item)) == item
            assert hits.item_at(hits.top_of(item + 1) - 1) == item


def screen_text(app) -> str:
    """The characters on the screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_the_story_one_came_back_to_is_the_one_last_read(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        home = app.screen.desk.story.id
        await pilot.press("S", *"heron")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(5):  # to a hit of another story
            if app.screen.desk.story.id != home:
                break
            await pilot.press("n")
            await settle(pilot)
        assert app.screen.desk.story.id != home
        assert library.last == app.screen.desk.story.id
        while app.screen.desk.story.id != home:
            await pilot.press("ctrl+o")
            await settle(pilot)
        assert library.last == home


async def test_an_index_that_is_found_damaged_is_filled_while_one_waits(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[bool] = []
    search_library = library.search

    def refresh(_: FakeLibrary) -> Iterator[Progress]:
        filled.append(True)
        yield Progress("indexing", 1, 1)
        yield Progress("done")

    def damaged(*asked: object, **options: object) -> object:
        if len(filled) < 2:
            raise IndexDamaged("the search index was damaged and must be built again")
        return search_library(*asked, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "search", damaged)
    app = make(library, refresh)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        for _ in range(200):
            if len(filled) > 1 and panel.hits.findings:
                break
            await pilot.pause(0.01)
        await settle(pilot)
        assert count_line(panel) == "5 hits in 2 stories"
