"""Several works in one text: a fanzine, a digest, a mailing list's posts of a month.

A file is taken for several works only where the same kind of head comes again and again: a title
with a by-line, label lines with a title and an author, the header of a message. One kind is
looked for after the other, as :data:`_KINDS` lists them. What a head says is read as that of any
text, by :mod:`~inglenook.formats.header`; here is decided only where works begin.

To take one story for several is worse than to take several for one. So every head must stand
apart from the text before it, have text below it, and name a work of its own: a poem in a story,
a review of two books and a publisher's list behind a novel do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from inglenook.formats.breaks import is_end, is_long_rule, is_scene_break
from inglenook.formats.contents import fold_title
from inglenook.formats.headings import is_title_line
from inglenook.formats.labels import parse_label, typed
from inglenook.formats.lines import Group, Habit
from inglenook.formats.marks import mark_at_end, parse_mark, strip_ornaments
from inglenook.formats.parts import BY, CONTENTS, is_name
from inglenook.formats.residue import is_navigation, read_mail_header
from inglenook.formats.titles import Head, set_authors, set_title
from inglenook.model import Guess, words_in


class _Text(NamedTuple):
    """What heads are looked for in."""

    groups: Sequence[Group]
    habit: Habit


class Works(NamedTuple):
    """Where the works of a text begin."""

    starts: tuple[int, ...] = ()
    """Indices of the groups, in order; none where the text is one work."""
    confidence: float = 1.0
    evidence: str = ""


class _Begin(NamedTuple):
    """A group that could begin a work."""

    at: int
    groups: int
    """Groups its head takes, at the least."""
    title: str


_ONE = Works()


def find_works(groups: Sequence[Group], habit: Habit) -> Works:
    """Return where the works of a text begin."""
    text = _Text(groups, habit)
    short = [(at, said) for at, (_, said) in enumerate(groups) if len(said) <= _LONGEST_HEAD]
    for kind in _KINDS:
        found = [begin for at, said in short if kind.may(said) and (begin := kind.begin(text, at))]
        if len(found) < 2:
            continue
        words = _words_below(groups, found)
        found = [begin for begin, count in zip(found, words, strict=True) if count >= _FEWEST]
        found = _fullest(groups, found)
        if _is_balanced(groups, found) and (kind.proof is None or kind.proof(text, found)):
            return Works(
                tuple(begin.at for begin in found),
                0.9 if len(found) > 2 else 0.8,
                f"holds {len(found)} works, {kind.evidence}",
            )
    return _ONE


_LONGEST_HEAD = 1500
"""Characters of a group; a message's header takes them, with its way through the net."""
_FEWEST = 40
"""Words below a head; an entry of a table of contents has none."""
_ENOUGH = 4000
"""Words counted of one work: more weigh no more."""
_LEAST_SHARE = 0.1
"""Of the words of the longest work, up to :data:`_ENOUGH`, that half of the works have. Behind a
novel its publisher's list of others, each with its author, has a hundred words a title."""


def _words_below(groups: Sequence[Group], found: Sequence[_Begin]) -> list[int]:
    counts = []
    starts = [begin.at for begin in found]
    for begin, end in zip(found, [*starts[1:], len(groups)], strict=False):
        words = 0
        for piece in groups[begin.at + begin.groups : end]:
            words += words_in(piece.text[:_ENOUGH])
            if words >= _ENOUGH:
                break
        counts.append(words)
    return counts


def _fullest(groups: Sequence[Group], found: list[_Begin]) -> list[_Begin]:
    """Of two heads that name one work keep that with more text: a table may have a preface below.

    Nothing is left where all name one work: its parts, each under the whole title.
    """
    if len({fold_title(mark_at_end(begin.title)[0]) for begin in found}) < 2:
        return []
    best: dict[str, tuple[int, _Begin]] = {}
    for begin, words in zip(found, _words_below(groups, found), strict=True):
        key = fold_title(begin.title)
        if key not in best or words > best[key][0]:
            best[key] = words, begin
    return sorted(begin for _, begin in best.values())


def _is_balanced(groups: Sequence[Group], found: Sequence[_Begin]) -> bool:
    words = _words_below(groups, found)
    return len(words) > 1 and median(words) >= _LEAST_SHARE * max(words)


# --- a title and a by-line -------------------------------------------------------------

_BETWEEN_LINES = re.compile(r"(\n\W{0,4}by\W{0,4})\n", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"\W{0,6}(?:(?:other|also|more|new|recent|popular|selected|the|works?|books?|novels?|stories|"
    r"poems|plays|tales|and|titles|volumes?|reviews?|letters?|illustrat\w+|pictures|drawings|"
    r"cover|art(?:work)?|photo\w*|edit\w+|publish\w+|print\w+|translat\w+|introduction|preface|"
    r"foreword|music|lyrics|words|copyright|dedicated|posted|submitted|typed|contributed|"
    r"written|created|maintained|series|uniform|edition|same|author)\b\W{0,4}){1,7}",
    re.IGNORECASE,
)
"""What stands above a by-line and names no work: ``OTHER BOOKS``, ``ILLUSTRATIONS``."""


