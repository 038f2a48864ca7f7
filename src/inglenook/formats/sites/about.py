"""What a page of any site says of itself: the story's title and author, and how sure that is."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice

from inglenook.clean import clean_line
from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.tree import (
    Node,
    attribute,
    local,
    raw_text_of,
    tagged,
    text_of,
    with_attributes,
)
from inglenook.formats.sites.reading import with_class
from inglenook.model import Guess, Metadata

_BYLINE = re.compile(r"(?:^|[\s_-])(?:byline|author)(?:$|[\s_]|-(?:name|link|info))")
_BY = re.compile(
    r"(?:written\s+|posted\s+)?by:?\s+(?P<name>\S.{1,60}?)"
    r"(?:\s+[»|•]\s.*|,?\s+(?:on|at)\s+(?:\w{3,9}\.?,?\s+)?\d.*)?",
    re.IGNORECASE,
)
_TITLE_BY = re.compile(
    r"(?:The Project Gutenberg e-?(?:book|text) of\s+)?(?P<title>.{1,160}?),?\s+(?:by|par|von)\s+"
    r"(?P<name>[^|]{2,60}?)\.?",
    re.IGNORECASE,
)
_HEAD_LINES = 40
_FEW_TEXTS = 8
"""Texts of an element that may be a line of its head each, with ``<br>`` between them."""
_SITE_SUFFIX = re.compile(r"\s+(?:[|»·•]|::?|[-–—])\s+[^|»·•]{2,50}$")


_FIC = re.compile(r"^(?:[\w-]{2,25}: )?(?:new )?(?:fan)?fic(?:tion)?\s*[:-]\s+", re.IGNORECASE)
"""What people put before the title of a story they post to a journal; before it, their name."""


def about(root: Node, body: Node) -> tuple[Metadata, list[Guess]]:
    """Return title and author by what a page says in its head, headings and byline, and how sure.

    Args:
        root: the page.
        body: its body.
    """
    head = _head(root)
    guesses: list[Guess] = []
    title, sure, evidence = _title(head, body)
    title = _FIC.sub("", title) or title
    if title:
        guesses.append(Guess("title", title, sure, evidence))
    authors, sure, evidence = _authors(head, body)
    if not authors:
        match = _TITLE_BY.fullmatch(head.get("title", ""))
        if match:
            authors, sure, evidence = (match.group("name"),), 0.7, "the page's title"
    if authors:
        guesses.append(Guess("authors", ", ".join(authors), sure, evidence))
    metadata = Metadata(
        title=title,
        authors=authors,
        language=head.get("lang", ""),
        summary=head.get("description", ""),
        source_url=head.get("canonical", ""),
        published=head.get("article:published_time", "").split("T")[0],
    )
    return metadata, guesses


def _head(root: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    html = next(tagged(root, "html"), None)
    if html is not None and attribute(html, "lang"):
        found["lang"] = clean_line(attribute(html, "lang"), 20)
    for node in tagged(root, "title", "meta", "link"):
        name = local(node.tag)
        if name == "title" and "title" not in found:
            found["title"] = clean_line(text_of(node), 300)
        elif name == "meta":
            key = (node.get("property") or node.get("name") or "").lower()
            if key and node.get("content"):
                found.setdefault(key, clean_line(node.get("content"), 2000))
        elif name == "link" and (node.get("rel") or "").lower() == "canonical":
            found["canonical"] = clean_line(node.get("href") or "", 500)
    return found


def _title(head: dict[str, str], body: Node) -> tuple[str, float, str]:
    shown = head.get("title", "")
    if story := _of_story(shown)[1]:
        return story, 0.85, "the page's title, which names a chapter of it"
    first = _headings(body)
    if not shown and any(_is_section(node) for node in tagged(body, "h1")):
        first = []
    if len(first) == 1 and (not shown or _akin(first[0], shown)):
        return first[0], 0.95 if shown else 0.85, "the page's heading"
    if head.get("og:title"):
        return _bare(head["og:title"]), 0.9, "the page's description of itself"
    if named := _shown_again(shown, body):
        return named, 0.9, "the page's title, and a line of the page"
    if shown:
        match = _TITLE_BY.fullmatch(shown)
        return (_last(match.group("title")) if match else _bare(shown)), 0.8, "the page's title"
    if first and not parse_mark(first[0]):
        return first[0], 0.6, "the first heading"
    return "", 0.0, ""


def _headings(body: Node) -> list[str]:
    """The texts of the highest headings; of those below ``<h1>``, the first will do."""
    texts = [clean_line(text_of(node, 900), 300) for node in tagged(body, "h1")]
    texts = [text for text in texts if text]
    if not texts and (node := next(tagged(body, "h2"), None)) is not None:
        texts = [text for text in [clean_line(text_of(node, 900), 300)] if text]
    return texts


def _of_story(title: str) -> tuple[str, str]:
    """Chapter and story of ``Chapter 12: Low Water - The Quay | Site``; empty if not named so."""
    parts = _PARTED.split(title)
    mark = parse_mark(parts[0]) if len(parts) > 1 else None
    return (parts[0], parts[1]) if mark is not None and mark.word else ("", "")


def named_chapter(root: Node) -> str:
    """Return the chapter a page's title says it is of a story it names; else nothing."""
    return _of_story(_head(root).get("title", ""))[0]


