"""Which stretches of a chapter a search may look in: what was read of it, what was on screen when.

Each is told for a chapter when it is asked for: its text has to be read for it, 0.2 ms, and most
searches look at few chapters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate

from inglenook.catalog import Catalog
from inglenook.errors import UnreadableStory
from inglenook.model import Block, ChapterEntry, Story
from inglenook.query import And, Field, Node, Not, Or, Query, Ranges, Where, Within, leaves
from inglenook.query.choosing import fits
from inglenook.query.fields import EVER
from inglenook.results import Scope
from inglenook.standing import Standings, of
from inglenook.store.reading_log import SeenText
from inglenook.tokens import has_words, surfaces

ALL = 1 << 32
"""More blocks than any chapter has."""
EVERYTHING: Ranges = (0, ALL)

SEEN = "seen"
"""The field that asks for passages rather than for stories."""

Stretches = Callable[[str], Ranges]
"""Tells for a chapter's key which of its blocks with words are searched."""

SeenTexts = Callable[[], Mapping[str, Sequence[SeenText]]]
"""Tells by ``ChapterEntry.key`` what was on screen; see ``ReadingLog.seen``."""

Chapters = Callable[[ChapterEntry], Sequence[Block]]
"""Reads a chapter."""


class Confines:
    """What keeps the searches of one library within stretches of its chapters."""

    def __init__(
        self,
        catalog: Catalog,
        standings: Callable[[], Standings],
    ) -> None:
        """Take what knows the texts, and what the stories are to the reader."""
        self._catalog, self._standings = catalog, standings
        self._counted: dict[tuple[str, float], int] = {}
        """What :func:`blocks_read` said of a chapter's key and share."""
        self._worded: dict[tuple[str, Where], list[int]] = {}
        """What :func:`worded` said of a chapter, by its key."""

    def of(
        self,
        asked: Sequence[Node],
        where: Where,
        scope: Scope,
        stories: Sequence[Story],
        seen: SeenTexts,
    ) -> list[Stretches]:
        """Return what tells in which stretches of chapters to look; nothing for all of them.

        Args:
            asked: parts of the query that ask when a passage was on screen.
            where: which text of the chapters is searched.
            scope: where to look.
            stories: within it.
            seen: tells what the reading log has.
        """
        found: list[Stretches] = []
        if scope.only_read:
            found.append(ReadSoFar(stories, self._standings(), self._read, self._counted))
        if scope.seen or asked:
            entries = {entry.key: entry for story in stories for entry in story.chapters}
            fields = (*asked, Field(SEEN, (EVER,))) if scope.seen else tuple(asked)
            found.append(OnScreen(And(fields), seen(), entries, partial(self._with_words, where)))
        return found

    def _read(self, entry: ChapterEntry) -> Sequence[Block]:
        try:
            return self._catalog.chapter(entry).blocks
        except UnreadableStory:  # its file went away since: it has no passages to show
            return ()

    def _with_words(self, where: Where, entry: ChapterEntry) -> Sequence[int]:
        asked = (entry.key, where)
        if asked not in self._worded:
            self._worded[asked] = worded(self._read(entry), where)
        return self._worded[asked]


class ReadSoFar:
    """What the reader has come to of some stories."""

    def __init__(
        self,
        stories: Iterable[Story],
        standings: Standings,
        read: Chapters,
        counted: dict[tuple[str, float], int],
    ) -> None:
        """Take the stories, what they are to the reader, their texts, and what was counted before.

        Args:
            stories: those that are searched.
            standings: what they are to the reader.
            read: reads a chapter.
            counted: what :func:`blocks_read` said of a chapter's key and share; is added to.
        """
        self._shares = {
            entry.key: (entry, share)
            for story in stories
            for entry, share in read_shares(story, of(standings, story).known(story))
        }
        self._read, self._counted = read, counted

    def __call__(self, key: str) -> Ranges:
        """Return the blocks with words of a chapter that were read."""
        if key not in self._shares:
            return ()
        entry, share = self._shares[key]
        if share >= 1:
            return EVERYTHING
        asked = (key, share)
        if asked not in self._counted:
            self._counted[asked] = blocks_read(self._read(entry), share)
        return (0, self._counted[asked]) if self._counted[asked] else ()


