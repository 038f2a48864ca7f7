"""``inglenook stats``: what was read, and when, for people and for other programs."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import click

from inglenook.cli.opening import json_option, library_option, opened
from inglenook.cli.output import print_json, say

if TYPE_CHECKING:
    from inglenook.reckoning import Amount, Statistics

NARROWEST, WIDEST = 40, 80


@click.command()
@library_option
@click.option("--erase", is_flag=True, help="Forget everything that was read, in every library.")
@json_option
def stats(library: str | None, erase: bool, as_json: bool) -> None:
    """Tell what you have read: words and time per day, week and story, pace and streak."""
    # 8 ms that only this command needs.
    from datetime import date

    from inglenook.charts import drawn
    from inglenook.reckoning import reckon

    with opened(library) as shelf:
        if erase:
            shelf.log.erase()
            say("the reading log is erased; the backups of the last days still have it")
            return
        today = date.today()
        found = reckon(shelf.log.readings(), today)
        titles = shelf.titles_known()
        if as_json:
            print_json(statistics_json(found, titles))
            return
        width = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
        sections = drawn(found, today, width, lambda story: titles.get(story, story))
        for number, section in enumerate(sections):
            for line in ("", section.heading) if number else ():
                click.echo(line)
            for line in section.lines:
                click.echo(line.rstrip())


def statistics_json(found: Statistics, titles: dict[str, str]) -> dict[str, Any]:
    """Return statistics as ``stats --json`` shows them."""
    return {
        **_amount(found.total),
        "streak": {"days": found.streak, "longest": found.longest},
        "pace": [
            {"language": language, "words_a_minute": words}
            for language, words in found.pace.items()
        ],
        "days": [{"day": day.isoformat(), **_amount(a)} for day, a in found.days.items()],
        "weeks": [{"monday": day.isoformat(), **_amount(a)} for day, a in found.weeks.items()],
        "stories": [
            {"id": story, "title": titles.get(story, ""), **_amount(amount)}
            for story, amount in found.stories.items()
        ],
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {"words": amount.words, "minutes": round(amount.seconds / 60, 1)}
