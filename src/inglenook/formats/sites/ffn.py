"""Pages saved from FanFiction.net and FictionPress: one chapter each, with packed metadata.

Three layouts: the desktop's (``#profile_top``, ``#storytext``), the telephone's (``#content``,
``#storycontent``), and that of the first ten years, whose head only the page's title tells.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.formats.labels import Label, typed
from inglenook.formats.markup.tree import Node, attribute, by_id, tagged, text_of
from inglenook.formats.sites.reading import Reading, body_of, line, with_class
from inglenook.model import Guess, Metadata, Role

_SITES = {
    "fanfiction": "https://www.fanfiction.net/s/",
    "fictionpress": "https://www.fictionpress.com/s/",
}
_KEYED = re.compile(
    r"(Rated|Chapters|Words|Updated|Published|Status|id|Reviews|Favs|Follows)\s*:\s*"
)
_GENRES = frozenset(
    {"Adventure", "Angst", "Crime", "Drama", "Family", "Fantasy", "Friendship", "General",
     "Horror", "Humor", "Hurt-Comfort", "Mystery", "Parody", "Poetry", "Romance", "Sci-Fi",
     "Spiritual", "Supernatural", "Suspense", "Tragedy", "Western"}
)  # fmt: skip
_AUTHOR = re.compile(r"(?:https?://[^/]+)?/u/\d")
_NUMBER = re.compile(r"/s/(\d{1,12})")
_PAIR = re.compile(r"\[([^\]]+)\]")
_PAGE_TITLE = re.compile(
    r"(?P<title>.+?)(?: Chapter (?P<number>\d+)(?::\s*(?P<name>.+?))?)?, an? (?P<fandom>.+?) "
    r"(?:fanfic|fiction)(?:\s*[|-].*)?",
    re.IGNORECASE,
)


TEXTS = frozenset({"storytext", "storycontent"})
"""Ids of the element that holds the story; a page of the site has one of them."""


def is_page(root: Node) -> bool:
    """Whether a page is one chapter as the site shows it."""
    if by_id(root, "storytext") is not None:
        return by_id(root, "profile_top") is not None or _site(root) != ""
    return by_id(root, "storycontent") is not None and by_id(root, "content") is not None


def _site(root: Node) -> str:
    """The site's name as the page's title or address tells it."""
    places = [text_of(node, 400) for node in tagged(root, "title")]
    places += [attribute(node, "href") for node in tagged(root, "link")]
    joined = " ".join(places).casefold()
    return next((name for name in reversed(_SITES) if name in joined), "")


def read_page(root: Node) -> Reading:
    """Read a saved page: the text of one chapter, and what the head of the page says."""
    top, text = by_id(root, "profile_top"), by_id(root, "storytext")
    if text is None:
        top, text = by_id(root, "content"), by_id(root, "storycontent")
    if text is None:
        return Reading()  # no page of the site: see is_page
    shown = _PAGE_TITLE.fullmatch(next((line(node) for node in tagged(root, "title")), ""))
    reading = Reading(_metadata(root, top, shown), numbered=True, whole=True)
    reading.roles = {body_of(root): Role.RESIDUE, text: Role.BODY}
    if top is not None and top not in text.iterancestors():
        reading.roles[top] = Role.FRONT
    reading.starts = {text: _chapter(root, shown)}
    said = (("title", reading.metadata.title), ("authors", ", ".join(reading.metadata.authors)))
    reading.guesses = [
        Guess(field, value, 1.0, "the head of the saved page") for field, value in said if value
    ]
    return reading


def _chapter(root: Node, shown: re.Match[str] | None) -> str:
    """``2. Morning``, as the site lists chapters; ``Chapter 2`` where it has no other name."""
    title = ""
    for option in tagged(root, "option"):
        if option.get("selected") is not None:
            title = line(option, 300)
            break
    if not title and shown and shown.group("number"):
        number, name = shown.group("number", "name")
        title = f"{number}. {name}" if name else f"Chapter {number}"
    return title


def _metadata(root: Node, top: Node | None, shown: re.Match[str] | None) -> Metadata:
    place = top if top is not None else root
    title = next((line(node) for node in tagged(place, "b")), "") if top is not None else ""
    authors = (line(link) for link in tagged(place, "a") if _AUTHOR.match(attribute(link, "href")))
    metadata = Metadata() if top is None else _packed(top)
    number = metadata.work_id or _number(root)
    site = _SITES[_site(root) or "fanfiction"]
    return replace(
        metadata,
        title=title or (shown.group("title") if shown else ""),
        authors=tuple(filter(None, authors))[:1],
        summary=_summary(place),
        fandoms=_fandoms(root, top) or ((shown.group("fandom"),) if shown else ()),
        work_id=number,
        source_url=site + number if number else "",
    )


def _packed(top: Node) -> Metadata:
    spans = [line(node, 3000) for node in tagged(top, "span")]
    packed = max((text for text in spans if "Rated:" in text), key=len, default="")
    if packed:
        return packed_line(packed)
    _, rated, rest = line(top, 5000).partition("Rated:")
    return packed_line(_unfolded(rated + rest))


def _unfolded(text: str) -> str:
    """``Rated: T, English, Drama & Angst, A. & B., Words: 3k+`` as the desktop packs it."""
    parts = re.split(r",\s+|\s+(?=(?:Updated|Published):)", text)
    parts = [part.replace(" & ", "/") if _genres(part.replace(" & ", "/")) else part
             for part in parts]  # fmt: skip
    if parts and (last := re.match(r"((?:Updated|Published): \S+)", parts[-1])):
        parts[-1] = last.group()  # the number of the chapter follows
    return " - ".join(part.replace(" & ", ", ") for part in parts)


def _summary(top: Node) -> str:
    texts = [line(node, 5000) for node in with_class(top, "xcontrast_txt") if node.tag == "div"]
    return max(texts, key=len, default="")


def _fandoms(root: Node, top: Node | None) -> tuple[str, ...]:
    """The last of the links that lead to the story; two names where it is a crossover."""
    crumbs = by_id(root, "pre_story_links")
    place = crumbs if crumbs is not None else top
    if place is None:
        return ()
    names = [line(a) for a in tagged(place, "a") if not _AUTHOR.match(attribute(a, "href"))]
    if crumbs is None:
        names = names[:2]  # on a telephone they stand before all other links
    named = names[-1].removesuffix(" Crossover") if names else ""
    return tuple(filter(None, named.split(" + ")))


def _number(root: Node) -> str:
    for node in tagged(root, "link", "a", "meta"):
        match = _NUMBER.search(attribute(node, "href") or attribute(node, "content"))
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
        language = typed([Label("language", "Language", part)]).language
        genres = _genres(part)
        if language and "language" not in fields:
            fields["language"] = language
        elif genres and "categories" not in fields:
            fields["categories"] = genres
        elif part and "characters" not in fields:
            fields |= _people(part)
    return replace(Metadata(), **fields)  # type: ignore[arg-type]


def _genres(part: str) -> tuple[str, ...]:
    words = part.replace("Hurt/Comfort", "Hurt-Comfort").split("/")
    return tuple(w.replace("Hurt-C", "Hurt/C") for w in words) if set(words) <= _GENRES else ()


def _people(text: str) -> dict[str, object]:
    """``[A, B] C`` is a pairing of A and B, and C."""
    pairings = tuple(
        "/".join(name.strip() for name in pair.split(",")) for pair in _PAIR.findall(text)
    )
    names = re.split(r"\s*,\s*", _PAIR.sub(lambda match: match.group(1) + ", ", text).strip(" ,"))
    return {"characters": tuple(filter(None, map(str.strip, names))), "relationships": pairings}
