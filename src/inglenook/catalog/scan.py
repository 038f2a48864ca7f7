"""List the files of a library folder, in the order a person would."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Container
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from inglenook.catalog.records import FoundFile
from inglenook.errors import LibraryError

MANIFEST = "library.yaml"
"""The file by which a person corrects the shelf; it is no story."""

MOST_DEPTH = 40
"""Folders deep a library may be; a circle of mounts is deeper."""

REMEMBERED = 1 << 15
"""Keys kept: a path is sorted six times while its library is shelved."""

_MOST_TIME = (1 << 63) - 1
"""Nanoseconds before or after 1970 that the cache can keep; a disk's clock can be off by more."""
_DIGITS = re.compile(r"(\d+)")


class Refused(NamedTuple):
    """Something in the folder that is not even looked at."""

    path: str
    status: str
    """``skipped`` or ``failed``."""
    reason: str


class Scan(NamedTuple):
    """What a folder holds."""

    files: list[FoundFile]
    """In no order."""
    refused: list[Refused]


def archive_of(path: str, files: Container[str]) -> str:
    """Return which of ``files`` a path leads into, as into a folder; empty for none of them."""
    at = path.find("/")
    while at >= 0 and path[:at] not in files:
        at = path.find("/", at + 1)
    return path[: max(at, 0)]


@lru_cache(maxsize=REMEMBERED)
def natural_key(path: str) -> tuple[object, str]:
    """Return what sorts paths as people do: by folder, without case, 2 before 10."""
    parts = tuple(
        # A number is compared by its length and digits: int() refuses 4,300 digits.
        tuple(
            (len(piece.lstrip("0")), piece.lstrip("0")) if number % 2 else piece.casefold()
            for number, piece in enumerate(_DIGITS.split(part))
        )
        for part in path.split("/")
    )
    return parts, path


def scan(folder: Path) -> Scan:
    """List a library: the files of a folder and its subfolders, or one file.

    Hidden files and folders and library.yaml are left out; links that lead out of the folder
    are refused; a linked folder is not entered, since what is inside is listed anyway.

    Raises:
        LibraryError: there is no such folder, or it cannot be read.
    """
    root = os.path.realpath(folder)
    try:
        if not stat.S_ISDIR(os.stat(root).st_mode):  # noqa: PTH116 - str paths throughout
            return _one_file(root)
        os.scandir(root).close()
    except FileNotFoundError:
        remedy = "check the name, or whether its drive is there"
        raise LibraryError(folder, "there is no such folder", remedy) from None
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise LibraryError(folder, reason, "check who may read it") from None
    found = Scan([], [])
    waiting = [("", 0)]
    while waiting:
        below, depth = waiting.pop()
        try:
            with os.scandir(os.path.join(root, below)) as entries:  # noqa: PTH118
                for entry in entries:
                    if not entry.name.startswith("."):
                        _look_at(root, below + entry.name, entry, depth, found, waiting)
        except OSError as error:
            reason = f"the folder cannot be read: {error.strerror}"
            found.refused.append(Refused(below.rstrip("/"), "failed", reason))
    found.refused.sort(key=lambda refused: natural_key(refused.path))
    return found


def _one_file(path: str) -> Scan:
    info = os.stat(path)  # noqa: PTH116
    name = os.path.basename(path)  # noqa: PTH119
    if not stat.S_ISREG(info.st_mode):
        raise LibraryError(Path(path), "is neither a folder nor a file")
    return Scan([_found(name, info)], [])


def _look_at(
    root: str,
    path: str,
    entry: os.DirEntry[str],
    depth: int,
    found: Scan,
    waiting: list[tuple[str, int]],
) -> None:
    try:
        if entry.is_symlink():
            target = os.path.realpath(entry.path)
            if os.path.commonpath([root, target]) != root:
                reason = "a link that leads out of the library"
                found.refused.append(Refused(path, "skipped", reason))
                return
            if entry.is_dir():
                return
        info = entry.stat()
    except FileNotFoundError:
        if entry.is_symlink():
            found.refused.append(Refused(path, "skipped", "a link that leads nowhere"))
        return  # or it went while we looked
    except OSError as error:
        found.refused.append(Refused(path, "failed", f"cannot be read: {error.strerror}"))
        return
    if stat.S_ISDIR(info.st_mode):
        if depth < MOST_DEPTH:
            waiting.append((path + "/", depth + 1))
        else:
            found.refused.append(Refused(path, "skipped", "folders are nested too deeply"))
    elif not stat.S_ISREG(info.st_mode):
        found.refused.append(Refused(path, "skipped", "is not a plain file"))
    elif path != MANIFEST:
        found.files.append(_found(path, info))


def _found(path: str, info: os.stat_result) -> FoundFile:
    return FoundFile(path, info.st_size, max(-_MOST_TIME, min(info.st_mtime_ns, _MOST_TIME)))
