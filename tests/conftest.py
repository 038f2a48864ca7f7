"""What every test may lean on: folders of its own, and the real files where they are present."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from real_files import real_files

settings.register_profile(
    "inglenook", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
# A run for the record tries the same texts every time; anybody else's run goes on looking.
settings.register_profile("repeatable", settings.get_profile("inglenook"), derandomize=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "inglenook")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test ever touches a person's own config, cache or state."""
    monkeypatch.setenv("INGLENOOK_CONFIG", str(tmp_path / "config" / "config.yaml"))
    monkeypatch.setenv("INGLENOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("INGLENOOK_STATE", str(tmp_path / "state"))
    monkeypatch.delenv("INGLENOOK_LIBRARY", raising=False)


def _shared(name: str) -> Path:
    folder = real_files(name)
    if folder is None:
        pytest.skip(f"no folder of real files named {name} beside the checkout")
    return folder


@pytest.fixture
def seeds() -> Path:
    """Five saved stories exactly as they were scraped; skips where they are absent."""
    return _shared("seeds")


@pytest.fixture
def corpus() -> Path:
    """Public-domain and test files with known titles; skips where they are absent."""
    return _shared("corpus")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name files in tests by their size: some hold the time they were packed at.

    Each worker would collect tests of other names then, and none would run.
    """
    return f"{argname}-{len(val)}" if isinstance(val, bytes) and len(val) > 16 else None
