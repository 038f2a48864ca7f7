"""Searches the reader keeps, by library."""

from __future__ import annotations

from pathlib import Path

from inglenook.store import Store
from inglenook.store.searches import MOST_ASKED


def test_what_was_asked_comes_back_the_latest_first(tmp_path: Path) -> None:
    searches = Store(tmp_path / "reader.sqlite").searches("/lib")
    for query in ("weir", "lantern", " Weir author:quill ", "weir", ""):
        searches.ask(query)
    assert searches.asked() == ("weir", "Weir author:quill", "lantern")
    assert searches.asked("WEIR") == ("weir", "Weir author:quill")
    assert Store(tmp_path / "reader.sqlite").searches("/other").asked() == ()


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    searches = Store(tmp_path / "reader.sqlite").searches("/lib")
    for number in range(MOST_ASKED + 3):
        searches.ask(f"word {number}")
    assert len(searches.asked()) == MOST_ASKED
    assert searches.asked()[-1] == "word 3"


def test_searches_are_saved_under_a_name(tmp_path: Path) -> None:
    store = Store(tmp_path / "reader.sqlite")
    searches = store.searches("/lib")
    searches.save("Short and unread", "words:<5k read:unread")
    searches.save("Angst", "tag:angst")
    searches.save("Angst", "tag:(angst OR hurt)")
    assert [(one.name, one.query) for one in searches.saved()] == [
        ("Angst", "tag:(angst OR hurt)"),
        ("Short and unread", "words:<5k read:unread"),
    ]
    searches.use("Angst")
    assert all(one.used for one in searches.saved())
    searches.drop("Angst")
    assert [one.name for one in searches.saved()] == ["Short and unread"]


def test_names_and_queries_are_kept_clean(tmp_path: Path) -> None:
    searches = Store(tmp_path / "reader.sqlite").searches("/lib")
    searches.save("rain\x1b[2J\ud800", "lock\x9bm")
    searches.ask("weir\udcff\u202e")
    (saved,) = searches.saved()
    assert (saved.name, saved.query) == ("rain␛[2J\ufffd", "lock\ufffdm")
    assert searches.asked() == ("weir\ufffd\ufffd",)
