"""From a line of search text to a tree. Nothing is refused, and nothing raises.

What cannot be understood becomes a :class:`Problem` and is looked for as words. Deep nesting
and many clauses are cut, so that a pasted page costs no more than a long query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inglenook.clean import clean
from inglenook.query import fields
from inglenook.query.tree import (
    And,
    Clause,
    Field,
    Form,
    Node,
    Not,
    Or,
    Problem,
    Query,
    Scene,
    Where,
    Word,
)
from inglenook.tokens import Token, fold, tokens

MOST_CHARACTERS = 1000
"""A longer query is cut: a pasted page is a mistake, and would take a second."""

MOST_CLAUSES = 32
MOST_PATTERNS = 8
"""Patterns and words alike: each may stand for thousands of words."""
MOST_DEPTH = 12

LEAST_LETTERS_OF_PREFIX = 3
"""Fewer letters begin too many words: in 50 MB, 5,000 words begin with ``s``, 800 with ``st``."""
LEAST_LETTERS_OF_PATTERN = 2
MOST_WITHIN = 1000

_QUOTES = '"“”„‟«»″＂'
_LEXEMES = re.compile(
    rf"""(?P<space>\s+)
    | (?P<quoted>[{_QUOTES}](?P<inside>[^{_QUOTES}]*)(?:[{_QUOTES}](?:~(?P<within>\d{{1,4}}))?|$))
    | (?P<open>\() | (?P<close>\))
    | (?P<dash>-{{2,}})
    | (?P<minus>-(?=[^\s\-)]))
    | (?P<field>[a-z]{{2,12}}):(?=[^\s)]|$|\s)
    | (?P<chunk>[^\s(){_QUOTES}]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_JOINING = frozenset("-‐‑.,:@_&")
"""Between two words without space they make one phrase: ``half-light``, ``1,000``, ``a.m``."""
_PATTERN = re.compile(r"\w[\w'’*?]*[*?][\w'’*?]*")
_ALIKE = re.compile(r"([\w'’]+)~\d?")


class _Lexeme(NamedTuple):
    kind: str
    start: int
    end: int
    text: str
    """What is inside the quotation marks, the name of a field, or all of it."""
    within: int = 0


def parse(text: str, *, typing: bool = False) -> Query:
    """Understand a line of search text.

    Args:
        text: anything at all.
        typing: the reader may be in the middle of the last word: unless something follows it,
            it also matches as the beginning of a word, from three letters on.
    """
    text = clean(text)
    asked = text
    if len(text) > MOST_CHARACTERS:
        head = text[: MOST_CHARACTERS + 1].rsplit(None, 1)
        asked = head[0][:MOST_CHARACTERS] if head else ""
    parser = _Parser(asked, typing=typing and asked == text)
    tree = parser.everything()
    notices = [*parser.notices]
    if asked != text:
        notices.insert(0, f"Only the first {MOST_CHARACTERS} characters are searched for.")
    problems = sorted(parser.problems, key=lambda problem: (problem.start, problem.end))
    return Query(text, tree, parser.where, tuple(notices), tuple(problems))


class _Parser:
    """One query on its way to a tree."""

    def __init__(self, text: str, *, typing: bool) -> None:
        self.where = Where.BODY
        self.problems: list[Problem] = []
        self.notices: dict[str, None] = {}
        self._in_titles = False
        self._text = text
        self._typing = typing
        self._lexemes = list(_lexemes(text))
        self._at = 0
        self._known: set[Clause | Field | Not] = set()
        self._patterns = 0

    def everything(self) -> Node | None:
        """Return the whole tree, None where there is nothing to look for."""
        parts: list[Node] = []
        while self._at < len(self._lexemes):
            node = self._either(0)
            if node is not None:
                parts.append(node)
            if self._at < len(self._lexemes):
                self._expect(self._next(), "an opening parenthesis before this one")
        tree = _joined(And, parts)
        if self._in_titles and tree is not None:
            tree = _titles(tree)
        # All marks are a short list: what of them is not wanted is enough to ask.
        if tree is not None and self.where is not Where.MARKS and not _asks(tree):
            self.problems.append(Problem(0, len(self._text), "something that is wanted, too"))
            return None
        return tree

    # Grammar: either = all {OR all}; all = {one}; one = ["-"] (group | field | quoted | chunk)

    def _either(self, depth: int) -> Node | None:
        found = [self._all(depth)]
        while self._peek("or"):
            mark = self._next()
            if found[-1] is None or self._at == len(self._lexemes) or self._peek("close"):
                self._expect(mark, "words on both sides of OR")
            found.append(self._all(depth))
        return _joined(Or, [node for node in found if node is not None])

    def _all(self, depth: int) -> Node | None:
        found: list[Node] = []
        while self._at < len(self._lexemes) and not self._peek("or", "close"):
            found += self._one(depth)
        return _joined(And, found)

    def _one(self, depth: int) -> list[Node]:
        lexeme = self._next()
        match lexeme.kind:
            case "minus":
                asked = self.where, self._in_titles
                nodes = self._one(depth) if self._at < len(self._lexemes) else []
                if asked != (self.where, self._in_titles):
                    self.where, self._in_titles = asked
                    self._expect(lexeme, "words to keep out; a place cannot be")
                negated = _joined(And, nodes)
                return [] if negated is None else [Not(negated)]
            case "open":
                group = self._group(lexeme, depth)
                return [] if group is None else [group]
            case "field":
                return self._field(lexeme, depth)
            case "quoted":
                return self._quoted(lexeme)
            case "chunk":
                return self._chunk(lexeme.start, lexeme.end)
        return []

    def _group(self, opening: _Lexeme, depth: int) -> Node | None:
        if depth >= MOST_DEPTH:
            self._leave_out("Parentheses are nested too deeply; the innermost are left out.")
            level = 1
            while level and self._at < len(self._lexemes):
                level += {"open": 1, "close": -1}.get(self._next().kind, 0)
            return None
        node = self._either(depth + 1)
        if self._peek("close"):
            self._next()
        else:
            self._expect(opening, "a closing parenthesis")
        return node

    # Fields

    def _field(self, lexeme: _Lexeme, depth: int) -> list[Node]:
        name = lexeme.text.casefold()
        behind = self._lexemes[self._at] if self._at < len(self._lexemes) else None
        if behind is None or behind.start != lexeme.end or behind.kind not in _VALUES:
            if name not in fields.NAMES and name not in ("in", "scene"):
                return self._chunk(lexeme.start, lexeme.end)
            self._expect(lexeme, "a value right behind the colon")
            return self._as_words(lexeme)
        if name == "scene":
            return [Scene(node) for node in self._one(depth)]
        if name == "in":
            return self._in(self._next())
        if name not in fields.NAMES:
            return self._unknown(lexeme, behind, depth)
        name = fields.NAMES[name]
        self._next()
        if behind.kind == "open":
            node = self._group(behind, depth)
            return [] if node is None else [self._of_field(name, node, behind)]
        growing = self._is_last(behind) and self._text.endswith(behind.text)
        found = fields.read(name, behind.text, growing=growing)
        if found is None:
            self._expect(behind, fields.expected(name))
            return self._as_words(behind)
        return self._counted([found])

    def _unknown(self, lexeme: _Lexeme, behind: _Lexeme, depth: int) -> list[Node]:
        if behind.kind != "chunk":
            return [*self._chunk(lexeme.start, lexeme.end), *self._one(depth)]
        self._next()
        if not behind.text[0].isdigit():
            self._expect(lexeme, f"a field: {', '.join(fields.FIELDS)}, in, scene")
        return self._chunk(lexeme.start, behind.end)

    def _in(self, value: _Lexeme) -> list[Node]:
        place = value.text.casefold()
        if place in _PLACES:
            self.where = _PLACES[place]
        elif place in ("title", "titles"):
            self._in_titles = True
        else:
            self._expect(value, f"one of {', '.join(fields.PLACES)}")
            return self._as_words(value)
        return []

    def _is_last(self, lexeme: _Lexeme) -> bool:
        """Return whether the reader may be in the middle of it."""
        return self._typing and lexeme.end == len(self._text)

    def _as_words(self, lexeme: _Lexeme) -> list[Node]:
        """Return what was not understood as words, unless it is still being typed."""
        return [] if self._is_last(lexeme) else self._chunk(lexeme.start, lexeme.end)

    def _of_field(self, name: str, node: Node, value: _Lexeme) -> Node:
        """Return a group of words as the same group of values of a field."""
        match node:
            case And(parts):
                return And(tuple(self._of_field(name, part, value) for part in parts))
            case Or(parts):
                return Or(tuple(self._of_field(name, part, value) for part in parts))
            case Not(part):
                return Not(self._of_field(name, part, value))
            case Clause(words):
                found = _field(name, words)
                if found is None:
                    self._expect(value, fields.expected(name))
                return found or node
        return node

    # Words

    def _quoted(self, lexeme: _Lexeme) -> list[Node]:
        start = lexeme.start + 1
        found = _tokens(self._text, start, start + len(lexeme.text))
        if not found:
            return []
        words = self._words(found)
        within = min(lexeme.within, MOST_WITHIN) if len(words) > 1 else 0
        return self._counted([Clause(tuple(dict.fromkeys(words)) if within else words, within)])

    def _chunk(self, start: int, end: int) -> list[Node]:
        text = self._text[start:end]
        alike = _ALIKE.fullmatch(text)
        if alike:
            only = tokens(alike[1])
            if len(only) == 1:
                return self._special(Word(only[0].text, Form.ALIKE))
        bare = text.rstrip(".,;:!?") if "*" in text else text.rstrip(".,;:!?*")
        if ("*" in bare or "?" in bare) and not (text[0] == text[-1] == "*"):
            found = self._pattern(bare, start)
            if found is not None:
                return found
        nodes: list[Node] = []
        for group in _grouped(self._text, start, end):
            nodes += self._counted([Clause(self._words(group))])
        return nodes

    def _pattern(self, text: str, start: int) -> list[Node] | None:
        if text.strip("*?.,;:!") == "" or _PATTERN.fullmatch(text):
            letters = sum(char.isalnum() for char in text)
            if letters >= LEAST_LETTERS_OF_PATTERN:
                return self._special(Word(re.sub(r"\*+", "*", fold(text)), Form.PATTERN))
        if "*" in text:
            end = start + len(text)
            self.problems.append(Problem(start, end, "two letters or more, the first before *"))
        return None

    def _special(self, word: Word) -> list[Node]:
        self._patterns += 1
        if self._patterns > MOST_PATTERNS:
            self._leave_out(f"Only the first {MOST_PATTERNS} words with * or ~ are searched for.")
            return []
        return self._counted([Clause((word,))])

    def _words(self, group: list[Token]) -> tuple[Word, ...]:
        last = group[-1]
        growing = (
            self._typing
            and last.end == len(self._text)
            and len(last.text) >= LEAST_LETTERS_OF_PREFIX
        )
        words = [Word(token.text) for token in group]
        if growing:
            words[-1] = Word(last.text, Form.BEGINNING)
        return tuple(words)

    def _counted(self, nodes: Sequence[Clause | Field | Not]) -> list[Node]:
        self._known.update(nodes)
        if len(self._known) > MOST_CLAUSES:
            self._leave_out(f"Only the first {MOST_CLAUSES} words and phrases are searched for.")
            return []
        return list(nodes)

    def _leave_out(self, notice: str) -> None:
        self.notices[notice] = None

    # Lexemes

    def _peek(self, *kinds: str) -> bool:
        return self._at < len(self._lexemes) and self._lexemes[self._at].kind in kinds

    def _next(self) -> _Lexeme:
        self._at += 1
        return self._lexemes[self._at - 1]

    def _expect(self, lexeme: _Lexeme, expected: str) -> None:
        self.problems.append(Problem(lexeme.start, lexeme.end, expected))


_PLACES = {"notes": Where.NOTES, "marks": Where.MARKS, "mark": Where.MARKS}
_VALUES = frozenset({"chunk", "quoted", "open", "minus"})


def _lexemes(text: str) -> Iterator[_Lexeme]:
    at = 0
    fresh = True
    while at < len(text):
        found = _LEXEMES.match(text, at)
        assert found is not None  # noqa: S101 - a chunk takes what nothing else does
        kind = found.lastgroup or ""
        kind = next(name for name in _KINDS if found[name] is not None)
        if kind == "minus" and not fresh:
            kind = "dash"
        at = found.end()
        fresh = kind in ("space", "open", "field", "minus")
        if kind in ("space", "dash"):
            continue
        if kind == "quoted":
            yield _Lexeme(kind, *found.span(), found["inside"], int(found["within"] or 0))
        elif kind == "chunk" and found[0] in ("OR", "|"):
            yield _Lexeme("or", *found.span(), found[0])
        elif kind == "chunk" and found[0] == "AND":
            continue
        else:
            yield _Lexeme(kind, *found.span(), found[kind])


_KINDS = ("space", "quoted", "open", "close", "dash", "minus", "field", "chunk")


def _joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    """Return nodes as one, each once and without a kind in its own kind."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.parts if isinstance(node, kind) else (node,)
    parts = tuple(dict.fromkeys(flat))
    return kind(parts) if len(parts) > 1 else parts[0] if parts else None


def _asks(node: Node) -> bool:
    """Return whether a node asks for anything, rather than only for the want of something."""
    match node:
        case And(parts) | Or(parts):
            return any(map(_asks, parts))
        case Not(part):
            return isinstance(part, Field)
        case Scene(part):
            return _asks(part)
    return True


def _titles(node: Node) -> Node:
    match node:
        case And(parts):
            return And(tuple(map(_titles, parts)))
        case Or(parts):
            return Or(tuple(map(_titles, parts)))
        case Not(part):
            return Not(_titles(part))
        case Scene(part):
            return _titles(part)
        case Clause(words):
            return _field("title", words) or node
    return node


def _field(name: str, words: tuple[Word, ...]) -> Field | Not | None:
    """Return what words ask for as the value of a field, None where they cannot be that."""
    value = " ".join(word.text for word in words)
    return fields.read(name, value, growing=words[-1].form is Form.BEGINNING)


def _grouped(text: str, start: int, end: int) -> list[list[Token]]:
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
