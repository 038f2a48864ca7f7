"""The reader's own editor and pager: which they are, and at which line they open a text."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from inglenook.model import Document, Kind, Position
from inglenook.plainfile import open_plain

_WITH_A_LINE = frozenset(
    ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "kak", "micro", "less", "most")
)
"""Programs that take ``+12`` before a file, for its twelfth line."""

EDITABLE = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".fb2"))
"""Files that are text; anything else would be changed into something no program reads."""

PLAIN_WIDTH = 78
"""Characters of a line that is given to a pager: what fits a terminal of the usual width."""

_SNIFFED = 8
"""Words by which a paragraph is found in its file."""


def editor(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the command of the reader's editor; none where there is none."""
    return _command(("VISUAL", "EDITOR"), ("sensible-editor", "nano", "vi"), environment)


def pager(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the command of the reader's pager; none where there is none."""
    return _command(("PAGER",), ("less", "more"), environment)


def _command(
    names: Sequence[str], usual: Sequence[str], environment: Mapping[str, str]
) -> list[str]:
    for name in names:
        try:
            words = shlex.split(environment.get(name, ""))
        except ValueError:
            continue  # a quote that does not end
        if words:
            return words
    found = (name for name in usual if shutil.which(name, path=environment.get("PATH")))
    return [name] if (name := next(found, "")) else []


@contextmanager
def undisturbed() -> Iterator[None]:
    """Leave the keys that interrupt to a program that has the terminal: it may do with them more.

    Not by ignoring the signals: the program would inherit that.
    """
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)]
    before = [signal.signal(number, lambda *_: None) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def at_line(command: Sequence[str], line: int, path: Path) -> list[str]:
    """Return a command with a file, at a line if the program can go to one."""
    goes = Path(command[0]).name in _WITH_A_LINE and line > 1
    return [*command, *([f"+{line}"] if goes else []), str(path)]


def line_of(path: Path, text: str, before: str = "") -> int:
    """Return the line of a file, from 1, in which a paragraph begins; 1 where it is not found.

    Args:
        path: the file.
        text: of the paragraph.
        before: what the file says before it: a paragraph that begins with the same words there is
            not the one that is meant.
    """
    words = re.findall(r"\w+", text)[:_SNIFFED]
    if not words:
        return 1
    try:
        # A letter beyond ASCII may be written in any way: it stands for any.
        with open_plain(path) as file:
            written = file.read().decode("ascii", "replace")
    except OSError:
        return 1
    plain = [re.sub(r"[^\x00-\x7f]", r"[^\\x00-\\x7f]+", word) for word in words]
    begins = re.compile(r"(?<![0-9A-Za-z])" + r"[^0-9A-Za-z]+".join(plain))
    earlier = sum(1 for _ in begins.finditer(before))
    found = list(islice(begins.finditer(written), earlier + 1))
    return written.count("\n", 0, found[-1].start()) + 1 if found else 1


def told_until(document: Document, position: Position, files: Sequence[str]) -> tuple[str, str]:
    """Return the paragraph at a place, and what its file says before it.

    Args:
        document: of the story.
        position: the place.
        files: of each chapter, the file it is in.
    """
    before: list[str] = []
    for number, chapter in enumerate(document.chapters[: position.chapter + 1]):
        if files[number] != files[position.chapter]:
            continue
        for at, block in enumerate(chapter.blocks):
            if (number, at) == (position.chapter, position.block):
                return block.text, "\n\n".join(before)
            before.append(block.text)
    return "", ""


def _wrapped(line: str) -> list[str]:
    # Pagers cut words where the screen ends.
    return textwrap.wrap(line, PLAIN_WIDTH, break_long_words=False) or [""]


def plain(document: Document, position: Position) -> tuple[str, int]:
    """Return a story as lines of text, and the line, from 1, on which a place is."""
    lines: list[str] = []
    line = 1
    for number, chapter in enumerate(document.chapters):
        for at, block in enumerate(chapter.blocks):
            if (number, at) <= (position.chapter, position.block):
                line = len(lines) + 1
            text = "* * *" if block.kind is Kind.SCENE_BREAK else block.text
            lines += [*(row for one in text.split("\n") for row in _wrapped(one)), ""]
    return "\n".join(lines) + "\n", line
