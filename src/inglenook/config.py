"""What a person sets once: the config file, and the folders Inglenook keeps its own things in.

Read once at the edge and passed in; no widget and no layer below the front ends loads it.

A key is declared once, as a field of :class:`Config` with its default and what it does.
:data:`KEYS` lists them for the docs and the reader of the file::

    library: ~/stories      # the folder to open
    measure: 72             # line length, in characters

A mistake in the file is reported with its line and the default is used; the file itself is
never written to.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from inglenook.clean import clean_line
from inglenook.errors import ConfigError

if TYPE_CHECKING:
    from inglenook.yamlfile import Fields

NARROWEST, WIDEST = 40, 100
"""Bounds of the measure: below 40 characters prose turns ragged, above 100 eyes lose the line."""
COMFORTABLE = 66
"""Characters of a line that is easy to read for hours (Bringhurst's figure)."""


def _about(kind: str, description: str) -> dict[str, str]:
    return {"kind": kind, "description": description}


@dataclass(frozen=True, slots=True)
class Config:
    """The config file, typed. The metadata of a field is what the docs say of its key."""

    library: Path | None = field(
        default=None,
        metadata=_about(
            "path",
            "The folder of stories to open when none is named. A path that is not absolute counts "
            "from the folder of the config file; ~ is your home folder.",
        ),
    )
    theme: str = field(
        default="",
        metadata=_about(
            "text", "The theme to start with. Without it, the one you chose last in the app."
        ),
    )
    measure: int = field(
        default=COMFORTABLE,
        metadata=_about("number", f"Line length in characters, {NARROWEST} to {WIDEST}."),
    )
    sidebar: bool = field(
        default=True,
        metadata=_about("flag", "Whether the list of stories is shown at the start."),
    )


class Key(NamedTuple):
    """One key of the config file, as the docs list it."""

    name: str
    kind: str
    """``path``, ``text``, ``number`` or ``flag``."""
    default: Any
    description: str


KEYS: tuple[Key, ...] = tuple(
    Key(item.name, item.metadata["kind"], item.default, item.metadata["description"])
    for item in fields(Config)
)
"""Every key there is, in the order the docs list them."""


def read_config(path: Path) -> tuple[Config, tuple[ConfigError, ...]]:
    """Read the config file; what is wrong in it is returned, and its default used.

    A file that is not there is no mistake, and then PyYAML (15 to 25 ms) is not imported.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return Config(), ()
    except OSError:
        pass  # load() says why in one line
    from inglenook.yamlfile import Fields, load  # 1 ms, and most readers have no such file

    problems: list[ConfigError] = []
    try:
        given = Fields(load(path), problems)
    except ConfigError as error:
        return Config(), (error,)
    values = {key.name: _value(key, given) for key in KEYS}
    given.reject_the_rest()
    return Config(**values), tuple(sorted(problems, key=lambda problem: problem.line))


def _value(key: Key, given: Fields) -> Any:
    if key.kind == "number":
        return given.number(key.name, key.default, low=NARROWEST, high=WIDEST)
    if key.kind == "flag":
        return given.flag(key.name, key.default)
    if key.kind == "text":
        return given.text(key.name, key.default)
    return _path(key, given)


def _path(key: Key, given: Fields) -> Path | None:
    text = given.text(key.name)
    if not text:
        return None
    try:
        return given.node.path.parent / Path(text).expanduser()
    except RuntimeError:
        given.report(key.name, f"{key.name} begins with ~ and names nobody's home folder")
        return None


class Folders(NamedTuple):
    """Where Inglenook keeps its own things, outside every library."""

    config: Path
    """The config file."""
    cache: Path
    """A folder of what can be made again: catalogue and index."""
    state: Path
    """A folder of what cannot: the reader's places and settings."""

    @classmethod
    def from_environment(cls) -> Folders:
        """Return the platform's folders, or those that the environment names instead.

        ``INGLENOOK_CONFIG`` names a file, ``INGLENOOK_CACHE`` and ``INGLENOOK_STATE`` folders.
        """
        config, cache, state = (
            os.environ.get(f"INGLENOOK_{name}", "") for name in ("CONFIG", "CACHE", "STATE")
        )
        if not (config and cache and state):
            # 10 to 17 ms, and a test or a script that names its own folders does without it.
            from platformdirs import PlatformDirs

            own = PlatformDirs("inglenook", appauthor=False)
            config = config or str(own.user_config_path / "config.yaml")
            cache = cache or str(own.user_cache_path)
            state = state or str(own.user_state_path)
        return cls(*(at_home(name).absolute() for name in (config, cache, state)))

    def with_usable_cache(self) -> tuple[Folders, str]:
        """Return folders whose cache can be written to, and what is to be said of it.

        Where the chosen one cannot, a temporary folder stands in for it, and goes at the end.
        """
        try:
            self.cache.mkdir(parents=True, exist_ok=True, mode=0o700)
            reason = "" if os.access(self.cache, os.W_OK | os.X_OK) else "no permission"
        except OSError as error:
            reason = error.strerror or type(error).__name__
        if not reason:
            return self, ""
        # 8 ms, on a bad day only.
        import atexit
        import shutil
        import tempfile

        spare = Path(tempfile.mkdtemp(prefix="inglenook-"))
        atexit.register(shutil.rmtree, spare, ignore_errors=True)
        said = f"{clean_line(str(self.cache))} cannot be written to ({reason})"
        return self._replace(cache=spare), f"{said}: everything is read anew at each start"


def at_home(path: str | Path) -> Path:
    """Return a path with ``~`` spelt out, or as it is where that is nobody's home folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)
