"""A library in memory: the same methods as the real one, and a search that looks everywhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from textual.worker import WorkerCancelled

from inglenook.catalog import FileReport
from inglenook.catalog.edits import Edit, Name
from inglenook.config import Config
from inglenook.errors import ConfigError, EditRefused, InglenookError, UnknownStory
from inglenook.index.matching import match
from inglenook.index.snippets import snippet
from inglenook.marginalia import Marginalia
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Document,
    Hit,
    Kind,
    Metadata,
    Position,
    Progress,
    Story,
)
from inglenook.query import Query, parse
from inglenook.results import Passage, Place, Results, Scope, Suggestion, gather
from inglenook.revisions import Done
from inglenook.standing import Standing, State
from inglenook.store import Store
from inglenook.store.reading_log import Reading
from inglenook.store.searches import SavedSearch
from inglenook.store.sitting import Stint
from inglenook.tui.app import InglenookApp
from inglenook.tui.messages import Wanted


def report(one: Story) -> FileReport:
    """What is said of a story's file."""
    evidence = ("title: the file's name (60%)", "encoding: valid UTF-8 (100%)")
    chapters = len(one.chapters)
    return FileReport(one.sources[0], "ok", "", "text", "utf-8", (one.id,), chapters, 0.6, evidence)


SKIPPED = FileReport("cover.jpg", "skipped", "a picture")
FAILED = FileReport("torn.epub", "failed", "the archive is cut short")


def prose(number: int, words: str = "") -> str:
    """A paragraph of some lines that is like no other."""
    return f"Paragraph {number} tells of the weather at length. " * 4 + words


def story(
    title: str, authors: tuple[str, ...] = ("A. Name",), chapters: tuple[tuple[str, ...], ...] = ()
) -> tuple[Story, Document]:
    chapters = chapters or ((prose(1), prose(2)),)
    identity = f"id-{abs(hash((title, authors))):x}"
    parsed = tuple(
        Chapter(
            f"Chapter {number}",
            tuple(Block(Kind.PARAGRAPH, text) for text in texts),
            words=sum(len(text.split()) for text in texts),
        )
        for number, texts in enumerate(chapters, start=1)
    )
    entries = tuple(
        ChapterEntry(chapter.title, chapter.words, f"{title}.txt", identity, number)
        for number, chapter in enumerate(parsed)
    )
    return Story(identity, title, authors, entries), Document(Metadata(), parsed)


WEIR = story(
    "The Weir",
    ("Ada Marsh",),
    tuple(
        tuple(prose(100 * chapter + number, "The heron stood." if number == 20 else "")
              for number in range(30))
        for chapter in range(3)
    ),
)  # fmt: skip
CAFE = story("Café by the Lock", ("Zoë Brânză",), ((prose(1), "A heron, a heron.", prose(3)),))
SHED = story("A Shed", ("Ada Marsh",), ((prose(1), prose(2)),))


class FakeRevisions:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.agreed = True
        self.made: list[tuple[tuple[Edit, ...], str]] = []

    def agree(self) -> None:
        self.agreed = True

    def confirmation(self, story: Story) -> Edit:
        return Name(story.sources, story.title, story.authors)

    def make(self, edits: tuple[Edit, ...], said: str) -> Done:
        self.made.append((edits, said))
        return Done(said, 2)

    def undo(self) -> Done:
        if not self.made:
            raise EditRefused("There is nothing to undo.")
        return Done(f"Undone: {self.made.pop()[1]}")

    def redo(self) -> Done:
        raise EditRefused("there is nothing to do again")


