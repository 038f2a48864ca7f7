"""Write library.yaml: the one file Inglenook ever writes in a library, and only when told to.

What is written is whole or not there at all: the new text goes into a file beside, is forced to
the disk, and takes the old one's place in one step. A file that somebody else changes meanwhile
is read again, and the change is made in what they wrote.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from inglenook.catalog.scan import MANIFEST
from inglenook.clean import clean_line
from inglenook.errors import EditRefused
from inglenook.plainfile import open_plain
from inglenook.yamlfile import MOST_BYTES

TRIES = 3
"""How often a file may change under our hands before we give up."""


def change(
    folder: Path,
    make: Callable[[bytes | None], bytes | None],
    keep: Callable[[bytes | None, bytes | None], Callable[[], None]],
) -> bool:
    """Change a folder's library.yaml.

    Args:
        folder: the library.
        make: returns the new bytes for the old ones; None where there is no file. May be called
            again where the file changes meanwhile, and what it raises goes to the caller.
        keep: told the old and the new bytes before they are written; what it returns is called
            where they cannot be.

    Returns:
        Whether anything is different.

    Raises:
        EditRefused: it cannot be written; it is as it was.
    """
    try:
        path = _target(folder)
        for _ in range(TRIES):
            before = _read(path)
            after = make(before)
            if after == before:
                return False
            if after is not None and len(after) > MOST_BYTES:
                raise EditRefused(f"{MANIFEST} would be larger than {MOST_BYTES:,} bytes")
            forget = keep(before, after)
            try:
                if _replace(path, before, after):
                    return True
            except BaseException:
                forget()
                raise
            forget()
    except OSError as error:
        raise EditRefused(f"{MANIFEST} cannot be written: {error.strerror}") from None
    raise EditRefused(f"{MANIFEST} is being changed by another program; please try again")


def _target(folder: Path) -> Path:
    """Return the file to write, behind a link where that stays in the library."""
    if not folder.is_dir():
        raise EditRefused("a library of one file has no library.yaml")
    path = folder / MANIFEST
    if not path.is_symlink():
        return path
    inside, target = os.path.realpath(folder), os.path.realpath(path)
    if os.path.commonpath([inside, target]) != inside:
        shown = clean_line(target)
        raise EditRefused(f"{MANIFEST} is a link to {shown}, outside of the library")
    return Path(target)


def _read(path: Path) -> bytes | None:
    try:
        with open_plain(path) as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None


def _replace(path: Path, before: bytes | None, after: bytes | None) -> bool:
    """Put the new bytes in the place of the old; return False where the old are there no more."""
    if after is None:
        if _read(path) != before:
            return False
        path.unlink()
        return True
    part = path.with_name(f".{MANIFEST}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)  # of a process of the same number that was killed
        with open(part, "xb", opener=_plainly) as file:
            if before is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(path.stat().st_mode))
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        if _read(path) != before:
            return False
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _force(path.parent)
    return True


def _plainly(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _force(folder: Path) -> None:
    """Force a folder's list of names to the disk, where the system lets one."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
