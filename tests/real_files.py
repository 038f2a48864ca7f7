"""Real files to try everything on, where they are present beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("INGLENOOK_SHARED", Path(__file__).parents[2] / "shared"))


def real_files(name: str) -> Path | None:
    """Return the folder of that name, ``corpus`` or ``seeds``; None where it is absent."""
    folder = SHARED / name
    return folder if folder.is_dir() else None
