"""Project Gutenberg's wrapper around a text, and headers of label lines, in pieces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inglenook.formats.labels import WEAK, Label, parse_label, split_names
from inglenook.formats.markup.pieces import Piece
from inglenook.model import Kind, Role, Style

_START = re.compile(
    r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*\s*THE SMALL PRINT", re.IGNORECASE
)
_END = re.compile(
    r"\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|^\s*End of (?:the )?Project Gutenberg",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_LINES = 60
_MOST_WITHOUT = 3
"""Pieces without a label that may stand between two with one: a summary in paragraphs."""
_LONGEST_VALUE = 600
_LONGEST_BEFORE = 1500
"""Characters that may stand before the first label: an archive's or a list's preliminaries."""
_LONGEST_CREDIT = 2000
_LABEL_LINE = re.compile(r"^([A-Z][\w ]{2,30}):\s+(.*)$")


def fold_gutenberg(pieces: Sequence[Piece]) -> list[Label]:
    """Fold Gutenberg's header and licence, and return the labels of the header."""
    named = [
        (at, piece.text)
        for at, piece in enumerate(pieces)
        if "utenberg" in piece.text or "UTENBERG" in piece.text or "*END*" in piece.text
    ]
    starts = [at for at, text in named if _START.search(text)]
    ends = [at for at, text in named if _END.search(text)]
    labels: list[Label] = []
    if starts and (not ends or starts[0] < ends[-1]):
        for piece in pieces[: starts[0] + 1]:
            piece.role = Role.RESIDUE
            labels.extend(_labels(piece.text))
    after = [at for at in ends if at > (starts[0] if starts else -1)]
    if after:
        for piece in pieces[after[0] :]:
            piece.role = Role.RESIDUE
    return labels


def _labels(text: str) -> list[Label]:
    """Label lines whose values may run on over indented lines."""
    found: list[Label] = []
    joinable = False
    for line in text.split("\n"):
        match = _LABEL_LINE.match(line)
        label = parse_label(line) if match else None
        if label:
            found.append(label)
            joinable = True
        elif joinable and line[:1] == " " and line.strip():
            last = found[-1]
            found[-1] = Label(last.field, last.label, _run_on(last, line.strip()))
        else:
            joinable = False
    return found


def _run_on(label: Label, more: str) -> str:
    """Join a value to its next line; in a title that line is the subtitle."""
    if label.field != "title" or label.value.endswith((":", ";", ",", "-")):
        return f"{label.value} {more}"
    separator = ";" if re.match(r"or\b", more, re.IGNORECASE) else ":"
    return f"{label.value}{separator} {more}"


_CREDIT = re.compile(
    r"[\"“](?P<title>[^\n]{1,300})[\"”],? by (?P<authors>[^\n]{1,200}?),? (?:from|on|at) (?:the )?"
    r"[^\n]{2,80}?\.\s+Source:\s+(?P<url>https?://\S{4,300}?)\.?(?:\s|$)"
)


def read_credit(pieces: Sequence[Piece]) -> list[Label]:
    """Return what a licence's line of credit says: ``"Title" by Author, from Site. Source: URL``.

    Wikis ask that their texts are quoted so, and print the line under every page.
    """
    for piece in reversed(pieces):
        if "Source:" not in piece.text or len(piece.text) > _LONGEST_CREDIT:
            continue
        match = _CREDIT.search(piece.text)
        if match:
            if piece.role is Role.BODY:
                piece.role = Role.END
            return [
                Label("title", "Title", match.group("title")),
                Label("authors", "Author", match.group("authors")),
                Label("source_url", "Source", match.group("url")),
            ]
    return []


_BYLINE = re.compile(r"(?:written |posted |story )?by:?\s+(?P<name>\S.{1,58})", re.IGNORECASE)
_SENTENCE = re.compile(r"[!?;]|\.\s|[,.]$")
_TITLE_LIMIT = 100


def read_byline(pieces: Sequence[Piece]) -> tuple[str, tuple[str, ...]]:
    """Return the title and authors that a ``by Name`` line near the top gives, if there is one.

    The title is the short line right before it; empty where there is none.
    """
    before = ""
    seen = 0
    for piece in pieces:
        if piece.role is Role.RESIDUE or piece.kind is Kind.SCENE_BREAK:
            continue
        for text in piece.text.split("\n"):
            match = _BYLINE.fullmatch(text.strip())
            if match and not _SENTENCE.search(match.group("name").rstrip(".")):
                title = "" if len(before) > _TITLE_LIMIT else before
                return title, split_names(match.group("name"))
            before = text.strip()
        seen += 1
        if seen >= _OPENING_LINES:
            break
    return "", ()


