"""What was closed is let go of: a session of a week takes no more memory than one of an hour."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle

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
