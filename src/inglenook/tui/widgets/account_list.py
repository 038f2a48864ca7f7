"""The files of a library, a line each: what became of it, and how sure that is."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from inglenook.commands import Context
from inglenook.tokens import fold
from inglenook.tui.accounts import GROUPS, Account, Fate, Target
from inglenook.tui.bindings import bindings
from inglenook.tui.messages import CorrectionAsked
from inglenook.tui.paint import Line, Part, clip_path, fit
from inglenook.tui.widgets.rows import Rows

ROOMY = 90
"""Columns from which format, chapters and a bar stand in the line."""
BAR = 5
"""Cells of the bar that shows how sure a guess is."""
_QUIET = frozenset({Fate.SKIPPED, Fate.HIDDEN, Fate.VERSION})


class AccountList(Rows, inherit_bindings=False):
    """All files, or those of a group, that a filter lets through."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.REPORT)]

    class Looked(Message):
        """The cursor is on another row, or the row says something else."""

        def __init__(self, account: Account | None) -> None:
            super().__init__()
            self.account = account

    class Opened(Message):
        """A row's story is to be read."""

        def __init__(self, account: Account) -> None:
            super().__init__()
            self.account = account

    class FilterAsked(Message):
        """The reader wants to filter the list."""

    class Narrowed(Message):
        """The list shows other rows than before."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.accounts: tuple[Account, ...] = ()
        self.counts: dict[str, int] = dict.fromkeys(GROUPS, 0)
        """Name of a group -> how many accounts are in it."""
        self.group = "all"
        self._filter = ""
        self._rows: list[Account] = []
        self._marked: list[str] = []
        """Paths, in the order they were marked: that of a story they are joined into."""

    # State from above

    def set_accounts(self, accounts: tuple[Account, ...]) -> None:
        """Show these; the cursor stays on its file."""
        paths = {account.path for account in accounts}
        self._marked = [path for path in self._marked if path in paths]
        self.accounts = accounts
        fates = Counter([account.fate for account in accounts])
        self.counts = {
            name: sum(fates[fate] for fate in group if fate in fates)
            for name, group in GROUPS.items()
        }
        self._rebuild()

    def set_filter(self, text: str) -> None:
        """Show the rows that hold every word of ``text``."""
        self._filter = text
        self._rebuild()

    @property
    def shown(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @property
    def account(self) -> Account | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self._rows else None

    @property
    def marked(self) -> int:
        """How many rows are marked."""
        return len(self._marked)

    def unmark(self) -> bool:
        """Take all marks away; return whether there were any."""
        had = bool(self._marked)
        self._marked = []
        self._changed_marks()
        return had

    # The outline's questions

    def item_count(self) -> int:
        """Return how many rows there are."""
        return len(self._rows)

    def paint(self, item: int, width: int) -> list[Line]:
        """Return the line of a file."""
        account = self._rows[item]
        marked = self._marked.index(account.path) + 1 if account.path in self._marked else 0
        quiet = "quiet" if account.fate in _QUIET else ""
        right = _figures(account, roomy=width >= ROOMY)
        # A path needs as much room as a title; what is left goes to what was made of it.
        room = max(12, (width - 4 - len(right)) // 2)
        left = (
            Part(f"{marked:<2}" if marked else "  ", "mark"),
            Part(f"{account.fate.sign} ", "mark"),
            *fit(Line((Part(clip_path(account.shown, room - 2), quiet),)), room - 2),
            Part("  "),
            Part(account.made, "" if account.fate is Fate.WRONG else "quiet"),
        )
        return [Line(left, (Part(right, "quiet"),))]

    # Inside

    def _rebuild(self) -> None:
        under = self.account.path if self.account else None
        words = fold(self._filter).split()
        fates = GROUPS[self.group]
        self._rows = [
            account
            for account in self.accounts
            if account.fate in fates and all(word in account.folded for word in words)
        ]
        places = (at for at, account in enumerate(self._rows) if account.path == under)
        self.changed(cursor=next(places, min(self.cursor, max(0, len(self._rows) - 1))))
        self.show_cursor()
        self.post_message(self.Looked(self.account))
        self.post_message(self.Narrowed())

    def watch_cursor(self) -> None:
        """Follow the cursor, and say where it is."""
        super().watch_cursor()
        self.post_message(self.Looked(self.account))

    def _changed_marks(self) -> None:
        self.repaint()
        self.post_message(self.Narrowed())

    def _targets(self) -> tuple[Target, ...]:
        by_path = {account.path: account for account in self.accounts}
        chosen = [by_path[path] for path in self._marked] or self._rows[self.cursor :][:1]
        return tuple(one.target for one in chosen if one.target is not None)

    def on_outline_chosen(self, event: Rows.Chosen) -> None:
        """Say whose story is to be opened."""
        event.stop()
        if self.account is not None:  # the list may have become another since then
            self.post_message(self.Opened(self.account))

    # Actions

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on to the next."""
        if self.account is not None and self.account.report is not None:
            path = self.account.path
            (self._marked.remove if path in self._marked else self._marked.append)(path)
            self._changed_marks()
        self.action_step(1)

    def action_group(self, step: int) -> None:
        """Show the next group of rows, or the one before."""
        # A group that is empty is passed by.
        names = [name for name in GROUPS if self.counts[name] or name == self.group]
        self.group = names[(names.index(self.group) + step) % len(names)]
        self._rebuild()

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.post_message(self.FilterAsked())

    def action_correct(self, what: str) -> None:
        """Ask for a correction of the marked rows, or of the one under the cursor."""
        account = self.account
        if what == "join" and len(self._marked) < 2 and account and account.report:
            # J on a file and J on another one joins them, without a mark in between.
            self._marked += [account.path] if account.path not in self._marked else []
            self._changed_marks()
        targets = self._targets()
        if what in ("earlier", "later", "rename") and account is not None:
            targets = (account.target,) if account.target else ()
        self.post_message(CorrectionAsked(what, targets))


def _figures(account: Account, *, roomy: bool) -> str:
    """Return what stands at the right; as wide in every row, so that the columns line up."""
    report = account.report
    if report is None or report.status != "ok":
        return f" {account.fate.word:>{33 if roomy else 7}} "
    sure = f"{report.confidence:.0%}"
    if not roomy:
        return f" {sure:>7} "
    filled = round(report.confidence * BAR)
    bar = "▰" * filled + "▱" * (BAR - filled)
    return f"  {report.format[:10]:<10} {report.chapters:>5} ch.  {bar} {sure:>6} "
