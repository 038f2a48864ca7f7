"""The title of a text and the names under it: which line says so, and how sure that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inglenook.formats.labels import Label, split_names
from inglenook.formats.marks import mark_at_end, parse_mark, strip_ornaments
from inglenook.formats.parts import (
    ARTICLES,
    NAME_WORDS,
    Part,
    is_name,
    is_name_alone,
    is_pseud,
    words_of,
)
from inglenook.model import Block, Guess, Mark

LONGEST_TITLE = 100


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


_TITLE_BY = re.compile(
    r"[\"“*_]{0,2}(?P<title>[^\"”]{1,90}?)[\"”*_]{0,2},?\s+(?:by|BY|By)\s+(?P<name>[A-Z]\S*(?:\s+\S+){0,8})"
)
SENTENCE_END = re.compile(r"[.!?][\"'”’)*_]{0,3}$")
_KIND = re.compile(
    r"(?<=\w)[,.:;]?\s+AN?\s+(?:[A-Z]+\s+)?(?:NOVEL|ROMANCE|TALE|STORY|SATIRE|FANTASY)\.?$"
)
"""What a title page says of a book behind its title, in one line with it: ``THE WEIR A NOVEL``."""
_PRINTER = re.compile(
    r".*\b(?:printers?|printed\s+(?:by|at|for|in)|publishers?)\b.*", re.IGNORECASE
)


def find_title(parts: list[Part], end: int, head: Head) -> int:
    """Find the title line; returns the index behind it, 0 where there is none."""
    for part in parts[:end]:
        for label in part.labels:
            if label.field == "title" and label.value:
                set_title(head, label.value, 0.98, f"the label “{label.label}”")
    at = next(
        (n for n, part in enumerate(parts) if part.kind not in {"residue", "rule", "mail"}), -1
    )
    if at < 0:
        return 0
    if at + 1 < len(parts) and _PRINTER.fullmatch(parts[at].text) and words_of(parts[at]) < 12:
        at += 1
    at = _below_year(parts, at)
    at = _below_rule(parts, at, end)
    if parts[at].kind == "other" and not _may_be_title(parts[at].text.strip()):
        at = _title_below_epigraph(parts, at, end)
    first = parts[at]
    if first.kind not in {"other", "byline"} or head.title:
        return 0
    line = first.text.strip()
    both = _TITLE_BY.fullmatch(" ".join(line.split())) if len(line) < 140 else None
    if both and _names_both(both, line):
        set_title(head, both.group("title"), 0.85, "first line, which names the author too")
        set_authors(head, both.group("name"), 0.85, "“by” in the first line")
        return at + 1
    if first.kind != "other" or not _may_be_title(line):
        return 0
    if _title_and_name(parts, at, line, head) or _name_and_title(parts, at, line, head):
        return at + 1
    return at + taken if (taken := _judge_title(parts, at, end, head, line)) else 0


_DONE_TO = re.compile(
    r"(?:\w{2,}ed|built|seen|made|taken|given|held|done|found|lost|known|kept|sent|led|struck|"
    r"written|drawn|driven|caught|brought|bought|sold|met|cut|shot|hit|set|won|torn|worn)"
)


def _names_both(match: re.Match[str], line: str) -> bool:
    """Whether "X by Y" is a title and a name: "The house was built by Ann Lee." is text."""
    if not is_name(match.group("name")) or SENTENCE_END.search(line.rstrip(".")):
        return False
    title = match.group("title")
    quoted = line[0] in "\"“'‘"
    return quoted or title[-1] == "," or not _DONE_TO.fullmatch(title.split()[-1])


_TITLE_DASH_NAME = re.compile(r"(?P<title>\S[^\n]{0,80}?)\s+(?:--?|–|—)\s+(?P<name>[^\n–—]{3,40})")


def _title_and_name(parts: list[Part], at: int, line: str, head: Head) -> bool:
    """Take "The Weir - Ann Lee" for both, unless the text uses the name's words as plain ones."""
    match = _TITLE_DASH_NAME.fullmatch(line)
    if not match or any(part.kind.startswith("byline") for part in parts[: at + 8]):
        return False
    name = match.group("name").strip()
    words = name.split()
    if not 2 <= len(words) <= 4 or not NAME_WORDS.fullmatch(name + " "):
        return False
    if words[0].casefold() in ARTICLES or parse_mark(match.group("title")):
        return False
    text = " ".join(part.text[:4000] for part in parts[at + 1 : at + 40])
    used = re.compile(rf"\b(?:{'|'.join(re.escape(word.lower()) for word in words)})\b")
    if used.search(text):
        return False  # "The Weir - Low Water"
    set_title(head, match.group("title"), 0.6, "first line, up to its dash")
    if not any(label.field == "authors" for part in parts for label in part.labels):
        set_authors(head, name, 0.5, "what reads as a name behind the first line's dash")
    return True


_NAME_COLON = re.compile(r"(?P<name>[^\n:]{5,40}):\s(?P<title>\S[^\n:]{2,80})")


