"""The head of a text: title, byline, label lines, mail header, and where the story begins.

Everything is decided on a window of the first lines. A head is accepted only on
evidence: a byline, two known labels, one label no prose would use, a mail
header, or a short first line that prose follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from inglenook.formats.breaks import is_end, is_scene_break
from inglenook.formats.labels import WEAK, Label, parse_label, split_names
from inglenook.formats.lines import Group, Habit
from inglenook.formats.marks import mark_at_end, parse_mark, strip_ornaments
from inglenook.formats.residue import Mail, is_navigation, read_mail_header
from inglenook.model import Block, Guess, Kind, Mark, Role

WINDOW = 90
"""Non-blank lines looked at; real headers end within 60, long notes take some more."""
LONGEST_TITLE = 100


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


@dataclass(slots=True)
class Head:
    """What the head of a text says, and how many groups it takes."""

    taken: int = 0
    blocks: list[Block] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    title: str = ""
    authors: tuple[str, ...] = ()
    mark: Mark | None = None
    guesses: list[Guess] = field(default_factory=list)


_BY = re.compile(
    r"[\W_]{0,6}(?:(?:(?:an?\s+)?(?:short\s+)?(?:story|novel|tale|fanfic|fic|romance|play|fan\s?fiction)\s+)?"
    r"(?:re)?(?:written\s+)?by|von|par|door|автор:?)(?:\s*:)?\s+(?P<name>\S.{0,100})",
    re.IGNORECASE,
)
_BY_ALONE = re.compile(r"[\W_]{0,4}(?:(?:written )?by|von|par)[\W_]{0,4}", re.IGNORECASE)
_TITLE_BY = re.compile(
    r"[\"“*_]{0,2}(?P<title>[^\"”]{1,90}?)[\"”*_]{0,2},?\s+(?:by|BY|By)\s+(?P<name>[A-Z]\S*(?:\s+\S+){0,8})"
)
CONTENTS = re.compile(
    r"[\W_]{0,8}(?:(?:table\s+of\s+)?contents|index|inhalt(?:sverzeichnis|s-verzeichnis)?|"
    r"table(?:\s+des\s+mati[èe]res)?|contents\s+of\s+.{1,40}|содержание|оглавление|chapters)[\W_]{0,8}",
    re.IGNORECASE,
)
_NOTE_CUE = re.compile(
    r"\b(?:takes place|set (?:in|after|before|during)|season|spoilers?|a/?u\b|au\b|episode|disclaimer|"
    r"don't own|do not own|belongs? to|written for|thanks to|beta|feedback|warning|rated|slash|"
    r"this (?:story|fic|is (?:a|my|the|just))|sequel|prequel|part of|challenge|inspired by|"
    r"all rights reserved|copyright|my first|fanfic|fic\b|post-|pre-series|missing scene)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)*_]{0,3}$")
_NAME_WORDS = re.compile(
    r"(?:(?:[A-ZÀ-Þ]\.?\s?){1,3}|[A-ZÀ-Þ][\w'’.-]+\s)(?:(?:de|von|van|der|la|le|du|the)\s)?"
    r"(?:[A-ZÀ-Þ]\.\s?){0,2}(?:[A-ZÀ-Þ][\w'’-]+\s?){1,2}"
)


def read_head(groups: list[Group], habit: Habit) -> Head:
    """Return what the head of a text says; ``taken`` is 0 where there is none."""
    parts = _parts(groups, habit)
    head = Head()
    end = _end_of(parts)
    title_at = _find_title(parts, end, head)
    end = max(end, title_at)
    end = _extend(parts, end)
    end = _not_the_story(parts, end, groups)
    if not end:
        return head
    while end < len(parts) and parts[end].place == parts[end - 1].place:
        end += 1  # a group is taken whole
    head.taken = parts[end - 1].place + 1
    _fill(parts[:end], head, title_at)
    return head


def _not_the_story(parts: list[Part], end: int, groups: list[Group]) -> int:
    """Give back a story so short that its closing note was taken for its head."""
    loose = [
        at for at, part in enumerate(parts[:end]) if part.kind == "other" and _words(part) > 25
    ]
    if not loose:
        return end
    rest = sum(len(piece.text) for piece in groups[parts[end - 1].place + 1 :])
    return end if rest > sum(len(parts[at].text) for at in loose) else loose[0]


def _parts(groups: list[Group], habit: Habit) -> list[Part]:
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
    return parts


def _classify(lines: list[str], gap: int, index: int) -> list[Part]:
    text = "\n".join(lines)
    if mail := read_mail_header(lines):
        return [Part("mail", text, gap, index, mail=mail)]
    kinds = [_kind_of(line) for line in lines]
    if len(lines) == 1:
        return [_part(kinds[0], lines, gap, index)]
    if all(kind == "rule" for kind in kinds):
        return [Part("rule", text, gap, index)]
    if all(line.lstrip()[:1] == ">" for line in lines):
        return [Part("residue", text, gap, index)]
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
        match = _BY.fullmatch(line)
        if match and _is_name(match.group("name")):
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


def _is_name(text: str) -> bool:
    """Whether what follows "by" is a person: "by the time he came" is not."""
    text = text.strip(" *_,.;")
    words = text.split()
    if not words or len(words) > 9 or len(text) > 80:
        return False
    if text.endswith((",", ";", ":")) or words[0].casefold() in _NO_NAME:
        return (words[0].casefold() == "the" and words[-1][:1].isupper() and len(words) < 6) or (
            " ".join(words[:3]).casefold() == "the author of"
        )
    plain = sum(1 for word in words if word.isalpha() and word.islower() and word not in _LINKS)
    return plain <= (1 if len(words) <= 2 else 0) + len(words) // 4 or "@" in text


_NO_NAME = frozenset(
    [
        "the",
        "a",
        "an",
        "his",
        "her",
        "its",
        "their",
        "my",
        "your",
        "our",
        "this",
        "that",
        "these",
        "those",
        "then",
        "now",
        "no",
        "any",
        "all",
        "some",
        "far",
        "which",
        "means",
        "way",
        "and",
        "what",
        "noon",
        "midnight",
        "dawn",
        "morning",
        "night",
        "day",
        "it",
        "him",
        "them",
        "me",
        "us",
        "you",
    ]
)
_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "le",
        "la",
        "les",
        "un",
        "une",
        "el",
        "los",
        "il",
        "lo",
    ]
)
_LINKS = frozenset(["and", "with", "von", "van", "de", "la", "der", "the", "of", "du", "le", "da"])


def _words(part: Part) -> int:
    return len(part.text[:20_000].split())


def _end_of(parts: list[Part]) -> int:
    """Index behind the last part that must belong to the head; 0 if nothing does."""
    end = prose = 0
    strong: set[str] = set()
    fields: set[str] = set()
    anchored = roomy = False
    for at, part in enumerate(parts):
        if part.kind in {"mail", "residue"}:
            if prose > 60:
                break
            end = at + 1
            prose = 0
            anchored = anchored or part.kind == "mail"
        elif part.kind == "byline":
            if prose > 40 and not _on_title_page(parts, at):
                break
            end, prose, anchored = at + 1, 0, True
        elif part.kind == "byline alone" and at + 1 < len(parts):
            if _words(parts[at + 1]) <= 6 and (prose <= 40 or _on_title_page(parts, at)):
                end, prose, anchored = at + 2, 0, True
        elif part.kind == "label":
            name = part.labels[0].field
            if prose > (_LONGEST_VALUE if roomy and len(strong) > 1 else 40):
                break
            roomy = name in _ROOMY or not part.labels[0].value
            fields.add(name)
            if name not in WEAK:
                strong.add(name)
            known = len(fields) >= 2 or anchored
            if (strong and (known or prose < 30)) or len(fields) >= 3 or anchored:
                end, prose = at + 1, 0
            else:
                prose += _words(part)
        elif part.kind == "contents":
            break
        elif part.kind == "other":
            prose += _words(part)
        elif part.kind == "mark" and prose > 60:
            break
    return _before_marks(parts, end)


_ROOMY = frozenset({"summary", "notes", "disclaimer", "thanks", "feedback", "warnings"})
_LONGEST_VALUE = 250
"""Words a summary or a note may run on for, over paragraphs, before the next label."""


def _on_title_page(parts: list[Part], at: int) -> bool:
    """Whether short lines stand on both sides: an epigraph may come before the title."""
    around = parts[max(at - 1, 0) : at] + parts[at + 1 : at + 4]
    return at > 0 and all(_words(part) < 12 for part in around if part.kind == "other")


def _before_marks(parts: list[Part], end: int) -> int:
    """End before a mark that byline or labels precede: what follows is the chapter's own."""
    marks = [at for at, part in enumerate(parts[:end]) if part.kind == "mark"]
    if not marks:
        return end
    named = any(part.kind in {"byline", "label"} for part in parts[: marks[0]])
    return marks[0] if named or len(marks) > 1 else end


