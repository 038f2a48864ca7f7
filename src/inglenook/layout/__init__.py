"""From a document and a line length to rows, and back.

Steps, none of which knows a widget::

    typography.py                      how a text is set: the reader's choices
    hyphens.py   a word                -> where it may be parted; a short row -> its wider spaces
    wrap.py      a text and a width    -> where its rows start
    cards.py     folded blocks         -> the one line that stands for them
    flow.py      a document            -> the items that are drawn, in order (Flow)
    rows.py      a flow and a measure  -> rows (Layout); a row -> a place in the text, and back
    progress.py  a place in a flow     -> how far the reader is, how much is left
    fitting.py   a width and wishes    -> the measure and columns there is room for
    turning.py   rows and a height     -> screens: scrolled, or pages turned (Scrolling, Paging)
    view.py      rows and a height     -> the screen, and what each movement does to it (View)

"Measure" is the typographer's word for the width of the text.
"""

from __future__ import annotations

from inglenook.layout.flow import (
    SETTINGS,
    CardKey,
    Flow,
    Item,
    Look,
    Place,
    compose,
)
from inglenook.layout.hyphens import spread
from inglenook.layout.progress import Reading, reading
from inglenook.layout.rows import Layout, Row
from inglenook.layout.turning import Sheet
from inglenook.layout.typography import ORNAMENT, ORNAMENTS, PLAIN, Paragraphs, Typography
from inglenook.layout.view import View
from inglenook.layout.wrap import Ruler, cell_size, is_narrow, wrap, wrap_lines

__all__ = [
    "ORNAMENT",
    "ORNAMENTS",
    "PLAIN",
    "SETTINGS",
    "CardKey",
    "Flow",
    "Item",
    "Layout",
    "Look",
    "Paragraphs",
    "Place",
    "Reading",
    "Row",
    "Ruler",
    "Sheet",
    "Typography",
    "View",
    "cell_size",
    "compose",
    "is_narrow",
    "reading",
    "spread",
    "wrap",
    "wrap_lines",
]
