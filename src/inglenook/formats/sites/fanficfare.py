"""Books and pages made by FanFicFare: a title page of ``<b>Label:</b> value`` and chapters."""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.clean import clean_line
from inglenook.formats.labels import Label, field_of, typed
from inglenook.formats.markup.tree import Node, attribute, local, tagged, text_of
from inglenook.formats.sites.reading import Reading, classes, line, with_class
from inglenook.model import Guess, Metadata, Role

_BY = re.compile(r"(?P<title>.+?)\s+by\s+(?P<author>.+)", re.DOTALL)
_NEW = re.compile(r"\(new\)\s+", re.IGNORECASE)
_KNOWN_SITES = (
    (re.compile(r"archiveofourown\.org/works/(\d+)"), "https://archiveofourown.org/works/{}"),
    (re.compile(r"fanfiction\.net/s/(\d+)"), "https://www.fanfiction.net/s/{}"),
)
_QUERY_ID = re.compile(r"[?&/](?:sid|story|storyid|id|s|works)[=/](\d{1,12})", re.IGNORECASE)
_UID = re.compile(r"fanficfare-uid:.*-s(\d+)$")


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
    metadata = typed(labels, downloaded=True)
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


def identity(address: str, uid: str = "") -> tuple[str, str]:
    """Return the address of a story in its plain form, and its number there."""
    for pattern, form in _KNOWN_SITES:
        match = pattern.search(address)
        if match:
            return form.format(match.group(1)), match.group(1)
    match = _UID.match(uid) or _QUERY_ID.search(address)
    return address, match.group(1) if match else ""


def _label(node: Node) -> Label | None:
    text = line(node)
    if not text.endswith(":"):
        return None
    label = text.rstrip(": ")
    name = field_of(label) or label.casefold()
    parent = node.getparent()
    if parent is not None and local(parent.tag) in {"td", "th"}:
        value = line(parent.getnext(), 0)
    else:
        value = clean_line(_following(node))
    return Label(name, label, value) if value else None


def _following(node: Node) -> str:
    """The text behind a label up to the next label or line end."""
    parts = [node.tail or ""]
    following = node.getnext()
    while following is not None and local(following.tag) not in {"b", "strong", "br"}:
        parts.append(text_of(following))
        parts.append(following.tail or "")
        following = following.getnext()
    return " ".join(parts)


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
