"""Pieces and the places where chapters begin become the chapters of a document."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from inglenook.clean import clean_line
from inglenook.formats.breaks import is_end
from inglenook.formats.chapters import is_motto
from inglenook.formats.imprint import is_imprint
from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.contents import Start
from inglenook.formats.markup.pieces import Piece
from inglenook.model import Block, Chapter, Inline, Kind, Role, Style, count_words

FEWEST_WORDS = 40
"""Words before the first chapter that are a text of their own; fewer are a title page."""
_PRODUCED = re.compile(
    r"\W{0,3}(?:transcriber['’]?s['’]? note|(?:this )?e-?text (?:was )?(?:produced|prepared|done)"
    r"|produced by|\[?illustration|preparer['’]s note|note:)",
    re.IGNORECASE,
)
MOST_TITLE = 90
"""Characters of a line that may be the author's own mark of a chapter."""
_UNNAMED = re.compile(r"(\d+)\. Chapter \1")
"""What archives list a chapter as that its author gave no name."""
_END_LINES = 4
_RARE_GAP = 0.25
"""Empty paragraphs in at most this share of the gaps part scenes; more are the spacing."""
_QUOTED_SHARE = 0.6
"""Quoted paragraphs beyond which ``<blockquote>`` was only a way to have margins."""


def assemble(
    pieces: Sequence[Piece], starts: Sequence[Start], source: str, *, numbered: bool = False
) -> tuple[Chapter, ...]:
    """Return the chapters that begin at ``starts``; one chapter where there are none.

    Args:
        pieces: the whole text; their roles are settled here.
        starts: where chapters begin, and their titles.
        source: path of the file.
        numbered: an archive gave the titles. Where it only counted, the mark the author put
            on top of the text is shown behind its number: ``Chapter 3: Part Two``.

    Links inside the text are pointed at their target: ``#3/12`` leads to block 12 of
    chapter 3 of this document, both counted from 0.
    """
    _unquote(pieces)
    parts = _parts(pieces, starts)
    if numbered:
        parts = [(_with_own_mark(title, part), part) for title, part in parts]
    settled = [(title, _settled(part, title)) for title, part in parts]
    anchors = {
        key: (number, at)
        for number, (_, part) in reversed(list(enumerate(settled)))
        for at, piece in reversed(list(enumerate(part)))
        if piece.ids
        for key in _keys(piece)
    }
    chapters = []
    for title, part in settled:
        blocks = tuple(_linked(piece, anchors) for piece in part)
        title = clean_line(title, 300)
        words = count_words(blocks)
        chapters.append(Chapter(title, blocks, parse_mark(title), words, source))
    return tuple(chapters)


def _parts(pieces: Sequence[Piece], starts: Sequence[Start]) -> list[tuple[str, list[Piece]]]:
    if not starts:
        return [(_only_title(pieces), list(pieces))]
    bounds = [start.at for start in starts] + [len(pieces)]
    parts = [
        (start.title, list(pieces[start.at : bounds[at + 1]])) for at, start in enumerate(starts)
    ]
    head = list(pieces[: bounds[0]])
    if not head:
        return parts
    words = sum(map(_prose, head))
    if words >= FEWEST_WORDS:
        others = sum(len(piece.text.split()) for _, part in parts for piece in part)
        if not is_motto(words, others, len(parts)):
            return [("", head), *parts]
        opening = parts[0][1][0]
        opening.role = Role.TITLE if opening.level else opening.role
    for piece in head if words < FEWEST_WORDS else ():
        if piece.role is Role.BODY:
            piece.role = Role.TITLE if piece.level else Role.FRONT
    parts[0] = (parts[0][0], head + parts[0][1])
    return parts


def _prose(piece: Piece) -> int:
    """Words of a piece before the first chapter that are text, not a title page's."""
    if piece.role is not Role.BODY or piece.level or is_imprint(piece.text):
        return 0
    return 0 if _PRODUCED.match(piece.text) else len(piece.text.split())


def _only_title(pieces: Sequence[Piece]) -> str:
    """The mark a single text begins with: a file may be one chapter of a longer work."""
    for piece in pieces:
        if piece.role is Role.BODY and piece.kind is not Kind.SCENE_BREAK:
            if piece.level and parse_mark(piece.text):
                return piece.text
            if not piece.level:
                return ""
    return ""


def _unquote(pieces: Sequence[Piece]) -> None:
    prose = Counter(
        piece.kind for piece in pieces if piece.role is Role.BODY and len(piece.text) > 40
    )
    total = prose[Kind.QUOTE] + prose[Kind.PARAGRAPH]
    if total >= 4 and prose[Kind.QUOTE] > _QUOTED_SHARE * total:
        for piece in pieces:
            if piece.kind is Kind.QUOTE:
                piece.kind = Kind.PARAGRAPH


