"""The head of a text: title, byline, label lines, mail header, and where the story begins.

Everything is decided on a window of the first lines. A head is accepted only on
evidence: a byline, two known labels, one label no prose would use, a mail
header, or a short first line that prose follows.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inglenook.formats.breaks import is_end
from inglenook.formats.labels import WEAK, split_names
from inglenook.formats.lines import Group
from inglenook.formats.marks import mark_at_end, parse_mark
from inglenook.formats.parts import BY, Part, parts_of, words_of
from inglenook.formats.residue import Mail
from inglenook.formats.titles import SENTENCE_END, Head, find_title, set_authors, set_title
from inglenook.model import Block, Guess, Kind, Role

_NOTE_CUE = re.compile(
    r"\b(?:takes place|set (?:in|after|before|during)|season|spoilers?|a/?u\b|episode|"
    r"disclaimer|"
    r"don't own|do not own|belongs? to|written for|thanks to|beta|feedback|warning|rated|slash|"
    r"this (?:story|fic|is (?:a|my|the|just))|sequel|prequel|part of|challenge|inspired by|"
    r"all rights reserved|copyright|my first|fanfic|fic\b|post-|pre-series|missing scene)",
    re.IGNORECASE,
)


def read_head(groups: list[Group]) -> Head:
    """Return what the head of a text says; ``taken`` is 0 where there is none."""
    parts = parts_of(groups)
    head = Head()
    end = _end_of(parts)
    title_at = find_title(parts, end, head)
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
        at for at, part in enumerate(parts[:end]) if part.kind == "other" and words_of(part) > 25
    ]
    if not loose:
        return end
    rest = sum(len(piece.text) for piece in groups[parts[end - 1].place + 1 :])
    return end if rest > sum(len(parts[at].text) for at in loose) else loose[0]


class _Reach:
    """How far the head reaches, as its parts are read one after another."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts
        self.end = self.prose = 0
        self.strong: set[str] = set()
        self.fields: set[str] = set()
        self.anchored = self.roomy = False

    def take(self, at: int, count: int = 1) -> None:
        """The head reaches over a part, and over the prose before it."""
        self.end, self.prose = at + count, 0

    def is_over(self, at: int) -> bool:
        """Read a part; returns whether the head must have ended before it."""
        part = self.parts[at]
        if part.kind in {"mail", "residue"}:
            return self._sent(at, part)
        if part.kind in {"byline", "byline alone"}:
            return self._byline(at, part)
        if part.kind == "label":
            return self._label(at, part)
        if part.kind == "other" and not _RIGHTS.search(part.text[:600]):
            self.prose += words_of(part)
        return part.kind == "contents" or (part.kind == "mark" and self.prose > 60)

    def _sent(self, at: int, part: Part) -> bool:
        if self.prose > 60:
            return True
        self.take(at)
        self.anchored = self.anchored or part.kind == "mail"
        return False

    def _byline(self, at: int, part: Part) -> bool:
        fits = self.prose <= 40 or _on_title_page(self.parts, at)
        if part.kind == "byline":
            if fits:
                self.take(at)
                self.anchored = True
            return not fits
        if fits and at + 1 < len(self.parts) and words_of(self.parts[at + 1]) <= 10:
            self.take(at, 2)
            self.anchored = True
        return False

    def _label(self, at: int, part: Part) -> bool:
        label = part.labels[0]
        if self.prose > (_LONGEST_VALUE if self.roomy and len(self.strong) > 1 else 40):
            return True
        self.roomy = label.field in _ROOMY or not label.value
        self.fields.add(label.field)
        if label.field not in WEAK:
            self.strong.add(label.field)
        known = len(self.fields) >= 2 or self.anchored
        if (self.strong and (known or self.prose < 30)) or len(self.fields) >= 3 or self.anchored:
            self.take(at)
        else:
            self.prose += words_of(part)
        return False


_RIGHTS = re.compile(r"\ball\s+rights\s+reserved\b|\bcopyright(?:ed)?\s+\W?\d", re.IGNORECASE)
"""A notice among the lines of a head is no prose before it."""


def _end_of(parts: list[Part]) -> int:
    """Index behind the last part that must belong to the head; 0 if nothing does."""
    reach = _Reach(parts)
    for at in range(len(parts)):
        if reach.is_over(at):
            break
    return _before_marks(parts, reach.end)


_ROOMY = frozenset({"summary", "notes", "disclaimer", "thanks", "feedback", "warnings"})
_LONGEST_VALUE = 250
"""Words a summary or a note may run on for, over paragraphs, before the next label."""


def _on_title_page(parts: list[Part], at: int) -> bool:
    """Whether short lines stand on both sides: an epigraph may come before the title."""
    around = parts[max(at - 1, 0) : at] + parts[at + 1 : at + 4]
    return at > 0 and all(words_of(part) < 12 for part in around if part.kind == "other")


