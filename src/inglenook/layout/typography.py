"""How a page is set: the choices a reader has, as one value."""

from __future__ import annotations

from typing import Literal, NamedTuple

Paragraphs = Literal["spaced", "indented"]
"""How paragraphs are told apart: by a blank row, or by the indent of their first row."""

ORNAMENTS: dict[str, str] = {
    "star": "✻",
    "asterism": "⁂",
    "asterisks": "* * *",
    "rule": "────────",
    "dots": "· · ·",
    "space": " ",
}
"""What stands between two scenes, by the name the config file has for it."""

ORNAMENT = ORNAMENTS["star"]


class Typography(NamedTuple):
    """How a text is set, whatever the measure.

    A named tuple, because making a frozen dataclass costs each start half a millisecond more.
    """

    paragraphs: Paragraphs = "spaced"
    line_spacing: int = 0
    """Blank rows between two rows of a paragraph."""
    paragraph_spacing: int = 1
    """Blank rows between two spaced paragraphs."""
    first_indent: int = 3
    """Cells by which the first row of an indented paragraph stands in."""
    justify: bool = False
    """Whether rows end flush with the measure."""
    hyphenate: bool = False
    language: str = ""
    """A BCP 47 tag, whose rules part the words; empty to part none."""
    ornament: str = ORNAMENT
    capitals: bool = False
    """Whether the first words of a chapter are set in capitals."""


PLAIN = Typography()
