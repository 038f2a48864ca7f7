"""The real program in a terminal, driven from outside: for attacks that kill it or type wildly."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

from test_terminal import Terminal

_TAIL = 1 << 16
"""Bytes of the output that are kept of a session that is not drawn."""

WATCHED = """
import os, sys, traceback
from pathlib import Path
from textual.app import App
from textual.worker import Worker, WorkerState
run, handle = Worker._run, App._handle_exception
file = sys.argv.pop(2)
def tell(error):
    with open(file, "a", errors="backslashreplace") as told:
        told.write("".join(traceback.format_exception(error)[-4:]))
async def watched(self, app):
    await run(self, app)
    if self.state is WorkerState.ERROR:
        tell(self.error)
def handled(self, error):
    tell(error)
    handle(self, error)
Worker._run, App._handle_exception = watched, handled
os.chdir(Path(file).parent)
from inglenook.__main__ import main
main()
"""
"""The program, telling a file what it and its workers fail of: a fault's report has no messages,
and what a worker fails of nobody would see. ``WATCHED folder file``."""


class Session(Terminal):
    """The program on a folder of stories, with folders of its own."""

    def __init__(
        self,
        stories: Path,
        own: Path,
        program: tuple[str, ...] = ("-m", "inglenook"),
        *more: str,
        drawn: bool = True,
    ) -> None:
        """Start it.

        Args:
            stories: the library.
            own: where config, cache and state go.
            program: how Python is to run it.
            more: arguments after the library.
            drawn: whether there is a screen; one that is drawn takes most of the time.
        """
        self._drawn = drawn
        self.written = 0
        folders = {f"INGLENOOK_{name}": str(own / name.lower()) for name in _OWN}
        # Whatever opens an editor or a pager is back at once.
        known = {"TERM": "xterm-256color", "COLORTERM": "truecolor"} | dict.fromkeys(
            _OTHERS, "true"
        )
        command = [sys.executable, *program, str(stories), *more]
        super().__init__(command, os.environ | folders | known)

    def _read(self, patience: float) -> bool:
        if self._drawn:
            return super()._read(patience)
        if not select.select([self._ours], [], [], patience)[0]:
            return False
        data = os.read(self._ours, 1 << 16)
        self.written += len(data)
        self.output = (self.output + data)[-_TAIL:]
        return True

    def give(self, data: bytes) -> None:
        """Type bytes, reading what is written meanwhile: a terminal's line holds 4 KB."""
        while data:
            if select.select([], [self._ours], [], 0)[1]:
                data = data[os.write(self._ours, data[:256]) :]
            else:
                self._read(0.01)

    def rest(self, turns: int = 100) -> bool:
        """Read until the program waits for keys; return false if it does not come to rest."""
        return any(not self._read(0.01) and _sleeps(self.process.pid) for _ in range(turns))

    def settle_for(self, seconds: float) -> None:
        """Read until nothing has been written for some time."""
        while self._read(seconds):
            pass

    @property
    def memory(self) -> int:
        """Bytes of memory that are its own."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu(self) -> float:
        """Seconds of CPU that its threads have used."""
        used = (file.read_text().split()[0] for file in self._files("schedstat"))
        return sum(map(int, used)) / 1e9

    @property
    def has_help(self) -> bool:
        """Whether a process that it started is at work, as while it indexes."""
        return any(file.read_text().split() for file in self._files("children"))

    def _files(self, name: str) -> list[Path]:
        return list(Path(f"/proc/{self.process.pid}/task").glob(f"*/{name}"))


_Task = TypeVar("_Task")


def side_by_side(
    work: Callable[[_Task], list[str]], tasks: Sequence[_Task], at_once: int
) -> Iterator[str]:
    """Yield what several pieces of work say, each done in a process: a terminal needs a fork."""
    if len(tasks) == 1:
        yield from work(tasks[0])
        return
    with ProcessPoolExecutor(at_once, mp_context=get_context("spawn")) as pool:
        for said in pool.map(work, tasks):
            yield from said


_OWN = ("CONFIG", "CACHE", "STATE")
_OTHERS = ("EDITOR", "VISUAL", "PAGER")


def _fields(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


def _sleeps(process: int) -> bool:
    try:
        return _fields(process)[0] in "SZX"
    except OSError:
        return True
