"""The settings panel: every change is seen on the page beside it before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from inglenook.config import PAGE_KEYS, Config
from inglenook.tui.bindings import bound
from inglenook.tui.paint import Line, Part
from inglenook.tui.preferences import Preferences, shown, step
from inglenook.tui.screens.modal import Modal
from inglenook.tui.widgets.choices import Choices

_KEPT = "Enter keeps, Esc puts back"


class SettingsScreen(Modal[Preferences | None]):
    """How the page is set, for all stories or for this one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bound(
            {
                "app.close": "put_back",
                "app.back": "put_back",
                "shelf.expand": "change(1)",
                "shelf.collapse": "change(-1)",
                "shelf.toggle": "change(1)",
                "view.next_pane": "scope",
                "app.quit": "app.quit",
            }
        ),
        Binding("backspace,delete", "undo", "As it was", show=False),
    ]

    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [  # noqa: RUF012 - as Textual has it
        (0, "-low"),
        (22, "-high"),
    ]
    """Below 22 rows the list has the panel to itself."""

    def __init__(
        self,
        preferences: Preferences,
        story: str,
        preview: Callable[[Config], None],
        *,
        for_story: bool,
    ) -> None:
        """Prepare the panel.

        Args:
            preferences: as it is.
            story: the title of the one on the page, or nothing.
            preview: shows a config on the page.
            for_story: whether changes are for that story to begin with.
        """
        super().__init__()
        self._before = self._preferences = preferences
        self._story = story
        self._preview = preview
        self._for_story = for_story and bool(story)

    def compose(self) -> ComposeResult:
        """Show the settings in a frame, the page beside it."""
        with Vertical(id="settings", classes="panel"):
            yield Static(id="settings-scope", markup=False)
            yield Choices(self._rows())
            yield Static(id="settings-about", markup=False)

    def on_mount(self) -> None:
        """Say how to leave."""
        frame = self.query_one("#settings")
        frame.border_title, frame.border_subtitle = "The page", _KEPT
        self._show()

    @on(Choices.Reached)
    def _show(self) -> None:
        about = PAGE_KEYS[self.query_one(Choices).cursor].description
        self.query_one("#settings-about", Static).update(Content(about))
        scope = "this story" if self._for_story else "all stories"
        hint = "   Tab changes that" if self._story else ""
        self.query_one("#settings-scope", Static).update(Content(f"For {scope}{hint}"))

    @on(Choices.Chosen)
    def _keep(self) -> None:
        self.dismiss(self._preferences)

    def action_put_back(self) -> None:
        """Leave everything as it was."""
        self._preview(self._before.effective)
        self.dismiss(None)

    def action_scope(self) -> None:
        """Change settings for this story only, or for all."""
        self._for_story = bool(self._story) and not self._for_story
        self._changed(self._preferences)

    def action_change(self, direction: int) -> None:
        """Give the setting under the cursor its next value, or the one before."""
        key = PAGE_KEYS[self.query_one(Choices).cursor]
        value = step(key, getattr(self._preferences.effective, key.name), direction)
        self._changed(self._preferences.changed(key.name, value, for_story=self._for_story))

    def action_undo(self) -> None:
        """Let the setting under the cursor be what it usually is."""
        key = PAGE_KEYS[self.query_one(Choices).cursor]
        self._changed(self._preferences.undone(key.name, for_story=self._for_story))

    def _changed(self, preferences: Preferences) -> None:
        self._preferences = preferences
        self._preview(preferences.effective)
        self.query_one(Choices).set_rows(self._rows())
        self._show()

    def _rows(self) -> list[list[Line]]:
        effective = self._preferences.effective
        rows = []
        for key in PAGE_KEYS:
            own = "this story " if key.name in self._preferences.own else ""
            value = shown(key, getattr(effective, key.name))
            right = (Part(own, "quiet"), Part(f"‹ {value} ›", "mark"))
            rows.append([Line((Part(f" {key.label}"),), right)])
        return rows
