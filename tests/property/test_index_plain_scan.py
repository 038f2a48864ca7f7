"""Hits are counted by the index as somebody would count them who knows nothing of this program.

``test_index_counts.py`` holds the index against the matcher, which share the rules of what holds
where. Here those rules are said again, over lists of words, as simply as they can be.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from inglenook.index import Index, open_index
from inglenook.model import Block, Kind, Role
from inglenook.query import parse
from inglenook.tokens import stem

QUERIES = 200
"""Of each kind."""

WORDS = tuple(f"{first}{last}" for first in ("bado", "kilu", "mora", "tifu") for last in "bdgklmpt")
"""None is another one's plural, so that a word is found by being the same."""


class Chapter(NamedTuple):
    """A chapter as words alone."""

    scenes: list[list[list[str]]]
    """Scene -> paragraph -> words."""
    notes: list[list[str]]

    @property
    def body(self) -> list[list[str]]:
        return [words for scene in self.scenes for words in scene]


def _paragraph(rng: random.Random) -> list[str]:
    # The first words are common, the last ones rare.
    return [
        WORDS[min(int(rng.expovariate(0.15)), len(WORDS) - 1)] for _ in range(rng.randint(1, 40))
    ]


def _chapter(rng: random.Random) -> Chapter:
    scenes = [[_paragraph(rng) for _ in range(rng.randint(1, 5))] for _ in range(rng.randint(1, 4))]
    return Chapter(scenes, [_paragraph(rng) for _ in range(rng.randint(0, 2))])


def _blocks(chapter: Chapter) -> Iterator[Block]:
    for words in chapter.notes:
        yield Block(Kind.NOTE, " ".join(words), role=Role.FRONT)
    for number, scene in enumerate(chapter.scenes):
        if number:
            yield Block(Kind.SCENE_BREAK, "* * *")
        for words in scene:
            yield Block(Kind.PARAGRAPH, ", ".join(words) + ".")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, list[Chapter]]:
    rng = random.Random(20040408)
    chapters = [_chapter(rng) for _ in range(24)]
    folder: Path = tmp_path_factory.mktemp("scan")
    index = open_index(folder / "index")
    named = [(f"text:{number}", list(_blocks(chapter))) for number, chapter in enumerate(chapters)]
    for start in (0, 10, 20):  # several segments
        index.add(named[start : start + 10])
    return index, chapters


def _either(one: str, other: str, chapter: Chapter) -> int:
    return sum(words.count(one) + words.count(other) for words in chapter.body)


def _without(one: str, other: str, chapter: Chapter) -> int:
    if any(other in words for words in chapter.body):
        return 0
    return sum(words.count(one) for words in chapter.body)


def _phrase(one: str, other: str, chapter: Chapter) -> int:
    return sum(pair == (one, other) for words in chapter.body for pair in pairwise(words))


def _both(one: str, other: str, chapter: Chapter) -> int:
    held = [(one in words) + (other in words) for words in chapter.body]
    there = all(any(word in words for words in chapter.body) for word in (one, other))
    return held.count(max(held)) if there else 0


def _near(one: str, other: str, chapter: Chapter, within: int = 6) -> int:
    found = 0
    for words in chapter.body:
        begin = 0  # behind the last pair
        for end in range(len(words)):
            stretch = words[max(begin, end - within + 1) : end + 1]
            if words[end] in (one, other) and one in stretch and other in stretch:
                found, begin = found + 1, end + 1
    return found


def _in_a_scene(one: str, other: str, chapter: Chapter) -> int:
    found = 0
    for scene in chapter.scenes:
        words = [word for paragraph in scene for word in paragraph]
        if one in words and other in words:
            found += words.count(one) + words.count(other)
    return found


def _pattern(one: str, _: str, chapter: Chapter) -> int:
    wanted = re.compile(f"{one[:2]}.*{one[-1]}")
    return sum(bool(wanted.fullmatch(word)) for words in chapter.body for word in words)


def _in_notes(one: str, _: str, chapter: Chapter) -> int:
    return sum(words.count(one) for words in chapter.notes)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("{0} OR {1}", _either),
        ("{0} -{1}", _without),
        ('"{0} {1}"', _phrase),
        ("{0} {1}", _both),
        ('"{0} {1}"~6', _near),
        ("scene:({0} {1})", _in_a_scene),
        ("{0[0]}{0[1]}*{0[4]}", _pattern),
        ("in:notes {0}", _in_notes),
    ],
)
def test_hits_are_as_many_as_a_plain_scan_finds(
    shelf: tuple[Index, list[Chapter]], query: str, count: Callable[[str, str, Chapter], int]
) -> None:
    index, chapters = shelf
    rng = random.Random(query)
    total = 0
    for _ in range(QUERIES):
        one, other = rng.sample(WORDS, 2)
        text = query.format(one, other)
        scanned = {f"text:{at}": count(one, other, chapter) for at, chapter in enumerate(chapters)}
        wanted = {key: hits for key, hits in scanned.items() if hits}
        assert {found.key: found.count for found in index.search(parse(text))} == wanted, text
        total += sum(wanted.values())
    assert total > QUERIES


def test_the_words_are_told_apart_as_they_are() -> None:
    assert len({stem(word) for word in WORDS}) == len(WORDS)
