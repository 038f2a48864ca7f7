"""Statistics drawn in characters."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from inglenook.charts import drawn
from inglenook.cli import main
from inglenook.reckoning import reckon
from inglenook.store import Store
from inglenook.store.reading_log import Reading
from inglenook.store.sitting import Stint

TODAY = date(2026, 3, 2)  # a Monday
READINGS = [
    Reading(
        (TODAY - timedelta(back)).isoformat(),
        f"s{back % 3}",
        "en",
        400 * (back + 1),
        96.0 * (back + 1),
    )
    for back in range(0, 60, 2)
]


def titled(story: str) -> str:
    return "寝る前の物語 " * 9 if story == "s1" else f"The story of {story}"


@pytest.mark.parametrize("width", [40, 53, 77, 200])
def test_every_line_fits(width: int) -> None:
    from rich.cells import cell_len

    for one in drawn(reckon(READINGS, TODAY), TODAY, width, titled):
        for line in one.lines:
            assert cell_len(line) <= width, (one.heading, line)


def test_the_longest_bar_is_the_day_with_most_words() -> None:
    found = drawn(reckon(READINGS, TODAY), TODAY, 77, titled)
    days = next(one.lines for one in found if one.heading == "Days")
    assert len(days) == 14
    assert days[0].startswith("Mon 02 Mar")
    assert "400" in days[0]
    assert days[1].split() == ["Sun", "01", "Mar"]
    bars = [line.count("█") for line in days]
    assert max(bars) == bars[12] == 77 - 12 - 22


def test_the_calendar_has_a_cell_for_each_day() -> None:
    found = drawn(reckon(READINGS, TODAY), TODAY, 44, titled)
    months, *week = next(one.lines for one in found if one.heading == "Calendar")
    assert "Feb" in months
    cells = {line[:3]: line[4:].split(" ") for line in week}
    assert list(cells) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert len(cells["Mon"]) == 20
    assert cells["Mon"][-1] == "░"  # today
    assert len(cells["Tue"]) == 19  # tomorrow has no cell
    assert cells["Sun"][-1] == "·"


def test_an_empty_log_says_so() -> None:
    (only,) = drawn(reckon((), TODAY), TODAY, 40, titled)
    assert only.lines == ("Nothing is in the reading log yet.",)


def test_the_command_prints_the_log_and_erases_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inglenook.model import ChapterEntry, Story

    folder = tmp_path / "stories"
    folder.mkdir()
    for name in ("config.yaml", "cache", "state"):
        monkeypatch.setenv(f"INGLENOOK_{name.split('.')[0].upper()}", str(tmp_path / name))
    story = Story("weir", "The Weir", (), (ChapterEntry("One", 900, "w.txt", "d", 0),))
    store = Store(tmp_path / "state" / "reader.sqlite")
    store.opened(story, str(folder))
    store.log(str(folder)).add(story, "en", Stint(2_000, 480.0, ()))
    run = CliRunner().invoke
    printed = run(main, ["stats", "-l", str(folder), "--json"], catch_exceptions=False)
    found = json.loads(printed.stdout)
    assert (found["words"], found["minutes"]) == (2_000, 8.0)
    assert found["streak"] == {"days": 1, "longest": 1}
    assert found["pace"] == [{"language": "en", "words_a_minute": 250}]
    assert found["stories"] == [{"id": "weir", "title": "The Weir", "words": 2_000, "minutes": 8.0}]
    assert len(found["days"]) == len(found["weeks"]) == 1
    told = run(main, ["stats", "-l", str(folder)], catch_exceptions=False)
    assert "250 words a minute in English" in told.stdout
    assert "The Weir" in told.stdout
    erased = run(main, ["stats", "-l", str(folder), "--erase"], catch_exceptions=False)
    assert (erased.exit_code, erased.stdout) == (0, "")
    assert store.log(str(folder)).readings() == ()
    assert "Nothing is in" in run(main, ["stats", "-l", str(folder)]).stdout
