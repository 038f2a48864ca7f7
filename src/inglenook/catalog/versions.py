"""Which stories in the making are one work saved several times, and which of them is read.

The same work lies about as text and EPUB, as an older copy with fewer chapters, as one chapter
by itself. All of them become versions of one story, on evidence of two sorts together: what
the files say (the same work of an archive, the same title and author) and what they share
(sketches, see :mod:`~inglenook.catalog.sketch`). The less is said, the more must be shared::

    said                          shared                               what it tells apart
    the same work of an archive   a fifth of the shorter one           chapters saved one by one
    the same title and author     half, and hardly a chapter alone     a namesake, a translation
    a title spelt alike           four fifths of it                    a sequel
    nothing: it has no title      four fifths of it                    a recap
    another title                 four fifths, in both directions      an anthology

Two stories that are wrongly one cost a reader a story; one that is wrongly two costs a line on
the shelf. So where it is not clear they stay two.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from inglenook.catalog.drafts import Draft
from inglenook.catalog.grouping import SAME_LENGTH, Part
from inglenook.catalog.naming import authors_key, title_key, work_key
from inglenook.catalog.scan import natural_key
from inglenook.catalog.sketch import COMPARABLE, coarse, contained, hashes
from inglenook.claims import iso_date
from inglenook.tokens import fold

LIKE_SPELLING = 0.7
"""Likeness of two titles, after Ratcliff and Obershelp: "weir" and "wier" have 0.75."""
FOREIGN = 0.1
"""A chapter that shares less is not in the other text; a version may have such a share of it."""
AS_FULL = 0.02
"""Texts that differ by less are equally full: formats count titles and notes differently."""
A_STORY = 40
"""Hashes of some 1,000 words: below it texts of different titles may be made from one pattern."""
MOST_TITLES = 8
"""What stands under more titles than this is no work's own text: a banner, a licence."""
MOST_HOMES = 20
"""Others that an edition is compared with; more of one title or opening are not looked through."""
OPENING = 60
"""Characters of two beginnings that are compared, of their letters and figures."""
LEAST_OPENING = 40
"""Letters that two beginnings must have to say anything: seven or eight words."""

_RICHNESS = {"epub": 6, "html": 5, "fb2": 4, "docx": 3, "markdown": 2, "rtf": 1}
"""Which of two equally full versions is read: the one whose format knows more of its text."""


class Kinship(NamedTuple):
    """Why one draft is taken for a version of another."""

    contained: float | None
    """As in ``Version.contained``."""
    confidence: float
    evidence: str


class _Standard(NamedTuple):
    """What two texts must share to be versions of one work."""

    evidence: str
    confidence: float
    share: float
    """Of the shorter text that must stand in the fuller one."""
    back: float = 0.0
    """Of the fuller text that must stand in the shorter one."""
    hashes: int = COMPARABLE
    """That the shorter text must have."""


# A revision keeps more than a fifth; another chapter of the same work has nothing of it. A copy
# in which every tenth word was edited keeps 53 %.
_SAME_WORK = _Standard("the same work of one archive", 0.98, 0.2)
_SAME_NAME = _Standard("the same title and author", 0.95, 0.5)
_SAME_TITLE = _Standard("the same title, and no other author", 0.9, 0.5)
_LIKE_NAME = _Standard("a title spelt alike, the same author", 0.85, 0.8, hashes=A_STORY)
_UNTITLED = _Standard("no title of its own", 0.85, 0.8)
_OTHER_NAME = _Standard("nearly the same text, under another title", 0.8, 0.9, 0.8, A_STORY)
_OTHER_WORK = _Standard("another work", 0.0, 2.0)
"""Which no text can meet: another number at the same archive, another author."""

BY_HAND = Kinship(None, 1.0, "library.yaml")


class Gathered(NamedTuple):
    """A story in the making, with its versions."""

    read: Draft
    others: tuple[tuple[Draft, Kinship], ...] = ()
    """The fullest first."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its files, those that are read first."""
        return tuple(
            part
            for draft in (self.read, *(draft for draft, _ in self.others))
            for part in draft.parts
        )


