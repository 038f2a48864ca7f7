"""The catalogue and a kill: whatever moment it comes at, the next refresh ends right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inglenook.catalog import Catalog

REFRESH = """
import os, sys
from pathlib import Path
from inglenook.catalog import Catalog, refresh
refresh.BATCH_SECONDS = 0.0
left = int(sys.argv[3])
def audit(event, args):
    global left
    # Its opener opens it once more, without a mode.
    if event == "open" and args[1] and str(args[0]).endswith(".txt"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
sys.addaudithook(audit)
Catalog(Path(sys.argv[1]), Path(sys.argv[2])).refresh()
"""


def run(folder: Path, cache: Path, files: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", REFRESH, str(folder), str(cache), str(files)]
    return subprocess.Popen(command, stderr=subprocess.PIPE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for n in range(12):
        text = (
            f"Story {n}\n\nby Anna Quill\n\nIt rained on the quay on day {n}, as it had before.\n"
        )
        (folder / f"s{n}.txt").write_text(text)
    return folder


def test_kill_9_at_any_file_loses_nothing(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "catalog.sqlite"
    for files in (0, 1, 5):
        killed = run(folder, cache, files)
        killed.communicate()
        assert killed.returncode == -9
    catalog = Catalog(folder, cache)
    # What was read before each kill is kept: none, one, and five more.
    assert catalog.refresh().added == 6
    assert len(catalog.stories()) == 12
    catalog.close()


def test_two_refreshes_at_once_end_in_one_whole_shelf(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "catalog.sqlite"
    both = [run(folder, cache, 999) for _ in range(2)]
    for process in both:
        _, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
    catalog = Catalog(folder, cache)
    assert len(catalog.stories()) == 12
    assert catalog.refresh().unchanged == 12
    assert all("quay" in b.text for s in catalog.stories() for c in catalog.document(s).chapters
               for b in c.blocks if not b.folded)  # fmt: skip
    catalog.close()
