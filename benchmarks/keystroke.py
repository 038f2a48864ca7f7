"""From a key in the search box to its results in the list, in the running app.

The app runs without a terminal on a library that is indexed first, of 5.7 MB by default. Words of
the library are typed a letter at a time; each key is timed until the panel has the answer to what
the box then holds. Promised: first results within 50 ms of the key.

Run: ``python benchmarks/keystroke.py [--chapters 255]``.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from pathlib import Path

from generate import write_library
from words import Prose

BOUND_MS = 50.0
WORDS_TYPED = 25


async def measure(folder: Path) -> dict[str, list[float]]:
    """Return the milliseconds of every key, by what was typed."""
    from inglenook.tui.app import make_app
    from inglenook.tui.widgets.search_panel import SearchPanel

    app = make_app(str(folder))
    chooser = random.Random(5)
    times: dict[str, list[float]] = {"one word": [], "two words": [], "phrase of two": []}
    async with app.run_test(size=(120, 40)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.press("S")
        await pilot.pause()
        panel = app.screen.query_one(SearchPanel)
        stories = app.library.stories()
        for _ in range(WORDS_TYPED):
            story = chooser.choice(stories)
            text = app.library.open(story).chapters[0].blocks[-1].text
            first, second = (word.strip(".,;!?\"'") for word in text.split()[3:5])
            for kind, query in (
                ("one word", first),
                ("two words", f"{first} {second}"),
                ("phrase of two", f'"{first} {second}'),
            ):
                panel.entry.value = ""
                await pilot.pause()
                for end in range(1, len(query) + 1):
                    began = time.perf_counter()
                    panel.entry.value = query[:end]
                    while panel.answered != query[:end].strip():
                        # Not 0: a loop that never rests keeps the search from the interpreter.
                        await asyncio.sleep(0.0005)
                    times[kind].append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    """Make the library, type, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=255)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "library"
        for name in ("CONFIG", "CACHE", "STATE"):
            os.environ[f"INGLENOOK_{name}"] = str(Path(made) / name.lower())
        write_library(folder, Prose(1), chosen.chapters, 3500)
        from inglenook.config import Folders
        from inglenook.library import Library

        Library(folder, Folders.from_environment()).refresh()
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{size / 1e6:.1f} MB in {chosen.chapters} chapters\n")
        print(f"{'key to results, ms':20}{'p50':>8}{'p95':>8}{'bound':>8}")
        for kind, each in asyncio.run(measure(folder)).items():
            p95 = statistics.quantiles(each, n=20)[-1]
            print(f"{kind:20}{statistics.median(each):8.1f}{p95:8.1f}{BOUND_MS:8.0f}")


if __name__ == "__main__":
    main()
