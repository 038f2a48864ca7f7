"""Looking a word up: in dictd's files where some are installed, or by a command of the reader's.

A dictd dictionary is two files (dictd(8), dictfmt(1)). ``NAME.index`` has a line for each
headword: the word, where its text begins in the other file, and how long it is, both numbers in
base 64, parted by tabs. ``NAME.dict`` is the text, or ``NAME.dict.dz``, gzip that can be entered
in the middle.
"""

from __future__ import annotations

import gzip
import os
import re
import shlex
import subprocess
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from inglenook.clean import clean, clean_line
from inglenook.errors import DictionaryError

FOLDERS = ("/usr/share/dictd", "/usr/local/share/dictd", "~/.dictd", "~/.local/share/dictd")
"""Where dictd's packages, and people, put dictionaries."""

MOST_SECONDS = 10
"""A command that takes longer is ended."""
MOST_TEXT = 60_000
"""Characters of an answer; the longest article of a dictionary of English has 30,000."""
_LARGEST_ARTICLE = 1 << 20

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}


class Definition(NamedTuple):
    """What a dictionary says of a word."""

    source: str
    """Name of the dictionary, or of the command."""
    text: str
    """Clean text of several lines."""


def look_up(word: str, command: str = "", folders: Sequence[str] = FOLDERS) -> list[Definition]:
    """Return what is known of a word.

    Args:
        word: as it stands in the text, or several words.
        command: what to ask instead of dictionaries: a program with its arguments; ``{}`` stands
            for the word, which comes last where it does not stand. No shell reads it.
        folders: where dictionaries are looked for.

    Raises:
        DictionaryError: there is nothing to ask, or it could not be asked, with the reason.
    """
    # From a story: no option of the command, no control character, nothing that is no text.
    word = clean_line(" ".join(word.split())).lstrip("-–— ")
    if command.strip():
        return _asked(word, command)
    dictionaries = list(_dictionaries(folders))
    if not dictionaries:
        raise DictionaryError(
            "no dictionary: install one of dictd's (dict-gcide, dict-wn), name a folder that has "
            "some in the config key dictionaries, or a command in the config key dictionary"
        )
    found = []
    for index in dictionaries:
        for form in _forms(word):
            articles = list(_articles(index, form))
            if articles:
                found.append(Definition(index.stem, clean("\n\n".join(articles))[:MOST_TEXT]))
                break
    return found


def folders(named: str) -> tuple[str, ...]:
    """Return where dictionaries are looked for: in some folders, then in the usual ones.

    Args:
        named: folders parted by colons (on Windows by semicolons), as in ``PATH``.
    """
    return (*filter(None, map(str.strip, named.split(os.pathsep))), *FOLDERS)


def _asked(word: str, command: str) -> list[Definition]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise DictionaryError(f"dictionary: {error}") from error
    if not words or not words[0]:
        raise DictionaryError("dictionary: it names no program")
    asked = [part.replace("{}", word) for part in words]
    if asked == words:
        asked.append(word)
    try:
        done = subprocess.run(  # noqa: S603 - the reader's own command, without a shell
            asked,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DictionaryError(f"{words[0]} took longer than {MOST_SECONDS} seconds") from error
    except OSError as error:
        raise DictionaryError(f"{words[0]}: {error.strerror or error}") from error
    said = clean(done.stdout.decode("utf-8", "replace"))[:MOST_TEXT].strip()
    if not said and done.returncode:
        complaint = clean(done.stderr.decode("utf-8", "replace")).strip().splitlines()
        if complaint:
            raise DictionaryError(f"{words[0]}: {complaint[-1][:200]}")
    return [Definition(Path(words[0]).name, said)] if said else []


def _dictionaries(folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        try:
            yield from sorted(Path(folder).expanduser().glob("*.index"))
        except (OSError, RuntimeError):
            continue  # no such folder, or nobody's home


def _forms(word: str) -> Iterator[str]:
    """Yield a word and what it may be a form of, as headwords are written."""
    word = word.strip(".,;:!?\"'()[]“”‘’«»…-— ")
    yield word
    plain = re.sub(r"['’]s?$", "", word)
    if plain != word:
        yield plain
    for ending, instead in _ENDINGS:
        if plain.lower().endswith(ending) and len(plain) > len(ending) + 2:
            root = plain[: -len(ending)] + instead
            yield root
            if not instead and root[-1:] == root[-2:-1]:
                yield root[:-1]  # stopped, stop


_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"),
    ("ing", ""), ("ing", "e"), ("er", ""), ("est", ""), ("ly", ""),
)  # fmt: skip
"""Endings of English, and what a headword has in their place."""


def _articles(index: Path, word: str) -> Iterator[str]:
    if not word:
        return
    try:
        data = index.read_bytes()
        wanted = re.compile(
            rb"^" + re.escape(word.encode()) + rb"\t([A-Za-z0-9+/]+)\t([A-Za-z0-9+/]+)",
            re.MULTILINE | re.IGNORECASE,
        )
        places = dict.fromkeys(
            (_number(match[1]), _number(match[2])) for match in wanted.finditer(data)
        )
        if not places:
            return
        plain = index.with_suffix(".dict")
        packed = index.with_suffix(".dict.dz")
        with plain.open("rb") if plain.exists() else gzip.open(packed) as texts:
            for offset, length in sorted(places):
                texts.seek(offset)
                yield texts.read(min(length, _LARGEST_ARTICLE)).decode("utf-8", "replace").strip()
    except OSError as error:
        reason = error.strerror or "it is no gzip file"
        raise DictionaryError(f"{index.stem}: its text cannot be read: {reason}") from error
    except (EOFError, ValueError, zlib.error) as error:
        raise DictionaryError(f"{index.stem}: it is damaged") from error


def _number(digits: bytes) -> int:
    value = 0
    for digit in digits.decode():
        value = value * 64 + _VALUES[digit]
    return value
