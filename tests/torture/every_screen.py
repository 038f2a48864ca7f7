"""Hostile strings in every field on every screen: what of them acts, and what stands elsewhere.

The app runs as it does in a terminal, but for the driver, which keeps what it would write; a
:class:`~glass.Glass` shows that, and after every key is compared with what the app meant.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from glass import Glass, Recorded, cells, meant
from hostile import Line, Strings, named, write_library, write_yaml
from inglenook.clean import UNSAFE, clean, clean_line
from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Document, Position, Span, Style
from inglenook.store.sitting import Stint
from inglenook.tui.app import InglenookApp, make_app
from inglenook.tui.messages import Wanted
from inglenook.tui.paint import fit
from inglenook.tui.widgets.outline import Outline
from registry import attack
from sequences import families

NAME = re.compile(r"k\d{5,}k")
LARGE, SMALL = (120, 40), (80, 24)
"""Columns and lines: a small one takes half the time."""

ALLOWED = frozenset({"CSI H", "CSI m", "string ]22", "string ]52"})
"""What a walk writes between the start and the end: the cursor, colours, the shape of the mouse's
pointer, the clipboard."""


def own_folders(folder: Path) -> Folders:
    """Keep config, cache and state of whatever is started here in a folder."""
    for name in ("CACHE", "STATE"):
        os.environ[f"INGLENOOK_{name}"] = str(folder / name.lower())
    os.environ["INGLENOOK_CONFIG"] = str(folder / "config.yaml")
    return Folders.from_environment()


def write_config(line: Line, folder: Path) -> None:
    """Write a config whose every mistake is hostile, and a dictionary that answers so."""
    answer = folder / "answer"
    answer.write_bytes("\n".join(line("dictionary") for _ in range(60)).encode("utf-8", "replace"))
    write_yaml(
        folder / "config.yaml",
        {
            "dictionary": f"cat {answer}",
            "theme": line("config"),
            "keys": {line("config"): line("config"), "view.map": [line("config"), "B"]},
            "measure": line("config"),
            line("config"): 1,
        },
    )


def mark(line: Line, shelf: Library) -> Wanted:
    """Give a reader's own words to stories: notes, letters, tags, searches, places, a log.

    Returns:
        A place with a link, where there is one.
    """
    wanted = Wanted(shelf.stories()[0].id)
    for number, story in enumerate(shelf.stories()):
        document = shelf.open(story)
        chapter = next((n for n, one in enumerate(document.chapters) if one.blocks), None)
        if chapter is None:
            continue
        blocks = document.chapters[chapter].blocks
        start = Position(chapter, len(blocks) - 1)
        for share, style in ((1, "amber"), (2, "")):
            end = start._replace(offset=len(blocks[-1].text) // share)
            shelf.marginalia.note(story, document, Span(start, end), style, line("note"))
        shelf.marginalia.mark(story, document, start, "abcdefgh"[number % 8])
        shelf.standings.tag(story, [line("own tag"), line("own tag")])
        shelf.save_place(story.id, document, start)
        shelf.log.add(story, "", Stint(300 + number, 60.0, ()))
        linked = _linked(document)
        if linked is not None:
            wanted = Wanted(story.id, linked)
        if number < 6:
            shelf.searches.save(line("saved search"), f"rain {line('saved search')}")
            shelf.searches.ask(line("query"))
    return wanted


def shelved(line: Line, place: Path) -> Wanted:
    """Shelve the stories of a place, with config and marks; return one to begin with."""
    write_config(line, place)
    shelf = Library(place / "stories", own_folders(place))
    shelf.refresh()
    return mark(line, shelf)


def _linked(document: Document) -> Position | None:
    """Return where a text has a link."""
    return next(
        (
            Position(number, index)
            for number, chapter in enumerate(document.chapters)
            for index, block in enumerate(chapter.blocks)
            if any(span.style is Style.LINK for span in block.spans)
        ),
        None,
    )


class Eye:
    """Looks at the terminal at every step of a walk."""

    def __init__(self, pilot: Pilot[Any], size: tuple[int, int]) -> None:
        self.pilot = pilot
        self.app: InglenookApp = pilot.app  # type: ignore[assignment]
        self.glass = Glass(*size)
        self.written = ""
        self.seen: defaultdict[str, set[str]] = defaultdict(set)
        """Kind of screen -> names of strings that stood on it."""
        self.wrong: list[str] = []

    async def press(self, *keys: str) -> None:
        """Press keys and look after each."""
        for key in keys:
            self._send(key)
            await self.look(key)

    async def type(self, text: str) -> None:
        """Type a text, and look when it has been searched for, where it is searched for at all."""
        for letter in text:
            self._send(letter)
        await self.look(text)

    async def paste(self, text: str) -> None:
        """Paste a text and look."""
        self.app.post_message(events.Paste(text))
        await self.look("a paste")

    def _send(self, key: str) -> None:
        # Not by the pilot, which waits for 60 ms after each.
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        character = " " if key == "space" else key if len(key) == 1 else None
        self.app.post_message(events.Key(name, character))

    async def look(self, after: str) -> None:
        """Wait until the terminal shows what is meant; if it never does, say where not."""
        wanted, shown = [], []
        calm = 0
        for _ in range(300):
            for _ in range(2):  # what was asked of a part, and what that asks of others
                await self.pilot._wait_for_screen()
                await asyncio.sleep(0.005)
            if self._is_busy():
                calm = 0
                continue
            self._take()
            wanted, shown = meant(self.app), self.glass.rows
            calm = calm + 1 if wanted == shown else 0
            if calm > 1:
                break
        kind = type(self.app.screen).__name__
        different = (
            f"row {y}: meant {''.join(row)!r}, shown {''.join(there)!r}"
            for y, (row, there) in enumerate(zip(wanted, shown, strict=True))
            if row != there
        )
        unsafe = (f"{char!r} is painted" for row in wanted for char in UNSAFE.findall("".join(row)))
        over = ["a row runs over the edge"] if self.glass.overruns else []
        for said in (*different, *unsafe, *over, *self._lists()):
            self.wrong.append(f"{kind} after {after}: {said}")
        self.glass.overruns = 0
        self.seen[kind].update(NAME.findall("\n".join(map("".join, shown))))

    def _is_busy(self) -> bool:
        """Whether something is under way that will change the screen."""
        home = self.app._home
        asks = (
            home.has_panel
            and home.panel.display
            and home.panel.entry.value.strip() != home.panel.answered
        )
        works = (worker for worker in self.app.workers if worker.group != "refresh")
        return bool(asks) or not all(worker.is_finished for worker in works)

    def _take(self) -> None:
        written = self.app._driver.taken()  # type: ignore[union-attr]
        self.written += written
        self.glass.show(written)

    def _lists(self) -> Iterator[str]:
        """Yield rows of lists that stand there other than their values say."""
        for outline in self.app.screen.query(Outline):
            region, width = outline.content_region, outline.scrollable_content_region.width
            if not outline.item_count():
                continue
            for y in range(min(region.height, outline.line_count() - outline.scroll_offset.y)):
                if not _is_on_top(self.app, outline, y):
                    continue
                line = y + outline.scroll_offset.y
                item = outline.item_at(line)
                painted = outline.paint(item, width - 1)[line - outline.top_of(item)]
                wanted = cells((part.text for part in fit(painted, width - 1)), width - 1)
                there = self.glass.row(region.y + y)[region.x + 1 : region.x + width]
                if wanted != there:
                    kind = type(outline).__name__
                    yield f"{kind}: meant {''.join(wanted)!r}, shown {''.join(there)!r}"


def _is_on_top(app: InglenookApp, widget: Widget, y: int) -> bool:
    """Whether nothing covers a row of a widget."""
    region = widget.content_region
    row = region.y + y
    ends = {region.x, region.x + region.width // 2, region.right - 1}
    return row < app.size.height and all(
        app.screen.get_widget_at(x, row)[0] in (widget, *widget.children) for x in ends
    )


async def walk(eye: Eye, line: Strings, pages: int) -> None:
    """Visit every screen, and paste hostile strings wherever something can be typed.

    Args:
        eye: looks at what is shown.
        line: makes the strings.
        pages: how far to go on in texts and lists.
    """
    press, paste = eye.press, eye.paste
    await press("l", "escape")
    await _read(eye, line, pages)
    for key in ("W", "B", "%", ",", "?", "T"):
        await press(key, "escape")
    await press(
        "`", "escape", "M", "escape", "t", "s", "i", *["pagedown"] * pages, "escape", "'", "tab"
    )
    await press(*["pagedown"] * pages, "escape", "R", *["pagedown"] * pages, "escape")
    # The shelf.
    await press("tab")
    await press("g", *["pagedown"] * (pages // 4), "g")
    for _ in range(2 * pages):
        await press("j", "l", "i", "escape", "h")
    await press("o", "down", "enter", "O", "down", "enter", *["pagedown"] * pages, "g", "/")
    await paste(line("query"))
    await press("escape", "/")
    await eye.type("title:told")
    await press("escape", "escape")
    # The report.
    await press("C")
    for _ in range(3):
        await press("g", *["pagedown"] * pages, "l")
    await press("h", "h", "h", "/")
    await eye.type("told")
    await press("enter", "g", "E")
    await paste(line("title"))
    await press("tab")
    await paste(line("author"))
    await press("escape", "A", "down", "escape", "H", "escape", "escape", "/")
    await paste(line("query"))
    await press("escape", "escape")
    await _search(eye, line, pages)
    await press("2")
    await _read_through(eye, *((1, 1) if pages == 1 else (24, 5)))


async def _read(eye: Eye, line: Strings, pages: int) -> None:
    """Read on; mark, note, copy, look words up; follow links; page by page."""
    press, paste = eye.press, eye.paste
    await press("m", "v", "}", "a")
    await paste(line("note"))
    await press("enter", "v", "}", "}", "y", "]", "o", "K")
    await paste(line("query"))
    await press("enter", *["pagedown"] * pages, "escape", "#")
    await paste(line("own tag"))
    await press("enter", "P", "2", *["space"] * pages, "2", "P", *["space"] * pages)


async def _search(eye: Eye, line: Strings, pages: int) -> None:
    """Search everything and in the story, save a search, export its hits, find by the palette."""
    press, paste = eye.press, eye.paste
    await press("S")
    await paste(line("query"))
    await press("ctrl+u", "up", "up", "ctrl+u")
    await eye.type("rain")
    await press("enter", *["pagedown"] * pages, "c", *["pagedown"] * pages, "s", "c", "*")
    await paste(line("saved search"))
    await press("enter", "E")
    await paste(line("query"))
    await press("escape", "g", "enter", "n", "n", "z", "escape", "escape", "/")
    await paste(line("query"))
    await press("escape", "escape", "escape", "ctrl+p")
    await eye.type("k00")
    await press("down", "escape")


async def _read_through(eye: Eye, stories: int, pages: int) -> None:
    """Open one story after another, and read on in each."""
    for _ in range(stories):
        await eye.press("tab", "j", "enter", *["space"] * pages)


SCREENS_OF = "inglenook.tui.screens"


def every_screen() -> set[str]:
    """Return the names of the screens there are, but for those that others are made from."""

    def below(kind: type[Any]) -> Iterator[type[Any]]:
        for one in kind.__subclasses__():
            yield from below(one) if one.__subclasses__() else (one,)
            if one.__subclasses__() and one.__name__ == "SheetScreen":
                yield one

    ours = (kind for kind in below(Screen) if kind.__module__.startswith(SCREENS_OF))
    return {kind.__name__ for kind in ours}


_CLIPBOARD = re.compile(r"\x1b\]52;([^;]*);([^\x07\x1b]*)(?:\x07|\x1b\\)")


def copied(written: str) -> list[str]:
    """Return the texts that were handed to the terminal's clipboard."""
    payloads = (payload for _, payload in _CLIPBOARD.findall(written))
    return [b64decode(payload, validate=True).decode() for payload in payloads]


