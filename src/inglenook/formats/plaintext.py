"""Plain text, however it was saved.

The pipeline, one small step a module::

    bytes --encoding--> text --mojibake, pages, residue--> unwrapped --lines--> groups
      --header--> title, authors, labels   --contents, chapters--> headings
      --paragraphs, letters, emphasis--> blocks     --here--> Document

No step drops a word: what is not the story's text is folded, by its role.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory
from inglenook.formats import anthology, gutenberg
from inglenook.formats.addresses import identity
from inglenook.formats.breaks import is_scene_break
from inglenook.formats.chapters import Plan, find_chapters, is_motto
from inglenook.formats.contents import find_contents
from inglenook.formats.encoding import Decoded, decode
from inglenook.formats.endings import fold_end, trim_breaks
from inglenook.formats.header import read_head
from inglenook.formats.headings import Heading
from inglenook.formats.imprint import is_imprint
from inglenook.formats.labels import parse_label, typed
from inglenook.formats.lines import Group, Habit, group, measure, normalise, single_spaced
from inglenook.formats.mojibake import mend_mojibake
from inglenook.formats.pages import cut_encoded, part_heads
from inglenook.formats.paragraphs import blocks_of, join, picture_of
from inglenook.formats.residue import is_navigation, mend_bytes, mend_text, unwrap
from inglenook.formats.sniff import not_a_story, not_prose
from inglenook.formats.titles import Head, name_in_code, set_authors, signed_by
from inglenook.model import (
    Block,
    Chapter,
    Document,
    Guess,
    Kind,
    Metadata,
    Role,
    count_words,
)


class PlainText:
    """The text format: anything that decodes to prose."""

    name = "text"

    def detect(self, data: bytes, path: PurePosixPath) -> float:
        """Return how sure it is that the bytes are a plain text, 0 to 1."""
        return 0.0 if not_a_story(data, path) else 0.5

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Parse a text file.

        Raises:
            NotAStory: the bytes are a picture, source code, nothing at all ...
        """
        shown = clean_line(str(path))
        if reason := not_a_story(data, path):
            raise NotAStory(shown, reason)
        mended, notice = mend_bytes(data)
        decoded = decode(mended)
        if reason := not_prose(decoded.text, path):
            raise NotAStory(shown, reason)
        text, other = mend_text(decoded.text)
        text, unbroken = mend_mojibake(text)
        notices = [each for each in (notice, other, unbroken, _damage(decoded)) if each]
        text, heads = part_heads(text)
        document = _credited(parse(normalise(text), source=path.as_posix(), heads=heads), path)
        return replace(
            document,
            encoding=decoded.encoding,
            guesses=(
                Guess("encoding", decoded.encoding, decoded.confidence, decoded.evidence),
                *([_MENDED] if unbroken else []),
                *document.guesses,
            ),
            notices=tuple(notices),
        )


_MENDED = Guess("encoding", "utf-8 read as cp1252", 0.9, "sequences no language writes")


def _credited(document: Document, path: PurePosixPath) -> Document:
    guess = name_in_code(path.stem, document.metadata.authors)
    if guess is None:
        return document
    others = tuple(each for each in document.guesses if each.field != "authors")
    metadata = replace(document.metadata, authors=(guess.value,))
    return replace(document, metadata=metadata, guesses=(guess, *others))


def _damage(decoded: Decoded) -> str:
    return f"{decoded.damaged} characters could not be read." if decoded.damaged else ""


def parse(text: str, source: str = "", heads: frozenset[str] = frozenset()) -> Document:
    """Return the Document a normalised text makes.

    Args:
        text: the text, as :func:`~inglenook.formats.lines.normalise` returns it.
        source: path of its file, for the chapters.
        heads: lines that come again on page after page, and are folded.
    """
    wrapped = unwrap(text)
    core, encoded = cut_encoded(wrapped.core)
    habit = measure(core)
    if closed := single_spaced(core, habit):
        core, habit = closed, measure(closed)
        habit = habit._replace(evidence=f"double-spaced; {habit.evidence}")
    groups = group(core, habit)
    works = anthology.find_works(groups, habit)
    if works.starts:
        head, chapters = _collected(groups, works, habit, wrapped.before, heads)
        held = Guess("works", str(len(works.starts)), works.confidence, works.evidence)
        guesses = (*head.guesses, _set_as(habit), held)
        return _document(head, chapters, guesses, source, wrapped.after, encoded)
    above = next((at for at, piece in enumerate(groups) if not _is_head(piece, heads)), 0)
    if wrapped.before:
        head = gutenberg.read_head(wrapped.before, groups)
    else:
        head = _below(read_head(groups[above:]), groups[:above])
    if not head.authors and not any(label.field == "authors" for label in head.labels):
        _signed(head, core)
    body = groups[head.taken :]
    if head.taken and len(core) < _SMALL:
        habit, body = _again(body, habit)
    running: set[int] = set()
    if heads:
        running = {at for at, piece in enumerate(body) if _is_head(piece, heads)}
    plan = find_chapters(body, habit, running)
    chapters = _chapters(body, plan, habit, head)
    counted = Guess("chapters", str(len(chapters)), plan.confidence, plan.evidence)
    guesses = (*head.guesses, _set_as(habit), counted)
    return _document(head, chapters, guesses, source, wrapped.after, encoded)


