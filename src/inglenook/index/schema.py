"""What is indexed of a chapter, in Whoosh's terms: four fields, none stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from inglenook.index.analysis import Analysis
from inglenook.index.postings import pack_numbers, unpack_numbers
from inglenook.index.whoosh27 import FieldType, Format, Schema, VarBytesColumn


class Places(Format):  # type: ignore[misc] # Whoosh has no types
    """A posting's value: the place numbers of a term in one chapter, packed."""

    def __init__(self) -> None:
        super().__init__()

    def decode_positions(self, value: bytes, count: int) -> list[int]:
        """Return the place numbers."""
        return unpack_numbers(value, count).tolist()


class Words(FieldType):  # type: ignore[misc]
    """Text that was analysed by us: no Whoosh tokens, and so no stop list, and 4 times as fast."""

    indexed = True
    scorable = False
    """Lengths are kept in the layout, exactly; Whoosh rounds them to a byte."""

    def __init__(self) -> None:
        self.format = Places()

    def index(self, value: Analysis, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield (term, how often, weight, places) of every term of a chapter."""
        for term, places in value.places.items():
            count = len(places)
            yield term, count, float(count), pack_numbers(places)


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


KEY, LAYOUT, BODY, NOTES = "key", "layout", "body", "notes"


def schema() -> Any:
    """Return the fields of a chapter.

    ``notes`` holds the folded blocks. Nothing searches it yet: it is there so that ``in:notes``
    will not need another index.
    """
    return Schema(**{KEY: Label(), LAYOUT: Label(), BODY: Words(), NOTES: Words()})
