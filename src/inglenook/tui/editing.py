"""Correcting the shelf from within the app: what is asked, written, undone and shown."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work

from inglenook.commands import COMMANDS, Command
from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.tui.ending import EndingApp
from inglenook.tui.messages import Corrected, CorrectionAsked, CorrectionFailed, ShelfReady

if TYPE_CHECKING:
    from inglenook.revisions import Done
    from inglenook.tui.accounts import Target
    from inglenook.tui.corrections import Correction
    from inglenook.tui.screens.report import ReportScreen

_UNTIL_IT_ENDS = 1.0
"""Seconds until a process that was killed has let its lock go; another instance may hold it on."""


class EditingApp(EndingApp):
    """An app whose reader may say what is wrong with the shelf."""

    commands: tuple[Command, ...] = COMMANDS
    """With the reader's keys."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library
        self._waiting: deque[CorrectionAsked] = deque()
        """What was asked for while something is being written."""
        self._is_writing = False

    @abstractmethod
    def shelf_changed(self) -> None:
        """Show the shelf as library.yaml now has it."""

    @abstractmethod
    def break_off_refresh(self) -> None:
        """End what brings the library up to date; may be called from a thread."""

    @abstractmethod
    def open_story(self, story_id: str) -> None:
        """Open a story where the reader left it."""

    # The report

    def action_report(self) -> None:
        """Show what was made of every file."""
        from inglenook.tui.screens.report import ReportScreen  # 6 ms that a start does without

        if not self._reports():
            self.push_screen(
                ReportScreen(self.library, self.commands),
                lambda story: self.open_story(story) if story else None,
            )

    def _reports(self) -> list[ReportScreen]:
        """Return the report, where it is open."""
        return [screen for screen in self.screen_stack if screen.has_class("-report")]  # type: ignore[misc] # no import for what is not open

    @on(ShelfReady)
    def _tell_report(self) -> None:
        for screen in self._reports():
            screen.gather()

    # Corrections

    @on(CorrectionAsked)
    def _correction_asked(self, event: CorrectionAsked) -> None:
        self._waiting.append(event)
        self._go_on()

    def _go_on(self) -> None:
        """Begin with what was asked for, unless something is being written."""
        while self._waiting and not self._is_writing:
            event = self._waiting.popleft()
            self._try(partial(self._plan, event.what, self._as_shelved(event.targets)))

    def _as_shelved(self, targets: Sequence[Target]) -> tuple[Target, ...]:
        """Return targets with their stories as the last edit left them."""
        now = {story.id: story for story in self.library.stories()}
        return tuple(
            target._replace(story=now.get(target.story.id)) if target.story else target
            for target in targets
        )

    def _plan(self, what: str, targets: Sequence[Target]) -> Correction | None:
        """Return what is to be written; None where a form is asked first."""
        # 10 ms of edits and forms that a start does without.
        from inglenook.tui import corrections
        from inglenook.tui.screens.forms import RenameScreen, SplitScreen

        if what == "rename":
            story = corrections.story_of(targets)
            self.push_screen(
                RenameScreen(story),
                lambda typed: self._try(lambda: typed and corrections.rename(story, *typed)),
            )
            return None
        if what == "apart":
            found = corrections.apart(targets)
            if isinstance(found, corrections.Correction):
                return found
            self.push_screen(
                SplitScreen(found, corrections.works_of(found)),
                lambda begins: self._try(lambda: begins and corrections.split(found, begins)),
            )
            return None
        if what == "right":
            return corrections.right(targets, self.library.revisions.confirmation)
        return corrections.AT_ONCE[what](targets)

    def _try(self, plan: Callable[[], Correction | tuple[()] | None]) -> None:
        from inglenook.tui.corrections import NothingToDo  # as above

        try:
            correction = plan()
            if correction:
                self._ask_and_write(correction)
        except (NothingToDo, InglenookError) as reason:
            self.notify(str(reason), markup=False)

    def _ask_and_write(self, correction: Correction) -> None:
        """Write a correction; the first time in a library only when the reader agrees."""
        from inglenook.tui.screens.forms import AgreeScreen  # as above

        revisions = self.library.revisions

        def write() -> Done:
            revisions.agree()
            return revisions.make(correction.edits, correction.said)

        def answered(agreed: bool | None) -> None:
            if agreed:
                self._write(write)

        if revisions.agreed:
            self._write(lambda: revisions.make(correction.edits, correction.said))
        else:
            self.push_screen(AgreeScreen(self.library.folder / "library.yaml"), answered)

    def action_undo(self) -> None:
        """Take the last correction back."""
        self._write(self.library.revisions.undo, undoes=False)

    def action_redo(self) -> None:
        """Make it again."""
        self._write(self.library.revisions.redo)

    def _write(self, make: Callable[[], Done], *, undoes: bool = True) -> None:
        if not self._is_writing:
            self._is_writing = True
            self._write_behind(make, undoes)

    @work(thread=True, group="edit")
    def _write_behind(self, make: Callable[[], Done], undoes: bool) -> None:
        try:
            done = make()
            if not self.library.reshelve():
                # Our own refresh is at it, and begins again behind this: a second correction is
                # planned on what the shelf has now.
                self.break_off_refresh()
                self.library.reshelve(patience=_UNTIL_IT_ENDS)
        except InglenookError as error:
            self.post_message(CorrectionFailed(str(error)))
        except Exception:
            self.post_message(CorrectionFailed("The correction failed."))
            raise
        else:
            self.post_message(Corrected(done.said, done.line, undoes))

    @on(Corrected)
    def _corrected(self, event: Corrected) -> None:
        where = f": library.yaml, line {event.line}" if event.line else ""
        undo = " U undoes." if event.undoes else ""
        self.notify(f"{event.said}{where}.{undo}", markup=False)
        for screen in self._reports():
            screen.accounts.unmark()
        self.shelf_changed()
        self._is_writing = False
        self._go_on()

    @on(CorrectionFailed)
    def _correction_failed(self, event: CorrectionFailed) -> None:
        self.notify(event.reason, severity="warning", markup=False)
        self._is_writing = False
        self._go_on()
