"""What the reader owns: places, the story last read, settings. One SQLite file.

::

    Store              the one class others use; it hands out
      annotations      marks
      standings        states, ratings, tags        (standing, outside: what they mean)
      reading_log      what was read when           (sitting: how long that took)
      searches         queries asked and saved
      revision_log     corrections that can be undone
    durable            the file: read, written, copied each day, mended
      database         one connection to it         (migrations: its tables)
      backups          the copies of a day
      daybook          everything in it as YAML, and back  (daybook_tables, torn)

Unlike the catalogue and the index it cannot be made again. Nothing is deleted because a story is
not there any more; a drive may be unmounted today.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inglenook.model import KnownStory, Locator, Position, Story
from inglenook.store.database import stamp, storable
from inglenook.store.durable import DurableFile
from inglenook.store.migrations import MIGRATIONS

if TYPE_CHECKING:
    from inglenook.store.annotations import Annotation, Annotations
    from inglenook.store.daybook import Daybook
    from inglenook.store.reading_log import ReadingLog
    from inglenook.store.revision_log import RevisionLog
    from inglenook.store.searches import KeptSearches
    from inglenook.store.standings import KeptStandings


class Store:
    """The reader's own data. Nothing is opened, nor a file made, before it is needed.

    Every method raises StoreError where the file cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self._file = DurableFile(file, MIGRATIONS, _told, _read_back)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should be told: damage that was found, a backup that failed."""
        return self._file.notices

    def finish(self) -> None:
        """Wait for the day's copy and what is written down beside it, if they are being made."""
        self._file.finish()

    # Places

    def save_place(
        self,
        story: Story,
        locator: Locator,
        library: str,
        read: float = 0.0,
        since: float = 0.0,
    ) -> None:
        """Remember where the reader is in a story, and that it is the one being read.

        Args:
            story: where; what it is known again by is remembered with it.
            locator: the place.
            library: the folder it was opened from, as an absolute path.
            read: up to where it has been on screen, 0 to 1. The place is the top of the
                screen, so that the last page alone would never make a story finished.
            since: from where on, without a gap; what a jump skipped was not read.
        """
        # 2 ms, and a page is painted before its place is saved.
        from inglenook.standing import FINISHED_FROM
        from inglenook.store.standings import counted, follow

        position = locator.position

        def save(db: sqlite3.Connection) -> None:
            _remember(db, story)
            _turn_to(db, library, story.id)
            furthest = counted(db, story, since, max(locator.progression, read))
            follow(db, story, position.chapter, whole=min(furthest, read) >= FINISHED_FROM)
            db.execute(
                "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (story) DO UPDATE SET chapter = excluded.chapter,"
                " block = excluded.block, character = excluded.character,"
                " progression = excluded.progression, quote = excluded.quote,"
                " before = excluded.before, after = excluded.after,"
                " furthest = max(furthest, excluded.furthest),"
                " words = excluded.words, saved_at = excluded.saved_at",
                (
                    story.id,
                    *position,
                    locator.progression,
                    storable(locator.quote),
                    storable(locator.before),
                    storable(locator.after),
                    furthest,
                    story.words,
                    stamp(),
                ),
            )

        self._file.write(save)

    def opened(self, story: Story, library: str) -> None:
        """Remember that a story was opened, though no place in it is saved yet."""

        def save(db: sqlite3.Connection) -> None:
            _remember(db, story)
            _turn_to(db, library, story.id)

        self._file.write(save)

    def place(self, story_id: str) -> Locator | None:
        """Return the saved place of a story, None where it was never read."""
        rows = self._file.read(
            "SELECT chapter, block, character, progression, quote, before, after"
            " FROM places WHERE story = ?",
            story_id,
        )
        for chapter, block, offset, progression, quote, before, after in rows:
            return Locator(Position(chapter, block, offset), progression, quote, before, after)
        return None

    def progress(self) -> dict[str, float]:
        """Return the furthest each story was read, 0 to 1; one never read is absent."""
        return dict(self._file.read("SELECT story, furthest FROM places"))

    def last_read(self, library: str) -> str | None:
        """Return the id of the story last read or opened in a library."""
        rows = self._file.read(
            "SELECT story FROM opened WHERE library = ? ORDER BY turn DESC LIMIT 1",
            storable(library),
        )
        return rows[0][0] if rows else None

    def known_stories(self) -> tuple[KnownStory, ...]:
        """Return every story the reader has opened, wherever it is now, the latest first."""
        rows = self._file.read(
            "SELECT id, title, authors, digests, paths FROM stories ORDER BY updated DESC, id"
        )
        return tuple(
            KnownStory(row[0], row[1], _unpack(row[2]), _unpack(row[3]), _unpack(row[4]))
            for row in rows
        )

    def related(self, story: Story) -> tuple[str, ...]:
        """Return the ids of other stories that were opened when they had files of this one.

        They have become part of it, or were one with it before somebody took them apart.
        """
        own = frozenset(story.digests)
        known = self.known_stories()
        return tuple(k.id for k in known if k.id != story.id and own.intersection(k.digests))

    def know_again(self, stories: Iterable[Story]) -> None:
        """Take note of what opened stories have become, where nothing is left of what they were.

        Args:
            stories: as they are shelved now; those never opened are passed over.
        """
        known = {old.id: frozenset(old.digests) for old in self.known_stories()}
        opened = [story for story in stories if story.id in known]
        changed = [story for story in opened if known[story.id].isdisjoint(story.digests)]
        sql = "UPDATE stories SET title = ?, authors = ?, digests = ?, paths = ? WHERE id = ?"

        def save(db: sqlite3.Connection) -> None:
            for one in changed:
                said = _pack(one.authors), _pack(one.digests), _pack(one.sources)
                db.execute(sql, (storable(one.title), *said, one.id))

        if changed:
            self._file.write(save)

    # Marks

    @property
    def annotations(self) -> Annotations:
        """The marks the reader made."""
        from inglenook.store.annotations import Annotations  # see inglenook.store.migrations

        return Annotations(self._file)

    def annotate(
        self, stories: Iterable[Story | KnownStory], annotations: Iterable[Annotation]
    ) -> None:
        """Save marks, and what their stories are known again by."""
        from inglenook.store.annotations import insert

        def save(db: sqlite3.Connection) -> None:
            for story in stories:
                _remember(db, story)
            insert(db, annotations)

        self._file.write(save)

    def settle(self, story: Story, entries: Mapping[str, str]) -> None:
        """Note that marks are in a story now, and in which of its chapters, by id and key."""
        from inglenook.store.annotations import settle

        def save(db: sqlite3.Connection) -> None:
            _remember(db, story)
            settle(db, story.id, entries)

        self._file.write(save)

    # Settings

    def setting(self, name: str) -> str | None:
        """Return the value last saved under a name."""
        rows = self._file.read("SELECT value FROM settings WHERE name = ?", storable(name))
        return rows[0][0] if rows else None

    def set_setting(self, name: str, value: str) -> None:
        """Save a value under a name."""

        def save(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO settings VALUES (?, ?)", (storable(name), storable(value))
            )

        self._file.write(save)

    # What is kept of each library

    def searches(self, library: str) -> KeptSearches:
        """Return the searches kept for a library, the folder as an absolute path."""
        from inglenook.store.searches import KeptSearches

        return KeptSearches(self._file, storable(library))

    def standings(self, library: str) -> KeptStandings:
        """Return what is kept of the stories of a library, the folder as an absolute path."""
        from inglenook.store.standings import KeptStandings

        return KeptStandings(self._file, storable(library), _remember)

    def revisions(self, library: str) -> RevisionLog:
        """Return the edits made of the library.yaml of a library, the folder likewise."""
        from inglenook.store.revision_log import RevisionLog

        return RevisionLog(self._file, storable(library))

    def log(self, library: str) -> ReadingLog:
        """Return what was read when in a library, the folder as an absolute path."""
        from inglenook.store.reading_log import ReadingLog

        return ReadingLog(self._file, storable(library))


