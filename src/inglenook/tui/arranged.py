"""The shelf as the reader wants it at the moment. Knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from inglenook.arranging import Group, View, arrange, matching
from inglenook.model import Story
from inglenook.standing import Standing, Standings, of


class ArrangedShelf:
    """Stories, what they are to their reader, and the view that puts them in order."""

    def __init__(self, aliases: Callable[[], Sequence[Sequence[str]]], hides: str) -> None:
        """Make an empty shelf.

        Args:
            aliases: tells which names mean the same; asked by a filter with fields.
            hides: a query; the stories it is true of are left out until they are asked for.
        """
        self._aliases, self._hides = aliases, hides
        self._standings: dict[str, Standing] = {}
        self._folded: Sequence[str] = ()
        self._hidden: frozenset[int] = frozenset()
        self.stories: Sequence[Story] = ()
        self.groups: tuple[Group, ...] = ()
        self.view = View()
        self.shows_hidden = False

    def set_stories(
        self, stories: Sequence[Story], folded: Sequence[str], standings: Standings
    ) -> None:
        """Take these stories instead."""
        self.stories, self._folded, self._standings = stories, folded, dict(standings)
        self._hidden = frozenset(self._matching(self._hides)) if self._hides else frozenset()
        self.arrange()

    def set_standing(self, story_id: str, standing: Standing) -> None:
        """Take notice of what a story is to its reader; the order stays until it is asked for."""
        self._standings[story_id] = standing

    def standing(self, story: Story) -> Standing:
        """Return what a story is to its reader."""
        return of(self._standings, story)

    def arrange(self) -> None:
        """Put the stories in the order of the view."""
        chosen: Sequence[int] = range(len(self.stories))
        if self.view.filter:
            chosen = self._matching(self.view.filter)
        if self.hidden:
            chosen = [index for index in chosen if index not in self._hidden]
        self.groups = arrange(self.stories, self._standings, self.view, chosen)

    @property
    def hidden(self) -> int:
        """How many stories are left out because the config says so."""
        return 0 if self.shows_hidden else len(self._hidden)

    @property
    def shown(self) -> tuple[Story, ...]:
        """The stories that are not left out, each once, in their order."""
        shown = dict.fromkeys(index for group in self.groups for index in group.stories)
        return tuple(self.stories[index] for index in shown)

    def shown_of(self, stories: Iterable[Story]) -> list[Story]:
        """Return those of some stories that the config does not hide, whatever the filter."""
        hidden = {self.stories[index].id for index in self._hidden} if self.hidden else ()
        return [story for story in stories if story.id not in hidden]

    @property
    def own_tags(self) -> list[str]:
        """The reader's own tags, of all stories."""
        return sorted({tag for standing in self._standings.values() for tag in standing.tags})

    def _matching(self, query: str) -> list[int]:
        # 2 ms with the query language, and a start has no filter.
        from inglenook.query.choosing import Chooser

        return matching(
            query, self.stories, self._folded, lambda: Chooser(self._standings, self._aliases())
        )
