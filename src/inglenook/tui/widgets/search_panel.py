"""Search: a line to type in, how much was found, and all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from textual import on
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from inglenook.model import Position, Story
from inglenook.tui.findings import Findings
from inglenook.tui.reach import Around, Asked, Reach, after, name, reaches
from inglenook.tui.widgets.asking import Asking, Searches
from inglenook.tui.widgets.entry import Entry
from inglenook.tui.widgets.found_list import FoundList
from inglenook.tui.widgets.found_pane import FoundPane
from inglenook.tui.widgets.hit_list import HitList
from inglenook.tui.widgets.query_line import KeyOf, QueryLine

DEBOUNCE = 0.002
"""Seconds between a key and its search: keys that come together are searched for once, and nobody
waits. A search that is overtaken by the next key is broken off."""


class _Going(Enum):
    """Where the reader is taken when the search has come back."""

    NOWHERE = "nowhere"
    LIST = "list"
    TEXT = "text"


class SearchPanel(Asking):
    """Searches while one types, and lists what was found."""

    def __init__(self, library: Searches, key_of: KeyOf, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(library, id=id)
        self._key_of = key_of
        self._stories: Mapping[str, Story] = {}
        self._around = Around()
        self._reach = Reach.EVERYTHING
        self._from: Position | None = None
        self._indexing = ""
        self._asked = Asked()
        self._answered = Asked()
        self._failure = ""
        self._spot_number: int | None = None
        self._going = _Going.NOWHERE
        self._pause: Timer | None = None
        self._line = QueryLine(self.asked_lately, key_of, id="query-line")
        self._scope_line = Static(id="scope", markup=False)
        self._count_line = Static(id="count", markup=False)
        self.found = FoundPane(id="found")

    async def furnish(self) -> None:
        """Put in what the panel is made of, when it is first opened.

        An input costs a start 10 ms, and most starts are for reading.
        """
        if not self.children:
            await self.mount(self._line, self._scope_line, self._count_line, self.found)
            await self._line.furnish()

    @property
    def hits(self) -> HitList:
        """What was found, by story."""
        return self.found.hits

    @property
    def entry(self) -> Entry:
        """The line to type in."""
        return self._line.entry

    @property
    def answered(self) -> str:
        """The query whose results are shown."""
        return self._answered.text

    @property
    def has_list(self) -> bool:
        """Whether there are hits to go back to."""
        return self.hits.item_count() > 0

    @property
    def is_finding(self) -> bool:
        """Whether the text follows what is typed."""
        return self._from is not None

    @property
    def found_from(self) -> Position:
        """Where the reader stood when the text began to follow what is typed."""
        return self._from or Position()

    @property
    def can_correct(self) -> bool:
        """Whether another spelling is offered."""
        return bool(self.children) and bool(self._line.corrected)

    # State from above

    def set_stories(self, stories: Mapping[str, Story]) -> None:
        """Name the stories so from now on; what was found goes where its text has gone."""
        self._stories = stories
        self._line.set_stories(stories.values())
        self.found.set_stories(stories)

    def set_own_tags(self, tags: Sequence[str]) -> None:
        """Offer these of the reader's own tags."""
        self._line.set_own_tags(tags)

    def set_indexing(self, note: str) -> None:
        """Say how far the indexing has come; empty when it is done."""
        if note != self._indexing:
            self._indexing = note
            self._say()
            # Not under a reader who is going through the hits already.
            if self.children and self.entry.has_focus and self._answered.text:
                self._ask()

    def ask(self, around: Around, place: Position | None) -> None:
        """Get ready for a query; the focus is given by whoever asks for it.

        Args:
            around: what the reader is among.
            place: where the reader stands, to find from there in that story alone; None to search
                all stories, with what was found so far still there.
        """
        self._from = place
        self.set_class(place is not None, "-finding")
        wanted = Reach.STORY if place is not None else Reach.EVERYTHING
        self._look(wanted if wanted in reaches(around) else Reach.EVERYTHING, around)

    def ask_for(self, query: str) -> None:
        """Ask a whole query, and go into what it finds."""
        with self.entry.prevent(Input.Changed):
            self.entry.value = query
        self._going = _Going.LIST
        self._ask(typing=False)

    def clear(self) -> bool:
        """Clear the query; return whether there was one."""
        had = bool(self.entry.value)
        self.entry.value = ""
        return had

    def stop_finding(self) -> bool:
        """Let the text be; return whether it followed what was typed."""
        was_finding = self.is_finding
        self._from = None
        self.remove_class("-finding")
        return was_finding

    def next_reach(self, around: Around) -> None:
        """Search the next of the reaches there are."""
        self.stop_finding()
        self._look(after(self._reach, around), around)

    async def toggle_lines(self) -> None:
        """Show the hits as lines centred on what was found, or as a list again."""
        await self.found.toggle_lines()
        # Lines want more room than a list.
        self.set_class(self.found.shows_lines, "-lines")
        self._say()

    def correct(self) -> None:
        """Take the spelling that is offered."""
        if corrected := self._line.corrected:
            self.entry.value = corrected
            self.entry.cursor_position = len(corrected)

    def _look(self, reach: Reach, around: Around) -> None:
        moved = (reach, around) != (self._reach, self._around)
        self._reach, self._around = reach, around
        if moved and self.entry.value:
            self._ask()
        self._say()

    # Asking

    @on(Input.Changed, "#query")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._line.typed()
        self._going = _Going.NOWHERE
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(DEBOUNCE, self._ask)

    def _ask(self, *, typing: bool = True) -> None:
        if self._pause is not None:
            self._pause.stop()
        text = self.entry.value.strip()
        self._asked = Asked(text, self._reach, self._around)
        if text:
            self.find(self._asked, typing=typing, place=self._from)
        else:
            self.workers.cancel_group(self, "search")
            self._asked = Asked()
            self._show(None, self._asked)
            if self.is_finding:
                self.post_message(self.Spotted(self._asked, None, None))

    @on(Asking.Answer)
    def _answer(self, event: Asking.Answer) -> None:
        event.stop()
        if event.asked != self._asked:
            return
        # Who goes on with half a word that is no word means the words that begin so.
        if event.typing or event.findings.count or not self.has_list:
            self._show(event.findings, event.asked)
        if self._going is _Going.LIST and self.has_list:
            self._going = _Going.NOWHERE
            self.found.listed.focus()

    @on(Asking.Failure)
    def _failed(self, event: Asking.Failure) -> None:
        event.stop()
        if event.asked == self._asked:
            self._failure = event.reason
            self._show(None, event.asked)

    @on(Asking.Suggested)
    def _suggested(self, event: Asking.Suggested) -> None:
        event.stop()
        if event.asked == self._asked:
            self._line.suggest(event.suggestions)

    @on(Asking.Spotted)
    def _spotted(self, event: Asking.Spotted) -> None:
        is_stale = event.asked != self._asked or not self.is_finding
        going, self._going = self._going, _Going.NOWHERE
        # Half a word that is no word: what begins so is still listed, and was spotted before.
        number = self._spot_number if event.number is None and self.has_list else event.number
        if is_stale or number is None or self.hits.findings is None:
            self._spot_number = None
            if is_stale:
                event.stop()
            return
        self._spot_number = number
        self.hits.go_to_hit(number)
        if going is _Going.TEXT:
            event.stop()
            self.post_message(FoundPane.HitSelected(self.hits.findings, number))

    def _show(self, findings: Findings | None, asked: Asked) -> None:
        if findings is not None:
            self._failure = ""
        self._answered = asked
        self.found.set_findings(findings, self._stories)
        self._line.judge(findings.results.query if findings else None)
        self._line.suggest(())
        self._say()

    # Showing

    def _say(self) -> None:
        if self.children:
            place = f"{name(self._reach, self._around)}  ·  {self._key_of('search.scope')} changes"
            # They are a line each, whatever they say: the screen is not laid out again for them.
            for line, said in ((self._scope_line, place), (self._count_line, self._count())):
                if str(line.content) != said:
                    line.update(Content(said), layout=False)

    def _count(self) -> str:
        notes = self._indexing, self._failure or self.found.tally(final=not self._indexing)
        return " · ".join(filter(None, notes))

    # Going in, and out

    @on(Entry.Left, "#query")
    def _entry_left(self, event: Entry.Left) -> None:
        event.stop()
        # The words are all there now: "cat" is no longer the beginning of "catch".
        self._going = _Going.TEXT if event.done and self.is_finding else _Going.LIST
        if self._going is _Going.LIST:
            self.remove_class("-finding")
        if self.entry.value.strip():
            self.remember(self.entry.value)
        if self._going is _Going.LIST and self.has_list and self.entry.value == self._asked.text:
            # It is there, if with more in it than is meant; nobody waits for the fewer.
            self.screen.set_focus(self.found.listed)
        self._ask(typing=False)

    @on(FoundList.Overshot)
    def _back_to_entry(self, event: Message) -> None:
        event.stop()
        self.entry.focus()

    @on(FoundPane.Sorted)
    def _sorted(self, event: FoundPane.Sorted) -> None:
        event.stop()
        self._say()
