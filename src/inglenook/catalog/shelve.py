"""Put files on the shelf: records in, stories and reports out, no text read.

Which files make a story is decided in :mod:`~inglenook.catalog.drafts`,
:mod:`~inglenook.catalog.grouping` and :mod:`~inglenook.catalog.versions`, ids in
:mod:`~inglenook.catalog.identity`; here the stories get their titles, authors and chapters. The
outcome depends on what the records are, never on their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any, NamedTuple

from inglenook.catalog import identity
from inglenook.catalog.drafts import Draft, Drafts, draft
from inglenook.catalog.grouping import Part
from inglenook.catalog.manifest import Manifest
from inglenook.catalog.naming import (
    author_in_name,
    chapter_title,
    folder_name,
    name_untitled,
    title_key,
    work_in_chapter,
    work_number,
)
from inglenook.catalog.records import MAIN_GUESSES, FileReport, Outline, Record, sketches_of
from inglenook.catalog.scan import natural_key
from inglenook.catalog.versions import Gathered, Kinship, gather
from inglenook.clean import clean, clean_line
from inglenook.errors import ConfigError
from inglenook.model import (
    GUESSED_BELOW,
    ChapterEntry,
    Guess,
    KnownStory,
    Metadata,
    Story,
    Version,
)
from inglenook.ratings import grade
from inglenook.tokens import fold

_BY_HAND = "library.yaml"
_OF_ONE_VERSION: Mapping[str, Any] = dict.fromkeys(("status", "words", "chapters", "updated"), "")
"""What an older copy says of itself is not so of the fuller one."""
_DOUBTS = frozenset({"chapters", "joined"})


class Shelf(NamedTuple):
    """A library as shelved."""

    stories: tuple[Story, ...]
    """In the order of their titles."""
    reports: tuple[FileReport, ...]
    """One a file, in natural order of the paths."""
    problems: tuple[ConfigError, ...]
    """What is wrong with library.yaml."""


def shelve(
    records: Iterable[Record],
    manifest: Manifest,
    known: Iterable[KnownStory] = (),
    library: str = "",
    sketches: Mapping[str, Sequence[bytes]] = MappingProxyType({}),
) -> Shelf:
    """Join files into stories, and name them.

    Args:
        records: every file of the library, in any order.
        manifest: what library.yaml says.
        known: earlier stories, so that ids stay.
        library: the folder's name, for a story whose files are named ``chapter 1`` and so on.
        sketches: of earlier files, by content hash.
    """
    found = sorted(records, key=lambda record: natural_key(record.path))
    made = draft(found, manifest)
    nameless = [_story(work, library) for work in gather(made.drafts)]
    now = {record.digest: sketches_of(record) for record in found}
    ids = identity.assign(nameless, known, {**sketches, **now})
    stories = [replace(story, id=id_) for story, id_ in zip(nameless, ids, strict=True)]
    reports = _reports(found, stories, made)
    stories.sort(key=lambda story: (natural_key(title_key(story.title)), story.id))
    return Shelf(tuple(stories), reports, tuple(made.problems))


def _story(work: Gathered, library: str) -> Story:
    one = work.read
    title, authors = _title(work, library), _authors(work)
    if title.evidence.startswith("the file's name") and not authors[0]:
        named, author = author_in_name(title.value)
        if author:
            title = replace(title, value=named)
            evidence = "the file's name; the text names no author"
            authors = (author,), (Guess("authors", author, 0.4, evidence),)
    metadata = _metadata(work)
    if one.override:
        metadata = replace(metadata, **one.override.metadata)
    metadata = replace(metadata, title=title.value, authors=authors[0])
    guesses = [title, *authors[1]]
    if one.joined:
        guesses.append(one.joined)
    guesses += [*_held(one), *_doubts(one.parts), *_graded(metadata.rating)]
    confirmed = one.override.confirmed if one.override else ()
    guesses = [guess for guess in guesses if guess.field not in confirmed]
    guesses += [Guess(name, "", 1.0, _BY_HAND) for name in confirmed]
    entries = _entries(one, title.value)
    versions = tuple(_version(draft, kin, title.value) for draft, kin in work.others)
    return Story("", title.value, authors[0], entries, metadata, tuple(guesses), versions)


def _graded(rating: str) -> list[Guess]:
    """Return how a rating was read, where it is more than a word of the table."""
    graded = grade(rating)
    if graded is None or graded.confidence == 1:
        return []
    level = graded.level.name.lower()
    return [Guess("rating", level, graded.confidence, f"read off “{clean_line(rating, 60)}”")]


def _version(one: Draft, kin: Kinship, title: str) -> Version:
    return Version(_entries(one, title), one.parts[0].outline.format, *kin)


def _title(work: Gathered, library: str) -> Guess:
    """Return the title as a guess: the surer, the better its source."""
    one = work.read
    if one.override and one.override.title:
        return Guess("title", one.override.title, 1.0, _BY_HAND)
    if named := _work(one)[0]:
        return Guess("title", named, 0.9, "the title of the work, one of several in its file")
    for part in work.parts:
        if part.title:
            said = _best(part, "title")
            if said is None:
                return Guess("title", part.title, 1.0, "the file says so")
            return replace(said, value=part.title)
    first, number = one.chapters[0]
    name = first.name
    if not name.base and one.joined:
        name = name._replace(base=folder_name(name.folder) or library)
    return name_untitled(name, first.outline.chapters[number].mark, first.outline.opening)


def _authors(work: Gathered) -> tuple[tuple[str, ...], tuple[Guess, ...]]:
    one = work.read
    if one.override and one.override.authors:
        names = one.override.authors
        return names, (Guess("authors", ", ".join(names), 1.0, _BY_HAND),)
    if names := _work(one)[1]:
        above = "those named above the work, one of several in its file"
        return names, (Guess("authors", ", ".join(names), 0.9, above),)
    for part in work.parts:
        names = tuple(filter(None, map(clean_line, part.outline.metadata.authors)))
        if names:
            said = _best(part, "authors")
            return names, (said,) if said else ()
    return (), (Guess("authors", "", 0.1, "the text names no author"),)


def _work(one: Draft) -> tuple[str, tuple[str, ...]]:
    """Return title and authors of a piece that begins with one of the works of a file."""
    part, first = one.chapters[0]
    if len(one.chapters) == len(part.outline.chapters) or not _best(part, "works"):
        return "", ()
    return work_in_chapter(part.outline.chapters[first].title)


def _best(part: Part, field: str) -> Guess | None:
    said = [guess for guess in part.outline.guesses if guess.field == field]
    return max(said, key=lambda guess: guess.confidence, default=None)


def _held(one: Draft) -> list[Guess]:
    """Return that a file holds several works, of a story that is all of it."""
    part = one.chapters[0][0]
    whole = len(one.chapters) == len(part.outline.chapters)
    return [guess for guess in part.outline.guesses if whole and guess.field == "works"]


def _doubts(parts: Sequence[Part]) -> list[Guess]:
    """Return the doubts about chapters and the like, each of the file that doubts it most.

    How paragraphs and encoding were told is between the file and its report.
    """
    weakest: dict[str, Guess] = {}
    for part in parts:
        for field in dict.fromkeys(guess.field for guess in part.outline.guesses):
            said = _best(part, field)
            if said and field in _DOUBTS and said.confidence < GUESSED_BELOW:
                weakest[field] = min(weakest.get(field, said), said, key=lambda g: g.confidence)
    return list(weakest.values())


def _metadata(work: Gathered) -> Metadata:
    """Return what the first file says, and what only later ones and other versions say."""
    merged, *others = (part.outline.metadata for part in work.read.parts)
    versions = (part.outline.metadata for draft, _ in work.others for part in draft.parts)
    for other in (*others, *(replace(said, **_OF_ONE_VERSION) for said in versions)):
        if other != merged:
            given = {
                item.name: getattr(other, item.name)
                for item in fields(Metadata)
                if not getattr(merged, item.name) and getattr(other, item.name)
            }
            merged = replace(merged, **given) if given else merged
    if merged.source_url and not merged.work_id:
        merged = replace(merged, work_id=work_number(merged))
    return merged


def _entries(one: Draft, title: str) -> tuple[ChapterEntry, ...]:
    given = {fold(part.outline.chapters[n].title) for part, n in one.chapters}
    entries = []
    for at, (part, ordinal) in enumerate(one.chapters):
        chapter = part.outline.chapters[ordinal]
        alone = len(part.outline.chapters) == 1
        if at < len(one.titles):
            named = clean_line(one.titles[at]) or title
        elif len(one.chapters) == 1 and not chapter.title.strip():
            named = title
        else:
            number = part.number if alone and part.number is not None else at + 1
            mark = chapter.mark or (part.marks[0] if alone else None)
            named = chapter_title(chapter.title, mark, number)
            if at == 0 and not chapter.title.strip() and (fold(named) in given or _opens(part)):
                named = "Opening"  # text before "Chapter 1" or "I." is not another Chapter 1
        record = part.record
        entries.append(ChapterEntry(named, chapter.words, record.path, record.digest, ordinal))
    return tuple(entries)


def _opens(part: Part) -> bool:
    """Whether a file's first chapter stands before the count: a mark follows, and it is no 2.

    What stands before the works that a file holds does, too.
    """
    if _best(part, "works"):
        return True
    marks = [chapter.mark for chapter in part.outline.chapters[:2]]
    return len(marks) == 2 and marks[0] is None and marks[1] is not None and marks[1].number != 2


def _reports(
    records: Sequence[Record], stories: Sequence[Story], made: Drafts
) -> tuple[FileReport, ...]:
    by_path: dict[str, dict[str, Story]] = {}
    versions: dict[str, Guess] = {}
    for story in stories:
        for source in story.sources:
            by_path.setdefault(source, {})[story.id] = story
        for version in story.versions:
            shared = "" if version.contained is None else f": contained {version.contained:.0%}"
            said = f"another version of {story.title}{shared}"
            for source in version.sources:
                by_path.setdefault(source, {})[story.id] = story
                versions[source] = Guess("version", said, version.confidence, version.evidence)
    reports = []
    for record in records:
        path = record.path
        status, reason = record.status, record.reason
        if path in made.hidden:
            status, reason = "skipped", made.hidden[path]
        elif path in made.copies:
            status, reason = "skipped", f"same text as {clean(made.copies[path])}"
        shelved = tuple(by_path.get(made.copies.get(path, path), {}).values())
        shelved = shelved if status != "failed" else ()
        reports.append(_report(record, status, reason, shelved, versions.get(path)))
    return tuple(reports)


def _place(path: str, stories: Sequence[Story]) -> str:
    """Say which part of a joined story a file is; nothing of a file that is all of one."""
    for story in stories:
        files = story.sources
        if len(files) > 1 and path in files:
            return f"file {files.index(path) + 1} of {len(files)} of {story.title}"
    return ""


def _guesses(outline: Outline, stories: Sequence[Story]) -> list[Guess]:
    """Return what was guessed of a file and its stories; of its chapters what it says itself.

    The story's doubt about chapters may be another file's. What a person has said stands alone.
    """
    told = [guess for story in stories for guess in story.guesses]
    by_hand = {guess.field for guess in told if guess.evidence == _BY_HAND}
    own = [
        guess
        for guess in outline.guesses
        if guess.field not in {"title", "authors"} and guess.field not in by_hand
    ]
    among_own = {guess.field for guess in own}
    told = [guess for guess in told if guess.field not in among_own]
    return list(dict.fromkeys([*told, *own]))


def _report(
    record: Record, status: str, reason: str, stories: Sequence[Story], version: Guess | None
) -> FileReport:
    reason = version.value if version else reason or _place(record.path, stories)
    path, reason = clean(record.path), clean_line(reason, 200)
    outline = record.outline
    if outline is None:
        return FileReport(path, status, reason)
    guesses = [version, *outline.guesses] if version else _guesses(outline, stories)
    best: dict[str, float] = {}
    for guess in guesses:
        if guess.field in MAIN_GUESSES:
            best[guess.field] = max(best.get(guess.field, 0.0), guess.confidence)
    evidence = [
        f"{guess.field}: {clean_line(guess.evidence, 120)} ({guess.confidence:.0%})"
        for guess in guesses
    ]
    return FileReport(
        path,
        status,
        reason,
        outline.format,
        outline.encoding,
        tuple(story.id for story in stories),
        len(outline.chapters),
        min(best.values(), default=1.0),
        (*evidence, *(clean_line(notice, 200) for notice in outline.notices)),
    )
