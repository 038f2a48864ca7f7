"""A folder that somebody changes while it is read: never a wait without end, never a look outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from inglenook.config import Folders
from inglenook.library import Library
from registry import attack

FILES = 12
SECRET = "The key is under the third stone"
PATIENCE = 120.0
"""Seconds until a refresh that takes one on a free machine hangs."""

_REFRESH = """
import sys
from pathlib import Path
from inglenook.config import Folders
from inglenook.library import Library
stories, own = map(Path, sys.argv[1:])
library = Library(stories, Folders(own / "config.yaml", own / "cache", own / "state"))
library.refresh()
for story in library.stories():
    print(story.title, *(block.text for one in library.open(story).chapters for block in one.blocks))
"""


def _tale(number: int) -> str:
    return f"The Lock {number}\n\nby Ada Marsh\n\n" + f"It rained on lock {number}.\n\n" * 50


_TAKES_ITS_PLACE: tuple[Callable[[Path], object], ...] = (
    os.mkfifo,
    Path.mkdir,
    lambda path: path.symlink_to("../secret.txt"),
    lambda path: path.symlink_to("/dev/zero"),
    lambda path: path.symlink_to(path.name),
    lambda path: path.write_text(""),
    lambda path: path.write_text(_tale(99)),
    lambda path: None,
)


def _swap(path: Path, put: Callable[[Path], object]) -> None:
    """Put something in a file's place, as one who never waits for the reader."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    put(path)


@attack(
    "a folder that changes while it is read holds nothing up and leads nowhere", quick=1, long=20
)
def files_that_are_swapped(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Put pipes, folders, links and other texts in the place of files while they are read."""
    for number in range(tries):
        shutil.rmtree(folder, ignore_errors=True)
        stories = folder / "stories"
        stories.mkdir(parents=True)
        (folder / "secret.txt").write_text(SECRET)
        paths = [stories / f"lock{n}.txt" for n in range(FILES)]
        texts = {path: _tale(n) for n, path in enumerate(paths)}
        for path, text in texts.items():
            path.write_text(text)
        reading = subprocess.Popen(
            [sys.executable, "-c", _REFRESH, str(stories), str(folder)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0,
        )  # fmt: skip
        swaps = 0
        while reading.poll() is None and swaps < PATIENCE * 500:
            path = rng.choice(paths)
            text = texts[path]
            _swap(
                path, rng.choice((*_TAKES_ITS_PLACE, lambda path, text=text: path.write_text(text)))
            )
            swaps += 1
            try:
                reading.wait(0.002)
            except subprocess.TimeoutExpired:
                continue
        if reading.poll() is None:
            os.killpg(reading.pid, 9)
            yield f"try {number}: still reading after {swaps} swaps"
        said, complaints = reading.communicate()
        if reading.returncode:
            yield f"try {number}: {complaints.strip().splitlines()[-1:]}"
        if SECRET in said or "root:" in said:
            yield f"try {number}: a file outside the library was read"
        for path, text in texts.items():
            _swap(path, lambda path, text=text: path.write_text(text))
        library = Library(stories, Folders(folder / "config", folder / "cache", folder / "state"))
        library.refresh()
        found = sorted(story.title for story in library.stories())
        if found != sorted(f"The Lock {n}" for n in range(FILES)):
            yield f"try {number}: not as it was when all is back: {found}"
