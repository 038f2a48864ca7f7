"""Every error Inglenook raises on purpose.

The tree::

    InglenookError
    |-- LibraryError            a library folder that cannot be used
    |-- UnreadableStory         a file that cannot be read as a story
    |   `-- NotAStory           a file that is something else; skipped, not failed
    |-- UnknownStory            no story, or several, fit what was asked for
    |-- ConfigError             a config or library.yaml entry that is wrong
    |-- EditRefused             library.yaml is not changed, and why
    |-- IndexUnavailable        the full-text index cannot be read or written
    |   |-- IndexBusy           another process is writing it; trying again later helps
    |   `-- IndexDamaged        it was damaged, and is empty now; filling it again helps
    |-- StoreError              the reader's own data cannot be read or written
    |-- UnreadableMarks         a file of marks that cannot be imported
    |-- DictionaryError         a word cannot be looked up
    `-- QuerySyntaxError        a query that cannot be understood (also a ValueError)

The core raises these; the two front ends catch them at their edge and show
``str(error)``: one line that says what and where. Messages are built from
cleaned text, so they can be printed as they are.
"""

from __future__ import annotations

from pathlib import Path


class InglenookError(Exception):
    """Base of all errors Inglenook raises on purpose."""


class LibraryError(InglenookError):
    """A library folder is missing, is no folder, or must not be read."""

    def __init__(self, path: Path, reason: str, remedy: str = "") -> None:
        self.path = path
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"{path}: {reason}")


class UnreadableStory(InglenookError):
    """A file cannot be read as a story."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class NotAStory(UnreadableStory):
    """A file is something other than a story, and is skipped with this reason."""


class UnknownStory(InglenookError):
    """No story fits a name, or more than one does."""

    def __init__(self, asked: str, candidates: tuple[str, ...] = ()) -> None:
        self.asked = asked
        self.candidates = candidates
        if candidates:
            shown = ", ".join(candidates[:5]) + (" ..." if len(candidates) > 5 else "")
            super().__init__(f"{asked!r} fits {len(candidates)} stories: {shown}")
        else:
            super().__init__(f"no story fits {asked!r}")


class ConfigError(InglenookError):
    """An entry of a YAML file is wrong; the rest of the file still counts."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        """Counts from 1."""
        self.reason = reason
        super().__init__(f"{path}:{line}: {reason}")


class EditRefused(InglenookError):
    """library.yaml cannot be changed as asked; it is as it was."""


class IndexUnavailable(InglenookError):
    """The full-text index cannot be read or written."""


class IndexBusy(IndexUnavailable):
    """Another process is writing the full-text index; trying again later helps."""


class IndexDamaged(IndexUnavailable):
    """The full-text index was damaged and has been emptied; filling it again helps."""


class StoreError(InglenookError):
    """Positions and marks cannot be read or written."""


class UnreadableMarks(InglenookError):
    """A file of marks cannot be imported; none of it was."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class DictionaryError(InglenookError):
    """There is no dictionary, or it does not answer."""


class QuerySyntaxError(InglenookError, ValueError):
    """A query cannot be understood."""

    def __init__(self, text: str, column: int, expected: str) -> None:
        self.text = text
        self.column = column
        """Counts from 0, in characters of ``text``."""
        self.expected = expected
        super().__init__(f"column {column + 1}: expected {expected}")