@dataclass(eq=False)
class _Edition:
    """A draft as far as it is compared."""

    draft: Draft

    def __post_init__(self) -> None:
        override = self.draft.override
        said = [part.outline.metadata for part in self.draft.parts]
        title = override.title if override else ""
        self.title_key = title_key(title) if title else self._own_title()
        authors = (override.authors if override else ()) or next(
            (one.authors for one in said if one.authors), ()
        )
        self.authors_key = authors_key(authors)
        self.works = {key for one in said if (key := work_key(one))}
        self.archives = {work.partition(" ")[0] for work in self.works}
        self.words = sum(part.outline.chapters[n].words for part, n in self.draft.chapters)
        self.path = natural_key(self.draft.parts[0].record.path)
        self.opening = _letters(self.draft.parts[0].outline.opening)

    def _own_title(self) -> str:
        return next((part.title_key for part in self.draft.parts if part.title_key), "")

    @cached_property
    def contents(self) -> frozenset[str]:
        """The titles of its chapters, as keys."""
        chapters = (part.outline.chapters[n] for part, n in self.draft.chapters)
        return frozenset(title_key(chapter.title) for chapter in chapters if chapter.title)

    @cached_property
    def is_collection(self) -> bool:
        """Whether its chapters are not counted, as the tales of a book are not."""
        marks = (part.outline.chapters[n].mark for part, n in self.draft.chapters)
        numbered = any(mark is not None and mark.number is not None for mark in marks)
        return len(self.draft.chapters) > 1 and not numbered

    @property
    def names(self) -> Iterator[str]:
        """What a version of it may be named by, text apart."""
        yield from (f"work {work}" for work in self.works)
        if self.title_key:
            yield f"title {self.title_key}"
        if self.opening:
            yield f"opening {self.opening}"

    @property
    def by_hand(self) -> bool:
        """Whether library.yaml says what it is: then no guess makes it a version."""
        return self.draft.override is not None

    @property
    def richness(self) -> tuple[int, int, str]:
        """What decides between equally full versions: format, chapters, the latest date."""
        first = self.draft.parts[0].outline
        rank = _RICHNESS.get(first.format, 0)
        return rank, len(self.draft.chapters), iso_date(first.metadata.updated)

    @property
    def sketches(self) -> Iterator[bytes]:
        """The sketches of its chapters."""
        return (part.outline.chapters[n].sketch for part, n in self.draft.chapters)

    @cached_property
    def text(self) -> frozenset[int]:
        """All hashes of its text."""
        return hashes(self.sketches)

    @cached_property
    def sample(self) -> frozenset[int]:
        """The coarse sample of its text."""
        return frozenset(coarse(self.sketches))

    @property
    def is_comparable(self) -> bool:
        """Whether it has enough text to say what share of it stands elsewhere."""
        return len(self.text) >= COMPARABLE

    def foreign_to(self, other: _Edition) -> float:
        """Return the share of its words in chapters that the other text does not have."""
        if len(self.draft.chapters) == 1 or not self.words:
            return 0.0
        alone = 0
        for (part, n), data in zip(self.draft.chapters, self.sketches, strict=True):
            own = hashes([data])
            if len(own) >= COMPARABLE and contained(own, other.text) < FOREIGN:
                alone += part.outline.chapters[n].words
        return alone / self.words


def gather(drafts: Iterable[Draft]) -> list[Gathered]:
    """Gather the versions of each work.

    Args:
        drafts: the stories in the making; none holds a file of another.

    Returns:
        The stories, in the order of the drafts that are read.
    """
    editions = [_Edition(draft) for draft in drafts]
    homes = _Homes(editions)
    works: dict[_Edition, list[tuple[_Edition, Kinship]]] = {}
    heads: dict[_Edition, _Edition] = {}
    # The fullest first, so that whatever comes later can only be a version of what is there: of
    # any version, since a chapter alone may have less in common with an edited copy.
    for edition in sorted(editions, key=lambda edition: (-edition.words, edition.path)):
        kin = None if edition.by_hand else homes.of(edition)
        if kin is not None:
            heads[edition] = heads[kin[0]]
            works[heads[edition]].append((edition, kin[1]))
        else:
            heads[edition] = edition
            works[edition] = []
        if not edition.draft.separate:
            homes.add(edition)
    place = {id(edition.draft): at for at, edition in enumerate(editions)}
    found = [_gathered(head, others) for head, others in works.items()]
    return sorted(found, key=lambda one: place[id(one.read)])


def _gathered(head: _Edition, others: list[tuple[_Edition, Kinship]]) -> Gathered:
    """Choose which of the fullest versions is read."""
    read = head
    if not head.by_hand:
        full = [one for one, _ in others if one.words >= head.words * (1 - AS_FULL)]
        read = max([head, *full], key=lambda one: one.richness)
    said = dict(others)
    versions = [(draft, BY_HAND) for draft in head.draft.versions]
    for one in (head, *said):
        if one is not read:
            kin = _kinship(one, read) or said.get(one) or said[read]
            share = round(contained(one.text, read.text), 4) if one.is_comparable else None
            versions.append((one.draft, kin._replace(contained=share)))
    return Gathered(read.draft, tuple(versions))


