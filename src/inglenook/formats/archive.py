"""Reading a ZIP without trusting it: a book, a document, or files that lie in it as in a folder.

Sizes in ZIP headers lie and entries may overlap (12 KB once became 510 MB), so what is
counted is what comes out of the inflater. Nothing is ever written to disk. A file whose
directory is cut off is read entry by entry from its front, as far as it goes.
"""

from __future__ import annotations

import io
import posixpath
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

LARGEST_ENTRY = 48 << 20
ENTRY_RATIO = 120
ENTRY_FREE = 16 << 20
"""An entry may always be this large, and beyond it :data:`ENTRY_RATIO` times its packed size:
prose packs to a third, the most repetitive page of a real book to a twentieth."""
LARGEST_BOOK = 128 << 20
BOOK_RATIO = 40
BOOK_FREE = 32 << 20
"""The same for all parts we read of one book; the text of War and Peace is 4 MB."""
LARGEST_FOLDER = 512 << 20
"""The same for files that are read one after the other; prose packs to a third."""
MOST_ENTRIES = 20_000
MOST_RECORDS = 5 * MOST_ENTRIES
"""Records of a directory, those of archives that lie packed in this one counted with it: zipfile
makes an object of half a kilobyte of each before anybody can ask how many there are."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""All that books may use. Those of bzip2 and LZMA inflate a thousandfold in one step."""
_CHUNK = 1 << 16
_READ_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)
_FAULTS = (*_READ_FAULTS, NotImplementedError, OverflowError)
"""What zipfile raises for a damaged directory; a flipped version byte is "not implemented"."""
_LOCKED = 0x1
"""The flag of an entry that is encrypted."""
_LOCAL = struct.Struct("<4sHHHHHIIIHH")


class DamagedArchiveError(Exception):
    """The archive, or one entry of it, cannot be read; the message says why."""


class BombError(DamagedArchiveError):
    """The archive inflates out of all proportion: nothing of it is read."""


@dataclass(slots=True)
class _Entry:
    name: str
    packed: int
    info: zipfile.ZipInfo | None = None
    at: int = 0
    method: int = 0
    locked: bool = False