class FakeStandings:
    """What a test says of stories, and what the app does."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library
        self.said: dict[str, Standing] = {}

    def all(self) -> dict[str, Standing]:
        return dict.fromkeys(self._library.places, Standing(0.5)) | self.said

    def get(self, story_id: str) -> Standing:
        return self.all().get(story_id, Standing())

    def read(self, story: Story, share: float) -> None:
        chapters = self.get(story.id).chapters or len(story.chapters)
        self._change(story, furthest=share, words=story.words, chapters=chapters)

    def _change(self, story: Story, **values: object) -> None:
        self.said[story.id] = replace(self.get(story.id), **values)

    def choose(self, story: Story, state: State | None) -> None:
        self._change(story, chosen=state)

    def rate(self, story: Story, stars: int) -> None:
        self._change(story, stars=stars)

    def tag(self, story: Story, tags: Iterable[str]) -> None:
        self._change(story, tags=tuple(tags))

    def read_on(self, story: Story) -> None:
        self._change(story, chosen=None)

    def arrived(self, stories: Iterable[Story], folder: Path) -> None:
        """Say nothing of it."""


class FakeSearches:
    """Searches kept in memory."""

    def __init__(self) -> None:
        self.lately: list[str] = []
        self.named: dict[str, SavedSearch] = {}

    def ask(self, query: str) -> None:
        self.lately = [query, *(one for one in self.lately if one != query)]

    def asked(self, beginning: str = "") -> tuple[str, ...]:
        return tuple(one for one in self.lately if one.startswith(beginning))

    def save(self, name: str, query: str) -> None:
        self.named[name] = SavedSearch(name, query, "")

    def use(self, name: str) -> None:
        self.named[name] = self.named[name]

    def drop(self, name: str) -> None:
        self.named.pop(name, None)

    def saved(self) -> tuple[SavedSearch, ...]:
        return tuple(self.named[name] for name in sorted(self.named))


class FakeCatalog:
    """The shelf of a FakeLibrary, as the reader's marks ask for it."""

    def __init__(self, library: FakeLibrary) -> None:
        self.library = library

    def stories(self, *, with_missing: bool = False) -> tuple[Story, ...]:
        return self.library.stories()

    def story(self, story_id: str, *, with_missing: bool = False) -> Story:
        return self.library.story(story_id)

    def document(self, story: Story) -> Document:
        return self.library.open(story)


class FakeLog:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.stints: list[tuple[str, Stint]] = []
        self.words_a_minute: int | None = None

    def add(self, story: Story, language: str, stint: Stint) -> None:
        self.stints.append((story.id, stint))

    def pace(self, language: str) -> int | None:
        return self.words_a_minute

    def readings(self) -> tuple[Reading, ...]:
        today = time.strftime("%Y-%m-%d")
        return tuple(Reading(today, story, "en", s.words, s.seconds) for story, s in self.stints)


