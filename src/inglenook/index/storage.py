"""The index's files: a folder nobody else writes to, checksums, and no pickle that runs code.

Whoosh keeps parts of its files as pickles, and ``whoosh.index.open_dir`` runs
whatever they say. So:

* the folder is ours alone (0700, our own, no link), or it is not used;
* every file ends in a checksum of it and its name, and what is parsed is what was checked;
* a pickle may hold plain data and :class:`~inglenook.index.codec.Segment`, nothing else.

Whoosh reads its files through the storage's ``open_file`` and the file's
``read_pickle``, both public, so both rules hold without touching Whoosh. The
three places where it unpickles on its own (stored fields, inlined postings,
contents tables of older versions) are closed in :mod:`inglenook.index.codec`
and by :data:`_CONTENTS_HEAD`.
"""

from __future__ import annotations

import os
import pickle
import stat
import struct
import sys
import weakref
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from inglenook.errors import IndexUnavailable
from inglenook.index.whoosh27 import FileStorage, StructFile

POSTINGS_EXTENSION = ".pst"
"""Not checked as a whole, which would read half the index at every start: each list has its own."""

_CONTENTS_EXTENSION = ".toc"
_SEAL = struct.Struct("=4sI")
_SEAL_MARK = b"Ingl"
_CONTENTS_HEAD = b"\x04\x08\x04" + struct.pack("!ii", -12345, -111)
"""How Whoosh 2.7.4 begins a table of contents; it reads older ones with a pickle of its own."""


class DamagedFile(ValueError):
    """A file of the index is not as it was written."""


def private_folder(folder: Path) -> bool:
    """Make sure of a folder that only we can write to.

    Returns:
        Whether what is in it can be trusted: false where others could write to it until now.

    Raises:
        IndexUnavailable: it cannot be made, or belongs to somebody else.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise IndexUnavailable(f"{folder} is a link or a file, not a folder of our own")
        if found.st_uid != os.getuid():
            raise IndexUnavailable(f"{folder} belongs to another user")
        if found.st_mode & 0o077:
            folder.chmod(0o700)
            return not found.st_mode & 0o022
    except OSError as error:
        raise IndexUnavailable(f"{folder}: {error.strerror or error}") from error
    return True


class Unpickler(pickle.Unpickler):
    """Reads plain data and segments."""

    def find_class(self, module: str, name: str) -> Any:
        """Return the one class that is allowed. Raises UnpicklingError for all others."""
        from inglenook.index.codec import Segment  # it stands on this module

        if (module, name) == (Segment.__module__, Segment.__qualname__):
            return Segment
        raise pickle.UnpicklingError(f"{module}.{name} has no business in an index")


class CheckedFile(StructFile):  # type: ignore[misc] # Whoosh has no types
    """A file read whole into memory; threads may share it as long as they only ``get``."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(BytesIO(data), name=name)
        self._data = data

    def get(self, position: int, length: int) -> bytes:
        """Return the bytes at a place, without moving a file pointer that others share."""
        return self._data[position : position + length]

    def read_pickle(self) -> Any:
        """Read a pickle that runs nothing."""
        return Unpickler(self.file).load()


class PostingsFile:
    """The posting lists, read from disk one by one; threads may share it."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._size = os.fstat(self._descriptor).st_size
        # A search may still read while the index moves on, so the last one to let go closes it.
        self.close = weakref.finalize(self, os.close, self._descriptor)

    def get(self, position: int, length: int) -> bytes:
        """Return the bytes at a place. Raises DamagedFile where there is none such."""
        if not 0 <= position <= position + length <= self._size:
            raise DamagedFile("a posting list is said to stand outside its file")
        return os.pread(self._descriptor, length, position)


class _NewFile(StructFile):  # type: ignore[misc]
    """A file being written, sealed with its checksum when it is closed."""

    def __init__(self, path: Path, mode: str) -> None:
        super().__init__(path.open(mode), name=path.name)
        self._path = path

    def close(self) -> None:
        super().close()
        if self._path.suffix != POSTINGS_EXTENSION:
            seal = _SEAL.pack(_SEAL_MARK, _checksum(self._path.name, self._path.read_bytes()))
            with self._path.open("ab") as file:
                file.write(seal)


def _checksum(name: str, data: bytes) -> int:
    """Return the checksum of a file, which is another one under another segment's name."""
    # A table of contents is written under a name of its own, and renamed.
    seed = 0 if _CONTENTS_EXTENSION in name else zlib.crc32(name.encode())
    return zlib.crc32(data, seed)


class Storage(FileStorage):  # type: ignore[misc]
    """Whoosh's folder of files, with checksums."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self._folder = folder

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **_: Any) -> Any:
        """Create a file that will be sealed."""
        return _NewFile(self._path(name), mode.replace("w", "x") if excl else mode)

    def open_file(self, name: str, **_: Any) -> Any:
        """Open a file, if it is as it was written. Raises DamagedFile, OSError."""
        path = self._path(name)
        if name.endswith(POSTINGS_EXTENSION):
            return PostingsFile(path)
        data = path.read_bytes()
        mark, checksum = _SEAL.unpack(data[-_SEAL.size :].rjust(_SEAL.size, b"\0"))
        data = data[: -_SEAL.size]
        if mark != _SEAL_MARK or checksum != _checksum(name, data):
            raise DamagedFile(f"{name} does not fit its checksum")
        if name.endswith(_CONTENTS_EXTENSION) and not data.startswith(_CONTENTS_HEAD):
            raise DamagedFile(f"{name} is of another version")
        return CheckedFile(data, name)

    def file_length(self, name: str) -> int:
        """Return the length of a file without its seal."""
        return self._path(name).stat().st_size - _SEAL.size

    def state(self, name: str) -> tuple[int, int]:
        """Return what tells a file from another of the same name: when written, and where."""
        found = self._path(name).stat()
        return found.st_mtime_ns, found.st_ino

    def _path(self, name: str) -> Path:
        if name != Path(name).name:
            raise DamagedFile(f"{name!r} is not in the index's folder")
        return self._folder / name


VERSION = f"inglenook index 9, whoosh 2.7.4, {sys.byteorder}-endian\n"
"""Raise the number when what is written, or what a word is, changes: the index is then rebuilt."""
