"""Statistics drawn in characters: bars, a calendar. Plain lines, the same for app and shell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.layout.wrap import cell_size
from inglenook.query.choosing import languages
from inglenook.reckoning import Amount, Statistics

DAYS, WEEKS, STORIES = 14, 10, 12
"""How many are drawn; ``inglenook stats --json`` has all."""
_EIGHTHS = " ▏▎▍▌▋▊▉"
_SHADES = "·░▒▓█"
"""Nothing, and more and more: told apart without colours."""
_FIGURES = 22
"""Cells of the words and minutes behind a bar."""
_LABEL = 12
_MOST_WEEKS = 53


class Section(NamedTuple):
    """Lines under a heading."""

    heading: str
    lines: tuple[str, ...]


def drawn(
    statistics: Statistics,
    today: date,
    width: int,
    title: Callable[[str], str],
) -> tuple[Section, ...]:
    """Return statistics as lines.

    Args:
        statistics: what is drawn.
        today: the day the calendar ends with.
        width: cells of a line; 30 or more.
        title: tells the title of a story by its id.
    """
    if not statistics.days:
        return (Section("", ("Nothing is in the reading log yet.",)),)
    bar = width - _LABEL - _FIGURES
    days = {
        f"{day:%a %d %b}": statistics.days.get(day, Amount())
        for day in (today - timedelta(back) for back in range(DAYS))
    }
    weeks = {
        f"{monday:%d %b %y}": amount
        for monday, amount in reversed(list(statistics.weeks.items())[-WEEKS:])
    }
    stories = {title(story): amount for story, amount in list(statistics.stories.items())[:STORIES]}
    return (
        Section("", tuple(_summary(statistics))),
        Section("Days", tuple(_bars(days, bar))),
        Section("Weeks, by their Monday", tuple(_bars(weeks, bar))),
        Section("Calendar", tuple(_calendar(statistics.days, today, width))),
        Section("Stories", tuple(_bars(stories, bar // 3, width - _FIGURES - bar // 3))),
    )


def _summary(statistics: Statistics) -> Iterator[str]:
    total = statistics.total
    yield f"{total.words:,} words in {_time(total)}, on {_counted(len(statistics.days), 'day')}"
    longest = f"; the longest was {_counted(statistics.longest, 'day')}"
    yield f"{_counted(statistics.streak, 'day')} in a row{longest}"
    for tag, words in statistics.pace.items():
        yield f"{words:,} words a minute in {_language(tag)}"


def _bars(amounts: Mapping[str, Amount], width: int, label: int = _LABEL) -> Iterator[str]:
    most = max((amount.words for amount in amounts.values()), default=0) or 1
    for name, amount in amounts.items():
        figures = f"{amount.words:>9,}  {_time(amount):>11}" if amount.words else ""
        yield f"{_fitted(name, label)}{_bar(amount.words / most, width)}{figures}"


def _fitted(text: str, width: int) -> str:
    """Return a text in so many cells, cut short where it is wider, a space behind it."""
    shown, cells = "", 0
    for character in clean_line(text):
        cells += cell_size(character)
        if cells > width - 2:
            shown += "…"
            break
        shown += character
    return shown + " " * (width - sum(map(cell_size, shown)))


def _bar(share: float, width: int) -> str:
    eighths = round(share * max(1, width) * 8)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + (_EIGHTHS[rest] if rest else "")).ljust(max(1, width))


def _calendar(days: Mapping[date, Amount], today: date, width: int) -> Iterator[str]:
    weeks = min(_MOST_WEEKS, (width - 4) // 2)
    monday = today - timedelta(today.weekday() + 7 * (weeks - 1))
    most = max(amount.words for amount in days.values())
    mondays = [monday + timedelta(7 * week) for week in range(weeks)]
    months = [" "] * (2 * weeks + 2)
    for number, first in enumerate(mondays):
        if first.day <= 7:  # the first week of a month
            months[2 * number : 2 * number + 3] = f"{first:%b}"
    yield "    " + "".join(months[: 2 * weeks]).rstrip()
    for weekday in range(7):
        row = [first + timedelta(weekday) for first in mondays]
        cells = [_shade(days.get(day), most) if day <= today else " " for day in row]
        yield f"{row[0]:%a} " + " ".join(cells).rstrip()


def _shade(amount: Amount | None, most: int) -> str:
    if amount is None or not amount.words:
        return _SHADES[0]
    return _SHADES[min(4, 1 + 4 * amount.words // (most + 1))]


def _time(amount: Amount) -> str:
    hours, minutes = divmod(amount.minutes, 60)
    return f"{hours:,} h {minutes} min" if hours else f"{minutes} min"


def _language(tag: str) -> str:
    return next(iter(languages(tag)), tag or "a language nobody named").capitalize()


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'s' * (number != 1)}"
