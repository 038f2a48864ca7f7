"""What a reader was told is saved is saved: through kills, full disks, damage and company."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from index_as_cache import hurt
from inglenook.config import Folders, read_config
from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.model import Position, Span
from registry import attack

STORY = "The Weir\n\nby Ada Marsh\n\n" + "\n\n".join(
    f"Paragraph {number} tells of lock number {number * 7}, and of the rain on it."
    for number in range(200)
)


def library_in(folder: Path) -> Library:
    """Return a library of one story, shelved, with a state folder of its own."""
    stories = folder / "stories"
    stories.mkdir(parents=True, exist_ok=True)
    (stories / "weir.txt").write_text(STORY, encoding="utf-8")
    own = Folders(folder / "config.yaml", folder / "cache", folder / "state")
    library = Library(stories, own)
    library.refresh(index=False)
    return library


def _work(library: Library, told: Callable[[str], None], seed: str) -> None:
    """Mark, note and read without an end, telling what has been saved."""
    rng = Random(seed)
    (story,) = library.stories()
    document = library.open(story)
    while True:
        block = rng.randrange(len(document.chapters[0].blocks))
        if rng.random() < 0.3:
            library.save_place(story.id, document, Position(0, block), block / 200)
            told(f"place {block}")
        else:
            mark = library.marginalia.mark(story, document, Position(0, block))
            told(f"mark {mark.id}")


def _in_a_child(work: Callable[[Callable[[str], None]], None]) -> tuple[int, int]:
    """Fork; return the child's number, and where it writes what it is told has been saved."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child:
        os.close(theirs)
        return child, ours
    status = 1
    try:
        os.close(ours)
        work(lambda said: os.write(theirs, f"{said}\n".encode()) and None)
        status = 0
    except InglenookError:
        status = 3
    except BaseException as error:
        os.write(theirs, f"error {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(status)


def _rest(pipe: int) -> list[str]:
    said = b""
    while data := os.read(pipe, 65536):
        said += data
    os.close(pipe)
    return said.decode(errors="replace").splitlines()


def _lost(library: Library, said: list[str]) -> Iterator[str]:
    kept = {one.id for one in library.marginalia.all()}
    for line in said:
        what, _, value = line.partition(" ")
        if what == "error":
            yield value
        elif what == "mark" and value not in kept:
            yield f"the mark {value} is lost"


@attack("a kill loses no mark that was acknowledged", quick=15, long=1000)
def kills_while_marking(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Kill -9 whoever marks and reads, at random moments."""
    library = library_in(folder)
    everything: list[str] = []
    for number in range(tries):
        seed = str(rng.random())
        child, pipe = _in_a_child(lambda told, seed=seed: _work(library, told, seed))
        time.sleep(rng.random() * 0.06)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        said = _rest(pipe)
        everything += said
        try:
            for loss in _lost(library, said):
                yield f"try {number}: {loss}"
            places = [line for line in said if line.startswith("place ")]
            if places:
                (story,) = library.stories()
                at = library.place(story.id, library.open(story)).block
                # The one after the last that was told may have been written as well.
                after = [line for line in said[said.index(places[-1]) :] if "place" in line]
                if f"place {at}" not in places[-1:] and len(after) > 1:
                    yield f"try {number}: the place is {at}, told was {places[-1]}"
        except InglenookError as error:
            yield f"try {number}: {error}"
    for loss in _lost(library, everything):
        yield f"at the end: {loss}"


@attack("a full disk leaves the old state or the new, and says so", quick=15, long=300)
def a_disk_that_fills(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Let no file grow beyond a random size; every write beyond it fails."""
    library = library_in(folder)
    for number in range(tries):
        file = library.folders.state / "reader.sqlite"
        size = file.stat().st_size if file.exists() else 0
        limit = rng.randrange(size + 20_000)
        seed = str(rng.random())

        def work(told: Callable[[str], None], limit: int = limit, seed: str = seed) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            _work(library, told, seed)

        child, pipe = _in_a_child(work)
        end = time.monotonic() + 0.2
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                break
            time.sleep(0.005)
        try:
            for loss in _lost(library, _rest(pipe)):
                yield f"try {number}, {limit} bytes: {loss}"
        except InglenookError as error:
            yield f"try {number}, {limit} bytes: {error}"
        if file.exists() and file.stat().st_size > 2_000_000:
            shutil.rmtree(library.folders.state)


@attack("a damaged store is restored from its newest sound copy", quick=15, long=500)
def a_damaged_store(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Damage the reader's file, and look for the marks of yesterday."""
    library = library_in(folder)
    (story,) = library.stories()
    document = library.open(story)
    marks = [library.marginalia.mark(story, document, Position(0, block)).id for block in range(20)]
    state = library.folders.state
    # A copy is made behind the first write of a day: make it that day again.
    library.store.finish()
    for copy in (state / "backups").glob("*"):
        copy.unlink()
    library.marginalia.mark(story, document, Position(0, 30))
    library.store.finish()
    copies = sorted(path.name for path in (state / "backups").glob("*.sqlite"))
    if not copies:
        yield "no copy was made"
        return
    good = folder / "good"
    shutil.copytree(state, good)
    for number in range(tries):
        shutil.rmtree(state)
        shutil.copytree(good, state)
        kept = folder / "kept"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.move(state / "backups", kept)
        damage = hurt(state, rng)
        shutil.move(kept, state / "backups")
        other = Library(library.folder, library.folders)
        try:
            found = {one.id for one in other.marginalia.all()}
            other.marginalia.mark(story, document, Position(0, 40))
            left = found | {one.id for one in other.marginalia.all()}
            if missing := [mark for mark in marks if mark not in left]:
                yield f"try {number}, {damage}: {len(missing)} marks are lost"
            other.store.finish()
        except InglenookError as error:
            yield f"try {number}, {damage}: {error}"
        except Exception as error:
            yield f"try {number}, {damage}: {type(error).__name__}: {error}"


@attack("without a sound copy the store is made again of what is written down", quick=12, long=500)
def a_store_without_a_copy(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Take the reader's file and every copy of it, and of the newest day's YAML perhaps the end."""
    library = library_in(folder)
    (story,) = library.stories()
    document = library.open(story)
    state = library.folders.state
    backups = state / "backups"

    def end_the_day(date: str) -> None:
        # A day's copy is made behind its first write: of all that was told to be saved by then.
        library.store.finish()
        for copy in backups.glob(f"reader-{time.strftime('%Y-%m-%d')}.*"):
            copy.unlink()
        library.save_place(story.id, document, Position(0, 60), 0.3)
        library.store.finish()
        for copy in backups.glob(f"reader-{time.strftime('%Y-%m-%d')}.*"):
            copy.rename(backups / f"reader-{date}{copy.suffix}")

    marks = []
    for date in ("2020-01-01", "2020-01-02"):
        for _ in range(20):
            block = len(marks) * 4
            last = Position(0, block, 12)
            note = f"note {rng.randbytes(4).hex()}"
            made = library.marginalia.note(
                story, document, Span(Position(0, block, 2), last), "moss", note
            )
            marks.append(made)
        library.standings.rate(story, 4)
        library.searches.save(f"of {date}", f"lock {date[-1]}")
        end_the_day(date)
    earlier = marks[:20]
    good = folder / "good"
    shutil.copytree(state, good)
    for number in range(tries):
        shutil.rmtree(state)
        shutil.copytree(good, state)
        damage = _without_a_copy(state, rng)
        page = backups / "reader-2020-01-02.yaml"
        text = page.read_text(encoding="utf-8")
        is_cut = number % 3 == 2
        if is_cut:
            text = text[: rng.randrange(len(text))]
            page.write_text(text, encoding="utf-8")
            damage += f", cut at {len(text)}"
        # Each mark ends with its last character, in braces; today's marks are those of yesterday too.
        there = [one for one in marks if "}\n" in text.partition(f"id: {one.id}")[2]]
        wanted = {one.id: one for one in (*earlier, *there)}
        other = Library(library.folder, library.folders)
        try:
            found = {one.id: one for one in other.marginalia.all()}
            lost = [one for one in wanted if found.get(one) != wanted[one]]
            if lost:
                yield f"try {number}, {damage}: {len(lost)} marks are lost or changed"
            place = other.place(story.id, document)
            if place != Position(0, 60):
                yield f"try {number}, {damage}: the place is {place}"
            if other.standings.get(story.id).stars != 4:
                yield f"try {number}, {damage}: the rating is lost"
            searches = {one.name for one in other.searches.saved()}
            if not searches >= {"of 2020-01-01", *(() if is_cut else ("of 2020-01-02",))}:
                yield f"try {number}, {damage}: of the searches there are {searches}"
            if not any("2020-01-0" in notice for notice in other.notices()):
                yield f"try {number}, {damage}: told was {other.notices()}"
            other.marginalia.mark(story, document, Position(0, 40))
            other.store.finish()
        except InglenookError as error:
            yield f"try {number}, {damage}: {error}"
        except Exception as error:
            yield f"try {number}, {damage}: {type(error).__name__}: {error}"


def _without_a_copy(state: Path, rng: Random) -> str:
    """Damage the reader's file and every copy of it so that none is sound; return how."""
    done = []
    for file in (state / "reader.sqlite", *sorted((state / "backups").glob("*.sqlite"))):
        kind = rng.choice(["delete", "empty", "cut", "noise", "zero"])
        data = file.read_bytes()
        if kind == "delete":
            file.unlink()
        elif kind == "empty":
            file.write_bytes(b"")
        elif kind == "cut":
            file.write_bytes(data[: rng.randrange(1, len(data) // 2)])
        elif kind == "noise":
            file.write_bytes(rng.randbytes(len(data)))
        else:
            file.write_bytes(data[:100] + bytes(len(data) - 100))
        done.append(f"{kind} {file.name}")
    return ", ".join(done)


@attack("four at once keep everything, and nobody sees a lock", quick=4, long=60)
def four_at_once(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Four processes mark and read for a moment while a fifth shelves and indexes."""
    library = library_in(folder)
    for number in range(tries):
        children = []
        for _ in range(4):
            seed = str(rng.random())
            children.append(_in_a_child(lambda told, seed=seed: _work(library, told, seed)))
        indexing, pipe = _in_a_child(lambda _: library.refresh(rebuild=True) and None)
        time.sleep(0.25)
        for child, _ in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        _, status = os.waitpid(indexing, 0)
        complaints = _rest(pipe)
        if status or complaints:
            yield f"try {number}: indexing ended with {status}: {complaints}"
        for _, pipe in children:
            for loss in _lost(library, _rest(pipe)):
                yield f"try {number}: {loss}"
        shutil.rmtree(library.folders.state)


_FAILING_WORK = """
import sys
from pathlib import Path
from inglenook.config import Folders, keep
from inglenook.errors import InglenookError
from inglenook.library import Library
from inglenook.model import Position, Span
folder = Path(sys.argv[1])
library = Library(folder / "stories", Folders(folder / "own/config.yaml", folder / "cache", folder / "own"))
(story,) = library.stories()
document = library.open(story)
for block in range(3):
    try:
        print("mark", library.marginalia.mark(story, document, Position(0, block)).id, flush=True)
        library.save_place(story.id, document, Position(0, block + 1), 0.1)
        print("place", block + 1, flush=True)
        keep(folder / "own/config.yaml", {"measure": 60 + block})
        print("measure", 60 + block, flush=True)
    except InglenookError as error:
        print("told", error, flush=True)
"""


def made_shim(folder: Path) -> Path | None:
    """Return the library that makes calls fail; None where there is no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return None
    made = folder / "failing.so"
    source = Path(__file__).with_name("failing.c")
    words = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"]
    return made if subprocess.run(words, capture_output=True, check=False).returncode == 0 else None


@attack("a call that fails leaves the old state or the new, and is told", quick=24, long=600)
def calls_that_fail(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Fail the n-th write, sync, rename, truncation or deletion of the reader's own files."""
    library_in(folder)
    shim = made_shim(folder)
    if shim is None:
        return
    own, kinds = folder / "own", (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)
    for number in range(tries):
        at = number % 60 + 1
        if number % 3 == 0:
            shutil.rmtree(own, ignore_errors=True)
        failing = {
            "LD_PRELOAD": str(shim),
            "FAIL_UNDER": str(own),
            "FAIL_AT": str(at),
            "FAIL_WITH": str(rng.choice(kinds)),
        }
        failing |= rng.choice(({}, {"FAIL_ALL": "1"}, {"FAIL_SHORT": "1"}, {"FAIL_KILL": "1"}))
        done = subprocess.run(
            [sys.executable, "-c", _FAILING_WORK, str(folder)],
            env=os.environ | failing,
            capture_output=True,
            text=True,
            check=False,
        )
        how = {name: value for name, value in failing.items() if name != "LD_PRELOAD"}
        if done.returncode and not (done.returncode == -signal.SIGKILL and "FAIL_KILL" in how):
            yield f"try {number}, {how}: {done.stderr.strip().splitlines()[-1:]}"
        said = done.stdout.splitlines()
        again = Library(folder / "stories", Folders(own / "config.yaml", folder / "cache", own))
        try:
            for loss in _lost(again, said):
                yield f"try {number}, {how}: {loss}"
            places = [int(line[6:]) for line in said if line.startswith("place")]
            (story,) = again.stories()
            at_now = again.place(story.id, again.open(story)).block
            if places and at_now < places[-1]:
                yield f"try {number}, {how}: the place is {at_now}, told was {places[-1]}"
            measures = [int(line[8:]) for line in said if line.startswith("measure")]
            config, problems = read_config(own / "config.yaml")
            if problems or (measures and config.measure < measures[-1]):
                yield f"try {number}, {how}: the config is {config.measure}, {problems}"
        except InglenookError as error:
            yield f"try {number}, {how}: {error}"
