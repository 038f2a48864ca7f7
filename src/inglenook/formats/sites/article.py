"""The article of any saved page: the text, without navigation, comments and share bars.

What is left out is folded as residue, not dropped: nothing of a file is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from inglenook.formats.markup.tree import Node, local, tagged
from inglenook.formats.sites.about import about, named_chapter
from inglenook.formats.sites.reading import Reading, body_of
from inglenook.model import Role

_RESIDUE_TAGS = frozenset({"nav", "footer", "form", "button", "select", "textarea", "menu"})
_RESIDUE = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-?(?:list|form|area|body)|disqus|respond|replies|share|sharing|share-?bar|"
    r"sharedaddy|social|addthis|nav|navbar|navigation|menu|breadcrumbs?|sidebar|side-?bar|widget|"
    r"related|recommend(?:ed|ations)?|footer|site-?header|masthead|banner|cookie|newsletter|"
    r"subscribe|advert(?:isement)?|ads?|sponsor|promo|login|signup|search-?(?:box|form)|pagination|"
    r"pager|page-?nav|post-?nav|rating-?widget|page-rate|rate-points|tag-?list|tags|taglist|"
    r"print(?:only|-link)?|skip-?link|jump-?links?|toolbar|popup|modal|licensebox|footer-wikiwalk-nav|"
    r"wm-ipp|wm-ipp-base|relatedposts|ljtags|creditrate|modalcontainer|entry-?meta|post-?meta|reactions-?bar|signature"
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
    if chapter := named_chapter(root):
        reading.starts[main if main is not None else body] = chapter
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
    return _Called(*(bool(what.search(words)) for what in (_RESIDUE, _ARTICLE)))


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
