"""A reader who looks at the page costs nothing: no CPU, and not a byte to the terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from on_a_terminal import tame_library
from registry import attack
from sessions import Session

_VIEWS = {
    "the page": "", "the ruler": "_", "nothing but the text": "Z", "text that is selected": "v",
    "the shelf": "\t", "its filter": "\t/tale", "results": "Srain\r", "a query": "Srain",
    "a hit": "Srain\r\r", "a word to find": "/rain", "the map": "B", "the report": "C",
    "a form": "#", "the palette": ":lock",
}  # fmt: skip
"""What is looked at, and the keys that lead there from the page."""
_ESCAPE = b"\x1b[27u"
_USED = 0.003
"""Seconds of CPU in a second, at most: Textual's own look at the keyboard, ten times a second, is
1 ms of them as measured; a cursor that blinks is 6."""
_ONCE = 0.02
"""Seconds of CPU besides: the place is saved some time after the last key, garbage is collected."""


@attack("at rest it uses no CPU", quick=14, long=280)
def at_rest(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Look at one thing after another, so many seconds in all, with a shelf that is filled."""
    if not Path("/proc/self/schedstat").exists():
        return
    tame_library(folder / "stories", 200)
    session = Session(folder / "stories", folder / "own", drawn=False)
    try:
        session.wait_for(lambda: session.has_help, "help to index")
        session.wait_for(lambda: not session.has_help, "end of it")
        for view, keys in _VIEWS.items():
            for key in (*[_ESCAPE.decode()] * 4, *keys):
                session.give(key.encode())
                session.rest()
            yield from _rested(session, view, tries / len(_VIEWS))
            # What was turned on is turned off.
            if view in ("the ruler", "nothing but the text"):
                session.give(_ESCAPE * 4 + keys.encode())
    finally:
        session.close()


def _rested(session: Session, view: str, seconds: float) -> Iterator[str]:
    """Look on for some seconds; yield what was done meanwhile."""
    end = time.monotonic() + 10
    while session._read(0.7) and time.monotonic() < end:
        pass
    written, used, end = session.written, session.cpu, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        session._read(left)
    if session.written > written:
        yield f"{view}: {session.written - written:,} bytes written in {seconds:.0f} seconds"
    used = session.cpu - used
    if used > _USED * seconds + _ONCE:
        yield f"{view}: {used:.3f} seconds of CPU in {seconds:.0f}"
