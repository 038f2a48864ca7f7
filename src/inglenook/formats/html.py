"""HTML: downloads of archives, saved pages of any site, and bare fragments."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory
from inglenook.formats.encoding import decode
from inglenook.formats.labels import Label, typed
from inglenook.formats.lines import normalise
from inglenook.formats.marks import mark_at_end, parse_mark
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.plaintext import parse
from inglenook.model import Chapter, Document, Guess, Kind, Metadata, Role

_TAGS = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|p|div|br|h[1-6]|table|span|blockquote|pre|center|title)\b",
    re.IGNORECASE,
)
_CLOSERS = re.compile(
    rb"</(?:p|div|html|body|h[1-6]|span|blockquote|em|[iba]|strong)>|<(?:br|p)\s*/?>", re.IGNORECASE
)
_WHOLE = re.compile(
    rb"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,2000}?-->\s{0,200}){0,5}"
    rb"<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class HtmlFormat:
    """Web pages, told by their first tag, and fragments, told by how many tags they have."""

    name = "html"

    def detect(self, data: bytes, path: PurePosixPath) -> float:
        """Return how sure it is that ``data`` is HTML, from 0 to 1."""
        head = data[:65536]
        if head.startswith(_BOMS[1:]) or head.count(0) * 3 > len(head):  # UTF-16
            head = decode(head[: len(head) // 2 * 2]).text.encode("utf-8", "replace")
        head = head.removeprefix(_BOMS[0])
        if _WHOLE.match(head):
            return 0.95
        if b"\x00" in head or not _TAGS.search(head):
            return 0.0
        named = path.suffix.lower() in {".html", ".htm", ".xhtml", ".shtml"}
        closers = len(_CLOSERS.findall(head))
        lines = head.count(b"\n") + 1
        if head.lstrip()[:1] == b"<" and closers >= 1 and (named or closers * 4 >= lines):
            return 0.9
        if named and (closers or _TAGS.match(head.lstrip()[:40])):
            return 0.85
        return 0.7 if closers >= 4 and closers * 3 >= lines else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a page. Raises NotAStory for a page without text."""
        from inglenook.formats.markup.tree import parse_html  # lxml behind it costs 26 ms

        decoded = decode(data)
        document = _read(parse_html(decoded.text), str(path))
        if not any(block.text.strip() for one in document.chapters for block in one.blocks):
            raise NotAStory(clean_line(str(path)), "a page without text")
        guess = Guess("encoding", decoded.encoding, decoded.confidence, decoded.evidence)
        notices = document.notices
        if decoded.damaged:
            notices += (f"{decoded.damaged} characters could not be read.",)
        return replace(
            document,
            encoding=decoded.encoding,
            guesses=(*document.guesses, guess),
            notices=notices,
        )


def _read(root: object, source: str) -> Document:
    from inglenook.formats.markup.chapters import assemble  # these need lxml: see open()
    from inglenook.formats.markup.contents import Start, find_starts
    from inglenook.formats.markup.tree import names_in
    from inglenook.formats.markup.walk import Walker
    from inglenook.formats.sites import ao3, article, efiction, fanficfare, ffn, forum

    known = True
    names = names_in(root)
    if "preface" in names and ao3.is_download(root):
        reading = ao3.read_download(root)
    elif "workskin" in names and ao3.is_saved_page(root):
        reading = ao3.read_saved_page(root)
    elif names & ffn.TEXTS and ffn.is_page(root):
        reading = ffn.read_page(root)
    elif efiction.HEADING in names and efiction.is_page(root):
        reading = efiction.read_page(root)
    elif fanficfare.is_page(root):
        reading = fanficfare.read_page(root)
    else:
        known = False
        is_thread = names & forum.POSTS and forum.is_page(root)
        reading = forum.read_page(root) if is_thread else article.read_article(root)
    pieces = Walker(reading.roles, reading.starts).walk(root)
    if not known and (text := typewritten(pieces)):
        return _plain(text, pieces, reading.metadata, reading.guesses, source)
    metadata, guesses = reading.metadata, reading.guesses
    if not known:
        metadata, guesses = read_heads(pieces, metadata, guesses)
    if reading.whole:
        starts = [
            Start(at, piece.start) for at, piece in enumerate(pieces) if piece.start is not None
        ]
    else:
        starts, guess = find_starts(pieces)
        guesses = [*guesses, guess] if guess else guesses
    chapters = assemble(pieces, starts, source, numbered=reading.numbered)
    if len(chapters) == 1 and not known:
        metadata, chapters = _part_of(metadata, chapters[0])
        guesses = [said for said in guesses if metadata.title or said.field != "title"]
    return Document(metadata, chapters, tuple(guesses), "html")


