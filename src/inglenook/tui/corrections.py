"""From what the reader points at and the key they press, to the edits that say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inglenook.catalog.edits import Apart, Edit, Hide, Join, Name, Piece, Show, Split
from inglenook.catalog.naming import work_in_chapter
from inglenook.clean import clean_line
from inglenook.model import Story
from inglenook.tui.accounts import Target


@dataclass(frozen=True, slots=True)
class Correction:
    """Edits of library.yaml that are made together."""

    edits: tuple[Edit, ...]
    said: str
    """What they do, for people; no end mark."""


class NothingToDo(Exception):
    """A key that means nothing here, with the reason for people."""


def join(targets: Sequence[Target]) -> Correction:
    """Make one story of several, in the order they were pointed at."""
    stories = _stories(targets)
    if len(targets) > 1 and len(stories) < 2 and len(stories[0].sources if stories else ()) > 1:
        raise NothingToDo("These are one story already; A takes a file out of it.")
    if len(stories) < 2:
        title = f"after {quoted(stories[0])}" if stories else "there"
        raise NothingToDo(f"Now the one that goes on {title}: J on it joins them.")
    files = tuple(dict.fromkeys(source for story in stories for source in story.sources))
    if len(files) < 2:
        raise NothingToDo("These stories stand in one file; undo its split, or edit library.yaml.")
    return Correction((Join(files),), f"Joined {len(files)} files into {quoted(stories[0])}")


def apart(targets: Sequence[Target]) -> Correction | Story:
    """Take files out of their stories; return a story of one file that can be split."""
    files = tuple(
        target.file
        for target in targets
        if target.story and (len(target.story.sources) > 1 or _is_version(target))
    )
    if files:
        one = f"{_named(files)} is a story of its own"
        many = f"Took {len(files)} files apart"
        return Correction((Apart(files),), one if len(files) == 1 else many)
    for story in (story_of(targets), *_stories(targets)):
        if len(story.chapters) > 1:
            return story
    raise NothingToDo("It is one chapter of one file: there is nothing to take apart.")


def split(story: Story, begins: Sequence[int]) -> Correction:
    """Make several stories of one file.

    Args:
        story: of one file.
        begins: indices of the chapters with which a story begins, ascending, from 0.
    """
    if len(begins) < 2:
        raise NothingToDo("Nothing was split: Space marks where another story begins.")
    bounds = [*begins, len(story.chapters)]
    pieces = tuple(_piece(story, first, last) for first, last in pairwise(bounds))
    said = f"Split {quoted(story)} into {len(pieces)} stories"
    return Correction((Split(story.sources[0], pieces),), said)


def _piece(story: Story, first: int, last: int) -> Piece:
    """Name the story of some chapters by the first: of a file of works, with its authors."""
    begins = story.chapters[first]
    named = (begins.title, ()) if not holds_works(story) else work_in_chapter(begins.title)
    return Piece(named[0], begins.ordinal + 1, story.chapters[last - 1].ordinal + 1, named[1])


def works_of(story: Story) -> frozenset[int]:
    """Return the chapters with which a story probably begins: the works a file holds, else one."""
    if not holds_works(story):
        return frozenset({0})
    named = {at for at, entry in enumerate(story.chapters) if work_in_chapter(entry.title)[1]}
    return frozenset({0, *named})


def holds_works(story: Story) -> bool:
    """Whether a story is a file of several works, each with a title and authors of its own."""
    return any(guess.field == "works" for guess in story.guesses)


def rename(story: Story, title: str, authors: str) -> Correction:
    """Give a story another title and other authors.

    Args:
        story: which.
        title: its title.
        authors: their names, with semicolons between; or commas, where there are none.
    """
    separator = ";" if ";" in authors else ","
    names = tuple(filter(None, map(clean_line, authors.split(separator))))
    title = clean_line(title)
    if not title:
        raise NothingToDo("A story needs a title.")
    if (title, names) == (story.title, story.authors):
        raise NothingToDo("Nothing was changed; K says that a guess is right.")
    piece = story.chapters[0].ordinal + 1
    edit = Name(story.sources, title, names, versions=story.other_sources, piece=piece)
    return Correction((edit,), f"Renamed to “{clean_line(title, 40)}”")


def hide(targets: Sequence[Target]) -> Correction:
    """Take files from the shelf, or, where all of them are hidden, put them back."""
    hidden = tuple(target.file for target in targets if target.is_hidden)
    if targets and len(hidden) == len(targets):
        return Correction((Show(hidden),), f"{_named(hidden)} back on the shelf")
    files = tuple(dict.fromkeys(target.file for target in targets if not target.is_hidden))
    if not files:
        raise NothingToDo("There is no file to hide.")
    return Correction((Hide(files),), f"Hidden: {_named(files)}")


def hide_stories(targets: Sequence[Target]) -> Correction:
    """Take whole stories from the shelf."""
    stories = _stories(targets)
    files = tuple(source for story in stories for source in story.sources)
    return hide([Target(file) for file in files])


def right(targets: Sequence[Target], confirm: Callable[[Story], Name]) -> Correction:
    """Say that what was guessed is right."""
    stories = _stories(targets)
    if not stories:
        raise NothingToDo("This file is in no story: there is no guess to agree with.")
    what = quoted(stories[0]) if len(stories) == 1 else f"{len(stories)} stories"
    return Correction(tuple(map(confirm, stories)), f"Noted that {what} is right")


def move(targets: Sequence[Target], step: int) -> Correction:
    """Put a file earlier (-1) or later (1) in its story."""
    if not targets:
        raise NothingToDo("There is no file here to move.")
    target = targets[0]
    files = list(target.story.sources) if target.story else []
    if target.file not in files or len(files) < 2:
        raise NothingToDo("Its story has no other file to change places with.")
    at = files.index(target.file)
    to = at + step
    if not 0 <= to < len(files):
        raise NothingToDo("It is the first file already." if step < 0 else "It is the last one.")
    files[at], files[to] = files[to], files[at]
    name = clean_line(target.file, 40)
    return Correction((Join(tuple(files)),), f"{name} is file {to + 1} of {len(files)} now")


AT_ONCE: Mapping[str, Callable[[Sequence[Target]], Correction]] = {
    "join": join,
    "hide": hide,
    "hide_stories": hide_stories,
    "earlier": lambda targets: move(targets, -1),
    "later": lambda targets: move(targets, 1),
}
"""Corrections that need no more to be asked: as in ``CorrectionAsked.what``."""


def story_of(targets: Sequence[Target]) -> Story:
    """Return the one story that is meant."""
    stories = _stories(targets)
    if not stories:
        raise NothingToDo("This file is in no story.")
    return stories[0]


def quoted(story: Story) -> str:
    """Return a title as it stands in a sentence."""
    return f"“{clean_line(story.title, 40)}”"


def _stories(targets: Sequence[Target]) -> list[Story]:
    return list({target.story.id: target.story for target in targets if target.story}.values())


def _is_version(target: Target) -> bool:
    return target.story is not None and target.file in target.story.other_sources


def _named(files: Sequence[str]) -> str:
    return clean_line(files[0], 40) if len(files) == 1 else f"{len(files)} files"
