"""Word processors' documents: paragraphs of styled runs, whatever file they were saved in.

A document with headings of its own, or with notes, goes the way of a page. In one without,
chapters and header are lines of text like in a text file, so it is read as one: what the
text of its paragraphs makes gets its styles back afterwards.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from dataclasses import replace

from inglenook.formats.html import read_heads
from inglenook.formats.labels import split_names
from inglenook.formats.lines import normalise
from inglenook.formats.markup.breaks import parted
from inglenook.formats.markup.ink import Ink
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.plaintext import parse
from inglenook.model import Block, Document, Guess, Inline, Kind, Metadata, Role, Style

_NOBODY = frozenset(
    {"", "user", "owner", "admin", "administrator", "unknown", "author", "valued customer",
     "microsoft office user", "python-docx", "default user", "preferred customer"}
)  # fmt: skip
"""What word processors fill in for an author."""


class Paragraphs:
    """Collects runs of text into pieces; neighbouring runs of one style are one."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._ink = Ink()
        self._run: list[str] = []
        self._style = (False, False, "")
        self._gap = 0
        self._ids: list[str] = []

    def run(self, text: str, *, italic: bool = False, bold: bool = False, target: str = "") -> None:
        """Add text in one style."""
        if not text:
            return
        style = (italic, bold, target)
        if style != self._style:
            self._flush()
            self._style = style
        self._run.append(text)

    def newline(self) -> None:
        """Add a line end inside the paragraph."""
        self._flush()
        self._ink.newline()

    def anchor(self, name: str) -> None:
        """Make the paragraph a place that links may lead to."""
        self._ids.append(name)

    def end(self, kind: Kind = Kind.PARAGRAPH, role: Role = Role.BODY, level: int = 0) -> None:
        """End the paragraph; an empty one is a gap before the next."""
        self._flush()
        text, spans = self._ink.take()
        if not text.strip():
            self._gap += 1
            return
        if level or (kind is not Kind.PARAGRAPH and not kind.keeps_lines):
            text = text.replace("\n", " ")
        if level:
            kind = Kind.HEADING
        piece = Piece(kind, text, spans, role, level, tuple(self._ids), self._gap)
        self.pieces.append(piece)
        self._gap, self._ids = 0, []

    def _flush(self) -> None:
        text = "".join(self._run)
        self._run = []
        if not text:
            return
        italic, bold, target = self._style
        nodes = []
        for wanted, style in (
            (target, Style.LINK),
            (bold, Style.STRONG),
            (italic, Style.EMPHASIS),
        ):
            if wanted and text.strip():
                if text[0].isspace():
                    self._ink.text(" ")
                nodes.append(object())
                self._ink.open(nodes[-1], style, target if style is Style.LINK else "")
        self._ink.text(text)
        for node in reversed(nodes):
            self._ink.close(node)


def document_of(
    pieces: list[Piece], metadata: Metadata, guesses: list[Guess], source: str, name: str
) -> Document:
    """Return the document that paragraphs make; those that are not body stand at its end.

    Args:
        pieces: the paragraphs, in order.
        metadata: what the file's properties say; what the text says overrules it.
        guesses: what that rests on.
        source: path of the file, for the chapters.
        name: of the format.
    """
    if any(piece.level for piece in pieces):
        return _as_page(pieces, metadata, guesses, source, name)
    return _as_text(pieces, metadata, guesses, source, name)


def _as_page(
    pieces: list[Piece], metadata: Metadata, guesses: list[Guess], source: str, name: str
) -> Document:
    from inglenook.formats.markup.chapters import assemble  # lxml behind these costs 26 ms
    from inglenook.formats.markup.contents import find_starts

    usual = Counter(piece.gap for piece in pieces).most_common(1)[0][0]
    whole: list[Piece] = []
    for piece in pieces:
        parts = [piece]
        if "\n" in piece.text and not piece.kind.keeps_lines:
            parts = parted(piece.text, piece.spans, piece.kind)
            for part in parts:
                part.role = piece.role
            parts[0].ids = piece.ids
        parts[0].gap = max(piece.gap - usual, 0)
        whole.extend(parts)
    metadata, guesses = read_heads(whole, metadata, guesses)
    starts, guess = find_starts(whole)
    found = (*guesses, guess) if guess else tuple(guesses)
    return Document(metadata, assemble(whole, starts, source), found, name)


def _as_text(
    pieces: list[Piece], metadata: Metadata, guesses: list[Guess], source: str, name: str
) -> Document:
    body = [piece for piece in pieces if piece.role is Role.BODY]
    usual = Counter(piece.gap for piece in body[1:]).most_common(1)[0][0] if body[1:] else 0
    text = "".join("\n" * (2 + max(piece.gap - usual, 0)) + piece.text for piece in body)
    document = parse(normalise(text.lstrip("\n")), source)
    styles: dict[str, deque[tuple[Inline, ...]]] = defaultdict(deque)
    for piece in body:
        spans = tuple(span for span in piece.spans if span.target[:1] != "#")
        if spans:
            styles[piece.text.replace("\n", " ")].append(spans)
    chapters = [
        replace(chapter, blocks=tuple(_restyled(block, styles) for block in chapter.blocks))
        for chapter in document.chapters
    ]
    notes = tuple(piece.block() for piece in pieces if piece.role is not Role.BODY)
    chapters[-1] = replace(chapters[-1], blocks=chapters[-1].blocks + notes)
    said = document.metadata
    merged = replace(
        said,
        title=said.title or metadata.title,
        authors=said.authors or metadata.authors,
        summary=said.summary or metadata.summary,
    )
    kept = [guess for guess in guesses if not getattr(said, guess.field, "")]
    return replace(
        document,
        metadata=merged,
        chapters=tuple(chapters),
        guesses=(*document.guesses, *kept),
        format=name,
    )


def _restyled(block: Block, styles: dict[str, deque[tuple[Inline, ...]]]) -> Block:
    waiting = styles.get(block.text.replace("\n", " "))
    if not waiting or block.spans:
        return block
    return block._replace(spans=waiting.popleft())


def properties(title: str, author: str, summary: str = "") -> tuple[Metadata, list[Guess]]:
    """Return what a file's properties say; they may be a template's, so they are not certain."""
    authors = () if author.casefold().strip() in _NOBODY else split_names(author)
    guesses = []
    if title:
        guesses.append(Guess("title", title, 0.85, "the document's properties"))
    if authors:
        guesses.append(Guess("authors", ", ".join(authors), 0.8, "the document's properties"))
    return Metadata(title=title, authors=authors, summary=summary), guesses