def _find_title(parts: list[Part], end: int, head: Head) -> int:
    """Find the title line; returns the index behind it, 0 where there is none."""
    for part in parts[:end]:
        for label in part.labels:
            if label.field == "title" and label.value:
                _set_title(head, label.value, 0.98, f"the label “{label.label}”")
    at = next(
        (n for n, part in enumerate(parts) if part.kind not in {"residue", "rule", "mail"}), -1
    )
    if at < 0:
        return 0
    at = _below_rule(parts, at, end)
    if parts[at].kind == "other" and not _may_be_title(parts[at].text.strip()):
        at = _title_below_epigraph(parts, at, end)
    first = parts[at]
    if first.kind not in {"other", "byline"} or head.title:
        return 0
    line = first.text.strip()
    both = _TITLE_BY.fullmatch(" ".join(line.split())) if len(line) < 140 else None
    if both and _is_name(both.group("name")) and not _SENTENCE_END.search(line.rstrip(".")):
        _set_title(head, both.group("title"), 0.85, "first line, which names the author too")
        _set_authors(head, both.group("name"), 0.85, "“by” in the first line")
        return at + 1
    if first.kind != "other" or not _may_be_title(line):
        return 0
    return at + taken if (taken := _judge_title(parts, at, end, head, line)) else 0