def read_heads(
    pieces: list[Piece], metadata: Metadata, guesses: list[Guess]
) -> tuple[Metadata, list[Guess]]:
    """Fold what stands around a text no archive wrote, and return what it says of the text.

    Args:
        pieces: the whole text; their roles are set.
        metadata: what is known from elsewhere; label lines overrule it, a byline completes it.
        guesses: what that rests on.
    """
    from inglenook.formats.markup.wrapper import (  # lxml behind it costs 26 ms
        fold_gutenberg,
        fold_labels,
        fold_navigation,
        fold_title_lines,
        read_byline,
        read_credit,
    )

    labels = fold_gutenberg(pieces) or read_credit(pieces) or fold_labels(pieces)
    fold_navigation(pieces)
    if labels:
        metadata, guesses = labelled(metadata, guesses, labels)
    metadata, guesses = _with_byline(metadata, guesses, *read_byline(pieces))
    fold_title_lines(pieces, metadata.title, metadata.authors)
    return metadata, guesses


def _part_of(metadata: Metadata, chapter: Chapter) -> tuple[Metadata, tuple[Chapter, ...]]:
    """Take ``(1/4)`` off a title: it is the mark of the one chapter the page holds.

    A page titled ``Chapter 4`` is one of a folder's chapters and says nothing of its story.
    """
    whole = parse_mark(metadata.title)
    title, mark = ("", whole) if whole and not whole.title else mark_at_end(metadata.title)
    counted = mark is not None and (mark.total or mark.word in {"chapter", "part"})
    if mark is None or not counted or not (title or whole) or chapter.title:
        return metadata, (chapter,)
    return replace(metadata, title=title), (replace(chapter, title=mark.text, mark=mark),)


def _with_byline(
    metadata: Metadata, guesses: list[Guess], title: str, authors: tuple[str, ...]
) -> tuple[Metadata, list[Guess]]:
    """Return metadata completed by a ``by Name`` line; what surer places said stays."""
    found = list(guesses)
    if authors and not metadata.authors:
        metadata = replace(metadata, authors=authors)
        found.append(Guess("authors", ", ".join(authors), 0.8, 'a "by" line near the top'))
    if title and not metadata.title:
        metadata = replace(metadata, title=title)
        found.append(Guess("title", title, 0.75, 'a short line, followed by a "by" line'))
    return metadata, found


_TYPED_SHARE = 0.8


def typewritten(pieces: list[Piece]) -> str:
    """Return the text of a page that is one ``<pre>``: a mail or a text file put on the web."""
    body = [piece for piece in pieces if piece.role is Role.BODY]
    typed_ = [piece.text for piece in body if piece.kind is Kind.PREFORMATTED]
    size = sum(map(len, typed_))
    if size < 400 or size < _TYPED_SHARE * sum(len(piece.text) for piece in body):
        return ""
    return "\n\n".join(typed_)


def _plain(
    text: str, pieces: list[Piece], metadata: Metadata, guesses: list[Guess], source: str
) -> Document:
    """Read the text of a ``<pre>`` as the text file it was; what stands around it is folded."""
    document = parse(normalise(text), source)
    around = [
        (at, piece.block()._replace(role=Role.RESIDUE))
        for at, piece in enumerate(pieces)
        if piece.kind is not Kind.PREFORMATTED or piece.role is not Role.BODY
    ]
    first = next(at for at, piece in enumerate(pieces) if piece.kind is Kind.PREFORMATTED)
    head = tuple(block for at, block in around if at < first)
    tail = tuple(block for at, block in around if at > first)
    chapters = list(document.chapters)
    chapters[0] = replace(chapters[0], blocks=head + chapters[0].blocks)
    chapters[-1] = replace(chapters[-1], blocks=chapters[-1].blocks + tail)
    said = document.metadata
    merged = replace(
        said, title=said.title or metadata.title, authors=said.authors or metadata.authors
    )
    found = [guess for guess in guesses if not getattr(said, guess.field, "")]
    return replace(
        document,
        metadata=merged,
        chapters=tuple(chapters),
        guesses=(*document.guesses, *found),
        format="html",
    )


def labelled(
    metadata: Metadata, guesses: list[Guess], labels: list[Label]
) -> tuple[Metadata, list[Guess]]:
    """Return metadata in which label lines of the text have the last word."""
    said = typed(labels)
    updates = {
        field.name: getattr(said, field.name)
        for field in fields(Metadata)
        if getattr(said, field.name)
    }
    found = [guess for guess in guesses if guess.field not in updates]
    for name in ("title", "authors"):
        if name in updates:
            value = updates[name] if name == "title" else ", ".join(updates[name])
            found.append(Guess(name, value, 0.95, "a line of the text that says so"))
    return replace(metadata, **updates), found
