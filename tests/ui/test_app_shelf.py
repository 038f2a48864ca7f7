"""The shelf is the reader's own: states, order, headings, tags, what comes next."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, prose, settle, story
from textual.pilot import Pilot

from inglenook.config import Config, Folders
from inglenook.library import Library
from inglenook.model import ChapterEntry, Metadata, Position
from inglenook.standing import Standing, State
from inglenook.tui.screens.one_of import OneOfScreen
from inglenook.tui.screens.statistics import StatisticsScreen
from inglenook.tui.widgets.story_list import StoryList

LOCK, MILL = (
    (replace(one, metadata=Metadata(series="The Canal", series_number=number)), text)
    for number, (one, text) in (
        ("1", story("Lock", ("Ada Marsh",))),
        ("2", story("Mill", ("Ada Marsh",))),
    )
)


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE, LOCK, MILL)
    library.last = WEIR[0].id
    return library


def rows(app: object) -> list[str]:
    """Every row of the list, as it is read."""
    stories = app.screen.shelf.stories
    lines = []
    for item in range(stories.item_count()):
        for line in stories.paint(item, 60):
            text = "".join(part.text for part in (*line.left, *line.right))
            lines.append(" ".join(text.split()))
    return [line for line in lines if line]


async def test_x_gives_each_state_in_turn_and_the_list_shows_it(library: FakeLibrary) -> None:
    library.standings.said[WEIR[0].id] = Standing(0.4)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        seen = []
        for _ in range(4):
            await pilot.press("x")
            await settle(pilot)
            seen.append(next(row for row in rows(app) if "The Weir" in row)[:3])
        assert seen == ["›● ", "›‖ ", "›○ ", "›◐ "]
        # In the list it is the story under the cursor.
        app.screen.shelf.stories.focus()
        await pilot.press("g", "x")
        await settle(pilot)
        assert library.standings.get(SHED[0].id).chosen is State.FINISHED
        assert rows(app)[0] == "● A Shed"


async def test_chapters_that_are_new_say_so(library: FakeLibrary) -> None:
    library.standings.said[WEIR[0].id] = Standing(1.0, WEIR[0].words, chapters=2)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert "Ada Marsh 1 new" in rows(app)
        await pilot.press("tab", "right")
        await settle(pilot)
        assert [row for row in rows(app) if "Chapter" in row] == [
            "› Chapter 1",
            "Chapter 2",
            "Chapter 3 new",
        ]


async def test_the_shelf_is_sorted_and_put_under_headings_and_stays_so(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stories = app.screen.shelf.stories
        stories.focus()
        before = stories.under_cursor
        await pilot.press("o")
        await settle(pilot)
        assert isinstance(app.screen, OneOfScreen)
        await pilot.press(*["j"] * 5, "enter")
        await settle(pilot)
        assert stories.shelf.view.order == "length"
        assert stories.shelf.shown[0] is WEIR[0]
        assert stories.under_cursor is before
        await pilot.press("O", *["j"] * 2, "enter")
        await settle(pilot)
        headings = [row for row in rows(app) if row.endswith("▾")]
        assert headings == ["Ada Marsh 4 ▾", "Zoë Brânză 1 ▾"]
        # A heading folds, by the key on a story under it too, and chosen it unfolds.
        await pilot.press("g", "j", "h")
        assert stories.under_cursor is None
        await pilot.press("h")
        await settle(pilot)
        assert len(rows(app)) == 4
        await pilot.press("enter")
        await settle(pilot)
        assert len(stories.shelf.shown) == 5
        assert app.screen.desk.story is WEIR[0]
    again = make(library)
    async with again.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert again.screen.shelf.stories.shelf.view.group == "author"


async def test_the_filter_is_a_query(library: FakeLibrary) -> None:
    library.standings.said[CAFE[0].id] = Standing(chosen=State.ASIDE)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stories = app.screen.shelf.stories
        stories.focus()
        await pilot.press("slash", *"series:canal ")
        await settle(pilot)
        assert stories.shelf.shown == (LOCK[0], MILL[0])
        await pilot.press(*"mi")
        await settle(pilot)
        assert stories.shelf.shown == (MILL[0],)
        await pilot.press("escape", "slash", *"read:aside")
        await settle(pilot)
        assert stories.shelf.shown == (CAFE[0],)


async def test_own_tags_and_rating_are_asked_for_and_kept(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("#", *"comfort, b side", "tab", "9", "4", "enter")
        await settle(pilot)
        standing = library.standings.get(WEIR[0].id)
        assert (standing.stars, standing.tags) == (4, ("comfort", "b side"))
        await pilot.press("#", "escape")
        await settle(pilot)
        assert library.standings.get(WEIR[0].id) == standing
        assert app.screen.shelf.stories.shelf.own_tags == ["b side", "comfort"]


async def test_what_the_config_hides_is_shown_by_a_key(library: FakeLibrary) -> None:
    library.standings.said[CAFE[0].id] = Standing(tags=("private",), read_at="2026-01-01T")
    app = make(library, config=Config(hide="mine:private"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        stories = app.screen.shelf.stories
        assert CAFE[0] not in stories.shelf.shown
        assert stories.shelf.hidden == 1
        await pilot.press("R")
        await settle(pilot)
        assert not isinstance(app.screen, OneOfScreen)  # nothing else was read
        stories.focus()
        await pilot.press("full_stop")
        await settle(pilot)
        assert CAFE[0] in stories.shelf.shown
        await pilot.press("R", "enter")
        await settle(pilot)
        assert app.screen.desk.story is CAFE[0]


async def test_what_the_config_hides_is_neither_found_nor_offered(library: FakeLibrary) -> None:
    library.standings.said[CAFE[0].id] = Standing(tags=("private",))
    app = make(library, config=Config(hide="mine:private"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert CAFE[0] not in {story for story, _ in app.shelf}
        await pilot.press("S", *"tells")
        await settle(pilot)
        assert library.prepared == 1
        last = library.scopes[-1]
        assert last is not None
        assert last.stories is not None
        assert CAFE[0].id not in last.stories
        assert WEIR[0].id in last.stories
        await pilot.press("escape", "escape")
        app.screen.shelf.stories.focus()
        await pilot.press("full_stop", "S", "x")
        await settle(pilot)
        assert CAFE[0] in {story for story, _ in app.shelf}
        last = library.scopes[-1]
        assert last is None or last.stories is None


async def test_chance_opens_what_is_unread_and_shown(library: FakeLibrary) -> None:
    for one, _ in (SHED, LOCK, MILL):
        library.standings.said[one.id] = Standing(1.0)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert app.screen.desk.story is CAFE[0]


async def test_a_series_goes_on_at_the_end_of_a_story(library: FakeLibrary) -> None:
    library.last = LOCK[0].id
    app = make(library)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+end", "space")
        await settle(pilot)
        said = [note.message for note in app._notifications]
        assert any("> goes on with Mill, the next of The Canal" in text for text in said)
        await pilot.press(">")
        await settle(pilot)
        assert app.screen.desk.story is MILL[0]
        await pilot.press("<")
        await settle(pilot)
        assert app.screen.desk.story is LOCK[0]


async def test_a_story_that_grew_is_at_hand_when_the_shelf_is_told(library: FakeLibrary) -> None:
    """The chapters new to a reader are counted on the shelf as it is now."""
    one, text = SHED
    library.standings.said[one.id] = Standing(1.0, one.words, chapters=1)
    more = ChapterEntry("Chapter 2", 90, "more.txt", "more", 0)
    library.shelf[one.id] = (replace(one, chapters=(*one.chapters, more)), text)
    library.places[one.id] = Position()
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert rows(app)[:2] == ["◐ A Shed ▸", "Ada Marsh 1 new"]


async def turned(pilot: Pilot[None], pages: int, seconds: float) -> None:
    """Turn pages, and let a clock of our own go on meanwhile."""
    home = pilot.app.screen
    now = [home.clock()]
    home.clock = lambda: now[0]
    for _ in range(pages):
        now[0] += seconds
        await pilot.press("space")
        await pilot.pause()


async def test_pages_that_are_read_go_into_the_log(
    library: FakeLibrary,
) -> None:
    library.standings.said[WEIR[0].id] = Standing(0.1, chosen=State.ASIDE)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await turned(pilot, 4, 0.1)
        await pilot.press("%")
        await settle(pilot)
        assert sum(stint.words for _, stint in library.log.stints) == 0
        assert library.standings.get(WEIR[0].id).chosen is State.ASIDE
        await pilot.press("escape", "ctrl+home")
        await settle(pilot)
        await turned(pilot, 4, 60.0)
        await pilot.press("%")
        await settle(pilot)
        assert isinstance(app.screen, StatisticsScreen)
        words = sum(stint.words for _, stint in library.log.stints)
        assert words > 400
        said = str(app.screen.query_one("#statistics-text").render())
        assert f"{words:,} words in" in said
        assert "The Weir" in said
        # Whoever reads on has not set it aside.
        assert library.standings.get(WEIR[0].id).chosen is None
        seen = [seen for _, stint in library.log.stints for seen in stint.seen]
        assert seen[0].first <= 2


async def test_one_switch_turns_the_log_off(library: FakeLibrary) -> None:
    app = make(library, config=Config(log=False))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await turned(pilot, 4, 60.0)
        await pilot.press("%")
        await settle(pilot)
        assert "turned off" in str(app.screen.query_one("#statistics-text").render())
    assert library.log.stints == []


async def test_minutes_left_are_those_of_the_reader(library: FakeLibrary) -> None:
    library.log.words_a_minute = 25
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        status = app.screen.status
        minutes = round(status.words_left / 25)
        assert f"{minutes // 60} h {minutes % 60} min left" in status.notes
        assert status.words_a_minute == 25


def test_a_list_without_stories_has_no_shelf_to_arrange() -> None:
    stories = StoryList()
    stories.set_here("the-weir", 0)
    assert "shelf" not in vars(stories)


async def test_what_a_jump_skipped_counts_once_one_has_read_on_from_there(tmp_path: Path) -> None:
    chapters = "\n\n".join(
        f"Chapter {number}\n\n" + "\n\n".join(prose(100 * number + n) for n in range(40))
        for number in range(1, 10)
    )
    (tmp_path / "serial.txt").write_text(f"A Serial\n\nby Ann Lee\n\n{chapters}\n")
    library = Library(tmp_path, Folders.from_environment())
    library.refresh()
    (story,) = library.stories()
    app = make(library)

    def read() -> float:
        app.screen.save()
        return library.standings.get(story.id).progress(story)

    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        app.open_story(story.id)
        await settle(pilot)
        await pilot.press("space")
        await settle(pilot)
        begun = read()
        assert 0 < begun < 0.1
        await pilot.press(*["right_square_bracket"] * 6)
        await settle(pilot)
        assert app.screen.desk.chapter == 6
        assert read() == pytest.approx(begun, abs=0.02)
        await pilot.press("space")
        await settle(pilot)
        assert read() == pytest.approx(begun, abs=0.02)
        await pilot.press("space", "space", "space")
        await settle(pilot)
        assert read() > 0.6
