"""What a title page says of how a book was published: ``LONDON: 1860``, ``Third Edition``."""

from __future__ import annotations

import re

from inglenook.formats.breaks import is_scene_break

_IMPRINT = re.compile(
    r"""(?:.*\b(?:edition|publish(?:ed|er|ers|ing)|copyright|press|printed|london|new\ york|boston
    |philadelphia|chicago|edinburgh|leipzig|berlin|paris|stuttgart|company|& co|and\ co|books
    |illustrat(?:ed|ions|or)|translated|author\ of|(?:in\ )?\w+\ volumes|vol\.|dedicat(?:ed|ion)
    |all\ rights|reserved|isbn|aufl(?:age)?|verlag|druck|frontispiece|macmillan|harper|sons
    |proofread\w*|etext|e-text|transcriber\w*|produced\ by|image|to\ my\b
    |for\ my\b|a\ novel|roman)\b.*
    |.*\b1[5-9]\d\d\b.*|.*\b20[0-2]\d\b.*|\[illustration.*|m[dclxvi. ]{3,12}|finis)""",
    re.VERBOSE | re.IGNORECASE,
)


def is_imprint(text: str) -> bool:
    """Whether a group is of a title page: publisher, place, year, edition, a dedication."""
    if len(text) > 300 or is_scene_break(text):
        return len(text) <= 300
    lines = [line.strip() for line in text.split("\n")]
    if len(lines) > 6:
        return False
    if all(len(line) < 60 and not line.endswith((",", ";")) for line in lines) and len(text) < 90:
        return not text.rstrip().endswith(("!", "?", '"', "”")) or text.isupper()
    return names_publisher(text)


def names_publisher(text: str) -> bool:
    """Whether every line of a group is one a title page ends with: ``LONDON``, ``MDCCLXXXIV``."""
    return all(_IMPRINT.fullmatch(line.strip()) for line in text.split("\n") if line.strip())
