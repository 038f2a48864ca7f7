"""The unit between a tree and a chapter: a block that still knows where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field

from inglenook.model import Block, Inline, Kind, Role


@dataclass(slots=True)
class Piece:
    """A block to be, with what is needed to part chapters and then forgotten."""

    kind: Kind
    text: str
    spans: tuple[Inline, ...] = ()
    role: Role = Role.BODY
    level: int = 0
    """1 to 6 for a heading, else 0."""
    ids: tuple[str, ...] = ()
    """Anchors that stand in the block or right before it."""
    gap: int = 0
    """Empty paragraphs before it."""
    start: str | None = None
    """The title of the chapter that begins here, where the site's markup says so."""
    file: str = field(default="", repr=False)
    """Path of the file inside a book."""

    def block(self) -> Block:
        """Return the piece as the model's block."""
        return Block(self.kind, self.text, self.spans, self.role)


def cut(spans: tuple[Inline, ...], start: int, end: int) -> tuple[Inline, ...]:
    """Return the parts of ``spans`` inside ``start..end``, counted from ``start``."""
    return tuple(
        Inline(max(span.start, start) - start, min(span.end, end) - start, span.style, span.target)
        for span in spans
        if span.start < end and span.end > start
    )
