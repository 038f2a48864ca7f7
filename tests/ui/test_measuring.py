"""What Rich says of the width of words with joiners, once it was told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import cells
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from inglenook.clean import clean
from inglenook.layout import wrap
from inglenook.tui.measuring import measure_letters

measure_letters()

SRI, CHILLU, WANT = "ශ්\u200dරී", "അവന്\u200d", "می\u200cخواهم"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        (SRI, 2),
        (f"{CHILLU}.", 4),
        (f"{CHILLU} x", 5),
        (WANT, 7),
        ("👩\u200d👧", 2),
        ("❤️\u200d🔥!", 3),
    ],
)
def test_a_letter_behind_a_joiner_has_its_own_cells_and_a_picture_none(
    text: str, width: int
) -> None:
    assert cell_len(text) == width
    assert cell_len(text * 600) == width * 600
    assert Segment(text).cell_length == width
    assert sum(span[2] for span in cells.split_graphemes(text)[0]) == width
    assert cell_len(set_cell_size(text, width - 1)) == width - 1


@given(st.text("කශ්රීයनक़्षिমরঅন\u200c\u200d 👩夜a\ufe0f", max_size=60).map(clean), st.integers(2, 20))
def test_rows_are_as_wide_as_rich_says_and_begin_at_a_letter(text: str, width: int) -> None:
    starts = [*wrap(text, width, ruler=cells.get_character_cell_size), len(text)]
    rows = [text[start:end] for start, end in pairwise(starts)]
    assert all(cell_len(row.rstrip(" ")) <= width for row in rows)
    assert not any(row.startswith(("\u200c", "\u200d")) for row in rows)
    assert sum(map(cell_len, rows)) == cell_len(text)
