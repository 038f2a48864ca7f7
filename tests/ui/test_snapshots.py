"""What the main screens look like; ``pytest tests/ui/test_snapshots.py --snapshot-update``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_library import CAFE, FAILED, SHED, SKIPPED, WEIR, FakeLibrary, make, settle
from textual.pilot import Pilot

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


SCREENS: dict[str, tuple[tuple[int, int], str, tuple[str, ...]]] = {
    "reading-dark": ((120, 40), "lamplight", ()),
    "reading-light": ((120, 40), "paper", ()),
    "reading-narrow": ((80, 24), "lamplight", ()),
    "card-open": ((80, 30), "paper", ("o",)),
    "shelf-over-the-text": ((70, 20), "lamplight", ("tab",)),
    "search": ((120, 40), "lamplight", ("S", *"heron", "enter")),
    "finding-narrow": ((60, 20), "paper", ("slash", *"lamp")),
    "hits-as-lines": ((120, 40), "lamplight", ("S", *"heron", "enter", "c", "s")),
    "hit-in-the-text": ((120, 40), "paper", ("S", *"heron", "enter", "enter")),
    "help": ((100, 30), "paper", ("question_mark",)),
    "report": ((120, 40), "lamplight", ("C", "j")),
    "report-narrow": ((80, 24), "paper", ("C", "space")),
    "columns": ((120, 40), "sepia", ("backslash", "2")),
    "settings": ((120, 40), "day", ("comma", "down")),
    "settings-narrow": ((60, 20), "dusk", ("comma",)),
    "themes": ((80, 24), "chalk", ("T",)),
    "details": ((80, 24), "ink", ("i",)),
    "contents": ((120, 40), "paper", ("t", "s")),
    "contents-narrow": ((60, 20), "lamplight", ("t",)),
    "recap": ((80, 24), "paper", ("right_square_bracket", "W")),
    "marks": ((120, 40), "lamplight", ("m", "space", "apostrophe")),
    "map": ((80, 24), "paper", ("m", "B")),
    "too-small": ((36, 8), "lamplight", ()),
}


@pytest.mark.parametrize("name", SCREENS)
def test_screen(name: str, library: FakeLibrary, snap_compare: Any) -> None:
    size, theme, keys = SCREENS[name]
    library.settings["theme"] = theme
    if name.startswith("report"):
        library.failed = (FAILED, SKIPPED)

    async def press(pilot: Pilot) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    assert snap_compare(make(library), terminal_size=size, run_before=press)
