"""Label lines, and the metadata they are typed into."""

from __future__ import annotations

import pytest

from inglenook.formats.labels import Label, parse_label, split_names, typed


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("Rating: PG-13", "rating", "PG-13"),
        ("RATED: R", "rating", "R"),
        ("Author's Notes: mine", "notes", "mine"),
        ("AUTHOR’S NOTE - mine", "notes", "mine"),
        ("Authors note: mine", "notes", "mine"),
        ("A/N: mine", "notes", "mine"),
        ("Story Title: The Weir", "title", "The Weir"),
        ("Fic Summary = short", "summary", "short"),
        ("*Pairing*: A/B", "relationships", "A/B"),
        ("**Fandom:** The Weir", "fandoms", "The Weir"),
        ("Pairing(s): A/B", "relationships", "A/B"),
        ("Archive Warnings: none", "warnings", "none"),
        ("e-mail: a@b.example", "email", "a@b.example"),
        ("Written by: Ann", "authors", "Ann"),
        ("Word count: 1,000", "words", "1,000"),
        ("Archive/Feedback: yes", "archive", "yes"),
        ("Рейтинг: PG-13", "rating", "PG-13"),
        ("Автор: Анна", "authors", "Анна"),
        ("Summary:", "summary", ""),
    ],
)
def test_labels(line: str, field: str, value: str) -> None:
    label = parse_label(line)
    assert label is not None
    assert (label.field, label.value) == (field, value)


@pytest.mark.parametrize(
    "line",
    [
        "He said: no.",
        "The rating was low",
        "Part - of it",
        "set - and match",
        "She had one rule: never ask.",
        "10:30",
        "http://example.org",
        "",
        ":",
        "Notes from a small island",
    ],
)
def test_no_labels(line: str) -> None:
    assert parse_label(line) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Viv", ("Viv",)),
        ("Ann and Bob", ("Ann", "Bob")),
        ("Ann & Bob, Cy", ("Ann", "Bob", "Cy")),
        ("A. B. Cee, Jr.", ("A. B. Cee, Jr.",)),
        ("Wren <wren@harbour.example>", ("Wren",)),
        ("Wren (wren@harbour.example)", ("Wren",)),
        ("Ann Lee © 1999", ("Ann Lee",)),
        ("by Ann Lee", ("Ann Lee",)),
        ("Sandy Anderson", ("Sandy Anderson",)),
        ("kHo", ("kHo",)),
    ],
)
def test_names(value: str, names: tuple[str, ...]) -> None:
    assert split_names(value) == names


def test_values_are_typed() -> None:
    metadata = typed(
        [
            Label("fandoms", "Fandom", "The Weir, Low Water"),
            Label("relationships", "Pairing", "A/B, C & D"),
            Label("status", "Status", "WIP"),
            Label("series", "Series", "The Great Test [3]"),
            Label("language", "Language", "English"),
            Label("spoilers", "Spoilers", "none"),
            Label("summary", "Summary", "one"),
            Label("summary", "Summary", "two"),
        ]
    )
    assert metadata.fandoms == ("The Weir", "Low Water")
    assert metadata.relationships == ("A/B", "C & D")
    assert metadata.status == "in progress"
    assert (metadata.series, metadata.series_number) == ("The Great Test", "3")
    assert metadata.language == "en"
    assert metadata.other == (("Spoilers", "none"),)
    assert metadata.summary == "one\ntwo"


def test_downloads_call_fandoms_category() -> None:
    labels = [Label("categories", "Category", "The Weir")]
    assert typed(labels).categories == ("The Weir",)
    assert typed(labels, downloaded=True).fandoms == ("The Weir",)