def _name_and_title(parts: list[Part], at: int, line: str, head: Head) -> bool:
    """Take "Ann Lee: The Weir" for both, unless Ann Lee is someone in the text."""
    match = _NAME_COLON.fullmatch(line)
    if not match or not is_name_alone(match.group("name")) or at + 1 >= len(parts):
        return False
    text = " ".join(part.text[:4000] for part in parts[at + 1 : at + 40])
    if any(word in text for word in match.group("name").split() if len(word) > 2):
        return False  # "Tom Reed: The Last Mill" is one of a series
    set_title(head, match.group("title"), 0.6, "first line, behind its colon")
    set_authors(head, match.group("name"), 0.5, "what reads as a name before a colon")
    return True


_YEAR = re.compile(r"\W{0,2}(?:1[5-9]|20)\d\d\W{0,2}")


def _below_year(parts: list[Part], first: int) -> int:
    """Below the year of a collection's text, its own title stands right above the byline."""
    if not _YEAR.fullmatch(parts[first].text.strip()) or first + 1 >= len(parts):
        return first
    lines = parts[first + 1 : first + 6]
    byline = next((n for n, part in enumerate(lines) if part.kind.startswith("byline")), 0)
    short = all(part.kind == "other" and words_of(part) < _SHORT for part in lines[:byline])
    return first + byline if byline and short else first + 1


def _below_rule(parts: list[Part], first: int, end: int) -> int:
    """Where a rule parts a sender's lines from title and byline, the title is below it."""
    byline = next((n for n in range(first, end) if parts[n].kind.startswith("byline")), first)
    rule = next((n for n in range(byline, first, -1) if parts[n].kind == "rule"), first)
    between = rule + 1 < byline and parts[rule + 1].kind == "other"
    # a rule right under the first line only underlines it
    return rule + 1 if rule > first and between and words_of(parts[rule + 1]) < 12 else first


def _title_below_epigraph(parts: list[Part], first: int, end: int) -> int:
    """Index of the first short line of the run of them that leads up to the byline."""
    byline = next((n for n in range(first, end) if parts[n].kind.startswith("byline")), first)
    at = byline
    while at > first and parts[at - 1].kind == "other" and words_of(parts[at - 1]) < 12:
        at -= 1
    return at if at < byline else first


def _judge_title(parts: list[Part], at: int, end: int, head: Head, line: str) -> int:
    """Decide whether a line is the title; returns how many parts title and name take."""
    title = " ".join(line.split())
    later = parts[at + 1 : max(end, at + 2 + _MOST_LINES)]
    byline = next((n for n, part in enumerate(later[:7]) if part.kind.startswith("byline")), None)
    if byline is not None and all(words_of(part) < 15 for part in later[:byline]):
        set_title(head, title, 0.95, "first line, with a “by” line after it")
    elif end > at + 1:
        set_title(head, title, 0.85, "first line, with label lines after it")
        if _pen_name_above_labels(parts, at):
            set_authors(head, later[0].text.strip(), 0.6, "a name alone above the labels")
            return 2
    elif later and later[0].kind in {"mark", "contents"}:
        set_title(head, title, 0.8, "first line, with a chapter mark after it")
    elif later and title.endswith(":") and _heads_prose(parts, at + 1):
        set_title(head, later[0].text, 0.55, "a line apart, below one that ends in a colon")
        return 2
    elif later and _reads_as_author_first(parts, at):
        set_authors(head, title, 0.6, "a name alone on the first line")
        set_title(head, later[0].text, 0.6, "the line after a name")
        return 2
    elif later and _reads_as_author(parts, at):
        set_title(head, title, 0.75, "first line, with a name after it")
        set_authors(head, later[0].text.strip(), 0.65, "a name alone on the second line")
        return 2
    elif _on_title_page(later):
        set_title(head, title, 0.7, "the first line of a title page")
        names = (part.text.strip() for part in later[:3] if is_name_alone(part.text))
        if name := next((name for name in names if name not in title), ""):
            set_authors(head, name, 0.5, "a name alone on the title page")
    elif later and words_of(later[0]) > 6 and not SENTENCE_END.search(title.rstrip(".!?")):
        if (title.endswith((".", ",")) and not title.isupper()) or (
            title[0].islower() or later[0].text[0].islower()
        ):
            return 0
        gap = later[0].gap > 1 or later[0].kind == "rule"
        set_title(head, title, 0.7 if gap else 0.6, "short first line, with prose after it")
    else:
        return 0
    return 1


def _heads_prose(parts: list[Part], at: int) -> bool:
    """Whether a short line stands apart from the prose that follows it."""
    short = parts[at].kind == "other" and words_of(parts[at]) < _SHORT
    below = parts[at + 1] if at + 1 < len(parts) else None
    return short and below is not None and below.gap > 0 and words_of(below) >= _SHORT


_MOST_LINES = 16
_SHORT = 13


