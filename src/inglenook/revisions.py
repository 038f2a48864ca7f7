"""What a reader says about files and stories from within the program, and takes back.

An edit goes into the library's ``library.yaml``; the text before and after it goes into the
store, so that it can be undone after a restart too. What somebody has changed by hand since is
never undone over their head.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from inglenook.catalog import Catalog
from inglenook.clean import clean
from inglenook.errors import EditRefused
from inglenook.model import Story
from inglenook.store import Store

if TYPE_CHECKING:
    from inglenook.catalog.edits import Edit, Name

_Make: TypeAlias = Callable[[bytes | None], bytes | None]
_Forget: TypeAlias = Callable[[], None]

_AGREED = "writes library.yaml: "
"""Name of the setting that says a reader has agreed to it, followed by the library."""

_UNWRITTEN = frozenset({"chapters", "encoding"})
"""Fields that can be guessed and are not written by themselves when a guess is right."""


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was made, undone or made again."""

    said: str
    """What it did, for people: ``Joined 3 files into The Weir``."""
    line: int = 0
    """The line of library.yaml where it stands, from 1; 0 where that means nothing."""


class Revisions:
    """The edits of one library's library.yaml. Every method may raise StoreError."""

    def __init__(self, folder: Path, address: str, catalog: Catalog, store: Store) -> None:
        """Take the library, under which address the store knows it, and where to ask."""
        self._folder = folder
        self._address = address
        self._catalog = catalog
        self._store = store
        self._log = store.revisions(address)

    # Consent

    @property
    def agreed(self) -> bool:
        """Whether the reader has agreed that this library's library.yaml is written."""
        return bool(self._store.setting(_AGREED + self._address))

    def agree(self) -> None:
        """Remember that they have."""
        self._store.set_setting(_AGREED + self._address, "yes")

    # Edits

    def make(self, edits: Sequence[Edit], said: str) -> Done:
        """Write some edits into library.yaml, all or none.

        Args:
            edits: what to say. A file may be named as in its ``FileReport``.
            said: what that does, for people.

        Raises:
            ConfigError: library.yaml is no YAML; with the line.
            EditRefused: it cannot be said or written.
        """
        # Editing costs 10 ms to import, with PyYAML, and few readers ever do it.
        from inglenook.catalog.rewriting import rewrite
        from inglenook.catalog.scan import MANIFEST
        from inglenook.yamlfile import BOM, decoded

        path = self._folder / MANIFEST
        shelved = self._catalog.shelved()
        real = {clean(name): name for name in shelved}
        named = [_with_names(edit, real) for edit in edits]
        line = 0

        def make(before: bytes | None) -> bytes:
            nonlocal line
            text = decoded(before or b"", path)
            for edit in named:
                text, line = rewrite(text, edit, shelved, path)
            mark = BOM if (before or b"").startswith(BOM) else b""
            return mark + text.encode("utf-8")

        return Done(said, line) if self._write(make, said) else Done("Nothing to change")

    def undo(self) -> Done:
        """Take the last edit back. Raises EditRefused where there is none, or it cannot be."""
        found = self._log.last()
        if found is None:
            raise EditRefused("There is nothing to undo.")
        self._go(found.turn, found.after, found.before, undone=True)
        return Done(f"Undone: {found.said}")

    def redo(self) -> Done:
        """Make the edit again that was undone last. Raises EditRefused as for undo."""
        found = self._log.next()
        if found is None:
            raise EditRefused("There is nothing to do again.")
        self._go(found.turn, found.before, found.after, undone=False)
        return Done(f"Done again: {found.said}")

    def confirmation(self, story: Story) -> Name:
        """Return the edit that says that all that was guessed of a story is right."""
        from inglenook.catalog.edits import Name  # as for make

        doubted = {*story.guessed, *self._catalog.doubted(story)} & _UNWRITTEN
        if not story.authors:
            doubted.add("authors")
        return Name(
            story.sources,
            story.title,
            story.authors,
            confirmed=tuple(sorted(doubted)),
            versions=story.other_sources,
            piece=story.chapters[0].ordinal + 1,
        )

    def _write(self, make: _Make, said: str) -> bool:
        from inglenook.catalog.writing import change  # as for make

        def keep(before: bytes | None, after: bytes | None) -> _Forget:
            turn = self._log.add(said, before, after)
            return lambda: self._log.drop(turn)

        return change(self._folder, make, keep)

    def _go(self, turn: int, there: bytes | None, wanted: bytes | None, *, undone: bool) -> None:
        from inglenook.catalog.writing import change  # as for make

        def make(found: bytes | None) -> bytes | None:
            if found != there:
                raise EditRefused("library.yaml was changed by hand since; it stays as it is")
            return wanted

        def keep(_before: bytes | None, _after: bytes | None) -> _Forget:
            self._log.set_undone(turn, undone)
            return lambda: self._log.set_undone(turn, not undone)

        change(self._folder, make, keep)


def _with_names(edit: Edit, real: Mapping[str, str]) -> Edit:
    """Return an edit with the names files really have: a report's are clean."""
    from inglenook.catalog.edits import Split  # as for make

    files = tuple(real.get(clean(file), file) for file in edit.files)
    return replace(edit, file=files[0]) if isinstance(edit, Split) else replace(edit, files=files)