def _judged(eye: Eye) -> Iterator[str]:
    """Yield what a walk has shown or written that it must not."""
    yield from eye.wrong
    for kind in sorted(families(eye.written.encode()) - ALLOWED):
        yield f"{kind!r} reached the terminal"
    texts = copied(eye.written)
    yield from (f"{text!r} was copied" for text in texts if text != clean(text))
    if not any(NAME.search(text) for text in texts):
        yield "nothing was copied"


@attack("hostile strings in every field act on no screen", quick=150, long=10_000)
def hostile_strings_on_every_screen(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Read libraries of hostile strings until so many of them have stood on the screen."""
    line = Strings(rng)
    thorough = tries >= 1000
    seen: defaultdict[str, set[str]] = defaultdict(set)
    number = 0
    while number == 0 or len(set().union(*seen.values())) < tries:
        number += 1
        place = folder / f"library{number}"
        place.mkdir(parents=True)
        titles = write_library(line, place / "stories", 28 if thorough else 7)
        wanted = shelved(line, place)
        shelf = Library(place / "stories", own_folders(place))
        known = {story.sources[0]: story.title for story in shelf.stories()}
        for name, raw in titles.items():
            # What YAML has no escape for was written as six letters.
            title = clean_line(clean(re.sub("[\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):x}", raw)))
            if known[name] != title:
                yield f"library {number}: the title {raw!r} became {known[name]!r}"
        app = make_app(str(place / "stories"), wanted)
        try:
            eye = asyncio.run(_walked(app, line, 12 if thorough else 1))
        except Exception as error:
            yield f"library {number}: {type(error).__name__}: {str(error)[:300]}"
            return
        yield from (f"library {number}: {said}" for said in _judged(eye))
        for kind, names in eye.seen.items():
            seen[kind] |= names
        shutil.rmtree(place)
    missing = named(line("file name"), folder, "")
    eye = asyncio.run(_walked(make_app(str(missing)), line, 0))
    yield from (f"no library: {said}" for said in eye.wrong)
    for kind in sorted(every_screen() - set(seen)):
        yield f"{kind} was never opened"
    if thorough:
        shown = {
            line.fields[name] for names in seen.values() for name in names if name in line.fields
        }
        yield from (
            f"no {field} was ever seen" for field in sorted(set(line.fields.values()) - shown)
        )


async def _walked(app: InglenookApp, line: Strings, pages: int) -> Eye:
    app.driver_class = Recorded
    size = LARGE if pages > 1 else SMALL
    async with app.run_test(headless=False, size=size, notifications=True) as pilot:
        eye = Eye(pilot, size)
        await app.workers.wait_for_complete()
        await eye.look("the start")
        if pages:
            await walk(eye, line, pages)
        else:
            await eye.press("C", "escape", "%", "escape")
        return eye
