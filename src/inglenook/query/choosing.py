"""Which stories a field of a query chooses."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from inglenook.model import Story
from inglenook.query.fields import FIELDS, NEW, Ask, Bounds, level
from inglenook.query.tree import And, Clause, Field, Node, Not, Or, Scene, Within
from inglenook.standing import Standing, Standings, day_of, of
from inglenook.tokens import fold, stem, tokens

MOST_ALIKE = 64
"""Spellings of one value that are tried, where several names in it have aliases."""

TEXTS: dict[str, Callable[[Story], Iterable[str]]] = {
    "title": lambda story: (story.title,),
    "author": lambda story: story.authors,
    "fandom": lambda story: story.metadata.fandoms,
    "ship": lambda story: story.metadata.relationships,
    "char": lambda story: story.metadata.characters,
    "tag": lambda story: (*story.metadata.tags, *story.metadata.categories),
    "rating": lambda story: (story.metadata.rating,),
    "warning": lambda story: story.metadata.warnings,
    "status": lambda story: (story.metadata.status,),
    "lang": lambda story: (story.metadata.language, *languages(story.metadata.language)),
    "series": lambda story: (story.metadata.series,),
}
"""What of a story each field of words looks at."""

_LANGUAGES = {
    "en": ("english",), "de": ("german", "deutsch"), "fr": ("french", "francais"),
    "es": ("spanish", "espanol"), "it": ("italian", "italiano"), "ru": ("russian", "русскии"),
    "pt": ("portuguese", "portugues"), "nl": ("dutch", "nederlands"), "pl": ("polish", "polski"),
    "sv": ("swedish", "svenska"), "fi": ("finnish", "suomi"), "ja": ("japanese",),
    "zh": ("chinese",), "ko": ("korean",), "la": ("latin",), "cs": ("czech",),
    "hu": ("hungarian",), "da": ("danish",), "no": ("norwegian",), "el": ("greek",),
}  # fmt: skip
"""What people call the commonest languages, folded."""

_BETWEEN_NAMES = frozenset({"x", "and", "vs"})
"""What a ship's names are joined with, besides signs."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Chooser:
    """Tells whether stories are what a field asks for."""

    def __init__(
        self,
        standings: Standings,
        aliases: Sequence[Collection[str]] = (),
        seen: Callable[[Story], Iterable[int]] = lambda _: (),
    ) -> None:
        """Take what decides besides the stories themselves.

        Args:
            standings: what each story is to its reader.
            aliases: groups of names that mean the same.
            seen: tells the days on which anything of a story was on screen, as ``20260131``.
        """
        self._seen = seen
        self._standings = standings
        self._aliases = [[_words(name) for name in group] for group in aliases]
        self._asked: dict[Field, list[frozenset[str]]] = {}

    def chooses(self, field: Field, story: Story) -> bool:
        """Return whether a story has what a field asks for."""
        match FIELDS[field.name].ask:
            case Ask.CHOICE:
                return field.words[0] in self._states(story)
            case Ask.NUMBER:
                number = NUMBERS[field.name](story, of(self._standings, story))
                return fits(field, (number, number))
            case Ask.DATE if field.name not in DATES:
                return any(fits(field, (day, day)) for day in self._seen(story))
            case Ask.DATE:
                days = DATES[field.name](story, of(self._standings, story))
                return days is not None and fits(field, days)
            case Ask.RATING:
                return self._rated(field, story)
        return self._worded(field, story)

    def _states(self, story: Story) -> tuple[str, ...]:
        standing = of(self._standings, story)
        state = str(standing.state(story))
        return (state, NEW) if standing.new_chapters(story) else (state,)

    def _rated(self, field: Field, story: Story) -> bool:
        its = level(story.metadata.rating)
        if not field.words:
            return its is not None and fits(field, its)
        return self._worded(field, story) or its == (level(" ".join(field.words)) or ())

    def _worded(self, field: Field, story: Story) -> bool:
        asked = self._asked.get(field)
        if asked is None:
            asked = self._asked[field] = self._spellings(field)
        texts = (
            of(self._standings, story).tags if field.name == "mine" else TEXTS[field.name](story)
        )
        values = [text for text in texts if text]
        if any(one <= _words(text) for one in asked for text in values):
            return True
        return field.growing and any(_begins(field.words, text) for text in values)

    def _spellings(self, field: Field) -> list[frozenset[str]]:
        """Return the words asked for, and as they would be with every name's aliases."""
        words = frozenset(map(stem, field.words))
        if field.name == "ship" and len(words - _BETWEEN_NAMES) > 1:
            words -= _BETWEEN_NAMES
        found = [words]
        for group in self._aliases:
            found += [
                (one - name) | other
                for one in found
                for name in group
                for other in group
                if name and name <= one and other != name
            ]
            found = list(dict.fromkeys(found))[:MOST_ALIKE]
        return found