def _set_as(habit: Habit) -> Guess:
    return Guess("paragraphs", habit.setting.value, habit.confidence, habit.evidence)


def _document(
    head: Head,
    chapters: list[Chapter],
    guesses: tuple[Guess, ...],
    source: str,
    after: str,
    encoded: str,
) -> Document:
    """Bind chapters, with what a wrapper and a mail program put behind them."""
    if after or encoded:
        pieces = [_plain(piece.strip("\n")) for piece in encoded.split("\n\n") if piece.strip()]
        tail = [Block(Kind.NOTE, piece, (), Role.RESIDUE) for piece in pieces]
        tail += gutenberg.tail_blocks(after)
        last = chapters[-1]
        chapters[-1] = replace(last, blocks=(*last.blocks, *tail))
    if source:
        chapters = [replace(chapter, source=source) for chapter in chapters]
    return Document(_metadata(head), tuple(chapters), guesses, PlainText.name)


def _collected(
    groups: list[Group], works: anthology.Works, habit: Habit, before: str, heads: frozenset[str]
) -> tuple[Head, list[Chapter]]:
    """Read each of several works as a text of its own; what stands above them is their front."""
    first = works.starts[0]
    front = groups[:first]
    head = gutenberg.read_head(before, front) if before else read_head(front)
    anthology.name_collection(head, front)
    table = find_contents(groups).groups
    plan = Plan(contents={at - head.taken for at in table if head.taken <= at < first})
    chapters = _chapters(front[head.taken :], plan, habit, head)
    folded: tuple[Block, ...] = ()
    if chapters[0].words < _SHORT_OPENING:
        folded = tuple(
            block._replace(role=Role.FRONT) if block.role is Role.BODY else block
            for block in chapters.pop().blocks
        )
    names: list[str] = []
    for start, end in pairwise([*works.starts, len(groups)]):
        own = read_head(groups[start:end])
        body = groups[start + own.taken : end]
        running = {at for at, piece in enumerate(body) if _is_head(piece, heads)}
        plan = find_chapters(body, habit, running)
        plan.headings = [heading for heading in plan.headings if heading.mark]
        opening, *others = _chapters(body, plan, habit, own)
        blocks = (*folded, *opening.blocks)
        chapters += [
            replace(opening, title=anthology.name_work(own), mark=None, blocks=blocks),
            *others,
        ]
        names += anthology.authors_of(own)
        folded = ()
    anthology.name_authors(head, names)
    return head, chapters


def _is_head(piece: Group, heads: frozenset[str]) -> bool:
    return bool(heads) and _plain(piece.text.strip()) in heads


def _below(head: Head, above: list[Group]) -> Head:
    """Put the running head of the first page above what is read below it."""
    if above and head.taken:
        head.blocks[:0] = [
            Block(Kind.NOTE, _plain(g.text.strip()), (), Role.RESIDUE) for g in above
        ]
        head.taken += len(above)
    return head


def _signed(head: Head, core: str) -> None:
    if name := signed_by(core):
        set_authors(head, name, 0.5, "a name signed below the text")


_SMALL = 30_000
"""Characters below which the head's short lines weigh on the statistics of the lines."""


def _again(body: list[Group], habit: Habit) -> tuple[Habit, list[Group]]:
    """Judge the lines of a short file without its head; regroup where that shows another habit."""
    text = "".join("\n" * (piece.gap + 1) + piece.text for piece in body)
    better = measure(text.lstrip("\n"))
    if not body or better.setting is habit.setting:
        return (habit if better.setting is not habit.setting else better), body
    regrouped = group(text[1:], better)
    return better, regrouped


def _metadata(head: Head) -> Metadata:
    downloaded = any(label.field == "packaged" for label in head.labels)
    metadata = typed(head.labels, downloaded=downloaded)
    if downloaded:
        address, number = identity(metadata.source_url)
        metadata = replace(metadata, source_url=address, work_id=number)
    return replace(
        metadata,
        title=head.title or metadata.title,
        authors=metadata.authors or head.authors,
    )


_SHORT_OPENING = 25
"""Words between title and first mark that are of the title page: an editor's line."""


def _chapters(groups: list[Group], plan: Plan, habit: Habit, head: Head) -> list[Chapter]:
    """Put blocks under their headings; what stands before the first has none."""
    headings = plan.headings
    first = headings[0].at if headings else len(groups)
    opening = _blocks(groups, range(first), plan, habit, is_opening=True)
    if headings and head.taken and not head.mark and count_words(opening) < _SHORT_OPENING:
        opening = [
            block._replace(role=Role.FRONT) if block.role is Role.BODY else block
            for block in opening
        ]
    folded = list(head.blocks)
    chapters: list[Chapter] = []
    if not headings or (
        any(block.role is Role.BODY for block in opening)
        and (head.mark or not _is_motto(opening, groups, headings))
    ):
        chapters.append(_chapter("", [*folded, *opening], None))
        folded = []
        if head.mark:
            chapters[0] = replace(chapters[0], title=head.mark.text, mark=head.mark)
    else:
        folded += opening
    for number, heading in enumerate(headings):
        end = headings[number + 1].at if number + 1 < len(headings) else len(groups)
        blocks = _under(groups, heading, end, plan, habit)
        chapters.append(_chapter(heading.title, folded + blocks, heading))
        folded = []
    return chapters


