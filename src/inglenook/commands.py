"""Everything a reader can ask for, declared once.

Bindings, the footer, the help, the command palette and ``docs/keys.md`` all come from
:data:`COMMANDS`. A command's action runs on the part of the screen its context names.
:func:`rebound` gives commands the keys a reader wants for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from inglenook.clean import clean_line
from inglenook.keynames import named, spell


class Context(StrEnum):
    """Where a command applies; the value is what the help calls it."""

    READING = "In the text"
    SELECTING = "While selecting"
    SHELF = "In the list of stories"
    SAVED = "In the list of saved searches"
    SEARCH = "In the list of hits"
    REPORT = "In the library report"
    ENTRY = "While typing a query or a filter"
    EVERYWHERE = "Everywhere"


class Command(NamedTuple):
    """One thing a reader can ask for."""

    id: str
    """Stable: what a key map, the docs and the palette call it."""
    keys: tuple[str, ...]
    """Characters, or names as Textual spells them; the first is the one shown."""
    description: str
    context: Context
    action: str
    """As Textual writes actions: ``read('page', 1)``."""
    short: str = ""
    """What the footer says; empty for a command that is not in the footer."""
    priority: bool = False
    """Whether it goes before whatever has the focus, an input included."""
    also: str = ""
    """Words by which people look for it that are not in its description."""

    @property
    def key(self) -> str:
        """The first key as people write it."""
        return spell(self.keys[0])

    @property
    def all_keys(self) -> str:
        """Every key as people write it."""
        return " ".join(spell(key) for key in self.keys)


_M = Context.SELECTING
_R, _L, _S = Context.READING, Context.SHELF, Context.SEARCH
_F, _I, _E = Context.REPORT, Context.ENTRY, Context.EVERYWHERE
_V = Context.SAVED

COMMANDS: tuple[Command, ...] = (
    Command("text.page_down", ("space", "pagedown", "f", "ctrl+f", "right"),
            "Next page", _R, "read('page', 1)", "page"),
    Command("text.page_up", ("b", "pageup", "ctrl+b", "left", "shift+space"),
            "Previous page", _R, "read('page', -1)"),
    Command("text.line_down", ("j", "down"), "Line down", _R, "read('scroll_lines', 1)"),
    Command("text.line_up", ("k", "up"), "Line up", _R, "read('scroll_lines', -1)"),
    Command("text.half_down", ("d", "ctrl+d"), "Half a page down", _R, "read('half_page', 1)"),
    Command("text.half_up", ("u", "ctrl+u"), "Half a page up", _R, "read('half_page', -1)"),
    Command("text.next_chapter", ("]", "L"), "Next chapter", _R,
            "read('next_chapter')", "next chapter"),
    Command("text.previous_chapter", ("[", "H"), "Previous chapter", _R,
            "read('previous_chapter')"),
    Command("text.next_scene", ("}",), "Next scene", _R, "read('next_scene')"),
    Command("text.previous_scene", ("{",), "Previous scene", _R, "read('previous_scene')"),
    Command("text.chapter_top", ("g", "home"), "Beginning of the chapter", _R,
            "read('chapter_top')"),
    Command("text.chapter_bottom", ("G", "end"), "End of the chapter", _R,
            "read('chapter_bottom')"),
    Command("text.story_top", ("ctrl+home",), "Beginning of the story", _R, "read('story_top')"),
    Command("text.story_bottom", ("ctrl+end",), "End of the story", _R, "read('story_bottom')"),
    Command("text.fold", ("o",), "Unfold or fold notes and front matter", _R,
            "read('toggle_fold')"),
    Command("text.links", ("l",), "Notes and links on this screen", _R, "links(False)"),
    Command("text.enter", ("enter",), "Notes and links; without any, unfold or fold", _R,
            "links(True)"),
    Command("text.roll", ("A",), "Scroll by itself; + and - change the pace", _R, "roll"),
    Command("text.ruler", ("_",), "Reading ruler: dim all but a few lines", _R, "ruler"),
    Command("text.next_story", (">",), "Next story of the series", _R, "series(1)", also="sequel"),
    Command("text.previous_story", ("<",), "Story of the series before this one", _R,
            "series(-1)"),
    Command("text.recap", ("W",), "Where you were: the last paragraph, and how chapters begin", _R,
            "screen.recap"),
    Command("text.look_up", ("K",), "Look a word up in a dictionary", _R, "screen.look_up",
            also="define, meaning"),
    Command("text.edit", ("e",), "Open the file of the chapter in your editor", _R,
            "screen.edit"),
    Command("text.pager", ("E",), "Open the text of the story in your pager", _R,
            "screen.pager"),
    Command("text.find", ("/",), "Find in this story", _R, "screen.find(True)", "find"),
    Command("mark.bookmark", ("m",), "Bookmark this screen, or take its bookmark off", _R,
            "mark('bookmark')", "bookmark"),
    Command("mark.letter", ("M",), "Name this place with a letter: a-z here, A-Z everywhere", _R,
            "mark('letter')"),
    Command("mark.select", ("v",), "Select text: to highlight, note or copy it", _R,
            "mark('select')", "select"),

    Command("select.amber", ("1",), "Highlight in amber", _M, "style(0)", "amber"),
    Command("select.rose", ("2",), "Highlight in rose", _M, "style(1)", "rose"),
    Command("select.moss", ("3",), "Highlight in moss", _M, "style(2)", "moss"),
    Command("select.slate", ("4",), "Highlight in slate", _M, "style(3)", "slate"),
    Command("select.usual", ("enter",), "Highlight in the style used last", _M, "style(-1)"),
    Command("select.note", ("a",), "Write a note on it", _M, "note", "note"),
    Command("select.copy", ("y", "ctrl+c"), "Copy it", _M, "copy", "copy"),
    Command("select.look_up", ("K",), "Look it up in a dictionary", _M, "look_up", "look up"),
    Command("select.right", ("l", "right"), "One character on", _M, "move('right')"),
    Command("select.left", ("h", "left"), "One character back", _M, "move('left')"),
    Command("select.down", ("j", "down"), "One row down", _M, "move('down')"),
    Command("select.up", ("k", "up"), "One row up", _M, "move('up')"),
    Command("select.word", ("w",), "To the next word", _M, "move('word')"),
    Command("select.word_end", ("e",), "To the end of the word", _M, "move('word_end')"),
    Command("select.word_back", ("b",), "To the word before", _M, "move('word_back')"),
    Command("select.sentence_end", (")",), "To the end of the sentence", _M,
            "move('sentence_end')", "sentence"),
    Command("select.sentence_start", ("(",), "To the beginning of the sentence", _M,
            "move('sentence_start')"),
    Command("select.paragraph_end", ("}",), "To the end of the paragraph", _M,
            "move('paragraph_end')", "paragraph"),
    Command("select.paragraph_start", ("{",), "To the beginning of the paragraph", _M,
            "move('paragraph_start')"),
    Command("select.turn", ("o",), "Move the other end", _M, "move('turn')"),
    Command("select.anew", ("v",), "Begin to select here", _M, "move('anew')"),

    Command("shelf.open", ("enter",), "Open the story or chapter", _L, "choose", "open"),
    Command("shelf.expand", ("right", "l"), "Show the chapters", _L, "expand", "chapters"),
    Command("shelf.collapse", ("left", "h"), "Hide the chapters, or go to the story", _L,
            "collapse"),
    Command("shelf.toggle", ("space",), "Show or hide the chapters", _L, "flip"),
    Command("shelf.filter", ("/",), "Filter by title, author or any field of a query", _L,
            "screen.filter", "filter"),
    Command("shelf.order", ("o",), "Sort the stories", _L, "order(False)", "sort"),
    Command("shelf.group", ("O",), "Put the stories under headings", _L, "order(True)"),
    Command("shelf.hidden", (".",), "Show what your config hides, or hide it again", _L,
            "hidden"),
    Command("shelf.search", ("ctrl+f",), "Search all stories", _L, "screen.find(False)"),
    Command("shelf.down", ("j", "down"), "Down", _L, "step(1)"),
    Command("shelf.up", ("k", "up"), "Up", _L, "step(-1)"),
    Command("shelf.page_down", ("pagedown", "ctrl+d"), "Page down", _L, "leaf(1)"),
    Command("shelf.page_up", ("pageup", "ctrl+u"), "Page up", _L, "leaf(-1)"),
    Command("shelf.top", ("g", "home"), "First", _L, "edge(0)"),
    Command("shelf.bottom", ("G", "end"), "Last", _L, "edge(1)"),
    Command("shelf.rename", ("E",), "Rename the story", _L, "correct('rename')"),
    Command("shelf.join", ("J",), "Join it with the story where J is pressed next", _L,
            "correct('join')"),
    Command("shelf.apart", ("A",), "Split it, or take the chapter's file out of it", _L,
            "correct('apart')"),
    Command("shelf.earlier", ("<",), "Put the chapter's file earlier in its story", _L,
            "correct('earlier')"),
    Command("shelf.later", (">",), "Put the chapter's file later in its story", _L,
            "correct('later')"),
    Command("shelf.hide", ("H",), "Hide the story", _L, "correct('hide_stories')"),
    Command("shelf.right", ("K",), "What was guessed of it is right", _L, "correct('right')"),

    Command("saved.open", ("enter",), "Search for it", _V, "choose", "search"),
    Command("saved.rename", ("R",), "Rename it", _V, "saved('rename')", "rename"),
    Command("saved.drop", ("D",), "Forget it", _V, "saved('drop')", "forget"),
    Command("saved.down", ("j", "down"), "Down; from the last one, to the stories", _V, "step(1)"),
    Command("saved.up", ("k", "up"), "Up", _V, "step(-1)"),

    Command("hits.open", ("enter",), "Open the passage", _S, "choose", "open"),
    Command("hits.down", ("j", "down"), "Down", _S, "step(1)"),
    Command("hits.up", ("k", "up"), "Up; from the first row, to the query", _S, "step(-1)"),
    Command("hits.collapse", ("left", "h"), "Fold the chapter or story", _S, "collapse"),
    Command("hits.expand", ("right", "l"), "Unfold it", _S, "expand"),
    Command("hits.toggle", ("space",), "Fold or unfold it", _S, "flip"),
    Command("hits.fold", ("o",), "Fold or unfold all hits of the story", _S, "fold_story", "fold"),
    Command("hits.fold_all", ("O",), "Fold or unfold every story", _S, "fold_all"),
    Command("hits.lines", ("c",), "As lines centred on the hit, or as a list", _S,
            "screen.lines", "lines"),
    Command("hits.sort", ("s",), "Sort the lines by the words at their left, or right", _S,
            "screen.sort_lines"),
    Command("hits.export", ("E",), "Write the hits to a file: CSV, JSON or Markdown", _S,
            "screen.export"),
    Command("hits.page_down", ("pagedown", "ctrl+d"), "Page down", _S, "leaf(1)"),
    Command("hits.page_up", ("pageup", "ctrl+u"), "Page up", _S, "leaf(-1)"),
    Command("hits.top", ("g", "home"), "First", _S, "edge(0)"),
    Command("hits.bottom", ("G", "end"), "Last", _S, "edge(1)"),
    Command("hits.edit", ("/",), "Change the query", _S, "screen.edit_query", "edit"),

    Command("report.open", ("enter",), "Read the story", _F, "choose", "read"),
    Command("report.mark", ("space",), "Mark the file, in the order of a story", _F,
            "mark", "mark"),
    Command("report.join", ("J",), "Join the marked files' stories, in their order", _F,
            "correct('join')", "join"),
    Command("report.apart", ("A",), "Take files out of their story, or split a file", _F,
            "correct('apart')", "take apart"),
    Command("report.rename", ("E",), "Rename the story", _F, "correct('rename')", "rename"),
    Command("report.hide", ("H",), "Hide files, or put hidden ones back", _F,
            "correct('hide')", "hide"),
    Command("report.right", ("K",), "What was guessed is right", _F,
            "correct('right')", "it is right"),
    Command("report.earlier", ("<",), "Put the file earlier in its story", _F,
            "correct('earlier')"),
    Command("report.later", (">",), "Put the file later in its story", _F, "correct('later')"),
    Command("report.next_group", ("right", "l"), "Next group of files", _F, "group(1)", "group"),
    Command("report.previous_group", ("left", "h"), "Previous group", _F, "group(-1)"),
    Command("report.filter", ("/",), "Filter by path and title", _F, "filter", "filter"),
    Command("report.down", ("j", "down"), "Down", _F, "step(1)"),
    Command("report.up", ("k", "up"), "Up", _F, "step(-1)"),
    Command("report.page_down", ("pagedown", "ctrl+d"), "Page down", _F, "leaf(1)"),
    Command("report.page_up", ("pageup", "ctrl+u"), "Page up", _F, "leaf(-1)"),
    Command("report.top", ("g", "home"), "First", _F, "edge(0)"),
    Command("report.bottom", ("G", "end"), "Last", _F, "edge(1)"),

    Command("entry.done", ("enter",), "Into the list; finding in a story, to the match", _I,
            "into(True)", "to the list"),
    Command("entry.complete", ("tab",), "Take what is offered, as right does at the end", _I,
            "complete", "complete"),
    Command("entry.up", ("up",), "What was asked before, beginning so", _I, "step(-1)"),
    Command("entry.into", ("down",), "Into the list; among what is offered or was asked, down", _I,
            "into(False)", "list"),

    Command("search.all", ("S",), "Search all stories", _E, "find(False)", "search"),
    Command("search.scope", ("ctrl+t",),
            "Search elsewhere: this story, its author, the shelf as filtered, unread, read, all",
            _E, "scope", "elsewhere"),
    Command("search.correct", ("ctrl+y",), "Take the spelling that is offered", _E,
            "correct_query"),
    Command("search.save", ("*",), "Save this search under a name, among the stories", _E, "save"),
    Command("search.next", ("n",), "Next hit, through chapters and stories", _E,
            "walk(1)", "next hit"),
    Command("search.previous", ("N",), "Previous hit", _E, "walk(-1)"),
    Command("search.results", ("z",), "Back to the results", _E, "results", "results"),
    Command("jump.back", ("ctrl+o", "alt+left"), "Back to where you were", _E, "jump(-1)", "back",
            also="history, return"),
    Command("jump.forward", ("alt+right",), "Forward again", _E, "jump(1)"),
    Command("mark.list", ("'",), "Your marks: in this story, or all", _E, "marks", "marks",
            also="bookmarks, highlights, notes, annotations"),
    Command("mark.go", ("`",), "Go to the place a letter names", _E, "letter"),
    Command("view.map", ("B",), "Book map: chapters, what is read, marks and hits", _E, "map",
            "map"),
    Command("view.contents", ("t",), "Contents of this story", _E, "contents", "contents"),
    Command("contents.scenes", ("s",), "In the contents: list the scenes too", _E,
            "contents(True)"),
    Command("view.sidebar", ("\\",), "Show or hide the stories", _E, "sidebar", "stories"),
    Command("view.next_pane", ("tab",), "Next pane", _E, "pane(1)"),
    Command("view.previous_pane", ("shift+tab",), "Previous pane", _E, "pane(-1)"),
    Command("view.pages", ("P",), "Turn pages, or scroll", _E, "pages", also="paginate"),
    Command("view.columns", ("2",), "Two columns, or one", _E, "columns"),
    Command("view.zen", ("Z",), "Nothing but the text", _E, "zen", also="focus, full screen"),
    Command("view.narrower", ("-",), "Shorter lines", _E, "measure(-1)",
            also="width of lines, margins"),
    Command("view.wider", ("+", "="), "Longer lines", _E, "measure(1)",
            also="width of lines, margins"),
    Command("view.reset", ("0",), "Lines of the usual length", _E, "measure(0)"),
    Command("view.theme", ("T",), "Choose a theme", _E, "themes",
            also="colours dark light appearance"),
    Command("view.settings", (",",), "How the page is set", _E, "settings",
            also="settings options preferences margins width spacing indent justify hyphens"),
    Command("story.details", ("i",), "Everything known about this story", _E, "details",
            also="info, metadata, summary, tags"),
    Command("story.state", ("x",), "The story is finished, set aside, unread: each in turn", _E,
            "state"),
    Command("story.own", ("#",), "Your own tags and rating of the story", _E, "own",
            also="rate, stars, label"),
    Command("library.recent", ("R",), "What you read lately", _E, "recent", also="history"),
    Command("library.random", ("r",), "An unread story by chance, of those shown", _E, "chance"),
    Command("library.statistics", ("%",), "What you have read, and when", _E, "statistics",
            also="stats, pace, calendar"),
    Command("library.report", ("C",), "Library report: what was made of every file", _E, "report"),
    Command("library.refresh", ("f5",), "Look for new and changed files", _E, "refresh",
            also="rescan, reload, update"),
    Command("library.undo", ("U",), "Undo the last correction of the shelf", _E, "undo", "undo"),
    Command("library.redo", ("ctrl+r",), "Make it again", _E, "redo"),
    Command("app.help", ("?", "f1"), "All the keys", _E, "keys", "help",
            also="shortcuts, keyboard"),
    Command("app.palette", ("ctrl+p", ":"), "Find a command or a story by name", _E,
            "command_palette"),
    Command("app.close", ("escape",), "Close or clear; never quits", _E, "close", "close"),
    Command("app.back", ("q",), "Back one level, then quit", _E, "leave", "quit"),
    Command("app.quit", ("ctrl+q",), "Quit", _E, "quit", priority=True, also="exit"),
)  # fmt: skip
"""In the order of the help."""

OF_THE_APP = frozenset(
    {
        "app.palette", "app.quit", "view.theme", "app.help",
        "library.report", "library.refresh", "library.undo", "library.redo",
    }
)  # fmt: skip
"""Those that work on every screen; the others belong to the screen with the stories."""


def in_context(context: Context, commands: Iterable[Command] = COMMANDS) -> Iterator[Command]:
    """Go through the commands of one context, in the order of the help."""
    return (command for command in commands if command.context is context)


_FIRST_WHILE_WALKING = ("search.next", "search.results", "jump.back")
_IN_EVERY_FOOTER = ("search.all", "view.contents", "app.help", "app.back")
_WHILE_TYPING = {"entry.into": "", "app.close": "clear, close"}
"""What the footer says there: enter and down go to one list, escape clears first."""
_WHILE_FINDING = {"entry.done": "to the match"}
_IN_THE_REPORT = ("library.undo", "app.help", "app.close")


def footer(
    context: Context,
    *,
    walking: bool,
    finding: bool = False,
    commands: Sequence[Command] = COMMANDS,
) -> tuple[Command, ...]:
    """Return the commands the footer shows, the most important first.

    Args:
        context: that of the part that has the focus.
        walking: whether the reader goes through the hits of a search.
        finding: whether the text follows the query that is typed.
        commands: with the reader's keys.
    """
    everywhere = {command.id: command for command in in_context(Context.EVERYWHERE, commands)}
    own = [command for command in in_context(context, commands) if command.short]
    first = [everywhere[name] for name in _FIRST_WHILE_WALKING if walking]
    rest = [
        everywhere[name]
        for name in _IN_EVERY_FOOTER
        if name != "view.contents" or context is Context.READING
    ]
    if context is Context.REPORT:
        return (*own, *(everywhere[name] for name in _IN_THE_REPORT))
    if context is Context.SELECTING:
        return (*own, everywhere["app.close"])
    if context is Context.ENTRY:
        # Letters are typed there; only what works with a key that is none is of use.
        own += [everywhere["search.scope"], everywhere["app.close"]]
        other = _WHILE_FINDING if finding else _WHILE_TYPING
        said = [command._replace(short=other.get(command.id, command.short)) for command in own]
        return tuple(command for command in said if command.short)
    return (*first, *own, *rest)


def rebound(
    wanted: Mapping[str, Sequence[str]], commands: Sequence[Command] = COMMANDS
) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """Give commands the keys a reader wants.

    A key the reader has given away is taken from whatever had it before, as long as that has
    another.

    Args:
        wanted: for ids of commands, their keys.
        commands: those there are.

    Returns:
        The commands with their keys, and what is wrong with the wishes, a sentence each.
    """
    known = {command.id: command for command in commands}
    problems: list[str] = []
    given: dict[str, tuple[str, ...]] = {}
    for name, spelt in wanted.items():
        if name not in known:
            problems.append(f"no command is named {clean_line(name, 60)!r}")
            continue
        own = []
        for key in spelt:
            if not (found := named(key)):
                problems.append(f"{name}: no key is called {clean_line(key, 30)!r}")
            elif rival := _rival(known[name], found, given, known):
                problems.append(f"{rival} and {name} both want {spell(found)}; {rival} has it")
            else:
                own.append(found)
        if own:
            given[name] = tuple(own)
        elif not spelt:
            problems.append(f"{name} must have a key")
    settled = []
    for command in commands:
        keys = given.get(command.id, ())
        if not keys:
            taken = {key: _rival(command, key, given, known) for key in command.keys}
            keys = tuple(key for key in command.keys if not taken[key])
            if not keys:
                keys, first = command.keys, command.keys[0]
                problems.append(f"{spell(first)} is now {taken[first]}; {command.id} has no other")
        settled.append(command._replace(keys=keys))
    return tuple(settled), tuple(problems)


def _rival(
    command: Command,
    key: str,
    given: Mapping[str, tuple[str, ...]],
    known: Mapping[str, Command],
) -> str:
    """Return which other command has been given a key where this one applies; or nothing."""
    for name, keys in given.items():
        other = known[name].context
        meets = other is command.context or Context.EVERYWHERE in (other, command.context)
        # Declared so for both: the part that has the focus goes before the whole screen.
        meets = meets and not (key in command.keys and key in known[name].keys)
        if name != command.id and key in keys and meets:
            return name
    return ""


def keys_yaml() -> str:
    """Return every command with its keys as the config file has them."""
    lines = ["keys:"]
    for context in Context:
        lines.append(f"  # {context}")
        for command in in_context(context):
            keys = ", ".join("'" + spell(key).replace("'", "''") + "'" for key in command.keys)
            lines.append(f"  {command.id}: [{keys}]  # {command.description}")
    return "\n".join(lines) + "\n"


def keys_page() -> str:
    """Return ``docs/keys.md``."""
    lines = [
        "# Keys",
        "",
        "Press `?` in the app for this list, `ctrl+p` to find a command by its name.",
        "The page is made from the declarations the app itself uses.",
    ]
    for context in Context:
        lines += ["", f"## {context}", "", "| keys | does | id |", "|---|---|---|"]
        for command in in_context(context):
            keys = " ".join(f"`{spell(key)}`" for key in command.keys)
            lines.append(f"| {keys} | {command.description} | `{command.id}` |")
    return "\n".join(lines) + "\n"
