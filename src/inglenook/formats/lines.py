"""How a file sets its paragraphs, worked out from the statistics of its lines.

Four habits are told apart: one line a paragraph with blank lines between
(``BLANK``), without (``LINES``), hard-wrapped with blank lines (``WRAPPED``), and
hard-wrapped with nothing but an indent (``INDENT``). The text is then parted into
:class:`Group` values, which the rest of the pipeline works on.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from inglenook.clean import clean


class Setting(StrEnum):
    """How paragraphs are set."""

    BLANK = "one line a paragraph, blank lines between"
    LINES = "one line a paragraph"
    WRAPPED = "hard-wrapped, blank lines between"
    INDENT = "hard-wrapped, paragraphs by indent"


class Habit(NamedTuple):
    """The line habits of one file."""

    setting: Setting
    width: int
    """Columns most lines stay within; 0 for unwrapped text."""
    indent: int
    """Columns a paragraph's first line stands in, where that parts paragraphs."""
    gap: int
    """Blank lines between paragraphs, as a rule."""
    confidence: float
    evidence: str


class Group(NamedTuple):
    """Lines that stand together, and how many blank lines stand before them."""

    gap: int
    text: str

    @property
    def lines(self) -> list[str]:
        """The lines, indents kept."""
        return self.text.split("\n")


_LINE_ENDS = ("\r\n", "\r\n", "\r", "\x85", "\u2028")
"""In the order they are replaced: what two systems made of one end in turn, CR CR LF, is one."""
_SENTENCE_ENDS = frozenset(".!?\"'”’*_:)")
TAB = 8
_SAMPLE = 40_000
"""Characters of each of two parts; of 280 long texts 279 were judged alike by thrice as many."""
WIDE = 100
"""Characters from which a line is no hard-wrapped one."""


def normalise(text: str) -> str:
    r"""Return decoded text with ``\n`` line ends, clean, without trailing space.

    A ^Z ends a DOS text: it and the padding behind it go. NULs are padding too.
    """
    for end in _LINE_ENDS:
        if end[0] in text:  # one sign is found at fifty times the speed of two
            text = text.replace(end, "\n")
    if "\x1a" in text:
        text = text.rstrip("\x00\x1a\n \t").replace("\x1a", "\n\n")
    if "\x00" in text:
        text = text.replace("\x00", "")
    if "\f" in text or "\v" in text:
        text = _pages(text)
    if "\u2029" in text:
        text = text.replace("\u2029", "\n\n")
    if "\u00ad" in text:
        text = text.replace("\u00ad\n", "").replace("\u00ad", "")
    if "\t" in text:
        text = "\n".join([_expand(line) if "\t" in line else line for line in text.split("\n")])
    text = clean(text)
    if " \n" in text or ("\xa0" in text and "\xa0\n" in text):
        text = "\n".join(map(str.rstrip, text.split("\n")))
    return text.rstrip()


def _expand(line: str) -> str:
    return line.expandtabs(TAB) if len(line) < 2000 else line


def _pages(text: str) -> str:
    """A page break parts paragraphs, unless a sentence runs across it.

    In a text set by indents an indented line that fills the page begins a paragraph as any other:
    a blank line above it would part two scenes.
    """
    pieces = re.split("[\f\v]+", text)
    insets = text.count("\n ") + text.count("\n\t")
    indented = insets > _INDENTED * text.count("\n\n")
    out = [pieces[0]]
    for piece in pieces[1:]:
        before, after = out[-1].rstrip(), piece.lstrip()
        runs_on = before[-1:] not in _SENTENCE_ENDS and after[:1].islower()
        goes_on = indented and piece.strip("\n")[:1] in {" ", "\t"} and after.find("\n") > _FILLS
        out.append("\n" if runs_on or goes_on else "\n\n")
        out.append(after if runs_on else piece.strip("\n") if goes_on else piece)
        if runs_on or goes_on:
            out[-3] = before
    return "".join(out)


_INDENTED = 3
"""Lines set in for each blank one, from which on indents part paragraphs and blanks part pages."""
_FILLS = 45
"""Characters of a line that is no heading's."""


