"""The groups at the head of a text, each taken for what it looks like on its own."""

from __future__ import annotations

import re
from typing import NamedTuple

from inglenook.formats.breaks import is_scene_break
from inglenook.formats.labels import Label, parse_label
from inglenook.formats.lines import Group
from inglenook.formats.marks import parse_mark
from inglenook.formats.pages import unframed
from inglenook.formats.residue import Mail, is_navigation, read_mail_header
from inglenook.model import Mark

WINDOW = 90
"""Non-blank lines looked at; real headers end within 60, long notes take some more."""


class Part(NamedTuple):
    """One group of the head, and what it was taken for."""

    kind: str
    """``mail``, ``residue``, ``rule``, ``byline``, ``label``, ``mark``, ``contents``, ``other``."""
    text: str
    gap: int
    place: int
    """Which group of the file it came from."""
    labels: tuple[Label, ...] = ()
    mail: Mail | None = None
    mark: Mark | None = None


_KIND_OF_STORY = (
    r"(?:story|stories|novel|novella|tale|fan\s?fic(?:tion)?|fic|fiction|romance|play|"
    r"vignette|poem)"
)
BY = re.compile(
    r"[\W_]{0,6}(?:"
    rf"(?:(?:(?:an?|the|another)\s+)?(?:short\s+|original\s+){{0,2}}{_KIND_OF_STORY},?\s+"
    rf"|(?:an?|another)\s+(?:[\w'’-]+\s+){{0,4}}{_KIND_OF_STORY}(?:\s+of\s+[^,.]{{1,40}})?,?\s+"
    r"|as\s+told(?:\s+to\s+[^,.]{1,40})?\s+|as\s+)?"  # "as told to the keeper by Ann"
    r"(?:(?:re)?written\s+|told\s+|penned\s+)?by|von|par|door|автор:?)"
    r"(?:\s*:)?\s+(?P<name>\S.{0,100})",
    re.IGNORECASE,
)
_BY_ALONE = re.compile(
    r"[\W_]{0,4}(?:(?:(?:as )?(?:written|told) )?by|von|par)[\W_]{0,4}", re.IGNORECASE
)
NAME_WORDS = re.compile(
    r"(?:(?:[A-ZÀ-Þ]\.?\s?){1,3}|[A-ZÀ-Þ][\w'’.-]+\s)(?:(?:de|von|van|der|la|le|du|the)\s)?"
    r"(?:[A-ZÀ-Þ]\.\s?){0,2}(?:[A-ZÀ-Þ][\w'’-]+\s?){1,2}"
)
ARTICLES = frozenset(
    {"the", "a", "an", "der", "die", "das", "ein", "eine", "le", "la", "les", "un", "une", "el",
     "los", "il", "lo"}
)  # fmt: skip
CONTENTS = re.compile(
    r"[\W_]{0,8}(?:(?:table\s+of\s+)?contents|index|inhalt(?:sverzeichnis|s-verzeichnis)?|"
    r"table(?:\s+des\s+mati[èe]res)?|contents\s+of\s+.{1,40}|содержание|оглавление|chapters)[\W_]{0,8}",
    re.IGNORECASE,
)


def parts_of(groups: list[Group]) -> list[Part]:
    """Return the first groups of a text, split where one holds title, byline and labels."""
    parts: list[Part] = []
    lines_seen = 0
    for index, piece in enumerate(groups[:WINDOW]):
        if len(piece.text) > 20_000:
            parts.append(Part("other", piece.text, piece.gap, index))
            break
        lines = piece.lines
        lines_seen += len(lines)
        parts.extend(_classify(lines, piece.gap, index))
        if lines_seen > WINDOW:
            break
    return _name_below_title(parts)


_PSEUD_LINKS = frozenset({"of", "in", "to", "on", "at", "for", "is", "was", "or", "from", "my"})


def is_pseud(line: str) -> bool:
    """Whether a line alone could be a pen name: ``saltmarsh_wren``, ``Ann Lee``."""
    words = line.split()
    if not 0 < len(words) <= 3 or len(line) > 40 or not line.strip(" *_")[-1:].isalnum():
        return False
    folded = {word.casefold() for word in words}
    if "/" in line or words[0].casefold() in _NO_NAME or folded & _PSEUD_LINKS:
        return False
    return len({word[0].isupper() for word in words}) == 1


def is_name_alone(text: str) -> bool:
    """Whether a line is two words and more that read as a person's name."""
    words = text.split()
    return (
        len(words) > 1
        and bool(NAME_WORDS.fullmatch(text.strip() + " "))
        and words[0].casefold() not in ARTICLES
    )


