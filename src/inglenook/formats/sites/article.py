"""The article of any saved page: the text, without navigation, comments and share bars.

What is left out is folded as residue, not dropped: nothing of a file is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.formats.marks import parse_mark
from inglenook.formats.markup.tree import Node, attribute, local, tagged, text_of, with_attributes
from inglenook.formats.sites.reading import Reading, body_of, with_class
from inglenook.model import Guess, Metadata, Role

_RESIDUE_TAGS = frozenset({"nav", "footer", "form", "button", "select", "textarea", "menu"})
_RESIDUE = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?(?:list|form|area|body)|disqus|respond|replies|share|sharing|share-?bar|"
    r"sharedaddy|social|addthis|nav|navbar|navigation|menu|breadcrumbs?|sidebar|side-?bar|widget|"
    r"related|recommend(?:ed|ations)?|footer|site-?header|masthead|banner|cookie|newsletter|"
    r"subscribe|advert(?:isement)?|ads?|sponsor|promo|login|signup|search-?(?:box|form)|pagination|"
    r"pager|page-?nav|post-?nav|rating-?widget|page-rate|rate-points|tag-?list|tags|taglist|"
    r"print(?:only|-link)?|skip-?link|jump-?links?|toolbar|popup|modal|licensebox|footer-wikiwalk-nav|"
    r"wm-ipp|wm-ipp-base|relatedposts|ljtags|entry-?meta|post-?meta|reactions-?bar|signature"
    r")(?:$|[\s_-])",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:article|story|storytext|story-?(?:body|content|text)|chapter-?(?:body|content|"
    r"text)|post-?(?:body|content|text)|entry-?(?:content|text|body)|page-content|main-content|"
    r"content|userstuff|mw-parser-output|text|body-?text|fic|prose)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTAINERS = frozenset({"div", "article", "section", "main", "td", "body", "center", "blockquote",
                         "html", "pre", "font"})  # fmt: skip
_PROSE_TAGS = frozenset({"p", "pre", "blockquote", "li", "dd"})
_NO_TEXT = frozenset({"script", "style", "noscript", "template"})
_RESIDUE_PLACES = frozenset({"div", "ul", "section", "aside", "header", "p", "table", "ol", "span",
                             "dl", "dd", "dt", "li", "td"})  # fmt: skip
_LONG_TEXT = 2000
"""Letters in a place named both ways, ``post-content-widget``, that make it the article."""
_FEWEST_SCORED = 20
"""Letters that count for an article; fewer are a label or a button."""
_FEWEST_LETTERS = 200
_ASIDE = 0.2
"""What text weighs inside comments or navigation, against that of the article."""
_MOST_LINKED = 0.5
"""Share of linked text beyond which a block is navigation."""


def read_article(root: Node) -> Reading:
    """Read a page no site's reader knows."""
    body = body_of(root)
    reading = Reading()
    reading.metadata, reading.guesses = about(root, body)
    main = _main(body)
    if main is not None and main is not body:
        reading.roles[body] = Role.RESIDUE
        reading.roles[main] = Role.BODY
    for node in _residue(main if main is not None else body):
        reading.roles[node] = Role.RESIDUE
    return reading


def _residue(main: Node) -> list[Node]:
    """The elements under ``main`` that are no part of the article."""
    found = tagged(main, *_RESIDUE_TAGS, *_RESIDUE_PLACES)
    return [node for node in found if node is not main and _is_residue(node)]


def _is_residue(node: Node) -> bool:
    name = local(node.tag)
    if name in _RESIDUE_TAGS:
        return True
    if name not in _RESIDUE_PLACES:
        return False
    words = _words(node)
    if name == "aside" and not re.search("note", words, re.IGNORECASE):
        return True
    called = _called(words)
    return called.residue and not (called.article and _letters(node) > _LONG_TEXT)


class _Called(NamedTuple):
    residue: bool
    article: bool


_UNCALLED = _Called(residue=False, article=False)


@lru_cache(maxsize=4096)
def _named(words: str) -> _Called:
    return _Called(bool(_RESIDUE.search(words)), bool(_ARTICLE.search(words)))


def _called(words: str) -> _Called:
    """What an element's class and id say it is."""
    return _named(words) if words else _UNCALLED


def _words(node: Node) -> str:
    """The class and id of an element."""
    if not node.keys():
        return ""
    return f"{node.get('class') or ''} {node.get('id') or ''}".strip()


def _letters(node: Node) -> int:
    return sum(len(text.strip()) for text in node.itertext())


class _Count:
    """Letters under an element: all of them, those in links, and those not inside a block."""

    __slots__ = ("direct", "linked", "total")

    def __init__(self) -> None:
        self.total = self.linked = self.direct = 0


def _counts(body: Node) -> Iterator[tuple[Node, str, _Count, float]]:
    """Count the letters of all elements, each told where it ends.

    Yields:
        The element, its local name, its letters, and what they weigh: text inside comments
        and navigation is hardly the article, even where there is more of it.
    """
    from lxml import etree  # 26 ms; see tree.py

    open_ = [_Count()]
    aside: list[Node] = []
    events = etree.iterwalk(body, events=("start", "end"))
    for event, node in events:
        name = local(node.tag)
        if event == "start":
            count = _Count()
            open_.append(count)
            if node is not body and _is_residue(node):
                aside.append(node)
            if name in _NO_TEXT:
                events.skip_subtree()
            elif text := node.text:
                count.total = count.direct = len(text.strip())
            continue
        count = open_.pop()
        if name == "a":
            count.linked = count.total
        yield node, name, count, _ASIDE if aside else 1.0
        if aside and aside[-1] is node:
            aside.pop()
        above = open_[-1]
        above.total += count.total
        above.linked += count.linked
        if tail := node.tail:
            letters = len(tail.strip())
            above.total += letters
            above.direct += letters


