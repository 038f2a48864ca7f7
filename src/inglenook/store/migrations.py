"""The tables of the store's file, step by step.

Text alone: a start opens the file without the parts that write most of its tables, 4 ms.

Tables::

    stories    id, title, authors, digests, paths, updated    what a story is known again by
    places     story, the Locator's fields, furthest, words, saved_at
    opened     library, story, at                             in the order of opening
    settings   name, value
    asked      turn, library, query, at                       see inglenook.store.searches
    annotations    the reader's marks                         see inglenook.store.annotations
    saved_searches    library, name, query, used
    revisions  turn, library, said, before, after, undone     see inglenook.store.revision_log
    standings  story, chosen, stars, chapters                 see inglenook.store.standings
    tags       story, tag                                     the reader's own
    arrivals   library, story, at                             when a story came to the shelf
    readings   library, story, day, words, seconds            see inglenook.store.reading_log
    seen       library, chapter, first, last, at              passages that were on screen
"""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE stories (
        id TEXT PRIMARY KEY, title TEXT NOT NULL, authors TEXT NOT NULL, digests TEXT NOT NULL,
        paths TEXT NOT NULL, updated TEXT NOT NULL);
    CREATE TABLE places (
        story TEXT PRIMARY KEY REFERENCES stories (id),
        chapter INTEGER NOT NULL, block INTEGER NOT NULL, character INTEGER NOT NULL,
        progression REAL NOT NULL, quote TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
        furthest REAL NOT NULL, words INTEGER NOT NULL, saved_at TEXT NOT NULL);
    CREATE TABLE opened (
        turn INTEGER PRIMARY KEY, library TEXT NOT NULL,
        story TEXT NOT NULL REFERENCES stories (id), at TEXT NOT NULL, UNIQUE (library, story));
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
    """
    CREATE TABLE revisions (
        turn INTEGER PRIMARY KEY, library TEXT NOT NULL, said TEXT NOT NULL,
        before BLOB, after BLOB, undone INTEGER NOT NULL, at TEXT NOT NULL)
    """,
    """
    CREATE TABLE asked (
        turn INTEGER PRIMARY KEY, library TEXT NOT NULL, query TEXT NOT NULL,
        at TEXT NOT NULL, UNIQUE (library, query));
    CREATE TABLE saved_searches (
        library TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, used TEXT NOT NULL,
        PRIMARY KEY (library, name))
    """,
    """
    CREATE TABLE annotations (
        id TEXT PRIMARY KEY, story TEXT NOT NULL REFERENCES stories (id), library TEXT NOT NULL,
        kind TEXT NOT NULL, detail TEXT NOT NULL, note TEXT NOT NULL,
        text TEXT NOT NULL, heading TEXT NOT NULL,
        chapter INTEGER NOT NULL, block INTEGER NOT NULL, character INTEGER NOT NULL,
        progression REAL NOT NULL, quote TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
        last_chapter INTEGER, last_block INTEGER, last_character INTEGER,
        last_progression REAL, last_quote TEXT, last_before TEXT, last_after TEXT,
        created TEXT NOT NULL, changed TEXT NOT NULL);
    CREATE INDEX annotations_of_a_story ON annotations (story)
    """,
    """
    CREATE TABLE standings (
        story TEXT PRIMARY KEY REFERENCES stories (id), chosen TEXT NOT NULL DEFAULT '',
        stars INTEGER NOT NULL DEFAULT 0, chapters INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE tags (
        story TEXT NOT NULL REFERENCES stories (id), tag TEXT NOT NULL, PRIMARY KEY (story, tag));
    CREATE TABLE arrivals (
        library TEXT NOT NULL, story TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (library, story));
    """,
    """
    CREATE TABLE readings (
        turn INTEGER PRIMARY KEY, library TEXT NOT NULL, story TEXT NOT NULL,
        language TEXT NOT NULL, day TEXT NOT NULL, words INTEGER NOT NULL, seconds REAL NOT NULL,
        UNIQUE (day, story, library));
    CREATE TABLE seen (
        turn INTEGER PRIMARY KEY, library TEXT NOT NULL, chapter TEXT NOT NULL,
        first INTEGER NOT NULL, last INTEGER NOT NULL, at TEXT NOT NULL);
    CREATE INDEX seen_by_chapter ON seen (library, chapter);
    """,
    """
    ALTER TABLE annotations ADD COLUMN entry TEXT NOT NULL DEFAULT '';
    CREATE INDEX annotations_of_an_entry ON annotations (entry);
    """,
)
"""What turns a file of version n into one of version n + 1; ``user_version`` counts them."""
