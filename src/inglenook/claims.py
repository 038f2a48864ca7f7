"""What a header claims, as values: counts, dates, completeness, rating.

:class:`~inglenook.model.Metadata` keeps the words of the file. Here they become what a filter
and a script can use, and only where they are certain: a date that could be two days is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from inglenook.model import Metadata
from inglenook.ratings import Level, grade


@dataclass(frozen=True, slots=True)
class Claims:
    """What a file says of its story; None and the empty string where nothing certain is said."""

    rating: Level | None = None
    complete: bool | None = None
    """Whether no chapter is to come."""
    words: int | None = None
    chapters: int | None = None
    """How many there are."""
    planned: int | None = None
    """How many there will be."""
    published: str = ""
    """``2004-05-13``, ``2004-05`` or ``2004`` (ISO 8601)."""
    updated: str = ""


def claims(metadata: Metadata) -> Claims:
    """Return what a story's metadata says, as values."""
    graded = grade(metadata.rating)
    chapters, planned = chapter_counts(metadata.chapters)
    return Claims(
        graded.level if graded else None,
        is_complete(metadata),
        count(metadata.words),
        chapters,
        planned,
        iso_date(metadata.published),
        iso_date(metadata.updated),
    )


_COUNT = re.compile(
    r"\D{0,12}?(\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+|\d{1,9})"
    r"(?:([.,]\d{1,2})?\s?(k)\b)?(?![\d.,])\D*",
    re.IGNORECASE,
)
_CHAPTERS = re.compile(r"(\d{1,5})\s*(?:/|of|von|из)\s*(\d{1,5}|\?+)", re.IGNORECASE)

_FINISHED = frozenset(
    {"complete", "completed", "finished", "done", "закончен", "завершён", "завершен"}
)
_UNFINISHED = frozenset(
    {
        "in progress", "in-progress", "wip", "work in progress", "incomplete", "unfinished",
        "ongoing", "tbc", "to be continued", "hiatus", "on hiatus", "abandoned", "discontinued",
        "в процессе", "заморожен", "не закончен",
    }
)  # fmt: skip


def count(text: str) -> int | None:
    """Return the number that a count says: ``114,414``, ``about 5000 words``, ``12.5k``."""
    found = _COUNT.fullmatch(text.strip())
    if not found:
        return None
    whole = int(re.sub(r"\D", "", found[1]))
    if not found[3]:
        return whole
    return round(float(f"{whole}{(found[2] or '').replace(',', '.')}") * 1000)


def chapter_counts(text: str) -> tuple[int | None, int | None]:
    """Return how many chapters there are and will be: ``3/?`` is 3 and unknown."""
    found = _CHAPTERS.search(text)
    if not found:
        return count(text), None
    there, planned = int(found[1]), int(found[2]) if found[2].isdigit() else None
    return (there, planned) if planned is None or there <= planned else (None, None)


def is_complete(metadata: Metadata) -> bool | None:
    """Return whether a story is complete by its status, else by its chapters; None if unsaid."""
    status = metadata.status.casefold().strip(" .!()")
    if status in _FINISHED or status in _UNFINISHED:
        return status in _FINISHED
    found = _CHAPTERS.search(metadata.chapters)
    return found[1] == found[2] if found else None


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january янв", "february фев", "march мар", "april апр", "may мая май", "june июн",
            "july июл", "august авг", "september сен", "october окт", "november ноя",
            "december дек",
        ),
        start=1,
    )
    for name in (word[:3] for word in names.split())
}  # fmt: skip
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_NAME = r"(?P<name>[^\W\d_]{3,9})\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?:[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?)?(?:[T ].*)?",
        rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}",
        rf"(?:{_DAY}(?:\s+of)?[\s-]+)?{_NAME},?[\s-]+{_YEAR}",
        rf"{_NAME}\s+{_DAY},?\s+{_YEAR}",
        rf"(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-]{_YEAR}",
    )
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_CLOCK = re.compile(r",?\s+(?:at\s+)?\d{1,2}:\d\d.*", re.DOTALL)


def iso_date(text: str) -> str:
    """Return a date as ISO 8601 has it, as exact as it is given; empty where it is not certain.

    ``3/4/2001`` is two days, ``13/4/2001`` is one.
    """
    text = _CLOCK.sub("", _WEEKDAY.sub("", " ".join(text.split()), count=1)).strip(" .,")
    for form in _DATES:
        if found := form.fullmatch(text):
            return _iso(found.groupdict())
    return ""


def _iso(parts: dict[str, str | None]) -> str:
    year, month, day = (int(parts.get(name) or 0) for name in ("year", "month", "day"))
    if first := int(parts.get("first") or 0):
        second = int(parts["second"] or 0)
        day, month = max(first, second), min(first, second)
        if day <= 12 and day != month:
            return ""
    elif name := parts.get("name"):
        month = _MONTHS.get(name[:3].casefold(), 13)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
