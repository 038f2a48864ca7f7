"""FictionBook 2: its elements are given the names of HTML's, and the walk reads them as such.

Sections with titles are the chapters; the body of notes is folded, and the links in the text
lead to it. Pictures, which are half of most files, are cut out before anything is parsed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.encoding import decode
from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.tree import (
    Node,
    attribute,
    children,
    first,
    local,
    text_of,
)
from inglenook.model import Document, Guess, Metadata, Role

_NAMES: dict[str, tuple[str, str]] = {
    # element -> the one of HTML that means the same, and its class
    "body": ("div", ""), "section": ("section", ""), "emphasis": ("em", ""), "style": ("span", ""),
    "strikethrough": ("s", ""), "poem": ("div", "poem"), "stanza": ("div", "stanza"),
    "v": ("span", "line"), "epigraph": ("blockquote", ""), "cite": ("blockquote", ""),
    "text-author": ("p", ""), "subtitle": ("h6", ""), "annotation": ("div", ""),
    "empty-line": ("p", ""), "date": ("p", ""), "image": ("img", ""), "code": ("span", ""),
}  # fmt: skip
_NOTES = frozenset({"notes", "comments", "footnotes"})
_MOST_LEVEL = 5
_KEPT = 0.98
"""Share of the text a mended tree must hold; with less of it the file is read as tag soup."""


class Fb2Format:
    """FictionBook, told by its root."""

    name = "fb2"

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is FictionBook 2, from 0 to 1."""
        head = data[:4096]
        if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            head = head.replace(b"\x00", b"")
        return 1.0 if b"<FictionBook" in head and head.lstrip(_LEAD)[:1] == b"<" else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a book. Raises UnreadableStory where it holds no text."""
        decoded = decode(data)
        root, notices = _tree(_without_pictures(decoded.text))
        if root is None:
            raise UnreadableStory(clean_line(str(path)), "its XML is too damaged to be read")
        document = _read(root, str(path), notices)
        if not any(block.text.strip() for one in document.chapters for block in one.blocks):
            raise NotAStory(clean_line(str(path)), "a book without text")
        return document


_LEAD = b"\xef\xbb\xbf\xff\xfe \r\n\t"


def _without_pictures(text: str) -> str:
    parts: list[str] = []
    at = 0
    while (start := text.find("<binary", at)) >= 0:
        parts.append(text[at:start])
        # What encodes a picture holds no "<": its end tag is the next tag, or the file is damaged.
        end = text.find("<", start + 1)
        at = len(text) if end < 0 else end
        if text.startswith("</binary>", at):
            at += len("</binary>")
    parts.append(text[at:])
    return "".join(parts)


def _tree(text: str) -> tuple[Node | None, tuple[str, ...]]:
    from inglenook.formats.markup.salvage import salvage
    from inglenook.formats.markup.tree import is_hostile, parse_xml, parse_xml_text

    root = None if is_hostile(text) else parse_xml_text(text)
    if root is not None:
        return root, ()
    notice = ("The file is damaged XML: what can be told of it was read.",)
    broken = salvage(text)
    root = None if is_hostile(text) else parse_xml(text.encode("utf-8", "replace"))
    if root is None or len(text_of(root)) < _KEPT * len(text_of(broken)):
        root = broken
    return root, notice


@dataclass(slots=True)
class _Plan:
    """What the walk is told of the tree."""

    roles: dict[Node, Role]
    starts: dict[Node, str]


def _read(root: Node, source: str, notices: tuple[str, ...]) -> Document:
    from inglenook.formats.markup.chapters import assemble  # lxml behind these costs 26 ms
    from inglenook.formats.markup.contents import Start, find_starts
    from inglenook.formats.markup.walk import Walker

    info = first(root, "title-info")
    metadata = _metadata(info)
    about = first(info, "annotation") if info is not None else None
    bodies = [node for node in root if local(node.tag) == "body"]
    plan = _Plan({}, {})
    if about is not None and bodies:
        _rename(about, plan)
        plan.roles[about] = Role.FRONT
    for body in bodies or [root]:
        is_notes = attribute(body, "name").casefold() in _NOTES
        _rename(body, plan, is_notes=is_notes)
        if is_notes:
            plan.roles[body] = Role.END
            body.set("class", "footnotes")
    trees = [about, *bodies] if about is not None and bodies else bodies or [root]
    pieces = [piece for tree in trees for piece in Walker(plan.roles, plan.starts).walk(tree)]
    starts = [Start(at, piece.start) for at, piece in enumerate(pieces) if piece.start is not None]
    guesses = _guesses(metadata)
    if starts:
        guesses.append(Guess("chapters", str(len(starts)), 0.98, "the titled sections of the book"))
    else:
        starts, guess = find_starts(pieces)
        guesses.extend([guess] if guess else [])
    return Document(metadata, assemble(pieces, starts, source), tuple(guesses), "fb2", "", notices)


def _rename(tree: Node, plan: _Plan, *, is_notes: bool = False) -> None:
    """Give elements HTML's names, and say where chapters begin."""
    from lxml import etree  # 26 ms; see markup/tree.py

    depth = 0
    parted: list[Node] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        name = local(node.tag)
        if event == "end":
            depth -= name == "section"
            continue
        depth += name == "section"
        if name == "title":
            parent = node.getparent()
            heads = local(parent.tag) in {"section", "body", "div"} and parent.get("class") is None
            node.tag = f"h{min(depth + 1, _MOST_LEVEL)}" if heads and not is_notes else "p"
        elif name == "section":
            title = next(iter(children(node, "title")), None)
            text = _title(title)
            if text and not is_notes:
                plan.starts[node] = text
            elif not text and _follows_untitled(node) and not is_notes:
                parted.append(node)
        elif name == "a":
            node.set("href", attribute(node, "href"))
        elif name in _NAMES:
            node.tag, kind = _NAMES[name]
            if kind:
                node.set("class", kind)
    for node in parted:
        node.addprevious(etree.Element("hr"))


