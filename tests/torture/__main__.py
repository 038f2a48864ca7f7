"""Run the attacks at length and print a table: attack, tries, failures.

python tests/torture                       all of them: half an hour
python tests/torture --tries 50 index      fifty tries of those whose name has a word
python tests/torture --seed 7 index        others than those of every other time
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from every_attack import ATTACKS, failures
from registry import SEED

SHOWN = 5
"""Failures of an attack that are told."""


def main() -> int:
    """Return 1 if anything gave way."""
    parser = argparse.ArgumentParser(description="Attack what Inglenook promises.")
    parser.add_argument("words", nargs="*", help="only attacks whose names have one of these")
    parser.add_argument("--tries", type=int, help="so many of each, instead of the usual")
    parser.add_argument("--seed", type=int, default=SEED, help="what the tries are drawn with")
    asked = parser.parse_args()
    total = 0
    print(f"{'attack':<44}{'tries':>8}{'failures':>10}{'seconds':>9}")
    for name, one in ATTACKS.items():
        if asked.words and not any(word in name for word in asked.words):
            continue
        tries = asked.tries or one.long
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            found = failures(name, tries, Path(folder) / "attack", asked.seed)
        total += len(found)
        took = time.monotonic() - start
        print(f"{name:<44}{tries:>8,}{len(found):>10,}{took:>9.0f}", flush=True)
        for said in found[:SHOWN]:
            print(f"    {said}", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
