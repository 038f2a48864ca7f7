"""What happens when Inglenook itself fails: a calm word, a report without story text, and on.

Textual would print a traceback with the values of variables: pages of a story, raw. What is
written here has places in the program and kinds of errors, and not a word of anybody's.
"""

from __future__ import annotations

import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from inglenook import __version__
from inglenook.clean import clean_line

MOST_KEPT = 20
"""Reports; the oldest go."""
_MOST_CAUSES = 10


def told(error: BaseException) -> str:
    """Return what is known of an error, without its message, which may quote a story."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    python = platform.python_version()
    lines = [
        f"inglenook {__version__}, textual {version('textual')}, python {python}",
        f"{sys.platform}, {now}",
    ]
    for cause in _causes(error):
        lines += ["", f"{type(cause).__module__}.{type(cause).__qualname__}"]
        for frame in traceback.extract_tb(cause.__traceback__):
            lines.append(f"  {_inside(frame.filename)}:{frame.lineno} in {frame.name}")
    return "\n".join(lines) + "\n"


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _inside(path: str) -> str:
    """Return a path from the package on: what is before it is nobody's business."""
    parts = Path(path).parts
    for root in ("site-packages", "src"):
        if root in parts:
            return "/".join(parts[parts.index(root) + 1 :])
    return Path(path).name


def write(error: BaseException, state: Path) -> Path | None:
    """Write a report into the state folder; return where, or None where that cannot be done."""
    folder = state / "faults"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.txt"))[: 1 - MOST_KEPT]:
            old.unlink(missing_ok=True)
        path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}.txt"
        path.write_text(told(error), encoding="utf-8")
    except OSError:
        return None
    return path


def goes_on(
    report: Path | None,
    say: Callable[[str], object] = sys.stderr.write,
    ask: Callable[[], str] = sys.stdin.readline,
) -> bool:
    """Tell the reader what is safe, and return whether they want to go on."""
    where = "\nWhat happened is written, without a word of your stories, to\n"
    where = f"{where}  {clean_line(str(report))}\n" if report else ""
    say(
        "\nInglenook has failed, and it is not your doing.\n"
        "Your marks and notes are saved, and your place is.\n"
        f"{where}\n"
        "Enter goes on where you were; q and Enter leaves. "
    )
    with suppress(OSError, ValueError, KeyboardInterrupt):
        answer = ask()
        return bool(answer) and not answer.strip().lower().startswith("q")
    return False
