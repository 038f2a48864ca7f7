"""Put a document in the order it is drawn in: openings, folded cards, paragraphs.

A :class:`Flow` knows nothing of line lengths, so it outlives every resize; it changes
only when a card is opened or closed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from itertools import accumulate
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.layout.cards import describe, end_of_card
from inglenook.layout.typography import PLAIN, Typography
from inglenook.layout.wrap import is_narrow
from inglenook.model import Block, Document, Inline, Kind, Position, Role

CardKey = tuple[int, int]
"""Names a folded card: its chapter, and the first of its blocks."""


class Look(StrEnum):
    """What an item of the flow looks like; the painter has a style for each.

    A string enum for its hash: a plain one's is computed in Python, 24,000 times a book.
    """

    TITLE = auto()
    BYLINE = auto()
    CHAPTER = auto()
    CARD = auto()
    """The one line that a folded part shows, and its head when it is open."""
    FOLDED_TEXT = auto()
    """A block of an open card."""
    PARAGRAPH = auto()
    HEADING = auto()
    VERSE = auto()
    LETTER = auto()
    QUOTE = auto()
    PREFORMATTED = auto()
    NOTE = auto()
    SCENE_BREAK = auto()


class Setting(NamedTuple):
    """How the rows of a look are set, in cells and blank rows."""

    above: int = 1
    """Blank rows kept free above; the larger of this and the ``below`` before it counts."""
    below: int = 0
    left: int = 0
    right: int = 0
    hang: int = 0
    """Further indent of the rows that a line of verse turns over to."""
    centred: bool = False
    keeps_lines: bool = False


SETTINGS: dict[Look, Setting] = {
    Look.TITLE: Setting(above=2, centred=True),
    Look.BYLINE: Setting(above=1, below=3, centred=True),
    Look.CHAPTER: Setting(above=4, below=2, centred=True),
    Look.CARD: Setting(above=1, below=1, hang=2, keeps_lines=True),
    Look.FOLDED_TEXT: Setting(above=0, below=2, left=2, right=2, hang=2, keeps_lines=True),
    Look.PARAGRAPH: Setting(),
    Look.HEADING: Setting(above=2, below=1),
    Look.VERSE: Setting(left=4, hang=4, keeps_lines=True),
    Look.LETTER: Setting(left=4, right=4, hang=2, keeps_lines=True),
    Look.QUOTE: Setting(left=4, right=4),
    Look.PREFORMATTED: Setting(hang=2, keeps_lines=True),
    Look.NOTE: Setting(keeps_lines=True),
    Look.SCENE_BREAK: Setting(above=2, below=2, centred=True),
}

_GAPS = {
    look: {before: max(setting.above, other.below) for before, other in SETTINGS.items()}
    for look, setting in SETTINGS.items()
}
"""Blank rows between two looks: of the one below, then of the one above."""

_LOOKS = {
    Kind.PARAGRAPH: Look.PARAGRAPH,
    Kind.HEADING: Look.HEADING,
    Kind.VERSE: Look.VERSE,
    Kind.LETTER: Look.LETTER,
    Kind.QUOTE: Look.QUOTE,
    Kind.PREFORMATTED: Look.PREFORMATTED,
    Kind.SCENE_BREAK: Look.SCENE_BREAK,
    Kind.NOTE: Look.NOTE,
}

_ABOVE_THE_FIRST_CHAPTER = 1
_OPENINGS = frozenset({Look.TITLE, Look.BYLINE, Look.CHAPTER})
_FAR = 1 << 60
"""Behind the end of everything."""
_LONG_NOTE = 60
"""Characters from which a folded block reads as a paragraph, and gets a blank row."""
_MOST_CAPITALS = 24
"""Characters of a chapter's first line set in capitals: a few words."""


class Item(NamedTuple):
    """One stretch of the flow: an opening's line, a card, or a block."""

    look: Look
    chapter: int
    block: int
    """Index into ``Chapter.blocks``: of the block drawn, or for a card of its first."""
    text: str
    """What is drawn: the block's own text, so that offsets are those of positions."""
    gap: int
    """Blank rows above."""
    indent: int = 0
    """Cells the first row is indented by."""
    spans: tuple[Inline, ...] = ()
    is_text: bool = False
    """Whether ``text`` is the block's own: not so for openings, cards and ornaments."""
    capitals: int = 0
    """How many characters from its start are set in capitals."""


