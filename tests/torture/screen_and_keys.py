"""No byte of a story acts on the terminal, and no key brings the reader down."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from registry import attack

sys.path.append(str(Path(__file__).parents[1] / "terminal"))

HOSTILE = (
    "\x1b]0;gone\x07", "\x1b]52;c;ZXZpbA==\x07", "\x1bP$qm\x1b\\", "\x1bc", "\x1b[2J", "\x1b[6n",
    "\x1b[?1049l", "\x1b]8;;http://x\x1b\\", "\x1b[31", "\x1b]2;never ended", "\x9b31m", "\x9d0;x\x9c",
    "\x90q\x9c", "\x00", "\x07", "\x08", "\x0b", "\x0c", "\x7f", "\x85", "\u202e", "\u2066", "\u2069", "\u200f",
    "\u061c", "[/]", "[bold", "[@click=app.quit]x[/]", "$primary", "[red]x", "\\[", "{x}", "%s",
    "e" + "\u0301" * 60, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u1160" * 9, "\ufeff",
    "\ufff9", "\U000e0041" * 5, "\ud7ff", "寝る前の物語", "مرحبا", "\u0600", "\u2028", "\u2029", "\t", "\r",
    "&#27;[31m", "&#x9b;31m", "&lt;b&gt;",
)  # fmt: skip


def hostile(rng: Random) -> str:
    """Return a line that wants to act."""
    parts = [rng.choice(HOSTILE) for _ in range(rng.randint(1, 5))]
    return " ".join(f"{part}{rng.choice(('rain', 'lock', ''))}" for part in parts)


def hostile_library(rng: Random, folder: Path, stories: int) -> None:
    """Write stories that are hostile in every field and in every format that can be typed."""
    folder.mkdir(parents=True)

    def line() -> str:
        return hostile(rng).replace("\n", " ")

    for number in range(stories):
        body = "\n\n".join(f"{line()} rain fell on the lock. {line()}" for _ in range(20))
        head = f"{line()}\n\nby {line()}\n\nRating: {line()}\nSummary: {line()}\nTags: {line()}\n"
        text = f"{head}\n\nChapter 1: {line()}\n\n{body}\n\nChapter 2: {line()}\n\n{body}\n"
        name = re.sub(r"[/\0\ud800-\udfff]", "", f"{number} {line()}")[:40]
        data = text.encode("utf-8", "replace")
        if number % 4 == 1:
            page = f"<title>{line()}</title><h1>{line()}</h1>" + "".join(
                f"<p>{one}</p>" for one in body.split("\n\n")
            )
            (folder / f"{name}.html").write_bytes(page.encode("utf-8", "replace"))
        elif number % 4 == 2:
            with zipfile.ZipFile(folder / f"{number}.zip", "w") as made:
                made.writestr(f"{name}.txt", data)
        else:
            (folder / f"{name}.txt").write_bytes(data)
    (folder / "library.yaml").write_text(
        'stories:\n  - files: ["\\e]0;x\\a.txt"]\n    title: "\\e[31m"\n'
    )


_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?P<private>[<-?]?)[0-9;:]*(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|(?P<string>[\]PX^_])(?P<number>[0-9]*)|(?P<other>[^\[\]PX^_]))"
)


def families(output: bytes) -> set[str]:
    """Return the kinds of control sequences in what a program wrote, and its control characters."""
    found = set()
    for match in _SEQUENCE.finditer(output):
        if match["final"]:
            kind = b"CSI " + match["private"] + match["between"] + match["final"]
        elif match["string"]:
            kind = b"string " + match["string"] + match["number"]
        else:
            kind = b"ESC " + match["other"]
        found.add(kind.decode("latin-1"))
    rest = _SEQUENCE.sub(b"", output).decode("utf-8", "replace")
    found |= {
        f"U+{ord(char):04X}"
        for char in set(rest)
        if (char < " " and char not in "\r\n")
        or "\x7f" <= char <= "\x9f"
        or "\u202a" <= char <= "\u202e"
        or "\u2066" <= char <= "\u2069"
        or char in "\u2028\u2029\u200e\u200f\u061c"
    }
    return found


WALK = (
    " ", "j", "]", "o", "t", "s", "/", "rain", "\x1b", "\x1b", "i", "\x1b", "C", "j", "j", "\x1b",
    "S", "rain lock", "\r", "c", "c", "\r", "n", "z", "\x1b", "m", "'", "\x1b", "v", "l", "l", "a",
    "a note", "\r", "B", "\x1b", "R", "\x1b", "%", "\x1b", ":", "lock", "\x1b", "x", "#", "\x1b", "W",
    "\x1b", "\t", "j", "j", "l", "j", "\r", " ", " ", "?", "\x1b", "P", " ", "2", "Z", "\x1b", "G", "g",
)  # fmt: skip
"""Keys that visit every screen."""


def _walked(folder: Path, stories: Path, walk: tuple[str, ...]) -> tuple[bytes, list[str]]:
    """Read in a real terminal; return what was written to it, and what was left behind."""
    from test_terminal import Terminal

    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "STATE")}
    environment = os.environ | own | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    terminal = Terminal([sys.executable, "-m", "inglenook", str(stories)], environment)
    try:
        terminal.wait_for(lambda: "rain" in terminal.text or "Stories" in terminal.text, "story")
        terminal.settle()
        for keys in walk:
            terminal.send(keys)
            terminal._read(0.05)
        terminal.settle()
        terminal.send("\x11")
        terminal.wait_for_end()
        return terminal.output, terminal.left_behind()
    finally:
        terminal.close()


@attack("no byte of a story acts on the terminal", quick=1, long=20)
def hostile_stories_in_a_terminal(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Walk through every screen over hostile stories; a tame walk says what is allowed."""
    tame = folder / "tame" / "stories"
    tame.mkdir(parents=True)
    for number in range(6):
        text = "\n\n".join(f"It was {n}, and rain fell on the lock." for n in range(40))
        (tame / f"{number}.txt").write_text(f"Tale {number}\n\nby Ada\n\nChapter 1\n\n{text}\n")
    output, _ = _walked(folder / "tame", tame, WALK)
    allowed = families(output)
    for number in range(tries):
        place = folder / f"try{number}"
        hostile_library(rng, place / "stories", 24)
        try:
            output, left = _walked(place, place / "stories", WALK)
        except BaseException as error:
            yield f"try {number}: {type(error).__name__}: {str(error)[:300]}"
            continue
        for kind in sorted(families(output) - allowed):
            yield f"try {number}: {kind!r} reached the terminal"
        if left:
            yield f"try {number}: left behind: {left}"
        if b"Traceback" in output:
            yield f"try {number}: a traceback"


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
    hostile_library(rng, stories, 12)
    for name in ("CONFIG", "CACHE", "STATE"):
        os.environ[f"INGLENOOK_{name}"] = str(folder / name.lower())
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
