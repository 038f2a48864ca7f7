"""Full-text search over chapters: which match a query, how often, best first.

The tree, each line standing on those below it::

    open_index -> Index         the protocol; all that others know
      engine                    Whoosh's index behind it: snapshots, damage, locks
        searching  writing      counting and ranking; adding, removing, merging
          nodes  lines          where the nodes of a query hold; lines half remembered
          segments              where the words of a segment stand
          codec  schema         segments and fields, in Whoosh's terms
            storage  whoosh27   files with checksums, no code in pickles; what we use of Whoosh
    matching  snippets          exact offsets and contexts, from the text alone
      holding                   where a query holds in a chapter: the rules, for index and text
      analysis  postings        words to terms and places; places to bytes

Importing this package does not import Whoosh (130 ms); opening an index does.
``matching``, ``snippets``, ``analysis`` and ``postings`` never do.

The index is a cache. It holds no text and nothing a reader made, it may be
deleted at any moment, and it is emptied as soon as anything about it is off.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from inglenook.model import Block, MatchKind
from inglenook.query import Query

FEWEST_WORDS = 3
"""A line of fewer words is not looked for as one that is half remembered."""


class ChapterMatch(NamedTuple):
    """A chapter that matches a query."""

    key: str
    """``ChapterEntry.key``."""
    count: int  # type: ignore[assignment] # no tuple's method is meant
    """Hits in it: exactly as many as :func:`inglenook.index.matching.match` finds."""
    score: float
    """BM25; comparable within one search."""


@dataclass(frozen=True, slots=True)
class LineMatch:
    """A passage that may be a line half remembered."""

    key: str
    """``ChapterEntry.key``."""
    block: int
    """Number of its block among those with words, from 0."""
    words: tuple[int, ...]
    """Numbers of its words in the block, from 0; see :func:`inglenook.index.matching.located`."""
    kind: MatchKind
    score: float
    """0 to 1."""


class Index(Protocol):
    """A full-text index of chapters, which several processes may share.

    Every method raises :class:`~inglenook.errors.IndexUnavailable` where the files cannot be used,
    and a search :class:`~inglenook.errors.IndexDamaged` where they had to be emptied just now.
    """

    @property
    def rebuilt(self) -> bool:
        """Whether it was found unusable since it was opened, and emptied: add everything again."""

    def keys(self) -> frozenset[str]:
        """Return the keys of the chapters in it."""

    def add(self, chapters: Iterable[tuple[str, Sequence[Block]]]) -> None:
        """Add chapters, or replace those with the same key; they can be searched on return.

        They are committed on the way, so that many can be searched, and are not lost, before all
        are in.

        Raises:
            IndexBusy: another process is writing.
        """

    def remove(self, keys: Collection[str]) -> None:
        """Remove chapters; keys that are not in it do not matter. Raises IndexBusy."""

    def search(
        self,
        query: Query,
        keys: Collection[str] | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> list[ChapterMatch]:
        """Return every chapter that matches, best first.

        Safe to call from any thread, and while another process writes.

        Args:
            query: what to look for; an empty one matches nothing.
            keys: the chapters to look in; all by default. A set, if there are many.
            is_cancelled: asked every few milliseconds; a cancelled search returns nothing.
        """

    def lines(
        self,
        query: Query,
        keys: Collection[str] | None = None,
        is_allowed: Callable[[str, int], bool] = lambda _key, _block: True,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> list[LineMatch]:
        """Return the passages most like the line that a query is, best first.

        Args:
            query: whose ``line`` is looked for; none is found for a shorter one than three words.
            keys: the chapters to look in; all by default. A set, if there are many.
            is_allowed: told a key and the number of a block with words, from 0: whether it matters.
            is_cancelled: asked every few milliseconds; a cancelled search returns nothing.
        """

    def alike(self, word: str) -> Mapping[str, int]:
        """Return the words spelt nearly like a folded one, and how often each stands.

        None where the word itself stands anywhere.
        """

    def tidy(self) -> None:
        """Merge what single chapters have left behind: a search looks into every piece.

        Not part of adding one, which is found in a tenth of the time this takes.
        """

    def close(self) -> None:
        """Let go of the files."""


def open_index(folder: Path) -> Index:
    """Open the index in ``folder``, or make an empty one there.

    Raises:
        IndexUnavailable: the folder cannot be made, or is not ours alone.
    """
    # Whoosh takes 130 ms to import; a start, a list and a page do without it.
    from inglenook.index.engine import WhooshIndex

    return WhooshIndex(folder)
