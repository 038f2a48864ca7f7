"""Emphasis typed with marks: what is one, and what must stay as it stands."""

from __future__ import annotations

import pytest

from inglenook.formats.emphasis import find_emphasis
from inglenook.model import Style


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("he did _not_ go", "not"),
        ("he did *not* go", "not"),
        ("/What now?/ she thought", "What now?"),
        ("//Thank you for it.//", "Thank you for it."),
        ("the <i>Hispaniola</i> sailed", "Hispaniola"),
        ("_A long one, with_and-all._", "A long one, with_and-all."),
        ('"_Never_," he said', "Never"),
        ("(*really*)", "really"),
        ("wait--_wait_--no", "wait"),
    ],
)
def test_emphasis(text: str, marked: str) -> None:
    plain, spans = find_emphasis(text)
    assert [(plain[span.start : span.end], span.style) for span in spans] == [
        (marked, Style.EMPHASIS)
    ]


@pytest.mark.parametrize("text", ["**STOP**", "<b>STOP</b>", "__STOP__"])
def test_strong(text: str) -> None:
    plain, spans = find_emphasis(text)
    assert plain == "STOP"
    assert [span.style for span in spans] == [Style.STRONG]


@pytest.mark.parametrize(
    "text",
    [
        "and/or, he/she, w/o",
        "http://example.org/a/b/",
        "on 4/12/99 and 5/1/00",
        "snake_case_name and _private",
        "2 * 3 * 4",
        "a * b",
        "* note one * note two",
        "* * *",
        "_____ is the name",
        "/usr/local/bin/",
        "it -- and ... then",
        "she said _nothing",
        "word* and *word",
        "9/10 of it/them",
    ],
)
def test_untouched(text: str) -> None:
    assert find_emphasis(text) == (text, ())


def test_nested_and_crossing() -> None:
    plain, spans = find_emphasis("_one *two* three_")
    assert plain == "one two three"
    assert [(span.start, span.end) for span in spans] == [(0, 13), (4, 7)]
    plain, spans = find_emphasis("_one *two_ three*")
    assert len(spans) == 1


def test_ten_million_openers_take_linear_time() -> None:
    plain, spans = find_emphasis("_a *b /c " * 20_000)
    assert spans == ()
    assert len(plain) == 180_000
