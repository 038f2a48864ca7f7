"""The library report: what became of every file, one account each. Values, no widget.

A file is shelved, shelved by guesses, another version of a story, left out or failed; a wrong
entry of library.yaml has an account of its own, so that nothing that is wrong hides in a corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from inglenook.catalog import FileReport
from inglenook.clean import clean, clean_line
from inglenook.errors import ConfigError
from inglenook.model import GUESSED_BELOW, Story
from inglenook.tokens import fold


class Fate(Enum):
    """What became of a file: a sign that tells it without colour, and a word."""

    WRONG = "!", "wrong"
    FAILED = "✗", "failed"
    GUESSED = "?", "guessed"
    SHELVED = "●", "ok"
    VERSION = "=", "version"
    SKIPPED = "–", "skipped"
    HIDDEN = "○", "hidden"

    @property
    def sign(self) -> str:
        """One character."""
        return self.value[0]

    @property
    def word(self) -> str:
        """What it is called."""
        return self.value[1]


GROUPS: Mapping[str, frozenset[Fate]] = {
    "all": frozenset(Fate),
    "problems": frozenset({Fate.WRONG, Fate.FAILED}),
    "guessed": frozenset({Fate.GUESSED}),
    "versions": frozenset({Fate.VERSION}),
    "skipped": frozenset({Fate.SKIPPED}),
    "hidden": frozenset({Fate.HIDDEN}),
}
"""What the report can be narrowed to -> what it then shows."""


class Target(NamedTuple):
    """What a correction is about: a file, and the story it went to."""

    file: str
    """Relative to the library; of a story without one that is meant, its first."""
    story: Story | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Account:
    """One row of the report."""

    fate: Fate
    path: str
    """Clean: of the file, or of library.yaml with the line."""
    made: str
    """What was made of it, or why nothing was: a phrase."""
    report: FileReport | None = None
    """None for an entry of library.yaml."""
    stories: tuple[Story, ...] = ()
    """Those it went to."""

    @cached_property
    def shown(self) -> str:
        """The path on one line: the name of a file may hold a line end."""
        return clean_line(self.path)

    @cached_property
    def folded(self) -> str:
        """Path and phrase, folded, to be filtered by. Few readers of a report ever filter it."""
        return fold(f"{self.path} {self.made}")

    @property
    def target(self) -> Target | None:
        """What a correction of this row is about; None for an entry of library.yaml."""
        if self.report is None:
            return None
        story = self.stories[0] if self.stories else None
        names = [source for source in _sources(story) if clean(source) == self.path]
        return Target(names[0] if names else self.path, story, self.fate is Fate.HIDDEN)


def accounts_of(
    reports: Iterable[FileReport], stories: Iterable[Story], problems: Iterable[ConfigError]
) -> tuple[Account, ...]:
    """Return the rows of a report: wrong entries of library.yaml, then the files in order."""
    by_id = {story.id: story for story in stories}
    versions = {
        clean(source): story
        for story in by_id.values()
        for version in story.versions
        for source in version.sources
    }
    rows = [_of_problem(problem) for problem in problems]
    rows += [_of_file(report, by_id, versions.get(report.path)) for report in reports]
    return tuple(rows)


def _of_problem(problem: ConfigError) -> Account:
    path = f"{clean_line(problem.path.name)}, line {problem.line}"
    return Account(Fate.WRONG, path, clean_line(problem.reason))


def _of_file(report: FileReport, by_id: Mapping[str, Story], original: Story | None) -> Account:
    shelved = tuple(by_id[name] for name in report.stories if name in by_id)
    if report.status == "failed":
        fate, made = Fate.FAILED, report.reason
    elif report.status == "skipped":
        fate, made = (Fate.HIDDEN if report.is_hidden else Fate.SKIPPED), report.reason
    elif original is not None:
        shelved, fate = (original,), Fate.VERSION
        made = f"another version of {original.title}"
    else:
        fate = Fate.GUESSED if report.confidence < GUESSED_BELOW else Fate.SHELVED
        made = report.reason or "; ".join(story.title for story in shelved)
    return Account(fate, report.path, made, report, shelved)


def _sources(story: Story | None) -> tuple[str, ...]:
    if story is None:
        return ()
    return story.sources + story.other_sources
