"""Which chapters of which files make up each story: library.yaml first, then joining."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from inglenook.catalog.grouping import Part, group, part_of
from inglenook.catalog.manifest import Entry, Manifest, Override, Pattern, Split, by_name
from inglenook.catalog.records import HIDDEN, Record
from inglenook.catalog.scan import natural_key
from inglenook.errors import ConfigError
from inglenook.model import Guess


@dataclass(frozen=True, slots=True)
class Draft:
    """A story in the making."""

    chapters: tuple[tuple[Part, int], ...]
    """Which chapter of which file, in reading order."""
    joined: Guess | None = None
    """Why its files were joined; None for a single file."""
    override: Override | None = None
    """What library.yaml says about it."""
    titles: tuple[str, ...] = ()
    """Chapter titles given by library.yaml."""
    versions: tuple[Draft, ...] = ()
    """Its versions, as library.yaml names them."""
    separate: bool = False
    """Whether library.yaml says that no other file is a version of it."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its files, in reading order, each once."""
        return tuple({part.record.path: part for part, _ in self.chapters}.values())


@dataclass(slots=True)
class Drafts:
    """All stories in the making, and what became of the files that are in none."""

    drafts: list[Draft] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)
    """Path -> why library.yaml hides it."""
    copies: dict[str, str] = field(default_factory=dict)
    """Path -> the path of the file with the same content that is shelved."""
    problems: list[ConfigError] = field(default_factory=list)


def draft(records: Iterable[Record], manifest: Manifest) -> Drafts:
    """Part the chapters of all files into stories; every chapter goes into one, once."""
    made = Drafts(problems=list(manifest.problems))
    ordered = sorted(records, key=lambda record: natural_key(record.path))
    names = by_name(record.path for record in ordered)
    for pattern in manifest.hide:
        picked = pattern.pick(names)
        if not picked:
            made.problems.append(pattern.problem("{} hides no file"))
        for path in picked:
            made.hidden.setdefault(path, f"{HIDDEN}, line {pattern.line}")
    taken: dict[str, int] = {}
    claimed = [_claim(entry, entry.files, names, taken, made) for entry in manifest.entries]
    others = [_claim(entry, entry.versions, names, taken, made) for entry in manifest.entries]
    parts = _without_copies(ordered, [*claimed, *others], made)
    for entry, paths, more in zip(manifest.entries, claimed, others, strict=True):
        own = [parts.pop(path) for path in paths if path in parts]
        versions = tuple(_whole([parts.pop(path)]) for path in more if path in parts)
        if own:
            made.drafts += _of_entry(entry, own, versions, made.problems)
        else:
            made.drafts += versions
    for found in group(parts.values()):
        made.drafts.append(Draft(_in_order(found.parts), found.joined))
    made.problems.sort(key=lambda problem: problem.line)
    return made


def _claim(
    entry: Entry,
    patterns: Sequence[Pattern],
    names: Mapping[str, Sequence[str]],
    taken: dict[str, int],
    made: Drafts,
) -> list[str]:
    """Return the files that patterns of an entry name; a file belongs to the first that does."""
    own: list[str] = []
    for pattern in patterns:
        picked = pattern.pick(names)
        new = [path for path in picked if path not in taken]
        if not picked:
            made.problems.append(pattern.problem("there is no file {}"))
        elif not new and not set(picked) <= set(own):
            line = taken[picked[0]]
            made.problems.append(
                pattern.problem(f"{{}} belongs to the story on line {line} already")
            )
        for path in new:
            taken[path] = entry.override.line
            made.hidden.pop(path, None)
        own += new
    return own


def _without_copies(
    records: Sequence[Record], claimed: Sequence[Sequence[str]], made: Drafts
) -> dict[str, Part]:
    """Keep one file of each content: the one library.yaml names, else that of the shortest name.

    Who copies a file adds to its name: ``weir - Copy.txt``, ``weir (1).txt``; or puts it away,
    in a folder or an archive.
    """
    by_path = {record.path: record for record in records}
    named = [by_path[path] for names in claimed for path in names]
    parts: dict[str, Part] = {}
    first: dict[str, str] = {}
    shortest = sorted(records, key=_length_and_depth)
    for record in (*named, *shortest):
        if record.outline is None or record.path in made.hidden or record.path in parts:
            continue
        original = first.setdefault(record.digest, record.path)
        if original == record.path:
            parts[record.path] = part_of(record, record.outline)
        else:
            made.copies[record.path] = original
    return parts


def _length_and_depth(record: Record) -> tuple[int, int]:
    return len(record.path.rpartition("/")[2]), record.path.count("/")


def _whole(parts: Sequence[Part]) -> Draft:
    return Draft(tuple((part, n) for part in parts for n in range(len(part.outline.chapters))))


def _of_entry(
    entry: Entry, own: list[Part], versions: tuple[Draft, ...], problems: list[ConfigError]
) -> list[Draft]:
    joined = None
    if len(own) > 1:
        joined = Guess("joined", f"{len(own)} files", 1.0, "library.yaml")
    whole = replace(
        _whole(own),
        joined=joined,
        override=entry.override,
        titles=entry.chapters,
        versions=versions,
        separate=entry.separate,
    )
    if len(entry.chapters) > len(whole.chapters):
        reason = f"{len(entry.chapters)} chapter titles for {len(whole.chapters)} chapters"
        problems.append(entry.override.problem(reason))
    if not entry.splits:
        return [whole]
    if len(own) > 1:
        problems.append(entry.override.problem("split needs one file, not several"))
        return [whole]
    return _split(entry, whole, problems)


def _split(entry: Entry, whole: Draft, problems: list[ConfigError]) -> list[Draft]:
    """Take a file apart; chapters that no piece names stay together as a story."""
    left = dict(enumerate(whole.chapters, start=1))
    pieces: list[tuple[Split, list[tuple[Part, int]]]] = []
    for split in entry.splits:
        over = [n for n in split.chapters if n > len(whole.chapters)]
        twice = [n for n in split.chapters if n not in left and n not in over]
        if over:
            reason = f"there is no chapter {over[0]}; the file has {len(whole.chapters)}"
            problems.append(split.override.problem(reason))
        if twice:
            reason = f"chapter {twice[0]} belongs to another piece already"
            problems.append(split.override.problem(reason))
        pieces.append((split, [left.pop(n) for n in split.chapters if n in left]))
    drafts = [
        Draft(tuple(chapters), None, split.override, separate=entry.separate)
        for split, chapters in pieces
        if chapters
    ]
    if left:
        drafts.append(Draft(tuple(left.values()), None, entry.override))
    return drafts


def _in_order(parts: Sequence[Part]) -> tuple[tuple[Part, int], ...]:
    """Put the chapters of joined files in order: by their numbers where those are clear."""
    chapters = [(part, n) for part in parts for n in range(len(part.outline.chapters))]
    marks = [part.outline.chapters[n].mark for part, n in chapters]
    numbers = [mark.number for mark in marks if mark and mark.number is not None]
    words = {mark.word for mark in marks if mark}
    clear = len(set(numbers)) == len(numbers) == len(chapters) and len(words) == 1
    if len(parts) > 1 and clear:
        order = sorted(range(len(chapters)), key=numbers.__getitem__)
        return tuple(chapters[at] for at in order)
    return tuple(chapters)