def _before_marks(parts: list[Part], end: int) -> int:
    """End before a mark that byline or labels precede: what follows is the chapter's own."""
    marks = [at for at, part in enumerate(parts[:end]) if part.kind == "mark"]
    if not marks:
        return end
    named = any(part.kind in {"byline", "label"} for part in parts[: marks[0]])
    return marks[0] if named or len(marks) > 1 else end


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
        if part.text.strip().casefold() in _ANDS and end + 1 < len(parts):
            end += 2
            continue
        if _WORKS.match(part.text):
            end += 1 if words_of(part) > 3 else min(2, len(parts) - end)
            continue
        if not _is_note(part.text) or end + 1 >= len(parts):
            break
        end += 1
    return end


_WORKS = re.compile(r"\W{0,3}(?:the\s+)?authors?\s+of\b", re.IGNORECASE)


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
        words += words_of(part)
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
    return (cue > 0 and text[0].islower() and not SENTENCE_END.search(text)) or cue > 2


def _fill(parts: list[Part], head: Head, title_at: int) -> None:
    """Turn the parts of a head into folded blocks, and note what they say."""
    for at, part in enumerate(_with_values(parts)):
        role = _role_of(parts, at, title_at)
        kind = Kind.HEADING if role is Role.TITLE else Kind.NOTE
        head.blocks.append(_head_block(part, kind, role))
        head.labels.extend(part.labels)
        if part.mail:
            _from_mail(part.mail, head)
        head.mark = head.mark or part.mark
    _name_authors(parts, head)


def _role_of(parts: list[Part], at: int, title_at: int) -> Role:
    part = parts[at]
    if part.kind in {"residue", "mail"}:
        return Role.RESIDUE
    if part.kind in {"byline", "byline alone", "mark"}:
        return Role.TITLE
    if part.kind == "label":
        return Role.TITLE if part.labels[0].field in {"title", "authors"} else Role.FRONT
    if part.kind != "other":
        return Role.FRONT
    below_by = at > 0 and parts[at - 1].kind == "byline alone"
    above_by = not any(p.kind.startswith("byline") for p in parts[:at])
    leads_up = above_by and _before_byline(parts, at)
    return Role.TITLE if at < title_at or below_by or leads_up else Role.FRONT


def _name_authors(parts: list[Part], head: Head) -> None:
    """Name the authors by the surest line: a label, then the first byline."""
    for label in (label for part in parts for label in part.labels if label.field == "authors"):
        names = ", ".join(split_names(label.value))
        head.guesses.append(Guess("authors", names, 0.98, "the label of the author"))
        return
    if head.authors:
        return
    for at, part in enumerate(parts):
        match = BY.fullmatch(part.text.strip()) if part.kind == "byline" else None
        if match:
            name = _and_more(match.group("name"), parts[at + 1 :])
            set_authors(head, name, 0.95, "a “by” line at the head")
            return
        if part.kind == "byline alone" and at + 1 < len(parts):
            name = _and_more(parts[at + 1].text.strip(), parts[at + 2 :])
            set_authors(head, name, 0.9, "the line after “by”")
            return
    for part in parts:
        if part.mail and (name := _sender(part.mail.sender)):
            set_authors(head, name, 0.5, "who sent the message")
            return


def _and_more(name: str, below: list[Part]) -> str:
    """Add the names that follow on lines of their own, each below an "and"."""
    for link, other in zip(below[::2], below[1::2], strict=False):
        if link.text.strip().casefold() not in _ANDS or words_of(other) > 6:
            break
        name += f" and {other.text.strip()}"
    return name


_ANDS = frozenset({"and", "&", "und", "et"})
_SENDER = re.compile(
    r"[\"']?(?P<before>[^<>\"()@]{2,60}?)[\"']?\s*<[^<>]*>|\S+@\S+\s+\((?P<behind>[^()@]{2,60})\)"
)


def _sender(sender: str) -> str:
    """Return the name beside an address: ``Ann Lee <ann@lists.example>``; the address is none."""
    match = _SENDER.fullmatch(sender.strip()[:200])
    return (match.group("before") or match.group("behind")).strip() if match else ""


def _with_values(parts: list[Part]) -> list[Part]:
    """Give a label without a value the lines below it, as archives' pages are copied."""
    filled = list(parts)
    at_label = -1
    packaged = any(label.field == "packaged" for part in parts for label in part.labels)
    for at, part in enumerate(parts):
        if part.kind == "label":
            # FanFicFare puts the summary last, and its further paragraphs behind it
            runs_on = packaged and part.labels[0].field == "summary"
            at_label = at if runs_on or not part.labels[0].value else -1
        elif part.kind != "other":
            at_label = -1
        elif at_label >= 0:
            label = filled[at_label].labels[0]
            value = f"{label.value}\n{' '.join(part.text.split())}".strip()
            filled[at_label] = filled[at_label]._replace(labels=(replace(label, value=value),))
            at_label = at_label if label.field in _ROOMY else -1
    return filled


def _before_byline(parts: list[Part], at: int) -> bool:
    return any(part.kind.startswith("byline") for part in parts[at:]) and words_of(parts[at]) < 15


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
    set_title(head, found, 0.75, "the subject of the message")
    if name and not head.authors:
        set_authors(head, name, 0.75, "the subject of the message")
