"""Pages of archives that ran eFiction, as hundreds of small ones did from 2003 on."""

from __future__ import annotations

import re

from inglenook.clean import clean_line
from inglenook.formats.addresses import identity
from inglenook.formats.markup.tree import Node, attribute, by_id, tagged
from inglenook.formats.sites.reading import Reading, body_of, line
from inglenook.model import Guess, Metadata, Role

HEADING = "pagetitle"
"""Id of the element that holds ``Title by Author``."""
_BY = re.compile(r"(?P<title>.+)\s+by\s+(?P<author>.+)", re.IGNORECASE)
_EVIDENCE = "the heading of the saved page"


def is_page(root: Node) -> bool:
    """Whether a page is a chapter of a story as the program shows it."""
    heading, text = by_id(root, HEADING), by_id(root, "story")
    return text is not None and heading is not None and bool(_BY.fullmatch(line(heading)))


def read_page(root: Node) -> Reading:
    """Read a saved page: one chapter, its notes folded, the archive around it left out."""
    heading, text, body = by_id(root, HEADING), by_id(root, "story"), body_of(root)
    match = _BY.fullmatch(line(heading))
    if match is None:
        return Reading()  # no page of the program: see is_page
    address, number = identity(_address(root))
    title, author = match.group("title"), match.group("author")
    metadata = Metadata(title=title, authors=(author,), source_url=address, work_id=number)
    reading = Reading(metadata, whole=True, numbered=True)
    reading.roles = {body: Role.RESIDUE, heading: Role.TITLE, text: Role.BODY}
    behind = False
    for node in body.iter():
        behind = behind or node is text
        if "notes" in (node.get("class") or "").split():
            reading.roles[node] = Role.END if behind else Role.FRONT
    reading.starts[text] = _chapter(root)
    reading.guesses = [
        Guess("title", title, 1.0, _EVIDENCE),
        Guess("authors", author, 1.0, _EVIDENCE),
    ]
    return reading


def _chapter(root: Node) -> str:
    """The chapter chosen in the list of chapters; a story of one has no list."""
    for option in tagged(root, "option"):
        select = option.getparent()
        if option.get("selected") is not None and select.get("name") == "chapter":
            return line(option, 300)
    return ""


def _address(root: Node) -> str:
    addresses = (clean_line(attribute(a, "href"), 500) for a in tagged(root, "a"))
    found = [address for address in addresses if "viewstory.php?sid=" in address]
    return next((address for address in found if address.startswith("http")), "".join(found[:1]))
