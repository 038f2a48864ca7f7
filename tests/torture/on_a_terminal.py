"""The whole program on a pseudo-terminal: what it writes there over stories that want to act."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from shlex import quote
from typing import TYPE_CHECKING

import pytest

from every_screen import copied, own_folders, shelved
from hostile import FORMATS, Line, Strings, named, write_library
from inglenook.clean import clean
from inglenook.library import Library
from inglenook.model import Story
from inglenook.tui.messages import Wanted
from registry import attack
from sequences import families
from sessions import WATCHED

if TYPE_CHECKING:
    from test_terminal import Terminal

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

PASTE = "\x1b[200~{}\x1b[201~"
SMALL, LARGE, FAULT = "a small window", "a large window", "a fault"
"""Steps that are no keys."""

WALK = (
    " ", "j", "]", "o", "t", "s", "/", "rain", "\x1b", "\x1b", "i", "\x1b", "C", "j", "l", "j", "l", "/", PASTE, "\x1b", "h", "\x1b",
    "S", PASTE, "\x15", "rain lock", "\r", "c", "c", "*", PASTE, "\r", "\r", "n", "z", "\x1b", "m", "'", "\x1b",
    "v", "l", "l", "a", PASTE, "\r", "v", "}", "y", "K", PASTE, "\r", "\x1b", "B", "\x1b", "R", "\x1b", "%", "\x1b", ":",
    "lock", "\x1b", "x", "#", PASTE, "\r", "W", "\x1b", "\t", "j", "j", "l", "j", "\r", " ", " ", "?",
    "\x1b", "P", " ", "2", "Z", SMALL, "\x1b", "G", "g", "E", "e", LARGE, " ", FAULT, "\t", "G", "\r", " ", "C", SMALL, LARGE, "\x1b",
)  # fmt: skip
"""Keys that visit every screen, and pastes; the page in a pager, its file changed in an editor."""

_FAILING = """
from inglenook.tui.app import InglenookApp
class Meant(Exception):
    pass
def fails(self):
    raise Meant({0!r})
InglenookApp.action_themes = fails
"""
"""Has T fail, with a text that wants to act."""


def _walked(place: Path, line: Line, wanted: Wanted) -> tuple[bytes, list[str]]:
    """Read in a real terminal; return what was written to it, and what was left behind.

    Raises:
        AssertionError: it did not come to its end, or told of a fault; with all that is known.
    """
    from test_terminal import Terminal

    (place / "edited").write_bytes(FORMATS[".txt"](line))
    programs = {  # by their numbers: what they are called wants to act, too
        "PAGER": "sh -c 'cat \"$1\"' pager",
        "EDITOR": f'sh -c \'cat "$0" > "$1"\' {quote(str(place / "edited"))}',
    }
    environment = os.environ | programs | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment.pop("VISUAL", None)
    told = place / "told"
    words = ["open", str(told), wanted.story, "-l", str(place / "stories")]
    program = _FAILING.format(line("error")) + WATCHED
    terminal = Terminal([sys.executable, "-c", program, *words], environment)
    sent: list[str] = []
    try:
        terminal.wait_for(lambda: "rain" in terminal.text, "story")
        terminal.settle()
        for keys in WALK:
            # As terminals paste: without ESC, which might end it.
            text = line("paste").replace("\x1b", "").encode("utf-8", "replace").decode()
            sent.append(keys.format(text) if keys == PASTE else keys)
            if keys in (SMALL, LARGE):
                terminal.resize(*((30, 8) if keys == SMALL else (100, 30)))
                terminal.settle()
            elif keys == FAULT:
                _fail(terminal, told)
            else:
                terminal.send(sent[-1])
                if keys == "e":
                    terminal.settle(3)  # the file is read anew
                elif keys in ("\x1b", "E"):
                    terminal.settle()  # else what comes next makes an alt key of it, or is not read
                else:
                    terminal._read(0.05)
        terminal.settle()
        terminal.send("\x11")
        terminal.wait_for_end()
        assert not told.exists(), "it has failed"
        return terminal.output, terminal.left_behind()
    except (Exception, pytest.fail.Exception) as error:
        reports = [told, *sorted((place / "state" / "faults").glob("*"))]
        texts = [path.read_text() for path in reports if path.exists()]
        known = [str(error), f"after {sent[-8:]!r}:", terminal.text, *texts]
        raise AssertionError("\n".join(known)) from error
    finally:
        terminal.close()


def _fail(terminal: Terminal, told: Path) -> None:
    """Have it fail, and go on."""
    assert not told.exists(), "it has failed"
    terminal.send("T")
    terminal.wait_for_text("q and Enter leaves")
    assert not terminal.left_behind(), terminal.left_behind()
    assert "Meant" in told.read_text()
    told.unlink()
    terminal.screen.reset()
    terminal.send("\n")
    terminal.wait_for(lambda: "rain" in terminal.text, "story")
    terminal.settle()


def tame(field: str) -> str:
    """Return a string for a field that wants nothing."""
    return f"some {field}"


def tame_library(folder: Path, stories: int = 6, paragraphs: int = 40) -> None:
    """Write stories that want nothing."""
    folder.mkdir(parents=True)
    text = "\n\n".join(f"It was {n}, and rain fell on the lock." for n in range(paragraphs))
    for number in range(stories):
        (folder / f"{number}.txt").write_text(f"Tale {number}\n\nby Ada\n\nChapter 1\n\n{text}\n")


@attack("no byte of a story acts on the terminal", quick=1, long=10)
def hostile_stories_in_a_terminal(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Walk through every screen over hostile stories; a tame walk says what is allowed."""
    tame_library(folder / "tame" / "stories")
    wanted = shelved(tame, folder / "tame")
    output, _ = _walked(folder / "tame", tame, wanted)
    edited = (folder / "tame" / "edited").read_bytes()
    texts = [path.read_bytes() for path in (folder / "tame" / "stories").iterdir()]
    if b"rain fell on the lock.\r\n" not in output or edited not in texts:
        yield "the pager or the editor was not there"
    allowed = families(output) | {"string ]52"}  # what is copied is looked at below
    line = Strings(rng)
    for number in range(tries):
        place = named(line("file name"), folder, str(number))
        write_library(line, place / "stories", 21)
        wanted = shelved(line, place)
        try:
            output, left = _walked(place, line, wanted)
        except AssertionError as error:
            yield f"try {number}: {error}"
            continue
        for kind in sorted(families(output) - allowed):
            yield f"try {number}: {kind!r} reached the terminal"
        for text in copied(output.decode("utf-8", "replace")):
            if text != clean(text):
                yield f"try {number}: {text!r} was copied"
        if left:
            yield f"try {number}: left behind: {left}"
        if b"Traceback" in output:
            yield f"try {number}: a traceback"