def holds(node: Node, story: Story, chooser: Chooser, told: Collection[Clause]) -> bool:
    """Return whether a tree holds for a story as a whole.

    Args:
        node: the tree.
        story: which story.
        chooser: what answers the fields.
        told: the clauses that any chapter of the story has.
    """
    match node:
        case And(parts):
            return all(holds(part, story, chooser, told) for part in parts)
        case Or(parts):
            return any(holds(part, story, chooser, told) for part in parts)
        case Not(part):
            return not holds(part, story, chooser, told)
        case Scene(part) | Within(part):
            return holds(part, story, chooser, told)
        case Field():
            return chooser.chooses(node, story)
        case Clause():
            return node in told
    return True


def date(text: str) -> Bounds | None:
    """Return the first and the last day that a date may mean, as ``20040131``."""
    folded = fold(text)
    year = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", folded)
    if not year:
        return None
    numeric = re.search(rf"{year[0]}[-./](\d{{1,2}})(?:[-./](\d{{1,2}}))?", folded)
    month = day = None
    if numeric:
        month, day = int(numeric[1]), int(numeric[2] or 0) or None
    else:
        named = re.search(rf"\b({'|'.join(_MONTHS)})[a-z]*", folded)
        month = _MONTHS.index(named[1]) + 1 if named else None
        numbered = re.search(r"(?<!\d)(\d{1,2})(?!\d)", folded) if named else None
        day = int(numbered[1]) if numbered else None
    low = int(year[0]) * 10000 + (month or 1) * 100 + (day or 1)
    return low, int(year[0]) * 10000 + (month or 12) * 100 + (day or 31)


def _kept(at: str) -> Bounds | None:
    """Return the day of a stamp by the reader's clock, twice."""
    day = day_of(at)
    return (day, day) if day else None


NUMBERS: dict[str, Callable[[Story, Standing], int]] = {
    "words": lambda story, _: story.words,
    "stars": lambda _, standing: standing.stars,
}
"""What each field of numbers looks at."""

DATES: dict[str, Callable[[Story, Standing], Bounds | None]] = {
    "date": lambda story, _: date(story.metadata.updated) or date(story.metadata.published),
    "added": lambda _, standing: _kept(standing.added_at),
    "opened": lambda _, standing: _kept(standing.read_at),
}
"""What each field of dates looks at."""


def fits(field: Field, bounds: Bounds) -> bool:
    """Return whether any number between two bounds is what a field asks for."""
    low, high = bounds
    return (field.low is None or high >= field.low) and (field.high is None or low <= field.high)


def _begins(words: Sequence[str], text: str) -> bool:
    """Return whether a text has these words, or one that begins like the last."""
    *whole, begun = words
    if not _words(text).issuperset(map(stem, whole)):
        return False
    return any(word.startswith(begun) for word in _folded(text))


@lru_cache(maxsize=1 << 15)  # a shelf of 10,000 asked for a tag: 600 ms, and then 100
def _words(text: str) -> frozenset[str]:
    return frozenset(map(stem, _folded(text)))


@lru_cache(maxsize=1 << 15)  # likewise, while the tag is typed
def _folded(text: str) -> frozenset[str]:
    return frozenset(token.text for token in tokens(text))


def languages(tag: str) -> tuple[str, ...]:
    """Return what people call the language of a BCP 47 tag, folded; nothing for a rare one."""
    return _LANGUAGES.get(tag.casefold().partition("-")[0], ())