class _Homes:
    """The editions looked at so far, by what a version of them has in common with them."""

    def __init__(self, editions: Iterable[_Edition]) -> None:
        """Make it of none; ``editions`` tell what is common to too many works to say anything."""
        editions = list(editions)
        counts = Counter(chain.from_iterable(edition.sample for edition in editions))
        shared = frozenset(number for number, n in counts.items() if n > 1)
        titles: defaultdict[int, set[object]] = defaultdict(set)
        for edition in editions:
            for number in edition.sample & shared:
                titles[number].add(edition.title_key or edition)
        self._common = frozenset(n for n, found in titles.items() if len(found) > MOST_TITLES)
        self._telling = shared - self._common
        self._by_hash: defaultdict[int, list[_Edition]] = defaultdict(list)
        self._by_name: defaultdict[str, list[_Edition]] = defaultdict(list)

    def add(self, edition: _Edition) -> None:
        """Take an edition in."""
        for number in edition.sample & self._telling:
            self._by_hash[number].append(edition)
        for name in edition.names:
            self._by_name[name].append(edition)

    def of(self, edition: _Edition) -> tuple[_Edition, Kinship] | None:
        """Return what an edition is a version of: the surest, then the nearest in length."""
        common = edition.sample & self._common
        rows = [self._by_hash.get(number, []) for number in edition.sample & self._telling]
        shared = Counter(home for row in rows for home in row)
        homes = [home for home, _ in shared.most_common(MOST_HOMES)]
        named = [self._by_name.get(name, []) for name in edition.names]
        homes += [home for row in named if len(row) <= MOST_HOMES for home in row]
        found = ((home, _kinship(edition, home, common)) for home in dict.fromkeys(homes))
        kin = [(home, kinship) for home, kinship in found if kinship is not None]

        def claim(one: tuple[_Edition, Kinship]) -> tuple[float, float, int]:
            home, kinship = one
            return kinship.confidence, kinship.contained or 0.0, -home.words

        return max(kin, key=claim, default=None)


def _kinship(
    edition: _Edition, home: _Edition, common: frozenset[int] = frozenset()
) -> Kinship | None:
    """Return why an edition is a version of a fuller one, or None where it is not.

    Args:
        edition: the shorter one.
        home: the fuller one.
        common: hashes that say nothing. Only of the coarse sample it is known which do, so
            where there are any it alone is compared.
    """
    standard = _standard(edition, home)
    text, whole = edition.text, home.text
    if common:
        text, whole = edition.sample - common, home.sample - common
    if len(text) < COMPARABLE:
        if standard in {_SAME_WORK, _SAME_NAME, _SAME_TITLE} and _begin_alike(edition, home):
            evidence = f"{standard.evidence}, the same beginning; too short to compare"
            return Kinship(None, 0.75, evidence)
        return None
    share, back = contained(text, whole), contained(whole, text)
    if share < standard.share or back < standard.back or len(text) < standard.hashes:
        return None
    if standard is not _SAME_WORK and edition.foreign_to(home) > FOREIGN:
        return None
    return Kinship(round(share, 4), standard.confidence, standard.evidence)


def _standard(edition: _Edition, home: _Edition) -> _Standard:
    """Return what two texts must share, by what their files say."""
    if not edition.works.isdisjoint(home.works):
        return _SAME_WORK
    people = _people(edition, home)
    if _is_tale_of(edition, home):
        return _OTHER_WORK
    if people and edition.title_key == home.title_key != "":
        return _SAME_NAME if people == "same" else _SAME_TITLE
    if not edition.archives.isdisjoint(home.archives):
        return _OTHER_WORK
    if people and not edition.title_key:
        return _UNTITLED
    if people == "same" and _like_titles(edition, home):
        return _LIKE_NAME
    return _OTHER_NAME if people else _OTHER_WORK


def _is_tale_of(edition: _Edition, home: _Edition) -> bool:
    """Whether a text is one tale of a collection, which may be named after it."""
    alone = len(edition.draft.chapters) == 1 and edition.title_key in home.contents
    return alone and home.is_collection


def _like_titles(edition: _Edition, home: _Edition) -> bool:
    """Whether two titles are spellings of one; a chapter's is no spelling of its book's."""
    mine, theirs = edition.title_key, home.title_key
    if not (mine and theirs) or mine in home.contents:
        return False
    words, others = set(mine.split()), set(theirs.split())
    within = words <= others or others <= words
    return within or SequenceMatcher(None, mine, theirs).ratio() >= LIKE_SPELLING


def _people(edition: _Edition, home: _Edition) -> str:
    """Return whether the authors are the ``same`` or ``like`` each other; empty if neither."""
    mine, theirs = edition.authors_key, home.authors_key
    if not (mine and theirs):
        return "like"
    if mine == theirs:
        return "same"
    return "like" if {name for name in mine.split() if len(name) > 2} & set(theirs.split()) else ""


def _begin_alike(edition: _Edition, home: _Edition) -> bool:
    opening = edition.opening
    if len(opening) < LEAST_OPENING or opening != home.opening:
        return False
    return abs(edition.words - home.words) <= SAME_LENGTH * max(edition.words, home.words)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))[:OPENING]
