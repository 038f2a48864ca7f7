"""The shelf in an order: which stories it shows, sorted, and under which headings.

Values only: who shows a shelf hands in the stories and what they are to their reader. What one
can sort and group by is one table, :data:`ORDERS`; a filter is a query (:mod:`inglenook.query`)
whose words look at titles and authors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from inglenook.model import Story
from inglenook.standing import NOTHING_KEPT, Standing, Standings, State, of
from inglenook.tokens import fold

if TYPE_CHECKING:
    from inglenook.query import Clause
    from inglenook.query.choosing import Chooser

Key = Any
"""Anything that is ordered; None where a story does not have it: it comes last."""
Headings = Sequence[tuple[Key, str]]
"""For each heading a story stands under, what orders it among them, and its words."""


class Order(NamedTuple):
    """One way to sort or to group a shelf."""

    name: str
    """As people say it, and as it is kept."""
    key: Callable[[Story, Standing], Key]
    headings: Callable[[Story, Standing], Headings]
    falling: bool = False
    """Whether the greatest comes first: the longest, the newest."""


@dataclass(frozen=True, slots=True)
class View:
    """How the reader wants the shelf."""

    order: str = "title"
    """A key of ORDERS."""
    turned: bool = False
    """Whether the order is turned round."""
    group: str = ""
    """A key of ORDERS; empty for one list."""
    filter: str = field(default="", compare=False)
    """A query."""

    def packed(self) -> str:
        """Return the order as a line of text; the filter is not kept."""
        return ":".join((self.order, "turned" if self.turned else "", self.group))

    @classmethod
    def unpacked(cls, text: str) -> View:
        """Return what was packed; what cannot be understood is as usual."""
        order, turned, group = (*text.split(":"), "", "", "")[:3]
        return cls(
            order if order in ORDERS else "title",
            turned == "turned",
            group if group in ORDERS else "",
        )

    def sorted_by(self, order: str) -> View:
        """Return the view in another order; asked for the order it is in, turned round."""
        if order == self.order:
            return replace(self, turned=not self.turned)
        return replace(self, order=order, turned=False)

    def headed_by(self, group: str) -> View:
        """Return the view with other headings; empty for none.

        Under headings of series the stories stand in the order of the series.
        """
        order = "series" if group == "series" else self.order
        return replace(self, group=group, order=order)


class Group(NamedTuple):
    """Stories under a heading."""

    heading: str
    """Empty where the shelf is one list."""
    stories: tuple[int, ...]
    """Indices into the stories that were arranged, in order."""


def arrange(
    stories: Sequence[Story], standings: Standings, view: View, chosen: Sequence[int] | None = None
) -> tuple[Group, ...]:
    """Return a shelf in order.

    Args:
        stories: all of them, by title.
        standings: what they are to their reader.
        view: the order; its filter is not looked at.
        chosen: indices of the stories to show; all by default.
    """
    kept = [of(standings, story) for story in stories]
    ordered = _sorted(chosen if chosen is not None else range(len(stories)), stories, kept, view)
    if not view.group:
        return (Group("", tuple(ordered)),)
    order = ORDERS[view.group]
    found: dict[Key, tuple[str, list[int]]] = {}  # a name spelt in two ways is one heading
    rest = []
    for index in ordered:
        headings = order.headings(stories[index], kept[index])
        for key, heading in headings:
            found.setdefault(key, (heading, []))[1].append(index)
        if not headings:
            rest.append(index)
    keys = sorted(found, reverse=order.falling)
    groups = [Group(found[key][0], tuple(found[key][1])) for key in keys]
    return (*groups, Group(f"no {order.name}", tuple(rest))) if rest else tuple(groups)


def _sorted(
    chosen: Sequence[int], stories: Sequence[Story], kept: Sequence[Standing], view: View
) -> list[int]:
    order = ORDERS[view.order]
    keys = {index: order.key(stories[index], kept[index]) for index in chosen}
    having = [index for index in chosen if keys[index] is not None]
    lacking = [index for index in chosen if keys[index] is None]
    if view.turned and order.name == "title":
        return having[::-1]  # the order they came in
    falling = order.falling is not view.turned
    return sorted(having, key=keys.__getitem__, reverse=falling) + lacking


def matching(
    text: str,
    stories: Sequence[Story],
    folded: Sequence[str],
    chooser: Callable[[], Chooser],
) -> list[int]:
    """Return the indices of the stories a filter lets through.

    Args:
        text: a query; its words may stand anywhere in a title or an author's name.
        stories: all of them.
        folded: for each its title and authors, folded.
        chooser: makes what answers fields; not asked without any.
    """
    # The query language takes 8 ms to import, and a start has no filter.
    from inglenook.query import Clause, Field, leaves, parse
    from inglenook.query.choosing import holds

    tree = parse(text, typing=True).tree if ":" in text else None
    if tree is None or not any(isinstance(leaf, Field) for leaf in leaves(tree)):
        # What most readers type; without a field every sign is looked for as it stands.
        words = fold(text).split()
        return [n for n, one in enumerate(folded) if all(word in one for word in words)]
    clauses = {leaf for leaf in leaves(tree) if isinstance(leaf, Clause)}
    answers = chooser()
    return [
        number
        for number, story in enumerate(stories)
        if holds(tree, story, answers, {one for one in clauses if _in(one, folded[number])})
    ]


def next_in_series(story: Story, stories: Sequence[Story], step: int = 1) -> Story | None:
    """Return the story that follows in the same series, or the one before for -1.

    It is of the same series and, where both say who wrote them, of one author at least.
    """
    place = _series(story, NOTHING_KEPT)
    if place is None:
        return None
    fellows = [
        (key, other)
        for other in stories
        if (key := _series(other, NOTHING_KEPT)) is not None
        and key[0] == place[0]
        and (
            not (other.authors and story.authors)
            or not set(other.authors).isdisjoint(story.authors)
        )
    ]
    # By number; those without one, and those of the same one, by title.
    fellows.sort(key=lambda one: (one[0], fold(one[1].title)))
    ids = [other.id for _, other in fellows]
    if story.id not in ids:
        return None
    at = ids.index(story.id) + step
    return fellows[at][1] if 0 <= at < len(fellows) else None


# What one can sort by

_fold = lru_cache(maxsize=1 << 15)(fold)


@lru_cache(maxsize=1 << 10)
def _level(rating: str) -> tuple[int, str] | None:
    from inglenook.query.fields import RATINGS, level  # see matching

    found = level(rating)
    return (found[0], RATINGS[found[0] - 1]) if found else None


_LENGTHS = (
    (1_000, "under 1,000 words"),
    (5_000, "1,000 to 5,000 words"),
    (20_000, "5,000 to 20,000 words"),
    (50_000, "20,000 to 50,000 words"),
    (100_000, "50,000 to 100,000 words"),
)
"""Below how many words a story stands under which heading, as archives part them."""
_LONGEST = "over 100,000 words"
_STATES = tuple(State)


def _title(story: Story, _: Standing) -> Headings:
    first = _fold(story.title).lstrip()[:1]
    return [(first, first.upper())] if first.isalpha() else [("", "0-9")]


def _texts(texts: Sequence[str]) -> Headings:
    return [(_fold(text), text) for text in dict.fromkeys(texts) if text]


def _series(story: Story, _: Standing) -> tuple[str, float] | None:
    name = _fold(story.metadata.series)
    return (name, _number(story.metadata.series_number)) if name else None


@lru_cache(maxsize=1 << 10)
def _number(text: str) -> float:
    """Return the first number of a text, ``2`` of ``2 of 5``; what has none comes last."""
    digits = ""
    for character in text:
        if character in "0123456789" or (character == "." and digits and "." not in digits):
            digits += character
        elif digits:
            break
    return float(digits) if digits else float("inf")


def _rating(story: Story, _: Standing) -> Headings:
    found = _level(story.metadata.rating) if story.metadata.rating else None
    return [found] if found else []


def _length(story: Story, _: Standing) -> Headings:
    words = story.words
    return [next(((most, said) for most, said in _LENGTHS if words < most), (1 << 60, _LONGEST))]


def _language(story: Story, _: Standing) -> Headings:
    from inglenook.query.choosing import languages  # see matching

    tag = story.metadata.language.casefold().partition("-")[0]
    name = next(iter(languages(tag)), tag)
    return [(name, name.capitalize())] if name else []


def _month(at: str) -> Headings:
    return [(at[:7], at[:7])] if at else []


def _first(headings: Callable[[Story, Standing], Headings]) -> Callable[[Story, Standing], Key]:
    return lambda story, standing: next((key for key, _ in headings(story, standing)), None)


def _authors(story: Story, _: Standing) -> Headings:
    return _texts(story.authors)


def _fandoms(story: Story, _: Standing) -> Headings:
    return _texts(story.metadata.fandoms)


def _tags(_: Story, standing: Standing) -> Headings:
    return _texts(standing.tags)


def _state(story: Story, standing: Standing) -> Headings:
    state = standing.state(story)
    return [(-_STATES.index(state), state.said)]


def _stars(_: Story, standing: Standing) -> Headings:
    return [(standing.stars, "★" * standing.stars)] if standing.stars else []


ORDERS: dict[str, Order] = {
    order.name: order
    for order in (
        Order("title", lambda _, __: 0, _title),
        Order("author", _first(_authors), _authors),
        Order("series", _series, lambda story, _: _texts((story.metadata.series,))),
        Order("fandom", _first(_fandoms), _fandoms),
        Order("rating", _first(_rating), _rating),
        Order("length", lambda story, _: story.words, _length, falling=True),
        Order("language", _first(_language), _language),
        Order(
            "date added",
            lambda _, standing: standing.added_at or None,
            lambda _, standing: _month(standing.added_at),
            falling=True,
        ),
        Order(
            "last read",
            lambda _, standing: standing.read_at or None,
            lambda _, standing: _month(standing.read_at),
            falling=True,
        ),
        Order(
            "progress",
            lambda story, standing: standing.progress(story) or None,
            _state,
            falling=True,
        ),
        Order("your rating", _first(_stars), _stars, falling=True),
        Order("your tags", _first(_tags), _tags),
    )
}
"""By name, in the order they are offered in."""


def _in(clause: Clause, folded: str) -> bool:
    return all(word.text in folded for word in clause.words)
