"""Ids of stories: short, and the same after an edit, a rename and a new download."""

from __future__ import annotations

from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType
from typing import TypeAlias

from inglenook.catalog.naming import authors_key, title_key
from inglenook.catalog.sketch import COMPARABLE, hashes
from inglenook.model import KnownStory, Story

ID_BYTES = 5
"""40 bits are 8 letters; among 10,000 stories two meet once in 22,000 libraries, and then
the second one is given another id."""

SAME_TEXT = 0.5
"""A story that keeps less of its text is another one."""


def assign(
    stories: Sequence[Story],
    remembered: Iterable[KnownStory],
    sketches: Mapping[str, Sequence[bytes]] = MappingProxyType({}),
) -> list[str]:
    """Return an id for every story: the one it had, or a new one.

    A story had an id before if a known one has a file of the same content, be it one of its
    versions; else one whose text it shares; else one at the same path; else the same title and
    author. A known id goes to one story, the best match.

    Args:
        stories: without ids, in an order that does not depend on the order of the files.
        remembered: earlier stories, those that vanished included; the first of an id counts.
            An id that comes again is that of a story the reader has opened: where stories are
            joined it is the one that stays, and with it the reader's place.
        sketches: of the files by content hash, as far as they are known, a chapter each.
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
    found = (*_matches(stories, olds), *_by_text(stories, olds, sketches))
    latest = len(opened)
    for *_, at, old_id in sorted(found, key=lambda m: (m[0], opened.get(m[-1], latest), m)):
        if at not in ids and old_id not in used:
            ids[at] = old_id
            used.add(old_id)
    used |= {old.id for old in olds}
    for at, story in enumerate(stories):
        if at not in ids:
            ids[at] = next(fresh for fresh in _fresh(story) if fresh not in used)
            used.add(ids[at])
    return [ids[at] for at in range(len(stories))]


_Match: TypeAlias = tuple[int, float, bool, int, int, int, str]
"""Kind, -strength, whether the title differs, place of what they share among the files of the
known story, place of that among the known, story, known id."""

_READ, _VERSION, _TEXT, _PATH, _NAME = range(5)
"""Kinds of matches, the surest first."""


def _matches(stories: Sequence[Story], olds: Sequence[KnownStory]) -> Iterable[_Match]:
    """Yield what stories and known ones have in common, their text apart."""
    by_digest: defaultdict[str, list[int]] = defaultdict(list)
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    by_name: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    keys = [_name(old) for old in olds]
    for number, old in enumerate(olds):
        for digest in old.digests:
            by_digest[digest].append(number)
        for path in old.paths:
            by_path[path].append(number)
        by_name[keys[number]].append(number)
    for at, story in enumerate(stories):
        title, authors = _name(story)
        contents = {entry.digest for entry in story.chapters}
        read = Counter(n for digest in contents for n in by_digest.get(digest, ()))
        others = set(story.digests) - contents
        version = Counter(n for digest in others for n in by_digest.get(digest, ()))
        placed = Counter(
            n
            for path in story.sources
            for n in by_path.get(path, ())
            # Another author under an old name, "download.txt" say, is another story.
            if keys[n][0] == title or keys[n][1] == authors or not (keys[n][1] and authors)
        )
        named = Counter(by_name.get((title, authors), ()) if authors else ())
        for kind, found in ((_READ, read), (_VERSION, version), (_PATH, placed), (_NAME, named)):
            for n, strength in found.items():
                # What was read before its versions has the better claim.
                rows = (r for r, digest in enumerate(olds[n].digests) if digest in contents)
                yield kind, -strength, keys[n][0] != title, next(rows, 0), n, at, olds[n].id


def _by_text(
    stories: Sequence[Story], olds: Sequence[KnownStory], sketches: Mapping[str, Sequence[bytes]]
) -> Iterable[_Match]:
    """Yield what shares half of its text: a file that was edited and renamed, say.

    Looked at are only stories of which nothing is as it was, so that they are few.
    """
    current = {digest for story in stories for digest in story.digests}
    past = {digest for old in olds for digest in old.digests}
    texts: dict[int, frozenset[int]] = {}
    by_hash: defaultdict[int, list[int]] = defaultdict(list)
    for n, old in enumerate(olds):
        if current.isdisjoint(old.digests):
            texts[n] = _text(old.digests, sketches)
            for number in texts[n]:
                by_hash[number].append(n)
    for at, story in enumerate(stories):
        if not by_hash or not past.isdisjoint(story.digests):
            continue
        text = _text(story.digests, sketches)
        shared = Counter(n for number in text for n in by_hash.get(number, ()))
        for n, count in shared.items():
            small, large = sorted((len(text), len(texts[n])))
            same = _name(story) == _name(olds[n])
            # A tale that is gone is not continued by the anthology that holds it.
            if small >= COMPARABLE and count >= SAME_TEXT * (small if same else large):
                other = title_key(story.title) != title_key(olds[n].title)
                yield _TEXT, -count / large, other, 0, n, at, olds[n].id


def _text(digests: Iterable[str], sketches: Mapping[str, Sequence[bytes]]) -> frozenset[int]:
    return hashes(data for digest in digests for data in sketches.get(digest, ()))


def _name(story: Story | KnownStory) -> tuple[str, str]:
    return title_key(story.title), authors_key(story.authors)


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
