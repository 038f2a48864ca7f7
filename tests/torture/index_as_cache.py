"""The index is a cache: whatever happens to it, answers are right or it is built anew."""

from __future__ import annotations

import os
import pickle
import resource
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

from inglenook.errors import IndexUnavailable, InglenookError
from inglenook.index import Index, open_index
from inglenook.model import Block, Kind
from inglenook.query import parse
from registry import attack

sys.path.append(str(Path(__file__).parents[1] / "unit"))

TEXTS = {
    f"{number}:0": [f"The weir number{number} at night.", "Lana came to the old weir."]
    for number in range(12)
}
ASKED = ("weir", '"old weir"', "lana number3", "wei", "numb*", "came lana old the to weir")


def _fill(index: Index) -> None:
    index.add(
        (key, [Block(Kind.PARAGRAPH, line) for line in lines]) for key, lines in TEXTS.items()
    )


def _answers(index: Index) -> list[dict[str, int]]:
    return [
        {match.key: match.count for match in index.search(parse(text, typing=True))}
        for text in ASKED
    ]


def hurt(folder: Path, rng: Random) -> str:
    """Damage one file of a folder; return how."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    path = rng.choice([one for one in files if "LOCK" not in one.name])
    data = bytearray(path.read_bytes())
    kind = rng.choice(["flip", "flip", "cut", "grow", "delete", "zero", "noise", "swap"])
    if kind == "flip" and data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    elif kind == "cut":
        del data[rng.randrange(len(data) + 1) :]
    elif kind == "grow":
        data += rng.randbytes(20)
    elif kind == "zero":
        data = bytearray(len(data))
    elif kind == "noise" and data:
        at = rng.randrange(len(data))
        data[at : at + 30] = rng.randbytes(30)
    elif kind == "swap":
        data = bytearray(rng.choice(files).read_bytes())
    if kind == "delete":
        path.unlink()
    else:
        path.write_bytes(data)
    return f"{kind} {path.name}"


@attack("a damaged index answers rightly or is built again", quick=25, long=1000)
def a_damaged_index(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Damage one or two files of an index, open it, and ask."""
    good = folder / "good"
    index = open_index(good)
    _fill(index)
    index.remove(["3:0"])
    index.add([("3:0", [Block(Kind.PARAGRAPH, line) for line in TEXTS["3:0"]])])
    right = _answers(index)
    index.close()
    for number in range(tries):
        bad = folder / "bad"
        shutil.rmtree(bad, ignore_errors=True)
        shutil.copytree(good, bad)
        damage = ", ".join(hurt(bad, rng) for _ in range(rng.randint(1, 2)))
        try:
            other = open_index(bad)
            try:
                found = _answers(other)
            except IndexUnavailable:
                found = []
            if other.rebuilt or not found or not other.keys():
                _fill(other)
                found = _answers(other)
            if found != right:
                yield f"try {number}, {damage}: other answers"
            other.close()
        except Exception as error:
            yield f"try {number}, {damage}: {type(error).__name__}: {error}"


def _good(folder: Path) -> tuple[Path, list[dict[str, int]]]:
    """Return an index, and what it answers."""
    index = open_index(folder / "good")
    _fill(index)
    right = _answers(index)
    index.close()
    return folder / "good", right


def _copy(good: Path) -> Path:
    bad = good.with_name("bad")
    if bad.is_symlink():
        bad.unlink()
    shutil.rmtree(bad, ignore_errors=True)
    shutil.copytree(good, bad)
    return bad


def _said(folder: Path) -> list[dict[str, int]]:
    """Return what an index answers, filled again where it was found unusable."""
    index = open_index(folder)
    try:
        found = _answers(index)
    except IndexUnavailable:
        found = []
    if index.rebuilt or not found:
        _fill(index)
        found = _answers(index)
    index.close()
    return found


@attack("a doctored index runs nothing, and is built again", quick=7, long=210)
def a_doctored_index(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Put a pickle that runs a command wherever an index has one."""
    from test_index_engine import DOCTORS, _Bomb

    good, right = _good(folder)
    sign = folder / "s"
    for number in range(tries):
        bad, doctor = _copy(good), DOCTORS[number % len(DOCTORS)]
        doctor(bad, pickle.dumps(_Bomb(sign), rng.choice((2, 3, 4, 5))))
        try:
            if _said(bad) != right:
                yield f"try {number}, {doctor.__name__}: other answers"
        except Exception as error:
            yield f"try {number}, {doctor.__name__}: {type(error).__name__}: {error}"
        if sign.exists():
            yield f"try {number}, {doctor.__name__}: it ran"
            sign.unlink()


@attack("what others could have written is not read", quick=4, long=40)
def an_index_of_others(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Open an index of another version, one that anybody may write to, somebody else's, a link."""
    good, right = _good(folder)
    for number in range(tries):
        bad, way = _copy(good), ("version", "mode", "owner", "link")[number % 4]
        if way == "version":
            stamp = bad / "version.txt"
            stamp.write_text(stamp.read_text().replace("index ", f"index {rng.randint(1, 9)}"))
        elif way == "mode":
            bad.chmod(rng.choice((0o777, 0o770, 0o702, 0o720)))
        elif way == "owner":
            if os.geteuid():
                continue  # nobody else can give a folder away
            os.chown(bad, 65534, 65534)
        else:
            shutil.rmtree(bad)
            bad.symlink_to(good)
        try:
            index = open_index(bad)
        except IndexUnavailable:
            if way in ("version", "mode"):
                yield f"try {number}, {way}: it is refused"
            continue
        if way in ("owner", "link"):
            yield f"try {number}, {way}: it is read"
        if not index.rebuilt or index.keys():
            yield f"try {number}, {way}: what was in it is believed"
        _fill(index)
        if _answers(index) != right:
            yield f"try {number}, {way}: other answers"
        index.close()


_MORE = ("more:0", [Block(Kind.PARAGRAPH, f"The weir number{n} came to Lana.") for n in range(300)])


def _add_where_it_is_full(folder: Path, limit: int) -> int:
    """Add a chapter in a process whose files may not grow beyond a size; return its status."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    status = 1
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        open_index(folder).add([_MORE])
        status = 0
    except InglenookError:
        status = 3
    finally:
        os._exit(status)


@attack("a disk that fills in mid-commit leaves an index that answers rightly", quick=8, long=200)
def a_disk_that_fills_under_an_index(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Let no file of an index grow beyond a random size while a chapter is added."""
    good, right = _good(folder)
    full = _copy(good)
    index = open_index(full)
    index.add([_MORE])
    fuller = _answers(index)
    most = max(path.stat().st_size for path in full.iterdir())
    index.close()
    for number in range(tries):
        bad, limit = _copy(good), rng.randrange(most + 1_000)
        status = _add_where_it_is_full(bad, limit)
        try:
            if status == 0 and _said(bad) != fuller:
                yield f"try {number}, {limit} bytes: it was added, and is not there"
            elif status == 3 and _said(bad) not in (right, fuller):
                yield f"try {number}, {limit} bytes: other answers"
            elif status not in (0, 3):
                yield f"try {number}, {limit} bytes: it ended with {status}"
        except Exception as error:
            yield f"try {number}, {limit} bytes: {type(error).__name__}: {error}"
