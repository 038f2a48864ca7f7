"""What headers say, as values, and only where it is certain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.claims import Claims, chapter_counts, claims, count, is_complete, iso_date
from inglenook.model import Metadata
from inglenook.ratings import Level


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("114,414", 114414), ("5000", 5000), ("about 5000 words", 5000), ("~1 200", 1200),
        ("12.5k", 12500), ("5K", 5000), ("1.234.567", 1234567), ("22", 22),
        ("", None), ("many", None), ("3 or 4", None), ("1.5", None),
    ],
)  # fmt: skip
def test_counts(text: str, number: int | None) -> None:
    assert count(text) == number


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("3/?", (3, None)), ("5/5", (5, 5)), ("3 of 7", (3, 7)), ("22", (22, None)),
        ("7/3", (None, None)), ("", (None, None)),
    ],
)  # fmt: skip
def test_chapters(text: str, counts: tuple[int | None, int | None]) -> None:
    assert chapter_counts(text) == counts


@pytest.mark.parametrize(
    ("status", "chapters", "complete"),
    [
        ("complete", "", True), ("Completed.", "3/?", True), ("WIP", "", False), ("TBC", "", False),
        ("in progress", "5/5", False), ("", "5/5", True), ("", "3/?", False), ("", "3/7", False),
        ("", "22", None), ("", "", None), ("Sequel planned", "", None),
    ],
)  # fmt: skip
def test_complete_by_status_then_by_chapters(
    status: str, chapters: str, complete: bool | None
) -> None:
    assert is_complete(Metadata(status=status, chapters=chapters)) is complete


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2004-05-13", "2004-05-13"), ("2004-05-13T10:22:00Z", "2004-05-13"), ("2004", "2004"),
        ("2004-05", "2004-05"), ("2004/5/3", "2004-05-03"), ("January 13, 2018", "2018-01-13"),
        ("13 January 2018", "2018-01-13"), ("13th of Jan. 2018", "2018-01-13"),
        ("Sat, 13 Jan 2001 10:22:00 +0000", "2001-01-13"), ("April 2006", "2006-04"),
        ("13-Sep-1999", "1999-09-13"), ("13/4/2001", "2001-04-13"), ("4/13/2001", "2001-04-13"),
        ("4/4/2001", "2001-04-04"), ("13.04.2001", "2001-04-13"), ("13 мая 2018", "2018-05-13"),
        ("3/4/2001", ""), ("4/12/99", ""), ("30 February 2001", ""), ("13 Smarch 2001", ""),
        ("last spring", ""), ("", ""), ("2004-13-01", ""), ("99/99/2001", ""),
    ],
)  # fmt: skip
def test_dates_are_iso_where_they_are_certain(text: str, iso: str) -> None:
    assert iso_date(text) == iso


def test_all_of_it() -> None:
    said = Metadata(rating="PG-13", words="1,234", chapters="2/3", published="May 2001")
    assert claims(said) == Claims(Level.TEEN, False, 1234, 2, 3, "2001-05", "")
    assert claims(Metadata()) == Claims()


@given(st.text(st.sampled_from("0123456789 ,./-kKMay?of"), max_size=40) | st.text(max_size=40))
def test_any_text_has_claims(text: str) -> None:
    said = Metadata(rating=text, words=text, chapters=text, published=text, status=text)
    assert isinstance(claims(said), Claims)
