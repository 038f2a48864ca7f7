"""Sketches: a few hundred bytes of a chapter, by which shared text is found without reading it.

A sketch is the first words of every sentence, hashed: one hash in some 25 words. Where a
sentence begins depends on the text alone, so two chapters sample the same places of what they
share, and the share of one sketch found in another is the share of its text: containment, not
only likeness (Broder, "On the resemblance and containment of documents", 1997, who samples by
a modulus; putting together every shingle to do so takes longer than reading the file).

Sketches are blind to case, accents, punctuation, emphasis and where lines are broken.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from zlib import crc32

from inglenook.model import Block, Kind, Role
from inglenook.tokens import MOST_LETTERS, Memo, fold, surfaces

SHINGLE = 6
"""Words of a sentence that are hashed. A text in which one word of twenty was changed still
shares 73 % of them."""
COARSE = 8
"""One of so many hashes is in the coarse sample, which finds what is worth comparing."""

COMPARABLE = 8
"""Hashes it takes to compare two texts: about 200 words."""

_REACH = 80
"""Characters of a sentence that are looked at; six words of English take 33, of German 40."""
_TOKENS = 9
"""White-spaced pieces that are looked at: dashes and quotes may stand between the words."""
_CODE = "I"
HASH_BYTES = array(_CODE).itemsize
_COARSE_END = 2**32 // COARSE


def sketch(blocks: Iterable[Block]) -> bytes:
    """Return the sketch of a chapter's body: hashes of 4 bytes each, ascending."""
    text = ".".join(
        block.text
        for block in blocks
        if block.role is Role.BODY and block.kind is not Kind.SCENE_BREAK
    )
    found = set()
    for sentence in text.replace("。", ".").split("."):
        words = list(filter(None, map(_bare.__getitem__, sentence[:_REACH].split()[:_TOKENS])))
        if len(words) < SHINGLE and not sentence.isascii():
            words = surfaces(sentence[:_REACH])  # Chinese and Japanese part no words by spaces
        if len(words) >= SHINGLE:
            found.add(crc32(" ".join(words[:SHINGLE]).encode("utf-8", "surrogatepass")))
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


def _letters_of(word: str) -> str:
    return "".join(filter(str.isalnum, fold(word[:MOST_LETTERS])))


_bare = Memo(_letters_of, 1 << 16)
"""What is compared of a word; about 8 MB."""
