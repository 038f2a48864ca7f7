"""Attacks on what Inglenook promises: each is repeatable by its seed, and counts what gave way.

``make torture`` runs them all at length and prints a table; the tests run a few tries of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

SEED = 19770525

Run = Callable[[Random, int, Path], Iterator[str]]
"""Makes so many tries in an empty folder; yields what gave way, a sentence each."""


class Attack(NamedTuple):
    """One way to hurt a reader."""

    promise: str
    """What it must not be able to break."""
    quick: int
    """Tries of the test suite."""
    long: int
    """Tries of ``make torture``."""
    run: Run


ATTACKS: dict[str, Attack] = {}
"""By name, in the order of the table."""


def attack(promise: str, *, quick: int, long: int) -> Callable[[Run], Run]:
    """Enter a function as an attack, under its name."""

    def enter(run: Run) -> Run:
        ATTACKS[run.__name__.replace("_", " ")] = Attack(promise, quick, long, run)
        return run

    return enter


def failures(name: str, tries: int, folder: Path, seed: int = SEED) -> list[str]:
    """Run an attack with a seed of its own; what it raises is a failure too."""
    one = ATTACKS[name]
    folder.mkdir(parents=True, exist_ok=True)
    return list(one.run(Random(f"{seed} {name}"), tries, folder))
