"""The library report: every file, what was made of it and why, and the keys that correct it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from inglenook.commands import COMMANDS, Command, Context, footer
from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.tui.accounts import Account, accounts_of
from inglenook.tui.bindings import bound
from inglenook.tui.screens.modal import ClosesOnce
from inglenook.tui.widgets.account_list import AccountList
from inglenook.tui.widgets.account_pane import AccountPane
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.key_bar import KeyBar

BESIDE = 100
"""Columns from which the account of a file stands beside the list, not below it."""


class ReportScreen(ClosesOnce[str]):
    """Returns the id of the story to read, if one was chosen."""

    AUTO_FOCUS: ClassVar[str | None] = "AccountList"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "close",
                "app.back": "close",
                "view.next_pane": "app.focus_next",
                "view.previous_pane": "app.focus_previous",
            }
        )
    ]
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-below"), (BESIDE, "-beside")]  # noqa: RUF012 - as Textual has it

    class Ready(Message):
        """The accounts have been put together."""

        def __init__(self, accounts: tuple[Account, ...]) -> None:
            super().__init__()
            self.accounts = accounts

    def __init__(self, library: Library, commands: Sequence[Command] = COMMANDS) -> None:
        super().__init__(classes="-report")
        self._library = library
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Stack groups, filter and list, and put the account beside or below."""
        with Horizontal(id="report"):
            with Vertical(id="accounts-side"):
                yield Static(id="groups", markup=False)
                yield Entry("path or title", id="report-filter")
                yield AccountList(id="accounts")
            yield AccountPane(id="account")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one("#report-filter").display = False
        self._show_keys()
        self.gather()

    @property
    def accounts(self) -> AccountList:
        """The list."""
        return self.query_one(AccountList)

    @work(thread=True, exclusive=True, group="report")
    def gather(self) -> None:
        """Put the accounts together, of the shelf as it is now."""
        library = self._library
        try:
            made = accounts_of(library.reports(), library.stories(), library.problems())
        except InglenookError as error:
            self.app.call_from_thread(self.notify, str(error), severity="warning", markup=False)
        else:
            self.post_message(self.Ready(made))

    @on(Ready)
    def _ready(self, event: Ready) -> None:
        self.accounts.set_accounts(event.accounts)

    @on(AccountList.Looked)
    def _looked(self, event: AccountList.Looked) -> None:
        self.query_one(AccountPane).show(event.account)

    @on(AccountList.Narrowed)
    def _narrowed(self) -> None:
        found = self.accounts
        counts = found.counts
        parts = [
            Content.styled(f" {name} {count:,} ", "reverse bold" if name == found.group else "")
            for name, count in counts.items()
            if count or name in ("all", found.group)
        ]
        if found.shown != counts[found.group]:
            parts.append(Content(f" {found.shown:,} shown "))
        if found.marked:
            parts.append(Content.styled(f" {found.marked:,} marked ", "bold"))
        self.query_one("#groups", Static).update(Content.assemble(*parts))

    @on(AccountList.Opened)
    def _opened(self, event: AccountList.Opened) -> None:
        if event.account.stories:
            self.dismiss(event.account.stories[0].id)
        else:
            self.notify("This file is in no story.", markup=False)

    # The filter

    @property
    def _entry(self) -> Entry:
        return self.query_one(Entry)

    @on(AccountList.FilterAsked)
    def _filter_asked(self) -> None:
        self._entry.display = True
        self._entry.focus()

    @on(Input.Changed, "#report-filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        self.accounts.set_filter(event.value)

    @on(Entry.Left, "#report-filter")
    def _filter_left(self) -> None:
        self.accounts.focus()

    # Keys

    def on_descendant_focus(self) -> None:
        """Show the keys of where the reader is."""
        self._show_keys()

    def _show_keys(self) -> None:
        context = Context.ENTRY if isinstance(self.focused, Entry) else Context.REPORT
        keys = footer(context, walking=False, commands=self._commands)
        self.query_one(KeyBar).commands = tuple(k for k in keys if k.id != "search.scope")

    @on(KeyBar.Pressed)
    async def _key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        await self.run_action_of(event.command)

    def run_on(self, command: Command) -> Widget | ReportScreen:
        """Return the part of the screen a command applies to."""
        parts = {Context.REPORT: self.accounts, Context.ENTRY: self._entry}
        return parts.get(command.context, self)

    async def run_action_of(self, command: Command) -> None:
        """Do what a command says."""
        where = self.run_on(command)
        of_the_app = where is self and command.id != "app.close"
        await self.app.run_action(command.action, self.app if of_the_app else where)

    def action_close(self) -> None:
        """Put away the filter, then the marks, then the report."""
        if self._entry.display:
            self._entry.value = ""
            self._entry.display = False
            self.accounts.focus()
        elif not self.accounts.unmark():
            self.dismiss(None)