def _is_motto(opening: list[Block], groups: list[Group], headings: list[Heading]) -> bool:
    if headings[0].mark and (headings[0].mark.number or 1) > 1:
        return False  # the first chapter, whose mark is the file's name
    letters = sum(len(piece.text) for piece in groups[headings[0].at :])
    return is_motto(count_words(opening), letters // _LETTERS_A_WORD, len(headings))


_LETTERS_A_WORD = 6
"""Characters of an English word and the space behind it."""


def _chapter(title: str, blocks: list[Block], heading: Heading | None) -> Chapter:
    trim_breaks(blocks)
    fold_end(blocks)
    return Chapter(title, tuple(blocks), heading.mark if heading else None, count_words(blocks))


def _under(
    groups: list[Group], heading: Heading, end: int, plan: Plan, habit: Habit
) -> list[Block]:
    """The blocks of one chapter: its heading lines, its notes, its text."""
    blocks: list[Block] = []
    for at in range(heading.at, heading.at + heading.groups):
        lines = groups[at].lines
        last = at == heading.at + heading.groups - 1
        taken = lines[: heading.lines] if last and heading.lines else lines
        blocks.append(Block(Kind.HEADING, " ".join(" ".join(taken).split()), (), Role.TITLE))
        if last and heading.lines:
            rest = Group(0, "\n".join(lines[heading.lines :]))
            for piece in group(rest.text, habit):
                blocks.extend(blocks_of(piece, habit))
    below = heading.at + heading.groups
    below, notes = _notes(groups, below, min(end, below + 6))
    blocks.extend(notes)
    return blocks + _blocks(groups, range(below, end), plan, habit)


def _notes(groups: list[Group], start: int, end: int) -> tuple[int, list[Block]]:
    """Label lines right under a chapter's mark: its own summary, notes, disclaimer."""
    blocks: list[Block] = []
    for at in range(start, end):
        if _HASHED.fullmatch(groups[at].text):  # what a site called the chapter, downloaded
            text = " ".join(groups[at].text.lstrip("# ").split())
            blocks.append(Block(Kind.HEADING, text, (), Role.TITLE))
            continue
        label = parse_label(groups[at].lines[0].strip())
        if label is None or label.field not in _CHAPTER_LABELS:
            return at, blocks
        blocks.append(Block(Kind.NOTE, join(groups[at].text), (), Role.FRONT))
    return end, blocks


_HASHED = re.compile(r"#{1,6} \S.{0,120}")
_CHAPTER_LABELS = frozenset(
    {"notes", "summary", "disclaimer", "rating", "warnings", "spoilers", "feedback", "beta",
     "thanks", "relationships", "title", "authors", "fandoms", "archive"}
)  # fmt: skip


def _blocks(
    groups: list[Group], indexes: range, plan: Plan, habit: Habit, *, is_opening: bool = False
) -> list[Block]:
    blocks: list[Block] = []
    most = habit.gap + 1
    opening = is_opening and bool(plan.headings)
    contents, residue = plan.contents, plan.residue
    signature = len(groups) - _SIGNATURE
    for at in indexes:
        piece = groups[at]
        gap, text = piece
        if at in contents or (opening and at not in residue and is_imprint(text)):
            blocks.append(Block(Kind.NOTE, _plain(text), (), Role.FRONT))
        elif at in residue:
            blocks.append(Block(Kind.NOTE, _plain(text), (), Role.RESIDUE))
        elif (len(text) < _LONGEST_LINK and _is_link(text)) or (
            at >= signature and text.startswith("--\n")
        ):
            blocks.append(Block(Kind.NOTE, _plain(text), (), Role.RESIDUE))
            opening = False
        else:
            if gap >= most and at - 1 not in residue:
                _break_at_gap(blocks, text)
            blocks += blocks_of(piece, habit)
            opening = False
    return blocks


def _is_link(text: str) -> bool:
    """Whether a short group is an archive's navigation."""
    return text[-1] not in _SPOKEN and is_navigation(text)


_LONGEST_LINK = 90
_SIGNATURE = 2
"""Groups from the end of a text in which a mail's signature stands."""
_SPOKEN = frozenset(".!?\"'”’,…-—")


def _break_at_gap(blocks: list[Block], below: str) -> None:
    above = blocks[-1] if blocks else None
    if (
        above is not None
        and above.kind not in _PARTED
        and above.role is Role.BODY
        and not is_scene_break(below)
        and not picture_of(below)
    ):
        blocks.append(Block(Kind.SCENE_BREAK, ""))


_PARTED = frozenset({Kind.SCENE_BREAK, Kind.NOTE})
"""What stands in much space for its own sake."""


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))