def _title(node: Node | None) -> str:
    """The lines of a title as one: a number without a name gets its name behind a colon."""
    lines = [clean_line(text_of(child, 2000), 300) for child in node] if node is not None else []
    first_line, *rest = [line for line in lines if line] or [clean_line(text_of(node, 2000), 300)]
    mark = parse_mark(first_line)
    separator = ": " if rest and mark and not mark.title else " "
    return separator.join(filter(None, (first_line, " ".join(rest))))


def _follows_untitled(node: Node) -> bool:
    before = node.getprevious()
    return before is not None and local(before.tag) == "section"


def _metadata(info: Node | None) -> Metadata:
    if info is None:
        return Metadata()
    series = next(iter(children(info, "sequence")), None)
    tags = _field(info, "keywords")
    return Metadata(
        title=_field(info, "book-title"),
        authors=tuple(dict.fromkeys(filter(None, map(_person, children(info, "author"))))),
        language=_field(info, "lang")[:20],
        summary=_field(info, "annotation"),
        categories=tuple(clean_line(text_of(node, 200), 200) for node in children(info, "genre")),
        tags=tuple(tag for part in tags.split(",") if (tag := part.strip())),
        series=clean_line(attribute(series, "name"), 300) if series is not None else "",
        series_number=clean_line(attribute(series, "number"), 20) if series is not None else "",
        published=_field(info, "date")[:100],
    )


def _field(info: Node, name: str) -> str:
    return clean_line(text_of(next(iter(children(info, name)), None), 5000), 5000)


def _person(node: Node) -> str:
    names = [_field(node, name) for name in ("first-name", "middle-name", "last-name")]
    return " ".join(filter(None, names)) or _field(node, "nickname")


def _guesses(metadata: Metadata) -> list[Guess]:
    guesses = []
    if metadata.title:
        guesses.append(Guess("title", metadata.title, 1.0, "the book's own metadata"))
    if metadata.authors:
        authors = ", ".join(metadata.authors)
        guesses.append(Guess("authors", authors, 1.0, "the book's own metadata"))
    return guesses
