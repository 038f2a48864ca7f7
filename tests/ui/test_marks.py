"""Marking what is read: bookmarks, letters, highlights, notes, and the list of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle, story
from textual.widgets import Input

from inglenook.errors import StoreError
from inglenook.model import Position, Span
from inglenook.store.annotations import STYLES, MarkKind
from inglenook.tui import copying
from inglenook.tui.screens.book_map import AHEAD, POINTER, READ, MapScreen, Strips
from inglenook.tui.screens.letters import LetterScreen, NoteScreen
from inglenook.tui.screens.marks import MarksScreen
from inglenook.tui.screens.modal import Form
from inglenook.tui.widgets.margin import BARS, BOOKMARK
from inglenook.tui.widgets.selection_bar import SelectionBar
from inglenook.tui.widgets.status_line import StatusLine

SIZE = (120, 40)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last = WEIR[0].id
    return library


def marks(library: FakeLibrary):
    return [one.annotation for one in library.marginalia.of(*WEIR)]


def painted(app) -> list[str]:
    book = app.screen.book
    return [book.render_line(y).text for y in range(book.size.height)]


async def press(pilot, *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


async def test_m_bookmarks_the_screen_and_takes_the_bookmark_off(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "space", "m")
        (made,) = marks(library)
        assert made.kind is MarkKind.BOOKMARK
        assert made.start.position == app.screen.book.position
        assert any(BOOKMARK in line for line in painted(app))
        await press(pilot, "space", "space")
        assert not any(BOOKMARK in line for line in painted(app))
        await press(pilot, "b", "b", "m")
        assert marks(library) == []
        assert not any(BOOKMARK in line for line in painted(app))


async def test_letters_lead_back_also_from_another_story(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "space", "M")
        assert isinstance(app.screen, LetterScreen)
        await press(pilot, "k")
        at = app.screen.book.position
        await press(pilot, "space", "M", "Q")
        there = app.screen.book.position
        await press(pilot, "ctrl+home", "`", "k")
        assert app.screen.book.position == at
        library_screen = app.screen
        library_screen.open(library_wanted(SHED[0].id))
        await settle(pilot)
        await press(pilot, "`", "Q")
        assert app.screen.desk.story.id == WEIR[0].id
        assert app.screen.book.position == there
        await press(pilot, "`", "escape")
        assert app.screen is library_screen
        await press(pilot, "`", "z")
        assert app.screen.book.position == there


def library_wanted(story: str):
    from inglenook.tui.messages import Wanted

    return Wanted(story)


async def test_text_is_selected_with_keys_and_highlighted(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "v")
        assert isinstance(app.focused, SelectionBar)
        assert not app.screen.query_one(StatusLine).display
        await press(pilot, ")", "2")
        (made,) = marks(library)
        assert (made.kind, made.detail) == (MarkKind.HIGHLIGHT, "rose")
        assert made.text == "Paragraph 0 tells of the weather at length."
        assert app.screen.query_one(StatusLine).display
        assert app.focused is app.screen.book
        assert any(BARS["rose"] in line for line in painted(app))
        # The style used last is the usual one.
        await press(pilot, "v", "}", "enter")
        assert {one.detail for one in marks(library)} == {"rose"}
        assert len(marks(library)) == 2


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("", "P"),
        ("e", "Paragraph"),
        ("w", "Paragraph 0"),
        ("wwe", "Paragraph 0 tells"),
        ("wvwe", "0 tells"),
        ("wwb", "Paragraph 0"),
        ("lll", "Para"),
        ("lllh", "Par"),
        ("))", "Paragraph 0 tells of the weather at length. " * 2),
        ("))(", "Paragraph 0 tells of the weather at length. P"),
        ("}", "Paragraph 0 tells of the weather at length. " * 4),
        ("ewvwo", "0 t"),
    ],
)
async def test_motions_choose_what_is_copied(
    library: FakeLibrary, keys: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(copying, "command", lambda: ("clip",))
    monkeypatch.setattr(copying, "copy", lambda what, words: copied.append(what))
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("v", *keys, "y")
        await settle(pilot)
        assert app.clipboard.strip() == text.strip()
        assert copied == [app.clipboard]


async def test_rows_and_paragraphs_are_gone_through_and_the_page_follows(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "v", *["}"] * 30)
        shown = app.screen.book.on_screen
        caret = app.screen.bar._selecting.caret
        assert shown.start <= caret < shown.end
        await press(pilot, *["k"] * 80)
        caret = app.screen.bar._selecting.caret
        assert app.screen.book.on_screen.start <= caret
        await press(pilot, "escape")
        assert app.focused is app.screen.book
        assert marks(library) == []


async def test_a_note_is_written_on_the_selection_and_changed(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "v", "e", "a")
        assert isinstance(app.screen, NoteScreen)
        await press(pilot, *"why", "enter")
        (made,) = marks(library)
        assert (made.kind, made.note, made.text) == (MarkKind.NOTE, "why", "Paragraph")
        await press(pilot, "v", "e", "3")
        (made,) = marks(library)
        assert (made.kind, made.detail, made.note) == (MarkKind.HIGHLIGHT, "moss", "why")
        await press(pilot, "v", "e", "a")
        assert app.screen.query_one(Input).value == "why"
        await press(pilot, "escape")
        assert marks(library) == [made]


async def test_the_list_filters_goes_deletes_and_undoes(library: FakeLibrary) -> None:
    for number in range(20):
        library.marginalia.mark(*WEIR, Position(number % 3, number, 0))
    library.marginalia.mark(*CAFE, Position(0, 1, 2))
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "'")
        screen = app.screen
        assert isinstance(screen, MarksScreen)
        assert screen.rows.item_count() == 20
        await press(pilot, "tab")
        assert screen.rows.item_count() == 21
        await press(pilot, "/", *"heron", "enter")
        assert screen.rows.item_count() == 1
        await press(pilot, "x")
        assert screen.rows.item_count() == 0
        assert len(library.marginalia.all()) == 20
        await press(pilot, "u")
        assert len(library.marginalia.all()) == 21
        await press(pilot, "enter")
        assert app.screen.desk.story.id == CAFE[0].id
        await press(pilot, "'", "escape")
        assert app.screen.desk.story.id == CAFE[0].id


async def test_the_list_has_what_another_instance_made(
    library: FakeLibrary, tmp_path: Path
) -> None:
    other = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "m")
        other.marginalia.note(*WEIR, Span(Position(1, 2, 0), Position(1, 2, 9)), note="there")
        await press(pilot, "'")
        assert [one.note for one in app.screen.rows._marks] == ["", "there"]
        await press(pilot, "escape")
        other.marginalia.remove(*other.marginalia.all())
        await press(pilot, "'")
        assert app.screen.rows.item_count() == 0


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_marks_of_all_stories_say_whose_they_are(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    titled = story("The Long Account of the Keeper and the Water", chapters=(("Reeds. " * 60,),))
    library = FakeLibrary(tmp_path, titled, SHED)
    library.last = SHED[0].id
    for end in (5, 400):
        library.marginalia.note(*titled, Span(Position(0, 0, 0), Position(0, 0, end)), note="n")
    app = make(library)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "'")
        rows = app.screen.rows
        assert all("The Long Acc" in rows.render_line(y).text for y in range(2))


async def test_a_mark_whose_text_is_gone_is_listed_as_waiting(library: FakeLibrary) -> None:
    made = library.marginalia.mark(*WEIR, Position(1, 4, 0))
    gone = story("Gone", chapters=(("Nothing of it is left.",),) * 3)
    library.shelf[WEIR[0].id] = (WEIR[0], gone[1])
    library.marginalia._texts.clear()
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "'")
        rows = app.screen.rows
        text = "\n".join(rows.render_line(y).text for y in range(rows.size.height))
        assert "(waits)" in text
        before = app.screen_stack[-2].book.position
        await press(pilot, "enter")
        assert app.screen.book.position == before
        assert library.marginalia.all() == (made,)


async def test_a_full_disk_is_said_and_nothing_breaks(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(library.marginalia, "mark", full)
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "m")
        assert any("disk is full" in str(note.message) for note in app._notifications)


def fails_once(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let a method fail the first time it is called, as on a full disk."""
    does = getattr(owner, name)

    def fail(*_: object, **__: object) -> None:
        monkeypatch.setattr(owner, name, does)
        raise StoreError("the disk is full")

    monkeypatch.setattr(owner, name, fail)


