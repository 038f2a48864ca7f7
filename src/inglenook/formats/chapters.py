"""Where the chapters of a text begin: marks that stand where marks stand, and carry text.

:mod:`inglenook.formats.marks` says what a line could be; this module looks at the
whole file. A printed table of contents is not chapters: its entries have no text
after them. It helps, though: a line it names is a heading wherever it comes again.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from itertools import pairwise

from inglenook.formats.contents import entry_of, find_contents, first_line, fold_title
from inglenook.formats.headings import (
    ENDS_SENTENCE,
    LONGEST_TITLE_LINE,
    Heading,
    is_title_line,
    merged,
    with_titles,
)
from inglenook.formats.imprint import names_publisher
from inglenook.formats.lines import Group, Habit, Setting
from inglenook.formats.marks import (
    LONGEST_WORD,
    depth,
    opens_none,
    parse_mark,
    strip_ornaments,
)
from inglenook.model import Mark, words_in


@dataclass(slots=True)
class Plan:
    """The headings of a text, and the groups that are its table of contents."""

    headings: list[Heading] = field(default_factory=list)
    contents: set[int] = field(default_factory=set)
    residue: set[int] = field(default_factory=set)
    """Groups that are running heads: no headings, whatever they say."""
    confidence: float = 1.0
    evidence: str = "no chapter marks in the text"


_FEW_WORDS = 8
MOST_MARKS = 5000
"""A text with more is a list of numbers; a million of them took 10 s to be told so."""


_PAGE_OF_PRINT = 250
_MOTTO_SHARE = 0.125


def is_motto(words: int, others: int, chapters: int) -> bool:
    """Whether text above the first heading is that chapter's, as a motto on a book's page is.

    Args:
        words: of that text, folded lines not counted.
        others: words of the chapters below it.
        chapters: how many they are.
    """
    return words <= _PAGE_OF_PRINT and words * chapters < _MOTTO_SHARE * others


def find_chapters(
    groups: list[Group], habit: Habit, residue: AbstractSet[int] = frozenset()
) -> Plan:
    """Return where the chapters of a text begin; groups of ``residue`` are none of its lines."""
    plan = Plan(residue=set(residue))
    names, contents_end, table, titles = find_contents(groups)
    plan.contents |= table
    found = _candidates(groups, plan)
    if names:
        if 2 * _titled(groups, found, titles) >= len(titles):
            # the titles stand below their marks: alone they are words of the text, "Javert ..."
            names_alone = {fold: name for fold, name in names.items() if fold not in titles}
        else:
            names_alone = names
        found = _with_named(groups, found, names_alone, contents_end)
    found = _without_repeats(groups, found, plan)
    found = _without_lists(groups, found, plan)
    found = _without_title_page(groups, found, plan.contents)
    found = _without_chance_numbers(groups, found)
    if not found:
        found = _by_gaps(groups, habit, plan)
    if found and plan.evidence.startswith("no"):
        marked = sum(1 for heading in found if heading.mark)
        plan.evidence = f"{marked} chapter mark{'s' if marked != 1 else ''}" + (
            ", and a table of contents" if names else ""
        )
        plan.confidence = 0.95 if names or any(h.mark and h.mark.word for h in found) else 0.8
    plan.headings = with_titles(groups, merged(found, names), plan.contents | plan.residue, names)
    return plan


def _candidates(groups: list[Group], plan: Plan) -> list[Heading]:
    found: list[Heading] = []
    skip = plan.contents | plan.residue
    for at, piece in enumerate(groups):
        text = piece[1]  # in half the time of its name
        if opens_none(text[:LONGEST_WORD].partition(" ")[0]):
            continue
        line = first_line(text)
        mark = parse_mark(line) if line else None
        if mark is None or at in skip:
            continue
        if _is_list(piece):
            plan.contents.add(at)
            continue
        if len(found) == MOST_MARKS:
            return []
        more = piece.text.count("\n")
        if not more:
            found.append(Heading(at, 1, 0, mark, mark.text))
        elif mark.word or more <= 2 or len(mark.text) <= 8:
            found.append(_in_group(at, piece, mark))
    return found


def _is_list(piece: Group) -> bool:
    """Whether every line of a group is a mark: a table of contents without a heading."""
    return piece.text.count("\n") > 1 and all(parse_mark(entry_of(line)) for line in piece.lines)


def _in_group(at: int, piece: Group, mark: Mark) -> Heading:
    """A mark with lines right below it: a title, text, or both."""
    lines = piece.lines
    taken = 1
    if not mark.title:
        while taken < min(len(lines), 4) and is_title_line(lines[taken]):
            taken += 1
        if taken == len(lines) or len(lines) - taken >= 1:
            title = " ".join(strip_ornaments(line) for line in lines[1:taken])
            mark = replace(mark, title=title)
    elif len(lines) == 2 and len(lines[1].strip()) < 50 and not lines[1].endswith(ENDS_SENTENCE):
        taken = 2  # a long title, broken
        mark = replace(mark, title=f"{mark.title} {strip_ornaments(lines[1])}")
    return Heading(at, 1, 0 if taken >= len(lines) else taken, mark, mark.text)


def _titled(groups: list[Group], found: list[Heading], titles: AbstractSet[str]) -> int:
    """How many marks have one of these titles behind or below them."""
    return sum(
        1
        for heading in found
        if (heading.mark and fold_title(heading.mark.title) in titles)
        or fold_title(" ".join(g.text[:200] for g in groups[heading.at + 1 : heading.at + 2]))
        in titles
    )


def _with_named(
    groups: list[Group], found: list[Heading], names: dict[str, str], start: int
) -> list[Heading]:
    by_index = {heading.at: heading for heading in found}
    for at in range(start, len(groups)):
        text = groups[at].text
        if at in by_index or len(text) > 160:
            continue
        entry = " ".join(text.split())
        fold = fold_title(entry)
        if (
            len(fold) > 2
            and fold in names
            and not (
                entry[0].islower() and names[fold][0].isupper()  # "the juniper-tree." ends a song
            )
        ):
            by_index[at] = Heading(at, 1, 0, None, strip_ornaments(entry))
    return [by_index[at] for at in sorted(by_index)]


# --- what is no heading ----------------------------------------------------------------


def _text_after(groups: list[Group], found: list[Heading], enough: int = 400) -> list[int]:
    """Words of text behind each heading up to the next, titles not counted, till enough."""
    counts: list[int] = []
    for number, heading in enumerate(found):
        end = found[number + 1].at if number + 1 < len(found) else len(groups)
        words = 0
        if heading.lines:
            words = sum(len(line.split()) for line in groups[heading.at].lines[heading.lines :])
        for piece in groups[heading.at + 1 : end]:
            if words >= enough:
                break
            if "\n" not in piece.text and is_title_line(piece.text):
                continue
            words += words_in(piece.text[:4000])
        counts.append(words)
    return counts


def _without_repeats(groups: list[Group], found: list[Heading], plan: Plan) -> list[Heading]:
    """Fold a mark in brackets that only says again which chapter this is: ``[Chapter 2]``."""
    kept: list[Heading] = []
    for heading in found:
        before = kept[-1].mark if kept else None
        mark = heading.mark
        again = mark and before and (mark.word, mark.number) == (before.word, before.number)
        if again and mark and mark.word and groups[heading.at].text.lstrip()[0] in "[(":
            plan.residue.add(heading.at)
        else:
            kept.append(heading)
    return kept


def _without_lists(groups: list[Group], found: list[Heading], plan: Plan) -> list[Heading]:
    """Drop runs of three and more marks without text between them: a table without a heading."""
    after = _text_after(groups, found, _FEW_WORDS)
    kept: list[Heading] = []
    run: list[Heading] = []
    for number, heading in enumerate(found):
        run.append(heading)
        if after[number] >= _FEW_WORDS or number + 1 == len(found):
            if len(run) >= 3 and not _nested(run):
                later = {fold_title(other.title) for other in found[number + 1 :]}
                last = run[-1]
                opens = after[number] >= _FEW_WORDS and fold_title(last.title) not in later
                listed = run[:-1] if opens else run
                # the first true chapter may end the run: its mark is the table's first again
                for heading_ in listed:
                    plan.contents.update(range(heading_.at, heading_.at + 1))
                kept.extend([last] if opens else [])
            else:
                kept.extend(run)
            run = []
    return kept + run


def _without_title_page(
    groups: list[Group], found: list[Heading], table: AbstractSet[int]
) -> list[Heading]:
    """Drop the volume a title page names: what stands below it is the publisher's, not text."""
    first = found[0] if len(found) > 1 else None
    if first is None or first.mark is None or depth(first.mark) > 0:
        return found
    below = [groups[at] for at in range(first.at + 1, found[1].at) if at not in table]
    words = 0
    for piece in below:
        words += words_in(piece.text[:4000])
        if words >= _MOST_ON_TITLE_PAGE:
            return found
    printed = any(len(piece.text) < 300 and names_publisher(piece.text) for piece in below)
    return found[1:] if printed else found


