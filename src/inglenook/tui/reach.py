"""Where a search may look: how far each reach goes from where the reader is."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from inglenook.model import Story

if TYPE_CHECKING:
    from inglenook.results import Scope


class Reach(Enum):
    """How far a search looks, from the nearest to everything."""

    STORY = "story"
    AUTHOR = "author"
    SHELF = "shelf"
    UNREAD = "unread"
    READ = "read"
    SEEN = "seen"
    EVERYTHING = "everything"


class Around(NamedTuple):
    """What the reader is among."""

    story: Story | None = None
    """The one on the page."""
    shelf: frozenset[str] | None = None
    """Ids of the stories that a filter leaves on the shelf; None without one."""
    unhidden: frozenset[str] | None = None
    """Ids of the stories that the config does not hide; None where it hides none."""


class Asked(NamedTuple):
    """What was asked, by which an answer is known as the one that is waited for."""

    text: str = ""
    reach: Reach = Reach.EVERYTHING
    around: Around = Around()


def reaches(around: Around) -> tuple[Reach, ...]:
    """Return the reaches that mean something here, in the order of one key."""
    wanting = {
        Reach.STORY: around.story is not None,
        Reach.AUTHOR: around.story is not None and bool(around.story.authors),
        Reach.SHELF: around.shelf is not None,
    }
    return tuple(reach for reach in Reach if wanting.get(reach, True))


def after(reach: Reach, around: Around) -> Reach:
    """Return the reach that one key goes to."""
    ring = reaches(around)
    return ring[(ring.index(reach) + 1) % len(ring)] if reach in ring else ring[0]


def name(reach: Reach, around: Around) -> str:
    """Say where a search looks."""
    story = around.story
    match reach:
        case Reach.STORY if story is not None:
            return f"in {story.title}"
        case Reach.AUTHOR if story is not None and story.authors:
            return f"in what {story.authors[0]} wrote"
        case Reach.SHELF if around.shelf is not None:
            return f"in the {len(around.shelf):,} on the shelf now"
    return {
        Reach.UNREAD: "in what you never opened",
        Reach.READ: "in what you have read so far",
        Reach.SEEN: "in what was on your screen",
    }.get(reach, "in all stories")


def scope(asked: Asked) -> Scope:
    """Return what a search is confined to; what the config hides is in the open story alone."""
    wide = _scope(asked)
    unhidden = asked.around.unhidden
    if unhidden is None or asked.reach is Reach.STORY:
        return wide
    return replace(wide, stories=unhidden if wide.stories is None else wide.stories & unhidden)


def _scope(asked: Asked) -> Scope:
    from inglenook.results import Scope  # 3 ms, and a page is read without a search

    story, shelf, _ = asked.around
    match asked.reach:
        case Reach.STORY if story is not None:
            return Scope(stories=frozenset({story.id}))
        case Reach.AUTHOR if story is not None and story.authors:
            return Scope(author=story.authors[0])
        case Reach.SHELF if shelf is not None:
            return Scope(stories=shelf)
        case Reach.UNREAD:
            return Scope(unread=True)
        case Reach.READ:
            return Scope(only_read=True)
        case Reach.SEEN:
            return Scope(seen=True)
    return Scope()
