"""Turning pages while the library is read and indexed in the background.

The app runs without a terminal on a book that is on its shelf already; a library of about 25 MB
has come beside it since. While the process behind the app reads and indexes that, pages of the
book are turned, and then as many with nothing going on. A turn is timed from the key to the rows
of the new page, one turn every 30 ms: on the clock, and by the processor's time of the app, its
threads included. Promised: p95 within 16 ms on the clock, on a machine that does nothing else;
on a busy one the two tables beside each other tell what indexing adds.

Run: ``python benchmarks/meanwhile.py [--chapters 1100]``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from generate import write_book, write_library
from words import Prose

BOUND_MS = 16.0
BETWEEN_TURNS = 0.03
"""Seconds."""
FEWEST, MOST = 50, 1_000
"""Turns."""


class Turn(NamedTuple):
    """What a turn took, in milliseconds."""

    clock: float
    processor: float


async def measure(folder: Path, story: str) -> tuple[list[Turn], list[Turn]]:
    """Return the turns while it indexes, and those after that."""
    from inglenook.tui.app import make_app
    from inglenook.tui.messages import Wanted
    from inglenook.tui.widgets.reading_pane import ReadingPane

    app = make_app(str(folder), Wanted(story))
    async with app.run_test(size=(120, 40)) as pilot:
        while not app.screen.query(ReadingPane) or not app.screen.query_one(ReadingPane).has_focus:
            await pilot.pause()
        pane = app.screen.query_one(ReadingPane)

        async def turn() -> Turn:
            was = pane.position
            began = time.perf_counter(), time.process_time()
            app.simulate_key("pagedown")
            while pane.position == was:
                await asyncio.sleep(0)
            for y in range(pane.size.height):
                pane.render_line(y)
            ended = time.perf_counter(), time.process_time()
            await asyncio.sleep(BETWEEN_TURNS)
            return Turn(*(1000 * (end - start) for start, end in zip(began, ended, strict=True)))

        def refreshing() -> bool:
            return any(one.group == "refresh" and not one.is_finished for one in app.workers)

        while not refreshing():
            await pilot.pause()
        during: list[Turn] = []
        while refreshing() and len(during) < MOST:
            during.append(await turn())
        await app.workers.wait_for_complete()
        return during, [await turn() for _ in range(200)]


def main() -> None:
    """Make the library, turn pages, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=1100)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "library"
        for name in ("CONFIG", "CACHE", "STATE"):
            os.environ[f"INGLENOOK_{name}"] = str(Path(made) / name.lower())
        write_book(folder, Prose(2), 3.2)
        from inglenook.config import Folders
        from inglenook.library import Library

        library = Library(folder, Folders.from_environment())
        library.refresh()
        write_library(folder, Prose(1), chosen.chapters, 3500)
        during, after = asyncio.run(measure(folder, library.stories()[0].id))
    if len(during) < FEWEST:
        raise SystemExit(f"only {len(during)} pages were turned before it was done: more chapters")
    print(f"{'a page turned, ms':24}{'turns':>8}{'p50':>8}{'p95':>8}{'worst':>8}")
    for name, turns in (("while it indexes", during), ("with nothing going on", after)):
        for measured, times in zip(Turn._fields, zip(*turns, strict=True), strict=True):
            p95 = statistics.quantiles(times, n=20)[-1]
            held = "" if p95 <= BOUND_MS else "   NOT HELD"
            print(f"{name:24}{len(times):8}{statistics.median(times):8.1f}{p95:8.1f}", end="")
            print(f"{max(times):8.1f}  {measured}{held}")


if __name__ == "__main__":
    main()