async def test_a_note_that_cannot_be_saved_stays_in_its_form(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_once(monkeypatch, library.marginalia, "note")
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "v", "w", "a", *"why", "enter")
        assert any("disk is full" in str(note.message) for note in app._notifications)
        assert isinstance(app.screen, NoteScreen)
        assert app.screen.query_one(Input).value == "why"
        await press(pilot, "enter")
        (made,) = marks(library)
        assert (made.note, made.text) == ("why", "Paragraph 0")
        # A label in the list is as safe.
        await press(pilot, "'")
        fails_once(monkeypatch, library.marginalia, "change")
        await press(pilot, "a", "end", *" not", "enter")
        assert app.screen.query_one(Input).value == "why not"
        await press(pilot, "enter", "escape")
        assert [one.note for one in marks(library)] == ["why not"]


async def test_what_cannot_be_highlighted_stays_selected(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_once(monkeypatch, library.marginalia, "note")
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "v", "e", "2")
        assert isinstance(app.focused, SelectionBar)
        await press(pilot, "2")
        assert [one.text for one in marks(library)] == ["Paragraph"]
        assert app.focused is app.screen.book


@pytest.mark.parametrize(
    ("kept", "name", "keys", "typed"),
    [
        ("standings", "rate", ("#", *"damp", "tab", "4"), "damp"),
        ("searches", "save", ("S", *"heron", "enter", "*", *"Birds"), "Birds"),
    ],
)
async def test_every_form_stays_until_what_was_typed_is_kept(
    library: FakeLibrary,
    monkeypatch: pytest.MonkeyPatch,
    kept: str,
    name: str,
    keys: tuple[str, ...],
    typed: str,
) -> None:
    fails_once(monkeypatch, getattr(library, kept), name)
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, *keys, "enter")
        assert isinstance(app.screen, Form)
        assert typed in app.screen.query(Input).first().value
        await press(pilot, "enter")
        assert not isinstance(app.screen, Form)


