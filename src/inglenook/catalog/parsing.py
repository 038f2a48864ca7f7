"""Parse files in a process that can be killed: a hostile one costs a line in the report.

No parser is trusted to be bounded. Each file is read by a worker process under a limit of work
and memory; a file that breaks one is refused with a plain reason, the worker is replaced, and
the shelf goes on. A worker starts in 5 ms. It packs the text as the cache keeps it, so that what
goes back are bytes and not ten thousand blocks, which took as long to hand over as to read.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import PurePosixPath
from types import TracebackType
from typing import NamedTuple

from inglenook.catalog.codec import encode_chapter
from inglenook.catalog.records import ChapterOutline, Outline
from inglenook.catalog.sketch import sketch
from inglenook.clean import clean, clean_line
from inglenook.errors import InglenookError, NotAStory, UnreadableStory
from inglenook.formats import read
from inglenook.model import Document, Kind, Role

OPENING = 120
"""Characters of a text's beginning that are kept, to name it by and to tell editions apart."""

LEAST_SECONDS = 5.0
SECONDS_A_MEGABYTE = 1.0
"""Ten times what the slowest format needs on a slow machine. What counts is work: a machine that
is busy, or stopped for a while, would have good files refused."""
PATIENCE = 10
"""How many times as long is waited for that work."""
LOOKS = 50
"""Into how many pieces that waiting is parted."""
_OUT_OF_TIME = getattr(signal, "SIGPROF", 0)
MOST_MEMORY = 2 * 1024**3
"""Bytes of address space. A text of 64 MB, the largest that is read, needs half of it."""

# Forking is 20 times as fast as a fresh interpreter, and safe here: whoever refreshes a library
# does nothing else. Elsewhere than on Linux system libraries may object to it.
if sys.platform == "linux":
    _CONTEXT = multiprocessing.get_context("fork")
else:
    _CONTEXT = multiprocessing.get_context("spawn")


class Parsed(NamedTuple):
    """What a file holds."""

    outline: Outline
    texts: tuple[bytes, ...]
    """Its chapters, as :func:`~inglenook.catalog.codec.encode_chapter` packs them."""


class Parser:
    """Reads files one after the other in a worker of its own; a context manager."""

    def __init__(self, seconds: float = LEAST_SECONDS) -> None:
        """Make a parser; the worker starts with the first file.

        Args:
            seconds: granted to every file, whatever its size.
        """
        self._seconds = seconds
        self._worker: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Parser:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def read(self, data: bytes, path: str) -> Parsed:
        """Return what :func:`inglenook.formats.read` makes of a file.

        Args:
            data: the whole file.
            path: as the library lists it, relative to it; undecodable bytes as surrogates.

        Raises:
            NotAStory: it is something else.
            UnreadableStory: it cannot be read, or not within the limits.
            OSError: no process can be started.
        """
        # Whoever runs out of memory may have killed the worker, and it is not the file's fault.
        answer = self._ask(data, path) or self._ask(data, path)
        if isinstance(answer, Parsed):
            return answer
        is_story, reason = answer or (True, "the reader broke down over it")
        raise (UnreadableStory if is_story else NotAStory)(path, reason)

    def _ask(self, data: bytes, path: str) -> Parsed | tuple[bool, str] | None:
        """Return what the worker answers; None where it ended over it."""
        line = self._line or self._start()
        seconds = self._seconds + SECONDS_A_MEGABYTE * len(data) / 1e6
        try:
            line.send((data, path, seconds))
            # By and by: however long we are stopped, it is one look.
            if any(line.poll(seconds * PATIENCE / LOOKS) for _ in range(LOOKS)):
                return line.recv()  # type: ignore[no-any-return] # of _answer
        except (EOFError, OSError):
            if not self._was_slow():
                self._stop()
                return None
        self._stop()
        return True, f"reading it took longer than {seconds:.0f} s"

    def _start(self) -> Connection:
        line, theirs = _CONTEXT.Pipe()
        worker = _CONTEXT.Process(target=_work, args=(theirs, line), daemon=True)
        worker.start()
        theirs.close()
        self._line, self._worker = line, worker
        return line

    def _was_slow(self) -> bool:
        """Whether the worker that has ended was out of time."""
        assert self._worker is not None  # noqa: S101 - it was asked
        self._worker.join(1.0)
        return self._worker.exitcode == -_OUT_OF_TIME

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._worker is not None:
            self._worker.kill()
            self._worker.join()
        self._worker = self._line = None


def _work(line: Connection, other_end: Connection) -> None:
    """Answer until nobody asks: what was parsed, or (whether it is a story, why it is refused)."""
    other_end.close()  # else our own copy of it would keep us waiting when the asker is gone
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c is for the one who asks
    _limit_memory()
    while True:
        try:
            data, path, seconds = line.recv()
        except EOFError:
            return
        _end_after(seconds)
        line.send(_answer(data, path))
        _end_after(0)


def _answer(data: bytes, path: str) -> Parsed | tuple[bool, str]:
    try:
        document = read(data, PurePosixPath(clean(path)))
        texts = [encode_chapter(replace(one, source=path)) for one in document.chapters]
        return Parsed(outline_of(document), tuple(texts))
    except NotAStory as error:
        return False, error.reason
    except InglenookError as error:
        return True, getattr(error, "reason", str(error))
    except MemoryError:
        return True, f"reading it takes more than {MOST_MEMORY // 2**30} GB of memory"
    except Exception as error:  # noqa: BLE001 - one file must not stop the shelf; it is listed
        return True, f"a fault in the reader: {clean_line(repr(error), 120)}"


def _end_after(seconds: float) -> None:
    """Have the system end this process after so many seconds of work; 0 for never."""
    if hasattr(signal, "setitimer"):  # not on every system
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or most > MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, most))


def outline_of(document: Document) -> Outline:
    """Return what the catalogue keeps of a parsed file."""
    return Outline(
        document.metadata,
        tuple(
            ChapterOutline(c.title, c.words, c.mark, sketch(c.blocks)) for c in document.chapters
        ),
        _opening(document),
        document.guesses,
        document.format,
        document.encoding,
        document.notices,
    )


def _opening(document: Document) -> str:
    found = ""
    for chapter in document.chapters:
        for block in chapter.blocks:
            if block.role is Role.BODY and block.kind is not Kind.SCENE_BREAK:
                found = f"{found} {block.text[:OPENING]}".strip()
                if len(found) >= OPENING // 2:
                    return clean_line(found[:OPENING])
    return clean_line(found[:OPENING])
