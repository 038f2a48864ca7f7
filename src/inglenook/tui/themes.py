"""The colours Inglenook brings along: pages by day, by lamp and by night, in pairs.

Text on its ground has a contrast of at least 7:1 in each (WCAG AAA), the second voice
(authors, counts, the status line) at least 4.5:1; a test holds them to it. ``terminal`` has no
colours of its own: it is made of the sixteen the reader has chosen for the terminal.
"""

from __future__ import annotations

from textual.color import Color
from textual.theme import Theme

HIGHLIGHTS = {"amber": "#d99a2b", "rose": "#d0507a", "moss": "#5f9a3f", "slate": "#5b7fa6"}
"""The colours of the reader's own highlights."""
TINT = 0.3
"""How much of a highlight's colour is laid on the ground, so that letters on it can be read."""

AWAY = 0.45
"""How much of the text's colour is left in what a reading ruler dims."""


def _theme(name: str, ground: str, text: str, *, dark: bool, **colours: str) -> Theme:
    """Make a theme.

    Args:
        name: as the reader knows it.
        ground: the colour of the page.
        text: that of the letters.
        dark: whether the ground is darker than the text.
        colours: ``raised`` and ``higher`` are the grounds of panes and bars; ``quiet`` is the
            second voice, ``rule`` lines and ornaments; ``select`` and ``faint`` are the grounds
            of the cursor with the focus and without; ``hit`` is that of what was found,
            ``on_hit`` the letters on it; ``bar`` is the scroll bar; the others are Textual's.
    """
    bar = colours.get("bar", colours["rule"])
    is_ansi = ground.startswith("ansi_")
    away = (
        "ansi_bright_black" if is_ansi else Color.parse(ground).blend(Color.parse(text), AWAY).hex
    )
    return Theme(
        name=name,
        dark=dark,
        ansi=is_ansi,
        background=ground,
        foreground=text,
        surface=colours["raised"],
        panel=colours["higher"],
        primary=colours["primary"],
        secondary=colours["secondary"],
        accent=colours["accent"],
        warning=colours["warning"],
        error=colours["error"],
        success=colours["success"],
        variables={
            "quiet": colours["quiet"],
            "rule": colours["rule"],
            "away": "ansi_bright_black" if is_ansi else away,
            "select": colours["select"],
            "select-quiet": colours["faint"],
            # The terminal's own colours cannot be mixed: there a highlight is underlined.
            **{
                style: ground if is_ansi else Color.parse(ground).blend(Color.parse(hue), TINT).hex
                for style, hue in HIGHLIGHTS.items()
            },
            "hit": colours["hit"],
            "hit-text": colours["on_hit"],
            "block-cursor-background": colours["select"],
            "block-cursor-foreground": colours.get("on_select", text),
            "scrollbar": bar,
            "scrollbar-background": ground,
            # Textual asks for these where a theme is of the terminal's own colours.
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
        },
    )


PAPER = _theme(
    *("paper", "#f6f1e5", "#2b2622"),
    dark=False,
    raised="#efe8d8",
    higher="#e6dcc7",
    primary="#7a4a21",
    secondary="#5d6b3a",
    accent="#9a3b26",
    warning="#8a5a00",
    error="#a3261b",
    success="#4b6b2a",
    quiet="#6b6053",
    rule="#cfc3aa",
    select="#e2d3b3",
    faint="#e9dfc9",
    hit="#f2d16b",
    on_hit="#2b2622",
    bar="#d6c9ae",
)

LAMPLIGHT = _theme(
    *("lamplight", "#1f1b18", "#dfd6c4"),
    dark=True,
    raised="#262120",
    higher="#322b27",
    primary="#d9a55b",
    secondary="#a3b18a",
    accent="#e08e5a",
    warning="#e0b050",
    error="#e57a6a",
    success="#a3b18a",
    quiet="#a09482",
    rule="#473e36",
    select="#463a2c",
    faint="#332c26",
    hit="#d9a441",
    on_hit="#1f1b18",
)

