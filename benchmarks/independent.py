"""The words of a file by another way than Inglenook's, and what a bare parse of it costs.

Nothing of Inglenook is used here: libxml2 by itself for pages, the spine of the package for
books, the text between its markers for Gutenberg's text files. What both ways find must agree.
"""

from __future__ import annotations

import io
import posixpath
import re
import time
import zipfile
from collections import Counter
from urllib.parse import unquote

from lxml import etree, html

_NO_TEXT = ("script", "style", "head", "noscript", "template", "title", "iframe", "object")
_PAGES = (".xhtml", ".html", ".htm", ".xml")


def words_of(data: bytes, suffix: str) -> Counter[str]:
    """Return how often each word, a run of letters and digits, stands in a file."""
    if data.startswith(b"PK"):
        return Counter(word for page in _spine(data) for word in _page_words(page))
    if suffix in _PAGES:
        return Counter(_page_words(data))
    return Counter(words(_decoded(data)))


def words(text: str) -> list[str]:
    """Return the runs of letters and digits in a text, those without width left out."""
    return re.findall(r"[^\W_]+", re.sub("[\u00ad\u200b\u2060\ufeff]", "", text))


def _decoded(data: bytes) -> str:
    for codec in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return ""


def _page_words(data: bytes) -> list[str]:
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        root = html.document_fromstring(_decoded(data).encode() or b"<p/>", parser=_parser())
    body = next(root.iter("{*}body"), root)
    texts: list[str] = []
    events = etree.iterwalk(body, events=("start", "end", "comment"))
    for event, node in events:
        if event == "comment":
            texts.append(node.tail or "")
            continue
        name = etree.QName(node).localname.lower()
        if event == "start":
            texts.append("" if name in _INLINE else " ")
            if name in _NO_TEXT:
                events.skip_subtree()
            else:
                texts.append(node.text or "")
        elif node is not body:
            texts.extend(("" if name in _INLINE else " ", node.tail or ""))
    return words("".join(texts))


_INLINE = frozenset(
    ["a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
     "ins", "kbd", "mark", "q", "rb", "ruby", "s", "small", "span", "strike", "strong", "sub",
     "sup", "time", "tt", "u", "var", "wbr"]
)  # fmt: skip


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", huge_tree=True)


def _spine(data: bytes) -> list[bytes]:
    """The pages of a book in reading order; none where its package cannot be read."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = {name.casefold(): name for name in book.namelist()}
        opf = next(name for name in book.namelist() if name.endswith(".opf"))
        package = etree.fromstring(book.read(opf))
        hrefs = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
        folder = posixpath.dirname(opf)
        pages = []
        for reference in package.iter("{*}itemref"):
            path = posixpath.normpath(
                posixpath.join(folder, unquote(hrefs[reference.get("idref")]))
            )
            if path.casefold() in names:
                pages.append(book.read(names[path.casefold()]))
    return pages


def bare_parse_seconds(data: bytes, suffix: str) -> float:
    """Return what libxml2 takes for the pages of a file, unpacked; 0 for what is no markup."""
    if data.startswith(b"PK"):
        started = time.process_time()
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            for name in book.namelist():
                if name.endswith(_PAGES[:3]):
                    etree.fromstring(book.read(name), etree.XMLParser(recover=True))
        return time.process_time() - started
    if suffix not in _PAGES:
        return 0.0
    started = time.process_time()
    html.document_fromstring(data)
    return time.process_time() - started


def agreement(ours: Counter[str], theirs: Counter[str]) -> float:
    """Return 1 less the share of words that only one side has; 0.99 is within one in a hundred."""
    total = max(sum(theirs.values()), 1)
    return 1.0 - max(sum((theirs - ours).values()), sum((ours - theirs).values())) / total
