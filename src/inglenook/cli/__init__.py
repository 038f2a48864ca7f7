"""The command line: one contract for people, scripts and tests.

Data goes to standard output, everything else to standard error. Exit codes:
0 done, 1 nothing found, 2 wrong usage, 3 a library or story that cannot be read,
4 a fault of ours, of which ``__main__`` tells.
``--json`` prints one document; the shapes may grow, but what is named in
docs/commands.md keeps its name and meaning.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from inglenook import __version__
from inglenook.clean import UNSAFE, clean_line
from inglenook.cli.marks import marks
from inglenook.cli.opening import NOTHING_FOUND, fail, json_option, library_option, opened, shelve
from inglenook.cli.output import (
    chapter_json,
    counted,
    plain_text,
    print_json,
    print_progress,
    progress_bar,
    say,
    stories_counted,
    story_json,
)
from inglenook.cli.searching import FORMATS, ORDERS, Found, collect, find, print_found
from inglenook.cli.stats import stats
from inglenook.config import KEYS, Folders, read_config
from inglenook.errors import UnknownStory
from inglenook.library import choose_folder

SHOWN_HITS = 50
"""Hits a search prints unless ``--limit`` says otherwise; ``count`` is always of all."""

MOST_CONTEXT = 10_000
"""Characters on either side of a hit: a long paragraph."""


@contextmanager
def _mistakes_told() -> Iterator[None]:
    """Let click name a wrong word, a file's perhaps, without giving it to the terminal raw."""
    try:
        yield
    except click.UsageError as error:
        said = error.format_message()
        # Of click's own mistakes only a word too many is no kind of its own; most often a folder.
        is_folder = type(error) is click.UsageError and _takes_library(error.ctx)
        if not (is_folder or UNSAFE.search(said)):
            raise
        hint = "; a library goes behind -l" if is_folder else ""
        raise click.UsageError(clean_line(said) + hint, error.ctx) from None


def _takes_library(ctx: click.Context | None) -> bool:
    params = ctx.command.params if ctx else ()
    return any(param.name == "library" and "-l" in param.opts for param in params)


