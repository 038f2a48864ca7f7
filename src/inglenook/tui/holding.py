"""What Textual holds on to for too long, let go."""

from __future__ import annotations

from functools import _lru_cache_wrapper

from textual._styles_cache import StylesCache


def let_go() -> None:
    """Let the rows of a part that was taken away go with it.

    Textual 8.2.8 remembers two colours of a widget for the next one that has the same, 1,024
    times; but it remembers them, for want of a ``classmethod``, by what the widget has painted,
    which is then kept as well: 100 KB for each time the help is opened. (Private;
    tests/ui/test_holding.py fails where it is of no use any more.)
    """
    colours = vars(StylesCache).get("get_inner_outer")
    if isinstance(colours, _lru_cache_wrapper):
        StylesCache.get_inner_outer = classmethod(colours)  # type: ignore
