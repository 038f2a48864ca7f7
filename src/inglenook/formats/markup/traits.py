"""What the class names and ``epub:type`` words of an element say about the text in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from inglenook.model import Kind, Role


class Traits(NamedTuple):
    """How the text under an element is to be taken; None and False say nothing."""

    kind: Kind | None = None
    role: Role | None = None
    line: bool = False
    """The element is one line of a verse, not a paragraph."""
    heading: bool = False
    """A paragraph that is part of a heading: the title under a chapter's number."""
    skip: bool = False
    """A page number or backlink, which belongs to a printed page and not to the text."""


NOTHING = Traits()

_TYPES: dict[str, Traits] = {
    # EPUB's structural vocabulary, with the DAISY and ARIA spellings of the same words
    "z3998:poem": Traits(Kind.VERSE), "z3998:verse": Traits(Kind.VERSE),
    "z3998:song": Traits(Kind.VERSE), "z3998:hymn": Traits(Kind.VERSE),
    "z3998:lyrics": Traits(Kind.VERSE),
    "footnote": Traits(Kind.NOTE), "endnote": Traits(Kind.NOTE), "rearnote": Traits(Kind.NOTE),
    "footnotes": Traits(Kind.NOTE), "endnotes": Traits(Kind.NOTE),
    "rearnotes": Traits(Kind.NOTE), "note": Traits(Kind.NOTE),
    "doc-footnote": Traits(Kind.NOTE), "doc-endnote": Traits(Kind.NOTE),
    "doc-endnotes": Traits(Kind.NOTE),
    "backlink": Traits(skip=True), "doc-backlink": Traits(skip=True),
    "pagebreak": Traits(skip=True), "doc-pagebreak": Traits(skip=True),
    "title": Traits(heading=True), "subtitle": Traits(heading=True),
    "fulltitle": Traits(heading=True), "ordinal": Traits(heading=True),
    "z3998:ordinal": Traits(heading=True), "label": Traits(heading=True),
    "titlepage": Traits(role=Role.FRONT), "imprint": Traits(role=Role.FRONT),
    "toc": Traits(role=Role.FRONT), "landmarks": Traits(role=Role.FRONT),
    "page-list": Traits(role=Role.FRONT), "doc-toc": Traits(role=Role.FRONT),
    "copyright-page": Traits(role=Role.FRONT), "cover": Traits(role=Role.FRONT),
    "colophon": Traits(role=Role.END), "doc-colophon": Traits(role=Role.END),
}  # fmt: skip

_CLASSES: tuple[tuple[re.Pattern[str], Traits], ...] = (
    (re.compile(r"page-?num(?:ber)?s?|pg-?num|pageno"), Traits(skip=True)),
    (re.compile(r"i\d{1,2}|verse-?line|line\d?|vers"), Traits(line=True)),
    (
        re.compile(r"poem\d?|poetry(?:-container)?|verse|stanza|song|lyrics?|hymn|poet"),
        Traits(Kind.VERSE),
    ),
    (re.compile(r"foot-?notes?|end-?notes?|fnote"), Traits(Kind.NOTE)),
    (re.compile(r"block-?quot(?:e|es)?|bq|extract"), Traits(Kind.QUOTE)),
    (re.compile(r"pg-?boilerplate|pgheader|pgfooter"), Traits(role=Role.RESIDUE)),
    (re.compile(r"toc|contents|table-?of-?contents|title-?page|tnote|mynote|transnote"),
     Traits(role=Role.FRONT)),
)  # fmt: skip


@lru_cache(maxsize=4096)
def traits(classes: str, types: str) -> Traits:
    """Return what an element's ``class`` and ``epub:type`` (or ``role``) attributes say."""
    found = NOTHING
    for word in types.split():
        found = _add(found, _TYPES.get(word, NOTHING))
    for word in classes.lower().split():
        for pattern, meaning in _CLASSES:
            if pattern.fullmatch(word):
                found = _add(found, meaning)
    return found


def _add(known: Traits, more: Traits) -> Traits:
    return Traits(
        known.kind or more.kind,
        known.role or more.role,
        known.line or more.line,
        known.heading or more.heading,
        known.skip or more.skip,
    )
