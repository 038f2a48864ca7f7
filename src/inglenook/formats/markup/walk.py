"""One walk over an lxml tree turns it into pieces: blocks with kinds, spans and roles.

The walk is iterative (the tree may be 2,000 deep), touches each element once, and keeps all
text except scripts, styles and printed page numbers. What each element means stands in
:mod:`.elements`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from inglenook.formats.breaks import is_scene_break
from inglenook.formats.markup import elements
from inglenook.formats.markup.breaks import SCENE_RUN, parted
from inglenook.formats.markup.ink import Ink, is_safe, one_line
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.markup.traits import Traits
from inglenook.formats.markup.tree import Node, local
from inglenook.model import Kind, Role

LONGEST_SHORT = 60
"""Characters of a block that may be a line of ornaments."""
_MOST_TAGS = 5000
"""Tag names remembered; a page of invented ones must not fill the memory."""


class _State(NamedTuple):
    """What holds inside an element; put back at its end."""

    kind: Kind = Kind.PARAGRAPH
    role: Role = Role.BODY
    level: int = 0
    by_line: bool = False
    """Inside verse, where an element may be one line."""
    raw: bool = False


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
        self.roles = roles or {}
        self.starts = starts or {}
        self.ink = Ink()
        self.state = _State()
        self.prefix = ""
        """Bullet or number of a list item, put before its first block."""
        self.counters: list[int] = []
        """The next number of each open list, -1 for bullets."""
        self.ids: list[str] = []
        self.gap = 0
        self._start: str | None = None
        self._frames: list[tuple[Node, _State]] = []

    def walk(self, root: Node) -> list[Piece]:
        """Return the pieces of the tree under ``root``, in order."""
        from lxml import etree  # 26 ms; see tree.py

        ink = self.ink
        frames = self._frames
        events = etree.iterwalk(root, events=("start", "end"))
        whole = None  # the paragraph whose end is still to come, and says nothing new
        for event, node in events:
            tag = node.tag
            if event == "start":
                start = _START_OF.get(tag) or _learn(tag)
                if start is elements.paragraph and self._is_whole(node):
                    whole = node
                elif start(self, node):
                    events.skip_subtree()
                elif text := node.text:
                    ink.text(text)
                continue
            if node is whole:
                whole = None
            else:
                ink.close(node)
                end = _END_OF.get(tag)
                if end is not None:
                    end(self, node)
                while frames and frames[-1][0] is node:
                    self.state = frames.pop()[1]
                    ink.raw = self.state.raw
            tail = node.tail
            if tail and (ink.parts or ink.raw or not tail.isspace()) and node is not root:
                ink.text(tail)
        self.flush()
        if self.ids and self.pieces:
            self.pieces[-1].ids += tuple(self.ids)
        return self.pieces

    def _is_whole(self, node: Node) -> bool:
        """Make a piece of a paragraph of nothing but text, if ``node`` is one.

        Most of a book is such paragraphs, and the way through all the tables for them takes
        three times as long. What is in any way unusual goes that way.
        """
        text = node.text
        if not text or len(node) or node.keys() or self.prefix or self.ink.parts:
            return False
        state = self.state
        if state.level or state.raw or state.by_line or node in self.roles or node in self.starts:
            return False
        text = one_line(text)
        if not text or not is_safe(text):
            return False
        is_break = len(text) <= LONGEST_SHORT and is_scene_break(text)
        self.emit(
            [Piece(Kind.SCENE_BREAK if is_break else state.kind, text, self.ink.around(text))]
        )
        return True

    def flush(self) -> None:
        """Make pieces of the text so far, if there is any."""
        if not self.ink.parts:
            self.ink.due, self.ink.fresh = False, True
            return
        text, spans = self.ink.take()
        bare = text.strip()
        if not bare:
            self._blank(text.count("\n"))
            return
        state = self.state
        if state.level:
            self.emit([Piece(Kind.HEADING, text.replace("\n", " "), spans, level=state.level)])
        elif state.raw:
            self.emit([Piece(Kind.PREFORMATTED, text, spans)])
        elif "\n" in text:
            self.emit(parted(text, spans, state.kind))
        else:
            is_break = len(bare) <= LONGEST_SHORT and is_scene_break(bare)
            self.emit([Piece(Kind.SCENE_BREAK if is_break else state.kind, text, spans)])

    def _blank(self, breaks: int) -> None:
        if breaks >= SCENE_RUN and not self.state.raw:
            self.emit([Piece(Kind.SCENE_BREAK, "")])
        elif breaks > 1:
            self.gap += 1

    def emit(self, pieces: list[Piece]) -> None:
        """Add pieces, the first with the anchors, gap and list prefix that stood before it."""
        if not pieces:
            return
        first = pieces[0]
        if self.prefix and first.kind is not Kind.SCENE_BREAK:
            shift = len(self.prefix)
            first.text = self.prefix + first.text
            first.spans = tuple(
                span._replace(start=span.start + shift, end=span.end + shift)
                for span in first.spans
            )
            self.prefix = ""
        first.ids, first.gap, first.start = tuple(self.ids), self.gap, self._start
        self.ids, self.gap, self._start = [], 0, None
        if self.state.role is not Role.BODY:
            for piece in pieces:
                piece.role = self.state.role
        self.pieces.extend(pieces)

    def anchor(self, node: Node) -> None:
        """Remember an element's id for the piece its text will be in."""
        name = node.get("id")
        if name:
            self.ids.append(name)

    def enter(
        self,
        node: Node,
        *,
        kind: Kind | None = None,
        level: int | None = None,
        raw: bool | None = None,
        found: Traits | None = None,
        role: Role | None = None,
    ) -> None:
        """Change what holds until ``node`` ends."""
        old = self.state
        self._frames.append((node, old))
        if found is not None:
            kind = found.kind or kind
            if role is None and old.role is Role.BODY:
                role = found.role
        self.state = _State(
            kind or old.kind,
            role or old.role,
            old.level if level is None else level,
            old.by_line or kind is Kind.VERSE,
            old.raw if raw is None else raw,
        )
        self.ink.raw = self.state.raw

    def begin_chapter(self, node: Node) -> None:
        """The next piece begins a chapter if the site's reader said so of ``node``."""
        if node in self.starts:
            self._start = self.starts[node]


_Start = Callable[[Walker, Node], bool]
_End = Callable[[Walker, Node], None]
_START_OF: dict[object, _Start] = {}
_END_OF: dict[object, _End] = {}


def _learn(tag: object) -> _Start:
    """Look a tag up by its local name and remember it with its namespace."""
    name = local(tag)
    start = elements.STARTS.get(name, elements.plain)
    if name in elements.STARTS or len(_START_OF) < _MOST_TAGS:
        _START_OF[tag] = start
        if name in elements.ENDS:
            _END_OF[tag] = elements.ENDS[name]
    return start