SEPIA = _theme(
    *("sepia", "#eddcbc", "#35271a"),
    dark=False,
    raised="#e5d2ae",
    higher="#dbc59c",
    primary="#70401a",
    secondary="#55602f",
    accent="#8c3420",
    warning="#754a00",
    error="#8f2018",
    success="#425c22",
    quiet="#5c4b37",
    rule="#c0a981",
    select="#d6bb88",
    faint="#dfc99f",
    hit="#e8b84a",
    on_hit="#2a1e12",
)

DUSK = _theme(
    *("dusk", "#262431", "#dcd7e2"),
    dark=True,
    raised="#2d2b3a",
    higher="#383548",
    primary="#c3a6e0",
    secondary="#9db3c9",
    accent="#e0a58f",
    warning="#dcb878",
    error="#ea8f8f",
    success="#a5c39b",
    quiet="#a9a3b8",
    rule="#4d4960",
    select="#4a4463",
    faint="#383448",
    hit="#d8b06a",
    on_hit="#211f2b",
)

DAY = _theme(
    *("day", "#fbfbfa", "#24292e"),
    dark=False,
    raised="#f1f2f3",
    higher="#e5e7e9",
    primary="#2f5d8c",
    secondary="#3f6b52",
    accent="#8a4b1f",
    warning="#805000",
    error="#a6261d",
    success="#3f6b2f",
    quiet="#5a636c",
    rule="#c5cad0",
    select="#cfdcea",
    faint="#e3e8ee",
    hit="#ffd866",
    on_hit="#24292e",
)

NIGHT = _theme(
    *("night", "#0c0e11", "#b9bec6"),
    dark=True,
    raised="#12151a",
    higher="#1a1f26",
    primary="#7fa3c7",
    secondary="#8fae9b",
    accent="#c9a26b",
    warning="#c9a26b",
    error="#d97b78",
    success="#8fae9b",
    quiet="#7d8694",
    rule="#2a313b",
    select="#22303f",
    faint="#191f27",
    hit="#b58a3c",
    on_hit="#0c0e11",
)

INK = _theme(
    *("ink", "#ffffff", "#000000"),
    dark=False,
    raised="#ffffff",
    higher="#e4e4e4",
    primary="#00308f",
    secondary="#004d26",
    accent="#7a0000",
    warning="#5c3a00",
    error="#8b0000",
    success="#004d26",
    quiet="#333333",
    rule="#767676",
    select="#b8d4ff",
    faint="#dddddd",
    hit="#ffe100",
    on_hit="#000000",
)

CHALK = _theme(
    *("chalk", "#000000", "#ffffff"),
    dark=True,
    raised="#000000",
    higher="#1f1f1f",
    primary="#ffd75f",
    secondary="#87ffaf",
    accent="#ffaf5f",
    warning="#ffd75f",
    error="#ff8f8f",
    success="#87ffaf",
    quiet="#d0d0d0",
    rule="#8a8a8a",
    select="#004f9e",
    faint="#333333",
    hit="#ffff00",
    on_hit="#000000",
)

TERMINAL = _theme(
    *("terminal", "ansi_default", "ansi_default"),
    dark=True,
    raised="ansi_default",
    higher="ansi_default",
    primary="ansi_yellow",
    secondary="ansi_cyan",
    accent="ansi_magenta",
    warning="ansi_yellow",
    error="ansi_red",
    success="ansi_green",
    quiet="ansi_cyan",
    rule="ansi_bright_black",
    select="ansi_blue",
    on_select="ansi_bright_white",
    faint="ansi_bright_black",
    hit="ansi_yellow",
    on_hit="ansi_black",
)

THEMES = (PAPER, LAMPLIGHT, SEPIA, DUSK, DAY, NIGHT, INK, CHALK, TERMINAL)
"""In the order in which they are offered: each light one before the dark one it pairs with."""

ABOUT = {
    "paper": "light, warm",
    "lamplight": "dark, warm",
    "sepia": "light, brown",
    "dusk": "dark, violet",
    "day": "light, cool",
    "night": "dark, dim",
    "ink": "light, high contrast",
    "chalk": "dark, high contrast",
    "terminal": "your terminal's own",
}
"""What each is, in a few words."""

NAMES = tuple(theme.name for theme in THEMES)
DEFAULT = LAMPLIGHT.name
