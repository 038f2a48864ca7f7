"""What every command does first: open a library, and tell what goes wrong in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from inglenook.cli.output import say
from inglenook.config import Folders, read_config
from inglenook.errors import InglenookError, UnknownStory
from inglenook.library import Library, choose_folder

NOTHING_FOUND = 1
UNREADABLE = 3

ANOTHER = "another Inglenook is reading the folder"

library_option = click.option(
    "-l", "--library", metavar="LIBRARY", help="A folder of stories, or one file."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@contextmanager
def opened(named: str | None) -> Iterator[Library]:
    """Open the library and turn every error of ours into one line and an exit code."""
    try:
        folders, said = Folders.from_environment().with_usable_cache()
        config, problems = read_config(folders.config)
        for line in filter(None, (*map(str, problems), said)):
            say(line)
        yield Library(choose_folder(named, config), folders)
    except UnknownStory as error:
        fail(error, NOTHING_FOUND)
    except InglenookError as error:
        fail(error, UNREADABLE)
    except BrokenPipeError:
        # The reader of the pipe has seen enough. Nothing may be flushed into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        # A disk that is full, a current folder that is gone.
        where = f"{error.filename}: " if error.filename else ""
        fail(f"{where}{error.strerror or error}", UNREADABLE)


def shelve(shelf: Library) -> None:
    """Bring the shelf up to date, or say who is at it."""
    if shelf.refresh(index=False, wait=False) is None:
        say(f"{ANOTHER}; this is what it has shelved so far")


def fail(error: InglenookError | str, code: int) -> NoReturn:
    """End with one line and an exit code."""
    say(str(error))
    sys.exit(code)