class _FolderOrCommand(click.Group):
    """A group whose first word may also be the folder to open."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            if len(args) > 1:
                # 2 ms, and only a mistyped command needs it.
                from difflib import get_close_matches

                near = get_close_matches(args[0], self.list_commands(ctx), 1)
                ctx.fail(f"no command {args[0]!r}" + "".join(f"; did you mean {n}?" for n in near))
            return "read", self.get_command(ctx, "read"), args
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _mistakes_told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _mistakes_told():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != "read"]


@click.group(
    cls=_FolderOrCommand,
    invoke_without_command=True,
    subcommand_metavar="[LIBRARY | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="inglenook", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Read and search the stories you have saved.

    LIBRARY is a folder of stories, or one file. Without it: the library of your config or of
    INGLENOOK_LIBRARY, else ./library, else the stories that come with Inglenook. Press ? inside
    for the keys.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding shows a question mark for what it does not have.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr] # what Python makes them
    if ctx.invoked_subcommand is None:
        ctx.invoke(read, library=None)


@main.command(hidden=True)
@click.argument("library", required=False)
def read(library: str | None) -> None:
    """Open the reader."""
    # Textual costs 155 ms that the other commands can do without.
    from inglenook.tui.app import run

    sys.exit(run(library))


@main.command("list")
@library_option
@json_option
def list_stories(library: str | None, as_json: bool) -> None:
    """List the stories, with their authors, chapters and words."""
    with opened(library) as shelf:
        shelve(shelf)
        stories = shelf.stories()
        if as_json:
            folder = clean_line(str(shelf.folder))
            print_json({"library": folder, "stories": [story_json(s) for s in stories]})
            return
        for story in stories:
            count = len(story.chapters)
            authors = ", ".join(story.authors) or "unknown author"
            guessed = f"  (guessed: {', '.join(story.guessed)})" if story.guessed else ""
            chapters = f"{count} chapter" + "s" * (count != 1)
            click.echo(f"{story.id}  {story.title}, by {authors}  ", nl=False)
            click.echo(f"[{chapters}, {story.words:,} words]{guessed}")


@main.command()
@click.argument("story")
@click.option("-c", "--chapter", type=click.IntRange(min=1), help="Only this chapter, from 1.")
@library_option
@json_option
def show(story: str, chapter: int | None, library: str | None, as_json: bool) -> None:
    """Print the text of STORY: an id, or any part of a title that fits only one.

    What the reader folds away (labels, notes, disclaimers) is left out, except in JSON.
    """
    with opened(library) as shelf:
        shelve(shelf)
        found = shelf.find(story)
        document = shelf.open(found)
        numbers = range(len(document.chapters)) if chapter is None else (chapter - 1,)
        if chapter is not None and chapter > len(document.chapters):
            raise UnknownStory(f"chapter {chapter} of {found.title}")
        titles = [entry.title for entry in found.chapters]
        if as_json:
            chapters = [chapter_json(n, titles[n], document.chapters[n]) for n in numbers]
            print_json({"id": found.id, "title": found.title, "chapters": chapters})
            return
        click.echo(found.title)
        click.echo(f"by {', '.join(found.authors)}" if found.authors else "author unknown")
        for number in numbers:
            if len(titles) > 1:
                click.echo(f"\n\n{titles[number]}")
            for block in document.chapters[number].blocks:
                if not block.folded:
                    click.echo("\n" + plain_text(block))


@main.command("open")
@click.argument("place")
@library_option
def open_place(place: str, library: str | None) -> None:
    """Open the reader at PLACE: a locator that a search has printed, or a story as in show.

    Looking at a passage does not move your own place in the story until you read on from it;
    ctrl+o goes back to it.
    """
    # 2 ms, and a search prints without it.
    from inglenook import locators

    with opened(library) as shelf:
        shelve(shelf)
        where = locators.read(place)
        story = shelf.find(where.story if where else place)
        passage = None
        if where is not None:
            passage = locators.passage(shelf.open(story), where)
            if passage is None:
                fail(f"the passage is no longer in {story.title}", NOTHING_FOUND)
    # As for read: 155 ms.
    from inglenook.tui.app import run

    sys.exit(run(library, story.id, passage))


@main.command()
@click.argument("query", nargs=-1, required=True)
@library_option
@click.option(
    "-n", "--limit", type=click.IntRange(min=0), default=SHOWN_HITS, show_default=True,
    help="Print at most so many hits; 0 prints all.",
)  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Print all hits: the same as --limit 0.")
@click.option(
    "--context", type=click.IntRange(min=0, max=MOST_CONTEXT), metavar="N",
    help="Show N characters more on either side of a hit.",
)  # fmt: skip
@click.option(
    "--sort", type=click.Choice(ORDERS), default=ORDERS[0], show_default=True,
    help="Best first, or by the words to the left or right of the hit.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True,
    help="Text for people, or a table with locators.",
)  # fmt: skip
@json_option
def search(
    query: tuple[str, ...],
    library: str | None,
    limit: int,
    everything: bool,
    context: int | None,
    sort: str,
    form: str,
    as_json: bool,
) -> None:
    """Find QUERY in all stories: words, a "phrase", -not, OR, wild*, author:name ...

    Blind to case, accents, kinds of quotes and dashes, line breaks and word endings. Three words
    or more are also looked for as a line that is only half remembered. in:marks looks in your own
    marks and notes, seen:2026-03 in what was on your screen then. docs/search.md has it all.
    """
    limit = 0 if everything else limit
    with opened(library) as shelf:
        results, complete = find(shelf, " ".join(query))
        hits = collect(shelf, results, limit, context)
        found = Found(results, hits, complete)
        print_found(shelf, found, "json" if as_json else form, sort, context)
        if not hits and not results.groups:
            sys.exit(NOTHING_FOUND)


@main.command()
@library_option
@click.option("--rebuild", is_flag=True, help="Read every file again.")
@json_option
@click.option("--background", is_flag=True, hidden=True)
def index(library: str | None, rebuild: bool, as_json: bool, background: bool) -> None:
    """Bring the shelf and the index up to date."""
    with opened(library) as shelf:
        if background:
            _step_aside()
            shelf.refresh(print_progress)
            return
        with progress_bar() as progress:
            summary = shelf.refresh(progress, rebuild=rebuild)
        assert summary is not None  # noqa: S101 - only a refresh that does not wait returns None
        if as_json:
            print_json(asdict(summary))
        else:
            click.echo(
                f"{stories_counted(summary.stories)}, {counted(summary.chapters, 'chapter')}: "
                f"{summary.added} added, {summary.removed} removed, "
                f"{summary.unchanged} unchanged, {counted(summary.failed, 'file')} failed "
                f"({summary.seconds:.1f} s)"
            )


@main.command()
@library_option
@json_option
def check(library: str | None, as_json: bool) -> None:
    """Tell what was made of every file, how sure that is, and why a file was refused."""
    with opened(library) as shelf:
        shelve(shelf)
        reports = shelf.reports()
        if as_json:
            problems = [
                {"path": str(problem.path), "line": problem.line, "reason": problem.reason}
                for problem in shelf.problems()
            ]
            print_json({"files": [asdict(report) for report in reports], "problems": problems})
            return
        titles = {story.id: story.title for story in shelf.stories()}
        for report in reports:
            made = "; ".join(titles.get(story, story) for story in report.stories)
            what = report.reason or made
            sure = f" ({report.confidence:.0%} sure)" if report.status == "ok" else ""
            click.echo(f"{report.status:8}{clean_line(report.path)}: {what}{sure}")
            for line in report.evidence:
                click.echo(f"        {line}")
        for problem in shelf.problems():
            say(str(problem))


@main.command()
@json_option
def info(as_json: bool) -> None:
    """Tell versions, paths and terminal: what a bug report needs."""
    # 20 ms that only this command needs.
    import platform
    from importlib.metadata import version

    folders = Folders.from_environment()
    config, _ = read_config(folders.config)
    facts = {
        "inglenook": __version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "textual": version("textual"),
        "whoosh": version("whoosh"),
        "library": str(choose_folder(None, config)),
        "config": str(folders.config),
        "cache": str(folders.cache),
        "state": str(folders.state),
        "terminal": os.environ.get("TERM", ""),
        "colours": os.environ.get("COLORTERM", ""),
        "encoding": sys.stdout.encoding,
    }
    if as_json:
        print_json(facts)
        return
    for name, value in facts.items():
        click.echo(f"{name:10} {clean_line(value)}")


@main.command()
@click.option("--keys", is_flag=True, help="Print every command with its keys instead, to change.")
@json_option
def config(keys: bool, as_json: bool) -> None:
    """Tell the settings there are, and what is wrong with the config file."""
    # 6 ms that only this command needs.
    from inglenook.commands import COMMANDS, keys_yaml, rebound
    from inglenook.splices import in_brackets

    folders = Folders.from_environment()
    settings, problems = read_config(folders.config)
    if keys and as_json:
        print_json({command.id: list(command.keys) for command in COMMANDS})
        return
    if keys:
        click.echo(keys_yaml(), nl=False)
        return
    _, wrong = rebound(settings.keys)
    said = [*map(str, problems), *(f"{folders.config}: keys: {reason}" for reason in wrong)]
    values = {key.name: getattr(settings, key.name) for key in KEYS}
    values["library"] = str(values["library"] or "")
    if as_json:
        print_json({"file": str(folders.config), "settings": values, "problems": said})
        return
    click.echo(f"# {clean_line(str(folders.config))}")
    for name, value in values.items():
        click.echo(clean_line(f"{name}: {in_brackets(value)}"))
    for line in said:
        say(line)


main.add_command(marks)
main.add_command(stats)


def _step_aside() -> None:
    """Let the app have the processor whenever it wants it."""
    if hasattr(os, "nice"):
        os.nice(10)
