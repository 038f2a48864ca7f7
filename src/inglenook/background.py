"""Refresh a library in a process of its own, so that no key press ever waits for it.

Parsing and indexing in a thread made the screen tick 5 ms late (p95); in a
niced process 0.1 ms. The process may be killed at any moment: what it has
shelved and indexed so far is kept, and the next one goes on from there.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

from inglenook.errors import LibraryError
from inglenook.library import Library
from inglenook.model import Progress


class BackgroundRefresh:
    """Brings a shelf and its index up to date; iterate it to hear how far it has come.

    The process starts with the iteration. ``close`` kills it, from any thread: whoever
    iterates sees the end at once.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    def __iter__(self) -> Iterator[Progress]:
        """Start, and tell the progress until it is done.

        Raises:
            LibraryError: the process could not be started, or the folder not be read, with the
                reason it gave.
        """
        folder = self._library.folder
        # Not a pipe: nobody reads it meanwhile, and the process would wait when it is full.
        with self._paper() as complaints, self._started(complaints) as process:
            self._process = process
            try:
                if self._is_closed:  # closed while it was starting
                    return
                assert process.stdout is not None  # noqa: S101 - what PIPE promises
                for line in process.stdout:
                    yield Progress(**json.loads(line))
                if process.wait() != 0 and not self._is_closed:
                    complaints.seek(0)
                    lines = complaints.read().decode(errors="replace").strip().splitlines()
                    reason = lines[-1] if lines else f"the indexer ended with {process.returncode}"
                    reason = reason.removeprefix("inglenook: ").removeprefix(f"{folder}: ")
                    raise LibraryError(folder, reason)
            finally:
                _kill(process)

    def _started(self, complaints: IO[bytes]) -> subprocess.Popen[str]:
        folder = self._library.folder
        command = [sys.executable, "-m", "inglenook", "index", "--background", "--library"]
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                [*command, str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=os.environ | {"INGLENOOK_CACHE": str(self._library.folders.cache)},
                text=True,
                encoding="utf-8",
                errors="replace",
                process_group=0,
            )
        except OSError as error:  # no memory, no process more, no Python where it was
            raise self._not_started(error) from error

    def _paper(self) -> IO[bytes]:
        try:
            return TemporaryFile()
        except OSError as error:  # no folder for what is kept for a moment
            raise self._not_started(error) from error

    def _not_started(self, error: OSError) -> LibraryError:
        reason = f"the indexer cannot be started: {error.strerror or error}"
        return LibraryError(self._library.folder, reason)

    def close(self) -> None:
        """Kill the process, if it has not ended."""
        self._is_closed = True
        if self._process is not None:
            _kill(self._process)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a process with the one that parses files for it, which holds the same pipe open."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
