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

from bad_files import good_files
from registry import attack

ROOT = Path(__file__).parents[2]

_WATCHED = """
import json, os, sys
allowed = json.loads(os.environ["TORTURE_ALLOWED"])
said = os.open(os.environ["TORTURE_SAID"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = ("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod",
           "os.chown", "os.truncate", "os.utime", "shutil.rmtree")
def tell(what):
    os.write(said, (what + "\\n").encode("utf-8", "replace"))
def watch(event, args):
    if event.startswith("socket.") and event not in ("socket.gethostname",):
        tell(event)
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn"):
        tell(f"{event} {args[0]!r}")
    elif event == "subprocess.Popen" and os.fspath(args[0] or args[1][0]) != sys.executable:
        tell(f"{event} {args[1]!r}")
    elif event == "open" and isinstance(args[0], (str, bytes)):
        path = os.path.realpath(os.fsdecode(args[0]))
        if (args[2] or 0) & WRITES and not path.startswith((*allowed["write"], "/dev/null")):
            tell(f"written: {path}")
        elif not path.startswith((*allowed["read"], *allowed["write"])):
            tell(f"read: {path}")
    elif event in CHANGES:
        path = os.path.realpath(os.fsdecode(args[0]))
        if not path.startswith(tuple(allowed["write"])):
            tell(f"{event}: {path}")
sys.addaudithook(watch)
from inglenook.cli import main
main()
"""


def _prints(folder: Path) -> dict[str, str]:
    """Return a print of every file of a folder, with its time."""
    return {
        str(path.relative_to(folder)): blake2b(path.read_bytes()).hexdigest()
        + str(path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _app(folder: Path) -> str:
    """Return a program that reads in the app for a moment, under the same eyes."""
    keys = (
        '"space", "S", *"rain", "enter", "escape", "m", "t", "escape", "i", "escape", "C", "escape"'
    )
    return _WATCHED.replace(
        "from inglenook.cli import main\nmain()",
        f"""
import asyncio
asyncio.new_event_loop().close()  # its own wake-up pipe is a pair of sockets
from inglenook.tui.app import make_app
async def read():
    app = make_app({str(folder)!r})
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        for key in ({keys}):
            await pilot.press(key)
        await app.workers.wait_for_complete()
loop = asyncio.new_event_loop()
os.environ["TORTURE_ALLOWED"] = ""
loop.run_until_complete(read())
""",
    )


@attack("nothing reaches out, and the library is not written", quick=1, long=2)
def watched(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Index, search, check, list and read under an audit hook: our own stories, a file of each
    format, and the corpus where it is present."""
    stories = folder / "stories"
    shutil.copytree(ROOT / "library", stories)
    for name, data in good_files().items():
        (stories / name).write_bytes(data)
    own = {f"INGLENOOK_{name}": str(folder / name.lower()) for name in ("CONFIG", "CACHE", "STATE")}
    temporary = folder / "tmp"
    temporary.mkdir()
    before = _prints(stories)
    real = os.path.realpath
    places = {
        "write": [real(own["INGLENOOK_CACHE"]), real(own["INGLENOOK_STATE"]), real(temporary)],
        "read": [
            real(stories), real(own["INGLENOOK_CONFIG"]), real(sys.prefix), real(sys.base_prefix),
            real(ROOT), "/usr/", "/proc/", "/dev/", "/etc/localtime", "/etc/mime.types", "/sys/",
            "/lib",
        ],
    }  # fmt: skip
    environment = os.environ | own | {
        "TORTURE_ALLOWED": json.dumps(places),
        "TORTURE_SAID": str(folder / "said"),
        "TMPDIR": str(temporary),
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    for number in range(tries):
        for command in (["index"], ["list"], ["search", rng.choice(("rain", '"the lock"', "title:weir"))],
                        ["check"], ["stats"], ["info"]):  # fmt: skip
            words = (
                [*command] if command[0] in ("stats", "info") else [*command, "-l", str(stories)]
            )
            done = subprocess.run(
                [sys.executable, "-c", _WATCHED, *words],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode not in (0, 1) or "Traceback" in done.stderr:
                yield f"try {number}: {command} ended with {done.returncode}: {done.stderr[-300:]}"
        done = subprocess.run(
            [sys.executable, "-c", _app(stories)],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            yield f"try {number}: the app ended with {done.returncode}: {done.stderr[-300:]}"
    if (folder / "said").exists():
        told = dict.fromkeys((folder / "said").read_text(errors="replace").splitlines())
        # asyncio wakes itself up through a pair of sockets that lead nowhere.
        yield from (line for line in told if line not in ("socket.__new__",))
    if _prints(stories) != before:
        yield "the library was written"
