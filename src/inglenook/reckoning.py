"""Statistics of reading: per day, week and story, pace, streak. Values only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from inglenook.store.reading_log import LEAST_WORDS, Reading


class Amount(NamedTuple):
    """How much was read."""

    words: int = 0
    seconds: float = 0.0

    @property
    def minutes(self) -> int:
        """Whole minutes."""
        return round(self.seconds / 60)

    def plus(self, reading: Reading) -> Amount:
        """Return this and what was read besides."""
        return Amount(self.words + reading.words, self.seconds + reading.seconds)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a log comes to."""

    total: Amount
    days: dict[date, Amount]
    """By day, the earliest first; a day without reading is absent."""
    weeks: dict[date, Amount]
    """By the Monday a week begins with, likewise."""
    stories: dict[str, Amount]
    """By ``Story.id``, the one with the most time first."""
    pace: dict[str, int]
    """Language -> words a minute, the language most read first; one hardly read is absent."""
    streak: int
    """Days in a row with reading, up to today, or to yesterday as long as today may still be."""
    longest: int
    """The longest streak there was."""


def reckon(readings: Iterable[Reading], today: date) -> Statistics:
    """Return what a log comes to; a day that is no date is left out."""
    total = Amount()
    days: dict[date, Amount] = defaultdict(Amount)
    weeks: dict[date, Amount] = defaultdict(Amount)
    stories: dict[str, Amount] = defaultdict(Amount)
    languages: dict[str, Amount] = defaultdict(Amount)
    for reading in readings:
        try:
            day = date.fromisoformat(reading.day)
        except ValueError:
            continue
        total = total.plus(reading)
        days[day] = days[day].plus(reading)
        monday = day - timedelta(day.weekday())
        weeks[monday] = weeks[monday].plus(reading)
        stories[reading.story] = stories[reading.story].plus(reading)
        languages[reading.language] = languages[reading.language].plus(reading)
    by_time = sorted(stories.items(), key=lambda one: -one[1].seconds)
    by_words = sorted(languages.items(), key=lambda one: -one[1].words)
    current, longest = _streaks(set(days), today)
    return Statistics(
        total,
        dict(sorted(days.items())),
        dict(sorted(weeks.items())),
        dict(by_time),
        {
            language: round(amount.words * 60 / amount.seconds)
            for language, amount in by_words
            if amount.words >= LEAST_WORDS and amount.seconds
        },
        current,
        longest,
    )


def _streaks(days: set[date], today: date) -> tuple[int, int]:
    one = timedelta(1)
    longest = 0
    for day in days:
        if day - one not in days:
            end = day
            while end + one in days:
                end += one
            longest = max(longest, (end - day).days + 1)
    at = today if today in days else today - one
    current = 0
    while at in days:
        current, at = current + 1, at - one
    return current, longest
