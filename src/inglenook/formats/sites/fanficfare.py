"""Books and pages made by FanFicFare: a title page of ``<b>Label:</b> value`` and chapters."""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.clean import clean_line
from inglenook.formats.addresses import identity
from inglenook.formats.labels import Label, field_of, typed
from inglenook.formats.markup.tree import Node, attribute, local, tagged, text_of
from inglenook.formats.markup.walk import Walker
from inglenook.formats.sites.reading import Reading, classes, line, with_class
from inglenook.model import Guess, Metadata, Role

_BY = re.compile(r"(?P<title>.+?)\s+by\s+(?P<author>.+)", re.DOTALL)
_NEW = re.compile(r"\(new\)\s+", re.IGNORECASE)


def is_page(root: Node) -> bool:
    """Whether a page is FanFicFare's: a heading ``Title by Author``, labels, a contents list."""
    anchors = [attribute(node, "name") for node in tagged(root, "a")]
    return "TOCTOP" in anchors or any(name.startswith("section0001") for name in anchors)


def is_title_page(root: Node) -> bool:
    """Whether a part of a book is FanFicFare's title page."""
    return next(with_class(root, "fff_titlepage"), None) is not None


def chapter_title(title: str) -> str:
    """Return a chapter's title without FanFicFare's mark of a new chapter."""
    return _NEW.sub("", title, count=1) if title.lower().startswith("(new)") else title


def read_title_page(root: Node) -> Metadata:
    """Return the labels of a title page, typed."""
    labels = [label for node in tagged(root, "b", "strong") if (label := _label(node))]
    metadata = typed(_with_addresses(root, labels), downloaded=True)
    heading = next(tagged(root, "h1", "h2", "h3"), None)
    title, authors, url = _heading(heading)
    found = dict.fromkeys(label.field for label in labels)
    address = metadata.source_url if "source_url" in found else url
    source, number = identity(address)
    return replace(
        metadata,
        title=title or metadata.title,
        authors=authors or metadata.authors,
        source_url=source,
        work_id=number,
    )


def _with_addresses(root: Node, labels: list[Label]) -> list[Label]:
    """Labels, and the addresses that stand behind the names as links: the text files list them."""
    found: list[Label] = []
    for label in labels:
        found.append(label)
        if label.field == "series":
            place = next((n for n in tagged(root, "b", "strong") if line(n) == "Series:"), None)
            found.extend(_links("Series URL", _value_links(place)))
    return found + _links("Author URL", list(with_class(root, "authorlink")))


def _links(label: str, links: list[Node]) -> list[Label]:
    addresses = ", ".join(filter(None, (clean_line(attribute(a, "href")) for a in links)))
    return [Label(label.casefold(), label, addresses)] if addresses else []


def _value_links(label: Node | None) -> list[Node]:
    """The links that follow a label, in its line or in the next cell."""
    if label is None:
        return []
    parent = label.getparent()
    if parent is not None and local(parent.tag) in {"td", "th"}:
        cell = parent.getnext()
        return list(tagged(cell, "a")) if cell is not None else []
    following = label.getnext()
    return [following] if following is not None and local(following.tag) == "a" else []


def _label(node: Node) -> Label | None:
    text = line(node)
    if not text.endswith(":"):
        return None
    label = text.rstrip(": ")
    name = field_of(label) or label.casefold()
    parent = node.getparent()
    if parent is not None and local(parent.tag) in {"td", "th"}:
        cell = parent.getnext()
        value = _paragraphs([cell], line(cell, 0)) if cell is not None else ""
    else:
        value = _paragraphs(_behind(node), clean_line(_following(node)))
    return Label(name, label, value) if value else None


def _behind(label: Node) -> list[Node]:
    """The elements behind a label up to the next label or line end."""
    found: list[Node] = []
    following = label.getnext()
    while following is not None and local(following.tag) not in {"b", "strong", "br"}:
        found.append(following)
        following = following.getnext()
    return found


def _following(label: Node) -> str:
    """The text behind a label up to the next label or line end."""
    parts = [label.tail or ""]
    for following in _behind(label):
        parts.extend((text_of(following), following.tail or ""))
    return " ".join(parts)


def _paragraphs(nodes: list[Node], text: str) -> str:
    """The text of a value, with its paragraphs on lines of their own if they are all of it."""
    parts = [clean_line(piece.text) for node in nodes for piece in Walker().walk(node)]
    return "\n".join(parts) if " ".join(parts) == text else text


def _heading(heading: Node | None) -> tuple[str, tuple[str, ...], str]:
    if heading is None:
        return "", (), ""
    anchors = list(tagged(heading, "a"))
    authors = tuple(line(a) for a in anchors if "authorlink" in classes(a))
    others = [a for a in anchors if "authorlink" not in classes(a)]
    match = _BY.fullmatch(line(heading))
    title = line(others[0]) if others else match.group("title") if match else line(heading)
    if not authors and match:
        authors = (match.group("author"),)
    return title, authors, clean_line(attribute(others[0], "href")) if others else ""


def read_page(root: Node) -> Reading:
    """Read a page; its chapters are those of its contents list."""
    reading = Reading(read_title_page(root))
    for node in tagged(root, "table"):
        if "full" in classes(node):
            reading.roles[node] = Role.FRONT
            break
    heading = next(tagged(root, "h1"), None)
    if heading is not None:
        reading.roles[heading] = Role.TITLE
    titles = {
        attribute(node, "href").lstrip("#"): chapter_title(line(node, 300))
        for node in tagged(root, "a")
        if attribute(node, "href").startswith("#section")
    }
    for node in tagged(root, "a"):
        name = attribute(node, "name")
        if name in titles:
            reading.starts[node] = titles.pop(name)
        elif attribute(node, "href").startswith("#section"):
            reading.roles[node.getparent()] = Role.FRONT
    reading.guesses = guesses_for(reading.metadata)
    return reading


def guesses_for(metadata: Metadata) -> list[Guess]:
    """A title page FanFicFare wrote is as sure as anything."""
    authors = ", ".join(metadata.authors)
    return [
        Guess("title", metadata.title, 1.0, "FanFicFare's title page"),
        Guess("authors", authors, 1.0, "FanFicFare's title page"),
    ]
