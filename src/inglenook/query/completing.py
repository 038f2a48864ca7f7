"""What the reader may be about to type: names of fields, and the values the shelf has for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inglenook.model import Story
from inglenook.query.choosing import TEXTS
from inglenook.query.fields import DAYS, FIELDS, NAMES, PLACES, RATINGS, Ask
from inglenook.tokens import fold

MOST_COMPLETIONS = 20

_BEING_TYPED = re.compile(r'-?(?:(?P<name>\w+):(?P<value>"[^"]*|[^\s"()]*)|(?P<bare>\w*))$')
_PLAIN = re.compile(r"[^\s\"()]+")

_WORDS_FOR = {Ask.RATING: RATINGS, Ask.DATE: DAYS}

Vocabulary = Mapping[str, tuple[str, ...]]
"""Field -> its values on the shelf, the commonest first."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What may stand instead of what is being typed."""

    start: int
    """Characters into the text, from 0: what is replaced."""
    end: int
    text: str
    """To put there, with quotes where they are needed."""


def vocabulary(stories: Iterable[Story]) -> dict[str, tuple[str, ...]]:
    """Return what the fields of words may ask for on a shelf."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in TEXTS}
    for story in stories:
        for name, texts in TEXTS.items():
            counts[name].update(text for text in texts(story) if text)
    return {
        name: tuple(text for text, _ in sorted(found.items(), key=lambda one: (-one[1], one[0])))
        for name, found in counts.items()
    }


def complete(text: str, cursor: int, words: Vocabulary) -> tuple[Completion, ...]:
    """Return what may be meant by what stands before the cursor, the likeliest first.

    Args:
        text: the query so far.
        cursor: characters into it, from 0.
        words: of :func:`vocabulary`.
    """
    found = _BEING_TYPED.search(text[:cursor])
    if found is None:
        return ()
    if found["name"] is None:
        begun = found["bare"].casefold()
        names = (f"{name}:" for name in (*FIELDS, "in", "scene"))
        chosen = [name for name in names if begun and name.startswith(begun)]
        start = found.start("bare")
    else:
        chosen = _values(found["name"].casefold(), found["value"].lstrip('"'), words)
        start = found.start("value")
    return tuple(Completion(start, cursor, one) for one in chosen[:MOST_COMPLETIONS])


def _values(name: str, begun: str, words: Vocabulary) -> list[str]:
    if name == "in":
        known: Iterable[str] = PLACES
    elif name in NAMES:
        kind = FIELDS[NAMES[name]]
        known = (*kind.choices, *words.get(kind.name, ()))
        known = (*_WORDS_FOR.get(kind.ask, ()), *known)
    else:
        return []
    wanted = fold(begun)
    # From the first letter of a value before from that of any word of it.
    first = [one for one in known if fold(one).startswith(wanted)]
    later = [one for one in known if f" {wanted}" in fold(one) and one not in first]
    return [_quoted(one) for one in dict.fromkeys([*first, *later])]


def _quoted(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else f'"{value.replace(chr(34), "")}"'
