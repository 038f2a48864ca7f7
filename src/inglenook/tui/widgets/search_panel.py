"""Search: a line to type in, how much was found, and all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from inglenook.errors import IndexDamaged, InglenookError
from inglenook.model import Story
from inglenook.tui.findings import FetchHits, Findings
from inglenook.tui.messages import IndexLost
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.hit_list import HitList

if TYPE_CHECKING:
    from inglenook.results import Results, Scope

DEBOUNCE = 0.01
"""Seconds between a key and its search: a paste or a held key is searched for once, and nobody
waits. A search that is overtaken by the next key is broken off."""


class SearchTexts(Protocol):
    """``Library.search``."""

    def __call__(
        self,
        text: str,
        *,
        typing: bool = False,
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = ...,
    ) -> Results:
        """Find every place where ``text`` matches."""


class SearchPanel(Vertical):
    """Searches while one types, and lists what was found."""

    class Answer(Message):
        """A search has come back."""

        def __init__(
            self, asked: tuple[str, str], findings: Findings, *, typing: bool = True
        ) -> None:
            super().__init__()
            self.asked = asked
            """The text, and the story it was confined to or nothing."""
            self.findings = findings
            self.typing = typing
            """Whether the last word was taken as the beginning of one."""

    class Failure(Message):
        """A search could not be made."""

        def __init__(self, asked: tuple[str, str], reason: str) -> None:
            super().__init__()
            self.asked = asked
            self.reason = reason

    class HitSelected(Message):
        """A hit is to be opened."""

        def __init__(self, findings: Findings, number: int) -> None:
            super().__init__()
            self.findings = findings
            self.number = number

    class _Fetched(Message):
        """Passages for the list have been fetched."""

    def __init__(self, search: SearchTexts, fetch: FetchHits, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._search = search
        self._fetch = fetch
        self._stories: Mapping[str, Story] = {}
        self._scope = ""
        self._story = ""
        self._indexing = ""
        self._asked = ("", "")
        self._answered = ("", "")
        self._failure = ""
        self._going_in = False
        self._pause: Timer | None = None
        self._scope_line = Static(id="scope", markup=False)
        self._count_line = Static(id="count", markup=False)
        self.hits = HitList(id="hits")

    @cached_property
    def entry(self) -> Entry:
        """The line to type in, made when it is first wanted: 1 to 2 ms."""
        return Entry('words, or "an exact phrase"', id="query")

    async def furnish(self) -> None:
        """Put in what the panel is made of, when it is first opened.

        An input costs a start 10 ms, and most starts are for reading.
        """
        if not self.children:
            await self.mount(self.entry, self._scope_line, self._count_line, self.hits)

    @property
    def answered(self) -> str:
        """The query whose results are shown."""
        return self._answered[0]

    @property
    def has_list(self) -> bool:
        """Whether there are hits to go back to."""
        return self.hits.item_count() > 0

    # State from above

    def set_stories(self, stories: Mapping[str, Story]) -> None:
        """Name the stories by these titles from now on."""
        self._stories = stories

    def set_indexing(self, note: str) -> None:
        """Say how far the indexing has come; empty when it is done."""
        if note != self._indexing:
            self._indexing = note
            self._say()
            # Not under a reader who is going through the hits already.
            if self.entry.has_focus and self._answered[0]:
                self._ask()

    def ask(self, story: str, scoped: bool) -> None:
        """Let the reader type a query.

        Args:
            story: what is being read, for a scope; may be empty.
            scoped: whether to search that story alone.
        """
        self._story = story
        self._set_scope(story if scoped else "")
        self.entry.focus()

    def clear(self) -> bool:
        """Clear the query; return whether there was one."""
        had = bool(self.entry.value)
        self.entry.value = ""
        return had

    def toggle_scope(self, story: str) -> None:
        """Search this story only, or all of them."""
        self._story = story
        self._set_scope("" if self._scope else story)

    def _set_scope(self, scope: str) -> None:
        if scope != self._scope:
            self._scope = scope
            self._ask()
        self._say()

    # Asking

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._going_in = False
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(DEBOUNCE, self._ask)

    def _ask(self, *, typing: bool = True) -> None:
        if self._pause is not None:
            self._pause.stop()
        text = self.entry.value.strip()
        self._asked = (text, self._scope)
        if text:
            self._find(text, self._scope, typing)
        else:
            self.workers.cancel_group(self, "search")
            self._show(None, ("", ""))

    @work(thread=True, exclusive=True, group="search", exit_on_error=False)
    def _find(self, text: str, scope: str, typing: bool) -> None:
        from inglenook.results import Scope  # 3 ms, and a page is read without a search

        worker = get_current_worker()
        asked = (text, scope)
        try:
            results = self._search(
                text,
                typing=typing,
                scope=Scope(frozenset({scope})) if scope else None,
                is_cancelled=lambda: worker.is_cancelled,
            )
        except InglenookError as error:
            self.post_message(self.Failure(asked, str(error)))
            if isinstance(error, IndexDamaged):
                self.post_message(IndexLost())
            return
        if not worker.is_cancelled:
            self.post_message(self.Answer(asked, Findings(results, self._fetch), typing=typing))

    @on(Answer)
    def _answer(self, event: Answer) -> None:
        event.stop()
        if event.asked != self._asked:
            return
        # Who goes on with half a word that is no word means the words that begin so.
        if event.typing or event.findings.count or not self.has_list:
            self._show(event.findings, event.asked)
        if self._going_in and self.has_list:
            self.hits.focus()
        self._going_in = False

    @on(Failure)
    def _failed(self, event: Failure) -> None:
        event.stop()
        if event.asked == self._asked:
            self._failure = event.reason
            self._show(None, event.asked)

    def _show(self, findings: Findings | None, asked: tuple[str, str]) -> None:
        if findings is not None:
            self._failure = ""
        before = self.hits.findings
        self._answered = asked
        same = (
            before is not None
            and findings is not None
            and (
                (before.results.query, before.results.groups)
                == (findings.results.query, findings.results.groups)
            )
        )
        if not same:
            self.hits.set_findings(findings, self._stories)
        self._say()

    # Showing

    def _say(self) -> None:
        story = self._stories.get(self._scope)
        if not self.children:
            return
        if story is not None:
            scope = f"in {story.title}  (ctrl+t: in all stories)"
        elif self._story:
            scope = "in all stories  (ctrl+t: in this one)"
        else:
            scope = "in all stories"
        self._scope_line.update(Content(scope))
        self._count_line.update(Content(self._count()))

    def _count(self) -> str:
        findings = self.hits.findings
        if self._failure:
            said = self._failure
        elif findings is None:
            said = ""
        elif not findings.count and not findings.results.groups:
            said = "no hits yet" if self._indexing else "no hits"
        else:
            groups = len(findings.results.groups)
            said = "1 story" if groups == 1 else f"{groups:,} stories"
            if findings.count:
                hits = "1 hit" if findings.count == 1 else f"{findings.count:,} hits"
                said = f"{hits} in {said}"
        return " · ".join(note for note in (self._indexing, said) if note)

    @on(HitList.Wanted)
    def _wanted(self, event: HitList.Wanted) -> None:
        event.stop()
        if self.hits.findings is not None:
            self._fetch_passages(self.hits.findings, event.sections)

    @work(thread=True, exclusive=True, group="passages", exit_on_error=False)
    def _fetch_passages(self, findings: Findings, sections: tuple[int, ...]) -> None:
        worker = get_current_worker()
        for section in sections:
            if worker.is_cancelled:
                return
            findings.fetch(section)
        self.post_message(self._Fetched())

    @on(_Fetched)
    def _fetched(self, event: _Fetched) -> None:
        event.stop()
        self.hits.fetched()

    @on(Entry.Left, "#query")
    def _entry_left(self, event: Entry.Left) -> None:
        event.stop()
        # The words are all there now: "cat" is no longer the beginning of "catch".
        self._going_in = True
        self._ask(typing=False)

    @on(HitList.Overshot)
    @on(HitList.EditAsked)
    def _back_to_entry(self, event: Message) -> None:
        event.stop()
        self.entry.focus()

    @on(HitList.HitChosen)
    def _hit_chosen(self, event: HitList.HitChosen) -> None:
        event.stop()
        if self.hits.findings is not None:
            self.post_message(self.HitSelected(self.hits.findings, event.number))
