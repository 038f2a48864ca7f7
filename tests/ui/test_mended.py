"""What was closed is let go of, and a terminal that was closed holds nobody up."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import weakref
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle
from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread
from textual.strip import Strip
from textual.widgets import LoadingIndicator
from textual.widgets._toast import Toast, ToastHolder

from inglenook.tui.mended import mend

SCREENS = (
    "question_mark", "t", "B", "comma", "T", "i", "percent_sign", "apostrophe", "number_sign",
    "colon", "W", "K", "M",
)  # fmt: skip
"""Keys that open one; the report is not among them: the thread that read for it knows it until
it reads for another."""


@pytest.mark.parametrize("key", SCREENS)
async def test_a_screen_that_was_closed_is_gone(tmp_path: Path, key: str) -> None:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last = WEIR[0].id
    app = make(library)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("S", "r", "a", "i", "n", "escape", "escape")
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        screen = app.screen
        assert len(app.screen_stack) == 2
        parts = screen.query("*")
        held = {f"{part!r}": weakref.ref(part) for part in (screen, *parts)}
        held |= {f"rows of {part!r}": weakref.ref(part._styles_cache) for part in (screen, *parts)}
        del screen, parts
        await pilot.press("escape", "escape", "escape")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        gc.collect()
        assert not [name for name, still in held.items() if still() is not None]


async def test_of_what_is_said_no_more_nothing_stays(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path, WEIR))
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        for number in range(5):
            app.notify(f"Number {number} of five")
            await settle(pilot)
        assert len(app.screen.query(Toast)) == 1
        assert len(app.screen.query(ToastHolder)) == 1


async def test_the_dots_of_the_palette_stand_still(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path, WEIR))
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("colon")
        await settle(pilot)
        (dots,) = app.screen.query(LoadingIndicator)
        assert dots.auto_refresh is None


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text: str) -> int:
        raise OSError(errno.EIO, text)


def test_whoever_paints_on_a_closed_terminal_never_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _process, number: told.append(number))
    mend()
    thread = WriterThread(Gone())
    thread.start()
    for _ in range(4 * MAX_QUEUED_WRITES):
        thread._queue.put("painted", timeout=10)
    thread._queue.put(None, timeout=10)
    thread.join(10)
    assert not thread.is_alive()
    assert told == [signal.SIGHUP]


def test_no_more_ways_to_paint_are_remembered_than_screens_have() -> None:
    mend()
    mend()
    assert Strip.render_ansi.cache_info().maxsize == 2048  # type: ignore[attr-defined]
