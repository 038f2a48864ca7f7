"""What a library.yaml says about which files, read with the places where it says so.

By the same rules as when shelving: a file belongs to the first entry that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from inglenook.catalog.manifest import RANGE, Pattern, by_name
from inglenook.splices import Value, find
from inglenook.yamlfile import Node, parse

Shelved: TypeAlias = Mapping[str, Sequence[str]]
"""Every file of the library, by its path -> the titles of its chapters as they are shown."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A pattern of an entry, and the files that are the entry's because of it."""

    pattern: Pattern
    picked: tuple[str, ...]
    """What it fits, in the order of the library."""
    own: tuple[str, ...]
    """What no entry before has claimed."""


@dataclass(eq=False)
class Claimant:
    """A story of library.yaml: one that is there, or one that is to be added."""

    node: Node | None = None
    claims: tuple[Claim, ...] = ()
    wants: tuple[str, ...] | None = None
    """The files it shall have; None where they stay."""
    values: dict[str, Value | None] = field(default_factory=dict)
    """What its other keys shall be; None for a key that goes."""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that belong to it, in order."""
        return tuple(path for claim in self.claims for path in claim.own)


class View:
    """What a library.yaml says about which files, by the same rules as when shelving."""

    def __init__(self, text: str, shelved: Shelved, path: Path) -> None:
        self.path = path
        self.root = parse(text, path)
        self.names = by_name(shelved)
        self.hide = [(node, self._pick(node)[1]) for node in texts_of(self.root, "hide")]
        self.entries: list[Claimant] = []
        taken: set[str] = set()
        for node in self.list_of("stories"):
            claims = []
            for item in (*texts_of(node, "files"), *texts_of(node, "file")):
                pattern, picked = self._pick(item)
                own = tuple(path for path in picked if path not in taken)
                taken.update(own)
                claims.append(Claim(pattern, picked, own))
            self.entries.append(Claimant(node, tuple(claims)))
        self._owners = {path: entry for entry in self.entries for path in entry.files}

    def owner(self, file: str) -> Claimant | None:
        """Return the entry a file belongs to."""
        return self._owners.get(file)

    def hides(self, file: str) -> bool:
        """Whether a file is hidden; one that an entry names is not."""
        return self.owner(file) is None and any(file in picked for _, picked in self.hide)

    def list_of(self, key: str) -> tuple[Node, ...]:
        """Return the items of a list at the top. Raises ConfigError where it is no list."""
        pair = find(self.root, key)
        if pair is None or pair.node.value is None:
            return ()
        if pair.node.items is None:
            raise pair.node.problem(f"{key} must be a list, not {pair.node.describe()}")
        return pair.node.items

    def picked(self, node: Node) -> tuple[str, ...]:
        """Return the files that a text names."""
        return self._pick(node)[1]

    def _pick(self, node: Node) -> tuple[Pattern, tuple[str, ...]]:
        pattern = Pattern((node.text or "").strip(), self.path, node.line)
        return pattern, tuple(pattern.pick(self.names))


def texts_of(mapping: Node, key: str) -> tuple[Node, ...]:
    """Return the items of a list that are texts, or the one text that stands in its place."""
    pair = find(mapping, key)
    if pair is None:
        return ()
    items = (pair.node,) if pair.node.items is None else pair.node.items
    return tuple(item for item in items if (item.text or "").strip())


def absent(entry: Claimant) -> list[str]:
    """Return what an entry names that is not there just now; the drive may be back tomorrow."""
    return [claim.pattern.text for claim in entry.claims if not claim.picked]


def pieces_of(entry: Claimant) -> tuple[Node, ...]:
    """Return what the entry of a split file says of each story in it."""
    pair = find(entry.node, "split") if entry.node else None
    return (pair.node.items or ()) if pair else ()


def piece_of(entry: Claimant, chapter: int | None) -> Node | None:
    """Return the piece of a split file that has a chapter; None for the chapters left over."""
    for piece in pieces_of(entry) if chapter is not None else ():
        for item in texts_of(piece, "chapters"):
            found = RANGE.fullmatch((item.text or "").strip())
            if found and int(found[1]) <= (chapter or 0) <= int(found[2] or found[1]):
                return piece
    return None