def measure(text: str) -> Habit:
    """Return the line habits of a text (a long one is judged by its first part and a later one)."""
    if len(text) > 2 * _SAMPLE:
        middle = len(text) // 2
        text = text[:_SAMPLE] + "\n" + text[middle : middle + _SAMPLE]
    lines = text.split("\n")
    lengths = list(map(len, filter(None, lines)))
    if not lengths:
        return Habit(Setting.BLANK, 0, 0, 1, 0.5, "no text")
    gaps = _gaps(text, len(lengths))
    touching = gaps[0]
    parted = sum(gaps.values()) - touching
    wide = sum([length for length in lengths if length > WIDE]) / sum(lengths)
    rule = max((count, -gap) for gap, count in gaps.items() if gap)[1] * -1 if parted else 1
    if wide >= 0.5:
        if _long_lines_touching(lines) < 0.5:
            why = f"{wide:.0%} of the text in lines over {WIDE} columns, blank lines between"
            return Habit(Setting.BLANK, 0, 0, rule, 0.95, why)
        why = f"{wide:.0%} of the text in lines over {WIDE} columns, hardly a blank line"
        return Habit(Setting.LINES, 0, 0, 0, 0.9, why)
    return _short_lined(lines, lengths, touching, parted, rule)


def _long_lines_touching(lines: list[str]) -> float:
    """Share of long lines with a line right below; verse and letters touch in any setting."""
    long = touching = 0
    for first, second in pairwise(lines):
        if len(first) > WIDE:
            long += 1
            touching += bool(second)
    return touching / max(long, 1)


def _short_lined(
    lines: list[str], lengths: list[int], touching: int, parted: int, rule: int
) -> Habit:
    width = sorted(lengths)[int(0.95 * (len(lengths) - 1))]
    if not touching or touching < 0.08 * (touching + parted):
        return Habit(Setting.BLANK, 0, 0, rule, 0.8, _EVERY_LINE)
    signs = [line[:1] for line in lines]
    rows = list(zip(lines, signs, [*signs[1:], ""], strict=True))
    near = 0.8 * width
    runs_on = len([1 for line, _, below in rows if below.islower() and line]) / touching
    full = len([1 for line, _, below in rows if below and len(line) > near]) / touching
    indents = Counter([len(line) - len(line.lstrip()) for line, sign, _ in rows if sign == " "])
    indented = sum(count for depth, count in indents.items() if depth <= 12) / len(lengths)
    if runs_on < 0.12 and full < 0.5 and parted < 0.3 * (touching + parted):
        return Habit(Setting.LINES, 0, 0, 0, 0.6, "short lines that seldom run on")
    if width > WIDE + 10 and full < 0.15:
        setting = Setting.BLANK if parted > 0.4 * (touching + parted) else Setting.LINES
        return Habit(setting, 0, 0, rule if parted else 0, 0.7, "lines of all lengths")
    why = f"{full:.0%} of the lines end near column {width}"
    starts = len([1 for _, sign, below in rows if below == " " and sign not in {"", " "}])
    if 0.04 <= indented <= 0.75 and starts > parted:
        depth = indents.most_common(1)[0][0]
        return Habit(Setting.INDENT, width, depth, 0, 0.9, f"{why}, {indented:.0%} are indented")
    return Habit(Setting.WRAPPED, width, 0, rule, 0.95 if runs_on > 0.3 else 0.75, why)


_EVERY_LINE = "each line stands between blank lines"


def single_spaced(text: str, habit: Habit) -> str:
    """Take every other blank line out of a text whose every line has one below it; else "".

    Only where lines run on into the next one: short paragraphs stand so, too.
    """
    if habit.evidence != _EVERY_LINE:
        return ""
    lines = [line for line in text.split("\n") if line]
    width = sorted(map(len, lines))[int(0.95 * (len(lines) - 1))]
    runs_on = sum(1 for line in lines[1:] if line[0].islower())
    full = sum(1 for line in lines if len(line) > 0.8 * width)
    if len(lines) < 6 or runs_on < 0.3 * len(lines) or full < 0.5 * len(lines):
        return ""
    marked = "\n\n\n" in text or sum(1 for line in lines if line[0] == " ") > 0.04 * len(lines)
    if marked:
        return text.replace("\n\n", "\n")
    out: list[str] = []
    for first, second in pairwise([*lines, ""]):
        room = len(first) + 1 + len(second.split(" ", 1)[0]) <= 0.95 * width
        ends = room and first[-1] in _SENTENCE_ENDS and not second[:1].islower()
        out.append(first + "\n" if ends else first)
    return "\n".join(out).rstrip()


