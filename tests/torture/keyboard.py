"""No key, click or resize brings the reader down, nor makes it grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from signal import SIGTERM
from statistics import median

from hostile import Strings, write_library
from registry import attack
from sessions import WATCHED, Session, side_by_side

_CHARACTERS = tuple(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789[]{}()<>/?,.#%*'`-+=_\\: éß寝"
)
_SEQUENCES = (
    # Enter, Escape as the keyboard protocol has it (a bare one makes Alt of what follows), Tab
    *("\r", "\x1b[27u", "\x1b[27u", "\t", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"),
    *("\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~", "\x7f", "\x1b[3~", "\x1bOP"),  # Home to F1
    *(
        "\x0f",
        "\x11",
        "\x14",
        "\x06",
        "\x10",
        "\x15",
        "\x19",
        "\x04",
        "\x0b",
        "\x01",
        "\x05",
        "\x17",
    ),
    *("\x1b[1;3D", "\x1b[1;3C", "\x1b[1;5H", "\x1b[1;5F", "\x1b[1;2A", "\x1b[1;2B"),
    *("\x1b[I", "\x1b[O", "\x1b[200~rain [/] \x07 lock\x1b[201~", "\x1b[999;999R", "\x1b[27;5;9~"),
)
_BUTTONS = (0, 0, 0, 1, 2, 16, 32, 35, 64, 65)
"""Of the mouse: pressed, with Control, dragged, moved over, the wheel."""
_MOST_AT_ONCE = (12, 80)
"""Keys between two looks at whether it has come to rest: as fast as hands, and as a slow line."""
_PAINTED = 4_000
"""Bytes that a first page takes at least."""
_LIFE = 50_000
"""Keys of one run of the program."""
_LOOK = 500
"""Keys between two looks at its memory."""
_WARM = 10_000
"""Keys until everything has been opened and the caches that have a bound are mostly full."""
_FLAT = 1.15
"""How much more memory the last third of a run may take than the third before it, in the median:
as measured it is 1.08 to 1.1, caches that have a bound still filling; with every screen kept, 1.33
after 31,000 keys."""
_STAYS = """
from inglenook.tui.app import InglenookApp
async def stay(self):
    self.save()
InglenookApp.action_quit = stay
"""
"""It does not end when it is told to: the keys for it are soon typed, and a run would be short."""


def _clicked(rng: Random, size: tuple[int, int]) -> str:
    button = rng.choice(_BUTTONS)
    at = f"{button};{rng.randint(1, size[0])};{rng.randint(1, size[1])}"
    return f"\x1b[<{at}M" + (f"\x1b[<{at}m" if button < 32 else "")


def _fault(told: Path) -> str:
    """Take away, and return, what the program and its workers have failed of."""
    with suppress(FileNotFoundError):
        said = " ".join(told.read_text().split())
        told.unlink()
        return said[-900:]
    return ""


def _lived(rng: Random, keys: int, stories: Path, own: Path) -> Iterator[str]:
    """Type into one run of the program; its memory is told in ``own``, a line a look."""
    own.mkdir(parents=True, exist_ok=True)
    told = own / "workers"
    session = Session(stories, own, ("-c", _STAYS + WATCHED), str(told), drawn=False)
    size, typed = (100, 30), 0
    last: list[str] = []
    looks: list[int] = []
    try:
        session.wait_for(lambda: session.written > _PAINTED, "a story")
        while typed < keys and session.process.poll() is None:
            burst: list[str] = []
            for _ in range(min(rng.randint(1, rng.choice(_MOST_AT_ONCE)), keys - typed)):
                typed += 1
                move = rng.random()
                if move < 0.01:
                    size = rng.randint(20, 160), rng.randint(4, 50)
                    session.resize(*size)
                elif move < 0.06:
                    burst.append(_clicked(rng, size))
                else:
                    burst.append(rng.choice(_SEQUENCES if move < 0.4 else _CHARACTERS))
            last = [*last, *burst][-100:]
            session.give("".join(burst).encode())
            session.rest()
            if typed >= _LOOK * (len(looks) + 1) and session.process.poll() is None:
                looks.append(session.memory)
                with (own / "memory").open("a") as file:
                    file.write(f"{typed} {looks[-1]}\n")
            if fault := _fault(told):
                yield f"after {typed:,} keys, {last!r}: {fault}"
                return
        yield from _grown(looks)
        if session.process.poll() is None:
            session.process.terminate()
            session.wait_for_end()
        if session.process.returncode != 128 + SIGTERM:
            yield f"after {typed:,} keys, {last!r}: it ended with {session.process.returncode}: {session.output[-300:]!r}"
    except BaseException as error:
        yield f"after {typed:,} keys, {last!r}: {type(error).__name__}: {str(error)[:300]}, {session.output[-300:]!r}"
    finally:
        session.close()


def _grown(looks: list[int]) -> Iterator[str]:
    """Yield by how much the memory has grown, if it was looked at long enough and has."""
    third = len(looks) // 3
    if third * _LOOK < _WARM:
        return
    before, after = median(looks[third : 2 * third]), median(looks[-third:])
    if after > _FLAT * before:
        yield f"it has grown from {before / (1 << 20):.0f} to {after / (1 << 20):.0f} MB"


@attack("no key, click or resize brings it down or makes it grow", quick=200, long=100_000)
def random_keys(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Type, click, paste and resize at random over hostile stories, two readers at a time."""
    lives = [
        (folder / f"life{number}", min(_LIFE, tries - begun), str(rng.random()))
        for number, begun in enumerate(range(0, tries, _LIFE))
    ]
    yield from side_by_side(_live, lives, 2)


def _live(life: tuple[Path, int, str]) -> list[str]:
    folder, keys, seed = life
    rng = Random(seed)
    write_library(Strings(rng), folder / "stories", 14)
    said = _lived(rng, keys, folder / "stories", folder / "own")
    return [f"{folder.name}: {one}" for one in said]
