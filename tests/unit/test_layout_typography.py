"""Hyphens, wider spaces, line spacing and capitals: how a page is set."""

from __future__ import annotations

from itertools import pairwise

import pytest

from inglenook.layout import Layout, Typography, View, compose, spread, wrap
from inglenook.layout.hyphens import Hyphenator, hyphenator
from inglenook.layout.language import language_of
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position

PROSE = (
    "Nevertheless the harbourmaster recommended extraordinary precautions, notwithstanding "
    "considerable disagreement among the experienced lightermen, who remembered everything."
)


def document(*texts: str, kind: Kind = Kind.PARAGRAPH, language: str = "") -> Document:
    blocks = tuple(Block(kind, text) for text in texts)
    return Document(Metadata(language=language), (Chapter("", blocks),))


def rows(layout: Layout) -> list[str]:
    """What each row of text shows, with its hyphen; "" for a blank one."""
    shown = []
    for number in range(layout.rows):
        row = layout.row(number)
        text = layout.flow.items[row.item].text[row.start : row.end] if row else ""
        shown.append(text + "-" * (row is not None and row.is_parted))
    return shown


class TestHyphens:
    def test_a_word_is_parted_where_its_row_would_fall_short(self) -> None:
        fine = Typography(hyphenate=True, language="en")
        shown = rows(Layout(compose(document(PROSE), "T", typography=fine), 24))
        parted = [row for row in shown if row.endswith("-")]
        assert parted
        assert all(len(row) <= 24 for row in shown)
        plain = rows(Layout(compose(document(PROSE), "T"), 24))
        short, shorter = (
            max(24 - len(row) for row in page if row not in ("", "T", page[-3]))
            for page in (shown, plain)
        )
        assert short < shorter

    def test_a_word_is_asked_for_once(self) -> None:
        asked: list[str] = []

        def positions(word: str) -> list[int]:
            asked.append(word)
            return [4]

        hyphens = Hyphenator(positions)
        for _ in range(3):
            assert hyphens.cut("(harbour,", 0, 6) == 5
        assert asked == ["harbour"]

    @pytest.mark.parametrize(
        "token",
        ["couldn’t", "http://example.org/page", "1,234,567", "name@example", "anyhow", "x" * 99],
    )
    def test_what_is_no_plain_word_is_left_whole(self, token: str) -> None:
        hyphens = Hyphenator(lambda word: [] if word == "anyhow" else range(1, len(word)))
        assert hyphens.cut(f"{token} ", 0, 9) == 0

    def test_a_dash_between_words_needs_no_hyphen(self) -> None:
        hyphens = Hyphenator(lambda word: [])
        text = "wait—nobody came"
        assert text[: hyphens.cut(text, 0, 8)] == "wait—"

    def test_no_more_than_two_hyphens_stand_one_under_the_other(self) -> None:
        hyphens = Hyphenator(lambda word: range(2, len(word) - 2))
        text = "elsewheres " * 20
        starts = wrap(text, 16, hyphens=hyphens)
        signs = "".join(" -"[text[start - 1] != " "] for start in starts[1:])
        assert "--" in signs
        assert "---" not in signs

    def test_the_language_decides(self) -> None:
        english, german = hyphenator("en-GB"), hyphenator("de")
        assert english is not None
        assert german is not None
        assert english is not german
        american = hyphenator("en")
        assert american is not None
        assert american.cut("quickly ", 0, 7) == 0
        assert german.cut("Freude ", 0, 6) == 4
        assert hyphenator("tlh") is None
        assert hyphenator("") is None

    def test_verse_and_letters_are_never_parted(self) -> None:
        fine = Typography(hyphenate=True, justify=True, language="en")
        layout = Layout(compose(document(PROSE, kind=Kind.VERSE), "T", typography=fine), 30)
        assert not any(
            row and (row.is_parted or row.is_spread) for row in map(layout.row, range(20))
        )


class TestSpread:
    @pytest.mark.parametrize("slack", range(13))
    @pytest.mark.parametrize("mirrored", [False, True])
    def test_every_cell_is_spent_and_evenly(self, slack: int, mirrored: bool) -> None:
        text = "a bc def g hij kl m"
        wider = spread(text, slack, is_odd=mirrored)
        assert sum(cells for _, cells in wider) == slack
        assert all(text[at - 1] == " " for at, _ in wider)
        assert max((cells for _, cells in wider), default=0) - slack // 6 <= 1

    def test_words_are_not_torn_apart(self) -> None:
        assert spread("one two", 3) == ()
        assert spread("one two", 2) == ((4, 2),)
        assert spread("onetwo", 2) == ()

    def test_an_indent_is_no_gap(self) -> None:
        assert spread("   a b", 1) == ((5, 1),)


