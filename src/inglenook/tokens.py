"""Words: the one place that decides what a word is and when two words are the same.

The index, the query, the matcher and the titles' lookup all come here, so what
one of them calls a word the others find. A word is letters and digits with
apostrophes inside it; there is no stop list, so "to be or not to be" can be
found. Hyphens and dashes part words. Chinese and Japanese do not part words,
so there every character is one.

Three strings belong to a word::

    as written   Lana’s   CAFÉ    strasse's
    folded       lana's   cafe    strasse's     case, accents and curly quotes gone
    stem         lana     cafe    strass        English endings gone

Folding and stemming are remembered by word. Text repeats its words, so 97 %
of lookups are answered from memory; stemming a new word takes 24 µs.
"""

from __future__ import annotations

import re
import sys
import threading
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Generic, NamedTuple, TypeVar, cast

T = TypeVar("T")

MOST_REMEMBERED = 1 << 17
"""Words remembered before the memory is emptied: about 20 MB; a shelf of 50 MB has 90,000."""

MOST_LETTERS = 64
"""Longer words are the same word when this much of them is: an encoded picture is no vocabulary."""

_APOSTROPHES = "'`\u00b4\u2018\u2019\u201b\u02bb\u02bc\uff07"
"""What people and programs have used for ``'``. Two of them count as letters for Python."""

_ACCENTS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u135d-\u135f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u2cef-\u2cf1\u2de0-\u2dff\u302a-\u302f\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ufb1e\ufe20-\ufe2f"
)
"""Marks a reader may leave out: accents, Hebrew and Arabic points."""

_JOINERS = "\u00ad\u180b-\u180f\u200c\u200d\u2060\ufe00-\ufe0f"
"""Invisible characters inside words: soft hyphen, joiners, variation selectors."""

_VOWELS = (
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a4d\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57"
    "\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03"
    "\u0d3b-\u0d4d\u0dca-\u0ddf\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u0f71-\u0f84\u102b-\u103e\u1056-\u1059\u17b4-\u17d3\u3099\u309a"
    # Syriac to Mandaic, more of India, Sinhala, Tibetan, Burmese, then islands and hills
    "\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u07fd\u0816-\u082d\u0859-\u085b"
    "\u09e2\u09e3\u09fe\u0a51\u0a75\u0ae2\u0ae3\u0afa-\u0aff\u0b62\u0b63\u0bd7\u0c3c\u0c62\u0c63\u0ce2\u0ce3"
    "\u0d57\u0d62\u0d63\u0d81-\u0d83\u0df2\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f86-\u0fbc\u0fc6"
    "\u105e-\u1074\u1082-\u109d\u1712-\u1715\u1732-\u1734\u1752\u1753\u1772\u1773\u17dd\u1885\u1886\u18a9"
    "\u1920-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1b00-\u1b04\u1b34-\u1b44\u1b6b-\u1b73\u1b80-\u1b82\u1ba1-\u1bad"
    "\u1be6-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1cf9\u2d7f\ua6f0\ua6f1\ua802\ua806\ua80b\ua823-\ua827"
    "\ua82c\ua880\ua881\ua8b4-\ua8c5\ua8e0-\ua8f1\ua8ff\ua926-\ua92d\ua947-\ua953\ua980-\ua983\ua9b3-\ua9c0"
    "\ua9e5\uaa29-\uaa36\uaa43\uaa4c\uaa4d\uaa7b-\uaa7d\uaab0-\uaac1\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea"
    "\uabec\uabed"
)
"""Marks that are part of the spelling: vowel signs of Asian scripts, kana's voicing marks."""