def _settled(part: list[Piece], title: str) -> list[Piece]:
    """The pieces of one chapter with its opening told from its text, and scene breaks set."""
    opening = True
    threshold = _gap_threshold(part)
    kept: list[Piece] = []
    ids: list[str] = []
    for piece in part:
        if piece.kind is Kind.SCENE_BREAK:
            ids.extend(piece.ids)
            if kept and not opening and kept[-1].kind is not Kind.SCENE_BREAK:
                kept.append(replace(piece, ids=tuple(ids)))
                ids = []
            elif piece.text and piece.text not in {kept[-1].text if kept else ""}:
                kept.append(piece)
            continue
        if piece.gap >= threshold and not opening and _parts_scenes(kept, piece):
            kept.append(Piece(Kind.SCENE_BREAK, "", file=piece.file))
        if ids:
            piece.ids, ids = (*ids, *piece.ids), []
        if opening and piece.role is Role.BODY:
            if piece.level or (title and piece.text.casefold() == title.casefold()):
                piece.role, piece.kind = Role.TITLE, Kind.HEADING
            else:
                opening = False
        kept.append(piece)
    _fold_end(kept)
    last = max(
        (at for at, piece in enumerate(kept) if _is_text(piece)),
        default=-1,
    )
    kept = [
        piece
        for at, piece in enumerate(kept)
        if at < last or piece.text or piece.kind is not Kind.SCENE_BREAK
    ]
    return kept or [Piece(Kind.HEADING, clean_line(title), role=Role.TITLE)]


def _with_own_mark(title: str, part: list[Piece]) -> str:
    """Return an archive's title and the author's own mark; the line that holds it is a title."""
    title = _UNNAMED.sub(r"Chapter \1", title)
    counted = parse_mark(title)
    if counted is None or counted.title:
        return title
    letters = _letters(title)
    text = (piece for piece in part if piece.role is Role.BODY and _letters(piece.text) != letters)
    first = next(text, None)
    own = parse_mark(first.text) if first is not None else None
    if first is None or own is None or not (own.word or own.title) or len(first.text) > MOST_TITLE:
        return title
    first.role, first.kind = Role.TITLE, Kind.HEADING
    same = own.number == counted.number and own.word in {counted.word, ""}
    more = own.title if same else own.text
    return f"{title.rstrip(' .:')}: {more}" if more else title


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _is_text(piece: Piece) -> bool:
    return piece.role is Role.BODY and piece.kind is not Kind.SCENE_BREAK


def _fold_end(kept: list[Piece]) -> None:
    """Fold ``THE END``, ``TBC``, ``© 2006`` at the end of a chapter."""
    text = [piece for piece in kept if piece.role is Role.BODY]
    for piece in text[: -_END_LINES - 1 : -1]:
        if piece.kind is Kind.SCENE_BREAK:
            continue
        if piece.level or piece is text[0] or not is_end(piece.text):
            return
        piece.role = Role.END


def _parts_scenes(kept: list[Piece], piece: Piece) -> bool:
    return (
        bool(kept)
        and kept[-1].role is Role.BODY
        and piece.role is Role.BODY
        and not kept[-1].level
        and not piece.level
        and kept[-1].kind is not Kind.SCENE_BREAK
    )


def _gap_threshold(part: list[Piece]) -> int:
    gaps = Counter(piece.gap for piece in part if piece.role is Role.BODY and not piece.level)
    total = sum(gaps.values())
    if total - gaps[0] <= _RARE_GAP * total:
        return 1
    return gaps.most_common(1)[0][0] + 1 if total > 4 else 2


def _keys(piece: Piece) -> list[str]:
    return [f"{piece.file}#{name}" for name in piece.ids]


def _linked(piece: Piece, anchors: dict[str, tuple[int, int]]) -> Block:
    if not piece.spans or not any(span.style is Style.LINK for span in piece.spans):
        return piece.block()
    spans = tuple(_resolved(span, piece.file, anchors) for span in piece.spans)
    return Block(piece.kind, piece.text, spans, piece.role)


def _resolved(span: Inline, file: str, anchors: dict[str, tuple[int, int]]) -> Inline:
    if span.style is not Style.LINK or ":" in span.target.split("#")[0]:
        return span
    path, _, name = span.target.partition("#")
    folder = posixpath.dirname(file)
    path = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else file
    place = anchors.get(f"{path}#{unquote(name)}") or (anchors.get(f"{path}#") if path else None)
    return span._replace(target=f"#{place[0]}/{place[1]}") if place else span
