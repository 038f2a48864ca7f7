from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from inglenook.layout import (
    ORNAMENT,
    Layout,
    Look,
    Place,
    Typography,
    View,
    compose,
    is_narrow,
    reading,
    wrap,
    wrap_lines,
)
from inglenook.layout.cards import describe
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position, Role

PROSE = "The lock had two gates and the river had one mind, which was to be elsewhere by morning."


def block(text: str, kind: Kind = Kind.PARAGRAPH, role: Role = Role.BODY) -> Block:
    return Block(kind, text, (), role)


def note(text: str, role: Role = Role.FRONT) -> Block:
    return Block(Kind.NOTE, text, (), role)


def document(*chapters: list[Block], titles: tuple[str, ...] = ()) -> Document:
    named = [*titles, *[""] * len(chapters)]
    return Document(
        Metadata(),
        tuple(
            Chapter(title, tuple(blocks)) for title, blocks in zip(named, chapters, strict=False)
        ),
    )


def texts(layout: Layout) -> list[str]:
    """What each row shows; "" for a blank one."""
    rows = [layout.row(number) for number in range(layout.rows)]
    return [layout.flow.items[row.item].text[row.start : row.end] if row else "" for row in rows]


def rows_of(text: str, starts: Sequence[int]) -> list[str]:
    bounds = [*starts, len(text)]
    return [text[a:b].rstrip(" \n") for a, b in pairwise(bounds)]


class TestWrap:
    @pytest.mark.parametrize(
        ("text", "width", "expected"),
        [
            ("", 10, [""]),
            ("one two three", 7, ["one two", "three"]),
            ("one two three", 13, ["one two three"]),
            ("one two    three", 7, ["one two", "three"]),
            ("one two    ", 7, ["one two"]),
            ("abcdefghij klm", 4, ["abcd", "efgh", "ij", "klm"]),
            ("to abcdefghij", 4, ["to", "abcd", "efgh", "ij"]),
            ("a" * 8, 4, ["aaaa", "aaaa"]),
            ("wait\u00a0here now", 7, ["wait\u00a0he", "re now"]),
            ("      ", 3, [""]),
        ],
    )
    def test_breaks_at_spaces_and_inside_words_too_long(
        self, text: str, width: int, expected: list[str]
    ) -> None:
        assert rows_of(text, wrap(text, width)) == expected

    def test_the_first_row_may_be_narrower(self) -> None:
        assert rows_of("ab cd ef gh", wrap("ab cd ef gh", 8, first=5)) == ["ab cd", "ef gh"]

    @pytest.mark.parametrize(
        ("text", "width", "expected"),
        [
            ("夜が明ける", 4, ["夜が", "明け", "る"]),
            ("夜が明ける", 5, ["夜が", "明け", "る"]),
            ("夜が、明ける", 4, ["夜", "が、", "明け", "る"]),
            ("行「明ける", 4, ["行", "「明", "ける"]),
            ("go 夜明け now", 6, ["go 夜", "明け", "now"]),
            ("cafe\u0301s are open", 6, ["cafe\u0301s", "are", "open"]),
            ("ok 🎉🎉 fine", 5, ["ok", "🎉🎉", "fine"]),
            ("fin ✌\ufe0f ok", 6, ["fin ✌\ufe0f", "ok"]),
        ],
    )
    def test_wide_text_is_measured_in_cells(
        self, text: str, width: int, expected: list[str]
    ) -> None:
        assert rows_of(text, wrap(text, width)) == expected

    def test_an_emoji_family_is_never_parted(self) -> None:
        family = "👩\u200d👩\u200d👧"
        assert rows_of(family * 3, wrap(family * 3, 5)) == [family * 2, family]

    def test_lines_are_kept_and_turn_over_with_a_hanging_indent(self) -> None:
        text = "one two three\n\nfour"
        assert rows_of(text, wrap_lines(text, 8, hang=3)) == ["one two", "three", "", "four"]
        assert rows_of(text, wrap_lines(text, 7, hang=4)) == ["one two", "thr", "ee", "", "four"]

    def test_curly_quotes_and_dashes_are_narrow_and_ideographs_are_not(self) -> None:
        assert is_narrow("“Well—yes…” said Zoë, и так далее")
        assert not is_narrow("well 夜")
        assert not is_narrow("e\u0301")


