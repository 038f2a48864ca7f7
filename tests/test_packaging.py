"""The wheel, installed where nothing of the checkout is, has all it needs to start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

START_THE_APP = """
import asyncio
from inglenook.tui.app import make_app

async def main():
    app = make_app(None)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        print(app.return_code, len(app.stylesheet.rules) > 50)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel in it, and only the dependencies of this one."""
    folder = tmp_path_factory.mktemp("packaging")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, ROOT],
        check=True,
        timeout=300,
    )
    (wheel,) = folder.glob("inglenook-*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    site = next((folder / "venv" / "lib").glob("python*")) / "site-packages"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "-q", wheel],
        check=True,
        timeout=300,
    )
    # Sorted behind the wheel on sys.path: the dependencies come from here, inglenook does not.
    (site / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python


def run(python: Path, *arguments: str, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_the_wheel_that_runs(python: Path, tmp_path: Path) -> None:
    where = run(python, "-c", "import inglenook; print(inglenook.__file__)", cwd=tmp_path)
    assert str(python.parents[1]) in where


def test_the_sample_stories_are_inside(python: Path, tmp_path: Path) -> None:
    shelf = json.loads(run(python, "-m", "inglenook", "list", "--json", cwd=tmp_path))
    assert len(shelf["stories"]) >= 8


def test_the_app_starts_with_its_styles(python: Path, tmp_path: Path) -> None:
    assert run(python, "-c", START_THE_APP, cwd=tmp_path).split() == ["None", "True"]
