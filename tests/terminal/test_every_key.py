"""Every command by its key in a real terminal: see ``tours``."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from test_terminal import PATIENCE, Terminal

from inglenook.commands import COMMANDS, Command, Context
from tours import COLUMNS, HIDE, LINES, TOURS, Sight, write_library

BY_ID = {command.id: command for command in COMMANDS}

SENT = {
    "space": " ", "enter": "\r", "escape": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z",
    "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "home": "\x1b[H", "end": "\x1b[F",
    "ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F", "f1": "\x1bOP", "f5": "\x1b[15~",
    "alt+left": "\x1b[1;3D", "alt+right": "\x1b[1;3C",
    "slash": "/", "backslash": "\\", "asterisk": "*", "full_stop": ".", "equals_sign": "=",
}  # fmt: skip
"""What a terminal sends for keys that are no letters."""


def sent(key: str) -> str:
    """Return what a terminal sends for a key; empty where most send nothing of its own."""
    if len(key) == 1:
        return key
    if key.startswith("ctrl+") and len(key) == 6:
        return chr(ord(key[-1]) & 31)
    return SENT.get(key, "")


def last_key(command: Command) -> str:
    """Return the last key of a command that a terminal can send; the first is pressed elsewhere."""
    return [key for key in map(sent, command.keys) if key][-1]


def sight(terminal: Terminal) -> Sight:
    if terminal.process.poll() is not None:
        return Sight("", ())
    looks = (
        " ".join(dict.fromkeys(f"{c.fg}{c.bg}{c.bold}{c.reverse}{c.italics}" for c in row.values()))
        for row in (terminal.screen.buffer[number] for number in range(terminal.screen.lines))
    )
    return Sight("\n".join(line.rstrip() for line in terminal.screen.display), tuple(looks))


def rest(terminal: Terminal, key: str = "") -> None:
    """Wait until the program has nothing to write, and none of its threads anything to do."""
    # What follows an Esc within a tenth of a second would be a key with Alt.
    terminal.settle(0.2 if key == "escape" else 0.03)
    tasks = Path(f"/proc/{terminal.process.pid}/task")
    calm = 0
    while calm < 2 and terminal.process.poll() is None:
        states = []
        for task in tasks.glob("*/stat"):
            with suppress(OSError):  # a thread that has ended
                states.append(task.read_text().rpartition(")")[2].split()[0])
        calm = 0 if "R" in states else calm + 1
        terminal.settle(0.02 if states else 0.3)


def press(terminal: Terminal, keys: str) -> None:
    for key in keys.split():
        if key.startswith("type:"):
            terminal.send(key[5:])
        else:
            terminal.send(sent(key))
        rest(terminal, key)


def open_tour(folder: Path, environment: dict[str, str]) -> Terminal:
    """Start the program on the library of the tours, which is shelved and indexed.

    Args:
        folder: where the library is made, an editor and a pager.
        environment: of the program; it is told of those two.
    """
    write_library(folder / "stories")
    config = Path(environment["INGLENOOK_CONFIG"])
    config.parent.mkdir(exist_ok=True)
    config.write_text(f"hide: {HIDE}\n")
    for name in ("editor", "pager"):
        script = folder / name
        script.write_text(f"#!/bin/sh\necho In the {name}: $*\nread answer\n")
        script.chmod(0o755)
        environment[name.upper()] = str(script)
    command = [sys.executable, "-m", "inglenook"]
    index = [*command, "index", "-l", str(folder / "stories")]
    subprocess.run(index, env=environment, check=True, capture_output=True, timeout=60)
    return Terminal([*command, str(folder / "stories")], environment, COLUMNS, LINES)


def take_tour(terminal: Terminal, context: Context) -> None:
    """Give every command of a tour by its key, and quit; fail where one keeps no promise."""
    terminal.wait_for(lambda: "3 of 4" in terminal.text and "Mark 009" in terminal.text, "page")
    terminal.settle()
    for step in TOURS[context]:
        press(terminal, step.before)
        was = sight(terminal)
        assert not step.kept(was, was), f"{step.command}: kept before it was given"
        terminal.send(last_key(BY_ID[step.command]))
        if step.then:
            rest(terminal)
            press(terminal, step.then)
        end = time.monotonic() + PATIENCE
        while not step.kept(was, sight(terminal)):
            if time.monotonic() > end:
                pytest.fail(
                    f"{step.command}; before and after:\n{was.text}\n{sight(terminal).text}"
                )
            terminal.settle(0.02)
        rest(terminal)
    assert b"Traceback" not in terminal.output
    if terminal.process.poll() is None:
        press(terminal, "escape enter escape ctrl+q")  # Enter ends the pager
    assert terminal.wait_for_end() == 0
    assert terminal.left_behind() == []


@pytest.fixture
def terminal(tmp_path: Path, environment: dict[str, str]) -> Iterator[Terminal]:
    begun = open_tour(tmp_path, environment)
    yield begun
    begun.close()


@pytest.mark.parametrize("context", TOURS, ids=lambda context: context.name)
def test_every_command_shows_what_it_promises(terminal: Terminal, context: Context) -> None:
    take_tour(terminal, context)
