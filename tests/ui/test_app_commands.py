"""One declaration a command: everything made of it agrees."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle
from rich.style import Style
from textual import events
from textual.color import Color
from textual.command import CommandList, CommandPalette
from textual.geometry import Offset
from textual.widgets import Static
from textual.widgets._toast import Toast

from inglenook.commands import COMMANDS, OF_THE_APP, Command, Context, in_context, keys_page
from inglenook.model import Position
from inglenook.store.annotations import STYLES
from inglenook.tui.palette import Commands
from inglenook.tui.reach import Around
from inglenook.tui.screens.help import keys_text
from inglenook.tui.screens.panes import Part
from inglenook.tui.themes import THEMES
from inglenook.tui.widgets.key_bar import KeyBar
from inglenook.tui.widgets.status_line import Status

HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    "[bold",
    "$foo [red]red[/red] \\[",
    "😀 寝る前の物語 " * 12,
    "x" * 300,
]


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last = WEIR[0].id
    return library


def test_ids_are_unique_and_no_key_means_two_things_at_once() -> None:
    assert max(Counter(command.id for command in COMMANDS).values()) == 1
    for context in Context:
        keys = Counter(key for command in in_context(context) for key in command.keys)
        assert max(keys.values()) == 1, context


async def test_every_command_does_something_where_it_applies(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for command in sorted(COMMANDS, key=lambda one: one.context is Context.REPORT):
            if command.context is Context.REPORT:
                app.action_report()
                await settle(pilot)
            where = app if command.id in OF_THE_APP else app.screen.run_on(command)
            action = command.action.split("(")[0]
            if action.startswith("screen."):
                assert hasattr(
                    app.screen, action.replace(".", ".action_", 1).removeprefix("screen.")
                )
                continue
            assert hasattr(where, f"action_{action}"), command.id
            keys = {key for key, binding in where._bindings if binding.id == command.id}
            assert len(keys) == len(command.keys), command.id


def test_the_help_has_every_key() -> None:
    text = keys_text().plain
    for command in COMMANDS:
        assert f"{command.all_keys}" in text
        assert command.description in text


def test_the_docs_have_every_key() -> None:
    page = Path(__file__).parents[2] / "docs" / "keys.md"
    assert page.read_text(encoding="utf-8") == keys_page(), (
        "write it anew: python -c 'from inglenook.commands import keys_page;"
        ' print(keys_page(), end="")\' > docs/keys.md'
    )


async def test_the_palette_tells_commands_of_one_name_apart(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)):
        palette = Commands(app.screen)
        offered = [str(hit.display) async for hit in palette.discover()]
        renaming = [line for line in offered if line.startswith("Rename the story  ")]
        assert [line.partition("  ")[2] for line in renaming] == [
            "E  in the list of stories",
            "E  in the library report",
        ]
        assert len(set(offered)) == len(offered)


async def test_the_palette_finds_a_command_and_a_story(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"next chapter")
        await settle(pilot)
        assert isinstance(app.screen, CommandPalette)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.book.position.chapter == 1
        await pilot.press("colon", *"cafe by")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.book.document is CAFE[1]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("setting", "How the page is set"),
        ("margin", "How the page is set"),
        ("line width", "Longer lines"),
        ("Bookmarks", "Your marks: in this story, or all"),
    ],
)
async def test_the_palette_finds_a_command_by_other_words(
    library: FakeLibrary, typed: str, name: str
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)):
        hits = [hit async for hit in Commands(app.screen).search(typed)]
        best = max(hit.score for hit in hits)
        assert name in [hit.text for hit in hits if hit.score == best]
        assert [hit async for hit in Commands(app.screen).search(f"{typed} xq")] == []


async def test_the_keys_of_a_query_are_called_what_they_do(library: FakeLibrary) -> None:
    def hints() -> str:
        bar = app.screen.query_one(KeyBar)
        return "  ".join(f"{one.key} {one.short}" for one in bar.commands)

    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("/", *"heron")
        await settle(pilot)
        assert "Enter to the match  " in hints()
        assert hints().endswith("Esc close")
        assert "↓ list" in hints()
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert hints().startswith("Enter to the list  ")
        assert hints().endswith("Esc clear, close")
        assert "↓" not in hints()


async def test_a_command_takes_the_reader_to_where_it_does_something(library: FakeLibrary) -> None:
    commands = {command.id: command for command in COMMANDS}
    app = make(library)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.screen.at is Part.TEXT
        assert not app.screen.shelf.display
        await app.do(commands["shelf.filter"])
        await pilot.press(*"cafe")
        await settle(pilot)
        assert app.screen.shelf.display
        assert app.screen.shelf.stories.shelf.shown == (CAFE[0],)
        await app.do(commands["text.next_chapter"])
        await settle(pilot)
        assert app.screen.at is Part.TEXT
        await app.do(commands["hits.down"])
        await app.do(commands["select.amber"])
        await settle(pilot)
        said = [notice.message for notice in app._notifications]
        assert said == ["There is nothing here to do that with."]
        app.action_report()
        await settle(pilot)
        app.open_story(CAFE[0].id)
        await settle(pilot)
        assert app.screen.book.document is CAFE[1]


async def test_what_is_said_again_takes_its_own_place(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test() as pilot:
        for text in ("one", "two", "one"):
            app.screen.say(text, wrong=True)
            await settle(pilot)
        assert [notice.message for notice in app._notifications] == ["two", "one"]


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_what_is_said_for_a_moment_does_not_cover_the_text(
    library: FakeLibrary, size: tuple[int, int]
) -> None:
    app = make(library)
    async with app.run_test(size=size, notifications=True) as pilot:
        await settle(pilot)
        app.screen.say("Highlighted in amber; a long sentence about what was done, and undone.")
        await settle(pilot)
        (toast,) = app.screen.query(Toast)
        assert toast.region.height in (1, 2)
        assert not toast.region.overlaps(app.screen.book.region)


@pytest.mark.parametrize("width", [60, 70, 120])
async def test_what_a_key_does_goes_on_under_its_beginning(
    library: FakeLibrary, width: int
) -> None:
    app = make(library)
    async with app.run_test(size=(width, 30)) as pilot:
        await settle(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        (keys,) = app.screen.query("#help Static")
        lines = [keys.render_line(y).text.rstrip() for y in range(keys.size.height)]
        assert lines == str(keys.content).splitlines()
        first = next(at for at, line in enumerate(lines) if line.startswith("  o "))
        column = lines[first].index("Unfold")
        said = lines[first][column:]
        for line in lines[first + 1 :]:
            if line[:column].strip():
                break
            said += f" {line[column:]}"
        assert said == "Unfold or fold notes and front matter"


async def test_a_palette_that_is_used_too_soon_and_closed_twice(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"next chapter")
        await settle(pilot)
        palette = app.screen
        assert isinstance(palette, CommandPalette)
        commands = palette.query_one(CommandList)
        assert commands.option_count
        commands.styles.display = "none"
        await settle(pilot)
        await pilot.press("pagedown", "pageup")
        commands.styles.display = "block"
        await settle(pilot)
        for _ in range(2):
            palette.post_message(events.Click(palette, 0, 39, 0, 0, 1, False, False, False))
        await settle(pilot)
        assert app.screen_stack == [app.get_default_screen()]


async def test_a_click_on_a_command_that_is_found_no_more_is_none(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", *"next chapter")
        await settle(pilot)
        commands = app.screen.query_one(CommandList)
        away = 500, 5  # as after the window was made smaller
        app.screen.post_message(events.Click(app.screen, *away, 0, 0, 1, False, False, False))
        await settle(pilot)
        for line in (commands.option_count, 0):
            assert isinstance(app.screen, CommandPalette)
            at = commands.region.offset
            click = events.Click(commands, *at, 0, 0, 1, False, False, False, *at)
            click.style = Style(meta={"option": line})
            commands.post_message(click)
            await settle(pilot)
        assert app.fault is None
        assert app.screen_stack == [app.get_default_screen()]


async def test_a_click_on_what_has_just_gone_is_none(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        gone = Static("a notice")
        await app.screen.mount(gone)
        await gone.remove()
        under = gone, Offset(1, 0)
        monkeypatch.setattr(app.screen, "get_widget_and_offset_at", lambda *_: under)
        app.post_message(events.MouseDown(None, 5, 5, 0, 0, 1, False, False, False))
        await settle(pilot)
        assert app.fault is None


@pytest.mark.parametrize("title", HOSTILE)
async def test_no_title_is_ever_markup(tmp_path: Path, title: str) -> None:
    from fake_library import prose, story

    hostile = story(title, (title,), ((prose(1, f"{title} heron"),), (prose(2),)))
    library = FakeLibrary(tmp_path, hostile, SHED)
    app = make(library)
    async with app.run_test(size=(120, 40), notifications=True, tooltips=True) as pilot:
        await settle(pilot)
        assert app.screen.status.story == title
        await pilot.press("tab", "space", "slash", *title[:12].replace(" ", ""), "enter", "escape")
        await settle(pilot)
        await pilot.press("slash")
        app.screen.panel.ask(Around(hostile[0]), Position())
        await pilot.press(*"heron")
        await settle(pilot)
        app.screen.say(title)
        await settle(pilot)
        await pilot.press("ctrl+p", *title[:6])
        await settle(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert app.return_code is None
        await pilot.resize_terminal(60, 20)
        await settle(pilot)


@pytest.mark.parametrize(
    "theme", [theme for theme in THEMES if not theme.ansi], ids=lambda theme: theme.name
)
def test_the_themes_can_be_read(theme) -> None:
    def luminance(name: str) -> float:
        parts = [part / 255 for part in Color.parse(name).rgb]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        low, high = sorted((luminance(one), luminance(other)))
        return (high + 0.05) / (low + 0.05)

    variables = theme.variables
    assert contrast(theme.foreground, theme.background) >= 7
    assert contrast(theme.foreground, theme.surface) >= 7
    assert contrast(theme.foreground, variables["select"]) >= 4.5
    for ground in (theme.background, theme.surface, theme.panel):
        assert contrast(variables["quiet"], ground) >= 4.5, ground
        assert contrast(theme.primary, ground) >= 4.5, ground
    assert contrast(variables["hit-text"], variables["hit"]) >= 4.5
    for style in STYLES:
        assert contrast(theme.foreground, variables[style]) >= 4.5, style


@pytest.mark.parametrize("width", range(1, 140, 7))
def test_the_status_line_fits_and_keeps_what_matters(width: int) -> None:
    status = Status(
        "寝る前の物語 and more",
        "III.",
        3,
        12,
        0.34,
        words_left=5000,
        walk="hit 7 of 42",
        work="indexing: 40%",
    )
    line = status.fit(width)
    from rich.cells import cell_len

    assert cell_len(line) == width
    if width >= 60:
        assert "hit 7 of 42" in line
    if width >= 100:
        assert "20 min left" in line


@pytest.mark.parametrize("width", [24, 40, 60, 80])
def test_a_long_title_leaves_room_for_the_number_of_the_chapter(width: int) -> None:
    title = "The Long and Winding History of a Small Canal"
    status = Status(title, "Low Water", 3, 12, 0.34, words_left=5000)
    assert "3/12" in status.fit(width)


def test_a_command_is_shown_as_people_write_it() -> None:
    command = Command("x", ("ctrl+home", "+", "pagedown"), "", Context.READING, "")
    assert command.all_keys == "ctrl+Home + PgDn"