class TestFlow:
    def test_a_story_begins_with_its_title_and_byline(self) -> None:
        flow = compose(document([block(PROSE)]), "The Weir", ["E. Marsh", "P. Pike", "T. Roach"])
        assert [(item.look, item.text) for item in flow.items] == [
            (Look.TITLE, "The Weir"),
            (Look.BYLINE, "by E. Marsh, P. Pike and T. Roach"),
            (Look.PARAGRAPH, PROSE),
        ]

    def test_chapters_are_announced_by_the_listed_titles(self) -> None:
        flow = compose(document([block("a")], [block("b")]), "T", [], ["Low Water", "High Water"])
        assert [item.text for item in flow.items] == ["T", "Low Water", "a", "High Water", "b"]

    def test_a_single_chapter_without_a_title_of_its_own_is_not_announced(self) -> None:
        flow = compose(document([block("a")]), "T", [], ["Chapter 1"])
        assert [item.text for item in flow.items] == ["T", "a"]

    def test_a_story_named_by_its_only_mark_shows_it_once(self) -> None:
        flow = compose(document([block("a")], titles=("III.",)), "III.", [], ["III."])
        assert [item.text for item in flow.items] == ["III.", "a"]

    def test_title_lines_are_drawn_by_the_opening_only(self) -> None:
        flow = compose(document([block("THE WEIR", Kind.HEADING, Role.TITLE), block("a")]), "T")
        assert [item.text for item in flow.items] == ["T", "a"]
        assert flow.place(Position(0, 0, 3)) == flow.opening(0)

    def test_folded_blocks_are_one_quiet_line(self) -> None:
        flow = compose(
            document(
                [
                    note("Description: a flood"),
                    note("Rating: PG-13"),
                    note("Author's notes: thanks\nto the lock-keepers"),
                    block(PROSE),
                    note("END", Role.END),
                    note("back to the index", Role.RESIDUE),
                ]
            ),
            "T",
        )
        assert [item.text.replace("\u00a0", " ") for item in flow.items] == [
            "T",
            "▸ Front matter: description, rating PG-13, notes · 4 lines",
            PROSE,
            "▸ Closing notes · 2 lines",
        ]
        assert flow.place(Position(0, 1, 5)) == Place(1)

    def test_a_card_names_what_fits_one_row(self) -> None:
        names = ("Title", "Description", "Spoilers", "Rating", "Disclaimer", "Archive", "Notes")
        notes = [note(f"{name}: PG-13") for name in names]
        flow = compose(document([*notes, block(PROSE)]), "T")
        assert flow.items[1].text.replace("\u00a0", " ") == (
            "▸ Front matter: title, description, spoilers, … · 7 lines"
        )

    def test_an_open_card_shows_its_text(self) -> None:
        blocks = [note("Rating: PG-13"), note("Notes: none"), block(PROSE)]
        flow = compose(document(blocks), "T", opened={(0, 0)})
        assert flow.items[1].text.startswith("▾ Front matter")
        assert [item.text for item in flow.items[2:4]] == ["Rating: PG-13", "Notes: none"]
        assert flow.position(flow.place(Position(0, 1, 4))) == Position(0, 1, 4)

    def test_scene_breaks_are_drawn_as_one_ornament_whatever_was_typed(self) -> None:
        blocks = [block("a"), block("* * *", Kind.SCENE_BREAK), block("b")]
        assert [i.text for i in compose(document(blocks), "T").items] == ["T", "a", ORNAMENT, "b"]

    def test_titles_are_cleaned(self) -> None:
        flow = compose(document([block("a")]), "T\x1b]52;c;x\x07", ["\x9b31m"])
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for i in flow.items for c in i.text)

    def test_a_position_outside_of_the_document_is_the_nearest_one(self) -> None:
        flow = compose(document([block("abc")], [block("def")]), "T")
        assert flow.position(flow.place(Position(7, 0, 0))) == Position(1, 0, 3)
        assert flow.position(flow.place(Position(1, 9, 1))) == Position(1, 0, 3)
        assert flow.position(flow.place(Position(1, 0, 99))) == Position(1, 0, 3)
        assert flow.position(flow.place(Position(-1, 0, 2))) == Position(0, 0, 0)

    def test_a_document_without_blocks_has_an_opening(self) -> None:
        layout = Layout(compose(document([]), "T"), 40)
        assert layout.position_at(0) == Position()
        assert layout.row_at(Position(0, 3, 3)) == layout.row_at(Position())


