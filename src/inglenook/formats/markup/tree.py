"""Bytes or text become an lxml tree, with nothing lost and nothing fetched.

Three ways, surest first: the XML parser for XHTML (no DTD, no entities, no network), the
HTML parser for what is not well-formed, and :mod:`.salvage` for what either would cut
short without a word: libxml2 drops text nested more than 2,048 deep (256 without
``huge_tree``) and needs 12 seconds for a tag with 100,000 attributes.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from inglenook.formats.encoding import decode
from inglenook.formats.markup.salvage import salvage

Node = Any
"""An lxml element. lxml ships no types; every value read off one is typed where it is used."""

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});?|&(?!#)")
_KEPT = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DOCTYPE = re.compile(
    r"<!DOCTYPE(?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*')*(?:\[.{0,65536}?\]\s*)?>",
    re.IGNORECASE | re.DOTALL,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,200}\?>\s*")
_SELF_CLOSED = re.compile(
    r"<((?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[A-Za-z]"
    r"[\w:]{0,30})((?:\s[^<>]{0,2000})?)/>",
    re.IGNORECASE,
)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{20000}")
_MANY_ATTRIBUTES = re.compile(
    r"(?:\s++[^\s=<>\"'/]{1,60}+=(?:\"[^\"]{0,300}+\"|'[^']{0,300}+')){400}"
)
_DECLARED = re.compile(rb"^[^<]{0,8}<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.-]{1,40})")
_UTF8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_OTHER_ENTITY = re.compile(rb"&(?!#|amp;|lt;|gt;|quot;|apos;)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def parse_html(text: str) -> Node:
    """Return the root of an HTML page or fragment, however broken or hostile."""
    from lxml import etree  # 26 ms, and a shelf of plain text never needs it

    text = text.replace("\x00", "\ufffd")
    if not text.strip():
        return salvage("")
    if is_hostile(text):
        return salvage(text)
    text = _SELF_CLOSED.sub(r"<\1\2></\1>", _XML_DECLARATION.sub("", text, count=1))
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return salvage(text)
    if root is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        return salvage(text)
    return root


def is_hostile(text: str) -> bool:
    """Whether a tag has so many attributes that libxml2's quadratic check would take seconds."""
    if text.count("=") < 2000 and len(text) < 20000:
        return False
    if _LONG_TAG.search(text):
        return True
    return text.count("=") >= 2000 and bool(_MANY_ATTRIBUTES.search(text))


def parse_xhtml(data: bytes) -> Node:
    """Return the root of an XHTML file, read as HTML where it is not well-formed."""
    root = _plain_xml(data)
    if root is not None and local(root.tag) in _ROOTS:
        return root
    text = decode(data).text
    well_formed = parse_xml_text(text)
    if well_formed is not None and local(well_formed.tag) in _ROOTS:
        return well_formed
    return parse_html(text)


def _plain_xml(data: bytes) -> Node | None:
    """Return the root of well-formed UTF-8 without a DTD of its own; it is 5 times as fast."""
    from lxml import etree  # see parse_html

    head = data[:2000]
    declared = _DECLARED.search(head)
    if declared and declared.group(1).lower() not in _UTF8:
        return None
    if b"\x00" in head or b"<!ENTITY" in data or _OTHER_ENTITY.search(data):
        return None
    try:
        return etree.fromstring(data, _xml_parser(recover=False))
    except (etree.LxmlError, ValueError):
        return None


_MOST_PARTS = 2000
_ROOTS = frozenset({"html", "svg", "body", "section", "div", "ncx", "package"})


def parse_xml(data: bytes) -> Node | None:
    """Return the root of an XML file, mended where that can be done; None where not."""
    from lxml import etree  # see parse_html

    text = decode(data).text
    root = parse_xml_text(text)
    if root is not None:
        return root
    parser = _xml_parser(recover=True)
    try:
        root = etree.fromstring(_prepared(text), parser)
    except (etree.LxmlError, ValueError):
        return None
    return root


def parse_xml_text(text: str) -> Node | None:
    """Return the root of well-formed XML text, else None."""
    from lxml import etree  # see parse_html

    try:
        return etree.fromstring(_prepared(text), _xml_parser(recover=False))
    except (etree.LxmlError, ValueError):
        return None


def _prepared(text: str) -> bytes:
    """``text`` without its XML declaration, DTD and named entities, as UTF-8."""
    text = _XML_DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    if "<!DOCTYPE" in text[:100_000] or "<!doctype" in text[:100_000]:
        text = _DOCTYPE.sub("", text, count=1)
    if "&" in text:
        text = _ENTITY.sub(_character, text)
    return _CONTROL.sub("\ufffd", text).encode("utf-8", "replace")


