"""The whole program in a real terminal: a pseudo-terminal, with pyte as its screen."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from inglenook.store import Store

PATIENCE = 20.0
"""Seconds until something that should happen has not; a busy CI machine is slow."""

MARK = re.compile(r"\bmark (\d\d\d)\b")
"""Begins every paragraph of the long story below, so a screen says where it is."""

_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]")
"""What pyte would print: the keyboard protocol is pushed with ``ESC [ > 1 u``."""
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<>=$ ]*)?\Z|\x1b[\]P_^][^\x07\x1b]*\Z")
_STRING = re.compile(rb"\x1b[\]P_^][^\x07\x1b]*(?:\x07|\x1b\\)")
_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
_KEYBOARD = re.compile(rb"\x1b\[(>[0-9]*|<[0-9]*)u")
_ON_AT_FIRST = {b"7": b"h", b"25": b"h"}
"""Modes a terminal has on before a program runs: wrapping at the edge, and the cursor."""


def _take_terminal() -> None:
    """Make the terminal one's own, with the signals that a shell gives to what it starts."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for name in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)  # ignored in what runs behind a shell


class Terminal:
    """A program in a terminal: keys go in, a screen comes out."""

    def __init__(
        self, command: list[str], environment: dict[str, str], columns: int = 100, lines: int = 30
    ) -> None:
        self._ours, self._theirs = os.openpty()
        self.before = termios.tcgetattr(self._theirs)
        self.is_closed = False
        self.output = b""
        self._pending = b""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.resize(columns, lines)
        self.process = subprocess.Popen(
            command,
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env=environment,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )

    @property
    def after(self) -> list[object]:
        """The terminal's settings now."""
        return termios.tcgetattr(self._theirs)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    @property
    def marks(self) -> list[int]:
        """The paragraphs whose beginnings are on the screen, from above."""
        return [int(number) for number in MARK.findall(self.text)]

    def send(self, keys: str) -> None:
        """Type."""
        self.send_bytes(keys.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send what may be no text."""
        os.write(self._ours, data)

    def hang_up(self) -> None:
        """Close the window; only the end of the program can be waited for then."""
        os.close(self._ours)
        self.is_closed = True

    def resize(self, columns: int, lines: int) -> None:
        """Give the window another size; the kernel tells the program."""
        self.screen.resize(lines, columns)
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, size)

    def wait_for(self, is_so: Callable[[], object], what: str) -> None:
        """Read what the program writes until something is so on the screen."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            if self.process.poll() is not None or time.monotonic() > end:
                self._read(0.05)
                ended = self.process.poll()
                state = "runs" if ended is None else f"ended with {ended}, {self.output[-600:]!r}"
                lines = "\n".join(line.rstrip() for line in self.screen.display)
                pytest.fail(f"no {what} on the screen, and it {state}:\n{lines}")
            self._read(0.5)

    def wait_for_text(self, text: str) -> None:
        """Wait until a text is on the screen."""
        self.wait_for(lambda: text in self.text, repr(text))

    def wait_for_end(self) -> int:
        """Wait until the program has ended, reading on, and return its exit status."""
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self._read(0.05)
        if self.process.poll() is None:
            pytest.fail(f"the program does not end:\n{self.text}")
        self._read(0.05)
        return self.process.returncode

    def settle(self, patience: float = 0.3) -> None:
        """Wait until the program has written nothing for some seconds."""
        while self._read(patience):
            pass

    def _read(self, patience: float) -> bool:
        if not select.select([self._ours], [], [], patience)[0]:
            return False
        data = os.read(self._ours, 65536)
        self.output += data
        data = self._pending + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._pending = data[cut:]
        self._stream.feed(_STRING.sub(b"", _PRIVATE.sub(b"", data[:cut])))
        return True

    def left_behind(self) -> list[str]:
        """Return what the program changed in the terminal and did not change back."""
        now: dict[bytes, bytes] = {}
        for numbers, state in _MODE.findall(self.output):
            now.update(dict.fromkeys(numbers.split(b";"), state))
        left = [
            f"?{number.decode()}{state.decode()}"
            for number, state in now.items()
            if state != _ON_AT_FIRST.get(number, b"l")
        ]
        depth = 0
        for move in _KEYBOARD.findall(self.output):
            depth += 1 if move.startswith(b">") else -1
        if depth > 0:
            left.append("keyboard protocol")
        if self.after != self.before:
            left.append("termios")
        return left

    def close(self) -> None:
        """Kill what still runs, and close the terminal."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if not self.is_closed:
            os.close(self._ours)
        os.close(self._theirs)


SIDEBAR = 34
"""Columns of the sidebar where there is room for it."""

SMALL_TALK = (
    "the kettle was on and nobody had said a word about the letter on the table, which was "
    "still there, still closed, and still addressed to somebody who had never lived here."
)


def chapter(first: int) -> str:
    return "\n\n".join(
        f"Then mark {number:03} and {SMALL_TALK}" for number in range(first, first + 40)
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "long.txt").write_text(
        "The Letter\nby Ann Example\n\n\n"
        + "\n\n\n".join(f"Chapter {n + 1}: Day {n + 1}\n\n{chapter(n * 100)}" for n in range(4))
    )
    (folder / "short.txt").write_text(
        "A Short One\nby Bo Example\n\n\nIt rained. Then there was a zeppelin over the barn.\n"
    )
    return folder


Start = Callable[[], Terminal]


@pytest.fixture
def start(folder: Path, environment: dict[str, str]) -> Iterator[Start]:
    """Start the program on the folder, which is catalogued and indexed already."""
    command = [sys.executable, "-m", "inglenook"]
    index = [*command, "index", "-l", str(folder)]
    subprocess.run(index, env=environment, check=True, capture_output=True, timeout=60)
    terminals: list[Terminal] = []

    def begin() -> Terminal:
        terminals.append(Terminal([*command, str(folder)], environment))
        return terminals[-1]

    yield begin
    for terminal in terminals:
        terminal.close()


def test_what_is_selected_with_keys_is_handed_to_the_terminals_clipboard(start: Start) -> None:
    terminal = start()
    terminal.wait_for(lambda: terminal.marks, "the text of a story")
    terminal.settle()
    terminal.send(" ")
    terminal.settle()
    terminal.send("v")
    terminal.wait_for_text("1 word ")
    terminal.send("eww")
    terminal.wait_for_text("3 words")
    terminal.send("y")
    terminal.wait_for(lambda: b"\x1b]52;c;" in terminal.output, "a text for the clipboard")
    found = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", terminal.output)
    assert found
    copied = b64decode(found[1]).decode()
    assert copied.count(" ") == 2
    assert copied.rpartition(" ")[0] in " ".join(" ".join(terminal.screen.display).split())
    terminal.send("q")
    assert terminal.wait_for_end() == 0
    assert not terminal.left_behind()


def turn_page(terminal: Terminal) -> list[int]:
    """Turn a page of the long story; return the paragraphs then on the screen."""
    before = terminal.marks
    terminal.send(" ")
    terminal.wait_for(lambda: terminal.marks > before, "next page")
    terminal.settle()
    return terminal.marks


def page(terminal: Terminal) -> list[str]:
    """Return the text right of the sidebar and above the status line, without its scroll bar."""
    return [line[SIDEBAR:-2].strip() for line in terminal.screen.display[:-2]]


@pytest.mark.parametrize(
    ("keys", "found"),
    [("Szeppelin", "1 hit in 1 story"), ("/kettle", "hit 1 of 160"), ("\t/short", "1 of 2")],
    ids=["search", "find", "next-pane-and-filter"],
)
def test_keys_of_one_burst_go_where_the_first_of_them_leads(
    start: Start, keys: str, found: str
) -> None:
    terminal = start()
    terminal.wait_for_text("mark 000")
    terminal.send(keys)
    terminal.wait_for_text(found)


def test_read_search_jump_resize_quit_and_come_back(start: Start) -> None:
    terminal = start()
    terminal.wait_for_text("mark 000")
    terminal.send("]")
    terminal.wait_for_text("mark 100")
    assert "Chapter 2" in terminal.text
    terminal.send("]")
    terminal.wait_for_text("mark 200")

    terminal.send("S")
    terminal.wait_for_text("in all stories")
    terminal.send("zeppelin")
    terminal.wait_for_text("1 hit in 1 story")
    terminal.send("\r")  # from the query into the list
    terminal.settle()
    terminal.send("\r")  # to the passage
    terminal.wait_for_text("hit 1 of 1")
    terminal.wait_for_text("by Bo Example")
    terminal.wait_for_text("zeppelin over the")  # a frame may arrive in two pieces

    terminal.send("\x0f")  # ctrl+o: back to where one was
    terminal.wait_for_text("mark 200")
    turn_page(terminal)
    first = turn_page(terminal)[0]
    terminal.resize(70, 24)
    terminal.settle()
    assert terminal.marks[0] in {first, first + 1}
    terminal.resize(100, 30)
    terminal.wait_for(lambda: terminal.marks[0] == first, "the page as it was")
    terminal.send("\x1b")  # the hit is let go
    terminal.settle()
    terminal.send("\x1b")  # and the search closed, as it is at the next start
    terminal.wait_for_text("Stories")
    terminal.send("jj")  # into the middle of a paragraph
    terminal.wait_for(lambda: terminal.marks[0] == first + 1, "two lines down")
    terminal.settle()
    before = page(terminal)

    terminal.send("\x11")  # ctrl+q
    assert terminal.wait_for_end() == 0
    assert terminal.left_behind() == []
    again = start()
    again.wait_for(lambda: page(again) == before, "\n".join(["page like", *before]))


@pytest.mark.parametrize("end", ["q", "ctrl+q", "SIGTERM", "SIGHUP"])
def test_the_terminal_and_the_place_are_given_back(start: Start, end: str) -> None:
    terminal = start()
    terminal.wait_for_text("mark 000")
    turn_page(terminal)
    marks = turn_page(terminal)
    if end.startswith("SIG"):
        terminal.process.send_signal(getattr(signal, end))
    else:
        terminal.send({"q": "q", "ctrl+q": "\x11"}[end])
    status = terminal.wait_for_end()
    assert (status == 0) is not end.startswith("SIG")
    assert b"?1049h" in terminal.output
    assert terminal.left_behind() == []
    assert b"Traceback" not in terminal.output
    again = start()
    again.wait_for(lambda: again.marks == marks, f"page that begins at mark {marks[0]}")


def test_a_kill_loses_at_most_what_was_read_since_the_last_save(
    start: Start, environment: dict[str, str]
) -> None:
    terminal = start()
    terminal.wait_for_text("mark 000")
    terminal.send("]")
    terminal.wait_for_text("mark 100")
    saved = turn_page(terminal)
    store = Store(Path(environment["INGLENOOK_STATE"]) / "reader.sqlite")
    # Saved while reading goes on, within 5 s; the program does not know that it will be killed.
    words = re.compile("|".join(f"mark {number}" for number in range(saved[0] - 1, saved[0] + 1)))
    terminal.wait_for(lambda: words.search(quotes(store)), "saved place")
    last = turn_page(terminal)
    terminal.process.kill()
    terminal.wait_for_end()
    assert "?1049h" in terminal.left_behind()  # or the tests above could not fail
    again = start()
    near = range(saved[0], last[0] + 1)
    again.wait_for(lambda: again.marks and again.marks[0] in near, f"page near mark {saved[0]}")


def quotes(store: Store) -> str:
    """Return the words around every saved place."""
    places = (store.place(story) for story in store.progress())
    return " ".join(f"{place.before}{place.quote}{place.after}" for place in places if place)


def test_the_very_first_start_opens_a_story_and_can_search_it(
    folder: Path, environment: dict[str, str]
) -> None:
    terminal = Terminal([sys.executable, "-m", "inglenook", str(folder)], environment)
    try:
        terminal.wait_for_text("mark 000")
        terminal.send("S")
        terminal.wait_for_text("in all stories")
        terminal.send("zeppelin")
        terminal.wait_for_text("1 hit in 1 story")
        terminal.send("\x11")
        assert terminal.wait_for_end() == 0
        assert terminal.left_behind() == []
    finally:
        terminal.close()
    assert sorted(path.name for path in folder.iterdir()) == ["long.txt", "short.txt"]
