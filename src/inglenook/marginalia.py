"""The reader's marks, and where they are in the texts as these are now.

A mark is placed by its quote (:mod:`inglenook.anchors`), never by its numbers alone. One whose
text is not there is *waiting*: it is listed, and comes back with its text. Where each mark is in
a text is worked out once; the text is known again by the keys of its chapters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import NamedTuple

from inglenook.anchors import Anchors
from inglenook.catalog import Catalog
from inglenook.clean import clean
from inglenook.errors import StoreError, UnknownStory, UnreadableStory
from inglenook.model import Document, KnownStory, Position, Span, Story
from inglenook.store import Store
from inglenook.store.annotations import Annotation, ListedMark, MarkKind, MarkList, Sheaf, new_id
from inglenook.store.database import stamp
from inglenook.tokens import fold

MOST_TEXTS = 4
"""Texts whose marks stay placed; each takes the memory of its book."""


class Placed(NamedTuple):
    """A mark, and where it is now."""

    annotation: Annotation
    span: Span | None
    """What it lies on; of a bookmark or letter, from its place to itself. None while it waits."""


class Entry(NamedTuple):
    """A mark with all that is told of it outside of its text."""

    annotation: Annotation
    story: KnownStory
    position: Position | None
    """Where it is now; None while it waits for its text."""
    chapter: int
    """Index of its chapter: now, or of a mark that waits, when it was made."""
    heading: str
    """Title of that chapter."""
    sentence: str
    """The sentence it begins in; of a mark that waits, its words."""


class _Known(NamedTuple):
    """Where a mark was found."""

    keys: tuple[str, ...]
    """Of the chapters of the text."""
    changed: str
    """``Annotation.changed`` of the mark."""
    span: Span | None


class _Text:
    """One text, and the marks that were placed in it."""

    def __init__(self, document: Document) -> None:
        self.anchors = Anchors(document)
        self._known: dict[str, tuple[Annotation, Span | None]] = {}

    def place(self, annotation: Annotation) -> Placed:
        known = self._known.get(annotation.id)
        if known and (known[0].start, known[0].last) == (annotation.start, annotation.last):
            return Placed(annotation, known[1])
        span: Span | None
        if annotation.last is None:
            position = self.anchors.place(annotation.start)
            span = Span(position, position) if position is not None else None
        else:
            span = self.anchors.place_span(annotation.start, annotation.last, annotation.text)
        self._known[annotation.id] = annotation, span
        return Placed(annotation, span)


class Marginalia:
    """The marks of one library. Methods that save or read raise StoreError."""

    def __init__(self, library: str, catalog: Catalog, store: Store) -> None:
        """Take the library's folder as an absolute path, and the parts that are asked."""
        self._library, self._catalog, self._store = library, catalog, store
        self._texts: OrderedDict[tuple[str, ...], _Text] = OrderedDict()
        self._known: dict[str, _Known] = {}
        """By id, what :meth:`spans` said."""
        self._lock = Lock()

    # What there is

    def of(self, story: Story, document: Document) -> tuple[Placed, ...]:
        """Return the marks of a story in the order of its text, those that wait at the end."""
        text = self._text(story, document)
        ids, keys = (story.id, *self._store.related(story)), [one.key for one in story.chapters]
        found = self._store.annotations.of(ids, keys)
        homes = self._homes(found)
        placed = [text.place(one) for one in found if homes(one, story.id) == story.id]
        self._settle(story, [one for one in placed if self._is_own(one.annotation, homes)])
        return tuple(sorted(placed, key=_order))

    def all(self) -> tuple[Annotation, ...]:
        """Return the marks of the stories of this library, and those made in it."""
        every = self._store.annotations.all()
        homes = self._homes(every)
        return tuple(one for one in every if homes(one) or one.library == self._library)

    def listed(self) -> MarkList:
        """Return a line for each of :meth:`all`, by title and place, read when it is looked at."""
        sheaves = self._store.annotations.sheaves()
        homes, titles = self._homes(sheaves), self.titles()
        shown = [one for one in sheaves if homes(one) or one.library == self._library]
        named = [
            (titles.get(home, ""), home, one) for one in shown for home in [homes(one, one.story)]
        ]
        named.sort(key=lambda each: (each[0].casefold(), each[1]))
        return MarkList(self._store.annotations, [(one, title) for title, _, one in named])

    def listed_of(self, ids: Sequence[str]) -> list[ListedMark]:
        """Return a line for each of some marks."""
        return self._store.annotations.listed_of(ids)

    def by_story(self) -> dict[str, list[ListedMark]]:
        """Return a line for each of :meth:`all`, by the id of the story it is in now."""
        every = self._store.annotations.listed()
        homes = self._homes(every)
        found: dict[str, list[ListedMark]] = {}
        for one in every:
            if homes(one) or one.library == self._library:
                found.setdefault(homes(one, one.story), []).append(one)
        return found

    def spans(self, story: Story, marks: Sequence[ListedMark]) -> list[Span | None]:
        """Return where marks of a story lie, None for those that wait; its text is read once."""
        keys = _keys(story)
        known, asked = self._known, [(one.id, (keys, one.changed)) for one in marks]
        if new := [i for i, told in asked if i not in known or known[i][:2] != told]:
            try:
                # Not kept: whoever asks for many stories would have the one on the page forgotten.
                text = self._texts.get(keys) or _Text(self._catalog.document(story))
            except UnreadableStory:
                return [None] * len(marks)
            for one in self._store.annotations.those(new):
                known[one.id] = _Known(keys, one.changed, text.place(one).span)
        return [known[i].span if i in known else None for i, _ in asked]

    def get(self, mark_id: str) -> Annotation | None:
        """Return one mark, None where it was deleted."""
        return self._store.annotations.get(mark_id)

    def home(self, annotation: Annotation) -> str:
        """Return the id of the story a mark is in now; its own where that is not there."""
        return self._homes((annotation,))(annotation, annotation.story)

    def letters(self, story_id: str) -> dict[str, Annotation]:
        """Return what letters name: small ones in a story, capitals in the library."""
        found = self._store.annotations.lettered()
        homes = self._homes(found)
        named: dict[str, Annotation] = {}
        for is_it in (
            lambda one: one.detail.islower() and homes(one, one.story) == story_id,
            lambda one: one.detail.isupper() and one.library == self._library,
            lambda one: one.detail.isupper() and homes(one),
        ):
            for one in filter(is_it, found):
                named.setdefault(one.detail, one)
        return named

    def titles(self) -> dict[str, str]:
        """Return the titles of the stories here, and of those that were ever opened."""
        known = {known.id: known.title for known in self._store.known_stories()}
        return known | {story.id: story.title for story in self._catalog.stories()}

    def entries(self) -> Iterator[Entry]:
        """Go through all marks story by story, in the order of the text."""
        every = self.all()
        homes = self._homes(every)
        marks: dict[str, list[Annotation]] = {}
        for one in every:
            marks.setdefault(homes(one, one.story), []).append(one)
        known = {one.id: one for one in self._store.known_stories()}
        known |= {one.id: KnownStory.of(one) for one in self._catalog.stories() if one.id in marks}
        for home, its in sorted(marks.items(), key=lambda item: _name(known, item[0])):
            try:
                story = self._catalog.story(home)
                text = self._text(story, self._catalog.document(story))
            except (UnknownStory, UnreadableStory):
                yield from (_waiting(one, known[one.story]) for one in its)
                continue
            for annotation, span in sorted(map(text.place, its), key=_order):
                if span is None:
                    yield _waiting(annotation, known[annotation.story])
                    continue
                chapter, sentence = span.start.chapter, text.anchors.sentence(span.start)
                heading = story.chapters[chapter].title
                yield Entry(annotation, known[home], span.start, chapter, heading, sentence)

    # Making and changing them

    def mark(
        self, story: Story, document: Document, position: Position, letter: str = ""
    ) -> Annotation:
        """Mark a place: with a bookmark, or with a letter, which it takes from another place."""
        anchors = self._text(story, document).anchors
        kind = MarkKind.LETTER if letter else MarkKind.BOOKMARK
        start = anchors.locate(position)
        made = self._made(story, Annotation(
            new_id(), story.id, kind, start, detail=letter, text=anchors.sentence(position),
        ))  # fmt: skip
        if letter and (before := self.letters(story.id).get(letter)):
            made = replace(made, id=before.id, created=before.created)
        return self._save(story, made)

    def note(
        self, story: Story, document: Document, span: Span, style: str = "", note: str = ""
    ) -> Annotation:
        """Highlight a span in a style, write a note on it, or both."""
        anchors = self._text(story, document).anchors
        first, last = anchors.locate_span(span)
        kind = MarkKind.HIGHLIGHT if style else MarkKind.NOTE
        return self._save(story, self._made(story, Annotation(
            new_id(), story.id, kind, first, last, style, clean(note), anchors.words(span),
        )))  # fmt: skip

    def change(self, annotation: Annotation, *, style: str, note: str) -> Annotation:
        """Give a mark with a span another style or note."""
        kind = annotation.kind
        if kind.has_span:
            kind = MarkKind.HIGHLIGHT if style else MarkKind.NOTE
        detail = style if kind.has_span else annotation.detail
        changed = replace(annotation, kind=kind, detail=detail, note=clean(note), changed=stamp())
        self._store.annotate((), (changed,))
        return changed

    def remove(self, *annotations: Annotation) -> None:
        """Delete marks; :meth:`restore` brings them back."""
        self._store.annotations.remove([one.id for one in annotations])

    def restore(self, *annotations: Annotation) -> None:
        """Bring back marks that were deleted, as they were."""
        self._store.annotate((), annotations)

    def take_in(self, stories: Iterable[KnownStory], annotations: Iterable[Annotation]) -> int:
        """Add marks that were exported, and return how many are new or newer than those here.

        Args:
            stories: whose; a story of the same files, or else of the same title and authors, is
                taken for it where its id is not known here.
            annotations: the marks.
        """
        there = {one.id: one.changed for one in self._store.annotations.all()}
        newer = [one for one in annotations if one.changed > there.get(one.id, "")]
        needed = {one.story for one in newer}
        kept: dict[str, Story | KnownStory] = {
            known.id: self._own(known) for known in stories if known.id in needed
        }
        taken = [replace(one, story=kept[one.story].id, library=self._library) for one in newer]
        if taken:
            self._store.annotate(kept.values(), taken)
        return len(taken)

    def _own(self, known: KnownStory) -> Story | KnownStory:
        """Return the story here that a story of another place is, or that one itself."""
        stories = self._catalog.stories(with_missing=True)
        name = fold(known.title), sorted(map(fold, known.authors))
        for is_it in (
            lambda story: story.id == known.id,
            lambda story: set(known.digests).intersection(story.digests),
            lambda story: (fold(story.title), sorted(map(fold, story.authors))) == name,
        ):
            if found := next(filter(is_it, stories), None):
                return found
        return known

    # Inside

    def _made(self, story: Story, annotation: Annotation) -> Annotation:
        chapter, at = annotation.start.position.chapter, stamp()
        made = replace(annotation, library=self._library, created=at, changed=at)
        if chapter >= len(story.chapters):
            return made
        entry = story.chapters[chapter]
        return replace(made, heading=entry.title, entry=entry.key)

    def _save(self, story: Story, annotation: Annotation) -> Annotation:
        # A story that vanishes while it is read may be marked all the same.
        whole = self._catalog.story(story.id, with_missing=True)
        self._store.annotate((whole,), (annotation,))
        return annotation

    def _is_own(self, one: Annotation, homes: _Homes) -> bool:
        """Say whether a mark is of this library: another one with the same file has its own."""
        return one.library == self._library or homes.has(one.story)

    def _settle(self, story: Story, placed: Iterable[Placed]) -> None:
        """Note whose the marks are now that came from another story or another text."""
        keys = [entry.key for entry in story.chapters]
        now = {
            one.id: keys[span.start.chapter]
            for one, span in placed
            if span is not None and (one.story != story.id or one.entry not in keys)
        }
        if now:
            # They are shown where they are all the same, and noted another time.
            with suppress(StoreError):
                self._store.settle(story, now)

    def _text(self, story: Story, document: Document) -> _Text:
        key = _keys(story)
        with self._lock:
            text = self._texts.pop(key, None) or _Text(document)
            self._texts[key] = text
            while len(self._texts) > MOST_TEXTS:
                self._texts.popitem(last=False)
        return text

    def _homes(self, marks: Iterable[Annotation | ListedMark | Sheaf]) -> _Homes:
        marks = tuple(marks)
        return _Homes(marks, self._catalog.stories(), self._store.known_stories)


