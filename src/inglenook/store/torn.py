"""Read a YAML text of ours, and where it was damaged whatever of it can be read.

What ``daybook`` writes has a value on each line, and more indent for what is inside. So a text
that is no YAML any more can be taken apart at its indents: a piece that cannot be read is looked at
in smaller pieces, and only the line that was hit is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inglenook.errors import ConfigError
from inglenook.garbage import no_garbage_collection
from inglenook.yamlfile import values

MOST_AT_ONCE = 16 << 20
"""Characters that are read in one piece, which takes 15 times the memory. A longer text, that of
more than 20,000 marks, is taken apart as if it were damaged."""
_MOST_IN_A_PIECE = 1 << 20
_MOST_IN_A_LINE = 256 << 20
"""Of a line with one text, which takes three times the memory: nothing smaller is in it."""

LOST = "\0"
"""A key of a mapping of which something could not be read."""
_HERE = Path()


def read(text: str, sections: Mapping[str, str], lists: Mapping[str, str]) -> dict[str, Any]:
    """Return what a text says, as dicts, lists and texts.

    Args:
        text: a mapping; the lists in it have their dashes right below their keys.
        sections: the outermost keys; of those with lists, how an item begins behind its dash.
        lists: the same of keys further inside.
    """
    if (found := _piece(text, MOST_AT_ONCE)) is not None:
        return found
    return _Taken(sections, lists).mapping(text.split("\n"), sections)


def _piece(text: str, most: int = _MOST_IN_A_PIECE) -> dict[str, Any] | None:
    """Return what a piece says, None where it is no mapping in YAML, or too long."""
    if len(text) > most:
        return None
    try:
        with no_garbage_collection():
            found = values(text, _HERE)
    except ConfigError:
        return None
    return found if isinstance(found, dict) else None


class _Taken:
    """A text that is taken apart."""

    def __init__(self, sections: Mapping[str, str], lists: Mapping[str, str]) -> None:
        self._beginnings = {key: first for key, first in {**sections, **lists}.items() if first}

    def mapping(self, lines: list[str], ends: Mapping[str, str]) -> dict[str, Any]:
        """Return the keys that can be read.

        Args:
            lines: without their common indent.
            ends: the keys that end a list. A list further inside ends with what it is in.
        """
        found: dict[str, Any] = {}
        for key, group in self._groups(lines, ends):
            if key in self._beginnings and len(group) > 1:
                items = self._items(group[1:], self._beginnings[key])
                found.setdefault(key, []).extend(items)
            elif (read := _read_group(group)) is not None:
                found = read | found
            else:
                found[LOST] = LOST
                inside = [line[2:] for line in group[1:] if line[:2] == "  "]
                if inside:
                    found.setdefault(key, self.mapping(inside, {}))
        return found

    def _groups(self, lines: list[str], ends: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
        """Yield each line without an indent, its key, and with it the lines that belong to it."""
        key = ""
        group: list[str] = []
        for line in lines:
            name = line.partition(":")[0]
            in_list = key in self._beginnings
            if group and (name in ends if in_list else line[:1] not in (" ", "-", "")):
                yield key, group
                group = []
            key = key if group else name
            group.append(line)
        if group:
            yield key, group

    def _items(self, lines: list[str], beginning: str) -> Iterator[dict[str, Any]]:
        for item in _items(lines, beginning):
            read = _piece("\n".join(item))
            if found := self.mapping(item, {}) if read is None else read:
                yield found


def _read_group(group: list[str]) -> dict[str, Any] | None:
    """Return what the lines of one key say, as :func:`_piece` does."""
    if len(group) > 1 or group[0].partition(": ")[2][:1] in ("", "{", "["):
        return _piece("\n".join(group))
    return _piece(group[0], _MOST_IN_A_LINE)


def _items(lines: list[str], beginning: str) -> Iterator[list[str]]:
    """Yield the lines of each item of a list, without its dash and indent."""
    item: list[str] = []
    for line in lines:
        # Where the dash is damaged, the rest tells that an item begins.
        is_indented = line[:2] == "  "
        begins = line[:2] == "- " or (not is_indented and line[2:].startswith(beginning))
        if begins and item:
            yield item
            item = []
        item.append(line[2:] if begins or is_indented else line)
    if item:
        yield item
