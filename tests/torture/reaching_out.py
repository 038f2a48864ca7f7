"""Nothing reaches out: no socket, nothing written but our own files, no program but ourselves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from random import Random

import pytest

import sessions  # noqa: F401  (its path has the tests at a terminal)
from bad_files import good_files
from registry import attack

sys.path.append(str(Path(__file__).parents[1]))

from test_every_key import open_tour, take_tour

from inglenook.commands import Context
from real_files import real_files
from tours import TOURS

ROOT = Path(__file__).parents[2]

_EYES = """
import json, os, socket, sys
allowed = json.loads(os.environ["TORTURE_ALLOWED"])
said = os.open(os.environ["TORTURE_SAID"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod",
           "os.chown", "os.truncate", "os.utime", "shutil.rmtree", "shutil.move")
def tell(what):
    os.write(said, (what + "\\n").encode("utf-8", "replace"))
def real(path):
    return os.path.realpath(os.fsdecode(path))
def watch(event, args):
    if event == "socket.__new__":
        if args[1] != socket.AF_UNIX:  # asyncio wakes itself up through a pair that leads nowhere
            tell(f"{event} {args[1:]}")
    elif event.startswith("socket.") and event != "socket.gethostname":
        tell(event)
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn"):
        tell(f"{event} {args[0]!r}")
    elif event == "subprocess.Popen":
        if os.fspath(args[0] or args[1][0]) not in (sys.executable, *allowed["run"]):
            tell(f"{event} {args[1]!r}")
    elif event == "sqlite3.connect" and args[0] != ":memory:":
        if not real(args[0]).startswith(tuple(allowed["write"])):
            tell(f"{event} {args[0]!r}")
    elif event == "open" and isinstance(args[0], (str, bytes)):
        path = real(args[0])
        if (args[2] or 0) & WRITES and not path.startswith((*allowed["write"], "/dev/null", "/dev/tty")):
            tell(f"written: {path}")
        elif not path.startswith((*allowed["read"], *allowed["write"])):
            tell(f"read: {path}")
    elif event in CHANGES:
        under = args[-1] if event != "os.truncate" and isinstance(args[-1], int) else -1
        for path in (part for part in args[:2] if isinstance(part, (str, bytes))):
            at = os.readlink(f"/proc/self/fd/{under}") if under >= 0 else ""
            if not (path := real(os.path.join(at, os.fsdecode(path)))).startswith(tuple(allowed["write"])):
                tell(f"{event}: {path}")
sys.addaudithook(watch)
"""
"""What every Python process loads at its start, workers and those behind them too."""


def _prints(folder: Path) -> dict[str, str]:
    """Return a print of every file of a folder, with its time."""
    return {
        str(path.relative_to(folder)): blake2b(path.read_bytes()).hexdigest()
        + str(path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


_WRITING = (Context.SHELF, Context.REPORT, Context.EVERYWHERE)
"""Tours that join stories and take them apart, which is written down in library.yaml."""


def _watched(stories: Path, folder: Path, *written: str) -> dict[str, str]:
    """Return an environment in which whatever is touched and is none of ours is told a file.

    Args:
        stories: the library.
        folder: for our own things; what is told is in its ``said``.
        written: beginnings of paths in the library that may be written.
    """
    eyes, temporary = folder / "eyes", folder / "tmp"
    for made in (eyes, temporary):
        made.mkdir(parents=True)
    (eyes / "sitecustomize.py").write_text(_EYES)
    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CACHE", "STATE")}
    own["INGLENOOK_CONFIG"] = str(folder / "config" / "config.yaml")
    real = os.path.realpath
    places = {
        "write": [*map(real, (own["INGLENOOK_CACHE"], own["INGLENOOK_STATE"], temporary)), *written],
        "read": [
            *map(real, (stories, folder / "config", eyes, sys.prefix, sys.base_prefix, ROOT)),
            "/usr/", "/proc/", "/dev/", "/etc/localtime", "/etc/mime.types", "/sys/", "/lib",
        ],
        "run": [str(folder / name) for name in ("editor", "pager")],
    }  # fmt: skip
    return own | {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "TORTURE_ALLOWED": json.dumps(places),
        "TORTURE_SAID": str(folder / "said"),
        "TMPDIR": str(temporary),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join((str(eyes), os.environ.get("PYTHONPATH", ""))),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }  # fmt: skip


def _told(folder: Path) -> Iterator[str]:
    if (folder / "said").exists():
        yield from dict.fromkeys((folder / "said").read_text(errors="replace").splitlines())


def _from_a_shell(stories: Path, folder: Path, query: str) -> Iterator[str]:
    """Give every command of the shell, and look for what is none of its own."""
    before = _prints(stories)
    environment = _watched(stories, folder)
    library = ("-l", str(stories))
    for words in (
        ("index", *library), ("list", *library), ("search", query, *library), ("check", *library),
        ("show", "weir", *library), ("marks", "export"), ("stats",), ("info",), ("config",),
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "inglenook", *words],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            yield f"{words} ended with {done.returncode}: {done.stderr[-300:]}"
    yield from _told(folder)
    if _prints(stories) != before:
        yield "the library was written"


def _in_the_app(context: Context, folder: Path) -> Iterator[str]:
    """Give every command of a tour, and look for what is none of the program's own."""
    stories = folder / "stories"
    real = os.path.realpath(stories)
    names = ("library.yaml", ".library.yaml.") if context in _WRITING else ()
    written = [f"{real}/{name}" for name in names]
    environment = _watched(stories, folder, *written)
    terminal = open_tour(folder, environment)
    before = _prints(stories)
    try:
        take_tour(terminal, context)
    except (AssertionError, pytest.fail.Exception) as error:
        yield f"{context.name}: {str(error)[:1500]}"
    finally:
        terminal.close()
    yield from (f"{context.name}: {line}" for line in _told(folder))
    after = _prints(stories)
    changed = {name for name, _ in before.items() ^ after.items()}
    if changed - ({"library.yaml"} if written else set()):
        yield f"{context.name}: the library was written: {changed}"


@attack("nothing reaches out, and the library is not written", quick=1, long=len(TOURS))
def watched(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Give all commands of the shell and, a tour a try, all of the app, under an audit hook in every
    process: on our own stories, a file of each format and, at length, on the corpus."""
    stories = folder / "stories"
    shutil.copytree(ROOT / "library", stories)
    for name, data in good_files().items():
        (stories / name).write_bytes(data)
    queries = ("rain", '"the lock"', "title:weir", "ligth~ -water", "wat*")
    yield from _from_a_shell(stories, folder / "shell", rng.choice(queries))
    for number, context in enumerate(rng.sample(list(TOURS), len(TOURS))[:tries]):
        yield from _in_the_app(context, folder / f"tour{number}")
    if tries > 1 and (corpus := real_files("corpus")):
        yield from _from_a_shell(corpus, folder / "corpus", rng.choice(queries))
