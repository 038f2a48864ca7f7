"""One walk over an lxml tree turns it into pieces: blocks with kinds, spans and roles.

The walk is iterative (the tree may be 2,000 deep), touches each element once, and keeps all
text except scripts, styles and printed page numbers. What an element means stands in two
tables: :data:`_INLINE` for styles, :data:`_STARTS` for elements that part blocks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from inglenook.clean import clean, clean_line
from inglenook.formats.breaks import is_scene_break
from inglenook.formats.markup.breaks import SCENE_RUN, parted
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.markup.tables import table_text
from inglenook.formats.markup.traits import NOTHING, traits
from inglenook.formats.markup.tree import Node, local
from inglenook.model import Inline, Kind, Role, Style

_INLINE = {
    "em": Style.EMPHASIS, "i": Style.EMPHASIS, "cite": Style.EMPHASIS, "dfn": Style.EMPHASIS,
    "var": Style.EMPHASIS, "u": Style.EMPHASIS, "ins": Style.EMPHASIS,
    "b": Style.STRONG, "strong": Style.STRONG,
}  # fmt: skip
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_IMAGE_NAME = re.compile(r"[\w%. /-]{0,80}\.(?:jpe?g|png|gif|svg|webp|bmp)|image|img|cover", re.I)
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)


class _Frame(NamedTuple):
    """What held before an element changed it; put back at its end."""

    node: Node
    kind: Kind
    role: Role
    level: int
    by_line: bool
    raw: bool


class Walker:
    """Walks one tree; :meth:`walk` returns its pieces.

    Args:
        roles: elements whose text has a role that a site's reader knows.
        starts: elements at which a chapter begins, with its title.
    """

    def __init__(
        self, roles: Mapping[Node, Role] | None = None, starts: Mapping[Node, str] | None = None
    ) -> None:
        self.pieces: list[Piece] = []
        self._roles = roles or {}
        self._starts = starts or {}
        self._parts: list[str] = []
        self._length = 0
        self._space = False
        self._fresh = True  # nothing on this line yet, so white space is dropped
        self._spans: list[Inline] = []
        self._open: list[list[object]] = []
        self._frames: list[_Frame] = []
        self._kind, self._role, self._level = Kind.PARAGRAPH, Role.BODY, 0
        self._by_line = self._raw = False
        self._ids: list[str] = []
        self._gap = 0
        self._start: str | None = None
        self._prefix = ""
        self._counters: list[int] = []

    def walk(self, root: Node) -> list[Piece]:
        """Return the pieces of the tree under ``root``, in order."""
        from lxml import etree  # 26 ms; see tree.py

        events = etree.iterwalk(root, events=("start", "end"))
        for event, node in events:
            tag = node.tag
            if event == "start":
                start = _START_OF.get(tag) or _learn(tag)
                if start(self, node):
                    events.skip_subtree()
                elif node.text:
                    self._text(node.text)
            else:
                if self._open and self._open[-1][0] is node:
                    self._close_inline()
                end = _END_OF.get(tag)
                if end is not None:
                    end(self, node)
                if self._frames and self._frames[-1].node is node:
                    self._leave()
                if node.tail and node is not root:
                    self._text(node.tail)
        self._flush()
        if self._ids and self.pieces:
            self.pieces[-1].ids += tuple(self._ids)
        return self.pieces

    # text

    def _text(self, text: str) -> None:
        if self._raw:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            self._parts.append(text)
            self._length += len(text)
            self._fresh = False
            return
        words = text.split()
        if not words:
            self._space = not self._fresh
            return
        if not self._fresh and (self._space or text[0].isspace()):
            self._parts.append(" ")
            self._length += 1
        chunk = " ".join(words)
        self._parts.append(chunk)
        self._length += len(chunk)
        self._fresh = False
        self._space = text[-1].isspace()

    def _settle(self) -> None:
        """Write the space that is due before a span begins."""
        if self._space and not self._fresh:
            self._parts.append(" ")
            self._length += 1
            self._fresh = True
        self._space = False

    def _newline(self) -> None:
        self._parts.append("\n")
        self._length += 1
        self._space, self._fresh = False, True

    def _flush(self) -> None:
        """Make a piece of the text so far, if there is any."""
        if not self._parts:
            self._space, self._fresh = False, True
            return
        for entry in self._open:
            self._span(entry)
            entry[1] = 0
        text, spans = _cleaned("".join(self._parts), self._spans)
        self._parts, self._spans, self._length = [], [], 0
        self._space, self._fresh = False, True
        bare = text.strip()
        if not bare:
            breaks = text.count("\n")
            if breaks >= SCENE_RUN and not self._raw:
                self._emit([Piece(Kind.SCENE_BREAK, "")])
            elif breaks > 1:
                self._gap += 1
            return
        if self._level:
            text = text.replace("\n", " ")
            self._emit([Piece(Kind.HEADING, text, spans, level=self._level)])
        elif self._raw:
            self._emit([Piece(Kind.PREFORMATTED, text, spans)])
        elif "\n" in text:
            self._emit(parted(text, spans, self._kind))
        else:
            kind = Kind.SCENE_BREAK if len(bare) <= 60 and is_scene_break(bare) else self._kind
            self._emit([Piece(kind, text, spans)])

    def _emit(self, pieces: list[Piece]) -> None:
        if not pieces:
            return
        first = pieces[0]
        if self._prefix and first.kind is not Kind.SCENE_BREAK:
            shift = len(self._prefix)
            first.text = self._prefix + first.text
            first.spans = tuple(
                span._replace(start=span.start + shift, end=span.end + shift)
                for span in first.spans
            )
            self._prefix = ""
        first.ids, first.gap = tuple(self._ids), self._gap
        if self._start is not None:
            first.start, self._start = self._start, None
        self._ids, self._gap = [], 0
        if self._role is not Role.BODY:
            for piece in pieces:
                piece.role = self._role
        self.pieces.extend(pieces)

    # spans

    def _open_inline(self, node: Node, style: Style, target: str = "") -> None:
        self._settle()
        self._open.append([node, self._length, style, target])

    def _close_inline(self) -> None:
        self._span(self._open.pop())

    def _span(self, entry: list[object]) -> None:
        start = entry[1]
        if isinstance(start, int) and start < self._length and isinstance(entry[2], Style):
            self._spans.append(Inline(start, self._length, entry[2], str(entry[3])))

    # elements

    def _enter(self, node: Node) -> None:
        self._frames.append(
            _Frame(node, self._kind, self._role, self._level, self._by_line, self._raw)
        )

    def _leave(self) -> None:
        frame = self._frames.pop()
        _, self._kind, self._role, self._level, self._by_line, self._raw = frame

    def _anchor(self, node: Node) -> None:
        name = node.get("id")
        if name:
            self._ids.append(name)

    def _plain(self, node: Node) -> bool:
        """An inline element without a style of its own."""
        self._anchor(node)
        classes = node.get("class")
        if self._roles and node in self._roles:
            self._block(node)
        elif classes or node.get(_EPUB_TYPE):
            found = traits(classes or "", node.get(_EPUB_TYPE) or "")
            if found.skip:
                return True
            if found.line and self._by_line and not self._fresh:
                self._newline()
        return False

    def _styled(self, node: Node) -> bool:
        self._anchor(node)
        self._open_inline(node, _INLINE[local(node.tag)])
        return False

    def _link(self, node: Node) -> bool:
        self._anchor(node)
        name = node.get("name")
        if name:
            self._ids.append(name)
        if node in self._starts:
            self._block(node)
        target = node.get("href")
        if not target:
            return False
        if traits(node.get("class") or "", _types(node)).skip:
            return True
        if not target.lower().startswith(("javascript:", "data:")):
            self._open_inline(node, Style.LINK, clean_line(target, 2000))
        return False

    def _block(self, node: Node) -> bool:
        """An element that begins a block of its own."""
        classes, types = node.get("class") or "", _types(node)
        found = traits(classes, types) if classes or types else NOTHING
        if found.skip:
            return True
        if found.line and self._by_line:
            self._anchor(node)
            if not self._fresh:
                self._newline()
            return False
        self._flush()
        self._anchor(node)
        role = self._roles.get(node) if self._roles else None
        if node in self._starts:
            self._start = self._starts[node]
        if found is not NOTHING or role:
            self._enter(node)
            self._kind = found.kind or self._kind
            self._by_line = self._by_line or self._kind is Kind.VERSE
            self._role = (
                role
                or (self._role if self._role is not Role.BODY else None)
                or (found.role or Role.BODY)
            )
            if found.heading and local(node.tag) == "p" and local(_parent(node)) in _HEADED:
                self._level = 6
        return False

    def _heading(self, node: Node) -> bool:
        self._block(node)
        if not (self._frames and self._frames[-1].node is node):
            self._enter(node)
        self._level = int(local(node.tag)[1])
        return False

    def _quote(self, node: Node) -> bool:
        self._block(node)
        if self._kind is Kind.PARAGRAPH:
            if not (self._frames and self._frames[-1].node is node):
                self._enter(node)
            self._kind = Kind.QUOTE
        return False

    def _pre(self, node: Node) -> bool:
        self._block(node)
        if not (self._frames and self._frames[-1].node is node):
            self._enter(node)
        self._raw = True
        return False

    def _note(self, node: Node) -> bool:
        """``<aside>`` of a book; on a web page its reader has given it a role."""
        return self._block(node)

    def _list(self, node: Node) -> bool:
        self._block(node)
        numbered = local(node.tag) == "ol" and self._role is Role.BODY
        start = str(node.get("start") or "1")
        self._counters.append(int(start) if numbered and start[:6].isdigit() else -1)
        return False

    def _list_end(self, node: Node) -> None:
        self._flush()
        if self._counters:
            self._counters.pop()

    def _item(self, node: Node) -> bool:
        self._block(node)
        number = self._counters[-1] if self._counters else -1
        if number >= 0:
            self._prefix = f"{number}. "
            self._counters[-1] += 1
        elif self._role is Role.BODY and self._counters:
            self._prefix = "• "
        return False

    def _item_end(self, node: Node) -> None:
        self._flush()
        self._prefix = ""

    def _value(self, node: Node) -> bool:
        """``<dd>``: behind a short ``<dt>`` with a colon it is the value of a label."""
        if 0 < self._length <= 60 and "".join(self._parts[-2:]).rstrip().endswith(":"):
            self._anchor(node)
            self._space = True
            return False
        return self._block(node)

    def _term(self, node: Node) -> bool:
        return self._block(node)

    def _term_end(self, node: Node) -> None:
        if not (self._parts and self._parts[-1].rstrip().endswith(":")):
            self._flush()

    def _break(self, node: Node) -> bool:
        if self._level:
            self._space = True
        else:
            self._newline()
        return False

    def _rule(self, node: Node) -> bool:
        self._flush()
        self._anchor(node)
        self._emit([Piece(Kind.SCENE_BREAK, "")])
        return False

    def _image(self, node: Node) -> bool:
        self._anchor(node)
        alt = " ".join((node.get("alt") or "").split())
        if alt and not _IMAGE_NAME.fullmatch(alt):
            self._text(f" [{alt}] ")
        return True

    def _table(self, node: Node) -> bool:
        self._block(node)
        text = table_text(node)
        if not text:
            return False
        for anchor in node.iter():
            if anchor.get("id") and anchor is not node:
                self._ids.append(anchor.get("id"))
        self._emit([Piece(Kind.PREFORMATTED, clean(text))])
        return True

    def _quotation(self, node: Node) -> bool:
        self._anchor(node)
        self._text("“")
        return False

    def _quotation_end(self, node: Node) -> None:
        self._space = False
        self._text("”")

    def _reading(self, node: Node) -> bool:
        """``<rt>``, the small letters over a word, are put behind it in parentheses."""
        if local(_previous(node)) != "rp":
            self._text("(")
        return False

    def _reading_end(self, node: Node) -> None:
        if local(_previous(node)) != "rp":
            self._text(")")

    def _skip(self, node: Node) -> bool:
        return True

    def _block_end(self, node: Node) -> None:
        self._flush()

    def _paragraph_end(self, node: Node) -> None:
        empty = not self._parts and not (node.text and node.text.strip()) and self._is_blank(node)
        self._flush()
        if empty:
            self._gap += 1

    def _is_blank(self, node: Node) -> bool:
        return not len(node) or (len(node) == 1 and local(node[0].tag) == "br")


def _types(node: Node) -> str:
    return str(node.get(_EPUB_TYPE) or node.get("epub:type") or node.get("epub-type")
               or node.get("role") or "")  # fmt: skip


def _parent(node: Node) -> object:
    parent = node.getparent()
    return parent.tag if parent is not None else ""


def _previous(node: Node) -> object:
    before = node.getprevious()
    return before.tag if before is not None else ""


def _cleaned(text: str, spans: list[Inline]) -> tuple[str, tuple[Inline, ...]]:
    """Return text safe to show and without outer space, and its spans moved along."""
    if "\u2060" in text:
        text = text.replace("\u2060", "\ufeff")  # a word joiner; clean() takes both for nothing
    # Text that is printable and has no combining mark is clean already: 4 ns a character, not 18.
    safe = text if text.isprintable() and not _COMBINING.search(text) else clean(text)
    if safe != text and spans:
        moved = {at: len(clean(text[:at])) for span in spans for at in span[:2]}
        spans = [
            span._replace(
                start=min(moved[span.start], len(safe)), end=min(moved[span.end], len(safe))
            )
            for span in spans
        ]
    lead = len(safe) - len(safe.lstrip("\n ")) if safe.strip() else 0
    if safe[:lead].count("\n"):
        lead = safe.rfind("\n", 0, lead) + 1  # indentation of a first line of <pre> is kept
    end = len(safe.rstrip()) if safe.strip() else len(safe)
    if not spans:
        return safe[lead:end], ()
    kept = [
        span._replace(start=max(span.start - lead, 0), end=min(span.end, end) - lead)
        for span in spans
    ]
    return safe[lead:end], tuple(sorted(span for span in kept if span.start < span.end))


_HEADED = frozenset({"hgroup", "header"})
_Start = Callable[[Walker, Node], bool]
_End = Callable[[Walker, Node], None]

_BLOCKS = (
    "address article aside body center details dir div fieldset figcaption figure footer form "
    "header hgroup html li main nav p section summary tbody td tfoot th thead tr caption dt dd "
    "option legend math optgroup select button textarea label"
).split()
_SKIPPED = (
    "script style template title head noscript iframe object embed audio video canvas applet "
    "meta link base colgroup input datalist rp"
).split()

_STARTS: dict[str, _Start] = {
    **dict.fromkeys(_BLOCKS, Walker._block),
    **dict.fromkeys(_INLINE, Walker._styled),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walker._heading),
    **dict.fromkeys(_SKIPPED, Walker._skip),
    "label": Walker._plain, "button": Walker._plain, "rp": Walker._plain,
    "blockquote": Walker._quote, "pre": Walker._pre, "xmp": Walker._pre, "listing": Walker._pre,
    "ul": Walker._list, "ol": Walker._list, "li": Walker._item, "dl": Walker._block,
    "dt": Walker._term, "dd": Walker._value, "br": Walker._break, "hr": Walker._rule,
    "img": Walker._image, "image": Walker._image, "table": Walker._table,
    "q": Walker._quotation, "rt": Walker._reading, "a": Walker._link, "aside": Walker._note,
}  # fmt: skip
_ENDS: dict[str, _End] = {
    **dict.fromkeys(_BLOCKS, Walker._block_end),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Walker._block_end),
    "blockquote": Walker._block_end, "pre": Walker._block_end, "xmp": Walker._block_end,
    "listing": Walker._block_end, "p": Walker._paragraph_end, "ul": Walker._list_end,
    "ol": Walker._list_end, "li": Walker._item_end, "dl": Walker._block_end,
    "dt": Walker._term_end, "table": Walker._block_end, "q": Walker._quotation_end,
    "rt": Walker._reading_end,
}  # fmt: skip
del _ENDS["label"], _ENDS["button"]

_START_OF: dict[object, _Start] = {}
_END_OF: dict[object, _End | None] = {}


def _learn(tag: object) -> _Start:
    """Look a tag up by its local name and remember it with its namespace."""
    name = local(tag)
    start = _STARTS.get(name, Walker._plain)
    if len(_START_OF) < 5000 or name in _STARTS:  # a page of invented tags must not fill memory
        _START_OF[tag] = start
        _END_OF[tag] = _ENDS.get(name)
    return start
