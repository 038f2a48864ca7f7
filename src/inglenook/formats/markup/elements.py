"""What each element of HTML means for the text: two tables of small functions.

A function of :data:`STARTS` is called where its element begins, and returns True to leave
out what is in it; one of :data:`ENDS` is called where it ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from inglenook.clean import clean, clean_line
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.markup.tables import table_text
from inglenook.formats.markup.traits import NOTHING, Traits, traits
from inglenook.formats.markup.tree import Node, local
from inglenook.model import Kind, Role, Style

if TYPE_CHECKING:
    from inglenook.formats.markup.walk import Walker

_INLINE = {
    "em": Style.EMPHASIS, "i": Style.EMPHASIS, "cite": Style.EMPHASIS, "dfn": Style.EMPHASIS,
    "var": Style.EMPHASIS, "u": Style.EMPHASIS, "ins": Style.EMPHASIS,
    "b": Style.STRONG, "strong": Style.STRONG,
}  # fmt: skip
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_IMAGE_NAME = re.compile(
    r"[\w%. /-]{0,80}\.(?:jpe?g|png|gif|svg|webp|bmp)|image|img|cover", re.IGNORECASE
)
_HEADED = frozenset({"hgroup", "header"})
_LONGEST_LABEL = 60


def _types(node: Node) -> str:
    """The words of ``epub:type`` (as either parser spells it) or of ARIA's ``role``."""
    for name in (_EPUB_TYPE, "epub:type", "epub-type", "role"):
        value = node.get(name)
        if value:
            return str(value)
    return ""


def _traits(node: Node) -> Traits:
    if not node.keys():
        return NOTHING
    classes, types = node.get("class") or "", _types(node)
    return traits(classes, types) if classes or types else NOTHING


def _neighbour(node: Node | None) -> str:
    return local(node.tag) if node is not None else ""


# inline


def plain(walker: Walker, node: Node) -> bool:
    """An inline element without a style of its own."""
    if node in walker.roles or node in walker.starts:
        return block(walker, node)
    walker.anchor(node)
    if not node.attrib:
        return False
    found = _traits(node)
    if found.line and walker.state.by_line and not walker.ink.fresh:
        walker.ink.newline()
    return found.skip


def styled(walker: Walker, node: Node) -> bool:
    """Emphasis."""
    walker.anchor(node)
    walker.ink.open(node, _INLINE[local(node.tag)])
    return False


def link(walker: Walker, node: Node) -> bool:
    """A link, an anchor, or both."""
    if node in walker.starts or node in walker.roles:
        block(walker, node)
    else:
        walker.anchor(node)
    name = node.get("name")
    if name and name != node.get("id"):
        walker.ids.append(name)
    target = node.get("href")
    if not target:
        return False
    if _traits(node).skip:
        return True
    if not target.lstrip().lower().startswith(("javascript:", "data:")):
        walker.ink.open(node, Style.LINK, clean_line(target, 2000))
    return False


def line_break(walker: Walker, node: Node) -> bool:
    """``<br>``, which in a heading is a space."""
    walker.anchor(node)
    if walker.state.level:
        walker.ink.due = True
    else:
        walker.ink.newline()
    return False


def image(walker: Walker, node: Node) -> bool:
    """A picture is its description, in brackets, unless that is only a file name."""
    walker.anchor(node)
    alt = " ".join((node.get("alt") or "").split())
    if alt and alt[0] != "[" and not _IMAGE_NAME.fullmatch(alt):  # "[info]" stands for an icon
        walker.ink.text(f" [{alt}] ")
    return True


def quotation(walker: Walker, node: Node) -> bool:
    """``<q>``: browsers write its quotation marks, so they belong to the text."""
    walker.anchor(node)
    walker.ink.text(" “" if walker.ink.due else "“")
    walker.ink.due = False
    return False


def quotation_end(walker: Walker, _: Node) -> None:
    """The closing mark of ``<q>``."""
    walker.ink.due = False
    walker.ink.text("”")


def reading(walker: Walker, node: Node) -> bool:
    """``<rt>``: the small letters over a word are put behind it, in parentheses."""
    if _neighbour(node.getprevious()) != "rp":
        walker.ink.text("(")
    return False


def reading_end(walker: Walker, node: Node) -> None:
    """The closing parenthesis of ``<rt>``."""
    if _neighbour(node.getprevious()) != "rp":
        walker.ink.text(")")


def skip(_: Walker, __: Node) -> bool:
    """An element without text of the story."""
    return True


# blocks


def block(walker: Walker, node: Node) -> bool:
    """An element that begins a block of its own."""
    found = _traits(node)
    if found.skip:
        return True
    if found.line and walker.state.by_line:
        walker.anchor(node)
        if not walker.ink.fresh:
            walker.ink.newline()
        return False
    walker.flush()
    walker.anchor(node)
    role = walker.roles.get(node)
    walker.begin_chapter(node)
    if found is not NOTHING or role:
        in_head = found.heading and _neighbour(node.getparent()) in _HEADED
        walker.enter(node, found=found, role=role, level=6 if in_head else None)
    return False


def block_end(walker: Walker, _: Node) -> None:
    """The end of a block."""
    walker.flush()


