"""library.yaml: what a person says about the stories of a folder, which always wins.

::

    stories:
      - files: [weir-1.txt, weir-2.txt]     joins them, in this order
        title: The Weir
        chapters: [Low Water, High Water]
        confirmed: [encoding]               a guess that is right
        versions: [weir-old.txt]            the same work: listed with it, not read
      - file: omnibus.txt
        split:
          - {title: First, chapters: 1-3}
          - {title: Second, authors: [B], chapters: 4-7}
    hide: ["notes/*"]
    aliases:
      Anna Quill: [A. Q., quillpen]         a search for one finds the others

A wrong entry is a :class:`ConfigError` with its line, and the rest of the file counts.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from fnmatch import translate
from pathlib import Path
from typing import Any

from inglenook.catalog.scan import MANIFEST
from inglenook.clean import clean_line
from inglenook.errors import ConfigError
from inglenook.model import Metadata
from inglenook.yamlfile import Fields, Node, load

_NOT_HERE = frozenset({"title", "authors", "chapters", "other"})
"""Fields of Metadata that have a key of their own, or none."""

METADATA_FIELDS = {
    item.name: isinstance(item.default, tuple)
    for item in fields(Metadata)
    if item.name not in _NOT_HERE
}
"""Keys of an entry that set a field of Metadata -> whether it is a list."""

RANGE = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A file name or pattern of library.yaml."""

    text: str
    path: Path
    line: int

    def pick(self, names: Mapping[str, Sequence[str]]) -> list[str]:
        """Return the paths it names; a full name goes before a pattern.

        Args:
            names: of :func:`by_name`.
        """
        wanted = _normal(self.text)
        if wanted in names or not ("*" in wanted or "?" in wanted):
            return list(names.get(wanted, ()))
        # Only * and ? have a meaning, since names of stories are full of brackets. fnmatch's
        # own translation does not backtrack over many stars.
        matches = re.compile(translate(wanted.replace("[", "[[]"))).match
        return [path for name, paths in names.items() if matches(name) for path in paths]

    def problem(self, reason: str) -> ConfigError:
        """Return the error that says what is wrong with it."""
        shown = clean_line(self.text, 60)
        return ConfigError(self.path, self.line, reason.format(repr(shown)))


@dataclass(frozen=True, slots=True)
class Override:
    """What an entry, or one piece of a split, says about its story."""

    path: Path
    line: int
    title: str = ""
    authors: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = field(default_factory=dict)
    """Fields of Metadata to replace."""
    confirmed: tuple[str, ...] = ()
    """Fields of guesses that are right as they are, said a person."""

    def problem(self, reason: str) -> ConfigError:
        """Return the error that says what is wrong here."""
        return ConfigError(self.path, self.line, reason)


@dataclass(frozen=True, slots=True)
class Split:
    """One story of a file that holds several."""

    override: Override
    chapters: tuple[int, ...]
    """Numbers of the file's chapters, from 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of library.yaml, or one file that is split."""

    override: Override
    files: tuple[Pattern, ...]
    chapters: tuple[str, ...] = ()
    """Titles of its chapters, in order."""
    splits: tuple[Split, ...] = ()
    versions: tuple[Pattern, ...] = ()
    """Files that are other versions of it."""
    separate: bool = False
    """Whether it has no versions, and is none."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A library.yaml as far as it could be understood."""

    entries: tuple[Entry, ...] = ()
    hide: tuple[Pattern, ...] = ()
    aliases: tuple[tuple[str, ...], ...] = ()
    """Groups of names that mean the same."""
    problems: tuple[ConfigError, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's library.yaml; a folder without one has an empty manifest."""
    path = folder / MANIFEST
    if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises where it may not look
        return Manifest()
    problems: list[ConfigError] = []
    try:
        top = Fields(load(path, folder), problems)
    except ConfigError as error:
        return Manifest(problems=(error,))
    entries = [_entry(node, problems) for node in top.nodes("stories")]
    hide = _patterns(top, "hide")
    aliases = _aliases(top)
    top.reject_the_rest()
    problems.sort(key=lambda problem: problem.line)
    return Manifest(tuple(e for e in entries if e is not None), hide, aliases, tuple(problems))


def _aliases(top: Fields) -> tuple[tuple[str, ...], ...]:
    node = top.get("aliases")
    if node is None:
        return ()
    read = Fields(node, top.problems)
    return tuple((pair.key, *read.texts(pair.key)) for pair in node.pairs or ())


def _entry(node: Node, problems: list[ConfigError]) -> Entry | None:
    if node.pairs is None:
        problems.append(node.problem(f"a story must be keys with values, not {node.describe()}"))
        return None
    read = Fields(node, problems)
    files = _patterns(read, "files") + _patterns(read, "file")
    override = _override(read)
    titles = read.texts("chapters")
    splits = [_split(item, problems) for item in read.nodes("split")]
    versions = _patterns(read, "versions")
    separate = read.flag("separate", default=False)
    read.reject_the_rest()
    if not files:
        read.report("files", "a story needs files: the names of its files")
        return None
    found = tuple(split for split in splits if split is not None)
    return Entry(override, files, titles, found, versions, separate)


def _split(node: Node, problems: list[ConfigError]) -> Split | None:
    if node.pairs is None:
        problems.append(node.problem(f"a split must be keys with values, not {node.describe()}"))
        return None
    read = Fields(node, problems)
    override = _override(read)
    chapters: list[int] = []
    for item in read.text_nodes("chapters"):
        found = RANGE.fullmatch((item.text or "").strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last:
            shown = item.describe()
            problems.append(item.problem(f"chapters must be like 4 or 1-3, not {shown}"))
        chapters += range(first, last + 1) if first else ()
    read.reject_the_rest()
    if not chapters:
        if "chapters" not in read:
            read.report("chapters", "a split needs chapters: the chapters it takes, like 1-3")
        return None
    return Split(override, tuple(dict.fromkeys(chapters)))


def _override(read: Fields) -> Override:
    given: dict[str, Any] = {}
    for name, is_list in METADATA_FIELDS.items():
        if name in read:
            value = read.texts(name) if is_list else read.text(name)
            if value:
                given[name] = value
    title = clean_line(read.text("title"))
    authors = tuple(clean_line(author) for author in read.texts("authors"))
    confirmed = tuple(name.strip() for name in read.texts("confirmed"))
    return Override(read.node.path, read.node.line, title, authors, given, confirmed)


def _patterns(read: Fields, key: str) -> tuple[Pattern, ...]:
    return tuple(
        Pattern((node.text or "").strip(), node.path, node.line) for node in read.text_nodes(key)
    )


def by_name(paths: Iterable[str]) -> dict[str, list[str]]:
    """Return paths by the name under which a pattern finds them, in their order."""
    names: dict[str, list[str]] = {}
    for path in paths:
        names.setdefault(_normal(path), []).append(path)
    return names


def _normal(path: str) -> str:
    # Folders copied from a Mac hold decomposed names; what a person types is composed.
    return path if path.isascii() else unicodedata.normalize("NFC", path)
