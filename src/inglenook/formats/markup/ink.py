"""The text of one block while it is being written: white space, line ends, spans."""

from __future__ import annotations

from inglenook.clean import clean, is_piled
from inglenook.formats.markup.tree import Node
from inglenook.model import Inline, Style

_MOST_OPEN = 24
"""Styles open at once; each block repeats them, so thousands would take time squared."""
_JOINER = "\u2060"
"""A word joiner: it only tells a browser where not to break, and a search must not see it."""


class Ink:
    """Collects text as a browser would set it: runs of white space are one space."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.raw = False
        """Inside ``<pre>``: every space and line end counts."""
        self.fresh = True
        """Nothing stands on this line yet, so white space is dropped."""
        self.due = False
        """White space was read, and is written if anything follows it on its line."""
        self._spans: list[Inline] = []
        self._open: list[tuple[Node, int, Style, str]] = []

    def text(self, text: str) -> None:
        """Add text as it stands in the page."""
        if self.raw:
            self._put(text.replace("\r\n", "\n").replace("\r", "\n"))
            return
        joined = one_line(text)
        if not joined:
            self.due = not self.fresh
            return
        if not self.fresh and (self.due or text[0].isspace()):
            self.parts.append(" ")
            self.length += 1
        self._put(joined)
        self.due = text[-1].isspace()

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)
        self.fresh = False

    def newline(self) -> None:
        """Add a line end."""
        self.parts.append("\n")
        self.length += 1
        self.due, self.fresh = False, True

    def open(self, node: Node, style: Style, target: str = "") -> None:
        """Begin a styled stretch that ends with ``node``."""
        if self.due and not self.fresh:
            self.parts.append(" ")
            self.length += 1
            self.fresh = True
        self.due = False
        if len(self._open) < _MOST_OPEN:
            self._open.append((node, self.length, style, target))

    def close(self, node: Node) -> None:
        """End the styled stretch that began at ``node``, if one did."""
        if self._open and self._open[-1][0] is node:
            self._mark(*self._open.pop()[1:])

    def _mark(self, start: int, style: Style, target: str) -> None:
        if start < self.length:
            self._spans.append(Inline(start, self.length, style, target))

    def around(self, text: str) -> tuple[Inline, ...]:
        """Return the spans of a block that stands whole inside the styles that are open."""
        return tuple(Inline(0, len(text), style, to) for _, _, style, to in self._open)

    def take(self) -> tuple[str, tuple[Inline, ...]]:
        """Return the block's text and spans, safe to show, and begin a new block."""
        if not self.parts:
            self.due, self.fresh = False, True
            return "", ()
        for entry in self._open:
            self._mark(*entry[1:])
        self._open = [(node, 0, style, target) for node, _, style, target in self._open]
        text, spans = "".join(self.parts), self._spans
        self.parts, self._spans, self.length = [], [], 0
        self.due, self.fresh = False, True
        return _cleaned(text, spans, self.raw)


def one_line(text: str) -> str:
    """Return text with each run of white space as one space, and none around it."""
    printable = text.isprintable()  # few are not: to know takes 2 ns a letter, not 10
    if not printable:
        text = text.replace("\n", " ").replace("\xa0", " ").replace(_JOINER, "")
    line = text.strip(" ")
    if "  " in line or not (printable or line.isprintable()):
        line = " ".join(line.split())
    return line


def is_safe(text: str) -> bool:
    """Whether text is clean as it is: printable but for line ends, and without piled marks.

    It takes 1 to 4 ns a letter to know that, and 18 to clean it.
    """
    printable = text.isprintable() or text.replace("\n", "").isprintable()
    return printable and not is_piled(text)


def _cleaned(text: str, spans: list[Inline], raw: bool) -> tuple[str, tuple[Inline, ...]]:
    """Return text safe to show and without outer space, and its spans moved along."""
    safe = text if is_safe(text) else clean(text)
    if safe != text and spans:
        moved = {at: len(clean(text[:at])) for span in spans for at in span[:2]}
        most = len(safe)
        spans = [
            span._replace(start=min(moved[span.start], most), end=min(moved[span.end], most))
            for span in spans
        ]
    bare = safe.strip()
    if not bare:
        return safe, ()
    lead = len(safe) - len(safe.lstrip("\n "))
    if raw:
        lead = safe.rfind("\n", 0, lead) + 1  # the indentation of a first line of <pre> is kept
    end = len(safe.rstrip())
    if not spans:
        return safe[lead:end], ()
    if lead or end < len(safe):
        spans = [
            Inline(max(first - lead, 0), min(last, end) - lead, style, target)
            for first, last, style, target in spans
        ]
    return safe[lead:end], tuple(sorted([span for span in spans if span.start < span.end]))
