"""The package document of a book: what it says of itself, and its parts in reading order."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field

from inglenook.clean import clean, clean_line
from inglenook.formats.archive import Archive
from inglenook.formats.markup.tree import (
    Node,
    attribute,
    children,
    descendants,
    first,
    local,
    parse_html,
    parse_xml,
    text_of,
)
from inglenook.model import Metadata

_TEXT_TYPES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document",
                         "application/x-dtbook+xml", "image/svg+xml"})  # fmt: skip
_TEXT_SUFFIXES = (".xhtml", ".html", ".htm", ".xml", ".svg")
_MOST_FALLBACKS = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One part of the book's manifest."""

    id: str
    path: str
    """As the archive spells it; empty where the archive does not hold it."""
    href: str
    """As the manifest spells it, from the root of the archive."""
    media_type: str
    properties: frozenset[str]
    fallback: str = ""
    linear: bool = True

    @property
    def is_text(self) -> bool:
        """Whether the part is a page of text."""
        return self.media_type in _TEXT_TYPES or (
            not self.media_type and self.href.lower().endswith(_TEXT_SUFFIXES)
        )


@dataclass(slots=True)
class Package:
    """What a package document says."""

    metadata: Metadata = field(default_factory=Metadata)
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[Item] = field(default_factory=list)
    nav: str = ""
    """Path of the navigation page, empty for EPUB 2."""
    ncx: str = ""
    guide: dict[str, str] = field(default_factory=dict)
    """Part path -> its type in EPUB 2's guide: ``cover``, ``toc``, ``text``."""
    producer: str = ""
    notices: list[str] = field(default_factory=list)


def find_package(archive: Archive) -> str | None:
    """Return the path of the package document: container.xml's, or any ``.opf``."""
    container = archive.find("META-INF/container.xml")
    root = parse_xml(archive.read(container)) if container else None
    if root is not None:
        for rootfile in descendants(root, "rootfile"):
            path = archive.find(attribute(rootfile, "full-path"))
            if path:
                return path
    opfs = [name for name in archive.names() if name.lower().endswith(".opf")]
    return min(opfs, key=lambda name: name.count("/")) if opfs else None


def read_package(archive: Archive, path: str) -> Package:
    """Return what the package document at ``path`` says; parts it lacks are noticed."""
    package = Package()
    root = parse_xml(archive.read(path))
    if root is None:
        package.notices.append(f"{path}, the book's list of its parts, cannot be read.")
        return package
    folder = posixpath.dirname(path)
    manifest = first(root, "manifest")
    for node in children(manifest, "item") if manifest is not None else ():
        item = _item(archive, folder, node)
        package.items.setdefault(item.id, item)
        if "nav" in item.properties:
            package.nav = package.nav or item.path
    spine = first(root, "spine")
    if spine is not None:
        package.spine = _spine(package, spine)
        toc = package.items.get(attribute(spine, "toc"))
        package.ncx = toc.path if toc else ""
    package.ncx = package.ncx or next(
        (item.path for item in package.items.values() if "ncx" in item.media_type), ""
    )
    for reference in descendants(root, "reference"):
        target = archive.find(posixpath.join(folder, attribute(reference, "href").split("#")[0]))
        if target:
            package.guide[target] = attribute(reference, "type").lower()
    metadata = first(root, "metadata")
    if metadata is not None:
        package.metadata = _metadata(metadata)
        package.producer = " ".join(
            text_of(node) for node in descendants(metadata, "contributor", "publisher")
        )
    return package


def _item(archive: Archive, folder: str, node: Node) -> Item:
    href = attribute(node, "href")
    remote = re.match(r"[a-z][a-z0-9+.-]*://", href, re.IGNORECASE)
    full = href if remote else posixpath.join(folder, href.split("#")[0])
    return Item(
        id=attribute(node, "id"),
        path=("" if remote else archive.find(full)) or "",
        href=full,
        media_type=attribute(node, "media-type").strip().lower(),
        properties=frozenset(attribute(node, "properties").split()),
        fallback=attribute(node, "fallback"),
    )


def _spine(package: Package, spine: Node) -> list[Item]:
    found: list[Item] = []
    seen: set[str] = set()
    for reference in children(spine, "itemref"):
        item = package.items.get(attribute(reference, "idref"))
        if item is None:
            missing = attribute(reference, "idref")
            package.notices.append(f"The reading order names an unlisted part: {missing}.")
            continue
        for _ in range(_MOST_FALLBACKS):
            if item.is_text or item.fallback not in package.items:
                break
            item = package.items[item.fallback]
        if not item.path:
            package.notices.append(f"The book does not hold {item.href}, which it names.")
        elif item.path not in seen:
            seen.add(item.path)
            found.append(item)
    return found


