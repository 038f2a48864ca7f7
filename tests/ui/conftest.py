"""What tests of the app without a terminal have in common."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pilot look every few milliseconds whether anything is under way, not every twenty.

    It does so twice after each key and once at each pause: most of the time of these tests went
    there, with nothing to do. What works in a thread is waited for by itself (``settle``).
    """
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", 0.004)
