"""Folded cards: which blocks one holds, and the line that says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inglenook.model import Block, Role

FOLDED, UNFOLDED = "▸", "▾"

_CARD_NAMES = {
    Role.END: "Closing notes",
    Role.FRONT: "Front matter",
    Role.RESIDUE: "From the archive",
}
"""In order of precedence, for a card of several roles."""

_LABEL = re.compile(r"\W{0,2}([^\W\d_][\w' ’-]{1,22}?)\s{0,2}:(?!//)\s{0,3}(\S.{0,11}$)?")
"""A label and its value, if that is short enough to show: ``Rating: PG-13``."""
_SHOW_VALUE = frozenset({"rating", "rated"})
_CONTENTS = re.compile(r"\s*(?:contents|(?:chapter|part|book|letter)\s+[\w.]+\b)", re.IGNORECASE)
"""A line of a printed table of contents: ``Chapter One: Low Water``."""
_CARD_LINE = 62
"""Characters a folded card says of itself at most: one row of the usual measure."""
_WHOSE = re.compile(r"(?:author|writer|translator)['’]?s['’]? ")
"""Left out of a label: the card has one line."""


def end_of_card(blocks: Sequence[Block], start: int) -> int:
    """Return where a run of folded blocks ends; title lines between them do not part it."""
    end = start + 1
    for index in range(start + 1, len(blocks)):
        role = blocks[index].role
        if role is Role.BODY:
            break
        if role is not Role.TITLE:
            end = index + 1
    return end


def describe(blocks: Sequence[Block], *, is_open: bool) -> str:
    """Say in one line what a card holds: its name, the labels found in it, its length."""
    roles = {block.role for block in blocks}
    name = next((name for role, name in _CARD_NAMES.items() if role in roles), "")
    lines = sum(
        block.text.count("\n") + 1 for block in blocks if block.folded and block.role != Role.TITLE
    )
    # No-break spaces: where the line must turn over, the count does so as a whole.
    count = f" ·\u00a0{lines}\u00a0{'line' if lines == 1 else 'lines'}"
    labels = _labels(blocks)
    room = _CARD_LINE - len(name) - len(count)
    shown = labels
    while len(", ".join(shown)) > room and len(labels) > 1:
        labels = labels[:-1]
        shown = [*labels, "…"]
    sign = UNFOLDED if is_open else FOLDED
    listed = f"{name}: {', '.join(shown)}" if labels else name
    return f"{sign} {listed}{count}"


def _labels(blocks: Sequence[Block]) -> list[str]:
    labels: dict[str, None] = {}
    for block in blocks:
        if block.role is Role.TITLE or block.role is Role.RESIDUE:
            continue
        for line in block.text.split("\n"):
            if _CONTENTS.match(line):
                labels["contents"] = None
            elif found := _LABEL.match(line):
                label = _WHOSE.sub("", found[1].strip().lower())
                value = found[2] if label in _SHOW_VALUE else None
                labels[f"{label} {value.strip()}" if value else label] = None
    return list(labels)
