"""The table of contents of a book: EPUB 3's navigation page, or EPUB 2's NCX."""

from __future__ import annotations

import posixpath
from typing import NamedTuple
from urllib.parse import unquote

from inglenook.clean import clean_line
from inglenook.formats.archive import Archive
from inglenook.formats.epub.package import Package
from inglenook.formats.markup.tree import (
    Node,
    attribute,
    descendants,
    first,
    local,
    parse_xhtml,
    parse_xml,
    text_of,
)


class Entry(NamedTuple):
    """One line of the contents."""

    title: str
    path: str
    """The part it leads to, as the archive spells it; empty where the book lacks it."""
    anchor: str
    href: str
    """As written, for messages."""


def read_contents(archive: Archive, package: Package) -> tuple[list[Entry], list[str]]:
    """Return the contents of a book, and what is wrong with them."""
    notices: list[str] = []
    for path, reader in ((package.nav, _from_nav), (package.ncx, _from_ncx)):
        if not path:
            continue
        entries = reader(archive, path)
        missing = [entry for entry in entries if not entry.path and entry.href]
        notices.extend(
            f"The contents name {clean_line(entry.href, 120)}, which the book does not hold."
            for entry in missing[:5]
        )
        found = [entry for entry in entries if entry.path]
        if found:
            return found, notices
    return [], notices


def _from_nav(archive: Archive, path: str) -> list[Entry]:
    root = parse_xhtml(archive.read(path))
    navs = descendants(root, "nav")
    nav = next((nav for nav in navs if "toc" in attribute(nav, "type").split()), None)
    if nav is None:
        nav = next((nav for nav in navs if attribute(nav, "role") == "doc-toc"), None)
    if nav is None:
        plain = [nav for nav in navs if not attribute(nav, "type")]
        nav = plain[0] if plain else None
    if nav is None:
        return []
    return [
        _entry(archive, path, _label(link), attribute(link, "href"))
        for link in descendants(nav, "a")
        if attribute(link, "href")
    ]


def _label(link: Node) -> str:
    text = text_of(link)
    if text:
        return text
    images = descendants(link, "img")
    return attribute(images[0], "alt") if images else attribute(link, "title")


def _from_ncx(archive: Archive, path: str) -> list[Entry]:
    root = parse_xml(archive.read(path))
    navigation = first(root, "navmap") if root is not None else None
    if navigation is None:
        return []
    entries: list[Entry] = []
    for point in descendants(navigation, "navpoint"):
        label = next((node for node in point if local(node.tag) == "navlabel"), None)
        content = next((node for node in point if local(node.tag) == "content"), None)
        if content is not None:
            entries.append(_entry(archive, path, text_of(label), attribute(content, "src")))
    return entries


def _entry(archive: Archive, base: str, title: str, href: str) -> Entry:
    part, _, anchor = href.partition("#")
    target = posixpath.join(posixpath.dirname(base), part) if part else base
    return Entry(clean_line(title, 300), archive.find(target) or "", unquote(anchor), href)
