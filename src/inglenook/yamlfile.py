"""Read a small YAML file that a person wrote: plain values with their line numbers.

:func:`load` gives a tree of :class:`Node`; :class:`Fields` reads one mapping of it key by
key. A value has the type its reader asks for, not the one YAML would guess: ``title: 1984``
and ``title: No`` are titles. What is wrong becomes a :class:`ConfigError` with its line on a
list, and the rest of the file still counts::

    problems: list[ConfigError] = []
    fields = Fields(load(path), problems)
    measure = fields.number("measure", 66, low=40, high=100)
    theme = fields.choice("theme", "dark", ("dark", "light"))
    fields.reject_the_rest()          # every key not asked for above is a problem

Aliases, anchors and tags are refused: a person does not need them, and a merge-key bomb of
462 bytes keeps ``yaml.safe_load`` busy for more than 12 seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from inglenook.clean import clean, clean_line
from inglenook.errors import ConfigError
from inglenook.plainfile import open_plain

MOST_BYTES = 1_000_000
"""A library.yaml of 10,000 stories with titles and authors stays below this."""
MOST_DEPTH = 12
"""The deepest legitimate value, a word in a list of a split of a story, lies 6 deep."""
BOM = b"\xef\xbb\xbf"
"""The byte order mark that some editors begin a file with."""
SHOWN = 40
"""Characters of a wrong value that an error message repeats."""

_T = TypeVar("_T")

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Pair(NamedTuple):
    """One ``key: value`` of a mapping, with the line of its key."""

    key: str
    line: int
    node: Node
    start: int = 0
    """Where the key begins, in characters of the text."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a YAML file and the line it begins on."""

    path: Path
    line: int
    """Counts from 1."""
    value: str | tuple[Node, ...] | tuple[Pair, ...] | None
    """A scalar as written, clean; the items of a list; the pairs of a mapping; None for null."""
    is_mapping: bool = False
    start: int = 0
    """Where it begins, in characters of the text; the first dash of a block list."""
    end: int = 0
    """Behind its last character; comments and empty lines after it are not its own."""
    is_flow: bool = False
    """Whether it is a list or mapping in brackets."""

    @property
    def items(self) -> tuple[Node, ...] | None:
        """The nodes of a list, or None where this is something else."""
        if self.is_mapping or not isinstance(self.value, tuple):
            return None
        return tuple(item for item in self.value if isinstance(item, Node))

    @property
    def pairs(self) -> tuple[Pair, ...] | None:
        """The pairs of a mapping, or None where this is something else."""
        if not self.is_mapping or not isinstance(self.value, tuple):
            return None
        return tuple(item for item in self.value if isinstance(item, Pair))

    @property
    def text(self) -> str | None:
        """The scalar as written, or None for a list, a mapping or null."""
        return self.value if isinstance(self.value, str) else None

    def problem(self, reason: str) -> ConfigError:
        """Return the error that says what is wrong here."""
        return ConfigError(self.path, self.line, reason)

    def describe(self) -> str:
        """Say what this is, for a message: ``a list``, ``nothing``, ``'blue'``."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, str):
            return repr(clean_line(self.value, SHOWN))
        return "a mapping" if self.is_mapping else "a list"


def load(path: Path, within: Path | None = None) -> Node:
    """Read a YAML file. A file that is not there, or empty, reads as an empty mapping.

    Args:
        path: the file.
        within: the folder out of which no link may lead.

    Raises:
        ConfigError: the file as a whole cannot be used, with the line where reading stopped.
    """
    return parse(_read(path, within), path)


def parse(text: str, path: Path) -> Node:
    """Read the text of a YAML file, without a byte order mark.

    Raises:
        ConfigError: as for :func:`load`.
    """
    return _understood(text, path, lambda events: _Builder(path, events).document())


def values(text: str, path: Path) -> Any:
    """Return what a text of ours says, as dicts, lists and texts; None for null.

    They are as they were written: not made safe to show, and it is not noted where they stand,
    which takes three times as long. Of a key that stands twice the first counts.

    Raises:
        ConfigError: as for :func:`load`.
    """
    return _understood(text, path, lambda events: _Values(path, events).document())


def _understood(text: str, path: Path, build: Callable[[Iterator[Any]], _T]) -> _T:
    # yaml costs 15-25 ms to import, and most libraries and first starts have no YAML file.
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        reason = clean_line(error.problem or "not YAML", 120)
        raise ConfigError(path, line, f"cannot be understood here: {reason}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # ReaderError has no mark; ValueError and RecursionError come through PyYAML as they are.
        reason = clean_line(str(getattr(error, "reason", "") or error), 120)
        raise ConfigError(path, 1, f"cannot be understood: {reason}") from None


def _read(path: Path, within: Path | None) -> str:
    try:
        with open_plain(path, within) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(path, 1, f"cannot be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise ConfigError(path, 1, f"is larger than {MOST_BYTES:,} bytes")
    return decoded(data, path)


def decoded(data: bytes, path: Path) -> str:
    """Return the bytes of a YAML file as text, without a byte order mark.

    Raises:
        ConfigError: they are not UTF-8, with the line.
    """
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(path, line, "is not UTF-8 text here") from None


class _Builder:
    """Builds nodes out of PyYAML's parse events.

    They come one at a time, so a bomb is refused at its first anchor, before it is expanded.
    """

    def __init__(self, path: Path, events: Iterator[Any]) -> None:
        self._path = path
        self._events = events
        self._closed_at = 0
        """Behind the bracket that closed the last list or mapping."""

    def document(self) -> Node:
        """Build the one document of the file."""
        node = Node(self._path, 1, (), is_mapping=True)
        documents = 0
        for event in self._events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self._refuse(event, "a second document begins here; one is read")
                built = self._node(next(self._events), 0)
                node = built if built.value is not None else node
        return node

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        mark, path = event.start_mark, self._path
        line, start = mark.line + 1, mark.index
        if kind == "AliasEvent" or event.anchor is not None:
            raise self._refuse(event, "anchors and aliases (& and *) are not supported")
        if event.tag is not None:
            raise self._refuse(event, "tags (!) are not supported")
        if depth > MOST_DEPTH:
            raise self._refuse(event, "is nested too deeply")
        if kind == "ScalarEvent":
            plain = event.style is None or event.style == ""
            empty = plain and event.value in _NULLS
            value = None if empty else clean(event.value)
            return Node(path, line, value, start=start, end=event.end_mark.index)
        is_mapping = kind != "SequenceStartEvent"
        flow = bool(event.flow_style)
        inside: list[Any] = list((self._pairs if is_mapping else self._items)(depth + 1))
        # A block collection ends where the next thing begins; its own text ends with its last.
        last = inside[-1] if inside else None
        end = last.node.end if isinstance(last, Pair) else last.end if last else start
        if flow:
            end = self._closed_at
        return Node(path, line, tuple(inside), is_mapping, start, end, flow)

    def _items(self, depth: int) -> Iterator[Node]:
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                self._closed_at = event.end_mark.index
                return
            yield self._node(event, depth)

    def _pairs(self, depth: int) -> Iterator[Pair]:
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                self._closed_at = event.end_mark.index
                return
            key = self._node(event, depth)
            if key.text is None:
                raise key.problem("a key must be a word")
            yield Pair(key.text, key.line, self._node(next(self._events), depth), key.start)

    def _refuse(self, event: Any, reason: str) -> ConfigError:
        return ConfigError(self._path, event.start_mark.line + 1, reason)


class _Values:
    """Builds plain values out of PyYAML's parse events, and refuses what :class:`_Builder` does."""

    def __init__(self, path: Path, events: Iterator[Any]) -> None:
        self._path = path
        self._events = events

    def document(self) -> Any:
        """Build the one document of the text."""
        found = [
            self._value(next(self._events), 0)
            for event in self._events
            if type(event).__name__ == "DocumentStartEvent"
        ]
        if len(found) > 1:
            raise ConfigError(self._path, 1, "has a second document; one is read")
        return found[0] if found else None

    def _value(self, event: Any, depth: int) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent" or event.anchor is not None or event.tag is not None:
            line = event.start_mark.line + 1
            raise ConfigError(self._path, line, "anchors, aliases and tags are not supported")
        if depth > MOST_DEPTH:
            raise ConfigError(self._path, event.start_mark.line + 1, "is nested too deeply")
        if kind == "ScalarEvent":
            return None if not event.style and event.value in _NULLS else event.value
        if kind == "SequenceStartEvent":
            return list(self._until("SequenceEndEvent", depth + 1))
        found: dict[str, Any] = {}
        inside = self._until("MappingEndEvent", depth + 1)
        for key in inside:
            value = next(inside)
            if not isinstance(key, str):
                raise ConfigError(self._path, event.start_mark.line + 1, "a key must be a word")
            found.setdefault(key, value)
        return found

    def _until(self, end: str, depth: int) -> Iterator[Any]:
        for event in self._events:
            if type(event).__name__ == end:
                return
            yield self._value(event, depth)


