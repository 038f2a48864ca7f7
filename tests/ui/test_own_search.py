"""Searching what is the reader's own, in the real library: marks, notes, what was on screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import FakeRefresh, nothing_new, settle
from textual.pilot import Pilot
from textual.widgets import Static

from inglenook.config import Config, Folders
from inglenook.library import Library
from inglenook.model import Hit, Match, Position, Snippet, Span
from inglenook.search import NOTHING_LOGGED
from inglenook.store import reading_log
from inglenook.store.sitting import Seen, Stint
from inglenook.tui.app import InglenookApp
from inglenook.tui.paint import Line
from inglenook.tui.screens.panes import Part
from inglenook.tui.widgets.hit_list import context
from inglenook.tui.widgets.search_panel import SearchPanel

WEIR = """The Old Weir

by Anna Quill

Lana found the lantern below the weir, and Rosa laughed about it.

Then the boat came back for Rosa, and the weir was quiet again.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(WEIR)
    library = Library(folder, Folders.from_environment())
    library.refresh()
    return library


def app_of(library: Library) -> InglenookApp:
    return InglenookApp(library, Config(), refresh=lambda one: FakeRefresh(nothing_new(one)))


async def type_query(pilot: Pilot[None], words: str) -> SearchPanel:
    await settle(pilot)
    await pilot.press("S", *("space" if letter == " " else letter for letter in words))
    panel = pilot.app.screen.panel
    while panel.answered != words:
        await settle(pilot)
    await settle(pilot)
    return panel


def said(panel: SearchPanel, line: str) -> str:
    return str(panel.query_one(line, Static).content)


async def test_a_note_is_found_shown_and_leads_to_its_passage(library: Library) -> None:
    story = library.find("weir")
    document = library.open(story)
    block = next(n for n, one in enumerate(document.chapters[0].blocks) if "boat" in one.text)
    span = Span(Position(0, block, 5), Position(0, block, 23))
    library.marginalia.note(story, document, span, "amber", "a ferry, or the ship of before?")
    app = app_of(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await type_query(pilot, "in:marks ferry")
        assert said(panel, "#count") == "1 hit in 1 story"
        rows = range(panel.hits.item_count())
        lines = [line for row in rows for line in panel.hits.paint(row, 60)]
        shown = ["".join(part.text for part in line.left) for line in lines]
        assert "  * a ferry, or the ship of before?" in shown
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.walk.hit.span == span
        assert app.screen.at is Part.TEXT


async def look_in(pilot: Pilot[None], panel: SearchPanel, where: str) -> None:
    for _ in range(8):
        if said(panel, "#scope").startswith(where):
            break
        await pilot.press("ctrl+t")
        await settle(pilot)
    else:
        raise AssertionError(where)
    for _ in range(500):  # the place is said at once, and what is found in it when it is found
        if panel._answered == panel._asked:
            return
        await pilot.pause(0.01)
    raise AssertionError(panel._asked)


async def test_what_was_on_screen_is_a_place_to_search_in_and_says_when(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = library.find("weir")
    block = next(
        n for n, b in enumerate(library.open(story).chapters[0].blocks) if "Lana" in b.text
    )
    monkeypatch.setattr(reading_log, "stamp", lambda: "2024-03-12T12:00:00Z")
    library.log.add(story, "en", Stint(0, 0.0, (Seen(0, block, block),)))
    app = app_of(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await type_query(pilot, "weir")
        assert said(panel, "#count") == "2 hits in 1 story"
        await look_in(pilot, panel, "in what was on your screen")
        assert said(panel, "#count") == "1 hit in 1 story"
        (line, _) = panel.hits.paint(2, 80)
        shown = "".join(part.text for part in line.left)
        assert shown.startswith("    read 12 March 2024 · Lana found the lantern below the weir")
        (hit,) = [part.text for part in line.left if part.role == "hit"]
        assert hit == "weir"


async def test_what_is_being_read_was_on_screen_by_the_time_it_is_asked_for(
    library: Library,
) -> None:
    app = app_of(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        later = app.screen.clock() + 30
        app.screen.clock = lambda: later
        panel = await type_query(pilot, "weir")
        assert library.log.seen() == {}
        await look_in(pilot, panel, "in what was on your screen")
        assert said(panel, "#count") == "2 hits in 1 story"


async def test_why_nothing_was_on_screen_is_said(library: Library) -> None:
    app = app_of(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await type_query(pilot, "lantern")
        await look_in(pilot, panel, "in what was on your screen")
        assert said(panel, "#count") == "no hits"
        assert said(panel, "#mistake") == NOTHING_LOGGED


@pytest.mark.parametrize("width", [40, 60, 120])
def test_the_day_leaves_room_for_what_was_found(width: int) -> None:
    text = "The lantern floated past the gate, and Lana let it go without a word at all, again."
    at = text.index("word")
    snippet = Snippet(text, ((at, at + 4),))
    hit = Hit("id", 0, Match(0, at, at + 4, snippet.highlights), snippet, 1.0)
    for one, day in ((hit, ""), (hit._replace(seen="2024-09-12T12:00:00Z"), "12 September 2024")):
        lines = context(one, width)
        assert len(lines) == 2
        assert day in "".join(part.text for part in lines[0].left)
        shown = [clip_to(line, width) for line in lines]
        assert any("word" in line for line in shown)
        assert [p.text for line in lines for p in line.left if p.role == "hit"] == ["word"]


def clip_to(line: Line, width: int) -> str:
    return "".join(part.text for part in line.left)[:width]
