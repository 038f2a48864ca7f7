"""Archive of Our Own: its downloads as HTML and EPUB, and pages saved from the site.

A download is ``#preface`` (work link, ``dl.tags``, title, byline, summary, notes),
``#chapters`` and ``#afterword``. Its EPUB is calibre's conversion of the same page: ids stay,
class names do not, so notes are told by the label in front of their blockquote.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.clean import clean_line
from inglenook.formats.labels import Label, typed
from inglenook.formats.markup.tree import Node, attribute, by_id, local, tagged, text_of
from inglenook.formats.sites.reading import Reading, body_of, classes, line, links, with_class
from inglenook.model import Guess, Metadata, Role

SITE = "https://archiveofourown.org/works/"
_WORK = re.compile(r"(?:https?://(?P<host>[\w.-]{3,80}))?/works/(?P<number>\d{1,12})")
_HOSTS = frozenset({"", "archiveofourown.org", "archiveofourown.com", "ao3.org"})
"""Its names; other archives run its program and have numbers of their own."""
_LISTS = {
    "archive warning": "warnings", "warning": "warnings", "category": "categories",
    "categories": "categories", "fandom": "fandoms", "relationship": "relationships",
    "character": "characters", "additional tag": "tags",
}  # fmt: skip
_CLASSES = {
    "rating": "Rating", "warning": "Warnings", "category": "Categories", "fandom": "Fandoms",
    "relationship": "Relationships", "character": "Characters", "freeform": "Additional Tags",
    "language": "Language", "series": "Series", "collections": "Collections", "stats": "Stats",
    "published": "Published", "words": "Words", "chapters": "Chapters", "kudos": "Kudos",
    "hits": "Hits", "comments": "Comments", "bookmarks": "Bookmarks",
}  # fmt: skip
_STATS = re.compile(r"(Published|Updated|Completed|Words|Chapters)\s*:\s*([\d,.?/-]+)", re.I)
_SERIES = re.compile(r"Part\s+([\d,]+)\s+of\s+(.+)", re.IGNORECASE)
_BEFORE = frozenset({"summary", "notes", "chapter summary", "chapter notes"})
_AFTER = frozenset({"end notes", "chapter end notes"})
_LONGEST_LABEL = 120
_MOST_IN_LABEL = 3
"""Elements inside a label of notes: links to the notes at the end."""
_POINTER = re.compile(r"see the end of the (?:chapter|work) for .{0,60}", re.IGNORECASE)


def is_download(root: Node) -> bool:
    """Whether a tree is a page (or the first part of a book) downloaded from the archive."""
    preface = by_id(root, "preface")
    if preface is None:
        return False
    return bool(work_address(preface)[0]) or any(
        "tags" in classes(n) for n in tagged(preface, "dl")
    )


def is_saved_page(root: Node) -> bool:
    """Whether a tree is a page of a work saved from the site."""
    return by_id(root, "workskin") is not None and by_id(root, "chapters") is not None


def work_address(root: Node) -> tuple[str, str]:
    """Return the number of the work the first link to a work names, and its plain address."""
    for link in tagged(root, "a", "link", "meta"):
        match = _WORK.search(attribute(link, "href") or attribute(link, "content"))
        if match:
            host = (match.group("host") or "").lower().removeprefix("www.")
            number = match.group("number")
            known = SITE + number if host in _HOSTS else clean_line(match.group())
            return number, known
    return "", ""


def read_download(root: Node) -> Reading:
    """Read a downloaded page: everything typed, notes folded, chapters by their headings."""
    reading = Reading(read_preface(root), numbered=True)
    reading.roles = roles_of(root)
    chapters = by_id(root, "chapters")
    if chapters is not None:
        reading.starts = _chapter_heads(chapters, reading)
    reading.whole = not reading.starts
    reading.guesses = guesses_for(reading.metadata)
    return reading


def guesses_for(metadata: Metadata) -> list[Guess]:
    """What the preface says is as sure as anything."""
    found = []
    if metadata.title:
        found.append(Guess("title", metadata.title, 1.0, "the archive's own preface"))
    if metadata.authors:
        authors = ", ".join(metadata.authors)
        found.append(Guess("authors", authors, 1.0, "the byline of the archive's preface"))
    return found


def roles_of(root: Node) -> dict[Node, Role]:
    """The roles of preface, notes and afterword; also in a single part of a book."""
    roles: dict[Node, Role] = {body_of(root): Role.BODY}
    for name, role in (("preface", Role.FRONT), ("afterword", Role.END)):
        found = by_id(root, name)
        if found is not None:
            roles[found] = role
    chapters = by_id(root, "chapters")
    _fold_notes(chapters if chapters is not None else root, roles)
    return roles


def _fold_notes(root: Node, roles: dict[Node, Role]) -> None:
    """Fold notes: a blockquote behind a label, and the label."""
    for node in tagged(root, "p", "h3", "h4", "div", "blockquote"):
        name = local(node.tag)
        if name != "blockquote":
            if len(node) > _MOST_IN_LABEL or (node.text and len(node.text) > 2 * _LONGEST_LABEL):
                continue
            text = text_of(node, _LONGEST_LABEL).rstrip(":").casefold()
            if name == "div" and classes(node)[:1] == ["byline"]:
                roles[node] = Role.TITLE  # of a chapter that others wrote
            elif text in _BEFORE or text in _AFTER:
                roles[node] = Role.FRONT if text in _BEFORE else Role.END
            elif text and _POINTER.fullmatch(text.strip("() .")):
                roles[node] = Role.FRONT
        else:
            before = _previous_element(node)
            if before is not None and roles.get(before) in (Role.FRONT, Role.END):
                roles[node] = roles[before]
            elif before is not None and "meta" in classes(node.getparent()):
                # a label in another language
                ends = (node.getparent().get("id") or "").startswith("endnotes")
                roles[before] = roles[node] = Role.END if ends else Role.FRONT


def _previous_element(node: Node) -> Node | None:
    before = node.getprevious()
    return before if before is not None and isinstance(before.tag, str) else None


def _chapter_heads(chapters: Node, reading: Reading) -> dict[Node, str]:
    """The headings that begin chapters, each with its title; the work's own title is none."""
    found: dict[Node, str] = {}
    heads = [node for node in tagged(chapters, "h2", "h3") if not _inside_text(node, chapters)]
    if any("heading" in classes(head) for head in heads):
        # the archive's hidden headings only repeat the ones that are shown
        for head in heads:
            if "toc-heading" in classes(head):
                reading.roles[head] = Role.TITLE
        heads = [head for head in heads if "toc-heading" not in classes(head)]
    for head in heads:
        words = classes(head)
        title = line(head, 300)
        if "landmark" in words or not title:
            reading.roles[head] = Role.RESIDUE
        elif local(head.tag) == "h2" or "title" in words:
            reading.roles[head] = Role.TITLE
            found[head] = title
    if len(found) == 1 and reading.metadata.title == next(iter(found.values())):
        return {}
    return found


