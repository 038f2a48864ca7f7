"""A screen from whose page one looks up: contents, a recap, a word, the file in another program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.message import Message

from inglenook.clean import clean_line
from inglenook.errors import InglenookError
from inglenook.model import Position, Story
from inglenook.tui.messages import RefreshAsked, Wanted
from inglenook.tui.screens.marking import MarkedPageScreen

if TYPE_CHECKING:
    from pathlib import Path

    from inglenook.dictionary import Definition
    from inglenook.standing import Standing


class LookingScreen(MarkedPageScreen):
    """What a reader consults and comes back from."""

    recap_after = 0
    """Days away from a story after which it opens with a recap; 0 for never."""
    dictionary = ""
    """The command that looks a word up."""
    dictionaries = ""
    """Folders of dictionaries, as in the config."""
    _read_at: str | None = ""
    """When the story that is opened was last read, before now; None where that is not known yet."""

    class LookedUp(Message):
        """A dictionary has answered."""

        def __init__(self, word: str, found: list[Definition], trouble: str = "") -> None:
            super().__init__()
            self.word = word
            self.found = found
            self.trouble = trouble

    def _standing(self, story: Story) -> Standing:
        from inglenook.standing import NOTHING_KEPT  # as the store of them: after the first paint

        try:
            return self.library.standings.get(story.id)
        except InglenookError:
            return NOTHING_KEPT

    # Contents

    def action_contents(self, scenes: bool = False) -> None:
        """List the chapters of this story, and the scenes too if they are wanted, to go to one."""
        from inglenook.tui.screens.contents import ContentsScreen  # 4 ms, and few starts need it

        story, document = self.desk.story, self.desk.document
        if story is None or document is None:
            self.say("Open a story first.")
            return

        def done(position: Position | None) -> None:
            if position is not None:
                self.open(Wanted(story.id, position))

        at = self.desk.position
        self.leave_selection()
        standing = self._standing(story)
        self.app.push_screen(ContentsScreen(story, document, standing, at, scenes=scenes), done)

    # After weeks

    def set_for(self, story: Story) -> None:
        """Remember when a story that is about to be shown was last read."""
        super().set_for(story)
        if self.desk.story is None:
            self._read_at = None  # of the first one after its page is painted: 2 ms
        elif self.recap_after and self.desk.story.id != story.id:
            self._read_at = self._standing(story).read_at

    def _settle(self, wanted: Wanted) -> None:
        super()._settle(wanted)
        read_at, self._read_at = self._read_at, ""
        is_where_left = wanted.position is None and self.desk.position != Position()
        if self.recap_after and is_where_left and read_at != "":
            self.call_after_refresh(self._look_back, read_at)

    def _look_back(self, read_at: str | None) -> None:
        """Show where the reader was, if that was long ago."""
        from inglenook.recap import days_since

        if read_at is None and self.desk.story is not None:
            read_at = self._standing(self.desk.story).read_at
        if days_since(read_at or "") >= self.recap_after:
            self._recap(read_at or "")

    def action_recap(self) -> None:
        """Show where the reader was."""
        self._recap("")

    def _recap(self, read_at: str) -> None:
        from inglenook.recap import days_since, recap
        from inglenook.tui.screens.sheet import CardScreen

        story, document = self.desk.story, self.desk.document
        if story is None or document is None:
            self.say("Open a story first.")
            return
        told = recap(story, document, self.desk.position)
        days = days_since(read_at)
        title = f"Where you were, {days:,} days ago" if days else "Where you were"
        parts: list[Content] = []
        if told.paragraph:
            parts += [Content.styled("Last read", "bold"), Content(told.paragraph), Content("")]
        if told.openings:
            parts.append(Content.styled("How the chapters begin", "bold"))
        for title_of, sentence in told.openings:
            parts += [Content.styled(title_of, "italic"), Content(f"  {sentence}")]
        if not parts:
            self.say("Nothing has been read of this story yet.")
            return
        self.app.push_screen(CardScreen(title, Content("\n").join(parts)))

    # A word

    def action_look_up(self) -> None:
        """Ask for a word, and look it up."""
        from inglenook.tui.screens.line import LineScreen

        def done(word: str | None) -> None:
            if word:
                self.look_up(word)

        self.app.push_screen(LineScreen("Look up", "A word, or several:", ""), done)

    def look_up(self, text: str) -> None:
        """Say what is known of a word."""
        self._look_up(" ".join(text.split()))

    @work(thread=True, exclusive=True, group="dictionary")
    def _look_up(self, word: str) -> None:
        from inglenook.dictionary import folders, look_up  # 6 ms: subprocess, gzip

        try:
            found = look_up(word, self.dictionary, folders(self.dictionaries))
            self.post_message(self.LookedUp(word, found))
        except InglenookError as error:
            self.post_message(self.LookedUp(word, [], str(error)))

    @on(LookedUp)
    def _looked_up(self, event: LookedUp) -> None:
        from inglenook.tui.screens.sheet import SheetScreen

        if not event.found:
            said = event.trouble or f"No dictionary has {event.word!r}."
            self.say(said, wrong=bool(event.trouble))
            return
        parts: list[Content] = []
        for source, text in event.found:
            parts += [Content.styled(source, "bold"), Content(text), Content("")]
        self.app.push_screen(SheetScreen(event.word, Content("\n").join(parts[:-1])))

    # Another program

    def action_edit(self) -> None:
        """Open the file of the chapter in the reader's editor; what they change is read again."""
        from inglenook.tui.outside import EDITABLE, at_line, editor, line_of, told_until

        story, document = self.desk.story, self.desk.document
        if story is None or document is None:
            self.say("Open a story first.")
            return
        position = self.desk.position
        source = story.chapters[position.chapter].source
        folder = self.library.folder
        path = folder / source if folder.is_dir() else folder
        if path.suffix.lower() not in EDITABLE or not path.is_file():
            inside = path.suffix.lower() in EDITABLE and any(up.is_file() for up in path.parents)
            why = "lies in an archive" if inside else "is no file of text"
            if not inside and not path.exists():
                why = "is not there now"
            self.say(f"{clean_line(path.name)} {why}; your pager can show what it says.")
            return
        files = [entry.source for entry in story.chapters]
        line = line_of(path, *told_until(document, position, files))
        before = path.stat()
        if self._leave_to(editor(), "EDITOR", lambda own: at_line(own, line, path)):
            after = path.stat() if path.exists() else None
            if after is None or (before.st_mtime_ns, before.st_size) != (
                after.st_mtime_ns,
                after.st_size,
            ):
                self.post_message(RefreshAsked())

    def action_pager(self) -> None:
        """Open the text of the story in the reader's pager."""
        from pathlib import Path
        from tempfile import TemporaryDirectory

        from inglenook.tui.outside import at_line, pager, plain

        document = self.desk.document
        if document is None:
            self.say("Open a story first.")
            return
        text, line = plain(document, self.desk.position)
        try:
            with TemporaryDirectory(prefix="inglenook-") as folder:
                path: Path = Path(folder) / "story.txt"
                path.write_text(text, encoding="utf-8")
                self._leave_to(pager(), "PAGER", lambda own: at_line(own, line, path))
        except OSError as error:
            self.say(f"The text cannot be handed over: {error.strerror or error}", wrong=True)

    def _leave_to(
        self, own: list[str], variable: str, call: Callable[[list[str]], list[str]]
    ) -> bool:
        """Give the terminal to a program until it ends; return whether it ran."""
        import subprocess  # 5 ms, and few leave

        from textual.app import SuspendNotSupported

        from inglenook.tui.outside import undisturbed

        if not own:
            self.say(f"Set {variable} to the program you want.", wrong=True)
            return False
        self.save()
        try:
            with self.app.suspend(), undisturbed():
                subprocess.run(call(own), check=False)  # noqa: S603 - the reader's own program
        except SuspendNotSupported:
            self.say("This terminal cannot be left to another program.", wrong=True)
            return False
        except OSError as error:
            self.say(f"{own[0]}: {error.strerror or error}", wrong=True)
            return False
        self.app.refresh()
        return True
