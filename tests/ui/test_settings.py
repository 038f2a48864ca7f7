"""The settings panel, the themes, the story's card, links and keys of one's own, in the app."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, FakeRefresh, make, nothing_new, settle
from textual.pilot import Pilot

from inglenook.config import Config, read_config
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Guess,
    Inline,
    Kind,
    Metadata,
    Position,
    Story,
    Style,
    Version,
)
from inglenook.tui.app import InglenookApp
from inglenook.tui.screens.details import DetailsScreen, details
from inglenook.tui.screens.links import LinksScreen
from inglenook.tui.screens.settings import SettingsScreen
from inglenook.tui.screens.theme_choice import ThemeScreen
from inglenook.tui.themes import ABOUT, NAMES
from inglenook.tui.widgets.key_bar import KeyBar


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, WEIR, CAFE, SHED)
    library.last = WEIR[0].id
    return library


def kept_in(file: Path, library: FakeLibrary) -> InglenookApp:
    config, _ = read_config(file)
    return InglenookApp(
        library, config, refresh=lambda _: FakeRefresh(nothing_new(library)), config_file=file
    )


async def press(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


class TestPanel:
    async def test_every_change_is_seen_at_once_and_esc_puts_it_back(
        self, library: FakeLibrary
    ) -> None:
        async with make(library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            await press(pilot, "comma")
            assert isinstance(pilot.app.screen, SettingsScreen)
            await press(pilot, "right")
            assert book.measure == 68
            await press(pilot, *["down"] * 8, "right")
            assert book.typography.justify
            await press(pilot, "escape")
            assert (book.measure, book.typography.justify) == (66, False)

    async def test_what_is_kept_for_all_stories_goes_into_the_config_file(
        self, library: FakeLibrary, tmp_path: Path
    ) -> None:
        file = tmp_path / "config.yaml"
        file.write_text("# mine\nmeasure: 60  # narrow\n")
        async with kept_in(file, library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            await press(pilot, "comma", "right", *["down"] * 8, "right", "enter")
            assert file.read_text() == "# mine\nmeasure: 62  # narrow\njustify: true\n"
        async with kept_in(file, library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            assert pilot.app.screen.book.measure == 62
            assert pilot.app.screen.book.typography.justify

    async def test_one_story_may_be_set_differently(
        self, library: FakeLibrary, tmp_path: Path
    ) -> None:
        file = tmp_path / "config.yaml"
        async with kept_in(file, library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            await press(pilot, "comma", "tab", "left", "left", "enter")
            assert book.measure == 62
            assert not file.exists()
            pilot.app.open_story(CAFE[0].id)
            await settle(pilot)
            assert book.measure == 66
            pilot.app.open_story(WEIR[0].id)
            await settle(pilot)
            assert book.measure == 62
            await press(pilot, "plus")  # this story has a measure of its own
            pilot.app.open_story(CAFE[0].id)
            await settle(pilot)
            assert book.measure == 66
            pilot.app.open_story(WEIR[0].id)
            await settle(pilot)
            await press(pilot, "comma", "backspace", "enter")
            assert book.measure == 66

    async def test_what_cannot_be_written_is_said(
        self, library: FakeLibrary, tmp_path: Path
    ) -> None:
        file = tmp_path / "config.yaml"
        async with kept_in(file, library).run_test(size=(120, 40), notifications=True) as pilot:
            await settle(pilot)
            file.write_text("measure: [")
            await press(pilot, "comma", "right", "enter")
            assert any("config.yaml" in note.message for note in pilot.app._notifications)
            assert file.read_text() == "measure: ["

    async def test_what_was_kept_of_a_story_may_be_nonsense(self, library: FakeLibrary) -> None:
        library.settings[f"page:{WEIR[0].id}"] = '{"measure": "wide", "ornament": 3, "x'
        async with make(library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            assert pilot.app.screen.book.measure == 66

    @pytest.mark.parametrize("size", [(120, 40), (60, 20), (40, 10)])
    async def test_the_setting_under_the_cursor_is_on_screen(
        self, library: FakeLibrary, size: tuple[int, int]
    ) -> None:
        async with make(library).run_test(size=size) as pilot:
            await settle(pilot)
            await press(pilot, "comma", "end")
            shown = "\n".join(
                "".join(segment.text for segment in line)
                for line in pilot.app.screen._compositor.render_strips()
            )
            assert "Capitals" in shown
            assert "For all stories" in shown


class TestThemes:
    async def test_a_theme_is_seen_while_the_cursor_stands_on_it(
        self, library: FakeLibrary
    ) -> None:
        library.settings["theme"] = "paper"
        async with make(library).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "T")
            assert isinstance(pilot.app.screen, ThemeScreen)
            await press(pilot, "down", "T")
            assert pilot.app.theme == NAMES[2]
            await press(pilot, "escape")
            assert pilot.app.theme == "paper"
            await press(pilot, "T", "end", "enter")
            assert pilot.app.theme == library.settings["theme"] == NAMES[-1]

    async def test_a_theme_the_file_names_is_changed_there(
        self, library: FakeLibrary, tmp_path: Path
    ) -> None:
        file = tmp_path / "config.yaml"
        file.write_text("theme: paper # by day\n")
        async with kept_in(file, library).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "T", "down", "enter")
            assert file.read_text() == "theme: lamplight # by day\n"

    async def test_every_theme_can_be_started_with(self, library: FakeLibrary) -> None:
        assert tuple(ABOUT) == NAMES
        for name in NAMES:
            library.settings["theme"] = name
            async with make(library).run_test(size=(100, 30)) as pilot:
                await settle(pilot)
                assert pilot.app.theme == name
                assert any(pilot.app.screen.book.render_line(y).text.strip() for y in range(20))

    async def test_without_colours_what_is_found_still_stands_out(
        self, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        async with make(library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            looks = {
                name: book.get_component_rich_style(f"reading-pane--{name}")
                for name in ("text", "match", "match-current", "link", "strong", "emphasis")
            }
            marks = {
                name: (style.bold, style.italic, style.underline, style.reverse)
                for name, style in looks.items()
            }
            assert marks["match-current"] != marks["match"] != marks["text"]
            assert len({marks[name] for name in ("text", "link", "strong", "emphasis")}) == 4
            cursor = pilot.app.screen.shelf.stories
            await press(pilot, "tab")
            assert cursor.get_component_rich_style("outline--cursor").reverse


class TestKeys:
    async def test_a_command_follows_the_reader_s_keys(self, library: FakeLibrary) -> None:
        config = Config(keys={"text.page_down": ("x",), "search.all": ("ctrl+e",)})
        async with make(library, config=config).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            before = book.position
            await press(pilot, "space", "f")
            assert book.position == before
            await press(pilot, "x")
            assert book.position > before
            shown = pilot.app.screen.query_one(KeyBar).render().plain
            assert "x page" in shown
            assert "ctrl+e search" in shown
            await press(pilot, "question_mark")
            assert "ctrl+e" in str(pilot.app.screen.query_one("#help Static").render())
            await press(pilot, "escape", "S")
            assert not pilot.app.screen.panel.display
            await press(pilot, "ctrl+e")
            assert pilot.app.screen.panel.display

    async def test_a_key_taken_away_does_what_its_new_command_does(
        self, library: FakeLibrary
    ) -> None:
        config = Config(keys={"text.page_down": ("j",)})
        async with make(library, config=config).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            await press(pilot, "j")
            assert book.scroll_offset.y > 10
            top = book.scroll_offset.y
            await press(pilot, "down")
            assert book.scroll_offset.y == top + 1

    async def test_wishes_that_collide_are_said_by_name(self, library: FakeLibrary) -> None:
        config = Config(keys={"text.find": ("n",), "nonsense": ("x",)})
        async with make(library, config=config).run_test(notifications=True) as pilot:
            await settle(pilot)
            said = " ".join(note.message for note in pilot.app._notifications)
            assert "n is now text.find; search.next has no other" in said
            assert "no command is named 'nonsense'" in said


NOTED = Document(
    Metadata(),
    (
        Chapter(
            "One",
            (
                Block(
                    Kind.PARAGRAPH,
                    "The weir was old.[1] See the map.",
                    (
                        Inline(17, 20, Style.LINK, "#1/0"),
                        Inline(29, 32, Style.LINK, "http://example.org/map"),
                    ),
                ),
                *[Block(Kind.PARAGRAPH, "Water ran. " * 40)] * 9,
            ),
        ),
        Chapter("Notes", (Block(Kind.NOTE, "1. Built by nobody in particular."),)),
    ),
)
NOTED_STORY = Story(
    "noted",
    "Noted",
    ("A. Name",),
    tuple(ChapterEntry(c.title, 9, "noted.epub", "d", n) for n, c in enumerate(NOTED.chapters)),
)


class TestLinks:
    @pytest.fixture
    def noted(self, tmp_path: Path) -> FakeLibrary:
        library = FakeLibrary(tmp_path, (NOTED_STORY, NOTED))
        library.last = NOTED_STORY.id
        return library

    async def test_a_note_is_read_without_leaving_the_page(self, noted: FakeLibrary) -> None:
        async with make(noted).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            home = pilot.app.screen
            before = home.book.position
            await press(pilot, "l")
            assert isinstance(pilot.app.screen, LinksScreen)
            shown = pilot.app.screen.query_one("#link-text").render()
            assert "Built by nobody in particular." in str(shown)
            await press(pilot, "escape")
            assert home.book.position == before

    async def test_a_link_is_followed_and_returned_from(self, noted: FakeLibrary) -> None:
        async with make(noted).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            home = pilot.app.screen
            await press(pilot, "l", "enter")
            assert home.book.position.chapter == 1
            await press(pilot, "ctrl+o")
            assert home.book.position.chapter == 0

    async def test_enter_shows_them_too(self, noted: FakeLibrary) -> None:
        async with make(noted).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, LinksScreen)

    async def test_a_click_on_a_link_shows_it(self, noted: FakeLibrary) -> None:
        async with make(noted).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            book = pilot.app.screen.book
            y = next(n for n in range(20) if "[1]" in book.render_line(n).text)
            x = book.render_line(y).text.index("[1]") + 1
            await pilot.click(book, offset=(x, y + 1))
            await settle(pilot)
            assert isinstance(pilot.app.screen, LinksScreen)

    async def test_a_screen_without_links_says_so(self, library: FakeLibrary) -> None:
        async with make(library).run_test(size=(100, 30), notifications=True) as pilot:
            await settle(pilot)
            await press(pilot, "l")
            assert any("no notes or links" in n.message for n in pilot.app._notifications)

    async def test_a_link_that_leads_nowhere_is_harmless(self, noted: FakeLibrary) -> None:
        story = replace(NOTED_STORY, chapters=NOTED_STORY.chapters[:1])
        document = Document(Metadata(), NOTED.chapters[:1])
        noted.shelf[story.id] = (story, document)
        async with make(noted).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "l", "enter")
            assert pilot.app.screen.book.position == Position()


class TestDetails:
    def test_the_card_says_what_was_guessed_and_why(self) -> None:
        story = replace(
            WEIR[0],
            metadata=Metadata(
                summary="A flood.",
                fandoms=("Rivers",),
                series="Waters",
                series_number="2",
                other=(("Beta", "Nobody"),),
            ),
            versions=(
                Version(WEIR[0].chapters[:1], "epub", 0.98, 0.9, "the same title and author"),
            ),
            guesses=(
                Guess("title", "The Weir", 0.5, "the name of the file"),
                Guess("authors", "Ada Marsh", 0.95, "a label"),
            ),
        )
        text = details(story).plain
        for expected in (
            "The Weir\nby Ada Marsh\n",
            "A flood.",
            "Series: Waters, number 2",
            "Fandoms: Rivers",
            "Beta: Nobody",
            "The Weir.txt",
            "in 1 chapter, 98% of it in this one",
            "the same title and author",
            "title The Weir: the name of the file  (a guess)",
            "authors Ada Marsh: a label",
        ):
            assert expected in text

    def test_nothing_reaches_the_terminal_raw(self) -> None:
        hostile = "\x1b]52;c;x\x07\x9b5m[bold]"
        story = replace(
            WEIR[0],
            title=hostile,
            authors=(hostile,),
            metadata=Metadata(summary=hostile, notes=hostile, tags=(hostile,)),
            guesses=(Guess("title", hostile, 0.1, hostile),),
        )
        text = details(story).plain
        assert not any(char < " " and char != "\n" for char in text)
        assert "\x9b" not in text
        assert "[bold]" in text

    async def test_one_key_opens_and_closes_it(self, library: FakeLibrary) -> None:
        async with make(library).run_test(size=(100, 30)) as pilot:
            await settle(pilot)
            await press(pilot, "i")
            assert isinstance(pilot.app.screen, DetailsScreen)
            await press(pilot, "i")
            assert pilot.app.screen.book.has_focus

    async def test_in_the_shelf_it_is_the_card_of_the_story_under_the_cursor(
        self, library: FakeLibrary
    ) -> None:
        async with make(library).run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            await press(pilot, "tab", "end", "i")
            assert SHED[0].title in str(pilot.app.screen.query_one("Scrolled Static").render())
