"""Writing what was found into a file, for other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from inglenook.concordance import WRITERS, concordance, rows
from inglenook.config import at_home
from inglenook.model import Hit, Position, Story
from inglenook.tui.findings import Findings
from inglenook.tui.screens.line import Objection

PROPOSED = "~/inglenook-hits.csv"


def object_to(typed: str, library: Path) -> Objection | None:
    """Return what speaks against writing to a path.

    Args:
        typed: the path; ``~`` is the home folder.
        library: the folder of the stories, in which nothing is written unasked.
    """
    path = Path(os.path.realpath(at_home(typed)))
    if path.suffix.lower() not in WRITERS:
        return Objection(f"The name must end with {', '.join(WRITERS)}.", is_final=True)
    if not path.parent.is_dir():
        return Objection("There is no such folder.", is_final=True)
    if path.is_dir():
        return Objection("That is a folder.", is_final=True)
    if path.is_relative_to(os.path.realpath(library)):
        return Objection("That is inside your library. Enter once more writes it there.")
    if path.exists():
        return Objection("There is such a file. Enter once more writes over it.")
    return None


def export(
    findings: Findings, order: Sequence[int] | None, story: Callable[[str], Story], typed: str
) -> int:
    """Write every hit, with a locator that ``inglenook open`` takes; return how many.

    Args:
        findings: what was found.
        order: numbers of the hits, as they are to be written; None for all as they were found.
        story: a story by its id.
        typed: the path, whose ending says the format.

    Raises:
        OSError: it cannot be written.
    """
    path = at_home(typed)
    numbers = range(findings.count) if order is None else order
    places: dict[tuple[str, Position], Hit] = {}
    for hit in map(findings.hit, numbers):
        # A likely passage that is among the hits too is one place, and one row.
        if hit is not None:
            places.setdefault((hit.story, hit.span.start), hit)
    hits = list(places.values())
    text = WRITERS[path.suffix.lower()](rows(concordance(hits), story))
    # All of it or nothing: a table that ends in the middle looks like a whole one.
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.unlink(missing_ok=True)  # of a program that was killed, or a link to another file
        with beside.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return len(hits)
