"""How far work that takes its time has come."""

from __future__ import annotations

from typing import NamedTuple


class Progress(NamedTuple):
    """How far a refresh of the library has come."""

    stage: str
    """``waiting`` for another process, ``scanning``, ``reading``, ``shelving``, ``indexing`` or
    ``done``."""
    done: int = 0
    """Files, or while indexing chapters, dealt with so far."""
    total: int = 0
    """Of how many; 0 while that is not known."""