@dataclass(slots=True)
class Archive:
    """The parts of a book by path; forgiving about how a path is spelt."""

    data: bytes
    largest: int = LARGEST_BOOK
    """Bytes that all its parts together may inflate to."""
    notices: list[str] = field(default_factory=list)
    _zip: zipfile.ZipFile | None = None
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _folded: dict[str, str] = field(default_factory=dict)
    _inflated: int = 0

    @classmethod
    def open(cls, data: bytes, largest: int = LARGEST_BOOK) -> Archive:
        """Return the archive in ``data``. Raises DamagedArchiveError where nothing can be read."""
        archive = cls(data, largest)
        if data.count(b"PK\x01\x02") > MOST_RECORDS:
            raise DamagedArchiveError("it claims to hold too many parts")
        try:
            archive._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = archive._zip.infolist()
            entries = [
                _Entry(
                    info.filename,
                    info.compress_size,
                    info,
                    info.header_offset,
                    info.compress_type,
                    bool(info.flag_bits & _LOCKED),
                )
                for info in infos
                if info.filename and not info.filename.endswith("/")
            ]
        except _FAULTS:
            entries = _scan(data)
            if not entries:
                raise DamagedArchiveError("its ZIP directory is missing or damaged") from None
            archive.notices.append(
                "The file is cut off or damaged: its ZIP directory is missing. "
                "What stands before the damage was read."
            )
        if len(entries) > MOST_ENTRIES:
            raise DamagedArchiveError(f"it claims to hold {len(entries)} parts")
        _refuse_overlaps(entries, len(data))
        seen: Counter[str] = Counter()
        for entry in entries:
            name = normal(_as_utf8(entry.name) or entry.name) or "unnamed"
            seen[name] += 1
            if seen[name] > 1:
                name = f"{name} ({seen[name]})"
            archive._entries.setdefault(name, entry)
            archive._folded.setdefault(_fold(name), name)
            archive._folded.setdefault(_fold(normal(entry.name)), name)
        return archive

    def names(self) -> list[str]:
        """Paths of all parts, in the archive's order."""
        return list(self._entries)

    def find(self, path: str) -> str | None:
        """Return the path of a part as the archive spells it: %-escapes and case may differ."""
        for spelling in (path, unquote(path)):
            name = normal(spelling)
            if name in self._entries:
                return name
            folded = self._folded.get(_fold(name))
            if folded:
                return folded
        return None

    def read(self, name: str) -> bytes:
        """Return the bytes of a part. Raises DamagedArchiveError past a bound."""
        entry = self._entries[name]
        if entry.locked:
            raise DamagedArchiveError("it is locked with a password")
        if entry.method not in _METHODS:
            raise DamagedArchiveError(f"{name} is packed in a way that is not known")
        most = min(LARGEST_ENTRY, max(ENTRY_FREE, entry.packed * ENTRY_RATIO))
        whole = min(self.largest, max(BOOK_FREE, len(self.data) * BOOK_RATIO))
        limit = min(most, whole - self._inflated)
        chunks: list[bytes] = []
        size = 0
        fault = ""
        try:
            for chunk in self._chunks(entry):
                size += len(chunk)
                self._inflated += len(chunk)
                if size > limit:
                    raise BombError(_bomb(name, most) if size > most else _bomb("all of it", whole))
                chunks.append(chunk)
        except _READ_FAULTS:
            fault = "is damaged"
        except NotImplementedError:
            raise DamagedArchiveError(f"{name} is packed in a way that is not known") from None
        if fault and not size:
            raise DamagedArchiveError(f"{name} {fault}")
        if fault:
            self.notices.append(f"{name} {fault}; the part before the damage was read.")
        return b"".join(chunks)

    def _chunks(self, entry: _Entry) -> Iterator[bytes]:
        if entry.info is not None and self._zip is not None:
            with self._zip.open(entry.info) as stream:
                while chunk := stream.read(_CHUNK):
                    yield chunk
        elif entry.method == zipfile.ZIP_STORED:
            yield self.data[entry.at : entry.at + entry.packed]
        else:
            inflater = zlib.decompressobj(-15)
            end = entry.at + entry.packed
            # What is left over is copied at each step: bit by bit, not 48 MB a thousand times.
            for at in range(entry.at, end, _CHUNK):
                rest = self.data[at : min(at + _CHUNK, end)]
                while rest and not inflater.eof:
                    yield inflater.decompress(rest, _CHUNK)
                    rest = inflater.unconsumed_tail
            yield inflater.flush()  # where a step was full, it has the last of some letters


def _bomb(name: str, limit: int) -> str:
    return f"{name} unpacks to more than {limit >> 20} MB: a ZIP bomb, or no book"


def normal(path: str) -> str:
    """Return a path without ``.``, ``..`` and backslashes, in Unicode's composed form."""
    path = unicodedata.normalize("NFC", path.replace("\\", "/"))
    return posixpath.normpath("/" + path).lstrip("/")


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _as_utf8(name: str) -> str | None:
    """The name of an entry that is UTF-8 but does not say so, and was read as cp437."""
    if name.isascii():
        return None
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return None


def _refuse_overlaps(entries: list[_Entry], size: int) -> None:
    end = -1
    for entry in sorted(entries, key=lambda entry: entry.at):
        if entry.at < end:
            raise DamagedArchiveError("its parts overlap in the ZIP: a bomb, or damage")
        end = entry.at + min(entry.packed, size)


def _scan(data: bytes) -> list[_Entry]:
    """Find entries by their local headers, where the directory at the end is missing."""
    found: list[_Entry] = []
    at = data.find(b"PK\x03\x04")
    while 0 <= at <= len(data) - _LOCAL.size and len(found) <= MOST_ENTRIES:
        (_, _, flags, method, _, _, _, packed, _, name_length, extra) = _LOCAL.unpack_from(data, at)
        start = at + _LOCAL.size + name_length + extra
        raw = data[at + _LOCAL.size : at + _LOCAL.size + name_length]
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        following = data.find(b"PK\x03\x04", start)
        reach = (following if following >= 0 else len(data)) - start
        if flags & 0x8 or packed > reach:
            packed = max(reach, 0)
        if name and not name.endswith("/") and method in (0, 8):
            found.append(_Entry(name, packed, None, start, method, bool(flags & _LOCKED)))
        at = following
    return found
