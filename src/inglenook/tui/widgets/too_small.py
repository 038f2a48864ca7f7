"""What is said instead of everything else when there is no room to read."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

LEAST_WIDTH, LEAST_HEIGHT = 40, 10


class TooSmall(Static):
    """One clear sentence over the whole screen."""

    def __init__(self) -> None:
        super().__init__(
            Content(f"Please make this window at least {LEAST_WIDTH} by {LEAST_HEIGHT}."),
            markup=False,
        )
