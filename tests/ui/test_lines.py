"""What stands in a line of a list."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from inglenook.model import Hit, Match, Snippet
from inglenook.tui.paint import Line, Part, fit
from inglenook.tui.themes import ABOUT
from inglenook.tui.widgets.concordance_list import centred


def text(parts: list[Part] | tuple[Part, ...]) -> str:
    return "".join(part.text for part in parts)


def hit(passage: str, found: str) -> Hit:
    start = passage.index(found)
    marks = ((start, start + len(found)),)
    match = Match(0, start, start + len(found), marks)
    return Hit("k3f9", 0, match, Snippet(passage, marks), 1.0)


@pytest.mark.parametrize(("name", "about"), ABOUT.items())
def test_every_theme_says_what_it_is(name: str, about: str) -> None:
    assert text(fit(Line((Part(f" {name}"),), (Part(about),)), 34)).endswith(about)


@pytest.mark.parametrize("width", range(1, 60))
def test_a_line_is_as_wide_as_it_should_be(width: int) -> None:
    fitted = text(fit(Line((Part("The Long Way Down"),), (Part(" nine chapters"),)), width))
    assert cell_len(fitted) == width
    kept = fitted.endswith("chapters")
    assert not kept or fitted.startswith("The Long Way Down ") or "…" in fitted


def test_the_right_end_goes_where_it_would_leave_too_little() -> None:
    assert text(fit(Line((Part("The Long Way Down"),), (Part("x" * 20),)), 34)).strip("x") != ""
    assert "x" not in text(fit(Line((Part("The Long Way Down"),), (Part("x" * 20),)), 30))


@pytest.mark.parametrize("before", ["", "the old ", '"', "She said: \u201c", "the weather-"])
def test_hits_stand_under_each_other_and_keep_what_they_touch(before: str) -> None:
    line = centred(hit(f"{before}weir was loud", "weir"), 60)
    left, middle, rest = (part.text for part in line.left)
    assert (cell_len(left), middle) == (24, "weir")
    assert left.endswith(before)
    assert rest.startswith(" was loud")
