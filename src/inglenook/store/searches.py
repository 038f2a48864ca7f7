"""Searches the reader keeps: those asked lately, and those saved under a name.

They are kept by library, in the store's file; see :mod:`inglenook.store` for its tables. What is
typed may have been pasted from anywhere: names and queries are kept clean.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from inglenook.clean import clean_line
from inglenook.store.database import stamp
from inglenook.store.durable import DurableFile

MOST_ASKED = 200
"""Queries of one library that are remembered; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A query under a name: a shelf that fills itself."""

    name: str
    query: str
    used: str
    """When it was last saved or used, ``2026-01-31T12:00:00Z``."""


class KeptSearches:
    """The searches of one library. Every method raises StoreError as the store's do."""

    def __init__(self, file: DurableFile, library: str) -> None:
        """Take the store's file, and the library's folder as the store names it."""
        self._file, self._library = file, library

    def ask(self, query: str) -> None:
        """Remember that a query was asked; asked again, it comes to the top."""
        query = clean_line(query)
        if not query:
            return

        def save(db: sqlite3.Connection) -> None:
            # Replacing gives the row the next turn, which unlike a clock never goes backwards.
            db.execute(
                "INSERT OR REPLACE INTO asked (library, query, at) VALUES (?, ?, ?)",
                (self._library, query, stamp()),
            )
            db.execute(
                "DELETE FROM asked WHERE library = ?1 AND turn NOT IN"
                " (SELECT turn FROM asked WHERE library = ?1 ORDER BY turn DESC LIMIT ?2)",
                (self._library, MOST_ASKED),
            )

        self._file.write(save)

    def asked(self, beginning: str = "") -> tuple[str, ...]:
        """Return the queries asked that begin so, whatever their case, the latest first."""
        rows = self._file.read(
            "SELECT query FROM asked WHERE library = ? ORDER BY turn DESC", self._library
        )
        wanted = beginning.casefold()
        return tuple(query for (query,) in rows if query.casefold().startswith(wanted))

    def save(self, name: str, query: str) -> None:
        """Save a query under a name, in place of what was saved under it."""
        values = (self._library, clean_line(name), clean_line(query), stamp())
        self._file.write(
            lambda db: db.execute(
                "INSERT OR REPLACE INTO saved_searches VALUES (?, ?, ?, ?)", values
            )
        )

    def use(self, name: str) -> None:
        """Remember that a saved query was used."""
        values = (stamp(), self._library, name)
        self._file.write(
            lambda db: db.execute(
                "UPDATE saved_searches SET used = ? WHERE library = ? AND name = ?", values
            )
        )

    def drop(self, name: str) -> None:
        """Forget a saved query."""
        values = (self._library, name)
        self._file.write(
            lambda db: db.execute(
                "DELETE FROM saved_searches WHERE library = ? AND name = ?", values
            )
        )

    def saved(self) -> tuple[SavedSearch, ...]:
        """Return the saved queries by name."""
        rows = self._file.read(
            "SELECT name, query, used FROM saved_searches WHERE library = ? ORDER BY name",
            self._library,
        )
        return tuple(SavedSearch(*row) for row in rows)