async def test_nothing_is_marked_without_a_story(tmp_path: Path) -> None:
    app = make(FakeLibrary(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "m", "v", "M", "'", "escape", "`", "a")
        assert app.is_running


def test_the_clipboard_of_the_screen_one_sits_at(tmp_path: Path) -> None:
    for name in ("wl-copy", "xclip"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    path = {"PATH": str(tmp_path)}
    assert copying.command(path) == ()
    assert copying.command({**path, "DISPLAY": ":0"})[0] == "xclip"
    assert copying.command({**path, "DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}) == ("wl-copy",)
    assert copying.command({**path, "DISPLAY": ":0", "SSH_CONNECTION": "x"}) == ()
    copying.copy("text", ("no such command",))


# The book map


async def test_the_map_shows_what_there_is_and_leads_there(library: FakeLibrary) -> None:
    library.marginalia.mark(*WEIR, Position(1, 15, 0))
    app = make(library)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "space", "B")
        assert isinstance(app.screen, MapScreen)
        strips = app.screen.query_one(Strips)
        lines = [strips.render_line(y).text for y in range(3)]
        assert POINTER in lines[0]
        assert READ in lines[0]
        assert BOOKMARK in lines[1]
        assert AHEAD in lines[2]
        await press(pilot, "down", "down", "g", "j", *["right"] * 9, "enter")
        assert app.screen.desk.position.chapter == 1
        assert app.screen.desk.position.block > 0
        await press(pilot, "ctrl+o")
        assert app.screen.desk.position.chapter == 0


@pytest.mark.parametrize(("size", "chapters"), [((60, 20), 7), ((60, 20), 40), ((120, 40), 60)])
async def test_the_map_of_many_chapters_says_what_its_signs_mean(
    tmp_path: Path, size: tuple[int, int], chapters: int
) -> None:
    app = make(FakeLibrary(tmp_path, story("A Serial", chapters=(("A heron stood.",),) * chapters)))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "B")
        strips, signs = app.screen.query_one(Strips), app.screen.query_one("#map-keys")
        assert strips.region.bottom <= signs.region.y
        assert signs.region.bottom < app.screen.query_one("#map").region.bottom


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_a_click_on_the_map_goes_there(library: FakeLibrary, size: tuple[int, int]) -> None:
    app = make(library)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "B")
        strips = app.screen.query_one(Strips)
        row = strips.render_line(2).text
        first = row.index(AHEAD)
        await pilot.click(Strips, offset=(first + 5, 2))
        await settle(pilot)
        at = app.screen.desk.position
        assert at.chapter == 2
        assert 0 < at.block < 20


def test_every_style_has_a_sign_of_its_own() -> None:
    assert tuple(BARS) == STYLES
    assert len(set(BARS.values())) == len(STYLES)