_ONE_A_CHARACTER = (
    "\u3005-\u3007\u3040-\u3098\u309d-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Han and kana. Korean parts its words by spaces."""

_LETTER = rf"[^\W_{_APOSTROPHES}{_ONE_A_CHARACTER}]"
_MARK = f"[{_ACCENTS}{_JOINERS}{_VOWELS}]"
# Possessive: 34 MB/s, where letters and marks in one alternation that can be retried make 18.
_RUN = f"{_LETTER}++(?:{_MARK}++{_LETTER}*+)*+"


@cache
def _word() -> re.Pattern[str]:
    # Compiling takes 5 ms, and the first page is on screen before anybody asks for a word.
    return re.compile(rf"{_RUN}(?:[{_APOSTROPHES}]{_RUN})*+|[{_ONE_A_CHARACTER}]{_MARK}*+")


@cache
def _dropped() -> re.Pattern[str]:
    return re.compile(f"[{_ACCENTS}{_JOINERS}]+")


_SPELT_OUT = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'")
    | {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i"}
)
"""Letters that Unicode does not take apart but people type apart."""


class Token(NamedTuple):
    """A word and where it stands."""

    text: str
    """Folded, not stemmed."""
    start: int
    """Characters into the original text, from 0."""
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of ``text`` in order, folded, with their places."""
    known = _folded
    return [Token(known[match[0]], *match.span()) for match in _word().finditer(text)]


def surfaces(text: str) -> list[str]:
    """Return the words of ``text`` as they are written: the same ones as :func:`tokens`.

    Three times as fast, for callers that keep what they make of a word in a :class:`Memo`.
    """
    return _word().findall(text)


def has_words(text: str) -> bool:
    """Return whether there is any word in ``text``."""
    return _word().search(text) is not None


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of ``text`` stand: the same ones as :func:`tokens`."""
    return [match.span() for match in _word().finditer(text)]


def fold(text: str) -> str:
    """Return ``text`` without case, accents, ligatures and curly apostrophes.

    ``é``, ``e`` with U+0301 and ``e`` are the same, and so are ``ß`` and ``ss``, ``ﬁ`` and ``fi``.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    # Twice, as Unicode's own caseless matching does: taking apart can bring capitals to light.
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT_OUT))
        text = _dropped().sub("", text).translate(_SPELT_OUT)
    return unicodedata.normalize("NFC", text)


def stem(word: str) -> str:
    """Return a folded word without its English ending: ``walking`` and ``walks`` are ``walk``."""
    return _stems[word]


def beginning(word: str) -> str:
    """Return what a folded word and its stem both begin with: ``dying`` and ``die``, ``di``.

    Endings fall from the end, so two letters stay, but for a ``y`` that becomes an ``i``. Looking
    at this first saves stemming the words that cannot be what is looked for: 24 µs each.
    """
    return word[:2].replace("y", "i").rstrip("'")


def trunk(stem: str) -> str:
    """Return what every folded word with this stem begins with; nothing where that is little.

    The stemmer may have spelt the end anew: ``-ational`` becomes ``-ate``, ``-y`` becomes ``-i``.
    What is before that end is in the text as it is here.
    """
    stem, _, _ = stem.partition("'")
    for ending in _SPELT_ANEW:
        if stem.endswith(ending):
            stem = stem.removesuffix(ending)
            break
    return stem if len(stem) > 2 else ""


def fold_word(word: str) -> str:
    """Return the folded form of one word out of :func:`surfaces` (memoised)."""
    return _folded[word]


class Memo(dict[str, T], Generic[T]):
    """What a function makes of a word, remembered; forgets all at once when it is full."""

    def __init__(self, make: Callable[[str], T], most: int = MOST_REMEMBERED) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, word: str) -> T:
        made = self._make(word)
        if len(word) <= MOST_LETTERS:
            if len(self) >= self._most:
                self.clear()
            self[word] = made
        return made


def _fold_word(word: str) -> str:
    # A few Arabic presentation forms fold to nothing but space; they stay what they are.
    word = word[:MOST_LETTERS]
    return fold(word).replace(" ", "") or word


_ENDS = (
    *("'", "s", "y", "e", "i"),
    *("ed", "ing", "al", "ul", "ll", "er", "or", "ion", "ism", "nt", "st", "ic"),
)
"""What a word ends in that has an English ending, or one that is spelt otherwise in its stem."""


_SPELT_ANEW = (
    *("tion", "less", "ence", "ance", "able", "ate", "ize", "enc", "anc", "abl", "ble", "ous"),
    *("ive", "ful", "ent", "iz", "bl", "al", "iv", "og", "ic", "e", "i", "y"),
)
"""Endings that the stemmer may have written, or cut short; the longest first."""


def _stem_word(word: str) -> str:
    global _snowball
    if not word.endswith(_ENDS):
        # Four different words in ten, and 24 µs each.
        return word
    # The stemmer works on a word it keeps: two threads at once get each other's endings.
    with _stemming:
        if _snowball is None:
            _snowball = _english()
        found = _snowball(word)
    # "aed" would be "a": an ending that is all but the word is none.
    return found if beginning(found) == beginning(word) else word


def _english() -> Callable[[str], str]:
    """Return the English stemmer of ``snowballstemmer`` without its thirty other languages.

    They take 15 ms to import and come with the package, so its modules are imported as those of
    a package of another name: 2 ms, which neither a start nor a page needs.
    """
    from importlib import import_module
    from importlib.util import find_spec
    from types import ModuleType

    name = "_inglenook_snowball"
    spec = find_spec("snowballstemmer")
    package = ModuleType(name)
    package.__path__ = list(spec.submodule_search_locations or ()) if spec else []
    sys.modules.setdefault(name, package)
    stemmer = import_module(f"{name}.english_stemmer").EnglishStemmer()
    return cast("Callable[[str], str]", stemmer.stemWord)


_snowball: Callable[[str], str] | None = None
_stemming = threading.Lock()
_folded = Memo(_fold_word)
_stems = Memo(_stem_word)