class OnScreen:
    """What was on screen when a query says so."""

    def __init__(
        self,
        asked: Node,
        seen: Mapping[str, Sequence[SeenText]],
        entries: Mapping[str, ChapterEntry],
        worded: Callable[[ChapterEntry], Sequence[int]],
    ) -> None:
        """Take what was asked, and what the log has.

        Args:
            asked: fields that ask when a passage was on screen, joined in any way.
            seen: of the reading log, by ``ChapterEntry.key``.
            entries: the chapters that are searched, likewise.
            worded: tells which blocks of a chapter have words that are searched, ascending.
        """
        self._asked, self._seen, self._entries, self._worded = asked, seen, entries, worded
        self._fields = list(wanted(asked))
        self._told: dict[str, Ranges] = {}

    def __call__(self, key: str) -> Ranges:
        """Return the blocks with words of a chapter that were on screen then."""
        if key not in self._told:
            self._told[key] = self._find(key)
        return self._told[key]

    def _find(self, key: str) -> Ranges:
        blocks = self._region(self._asked, self._seen.get(key, ()))
        if blocks in ((), EVERYTHING) or key not in self._entries:
            return blocks
        worded = self._worded(self._entries[key])
        bounds = [bisect_left(worded, block) for block in blocks]
        return _joined(zip(bounds[::2], bounds[1::2], strict=True))

    def when(self, key: str, block: int) -> str:
        """Return when a block was on screen last, as ``SeenText.at``; empty where it was not."""
        times = (
            seen.at
            for seen in self._seen.get(key, ())
            if seen.first <= block <= seen.last and any(_is_of(one, seen) for one in self._fields)
        )
        return max(times, default="")

    def _region(self, node: Node, seen: Sequence[SeenText]) -> Ranges:
        match node:
            case Not(part):
                return _outside(self._region(part, seen))
            case Or(parts):
                return _union(self._region(part, seen) for part in parts)
            case And(parts):
                return _outside(_union(_outside(self._region(part, seen)) for part in parts))
            case Field():
                return _joined((one.first, one.last + 1) for one in seen if _is_of(node, one))
        return EVERYTHING


def asks_of_passages(node: Node) -> bool:
    """Return whether a node asks for nothing but when a passage was on screen."""
    return all(isinstance(leaf, Field) and leaf.name == SEEN for leaf in leaves(node))


def on_screen(query: Query) -> OnScreen | None:
    """Return what tells when the passages that a query looks in were on screen, if it asks that."""
    node = query.parts[0] if query.parts else None
    while isinstance(node, Within):
        if isinstance(node.blocks, OnScreen):
            return node.blocks
        node = node.part
    return None


def days_seen(story: Story, seen: Mapping[str, Sequence[SeenText]]) -> Iterator[int]:
    """Yield the days on which anything of a story was on screen, as ``20260131``."""
    for entry in story.chapters:
        for one in seen.get(entry.key, ()):
            yield one.day


def worded(blocks: Sequence[Block], where: Where) -> list[int]:
    """Return the indices of the blocks whose words are searched."""
    folded = where is Where.NOTES
    return [
        number
        for number, block in enumerate(blocks)
        if block.folded is folded and has_words(block.text)
    ]


def read_shares(story: Story, progress: float) -> Iterator[tuple[ChapterEntry, float]]:
    """Yield the chapters that the reader has seen any of, with how much, up to 1.

    What is saved is the share of the whole story, so chapters are told apart by their words.
    """
    left = progress * story.words
    for entry in story.chapters:
        if left <= 0:
            return
        yield entry, min(1.0, left / entry.words) if entry.words else 1.0
        left -= entry.words


def blocks_read(blocks: Sequence[Block], share: float) -> int:
    """Return how many of a chapter's unfolded blocks with words lie within a share of its text."""
    body = [block.text for block in blocks if not block.folded]
    ends = accumulate(map(len, body))
    reach = share * sum(map(len, body))
    return sum(end <= reach and bool(surfaces(text)) for text, end in zip(body, ends, strict=True))


def wanted(node: Node) -> Iterator[Field]:
    """Yield the fields that are asked for rather than kept out."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from wanted(part)
        case Field():
            yield node


def _is_of(field: Field, seen: SeenText) -> bool:
    return fits(field, (seen.day, seen.day))


def _union(regions: Iterable[Ranges]) -> Ranges:
    return _joined(
        pair for region in regions for pair in zip(region[::2], region[1::2], strict=True)
    )


def _joined(pairs: Iterable[tuple[int, int]]) -> Ranges:
    """Return half-open ranges in order, those that meet as one and empty ones left out."""
    found: list[int] = []
    for low, high in sorted(pairs):
        if high <= low:
            continue
        if found and low <= found[-1]:
            found[-1] = max(found[-1], high)
        else:
            found += (low, high)
    return tuple(found)


def _outside(region: Ranges) -> Ranges:
    """Return all that is not in some ranges."""
    bounds = region[1:] if region[:1] == (0,) else (0, *region)
    return bounds[:-1] if bounds[-1:] == (ALL,) else (*bounds, ALL)