class Place(NamedTuple):
    """A place in a flow: what an anchor holds, since it also tells a gap from a text."""

    item: int
    offset: int = 0
    lead: int = 0
    """How many rows above it the screen begins."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The items of a document in the order they are drawn in."""

    items: tuple[Item, ...]
    narrow: tuple[bool, ...]
    """For each item, what :func:`~inglenook.layout.wrap.is_narrow` says: asked once."""
    openings: tuple[int, ...]
    """For each chapter, its first item; then the number of items."""
    drawn: tuple[tuple[int, ...], ...]
    """For each chapter and block, the item that shows it."""
    cards: tuple[int, ...]
    """The items that head a card, ascending."""
    opened: frozenset[CardKey]
    stops: tuple[int, ...]
    """The items a scene begins at, ascending: chapter openings and scene breaks."""
    characters: tuple[int, ...]
    """For each item, the characters of unfolded text before it; then those of all."""
    typography: Typography

    def place(self, position: Position, *, in_text: bool = False) -> Place:
        """Return where a position is drawn; one outside of the document, the nearest.

        The very start of a chapter is its opening, title and all.

        Args:
            position: a place of the document.
            in_text: take the start of a chapter for its first block instead.
        """
        chapter, block, offset = position
        if chapter < 0:
            return self.opening(0)
        if chapter >= len(self.drawn):
            chapter, block = len(self.drawn) - 1, _FAR
        blocks = self.drawn[chapter]
        if block >= len(blocks):
            block, offset = len(blocks) - 1, _FAR
        if block < 0 or (not block and offset <= 0 and not in_text):
            return self.opening(chapter)
        item = self.items[blocks[block]]
        if item.look in _OPENINGS:
            return self.opening(chapter)
        if item.look is Look.CARD:
            return Place(blocks[block])
        most = len(item.text) if item.is_text else _FAR - 1
        return Place(blocks[block], max(0, min(offset, most)))

    def position(self, place: Place) -> Position:
        """Return the position a place stands for."""
        item = self.items[place.item]
        return Position(item.chapter, item.block, place.offset)

    def opening(self, chapter: int) -> Place:
        """Return the top of a chapter, with a little air above."""
        item = self.openings[chapter]
        gap = self.items[item].gap
        return Place(item, 0, gap if item == 0 else min(gap, 2))

    def scene(self, place: Place, step: int) -> Place | None:
        """Return where the next scene (step 1) or the one before (-1) begins."""
        if step > 0:
            found = bisect_right(self.stops, place.item)
        else:
            found = bisect_left(self.stops, place.item) - 1
        if not 0 <= found < len(self.stops):
            return None
        item = self.stops[found]
        chapter = self.items[item].chapter
        return self.opening(chapter) if item == self.openings[chapter] else Place(item, 0, 1)

    def card_key(self, item: int) -> CardKey:
        """Name the card that an item heads."""
        return self.items[item].chapter, self.items[item].block

    def characters_before(self, place: Place) -> int:
        """Count the characters of unfolded text before a place."""
        counted = self.items[place.item].is_text and self._is_body(place.item)
        return self.characters[place.item] + (place.offset if counted else 0)

    def _is_body(self, item: int) -> bool:
        return self.characters[item + 1] > self.characters[item]


def compose(
    document: Document,
    title: str,
    authors: Sequence[str] = (),
    chapter_titles: Sequence[str] = (),
    *,
    opened: Collection[CardKey] = (),
    typography: Typography = PLAIN,
) -> Flow:
    """Put a document in the order it is drawn in.

    Args:
        document: of a whole story.
        title: the story's title, for the head of the first page.
        authors: the story's authors.
        chapter_titles: as listed; a missing one is the document's own.
        opened: the cards that show their text.
        typography: how it is set.
    """
    composer = _Composer(frozenset(opened), typography)
    composer.head(title, authors)
    several = len(document.chapters) > 1
    for number, chapter in enumerate(document.chapters):
        listed = chapter_titles[number] if number < len(chapter_titles) else chapter.title
        # A story of one chapter is announced twice only if the text itself does so.
        shown = clean_line(listed if several or chapter.title else "")
        if not several and shown == clean_line(title):
            shown = ""
        composer.chapter(number, shown, chapter.blocks)
    return composer.flow()


