"""Names for what the text leaves unnamed, and keys by which two names are the same."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from inglenook.catalog.scan import REMEMBERED
from inglenook.clean import clean_line
from inglenook.formats.addresses import identity
from inglenook.formats.labels import split_names
from inglenook.formats.marks import mark_at_end, mark_in_name, whole_title
from inglenook.model import Guess, Mark, Metadata
from inglenook.tokens import fold, tokens

OPENING_CHARACTERS = 48
"""A title made of first words is cut at the last word that ends before this."""

_ARTICLES = frozenset({"the", "a", "an"})
_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "of", "on", "or", "the", "to"}
)
_NOBODY = frozenset({"", "anonymous", "anon", "unknown", "unknown author", "author unknown"})
"""Authors that do not tell two stories of one title apart."""

_PLAIN_NAMES = frozenset(
    {
        "story", "stories", "fic", "fanfic", "file", "text", "txt", "document", "doc", "untitled",
        "new", "part", "chapter", "chap", "page", "book", "download", "downloads", "index", "print",
        "copy", "temp", "tmp", "test", "scan", "output", "draft", "post", "message", "mail",
    }
)  # fmt: skip
"""File names that name nothing."""

_ADDRESS = re.compile(r"<[^>]*>|\([^)]*\)|\S+@\S+")
_PERCENT_SPACE = re.compile(r"%20|[\s_+]+")
_HASHLIKE = re.compile(r"(?=\w*\d\w*\d)(?=\w*[^\W\d])\w{7,}")
_NUMBER_FIRST = re.compile(r"[0-9]{1,3}(?![^\W_])")
_PACKED = re.compile(r"\.(?:zip|gz)$", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyáàâäéèêëíìîïóòôöúùûü]|[^\x00-\x7f]", re.IGNORECASE)
_BY = re.compile(r"(?P<title>\S.*?) by (?P<author>[^\W\d].*)", re.IGNORECASE)
_HOST = re.compile(r"\s*(?:https?://)?(?:www\.|m\.)?([\w.-]{4,253})")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]?(?=\s)")


class FileName(NamedTuple):
    """What a file's name says."""

    folder: str
    """The folder it lies in, with ``/`` at the end; empty at the top."""
    base: str
    """The name without ending and mark; may be empty."""
    mark: Mark | None
    """``ch02``, ``part 3``, or the number the name ends in."""


def read_name(path: str) -> FileName:
    """Take a path apart; a number at the end of what is no word is no mark."""
    folder, _, name = path.rpartition("/")
    name = _PACKED.sub("", name) or name
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem or len(ending) > 5 or " " in ending:
        stem = name
    mark = mark_in_name(stem)
    base = stem
    if mark:
        base = stem[: stem.rfind(mark.text)].rstrip(" ._-([#") if mark.text in stem else stem
        if not (reads_as_words(base) or (mark.word and not base)):
            base, mark = stem, None
    return FileName(folder + "/" if folder else "", base, mark)


def folder_name(folder: str) -> str:
    """Return the name of the innermost folder of a path; of an archive without its ending."""
    return _PACKED.sub("", folder.rstrip("/").rpartition("/")[2])


def number_at_start(name: FileName) -> Mark | None:
    """Return the number that a name begins with as a mark: ``01``, ``02 - The Ford``."""
    found = _NUMBER_FIRST.match(name.base)
    return Mark(found[0], int(found[0])) if found else None


def reads_as_words(name: str) -> bool:
    """Whether a file's name was given by a person: not a number, a hash or a code."""
    if _HASHLIKE.search(name) or sum(map(str.isdigit, name)) * 3 > len(name):
        return False
    words = [word for word in re.split(r"[\W\d_]+", name) if len(word) > 2]
    return any(_VOWEL.search(word) for word in words)


def names_nothing(base: str) -> bool:
    """Whether a name is one that programs and hasty people give to any file."""
    return fold(base).strip(" ._-0123456789") in _PLAIN_NAMES


def title_of_name(base: str) -> str:
    """Return a file's name as a title: ``the_weir`` is ``The Weir``."""
    text = clean_line(_PERCENT_SPACE.sub(" ", base))
    if " " not in text:
        text = clean_line(re.sub(r"[-.]+", " ", text))
    if text != text.lower():
        return text
    words = text.split(" ")
    return " ".join(
        word if number and word in _SMALL_WORDS else word[:1].upper() + word[1:]
        for number, word in enumerate(words)
    )


