"""Groups of lines become blocks: joined, or with their lines kept where the author meant them."""

from __future__ import annotations

import re
from itertools import pairwise

from inglenook.formats.breaks import LONGEST_RULE, is_long_rule, is_scene_break
from inglenook.formats.emphasis import find_emphasis
from inglenook.formats.letters import (
    LONGEST_GREETING,
    LONGEST_LABEL,
    LONGEST_OPENING,
    is_sign_off,
    lines_meant,
    reads_as_letter,
)
from inglenook.formats.lines import Group, Habit
from inglenook.model import Block, Kind, Role

_HYPHENATED_END = re.compile(r"\n(?:(?<=\w-\n)|(?<=\S--\n)) *(?=\w)")
_SPACES = re.compile(" {2,}")
_COLUMNS = re.compile(r"\S {3,}\S|\||\.{5,}")
_BREAK_STARTS = frozenset("*-=~_#+.oOxX0•◊§<>|^:·∙●○■□◆★☆❖†‡—–─═╔╚╠┌└├█▓▒░▄▀[({/\\&%@$!'`,;")


def blocks_of(piece: Group, habit: Habit, role: Role = Role.BODY) -> list[Block]:
    """Return the blocks a group of lines makes, emphasis marks turned into spans."""
    text = piece.text
    if text[0] in "[_ " and (picture := picture_of(text, role)):
        return [picture]
    if habit.width and (joined := _full_lines(text, habit.width)):
        return [styled(Kind.PARAGRAPH, joined, role)]
    if (
        len(text) <= LONGEST_RULE
        and text.lstrip()[0] in _BREAK_STARTS
        and (is_scene_break(text) or is_long_rule(text))
    ):
        return [Block(Kind.SCENE_BREAK, text.strip(), (), role)]
    if "\n" not in text:
        return [styled(_kind_of_line(text), _squeeze(text), role)]
    has_rule = any(rule in text for rule in _RULES)
    if has_rule and (parts := _at_rules(text)):
        return [block for part in parts for block in blocks_of(Group(0, part), habit, role)]
    return _wrapped(text, habit, role) if habit.width else _unwrapped(text, role)


_PICTURE = re.compile(
    r"\s*_?\[_?(?:illustrations?|frontispiece|abbildung|figure|image|picture|plate|decoration|"
    r"vignette|head-?piece|tail-?piece)\b(?P<caption>[^\]]*)\]_?\s*",
    re.IGNORECASE,
)


def picture_of(text: str, role: Role = Role.BODY) -> Block | None:
    """Return the note that stands for a picture, ``[Illustration: The weir]``; folded if bare."""
    match = _PICTURE.fullmatch(text)
    if match is None:
        return None
    bare = not any(map(str.isalnum, match["caption"]))
    return Block(Kind.NOTE, " ".join(text.split()), (), Role.RESIDUE if bare else role)


_RULES = ("-----", "=====", "*****", "_____")
_FULL = 0.78
"""Of the file's width: lines as long as that on average were wrapped by a program."""


def _full_lines(text: str, width: int) -> str:
    """Join lines that fill the width and hold nothing else: three groups of four; else ""."""
    first = text.find("\n")
    if text[0] == " " or first <= LONGEST_GREETING * width:
        return ""
    if first <= LONGEST_OPENING and is_sign_off(text[:first]):
        return ""
    if text.rfind("\n") < (_FULL * width + 1) * text.count("\n"):
        return ""
    if "*" in text or "=" in text or text.find(":", 0, LONGEST_LABEL) > 0:
        return ""
    hyphens = text.count("-")  # one sign is found at ten times the speed of two
    if (hyphens > 4 and "-----" in text) or ("_" in text and "_____" in text):
        return ""
    flat = text.replace("\n", " ")
    if "  " in flat or (hyphens and "-\n" in text):
        return "" if "\n " in text else join(text)
    return flat.strip()


_RULE = re.compile(r"[\W_]{5,}")


def _at_rules(text: str) -> list[str]:
    """Part lines at the rules among them; nothing where there are none, or in a table."""
    lines = text.split("\n")
    if sum(1 for line in lines if _COLUMNS.search(line.strip())) > 1:
        return []
    parts: list[list[str]] = [[]]
    for line in lines:
        if _RULE.fullmatch(line.strip()):
            parts += [[line], []]
        else:
            parts[-1].append(line)
    return ["\n".join(part) for part in parts if part] if len(parts) > 1 else []


