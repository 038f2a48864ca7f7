"""Word documents (DOCX): a ZIP of XML, read within the bounds of a book's archive.

Headings are told by the names or outline ranks of their styles. Text a reviewer struck out
is left out, as Word itself prints it; pictures have no words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.archive import Archive, DamagedArchiveError
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.markup.tree import Node, attribute, children, first, local, text_of
from inglenook.formats.styled import Paragraphs, document_of, properties
from inglenook.model import Document, Kind, Role

_MAIN = re.compile(r"word/document\d*\.xml")
_HEADING = re.compile(r"(?:heading|überschrift|заголовок|titre|título)\s*([1-6])", re.IGNORECASE)
_QUOTES = frozenset({"quote", "intense quote", "block text", "quotations"})
_CONTENTS = re.compile(r"toc(?:\s*\d| heading)?|contents heading", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
_LEFT_OUT = frozenset({"del", "movefrom", "fallback", "instrtext", "deltext", "sectpr"})
_MOST_BASES = 20


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style means for its text."""

    name: str = ""
    level: int = 0
    italic: bool = False
    bold: bool = False


@dataclass(slots=True)
class _Open:
    """The run that is being read."""

    italic: bool = False
    bold: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Reader:
    looks: dict[str, _Look]
    kind: Kind = Kind.PARAGRAPH
    role: Role = Role.BODY
    out: Paragraphs = field(default_factory=Paragraphs)
    titles: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """The number of each note, as Word counts them: in the order of their references."""
    prefix: str = ""

    def read(self, root: Node) -> list[Piece]:
        """Return the paragraphs under ``root``; a text box inside one parts it."""
        from lxml import etree  # 26 ms; see markup/tree.py

        look, run = _Look(), _Open()
        events = etree.iterwalk(root, events=("start", "end"))
        for event, node in events:
            name = local(node.tag)
            if event == "start":
                if name in _LEFT_OUT:
                    events.skip_subtree()
                elif name == "p":
                    self._end(look)
                    look = self._look(node)
                elif name == "r":
                    run = self._run(node)
                elif not run.hidden:
                    self._inside(name, node, run)
            elif name == "p":
                self._end(look)
                look = _Look()
        self._end(look)
        return self.out.pieces

    def _inside(self, name: str, node: Node, run: _Open) -> None:
        out = self.out
        if name == "t":
            out.run(self.prefix)
            self.prefix = ""
            out.run(node.text or "", italic=run.italic, bold=run.bold)
        elif name in {"tab", "ptab"} and local(node.getparent().tag) == "r":
            out.run(" ")
        elif name in {"br", "cr"}:
            if attribute(node, "type") not in {"page", "column"}:
                out.newline()
        elif name in {"nobreakhyphen", "softhyphen"}:
            out.run("-" if name == "nobreakhyphen" else "")
        elif name in {"footnotereference", "endnotereference"}:
            key = f"{name[:-9]}-{attribute(node, 'id')}"
            number = self.numbers.setdefault(key, len(self.numbers) + 1)
            out.run(f"[{number}]", target=f"#{key}")
        elif name in {"footnote", "endnote"}:
            key = f"{name}-{attribute(node, 'id')}"
            out.anchor(key)
            self.prefix = f"[{self.numbers[key]}] " if key in self.numbers else ""

    def _look(self, node: Node) -> _Look:
        marks = next(iter(children(node, "ppr")), None)
        if marks is None:
            return _Look()
        style = next(iter(children(marks, "pstyle")), None)
        look = self.looks.get(attribute(style, "val"), _Look()) if style is not None else _Look()
        rank = next(iter(children(marks, "outlinelvl")), None)
        return look if rank is None else replace(look, level=_rank(rank))

    def _run(self, node: Node) -> _Open:
        marks = next(iter(children(node, "rpr")), None)
        run = _Open()
        for mark in marks if marks is not None else ():
            name, value = local(mark.tag), attribute(mark, "val").lower()
            if name == "rstyle":
                look = self.looks.get(attribute(mark, "val"), _Look())
                run.italic, run.bold = run.italic or look.italic, run.bold or look.bold
            elif name in {"i", "u"}:
                run.italic = value not in _OFF or (name == "u" and run.italic)
            elif name == "b":
                run.bold = value not in _OFF
            elif name == "vanish":
                run.hidden = value not in _OFF
        return run

    def _end(self, look: _Look) -> None:
        count = len(self.out.pieces)
        kind, role = self.kind, self.role
        if look.name in _QUOTES and kind is Kind.PARAGRAPH:
            kind = Kind.QUOTE
        if _CONTENTS.fullmatch(look.name):
            role = Role.FRONT
        if look.name in {"title", "subtitle"} and role is Role.BODY:
            role, kind = Role.TITLE, Kind.HEADING
        self.out.end(kind, role, look.level if role is Role.BODY else 0)
        if look.name == "title" and len(self.out.pieces) > count:
            self.titles.append(self.out.pieces[-1].text)