def _below_rule(parts: list[Part], first: int, end: int) -> int:
    """Where a rule parts a sender's lines from title and byline, the title is below it."""
    byline = next((n for n in range(first, end) if parts[n].kind.startswith("byline")), first)
    rule = next((n for n in range(byline, first, -1) if parts[n].kind == "rule"), first)
    between = rule + 1 < byline and parts[rule + 1].kind == "other"
    # a rule right under the first line only underlines it
    return rule + 1 if rule > first and between and _words(parts[rule + 1]) < 12 else first


def _title_below_epigraph(parts: list[Part], first: int, end: int) -> int:
    """Index of the first short line of the run of them that leads up to the byline."""
    byline = next((n for n in range(first, end) if parts[n].kind.startswith("byline")), first)
    at = byline
    while at > first and parts[at - 1].kind == "other" and _words(parts[at - 1]) < 12:
        at -= 1
    return at if at < byline else first


def _judge_title(parts: list[Part], at: int, end: int, head: Head, line: str) -> int:
    """Decide whether a line is the title; returns how many parts title and name take."""
    title = " ".join(line.split())
    later = parts[at + 1 : max(end, at + 8)]
    byline = next((n for n, part in enumerate(later[:7]) if part.kind.startswith("byline")), None)
    if byline is not None and all(_words(part) < 15 for part in later[:byline]):
        _set_title(head, title, 0.95, "first line, with a “by” line after it")
    elif end > at + 1:
        _set_title(head, title, 0.85, "first line, with label lines after it")
    elif later and later[0].kind in {"mark", "contents"}:
        _set_title(head, title, 0.8, "first line, with a chapter mark after it")
    elif later and _reads_as_author_first(parts, at):
        _set_authors(head, title, 0.6, "a name alone on the first line")
        _set_title(head, later[0].text, 0.6, "the line after a name")
        return 2
    elif later and _reads_as_author(parts, at):
        _set_title(head, title, 0.75, "first line, with a name after it")
        _set_authors(head, later[0].text.strip(), 0.65, "a name alone on the second line")
        return 2
    elif later and _words(later[0]) > 6 and not _SENTENCE_END.search(title.rstrip(".!?")):
        if (title.endswith((".", ",")) and not title.isupper()) or (
            title[0].islower() or later[0].text[0].islower()
        ):
            return 0
        gap = later[0].gap > 1 or later[0].kind == "rule"
        _set_title(head, title, 0.7 if gap else 0.6, "short first line, with prose after it")
    else:
        return 0
    return 1


