"""Markdown: CommonMark with tables, and the block of ``key: value`` lines many files begin with.

The text becomes HTML in memory and goes the way of a page, so emphasis, lists, verse and
embedded HTML mean the same in both. Three habits of people are told from the standard:

* a line of dashes right under a paragraph is a scene break, no second-rank heading;
* a long indented line is a paragraph, no code;
* files with one long line a paragraph and no blank lines mean each line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from inglenook.clean import clean_line
from inglenook.errors import NotAStory
from inglenook.formats.encoding import decode
from inglenook.formats.html import labelled, read_heads
from inglenook.formats.labels import Label, field_of, parse_label, split_names
from inglenook.formats.lines import normalise
from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.parts import is_name_alone
from inglenook.formats.plaintext import parse
from inglenook.formats.sniff import not_a_story, not_prose
from inglenook.model import Document, Guess, Kind, Metadata, Role

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})
_HEADING = re.compile(rb"(?:^|\n\r?\n)#{1,6} [^\n]{1,200}\r?\n\r?\n")
_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,20}#{1,6} \S")
_FENCE = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[A-Za-z][\w -]{0,40}:")
_FEWEST_HEADINGS = 3
_DEEPEST = 60
"""Quotations and lists in one another; markdown-it leaves out what is deeper without a word."""
_LONG_LINE = 120
_LONGEST_HEADING = 120
_LONGEST_LINE = 200_000
"""Of a longer one, links and emphasis would take time squared; it is no Markdown either."""
_MOST_BRACKETS = 5_000
"""Opened in one paragraph: each makes markdown-it look for its end, up to the paragraph's."""


class MarkdownFormat:
    """Markdown, told by its name, or by its headings or its front matter."""

    name = "markdown"

    def detect(self, data: bytes, path: PurePosixPath) -> float:
        """Return how sure it is that ``data`` is Markdown, from 0 to 1."""
        if not_a_story(data, path):
            return 0.0
        if path.suffix.lower() in _SUFFIXES:
            return 0.8
        head = data[:65536]
        fenced = bool(_FENCE.match(head)) and b"\n---" in head[4:]
        # FanFicFare's text files hold such headings too, but begin with a title and a byline.
        begins = _FIRST.match(head) is not None
        if not (fenced or begins):
            return 0.0
        headings = len(_HEADING.findall(head))
        return 0.6 if headings >= (1 if fenced else _FEWEST_HEADINGS) else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a file. Raises NotAStory for one without text, or of code."""
        decoded = decode(data)
        if reason := not_prose(decoded.text, path):
            raise NotAStory(clean_line(str(path)), reason)
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")
        document = _read(text, str(path))
        if not any(block.text.strip() for one in document.chapters for block in one.blocks):
            raise NotAStory(clean_line(str(path)), "without a word")
        guess = Guess("encoding", decoded.encoding, decoded.confidence, decoded.evidence)
        damage = f"{decoded.damaged} characters could not be read."
        return replace(
            document,
            encoding=decoded.encoding,
            guesses=(*document.guesses, guess),
            notices=(damage,) if decoded.damaged else (),
        )


def _read(text: str, source: str) -> Document:
    from inglenook.formats.markup.chapters import assemble  # lxml behind these costs 26 ms
    from inglenook.formats.markup.contents import find_starts
    from inglenook.formats.markup.tree import parse_html
    from inglenook.formats.markup.walk import Walker

    labels, front, body = _front_matter(text)
    page = _html(body)
    if page is None:
        return replace(parse(normalise(text), source), format=MarkdownFormat.name)
    pieces = Walker().walk(parse_html(page))
    labels += _label_lines(pieces)
    metadata, guesses = labelled(Metadata(), [], labels) if labels else (Metadata(), [])
    metadata, guesses = read_heads(pieces, metadata, guesses)
    if not metadata.title and (title := _only_first_rank(pieces)):
        metadata = replace(metadata, title=title)
        guesses.append(Guess("title", title, 0.85, "the one heading of the first rank"))
        if not metadata.authors and (name := _name_below_title(pieces)):
            metadata = replace(metadata, authors=split_names(name))
            guesses.append(Guess("authors", name, 0.6, "a name alone below the title"))
    starts, guess = find_starts(pieces)
    if front:
        pieces.insert(0, Piece(Kind.NOTE, front, role=Role.FRONT))
        starts = [start._replace(at=start.at + 1) for start in starts]
    chapters = assemble(pieces, starts, source)
    found = (*guesses, guess) if guess else tuple(guesses)
    return Document(metadata, chapters, found, MarkdownFormat.name)


def _front_matter(text: str) -> tuple[list[Label], str, str]:
    """Return the labels of the ``---`` block a file begins with, its text, and the rest."""
    lines = text.lstrip("\ufeff").split("\n")
    if lines[0].rstrip() != "---":
        return [], "", text
    end = next((at for at, line in enumerate(lines[1:200], 1) if line.rstrip() in _FENCE_LINES), 0)
    block = lines[1:end]
    if not end or not any(_KEY.match(line) for line in block):
        return [], "", text
    labels: list[Label] = []
    key = ""
    for line in block:
        match = _KEY.match(line)
        if match:
            key, value = match.group("key"), match.group("value")
        else:
            value = line.strip().removeprefix("- ")
        name = field_of(key)
        value = clean_line(_unquoted(value), 5000)
        if name and value and value not in _BLOCK_MARKS:
            labels.append(Label(name, key, value))
    return labels, normalise("\n".join(block)).strip(), "\n".join(lines[end + 1 :])


_FENCE_LINES = frozenset({"---", "..."})
_BLOCK_MARKS = frozenset({"|", ">", "|-", ">-", "[]", "null", "~"})
_KEY = re.compile(r"(?P<key>[^\W\d_][\w -]{0,40}):(?:\s+(?P<value>.*))?$")


def _unquoted(value: str | None) -> str:
    value = (value or "").strip()
    if value[:1] == "[" and value[-1:] == "]":
        return ", ".join(_unquoted(part) for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value


def _html(text: str) -> str | None:
    """Return the page a text makes; None for one that is better read as plain text."""
    lines = text.split("\n")
    if max(map(len, lines)) > _LONGEST_LINE or _has_many_brackets(text):
        return None
    set_in = any(line[:4] == "    " and len(line) > _LONG_LINE for line in lines)
    reader = _reader(breaks=_each_line_counts(lines), code=not set_in)
    try:
        tokens = reader.parse(text.replace("\x00", "\ufffd"))
    except RecursionError:
        return None
    if any(token.level >= _DEEPEST - 2 for token in tokens):
        return None
    return str(reader.renderer.render(_mended(tokens), reader.options, {}))


@cache
def _reader(*, breaks: bool, code: bool) -> MarkdownIt:
    """Return a reader to whom line ends are breaks, or lines that are set in are code; or not.

    It is kept, because to make one takes a tenth of the time of reading a short file.
    """
    from markdown_it import MarkdownIt  # 78 ms, and few files need it

    reader = MarkdownIt("commonmark", {"maxNesting": _DEEPEST, "breaks": breaks}).enable("table")
    return reader if code else reader.disable("code")


def _has_many_brackets(text: str) -> bool:
    if text.count("[") + text.count("<") + text.count("`") < _MOST_BRACKETS:
        return False
    return any(
        part.count("[") + part.count("<") + part.count("`") >= _MOST_BRACKETS
        for part in text.split("\n\n")
    )


def _each_line_counts(lines: Sequence[str]) -> bool:
    """Whether line ends inside paragraphs are paragraphs' own: lines too long to be wrapped."""
    inside = [
        len(line) for line, following in pairwise(lines) if line.strip() and following.strip()
    ]
    return sum(length > _LONG_LINE for length in inside) * 4 > len(inside)