def _may_hold_by(said: str) -> bool:
    """Whether :data:`~inglenook.formats.parts.BY` may find something: a word a time is fast."""
    if said[-1] in _ENDS_SPEECH or len(said) > (
        _SHORT_LINE if said[-1] == "." else _LONGEST_TITLES
    ):
        return False
    return (
        "by" in said
        or "By" in said
        or "BY" in said
        or "von " in said
        or "par " in said
        or "втор" in said
    )


_ENDS_SPEECH = frozenset("\"”'’!?,;:-—")
_SHORT_LINE = 80
_LONGEST_TITLES = 240


def _by_line(text: _Text, at: int) -> _Begin | None:
    piece = text.groups[at]
    lines = [line.strip() for line in _BETWEEN_LINES.sub(r"\1 ", piece.text).split("\n")]
    by = next((n for n, line in enumerate(lines) if _is_by_line(line)), None)
    if by is None or by > _MOST_TITLE_LINES or len(lines) > by + 1 + _MOST_BELOW:
        return None
    if not by:
        above = text.groups[at - 1] if at else None
        if above is None or len(above.text) > _LONGEST_TITLES or piece.gap > _WIDEST:
            return None
        return _titled(text, at - 1, 2, above.lines)
    return _titled(text, at, 1, piece.lines[:by])


_MOST_TITLE_LINES = 2
_MOST_BELOW = 2
"""Lines below a by-line in one group with it: a date, an address."""
_WIDEST = 3
"""Blank lines between a title and its by-line."""


def _is_by_line(line: str) -> bool:
    match = BY.fullmatch(line) if len(line) < 100 else None
    if not match or not is_name(match.group("name")):
        return False
    name = match.group("name").lstrip("*_\"“'‘([<")
    return name[:1].isupper() and line[-1] not in "!?,;:"


def _titled(text: _Text, at: int, taken: int, lines: Sequence[str]) -> _Begin | None:
    """Take lines for the title of a work, if they can be one and stand apart."""
    if len(lines) > _MOST_TITLE_LINES:
        return None
    title = " ".join(strip_ornaments(line) for line in lines).strip()
    if not title or parse_mark(title) or _NO_TITLE.fullmatch(title) or CONTENTS.fullmatch(title):
        return None
    if not is_title_line(title) or is_end(title) or is_navigation(title):
        return None
    if not _stands_apart(text, at, set_off=title.isupper() or lines[0][:1] == " "):
        return None
    return _Begin(at, taken, title)


def _stands_apart(text: _Text, at: int, *, set_off: bool) -> bool:
    """Whether a head is parted from the text above as no poem within a story is."""
    if not at:
        return True
    above, gap = text.groups[at - 1].text, text.groups[at].gap
    if gap >= text.habit.gap + (1 if set_off else 2):
        return True
    last = above.rsplit("\n", 1)[-1]
    return is_scene_break(last) or is_long_rule(last) or is_end(last)


def _are_tales(text: _Text, found: Sequence[_Begin]) -> bool:
    """Whether two heads are of two works: the second may be a poem's that a story quotes."""
    if len(found) > 2:
        return True
    second = found[1]
    below = text.groups[second.at + second.groups :]
    first = next((p for p in below if len(p.text) > _SHORT_LINE or "\n" in p.text), None)
    is_prose = first is not None and max(map(len, first.lines)) > _WIDE
    return is_prose and _stands_apart(text, second.at, set_off=False)


_WIDE = 55
"""Characters of a line of prose; of verse a stanza is seldom as wide."""


# --- label lines, and messages -----------------------------------------------------------

_REACH = 8
"""Lines of label heads in which both title and author stand."""


def _labels(text: _Text, at: int) -> _Begin | None:
    """A title's label with an author's below or above it."""
    groups = text.groups
    label = parse_label(groups[at].lines[0].strip())
    if label is None or label.field not in {"title", "authors"} or not label.value:
        return None
    if at and parse_label(groups[at - 1].lines[0].strip()):
        return None  # within a head already
    lines: list[str] = []
    taken = 0
    while len(lines) < _REACH and at + taken < len(groups):
        lines += groups[at + taken].lines
        taken += 1
    found = [label for line in lines[:_REACH] if (label := parse_label(line.strip()))]
    titles = [label.value for label in found if label.field == "title" and label.value]
    named = any(label.field == "authors" and label.value for label in found)
    return _Begin(at, 1, titles[0]) if named and titles else None


def _may_be_labels(said: str) -> bool:
    return ":" in said[:40]


