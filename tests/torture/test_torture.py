"""A few tries of every attack; ``make torture`` makes the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from every_attack import ATTACKS, failures


@pytest.mark.skipif(os.name != "posix", reason="kills, forks and limits as POSIX has them")
@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_gives_way(name: str, tmp_path: Path) -> None:
    found = failures(name, ATTACKS[name].quick, tmp_path / "attack")
    assert not found, "\n".join(found[:5])
