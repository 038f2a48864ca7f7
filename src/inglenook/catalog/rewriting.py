"""The text of a library.yaml and an edit give the new text; what the edit is not about stays.

Pure. An edit is first worked out as what each entry shall say (``Claimant.wants`` and
``values``), then made in the text. The new text is read again before it is returned: one that
does not say exactly what was meant, or says anything else in another way, is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from inglenook.catalog.claims import Claimant, Shelved, View, absent, piece_of, pieces_of, texts_of
from inglenook.catalog.edits import Apart, Edit, Hide, Join, Name, Show, Split
from inglenook.catalog.manifest import Pattern
from inglenook.clean import clean, clean_line
from inglenook.errors import ConfigError, EditRefused
from inglenook.splices import Splices, Value, find, plain
from inglenook.yamlfile import Node


class Rewritten(NamedTuple):
    """A library.yaml after an edit."""

    text: str
    line: int
    """Where the change is, from 1."""


def rewrite(text: str, edit: Edit, shelved: Shelved, path: Path) -> Rewritten:
    """Return the text of a library.yaml after an edit.

    Args:
        text: of the file, without a byte order mark; empty where there is none.
        edit: what to say.
        shelved: the files of the library, against which patterns are read.
        path: of the file, for messages.

    Raises:
        ConfigError: the text is no YAML, with the line.
        EditRefused: the edit cannot be said, or not in this text.
    """
    if not edit.files:
        raise EditRefused("no file was named")
    for file in edit.files:
        if file not in shelved:
            raise EditRefused(f"there is no file {clean_line(file, 60)!r}")
    work = _Rewriting(text, shelved, path)
    work.work_out(edit)
    after = work.made()
    refused = f"{path.name} is written in a way that cannot be changed here: please edit it by hand"
    try:
        view = View(after, shelved, path)
    except ConfigError as error:
        raise EditRefused(refused) from error
    if not (_holds(edit, view) and work.kept_the_rest(view)):
        raise EditRefused(refused)
    return Rewritten(after, _line(edit, view))


class _Rewriting(View):
    """One edit of one text: first what each entry shall say, then the text."""

    def __init__(self, text: str, shelved: Shelved, path: Path) -> None:
        super().__init__(text, shelved, path)
        self._shelved = shelved
        self._splices = Splices(text)
        self._new: list[Claimant] = []
        self._in_pieces: list[tuple[Node, str, Value | None]] = []
        self._newly_hidden: list[str] = []
        self._shown: set[int] = set()

    # What the entries shall say

    def work_out(self, edit: Edit) -> None:
        """Work out what an edit means."""
        match edit:
            case Join(files):
                self._entry_of(files)
            case Apart(files):
                self._apart(files)
            case Split(file, pieces):
                entry = self._entry_of((file,))
                entry.values["split"] = [
                    {
                        "title": clean_line(p.title),
                        **({"authors": list(map(clean_line, p.authors))} if p.authors else {}),
                        "chapters": f"{p.first}-{p.last}" if p.last > p.first else p.first,
                    }
                    for p in pieces
                ]
                entry.values["chapters"] = None
            case Name():
                self._name(edit)
            case Hide(files):
                self._release(files)
                hidden = {path for _, picked in self.hide for path in picked}
                self._newly_hidden = [file for file in files if file not in hidden]
            case Show(files):
                self._show(files)

    def _entry_of(self, files: Sequence[str]) -> Claimant:
        """Return the entry that says of exactly these files that they are one story.

        The first entry that has no other files is made to say it, else a new one.
        """
        wanted = set(files)
        homes = (entry for entry in self.entries if entry.files and wanted.issuperset(entry.files))
        home = next(homes, None)
        self._release(files, home)
        if home is None:
            return self._add(files)
        if home.files != tuple(files):
            home.wants = tuple(files)
        return home

    def _add(self, files: Sequence[str]) -> Claimant:
        entry = Claimant(wants=tuple(files))
        self._new.append(entry)
        return entry

    def _release(self, files: Collection[str], *keepers: Claimant | None) -> None:
        """See to it that no entry but the keepers claims any of these files."""
        gone = set(files)
        for entry in self.entries:
            self._release_versions(entry, gone)
            if entry in keepers or gone.isdisjoint(p for c in entry.claims for p in c.picked):
                continue
            entry.wants = tuple(path for path in entry.files if path not in gone)

    def _release_versions(self, entry: Claimant, gone: set[str]) -> None:
        named = texts_of(entry.node, "versions") if entry.node else ()
        kept = [item.text or "" for item in named if gone.isdisjoint(self.picked(item))]
        if len(kept) < len(named):
            entry.values["versions"] = kept or None

    def _apart(self, files: Sequence[str]) -> None:
        wanted = set(files)
        keepers: dict[str, Claimant] = {}
        for entry in self.entries:
            # One of an entry's files keeps what is said there, where none else would be left.
            if entry.files and wanted.issuperset(entry.files):
                keepers[entry.files[0]] = entry
                if len(entry.files) > 1:
                    entry.wants = entry.files[:1]
        rest = [file for file in files if file not in keepers]
        self._release(rest, *keepers.values())
        for file in rest:
            self._add((file,))

    def _name(self, edit: Name) -> None:
        entry = self._entry_of(edit.files)
        values: dict[str, Value | None] = {}
        if edit.title is not None:
            values["title"] = clean_line(edit.title) or None
        if edit.authors is not None:
            values["authors"] = [clean_line(name) for name in edit.authors] or None
        if edit.chapters is not None:
            values["chapters"] = [clean_line(title) for title in edit.chapters] or None
        if edit.versions:
            free = [file for file in edit.versions if self.owner(file) is None]
            values["versions"] = [self._pattern(file) for file in free] or None
        if edit.confirmed:
            values["confirmed"] = list(edit.confirmed)
        piece = piece_of(entry, edit.piece)
        if piece is None:
            entry.values |= values
        else:
            self._in_pieces += [(piece, key, value) for key, value in values.items()]

    def _show(self, files: Sequence[str]) -> None:
        wanted = set(files)
        still: set[str] = set()
        for at, (_, picked) in enumerate(self.hide):
            if picked and wanted.issuperset(picked):
                self._shown.add(at)
            else:
                still.update(picked)
        for file in files:
            if file in still and self.owner(file) is None:
                self._add((file,))

    # The text

    def made(self) -> str:
        """Return the text with the changes."""
        gone = set()
        for at, entry in enumerate(self.entries):
            if entry.wants == () and not absent(entry):
                gone.add(at)
            elif entry.node is not None:
                self._write(entry, entry.node)
        for piece, key, value in self._in_pieces:
            self._put(piece, key, value)
        stories = find(self.root, "stories")
        if gone and stories is not None:
            self._splices.without(stories.node, gone)
        if self._new:
            self._splices.append(self.root, "stories", [self._said(new) for new in self._new])
        self._write_hidden()
        return self._splices.result()

    def _said(self, entry: Claimant) -> dict[str, Value]:
        """Return what a new entry says."""
        names = [self._pattern(file) for file in entry.wants or ()]
        said: dict[str, Value] = {"file": names[0]} if len(names) == 1 else {"files": names}
        return said | {key: value for key, value in entry.values.items() if value is not None}

    def _write(self, entry: Claimant, node: Node) -> None:
        values = dict(entry.values)
        if entry.wants is not None:
            self._write_files(entry, node, entry.wants)
            if len(entry.wants) > 1 or set(entry.wants) != set(entry.files):
                values.setdefault("split", None)
            if find(node, "chapters") is not None:
                titles = [title for file in entry.wants for title in self._shelved[file]]
                values.setdefault("chapters", titles or None)
        for key, value in values.items():
            self._put(node, key, value)

    def _put(self, mapping: Node, key: str, value: Value | None) -> None:
        if value is None:
            self._splices.drop(mapping, key)
        else:
            self._splices.put(mapping, key, value)

    def _write_files(self, entry: Claimant, node: Node, files: Sequence[str]) -> None:
        names = [*self._names(entry, files), *absent(entry)]
        first, *others = [pair for pair in node.pairs or () if pair.key in ("file", "files")]
        texts = [(item.text or "").strip() for item in first.node.items or ()]
        if not others and names == [text for text in texts if text in names]:
            gone = {at for at, text in enumerate(texts) if text not in names}
            self._splices.without(first.node, gone)
        else:
            key = "files" if len(names) > 1 else first.key
            value: Value = names[0] if key == "file" else names
            self._splices.put(node, key, value, instead=first.key)
        for other in others:
            self._splices.drop(node, other.key)

    def _names(self, entry: Claimant, files: Sequence[str]) -> list[str]:
        """Return what names these files; patterns that still name only them stay."""
        lost = {path for path in entry.files if path not in files}
        names: list[str] = []
        at = 0
        while at < len(files):
            kept = next(
                (
                    claim
                    for claim in entry.claims
                    if claim.own
                    and tuple(files[at : at + len(claim.own)]) == claim.own
                    and lost.isdisjoint(claim.picked)
                ),
                None,
            )
            names.append(kept.pattern.text if kept else self._pattern(files[at]))
            at += len(kept.own) if kept else 1
        return names

    def _pattern(self, file: str) -> str:
        """Return the text by which library.yaml names one file.

        A name may hold what the file cannot say, a byte that is no character for one: there
        ``?`` stands for it.
        """
        loose = "".join("?" if clean(char) != char else char for char in file)
        inner = loose.strip()
        before = len(loose) - len(loose.lstrip())
        loose = "?" * before + inner + "?" * (len(loose) - before - len(inner))
        for text in (file, loose):
            fits = clean(text) == text == text.strip()
            if fits and Pattern(text, self.path, 1).pick(self.names) == [file]:
                return text
        raise EditRefused(f"library.yaml cannot name the file {clean_line(file, 60)!r} alone")

    def _write_hidden(self) -> None:
        if self._newly_hidden:
            names = [self._pattern(file) for file in self._newly_hidden]
            self._splices.append(self.root, "hide", names)
        pair = find(self.root, "hide")
        if pair is None or not self._shown:
            return
        if pair.node.items is None:
            self._splices.put(self.root, "hide", [])
            return
        places = {id(node): at for at, node in enumerate(pair.node.items)}
        self._splices.without(pair.node, {places[id(self.hide[at][0])] for at in self._shown})

    def kept_the_rest(self, after: View) -> bool:
        """Whether all that the edit was not about is said as before."""
        pieces = {id(node) for node, *_ in self._in_pieces}
        untouched = [
            plain(entry.node)
            for entry in self.entries
            if entry.node is not None
            and entry.wants is None
            and not entry.values
            and pieces.isdisjoint(map(id, pieces_of(entry)))
        ]
        said = iter([plain(entry.node) for entry in after.entries if entry.node])
        in_order = all(any(one == other for other in said) for one in untouched)
        changes_hide = bool(self._newly_hidden or self._shown)
        return in_order and _rest(self, changes_hide) == _rest(after, changes_hide)


def _rest(view: View, without_hide: bool) -> list[object]:
    left_out = {"stories", "hide"} if without_hide else {"stories"}
    pairs = [pair for pair in view.root.pairs or () if pair.key not in left_out]
    return [(pair.key, plain(pair.node)) for pair in pairs]


def _holds(edit: Edit, view: View) -> bool:
    """Whether a text says what an edit means."""
    match edit:
        case Join(files):
            return _files(view, files[0]) == files
        case Apart(files):
            return all(_files(view, file) == (file,) for file in files)
        case Hide(files):
            return all(map(view.hides, files))
        case Show(files):
            return not any(map(view.hides, files))
        case Split(file, pieces):
            entry = view.owner(file)
            titles = [_text(piece, "title") for piece in pieces_of(entry)] if entry else []
            wanted = [clean_line(piece.title) for piece in pieces]
            return _files(view, file) == (file,) and titles == wanted
        case Name(files, title):
            entry = view.owner(files[0])
            if entry is None or entry.node is None or entry.files != files:
                return False
            named = piece_of(entry, edit.piece) or entry.node
            return title is None or _text(named, "title") == clean_line(title)


def _files(view: View, file: str) -> tuple[str, ...]:
    entry = view.owner(file)
    return entry.files if entry else ()


def _text(mapping: Node, key: str) -> str:
    pair = find(mapping, key)
    return (pair.node.text or "").strip() if pair else ""


def _line(edit: Edit, view: View) -> int:
    entry = view.owner(edit.files[0])
    if entry is not None and entry.node is not None:
        return entry.node.line
    lines = (node.line for node, picked in view.hide if edit.files[0] in picked)
    return next(lines, 1)
