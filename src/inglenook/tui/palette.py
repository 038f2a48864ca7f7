"""The command palette: every command with its key, every theme, every story by its title."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from inglenook.commands import Command, Context
from inglenook.model import Story
from inglenook.tokens import fold
from inglenook.tui.themes import NAMES

MOST_STORIES = 30
"""Stories offered for a few letters; more letters make it fewer."""


class Doer(Protocol):
    """What the palette asks of the app."""

    async def do(self, command: Command) -> None:
        """Do what a command says."""

    def choose_theme(self, name: str) -> None:
        """Change to a theme and remember it."""

    def open_story(self, story_id: str) -> None:
        """Open a story where the reader left it."""

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, with the reader's keys."""

    @property
    def shelf(self) -> tuple[tuple[Story, str], ...]:
        """The stories with their folded titles and authors."""


class _Offer(NamedTuple):
    """A line of the palette."""

    name: str
    keys: str
    call: Callable[[], object]
    words: Sequence[str] = ()
    """Folded; those it is found by besides its letters."""


class Commands(Provider):
    """Commands and themes. Nothing of a story is in their names."""

    @property
    def _doer(self) -> Doer:
        return cast("Doer", self.app)

    def _offers(self) -> list[_Offer]:
        offers = [
            _Offer(
                command.description,
                _where(command),
                partial(self._doer.do, command),
                fold(f"{command.description} {command.also}").split() if command.also else (),
            )
            for command in self._doer.commands
            if command.context is not Context.ENTRY
        ]
        offers += [
            _Offer(f"Theme: {name}", "", partial(self._doer.choose_theme, name)) for name in NAMES
        ]
        return offers

    async def discover(self) -> Hits:
        """Offer everything."""
        for name, keys, call, _ in self._offers():
            yield DiscoveryHit(_labelled(Content(name), keys), call, text=name)

    async def search(self, query: str) -> Hits:
        """Offer what fits the letters, or has other words that begin so."""
        matcher = self.matcher(query)
        typed = fold(query).split()
        for name, keys, call, words in self._offers():
            score = matcher.match(name)
            if typed and all(any(word.startswith(one) for word in words) for one in typed):
                # As high as a name that has these letters together, or its words would be lost
                # among names that have them scattered.
                score = max(score, matcher.match(query))
            if score > 0:
                label = _labelled(_highlighted(name, query), keys)
                yield Hit(score, label, call, text=name)


class Stories(Provider):
    """Stories by title and author. Their names are shown as text, never parsed as markup."""

    async def search(self, query: str) -> Hits:
        """Offer the stories whose title or author holds every word."""
        doer = cast("Doer", self.app)
        words = fold(query).split()
        offered = 0
        for story, folded in doer.shelf:
            if words and all(word in folded for word in words):
                name = f"{story.title} — {', '.join(story.authors) or 'unknown author'}"
                call = partial(doer.open_story, story.id)
                yield Hit(0.5, Content(name), call, text=Content(name).plain)
                offered += 1
                if offered >= MOST_STORIES:
                    return


def _where(command: Command) -> str:
    """Return the keys of a command, and where they do it: a name may stand in several lists."""
    if command.context is Context.EVERYWHERE:
        return command.all_keys
    place = command.context.value
    return f"{command.all_keys}  {place[:1].lower()}{place[1:]}".strip()


def _labelled(name: Content, keys: str) -> Content:
    return Content.assemble(name, "  ", (keys, "dim")) if keys else name


def _highlighted(name: str, query: str) -> Content:
    content = Content(name)
    start = name.casefold().find(query.casefold())
    return content.stylize("bold underline", start, start + len(query)) if start >= 0 else content
