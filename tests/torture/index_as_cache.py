"""The index is a cache: whatever happens to it, answers are right or it is built anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from inglenook.errors import IndexUnavailable
from inglenook.index import Index, open_index
from inglenook.model import Block, Kind
from inglenook.query import parse
from registry import attack

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