def paragraph(walker: Walker, node: Node) -> bool:
    """``<p>``; the walk knows it by this function, and takes most of them a shorter way."""
    return block(walker, node)


def paragraph_end(walker: Walker, node: Node) -> None:
    """The end of ``<p>``; an empty one is a gap, which may part scenes."""
    children = len(node)
    empty = (
        not walker.ink.parts
        and not (node.text and node.text.strip())
        and (not children or (children == 1 and local(node[0].tag) == "br"))
    )
    walker.flush()
    walker.gap += empty


def heading(walker: Walker, node: Node) -> bool:
    """``<h1>`` to ``<h6>``."""
    block(walker, node)
    walker.enter(node, level=int(local(node.tag)[1]))
    return False


def quote(walker: Walker, node: Node) -> bool:
    """``<blockquote>``; inside verse or a note it is that."""
    block(walker, node)
    if walker.state.kind is Kind.PARAGRAPH:
        walker.enter(node, kind=Kind.QUOTE)
    return False


def preformatted(walker: Walker, node: Node) -> bool:
    """``<pre>``."""
    block(walker, node)
    walker.enter(node, raw=True)
    return False


def rule(walker: Walker, node: Node) -> bool:
    """``<hr>``."""
    walker.flush()
    walker.anchor(node)
    walker.emit([Piece(Kind.SCENE_BREAK, "")])
    return False


def list_start(walker: Walker, node: Node) -> bool:
    """A list; its items are numbered only in the text itself, not in menus."""
    block(walker, node)
    number = -1
    if local(node.tag) == "ol" and walker.state.role is Role.BODY:
        start = str(node.get("start") or "1")[:6]
        number = int(start) if start.isdecimal() else 1
    walker.counters.append(number)
    return False


def list_end(walker: Walker, _: Node) -> None:
    """The end of a list."""
    walker.flush()
    if walker.counters:
        walker.counters.pop()


def item(walker: Walker, node: Node) -> bool:
    """A list item."""
    block(walker, node)
    number = walker.counters[-1] if walker.counters else -1
    if number >= 0:
        walker.prefix = f"{number}. "
        walker.counters[-1] += 1
    elif walker.counters and walker.state.role is Role.BODY:
        walker.prefix = "• "
    return False


def item_end(walker: Walker, _: Node) -> None:
    """The end of a list item, with text or without."""
    walker.flush()
    walker.prefix = ""


def _ends_in_label(walker: Walker) -> bool:
    ink = walker.ink
    return 0 < ink.length <= _LONGEST_LABEL and "".join(ink.parts[-2:]).rstrip().endswith(":")


def value(walker: Walker, node: Node) -> bool:
    """``<dd>`` or ``<td>``: behind a short label with a colon it is the label's value."""
    if _ends_in_label(walker) and node not in walker.roles:
        walker.anchor(node)
        walker.ink.due = True
        return False
    return block(walker, node)


def value_end(walker: Walker, _: Node) -> None:
    """The end of a term or a cell; one that is a label waits for its value."""
    if not _ends_in_label(walker):
        walker.flush()


def table(walker: Walker, node: Node) -> bool:
    """A table of data as text, any other table as the blocks in it."""
    block(walker, node)
    text = table_text(node) if walker.state.role is Role.BODY else ""
    if not text:
        return False
    walker.ids.extend(found.get("id") for found in node.iter() if found.get("id"))
    walker.emit([Piece(Kind.PREFORMATTED, clean(text))])
    return True


_Start = Callable[["Walker", Node], bool]
_End = Callable[["Walker", Node], None]
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = (
    "address", "article", "aside", "body", "caption", "center", "details", "dir", "div", "dl",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html", "legend",
    "li", "main", "math", "menu", "nav", "option", "p", "section", "select", "summary", "tbody",
    "textarea", "tfoot", "thead", "tr",
)  # fmt: skip
_SKIPPED = (
    "applet", "audio", "base", "canvas", "colgroup", "datalist", "embed", "head", "iframe",
    "input", "link", "meta", "noscript", "object", "script", "style", "template", "title", "video",
)  # fmt: skip

STARTS: dict[str, _Start] = {
    **dict.fromkeys(_BLOCKS, block),
    **dict.fromkeys(_INLINE, styled),
    **dict.fromkeys(_HEADINGS, heading),
    **dict.fromkeys(_SKIPPED, skip),
    **dict.fromkeys(("pre", "xmp", "listing", "plaintext"), preformatted),
    **dict.fromkeys(("img", "image"), image),
    **dict.fromkeys(("ul", "ol"), list_start),
    **dict.fromkeys(("dd", "td", "th"), value),
    "a": link,
    "blockquote": quote,
    "br": line_break,
    "dt": block,
    "hr": rule,
    "li": item,
    "p": paragraph,
    "q": quotation,
    "rt": reading,
    "table": table,
}
ENDS: dict[str, _End] = {
    **dict.fromkeys((*_BLOCKS, *_HEADINGS, "blockquote", "table"), block_end),
    **dict.fromkeys(("pre", "xmp", "listing", "plaintext"), block_end),
    **dict.fromkeys(("ul", "ol"), list_end),
    **dict.fromkeys(("dd", "dt", "td", "th"), value_end),
    "li": item_end,
    "p": paragraph_end,
    "q": quotation_end,
    "rt": reading_end,
}