class TestSpacing:
    def test_a_blank_row_between_rows(self) -> None:
        airy = Typography(line_spacing=1, paragraph_spacing=1)
        shown = rows(Layout(compose(document("one two", "six"), "T", typography=airy), 3))
        assert shown[-9:] == ["", "one", "", "two", "", "", "six", "", ""]

    def test_blank_rows_lead_to_the_text_below(self) -> None:
        airy = Typography(line_spacing=1)
        layout = Layout(compose(document("one two"), "T", typography=airy), 3)
        tops = [layout.row_at(Position(0, 0, offset), in_text=True) for offset in (0, 4)]
        assert tops[1] - tops[0] == 2
        assert layout.position_at(tops[0] + 1) == Position(0, 0, 4)

    @pytest.mark.parametrize("spacing", [0, 1, 2])
    def test_between_paragraphs(self, spacing: int) -> None:
        setting = Typography(paragraph_spacing=spacing)
        layout = Layout(compose(document("one", "two"), "T", typography=setting), 40)
        first, second = (layout.row_at(Position(0, n), in_text=True) for n in (0, 1))
        assert second - first == spacing + 1


def test_the_first_words_of_a_chapter_are_marked_for_capitals() -> None:
    two = Document(
        Metadata(),
        tuple(Chapter(title, (Block(Kind.PARAGRAPH, PROSE),) * 2) for title in ("One", "Two")),
    )
    flow = compose(two, "T", typography=Typography(capitals=True))
    led = [item.text[: item.capitals] for item in flow.items if item.is_text]
    assert led == ["Nevertheless the", "", "Nevertheless the", ""]
    assert not any(item.capitals for item in compose(two, "T").items)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The boat was old and she had a hole in it, but he said that it was his.", "en"),
        ("Das Boot war alt und sie war nicht mit ihm auf der See, die er kannte.", "de"),
        ("Le bateau est vieux et la mer ne le sait pas, elle qui est dans les rues.", "fr"),
        ("xyzzy plugh", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_by_common_words(text: str, language: str) -> None:
    assert language_of(document(text)) == language


def test_the_language_named_goes_before_the_one_guessed() -> None:
    assert language_of(document("The cat and the dog.", language="nl")) == "nl"


def test_another_typography_keeps_the_place() -> None:
    view = View(document(*[PROSE] * 40), "T", measure=50, height=10)
    view.go_to(Position(0, 20, 60))
    before = view.position
    for setting in (
        Typography(justify=True, hyphenate=True),
        Typography(line_spacing=1),
        Typography("indented"),
    ):
        view.set_typography(setting)
        assert view.position == before
        top = view.rows.row_of(view.flow.place(before))
        assert view.top <= top < view.top + 10


def test_hyphens_and_wider_spaces_are_never_copied() -> None:
    fine = Typography(hyphenate=True, justify=True, language="en")
    layout = Layout(compose(document(PROSE), "T", typography=fine), 24)
    assert layout.text_between((3, 0), None).endswith(PROSE)
    assert any(a.endswith("-") for a, _ in pairwise(rows(layout)))


class TestRoughRows:
    """A long text whose words were never parted yet."""

    FINE = Typography(hyphenate=True, justify=True, language="en")

    def view(self, **more: int) -> View:
        chapters = tuple(
            Chapter(f"{n}", tuple(Block(Kind.PARAGRAPH, f"{at} {PROSE}") for at in range(100)))
            for n in range(20)
        )
        view = View(
            *(Document(Metadata(), chapters), "T", (), [str(n) for n in range(20)]),
            typography=self.FINE,
            measure=24,
            height=12,
            **more,
        )
        view.go_to(Position(9, 50, 40), 3)
        return view

    def shown(self, view: View) -> list[str]:
        rows = [view.rows.row(number) for top, end in view.sheets for number in range(top, end)]
        texts = [view.flow.items[row.item].text[row.start : row.end] if row else "" for row in rows]
        return [
            text + "-" * bool(row and row.is_parted) for text, row in zip(texts, rows, strict=True)
        ]

    @pytest.mark.parametrize("columns", [0, 1, 2])
    def test_what_is_on_screen_is_set_as_it_stays(self, columns: int) -> None:
        view = self.view(columns=columns)
        assert view.rows.is_rough
        before, place = self.shown(view), view.position
        assert any(row.endswith("-") for row in before)
        refined = view.refined()
        assert not refined.is_rough
        assert refined.rows != view.rows.rows
        assert view.refine(refined)
        assert self.shown(view) == before
        assert view.position == place
        view.fit(30, 12, columns)
        assert not view.rows.is_rough  # the words are known by now

    def test_rows_that_were_overtaken_are_left(self) -> None:
        view = self.view()
        refined = view.refined()
        view.fit(30, 12)
        assert not view.refine(refined)
        assert view.rows.measure == 30
        assert view.rows.is_rough
        view.set_typography(self.FINE._replace(paragraphs="indented"))
        assert not view.refine(refined)

    def test_a_short_text_and_one_without_hyphens_are_set_at_once(self) -> None:
        assert not View(document(PROSE), "T", typography=self.FINE).rows.is_rough
        plain = self.view()
        plain.set_typography(Typography())
        assert not plain.rows.is_rough