_PARTED = re.compile(r"\s+(?:::?|[|»•·]|[-–—]{1,2})\s+")
_TOPIC = re.compile(r"view(?:ing)? (?:topic|thread|post|single post)", re.IGNORECASE)
_SHOWN = ("h1", "h2", "h3", "h4", "b", "strong", "font", "big", "center")


def _shown_again(title: str, body: Node) -> str:
    """The part of ``Site - Story`` that the page shows as a line of its own, if just one is."""
    parts = [part for part in _PARTED.split(title) if part and not _TOPIC.fullmatch(part)]
    if len(parts) < 2:
        return ""
    lines = {
        clean_line(text).casefold()
        for node in tagged(body, *_SHOWN)
        if not _names_site(node)
        for text, _ in zip(node.itertext(), range(_FEW_TEXTS), strict=False)
    }
    found = [part for part in parts if part.casefold() in lines]
    return found[0] if len(found) == 1 else ""


_SITE = re.compile(r"site|blog|logo|masthead|banner|header|brand", re.IGNORECASE)
_ENTRY = re.compile(r"entry|post|article|story|chapter", re.IGNORECASE)


def _names_site(node: Node) -> bool:
    """Whether a line stands in the head of the site rather than in that of its text."""
    places = [node, *islice(node.iterancestors(), 2)]
    words = " ".join(f"{n.get('class')} {n.get('id')}" for n in places)
    return bool(_SITE.search(words)) and not _ENTRY.search(words)


def _is_section(heading: Node) -> bool:
    """Whether a wiki numbered the heading for its contents: a section's, not the page's."""
    return re.fullmatch(r"toc\d+|mw-toc.*", heading.get("id") or "") is not None


def _akin(heading: str, title: str) -> bool:
    words = set(re.findall(r"\w+", heading.casefold()))
    return bool(words) and len(words & set(re.findall(r"\w+", title.casefold()))) * 2 >= len(words)


def _last(title: str) -> str:
    """The title behind the name of its site: ``Archive :: The Lamp``."""
    return re.split(r"\s+(?:::|[|»•])\s+", title)[-1]


def _bare(title: str) -> str:
    return _SITE_SUFFIX.sub("", title) or title


def _authors(head: dict[str, str], body: Node) -> tuple[tuple[str, ...], float, str]:
    for key in (
        "author",
        "books:author",
        "article:author",
        "dc.creator",
        "dcterms.creator",
        "twitter:creator",
    ):
        value = head.get(key, "")
        if value and not value.startswith(("http", "/")):
            return (value,), 0.9, "the page's description of itself"
    for node in with_attributes(body, "rel", "itemprop"):
        rel = (node.get("rel") or "").split()
        itemprop = (node.get("itemprop") or "").split()
        if "author" in rel or "author" in itemprop:
            name = clean_line(text_of(node, 240), 80)
            if name:
                return (_without_by(name),), 0.9, "the page's byline"
    for node in with_attributes(body, "class"):
        if _is_byline(node.get("class")):
            name = clean_line(text_of(node, 300), 100)
            if 1 < len(name) <= 80:
                return (_without_by(name),), 0.85, "the page's byline"
    found = _after_heading(body)
    if not found[0] and (poster := next(with_class(body, "ljuser"), None)) is not None:
        return (clean_line(text_of(poster, 240), 80),), 0.7, "who posted the entry"
    return found


@lru_cache(maxsize=4096)
def _is_byline(words: str) -> bool:
    return _BYLINE.search(words) is not None


def _without_by(text: str) -> str:
    match = _BY.fullmatch(text)
    return match.group("name").strip() if match else text


def _after_heading(body: Node) -> tuple[tuple[str, ...], float, str]:
    """A short ``by Name`` line within the first lines of the page."""
    seen = 0
    for node in tagged(body, "p", "h1", "h2", "h3", "h4", "div", "center", "b", "strong"):
        if len(node) > 6:
            continue
        raw = raw_text_of(node, 400)
        if not raw.strip():
            continue
        seen += 1
        if seen > _HEAD_LINES:
            break
        if "by" not in raw.lower():
            continue
        text = clean_line(text_of(node, 400), 200)
        if "by" not in text.casefold():
            continue
        for part, _ in zip(chain((text,), node.itertext()), range(_FEW_TEXTS), strict=False):
            match = _BY.fullmatch(part.strip())
            if match and len(part) < 70:
                return (match.group("name").strip(" ."),), 0.8, 'a "by" line under the heading'
        if re.fullmatch(r"by:?", text, re.IGNORECASE):
            following = node.getnext()
            name = clean_line(text_of(following, 300), 100) if following is not None else ""
            if 1 < len(name) < 60:
                return (name,), 0.8, 'a "by" line under the heading'
    return (), 0.0, ""
