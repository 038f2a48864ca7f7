"""The day's copy of 10,000 marks, what is written down of it, and a store made again of that.

A store of 200 stories with 50 marks each. The first write of a day is timed on the clock and by
the processor's time: it checks and copies the file. While a thread writes down what is in it, a
loop like the app's wakes every 10 ms and tells how late it is. Then the file and its copies are
taken away, and it is opened: with the YAML whole, and with its end cut.

Run: ``python benchmarks/daybook.py``.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from inglenook.model import KnownStory, Locator, Position
from inglenook.store import Store
from inglenook.store.annotations import STYLES, Annotation, MarkKind
from words import Prose

STORIES, EACH = 200, 50
WRITE_MS, LATE_MS, RESTORED_SECONDS = 200.0, 30.0, 5.0
"""Bounds: by the processor's time the first and the last, on the clock the second."""
TICK = 0.01


def fill(store: Store) -> None:
    """Mark every story so often: highlights, every fourth with a note."""
    prose = Prose(3)
    stories, marks = [], []
    for number in range(STORIES):
        known = KnownStory(f"s{number:03}", f"Tale {number}", ("Ann Lee",), (f"{number:032x}",), ())
        stories.append(known)
        for at in range(EACH):
            words = prose.paragraph()
            first, last = (
                Locator(Position(at % 10, at, offset), at / EACH, words[offset:][:48], *sides)
                for offset, sides in (
                    (3, (words[:32], words[60:92])),
                    (90, (words[:32], words[:32])),
                )
            )
            note = words[:70] if at % 4 == 0 else ""
            marks.append(
                Annotation(
                    *(f"{number:06x}{at:06x}", known.id, MarkKind.HIGHLIGHT, first, last),
                    *(STYLES[at % 4], note, words[:90], "Chapter", "/home/reader/stories"),
                    *("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z", f"{number:032x}:{at % 10}"),
                )
            )
    store.annotate(stories, marks)
    store.finish()


def took(work: Callable[[], object]) -> tuple[float, float]:
    """Return how many seconds something takes, on the clock and of the processor."""
    began = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - began[0], time.thread_time() - began[1]


async def lateness(work: Callable[[], object], is_done: Callable[[], bool]) -> list[float]:
    """Return by how many milliseconds each tick of a loop is late, once some work has begun."""
    late = []
    work()
    while not is_done():
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        late.append(1000 * (time.perf_counter() - due))
    return late


def main() -> None:
    """Fill a store, copy it, lose it, and print what all that takes."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "reader.sqlite"
        backups = file.parent / "backups"
        store = Store(file)
        fill(store)

        def tell(line: str, value: str, bound: str, held: bool) -> None:
            print(f"{line:52}{value:>18}{bound:>10}{'' if held else '   NOT HELD'}")

        shutil.rmtree(backups)
        again = Store(file)
        clock, processor = took(lambda: again.set_setting("theme", "paper"))
        shown = f"{1000 * clock:.0f} ({1000 * processor:.0f}) ms"
        held = processor * 1000 <= WRITE_MS
        tell("the first write of a day (of the processor)", shown, f"{WRITE_MS:.0f} ms", held)
        again.finish()
        size = sum(path.stat().st_size for path in backups.glob("*.yaml"))
        print(f"{'what is written down':52}{size / 1e6:15.1f} MB")

        for path in backups.glob("*.yaml"):
            path.unlink()
        began = time.perf_counter()
        third = Store(file)
        late = asyncio.run(
            lateness(
                lambda: third.set_setting("theme", "paper"), lambda: any(backups.glob("*.yaml"))
            )
        )
        print(f"{'it takes, in a thread':52}{time.perf_counter() - began:16.2f} s")
        idle = iter(range(len(late)))
        alone = asyncio.run(lateness(lambda: None, lambda: next(idle, None) is None))
        for what, ticks in (("meanwhile", late), ("with nothing going on", alone)):
            p95 = quantiles(ticks, n=20)[-1]
            shown = f"{p95:.1f} / {max(ticks):.1f} ms"
            tell(
                f"a tick of a loop is late {what}, p95 / worst",
                shown,
                f"{LATE_MS:.0f} ms",
                p95 <= LATE_MS,
            )

        third.finish()
        for what, share in (("whole", 1.0), ("cut at two thirds", 2 / 3)):
            there = Path(made) / what / file.name
            (there.parent / "backups").mkdir(parents=True)
            (page,) = backups.glob("*.yaml")
            text = page.read_text(encoding="utf-8")
            there.parent.joinpath("backups", page.name).write_text(text[: int(len(text) * share)])
            restored = Store(there)
            clock, processor = took(restored.annotations.all)
            count = len(restored.annotations.all())
            shown, held = f"{clock:.1f} ({processor:.1f}) s", processor <= RESTORED_SECONDS
            tell(
                f"made again of it {what}, {count:,} marks",
                shown,
                f"{RESTORED_SECONDS:.0f} s",
                held,
            )


if __name__ == "__main__":
    main()
