"""Open a file of a folder that others can write to: never wait for it, never leave the folder.

A folder is listed first, and its files are opened later. Meanwhile a pipe may have been put in a
file's place, which would keep its reader waiting for ever, or a link to what is none of the
library's business. So what counts is what was opened.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def open_plain(path: Path, within: Path | None = None) -> BinaryIO:
    """Open a file to read it.

    Args:
        path: the file. Links are followed.
        within: the folder in which links may lead, or the one file that there is.

    Raises:
        OSError: it cannot be opened, is a folder, a pipe or a device, or is somewhere else.
    """
    real = os.path.realpath(path)
    if within is not None:
        root = os.path.realpath(within)
        if os.path.commonpath([root, real]) != root:
            raise OSError(errno.EACCES, "a link that leads out of the library")
    opened = open(real, "rb", opener=_at_once)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        opened.close()
        raise OSError(errno.EINVAL, "is not a plain file")
    return opened


def _at_once(path: str, flags: int) -> int:
    # Without waiting for whoever writes into a pipe, and no link any more: it was followed.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
