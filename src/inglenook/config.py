"""What a person sets once: the config file, and the folders Inglenook keeps its own things in.

Read once at the edge and passed in; no widget and no layer below the front ends loads it.

A key is declared once, as a field of :class:`Config` with its default and what it does.
:data:`KEYS` lists them for the docs and the reader of the file::

    library: ~/stories      # the folder to open
    measure: 72             # line length, in characters

A mistake in the file is reported with its line and the default is used. What is changed in the
app is written by :func:`keep`, into the reader's own text.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
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


ORNAMENTS = ("star", "asterism", "asterisks", "rule", "dots", "space")
"""What may stand between two scenes."""


class Kind(NamedTuple):
    """What a value may be."""

    name: str
    """``path``, ``text``, ``number``, ``choice``, ``flag`` or ``keys``."""
    low: int = 0
    """For a number, the least."""
    high: int = 0
    options: tuple[str, ...] = ()
    """For a choice."""
    step: int = 1
    """For a number, by how much one key changes it in the app."""


def _about(kind: Kind | str, description: str, label: str = "") -> dict[str, Any]:
    kind = Kind(kind) if isinstance(kind, str) else kind
    return {"kind": kind, "description": description, "label": label}


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
        metadata=_about(
            Kind("number", NARROWEST, WIDEST, step=2),
            f"Line length in characters, {NARROWEST} to {WIDEST}.",
            "Line length",
        ),
    )
    margin: int = field(
        default=2,
        metadata=_about(
            Kind("number", 2, 30),
            "Cells kept free on both sides of the text, 2 to 30, where there is room for them.",
            "Margins",
        ),
    )
    mode: str = field(
        default="scroll",
        metadata=_about(
            Kind("choice", options=("scroll", "pages")),
            "Whether the text scrolls or pages are turned.",
            "Move by",
        ),
    )
    columns: int = field(
        default=1,
        metadata=_about(
            Kind("number", 1, 2), "Pages side by side, where there is room for two.", "Columns"
        ),
    )
    paragraphs: str = field(
        default="spaced",
        metadata=_about(
            Kind("choice", options=("spaced", "indented")),
            "How paragraphs are told apart: by blank lines, or by the indent of the first line.",
            "Paragraphs",
        ),
    )
    paragraph_spacing: int = field(
        default=1,
        metadata=_about(
            Kind("number", 0, 2),
            "Blank lines between spaced paragraphs, 0 to 2.",
            "Between paragraphs",
        ),
    )
    first_indent: int = field(
        default=3,
        metadata=_about(
            Kind("number", 0, 8),
            "By how much the first line of an indented paragraph stands in, 0 to 8.",
            "First line indent",
        ),
    )
    line_spacing: int = field(
        default=0,
        metadata=_about(
            Kind("number", 0, 1), "Blank lines between two lines of text, 0 or 1.", "Between lines"
        ),
    )
    justify: bool = field(
        default=False, metadata=_about("flag", "Whether lines end flush at the right.", "Justified")
    )
    hyphenate: bool = field(
        default=False,
        metadata=_about(
            "flag",
            "Whether words may be parted at the end of a line, as the story's language has it.",
            "Hyphens",
        ),
    )
    ornament: str = field(
        default="star",
        metadata=_about(
            Kind("choice", options=ORNAMENTS), "What stands between two scenes.", "Scene breaks"
        ),
    )
    capitals: bool = field(
        default=False,
        metadata=_about(
            "flag", "Whether the first words of a chapter are in capitals.", "Capitals"
        ),
    )
    sidebar: bool = field(
        default=True, metadata=_about("flag", "Whether the list of stories is shown at the start.")
    )
    log: bool = field(
        default=True,
        metadata=_about(
            "flag",
            "Whether what you read and when is written down, on this computer only, for "
            "statistics, for minutes left at your own pace, and to find where you read something. "
            "inglenook stats --erase forgets it.",
        ),
    )
    recap_after: int = field(
        default=14,
        metadata=_about(
            Kind("number", 0, 365),
            "Days away from a story after which it opens with a card of where you were, 0 to 365; "
            "0 for never.",
        ),
    )
    dictionary: str = field(
        default="",
        metadata=_about(
            "text",
            "A command that looks a word up instead of installed dictd dictionaries. {} stands "
            "for the word, which comes last without it. For example: dict -d wn {}.",
        ),
    )
    dictionaries: str = field(
        default="",
        metadata=_about(
            "text",
            "Folders of dictd dictionaries, parted by colons, that are looked into before the "
            "usual ones; ~ is your home folder. For example: ~/words:/media/dictd.",
        ),
    )
    hide: str = field(
        default="",
        metadata=_about(
            "text",
            "A query; the stories it is true of are left out of the list until you ask for them "
            "with a key. For example: rating:explicit OR mine:private.",
        ),
    )
    keys: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata=_about(
            "keys",
            "Keys of your own: for the id of a command, the keys that call it instead of those "
            "it has. inglenook config --keys prints what there is.",
        ),
    )


class Key(NamedTuple):
    """One key of the config file, as the docs list it."""

    name: str
    kind: Kind
    default: Any
    description: str
    label: str
    """What the settings panel calls it; empty where it is not changed there."""


KEYS: tuple[Key, ...] = tuple(
    Key(
        item.name,
        item.metadata["kind"],
        {} if item.default is MISSING else item.default,
        item.metadata["description"],
        item.metadata["label"],
    )
    for item in fields(Config)
)
"""Every key there is, in the order the docs list them."""

PAGE_KEYS = tuple(key for key in KEYS if key.label)
"""Those that say how a page is set: they can be had per story too."""


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


def overlaid(config: Config, values: Mapping[str, Any]) -> Config:
    """Return a config with other values for some keys of the page; what does not fit is left."""
    fitting = {
        key.name: values[key.name]
        for key in PAGE_KEYS
        if key.name in values and _fits(key, values[key.name])
    }
    return replace(config, **fitting)


def _fits(key: Key, value: Any) -> bool:
    if key.kind.name == "number":
        return type(value) is int and key.kind.low <= value <= key.kind.high
    return value in key.kind.options if key.kind.name == "choice" else type(value) is bool


def _value(key: Key, given: Fields) -> Any:
    kind = key.kind
    match kind.name:
        case "number":
            return given.number(key.name, key.default, low=kind.low, high=kind.high)
        case "flag":
            return given.flag(key.name, key.default)
        case "choice":
            return given.choice(key.name, key.default, kind.options)
        case "text":
            return given.text(key.name, key.default)
        case "keys":
            return _keys(key, given)
    return _path(key, given)


def _keys(key: Key, given: Fields) -> Mapping[str, tuple[str, ...]]:
    """Read keys by command; which commands there are is for the app to say."""
    node = given.get(key.name)
    if node is None:
        return {}
    from inglenook.yamlfile import Fields  # loaded already, see read_config

    commands = Fields(node, given.problems)
    return {pair.key: commands.texts(pair.key) for pair in node.pairs or ()}


def _path(key: Key, given: Fields) -> Path | None:
    text = given.text(key.name)
    if not text:
        return None
    try:
        return given.node.path.parent / Path(text).expanduser()
    except RuntimeError:
        given.report(key.name, f"{key.name} begins with ~ and names nobody's home folder")
        return None


def keep(path: Path, values: Mapping[str, Any]) -> None:
    """Give keys of the config file other values; every other character of it stays.

    Args:
        path: the file; it is made where there is none.
        values: by key.

    Raises:
        ConfigError: the file cannot be understood or written; it is as it was.
    """
    # 25 ms with yaml, and only who changes a setting needs it.
    from inglenook.splices import Splices
    from inglenook.yamlfile import BOM, MOST_BYTES, load, parse

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = Path(os.path.realpath(path))  # a link, to a folder of dot files say, stays one
        mapping = load(target)
        if not mapping.is_mapping:
            raise mapping.problem(f"must be keys with values, not {mapping.describe()}")
        old = target.read_bytes() if target.exists() else b""
        bom = BOM if old.startswith(BOM) else b""
        splices = Splices(old.removeprefix(BOM).decode())
        for name, value in values.items():
            splices.put(mapping, name, value)
        made = splices.result()
        parse(made, target)
        new = bom + made.encode()
        if len(new) > MOST_BYTES:
            raise ConfigError(path, 1, f"would be larger than {MOST_BYTES:,} bytes")
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                file.write(new)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                part.chmod(target.stat().st_mode & 0o777)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(path, 1, f"cannot be written: {error.strerror}") from None


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
