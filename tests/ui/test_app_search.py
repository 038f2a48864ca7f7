"""Searching, walking through what was found, and finding back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fake_library import CAFE, SHED, WEIR, FakeLibrary, make, settle
from textual import events
from textual.keys import _character_to_key as character_to_key
from textual.widgets import Input, Static

from inglenook.concordance import concordance
from inglenook.config import Config
from inglenook.errors import IndexDamaged
from inglenook.model import MatchKind, Position, Progress
from inglenook.query import parse
from inglenook.results import Results, Scope, StoryHits, Suggestion
from inglenook.standing import Standing
from inglenook.tui.app import InglenookApp
from inglenook.tui.exporting import export
from inglenook.tui.findings import Findings
from inglenook.tui.listing import LABELS
from inglenook.tui.reach import Around, Asked, Reach, name, reaches, scope
from inglenook.tui.spread import CELLS, evenly, spread
from inglenook.tui.walk import Walk
from inglenook.tui.widgets.search_panel import SearchPanel


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    library = FakeLibrary(tmp_path, SHED, WEIR, CAFE)
    library.last, library.places = WEIR[0].id, {WEIR[0].id: Position(2, 3, 0)}
    return library


async def search(pilot, key: str, words: str) -> SearchPanel:
    await settle(pilot)
    await pilot.press(key, *("space" if letter == " " else letter for letter in words))
    panel = pilot.app.screen.panel
    for _ in range(200):
        if panel.answered == words:
            break
        await pilot.pause(0.01)
    await settle(pilot)
    assert panel.answered == words
    return panel


def count_line(panel: SearchPanel) -> str:
    return str(panel.query_one("#count", Static).content)


async def test_results_come_while_one_types(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        assert panel.entry.has_focus
        assert count_line(panel) == "5 hits in 2 stories"
        assert [section.hits for section in panel.hits.findings.sections] == [2, 1, 1, 1]


async def test_no_hits_are_said(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "xyzzy")
        assert count_line(panel) == "no hits"
        panel.set_indexing("still indexing: 40%")
        assert count_line(panel) == "still indexing: 40% · no hits yet"
        panel.hits.focus()
        await pilot.press("o", "O", "right", "left", "space")
        assert panel.hits.item_count() == 0


async def test_enter_opens_the_passage_and_the_way_back_is_kept(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        screen = app.screen
        before = screen.book.position
        await pilot.press("enter")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert screen.book.document is CAFE[1]
        assert screen.book.has_focus
        assert screen.status.walk == "hit 1 of 5"
        assert "heron" in screen_text(app)
        # The walk goes on into the other story, and through its chapters.
        await pilot.press("n", "n")
        await settle(pilot)
        assert screen.book.document is WEIR[1]
        assert screen.status.walk == "hit 3 of 5"
        assert screen.book.position.chapter == 0
        await pilot.press("n")
        await settle(pilot)
        assert screen.book.position.chapter == 1
        await pilot.press("N")
        await settle(pilot)
        assert screen.book.position.chapter == 0
        # Back to the list, to the hit last looked at; back to the text; back to before it all.
        await pilot.press("z")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("tab", "tab")
        await settle(pilot)
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert screen.book.document is WEIR[1]
        assert screen.book.position == before
        await pilot.press("alt+right")
        await settle(pilot)
        assert screen.book.position.chapter == 0


async def test_the_last_hit_is_the_last(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await search(pilot, "S", "heron")
        await pilot.press("enter", "enter")
        await settle(pilot)
        for _ in range(7):
            await pilot.press("n")
            await settle(pilot)
        assert app.screen.status.walk == "hit 5 of 5"
        assert "That was the last hit." in [n.message for n in app._notifications]


async def test_finding_in_the_story_and_widening(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "slash", "heron")
        assert count_line(panel) == "3 hits in 1 story"
        assert "The Weir" in str(panel.query_one("#scope", Static).content)
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert count_line(panel) == "5 hits in 2 stories"


async def test_escape_clears_then_closes_and_z_opens_again(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        await pilot.press("down", "escape")
        await settle(pilot)
        assert app.screen.book.has_focus
        assert not app.screen.panel.display
        await pilot.press("z")
        await settle(pilot)
        assert panel.hits.has_focus
        await pilot.press("slash", "escape")
        await settle(pilot)
        assert panel.entry.value == ""
        assert panel.entry.has_focus
        await pilot.press("escape")
        await settle(pilot)
        assert app.screen.book.has_focus
        assert app.return_code is None


async def test_enter_ends_the_last_word(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "weath")
        growing = panel.hits.findings.count
        assert growing > 0
        await pilot.press("enter")
        await settle(pilot)
        # No word is "weath": what begins so stays.
        assert panel.hits.has_focus
        assert panel.hits.findings.count == growing
        panel = await search(pilot, "slash", "heron stoo")
        await pilot.press("d", "enter")  # faster than the pause after a key
        await settle(pilot)
        assert panel.hits.has_focus
        assert library.asked[-1] == "heron stood"


async def test_a_late_answer_is_dropped(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        shown = panel.hits.findings
        late = Findings(library.search("weather"), library.hits)
        panel.post_message(SearchPanel.Answer(Asked("weather"), late))
        await settle(pilot)
        assert panel.hits.findings is shown
        panel.post_message(SearchPanel.Answer(panel._asked, late))
        await settle(pilot)
        assert panel.hits.findings is late


async def test_folding_the_list(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        hits = panel.hits
        assert hits.item_count() == 2 + 4 + 5  # stories, chapters, hits
        await pilot.press("down", "left")
        assert hits.is_open(hits.cursor)
        await pilot.press("left")
        assert hits.item_count() == 2 + 4 + 3
        await pilot.press("left", "space")
        assert hits.item_count() == 2 + 3 + 3
        for item in range(hits.item_count()):
            assert hits.item_at(hits.top_of(item)) == item
            assert hits.item_at(hits.top_of(item + 1) - 1) == item


def screen_text(app) -> str:
    """The characters on the screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def test_the_story_one_came_back_to_is_the_one_last_read(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        home = app.screen.desk.story.id
        await pilot.press("S", *"heron")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        for _ in range(5):  # to a hit of another story
            if app.screen.desk.story.id != home:
                break
            await pilot.press("n")
            await settle(pilot)
        assert app.screen.desk.story.id != home
        assert library.last == app.screen.desk.story.id
        assert app.screen.status.walk.startswith("hit ")
        while app.screen.desk.story.id != home:
            await pilot.press("ctrl+o")
            await settle(pilot)
        assert library.last == home
        assert app.screen.status.walk == ""  # that hit is in the other story


async def test_an_index_that_is_found_damaged_is_filled_while_one_waits(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[bool] = []
    search_library = library.search

    def refresh(_: FakeLibrary) -> Iterator[Progress]:
        filled.append(True)
        yield Progress("indexing", 1, 1)
        yield Progress("done")

    def damaged(*asked: object, **options: object) -> object:
        if len(filled) < 2:
            raise IndexDamaged("the search index was damaged and must be built again")
        return search_library(*asked, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "search", damaged)
    app = make(library, refresh)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        for _ in range(200):
            if len(filled) > 1 and panel.hits.findings:
                break
            await pilot.pause(0.01)
        await settle(pilot)
        assert count_line(panel) == "5 hits in 2 stories"


async def test_the_text_follows_what_is_typed_and_escape_goes_back(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        before = screen.book.position
        await pilot.press("slash", *"heron")
        await settle(pilot)
        assert screen.panel.entry.has_focus
        # From where the reader stood, on: the hit of the last chapter.
        assert screen.status.walk == "hit 3 of 3"
        assert screen.book.position.chapter == 2
        assert "heron" in screen_text(app)
        assert len(screen.book._matches) == 3
        saved = list(library.saved)
        await pilot.press("escape")
        await settle(pilot)
        assert screen.book.has_focus
        assert screen.book.position == before
        assert screen.status.walk == ""
        # What was only passed over was not read.
        assert all(position == before for _, position in library.saved[len(saved) :])


async def test_enter_stays_at_the_match_that_was_found(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = app.screen
        before = screen.book.position
        await pilot.press("slash", *"heron", "enter")
        await settle(pilot)
        assert screen.book.has_focus
        assert screen.status.walk == "hit 3 of 3"
        await pilot.press("N")
        await settle(pilot)
        assert screen.status.walk == "hit 2 of 3"
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert screen.book.position == before


async def test_what_is_not_in_the_text_leaves_it_where_it_was(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        before = app.screen.book.position
        await pilot.press("slash", *"heron")
        await settle(pilot)
        assert app.screen.status.walk == "hit 3 of 3"
        await pilot.press(*"zz")
        await settle(pilot)
        assert app.screen.status.walk == ""
        assert app.screen.book.position == before
        assert app.screen.panel.entry.value == "heronzz"


@pytest.mark.parametrize("key", ["S", "/"])
async def test_keys_of_one_burst_reach_the_box(library: FakeLibrary, key: str) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for letter in f"{key}no heron":
            app.post_message(events.Key(character_to_key(letter), letter))
        await settle(pilot)
        assert app.screen.panel.entry.value == "no heron"


async def test_one_key_goes_through_the_places_to_search_in(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        said = []
        for _ in range(6):
            await pilot.press("ctrl+t")
            await settle(pilot)
            said.append(str(panel.query_one("#scope", Static).content).split("  ·")[0])
        assert said == [
            "in The Weir",
            "in what Ada Marsh wrote",
            "in what you never opened",
            "in what you have read so far",
            "in what was on your screen",
            "in all stories",
        ]
        weir = WEIR[0].id
        assert library.scopes[-6:] == [
            Scope(stories=frozenset({weir})),
            Scope(author="Ada Marsh"),
            Scope(unread=True),
            Scope(only_read=True),
            Scope(seen=True),
            Scope(),
        ]


def test_the_shelf_is_a_place_to_search_in_while_it_is_filtered() -> None:
    shelf = frozenset({"one", "two"})
    assert Reach.SHELF not in reaches(Around())
    assert Reach.SHELF in reaches(Around(shelf=shelf))
    asked = Asked("heron", Reach.SHELF, Around(shelf=shelf))
    assert scope(asked) == Scope(stories=shelf)
    assert name(*asked[1:]) == "in the 2 on the shelf now"


async def test_a_mistake_is_underlined_and_what_was_expected_is_said(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", " heron words:many".strip())
        assert "expected a number" in str(panel.query_one("#mistake", Static).content)
        line = panel.entry._value
        (span,) = line.spans
        assert "many" in line.plain[span.start : span.end]
        for _ in "words:many":
            await pilot.press("backspace")
        await settle(pilot)
        assert not panel.query_one("#mistake", Static).display
        assert not panel.entry._value.spans


async def test_another_spelling_is_taken_with_one_key(library: FakeLibrary) -> None:
    library.spellings = (Suggestion("herno", "heron"),)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "the herno")
        assert "did you mean heron?" in str(panel.query_one("#instead", Static).content)
        while panel._reach is not Reach.READ:
            await pilot.press("ctrl+t")
        await settle(pilot)
        # That there is a heron further on is not told.
        assert not panel.query_one("#instead", Static).display
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert panel._reach is Reach.SEEN
        await pilot.press("ctrl+y")
        await settle(pilot)
        assert panel.entry.value == "the heron"
        assert not panel.query_one("#instead", Static).display
        assert panel.hits.findings.count > 0


async def test_likely_passages_come_first_and_say_how_they_are_like(library: FakeLibrary) -> None:
    query = library.search("a heron stood").query
    hit = library.hits(query, CAFE[0].id, 0) or library.hits(
        library.search("heron").query, CAFE[0].id, 0
    )
    close, same = hit[0]._replace(kind=MatchKind.CLOSE), hit[0]._replace(kind=MatchKind.PHRASE)
    library.likely = (close, same)
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "the heron stood")
        text = screen_text(app)
        assert text.index(LABELS[MatchKind.PHRASE]) < text.index(LABELS[MatchKind.CLOSE])
        assert count_line(panel).startswith("2 likely passages")
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.book.document is CAFE[1]
        assert app.screen.status.walk == "passage 1 of 2"


async def test_a_phrase_that_is_only_likely_is_said_not_to_be_there(library: FakeLibrary) -> None:
    hit = library.hits(library.search("heron").query, CAFE[0].id, 0)[0]
    library.likely = (hit._replace(kind=MatchKind.ALIKE),)
    app = make(library)
    async with app.run_test(size=(120, 20)) as pilot:
        panel = await search(pilot, "S", '"stood the heron"')
        assert count_line(panel) == "not found word for word · 1 likely passage"
        panel.entry.value = "the heron stood"
        await settle(pilot)
        assert count_line(panel).startswith("1 likely passage · ")


@pytest.mark.parametrize("moves", [False, True])
async def test_hits_are_listed_before_likely_passages_come(
    library: FakeLibrary, moves: bool
) -> None:
    hit = library.hits(library.search("heron").query, CAFE[0].id, 0)[0]
    library.likely = (hit._replace(kind=MatchKind.CLOSE),)
    library.goes_on.clear()
    app = make(library)
    async with app.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        await pilot.press("S")
        panel = app.screen.panel
        panel.entry.value = "the heron stood"
        while panel.answered != "the heron stood":
            await pilot.pause(0.01)
        hits = panel.hits
        assert not hits.findings.likely
        assert hits.item_count() > 3
        hits.cursor += moves
        at_hand = hits.number_at(hits.cursor)
        row = hits.top_of(hits.cursor) - hits.scroll_offset.y
        library.goes_on.set()
        await settle(pilot)
        assert hits.findings.likely == 1
        if moves:
            assert hits.number_at(hits.cursor) == at_hand + 1
            assert (
                hits.scroll_offset.y == min(hits.top_of(hits.cursor) - row, hits.max_scroll_y) > 0
            )
        else:
            assert hits.cursor == 0


async def test_the_screen_is_laid_out_again_only_when_a_bar_comes_or_goes(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 20)) as pilot:
        panel = await search(pilot, "S", "hero")
        assert panel.hits.show_vertical_scrollbar
        layouts: list[object] = []
        app.screen.screen_layout_refresh_signal.subscribe(panel, layouts.append)
        await pilot.press("n")
        await settle(pilot)
        assert panel.answered == "heron"
        assert layouts == []
        await pilot.press("q")
        await settle(pilot)
        assert not panel.hits.item_count()
        assert not panel.hits.show_vertical_scrollbar
        assert layouts


async def test_stories_are_folded_one_or_all(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        hits = panel.hits
        everything = hits.item_count()
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("o")
        assert hits.item_count() == everything - 3  # a chapter and its two hits
        await pilot.press("o")
        assert hits.item_count() == everything
        await pilot.press("O")
        assert hits.item_count() == 2
        await pilot.press("O")
        assert hits.item_count() == everything


async def test_stories_found_by_their_fields_are_listed_and_opened(library: FakeLibrary) -> None:
    def by_field(text: str, **_: object) -> Results:
        return Results(parse(text), 0, (StoryHits(SHED[0].id, 0, 0.0, ()),), 0.0)

    library.search = by_field  # type: ignore[method-assign]
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "title:shed")
        assert count_line(panel) == "1 story"
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.book.document is SHED[1]


def test_a_place_is_one_row_also_when_it_is_likely(library: FakeLibrary, tmp_path: Path) -> None:
    results = library.search("heron")
    likely = Findings(results, library.hits).hit(1)
    assert likely is not None
    findings = Findings(results, library.hits, [likely._replace(kind=MatchKind.PHRASE)])
    to = tmp_path / "hits.json"
    assert export(findings, None, lambda one: library.shelf[one][0], str(to)) == results.count
    rows = json.loads(to.read_text("utf-8"))
    assert len({row["locator"] for row in rows}) == len(rows) == findings.count - 1
    assert rows[0]["kind"] == "phrase"


def test_what_is_exported_is_written_through_no_link(library: FakeLibrary, tmp_path: Path) -> None:
    findings = Findings(library.search("heron"), library.hits)
    other = tmp_path / "other.txt"
    other.write_text("as it was")
    (tmp_path / ".hits.csv.part").symlink_to(other)
    export(findings, None, lambda one: library.shelf[one][0], str(tmp_path / "hits.csv"))
    assert other.read_text() == "as it was"
    assert (tmp_path / "hits.csv").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hits.csv", "other.txt"]


def test_a_hit_goes_where_its_chapter_has_gone(library: FakeLibrary) -> None:
    findings = Findings(library.search("heron"), library.hits)
    number = findings.firsts[-2]  # in the last chapter of its story
    hit = findings.hit(number)
    assert hit is not None
    one = WEIR[0] if hit.story == WEIR[0].id else CAFE[0]
    longer = replace(one, chapters=(SHED[0].chapters[0], *one.chapters))
    findings.follow({longer.id: longer})
    moved = findings.hit(number)
    assert moved is not None
    assert moved.chapter == hit.chapter + 1
    assert moved.snippet == hit.snippet
    gone = replace(one, chapters=SHED[0].chapters)
    findings.follow({gone.id: gone})
    assert findings.hit(number) is None


def test_a_strip_says_where_the_hits_fall() -> None:
    assert spread([100], [(0, [0.0, 0.05, 0.95])]) == "▄········▂"
    assert spread([100, 900], [(0, [0.5]), (1, evenly(9))]) == "▂" * 10
    assert spread([], [(3, [0.5])]) == "·" * CELLS
    assert len(spread([0, 0], [(1, [1.0])])) == CELLS


async def test_names_are_completed_from_the_shelf(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron auth")
        await pilot.press("tab")
        await settle(pilot)
        assert panel.entry.value == "heron author:"
        assert "Zoë Brânză" in screen_text(app)
        await pilot.press("down", "right")
        await settle(pilot)
        assert panel.entry.value == 'heron author:"Zoë Brânză" '
        assert not panel.query_one("#offers", Static).display
        # Nothing is offered any more, and Tab goes on to the next pane.
        await pilot.press("tab")
        await settle(pilot)
        assert not panel.entry.has_focus


async def test_what_was_asked_is_asked_again(library: FakeLibrary) -> None:
    library.searches.lately = ["heron stood", "weather", "heron"]
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "he")
        seen = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            await settle(pilot)
            seen.append(panel.entry.value)
        assert seen == ["heron stood", "heron", "heron", "heron stood", "he"]
        await pilot.press("up", "enter")
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        assert library.searches.lately[0] == "heron stood"


async def test_hits_are_lines_sorted_by_what_stands_beside_them(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        await pilot.press("enter", "c")
        await settle(pilot)
        lines = panel.found.listed
        assert lines.has_focus
        assert lines.item_count() == 5
        columns = {
            line.index("heron") for line in screen_text(app).splitlines() if "heron" in line[60:]
        } - {0}
        assert "A heron" in screen_text(app)
        assert columns
        await pilot.press("s")
        await settle(pilot)
        assert "by the words at the left" in count_line(panel)
        hits = [panel.hits.findings.hit(number) for number in lines.order]
        before = [line.left.split()[-1:] for line in concordance(hits)]
        assert [word[0].casefold() for word in before] == sorted(
            word[0].casefold() for word in before
        )
        # The walk goes in the order of the lines.
        await pilot.press("enter", "n")
        await settle(pilot)
        assert app.screen.status.walk == "hit 2 of 5"
        assert app.screen.walk.number == lines.order[1]
        await pilot.press("z")
        await settle(pilot)
        assert lines.cursor == 1
        await pilot.press("c")
        await settle(pilot)
        assert panel.hits.has_focus
        assert panel.hits.number_at(panel.hits.cursor) == lines.order[1]


async def test_a_search_is_saved_among_the_stories_renamed_and_forgotten(
    library: FakeLibrary,
) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await search(pilot, "S", "heron")
        await pilot.press("enter", "asterisk")
        await settle(pilot)
        await pilot.press(*"Birds", "enter")
        await settle(pilot)
        assert [(one.name, one.query) for one in library.searches.saved()] == [("Birds", "heron")]
        await pilot.press("escape", "tab")
        await settle(pilot)
        shelf = app.screen.shelf
        assert shelf.saved.display
        row = next(line for line in screen_text(app).splitlines() if "Birds" in line)
        assert "5" in row
        # Up from the first story, and Enter asks it.
        await pilot.press("g", "up")
        await settle(pilot)
        assert shelf.saved.has_focus
        await pilot.press("enter")
        await settle(pilot)
        assert app.screen.panel.hits.has_focus
        assert app.screen.panel.answered == "heron"
        await pilot.press("escape", "tab", "g", "up")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        await pilot.press(*"Water birds", "enter")
        await settle(pilot)
        assert [one.name for one in library.searches.saved()] == ["Water birds"]
        await pilot.press("D")
        await settle(pilot)
        assert library.searches.saved() == ()
        assert not shelf.saved.display
        assert shelf.stories.has_focus
        assert library.searches.lately[0] == "heron"


async def test_hits_are_written_to_a_file_and_into_the_library_only_when_told_twice(
    library: FakeLibrary, tmp_path: Path
) -> None:
    library.folder = tmp_path / "stories"
    library.folder.mkdir()
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        await search(pilot, "S", "heron")
        await pilot.press("enter")
        await settle(pilot)
        for path in (tmp_path / "hits.json", library.folder / "hits.csv", tmp_path / "no.txt"):
            await pilot.press("E")
            await settle(pilot)
            app.screen.query_one("#line", Input).value = str(path)
            await pilot.pause()
            await pilot.press("enter")
            await settle(pilot)
            if path.parent == library.folder:
                assert not path.exists()
                await pilot.press("enter")
                await settle(pilot)
            if path.suffix == ".txt":
                said = str(app.screen.query_one("#objection", Static).content)
                assert ".csv, .json, .md" in said
                await pilot.press("escape")
                await settle(pilot)
            assert path.exists() == (path.suffix != ".txt")
    written = json.loads((tmp_path / "hits.json").read_text("utf-8"))
    assert len(written) == 5
    assert {row["hit"] for row in written} == {"heron"}
    assert (library.folder / "hits.csv").read_text("utf-8").count("\n") == 6
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["hits.json"]


async def test_an_index_that_was_emptied_when_it_was_opened_is_filled_once(
    library: FakeLibrary,
) -> None:
    filled: list[bool] = []

    def refresh(_: FakeLibrary) -> Iterator[Progress]:
        filled.append(True)
        yield Progress("done")

    library.index_rebuilt = True
    app = make(library, refresh)
    async with app.run_test(size=(120, 40)) as pilot:
        await search(pilot, "S", "heron")
        assert len(filled) == 2


async def test_hints_name_the_keys_the_reader_has_chosen(library: FakeLibrary) -> None:
    library.spellings = (Suggestion("herno", "heron"),)
    keys = {"search.scope": ("f7",), "search.correct": ("f8",), "entry.complete": ("f9",)}
    app = make(library, config=Config(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "the herno")
        assert str(panel.query_one("#scope", Static).content) == "in all stories  ·  F7 changes"
        assert "F8 takes it" in str(panel.query_one("#instead", Static).content)
        await pilot.press("space", *"auth")
        await settle(pilot)
        assert "author:  F9" in str(panel.query_one("#offers", Static).content)
        await pilot.press("f9")
        await settle(pilot)
        assert panel.entry.value == "the herno author:"


async def test_own_tags_are_completed(library: FakeLibrary) -> None:
    library.standings.said[CAFE[0].id] = Standing(tags=("to reread", "rivers"))
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "mine:r")
        offers = str(panel.query_one("#offers", Static).content)
        assert [line[1:] for line in offers.split("\n")] == ["rivers  Tab", '"to reread"']
        await pilot.press("down", "right")
        await settle(pilot)
        assert panel.entry.value == 'mine:"to reread" '


def saved_counts(app: InglenookApp) -> list[str]:
    saved = app.screen.shelf.saved
    lines = [saved.paint(item, 30)[0] for item in range(saved.item_count())]
    return [part.text for line in lines for part in line.right]


async def test_what_is_hidden_is_not_counted_for_a_saved_search(library: FakeLibrary) -> None:
    library.standings.said[CAFE[0].id] = Standing(tags=("private",))
    library.searches.save("birds", "heron")
    app = make(library, config=Config(hide="mine:private"))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert saved_counts(app) == [" 3 "]
        app.screen.shelf.stories.focus()
        await pilot.press("full_stop")
        await settle(pilot)
        assert saved_counts(app) == [" 5 "]


def test_the_walk_goes_nowhere_twice(library: FakeLibrary) -> None:
    results = library.search("heron")
    hits = [
        hit
        for group, chapter in results.walk()
        for hit in library.hits(results.query, group.story, chapter.chapter)
    ]
    likely = hits[3]._replace(kind=MatchKind.CLOSE)
    findings = Findings(results, library.hits, (likely,))
    assert (findings.likely, findings.count) == (1, 6)

    def way(begin: int, direction: int) -> list[int]:
        walk, found = Walk(findings, begin), []
        while walk.step(direction):
            found.append(walk.number)
        return found

    # The passage is the fourth hit, which is number 4.
    assert way(-1, 1) == [0, 1, 2, 3, 5]
    assert way(6, -1) == [5, 4, 3, 2, 1]
    # Whoever begins among the hits has not been there, and does not miss it.
    assert way(1, 1) == [2, 3, 4, 5]
    walk = Walk(findings, 0)
    assert [walk.step(1) for _ in range(5)] == [True] * 4 + [False]
    assert [walk.step(-1) for _ in range(5)] == [True] * 4 + [False]
    assert walk.number == 0


async def test_passages_are_fetched_of_what_asked_for_them(library: FakeLibrary) -> None:
    app = make(library)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = await search(pilot, "S", "heron")
        listed, before = panel.found.listed, panel.found.findings
        assert before is not None
        listed.post_message(listed.Wanted(before, tuple(range(len(before.sections)))))
        panel.found.set_findings(Findings(library.search("zeppelin"), library.hits), {})
        await settle(pilot)
        assert all(before.known(section) for section in range(len(before.sections)))