def _name_below_title(parts: list[Part]) -> list[Part]:
    """Part two short lines, above labels or apart: a title and a pen name or a name."""
    at = next((n for n, part in enumerate(parts) if part.kind not in {"residue", "rule"}), None)
    if at is None or parts[at].kind != "other" or parts[at].text.count("\n") != 1:
        return parts
    first, second = parts[at].text.split("\n")
    labelled = any(part.kind == "label" for part in parts[at + 1 : at + 3])
    below = parts[at + 1] if at + 1 < len(parts) else None
    apart = below is not None and (below.gap > 1 or below.kind in {"mark", "contents"})
    named = (labelled and is_pseud(second.strip()) and not second.isupper()) or (
        apart and is_name_alone(second)
    )
    if not named or len(first) > 80:
        return parts
    whole = parts[at]
    both = [whole._replace(text=first), whole._replace(text=second, gap=0)]
    return parts[:at] + both + parts[at + 1 :]


def _classify(lines: list[str], gap: int, index: int) -> list[Part]:
    lines = unframed(lines) if len(lines) > 2 else lines
    text = "\n".join(lines)
    if mail := read_mail_header(lines):
        return [Part("mail", text, gap, index, mail=mail)]
    if all(line.lstrip()[:1] == ">" for line in lines):
        return [Part("residue", text, gap, index)]
    kinds = [_kind_of(line) for line in lines]
    if len(lines) == 1:
        return [_part(kinds[0], lines, gap, index)]
    if all(kind == "rule" for kind in kinds):
        return [Part("rule", text, gap, index)]
    if not {"label", "byline", "residue", "byline alone", "rule"} & set(kinds):
        if kinds[0] in {"mark", "contents"}:
            return [_part(kinds[0], lines, gap, index)]
        return [Part("other", text, gap, index)]
    parts: list[Part] = []
    current: list[str] = []
    kind = ""
    for line, line_kind in zip(lines, kinds, strict=True):
        runs_on = line_kind == "other" and kind in {"label", "other"}
        if kind == "other" and parts and parts[-1].kind == "byline alone":
            runs_on = False
        if current and runs_on and not (kind == "other" and len(parts) < 2):
            current.append(line)
            continue
        if current:
            parts.append(_part(kind, current, gap if not parts else 0, index))
        current, kind = [line], line_kind
    parts.append(_part(kind, current, gap if not parts else 0, index))
    return parts


def _kind_of(line: str) -> str:
    line = line.strip()
    if is_scene_break(line) or (len(line) > 40 and not any(map(str.isalnum, line[:200]))):
        return "rule"
    if is_navigation(line):
        return "residue"
    if parse_label(line):
        return "label"
    if len(line) < 120:
        match = BY.fullmatch(line)
        if match and is_name(match.group("name")):
            return "byline"
        if _BY_ALONE.fullmatch(line):
            return "byline alone"
        if CONTENTS.fullmatch(line):
            return "contents"
        if parse_mark(line):
            return "mark"
    return "other"


def _part(kind: str, lines: list[str], gap: int, index: int) -> Part:
    text = "\n".join(lines)
    if kind == "label":
        label = parse_label(lines[0].strip())
        if label:
            value = " ".join([label.value, *(line.strip() for line in lines[1:])]).strip()
            return Part(kind, text, gap, index, (Label(label.field, label.label, value),))
    if kind == "mark":
        return Part(kind, text, gap, index, mark=parse_mark(lines[0].strip()))
    return Part(kind, text, gap, index)


def is_name(text: str) -> bool:
    """Whether what follows "by" is a person: "by the time he came" is not."""
    text = text.strip(" *_,.;")
    words = text.split()
    if not words or len(words) > 9 or len(text) > 80:
        return False
    if len(words) > 1 and words[1].casefold() in {"permission", "way", "arrangement", "order"}:
        return False
    if text.endswith((",", ";", ":")) or words[0].casefold() in _NO_NAME:
        return (words[0].casefold() == "the" and words[-1][:1].isupper() and len(words) < 6) or (
            " ".join(words[:3]).casefold() == "the author of"
        )
    plain = sum(1 for word in words if word.isalpha() and word.islower() and word not in _LINKS)
    capital = sum(1 for word in words if word[0].isupper())
    most = max((1 if len(words) <= 2 else 0) + len(words) // 4, capital // 2)
    return plain <= most or "@" in text


_NO_NAME = frozenset(
    {"the", "a", "an", "his", "her", "its", "their", "my", "your", "our", "this", "that", "these",
     "those", "then", "now", "no", "any", "all", "some", "far", "which", "means", "way", "and",
     "what", "noon", "midnight", "dawn", "morning", "night", "day", "it", "him", "them", "me",
     "us", "you"}
)  # fmt: skip
_LINKS = frozenset(["and", "with", "von", "van", "de", "la", "der", "the", "of", "du", "le", "da"])


def words_of(part: Part) -> int:
    """Return how many words a part has."""
    return len(part.text[:20_000].split())
