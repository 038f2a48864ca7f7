"""Other ways to search the same chapters, for ``searching.py`` to be measured beside.

* Whoosh 2.7.4 as its documentation sets it up, stemmed, without a stop list;
* SQLite's FTS5 without content, fed the stems that our index holds;
* ripgrep over the files. It finds neither word forms nor order of merit; a phrase is a pattern
  that lets punctuation and line ends stand between the words.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from inglenook.model import Block
from inglenook.tokens import fold_word, stem, surfaces

Chapters = Iterable[tuple[str, Sequence[Block]]]

CHAPTERS_A_COMMIT = 500
SHOWN = 50


class Rival(Protocol):
    """An engine that was filled from the same chapters."""

    def add(self, chapters: Chapters) -> None:
        """Index chapters."""

    def search(self, words: Sequence[str], kind: str) -> int:
        """Look for words and return how many chapters, or lines, were found.

        Args:
            words: folded.
            kind: ``phrase`` or ``prefix``, or anything else for all of the words.
        """


class Stock:
    """Whoosh 2.7.4, ranked, the best fifty fetched."""

    def __init__(self, folder: Path) -> None:
        from whoosh import analysis, fields, index

        folder.mkdir(exist_ok=True)
        self._analyser = analysis.StemmingAnalyzer(stoplist=None)
        schema = fields.Schema(key=fields.ID(stored=True), body=fields.TEXT(self._analyser))
        known = index.exists_in(str(folder))
        self._index = index.open_dir(str(folder)) if known else index.create_in(str(folder), schema)
        self._searcher: Any = None

    def add(self, chapters: Chapters) -> None:
        """Index chapters in commits of five hundred."""
        rest = iter(chapters)
        while batch := list(islice(rest, CHAPTERS_A_COMMIT)):
            writer = self._index.writer()
            for key, blocks in batch:
                writer.add_document(key=key, body="\n".join(block.text for block in blocks))
            writer.commit(merge=False)

    def search(self, words: Sequence[str], kind: str) -> int:
        """Return how many chapters match."""
        from whoosh import query

        self._searcher = self._searcher or self._index.searcher()
        stems = [token.text for token in self._analyser(" ".join(words))]
        asked: Any = query.And([query.Term("body", stem) for stem in stems])
        if kind == "phrase":
            asked = query.Phrase("body", stems)
        elif kind == "prefix":
            asked = query.Prefix("body", words[0])
        return len(self._searcher.search(asked, limit=SHOWN))


class Fts5:
    """SQLite's full-text search, ranked, the best fifty fetched."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / "fts5.db")
        self._database.execute(
            "create virtual table if not exists chapters using fts5(body, content='')"
        )

    def add(self, chapters: Chapters) -> None:
        """Index the stems of chapters."""
        with self._database:
            self._database.executemany(
                "insert into chapters(rowid, body) values (?, ?)",
                ((int(key.partition(":")[0]) + 1, self._stems(blocks)) for key, blocks in chapters),
            )

    def search(self, words: Sequence[str], kind: str) -> int:
        """Return how many chapters match."""
        stems = [f'"{stem(word)}"' for word in words]
        asked = " ".join(stems)
        if kind == "phrase":
            asked = " + ".join(stems)
        elif kind == "prefix":
            asked = f'"{words[0]}"*'
        count = "select count(*) from chapters where chapters match ?"
        best = "select rowid from chapters where chapters match ? order by rank limit ?"
        self._database.execute(best, (asked, SHOWN)).fetchall()
        return int(self._database.execute(count, (asked,)).fetchone()[0])

    def _stems(self, blocks: Sequence[Block]) -> str:
        return " ".join(stem(fold_word(word)) for block in blocks for word in surfaces(block.text))


class Ripgrep:
    """ripgrep with one thread; counts lines, and for phrases matches."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def installed() -> bool:
        """Tell whether it is there to be measured."""
        return shutil.which("rg") is not None

    def add(self, chapters: Chapters) -> None:
        """Do nothing: it reads the files themselves."""

    def search(self, words: Sequence[str], kind: str) -> int:
        """Return how many lines or phrases match."""
        pattern = r"\W+".join(words) if kind == "phrase" else words[0]
        pattern = rf"\b{pattern}" if kind == "prefix" else rf"\b{pattern}\b"
        flags = ["-U", "--count-matches"] if kind == "phrase" else ["--count"]
        command = ["rg", "-j1", "-i", "--no-filename", *flags, pattern, str(self._folder)]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        return sum(map(int, found.stdout.split()))


def read_chapters(folder: Path) -> Iterator[tuple[str, list[Block]]]:
    """Yield the chapters that :func:`searching.write_texts` wrote, a paragraph a line."""
    from inglenook.model import Kind

    for path in sorted(folder.glob("*.txt")):
        lines = path.read_text("utf-8").split("\n")
        yield f"{path.stem}:0", [Block(Kind.PARAGRAPH, line) for line in lines if line]
