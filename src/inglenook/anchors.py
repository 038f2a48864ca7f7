"""Save a place so that it is found again, also when the text around it has changed.

:func:`locate` turns a Position into a Locator: where it was, and the words there.
:func:`place` looks for those words in three steps:

1. where they were: the text has not changed, or only behind the place;
2. anywhere, unchanged: chapters were added in front, or are parted differently;
3. anywhere, edited: stretches of a few words vote for where the passage now begins.

Passages of the last two are compared with what was saved word by word, and the likest one is
the place; one that is still in its paragraph may be a little less like.
A passage that has less than two thirds in common with what was saved is not it, so the words
quoted without their surroundings are not enough. A place that is not found is None, and stays
saved: it comes back when its text does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from inglenook.model import Document, Locator, Position, Role, Span
from inglenook.sentences import sentence_at

if TYPE_CHECKING:
    from inglenook.tokens import Token

QUOTE, CONTEXT = 48, 32
"""Characters saved from the place on, and at most on either side of them."""

LONGEST = 10_000
"""Characters kept of the words under a mark: five pages. A paragraph may be a whole book, and a
mark is found by its quote, not by these."""
_LONGEST_WORD = 100
"""Characters at most that are left out for :data:`LONGEST` to end with a word."""

ALIKE = 0.66
"""Share of a passage's letters that must be there again, in order, for it to be the passage."""
_FOLDED = 0.1
"""What a passage in folded text loses: a summary that quotes the story is not the place."""
_AT_HOME = 0.2
"""What a passage in the old chapter and paragraph gains: where a refrain was edited, its
repetition elsewhere is the more like it, and is the wrong one."""
FEWEST_WORDS = 6
"""A passage of fewer words is only ever found unchanged: five common words stand in every book."""

_SEED_LETTERS = 12
"""Length of a stretch that votes. Shorter ones stand too often in a book of 3 MB to tell."""
_MOST_SEEDS = 10
"""Stretches looked for. One search through 3 MB takes about 1 ms."""
_MOST_VOTES = 40
"""A stretch that stands more often than this says nothing."""
_MOST_PASSAGES = 8
"""Passages compared word by word, those with most votes first; one takes about 0.3 ms."""
_SLACK = 48
"""Characters by which edits may have moved a passage's beginning against a vote."""


class _Stream(NamedTuple):
    """A document as one text, blocks and their lines parted by single spaces.

    How a text is cut into chapters and blocks is what changes most between two copies of it.
    """

    text: str
    starts: list[int]
    """Where each block that is not empty begins in ``text``."""
    places: list[tuple[int, int]]
    """Chapter and block of each."""

    def position(self, at: int) -> Position:
        """Return the place in the document of a character of the text."""
        index = max(0, bisect_right(self.starts, at) - 1)
        return Position(*self.places[index], at - self.starts[index])

    def offset(self, position: Position) -> int | None:
        """Return the character of the text a place is at, None for a block without text."""
        index = bisect_right(self.places, position[:2]) - 1
        if index < 0 or self.places[index] != position[:2]:
            return None
        at = self.starts[index] + position.offset
        return at if at < self._end(index) else None

    def nearest(self, position: Position) -> int:
        """Return the character of the text at a place, or else behind it, or the last one."""
        index = bisect_right(self.places, position[:2]) - 1
        if index >= 0 and self.places[index] == position[:2]:
            return min(self.starts[index] + max(0, position.offset), self._end(index) - 1)
        return self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text)

    def _end(self, index: int) -> int:
        # The character behind a block's last one belongs to it: the space before the next.
        return self.starts[index + 1] if index + 1 < len(self.starts) else len(self.text) + 1


def _stream(document: Document) -> _Stream:
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    for chapter_index, chapter in enumerate(document.chapters):
        for block_index, block in enumerate(chapter.blocks):
            if block.text:
                texts.append(block.text)
                places.append((chapter_index, block_index))
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))[:-1]
    return _Stream(" ".join(texts).replace("\n", " "), starts, places)


def kept(text: str) -> str:
    """Return of the words under a mark what is kept of them, to the end of a word."""
    if len(text) <= LONGEST:
        return text
    return text[: _cut(text, LONGEST, backwards_to=LONGEST - _LONGEST_WORD)]


def elided(text: str) -> str:
    """Return kept words for people: with an ellipsis where they may go on."""
    return f"{text}…" if _goes_on(text) else text


def _goes_on(text: str) -> bool:
    return LONGEST - _LONGEST_WORD <= len(text) <= LONGEST