def _gaps(text: str, filled: int) -> Counter[int]:
    """How often so many blank lines stand between two of the ``filled`` ones."""
    counts = Counter([len(ends) - 1 for ends in _PARTED.findall(text.strip("\n"))])
    counts[0] = filled - 1 - counts.total()
    return counts


_PARTED = re.compile("\n\n+")


def group(text: str, habit: Habit) -> list[Group]:
    """Part a text into groups: paragraphs, as far as blank lines, lines and indents tell."""
    if habit.setting is Setting.LINES:
        return _each_line(text)
    groups: list[Group] = []
    gap = 0
    for piece in text.split("\n\n"):
        if piece[:1] == "\n":
            gap += 1
            piece = piece[1:]
        if not piece:
            gap += 2
            continue
        if habit.setting is Setting.INDENT and "\n " in piece:
            groups.extend(_by_indent(piece, gap, habit.indent))
        else:
            groups.append(tuple.__new__(Group, (gap, piece)))  # in half the time of Group()
        gap = 1
    return _without_pages(groups) if habit.setting is Setting.INDENT else groups


_SHEET = range(20, 90)
"""Lines from one page's end to the next."""
_OFF = 2
"""Lines by which pages differ."""
_FEWEST_PAGES = 4


def _without_pages(groups: list[Group]) -> list[Group]:
    """Close the gaps that come at even steps in a text set by indents: they part its pages.

    A paragraph that such a gap parts is one again.
    """
    places: list[tuple[int, int]] = []
    line = 0
    for at, piece in enumerate(groups):
        if piece.gap and at:
            places.append((at, line))
        line += piece.gap + piece.text.count("\n") + 1
    steps = [below - above for (_, above), (_, below) in pairwise(places)]
    if len(steps) < _FEWEST_PAGES:
        return groups
    sheet = sorted(steps)[len(steps) // 2]
    even = [abs(step - sheet) <= _OFF for step in steps]
    if sheet not in _SHEET or sum(even) < 0.7 * len(even):
        return groups
    pages = {
        at
        for (at, _), above, below in zip(places, [even[0], *even], [*even, even[-1]], strict=True)
        if above or below
    }
    closed: list[Group] = []
    for at, piece in enumerate(groups):
        if at not in pages:
            closed.append(piece)
        elif piece.text[0] != " " and piece.text[0].islower():
            closed[-1] = Group(closed[-1].gap, f"{closed[-1].text}\n{piece.text}")
        else:
            closed.append(Group(0, piece.text))
    return closed


def _each_line(text: str) -> list[Group]:
    groups: list[Group] = []
    gap = 0
    for line in text.split("\n"):
        if line:
            groups.append(Group(gap, line))
            gap = 0
        else:
            gap += 1
    return groups


def _by_indent(piece: str, gap: int, indent: int) -> list[Group]:
    """Part lines at indents of the file's depth; a deeper run of lines stays together."""
    groups: list[Group] = []
    current: list[str] = []
    deep = False
    for line in piece.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        deeper = depth > indent + 3
        starts = bool(current) and (deeper != deep or (depth > 0 and not deeper))
        if starts:
            groups.append(Group(gap if not groups else 0, "\n".join(current)))
            current = []
        deep = deeper
        current.append(line)
    last = current.pop() if len(current) > 1 and _may_be_heading(current[-2:]) else ""
    groups.append(Group(gap if not groups else 0, "\n".join(current)))
    return [*groups, Group(0, last)] if last else groups


_NUMBERED = re.compile(r"(?:chapter|part|book)\s|\d{1,3}[.:]\s|[IVXL]{1,7}\.", re.IGNORECASE)
_LONGEST_HEADING = 60


def _may_be_heading(lines: list[str]) -> bool:
    """Whether the last of lines set in by paragraphs is none of theirs: ``2. LOW WATER``."""
    above, line = lines
    return (
        line[0] != " "
        and len(line) < _LONGEST_HEADING
        and above[-1] in _SENTENCE_ENDS
        and bool(_NUMBERED.match(line))
        and line[-1] not in ",;"
    )