class FakeLibrary:
    """What a test puts in comes out again."""

    def __init__(self, folder: Path, *stories: tuple[Story, Document]) -> None:
        self.folder = folder
        self.shelf = {one.id: (one, text) for one, text in stories}
        self.last: str | None = None
        self.places: dict[str, Position] = {}
        self.saved: list[tuple[str, Position]] = []
        self.settings: dict[str, str] = {}
        self.failed: tuple[FileReport, ...] = ()
        self.wrong: tuple[ConfigError, ...] = ()
        self.save_error: InglenookError | None = None
        self.has_changed = False
        self.asked: list[str] = []
        self.searches = FakeSearches()
        self.index_rebuilt = False
        self.prepared = 0
        self.scopes: list[Scope | None] = []
        self.likely: tuple[Hit, ...] = ()
        self.goes_on = threading.Event()
        """Whether likely passages are found; the hits are told before."""
        self.goes_on.set()
        self.spellings: tuple[Suggestion, ...] = ()
        self.revisions = FakeRevisions()
        self.log = FakeLog()
        self.standings = FakeStandings(self)
        self.marginalia = Marginalia(str(folder), FakeCatalog(self), Store(folder / "r.sqlite"))

    def stories(self) -> tuple[Story, ...]:
        return tuple(one for one, _ in self.shelf.values())

    def story(self, story_id: str) -> Story:
        if story_id not in self.shelf:
            raise UnknownStory(story_id)
        return self.shelf[story_id][0]

    def titles_known(self) -> dict[str, str]:
        return {one.id: one.title for one in self.stories()}

    def aliases(self) -> tuple[tuple[str, ...], ...]:
        return ()

    def open(self, story: Story) -> Document:
        self.story(story.id)
        return self.shelf[story.id][1]

    def notices(self) -> tuple[str, ...]:
        return ()

    def reload(self) -> bool:
        changed, self.has_changed = self.has_changed, False
        return changed

    def reshelve(self, patience: float = 0) -> bool:
        return True

    def reports(self) -> tuple[FileReport, ...]:
        return (*map(report, self.stories()), *self.failed)

    def problems(self) -> tuple[ConfigError, ...]:
        return self.wrong

    def last_read(self) -> str | None:
        return self.last

    def place(self, story_id: str, document: Document) -> Position:
        return self.places.get(story_id, Position())

    def save_place(
        self,
        story_id: str,
        document: Document,
        position: Position,
        read: float = 0.0,
        since: float = 0.0,
    ) -> None:
        if self.save_error is not None:
            raise self.save_error
        self.story(story_id)
        self.last = story_id
        self.places[story_id] = position
        self.saved.append((story_id, position))
        self.standings.read(self.shelf[story_id][0], read)

    def setting(self, name: str) -> str | None:
        return self.settings.get(name)

    def set_setting(self, name: str, value: str) -> None:
        self.settings[name] = value

    def search(
        self,
        text: str,
        *,
        typing: bool = False,
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
        early: Callable[[Results], None] | None = None,
    ) -> Results:
        self.asked.append(text)
        self.scopes.append(scope)
        query = parse(text, typing=typing)
        found = []
        shelved = {}
        for one, document in self.shelf.values():
            for number, chapter in enumerate(document.chapters):
                key = one.chapters[number].key
                shelved[key] = Place(one.id, number)
                count = len(match(query, chapter.blocks))
                within = scope.stories if scope else None
                if count and (within is None or one.id in within):
                    found.append((key, count, float(count)))
        results = gather(query, found, shelved)
        if early is None or not results.count or not self.passages(results):
            return results
        early(results)
        self.goes_on.wait()
        return replace(results, passages=tuple(_passage(hit) for hit in self.likely))

    def prepare_search(self) -> None:
        self.prepared += 1

    def hits(
        self, query: Query, story_id: str, chapter: int, score: float = 0.0
    ) -> tuple[Hit, ...]:
        blocks = self.open(self.story(story_id)).chapters[chapter].blocks
        return tuple(
            Hit(story_id, chapter, one, snippet(blocks[one.block].text, one, 160), score)
            for one in match(query, blocks)
        )

    def passages(self, results: Results) -> tuple[Hit, ...]:
        return self.likely if len(results.query.line) > 2 else ()

    def suggestions(self, query: Query) -> tuple[Suggestion, ...]:
        return tuple(one for one in self.spellings if one.word in query.line)


def nothing_new(_: FakeLibrary) -> Iterator[Progress]:
    yield Progress("done")


@dataclass
class FakeRefresh:
    """A refresh made of steps."""

    steps: Iterator[Progress]
    closed: bool = False

    def __iter__(self) -> Iterator[Progress]:
        yield from self.steps

    def close(self) -> None:
        self.closed = True


def make(
    library: FakeLibrary,
    refresh: Callable[[FakeLibrary], Iterator[Progress]] = nothing_new,
    config: Config | None = None,
    first: Wanted | None = None,
) -> InglenookApp:
    return InglenookApp(
        library,
        config or Config(),
        refresh=lambda library: FakeRefresh(refresh(library)),
        first=first,
    )


def _passage(hit: Hit) -> Passage:
    place = (hit.story, hit.chapter)
    return Passage(*place, hit.kind, hit.score, hit.match.block, ())


async def settle(pilot) -> None:
    """Wait until nothing is under way: messages, workers, and what they set off."""
    for _ in range(3):
        await pilot.pause()
        for worker in list(pilot.app.workers):
            with suppress(WorkerCancelled):  # other work has taken its place
                await worker.wait()
    await pilot.pause()
