"""Project Gutenberg's wrapper: its header labels, the title page below, the licence after."""

from __future__ import annotations

import re

from inglenook.formats import header
from inglenook.formats.contents import fold_title
from inglenook.formats.labels import Label, parse_label, split_names
from inglenook.formats.lines import Group
from inglenook.formats.titles import Head
from inglenook.model import Block, Guess, Kind, Role

_FIRST = re.compile(
    r"(?:\ufeff)?\W{0,6}(?:The )?Project Gutenberg(?:['’]s)?(?: (?:e-?book|etext))?(?: of)?,?\s+"
    r"(?P<title>.{2,200}?),?\s+by\s+(?P<name>.{2,80})",
    re.IGNORECASE,
)
_ETEXT = re.compile(
    r"^\*{2,}\s?(?:The\s)?Project\sGutenberg(?:['’]s)?\s(?:E-?text|E-?book)\s(?:of|edition\sof)\s"
    r"(?P<title>[^*]{2,150}?)(?:,?\s+by\s+(?P<name>[^*]{2,60}?))?\s?\*+$",
    re.IGNORECASE | re.MULTILINE,
)
"""The starred line further down in the headers of 1991 to 2003."""
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z ]{2,30}):\s+(?P<value>\S.*)")
_PRODUCED = re.compile(
    r"\W{0,3}(?:(?:e-?text )?(?:produced|prepared|scanned|transcribed|created|typed) by|"
    r"this e-?text was|\[?transcriber['’]s notes?|e-?text prepared|proofread)",
    re.IGNORECASE,
)
_EBOOK = re.compile(r"\s*\[E(?:Book|Text) #\d+\]", re.IGNORECASE)


def read_head(before: str, groups: list[Group]) -> Head:
    """Return the head of a Gutenberg text: labels from its wrapper, the title page folded."""
    head = Head()
    _wrapper(before, head)
    if not (head.title and head.authors):
        _complete(head, groups)
    taken = 0
    title, author = fold_title(head.title), fold_title(head.authors[0] if head.authors else "")
    surname = fold_title(head.authors[0].split()[-1]) if head.authors else ""
    for index, piece in enumerate(groups[:24]):
        text = piece.text.strip()
        if _PRODUCED.match(text) and len(text) < 800:
            head.blocks.append(Block(Kind.NOTE, _lines(text), (), Role.RESIDUE))
            taken = index + 1
            continue
        fold = fold_title(text)
        short = len(text) < 160 and text.count("\n") < 4
        named = (
            short
            and bool(fold)
            and (
                (title and (fold in title or title.startswith(fold) or title in fold))
                or (author and author in fold)
                or (surname and len(surname) > 3 and surname in fold and len(text) < 60)
                or header.read_head([piece, Group(1, "x")]).authors
            )
        )
        if named:
            head.blocks.append(Block(Kind.HEADING, " ".join(text.split()), (), Role.TITLE))
            taken = index + 1
            continue
        if short and len(text) < 60 and index == taken and fold in {"by", "and", "or"}:
            head.blocks.append(Block(Kind.HEADING, text, (), Role.TITLE))
            taken = index + 1
            continue
        break
    head.taken = taken
    return head


def _wrapper(before: str, head: Head) -> None:
    lines = before.split("\n")
    name = ""
    found: dict[str, str] = {}
    for line in lines:
        match = _LABEL.fullmatch(line)
        if match and parse_label(line):
            name = match.group("label")
            found.setdefault(name, match.group("value").strip())
        elif name and line.startswith("  ") and line.strip():
            found[name] = _run_on(name, found[name], line.strip())
        elif line.strip():
            name = ""
    for label, value in found.items():
        field = parse_label(f"{label}: {value}")
        if field:
            head.labels.append(Label(field.field, label, _EBOOK.sub("", value)))
    for piece in (part for part in before.split("\n\n") if part.strip()):
        head.blocks.append(Block(Kind.NOTE, _lines(piece.strip("\n")), (), Role.RESIDUE))
    _name(before, found, head)


def _run_on(name: str, value: str, more: str) -> str:
    """Join a value to its next line; in a title that line is the subtitle."""
    if name != "Title" or value.endswith((":", ";", ",", "-")):
        return f"{value} {more}"
    return f"{value}; {more}" if more[:3].casefold() == "or " else f"{value}: {more}"


def _name(before: str, found: dict[str, str], head: Head) -> None:
    opening = [line for line in before.strip().split("\n\n")[0].split("\n") if line[:1] != "#"]
    first = _FIRST.match(" ".join(" ".join(opening).split())[:400]) or _ETEXT.search(before)
    said = first.groupdict() if first else {}
    sure, evidence = 0.85, "Project Gutenberg's first line"
    for field, label in (("title", "Title"), ("name", "Author")):
        value = found.get(label) or (said.get(field) or "").strip(" ,*")
        if not value:
            continue
        guessed = (0.98, "Project Gutenberg's header") if found.get(label) else (sure, evidence)
        if field == "title":
            head.title = value
            head.guesses.append(Guess("title", value, *guessed))
        else:
            head.authors = split_names(value)
            head.guesses.append(Guess("authors", ", ".join(head.authors), *guessed))


def _complete(head: Head, groups: list[Group]) -> None:
    """Take from the book's own title page what the wrapper around it does not say."""
    page = header.read_head(groups[:24])
    if not head.title:
        head.title = page.title
        head.guesses += [guess for guess in page.guesses if guess.field == "title"]
    if not head.authors:
        head.authors = page.authors
        head.guesses += [guess for guess in page.guesses if guess.field == "authors"]


def _lines(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def tail_blocks(after: str) -> list[Block]:
    """Return the licence behind a book, folded, a block a paragraph."""
    return [
        Block(Kind.NOTE, " ".join(piece.split()), (), Role.RESIDUE)
        for piece in after.split("\n\n")
        if piece.strip()
    ]
