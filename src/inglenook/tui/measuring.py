"""How many cells a letter behind a joiner takes: its own, as on a terminal.

Rich measures for Textual, and takes whatever follows a joiner to be one emoji with what stands
before it. Where a script of India writes a joiner inside a word, that row would be a cell too
long. Nothing public of Rich says otherwise, so this is the one place that reaches into it: to the
two functions by which all others measure, in Rich 14.3 to 15.0 (those before measure letter by
letter). ``test_measuring.py`` tells when they are there no longer.
"""

from __future__ import annotations

from functools import cache

from rich import cells

from inglenook.clean import JOINER, NON_JOINER, is_picture


@cache
def measure_letters() -> None:
    """Have Rich measure the letters behind joiners, from now on."""
    measure = getattr(cells, "_cell_len", None)
    split = getattr(cells, "split_graphemes", None)
    if measure and split:
        vars(cells).update(
            _cell_len=lambda text, *version: measure(_parted(text), *version),
            split_graphemes=lambda text, *version: split(_parted(text), *version),
        )
        cells.cached_cell_len.cache_clear()


def _parted(text: str) -> str:
    """Return a text of the same length whose joiners are only those of emoji."""
    if JOINER not in text:
        return text
    first, *others = text.split(JOINER)
    return first + "".join(
        (JOINER if is_picture(other[:1]) else NON_JOINER) + other for other in others
    )
