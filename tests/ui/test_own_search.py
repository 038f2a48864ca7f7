"""Searching what is the reader's own, in the real library: marks and notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import FakeRefresh, nothing_new, settle
from textual.pilot import Pilot
from textual.widgets import Static

from inglenook.config import Config, Folders
from inglenook.library import Library
from inglenook.model import Position, Span
from inglenook.tui.app import InglenookApp
from inglenook.tui.screens.panes import Part
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
