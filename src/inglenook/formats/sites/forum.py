"""Threads of message boards in which a story was posted: the posts of who began the thread.

The boards' programs are a table; what others wrote in between is folded as residue.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from inglenook.formats.markup.tree import Node, attribute, text_of
from inglenook.formats.sites.about import about
from inglenook.formats.sites.reading import Reading, body_of, line, with_class
from inglenook.model import Guess, Role


class _Board(NamedTuple):
    """Class names of one program's pages, in lower case."""

    post: str
    author: str
    """Of the element that names who wrote a post; an attribute ``data-author`` goes first."""
    text: str
    label: str = ""
    """Of the element that names the chapter a post is, where the program has such a thing."""


_BOARDS = (
    _Board("message", "username", "bbwrapper", "threadmarklabel"),  # XenForo 2
    _Board("message", "username", "messagetext", "label"),  # XenForo 1
    _Board("post", "author", "content"),  # phpBB 3
    _Board("postcontainer", "username", "postcontent"),  # vBulletin 4
    _Board("post_wrapper", "poster", "inner"),  # Simple Machines
)
POSTS = frozenset(board.post for board in _BOARDS)
"""Class names one of which a thread's page has."""
_FEWEST_WORDS = 60
"""Words of a post that is part of a story; shorter ones are talk."""
_BY = re.compile(r"(?:re: .{0,200} )?by:?\s+", re.IGNORECASE)


class _Post(NamedTuple):
    author: str
    text: Node
    label: str
    words: int


def is_page(root: Node) -> bool:
    """Whether a page is a thread of a board."""
    return len(_posts(root)) > 1


def read_page(root: Node) -> Reading:
    """Read a thread: the long posts of its first writer, each a chapter where it is named."""
    posts = _posts(root)
    writer = posts[0].author
    kept = [post for post in posts if post.author == writer and post.words >= _FEWEST_WORDS]
    body = body_of(root)
    metadata, guesses = about(root, body)
    reading = Reading(replace(metadata, authors=(writer,) if writer else ()))
    reading.guesses = [guess for guess in guesses if guess.field != "authors"]
    if writer:
        reading.guesses.append(Guess("authors", writer, 0.85, "who began the thread"))
    reading.roles[body] = Role.RESIDUE
    for post in kept or posts[:1]:
        reading.roles[post.text] = Role.BODY
        if post.label:
            reading.starts[post.text] = post.label
    return reading


def _posts(root: Node) -> list[_Post]:
    """The posts of the page, in order; none where it is no board's."""
    for board in _BOARDS:
        found = [post for node in with_class(root, board.post) if (post := _post(node, board))]
        if found:
            return found
    return []


def _post(node: Node, board: _Board) -> _Post | None:
    text = next(with_class(node, board.text), None)
    author = attribute(node, "data-author")
    named = next(with_class(node, board.author), None) if not author else None
    if text is None or not (author or named is not None):
        return None
    if named is not None:
        author = _author(line(named, 200))
    label = next(with_class(node, board.label), None) if board.label else None
    return _Post(author, text, line(label, 300) if label is not None else "",
                 len(text_of(text).split()))  # fmt: skip


def _author(text: str) -> str:
    return re.split(r"\s+[»|•]\s+", _BY.sub("", text, count=1))[0].strip()
