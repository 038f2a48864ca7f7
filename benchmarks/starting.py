"""How long a start takes, from the command to the first words on the screen.

Whole processes in a terminal of 120 by 40, timed to the moment the words arrive, turn and turn
about with an empty Textual app so that both meet the same machine. What is promised:

* the first line of the last-read story within 1.5 times the empty app's first paint, also
  with a library of 10,000 catalogued chapters;
* a book of 3.2 MB on the screen at most 150 ms later than a tiny story.

Run: ``python benchmarks/starting.py [--runs 15] [--keep FOLDER]``. The library is made and
indexed first, which takes a few minutes; ``--keep`` names a folder to find it in again.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

from generate import write_book, write_library, write_tiny
from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from words import Prose

COLUMNS, LINES = 120, 40
PATIENCE = 60.0
"""Seconds until a start is given up."""

EMPTY = """
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("nothingness")
Empty().run()
"""


def time_to(words: bytes, command: list[str], environment: dict[str, str]) -> float:
    """Return the seconds from starting a command to these bytes on its terminal."""
    start = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    seen = b""
    try:
        while words not in seen:
            if not select.select([terminal], [], [], PATIENCE)[0]:
                raise SystemExit(f"{command} did not show {words!r} in {PATIENCE} s")
            seen += os.read(terminal, 65536)
        return time.perf_counter() - start
    except OSError:
        raise SystemExit(f"{command} ended:\n{seen.decode(errors='replace')}") from None
    finally:
        os.killpg(child, signal.SIGKILL)  # a terminal's child leads a group of its own
        os.waitpid(child, 0)
        os.close(terminal)


class Shelf:
    """A library with folders of its own, catalogued, indexed, and left in the middle of a story."""

    def __init__(self, root: Path, name: str, fill: Callable[[Path], object]) -> None:
        self.folder = root / name / "stories"
        self.environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",  # as installed: compiled once, in the first round
            "PYTHONPYCACHEPREFIX": str(root / "bytecode"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "INGLENOOK_CONFIG": str(root / name / "config.yaml"),
            "INGLENOOK_CACHE": str(root / name / "cache"),
            "INGLENOOK_STATE": str(root / name / "state"),
        }
        if not self.folder.exists():
            fill(self.folder)
        index = [sys.executable, "-m", "inglenook", "index", "-l", str(self.folder)]
        subprocess.run(index, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        self.words = self._leave_off()

    def _leave_off(self) -> bytes:
        """Save a place in the middle of a story; return a word of the line that will be first."""
        home = self.folder.parent
        folders = Folders(home / "config.yaml", home / "cache", home / "state")
        library = Library(self.folder, folders)
        stories = library.stories()
        story = stories[len(stories) // 2]
        document = library.open(story)
        chapter = len(document.chapters) // 2
        blocks = document.chapters[chapter].blocks
        block = next(
            number
            for number in range(len(blocks) // 2, len(blocks))
            if not blocks[number].folded and len(blocks[number].text) > COLUMNS
        )
        library.save_place(story.id, document, Position(chapter, block, 0))
        # One word, since colours may change between two; the longest, since it stands only there.
        first: list[str] = re.findall(r"\w+", blocks[block].text[:40])
        return max(first, key=len).encode()

    def start(self) -> float:
        """Return how long it takes until the line is on the screen."""
        command = [sys.executable, "-m", "inglenook", str(self.folder)]
        return time_to(self.words, command, self.environment)


def main() -> None:
    """Print the medians, their ratio and their difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--chapters", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        root = given.keep or Path(made)
        large = f"{given.chapters} chapters"
        shelves = {
            "a tiny story": Shelf(root, "tiny", lambda out: write_tiny(out, Prose())),
            "a 3.2 MB book": Shelf(root, "book", lambda out: write_book(out, Prose(), 3.2)),
            large: Shelf(
                root, "large", lambda out: write_library(out, Prose(), given.chapters, 300)
            ),
        }
        times: dict[str, list[float]] = {"an empty app": [], **{name: [] for name in shelves}}
        empty = [sys.executable, "-c", EMPTY]
        environment = next(iter(shelves.values())).environment
        for _ in range(given.runs + 1):
            times["an empty app"].append(time_to(b"nothingness", empty, environment))
            for name, shelf in shelves.items():
                times[name].append(shelf.start())
    # The first round warms the disk's cache.
    medians = {name: statistics.median(taken[1:]) * 1000 for name, taken in times.items()}
    for name, median in medians.items():
        best = min(times[name][1:]) * 1000
        ratio = median / medians["an empty app"]
        print(f"{name:16} median {median:6.0f} ms, best {best:6.0f} ms, {ratio:.2f} of empty")
    later = medians["a 3.2 MB book"] - medians["a tiny story"]
    print(f"the book is on the screen {later:.0f} ms later than the tiny story (promised: 150)")
    print(f"{large}: {medians[large] / medians['an empty app']:.2f} of empty (promised: 1.5)")


if __name__ == "__main__":
    main()