class TestLayout:
    def test_paragraphs_are_parted_by_a_blank_row(self) -> None:
        layout = Layout(compose(document([block("one two"), block("three")]), "T"), 5)
        assert texts(layout)[2:] == ["T", "", "one", "two", "", "three", "", ""]

    def test_or_by_an_indent(self) -> None:
        blocks = [block("aaa bbb"), block("ccc ddd eee"), block("", Kind.SCENE_BREAK), block("f")]
        layout = Layout(compose(document(blocks), "T", typography=Typography("indented")), 10)
        assert texts(layout)[4:7] == ["aaa bbb", "ccc ddd", "eee"]
        assert [layout.row(n).indent for n in (4, 5, 6)] == [0, 3, 0]  # type: ignore[union-attr]
        assert layout.row(layout.row_at(Position(0, 3, 0))).indent == 0  # type: ignore[union-attr]

    def test_verse_hangs_its_turned_lines(self) -> None:
        verse = block("a river keeps what it is given and tells\nthe sea", Kind.VERSE)
        layout = Layout(compose(document([verse]), "T"), 40)
        rows = [layout.row(number) for number in range(4, 7)]
        assert [row.indent for row in rows if row] == [4, 8, 4]

    def test_a_blank_row_belongs_to_what_follows(self) -> None:
        layout = Layout(compose(document([block("one"), block("two")]), "T"), 40)
        gap = layout.row_at(Position(0, 1, 0)) - 1
        assert layout.row(gap) is None
        assert layout.place_at(gap) == Place(layout.place_at(gap + 1).item, 0, 1)

    def test_selected_text_is_the_story_s_own(self) -> None:
        layout = Layout(compose(document([block("one two three"), block("four")]), "T"), 7)
        first = layout.row_at(Position(0, 0, 5))
        assert layout.text_between((first, 4), (first + 3, 2)) == "two three\n\nfo"
        assert layout.text_between(None, None) == "T\n\none two three\n\nfour"

    @pytest.mark.parametrize(
        "text", ["word and word " * 700_000, "x" * 10_000_000, "夜明け" * 10**6]
    )
    def test_a_line_of_ten_megabytes_is_wrapped_at_once(self, text: str) -> None:
        flow = compose(document([block(text)]), "T")
        start = time.process_time()
        layout = Layout(flow, 66)
        assert time.process_time() - start < 2  # 0.1 s; a Static takes 21 s
        assert layout.rows > 40_000


class TestReading:
    def test_it_runs_from_nothing_to_all(self) -> None:
        story = document([block("a" * 600)], [block("b" * 300)])
        flow = compose(story, "T", [], ["1", "2"])
        start = reading(flow, story, flow.place(Position()))
        assert start == (0, 0.0, 0.0, 150, 100)
        middle = reading(flow, story, flow.place(Position(0, 0, 300)))
        assert middle == (0, 0.5, 300 / 900, 100, 50)
        end = reading(flow, story, flow.place(Position(1, 0, 300)))
        assert end == (1, 1.0, 1.0, 0, 0)

    def test_a_story_is_read_when_its_last_screen_is_reached(self) -> None:
        view = View(document([block(PROSE)] * 50), "T", measure=40, height=20)
        assert view.reading.story_fraction == 0.0
        view.go_to_end()
        assert view.reading.story_fraction == 1.0
        assert view.reading.words_left == 0

    def test_a_chapter_of_a_heading_alone_is_not_read_before_it_is_turned(self) -> None:
        story = document([], [block("a" * 600)], titles=("Part One", "1"))
        flow = compose(story, "T", [], ["Part One", "1"])
        assert reading(flow, story, flow.place(Position()))[:3] == (0, 0.0, 0.0)

    def test_folded_text_does_not_count(self) -> None:
        story = document([note("x" * 900), block("a" * 600)])
        flow = compose(story, "T", opened={(0, 0)})
        assert reading(flow, story, flow.place(Position(0, 1, 0))).story_fraction == 0.0


