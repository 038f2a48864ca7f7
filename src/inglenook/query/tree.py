"""A query as a tree of frozen values.

The tree::

    Query                 what was asked, what of it was not understood, what was left out
      And, Or, Not        of nodes
      Scene               its node must hold within one scene
      Clause              words that follow one another, or stand close together
        Word              itself with its other endings, a beginning, a pattern, or nearly so
      Field               what is asked of a story rather than of its text
      Among               a field answered: the chapters of the stories that it chose
      Within              its node must hold in some stretches of a chapter
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from inglenook.tokens import stem


class Form(StrEnum):
    """How a written word must be like a word of a query."""

    WORD = "word"
    """The same but for its ending."""
    BEGINNING = "beginning"
    """The same but for its ending, or a word that begins so: it is still being typed."""
    PATTERN = "pattern"
    """``*`` stands for any letters, ``?`` for one; the ending counts."""
    ALIKE = "alike"
    """The same first letter, and one or two typing mistakes."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word that is looked for."""

    text: str
    """Folded; with ``*`` and ``?`` where it is a pattern."""
    form: Form = Form.WORD

    @property
    def stem(self) -> str:
        """The word without its ending; of a pattern, and where mistakes are forgiven, none."""
        return stem(self.text) if self.form in (Form.WORD, Form.BEGINNING) else ""

    @property
    def head(self) -> str:
        """The letters with which everything begins that is found by more than its stem."""
        if self.form is Form.PATTERN:
            return re.split(r"[*?]", self.text, maxsplit=1)[0]
        return self.text[:1] if self.form is Form.ALIKE else self.text

    def accepts(self) -> Callable[[str], bool]:
        """Return what tells whether a folded word is found by more than its stem."""
        if self.form is Form.PATTERN:
            fits = re.compile(_expression(self.text), re.DOTALL).fullmatch
            return lambda word: fits(word) is not None
        if self.form is Form.ALIKE:
            # Half a millisecond to import, and most queries forgive no typing mistakes.
            from inglenook.query.spelling import allowed, distance

            most = allowed(self.text)
            return lambda word: (
                word[:1] == self.text[:1] and distance(word, self.text, most) <= most
            )
        return lambda word: self.form is Form.BEGINNING and word.startswith(self.text)


def _expression(pattern: str) -> str:
    """Return a pattern as a regular expression."""
    first, *rest = (re.escape(part).replace(r"\?", ".") for part in pattern.split("*"))
    if not rest:
        return first
    *middle, last = rest
    # Each star takes no more than it must and never gives back: no pattern is slow.
    return first + "".join(f"(?>.*?{part})" for part in middle if part) + ".*" + last


