"""What is other in a folder than when it was last shelved: mostly nothing.

An unchanged file (size and time) is not opened, and an unchanged archive holds what it held.
Where nothing has changed neither the formats nor what makes stories of files is imported: 0.2 s
of a search from the shell.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from inglenook import __version__
from inglenook.catalog.cache import CatalogCache, Stamp
from inglenook.catalog.records import FoundFile
from inglenook.catalog.scan import MANIFEST, Scan, archive_of, natural_key, scan


def digest_of(data: bytes) -> str:
    """Return the content hash under which a text is filed."""
    return blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """A folder beside what the cache knows of it. Paths are as in ``FoundFile``."""

    found: Scan
    stamps: dict[str, Stamp]
    """Every file that is known, vanished ones included."""
    new: list[FoundFile]
    """Files to read, 2 before 10: not known, or of another size or time."""
    away: list[str]
    """Files that have vanished; those of a changed archive have, until it is read."""
    back: list[str]
    """Files that had vanished, and are there again."""
    stamp: str
    """Of everything that the shelf depends on besides the files that can be read."""
    is_shelved: bool
    """Whether the shelf is that of the stamp."""

    @property
    def is_none(self) -> bool:
        """Whether the shelf is that of the folder."""
        return self.is_shelved and not (self.new or self.away or self.back)


def difference(folder: Path, cache: CatalogCache) -> Difference:
    """List the folder and compare it with the cache.

    Raises:
        LibraryError: the folder is missing or cannot be read.
    """
    found = scan(folder)
    program = _program()
    cache.distrust(program)
    stamps = cache.stamps()
    stamp = _stamp(folder, found, program)
    known = [file for file in found.files if _is_known(file, stamps.get(file.path))]
    new = set(found.files).difference(known)
    present = {file.path for file in found.files}
    present |= _inside(known, {path: stamps[path] for path in stamps.keys() - present})
    return Difference(
        found,
        stamps,
        new=sorted(new, key=lambda file: natural_key(file.path)),
        away=[path for path, was in stamps.items() if path not in present and not was.missing],
        back=[path for path in present if path in stamps and stamps[path].missing],
        stamp=stamp,
        is_shelved=cache.setting("shelved") == stamp,
    )


def _is_known(file: FoundFile, stamp: Stamp | None) -> bool:
    return stamp is not None and (stamp.size, stamp.mtime_ns) == (file.size, file.mtime_ns)


def _inside(known: Iterable[FoundFile], others: Mapping[str, Stamp]) -> set[str]:
    """Return what unchanged archives hold: the files that were read with them as they are."""
    times = {file.path: file.mtime_ns for file in known}
    return {
        path
        for path, was in others.items()
        if (archive := archive_of(path, times)) and times[archive] == was.mtime_ns
    }


def _stamp(folder: Path, found: Scan, program: str) -> str:
    try:
        info = (folder / MANIFEST).stat()
        written = info.st_size, info.st_mtime_ns
    except OSError:
        written = 0, 0
    rest = repr((program, str(folder), written, found.refused))
    return digest_of(rest.encode("utf-8", "surrogatepass"))


def _program() -> str:
    """Return what tells one version of the readers from another.

    The version alone would show a developer yesterday's chapters after every edit.
    """
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    # Not Path.glob, which takes 3 ms for the folders that os.walk lists in 1.
    sizes = []
    for part in ("formats", "catalog"):
        for folder, _, names in os.walk(os.path.join(package, part)):  # noqa: PTH118
            for name in names:
                if name.endswith(".py"):
                    info = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118
                    sizes.append(f"{name}:{info.st_size}:{info.st_mtime_ns}")
    return digest_of("\n".join([__version__, *sorted(sizes)]).encode())
