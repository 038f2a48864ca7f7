"""The line a query is typed in, and what there is to say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from rich.highlighter import Highlighter
from rich.style import Style
from rich.text import Text
from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from inglenook.model import Story
from inglenook.tokens import tokens
from inglenook.tui.widgets.entry import Entry

if TYPE_CHECKING:
    from inglenook.query import Query
    from inglenook.query.completing import Completion, Vocabulary
    from inglenook.results import Suggestion

MOST_SAID = 2
"""Sentences about a query that are shown."""
MOST_OFFERED = 6
"""Completions that are shown; a letter more makes them fewer."""
LEAST_OF_A_NAME = 3
"""Letters of a word from which it may be the name of a field: with fewer it is any word."""

AskedLately = Callable[[str], Sequence[str]]
"""Queries asked that begin so, the latest first."""
KeyOf = Callable[[str], str]
"""The key of a command by its id, as people write it: the reader may have chosen another."""


class _Underline(Highlighter):
    """Underlines stretches of a text, which shows without colours too."""

    stretches: tuple[tuple[int, int], ...] = ()
    """Half-open character ranges."""

    def highlight(self, text: Text) -> None:
        """Underline them."""
        for start, end in self.stretches:
            text.stylize(Style(underline=True), start, end)


class QueryEntry(Entry):
    """An entry in which words are completed, and queries found again."""

    class Stepped(Message):
        """The reader goes up or down, among what is offered or was asked."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class Completed(Message):
        """The reader takes what is offered."""

    has_offers = False
    """Whether something is offered that can be taken."""
    goes_down = False
    """Whether down stays in the line: to the next of what is offered or was asked."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave a key to others where nothing is offered."""
        if action == "complete" and not self.has_offers:
            return False
        return super().check_action(action, parameters)

    def action_complete(self) -> None:
        """Take what is offered."""
        self.post_message(self.Completed())

    def action_step(self, step: int) -> None:
        """Go up or down."""
        self.post_message(self.Stepped(step))

    def action_into(self, done: bool) -> None:
        """Go into the list, unless there is something further down in the line."""
        if not done and self.goes_down:
            self.post_message(self.Stepped(1))
        else:
            super().action_into(done)

    def action_cursor_right(self, select: bool = False) -> None:
        """Move right; from the end, take what is offered."""
        if self.has_offers and self.cursor_at_end and not select:
            self.action_complete()
        else:
            super().action_cursor_right(select)


