"""What stands in the place of the page while there is no story on it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from inglenook.clean import clean_line


class Notice(NamedTuple):
    """A heading and what to do about it."""

    heading: str
    lines: tuple[str, ...] = ()


def opening(folder: Path) -> Notice:
    """Say what happens on a first start."""
    return Notice(
        "Putting your stories on the shelf",
        (
            clean_line(str(folder)),
            "",
            (
                "They appear on the left as they are read. There is no need"
                " to wait: choose one with the arrow keys and Enter."
            ),
        ),
    )


def welcome(count: int) -> Notice:
    """Greet a reader who has not chosen a story yet."""
    stories = "1 story" if count == 1 else f"{count:,} stories"
    return Notice(
        "Inglenook",
        (
            f"{stories} on the shelf.",
            "",
            "Enter   read the story under the cursor",
            "/       filter the list by title and author",
            "S       search every text for a line you remember",
            "?       all the keys",
            "q       quit",
        ),
    )


def missing(folder: Path) -> Notice:
    """Explain a folder that is not there."""
    return Notice(
        "There is no such folder",
        (
            clean_line(str(folder)),
            "",
            "Name the folder your stories are in:   inglenook ~/stories",
            "or set it once in the config file:     library: ~/stories",
            "",
            "If it is on a drive that is not plugged in: your places are kept,",
            "and everything will be back when the folder is.",
        ),
    )


def unreadable(folder: Path, reason: str) -> Notice:
    """Explain a folder that cannot be read."""
    return Notice(
        "The folder cannot be read",
        (
            clean_line(str(folder)),
            clean_line(reason),
            "",
            "Look at who may read it:   ls -ld FOLDER",
            "or open another one:       inglenook ~/stories",
        ),
    )


def broken_off(reason: str) -> Notice:
    """Explain that the folder was not read to its end, which is not its fault."""
    return Notice(
        "Your stories could not be put on the shelf",
        (
            clean_line(reason),
            "",
            "What was read so far is kept: start again, and it goes on from there.",
        ),
    )


def empty(folder: Path) -> Notice:
    """Explain a folder without stories."""
    return Notice(
        "No stories here yet",
        (
            clean_line(str(folder)),
            "",
            "Put story files into it and start again;",
            "folders inside it are read too.",
            "",
            "What became of each file:   inglenook check",
            "To read somewhere else:     inglenook ~/stories",
        ),
    )


def trouble_with(folder: Path) -> Notice | None:
    """Return what is wrong with a library folder before anything is read from it."""
    try:
        if folder.is_dir():
            # The first entry is enough to know that it can be listed.
            next(folder.iterdir(), None)
        elif not folder.exists():
            return missing(folder)
        elif folder.is_file():
            with folder.open("rb"):
                pass
    except OSError as error:
        return unreadable(folder, error.strerror or type(error).__name__)
    return None


class FrontPage(VerticalScroll, can_focus=False):
    """A short text in the middle of the page."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._heading = Static(id="notice-heading", markup=False)
        self._text = Static(id="notice-text", markup=False)
        self.display = False

    def tell(self, notice: Notice) -> None:
        """Show a notice; what it is made of is put in with the first one."""
        if not self.children:
            self.mount(self._heading, self._text)
        self.display = True
        self._heading.update(Content(notice.heading))
        self._text.update(Content("\n".join(notice.lines)))
