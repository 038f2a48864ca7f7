"""What tests in a real terminal have in common."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    # conftest has set INGLENOOK_CONFIG, _CACHE and _STATE to folders of this test.
    kept = {name: value for name, value in os.environ.items() if name.startswith("INGLENOOK_")}
    return kept | {
        "PATH": os.defpath,
        "HOME": str(tmp_path),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
    }