class Fields:
    """Reads one mapping key by key, with defaults; puts what is wrong on a list.

    An accessor returns its default where the key is absent, null or wrong.
    """

    def __init__(self, node: Node, problems: list[ConfigError]) -> None:
        self.node = node
        self.problems = problems
        self._pairs: dict[str, Pair] = {}
        self._asked: set[str] = set()
        if node.pairs is None:
            problems.append(node.problem(f"must be keys with values, not {node.describe()}"))
        for pair in node.pairs or ():
            if pair.key in self._pairs:
                first = self._pairs[pair.key].line
                shown = clean_line(pair.key, SHOWN)
                reason = f"{shown!r} stands twice; the one on line {first} counts"
                problems.append(ConfigError(node.path, pair.line, reason))
            else:
                self._pairs[pair.key] = pair

    def __contains__(self, key: str) -> bool:
        return key in self._pairs

    def get(self, key: str) -> Node | None:
        """Return the node of a key, or None where it is absent or null."""
        self._asked.add(key)
        pair = self._pairs.get(key)
        return pair.node if pair and pair.node.value is not None else None

    def text(self, key: str, default: str = "") -> str:
        """Read a text: any scalar, as written; clean, and it may hold newlines."""
        node = self.get(key)
        if node is None:
            return default
        if node.text is None:
            return self._wrong(key, node, "a text", default)
        return node.text.strip()

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Read a list of texts; a single text is a list of one."""
        return tuple(node.text or "" for node in self.text_nodes(key)) or default

    def text_nodes(self, key: str) -> tuple[Node, ...]:
        """Read a list of texts, or a single one, as nodes with their lines; empty ones left out."""
        node = self.get(key)
        if node is None:
            return ()
        found = []
        for item in (node,) if node.items is None else node.items:
            if item.text is None:
                self._wrong(key, item, "a text or a list of texts", None)
            elif item.text.strip():
                found.append(item)
        return tuple(found)

    def number(
        self, key: str, default: int, *, low: int | None = None, high: int | None = None
    ) -> int:
        """Read a whole number from ``low`` to ``high``, both included."""
        node = self.get(key)
        if node is None:
            return default
        digits = node.text or ""
        if digits.removeprefix("-").isdecimal() and digits.isascii() and len(digits) < 16:
            number = int(digits)
            if (low is None or number >= low) and (high is None or number <= high):
                return number
        bounds = f" from {low} to {high}" if low is not None and high is not None else ""
        return self._wrong(key, node, f"a whole number{bounds}", default)

    def flag(self, key: str, default: bool) -> bool:
        """Read ``true`` or ``false``, or one of YAML's other words for them."""
        node = self.get(key)
        if node is None:
            return default
        found = _FLAGS.get((node.text or "").lower())
        return self._wrong(key, node, "true or false", default) if found is None else found

    def choice(self, key: str, default: str, options: Collection[str]) -> str:
        """Read one of a few words."""
        node = self.get(key)
        if node is None:
            return default
        if node.text is not None and node.text in options:
            return node.text
        return self._wrong(key, node, "one of " + ", ".join(options), default)

    def nodes(self, key: str) -> tuple[Node, ...]:
        """Read a list of anything, to be looked at item by item."""
        node = self.get(key)
        if node is None:
            return ()
        return self._wrong(key, node, "a list", ()) if node.items is None else node.items

    def report(self, key: str, reason: str) -> None:
        """Put a problem on the list with the line of a key, or of the mapping without it."""
        pair = self._pairs.get(key)
        line = pair.line if pair else self.node.line
        self.problems.append(ConfigError(self.node.path, line, reason))

    def reject_the_rest(self) -> None:
        """Report every key that no accessor has asked for; call it last."""
        for pair in self._pairs.values():
            if pair.key not in self._asked:
                self.report(
                    pair.key, f"unknown key {clean_line(pair.key, SHOWN)!r}{self._near(pair)}"
                )

    def _near(self, pair: Pair) -> str:
        # difflib costs 3 ms, and only a mistake needs it.
        from difflib import get_close_matches

        near = get_close_matches(pair.key[:SHOWN], sorted(self._asked), n=1)
        return f"; did you mean {near[0]!r}?" if near else ""

    def _wrong(self, key: str, node: Node, expected: str, default: _T) -> _T:
        reason = f"{key} must be {expected}, not {node.describe()}"
        self.problems.append(node.problem(reason))
        return default
