"""Ids of stories: short, and the same after an edit, a rename and a new download."""

from __future__ import annotations

from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from inglenook.catalog.naming import authors_key, title_key
from inglenook.model import KnownStory, Story

ID_BYTES = 5
"""40 bits are 8 letters; among 10,000 stories two meet once in 22,000 libraries, and then
the second one is given another id."""


def known(story: Story) -> KnownStory:
    """Return what a story is known again by."""
    return KnownStory(story.id, story.title, story.authors, story.digests, story.sources)


def assign(stories: Sequence[Story], remembered: Iterable[KnownStory]) -> list[str]:
    """Return an id for every story: the one it had, or a new one.

    A story had an id before if a known one has a file of the same content; else one at the same
    path; else the same title and author. A known id goes to one story, the best match.

    Args:
        stories: without ids, in an order that does not depend on the order of the files.
        remembered: earlier stories, those that vanished included; the first of an id counts.
            An id that comes again is that of a story the reader has opened: where stories are
            joined it is the one that stays, and with it the reader's place.
    """
    olds: list[KnownStory] = []
    opened: dict[str, int] = {}
    seen: set[str] = set()
    for old in remembered:
        if old.id in seen:
            opened.setdefault(old.id, len(opened))
        else:
            olds.append(old)
            seen.add(old.id)
    ids: dict[int, str] = {}
    used: set[str] = set()
    for *_, at, old_id in sorted(_matches(stories, olds, opened)):
        if at not in ids and old_id not in used:
            ids[at] = old_id
            used.add(old_id)
    used |= {old.id for old in olds}
    for at, story in enumerate(stories):
        if at not in ids:
            ids[at] = next(fresh for fresh in _fresh(story) if fresh not in used)
            used.add(ids[at])
    return [ids[at] for at in range(len(stories))]


def _matches(
    stories: Sequence[Story], olds: Sequence[KnownStory], opened: Mapping[str, int]
) -> Iterable[tuple[int, int, int, bool, int, int, str]]:
    """Yield (kind, turn, -strength, title differs, place among the old, story, known id).

    The best comes first. The turn is 0 for the story that was opened last.
    """
    by_digest: defaultdict[str, list[int]] = defaultdict(list)
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    by_name: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    keys = [(title_key(old.title), authors_key(old.authors)) for old in olds]
    for number, old in enumerate(olds):
        for digest in old.digests:
            by_digest[digest].append(number)
        for path in old.paths:
            by_path[path].append(number)
        by_name[keys[number]].append(number)
    for at, story in enumerate(stories):
        title, authors = title_key(story.title), authors_key(story.authors)
        contents = {entry.digest for entry in story.chapters}
        shared = Counter(n for digest in contents for n in by_digest.get(digest, ()))
        placed = Counter(
            n
            for path in story.sources
            for n in by_path.get(path, ())
            # Another author under an old name, "download.txt" say, is another story.
            if keys[n][0] == title or keys[n][1] == authors or not (keys[n][1] and authors)
        )
        named = Counter(by_name.get((title, authors), ()) if authors else ())
        for kind, found in enumerate((shared, placed, named)):
            for n, strength in found.items():
                turn = opened.get(olds[n].id, len(opened))
                yield kind, turn, -strength, keys[n][0] != title, n, at, olds[n].id


def _fresh(story: Story) -> Iterable[str]:
    """Yield new ids for a story: of title and authors, of its content, then any."""
    authors = authors_key(story.authors)
    if authors and "title" not in story.guessed:
        yield _digest(f"{title_key(story.title)}\0{authors}")
    content = "\0".join(entry.key for entry in story.chapters)
    number = 0
    while True:
        yield _digest(f"{content}\0{number}")
        number += 1


def _digest(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return b32encode(blake2b(data, digest_size=ID_BYTES).digest()).decode("ascii").lower()
