"""What is indexed of a chapter, in Whoosh's terms: six fields, none stored."""

from __future__ import annotations

from array import array
from typing import Any

from inglenook.index.whoosh27 import FieldType, Format, Schema, VarBytesColumn


class Places(Format):  # type: ignore[misc] # Whoosh has no types
    """A posting's value as Whoosh's own queries read it: the places of a term in one chapter."""

    def __init__(self) -> None:
        super().__init__()

    def decode_positions(self, value: bytes) -> list[int]:
        """Return the place numbers, from the beginning of the chapter."""
        numbers = array("I")
        numbers.frombytes(value)
        return numbers.tolist()


class Words(FieldType):  # type: ignore[misc]
    """Text that is gathered by us and not by Whoosh's tokens, and so without a stop list."""

    indexed = True
    scorable = False
    """Lengths are kept in the layout, exactly; Whoosh rounds them to a byte."""

    def __init__(self) -> None:
        self.format = Places()


class Label(FieldType):  # type: ignore[misc]
    """Bytes kept beside a chapter, not searched."""

    indexed = False

    def __init__(self) -> None:
        self.column_type = VarBytesColumn()

    def to_column_value(self, value: bytes) -> bytes:
        """Return the bytes as they are."""
        return value

    def from_column_value(self, value: bytes) -> bytes:
        """Return the bytes as they are."""
        return value


KEY, LAYOUT, BODY, NOTES, PAIRS = "key", "layout", "body", "notes", "pairs"
BEGINNINGS = "beginnings"

LABELS = (KEY, LAYOUT)

TEXTS = (BODY, NOTES)
"""The fields that have places, in the order of a chapter's layouts."""


def schema() -> Any:
    """Return the fields of a chapter.

    ``notes`` holds its folded blocks, ``pairs`` the common words of the body that stand together,
    ``beginnings`` how often the body has words that begin with the same three letters.
    """
    labels = {KEY: Label(), LAYOUT: Label()}
    return Schema(**labels, **{field: Words() for field in (BODY, NOTES, PAIRS, BEGINNINGS)})