class _Composer:
    """Collects the items of a flow, chapter by chapter."""

    def __init__(self, opened: frozenset[CardKey], typography: Typography) -> None:
        self._opened = opened
        self._typography = typography
        indented = typography.paragraphs == "indented"
        self._indent = typography.first_indent if indented else 0
        self._between = 0 if indented else typography.paragraph_spacing
        self._leading = typography.line_spacing
        self._opens = typography.capitals
        self._items: list[Item] = []
        self._openings: list[int] = []
        self._drawn: list[tuple[int, ...]] = []
        self._stops: list[int] = []
        self._characters: list[int] = []

    def head(self, title: str, authors: Sequence[str]) -> None:
        """Begin with the story's title and byline."""
        self._openings.append(0)
        self._stops.append(0)
        self._add(Look.TITLE, 0, 0, clean_line(title))
        byline = _listed([clean_line(author) for author in authors])
        if byline:
            self._add(Look.BYLINE, 0, 0, f"by {byline}")

    def chapter(self, number: int, title: str, blocks: Sequence[Block]) -> None:
        """Add a chapter: its opening, its cards and its text."""
        if number:
            self._openings.append(len(self._items))
            self._stops.append(len(self._items))
        if title or number:
            self._add(Look.CHAPTER, number, 0, title or self._typography.ornament)
        self._opens = self._typography.capitals
        opening = self._openings[-1]
        shown: list[int] = []
        index = 0
        while index < len(blocks):
            block = blocks[index]
            if block.role is Role.BODY:
                shown.append(len(self._items))
                self._body(number, index, block)
                index += 1
            elif block.role is Role.TITLE:
                shown.append(opening)
                index += 1
            else:
                end = end_of_card(blocks, index)
                shown.extend(self._card(number, index, blocks[index:end], opening))
                index = end
        self._drawn.append(tuple(shown))

    def flow(self) -> Flow:
        """Return what was collected."""
        items = tuple(self._items)
        return Flow(
            items=items,
            narrow=tuple([is_narrow(item.text) or _is_narrow_by_line(item) for item in items]),
            openings=(*self._openings, len(items)),
            drawn=tuple(self._drawn),
            cards=tuple([n for n, item in enumerate(items) if item.look is Look.CARD]),
            opened=self._opened,
            stops=tuple(self._stops),
            characters=tuple(accumulate(self._characters, initial=0)),
            typography=self._typography,
        )

    def _body(self, chapter: int, index: int, block: Block) -> None:
        look = _LOOKS[block.kind]
        if look is Look.SCENE_BREAK:
            self._stops.append(len(self._items))
            self._add(look, chapter, index, self._typography.ornament)
            return
        before = self._items[-1].look
        gap, indent, capitals = _GAPS[look][before], 0, 0
        if look is Look.PARAGRAPH:
            if before is Look.PARAGRAPH:
                gap, indent = self._between, self._indent
            if self._opens:
                self._opens, capitals = False, _first_words(block.text)
        gap += self._leading
        item = Item(look, chapter, index, block.text, gap, indent, block.spans, True, capitals)
        self._items.append(item)
        self._characters.append(len(block.text))

    def _card(
        self, chapter: int, first: int, blocks: Sequence[Block], opening: int
    ) -> Sequence[int]:
        """Add a card and, where it is open, its text; return the item that shows each block."""
        head = len(self._items)
        is_open = (chapter, first) in self._opened
        self._add(Look.CARD, chapter, first, describe(blocks, is_open=is_open))
        shown = []
        for offset, block in enumerate(blocks):
            if block.role is Role.TITLE:
                shown.append(opening)
            elif not is_open:
                shown.append(head)
            else:
                shown.append(len(self._items))
                before = self._items[-1]
                long = max(len(block.text), 0 if before.look is Look.CARD else len(before.text))
                gap = 1 if long > _LONG_NOTE or before.look is Look.CARD else 0
                self._items.append(
                    Item(
                        *(Look.FOLDED_TEXT, chapter, first + offset, block.text, gap),
                        spans=block.spans,
                        is_text=True,
                    )
                )
                self._characters.append(0)
        return shown

    def _add(self, look: Look, chapter: int, block: int, text: str) -> None:
        gap = SETTINGS[look].above
        if self._items:
            before = self._items[-1].look
            gap = _GAPS[look][before]
            if look is Look.CHAPTER and before in _OPENINGS:
                gap = max(_ABOVE_THE_FIRST_CHAPTER, SETTINGS[before].below)
        self._items.append(Item(look, chapter, block, text, gap))
        self._characters.append(0)


def _first_words(text: str) -> int:
    """Return where the first few words of a text end."""
    return len(text) if len(text) <= _MOST_CAPITALS else max(0, text.rfind(" ", 0, _MOST_CAPITALS))


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _is_narrow_by_line(item: Item) -> bool:
    """Look again at a text of several lines: a newline is no character of any row."""
    return SETTINGS[item.look].keeps_lines and is_narrow(item.text.replace("\n", ""))
