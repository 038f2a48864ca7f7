"""Every way out of the reader gives the terminal back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import pytest

from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from registry import attack

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

from test_terminal import Terminal

FAULTS = {
    "a fault": ("inglenook.tui.app", "InglenookApp.action_keys", "\x1bOP"),
    "a fault behind the screen": ("inglenook.library", "Library.search", "Srain"),
    "a fault while quitting": (
        "inglenook.tui.screens.library", "LibraryScreen.on_unmount", "\x11",
    ),
    "a fault before the first page": ("inglenook.tui.screens.library", "LibraryScreen.compose", ""),
}  # fmt: skip
"""What fails, in which module, and the keys that lead there."""

_FAILING = """
import {0} as part
def fails(*_, **__): raise RuntimeError("rain fell")
part.{1} = fails
from inglenook.__main__ import main
main()
"""

_ASIDE = "sh -c 'echo ASIDE; read line' aside"
"""An editor and a pager: it waits for a line."""


def _told(terminal: Terminal, keys: str) -> Iterator[str]:
    """Have the program fail, and leave it."""
    terminal.send(keys)
    terminal.wait_for_text("q and Enter leaves")
    if left := terminal.left_behind():
        yield f"left behind under the calm words: {left}"
    terminal.send("q\n")


def _stopped(terminal: Terminal, name: str) -> Iterator[str]:
    """Stop it as a shell does, go on, and quit."""
    terminal.process.send_signal(getattr(signal, name))
    terminal.wait_for(lambda: _state(terminal.process.pid) == "T", "stopped program")
    terminal.settle()
    if (left := terminal.left_behind()) and name == "SIGTSTP":
        yield f"left behind while it is stopped: {left}"
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    yield from _back(terminal)


def _back(terminal: Terminal) -> Iterator[str]:
    """Look whether the page is there again, and quit."""
    try:
        terminal.wait_for(lambda: "rain" in terminal.text, "page")
    except pytest.fail.Exception:
        yield "the page is not painted again"
    terminal.send("\x11")


def _interrupted(terminal: Terminal) -> Iterator[str]:
    """Interrupt the pager, and come back."""
    terminal.send("E")
    terminal.wait_for_text("ASIDE")
    terminal.screen.reset()
    terminal.send("\x03")
    yield from _back(terminal)


def _ended_aside(terminal: Terminal) -> Iterator[str]:
    """End it while the editor has the terminal; it ends with that."""
    terminal.send("e")
    terminal.wait_for_text("ASIDE")
    if left := terminal.left_behind():
        yield f"left behind for the editor: {left}"
    terminal.process.send_signal(signal.SIGTERM)
    terminal.send("\n")


def _closed(terminal: Terminal, keys: str = "", *, paints: bool = False) -> Iterator[str]:
    """Close the terminal's window."""
    for key in " b?\x1b" * 30 * paints:  # it paints more than is read
        terminal.send(key)
        terminal._read(0.01)
        time.sleep(0.01)
    if keys:
        terminal.send(keys)
        terminal.wait_for_text("ASIDE")
    terminal.hang_up()
    try:
        terminal.process.wait(20)
    except subprocess.TimeoutExpired:
        yield "it runs on"


def _sent(terminal: Terminal, keys: str) -> Iterator[str]:
    terminal.send(keys)
    yield from ()


def _signalled(terminal: Terminal, name: str) -> Iterator[str]:
    terminal.process.send_signal(getattr(signal, name))
    yield from ()


def _no_text(terminal: Terminal) -> Iterator[str]:
    """Send bytes that are no text; what comes after them still counts."""
    terminal.send_bytes(b"\xff\x1b[M\xe0\xe0")
    terminal.settle()
    terminal.screen.reset()
    terminal.send(" ")
    yield from _back(terminal)


_WAYS: dict[str, Callable[[Terminal], Iterator[str]]] = {
    "q": partial(_sent, keys="q"),
    "ctrl+q, thrice": partial(_sent, keys="\x11\x11\x11"),
    **{
        name: partial(_signalled, name=name)
        for name in ("SIGTERM", "SIGHUP", "SIGINT")
    },
    "a window that is closed": _closed,
    "a window that is closed while it is painted": partial(_closed, paints=True),
    "a window that is closed over the editor": partial(_closed, keys="e"),
    "SIGTERM while the editor has the terminal": _ended_aside,
    "an interrupt while the pager has it": _interrupted,
    "SIGTSTP": partial(_stopped, name="SIGTSTP"),
    "SIGSTOP": partial(_stopped, name="SIGSTOP"),
    "bytes that are no text": _no_text,
    **{name: partial(_told, keys=keys) for name, (_, _, keys) in FAULTS.items()},
}  # fmt: skip


def _left_by(way: str, folder: Path, stories: Path) -> Iterator[str]:
    """Read on by a page, and leave by one way."""
    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "STATE")}
    own |= dict.fromkeys(("VISUAL", "EDITOR", "PAGER"), _ASIDE) | {"TERM": "xterm-256color"}
    program = ("-c", _FAILING.format(*FAULTS[way])) if way in FAULTS else ("-m", "inglenook")
    terminal = Terminal([sys.executable, *program, str(stories)], os.environ | own)
    reads = way != "a fault before the first page"
    try:
        if reads:
            terminal.wait_for(lambda: "rain" in terminal.text, "story")
            terminal.settle()
            terminal.send(" ")
            terminal.settle()
        yield from _WAYS[way](terminal)
        if not terminal.is_closed:
            terminal.wait_for_end()
            if left := terminal.left_behind():
                yield f"left behind: {left}"
            if b"Traceback" in terminal.output:
                yield f"a traceback: {terminal.output[-500:]!r}"
    except pytest.fail.Exception as error:
        yield str(error)
    finally:
        terminal.close()
    reports = [path.read_text() for path in (folder / "state" / "faults").glob("*")]
    if bool(reports) != (way in FAULTS) or "rain" in "".join(reports):
        yield f"{reports} is reported"
    library = Library(stories, Folders(folder / "config", folder / "cache", folder / "state"))
    last = library.last_read()
    story = library.story(last) if last else None
    if reads and (story is None or library.place(story.id, library.open(story)) == Position()):
        yield "the place is not saved"


def _state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


@attack("every way out gives the terminal back and keeps the place", quick=17, long=68)
def ways_out(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Leave by keys, signals, faults and a closed terminal; be stopped, and called aside."""
    if not Path("/proc/self/stat").exists():
        return  # else it is not known whether it has stopped
    ways = list(_WAYS)
    for number in range(tries):
        place = folder / f"try{number}"
        stories = place / "stories"
        stories.mkdir(parents=True)
        text = "\n\n".join(f"It was {n}, and rain fell on the lock." for n in range(200))
        (stories / "tale.txt").write_text(f"A Tale\n\nby Ada\n\n{text}\n")
        way = ways[number % len(ways)]
        for said in _left_by(way, place, stories):
            yield f"try {number}: {way}: {said}"