_MOST_ON_TITLE_PAGE = 80
"""Words: places, printers, a dedication."""


def _nested(run: list[Heading]) -> bool:
    """VOLUME I, BOOK I, CHAPTER I in a row: each deeper than the one before, titles between."""
    depths = [depth(heading.mark) for heading in run if heading.mark]
    return bool(depths) and all(first < second for first, second in pairwise(depths))


def _without_chance_numbers(groups: list[Group], found: list[Heading]) -> list[Heading]:
    """Keep bare numbers only where they count: 1, 2, 3 ... and not page by page."""
    found = [heading for heading in found if not _is_year(heading)]
    bare = [heading for heading in found if heading.mark and not heading.mark.word]
    if not bare:
        return found
    worded = [heading for heading in found if heading.mark and heading.mark.word]
    chapters = sum(1 for heading in worded if heading.mark and heading.mark.word == "chapter")
    if chapters >= 2 or not _counts(bare, groups):
        dropped = {heading.at for heading in bare}
        return [heading for heading in found if heading.at not in dropped]
    return found


_MOST_CHAPTERS = 400


def _is_year(heading: Heading) -> bool:
    """Whether a bare number is none of a chapter's: ``M DCCC XCI`` on a title page."""
    mark = heading.mark
    return bool(mark and not mark.word and (mark.number or 0) > _MOST_CHAPTERS)