def _main(body: Node) -> Node | None:
    """The element that holds the article, or None where the whole body is it.

    Every paragraph gives its letters to its parent, half of them to its grandparent; links
    give nothing; names help. The best is the article, or its parent when siblings of it
    hold text of the same kind.
    """
    given: dict[Node, float] = {}
    for node, name, count, weight in _counts(body):
        if name in _PROSE_TAGS:
            linked_up = count.linked > _MOST_LINKED * count.total
            letters = 0 if linked_up else count.total - count.linked
            place = node.getparent()
        elif name in _CONTAINERS:
            letters, place = count.direct, node
        else:
            continue
        if letters >= _FEWEST_SCORED and place is not None:
            given[place] = given.get(place, 0.0) + weight * letters
    if sum(given.values()) < _FEWEST_LETTERS:
        return None
    scores: dict[Node, float] = {}
    for place, weight in given.items():
        _give(scores, place, weight)
    if not scores:
        return None
    best = max(scores, key=lambda node: scores[node])
    return _widened(best, scores)


def _give(scores: dict[Node, float], place: Node, letters: float) -> None:
    for share in (1.0, 0.5, 0.25):
        if place is None or local(place.tag) == "html":
            return
        scores[place] = scores.get(place, 0.0) + share * letters * _liking(place)
        place = place.getparent()


def _widened(best: Node, scores: dict[Node, float]) -> Node:
    """Climb while the parent holds much more text than its best child."""
    parent = best.getparent()
    while parent is not None and local(parent.tag) not in {"html"}:
        own = scores.get(best, 0.0)
        siblings = [
            node
            for node in parent
            if node is not best and scores.get(node, 0.0) > own / 4 and not _is_residue(node)
        ]
        if not siblings and scores.get(parent, 0.0) < 0.9 * own:
            break
        if local(parent.tag) == "body" and not siblings:
            break
        best, parent = parent, parent.getparent()
    return best


def _liking(node: Node) -> float:
    liking = 1.3 if local(node.tag) in {"article", "main"} else 1.0
    called = _called(_words(node))
    return liking * (1.3 if called.article else 1.0) * (_ASIDE if called.residue else 1.0)


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
_FEW_TEXTS = 8
"""Texts of an element that may be a line of its head each, with ``<br>`` between them."""
_SITE_SUFFIX = re.compile(r"\s+(?:[|»·•]|::?|[-–—])\s+[^|»·•]{2,50}$")


def about(root: Node, body: Node) -> tuple[Metadata, list[Guess]]:
    """Return title and author by what a page says in its head, headings and byline, and how sure.

    Args:
        root: the page.
        body: its body.
    """
    head = _head(root)
    guesses: list[Guess] = []
    title, sure, evidence = _title(head, body)
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
    first = [clean_line(text_of(node, 900), 300) for node in tagged(body, "h1")]
    first = [text for text in first if text]
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
        for text, _ in zip(node.itertext(), range(_FEW_TEXTS), strict=False)
    }
    found = [part for part in parts if part.casefold() in lines]
    return found[0] if len(found) == 1 else ""


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
    for key in ("author", "article:author", "dc.creator", "dcterms.creator", "twitter:creator"):
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
        words = node.get("class")
        if re.search(r"(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])", words):
            name = clean_line(text_of(node, 300), 100)
            if 1 < len(name) <= 80:
                return (_without_by(name),), 0.85, "the page's byline"
    found = _after_heading(body)
    if not found[0] and (poster := next(with_class(body, "ljuser"), None)) is not None:
        return (clean_line(text_of(poster, 240), 80),), 0.7, "who posted the entry"
    return found


def _without_by(text: str) -> str:
    match = _BY.fullmatch(text)
    return match.group("name").strip() if match else text


def _after_heading(body: Node) -> tuple[tuple[str, ...], float, str]:
    """A short ``by Name`` line within the first lines of the page."""
    seen = 0
    for node in tagged(body, "p", "h1", "h2", "h3", "h4", "div", "center", "b", "strong"):
        if len(node) > 6:
            continue
        text = clean_line(text_of(node, 400), 200)
        if not text:
            continue
        seen += 1
        for part, _ in zip((text, *node.itertext()), range(_FEW_TEXTS), strict=False):
            match = _BY.fullmatch(part.strip())
            if match and len(part) < 70:
                return (match.group("name").strip(" ."),), 0.8, 'a "by" line under the heading'
        if re.fullmatch(r"by:?", text, re.IGNORECASE):
            following = node.getnext()
            name = clean_line(text_of(following, 300), 100) if following is not None else ""
            if 1 < len(name) < 60:
                return (name,), 0.8, 'a "by" line under the heading'
        if seen > 40:
            break
    return (), 0.0, ""
