"""Opening the list of marks, and filtering it, in the running app.

A library of 200 short stories with 50 marks each, and the same with one mark each. The list of
all marks is opened, filled and painted again and again, and a filter is typed into it. Each is
timed from the key to the rows on screen: on the clock, and by the processor's time of the app.
Promised: 10,000 marks are listed within 100 ms.

Run: ``python benchmarks/marks.py``.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from generate import write_library
from words import Prose

if TYPE_CHECKING:
    from inglenook.library import Library
    from inglenook.tui.screens.marks import MarksScreen

STORIES, EACH = 200, 50
BOUND_MS = 100.0
OPENINGS = 15
FILTER = "zzz"
"""What no mark has, so that all are looked through."""

Took = tuple[float, float]
"""Milliseconds on the clock, and of the processor."""


def write_marks(library: Library, each: int) -> int:
    """Mark every story so often, and return how many marks that makes."""
    from inglenook.model import Locator, Position
    from inglenook.store.annotations import Annotation, MarkKind, new_id

    stories = library.stories()
    prose = Prose(3)
    marks = []
    for story in stories:
        for number in range(each):
            words = prose.paragraph()
            start = Locator(Position(number % 10, number, 3), number / each, words[:48], "", "")
            marks.append(
                Annotation(
                    *(new_id(), story.id, MarkKind.HIGHLIGHT, start, start, "rose", ""),
                    *(words[:160], story.chapters[0].title, str(library.folder)),
                    entry=story.chapters[number % 10].key,
                )
            )
    library.store.annotate(stories, marks)
    return len(marks)


async def measure(folder: Path) -> dict[str, list[Took]]:
    """Return what opening the list and a first filter took, time after time."""
    from inglenook.tui.app import make_app
    from inglenook.tui.screens.marks import MarksScreen
    from inglenook.tui.widgets.entry import Entry

    app = make_app(str(folder))
    times: dict[str, list[Took]] = {"opened": [], "of all stories": [], "a filter begun": []}

    async def timed(what: str, act: Callable[[], object], done: Callable[[], bool]) -> None:
        began = time.perf_counter(), time.process_time()
        act()
        while not done():
            await asyncio.sleep(0)
        for y in range(screen().rows.size.height):
            screen().rows.render_line(y)
        ended = time.perf_counter(), time.process_time()
        clock, processor = (1000 * (e - b) for b, e in zip(began, ended, strict=True))
        times[what].append((clock, processor))

    def screen() -> MarksScreen:
        assert isinstance(app.screen, MarksScreen)
        return app.screen

    def is_listed() -> bool:
        listed = isinstance(app.screen, MarksScreen) and bool(app.screen.query("MarkRows"))
        return listed and screen().rows.item_count() > 0 and screen().rows.size.height > 0

    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        for _ in range(OPENINGS + 1):
            await timed("opened", lambda: app.simulate_key("apostrophe"), is_listed)
            await pilot.pause()
            count = screen().rows.item_count()
            if count <= EACH:  # those of the story on the page
                await timed(
                    "of all stories",
                    lambda: app.simulate_key("tab"),
                    lambda count=count: screen().rows.item_count() > count,  # type: ignore[misc]
                )
                count = screen().rows.item_count()
            entry = screen().query_one(Entry)
            await timed(
                "a filter begun",
                lambda entry=entry: setattr(entry, "value", FILTER),  # type: ignore[misc]
                lambda count=count: screen().rows.item_count() < count,  # type: ignore[misc]
            )
            await pilot.press("escape", "escape")
            await pilot.pause()
    return {what: each[1:] for what, each in times.items() if each}


def main() -> None:
    """Make the libraries, list their marks, and print a table."""
    print(f"{'ms, median / worst':34}{'clock':>16}{'processor':>16}{'bound':>8}")
    for each in (1, EACH):
        with tempfile.TemporaryDirectory() as made:
            folder = Path(made) / "library"
            for name in ("CONFIG", "CACHE", "STATE"):
                os.environ[f"INGLENOOK_{name}"] = str(Path(made) / name.lower())
            write_library(folder, Prose(1), STORIES * 10, 60)
            from inglenook.config import Folders
            from inglenook.library import Library

            library = Library(folder, Folders.from_environment())
            library.refresh()
            count = write_marks(library, each)
            for what, times in asyncio.run(measure(folder)).items():
                shown = [f"{median(one):7.1f} /{max(one):7.1f}" for one in zip(*times, strict=True)]
                print(f"{f'{count:,} marks, {what}':34}{''.join(shown)}{BOUND_MS:8.0f}")


if __name__ == "__main__":
    main()
