"""What every command must do on the screen: tours through a small library, a step a command.

A tour begins with the program started anew and goes on from step to step. Whoever takes it presses
the keys, or chooses the commands by name, in an app without a terminal or in a real one; what a
step promises is there to be read on the screen of either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from inglenook.commands import Context

COLUMNS, LINES = 120, 40


# The library


def _marks(first: int) -> str:
    """Forty paragraphs of a row each, told apart by their numbers, in scenes of ten."""
    rows = [f"Mark {n:03} is a line of the towpath." for n in range(first, first + 40)]
    rows[5] = f"Mark {first + 5:03} has a heron on the wall of it."
    scenes = ["\n\n".join(rows[at : at + 10]) for at in range(0, 40, 10)]
    return "\n\n***\n\n".join(scenes)


LOCK = f"""# The Lock

by Ada Marsh

Series: Part 1 of Canal Tales

Summary: A keeper waits for the water.

## Low Water

The keeper read a [note](#note) twice, and wrote [an answer](https://example.org/answer).

{_marks(0)}

## High Water

{_marks(100)}

## The Gate

{_marks(200)}
"""
WEIR = """# The Weir

by Ada Marsh

Series: Part 2 of Canal Tales

Summary: Two herons.

A heron stood on the weir, and another heron below it.
"""
RAFT = """# The Raft

by Bo Reed

Nobody is to see this one.
"""
HIDE = "title:raft"
"""What the config of a tour hides."""
PUNT = """The Punt ({part}/2)
by Bo Reed

Chapter {part}

It rained on the punt for the {part}. time. Nobody had come up on deck.
"""


def write_library(folder: Path) -> None:
    """Write the stories of the tours: four, in five files, and a file that is none."""
    folder.mkdir(parents=True)
    (folder / "lock.md").write_text(LOCK)
    (folder / "weir.md").write_text(WEIR)
    (folder / "raft.md").write_text(RAFT)
    for part in (1, 2):
        (folder / f"punt_{part}of2.txt").write_text(PUNT.format(part=part))
    (folder / "torn.epub").write_bytes(b"PK\x03\x04 no archive")


# What is promised


class Sight(NamedTuple):
    """What a reader sees."""

    text: str
    """The lines of the screen."""
    looks: tuple[str, ...]
    """For each line the styles on it, so that what changes its colours alone is seen too."""

    @property
    def marks(self) -> tuple[int, ...]:
        """The numbered paragraphs on the page, from above."""
        return tuple(int(number) for number in re.findall(r"Mark (\d\d\d)", self.text))

    @property
    def rows(self) -> Mapping[int, int]:
        """On which line of the screen each of them stands."""
        found = {}
        for row, line in enumerate(self.text.splitlines()):
            if number := re.search(r"Mark (\d\d\d)", line):
                found[int(number[1])] = row
        return found


Kept = Callable[[Sight, Sight], object]
"""Whether a promise is kept, by what was seen before and what is seen now."""


def appears(pattern: str) -> Kept:
    """Promise what was not on the screen before."""

    def kept(was: Sight, now: Sight) -> bool:
        return not re.search(pattern, was.text, re.M) and bool(re.search(pattern, now.text, re.M))

    return kept


def goes(pattern: str) -> Kept:
    """Promise that something is no longer on the screen."""
    return lambda was, now: appears(pattern)(now, was)


def shifted(rows: int) -> Kept:
    """Promise that the text stands some rows lower, or higher for less than 0."""

    def kept(was: Sight, now: Sight) -> bool:
        both = was.rows.keys() & now.rows.keys()
        return bool(both) and all(now.rows[one] - was.rows[one] == rows for one in both)

    return kept


def sideways(columns: int) -> Kept:
    """Promise that the text begins some columns further right, or left for less than 0."""

    def column(seen: Sight) -> int:
        return max(line.find("Mark ") for line in seen.text.splitlines())

    return lambda was, now: bool(now.marks) and column(now) - column(was) == columns


def restyled(was: Sight, now: Sight) -> bool:
    """Promise the same words in other colours."""
    return was.marks == now.marks and was.looks != now.looks


class Step(NamedTuple):
    """One command, and what comes of it."""

    command: str
    """Id."""
    promise: str | Kept
    """What appears, as a pattern; or whether it is kept."""
    before: str = ""
    """Keys that lead there from the step before, as Textual names them; ``type:`` types a word."""
    then: str = ""
    """Keys behind the command, where only they show what it did."""

    @property
    def kept(self) -> Kept:
        """Whether the promise is kept."""
        return appears(self.promise) if isinstance(self.promise, str) else self.promise


# The tours

_FIRST_CHAPTER, _SECOND_CHAPTER = r"  1/3  ·  Low Water", r"  2/3  ·  High Water"


def first(number: int) -> Kept:
    """Promise that a numbered paragraph is now the first on the page."""
    return lambda was, now: was.marks[:1] != (number,) == now.marks[:1]


def further(was: Sight, now: Sight) -> bool:
    """Promise that the page begins further on, with what was on it before or follows it."""
    return was.marks[0] < now.marks[0] <= was.marks[-1] + 1


def before(was: Sight, now: Sight) -> bool:
    """Promise that the page begins before, and ends with what was on it or follows."""
    return further(now, was)


def under_cursor(words: str) -> Kept:
    """Promise that the cursor of a list has come to a row."""
    return appears(f"▌[ +›]*[○◐●‖]? ?{words}")


READING = (
    Step("text.page_down", further),
    Step("text.page_up", before),
    Step("text.line_down", shifted(-1)),
    Step("text.line_up", shifted(1)),
    Step("text.half_down", further),
    Step("text.half_up", before),
    Step("text.next_chapter", _SECOND_CHAPTER),
    Step("text.previous_chapter", _FIRST_CHAPTER),
    Step("text.next_scene", first(10)),
    Step("text.previous_scene", first(0)),
    Step("text.chapter_bottom", r"Mark 039"),
    Step("text.chapter_top", r"The keeper read"),
    Step("text.story_bottom", r"Mark 239"),
    Step("text.story_top", r"by Ada Marsh"),
    Step("text.fold", r"Summary: A keeper waits"),
    Step("text.links", r"▌ note  #note"),
    Step("text.enter", r"▌ note  #note", before="escape"),
    Step("text.roll", r"250 words/min", before="escape"),
    Step("text.ruler", restyled, before="escape"),
    Step("text.next_story", r"A heron stood on the weir"),
    Step("text.previous_story", r"Mark 000"),
    Step("text.recap", r"How the chapters begin"),
    Step("text.look_up", r"A word, or several", before="escape"),
    Step("text.find", r"in The Lock  ·", before="escape"),
    Step("mark.bookmark", r"Bookmarked\.", before="escape"),
    Step("mark.letter", r"Name this place"),
    Step("mark.select", r"^ 1 word  ", before="escape"),
    Step("text.edit", r"In the editor: .*lock\.md|Set EDITOR to", before="escape"),
    Step("text.pager", r"In the pager: .*\.txt|Set PAGER to", before="enter escape"),
)

SELECTING = (
    Step("select.word", r"^ 2 words   The k$", before="i escape v"),
    Step("select.word_back", r"^ 1 word   T$"),
    Step("select.word_end", r"^ 1 word   The$"),
    Step("select.right", r"^ 2 words   The k$", then="l"),
    Step("select.left", r"^ 1 word   The$", then="h"),
    Step("select.down", r"an answer\. Mar$"),
    Step("select.up", r"^ 1 word   The$"),
    Step("select.paragraph_end", r"^ 10 words .* an answer\.$"),
    Step("select.paragraph_start", r"^ 1 word   T$"),
    Step("select.sentence_end", r"^ 10 words .* an answer\.$"),
    Step("select.sentence_start", r"^ 1 word   T$"),
    Step("select.turn", r"^ 1 word   keeper$", before="w e", then="w"),
    Step("select.anew", r"^ 1 word   k$"),
    Step("select.amber", r"Highlighted in amber"),
    Step("select.rose", r"Highlighted in rose", before="v"),
    Step("select.moss", r"Highlighted in moss", before="v"),
    Step("select.slate", r"Highlighted in slate", before="v"),
    Step("select.usual", r"Highlighted in slate", before="m v"),
    Step("select.copy", r"Copied 1 word", before="v"),
    Step("select.look_up", r"no dictionary: install one", before="v"),
    Step("select.note", r"Enter keeps it", before="v"),
)

SHELF = (
    Step("shelf.down", under_cursor("The Punt"), before="tab"),
    Step("shelf.up", under_cursor("The Lock")),
    Step("shelf.bottom", under_cursor("The Weir")),
    Step("shelf.top", under_cursor("The Lock")),
    Step("shelf.page_down", under_cursor("The Weir")),
    Step("shelf.page_up", under_cursor("The Lock")),
    Step("shelf.expand", r"^ {1,4}› Low Water"),
    Step("shelf.collapse", goes(r"^ {1,4}› Low Water")),
    Step("shelf.toggle", r"^ {1,4}› Low Water"),
    Step("shelf.filter", r"title, author, or a field", before="space"),
    Step("shelf.order", r"Sort by", before="escape"),
    Step("shelf.group", r"Headings by", before="escape"),
    Step("shelf.hidden", r"The Raft", before="escape"),
    Step("shelf.right", r"Noted that “The Lock” is right", before="full_stop", then="enter"),
    Step("shelf.hide", r"Hidden: weir\.md", before="G"),
    # The rows follow what is said, and the next step begins at them.
    Step("shelf.later", r" Chapter 2\b.*\n.* Chapter 1\b", before="g j space j"),
    Step("shelf.earlier", r" Chapter 1\b.*\n.* Chapter 2\b"),
    Step("shelf.apart", r"punt_2of2\.txt, Bo Reed", before="k"),
    Step("shelf.join", goes(r"punt_2of2\.txt, Bo Reed"), before="g j", then="j J"),
    Step("shelf.rename", r"Authors, with commas between"),
    Step("shelf.search", r"in all stories  ·", before="escape"),
    Step("shelf.open", r"It rained on the punt", before="escape tab g j"),
)

_SAVE = "S type:heron enter asterisk enter S type:deck enter asterisk enter escape tab k"

SAVED = (
    Step("saved.up", under_cursor(r"\* deck"), before=_SAVE),
    Step("saved.down", under_cursor(r"\* heron")),
    Step("saved.rename", r"Rename this search"),
    Step("saved.drop", r"Forgotten: heron", before="escape"),
    Step("saved.open", r"Nobody had come up on deck"),
)

SEARCH = (
    Step("hits.down", under_cursor(r" *…the weir, and"), before="S type:heron enter"),
    Step("hits.up", under_cursor(r" *A heron stood on the weir")),
    Step("hits.bottom", under_cursor(r" *Mark 205")),
    Step("hits.top", under_cursor(r"▾ The Weir")),
    Step("hits.page_down", under_cursor(r" *Mark 205")),
    Step("hits.page_up", under_cursor(r"▾ The Weir")),
    Step("hits.collapse", r"▸ The Weir"),
    Step("hits.expand", r"▾ The Weir"),
    Step("hits.toggle", r"▸ The Weir"),
    Step("hits.fold", r"▾ The Weir"),
    Step("hits.fold_all", r"▸ The Lock"),
    Step("hits.export", r"Write the hits to a file"),
    Step("hits.lines", r"ood on the weir, and another heron below it", before="escape"),
    Step("hits.sort", r"by the words at the left"),
    Step("hits.edit", r"Enter to the list"),
    Step("hits.open", r"hit 1 of 5", before="enter"),
)

REPORT = (
    Step("report.down", under_cursor(r" ● punt_1of2"), before="C"),
    Step("report.up", under_cursor(r" \? lock\.md")),
    Step("report.bottom", under_cursor(r" \? weir\.md")),
    Step("report.top", under_cursor(r" \? lock\.md")),
    Step("report.page_down", under_cursor(r" \? weir\.md")),
    Step("report.page_up", under_cursor(r" \? lock\.md")),
    Step("report.next_group", goes(r"● punt_1of2\.txt")),
    Step("report.previous_group", r"● punt_1of2\.txt"),
    Step("report.filter", r"path or title"),
    Step("report.right", r"Noted that “The Lock” is right", before="escape g", then="enter"),
    Step("report.later", r"punt_1of2\.txt is file 2 of 2 now", before="j"),
    Step("report.earlier", r"punt_1of2\.txt is file 1 of 2 now"),
    Step("report.hide", r"Hidden: weir\.md", before="G"),
    Step("report.mark", r"^ 1 ● punt_1of2", before="g j"),
    Step("report.join", r"Joined 3 files into “The Punt”", before="j space"),
    Step("report.apart", r"raft\.md is a story of its own", before="k"),
    Step("report.rename", r"Authors, with commas between"),
    Step("report.open", r"Mark 000", before="escape g"),
)

ENTRY = (
    Step("entry.complete", r"▌\"Ada Marsh\"  Tab", before="S type:auth"),
    Step("entry.done", r"o fold   c lines", before="ctrl+u type:heron"),
    Step("entry.up", r"5 hits in 2 stories", before="slash backspace"),
    Step("entry.into", r"o fold   c lines", before="enter slash"),
)

EVERYWHERE = (
    Step("search.all", r"in all stories  ·"),
    Step("search.scope", r"in The Lock  ·"),
    Step("search.correct", r"3 hits in 1 story", before="type:herron"),
    Step("search.save", r"╭─ Save this search", before="enter"),
    Step("search.next", r"hit 1 of 3", before="escape"),
    Step("search.previous", r"That was the first hit\."),
    Step("search.results", r"o fold   c lines"),
    Step("app.close", goes(r"in The Lock  ·")),
    Step("app.back", goes(r"in all stories  ·"), before="S enter"),
    Step("jump.back", _FIRST_CHAPTER, before="t G enter"),
    Step("jump.forward", r"3/3  ·  The Gate"),
    Step("mark.list", r"No marks yet", before="ctrl+o"),
    Step("mark.go", r"╭─ Go to", before="escape"),
    Step("view.map", r"╭─ Book map", before="escape"),
    Step("view.contents", r"╭─ The Lock: 3 chapters", before="escape"),
    Step("contents.scenes", r"Mark 230", before="escape"),
    Step("view.sidebar", goes(r"Stories  3"), before="escape"),
    Step("view.next_pane", r"→ chapters", before="backslash escape"),
    Step("view.previous_pane", r"\] next chapter"),
    Step("view.narrower", sideways(2)),
    Step("view.wider", sideways(-2)),
    Step("view.reset", sideways(2), before="equals_sign"),
    Step("view.pages", first(0)),
    Step("view.columns", r"Mark 012"),
    Step("view.zen", goes(r"Stories  3"), before="2"),
    Step("view.theme", r"╭─ Theme", before="escape"),
    Step("view.settings", r"╭─ The page", before="escape"),
    Step("story.details", r"╭─ This story", before="escape"),
    Step("story.own", r"Your own tags", before="escape"),
    Step("library.recent", r"╭─ Read lately", before="escape"),
    Step("library.statistics", r"╭─ What you have read", before="escape"),
    Step("library.report", r"all 6", before="escape"),
    Step("library.refresh", r"Looking for new and changed files\."),
    Step("library.undo", r"Undone: ", before="escape tab K enter"),
    Step("library.redo", r"Done again: Noted that"),
    Step("story.state", r"The Lock: finished\."),
    Step("library.random", goes(r"Mark 000"), before="tab"),
    Step("app.help", r"╭─ Keys"),
    Step("app.palette", r"Search for commands…", before="escape"),
    Step("app.quit", lambda was, now: was.text and not now.text, before="escape"),
)

TOURS: Mapping[Context, Sequence[Step]] = {
    Context.READING: READING,
    Context.SELECTING: SELECTING,
    Context.SHELF: SHELF,
    Context.SAVED: SAVED,
    Context.SEARCH: SEARCH,
    Context.REPORT: REPORT,
    Context.ENTRY: ENTRY,
    Context.EVERYWHERE: EVERYWHERE,
}
