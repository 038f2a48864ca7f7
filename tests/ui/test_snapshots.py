"""What the main screens look like; ``pytest tests/ui/test_snapshots.py --snapshot-update``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fake_library import CAFE, FAILED, SHED, SKIPPED, WEIR, FakeLibrary, make, settle
from textual.pilot import Pilot
from textual.widgets import Input

from inglenook.config import Config
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Inline,
    Kind,
    Metadata,
    Position,
    Role,
    Story,
    Style,
)
from inglenook.store.reading_log import Reading

_NIGHT = (
    "Nobody had told the ferryman, and so he rowed across as he did every night. "
    "It was never late until it was."
)
_NEVER = _NIGHT.index("never")
_SONG = "The lamp is lit, the lamp is low,\nthe ferry's on the other shore."
_LETTER = "Dear Ann,\nThe boat is sold. Come on Friday.\nYour brother, Tom"
PAGE = Document(
    Metadata(title="The Ferry"),
    (
        Chapter(
            "Chapter One: The Lamp",
            (
                Block(Kind.HEADING, "The Ferry", (), Role.TITLE),
                Block(Kind.NOTE, "Rating: PG", (), Role.FRONT),
                Block(Kind.NOTE, "Author's notes: for the ferrymen.", (), Role.FRONT),
                Block(
                    Kind.PARAGRAPH,
                    _NIGHT,
                    (Inline(_NEVER, _NEVER + len("never"), Style.EMPHASIS),),
                ),
                Block(Kind.VERSE, _SONG),
                Block(Kind.SCENE_BREAK, "* * *"),
                Block(Kind.LETTER, _LETTER),
                Block(Kind.QUOTE, "All boats to be made fast by nine."),
                Block(Kind.PARAGRAPH, "He read it twice and put it under the lamp. " * 6),
            ),
            words=90,
        ),
        Chapter("Chapter Two", (Block(Kind.PARAGRAPH, "Morning came. " * 40),), words=80),
    ),
)
FERRY = Story(
    "ferry",
    "The Ferry",
    ("Ann Lee",),
    tuple(
        ChapterEntry(chapter.title, chapter.words, "ferry.txt", "d", number)
        for number, chapter in enumerate(PAGE.chapters)
    ),
)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, (FERRY, PAGE), SHED, WEIR, CAFE)
    library.last, library.places = FERRY.id, {FERRY.id: Position()}
    return library


SIZES = {"120x40": (120, 40), "80x24": (80, 24)}
THEMES = ("lamplight", "paper")
"""A dark one and a light one."""

SCREENS: dict[str, tuple[str, ...]] = {
    "reading": (),
    "card-open": ("o",),
    "shelf": ("tab",),
    "search": ("S", *"heron", "enter"),
    "hits-as-lines": ("S", *"heron", "enter", "c", "s"),
    "hit-in-the-text": ("S", *"heron", "enter", "enter"),
    "finding": ("slash", *"lamp"),
    "selecting": ("v", "w", "w"),
    "marks": ("m", "space", "apostrophe"),
    "map": ("m", "B"),
    "contents": ("t", "s"),
    "recap": ("right_square_bracket", "W"),
    "look-up": ("v", "e", "K"),
    "details": ("i",),
    "statistics": ("percent_sign",),
    "settings": ("comma", "down"),
    "themes": ("T",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
    "report": ("C", "j"),
    "pages": ("P",),
    "columns": ("backslash", "2"),
    "zen": ("Z",),
}
"""What is pressed for each."""
ODD: dict[str, tuple[tuple[int, int], str, tuple[str, ...]]] = {
    "shelf-over-the-text": ((70, 20), "sepia", ("tab",)),
    "finding-narrow": ((60, 20), "day", ("slash", *"lamp")),
    "settings-narrow": ((60, 20), "dusk", ("comma",)),
    "contents-narrow": ((60, 20), "chalk", ("t",)),
    "details-high-contrast": ((80, 24), "ink", ("i",)),
    "too-small": ((36, 8), "night", ()),
}
"""Other sizes and themes."""
EVERY = {
    f"{name}-{size}-{theme}": (SIZES[size], theme, keys)
    for name, keys in SCREENS.items()
    for size in SIZES
    for theme in THEMES
} | ODD


class Friday(date):
    """A day that is always the same one."""

    @classmethod
    def today(cls) -> date:
        return date(2026, 1, 30)


@pytest.mark.parametrize("name", EVERY)
def test_screen(
    name: str, library: FakeLibrary, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    size, theme, keys = EVERY[name]
    library.settings["theme"] = theme
    if name.startswith("report"):
        library.failed = (FAILED, SKIPPED)
    if name.startswith("statistics"):
        monkeypatch.setattr("inglenook.tui.screens.statistics.date", Friday)
        monkeypatch.setattr("datetime.date", Friday)  # of what is imported when it is needed
        days = [(f"2026-01-{day:02}", day * 97 % 2400 + 200) for day in range(3, 31, 2)]
        found = tuple(Reading(day, FERRY.id, "en", words, words / 4) for day, words in days)
        monkeypatch.setattr(library.log, "readings", lambda: found)
    # A cursor that blinks is there in one picture and not in the next.
    monkeypatch.setattr(Input.cursor_blink, "_default", False)
    wordbook = library.folder / "wordbook"  # a sheet says which program it comes from
    wordbook.write_text("#!/bin/sh\necho a lamp: a light that is carried\n")
    wordbook.chmod(0o755)

    async def press(pilot: Pilot) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    app = make(library, config=Config(dictionary=str(wordbook)))
    assert snap_compare(app, terminal_size=size, run_before=press)