COMMANDS = (
    "list", "list --json", "check", "check --json", "show {story}", "show {story} --json", "show {title}", "show -- {arg}",
    "search rain", "search rain --json", "search rain --format csv", "search rain --format md --sort left", "search -- {arg}",
    "marks export", "marks export --format json", "marks export --format csv", "marks export --format yaml",
    "marks export -s {arg}", "marks import {file}", "marks import {arg}", "stats", "stats --json", "info", "info --json",
    "config", "config --json", "index --rebuild", "index --json", "list -l {arg}", "list -l {file}", "open -- {arg}",
    "open {story}~1.1.1~{arg}", "list {arg}", "{arg} {arg}", "--{arg}", "list --{arg}", "search rain --sort {arg}",
    "search rain --limit {arg}", "show {story} --chapter {arg}", "show {story} {arg}",
)  # fmt: skip
"""Words of the command line; in braces what is put in."""


def _said(words: list[str]) -> bytes:
    """Return what a command writes to a terminal."""
    from test_terminal import Terminal

    terminal = Terminal(
        [sys.executable, "-m", "inglenook", *words], os.environ | {"TERM": "xterm-256color"}
    )
    try:
        terminal.wait_for_end()
        terminal.settle()
        return terminal.output
    finally:
        terminal.close()


def _argument(text: str) -> str:
    """Return a text as a word that a program can be given."""
    return "".join(c for c in text if c != "\0" and not "\ud800" <= c < "\udc80")[:120]


def _words(line: Line, place: Path, command: str, story: Story) -> list[str]:
    """Return the words of a command, with the stories of a place for its library."""
    file = named(line("file name"), place, ".json")
    file.write_text(json.dumps({"marks": [{"kind": line("note")}], "stories": []}))
    put_in = {"story": story.id, "title": _argument(story.title), "file": str(file)}
    words = [part.format(arg=_argument(line("argument")), **put_in) for part in command.split()]
    if (
        words[0] in ("list", "check", "show", "search", "marks", "index", "stats", "open")
        and "-l" not in words
    ):
        at = 2 if words[0] == "marks" else 1
        words[at:at] = ["-l", str(place / "stories")]
    return words


@attack("no command writes what acts on the terminal", quick=5, long=200)
def hostile_words_on_a_command_line(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Run commands over hostile stories, with hostile words, from a hostile folder, in a terminal."""
    line = Strings(rng)
    commands: list[str] = []
    for number in range(tries):
        if number % 40 == 0:
            place = named(line("file name"), folder, str(number))
            write_library(line, place / "stories", 14)
            shelved(line, place)
            stories = Library(place / "stories", own_folders(place)).stories()
        commands = commands or rng.sample(COMMANDS, len(COMMANDS))
        command = commands.pop()
        output = _said(_words(line, place, command, rng.choice(stories)))
        # Bold, and underlined.
        for kind in sorted(families(output) - {"CSI m"}):
            yield f"try {number}: inglenook {command}: {kind!r} reached the terminal"
        if b"Traceback" in output:
            yield f"try {number}: inglenook {command}: a traceback: {output[-300:]!r}"
