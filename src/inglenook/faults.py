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
from inglenook.config import Folders

MOST_KEPT = 20
"""Reports; the oldest go."""
_MOST_CAUSES = 10


# Not the methods themselves: where this is imported while the app runs, they are those of others.
def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _ask() -> str:
    return sys.stdin.readline()


def told(error: BaseException) -> str:
    """Return what is known of an error, without its message, which may quote a story."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    python = platform.python_version()
    programs = f"inglenook {__version__}, textual {version('textual')}, python {python}"
    return f"{programs}\n{sys.platform}, {now}\n\n{places(error)}\n"


def places(error: BaseException) -> str:
    """Return the kinds of an error and its causes, and where they were raised."""
    return "\n\n".join(
        "\n".join((f"{type(cause).__module__}.{type(cause).__qualname__}", *_frames(cause)))
        for cause in _causes(error)
    )


def _frames(error: BaseException) -> Iterator[str]:
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {_inside(frame.filename)}:{frame.lineno} in {frame.name}"


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


def write(error: BaseException, state: Path | None = None) -> Path | None:
    """Write a report; return where, or None where that cannot be done.

    Args:
        error: what happened.
        state: the folder of reports; that of the reader by default.
    """
    with suppress(Exception):  # a report that fails is no second fault
        text = told(error).encode("utf-8", "backslashreplace")
        folder = (state or Folders.from_environment().state) / "faults"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.txt"))[: 1 - MOST_KEPT]:
            old.unlink(missing_ok=True)
        path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}.txt"
        try:
            path.write_bytes(text)
        except OSError:
            path.unlink(missing_ok=True)  # half a report, on a disk that is full
            raise
        return path
    return None


def tell(
    report: Path | None, say: Callable[[str], object] = _say, *, has_saved: bool = True
) -> None:
    """Tell the reader what is safe, and where the report is."""
    place = ", and your place is" if has_saved else "; your place is where it was saved last"
    where = "What happened is written, without a word of your stories, to\n"
    where = f"{where}  {clean_line(str(report))}\n\n" if report else ""
    with suppress(OSError, ValueError):  # the terminal may be gone
        say(
            "\nInglenook has failed, and it is not your doing.\n"
            f"Your marks and notes are saved{place}.\n\n{where}"
        )


def tell_briefly(report: Path | None, say: Callable[[str], object] = _say) -> None:
    """Tell whoever ran a command, on one line, where the report is."""
    where = f"; what happened is written to {clean_line(str(report))}" if report else ""
    with suppress(OSError, ValueError):
        say(f"inglenook: it has failed, and it is not your doing{where}\n")


def goes_on(say: Callable[[str], object] = _say, ask: Callable[[], str] = _ask) -> bool:
    """Ask whether the reader wants to go on, and return it."""
    with suppress(OSError, ValueError, KeyboardInterrupt):
        _drop_keys()  # before it is asked, or it might be the answer that is dropped
        say("Enter goes on where you were; q and Enter leaves. ")
        answer = ask()
        return bool(answer) and not answer.strip().lower().startswith("q")
    return False


def _drop_keys() -> None:
    """Drop what was typed for the page: it is no answer."""
    with suppress(ImportError, OSError, ValueError):  # no terminal as POSIX has them
        import termios

        with suppress(termios.error):
            termios.tcflush(sys.stdin, termios.TCIFLUSH)
