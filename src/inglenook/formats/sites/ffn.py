"""Pages saved from FanFiction.net: one chapter each, with one line of packed metadata."""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.formats.labels import Label, typed
from inglenook.formats.markup.tree import Node, attribute, by_id, tagged
from inglenook.formats.sites.reading import Reading, body_of, line
from inglenook.model import Guess, Metadata, Role

SITE = "https://www.fanfiction.net/s/"
_STORY = re.compile(r"(?:/s/|id:\s*)(\d{1,12})")
_KEYED = re.compile(
    r"(Rated|Chapters|Words|Updated|Published|Status|id|Reviews|Favs|Follows)\s*:\s*"
)
_GENRES = frozenset(
    {"Adventure", "Angst", "Crime", "Drama", "Family", "Fantasy", "Friendship", "General",
     "Horror", "Humor", "Hurt-Comfort", "Mystery", "Parody", "Poetry", "Romance", "Sci-Fi",
     "Spiritual", "Supernatural", "Suspense", "Tragedy", "Western"}
)  # fmt: skip
_AUTHOR = re.compile(r"(?:https?://[^/]+)?/u/\d")
_PAIR = re.compile(r"\[([^\]]+)\]")


def is_page(root: Node) -> bool:
    """Whether a page is one chapter as the site shows it."""
    return by_id(root, "storytext") is not None and by_id(root, "profile_top") is not None


def read_page(root: Node) -> Reading:
    """Read a saved page: the text of one chapter, and what the head of the page says."""
    top, text = by_id(root, "profile_top"), by_id(root, "storytext")
    reading = Reading(_metadata(root, top))
    reading.roles = {body_of(root): Role.RESIDUE, top: Role.FRONT, text: Role.BODY}
    reading.starts = {text: _chapter(root)}
    reading.whole = True
    reading.guesses = [
        Guess("title", reading.metadata.title, 1.0, "the head of the saved page"),
        Guess("authors", ", ".join(reading.metadata.authors), 1.0, "the head of the saved page"),
    ]
    return reading


def _chapter(root: Node) -> str:
    for option in tagged(root, "option"):
        if option.get("selected") is not None:
            return line(option, 300)
    return ""


def _metadata(root: Node, top: Node) -> Metadata:
    title = next((line(node) for node in tagged(top, "b")), "")
    authors = tuple(
        line(link) for link in tagged(top, "a") if _AUTHOR.match(attribute(link, "href"))
    )
    spans = [line(node, 3000) for node in tagged(top, "span")]
    packed = max((text for text in spans if "Rated:" in text), key=len, default="")
    texts = [line(node, 5000) for node in tagged(top, "div")]
    summary = max((text for text in texts if "Rated:" not in text), key=len, default="")
    metadata = packed_line(packed)
    number = metadata.work_id or _number(root)
    fandoms = tuple(line(link) for link in _crumbs(root))
    return replace(
        metadata,
        title=title,
        authors=tuple(dict.fromkeys(filter(None, authors)))[:1],
        summary=summary,
        fandoms=fandoms,
        work_id=number,
        source_url=SITE + number if number else "",
    )


def _crumbs(root: Node) -> list[Node]:
    place = by_id(root, "pre_story_links")
    found = list(tagged(place, "a")) if place is not None else []
    return found[-1:]


def _number(root: Node) -> str:
    for node in tagged(root, "link", "a", "meta"):
        match = re.search(r"/s/(\d{1,12})", attribute(node, "href") or attribute(node, "content"))
        if match:
            return match.group(1)
    return ""


def packed_line(text: str) -> Metadata:
    """Return ``Rated: Fiction T - English - Adventure - [A, B] C - Words: 9 - id: 1`` typed."""
    parts = text.replace("Hurt/Comfort", "Hurt-Comfort").split(" - ")
    fields: dict[str, object] = {}
    loose: list[str] = []
    for part in map(str.strip, parts):
        keyed = _KEYED.match(part)
        if not keyed:
            loose.append(part)
            continue
        name, value = keyed.group(1), part[keyed.end() :].strip()
        if name == "Rated":
            fields["rating"] = value.removeprefix("Fiction").strip()
        elif name == "id":
            fields["work_id"] = value
        elif name in {"Chapters", "Words", "Updated", "Published"}:
            fields[name.lower()] = value
        elif name == "Status":
            fields["status"] = value.casefold()
    fields.setdefault("status", "in progress" if fields.get("rating") else "")
    for part in loose:
        words = part.split("/")
        language = typed([Label("language", "Language", part)]).language
        if language and "language" not in fields:
            fields["language"] = language
        elif set(words) <= _GENRES and "categories" not in fields:
            fields["categories"] = tuple(word.replace("Hurt-C", "Hurt/C") for word in words)
        elif part and "characters" not in fields:
            fields |= _people(part)
    return replace(Metadata(), **fields)  # type: ignore[arg-type]


def _people(text: str) -> dict[str, object]:
    """``[A, B] C`` is a pairing of A and B, and C."""
    pairings = tuple(
        "/".join(name.strip() for name in pair.split(",")) for pair in _PAIR.findall(text)
    )
    names = re.split(r"\s*,\s*", _PAIR.sub(lambda match: match.group(1) + ", ", text).strip(" ,"))
    return {"characters": tuple(filter(None, map(str.strip, names))), "relationships": pairings}
