"""A tokenizer of our own, for pages that would break or slow down the HTML parser.

It knows no more of HTML than it takes to keep every word in its paragraph: tags nested
deeper than :data:`DEEPEST` are left out while their text stays, and a tag keeps its first
:data:`MOST_ATTRIBUTES` attributes. It reads each character once or twice, whatever the page.
"""

from __future__ import annotations

import html
import re
from typing import Any

from inglenook.clean import clean

DEEPEST = 200
MOST_ATTRIBUTES = 32

_NAME = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})(?=[\s/>]|$)")
_ATTRIBUTE = re.compile(
    r"([A-Za-z][\w:-]{0,30})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_END_OR_QUOTE = re.compile("[>\"']")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_RAW_END = re.compile(r"</(?:script|style|template)\b", re.IGNORECASE)
_RAW = frozenset({"script", "style", "template"})
_PARTS_TEXT = frozenset(
    [
        "p",
        "div",
        "li",
        "tr",
        "blockquote",
        "section",
        "article",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "pre",
        "dd",
        "dt",
        "hr",
    ]
)


def salvage(text: str) -> Any:
    """Return a tree that holds every word of an HTML text, at most :data:`DEEPEST` deep."""
    from lxml import etree  # 26 ms; see tree.py

    builder = etree.TreeBuilder()
    builder.start("html", {})
    builder.start("body", {})
    _Salvage(builder).feed(text)
    builder.end("body")
    builder.end("html")
    return builder.close()


class _Salvage:
    def __init__(self, builder: Any) -> None:
        self.builder = builder
        self.open: list[str] = []
        self.dropped = 0
        self.missing: set[str] = set()

    def feed(self, text: str) -> None:
        at = 0
        while at < len(text):
            start = text.find("<", at)
            if start < 0:
                start = len(text)
            if start > at:
                self._text(text[at:start])
            at = self._markup(text, start) if start < len(text) else start
        while self.open:
            self.builder.end(self.open.pop())

    def _text(self, text: str) -> None:
        self.builder.data(clean(html.unescape(text).replace("\r", "\n")))

    def _markup(self, text: str, start: int) -> int:
        """Deal with what the ``<`` at ``start`` begins; return where to go on."""
        if text.startswith("<!--", start):
            end = text.find("-->", start)
            return end + 3 if end >= 0 else len(text)
        if text.startswith(("<!", "<?"), start):
            end = text.find(">", start)
            return end + 1 if end >= 0 else len(text)
        match = _NAME.match(text, start + 1)
        if not match:
            self._text("<")
            return start + 1
        end = self._end_of_tag(text, match.end())
        name = match.group(1).lower()
        if text[start + 1] == "/":
            self._close(name)
        else:
            self._open(name, text[match.end() : min(end, match.end() + 20000)])
        if name in _RAW and text[start + 1] != "/":
            return self._end_of_raw(text, end)
        return end

    def _end_of_raw(self, text: str, at: int) -> int:
        """Where a script ends; scripts that never end are text, and looked for once only."""
        if "raw" in self.missing:
            return at
        match = _RAW_END.search(text, at)
        if match:
            return match.start()
        self.missing.add("raw")
        return at

    def _end_of_tag(self, text: str, at: int) -> int:
        while match := _END_OR_QUOTE.search(text, at):
            char = match.group()
            if char == ">":
                return match.end()
            at = match.end()
            if text[match.start() - 1] != "=" or char in self.missing:
                continue
            close = text.find(char, at)
            if close < 0:
                self.missing.add(char)  # none left: never look again, so the time stays linear
            else:
                at = close + 1
        return len(text)

    def _open(self, name: str, rest: str) -> None:
        if name in _RAW:
            return
        if len(self.open) >= DEEPEST and name not in _VOID:
            self.dropped += 1
            if name in _PARTS_TEXT:
                self._break()
            return
        if name == "p" and "p" in self.open[-3:]:
            self._close("p")
        attributes: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(rest):
            value = next(filter(None, found.groups()[1:]), "")
            attributes.setdefault(found.group(1).lower().replace(":", "-"), clean(value[:4000]))
            if len(attributes) >= MOST_ATTRIBUTES:
                break
        self.builder.start(name, attributes)
        if name in _VOID or rest.rstrip(">").endswith("/"):
            self.builder.end(name)
        else:
            self.open.append(name)

    def _break(self) -> None:
        for _ in range(2):
            self.builder.start("br", {})
            self.builder.end("br")

    def _close(self, name: str) -> None:
        if self.dropped and name not in _VOID:
            self.dropped -= 1
            if name in _PARTS_TEXT:
                self._break()
            return
        if name in self.open:
            while self.open:
                closed = self.open.pop()
                self.builder.end(closed)
                if closed == name:
                    break