class _Homes:
    """On which stories of the shelf some marks are now."""

    def __init__(
        self,
        marks: Iterable[Annotation | ListedMark | Sheaf],
        stories: Iterable[Story],
        known: Callable[[], Iterable[KnownStory]],
    ) -> None:
        """Take the marks, the shelf as it is, and what tells which files lost stories had."""
        stories = tuple(stories)
        entries, marked = {one.entry for one in marks} - {""}, {one.story for one in marks}
        self._owners: dict[str, list[str]] = {}
        for story in stories:
            for entry in story.chapters:
                if entry.key in entries:
                    self._owners.setdefault(entry.key, []).append(story.id)
        self._homes = {story.id: story.id for story in stories if story.id in marked}
        if lost := marked - self._homes.keys():
            digests = {digest: story.id for story in stories for digest in story.digests}
            for old in known():
                owner = next((digests[one] for one in old.digests if one in digests), None)
                if old.id in lost and owner is not None:
                    self._homes[old.id] = owner

    def has(self, story_id: str) -> bool:
        """Say whether a marked story is on the shelf."""
        return self._homes.get(story_id) == story_id

    def __call__(self, mark: Annotation | ListedMark | Sheaf, lost: str = "") -> str:
        """Return the id of the story a mark is in; ``lost`` where that is not there.

        That is the story which has its chapter; where none has, because its file was edited, the
        one it was made in, or the one that has become part of.
        """
        owners = self._owners.get(mark.entry)
        if owners and mark.story not in owners:
            return owners[0]
        return self._homes.get(mark.story, lost)


def _keys(story: Story) -> tuple[str, ...]:
    return tuple(entry.key for entry in story.chapters)


def _name(known: Mapping[str, KnownStory], story_id: str) -> tuple[str, str]:
    return (known[story_id].title.casefold() if story_id in known else "", story_id)


def _waiting(one: Annotation, story: KnownStory) -> Entry:
    return Entry(one, story, None, one.start.position.chapter, one.heading, one.text)


def _order(placed: Placed) -> tuple[bool, Position, str]:
    here = placed.span.start if placed.span else placed.annotation.start.position
    return placed.span is None, here, placed.annotation.created