def _on_title_page(later: list[Part]) -> bool:
    """Whether nothing but short lines leads up to a chapter's mark."""
    for at, part in enumerate(later[:_MOST_LINES]):
        if part.kind in {"mark", "contents"}:
            return at > 0
        if part.kind != "other" or words_of(part) > _SHORT:
            return False
    return False


def _pen_name_above_labels(parts: list[Part], at: int) -> bool:
    second = parts[at + 1]
    named = any(label.field == "authors" for part in parts for label in part.labels)
    label = any(part.kind == "label" for part in parts[at + 2 : at + 4])
    return second.kind == "other" and label and not named and is_pseud(second.text.strip())


def _reads_as_author(parts: list[Part], at: int) -> bool:
    second = parts[at + 1]
    if second.kind != "other" or not NAME_WORDS.fullmatch(second.text.strip() + " "):
        return False
    if second.text.split()[0].casefold() in ARTICLES:
        return False
    third = parts[at + 2] if at + 2 < len(parts) else None
    return third is not None and (third.kind in {"mark", "contents", "rule"} or third.gap > 1)


def _reads_as_author_first(parts: list[Part], at: int) -> bool:
    """A name, then "Die Kronenwächter": the second line begins as no name does."""
    first, second = parts[at].text.strip(), parts[at + 1]
    named = NAME_WORDS.fullmatch(first + " ") and first.split()[0].casefold() not in ARTICLES
    begins = second.text.split()[0].casefold() in ARTICLES
    return bool(named and begins and second.kind == "other" and _may_be_title(second.text.strip()))


def _may_be_title(line: str) -> bool:
    if len(line) > LONGEST_TITLE or line.count("\n") > 2 or not any(map(str.isalnum, line)):
        return False
    words = line.split()
    if len(words) > 14 or line[0] in ">|{" or line.startswith(("http", "www.")):
        return False
    quoted = line[0] in "\"“'‘" and line[-1] in ",.!?\"”'’" and len(words) > 6
    runs_on = line.endswith((",", ";", "--")) and not line.isupper()  # "THE WEIR;" and its subtitle
    return not quoted and not runs_on and line[0] != "-"


def set_title(head: Head, text: str, confidence: float, evidence: str) -> None:
    """Take a line for the title; a part mark behind it is the chapter's."""
    title, mark = mark_at_end(strip_ornaments(text))
    title = title.strip()
    if len(title) > 2 and title[0] in "\"“_*'‘" and title[-1] in "\"”_*'’":
        title = title[1:-1].strip()
    title = re.sub(r"(?<!\w)[_*]|[_*](?!\w)", "", title)
    title = _KIND.sub("", title.rstrip(",;:") if title.isupper() else title)
    head.title = title
    head.mark = head.mark or mark
    head.guesses.append(Guess("title", title, confidence, evidence))


def set_authors(head: Head, text: str, confidence: float, evidence: str) -> None:
    """Take a text for the names of the authors."""
    head.authors = split_names(re.sub(r"(?<!\w)_|_(?!\w)|\*", "", text))
    head.guesses.append(Guess("authors", ", ".join(head.authors), confidence, evidence))


_SIGNED = re.compile(r"\s{10,}(?:--?|—|–|by\s)\s?(?P<name>\S[^\n]{3,40}?)\s*", re.IGNORECASE)
_LONGEST_SIGNED = 100_000
"""Characters of a text whose last line may name its author; a novel may end in a letter."""


def signed_by(text: str) -> str:
    """Return the name that stands far to the right below a story: ``-- Ann Lee``."""
    if len(text) > _LONGEST_SIGNED:
        return ""
    match = _SIGNED.fullmatch(text.rstrip().rsplit("\n", 1)[-1])
    return match.group("name") if match and is_name_alone(match.group("name")) else ""


_DESCRIBED = re.compile(
    r"(?:by\s+)?(?:the\s+)?(?:same\s+)?author\s+of\b.*|anon(?:ymous)?\.?"
    r"|(?:an?|the)\s+(?:young\s+|old\s+)?(?:lady|gentleman|clergyman|physician|officer|author)\b.*",
    re.IGNORECASE,
)
_CODED = re.compile(r"[A-Z]{2,4}\d{3,6}_(?P<name>[A-Z][a-z]+(?:-[A-Z][a-z]+)?)")


def name_in_code(stem: str, authors: tuple[str, ...]) -> Guess | None:
    """Return the surname a collection files a text under, where its title page names nobody.

    Args:
        stem: the file's name, ``ENG18600_Weir``: a collection's code, then the name.
        authors: who the text says wrote it: nobody, "A Lady", "The Author of ...".
    """
    match = _CODED.fullmatch(stem)
    if match is None or not all(_DESCRIBED.fullmatch(author) for author in authors):
        return None
    said = f"; the text says only “{authors[0]}”" if authors else "; the text names nobody"
    return Guess("authors", match.group("name"), 0.5, "the file's name" + said)