def _reads_as_author(parts: list[Part], at: int) -> bool:
    second = parts[at + 1]
    if second.kind != "other" or not _NAME_WORDS.fullmatch(second.text.strip() + " "):
        return False
    if second.text.split()[0].casefold() in _ARTICLES:
        return False
    third = parts[at + 2] if at + 2 < len(parts) else None
    return third is not None and (third.kind in {"mark", "contents", "rule"} or third.gap > 1)


def _reads_as_author_first(parts: list[Part], at: int) -> bool:
    """ "Achim von Arnim", space, "Die Kronenwächter": the second begins as no name does."""
    first, second = parts[at].text.strip(), parts[at + 1]
    named = _NAME_WORDS.fullmatch(first + " ") and first.split()[0].casefold() not in _ARTICLES
    begins = second.text.split()[0].casefold() in _ARTICLES
    return bool(named and begins and second.kind == "other" and _may_be_title(second.text.strip()))


def _may_be_title(line: str) -> bool:
    if len(line) > LONGEST_TITLE or line.count("\n") > 2 or not any(map(str.isalnum, line)):
        return False
    words = line.split()
    if len(words) > 14 or line[0] in ">|{" or line.startswith(("http", "www.")):
        return False
    quoted = line[0] in "\"“'‘" and line[-1] in ",.!?\"”'’" and len(words) > 6
    return not quoted and not line.endswith((",", ";", "--")) and line[0] != "-"


def _set_title(head: Head, text: str, confidence: float, evidence: str) -> None:
    title, mark = mark_at_end(strip_ornaments(text))
    title = title.strip()
    if len(title) > 1 and title[0] in '"“_*' and title[-1] in '"”_*':
        title = title[1:-1].strip()
    title = re.sub(r"(?<!\w)[_*]|[_*](?!\w)", "", title)
    head.title = title
    head.mark = head.mark or mark
    head.guesses.append(Guess("title", title, confidence, evidence))


def _set_authors(head: Head, text: str, confidence: float, evidence: str) -> None:
    head.authors = split_names(re.sub(r"[_*]", "", text))
    head.guesses.append(Guess("authors", ", ".join(head.authors), confidence, evidence))


def _extend(parts: list[Part], end: int) -> int:
    """Take in what follows a head without a label: a value, a note, the rule below it."""
    if not end:
        return 0
    last = parts[end - 1]
    if last.labels and not last.labels[0].value and end < len(parts) and parts[end].kind == "other":
        end += 1
    end = _value_runs_on(parts, end)
    while end < len(parts) and parts[end].kind in {"other", "rule"}:
        part = parts[end]
        if part.kind == "rule":
            end += 1
            break
        if not _is_note(part.text) or end + 1 >= len(parts):
            break
        end += 1
    return end


def _value_runs_on(parts: list[Part], end: int) -> int:
    """A long value of several paragraphs ends where space, a mark or a contents table says so."""
    last = parts[end - 1]
    if not last.labels or last.labels[0].field not in {"summary", "notes", "disclaimer", "thanks"}:
        return end
    words = 0
    for at in range(end, min(end + 8, len(parts))):
        part = parts[at]
        if part.kind in {"mark", "contents"} or (part.gap >= 3 and at > end):
            return at
        words += _words(part)
        if part.kind != "other" or part.gap > 2 or words > 200:
            return end
    return end


def _is_note(text: str) -> bool:
    """Whether an unlabelled paragraph is about the story: "takes place in season 4, an AU"."""
    text = text.strip()
    if text.count(" ") > 90 or text[0] in '"“':
        return False
    if is_end(text.split("\n")[0]):
        return True
    bracketed = text[0] in "([{<*" and text[-1] in ")]}>*"
    cue = len(_NOTE_CUE.findall(text))
    if bracketed:
        return cue > 0
    return (cue > 0 and text[0].islower() and not _SENTENCE_END.search(text)) or cue > 2