def _told(db: sqlite3.Connection) -> str:
    # 6 ms, and once a day.
    from inglenook.store.daybook import told

    return told(db)


def _read_back(text: str) -> Daybook | None:
    from inglenook.store.daybook import Daybook  # and this only where all copies are lost

    book = Daybook(text)
    return None if book.is_empty and not book.is_whole else book


def _remember(db: sqlite3.Connection, story: Story | KnownStory) -> None:
    paths = story.paths if isinstance(story, KnownStory) else story.sources
    values = (
        storable(story.title),
        _pack(story.authors),
        _pack(story.digests),
        _pack(paths),
        stamp(),
        story.id,
    )
    db.execute("INSERT OR IGNORE INTO stories VALUES (?6, ?1, ?2, ?3, ?4, ?5)", values)
    if isinstance(story, KnownStory):
        return  # of another place: what is known here is newer
    db.execute(
        "UPDATE stories SET title = ?1, authors = ?2, digests = ?3, paths = ?4, updated = ?5"
        " WHERE id = ?6",
        values,
    )


def _turn_to(db: sqlite3.Connection, library: str, story_id: str) -> None:
    # Replacing gives the row the next turn, which unlike a clock never goes backwards.
    db.execute(
        "INSERT OR REPLACE INTO opened (library, story, at) VALUES (?, ?, ?)",
        (storable(library), story_id, stamp()),
    )


def _pack(values: Sequence[str]) -> str:
    # 3 ms, and a start only reads places and settings.
    import json

    return json.dumps(list(values))


def _unpack(text: str) -> tuple[str, ...]:
    import json  # see _pack

    return tuple(json.loads(text))
