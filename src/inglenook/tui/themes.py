"""The colours Inglenook brings along: a page by day, by lamp, and by night.

Text on its ground has a contrast of at least 7:1 in each (WCAG AAA), the second voice
(authors, counts, the status line) at least 4.5:1; a test holds them to it.
"""

from __future__ import annotations

from textual.theme import Theme

PAPER = Theme(
    name="paper",
    dark=False,
    primary="#7a4a21",
    secondary="#5d6b3a",
    accent="#9a3b26",
    foreground="#2b2622",
    background="#f6f1e5",
    surface="#efe8d8",
    panel="#e6dcc7",
    warning="#8a5a00",
    error="#a3261b",
    success="#4b6b2a",
    variables={
        "quiet": "#6b6053",
        "rule": "#cfc3aa",
        "select": "#e2d3b3",
        "select-quiet": "#e9dfc9",
        "hit": "#f2d16b",
        "hit-text": "#2b2622",
        "block-cursor-background": "#e2d3b3",
        "block-cursor-foreground": "#2b2622",
        "scrollbar": "#d6c9ae",
        "scrollbar-background": "#f6f1e5",
    },
)

LAMPLIGHT = Theme(
    name="lamplight",
    dark=True,
    primary="#d9a55b",
    secondary="#a3b18a",
    accent="#e08e5a",
    foreground="#dfd6c4",
    background="#1f1b18",
    surface="#262120",
    panel="#322b27",
    warning="#e0b050",
    error="#e57a6a",
    success="#a3b18a",
    variables={
        "quiet": "#a09482",
        "rule": "#473e36",
        "select": "#463a2c",
        "select-quiet": "#332c26",
        "hit": "#d9a441",
        "hit-text": "#1f1b18",
        "block-cursor-background": "#463a2c",
        "block-cursor-foreground": "#dfd6c4",
        "scrollbar": "#473e36",
        "scrollbar-background": "#1f1b18",
    },
)

NIGHT = Theme(
    name="night",
    dark=True,
    primary="#7fa3c7",
    secondary="#8fae9b",
    accent="#c9a26b",
    foreground="#b9bec6",
    background="#0c0e11",
    surface="#12151a",
    panel="#1a1f26",
    warning="#c9a26b",
    error="#d97b78",
    success="#8fae9b",
    variables={
        "quiet": "#7d8694",
        "rule": "#2a313b",
        "select": "#22303f",
        "select-quiet": "#191f27",
        "hit": "#b58a3c",
        "hit-text": "#0c0e11",
        "block-cursor-background": "#22303f",
        "block-cursor-foreground": "#b9bec6",
        "scrollbar": "#2a313b",
        "scrollbar-background": "#0c0e11",
    },
)

THEMES = (PAPER, LAMPLIGHT, NIGHT)
"""In the order in which one key goes through them."""

NAMES = tuple(theme.name for theme in THEMES)
DEFAULT = LAMPLIGHT.name