class QueryLine(Vertical):
    """A line to type in; mistakes are underlined, and under it stands what could be meant."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"query-line--chosen"}

    def __init__(self, asked_lately: AskedLately, key_of: KeyOf, *, id: str) -> None:  # noqa: A002 - Textual's own
        super().__init__(id=id)
        self._asked_lately, self._key_of = asked_lately, key_of
        self._tags: tuple[str, ...] = ()
        self._stories: Iterable[Story] = ()
        self._vocabulary: Vocabulary | None = None
        self._offered: tuple[Completion, ...] = ()
        self._chosen = 0
        self._recalled: tuple[str, ...] = ()
        self._back = 0
        self._underline = _Underline()
        self._suggestions: tuple[Suggestion, ...] = ()
        self._offers = Static(id="offers", markup=False)
        self._mistake = Static(id="mistake", markup=False)
        self._instead = Static(id="instead", markup=False)

    @cached_property
    def entry(self) -> QueryEntry:
        """The line itself, made when it is first wanted: 1 to 2 ms."""
        entry = QueryEntry('words, or "an exact phrase"', id="query")
        entry.highlighter = self._underline
        return entry

    async def furnish(self) -> None:
        """Put in what it is made of."""
        await self.mount(self.entry, self._offers, self._mistake, self._instead)

    def set_stories(self, stories: Iterable[Story]) -> None:
        """Complete names from these stories."""
        self._stories, self._vocabulary = stories, None

    def set_own_tags(self, tags: Sequence[str]) -> None:
        """Complete the reader's own tags from these."""
        if tuple(tags) != self._tags:
            self._tags, self._vocabulary = tuple(tags), None

    # What is said of the query

    def judge(self, query: Query | None) -> None:
        """Say what of a query was not understood, or left out."""
        typed = self.entry.value
        problems = tuple(query.problems) if query else ()
        if self._offered:
            # What is offered says what is expected there.
            problems = tuple(one for one in problems if one.end < len(typed.strip()))
        lead = len(typed) - len(typed.lstrip())
        # Where letters were left out because they could not be shown, nothing can be pointed at.
        is_same = query is not None and query.text == typed.strip()
        stretches = tuple((lead + one.start, lead + one.end) for one in problems if is_same)
        if stretches != self._underline.stretches:
            self._underline.stretches = stretches
            self.entry.refresh()
        said = [f"expected {problem.expected}" for problem in problems]
        said += query.notices if query else ()
        _tell(self._mistake, Content("\n".join(said[:MOST_SAID])))

    def suggest(self, suggestions: Sequence[Suggestion]) -> None:
        """Offer other spellings."""
        self._suggestions = tuple(suggestions)
        words = ", ".join(suggestion.instead for suggestion in suggestions)
        takes = f"{self._key_of('search.correct')} takes it"
        _tell(self._instead, Content(f"did you mean {words}?  {takes}" if words else ""))

    @property
    def corrected(self) -> str:
        """The query with the spellings that were offered; empty where none were."""
        instead = {suggestion.word: suggestion.instead for suggestion in self._suggestions}
        text = self.entry.value
        for token in reversed(tokens(text)):
            if token.text in instead:
                text = text[: token.start] + instead[token.text] + text[token.end :]
        return text if text != self.entry.value else ""

    # Completing

    def typed(self) -> None:
        """Offer what may be meant by the word that is being typed."""
        if self._recalled and self._recalled[self._back] == self.entry.value:
            self._offer(())
            return
        self._recalled, self._back = (), 0
        self._offer(self._completions())

    def _completions(self) -> tuple[Completion, ...]:
        # Half a millisecond to import, and a page is read without a query.
        from inglenook.query.completing import complete, vocabulary

        text, cursor = self.entry.value, self.entry.cursor_position
        if not text or cursor < len(text):
            return ()
        if ":" in text and self._vocabulary is None:
            self._vocabulary = vocabulary(self._stories) | {"mine": self._tags}
        found = complete(text, cursor, self._vocabulary or {})
        return tuple(
            one
            for one in found[:MOST_OFFERED]
            if one.text != text[one.start : one.end]
            and (not one.text.endswith(":") or one.end - one.start >= LEAST_OF_A_NAME)
        )

    def _offer(self, offered: tuple[Completion, ...]) -> None:
        self._offered, self._chosen = offered, 0
        self.entry.has_offers = bool(offered)
        # A name is offered beside a word that may be meant as one: down leaves it alone.
        is_value = bool(offered) and not offered[0].text.endswith(":")
        self.entry.goes_down = is_value or self._back > 0
        self._show_offers()

    def _show_offers(self) -> None:
        chosen = self.get_visual_style("query-line--chosen", partial=True)
        lines = [
            Content.assemble(("▌" if at == self._chosen else " ", chosen), one.text)
            for at, one in enumerate(self._offered)
        ]
        if lines:
            lines[self._chosen] = lines[self._chosen].append(f"  {self._key_of('entry.complete')}")
        _tell(self._offers, Content("\n").join(lines))

    @on(QueryEntry.Completed)
    def _completed(self, event: QueryEntry.Completed) -> None:
        event.stop()
        if self._offered:
            one = self._offered[self._chosen]
            rest = "" if one.text.endswith(":") else " "
            self._put(self.entry.value[: one.start] + one.text + rest)

    # What was asked before

    @on(QueryEntry.Stepped)
    def _stepped(self, event: QueryEntry.Stepped) -> None:
        event.stop()
        is_value = self._offered and not self._offered[0].text.endswith(":")
        if is_value:
            self._chosen = min(max(0, self._chosen + event.step), len(self._offered) - 1)
            self._show_offers()
            return
        if not self._recalled:
            typed = self.entry.value
            earlier = (query for query in self._asked_lately(typed) if query != typed)
            self._recalled = (typed, *earlier)
        self._back = min(max(0, self._back - event.step), len(self._recalled) - 1)
        self._put(self._recalled[self._back])

    @on(Entry.Left)
    def _left(self) -> None:
        """Forget what was asked before: who comes back down goes into the list again."""
        self._recalled, self._back = (), 0
        self._offer(self._offered)

    def _put(self, text: str) -> None:
        self.entry.value = text
        self.entry.cursor_position = len(text)
        self.entry.goes_down = self._back > 0


def _tell(line: Static, said: Content) -> None:
    # Each change has the whole screen laid out again, 10 ms; most keys change nothing here.
    if said != line.content:
        line.display = bool(said)
        line.update(said)
