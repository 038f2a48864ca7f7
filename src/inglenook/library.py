"""The one door: whatever a front end wants of a folder of stories, it asks here.

``Library`` holds no logic of its own. It knows which part answers what, opens
each part when it is first needed, and hands values on::

    stories, story, find, open, reports   -> catalog
    search, hits, passages                -> search, which asks catalog, index and store
    place, save_place, standings, setting -> store, with anchors
    marginalia                            -> the reader's marks: store, with anchors
    revisions                             -> what the reader says about stories, into library.yaml
    refresh, reshelve                     -> upkeep: catalog, then index, under one lock
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from inglenook import anchors
from inglenook.catalog import Catalog, FileReport
from inglenook.config import Config, Folders, at_home
from inglenook.errors import ConfigError, UnknownStory
from inglenook.model import Document, Hit, Position, Progress, Story
from inglenook.store import Store
from inglenook.tokens import fold

if TYPE_CHECKING:
    from inglenook.index import Index
    from inglenook.marginalia import Marginalia
    from inglenook.query import Query
    from inglenook.results import Results, Scope, Suggestion
    from inglenook.revisions import Revisions
    from inglenook.search import Search
    from inglenook.store.reading_log import ReadingLog
    from inglenook.store.searches import KeptSearches
    from inglenook.store.standings import KeptStandings
    from inglenook.upkeep import RefreshSummary, Upkeep

SNIPPET_WIDTH = 160
"""Characters around a hit: two lines of a terminal, three of the search panel."""


def choose_folder(named: str | None, config: Config) -> Path:
    """Return the library to open: the one named, configured, at hand, or shipped.

    INGLENOOK_LIBRARY stands in for the configured one.
    """
    chosen = named or os.environ.get("INGLENOOK_LIBRARY") or config.library
    if chosen:
        return at_home(chosen)
    here = Path("library")
    return here if here.is_dir() else Path(__file__).parent / "samples"


class Library:
    """A folder of stories, or one file: its shelf, its texts, its search, the reader's places."""

    def __init__(self, folder: Path, folders: Folders) -> None:
        self.folder = folder
        self.folders = folders
        # Not Path.resolve, which raises where links lead in a circle.
        self._address = os.path.realpath(folder)
        name = blake2b(self._address.encode("utf-8", "surrogateescape"), digest_size=8)
        self._cache = folders.cache / name.hexdigest()

    @cached_property
    def catalog(self) -> Catalog:
        """The shelf."""
        return Catalog(self.folder, self._cache / "catalog.sqlite")

    @cached_property
    def index(self) -> Index:
        """The full-text index."""
        # Whoosh takes 130 ms to import, and a start, a list and a page do without it.
        from inglenook.index import open_index

        return open_index(self._cache / "index")

    @property
    def index_rebuilt(self) -> bool:
        """Whether the index was found unusable and emptied, and must be filled again."""
        return "index" in self.__dict__ and self.index.rebuilt

    @cached_property
    def store(self) -> Store:
        """What the reader owns."""
        return Store(self.folders.state / "reader.sqlite")

    @cached_property
    def revisions(self) -> Revisions:
        """What the reader says about files and stories from within the program."""
        # 1 ms, and a page is painted before anything is corrected.
        from inglenook.revisions import Revisions

        return Revisions(self.folder, self._address, self.catalog, self.store)

    @cached_property
    def marginalia(self) -> Marginalia:
        """The reader's marks."""
        # 1 ms, and a page is painted before its marks.
        from inglenook.marginalia import Marginalia

        return Marginalia(self._address, self.catalog, self.store)

    # The shelf

    def stories(self) -> tuple[Story, ...]:
        """Return the stories as last catalogued, without looking at the files."""
        return self.catalog.stories()

    def story(self, story_id: str) -> Story:
        """Return one story. Raises UnknownStory."""
        return self.catalog.story(story_id)

    def titles_known(self) -> dict[str, str]:
        """Return by id the titles of the stories, and of those that were read and are gone."""
        known = {story.id: story.title for story in self.store.known_stories()}
        return known | {story.id: story.title for story in self.stories()}

    def find(self, text: str) -> Story:
        """Return the story whose id is ``text`` or whose title alone holds it.

        Raises:
            UnknownStory: none fits, or several do; their titles are in ``candidates``.
        """
        wanted = fold(text).strip()
        stories = self.stories()
        for fits in (
            lambda story: story.id == text,
            lambda story: fold(story.title).strip() == wanted,
            lambda story: wanted and wanted in fold(story.title),
        ):
            found = [story for story in stories if fits(story)]
            if len(found) == 1:
                return found[0]
            if found:
                raise UnknownStory(text, tuple(f"{story.title} ({story.id})" for story in found))
        raise UnknownStory(text)

    def aliases(self) -> tuple[tuple[str, ...], ...]:
        """Return the groups of names that mean the same, as library.yaml has them."""
        return self.catalog.aliases()

    def reload(self) -> bool:
        """Read the catalogue again if another process has changed it, and say whether it had."""
        return self.catalog.reload()

    def reports(self) -> tuple[FileReport, ...]:
        """Return what was made of every file at the last refresh."""
        return self.catalog.reports()

    def problems(self) -> tuple[ConfigError, ...]:
        """Return the wrong entries of the folder's library.yaml."""
        return self.catalog.problems()

    # Reading

    def open(self, story: Story, *, version: int | None = None) -> Document:
        """Return a story's text; its chapters are those of ``story.chapters``, one to one.

        Args:
            story: which.
            version: index into ``story.versions``, to open that one in its place.
        """
        return self.catalog.document(story, version)

    def last_read(self) -> str | None:
        """Return the id of the story last read in this library, if it is still there."""
        last = self.store.last_read(self._address)
        try:
            return self.story(last).id if last else None
        except UnknownStory:
            return None

    def place(self, story_id: str, document: Document) -> Position:
        """Return where the reader left a story, or its beginning.

        A place whose text is gone is kept in the store; it comes back when the text does. A part
        that was taken out of a story has the place in it.
        """
        locator = self.store.place(story_id)
        if locator is not None:
            return anchors.place(document, locator) or Position()
        story = self.catalog.story(story_id, with_missing=True)
        places = map(self.store.place, self.store.related(story))
        found = (anchors.place(document, place) for place in places if place)
        return next((place for place in found if place), Position())

    def save_place(
        self,
        story_id: str,
        document: Document,
        position: Position,
        read: float = 0.0,
        since: float = 0.0,
    ) -> None:
        """Remember where the reader is, and what was on screen: since where up to where, 0 to 1.

        Whoever stands at the beginning because the text of their place is gone keeps that place.
        """
        # The files of a story that is being read may vanish.
        story = self.catalog.story(story_id, with_missing=True)
        if position == Position():
            kept = self.store.place(story_id)
            if kept is not None and anchors.place(document, kept) is None:
                self.store.opened(story, self._address)
                return
        locator = anchors.locate(document, position)
        self.store.save_place(story, locator, self._address, read, since)

    @cached_property
    def standings(self) -> KeptStandings:
        """What the reader makes of the stories: states, ratings and tags of their own."""
        return self.store.standings(self._address)

    @cached_property
    def log(self) -> ReadingLog:
        """What was read when."""
        return self.store.log(self._address)

    def setting(self, name: str) -> str | None:
        """Return what the reader last chose for ``name``, a theme or a measure."""
        return self.store.setting(name)

    def set_setting(self, name: str, value: str) -> None:
        """Remember a choice."""
        self.store.set_setting(name, value)

    def notices(self) -> tuple[str, ...]:
        """Return what the reader should be told of their own data: damage found, copies used."""
        return self.store.notices

    # Search

    def search(
        self,
        text: str,
        *,
        typing: bool = False,
        scope: Scope | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
        early: Callable[[Results], None] | None = lambda _hits: None,
    ) -> Results:
        """Find every place where ``text`` matches, and lines that are like it.

        Args:
            text: what the reader typed; any text is a query.
            typing: the last word may still be growing.
            scope: where to look; everywhere by default.
            is_cancelled: asked now and then; a cancelled search returns what it has.
            early: told what matches before lines are looked for, which takes longer; not called
                where nothing matches or none are looked for. None if no lines are wanted.
        """
        # 3 ms, and a page is read without a search.
        from inglenook.results import Scope

        return self._searching.find(text, scope or Scope(), is_cancelled, early, typing=typing)

    def prepare_search(self) -> None:
        """Open the index: 130 ms over 50 MB, which the first search need not wait for then."""
        self.index.keys()

    def hits(
        self,
        query: Query,
        story_id: str,
        chapter: int,
        score: float = 0.0,
        width: int = SNIPPET_WIDTH,
    ) -> tuple[Hit, ...]:
        """Return every hit in one chapter, with exact offsets and its context.

        Args:
            query: as in ``Results.query``.
            story_id: whose chapter.
            chapter: index into ``Story.chapters``.
            score: as in ``ChapterHits.score``; handed on.
            width: characters of context, the hit included.

        Returns:
            None of them where the story has been shelved anew and has fewer chapters.
        """
        return self._searching.hits(query, story_id, chapter, score, width)

    def passages(self, results: Results, width: int = SNIPPET_WIDTH) -> Iterator[Hit]:
        """Yield the passages likest to the line that was typed, best first; see ``MatchKind``."""
        return self._searching.passages(results, width)

    def suggestions(self, query: Query) -> tuple[Suggestion, ...]:
        """Return other spellings of the words of a query that the library does not have."""
        return self._searching.suggestions(query)

    @cached_property
    def searches(self) -> KeptSearches:
        """What was asked lately, and what is saved under a name."""
        return self.store.searches(self._address)

    @cached_property
    def _searching(self) -> Search:
        from inglenook.search import Search  # see search

        return Search(
            self.catalog,
            lambda: self.index,
            self.standings.all,
            lambda: self.marginalia,
            lambda: self.log,
        )

    # Bringing it up to date

    def refresh(
        self,
        progress: Callable[[Progress], None] = lambda _progress: None,
        *,
        index: bool = True,
        rebuild: bool = False,
        wait: bool = True,
    ) -> RefreshSummary | None:
        """Shelve what is new in the folder, then index it; what did not change is not read.

        Args:
            progress: told how far it has come.
            index: whether to bring the index up to date too.
            rebuild: forget the catalogue and the index first.
            wait: whether to wait for another process that is at it.

        Returns:
            What was done; None where another process is at it and ``wait`` is false.

        Raises:
            LibraryError: the folder is missing or cannot be read.
        """
        return self._upkeep.refresh(progress, index=index, rebuild=rebuild, wait=wait)

    def reshelve(self, patience: float = 0) -> bool:
        """Shelve anew after library.yaml was written, and say whether that could be done now.

        No file is read that has not changed, and nothing is indexed. While another process
        brings the library up to date nothing is done: a refresh will.

        Args:
            patience: seconds to wait for that process to end.
        """
        return self._upkeep.reshelve(patience)

    @cached_property
    def _upkeep(self) -> Upkeep:
        # 1 ms, and the app has another process do it.
        from inglenook.upkeep import Upkeep

        lock_file = self._cache / "refresh.lock"
        return Upkeep(self.catalog, lambda: self.index, self.store, lambda: self.log, lock_file)