def styled(kind: Kind, text: str, role: Role = Role.BODY) -> Block:
    """Return a block of clean text, its emphasis marks turned into spans."""
    if "_" in text or "*" in text or "/" in text or "<" in text:  # a tenth of a pattern's time
        text, spans = find_emphasis(text)
        return Block(kind, text, spans, role)
    return tuple.__new__(Block, (kind, text, (), role))  # in half the time of Block()


def _kind_of_line(text: str) -> Kind:
    if text[0] == " " and len(text) < 400 and len(_COLUMNS.findall(text)) > 2:
        return Kind.PREFORMATTED
    return Kind.PARAGRAPH


def _squeeze(text: str) -> str:
    text = text.strip()
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def join(text: str) -> str:
    """Join the lines of a wrapped paragraph. A hyphen at a line's end stays, without the space."""
    if "-\n" in text:
        text = _HYPHENATED_END.sub("", text)
    return _squeeze(text.replace("\n", " "))


def _wrapped(text: str, habit: Habit, role: Role) -> list[Block]:
    if meant := lines_meant(text, habit.width):
        letter, rest = meant
        block = styled(Kind.LETTER, "\n".join(letter), role)
        return [block, *_set(rest, habit, role)] if rest else [block]
    return _paragraphs(text, habit, role)


def _set(lines: list[str], habit: Habit, role: Role) -> list[Block]:
    """The blocks of lines that a letter or a signature was taken from."""
    text = "\n".join(lines)
    if len(lines) == 1:
        return [styled(Kind.PARAGRAPH, _squeeze(text), role)]
    return _paragraphs(text, habit, role, has_signatures=False)


def _paragraphs(text: str, habit: Habit, role: Role, *, has_signatures: bool = True) -> list[Block]:
    flat = text.replace("\n", " ")
    single = "  " not in flat  # spaces, and then no line but the first is set in
    flush = text[0] != " " and (single or "\n " not in text)
    if flush and text.rfind("\n") >= (_FULL * habit.width + 1) * text.count("\n"):
        joined = flat.strip() if single and "-\n" not in text else join(text)
        return [styled(Kind.PARAGRAPH, joined, role)]
    lines = text.split("\n")
    if flush:
        if _is_prose(lines, habit):
            return [styled(Kind.PARAGRAPH, join(text), role)]
        return _kept(lines, role)
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    far = has_signatures and max(indents) >= min(indents) + _DEEPER
    if far and (runs := _deep_runs(lines, indents, habit)):
        return _parted(runs, habit, role)
    if min(indents[1:]) > 0:  # all but perhaps the first: set in
        least = min(indents)
        inner = [line[least:] for line in lines]
        if indents[0] <= indents[1] + 6 and _is_prose(
            [line.strip() for line in lines], habit, inset=least
        ):
            kind = Kind.QUOTE if indents[0] else Kind.PARAGRAPH
            return [styled(kind, join("\n".join(map(str.strip, lines))), role)]
        return _kept(inner, role)
    return _split_at_indents(lines, indents, habit, role)


_DEEPER = 10
"""Columns a signature stands further in than the text above it; stairs of verse do, too."""


def _deep_runs(
    lines: list[str], indents: list[int], habit: Habit
) -> list[tuple[bool, list[str]]] | None:
    """Part short lines far to the right from prose; None where there is no prose."""
    least = min(indents)
    runs: list[tuple[bool, list[str]]] = []
    for line, indent in zip(lines, indents, strict=True):
        deep = indent >= least + _DEEPER and len(line) - indent <= 0.6 * habit.width
        if runs and runs[-1][0] == deep:
            runs[-1][1].append(line)
        else:
            runs.append((deep, [line]))
    prose = any(
        not deep
        and (len(run) > 2 or (len(run) == 2 and len(run[0]) > 0.78 * habit.width))
        and _is_prose([line.strip() for line in run], habit, least)
        for deep, run in runs
    )
    return runs if prose and len(runs) > 1 else None