class Anchors:
    """Saves and finds places of one document; its text is put together once for all of them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._stream = _stream(document)

    def locate(self, position: Position) -> Locator:
        """Return what it takes to find a position again; see :func:`locate`."""
        return _locate(self._document, self._stream, position)

    def place(self, locator: Locator) -> Position | None:
        """Return where a saved place is now; see :func:`place`."""
        return _place(self._document, self._stream, locator)

    def locate_span(self, span: Span) -> tuple[Locator, Locator]:
        """Return what it takes to find a span again: its first character, and its last.

        Not the one behind it, which is another sentence's and may go where that goes.
        """
        text = self._stream.text
        start = self._stream.nearest(span.start)
        end = max(start + 1, self._stream.nearest(span.end))
        last = start + max(0, len(text[start:end].rstrip()) - 1)
        return self.locate(span.start), self.locate(self._stream.position(last))

    def place_span(self, first: Locator, last: Locator, text: str) -> Span | None:
        """Return where a saved span is now, None where neither of its ends is in the document.

        Args:
            first: its first character.
            last: its last one. Where only one of the two is there, or they are found where they
                cannot both be, the span stays in the paragraph of the one it goes by.
            text: its words as they were kept. Edits may have halved or doubled their length; those
                that were cut had more.
        """
        length = len(text)
        start, end = self.place(first), self.place(last)
        if start is None and end is None:
            return None
        if start is None:
            assert end is not None  # noqa: S101 - one of them is there
            return Span(end._replace(offset=max(0, end.offset + 1 - length)), _behind(end))
        if end is not None:
            now = self._stream.nearest(end) + 1 - self._stream.nearest(start)
            most = len(self._stream.text) if _goes_on(text) else 2 * length + _SLACK
            if now > 0 and length // 2 <= now <= most:
                return Span(start, _behind(end))
        reach = min(start.offset + length, len(self._document.block(start).text))
        return Span(start, start._replace(offset=max(reach, start.offset + 1)))

    def words(self, span: Span) -> str:
        """Return the text of a span as it is kept, its blocks parted by spaces."""
        start, end = (self._stream.nearest(place) for place in span)
        return kept(self._stream.text[start:end].rstrip())

    def sentence(self, position: Position) -> str:
        """Return the sentence a place is in; of a chapter's opening, the first of its text.

        Of one that is longer than what is kept of it, the words from the place on.
        """
        position = self._stream.position(self._stream.nearest(position))
        blocks = self._document.chapters[position.chapter].blocks
        if blocks[position.block].role is not Role.BODY:
            bodies = (n for n, block in enumerate(blocks) if block.role is Role.BODY and block.text)
            after = next((n for n in bodies if n > position.block), position.block)
            position = position._replace(block=after, offset=0)
        text = blocks[position.block].text
        start, end = sentence_at(text, position.offset)
        if end - start > LONGEST:
            start = max(start, min(position.offset, end - 1))
        return kept(text[start:end].replace("\n", " "))


def _behind(position: Position) -> Position:
    return position._replace(offset=position.offset + 1)


def locate(document: Document, position: Position) -> Locator:
    """Return what it takes to find a position again.

    A position outside the document is taken for the nearest one inside, and one in a block
    without text for the next text.
    """
    return Anchors(document).locate(position)


def _locate(document: Document, stream: _Stream, position: Position) -> Locator:
    if not stream.places:
        return Locator(Position(), 0.0, "")
    at = stream.nearest(position)
    end = _cut(stream.text, at + QUOTE, backwards_to=at)
    return Locator(
        position=stream.position(at),
        progression=_progression(document, stream.position(at)),
        quote=stream.text[at:end],
        before=stream.text[_cut_start(stream.text, at) : at],
        after=stream.text[end : _cut(stream.text, end + CONTEXT, backwards_to=end)],
    )


def _cut(text: str, end: int, *, backwards_to: int) -> int:
    """Return the end of the last whole word before ``end``; half a word fits no word."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", backwards_to + 1, end + 1)
    return end if space < 0 else space


def _cut_start(text: str, end: int) -> int:
    start = end - CONTEXT
    if start <= 0:
        return 0
    space = text.find(" ", start - 1, end)
    return start if space < 0 else space + 1


def _progression(document: Document, position: Position) -> float:
    before = total = 0
    for index, chapter in enumerate(document.chapters):
        lengths = [len(block.text) if block.role is Role.BODY else 0 for block in chapter.blocks]
        if index < position.chapter:
            before += sum(lengths)
        elif index == position.chapter:
            before += sum(lengths[: position.block])
            before += min(position.offset, lengths[position.block])
        total += sum(lengths)
    return before / total if total else 0.0


def place(document: Document, locator: Locator) -> Position | None:
    """Return where a saved place is now, or None where its text is not in the document."""
    return Anchors(document).place(locator)


