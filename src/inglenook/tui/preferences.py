"""How the page is set: from the reader's wishes to the widgets that follow them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from inglenook.config import PAGE_KEYS, Config, Key, overlaid
from inglenook.errors import InglenookError
from inglenook.layout import ORNAMENTS, Typography
from inglenook.layout.typography import Paragraphs
from inglenook.library import Library
from inglenook.tui.widgets.reading_pane import ReadingPane

CHOSEN_BY_KEY = frozenset({"measure", "mode", "columns"})
"""What a key of its own changes: kept beside the reader's place, the file having the last word."""

_PARAGRAPHS: dict[str, Paragraphs] = {"spaced": "spaced", "indented": "indented"}


class Preferences(NamedTuple):
    """The reader's wishes: for all stories, and what differs in this one."""

    config: Config
    own: Mapping[str, Any]
    """By key of the config: what is this story's own."""

    @property
    def effective(self) -> Config:
        """What counts for this story."""
        return overlaid(self.config, self.own)

    def changed(self, name: str, value: Any, *, for_story: bool) -> Preferences:
        """Return the wishes with another value, for this story or for all of them."""
        if for_story:
            return self._replace(own={**self.own, name: value})
        own = {key: kept for key, kept in self.own.items() if key != name}
        return Preferences(overlaid(self.config, {name: value}), own)

    def undone(self, name: str, *, for_story: bool) -> Preferences:
        """Return the wishes without this story's own value, or with the usual one for all."""
        if for_story:
            return self._replace(own={key: v for key, v in self.own.items() if key != name})
        return self.changed(name, getattr(Config(), name), for_story=False)

    def differences(self, before: Preferences) -> dict[str, Any]:
        """Return what is another value for all stories than before."""
        return {
            key.name: getattr(self.config, key.name)
            for key in PAGE_KEYS
            if getattr(self.config, key.name) != getattr(before.config, key.name)
        }


def recalled(library: Library, name: str) -> str:
    """Return what was kept under a name before this start; empty where nothing was."""
    try:
        return library.setting(name) or ""
    except InglenookError:
        return ""  # said when the first place cannot be saved


def remembered(config: Config, recall: Callable[[str], str]) -> Config:
    """Return a config with what was last chosen by a key, where the file says nothing of it.

    Args:
        config: as the file has it.
        recall: returns what was kept under a name, or nothing.
    """
    plain = Config()
    values: dict[str, Any] = {}
    for name in CHOSEN_BY_KEY:
        if getattr(config, name) == getattr(plain, name) and (kept := recall(name)):
            values[name] = int(kept) if kept.isdecimal() and len(kept) < 5 else kept
    hidden = config.sidebar and recall("sidebar") == "hidden"
    return overlaid(replace(config, sidebar=False) if hidden else config, values)


def unpacked(kept: str) -> dict[str, Any]:
    """Read what was kept of one story; nothing where it cannot be understood."""
    if not kept:
        return {}
    # 3 ms, and most stories have nothing of their own.
    import json

    try:
        values = json.loads(kept)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def packed(own: Mapping[str, Any]) -> str:
    """Return a story's own values as text to be kept."""
    import json  # see unpacked

    return json.dumps(dict(own)) if own else ""


def typography(config: Config) -> Typography:
    """Return how a config wants the text to be set."""
    return Typography(
        paragraphs=_PARAGRAPHS[config.paragraphs],
        line_spacing=config.line_spacing,
        paragraph_spacing=config.paragraph_spacing,
        first_indent=config.first_indent,
        justify=config.justify,
        hyphenate=config.hyphenate,
        ornament=ORNAMENTS[config.ornament],
        capitals=config.capitals,
    )


def set_up(pane: ReadingPane, config: Config) -> None:
    """Set a pane as a config wants it."""
    pane.measure = config.measure
    pane.margin = config.margin
    turns = config.mode == "pages" or config.columns > 1
    pane.columns = config.columns if turns else 0
    pane.typography = typography(config)


def step(key: Key, value: Any, direction: int) -> Any:
    """Return the value one step up or down from another one."""
    kind = key.kind
    if kind.name == "number":
        return min(max(value + direction * kind.step, kind.low), kind.high)
    if kind.name == "choice":
        at = (kind.options.index(value) + direction) % len(kind.options)
        return kind.options[at]
    return not value


def shown(key: Key, value: Any) -> str:
    """Return a value in the words of the settings panel."""
    if key.kind.name == "flag":
        return "yes" if value else "no"
    if key.name == "ornament":
        return ORNAMENTS[value].strip() or "blank"
    return str(value)
