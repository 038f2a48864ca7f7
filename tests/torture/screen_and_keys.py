"""Every way out of the reader gives the terminal back."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from subprocess import TimeoutExpired

from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from registry import attack

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

_WAYS = ("q", "ctrl+q", "SIGTERM", "SIGHUP", "SIGINT", "closed", "closed while it writes", "fault")

_FAILING = """
import sys
from inglenook.tui.app import InglenookApp
def fail(self):
    raise RuntimeError("told to")
InglenookApp.action_keys = fail
from inglenook.__main__ import main
main()
"""
"""The program, which fails when it is asked for its keys."""


def _left_by(way: str, folder: Path, stories: Path) -> Iterator[str]:
    """Read on by a page, and leave by one way."""
    from test_terminal import Terminal

    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "STATE")}
    environment = os.environ | own | {"TERM": "xterm-256color"}
    program = ("-c", _FAILING) if way == "fault" else ("-m", "inglenook")
    terminal = Terminal([sys.executable, *program, str(stories)], environment)
    closed = False
    try:
        terminal.wait_for(lambda: "rain" in terminal.text, "story")
        terminal.settle()
        terminal.send(" ")
        terminal.settle()
        if way.startswith("closed"):
            if way != "closed":
                for key in " b?\x1b" * 30:  # it paints more than is read
                    terminal.send(key)
                    terminal._read(0.01)
                    time.sleep(0.01)
            os.close(terminal._ours)
            closed = True
            with suppress(TimeoutExpired):
                terminal.process.wait(10)
        elif way == "fault":
            terminal.send("\x1bOP")
            terminal.wait_for_text("Inglenook has failed")
            if left := terminal.left_behind():
                yield f"{way}: left behind: {left}"
            terminal.send("q\n")
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


@attack("every way out gives the terminal back and keeps the place", quick=8, long=64)
def ways_out(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Leave by keys, signals, a fault and a closed terminal."""
    for number in range(tries):
        place = folder / f"try{number}"
        stories = place / "stories"
        stories.mkdir(parents=True)
        text = "\n\n".join(f"It was {n}, and rain fell on the lock." for n in range(200))
        (stories / "tale.txt").write_text(f"A Tale\n\nby Ada\n\n{text}\n")
        for said in _left_by(_WAYS[number % len(_WAYS)], place, stories):
            yield f"try {number}: {said}"