def _place(document: Document, stream: _Stream, locator: Locator) -> Position | None:
    passage = locator.before + locator.quote + locator.after
    if not passage.strip() or not stream.places:
        return None
    lead = len(locator.before)
    there = stream.offset(locator.position)
    if there is not None and there >= lead and stream.text.startswith(passage, there - lead):
        return locator.position
    # Its beginning, by the share of the story read: what tells a refrain from its repetitions.
    expected = round(locator.progression * len(stream.text)) - lead
    words = [(word.start, word.end) for word in _tokens(passage)]
    starts = _unchanged(stream.text, passage, expected)
    if len(words) >= FEWEST_WORDS:
        starts += [there - lead] if there is not None else []
        starts += _candidates(stream.text, passage, words) if not starts[1:] else []
    found = []
    for start in starts:
        begin = max(0, start - _SLACK)
        window = stream.text[begin : start + len(passage) + _SLACK]
        likeness, offset = _compare(passage, lead, window)
        at = stream.position(begin + offset)
        if likeness >= ALIKE:
            found.append((likeness, abs(begin + offset - lead - expected), at))
    # Unedited and nearer than what stands at the old numbers: these count otherwise now.
    whole = min((away for likeness, away, _ in found if likeness == 1), default=len(stream.text))
    ranked = []
    for likeness, away, at in found:
        if document.block(at).folded:
            likeness -= _FOLDED
        elif at[:2] == locator.position[:2] and away <= whole:
            likeness += _AT_HOME
        ranked.append((round(likeness, 2), -away, at))
    return max(ranked)[2] if ranked else None


def _unchanged(text: str, passage: str, expected: int) -> list[int]:
    """Return where a passage stands word for word, nearest to expected first.

    Two on either side are enough: the second is for a first that stands in folded text.
    """
    expected = max(0, expected)
    behind = text.find(passage, expected)
    before = text.rfind(passage, 0, expected + len(passage))
    found = {behind, before}
    if behind >= 0:
        found.add(text.find(passage, behind + 1))
    if before >= 0:
        found.add(text.rfind(passage, 0, before + len(passage) - 1))
    return sorted(found - {-1}, key=lambda start: abs(start - expected))


def _candidates(text: str, passage: str, words: list[tuple[int, int]]) -> list[int]:
    """Return where the passage may begin in the text, by votes of its stretches."""
    votes: Counter[int] = Counter()
    for start, end in _seeds(words):
        seed = passage[start:end]
        at = text.find(seed)
        found: list[int] = []
        while at >= 0 and len(found) <= _MOST_VOTES:
            found.append(at - start)
            at = text.find(seed, at + 1)
        if len(found) <= _MOST_VOTES:
            for begin in found:
                votes[begin // _SLACK] += 1
    # Votes for one passage may fall on both sides of a bound between two cells.
    ranked = sorted(votes, key=lambda cell: -(votes[cell] + votes[cell - 1] + votes[cell + 1]))
    chosen: list[int] = []
    for cell in ranked:
        if all(abs(cell - other) > 1 for other in chosen):
            chosen.append(cell)
            if len(chosen) == _MOST_PASSAGES:
                break
    return [max(0, cell * _SLACK + _SLACK // 2) for cell in chosen]


def _seeds(words: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of whole words, those with the longest words, spread over the passage."""
    seeds = []
    last = 0
    for first in range(len(words)):
        last = max(last, first)
        while last < len(words) and words[last][1] - words[first][0] < _SEED_LETTERS:
            last += 1
        if last == len(words):
            break
        seeds.append((last - first, words[first][0], words[last][1]))
    # Few words for their length: the rarest stretches, and those an edit is least likely to hit.
    seeds.sort(key=lambda seed: (seed[0], seed[1] - seed[2]))
    return [(start, end) for _, start, end in seeds[:_MOST_SEEDS]]


def _compare(passage: str, lead: int, window: str) -> tuple[float, int]:
    """Return how much of a passage is in a window, and where in it the saved place is.

    Likeness is the share of the passage's letters whose words are there in the same order: by
    letters, because short words are common to all passages.
    """
    # difflib costs 3 ms to import, and a place is almost always found where it was.
    from difflib import SequenceMatcher

    old, new = _tokens(passage), _tokens(window)
    matcher = SequenceMatcher(
        None, [word.text for word in old], [word.text for word in new], autojunk=False
    )
    now: dict[int, int] = {}
    for run in matcher.get_matching_blocks():
        now.update((run.a + step, run.b + step) for step in range(run.size))
    if not now:
        return 0.0, 0
    letters = sum(len(old[index].text) for index in now)
    likeness = letters / sum(len(word.text) for word in old)
    # The word the place is in, or in whose punctuation; a space ends what belongs to a word.
    here = next((index for index, word in enumerate(old) if word.end > lead), len(old) - 1)
    if here and lead < old[here].start and " " not in passage[old[here - 1].end : lead]:
        here -= 1
    known = min(now, key=lambda index: (abs(index - here), index > here))
    word = new[min(len(new) - 1, max(0, now[known] + here - known))]
    if lead >= old[here].start:
        return likeness, min(word.start + lead - old[here].start, _tail(window, word.end))
    opening = passage[lead : old[here].start].lstrip()  # “ or — before the word
    return likeness, word.start - (len(opening) if window[: word.start].endswith(opening) else 0)


def _tail(text: str, end: int) -> int:
    """Return where the punctuation behind a word ends."""
    space = text.find(" ", end)
    return len(text) if space < 0 else space


def _tokens(text: str) -> list[Token]:
    # 8 ms to import, and a place is almost always found where it was.
    from inglenook.tokens import tokens

    return tokens(text)