def _parted(runs: list[tuple[bool, list[str]]], habit: Habit, role: Role) -> list[Block]:
    blocks: list[Block] = []
    if len(runs) == 2 and runs[1][0] and min(_indent(line) for line in runs[0][1]) > 0:
        (_, text), (_, signature) = runs  # set in, and signed: a note
        least = min(_indent(line) for line in text)
        signed = "\n".join(line[least:] for line in signature)
        bare = [line.strip() for line in text]
        greets = bare[0].endswith((",", ":")) and len(bare[0]) < 0.6 * max(map(len, bare))
        greeting = [bare.pop(0)] if greets and len(bare) > 1 else []
        note = "\n".join([*greeting, join("\n".join(bare)), signed])
        return [styled(Kind.LETTER, note, role)]
    for deep, run in runs:
        if not deep:
            blocks.extend(_set(run, habit, role))
            continue
        least = min(_indent(line) for line in run)
        blocks.append(styled(Kind.LETTER, "\n".join(line[least:] for line in run), role))
    return blocks


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _split_at_indents(
    lines: list[str], indents: list[int], habit: Habit, role: Role
) -> list[Block]:
    """A line set in begins a paragraph; two and more in a row are verse or a letter."""
    runs: list[tuple[bool, list[str]]] = []
    last = len(lines) - 1
    for at, line in enumerate(lines):
        inset = indents[at] > 0
        alone = inset and (at == last or indents[at + 1] == 0) and (at == 0 or indents[at - 1] == 0)
        starts = not runs or alone or (inset != runs[-1][0])
        if starts and not (runs and not inset and not runs[-1][0]):
            runs.append((inset and not alone, [line]))
        else:
            runs[-1][1].append(line)
    blocks: list[Block] = []
    for inset, run in runs:
        if inset:
            least = min(len(line) - len(line.lstrip(" ")) for line in run)
            blocks.extend(_kept([line[least:] for line in run], role))
        elif len(run) == 1 or _is_prose([line.strip() for line in run], habit):
            blocks.append(styled(Kind.PARAGRAPH, join("\n".join(map(str.strip, run))), role))
        else:
            blocks.extend(_kept(run, role))
    return blocks


def _is_prose(lines: list[str], habit: Habit, inset: int = 0) -> bool:
    """Whether lines end where the margin is, not where the author wanted."""
    body = lines[:-1]
    width = max(habit.width - 2 * inset, 20)
    mean = sum(map(len, body)) / len(body)
    if mean >= 0.78 * width:
        return True
    longest = max(map(len, lines))
    runs_on = sum(1 for line in lines[1:] if line[:1].islower()) / len(body)
    if longest > 0.8 * width and (runs_on >= 0.34 or mean >= 0.62 * width):
        return True
    # Could each line have taken the next one's first word? Then its end was meant.
    room = sum(
        1
        for first, second in pairwise(lines)
        if len(first) + 1 + len(second.split(" ", 1)[0]) <= longest
    )
    return longest > 0.5 * width and room <= 0.25 * len(body) and runs_on >= 0.5


def _kept(lines: list[str], role: Role) -> list[Block]:
    columns = sum(1 for line in lines if _COLUMNS.search(line.strip()))
    if columns >= 2 and columns > 0.4 * len(lines):
        return [Block(Kind.PREFORMATTED, "\n".join(lines), (), role)]
    text = "\n".join(_SPACES.sub(" ", line) if "  " in line.strip() else line for line in lines)
    kind = Kind.LETTER if text.isupper() or reads_as_letter(lines) else Kind.VERSE
    return [styled(kind, text, role)]


def _unwrapped(text: str, role: Role) -> list[Block]:
    """In a file that does not wrap every line end was typed: paragraphs, or verse."""
    lines = text.split("\n")
    short = all(len(line) <= 62 for line in lines)
    spoken = sum(1 for line in lines if line.lstrip()[:1] in "\"“'‘-")
    if short and len(lines) > 2 and spoken < 0.3 * len(lines):
        return _kept(lines, role)
    blocks: list[Block] = []
    for line in lines:
        if is_scene_break(line):
            blocks.append(Block(Kind.SCENE_BREAK, line.strip(), (), role))
        elif line.strip():
            blocks.append(styled(Kind.PARAGRAPH, _squeeze(line), role))
    return blocks
