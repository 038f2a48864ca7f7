"""Where the nodes of a query hold in one text of a segment.

Words and phrases are places of the whole segment at once. Everything else is worked out
chapter by chapter, by the rules of :mod:`inglenook.index.holding`, in the chapters that are
left after what can be said of whole chapters.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass

from inglenook.index.holding import close, held
from inglenook.index.segments import Occurrences, SegmentView, TextView
from inglenook.query import Among, And, Clause, Node, Not, Or, Scene, Within

_CHECK_EVERY = 64
"""Chapters between two looks at whether the search is still wanted: a few milliseconds."""


class Cancelled(Exception):
    """The search is no longer wanted."""


class Nodes:
    """Looks up the nodes of one query in one text of one segment."""

    def __init__(
        self,
        view: SegmentView,
        text: TextView,
        deleted: frozenset[int],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._view, self._text = view, text
        self._all = frozenset(range(len(view.keys))) - deleted
        self._is_cancelled = is_cancelled
        self._words: dict[Clause, Sequence[Occurrences]] = {}
        self._found: dict[Clause, Occurrences] = {}

    def kept(self, filters: Iterable[Node]) -> Set[int]:
        """Return the chapters that no filter keeps out."""
        docs: Set[int] = self._all
        for node in filters:
            docs = docs & self._possible(node)
            docs = docs if _is_whole(node) else {doc for doc, _ in self._held(node, docs)}
        return docs

    def size(self, node: Node) -> int:
        """Return how often a node holds at most, to look at the rarest first."""
        match node:
            case Clause():
                return min(word.count for word in self._of(node))
            case And(parts):
                return min(map(self.size, parts))
            case Or(parts):
                return sum(map(self.size, parts))
            case Scene(part) | Within(part):
                return self.size(part)
        return self._text.bases[-1]

    def occurrences(self, node: Node, docs: Set[int]) -> Occurrences:
        """Return where what a node asks for begins.

        Args:
            node: one that says where it holds.
            docs: the chapters that matter; others may be left out.
        """
        if isinstance(node, Clause):
            return self._clause(node)
        places: array[int] = array("I")
        for doc, begins in self._held(node, docs & self._possible(node)):
            base = self._text.bases[doc]
            places.extend(base + place for place in sorted(begins))
        return Occurrences(self._text, [places])

    def _held(self, node: Node, docs: Set[int]) -> Iterable[tuple[int, Collection[int]]]:
        for number, doc in enumerate(sorted(docs)):
            if number % _CHECK_EVERY == 0 and self._is_cancelled():
                raise Cancelled
            begins = held(node, _InChapter(self._view.keys[doc], self._text, doc, self._clause))
            if begins is not None:
                yield doc, begins

    def _possible(self, node: Node, whole: bool = True) -> Set[int]:
        """Return the chapters in which a node may hold, or may in a stretch if not as a whole."""
        match node:
            case Clause():
                return self._clause(node).chapters.keys()
            case And(parts):
                return frozenset.intersection(*(frozenset(self._possible(p, whole)) for p in parts))
            case Or(parts):
                return frozenset().union(*(self._possible(part, whole) for part in parts))
            case Scene(part) | Within(part):
                return self._possible(part, whole=False)
            case Not(Clause() as part) if whole:
                return self._all - self._clause(part).chapters.keys()
            case Among(keys):
                return {doc for doc, key in enumerate(self._view.keys) if key in keys}
        return self._all

    def _clause(self, clause: Clause) -> Occurrences:
        found = self._found.get(clause)
        if found is None:
            words = self._of(clause)
            if len(words) == 1:
                found = words[0]
            elif clause.within:
                found = self._close(words, clause.within)
            else:
                found = self._text.phrase(words)
            self._found[clause] = found
        return found

    def _of(self, clause: Clause) -> Sequence[Occurrences]:
        words = self._words.get(clause)
        if words is None:
            words = [self._text.begun(word) or self._text.word(word) for word in clause.words]
            self._words[clause] = words
        return words

    def _close(self, words: Sequence[Occurrences], within: int) -> Occurrences:
        docs = frozenset.intersection(*(frozenset(word.chapters) for word in words))
        places: array[int] = array("I")
        for number, doc in enumerate(sorted(docs)):
            if number % _CHECK_EVERY == 0 and self._is_cancelled():
                raise Cancelled
            base = self._text.bases[doc]
            starts = self._text.layout(doc).starts
            stretches = close([word.within(doc) for word in words], within, starts)
            places.extend(base + place for place in stretches)
        return Occurrences(self._text, [places])


@dataclass(frozen=True, slots=True)
class _InChapter:
    """One chapter of a segment; see ``holding.Places``."""

    key: str
    text: TextView
    doc: int
    clause: Callable[[Clause], Occurrences]

    @property
    def starts(self) -> Sequence[int]:
        return self.text.layout(self.doc).starts

    @property
    def scenes(self) -> Sequence[int]:
        return self.text.layout(self.doc).scenes

    def begins(self, clause: Clause) -> Collection[int]:
        return self.clause(clause).within(self.doc)


def _is_whole(node: Node) -> bool:
    """Return whether a node is known to hold in every chapter in which it may."""
    return isinstance(node, Among) or (isinstance(node, Not) and isinstance(node.part, Clause))