def _metadata(root: Node) -> Metadata:
    refined = _refinements(root)
    dc: dict[str, list[_Value]] = {name: [] for name in _DUBLIN_CORE}
    for node in root.iter():
        name = local(node.tag)
        text = clean_line(text_of(node)) if name in dc else ""
        if text:
            dc[name].append((node, text))
    series, number = _series(root, refined)
    urls = [text for _, text in dc["source"] + dc["identifier"] if text.startswith("http")]
    description = dc["description"][0][1] if dc["description"] else ""
    other = tuple(
        (name, text)
        for name in ("publisher", "contributor", "rights")
        for _, text in dc[name]
        if text
    )
    return Metadata(
        title=_title(dc["title"], refined),
        authors=_authors(dc["creator"], refined),
        language=dc["language"][0][1] if dc["language"] else "",
        summary=plain(description),
        tags=tuple(dict.fromkeys(html.unescape(text) for _, text in dc["subject"])),
        series=series,
        series_number=number,
        published=_date(dc["date"], {"publication", "original-publication", ""}),
        updated=_date(dc["date"], {"modification"}),
        source_url=next(iter(urls), ""),
        other=other,
    )


_Value = tuple[Node, str]
_DUBLIN_CORE = ("title", "creator", "subject", "language", "description", "source", "date",
                "identifier", "publisher", "rights", "contributor")  # fmt: skip


def _refinements(root: Node) -> dict[tuple[str, str], list[str]]:
    """(id, property) -> values of EPUB 3's ``<meta refines>``."""
    found: dict[tuple[str, str], list[str]] = {}
    for node in descendants(root, "meta"):
        target = attribute(node, "refines").lstrip("#")
        if target:
            key = (target, attribute(node, "property"))
            found.setdefault(key, []).append(clean_line(text_of(node)))
    return found


_Refined = dict[tuple[str, str], list[str]]


def _about(node: Node, name: str, refined: _Refined) -> list[str]:
    return refined.get((attribute(node, "id"), name), [])


def _title(values: list[_Value], refined: _Refined) -> str:
    for node, text in values:
        if "main" in _about(node, "title-type", refined):
            return text
    for node, text in values:
        if not {"subtitle", "short", "collection", "edition", "extended"}.intersection(
            _about(node, "title-type", refined)
        ):
            return text
    return values[0][1] if values else ""


_SEVERAL = re.compile(r"\s*;\s*|\s+&\s+")


def _authors(values: list[_Value], refined: _Refined) -> tuple[str, ...]:
    ranked: list[tuple[int, int, str]] = []
    others: list[str] = []
    for place, (node, text) in enumerate(values):
        roles = _about(node, "role", refined) or [attribute(node, "role")]
        order = next(iter(_about(node, "display-seq", refined)), "")
        sequence = int(order) if order[:6].isdigit() else place + 1
        names = [name for name in _SEVERAL.split(text) if name]
        if set(roles) & {"aut", "", "dto", "cre", "author"}:
            ranked.extend((sequence, place, name) for name in names)
        else:
            others.extend(names)
    found = [name for _, _, name in sorted(ranked, key=lambda entry: entry[:2])] or others
    unknown = {"unknown", "unknown author", "[unknown]"}
    return tuple(dict.fromkeys(name for name in found if name.casefold() not in unknown))


def _series(root: Node, refined: _Refined) -> tuple[str, str]:
    named = {
        attribute(node, "name"): clean_line(attribute(node, "content"))
        for node in descendants(root, "meta")
        if attribute(node, "name")
    }
    if named.get("calibre:series"):
        return named["calibre:series"], _number(named.get("calibre:series_index", ""))
    for node in descendants(root, "meta"):
        if attribute(node, "property") != "belongs-to-collection":
            continue
        if "set" in _about(node, "collection-type", refined):
            continue  # a list the book stands on, such as "100 Books of the Century"
        number = next(iter(_about(node, "group-position", refined)), "")
        return clean_line(text_of(node)), _number(number)
    return "", ""


def _number(text: str) -> str:
    return text[:-2] if text.endswith(".0") else text.removesuffix(".00")


def _date(values: list[_Value], events: set[str]) -> str:
    for node, text in values:
        if attribute(node, "event").lower() in events:
            return text.split("T")[0]
    return ""


def plain(markup: str) -> str:
    """Return a description as text: many books put escaped HTML there."""
    if "<" not in markup:
        return clean(html.unescape(markup)) if "&" in markup else markup
    return clean_line(text_of(parse_html(re.sub(r"(?i)</p>|<br ?/?>", r"\g<0> ", markup))))
