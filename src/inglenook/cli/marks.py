"""``inglenook marks``: what the reader marked, for other programs, and back from them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inglenook.cli.opening import NOTHING_FOUND, fail, library_option, opened, shelve
from inglenook.cli.output import counted, say

FORMATS = ("md", "json", "csv", "yaml")


@click.group()
def marks() -> None:
    """Print your bookmarks, highlights and notes, or take them in from a file."""


@marks.command("export")
@library_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=FORMATS[0], show_default=True,
    help="Markdown or YAML for people, JSON or CSV to import again.",
)  # fmt: skip
@click.option("-s", "--story", help="Only those of this story: an id, or a part of its title.")
def export(library: str | None, form: str, story: str | None) -> None:
    """Print every mark with its sentence, its chapter and a locator."""
    with opened(library) as shelf:
        shelve(shelf)
        # 5 ms, and the other commands do without.
        from inglenook.commonplace import WRITERS

        wanted = shelf.find(story).id if story else ""
        entries = [one for one in shelf.marginalia.entries() if wanted in ("", one.story.id)]
        click.echo(WRITERS[form](entries), nl=False)
        waiting = sum(one.position is None for one in entries)
        say(counted(len(entries), "mark") + (f", {waiting} without their text" if waiting else ""))
        if not entries:
            sys.exit(NOTHING_FOUND)


@marks.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@library_option
def import_marks(file: Path, library: str | None) -> None:
    """Take in the marks of FILE: JSON or CSV as export writes them, or YAML from the backups.

    A mark you have already is replaced where the file has a newer one; none is deleted.
    """
    with opened(library) as shelf:
        shelve(shelf)
        from inglenook.commonplace import read  # see export

        found = read(file)
        taken = shelf.marginalia.take_in(found.stories, found.annotations)
        say(f"{counted(len(found.annotations), 'mark')} in the file, {taken} taken in")
        for refused in found.refused:
            say(f"not taken: {refused}")
        if not found.is_whole:
            say("the file is not as it was written: some of it may be missing")
        if not found.annotations:
            fail("the file holds no marks", NOTHING_FOUND)
