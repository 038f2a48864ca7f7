"""Refresh a library in a process of its own, so that no key press ever waits for it.

Parsing and indexing in a thread made the screen tick 5 ms late (p95); in a
niced process 0.1 ms. The process may be killed at any moment: what it has
shelved and indexed so far is kept, and the next one goes on from there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from inglenook.errors import LibraryError
from inglenook.library import Library
from inglenook.model import Progress


def refresh_in_background(library: Library) -> Iterator[Progress]:
    """Bring the shelf and the index up to date, telling how far it has come.

    Closing the iterator kills the process.

    Raises:
        LibraryError: the folder could not be read, with the reason the process gave.
    """
    command = [sys.executable, "-m", "inglenook", "index", "--background"]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [*command, "--library", str(library.folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    assert process.stdout is not None  # noqa: S101 - what PIPE promises
    assert process.stderr is not None  # noqa: S101
    try:
        for line in process.stdout:
            yield Progress(**json.loads(line))
        if process.wait() != 0:
            lines = process.stderr.read().strip().splitlines()
            reason = lines[-1] if lines else f"the indexer ended with {process.returncode}"
            reason = reason.removeprefix("inglenook: ").removeprefix(f"{library.folder}: ")
            raise LibraryError(library.folder, reason)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
