"""A file that breaks the reader is refused in time, and the next one is read."""

from __future__ import annotations

import errno
import os
import signal
import time
from pathlib import Path, PurePosixPath

import pytest

from inglenook.catalog import parsing
from inglenook.catalog.codec import decode_chapter
from inglenook.catalog.parsing import Parser
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.model import Document

STORY = b"The Weir\n\nby Ann Lee\n\nThe water stood at the second board all morning.\n"
PATH = "weir.txt"


@pytest.fixture
def trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that does what the file says."""
    real = parsing.read

    def read(data: bytes, path: PurePosixPath) -> Document:
        if data == b"sleep":
            time.sleep(60)
        if data == b"die":
            os.kill(os.getpid(), signal.SIGKILL)
        if data == b"work":
            while True:
                pass
        if data.startswith(b"die once at "):
            Path(os.fsdecode(data[12:])).unlink()  # fails the second time
            os.kill(os.getpid(), signal.SIGKILL)
        if data == b"eat":
            return read(bytes(parsing.MOST_MEMORY), path)
        if data == b"raise":
            raise RecursionError("too deep\x1b[2J")
        return real(data, path)

    monkeypatch.setattr(parsing, "read", read)
    monkeypatch.setattr(parsing, "PATIENCE", 2)


def test_it_reads_what_the_formats_read() -> None:
    with Parser() as parser:
        parsed = parser.read(STORY, PATH)
        assert parsed.outline.metadata.title == "The Weir"
        (chapter,) = map(decode_chapter, parsed.texts)
        assert (chapter.source, chapter.words) == (PATH, 9)
        with pytest.raises(NotAStory, match="empty"):
            parser.read(b"", PATH)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"sleep", "longer than"),
        (b"work", "longer than"),
        (b"die", "broke down"),
        (b"eat", "memory"),
        (b"raise", "fault in the reader"),
    ],
)
def test_what_breaks_it_is_refused_and_the_next_file_is_read(
    trouble: None, data: bytes, reason: str
) -> None:
    if parsing._CONTEXT.get_start_method() != "fork":
        pytest.skip("a reader made for this test reaches the worker only by forking")
    with Parser(seconds=0.5) as parser:
        began = time.monotonic()
        with pytest.raises(UnreadableStory, match=reason) as caught:
            parser.read(data, PATH)
        assert "\x1b" not in str(caught.value)
        assert time.monotonic() - began < 30
        assert parser.read(STORY, PATH).outline.metadata.title == "The Weir"


def test_a_file_is_not_to_blame_for_a_worker_that_somebody_killed(
    trouble: None, tmp_path: Path
) -> None:
    (tmp_path / "alive").touch()
    with Parser() as parser, pytest.raises(UnreadableStory, match="No such file"):
        parser.read(b"die once at " + bytes(tmp_path / "alive"), PATH)


def test_nor_for_the_time_that_all_of_it_was_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parsing.Connection.poll
    looks = iter([False] * 3)
    monkeypatch.setattr(
        parsing.Connection, "poll", lambda self, seconds: next(looks, True) and real(self, seconds)
    )
    with Parser() as parser:
        assert parser.read(STORY, PATH).outline.metadata.title == "The Weir"


def test_where_no_process_can_be_started_no_file_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fork(self: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(parsing._CONTEXT.Process, "start", fork)
    with pytest.raises(BlockingIOError), Parser() as parser:
        parser.read(STORY, PATH)


def test_no_worker_is_left_behind() -> None:
    with Parser() as parser:
        parser.read(STORY, PATH)
        worker = parser._worker
    assert worker is not None
    assert worker.exitcode is not None