class TestView:
    @pytest.fixture
    def view(self) -> View:
        scene = block("", Kind.SCENE_BREAK)
        first = [note("Rating: G"), *[block(PROSE)] * 20, scene, *[block(PROSE)] * 20]
        return View(
            document(first, [block(PROSE)] * 30, [block("The end.")], titles=("A", "B", "C")),
            *("T", ["E. Marsh"], ["A", "B", "C"]),
            measure=60,
            height=20,
        )

    def test_scrolling_moves_the_anchor_by_rows(self, view: View) -> None:
        for top in range(1, 12):
            assert view.scroll(1)
            assert view.top == top
        for top in range(10, -1, -1):
            view.scroll(-1)
            assert view.top == top
        assert not view.scroll(-1)

    def test_pages_keep_two_rows(self, view: View) -> None:
        view.page(1)
        assert view.top == 18
        view.page(-1)
        assert view.top == 0
        view.half_page(1)
        assert view.top == 10

    def test_chapters(self, view: View) -> None:
        assert view.go_to_chapter(1)
        assert view.position == Position(1, 0, 0)
        row = view.rows.row_at(Position(1, 0, 0))
        assert view.rows.flow.items[view.rows.row(row).item].text == "B"  # type: ignore[union-attr]
        assert view.top == row - 2
        assert not view.go_to_chapter(3)
        assert not view.go_to_chapter(-1)

    def test_a_chapter_too_short_to_reach_the_top_is_still_gone_to(self, view: View) -> None:
        view.go_to_chapter(2)
        assert view.top == view.last_top
        assert view.position.chapter == 2
        assert not view.scroll(1)
        assert view.position.chapter == 2

    def test_scenes_stop_at_breaks_and_chapters(self, view: View) -> None:
        seen = []
        while view.go_to_scene(1):
            seen.append(view.position)
        assert seen == [Position(0, 21, 0), Position(1, 0, 0), Position(2, 0, 0)]
        view.go_to_scene(-1)
        view.scroll(3)
        view.go_to_scene(-1)
        assert view.position == Position(1, 0, 0)

    def test_the_end_of_a_chapter_is_its_last_row(self, view: View) -> None:
        view.go_to_end_of_chapter()
        last = view.rows.row_at(Position(0, 41, len(PROSE)))
        assert view.top <= last < view.top + 20
        assert view.position.chapter == 0
        assert view.rows.row_at(Position(1, 0, 0)) >= view.top + 20

    def test_twenty_resizes_keep_the_place(self, view: View) -> None:
        view.go_to(Position(1, 3, 61))
        for measure in [40, 90, 23, 66, 100, 20, 41, 77, 60, 33] * 2:
            view.fit(measure, 10 + measure % 30)
            assert view.position == Position(1, 3, 61)
            assert view.top == view.rows.row_at(Position(1, 3, 61))

    def test_a_passage_on_screen_does_not_move_the_screen(self, view: View) -> None:
        view.go_to(Position(0, 10, 0))
        top = view.top
        view.show_passage(Position(0, 12, 4), 4)
        assert view.top == top
        assert view.position == Position(0, 12, 4)
        view.show_passage(Position(1, 12, 4), 4)
        assert view.top == view.rows.row_at(Position(1, 12, 4)) - 4

    def test_a_passage_in_a_card_opens_it(self, view: View) -> None:
        assert view.show_passage(Position(0, 0, 8), 4) == (0, 0)
        row = view.rows.row_at(Position(0, 0, 8), in_text=True)
        assert view.flow.items[view.rows.row(row).item].text == "Rating: G"  # type: ignore[union-attr]
        assert view.top <= row < view.top + 20

    def test_a_card_opens_without_moving_the_page(self, view: View) -> None:
        view.scroll(3)
        card = view.nearest_card()
        assert card is not None
        assert view.toggle_card(card) == ((0, 0), True)
        assert view.top == 3
        assert view.toggle_card(card) == ((0, 0), False)
        assert view.top == 3

    def test_the_chapter_s_card_is_opened_from_afar(self, view: View) -> None:
        view.go_to(Position(0, 30, 0))
        card = view.nearest_card()
        assert card is not None
        view.toggle_card(card)
        assert view.top <= view.rows.row_of(Place(card)) < view.top + 20
        view.go_to(Position(1, 10, 0))
        assert view.nearest_card() is None

    def test_another_way_to_set_paragraphs_keeps_the_place(self, view: View) -> None:
        view.go_to(Position(1, 3, 61))
        view.set_typography(Typography("indented"))
        assert view.position == Position(1, 3, 61)


def test_a_card_calls_a_printed_contents_by_its_name() -> None:
    text = "CONTENTS\nChapter One: Low Water\nChapter Two: High Water"
    blocks = (
        Block(Kind.NOTE, "Rating: PG", (), Role.FRONT),
        Block(Kind.NOTE, text, (), Role.FRONT),
    )
    assert describe(blocks, is_open=False).startswith("▸ Front matter: rating PG, contents ·")
