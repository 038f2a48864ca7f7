"""The full-screen app: it starts what goes on behind the screens, and ends it well."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Protocol
from weakref import WeakKeyDictionary

from textual import events, on, work
from textual.app import App
from textual.binding import BindingType
from textual.filter import LineFilter
from textual.notifications import Notify
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import get_current_worker

from inglenook.clean import clean, clean_line
from inglenook.commands import OF_THE_APP, Command, Context, rebound
from inglenook.config import Config, Folders, keep, read_config
from inglenook.errors import InglenookError
from inglenook.library import Library, choose_folder
from inglenook.model import Progress, Span, Story
from inglenook.tokens import fold
from inglenook.tui.bindings import bindings, keymap
from inglenook.tui.editing import EditingApp
from inglenook.tui.ending import SIGNALLED
from inglenook.tui.lock import Lock
from inglenook.tui.measuring import measure_letters
from inglenook.tui.mended import mend
from inglenook.tui.messages import (
    NOTHING,
    IndexLost,
    IndexProgress,
    RefreshAsked,
    RefreshDone,
    RefreshFailed,
    ShelfReady,
    Wanted,
)
from inglenook.tui.palette import Commands, Stories
from inglenook.tui.preferences import recalled, remembered
from inglenook.tui.screens.library import LibraryScreen
from inglenook.tui.themes import ABOUT, DEFAULT, LAMPLIGHT, NAMES, PAPER, TERMINAL, THEMES


class Refresh(Protocol):
    """Work that brings a library up to date: ``BackgroundRefresh``, or a stand-in."""

    def __iter__(self) -> Iterator[Progress]:
        """Do it, telling how far it has come."""

    def close(self) -> None:
        """Break it off; may be called while another thread iterates."""


_SHEETS = Path(__file__).parents[1] / "sheets.tcss"

NOTICED_SECONDS = 5.0
"""How often it is looked for what has become of the reader's own data; a sentence about that
stays for four times as long."""
RELOAD_SECONDS = 0.7
"""How often the shelf is looked at anew while it fills."""


def _in_background(library: Library) -> Refresh:
    # subprocess and json cost 8 ms, and the first paint does without them.
    from inglenook.background import BackgroundRefresh

    return BackgroundRefresh(library)


class InglenookApp(EditingApp):
    """Reads a library of stories."""

    TITLE = "Inglenook"
    CSS_PATH = Path(__file__).parents[1] / "styles.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(Context.EVERYWHERE, of_the_app=True)]
    COMMANDS = {Commands, Stories}  # noqa: RUF012 - Textual's own form
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        library: Library,
        config: Config,
        problems: tuple[str, ...] = (),
        *,
        refresh: Callable[[Library], Refresh] = _in_background,
        config_file: Path | None = None,
        first: Wanted | None = None,
    ) -> None:
        """Make the app; nothing is read before it runs.

        Args:
            library: what to read.
            config: how.
            problems: what is wrong with the config file or the folders, to be said.
            refresh: brings the library up to date, telling how far it has come.
            config_file: where settings for all stories are kept; None to forget them at the end.
            first: what is opened at the start; None for the story last read.
        """
        mend()
        measure_letters()
        super().__init__(library)
        self._problems = list(problems)
        self._noticed = 0
        """How many notices of the library have been told."""
        self._lock = Lock()
        self._sent_to: WeakKeyDictionary[events.Key, Widget] = WeakKeyDictionary()
        self._refresh_library = refresh
        self._refresh: Refresh | None = None
        self._shelf: tuple[tuple[Story, str], ...] = ()
        for theme in THEMES:
            self.register_theme(theme)
        self._begin_in(self._chosen(config.theme or recalled(library, "theme")))
        self._config_file = config_file
        self._themed = bool(config.theme)
        self.commands, wrong = rebound(config.keys)
        self._problems += [f"keys: {problem}" for problem in wrong]
        self.set_keymap(keymap(self.commands))
        wishes = remembered(config, partial(recalled, library))
        self._home = LibraryScreen(library, wishes, self.commands, first)

    def get_default_screen(self) -> Screen[None]:
        """Start with the stories."""
        return self._home

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Lend Textual's own themes the colours that ours have."""
        return dict(PAPER.variables if not self.current_theme.dark else LAMPLIGHT.variables)

    def on_mount(self) -> None:
        """Be ready to be ended from outside; leave the rest until the page has been painted."""
        self.listen_for_the_end()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        # What is there now stays to the end; looking through it again would hold up a page.
        gc.freeze()
        gc.enable()
        for problem in self._problems:
            self.notify(problem, severity="warning", markup=False)
        self._tell_notices()
        self.set_interval(NOTICED_SECONDS, self._tell_notices)
        self._bring_up_to_date()

    def _tell_notices(self) -> None:
        """Tell the reader what has become of their own data, as soon as it is known."""
        notices = self.library.notices()
        for notice in notices[self._noticed :]:
            self.notify(notice, severity="warning", markup=False, timeout=NOTICED_SECONDS * 4)
        self._noticed = len(notices)

    def on_unmount(self) -> None:
        """Give the signals back, and do not wait for what is going on in the background."""
        self.break_off_refresh()
        self.give_back_signals()

    async def on_event(self, event: events.Event) -> None:
        """Give a key to whatever has the focus now, and what is pasted only when it is clean.

        Keys that come in one burst are all sent off before the first of them has moved the focus;
        those that the part left behind made nothing of come back here.
        """
        if isinstance(event, events.Paste):
            event = events.Paste(clean("\n".join(event.text.splitlines())))
        if isinstance(event, events.Key):
            sent_to = self._sent_to.pop(event, None)
            if sent_to is not None and self.focused not in (None, sent_to):
                event = events.Key(event.key, event.character)
            if not event.is_forwarded and self.focused is not None:
                self._sent_to[event] = self.focused
        elif isinstance(event, events.MouseDown | events.MouseMove) and self._is_gone(event):
            return
        await super().on_event(event)

    def get_line_filters(self) -> list[LineFilter]:
        """Lock what goes to the terminal, after all that Textual does to it."""
        return [*super().get_line_filters(), self._lock]

    def _is_gone(self, event: events.MouseEvent) -> bool:
        """Whether what is under the mouse was taken away after it was painted, like a notice.

        Textual 8.2.8 would ask where its parent is, and end with an error.
        """
        under, _ = self.screen.get_widget_and_offset_at(event.x, event.y)
        return under not in (None, self.screen) and not under.is_attached

    # What is said for a moment

    def push_screen(self, *args: Any, **options: Any) -> Any:
        """Show a screen over this one, and nothing that was said for a moment over that."""
        self.hush()
        # How they look takes 3 ms to read, and a start opens none.
        if not self.stylesheet.has_source(str(_SHEETS)):
            self.stylesheet.read(_SHEETS)
        return super().push_screen(*args, **options)

    def on_notify(self, event: Notify) -> None:
        """Let what is said take the place of what was said before; other warnings stay beside."""
        self.hush(event.notification.message)

    def hush(self, again: str = "") -> None:
        """Take away what was said for a moment, and what is said again: it would cover the rest."""
        for notice in tuple(self._notifications):
            if notice.severity == "information" or notice.message == again:
                self._unnotify(notice)

    # The library

    @work(thread=True, exclusive=True, group="refresh")
    def _bring_up_to_date(self) -> None:
        """Fill the shelf with what is known, then with what is new, telling how far it is."""
        worker = get_current_worker()
        home = self._home
        try:
            self._tell_shelf()
            looked = time.monotonic()
            self._refresh = self._refresh_library(self.library)
            with closing(self._refresh) as steps:
                for progress in steps:
                    if worker.is_cancelled:
                        return
                    home.post_message(IndexProgress(progress))
                    # A first page at once, then not more often than an eye can follow.
                    if not self._shelf or time.monotonic() - looked > RELOAD_SECONDS:
                        looked = time.monotonic()
                        if self.library.reload():
                            self._tell_shelf()
            self.library.reload()
            self.library.standings.arrived(self.library.stories(), self.library.folder)
            self._tell_shelf()
        except InglenookError as error:
            home.post_message(RefreshFailed(str(error)))
        finally:
            if not worker.is_cancelled:
                home.post_message(RefreshDone())

    @on(RefreshAsked)
    @on(IndexLost)
    def _fill_the_index(self) -> None:
        # The panel asks again as it fills.
        self._bring_up_to_date()

    def _tell_shelf(self) -> None:
        stories = self.library.stories()
        folded = tuple(fold(f"{story.title} {' '.join(story.authors)}") for story in stories)
        failed = sum(report.status == "failed" for report in self.library.reports())
        wrong = len(self.library.problems())
        trouble = (
            f"{failed:,} file{'s' * (failed != 1)} not read" if failed else "",
            f"library.yaml: {wrong} wrong entr{'y' if wrong == 1 else 'ies'}" if wrong else "",
        )
        self._shelf = tuple(zip(stories, folded, strict=True))
        self._home.post_message(
            ShelfReady(
                stories, folded, self.library.standings.all(), ", ".join(filter(None, trouble))
            )
        )

    # What the palette asks

    @property
    def shelf(self) -> tuple[tuple[Story, str], ...]:
        """The stories with their folded titles and authors, without those that are hidden."""
        shown = self._home.shelf.stories.unhidden
        return tuple(one for one in self._shelf if shown is None or one[0].id in shown)

    def open_story(self, story_id: str) -> None:
        """Open a story where the reader left it."""
        self._close_report()
        self._home.open(Wanted(story_id))

    async def do(self, command: Command) -> None:
        """Do what a command says, on the screen it belongs to."""
        report = next(iter(self._reports()), None)
        if command.id in OF_THE_APP:
            await self.run_action(command.action, self)
        elif command.context is not Context.REPORT:
            self._close_report()
            await self._home.run_action_of(command)
        elif report is not None:
            await report.run_action_of(command)
        else:
            self.action_report()

    def _close_report(self) -> None:
        for report in self._reports():
            while self.screen is not report:  # what was opened over it goes first
                self.pop_screen()
            report.dismiss()

    def shelf_changed(self) -> None:
        """Show the shelf as library.yaml now has it, and search what it brought back."""
        self._home.corrected()
        self._bring_up_to_date()

    def break_off_refresh(self) -> None:
        """Kill the process that refreshes, where there is one."""
        if self._refresh is not None:
            self._refresh.close()

    def choose_theme(self, name: str) -> None:
        """Change to a theme and remember it: in the config file, where that names one."""
        self.theme = name
        self._home.keep_setting("theme", name)
        if self._themed:
            self._keep({"theme": name})

    # Actions

    def action_themes(self) -> None:
        """Let the reader try the themes."""
        from inglenook.tui.screens.theme_choice import ThemeScreen

        def preview(name: str) -> None:
            self.theme = name

        def chosen(name: str | None) -> None:
            if name is not None:
                self.choose_theme(name)

        self.push_screen(ThemeScreen(tuple(ABOUT.items()), self.theme, preview), chosen)

    @on(LibraryScreen.SettingKept)
    def _setting_kept(self, event: LibraryScreen.SettingKept) -> None:
        self._keep(event.values)

    def _keep(self, values: Mapping[str, Any]) -> None:
        """Write settings into the config file."""
        if self._config_file is None or not values:
            return
        try:
            keep(self._config_file, values)
        except InglenookError as error:
            self.notify(str(error), severity="warning", markup=False)

    def action_command_palette(self) -> None:
        """Show every command, theme and story by its name."""
        from inglenook.tui.screens.palette import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_keys(self) -> None:
        """Show all the keys."""
        from inglenook.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen(self.commands))

    def action_refresh(self) -> None:
        """Look for files that are new, changed or gone; a start does that by itself."""
        self.notify("Looking for new and changed files.")
        self._bring_up_to_date()

    async def action_quit(self) -> None:
        """Keep the place, and leave."""
        self.save()
        self.exit()

    @on(LibraryScreen.LeaveAsked)
    async def _leave(self) -> None:
        await self.action_quit()

    # Inside

    def save(self) -> bool:
        """Keep the place; return whether it is kept."""
        return self._home.save()

    def _chosen(self, theme: str) -> str:
        if theme and theme not in self.available_themes:
            known = ", ".join(NAMES)
            self._problems.append(f"no theme is named {clean_line(theme)!r}; there are {known}")
        return theme if theme in self.available_themes else DEFAULT

    def _begin_in(self, theme: str) -> None:
        """Start with a theme, instead of changing to it: that has all styles parsed twice, 7 ms."""
        if theme not in NAMES or theme == TERMINAL.name:
            self.theme = theme  # one of Textual's may want more done, for a terminal's own colours
            return
        self.set_reactive(App.theme, theme)
        is_dark = self.current_theme.dark
        self.set_class(is_dark, "-dark-mode", update=False)
        self.set_class(not is_dark, "-light-mode", update=False)
        self.stylesheet.set_variables(self.get_css_variables())