def _mended(tokens: list[Token]) -> list[Token]:
    """Make prose of long "headings" with a line of dashes under them, words of unknown tags."""
    from markdown_it.token import Token  # see _html

    mended: list[Token] = []
    for at, token in enumerate(tokens):
        mended.append(token)
        for inner in (token, *(token.children or ())):
            if inner.type in {"html_block", "html_inline"}:
                inner.content = _NO_TAG.sub("&lt;", inner.content)
        if token.type not in {"heading_open", "heading_close"} or token.markup[:1] not in "-=":
            continue
        inline = tokens[at + 1] if token.type == "heading_open" else tokens[at - 1]
        if len(inline.content) > _LONGEST_HEADING or "\n" in inline.content.strip():
            token.tag = "p"
            if token.type == "heading_close":
                mended.append(Token("hr", "hr", 0, markup="---"))
    return mended


_TAGS = (
    "a abbr b big blockquote br center cite code dd del dfn div dl dt em font h[1-6] hr i img ins "
    "kbd li ol p pre q rp rt ruby s samp script section small span strike strong style sub sup "
    "table tbody td tfoot th thead tr tt u ul var"
)
_NO_TAG = re.compile(rf"<(?!/?(?:{'|'.join(_TAGS.split())})\b|!--.*?-->)", re.I | re.S)
"""What begins like a tag and is a word, ``<grin>``, or a comment that nothing ends."""


def _label_lines(pieces: Sequence[Piece]) -> list[Label]:
    """Fold what stands at the top and is labels, ``# Title: The Weir``; returns them.

    They are headings or lines of a paragraph, below the title or without one.
    """
    labels: list[Label] = []
    for at, piece in enumerate(pieces[:20]):
        if piece.kind is Kind.SCENE_BREAK:
            continue
        lines = piece.text.split("\n")
        known = [label for line in lines if (label := parse_label(line))]
        others = sum(1 for line in lines if _OTHER_LABEL.fullmatch(line)) if labels or known else 0
        if len(known) < len(lines) and max(len(known), others) < len(lines):
            if at == 0 and piece.level:
                continue  # the title itself
            break
        titled = any(label.field in {"title", "authors"} for label in known)
        piece.role = Role.TITLE if titled and len(lines) == 1 else Role.FRONT
        labels += known
    return labels


_OTHER_LABEL = re.compile(r"[^\W\d_]{2,20}: \S.{0,80}")


def _only_first_rank(pieces: Sequence[Piece]) -> str:
    """Return the heading a text opens with, where it is the only one of its rank."""
    headings = [piece for piece in pieces if piece.level and piece.role is Role.BODY]
    if not headings or any(piece.level <= headings[0].level for piece in headings[1:]):
        return ""
    first = next(piece for piece in pieces if piece.role is Role.BODY and piece.text)
    if first is not headings[0]:
        return ""
    if parse_mark(first.text):
        return ""
    first.role, first.kind = Role.TITLE, Kind.HEADING
    return clean_line(first.text, 300)


def _name_below_title(pieces: Sequence[Piece]) -> str:
    """Return the line between title and first heading, if it is a name."""
    below = [piece for piece in pieces[:8] if piece.role is Role.BODY and piece.text][:2]
    if len(below) < 2 or below[0].level or not below[1].level or not is_name_alone(below[0].text):
        return ""
    below[0].role, below[0].kind = Role.TITLE, Kind.HEADING
    return clean_line(below[0].text, 300)