def _fill(parts: list[Part], head: Head, title_at: int) -> None:
    seen_byline = False
    named = any(label.field == "authors" for part in parts for label in part.labels)
    for at, part in enumerate(_with_values(parts)):
        role, kind = Role.FRONT, Kind.NOTE
        if part.kind == "label":
            head.labels.extend(part.labels)
            if part.labels[0].field in {"title", "authors"}:
                role, kind = Role.TITLE, Kind.HEADING
        elif part.kind in {"residue", "mail"}:
            role = Role.RESIDUE
            if part.mail:
                _from_mail(part.mail, head)
        elif part.kind == "byline":
            role, kind = Role.TITLE, Kind.HEADING
            match = _BY.fullmatch(part.text.strip())
            if match and not seen_byline and not named and not head.authors:
                _set_authors(head, match.group("name"), 0.95, "a “by” line at the head")
            seen_byline = True
        elif part.kind == "byline alone" or (at and parts[at - 1].kind == "byline alone"):
            role, kind = Role.TITLE, Kind.HEADING
            if part.kind == "other" and not head.authors:
                _set_authors(head, part.text.strip(), 0.9, "the line after “by”")
        elif part.kind == "mark":
            role, kind = Role.TITLE, Kind.HEADING
            head.mark = head.mark or part.mark
        elif at < title_at or (
            part.kind == "other" and not seen_byline and _before_byline(parts, at)
        ):
            role, kind = (Role.TITLE, Kind.HEADING) if part.kind == "other" else (role, kind)
        head.blocks.append(_head_block(part, kind, role))
    if named:
        value = next(x.value for p in parts for x in p.labels if x.field == "authors")
        names = ", ".join(split_names(value))
        head.guesses.append(Guess("authors", names, 0.98, "the label of the author"))


def _with_values(parts: list[Part]) -> list[Part]:
    """Give a label without a value the lines below it, as archives' pages are copied."""
    filled = list(parts)
    at_label = -1
    for at, part in enumerate(parts):
        if part.kind == "label":
            at_label = at if not part.labels[0].value else -1
        elif part.kind != "other":
            at_label = -1
        elif at_label >= 0:
            label = filled[at_label].labels[0]
            value = f"{label.value}\n{' '.join(part.text.split())}".strip()
            filled[at_label] = filled[at_label]._replace(labels=(replace(label, value=value),))
            at_label = at_label if label.field in _ROOMY else -1
    return filled


def _before_byline(parts: list[Part], at: int) -> bool:
    return any(part.kind.startswith("byline") for part in parts[at:]) and _words(parts[at]) < 15


def _head_block(part: Part, kind: Kind, role: Role) -> Block:
    lines = [" ".join(line.split()) for line in part.text.split("\n")]
    joined = part.kind == "label" or kind is Kind.HEADING
    return Block(kind, (" " if joined else "\n").join(lines), (), role)


_SUBJECT_TAGS = re.compile(
    r"^(?:(?:re|fwd?|fic|new|repost|story|ff|fanfic|adv)\s*[:>]\s*|\[[^\]]{1,30}\]\s*)+",
    re.IGNORECASE,
)


def _from_mail(mail: Mail, head: Head) -> None:
    subject = _SUBJECT_TAGS.sub("", mail.subject).strip()
    if not subject or head.title:
        _, mark = mark_at_end(subject) if subject else ("", None)
        head.mark = head.mark or mark
        return
    quoted = re.search(r"[\"“]([^\"”]{2,80})[\"”]", subject)
    by = re.search(r"\s+by\s+(?P<name>[^()\[\]]{2,60})", subject, re.IGNORECASE)
    name = by.group("name") if by else ""
    bare = re.sub(r"\s*[\[(](?!\d)[^\])]{0,40}[\])]", "", subject[: by.start()] if by else subject)
    rest = subject[by.end() :] if by else ""
    _, mark = mark_at_end("x " + rest) if rest else ("", None)
    head.mark = head.mark or mark
    found, mark = mark_at_end(bare.strip())
    head.mark = head.mark or mark
    if quoted:
        found = quoted.group(1)
        fraction = re.search(r"\d{1,3}/\d{1,3}", subject)
        head.mark = head.mark or (parse_mark(fraction.group()) if fraction else None)
    _set_title(head, found, 0.75, "the subject of the message")
    if name and not head.authors:
        _set_authors(head, name, 0.75, "the subject of the message")
