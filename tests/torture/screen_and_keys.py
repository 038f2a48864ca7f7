"""No key, click or size brings the reader down, and every way out gives the terminal back."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from every_screen import shelved
from hostile import Strings, write_library
from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from registry import attack

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

KEYS = (
    *"abcdfghijklmnoprstuvwxyzABCDGHIJKLMNOPRSTUVWXYZ0123456789[]{}()<>/?,.#%*'`-+=_\\:",
    *("space", "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("pagedown", "pageup", "backspace", "delete", "ctrl+o", "ctrl+t", "ctrl+f", "ctrl+p", "ctrl+u"),
    *("ctrl+y", "ctrl+d", "alt+left", "alt+right", "ctrl+home", "ctrl+end", "f1"),
)  # fmt: skip
"""All but those that leave the program, or leave it to another."""


async def _type(rng: Random, tries: int, stories: Path) -> Iterator[str]:
    from inglenook.tui.app import make_app

    app = make_app(str(stories))
    typed: list[str] = []
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            for _ in range(tries):
                move = rng.random()
                if move < 0.02:
                    size = rng.randint(20, 160), rng.randint(4, 50)
                    typed.append(f"resize {size}")
                    await pilot.resize_terminal(*size)
                elif move < 0.06:
                    offset = rng.randrange(app.size.width), rng.randrange(app.size.height)
                    typed.append(f"click {offset}")
                    await pilot.click(offset=offset)
                else:
                    typed.append(rng.choice(KEYS))
                    await pilot.press(typed[-1])
                if not app.is_running or app._exception is not None:
                    break
    except Exception as error:
        return iter([f"after {typed[-12:]}: {type(error).__name__}: {str(error)[:300]}"])
    return iter(())


@attack("no key, click or resize brings it down", quick=150, long=10_000)
def random_keys(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Type, click and resize at random over hostile stories, beginning anew now and then."""
    stories = folder / "stories"
    line = Strings(rng)
    write_library(line, stories, 14)
    shelved(line, folder)
    while tries > 0:
        step = min(tries, 1000)
        tries -= step
        yield from asyncio.run(_type(rng, step, stories))


_WAYS = ("q", "ctrl+q", "SIGTERM", "SIGHUP", "closed", "idle")


def _left_by(way: str, folder: Path, stories: Path) -> Iterator[str]:
    """Read on by a page, and leave by one way."""
    from test_terminal import Terminal

    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "STATE")}
    environment = os.environ | own | {"TERM": "xterm-256color"}
    terminal = Terminal([sys.executable, "-m", "inglenook", str(stories)], environment)
    closed = False
    try:
        terminal.wait_for(lambda: "rain" in terminal.text, "story")
        terminal.settle()
        terminal.send(" ")
        terminal.settle()
        if way == "idle":
            before = _cpu(terminal.process.pid)
            time.sleep(3)
            used = _cpu(terminal.process.pid) - before
            if used > 0.06:
                yield f"idle: {used:.2f} seconds of CPU in three"
            terminal.send("\x11")
        elif way == "closed":
            os.close(terminal._ours)
            closed = True
            terminal.process.wait(20)
        elif way.startswith("SIG"):
            terminal.process.send_signal(getattr(signal, way))
        else:
            terminal.send({"q": "q", "ctrl+q": "\x11"}[way])
        if not closed:
            terminal.wait_for_end()
            if left := terminal.left_behind():
                yield f"{way}: left behind: {left}"
    finally:
        if closed:
            os.close(terminal._theirs)
            if terminal.process.poll() is None:
                terminal.process.kill()
                yield f"{way}: it runs on"
        else:
            terminal.close()
    library = Library(stories, Folders(folder / "config", folder / "cache", folder / "state"))
    last = library.last_read()
    story = library.story(last) if last else None
    if story is None or library.place(story.id, library.open(story)) == Position():
        yield f"{way}: the place is not saved"


def _cpu(process: int) -> float:
    """Return the seconds of CPU a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@attack("every way out gives the terminal back and keeps the place", quick=6, long=60)
def ways_out(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Leave by keys, signals and a closed terminal; and sit idle."""
    if not Path("/proc/self/stat").exists():
        return
    for number in range(tries):
        place = folder / f"try{number}"
        stories = place / "stories"
        stories.mkdir(parents=True)
        text = "\n\n".join(f"It was {n}, and rain fell on the lock." for n in range(200))
        (stories / "tale.txt").write_text(f"A Tale\n\nby Ada\n\n{text}\n")
        for said in _left_by(_WAYS[number % len(_WAYS)], place, stories):
            yield f"try {number}: {said}"