def _character(match: re.Match[str]) -> str:
    name = match.group(1)
    if name in _KEPT and match.group().endswith(";"):
        return match.group()
    char = html.entities.html5.get(f"{name};") if name else None
    if char is None or not match.group().endswith(";"):
        return "&amp;" + match.group()[1:]
    return char.replace("&", "&amp;").replace("<", "&lt;")


def _xml_parser(*, recover: bool) -> Any:
    from lxml import etree  # see parse_html

    return etree.XMLParser(
        recover=recover,
        huge_tree=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )


@lru_cache(maxsize=4096)
def local(tag: object) -> str:
    """Return a tag's or attribute's name without its namespace, in lower case."""
    if not isinstance(tag, str):
        return ""  # a comment's or instruction's "tag" is a function
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def children(node: Node, *names: str) -> list[Node]:
    """Return the child elements of ``node`` with one of these local names."""
    return [child for child in node if local(child.tag) in names]


def descendants(node: Node, *names: str) -> list[Node]:
    """Return all elements under ``node`` with one of these local names, in order."""
    return [found for found in node.iter() if local(found.tag) in names]


@lru_cache(maxsize=256)
def _patterns(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("{*}" + name for name in names)


def tagged(node: Node, *names: str) -> Iterator[Node]:
    """The elements of a page under ``node``, itself included, by names in lower case, in order.

    libxml2 looks for them, 20 times as fast as :func:`descendants`, which forgives any
    spelling and is for the small files of a book.
    """
    found: Iterator[Node] = node.iter(*_patterns(names))
    return found


@lru_cache(maxsize=64)
def _path(path: str) -> Callable[..., list[Node]]:
    from lxml import etree  # see parse_html

    compiled: Callable[..., list[Node]] = etree.XPath(path)
    return compiled


def with_attributes(node: Node, *names: str) -> list[Node]:
    """Return the elements under ``node``, itself included, that have one of these attributes."""
    wanted = " or ".join("@" + name for name in names)
    return _path(f"descendant-or-self::*[{wanted}]")(node)


def names_in(root: Node) -> frozenset[str]:
    """Return all ids and class names of a page, these in lower case: a quick look at its make."""
    ids, classes = _path("//@id")(root), set(_path("//@class")(root))
    return frozenset(ids) | {word for value in classes for word in value.lower().split()}


def by_id(root: Node, name: str) -> Node | None:
    """Return the first element with this id."""
    found = _path("descendant-or-self::*[@id = $name]")(root, name=name)
    return found[0] if found else None


def first(node: Node, *names: str) -> Node | None:
    """Return the first element under ``node`` with one of these local names."""
    return next((found for found in node.iter() if local(found.tag) in names), None)


def attribute(node: Node, name: str) -> str:
    """Return an attribute by its local name, whatever its namespace; empty where absent."""
    value = node.get(name)
    if value is None:
        for key, found in node.attrib.items():
            if local(key) == name:
                value = found
                break
    return str(value or "")


def text_of(node: Node | None, most: int = 0) -> str:
    """Return the text under ``node`` on one line; a ``<br>`` is a space.

    Args:
        node: an element, or None for no text.
        most: stop after about so many characters; 0 for all. Reading a whole subtree for each
            of many nested elements would take time squared.
    """
    if node is None:
        return ""
    if not most:
        return " ".join("".join(_texts(node)).split())
    return " ".join(_beginning(_texts(node), most).split())


def raw_text_of(node: Node, most: int) -> str:
    """Return the text under ``node`` as it stands, in half the time of :func:`text_of`."""
    return _beginning(node.itertext(), most)


def _beginning(texts: Iterator[str], most: int) -> str:
    parts: list[str] = []
    for text in texts:
        parts.append(text[:most])
        most -= len(text.strip())
        if most < 0 or len(parts) > _MOST_PARTS:
            break
    return "".join(parts)


def _texts(node: Node) -> Iterator[str]:
    if not len(node) or next(tagged(node, "br"), None) is None:
        texts: Iterator[str] = node.itertext()
        return texts
    return _parted_texts(node)


def _parted_texts(node: Node) -> Iterator[str]:
    from lxml import etree  # see parse_html

    for event, found in etree.iterwalk(node, events=("start", "end")):
        if event == "start":
            yield (" " if local(found.tag) == "br" else "") + (found.text or "")
        elif found is not node and found.tail:
            yield found.tail
