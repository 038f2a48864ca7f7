"""What of a reader's wishes a width has room for: the measure, the margins, the columns."""

from __future__ import annotations

from typing import NamedTuple

LEAST_MEASURE, MOST_MEASURE, USUAL_MEASURE = 40, 100, 66
LEAST_FITTED_MEASURE = 20
"""What a narrow pane may shrink the measure to, before it gives up its margins instead."""
LEAST_COLUMN = 32
"""Cells a column must have for a second one to stand beside it."""
SIDE_MARGIN = 2
"""Cells kept free on both sides, however narrow the pane."""


class Fit(NamedTuple):
    """How a text is put into a width."""

    measure: int
    """Cells of a full row."""
    columns: int
    """Pages side by side; 0 to scroll."""
    room: int
    """Cells of one column with its margins."""


def fit(width: int, measure: int, *, margin: int = SIDE_MARGIN, columns: int = 0) -> Fit:
    """Return what there is room for.

    Args:
        width: cells; 0 while it is not known.
        measure: cells of a full row, where they fit.
        margin: cells kept free on both sides, as long as the measure does not suffer under it.
        columns: pages side by side; 0 to scroll.
    """
    if width < 2 * (LEAST_COLUMN + 2 * SIDE_MARGIN):
        columns = min(columns, 1)
    room = width // max(1, columns)
    margin = max(SIDE_MARGIN, min(margin, (room - LEAST_MEASURE) // 2))
    fitted = min(measure, max(room - 2 * margin, LEAST_FITTED_MEASURE))
    return Fit(min(fitted, room) if room > 0 else measure, columns, room)
