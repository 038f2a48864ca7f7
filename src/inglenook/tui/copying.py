"""Give a text to the clipboard where the terminal may not: the platform's own command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

_SECONDS = 3
"""A command that takes longer hangs: there is no clipboard to talk to."""


def command(environment: Mapping[str, str] = os.environ) -> Sequence[str]:
    """Return the command that fills the clipboard of the screen the reader sits at, or none.

    Over ssh the clipboard is on the other side, and only the terminal reaches it.
    """
    if "SSH_CONNECTION" in environment:
        return ()
    known: list[tuple[str, ...]] = [("wl-copy",)] if "WAYLAND_DISPLAY" in environment else []
    if "DISPLAY" in environment:
        known += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if sys.platform == "darwin":
        known.append(("pbcopy",))
    if sys.platform == "win32" or "WSL_DISTRO_NAME" in environment:
        known.append(("clip.exe",))
    path = environment.get("PATH", "")
    return next((one for one in known if shutil.which(one[0], path=path)), ())


def copy(text: str, words: Sequence[str]) -> None:
    """Run a command with a text; one that fails is no worse than none."""
    try:
        subprocess.run(  # noqa: S603 - one of ours
            words,
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return