def _inside_text(node: Node, chapters: Node) -> bool:
    """Whether a heading stands in the author's text rather than around it."""
    parent = node.getparent()
    while parent is not None and parent is not chapters:
        if "userstuff" in classes(parent):
            return True
        parent = parent.getparent()
    return False


def read_preface(root: Node) -> Metadata:
    """Return what ``dl.tags`` and the lines around it say, typed."""
    preface = by_id(root, "preface")
    place = preface if preface is not None else root
    # links further down lead to works that inspired this one
    number, address = work_address(next(with_class(place, "message"), place))
    title = next((line(node) for node in tagged(place, "h1")), "")
    metadata = _from_pairs(_pairs(place))
    return replace(
        metadata,
        title=title,
        authors=_authors(place),
        summary=_labelled(place, "summary"),
        notes=_labelled(place, "notes"),
        work_id=number,
        source_url=address,
    )


def _pairs(root: Node) -> list[tuple[str, Node]]:
    """The (label, value element) pairs of every list of definitions under ``root``."""
    found: list[tuple[str, Node]] = []
    for term in tagged(root, "dt"):
        value = term.getnext()
        if value is not None and local(value.tag) == "dd":
            # the site's pages name the list in the class, whatever language they are in
            known = next((_CLASSES[word] for word in classes(term) if word in _CLASSES), "")
            found.append((known or line(term).rstrip(":").strip(), value))
    return found


def _from_pairs(pairs: list[tuple[str, Node]]) -> Metadata:
    fields: dict[str, object] = {}
    other: list[tuple[str, str]] = []
    stats: dict[str, str] = {}
    for label, value in pairs:
        name = label.casefold()
        text = line(value, 5000)
        known = _LISTS.get(name) or _LISTS.get(name.removesuffix("s"))
        if known:
            fields[known] = tuple(links(value) or re.split(r"\s*,\s*", text))
        elif name == "rating":
            fields["rating"] = ", ".join(links(value)) or text
        elif name == "language":
            fields["language"] = typed([Label("language", label, text)]).language or text
        elif name == "series" and text:
            series, number, more = _series(value)
            fields["series"], fields["series_number"] = series, number
            other.extend(("Series", one) for one in more)
        elif name in {"published", "updated", "completed", "status", "words", "chapters"}:
            stats["updated" if name in {"completed", "status"} else name] = text
        elif name == "stats":
            for key, figure in _STATS.findall(text):
                stats["updated" if key.lower() == "completed" else key.lower()] = figure
        elif text and name not in {"kudos", "hits", "comments", "bookmarks"}:
            other.append((label, text))
    fields |= stats
    return replace(Metadata(), **fields, status=_status(stats), other=tuple(other))  # type: ignore[arg-type]


