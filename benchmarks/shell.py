"""A search from the shell: the whole process, beside Python's own start with Whoosh imported.

A library of 50 MB is made and indexed first, which takes a minute or two; ``--keep`` names a
folder to find it in again. The processor's time of whole processes, in turn so that both meet the
same machine. Promised: at most three times as long.

Run: ``python benchmarks/shell.py [--chapters 2250] [--runs 15] [--keep FOLDER]``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import write_library
from words import Prose

BOUND = 3.0
WORDS = 3_800
"""Of a chapter: 22 KB."""
BARE = [sys.executable, "-W", "ignore", "-c", "import whoosh.index"]


def seconds_of(command: list[str], environment: dict[str, str]) -> float:
    """Run a command and return the processor's seconds it took. Raises SystemExit if it failed."""
    nothing = subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=nothing, stderr=nothing)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Make the library, search it, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chapters", type=int, default=2250)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        root = given.keep or Path(made)
        folder = root / "library"
        environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",  # as installed: compiled once, in the first round
            "PYTHONPYCACHEPREFIX": str(root / "bytecode"),
            **{f"INGLENOOK_{name}": str(root / name) for name in ("CONFIG", "CACHE", "STATE")},
        }
        if not folder.exists():
            write_library(folder, Prose(1), given.chapters, WORDS)
        ours = [sys.executable, "-m", "inglenook"]
        seconds_of([*ours, "index", "-l", str(folder)], environment)
        text = next(iter(sorted(folder.rglob("*.txt")))).read_text("utf-8")
        rare = max(text.split()[200:400], key=len).strip(".,;!?\"'“”")
        commands = {
            "Python with Whoosh": BARE,
            "a rare word": [*ours, "search", rare, "-l", str(folder)],
            "a common word": [*ours, "search", "the", "-l", str(folder)],
            "a phrase": [*ours, "search", '"out of the"', "-l", str(folder)],
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(given.runs + 1):
            for name, command in commands.items():
                times[name].append(seconds_of(command, environment))
        size = sum(path.stat().st_size for path in folder.rglob("*.txt"))
    print(f"{size / 1e6:.1f} MB in {given.chapters} chapters\n")
    # The first round fills the disk's cache.
    medians = {name: 1000 * statistics.median(taken[1:]) for name, taken in times.items()}
    for name, median in medians.items():
        ratio = median / medians["Python with Whoosh"]
        print(f"{name:20}{median:7.0f} ms {ratio:6.2f}{'' if ratio <= BOUND else '   NOT HELD'}")


if __name__ == "__main__":
    main()
