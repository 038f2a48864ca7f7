"""Start Inglenook: the app for a folder, the command line for everything else."""

from __future__ import annotations

import atexit
import gc
import os
import sys

COMMANDS = ("check", "config", "index", "info", "list", "marks", "open", "search", "show", "stats")
"""What the first word may be besides a folder; a folder of such a name is ``./list``."""

_COLLECTED_AT = 200_000
"""Values made between two looks for garbage; Python's own figure is 700. A search makes 55,000,
most of them while it loads."""


FAILED = 4
"""The exit code where Inglenook itself fails: docs/commands.md."""


def main() -> None:
    """Run what the arguments ask for; of a fault of ours say that, and leave a report."""
    try:
        _open_what_is_closed()
        _run()
    except Exception as error:  # noqa: BLE001 - a traceback would print what stories say, raw
        from inglenook.faults import tell_briefly, write

        tell_briefly(write(error))
        sys.exit(FAILED)


def _run() -> None:
    arguments = sys.argv[1:]
    words = [word for word in arguments if not word.startswith("-")]
    if len(arguments) <= 1 and arguments == words and not set(words) & set(COMMANDS):
        from inglenook.tui.app import run

        # Click costs 24 ms that a start with nothing to parse can do without.
        sys.exit(run(words[0] if words else None))
    # What a command makes lives until its end. Going through it for garbage, again and again and
    # three times at the end, takes a fifth of a search.
    gc.set_threshold(_COLLECTED_AT)
    atexit.register(gc.freeze)
    # Textual costs 155 ms that the commands can do without.
    from inglenook.cli import main as command_line

    command_line()


def _open_what_is_closed() -> None:
    """Lead a standard stream that whoever started us has closed to nowhere.

    Else the next file we open gets its number, and what is said goes into it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Those before it are open, so that its own number is the first that is free.
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, "w" if number else "r", encoding="utf-8"))


if __name__ == "__main__":
    main()