@dataclass(frozen=True, slots=True)
class Clause:
    """A word, a phrase, or words close together."""

    words: tuple[Word, ...]
    """At least one."""
    within: int = 0
    """0: the words follow one another. Else all stand within so many words, in any order."""

    @property
    def phrase(self) -> bool:
        """Whether several words must follow one another."""
        return len(self.words) > 1 and not self.within


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Not this."""

    part: Node


@dataclass(frozen=True, slots=True)
class Scene:
    """All this within one scene of a chapter."""

    part: Node


@dataclass(frozen=True, slots=True)
class Field:
    """Something asked of a story: words in one of its fields, or a range."""

    name: str
    """A key of :data:`inglenook.query.fields.FIELDS`."""
    words: tuple[str, ...] = ()
    """Folded; empty where a range is asked for."""
    growing: bool = False
    """Whether the last word may also be the beginning of one."""
    low: int | None = None
    """Least number, day as ``20040131``, or level of rating; None for no bound."""
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Among:
    """Only in these chapters."""

    keys: frozenset[str]
    """``ChapterEntry.key``."""


Ranges: TypeAlias = tuple[int, ...]
"""Half-open ranges of numbers, apart and ascending: ``(0, 4, 9, 12)`` are 0 to 3 and 9 to 11."""


def inside(ranges: Ranges, number: int) -> bool:
    """Return whether a number is in one of the ranges."""
    return bool(bisect_right(ranges, number) % 2)


@dataclass(frozen=True, slots=True)
class Within:
    """All this in some stretches of a chapter."""

    part: Node
    blocks: Callable[[str], Ranges] = field(hash=False)
    """Tells for ``ChapterEntry.key`` which of its blocks that have words these are."""


Node: TypeAlias = And | Or | Not | Scene | Within | Clause | Field | Among


@dataclass(frozen=True, slots=True)
class Problem:
    """A stretch of a query that could not be understood; if it has words, they were looked for."""

    start: int
    """Characters into ``Query.text``."""
    end: int
    expected: str
    """What should stand there: ``a number, like words:>50000``."""


class Where(StrEnum):
    """Which text is searched."""

    BODY = "body"
    NOTES = "notes"
    """What is folded away: descriptions, notes, residue."""
    MARKS = "marks"
    """What the reader has marked, and noted on it."""


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked; false where there is nothing to look for."""

    text: str
    """As typed, made safe to show."""
    tree: Node | None = None
    where: Where = Where.BODY
    notices: tuple[str, ...] = ()
    """What of the text was left out, a sentence each."""
    problems: tuple[Problem, ...] = ()
    """In the order of their start."""

    def __bool__(self) -> bool:
        return self.tree is not None

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes that must all hold."""
        if self.tree is None:
            return ()
        return self.tree.parts if isinstance(self.tree, And) else (self.tree,)

    @property
    def shown(self) -> tuple[Node, ...]:
        """Those of the parts that say where in the text a hit is."""
        return tuple(part for part in self.parts if shows(part))

    @property
    def line(self) -> tuple[str, ...]:
        """The words, in order, where nothing but words was asked; else none."""
        words = tuple(word for part in self.parts for word in _plain(part))
        return words if all(map(_plain, self.parts)) else ()

    def told(self, notice: str) -> Query:
        """Return the query with one more thing to say of it."""
        return replace(self, notices=(*self.notices, notice))

    def resolved(self, answer: Callable[[Field], Among]) -> Query:
        """Return the query with every field answered."""
        return self if self.tree is None else replace(self, tree=_resolved(self.tree, answer))

    def within(self, blocks: Callable[[str], Ranges]) -> Query:
        """Return the query asked of some stretches only; see :class:`Within`."""
        return self.of(Within(part, blocks) for part in self.parts)

    def of(self, parts: Iterable[Node]) -> Query:
        """Return the query with other parts that must all hold."""
        parts = tuple(parts)
        return replace(self, tree=And(parts) if len(parts) > 1 else parts[0] if parts else None)


def _plain(part: Node) -> tuple[str, ...]:
    if not isinstance(part, Clause) or part.within:
        return ()
    if any(word.form not in (Form.WORD, Form.BEGINNING) for word in part.words):
        return ()
    return tuple(word.text for word in part.words)


def _resolved(node: Node, answer: Callable[[Field], Among]) -> Node:
    match node:
        case Field():
            return answer(node)
        case And(parts):
            return And(tuple(_resolved(part, answer) for part in parts))
        case Or(parts):
            return Or(tuple(_resolved(part, answer) for part in parts))
        case Not(part):
            return Not(_resolved(part, answer))
        case Scene(part):
            return Scene(_resolved(part, answer))
    return node


def leaves(node: Node | None) -> Iterator[Clause | Field | Among]:
    """Yield the clauses and fields of a tree in the order typed, also those under a Not."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part) | Scene(part) | Within(part):
            yield from leaves(part)
        case None:
            return
        case _:
            yield node


def shows(node: Node) -> bool:
    """Return whether a node says where in a text it holds, rather than only that it does."""
    match node:
        case And(parts):
            return any(map(shows, parts))
        case Or(parts):
            return all(map(shows, parts))
        case Scene(part) | Within(part):
            return shows(part)
        case Clause():
            return True
    return False