def _series(value: Node) -> tuple[str, str, list[str]]:
    """Name and number of the first series a work is in, and the others as the page has them."""
    places = [line(node) for node in with_class(value, "position")]
    parts = places or re.split(r",?\s*(?=Part [\d,]+ of )", line(value, 2000))
    first, *more = filter(None, parts)
    match = _SERIES.fullmatch(first)
    if not match:
        return first, "", more
    return match.group(2), match.group(1).replace(",", ""), more


def _status(stats: dict[str, str]) -> str:
    written, _, planned = stats.get("chapters", "").partition("/")
    if not planned:
        return ""
    return "complete" if written == planned else "in progress"


def _authors(root: Node) -> tuple[str, ...]:
    """The names of the first byline; the notes link to the authors of other works."""
    byline = next(with_class(root, "byline"), None)
    if byline is None:
        byline = _after_title(root)
    if byline is None:
        named = (node for node in tagged(root, "a") if "author" in attribute(node, "rel").split())
        return tuple(dict.fromkeys(filter(None, map(line, named))))
    text = line(byline).removeprefix("by ").strip()
    writer, archived, _ = text.partition(" [archived by")
    names = [writer] if archived else links(byline) or text.split(", ")
    return tuple(dict.fromkeys(filter(None, names)))


def _after_title(root: Node) -> Node | None:
    """The ``by A, B`` line behind the title, where calibre has taken class and rel away."""
    for title in tagged(root, "h1"):
        following = title.getnext()
        if following is not None and line(following).startswith("by "):
            return following
    return None


def _labelled(root: Node, label: str) -> str:
    """The text of the blockquote behind a label, on one line per paragraph."""
    for node in root.iter():
        if local(node.tag) not in {"p", "h3"} or line(node).rstrip(":").casefold() != label:
            continue
        following = node.getnext()
        while following is not None and local(following.tag) in {"p", "ul"}:
            following = following.getnext()
        if following is not None and local(following.tag) == "blockquote":
            return _lines(following)
    return ""


def _in_module(skin: Node, name: str) -> str:
    """The text of the work's own summary or notes on a page of the site."""
    preface = next(with_class(skin, "preface"), None)
    module = next(with_class(preface, name, "module"), None) if preface is not None else None
    quote = next(tagged(module, "blockquote"), None) if module is not None else None
    return _lines(quote) if quote is not None else ""


def _lines(quote: Node) -> str:
    paragraphs = [line(part, 0) for part in tagged(quote, "p")]
    return "\n".join(filter(None, paragraphs)) or line(quote, 0)


def read_saved_page(root: Node) -> Reading:
    """Read a page saved from the site: the work, without the site around it."""
    skin = by_id(root, "workskin")
    reading = Reading(numbered=True)
    body = body_of(root)
    reading.roles = {body: Role.RESIDUE, skin: Role.BODY}
    metas = [node for node in with_class(root, "work", "meta") if local(node.tag) == "dl"]
    pairs = [pair for meta in metas for pair in _pairs(meta) if pair[0].casefold() != "stats"]
    for meta in metas:
        reading.roles[meta] = Role.FRONT
    chapters = by_id(root, "chapters")
    _roles_of_modules(skin, chapters, reading)
    # a chapter's title and the buttons lead to this work; links of series and notes to others
    places = (*with_class(skin, "title"), *with_class(root, "actions"), root)
    number, address = next(filter(any, map(work_address, places)), ("", ""))
    title = next((line(n) for n in tagged(skin, "h2") if "title" in classes(n)), "")
    reading.metadata = replace(
        _from_pairs(pairs),
        title=title,
        authors=_authors(skin),
        summary=_in_module(skin, "summary"),
        notes=_in_module(skin, "notes"),
        work_id=number,
        source_url=address,
    )
    reading.starts = _chapter_heads(chapters, reading)
    reading.whole = not reading.starts
    reading.guesses = guesses_for(reading.metadata)
    return reading


def _roles_of_modules(skin: Node, chapters: Node, reading: Reading) -> None:
    for node in skin.iter():
        words = set(classes(node))
        if {"end", "notes"} <= words or node.get("id") == "work_endnotes" or "afterword" in words:
            reading.roles[node] = Role.END
        elif {"series", "module"} <= words or {"children", "module"} <= words:
            reading.roles[node] = Role.RESIDUE
        elif {"notes", "module"} <= words or {"summary", "module"} <= words or "landmark" in words:
            reading.roles[node] = Role.FRONT
        elif "preface" in words and chapters not in node.iterancestors():
            inside = any(parent is chapters for parent in node.iterancestors())
            reading.roles[node] = Role.BODY if inside else Role.FRONT
        elif "byline" in words:
            reading.roles[node] = Role.TITLE
        elif "actions" in words or node.get("id") in {"feedback", "comments_placeholder"}:
            reading.roles[node] = Role.RESIDUE
