"""What a site's reader hands to the walk: roles of elements, chapters, and typed metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from inglenook.clean import clean_line
from inglenook.formats.markup.tree import Node, tagged, text_of, with_attributes
from inglenook.model import Guess, Metadata, Role


@dataclass(slots=True)
class Reading:
    """One page as its site's reader understands it."""

    metadata: Metadata = field(default_factory=Metadata)
    roles: dict[Node, Role] = field(default_factory=dict)
    starts: dict[Node, str] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    whole: bool = False
    """The page is one chapter whatever headings it holds."""
    numbered: bool = False
    """The archive counts the chapters, whatever their author calls them."""


def classes(node: Node) -> list[str]:
    """Return an element's class names in lower case."""
    return (node.get("class") or "").lower().split()


def with_class(root: Node, *names: str) -> Iterator[Node]:
    """The elements under ``root`` that have all these class names, in order."""
    wanted = set(names)
    return (node for node in with_attributes(root, "class") if wanted <= set(classes(node)))


def links(node: Node) -> list[str]:
    """Return the texts of the links under ``node``, empty ones left out."""
    texts = [clean_line(text_of(found)) for found in tagged(node, "a")]
    return [text for text in texts if text]


def body_of(root: Node) -> Node:
    """Return the body of a page, or the root of a fragment."""
    return next(tagged(root, "body"), root)


def line(node: Node | None, limit: int = 500) -> str:
    """Return the clean text of an element on one line; 0 for a limit returns all of it."""
    return clean_line(text_of(node, 4 * limit), limit)
