"""What a reader asks of the text: any line typed into the search box is a query.

A query is a list of clauses that must all be in a chapter::

    Query      lana "the old weir" half-light
      Clause   ("lana",)
      Clause   ("the", "old", "weir")   phrase
      Clause   ("half", "light")        phrase

Nothing is refused. Quotation marks may be straight, curly or angled, and one
that is not closed runs to the end. The words are folded here and compared by
their stems in the index and the matcher, so both are blind to the same things.

Fields, ``OR``, ``-not`` and distances will make other kinds of clause; whoever
evaluates a query goes through ``Query.clauses``, and parsing has its own door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inglenook.clean import clean
from inglenook.tokens import Token, stem, tokens

MOST_CHARACTERS = 400
"""A longer query is cut: a pasted page is a mistake, and would take a second."""

MOST_CLAUSES = 32

LEAST_LETTERS_OF_PREFIX = 3
"""Fewer letters begin too many words: in 50 MB, 5,000 words begin with ``s``, 800 with ``st``."""

_QUOTES = '"“”„‟«»″＂'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]*)(?:[{_QUOTES}]|$)")
_JOINING = frozenset("-‐‑.,:@_&")
"""Between two words without space they make one phrase: ``half-light``, ``1,000``, ``a.m``."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A word or a phrase that is looked for."""

    words: tuple[str, ...]
    """Folded, at least one."""
    phrase: bool = False
    """The words follow one another. True wherever there are several."""
    prefix: bool = False
    """The last word may be the beginning of one: it is still being typed."""

    @property
    def stems(self) -> tuple[str, ...]:
        """The words without their endings, by which they are compared."""
        return tuple(stem(word) for word in self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked; false where there is nothing to look for."""

    text: str
    """As typed, made safe to show."""
    clauses: tuple[Clause, ...]
    """Each once, in the order typed."""
    notices: tuple[str, ...] = ()
    """What of the text was left out, a sentence each."""

    def __bool__(self) -> bool:
        return bool(self.clauses)


def parse(text: str, *, typing: bool = False) -> Query:
    """Understand a line of search text.

    Args:
        text: anything at all.
        typing: the reader may be in the middle of the last word: unless something follows it,
            it also matches as the beginning of a word, from three letters on.
    """
    text = clean(text)
    notices = []
    asked = text
    if len(text) > MOST_CHARACTERS:
        notices.append(f"Only the first {MOST_CHARACTERS} characters are searched for.")
        asked = text[: MOST_CHARACTERS + 1].rsplit(None, 1)[0][:MOST_CHARACTERS]
    clauses = _clauses(asked, typing=typing and asked == text)
    if len(clauses) > MOST_CLAUSES:
        notices.append(f"Only the first {MOST_CLAUSES} words and phrases are searched for.")
        clauses = clauses[:MOST_CLAUSES]
    return Query(text, tuple(clauses), tuple(notices))


def _clauses(text: str, *, typing: bool) -> list[Clause]:
    groups: list[list[Token]] = []
    bare = 0
    for quoted in _QUOTED.finditer(text):
        groups += _joined(text, bare, quoted.start())
        groups.append(_tokens(text, *quoted.span(1)))
        bare = quoted.end()
    groups += _joined(text, bare, len(text))
    clauses = (_clause(group, len(text) if typing else -1) for group in groups if group)
    return list(dict.fromkeys(clauses))


def _clause(group: list[Token], end: int) -> Clause:
    last = group[-1]
    prefix = last.end == end and len(last.text) >= LEAST_LETTERS_OF_PREFIX
    return Clause(tuple(token.text for token in group), len(group) > 1, prefix)


def _joined(text: str, start: int, end: int) -> list[list[Token]]:
    """Group the words of ``text[start:end]`` that stand together without space."""
    groups: list[list[Token]] = []
    for token in _tokens(text, start, end):
        gap = text[groups[-1][-1].end : token.start] if groups else " "
        if gap and gap not in _JOINING:
            groups.append([token])
        else:
            groups[-1].append(token)
    return groups


def _tokens(text: str, start: int, end: int) -> list[Token]:
    found = tokens(text[start:end])
    return [Token(token.text, token.start + start, token.end + start) for token in found]