def _rank(node: Node) -> int:
    value = attribute(node, "val")
    return int(value) + 1 if value in {"0", "1", "2", "3", "4", "5"} else 0


class DocxFormat:
    """Word documents, told by their parts."""

    name = "docx"

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is a DOCX, from 0 to 1."""
        if not data.startswith(b"PK\x03\x04"):
            return 0.0
        return 0.97 if b"word/document" in data[-65536:] or b"word/document" in data[:4096] else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a document. Raises UnreadableStory with what is wrong with it."""
        shown = clean_line(str(path))
        try:
            archive = Archive.open(data)
            root = _main(archive)
            looks = _looks(_part(archive, "word/styles.xml"))
            reader = _Reader(looks)
            pieces = reader.read(root)
            for name in ("word/footnotes.xml", "word/endnotes.xml"):
                notes = _part(archive, name)
                if notes is not None:
                    pieces = pieces + _Reader(
                        looks, Kind.NOTE, Role.END, numbers=reader.numbers
                    ).read(notes)
            core = _part(archive, "docProps/core.xml")
        except DamagedArchiveError as error:
            raise UnreadableStory(shown, clean_line(str(error), 300)) from None
        if not pieces:
            raise NotAStory(shown, "a document without text")
        title, author, about = (_property(core, name) for name in _PROPERTIES)
        styled = clean_line(" ".join(reader.titles[:2]), 300)
        metadata, guesses = properties(styled or title, author, about)
        document = document_of(pieces, metadata, guesses, str(path), self.name)
        return replace(document, notices=tuple(clean_line(text, 300) for text in archive.notices))


_PROPERTIES = ("title", "creator", "description")


def _part(archive: Archive, path: str) -> Node | None:
    from inglenook.formats.markup.tree import parse_xml

    name = archive.find(path)
    return parse_xml(archive.read(name)) if name else None


def _main(archive: Archive) -> Node:
    name = next((name for name in archive.names() if _MAIN.fullmatch(name)), "")
    root = _part(archive, name) if name else None
    if root is None:
        raise DamagedArchiveError("its text is missing or no XML")
    return root


def _property(core: Node | None, name: str) -> str:
    return "" if core is None else clean_line(text_of(first(core, name), 2000), 2000)


def _looks(root: Node | None) -> dict[str, _Look]:
    """What each style means, by its id; a style is as its base where it says nothing."""
    looks: dict[str, _Look] = {}
    bases: dict[str, str] = {}
    for node in children(root, "style") if root is not None else ():
        key = attribute(node, "styleid")
        name = next((attribute(found, "val") for found in children(node, "name")), key)
        heading = _HEADING.fullmatch(name) or _HEADING.fullmatch(key)
        rank = first(node, "outlinelvl")
        level = int(heading.group(1)) if heading else _rank(rank) if rank is not None else 0
        marks = {local(mark.tag): attribute(mark, "val").lower() for found in
                 children(node, "rpr") for mark in found}  # fmt: skip
        character = attribute(node, "type") == "character"
        looks[key] = _Look(
            clean_line(name, 100).casefold(),
            level,
            character and marks.get("i", "0") not in _OFF,
            character and marks.get("b", "0") not in _OFF,
        )
        bases[key] = next((attribute(found, "val") for found in children(node, "basedon")), "")
    for key, look in list(looks.items()):
        base, steps = bases[key], 0
        while not look.level and base in looks and steps < _MOST_BASES:
            look = replace(look, level=looks[base].level)
            base, steps = bases[base], steps + 1
        looks[key] = look
    return looks