def _counts(bare: list[Heading], groups: list[Group]) -> bool:
    numbers = [heading.mark.number or 0 for heading in bare if heading.mark]
    if len(numbers) == 1:
        return bare[0].at <= 2
    steps = sum(1 for first, second in pairwise(numbers) if second == first + 1 or second == 1)
    if numbers[0] > 2 or steps < 0.8 * (len(numbers) - 1):
        return False
    words = sum(_text_after(groups, bare)) / len(bare)
    return words >= 60 or len(bare) < 12


def _by_gaps(groups: list[Group], habit: Habit, plan: Plan) -> list[Heading]:
    """Headings without a number: short lines of capitals that much space stands before."""
    if habit.setting is Setting.LINES:
        return []
    need = habit.gap + 2
    found = [
        Heading(at, 1, 0, None, strip_ornaments(" ".join(piece.text.split())))
        for at, piece in enumerate(groups)
        if piece.gap >= need
        and len(piece.text) < 80
        and is_title_line(piece.text)
        and at + 1 < len(groups)
        and len(groups[at + 1].text) > 120
    ]
    found = found if len(found) > 1 else _by_capitals(groups, habit)
    found = [heading for heading in found if heading.at not in plan.residue]
    if len(found) < 2 or len(found) > 0.34 * len(groups):
        return []
    plan.evidence, plan.confidence = f"{len(found)} lines that stand apart like headings", 0.6
    return found


_FAR_IN = 8
_FEWEST_CENTRED = 3
_FEWEST_WORDS = 80
"""Words between two of them on average; a wall full of signs has fewer."""


def _by_capitals(groups: list[Group], habit: Habit) -> list[Heading]:
    """Lines of capitals in the middle of the line, or with a little more space, all over a text."""
    found = [
        Heading(at, 1, 0, None, strip_ornaments(" ".join(piece.text.split())))
        for at, piece in enumerate(groups[:-1])
        if len(piece.text) < LONGEST_TITLE_LINE + _FAR_IN
        and piece.text.isupper()
        and "\n" not in piece.text
        and (piece.text[:_FAR_IN].isspace() or piece.gap > habit.gap)
        and not piece.text.endswith(ENDS_SENTENCE)
        and len(groups[at + 1].text) > 120
    ]
    if len(found) < _FEWEST_CENTRED:
        return []
    words = sum(_text_after(groups, found))
    return found if words >= _FEWEST_WORDS * len(found) else []
