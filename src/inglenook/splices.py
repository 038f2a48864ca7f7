"""Change single values of a YAML text and leave every other character as it is.

A round trip through a YAML library keeps comments but not the hand: ruamel.yaml 0.19 writes
38 of the 82 lines of our sample library.yaml another way before anything is changed, and turns
CRLF into LF. Here the reader's text is cut at the places its nodes know (``Node.start`` and
``end``), and what stands between the cuts is never touched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from inglenook.yamlfile import Node, Pair

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value]"
"""What can be written; a text is written so that it reads as the same text."""

WIDE = 88
"""Columns a list or mapping may take on one line."""

_BREAK = re.compile(r"\r\n|\n|\r")
_IN_PLAIN = r"[\w '()./&+!?;\u2010-\u2027-]*"
# A file name may begin with a digit; with one of these letters it is no number, whatever the base.
_PLAIN = re.compile(
    rf"[^\W\d_]{_IN_PLAIN}|\d{_IN_PLAIN}[g-np-wyzG-NP-WYZ]{_IN_PLAIN}|\d{{1,5}}-\d{{1,5}}"
)
_READ_AS_ELSE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML gives another meaning than that of a text."""


def written(text: str) -> str:
    """Return a text as a scalar on one line, quoted where it must be."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text.casefold() not in _READ_AS_ELSE:
        return text
    if text.isprintable() and ("'" not in text or '"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    # YAML's escapes are JSON's and more; what is no print is escaped.
    shown = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in shown)


def in_brackets(value: Value) -> str:
    """Return a value on one line."""
    if isinstance(value, str):
        return written(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {in_brackets(v)}" for key, v in value.items()) + "}"
    return "[" + ", ".join(map(in_brackets, value)) + "]"


def in_lines(value: Value, *, flow: bool = True) -> list[str]:
    """Return a value as lines that may stand in a block: without their indent.

    Args:
        value: what.
        flow: whether it may stand in brackets where that is short.
    """
    short = in_brackets(value)
    if isinstance(value, str | int | float) or (flow and len(short) <= WIDE) or not value:
        return [short]
    if isinstance(value, Mapping):
        return [line for key, v in value.items() for line in _pair(key, v)]
    return [line for item in value for line in _item(item, flow=True)]


def _item(value: Value, *, flow: bool = False) -> list[str]:
    first, *others = in_lines(value, flow=flow)
    return [f"- {first}", *(f"  {line}" for line in others)]


def _pair(key: str, value: Value) -> list[str]:
    nested = isinstance(value, Sequence) and any(isinstance(v, Mapping) for v in value)
    lines = in_lines(value, flow=not nested)
    # A long list of one, in a block, is one line as well.
    if not nested and lines == [in_brackets(value)]:
        return [f"{key}: {lines[0]}"]
    return [f"{key}:", *(f"  {line}" for line in lines)]


@dataclass(frozen=True, order=True, slots=True)
class _Splice:
    start: int
    end: int
    depth: int
    """What belongs to an inner node comes before what belongs to the one around it."""
    number: int
    new: str


class Splices:
    """Changes to a text, made all at once by :meth:`result`."""

    def __init__(self, text: str) -> None:
        """Take the text the nodes were parsed from."""
        self._text = text
        self._splices: list[_Splice] = []
        found = _BREAK.search(text)
        self._eol = found[0] if found else "\n"

    def result(self) -> str:
        """Return the text with all changes."""
        pieces, at = [], 0
        for splice in sorted(self._splices):
            pieces += [self._text[at : splice.start], splice.new]
            at = max(at, splice.end)
        return "".join([*pieces, self._text[at:]])

    # Mappings

    def put(
        self, mapping: Node, key: str, value: Value, *, instead: str = "", depth: int = 0
    ) -> None:
        """Give a key of a mapping another value, or add the key behind the others.

        Args:
            mapping: which.
            key: its key.
            value: what it is to be.
            instead: a key whose place it takes; its own by default.
            depth: in what order things are put at the same place, the inner ones first.
        """
        pair = find(mapping, instead or key)
        flow = mapping.is_flow
        lines = [f"{key}: {in_brackets(value)}"] if flow else _pair(key, value)
        if pair is not None:
            indented = self._indented(lines, self._column(pair.start))
            self._splice(pair.start, self._solid(pair.node.end), indented, depth)
        elif flow:
            self._into_brackets(mapping, lines[0], depth)
        elif mapping.pairs:
            self._below(mapping.end, lines, self._column(mapping.pairs[0].start), depth)
        else:
            self._at_the_end(lines)

    def drop(self, mapping: Node, key: str) -> None:
        """Take a key out of a mapping that has others."""
        pairs = list(mapping.pairs or ())
        pair = find(mapping, key)
        if pair is None:
            return
        at = pairs.index(pair)
        if mapping.is_flow:
            self._out_of_brackets([(p.start, p.node.end) for p in pairs], {at})
        elif at == 0:
            self._splice(pair.start, pairs[1].start, "", 0)
        else:
            self._lines_out(self._line_start(pair.start), pair.node.end)

    # Lists

    def append(self, mapping: Node, key: str, items: Sequence[Value]) -> None:
        """Add items to the list that is the value of a key, and the key where it is missing."""
        pair = find(mapping, key)
        node = pair.node if pair else None
        if node is not None and node.text is not None:
            self.put(mapping, key, [node.text, *items], depth=2)
        elif node is not None and node.items and not node.is_flow:
            indent = self._column(node.start)
            for item in items:
                self._below(node.end, _item(item), indent, 1)
        elif node is not None and node.is_flow and (node.items or mapping.is_flow):
            for item in items:
                self._into_brackets(node, in_brackets(item), 1, first=item is items[0])
        elif mapping.is_flow:
            self.put(mapping, key, items, depth=2)
        else:
            lines = [line for item in items for line in _item(item)]
            self._first_items(mapping, key, pair, lines)

    def _first_items(
        self, mapping: Node, key: str, pair: Pair | None, lines: Sequence[str]
    ) -> None:
        if pair is None:
            section = [f"{key}:", *(f"  {line}" for line in lines)]
            if mapping.pairs:
                # An empty line parts the lists of a file from each other.
                indent = self._column(mapping.pairs[0].start)
                self._below(mapping.end, ["", *section], indent, 2)
            else:
                self._at_the_end(section)
            return
        if pair.node.end > pair.node.start:  # an empty list in brackets, or null
            start = self._solid(pair.node.start)
            self._splice(start, pair.node.end, "", 0)
        self._below(pair.node.end, lines, self._column(pair.start) + 2, 1)

    def _at_the_end(self, lines: Sequence[str]) -> None:
        """Put lines behind a text that holds nothing but comments."""
        text = self._text
        gap = self._eol * ((text[-1:] not in ("", "\n", "\r")) + bool(text.strip()))
        joined = self._eol.join(lines) + self._eol
        self._splice(len(text), len(text), gap + joined, 2)

    def without(self, items: Node, which: Collection[int]) -> None:
        """Take items out of a list, each with its lines."""
        found = items.items or ()
        if items.is_flow:
            self._out_of_brackets([(item.start, item.end) for item in found], which)
            return
        for at in which:
            before = found[at - 1].end if at else items.start
            self._lines_out(self._line_start(self._dash(found[at].start, before)), found[at].end)

    def _dash(self, start: int, before: int) -> int:
        """Return where the dash of an item stands that begins at ``start``."""
        line = self._line_start(start)
        while line > before and "-" not in self._text[line:start].partition("#")[0]:
            start = line - 1
            line = self._line_start(start)
        return max(line, before)

    # Places

    def _splice(self, start: int, end: int, new: str, depth: int) -> None:
        self._splices.append(_Splice(start, end, depth, len(self._splices), new))

    def _below(self, end: int, lines: Sequence[str], indent: int, depth: int) -> None:
        """Put lines under the line on which something ends."""
        at = self._line_end(end)
        self._splice(at, at, self._eol + self._indented(lines, indent, first=True), depth)

    def _into_brackets(self, node: Node, new: str, depth: int, *, first: bool = True) -> None:
        inside = node.value if isinstance(node.value, tuple) else ()
        if not inside:
            self._splice(node.start + 1, node.start + 1, ("" if first else ", ") + new, depth)
            return
        last = inside[-1]
        end = last.node.end if isinstance(last, Pair) else last.end
        self._splice(end, end, ", " + new, depth)

    def _out_of_brackets(self, bounds: Sequence[tuple[int, int]], which: Collection[int]) -> None:
        kept = [at for at in range(len(bounds)) if at not in which]
        last_kept = kept[-1] if kept else -1
        for at in which:
            if at < last_kept:
                self._splice(bounds[at][0], bounds[at + 1][0], "", 0)
        if last_kept < len(bounds) - 1:
            start = bounds[last_kept][1] if kept else bounds[0][0]
            self._splice(start, bounds[-1][1], "", 0)

    def _lines_out(self, start: int, end: int) -> None:
        # With the line end before, not the one behind, where something may be put.
        before = start - 2 if self._text[start - 2 : start] == "\r\n" else start - 1
        self._splice(max(0, before), self._line_end(end), "", 0)

    def _line_start(self, at: int) -> int:
        return max(self._text.rfind("\n", 0, at), self._text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        found = _BREAK.search(self._text, self._solid(at))
        return found.start() if found else len(self._text)

    def _solid(self, end: int) -> int:
        """Return the end without white space before it: a text in a block ends with lines."""
        return len(self._text[:end].rstrip()) if self._text[end - 1 : end].isspace() else end

    def _column(self, at: int) -> int:
        return at - self._line_start(at)

    def _indented(self, lines: Sequence[str], indent: int, *, first: bool = False) -> str:
        """Join lines; the first one has its indent already unless ``first``."""
        return self._eol.join(
            " " * indent + line if (number or first) and line else line
            for number, line in enumerate(lines)
        )


def find(mapping: Node, key: str) -> Pair | None:
    """Return the pair of a key, the first where it stands twice: the one that counts."""
    return next((pair for pair in mapping.pairs or () if pair.key == key), None)


def plain(node: Node) -> object:
    """Return what a node says, without where and how it is written."""
    if node.pairs is not None:
        return [(pair.key, plain(pair.node)) for pair in node.pairs]
    if node.items is not None:
        return [plain(item) for item in node.items]
    return node.value