@lru_cache(maxsize=REMEMBERED)
def title_key(title: str) -> str:
    """Return what two spellings of one title share: no case, accents, punctuation or article."""
    words = [token.text for token in tokens(title)]
    if len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return " ".join(words) or fold(title).strip()


@lru_cache(maxsize=REMEMBERED)
def authors_key(authors: tuple[str, ...]) -> str:
    """Return what two spellings of the same authors share; empty for nobody in particular."""
    keys = set()
    for author in authors:
        words = [token.text for token in tokens(_ADDRESS.sub(" ", author) or author)]
        keys.add(" ".join(words) or fold(author).strip())
    return "\n".join(sorted(keys - _NOBODY))


def work_key(metadata: Metadata) -> str:
    """Return what names a work at its archive, whichever of its pages it was saved from.

    Empty where there is no number: an address alone may be that of a whole site.
    """
    host, number = _HOST.match(identity(metadata.source_url)[0]), work_number(metadata)
    return f"{fold(host[1])} {number}" if host and number else ""


def work_number(metadata: Metadata) -> str:
    """Return the number of a work at its archive: as the file says, else out of its address."""
    return metadata.work_id or identity(metadata.source_url)[1]


def part_title(title: str) -> tuple[str, Mark | None]:
    """Part ``The Weir (1/2)`` into the story's title and its part's mark."""
    bare, mark = mark_at_end(title)
    # "Book Two" at the end of a title is another story; "Part 2" and "(2/3)" are the same one.
    if mark is None or not bare or mark.word in {"volume", "book"}:
        return clean_line(title), None
    return clean_line(bare), mark


def name_untitled(name: FileName, mark: Mark | None, opening: str) -> Guess:
    """Name a story whose text has no title: by its file, its mark, or its first words."""
    if name.base and reads_as_words(name.base) and not names_nothing(name.base):
        title = title_of_name(name.base)
        return Guess("title", title, 0.5, "the file's name; the text gives no title")
    if mark is not None and mark.text.strip():
        title = clean_line(mark.text)
        return Guess("title", title, 0.2, "its chapter mark; the text gives no title")
    if title := first_words(opening):
        return Guess("title", title, 0.2, "its first words; the text gives no title")
    title = title_of_name(name.base) or "Untitled"
    return Guess("title", title, 0.1, "the file's name; there is no text to go by")


def author_in_name(title: str) -> tuple[str, str]:
    """Part the file name ``The Weir by A. Name`` into title and author."""
    found = _BY.fullmatch(title)
    return (found["title"], found["author"]) if found else (title, "")


def work_in_chapter(title: str) -> tuple[str, tuple[str, ...]]:
    """Part ``The Weir, by Anna Quill and Jo Ferrer``, a chapter that is a work, into its names."""
    bare, by, names = title.rpartition(", by ")
    return (bare, split_names(names)) if by else (title, ())


def first_words(opening: str) -> str:
    """Return the first words of a text as a title, cut where a word or the sentence ends."""
    text = clean_line(opening).strip(" -–—*_/")
    end = _SENTENCE_END.search(text)
    if end and 8 <= end.end() <= OPENING_CHARACTERS:
        return text[: end.end()].rstrip(".")
    if len(text) <= OPENING_CHARACTERS:
        return text
    cut = text[: OPENING_CHARACTERS + 1]
    words = cut.rpartition(" ")[0] or cut[:OPENING_CHARACTERS]
    return words.rstrip(" ,;:.-–—“\"'(") + "…"


def chapter_title(given: str, mark: Mark | None, number: int) -> str:
    """Return the title a chapter is listed under, which is never empty.

    Args:
        given: what the text says.
        mark: its mark, or that of the part it is.
        number: of the chapter, from 1, where nothing else tells.
    """
    title = clean_line(given)
    if mark is not None and mark.total is not None and not mark.word and not mark.title:
        return f"Part {mark.number}"  # "(1/2)" is a subject's way to say it
    if title:
        return clean_line(whole_title(mark)) if mark is not None and title == mark.text else title
    if mark is not None and mark.number is None and clean_line(mark.text):
        return clean_line(mark.text)
    return f"Chapter {number}"