_LINKED = 0.6
_LONGEST_NAVIGATION = 300
_OUTER_PIECES = 3


def fold_navigation(pieces: Sequence[Piece]) -> None:
    """Fold lines of links at either end of the text: ``« Part 1 | Hub | Part 3 »``."""
    body = [
        piece
        for piece in pieces
        if piece.role is Role.BODY and piece.kind is not Kind.SCENE_BREAK and not piece.level
    ]
    outer = min(_OUTER_PIECES, len(body) // 2)
    for side in (body[:outer], body[: -outer - 1 : -1]):
        for piece in side:
            if not _is_navigation(piece):
                break
            piece.role = Role.RESIDUE


def _is_navigation(piece: Piece) -> bool:
    links = [
        span for span in piece.spans if span.style is Style.LINK and not span.target.startswith("#")
    ]
    linked = sum(span.end - span.start for span in links)
    letters = sum(1 for char in piece.text if char.isalnum())
    return 0 < len(piece.text) <= _LONGEST_NAVIGATION and linked >= _LINKED * letters > 0


_NOT_WORDS = re.compile(r"[\W_]+")
_OPENING_LINES = 8


def fold_title_lines(pieces: Sequence[Piece], title: str, authors: Sequence[str]) -> None:
    """Make title lines of those that open the text with its title, ``by``, or an author."""
    names = {_NOT_WORDS.sub("", name.casefold()) for name in authors} - {""}
    wanted = _NOT_WORDS.sub("", title.casefold())
    body = (
        piece for piece in pieces if piece.role is Role.BODY and piece.kind is not Kind.SCENE_BREAK
    )
    for piece, _ in zip(body, range(_OPENING_LINES), strict=False):
        text = _NOT_WORDS.sub("", piece.text.casefold())
        byline = text.removeprefix("by")
        is_title = len(text) > 2 and wanted.startswith(text) and len(text) * 3 > len(wanted)
        if not (is_title or byline in names or text == "by"):
            return
        piece.role, piece.kind = Role.TITLE, Kind.HEADING


def fold_labels(pieces: Sequence[Piece]) -> list[Label]:
    """Fold a header of label lines at the head of the text, and return its labels.

    Two different labels make a header where one is strong, three in any case: prose has a
    line like ``Note: ...`` now and then.
    """
    lines = _label_lines(pieces)
    found = [label for _, labels in lines for label in labels]
    fields = {label.field for label in found}
    if len(fields) < 2 or (len(fields) == 2 and not fields - WEAK) or not fields - WEAK:
        return []
    last = lines[-1][0]
    for piece in pieces:
        if piece.role is Role.BODY and not piece.level and piece.kind is not Kind.SCENE_BREAK:
            piece.role = Role.FRONT
            if piece.kind in {Kind.LETTER, Kind.VERSE, Kind.PARAGRAPH}:
                piece.kind = Kind.NOTE
        if piece is last:
            break
    return found


def _label_lines(pieces: Sequence[Piece]) -> list[tuple[Piece, list[Label]]]:
    """The pieces of a header that hold labels; it ends where the text goes on without any.

    A value may run over a few pieces, but none runs on behind a scene break.
    """
    lines: list[tuple[Piece, list[Label]]] = []
    seen = without = letters = 0
    for piece in pieces:
        if piece.kind is Kind.SCENE_BREAK and lines:
            without = _MOST_WITHOUT
        if piece.role is not Role.BODY or piece.level or piece.kind is Kind.SCENE_BREAK:
            continue
        labels = [label for line in piece.text.split("\n") if (label := parse_label(line))]
        seen += 1 + piece.text.count("\n")
        if labels:
            lines.append((piece, labels))
            without = letters = 0
        else:
            without += bool(lines)
            letters += len(piece.text)
        most = _LONGEST_VALUE if lines else _LONGEST_BEFORE
        if without > _MOST_WITHOUT or letters > most or seen > _HEADER_LINES:
            break
    return lines