def _may_be_mail(said: str) -> bool:
    return said.startswith(_MAIL_FIRST)


_MAIL_FIRST = ("From", "Date:", "Subject:", "To:", "Path:", "Newsgroups:", "Message-I", "Return-")


def _message(text: _Text, at: int) -> _Begin | None:
    mail = read_mail_header(text.groups[at].lines)
    return _Begin(at, 1, mail.subject) if mail and mail.subject and mail.sender else None


_FIELD = re.compile(r"^([A-Z][\w-]{1,30}):[ ]?(.*)$", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


def _are_posts(text: _Text, found: Sequence[_Begin]) -> bool:
    """Whether messages are a list's: in a story told in letters people answer each other."""
    groups = text.groups
    if sum(words_in(piece.text) for piece in groups[: found[0].at]) > _FEWEST:
        return False
    headers = [dict(_FIELD.findall(groups[begin.at].text)) for begin in found]
    answers = sum(begin.title.casefold().startswith("re:") for begin in found)
    senders = [_address(header.get("From", "")) for header in headers]
    written_to = {_address(header.get("To", "")) for header in headers} - {""}
    alike = sum(list(first)[:2] == list(second)[:2] for first, second in pairwise(headers))
    return (
        3 * answers < len(found)
        and all(senders)
        and alike >= 0.8 * (len(found) - 1)
        and (not written_to & set(senders))
    )


def _address(text: str) -> str:
    match = _ADDRESS.search(text)
    return match.group().casefold() if match else ""


class _Kind(NamedTuple):
    may: Callable[[str], bool]
    """Lets off nearly all groups, in a hundredth of the time."""
    begin: Callable[[_Text, int], _Begin | None]
    evidence: str
    proof: Callable[[_Text, Sequence[_Begin]], bool] | None = None
    """What else must be so of all heads together."""


_KINDS = (
    _Kind(_may_be_mail, _message, "each a message of its own", _are_posts),
    _Kind(_may_be_labels, _labels, "each with its own labels of title and author"),
    _Kind(_may_hold_by, _by_line, "each with its own by-line", _are_tales),
)


# --- what stands above the first ---------------------------------------------------------

_EDITED = re.compile(
    r"\W{0,6}(?:edited|compiled|collected|selected|gathered|arranged|assembled|chosen|editor)"
    r"(?:\s+(?:and\s+\w+\s+)?by\b|\s*:)\s*:?\s*(?P<name>[A-Z]\S.{1,60})",
    re.IGNORECASE,
)
_FRONT = 24
"""Groups of the head of a collection in which its title and its editor stand."""


def name_collection(head: Head, front: Sequence[Group]) -> None:
    """Name a collection by what stands above its first work: its title and its editor."""
    lines = [line.strip() for piece in front[:_FRONT] for line in piece.lines]
    editors = [at for at, line in enumerate(lines) if _names_editor(line)]
    above = [line for line in lines[: editors[0] if editors else 1] if any(map(str.isalnum, line))]
    if not head.title or (editors and head.title == " ".join(lines[: editors[0] + 1])):
        first = " ".join(above)
        if is_title_line(first) and not parse_mark(first) and not CONTENTS.fullmatch(first):
            set_title(head, first, 0.6, "the first line, above the works")
    if editors and (editor := _EDITED.fullmatch(lines[editors[0]])):
        head.authors = ()
        head.guesses = [guess for guess in head.guesses if guess.field != "authors"]
        set_authors(head, editor["name"], 0.85, "the editor named at the head")


def _names_editor(line: str) -> bool:
    match = _EDITED.fullmatch(line)
    return match is not None and is_name(match["name"])


def name_work(head: Head) -> str:
    """Return what the chapter of a work is called: ``The Weir, by Anna Quill``."""
    mark = head.mark
    part = f" ({mark.number}/{mark.total})" if mark and mark.total else ""
    names = " and ".join(authors_of(head))
    return f"{head.title}{part}, by {names}" if names else head.title + part


def authors_of(head: Head) -> tuple[str, ...]:
    """Return who a head says wrote a work, in a label or under the title."""
    return typed(head.labels).authors or head.authors


def name_authors(head: Head, names: Sequence[str]) -> None:
    """Credit a collection to those who wrote its works, unless its head names somebody."""
    if any(name.casefold().rstrip(".") not in _NOBODY for name in authors_of(head)):
        return
    head.labels = [label for label in head.labels if label.field != "authors"]
    head.guesses = [guess for guess in head.guesses if guess.field != "authors"]
    head.authors = tuple(dict.fromkeys(names))
    said = ", ".join(head.authors)
    head.guesses.append(Guess("authors", said, 0.9, "those named above each of the works"))


_NOBODY = frozenset({"various", "various authors", "anonymous", "unknown", "many", "several"})
