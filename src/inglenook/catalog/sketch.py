"""Sketches: a few hundred bytes of a chapter, by which shared text is found without reading it.

A sketch is the first letters of every sentence, hashed: one hash in some 25 words. Where a
sentence begins depends on the text alone, so two chapters sample the same places of what they
share, and the share of one sketch found in another is the share of its text: containment, not
only likeness (Broder, "On the resemblance and containment of documents", 1997, who samples by
a modulus; putting together every shingle to do so takes longer than reading the file).

Sketches are blind to case, accents, punctuation, emphasis and where lines are broken.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from zlib import crc32

from inglenook.model import Block, Kind, Role
from inglenook.tokens import fold

SHINGLE = 24
"""Letters of a sentence that are hashed, some six words of English. A text in which one word of
twenty was changed still shares some 71 % of them."""
SHINGLE_BYTES = 36
"""The same for other scripts than the Latin, in UTF-8: 18 letters of Russian, 12 of Chinese."""
COARSE = 8
"""One of so many hashes is in the coarse sample, which finds what is worth comparing."""

COMPARABLE = 8
"""Hashes it takes to compare two texts: about 200 words."""

_CODE = "I"
_COARSE_END = 2**32 // COARSE

_LETTERS = b"abcdefghijklmnopqrstuvwxyz0123456789"
_DROPPED = bytes(byte for byte in range(256) if byte not in _LETTERS + b".")
_LEAST_LATIN = 0.5
"""Share of a Latin text's characters that are plain letters; English has 0.78, Vietnamese 0.7."""
_NO_LETTERS = re.compile(r"[^\w.]+|_")


def sketch(blocks: Iterable[Block]) -> bytes:
    """Return the sketch of a chapter's body: hashes of 4 bytes each, ascending."""
    text = ".".join(
        [
            block.text
            for block in blocks
            if block.role is Role.BODY and block.kind is not Kind.SCENE_BREAK
        ]
    )
    # Whole texts at a time: sentence by sentence this takes most of the time of reading a file.
    plain = text if text.isascii() else unicodedata.normalize("NFKD", text)
    letters = plain.encode("ascii", "ignore").lower().translate(None, _DROPPED)
    size = SHINGLE
    if len(letters) < _LEAST_LATIN * len(text):
        other = _NO_LETTERS.sub("", fold(text.replace("。", ".")))
        letters, size = other.encode("utf-8", "surrogatepass"), SHINGLE_BYTES
    found = {crc32(sentence[:size]) for sentence in letters.split(b".") if len(sentence) >= size}
    return array(_CODE, sorted(found)).tobytes()


def hashes(sketches: Iterable[bytes]) -> frozenset[int]:
    """Return the hashes of several chapters together."""
    found: set[int] = set()
    for data in sketches:
        found.update(array(_CODE, data))
    return frozenset(found)


def coarse(sketches: Iterable[bytes]) -> set[int]:
    """Return one in :data:`COARSE` hashes of several chapters, to find candidates by."""
    found: set[int] = set()
    for data in sketches:
        row: Sequence[int] = array(_CODE, data)
        found.update(row[: bisect_left(row, _COARSE_END)])
    return found


def contained(text: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of a text that stands in another, 0 to 1; 0 for a text without hashes."""
    return len(text & other) / len(text) if text else 0.0