def make_app(named: str | None, first: Wanted | None = None) -> InglenookApp:
    """Return the app for a folder; None for the one configured, at hand, or shipped."""
    folders, said = Folders.from_environment().with_usable_cache()
    config, problems = read_config(folders.config)
    lines = tuple(filter(None, (*map(str, problems), said)))
    library = Library(choose_folder(named, config), folders)
    return InglenookApp(library, config, lines, config_file=folders.config, first=first)


def run(named: str | None, story: str = "", passage: Span | None = None) -> int:
    """Open the app and return the exit code: 3 where there is no terminal for it.

    Args:
        named: the folder; None for the one configured, at hand, or shipped.
        story: id of the story to open; the one last read by default.
        passage: what to show of it; where the reader left it by default, and that place is kept.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        message = "inglenook: the reader needs a terminal; for pipes there is inglenook show"
        print(message, file=sys.stderr)  # noqa: T201 - there is nowhere else to say it
        return 3
    # Until the first page is painted nothing is thrown away: 15 to 40 ms of a start.
    gc.disable()
    first = None
    if story:
        position = passage.start if passage else None
        first = Wanted(story, position, passage, mark=False, chosen=passage is None)
    known: set[str] = set()
    met: set[str] = set()
    while True:
        fault, has_saved, code = None, False, 1
        try:
            app = make_app(named, first)
            app.known = known
            app.run()
            fault, has_saved, code = app.fault, app.has_saved, app.return_code or 0
        except Exception as error:  # noqa: BLE001 - it does not come to a first page
            fault = error
        if fault is None:
            return code
        from inglenook.faults import goes_on, places, tell, write  # 20 ms, and few need it

        tell(write(fault), has_saved=has_saved)
        if code > SIGNALLED or not goes_on():
            return code or 1
        # Their place was saved, and is where they go on; unless that is what fails again.
        first = NOTHING if places(fault) in met else None
        met.add(places(fault))
