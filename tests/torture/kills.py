"""Kill -9: of the real program while it is read, and of whoever brings an old store up to date."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from string import ascii_lowercase
from threading import Timer

from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.store import Store
from inglenook.store.annotations import MarkKind
from reader_store import library_in, made_shim
from registry import attack
from sessions import Session, side_by_side

KNOWN_SECONDS = 5.0
"""The promise: so much of reading may be lost."""
OLD_STORES = Path(__file__).parents[1] / "fixtures" / "stores"
"""A store of every version there was, as SQL, with rows in every table."""

_AT_ONCE = 3
_PARAGRAPH = re.compile(r"Paragraph (\d+) tells")


class _Reader:
    """Somebody who turns pages, names places and writes notes, until they are killed."""

    def __init__(self, rng: Random, session: Session, name: str) -> None:
        self.letters: list[str] = []
        """Names of places that the screen said are kept."""
        self.notes: list[str] = []
        """Notes likewise."""
        self.tops: list[tuple[float, int]] = []
        """When which paragraph was the first to begin on the screen."""
        self._rng, self._session, self._name = rng, session, name

    def read(self, marks: bool) -> None:
        """Read on, with or without marking, until the program has ended."""
        self._session.wait_for(lambda: _PARAGRAPH.search(self._session.text), "story")
        number = 0
        while self._session.process.poll() is None:
            number += 1
            self._look()
            what = self._rng.choice(("page", "letter", "note")) if marks else "page"
            if what == "letter":
                letter = self._rng.choice(ascii_lowercase)
                self._session.send("M")
                self._session.settle_for(0.03)
                self._session.send(letter)
                self._session.wait_for_text(f"This place is {letter}.")
                self.letters.append(letter)
            elif what == "note" and not any("Note kept" in line for line in self._shown):
                said = f"{self._name} {number}"
                self._session.send("vla")
                self._session.settle_for(0.05)
                self._session.send(said)
                self._session.send("\r")
                self._session.wait_for_text("Note kept")
                self.notes.append(said)
            else:
                self._session.send(self._rng.choice("  jg"))
                self._session.settle_for(0.03)

    @property
    def _shown(self) -> list[str]:
        return self._session.screen.display

    def _look(self) -> None:
        if found := _PARAGRAPH.search(self._session.text):
            self.tops.append((time.monotonic(), int(found[1])))


def _killed(seed: str, folder: Path, name: str) -> list[str]:
    """Read in the program, kill it at some moment, and return what is lost."""
    rng = Random(seed)
    library = library_in(folder)
    session = Session(library.folder, folder)
    reader = _Reader(rng, session, name)
    long = rng.random() < 0.15
    timer = Timer(rng.uniform(4, 9) if long else rng.uniform(0.2, 2.5), session.process.kill)
    timer.start()
    try:
        reader.read(marks=not long)
    except BaseException as error:
        if session.process.poll() != -signal.SIGKILL:
            return [f"it ended before it was killed: {str(error)[:300]}"]
    finally:
        timer.join()
        session.process.wait()
        at = time.monotonic()
        session.settle_for(0.05)  # what it painted before the kill, and nobody has read yet
        reader._look()
        session.close()
    try:
        return list(_lost(reader, library, at))
    except InglenookError as error:
        return [f"the store cannot be read: {error}"]


def _lost(reader: _Reader, library: Library, at: float) -> Iterator[str]:
    marks = library.marginalia.all()
    letters = {one.detail for one in marks if one.kind is MarkKind.LETTER}
    notes = {one.note for one in marks}
    yield from (f"the place {one} is lost" for one in reader.letters if one not in letters)
    yield from (f"the note {one!r} is lost" for one in reader.notes if one not in notes)
    if not reader.tops:
        return
    (story,) = library.stories()
    document = library.open(story)
    place = library.place(story.id, document)
    found = _PARAGRAPH.search(document.chapters[place.chapter].blocks[place.block].text)
    kept = int(found[1]) if found else 0
    before = [top for when, top in reader.tops if when < at - KNOWN_SECONDS][-1:]
    since = [top for when, top in reader.tops if when >= at - KNOWN_SECONDS]
    # The first that begins on the screen may stand below the end of the one the place is in.
    if not any(kept in (top - 1, top) for top in (*before, *since)):
        yield f"the place is {kept}; lately it was {[*before, *since][-8:]}"


@attack(
    "a kill of the program loses no mark it told of, and five seconds of reading",
    quick=2,
    long=1000,
)
def kills_of_the_program(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Read in a terminal, mark, note, and be killed at random moments; again and again in one store."""
    tasks = [(f"try {number}", str(rng.random())) for number in range(tries)]
    lanes = [
        (folder / f"lane{lane}", tasks[lane::_AT_ONCE]) for lane in range(min(_AT_ONCE, tries))
    ]
    yield from side_by_side(_one_after_another, lanes, _AT_ONCE)


def _one_after_another(lane: tuple[Path, list[tuple[str, str]]]) -> list[str]:
    folder, tasks = lane
    return [f"{name}: {said}" for name, seed in tasks for said in _killed(seed, folder, name)]


def rows(file: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Return what is in some columns of every table."""
    with closing(sqlite3.connect(file)) as db:
        return {
            table: sorted(db.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall())
            for table, names in columns.items()
        }


def old_store(file: Path, script: Path) -> dict[str, list[str]]:
    """Write a store as an earlier version had it; return the columns of its tables."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(script.read_text(encoding="utf-8"))
        tables = [
            row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {
            table: [row[1] for row in db.execute(f"PRAGMA table_info({table})")] for table in tables
        }


_OPENING = """
import sys
from pathlib import Path
from inglenook.store import Store
store = Store(Path(sys.argv[1]))
store.known_stories()
store.set_setting("opened", "yes")
"""


@attack("a kill in the middle of a migration leaves the old store or the new", quick=10, long=300)
def kills_while_migrating(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Kill whoever opens a store of an earlier version before its n-th write, sync or rename."""
    failing = made_shim(folder)
    if failing is None:
        return
    scripts = sorted(OLD_STORES.glob("version-*.sql"))[:-1]
    for number in range(tries):
        script, at = scripts[number % len(scripts)], number // len(scripts) % 40 + 1
        if tries < 40 * len(scripts):
            at = rng.randint(1, 40)
        state = folder / "state"
        shutil.rmtree(state, ignore_errors=True)
        file = state / "reader.sqlite"
        columns = old_store(file, script)
        before = rows(file, columns)
        subprocess.run(
            [sys.executable, "-c", _OPENING, str(file)],
            env=os.environ
            | {
                "LD_PRELOAD": str(failing),
                "FAIL_UNDER": str(state),
                "FAIL_AT": str(at),
                "FAIL_KILL": "1",
            },
            capture_output=True,
            check=False,
        )
        try:
            store = Store(file)
            store.known_stories()
            after = rows(file, columns)
            after["settings"] = [row for row in after["settings"] if row[0] != "opened"]
            if after != before:
                yield f"try {number}, {script.stem}, call {at}: something is lost"
            if store.notices:
                yield f"try {number}, {script.stem}, call {at}: {store.notices}"
        except (InglenookError, sqlite3.Error) as error:
            yield f"try {number}, {script.stem}, call {at}: {error}"
