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


class Cutter:
    """Cuts spans to stretches of a text that are asked for from left to right.

    It looks at each span when its stretch comes, so a block of 100,000 lines and as many
    spans takes time in line with both, not with their product.
    """

    def __init__(self, spans: tuple[Inline, ...]) -> None:
        self._waiting = sorted(spans, reverse=True)
        self._active: list[Inline] = []

    def cut(self, start: int, end: int) -> tuple[Inline, ...]:
        """Return the parts of the spans inside ``start..end``, counted from ``start``."""
        if not (self._waiting or self._active):
            return ()
        while self._waiting and self._waiting[-1].start < end:
            self._active.append(self._waiting.pop())
        self._active = [span for span in self._active if span.end > start]
        return tuple(
            [  # made anew: to replace takes three times as long
                Inline(max(first, start) - start, min(last, end) - start, style, target)
                for first, last, style, target in self._active
                if first < end
            ]
        )
