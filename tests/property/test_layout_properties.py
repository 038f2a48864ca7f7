"""What must hold of every text at every measure."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rich._wrap import divide_line  # the oracle only: private, so never in src
from rich.cells import cell_len, get_character_cell_size
from rich.style import Style

from inglenook.clean import clean
from inglenook.layout import (
    ORNAMENTS,
    Layout,
    Look,
    Place,
    Typography,
    View,
    compose,
    is_narrow,
    wrap,
)
from inglenook.layout.hyphens import WIDEST_GAP
from inglenook.layout.turning import Paging
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position, Role
from inglenook.tui.measuring import measure_letters
from inglenook.tui.widgets.page import HYPHEN, Page

measure_letters()

NARROW = "abcdefghijklmnopqrstuvwxyzABÉéñßжя“”’—–…-.,!? "
WIDE = "夜が明ける、。「」한국어e\u0301a\u0308🎉✌\ufe0f👩\u200d👧ශ්\u200dරීａｂ　\u200b\u00a0"

narrow_text = st.text(NARROW, max_size=400) | st.lists(
    st.text("abcdefghij’", min_size=1, max_size=14), max_size=60
).map(" ".join)
mixed_text = st.text(NARROW + WIDE, max_size=120).map(clean)
measures = st.integers(1, 110)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(Kind))
    text = draw(narrow_text | mixed_text)
    if kind.keeps_lines and draw(st.booleans()):
        text = text.replace("a", "\n")
    role = draw(st.sampled_from([Role.BODY] * 4 + [Role.FRONT, Role.END, Role.TITLE]))
    return Block(kind, text, (), role)


documents = st.lists(st.lists(blocks(), max_size=8), min_size=1, max_size=4).map(
    lambda chapters: Document(
        Metadata(), tuple(Chapter(f"Part {n}", tuple(b)) for n, b in enumerate(chapters))
    )
)


@given(narrow_text, measures)
@settings(max_examples=400)
def test_breaks_equal_rich_on_narrow_text(text: str, width: int) -> None:
    # Rich counts the spaces behind a word it has folded; where they alone would need another
    # row it begins that row with them. Ours hang, as they do behind every other word.
    for word in re.finditer(r"(?:^ *)?[^ ]+( +|$)", text):
        length = len(word.group().rstrip(" "))
        spilled = (len(word.group()) - 1) // width != (length - 1) // width
        assume(length <= width or not spilled)
    assert is_narrow(text)
    assert list(wrap(text, width))[1:] == divide_line(text, width)


@given(narrow_text, measures)
def test_the_two_paths_break_narrow_text_alike(text: str, width: int) -> None:
    assert list(wrap(text, width, narrow=False)) == list(wrap(text, width, narrow=True))


@given(mixed_text, st.integers(2, 80))
def test_no_row_is_wider_than_the_measure(text: str, width: int) -> None:
    starts = wrap(text, width, ruler=get_character_cell_size)
    for start, end in pairwise([*starts, len(text)]):
        assert cell_len(text[start:end].rstrip(" ")) <= width


@given(mixed_text, measures)
def test_no_row_begins_inside_a_cluster(text: str, width: int) -> None:
    for start in wrap(text, width, ruler=get_character_cell_size)[1:]:
        assert text[start] != "\ufe0f"
        assert text[start - 1] != "\u200d" or text[start] == " "


typographies = st.builds(
    Typography,
    paragraphs=st.sampled_from(["spaced", "indented"]),
    line_spacing=st.integers(0, 1),
    paragraph_spacing=st.integers(0, 2),
    first_indent=st.integers(0, 8),
    justify=st.booleans(),
    hyphenate=st.booleans(),
    language=st.sampled_from(["en", "de-AT", "ru", "tlh", ""]),
    ornament=st.sampled_from(list(ORNAMENTS.values())),
    capitals=st.booleans(),
)


@given(documents, st.integers(1, 100), typographies)
def test_every_character_is_drawn_once_and_in_order(
    document: Document, measure: int, typography: Typography
) -> None:
    flow = compose(document, "T", typography=typography)
    layout = Layout(flow, measure, ruler=get_character_cell_size)
    drawn: dict[tuple[int, int], str] = {}
    places = []
    for number in range(layout.rows):
        row = layout.row(number)
        if row is not None and flow.items[row.item].is_text:
            item = flow.items[row.item]
            key = (item.chapter, item.block)
            drawn[key] = drawn.get(key, "") + item.text[row.start : row.end]
            places.append((*key, row.start))
    assert places == sorted(places)
    for c, chapter in enumerate(document.chapters):
        for b, block in enumerate(chapter.blocks):
            if block.role is Role.BODY and block.kind is not Kind.SCENE_BREAK:
                assert _unspaced(drawn.get((c, b), "")) == _unspaced(block.text)


@given(documents, st.integers(12, 100), typographies)
def test_rows_keep_within_the_measure_with_their_indent(
    document: Document, measure: int, typography: Typography
) -> None:
    layout = Layout(
        compose(document, "T", typography=typography), measure, ruler=get_character_cell_size
    )
    for number in range(layout.rows):
        if row := layout.row(number):
            text = layout.flow.items[row.item].text[row.start : row.end]
            assert cell_len(text) + row.is_parted <= row.room
            assert row.indent + row.room <= measure


@given(documents, st.integers(1, 100), typographies)
def test_the_painted_page_is_the_text_and_every_cell_knows_its_character(
    document: Document, measure: int, typography: Typography
) -> None:
    layout = Layout(
        compose(document, "T", typography=typography), measure, ruler=get_character_cell_size
    )
    page = Page(layout, measure + 6, defaultdict(Style), {})
    for number in range(layout.rows):
        strip = page.strip(number)
        assert sum(cell_len(piece.text) for piece in strip) == measure + 6
        assert strip.cell_length == measure + 6
        row = layout.row(number)
        if row is None:
            assert not strip.text.strip()
            continue
        text = layout.flow.items[row.item].text[row.start : row.end]
        drawn, cells = "", 0
        for segment in strip:
            at, line = segment.style.meta["offset"]
            assert line == number
            if at == len(drawn) < len(text):
                drawn += segment.text
            else:  # a margin, a wider space or a hyphen
                assert segment.text.strip() in ("", HYPHEN)
            if 0 <= at < len(text) or segment.text == HYPHEN:
                cells += segment.cell_length
        assert drawn.casefold() == text.casefold()
        slack = row.room - cell_len(text) - row.is_parted
        if row.is_spread and 0 < slack <= WIDEST_GAP * len(re.findall(r"(?<=\S) +(?=\S)", text)):
            assert cells == row.room


@given(documents, st.integers(20, 100), st.integers(0, 5))
def test_a_hyphen_stands_only_inside_a_word(document: Document, measure: int, indent: int) -> None:
    typography = Typography("indented", first_indent=indent, hyphenate=True, language="en")
    layout = Layout(compose(document, "T", typography=typography), measure)
    for number in range(layout.rows):
        row = layout.row(number)
        if row is not None and row.is_parted:
            text = layout.flow.items[row.item].text
            assert text[row.end - 2 : row.end + 3].isalpha()


@given(documents, st.integers(1, 100), st.booleans(), typographies)
def test_positions_lead_to_their_row_and_back(
    document: Document, measure: int, is_open: bool, typography: Typography
) -> None:
    opened = [(c, b) for c in range(4) for b in range(8)] if is_open else []
    layout = Layout(compose(document, "T", ["A"], opened=opened, typography=typography), measure)
    flow = layout.flow
    before = -1
    for c, chapter in enumerate(document.chapters):
        for b, block in enumerate(chapter.blocks):
            for offset in range(len(block.text) + 1):
                position = Position(c, b, offset)
                place = flow.place(position)
                look = flow.items[place.item].look
                row = layout.row_of(place)
                if look not in (Look.TITLE, Look.BYLINE, Look.CHAPTER, Look.CARD):
                    assert flow.position(place) == position
                    at = layout.place_at(row)
                    assert at.item == place.item
                    assert at.offset <= place.offset
                if block.role is not Role.TITLE:
                    assert row >= before
                    before = row


@given(documents, st.integers(1, 100), typographies)
def test_rows_lead_to_their_place_and_back(
    document: Document, measure: int, typography: Typography
) -> None:
    layout = Layout(compose(document, "T", ["A"], typography=typography), measure)
    last = layout.row_of(Place(len(layout.flow.items) - 1, 1 << 60))
    for number in range(last + 1):
        place = layout.place_at(number)
        assert layout.row_of(place) - place.lead == number


@given(documents, st.integers(0, 10_000), st.integers(0, 2**32))
def test_twenty_resizes_keep_the_position(document: Document, top: int, seed: int) -> None:
    setting = Typography(line_spacing=seed % 2, justify=True, hyphenate=True, language="en")
    view = View(document, "T", ["A"], measure=66, height=10, typography=setting)
    view.follow(top % (view.last_top + 1))
    position, first = view.position, view.top
    chance = random.Random(seed)
    for _ in range(20):
        view.fit(chance.randint(20, 100), chance.randint(3, 60))
        assert view.position == position
    view.fit(66, 10)
    assert view.top == first


@given(documents, st.lists(st.integers(-30, 30), max_size=30))
def test_scrolling_always_moves_by_what_was_asked(document: Document, steps: list[int]) -> None:
    view = View(document, "T", measure=30, height=7)
    for step in steps:
        expected = min(max(view.top + step, 0), view.last_top)
        view.scroll(step)
        assert view.top == expected


@given(documents, st.integers(4, 40), st.integers(1, 30), st.integers(1, 2), typographies)
def test_turning_pages_shows_every_row_once(
    document: Document, measure: int, height: int, columns: int, typography: Typography
) -> None:
    layout = Layout(compose(document, "T", typography=typography), measure)
    pages = Paging(layout, height, columns)
    shown: list[int] = []
    tops = [pages.top(0, 0)]
    while True:
        sheets = pages.sheets(tops[-1])
        assert 1 <= len(sheets) <= columns
        for top, end in sheets:
            assert 0 < end - top <= height
            shown += [number for number in range(top, end) if layout.row(number)]
        after = pages.page(tops[-1], 1)
        if after == tops[-1]:
            break
        tops.append(after)
    assert shown == [number for number in range(layout.rows) if layout.row(number)]
    assert tops[-1] == pages.last_top
    for before, top in pairwise(tops):
        assert pages.page(top, -1) == before
    for number in shown:
        top = pages.top(number, 0)
        assert any(sheet.top <= number < sheet.end for sheet in pages.sheets(top))


@given(st.lists(st.integers(1, 9), min_size=2, max_size=40), st.integers(8, 20))
def test_no_page_ends_or_begins_with_a_row_left_alone(rows: list[int], height: int) -> None:
    texts = [" ".join(["wordy"] * count) for count in rows]
    blocks = tuple(Block(Kind.PARAGRAPH, text) for text in texts)
    layout = Layout(compose(Document(Metadata(), (Chapter("", blocks),)), "T"), 5)
    pages = Paging(layout, height)
    top = pages.page(pages.top(0, 0), 1)
    while (after := pages.page(top, 1)) != top:
        line, lines = layout.line_of(layout.place_at(top))
        assert not line or (line > 1 and lines - line > 1)
        top = after


@given(documents, st.integers(0, 10_000), st.integers(0, 2**32))
def test_resizes_and_changes_of_mode_keep_the_position(
    document: Document, top: int, seed: int
) -> None:
    view = View(document, "T", ["A"], measure=66, height=10, columns=2)
    view.follow(top % (view.last_top + 1))
    position, first = view.position, view.top
    chance = random.Random(seed)
    for _ in range(20):
        view.fit(chance.randint(20, 100), chance.randint(3, 60), chance.randint(0, 2))
        assert view.position == position
    view.fit(66, 10, 2)
    assert view.top == first


def _unspaced(text: str) -> str:
    return re.sub("[ \n]", "", text)
