"""A stretch of text chosen with keys: one end stands, the other goes by words and sentences.

The end that goes stands *on* a character, which belongs to the stretch, as in vi. Motions to the
end of a sentence or paragraph go to the next one's where they are there already.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from inglenook.layout.flow import Place
from inglenook.layout.rows import Layout
from inglenook.model import Position, Span
from inglenook.sentences import sentence_at


class _At(NamedTuple):
    """A character: which of the texts it is in, and its number there."""

    text: int
    offset: int


class Selecting:
    """The two ends of a stretch, and the motions of the one that goes."""

    def __init__(self, layout: Layout, start: Position, end: Position | None = None) -> None:
        """Begin with one character, or with a stretch.

        Args:
            layout: the text as it is wrapped now.
            start: of the stretch; where there is no text, the next text.
            end: behind its last character.
        """
        self._layout = layout
        items = layout.flow.items
        self._items = [number for number, item in enumerate(items) if item.is_text and item.text]
        self._stands = self._goes = self._at(start)
        if end is not None and end > start:
            self._goes = self._at(end._replace(offset=end.offset - 1))

    @property
    def is_possible(self) -> bool:
        """Whether there is any text."""
        return bool(self._items)

    @property
    def span(self) -> Span:
        """The stretch."""
        first, last = sorted((self._stands, self._goes))
        return Span(self._position(first), self._position(last._replace(offset=last.offset + 1)))

    @property
    def caret(self) -> Position:
        """The end that goes."""
        return self._position(self._goes)

    @property
    def text(self) -> str:
        """The words of the stretch; paragraphs parted by a blank line."""
        first, last = sorted((self._stands, self._goes))
        pieces = []
        for number in range(first.text, last.text + 1):
            text = self._text(number)
            text = text[: last.offset + 1] if number == last.text else text
            pieces.append(text[first.offset :] if number == first.text else text)
        return "\n\n".join(pieces)

    def anew(self) -> None:
        """Begin again with the character at the end that goes."""
        self._stands = self._goes

    def turn(self) -> None:
        """Let the other end go."""
        self._stands, self._goes = self._goes, self._stands

    # Motions

    def right(self) -> None:
        """Go one character on."""
        text, offset = self._goes
        if offset + 1 < len(self._text(text)):
            self._goes = _At(text, offset + 1)
        elif text + 1 < len(self._items):
            self._goes = _At(text + 1, 0)

    def left(self) -> None:
        """Go one character back."""
        text, offset = self._goes
        if offset:
            self._goes = _At(text, offset - 1)
        elif text:
            self._goes = _At(text - 1, len(self._text(text - 1)) - 1)

    def word(self) -> None:
        """Go to the beginning of the next word."""
        self._on(self._words(0))

    def word_end(self) -> None:
        """Go to the end of the word, or of the next one."""
        self._on(self._words(1))

    def word_back(self) -> None:
        """Go to the beginning of the word, or of the one before."""
        text, offset = self._goes
        starts = [start for start, _ in _spans(self._text(text))]
        before = bisect_left(starts, offset)
        if before:
            self._goes = _At(text, starts[before - 1])
        elif text:
            starts = [start for start, _ in _spans(self._text(text - 1))] or [0]
            self._goes = _At(text - 1, starts[-1])

    def sentence_end(self) -> None:
        """Go to the end of the sentence, or of the next one."""
        text, offset = self._goes
        end = sentence_at(self._text(text), offset)[1] - 1
        if offset >= end:
            self.word()
            text, offset = self._goes
            end = sentence_at(self._text(text), offset)[1] - 1
        self._goes = _At(text, max(offset, end))

    def sentence_start(self) -> None:
        """Go to the beginning of the sentence, or of the one before."""
        text, offset = self._goes
        if sentence_at(self._text(text), offset)[0] == offset:
            self.left()
            text, offset = self._goes
            # The space between two sentences belongs to the first.
        self._goes = _At(text, sentence_at(self._text(text), offset)[0])

    def paragraph_end(self) -> None:
        """Go to the end of the paragraph, or of the next one."""
        text, offset = self._goes
        if offset >= len(self._text(text)) - 1 and text + 1 < len(self._items):
            text += 1
        self._goes = _At(text, len(self._text(text)) - 1)

    def paragraph_start(self) -> None:
        """Go to the beginning of the paragraph, or of the one before."""
        text, offset = self._goes
        self._goes = _At(text - 1 if not offset and text else text, 0)

    def down(self) -> None:
        """Go one row down, at the same column."""
        self._row(1)

    def up(self) -> None:
        """Go one row up, at the same column."""
        self._row(-1)

    # Inside

    def _at(self, position: Position) -> _At:
        place = self._layout.flow.place(position, in_text=True)
        if not self._items:
            return _At(0, 0)
        number = min(bisect_left(self._items, place.item), len(self._items) - 1)
        offset = place.offset if self._items[number] == place.item else 0
        return _At(number, min(offset, len(self._text(number)) - 1))

    def _text(self, number: int) -> str:
        return self._layout.flow.items[self._items[number]].text

    def _position(self, at: _At) -> Position:
        item = self._layout.flow.items[self._items[at.text]]
        return Position(item.chapter, item.block, at.offset)

    def _words(self, end: int) -> tuple[list[int], list[int]]:
        """Return the beginnings (0) or ends (1) of the words of this text and of the next."""
        text = self._goes.text
        found = []
        for number in (text, text + 1):
            there = _spans(self._text(number)) if number < len(self._items) else []
            found.append([span[end] - end for span in there])
        return found[0], found[1]

    def _on(self, stops: tuple[list[int], list[int]]) -> None:
        here, there = stops
        text, offset = self._goes
        if ahead := [stop for stop in here if stop > offset]:
            self._goes = _At(text, ahead[0])
        elif text + 1 < len(self._items):
            self._goes = _At(text + 1, there[0] if there else 0)
        else:
            self._goes = _At(text, len(self._text(text)) - 1)

    def _row(self, step: int) -> None:
        layout = self._layout
        text, offset = self._goes
        number = layout.row_of(Place(self._items[text], offset))
        row = layout.row(number)
        column = offset - row.start + row.indent if row else 0
        last = layout.last_row(self._items[-1])
        while 0 <= (number := number + step) <= last:
            row = layout.row(number)
            if row is not None and layout.flow.items[row.item].is_text and row.end > row.start:
                end = max(row.start, row.end - 1)
                wanted = min(max(row.start, row.start + column - row.indent), end)
                self._goes = _At(bisect_left(self._items, row.item), wanted)
                return


def _spans(text: str) -> list[tuple[int, int]]:
    # 8 ms to import, and a page is read without it.
    from inglenook.tokens import spans

    return spans(text)
