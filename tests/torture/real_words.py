"""No word of a real file is lost, and none is refused: every file of the corpus, where it is present.

What a file says is read here in another way, as bluntly as can be: tags are cut off by patterns.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import chain
from pathlib import Path, PurePosixPath
from random import Random
from urllib.parse import unquote

from every_word import MOST_LOST, words, words_in
from inglenook.errors import UnreadableStory
from inglenook.formats import is_folder, read
from real_files import real_files
from registry import attack

FEW = 3
"""Words that may be lost of any file: of the blunt reading's own mistakes."""
NONE = 20
"""Words up to which a file may be refused: a book of pictures says what they are."""
NO_STORIES = frozenset({"blns.txt"})
"""Files that are none, and are refused for it."""
_LOCKED = "META-INF/encryption.xml"

_WITHIN_WORDS = (
    "i b em strong span a abbr small sup sub u font cite code q strike s big tt dfn wbr ins del var "
    "kbd acronym mark time"
).replace(" ", "|")
_TAGS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (re.compile(r"<(script|style|title|nav|svg|head)\b.*?</\1\s*>", re.DOTALL | re.I), " "),
    (re.compile(rf"</?(?:{_WITHIN_WORDS})\b[^>]*>", re.I), ""),
    (re.compile(r"<[^>]*>"), " "),
)
_BODY = re.compile(r"<body\b.*", re.DOTALL | re.I)
_ITEM = re.compile(r"<(?:\w+:)?item\s[^>]*>")
_REFERENCE = re.compile(r"<(?:\w+:)?itemref\s[^>]*\bidref=[\"']([^\"']*)")


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _page(data: bytes) -> str:
    text = _text(data)
    text = found[0] if (found := _BODY.search(text)) else text
    for tag, stands_for in _TAGS:
        text = tag.sub(stands_for, text)
    return unescape(text)


def _attribute(name: str, tag: str) -> str:
    return found[2] if (found := re.search(rf"\b{name}=([\"'])(.*?)\1", tag)) else ""


def _book(path: Path) -> str:
    """Return what the pages of an EPUB say, those of its spine."""
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        package = next((name for name in names if name.endswith(".opf")), "")
        if not package or _LOCKED in names:
            return ""
        said = _text(book.read(package))
        items = {_attribute("id", tag): _attribute("href", tag) for tag in _ITEM.findall(said)}
        pages = [
            posixpath.normpath(posixpath.join(posixpath.dirname(package), unquote(items[one])))
            for one in dict.fromkeys(_REFERENCE.findall(said))
            if one in items
        ]
        return "\n".join(
            _page(book.read(name)) for name in pages if name in names and name.endswith("html")
        )


def _says(path: Path, data: bytes) -> Counter[str]:
    match path.suffix.lower():
        case ".epub":
            try:
                return words(_book(path))
            except zipfile.BadZipFile:
                return Counter()
        case ".html" | ".htm":
            return words(_page(data))
        case ".md":
            return words(unescape(re.sub(r"\]\([^)]*\)", "", _text(data))))
    return words(_text(data))


def _told(path: Path) -> Iterator[str]:
    data = path.read_bytes()
    name = PurePosixPath(path.name)
    if is_folder(data, name):
        return
    said = _says(path, data)
    try:
        document = read(data, name)
    except UnreadableStory as error:
        if said.total() > NONE and path.name not in NO_STORIES:
            yield f"{path} is refused: {error.reason}"
        return
    lost = said - words_in(document)
    if lost.total() > FEW + MOST_LOST * said.total():
        shown = ", ".join(f"{word} ({times})" for word, times in lost.most_common(5))
        yield f"{path}: {lost.total()} of {said.total()} words lost: {shown}"


@attack("no real file is refused, nor a word of it lost", quick=8, long=1_000)
def words_of_real_files(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Read as many files of the corpus and the seeds as there are tries, or all of them."""
    folders = [found for name in ("corpus", "seeds") if (found := real_files(name))]
    files = sorted(
        path
        for path in chain.from_iterable(each.rglob("*") for each in folders)
        if path.is_file() and not path.suffix.startswith(".json")
    )
    for path in rng.sample(files, min(tries, len(files))):
        yield from _told(path)
