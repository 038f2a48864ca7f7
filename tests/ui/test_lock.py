"""What is painted and what is pasted, on its way to the terminal and from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import WEIR, FakeLibrary, make, settle
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.content import Content
from textual.widgets import Input, Static

from inglenook.clean import UNSAFE, clean
from inglenook.tui.lock import Lock, harmless

HOSTILE = "a\x1b[2Jb\x9bc\u202ed\x07\n\ud800\u200b\t\U000e0041"


@given(st.text(st.characters(codec=None), max_size=60))
def test_what_goes_through_the_lock_acts_on_nothing_and_keeps_its_width(text: str) -> None:
    safe = harmless(text)
    assert not UNSAFE.search(safe)
    assert "\n" not in safe
    assert cell_len(safe) == cell_len(text)


@given(st.text(max_size=60))
def test_what_is_clean_goes_through_as_it_is(text: str) -> None:
    line = "x" + clean(text).replace("\n", " ")  # what has no width begins no line
    assert "".join(s.text for s in Lock().apply([Segment(line)], Color(0, 0, 0))) == line


def test_a_line_puts_nothing_into_the_cell_before_it() -> None:
    def through(*texts: str) -> list[str]:
        return [s.text for s in Lock().apply([Segment(text) for text in texts], Color(0, 0, 0))]

    assert through("\u0301\u1160abc", "\u0301d") == ["abc", "\u0301d"]
    assert through("\u1160") == [""]
    assert through("") == [""]


async def test_whatever_a_widget_paints_is_locked(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path, WEIR))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await app.screen.mount(Static(Content(HOSTILE), id="told"))
        await pilot.pause()
        strips = app.screen._compositor.render_strips()
        painted = "\n".join(strip.text for strip in strips)
        assert "a[2Jb" in painted
        assert not UNSAFE.search(painted)


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
async def test_what_is_pasted_is_clean(tmp_path: Path, line_end: str) -> None:
    app = make(FakeLibrary(tmp_path, WEIR))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("S")
        await settle(pilot)
        app.post_message(events.Paste(f"rain\x1b]52;c;x\x07\u202elock{line_end}and more"))
        await settle(pilot)
        assert app.screen.query_one("#query", Input).value == "rain␛]52;c;x␇\ufffdlock"
