"""Asking the library, off the thread that paints: what it answers comes back as messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol

from textual import work
from textual.containers import Vertical
from textual.message import Message
from textual.worker import Worker, get_current_worker

from inglenook.errors import IndexDamaged, InglenookError
from inglenook.garbage import no_garbage_collection
from inglenook.model import Hit, Position
from inglenook.tui.findings import Findings
from inglenook.tui.messages import IndexLost
from inglenook.tui.reach import Around, Asked, scope

if TYPE_CHECKING:
    from inglenook.query import Query
    from inglenook.results import Results, Scope, Suggestion
    from inglenook.store.searches import KeptSearches, SavedSearch


class Searches(Protocol):
    """What the panel asks of the library."""

    def search(
        self,
        text: str,
        *,
        typing: bool = False,
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = ...,
        early: Callable[[Results], None] | None = ...,
    ) -> Results:
        """Find every place where ``text`` matches."""

    def hits(
        self, query: Query, story_id: str, chapter: int, score: float = ...
    ) -> tuple[Hit, ...]:
        """Return every hit in one chapter."""

    def passages(self, results: Results) -> Iterable[Hit]:
        """Return the passages likest to the line that was typed."""

    def suggestions(self, query: Query) -> Sequence[Suggestion]:
        """Return other spellings of words that are nowhere."""

    def prepare_search(self) -> None:
        """Open the index, so that the first search need not wait for that."""

    @property
    def index_rebuilt(self) -> bool:
        """Whether the index had to be emptied when it was opened."""

    @property
    def searches(self) -> KeptSearches:
        """What was asked lately, and what is saved under a name."""


class Asking(Vertical):
    """A part of the screen that searches; a search that is overtaken is broken off."""

    class Answer(Message):
        """A search has come back."""

        def __init__(self, asked: Asked, findings: Findings, *, typing: bool = True) -> None:
            super().__init__()
            self.asked = asked
            self.findings = findings
            self.typing = typing
            """Whether the last word was taken as the beginning of one."""

    class Failure(Message):
        """A search could not be made."""

        def __init__(self, asked: Asked, reason: str) -> None:
            super().__init__()
            self.asked = asked
            self.reason = reason

    class Spotted(Message):
        """While one types: the first hit from where the reader stands, or that there is none."""

        def __init__(self, asked: Asked, findings: Findings | None, number: int | None) -> None:
            super().__init__()
            self.asked = asked
            self.findings = findings
            self.number = number

    class Seen(Message):
        """All hits of the story were fetched, so that all of them can be marked in the text."""

        def __init__(self, findings: Findings) -> None:
            super().__init__()
            self.findings = findings

    class Saved(Message):
        """The saved searches have been read, and perhaps counted."""

        def __init__(self, searches: Sequence[SavedSearch], counts: Mapping[str, int]) -> None:
            super().__init__()
            self.searches = searches
            self.counts = counts
            """By name, what is found now; empty where nothing was counted."""

    class Suggested(Message):
        """Other spellings have been found."""

        def __init__(self, asked: Asked, suggestions: Sequence[Suggestion]) -> None:
            super().__init__()
            self.asked = asked
            self.suggestions = suggestions

    def __init__(self, library: Searches, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._library = library
        self._knows_of_loss = False

    @work(thread=True, exclusive=True, group="prepare")
    def prepare(self) -> None:
        """Open the index while the first word is typed: 130 ms of its answer, over 50 MB."""
        with suppress(InglenookError):  # said by the search itself
            self._library.prepare_search()

    @work(thread=True, exclusive=True, group="search")
    def find(self, asked: Asked, *, typing: bool, place: Position | None) -> None:
        """Search, and say what comes of it.

        Args:
            asked: what, and where.
            typing: the last word may still be growing.
            place: where the reader stands, for the first hit from there; None not to look for it.
        """
        worker = get_current_worker()

        listed: Findings | None = None

        def answer(results: Results, likely: Iterable[Hit] = ()) -> None:
            nonlocal listed
            listed = Findings(results, self._library.hits, likely)
            if not worker.is_cancelled:
                self.post_message(self.Answer(asked, listed, typing=typing))

        try:
            # Thousands of chapters at each key, none of them in a circle: 8 ms a key.
            with no_garbage_collection():
                results = self._library.search(
                    asked.text,
                    typing=typing,
                    scope=scope(asked),
                    is_cancelled=lambda: worker.is_cancelled,
                    # The hits are listed while likely passages are still looked for.
                    early=answer if place is None else None,
                )
            if worker.is_cancelled:
                return
            if listed is None or results.passages:
                answer(results, self._library.passages(results) if place is None else ())
            if place is not None and listed is not None:
                self._spot(worker, asked, listed, place)
            if self._library.index_rebuilt and not self._knows_of_loss:
                self._tell_of_loss()
            # Not of what was read only: that a word exists further on would tell of it.
            if not results.count and not scope(asked).only_read:
                self.post_message(self.Suggested(asked, self._library.suggestions(results.query)))
        except InglenookError as error:
            self.post_message(self.Failure(asked, str(error)))
            if isinstance(error, IndexDamaged):
                self._tell_of_loss()

    def _tell_of_loss(self) -> None:
        self._knows_of_loss = True
        self.post_message(IndexLost())

    def _spot(
        self, worker: Worker[None], asked: Asked, findings: Findings, place: Position
    ) -> None:
        self.post_message(self.Spotted(asked, findings, findings.next_from(place)))
        for section in range(len(findings.sections)):
            if worker.is_cancelled:
                return
            findings.fetch(section)
        self.post_message(self.Seen(findings))

    # What is kept

    @work(thread=True, exclusive=True, group="saved")
    def gather_saved(self, around: Around | None = None) -> None:
        """Tell which searches are saved, and how much each finds now.

        Args:
            around: what the reader is among; None where nothing needs to be counted.
        """
        worker = get_current_worker()
        counts: dict[str, int] = {}
        with suppress(InglenookError):  # said when somebody searches
            saved = self._library.searches.saved()
            self.post_message(self.Saved(saved, counts))
            for one in saved:
                if worker.is_cancelled or around is None:
                    return
                results = self._library.search(
                    one.query,
                    scope=scope(Asked(one.query, around=around)),
                    is_cancelled=lambda: worker.is_cancelled,
                    early=None,
                )
                counts[one.name] = results.count or len(results.groups)
            if counts:
                self.post_message(self.Saved(saved, counts))

    def asked_lately(self, beginning: str) -> Sequence[str]:
        """Return the queries that begin so, the latest first."""
        try:
            return self._library.searches.asked(beginning)
        except InglenookError:
            return ()  # said when the reader's place cannot be saved

    @work(thread=True, group="keep")
    def remember(self, text: str) -> None:
        """Remember that a query was asked."""
        with suppress(InglenookError):  # said when the reader's place cannot be saved
            self._library.searches.ask(text)
