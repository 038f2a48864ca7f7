"""Chapter and part marks: ``Chapter One: Name``, ``(1/2)``, ``III.``, ``~ Epilogue ~``.

The tables name the words of each language; :func:`parse_mark` decides for one
line alone and is strict. Whether a bare number is a chapter or a page, and
whether a list of marks is a table of contents, only the whole file can say:
see :mod:`inglenook.formats.chapters`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from inglenook.model import Mark

LONGEST_MARK = 100

_NUMBERED = {
    # word -> depth: a volume holds books, a book parts, a part chapters
    "volume": 0, "vol": 0, "tome": 0, "band": 0, "том": 0,
    "book": 1, "livre": 1, "buch": 1, "libro": 1, "книга": 1,
    "part": 2, "pt": 2, "partie": 2, "teil": 2, "parte": 2, "act": 2, "phase": 2, "stage": 2,
    "часть": 2,
    "chapter": 3, "chap": 3, "chp": 3, "ch": 3, "chapitre": 3, "kapitel": 3, "capitel": 3,
    "capitulo": 3, "capítulo": 3, "capitolo": 3, "hoofdstuk": 3, "глава": 3, "rozdział": 3,
    "stave": 3, "canto": 3, "letter": 3, "episode": 3, "ep": 3, "installment": 3, "adventure": 3,
    "case": 2, "period": 1, "epoch": 1, "narrative": 2, "tale": 3, "sketch": 3, "fit": 3,
    "fytte": 3, "quarter": 3, "chirp": 3,
    "section": 4, "scene": 4, "day": 4, "night": 4,
}  # fmt: skip
_LONE = {
    "prologue": 3, "prolog": 3, "epilogue": 3, "epilog": 3, "interlude": 3, "intermission": 3,
    "prelude": 3, "postlude": 3, "preface": 3, "introduction": 3, "foreword": 3, "afterword": 3,
    "proem": 3, "envoi": 3, "conclusion": 3, "finale": 3, "coda": 3, "dedication": 3,
    "vorwort": 3, "nachwort": 3, "einleitung": 3, "préface": 3, "épilogue": 3, "conclusione": 3,
    "пролог": 3, "эпилог": 3, "appendix": 3, "vorrede": 3,
}  # fmt: skip
_FULL = {"ch": "chapter", "chap": "chapter", "chp": "chapter", "pt": "part", "vol": "volume",
         "ep": "episode", "prolog": "prologue", "epilog": "epilogue"}  # fmt: skip

_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = [
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
    "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
]  # fmt: skip


def _number_words() -> dict[str, int]:
    words = {word: value for value, word in enumerate(_UNITS)}
    words |= {word: value for value, word in enumerate(_ORDINALS)}
    for tens, word in enumerate(_TENS, start=2):
        words[word] = 10 * tens
        words[word[:-1] + "ieth"] = 10 * tens
        for unit in range(1, 10):
            for join in ("-", " ", ""):
                words[f"{word}{join}{_UNITS[unit]}"] = 10 * tens + unit
                words[f"{word}{join}{_ORDINALS[unit]}"] = 10 * tens + unit
    others = {
        "erste": 1, "erster": 1, "erstes": 1, "zweite": 2, "zweiter": 2, "zweites": 2, "dritte": 3,
        "dritter": 3, "drittes": 3, "vierte": 4, "vierter": 4, "viertes": 4, "fünfte": 5,
        "fünfter": 5, "fünftes": 5, "sechste": 6, "sechstes": 6, "siebente": 7, "siebentes": 7,
        "achte": 8, "achtes": 8, "neunte": 9, "neuntes": 9, "zehnte": 10, "zehntes": 10,
        "premier": 1, "première": 1, "deuxième": 2, "troisième": 3, "quatrième": 4,
        "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10,
        "первая": 1, "вторая": 2, "третья": 3, "last": -1, "final": -1,
    }  # fmt: skip
    return words | others


_WORDS = _number_words()
_ROMAN = r"(?=[ivxlcdm])m{0,3}(?:cm|cd|d?c{0,4})(?:xc|xl|l?x{0,4})(?:ix|iv|v?i{0,4})"
_SPELT = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_NUM = rf"(?:\d{{1,4}}(?:\.\d{{1,2}})?|{_ROMAN}|{_SPELT})"
_WORD = "|".join(sorted(map(re.escape, _NUMBERED), key=len, reverse=True))
_LONES = "|".join(sorted(map(re.escape, _LONE), key=len, reverse=True))
_OF = r"(?:\s{0,3}(?:/|\bof\b|\bout\s+of\b)\s{0,3}(?P<total>\d{1,4}|\?+|[a-z]{3,9}))?"
_I = re.IGNORECASE

_CHAPTER = re.compile(
    rf"(?P<word>{_WORD})s?(?:\.|\s|\b)\s{{0,3}}[#:(-]?\s{{0,2}}(?:the\s+)?(?P<number>{_NUM})"
    rf"(?![\w])(?!-\w){_OF}\)?(?P<rest>.*)",
    _I,
)
_ORDINAL_FIRST = re.compile(
    rf"(?:the\s+)?(?P<number>[^\W\d_]+(?:[- ][^\W\d_]+)??)\.?\s+"
    rf"(?P<word>{_WORD})(?![\w])(?P<rest>.*)",
    _I,
)
"""Which words are numbers is looked up: 300 of them in a pattern took 14 us a line."""
_NO_ORDINALS = frozenset(_UNITS)
_ALONE = re.compile(
    rf"(?:an?\s+|the\s+)?(?P<word>{_LONES})(?:\s+(?P<number>{_NUM}))?(?![\w'’])(?P<rest>.*)", _I
)
_FRACTION = re.compile(
    r"[(\[{]?\s?(?P<number>\d{1,3})\s?(?:/|of)\s?(?P<total>\d{1,3}|\?)\s?[)\]}]?", _I
)
_BARE = re.compile(rf"[(\[]?(?P<number>\d{{1,3}}|{_ROMAN})[)\].]?", _I)
_BARE_TITLED = re.compile(
    rf"\(?(?P<number>\d{{1,3}}|{_ROMAN})"
    r"(?:[.:)]\s{1,3}|\s[-–—]\s{1,3}|[.:)]\s?[-–—]{1,2}\s?)(?P<rest>[A-Z\"“‘'«ÀÉÈ].*)"
)
_ROMAN_TITLED = re.compile(
    rf"(?P<number>{_ROMAN.upper()})(?:[.:)]?\s[-–—.]?\s?|[.:)]\s?[-–—]{{1,2}}\s?)(?P<rest>[A-Z“\"].*)"
)
_BARE_UPPER_ROMAN = re.compile(r"[MDCLXVI]+\W*")

_ORNAMENT = " \t*~-=_#+.•◊§<>|:–—\xa0\\/"
_OPEN_TRIM = " \t*~-=_#+•◊§<>|–—\xa0"
_PAGE = re.compile(r"(?:p\. ?\d{1,4}|\[?pg? ?\d{1,4}\]|\{\d{1,4}\})\s?", _I)
_SEPARATED = re.compile(r"\s*[:.,\-–—=~|)\]]")
_FUNCTION_WORDS = re.compile(
    r"\b(?:is|was|were|are|had|has|have|said|says|will|would|can|could|did|does|do|went|came)\b", _I
)
_FIRST_WORDS = re.compile(r"[\W_]{0,44}(?:p\. ?\d+)?([^\W_]+)(?:[\s-]{1,3}([^\W_]+))?")


def _starters() -> frozenset[str]:
    words = {*_NUMBERED, *_LONE, *_WORDS}
    plurals = {word + "s" for word in _NUMBERED}
    return frozenset(words | plurals)


_STARTERS = _starters()
_OPENERS = _STARTERS | {"the", "a", "an", "p"}
"""First words that :data:`_FIRST_WORDS` has to look behind; ``p`` is a page's: ``p. 12``."""
_AROUND_WORDS = "\"'“”‘’«»„*_.,;:!?-–—…"
_ROMAN_LETTERS = "ivxlcdm"
_ROMAN_WORD = re.compile(_ROMAN, _I)


LONGEST_WORD = 40
"""Letters from which on no word opens a mark."""


def may_be_mark(line: str) -> bool:
    """Whether the first words leave the choice; nine lines of ten have one that opens no mark."""
    if opens_none(line[:LONGEST_WORD].partition(" ")[0]):
        return False
    match = _FIRST_WORDS.match(line)
    if match is None:
        return False
    first, second = match.group(1).casefold(), match.group(2)
    if first in {"the", "a", "an"}:
        return second is not None and second.casefold() in _STARTERS
    if first in _STARTERS or first[0].isdigit():
        return True
    if first[-1].isdigit():
        return any(first.startswith(word) and first[len(word) :].isdigit() for word in _GLUED)
    if first[0] in _ROMAN_LETTERS and _ROMAN_WORD.fullmatch(first):
        return second is None or not second[0].islower()
    return False


@lru_cache(maxsize=1 << 12)
def opens_none(start: str) -> bool:
    """Whether no mark begins so; remembered, because half of all lines begin with 300 words."""
    word = start.strip(_AROUND_WORDS)
    folded = word.casefold()
    return word.isalpha() and folded not in _OPENERS and bool(folded.strip(_ROMAN_LETTERS))


_GLUED = ("chapter", "part", "ch", "pt", "teil", "kapitel")


def strip_ornaments(line: str) -> str:
    """Return a mark or title line without the rules, stars and markup around it."""
    line = line.strip(_OPEN_TRIM).lstrip(".: ").rstrip(": ")
    match = _PAGE.match(line)
    if match and match.end() < len(line):
        line = line[match.end() :]
    if len(line) > 1 and (line[0], line[-1]) in _PAIRS and line.count(line[0]) == 1:
        inner = line[1:-1].strip()
        if not _FRACTION.fullmatch(line) and not _BARE.fullmatch(line):
            return inner
    return line


_PAIRS = {("[", "]"), ("(", ")"), ("{", "}"), ('"', '"'), ("“", "”")}


def parse_mark(line: str) -> Mark | None:
    """Return the chapter mark a line is, or None. The line must be nothing else."""
    if len(line) > LONGEST_MARK or not may_be_mark(line):
        return None
    text = strip_ornaments(" ".join(line.split()))
    if not text:
        return None
    return _numbered(text) or _lone(text) or _bare(text)


def _numbered(text: str) -> Mark | None:
    match = _CHAPTER.fullmatch(text)
    total = match.group("total") if match else None
    if not match:
        match = _ORDINAL_FIRST.fullmatch(text)
        ordinal = match.group("number").casefold() if match else ""
        if ordinal not in _WORDS or ordinal in _NO_ORDINALS:
            return None
    if not match:
        return None
    title = _title_of(match.group("rest"), text, spelt=match.group("number").isalpha())
    if title is None:
        return None
    word = match.group("word").casefold()
    return Mark(text, to_number(match.group("number")), _total(total), title, _FULL.get(word, word))


def _lone(text: str) -> Mark | None:
    match = _ALONE.fullmatch(text)
    if not match:
        return None
    title = _title_of(match.group("rest"), text, spelt=True)
    if title is None or (title and not _SEPARATED.match(match.group("rest"))):
        return None
    if title and match.group("word").islower():
        return None
    word = match.group("word").casefold()
    number = match.group("number")
    return Mark(text, to_number(number) if number else None, None, title, _FULL.get(word, word))


def _bare(text: str) -> Mark | None:
    if match := _FRACTION.fullmatch(text):
        total = _total(match.group("total"))
        number = int(match.group("number"))
        if total is not None and number > total:
            return None  # a date, a score
        return Mark(text, number, total)
    if match := _BARE.fullmatch(text):
        number_text = match.group("number")
        if number_text.isdigit() or number_text.isupper() or len(text) > len(number_text):
            return Mark(text, to_number(number_text))
        return None
    spelt = text.removesuffix(".")
    if spelt.casefold() in _WORDS:
        return Mark(text, to_number(spelt))
    match = _BARE_TITLED.fullmatch(text) or _ROMAN_TITLED.fullmatch(text)
    if match and _reads_as_title(match.group("rest")):
        if match.group("number") == "I" and text[1:2] == " ":
            return None  # "I Think So" is a sentence
        return Mark(text, to_number(match.group("number")), None, match.group("rest").strip(" -–—"))
    return None


def _title_of(rest: str, text: str, *, spelt: bool) -> str | None:
    """What follows the number as a title; None where it shows the line to be prose."""
    if not rest.strip(_ORNAMENT):
        return "" if len(rest.strip()) < 8 else None
    separated = bool(_SEPARATED.match(rest))
    title = rest.strip(_ORNAMENT + ",").strip()
    if separated:
        if title[:1].islower() and rest.lstrip()[:1] in ",-":
            return None  # "Part one, they said"
        sentence = title.endswith((".", ",", ";")) and not text.isupper() and len(title) > 45
        return None if sentence else title
    if not rest[:1].isspace():
        return None
    if title[0] in "\"'“‘(":
        return title
    if not title[0].isupper() and not title[0].isdigit():
        return None
    if spelt and not text.isupper() and _FUNCTION_WORDS.search(title) and title.endswith("."):
        return None
    return title if _reads_as_title(title) else None


def _reads_as_title(title: str) -> bool:
    title = title.strip()
    if not title or len(title) > 80:
        return False
    if title.isupper():
        return True
    if title.endswith((",", ";", "--", "-")):
        return False
    if title.endswith(".") and len(title.split()) > 9:
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w'’]*", title) if len(word) > 3]
    capital = sum(1 for word in words if word[0].isupper())
    return not words or capital >= 0.3 * len(words) or len(title) < 45


def to_number(text: str) -> int | None:
    """Return the number written as digits, Roman numerals or words; None for ``last``."""
    folded = " ".join(text.casefold().split())
    if folded in _WORDS:
        value = _WORDS[folded]
        return value if value >= 0 else None
    digits = re.match(r"\d+", folded)
    if digits:
        return int(digits.group())
    total, before = 0, 0
    for letter in reversed(folded):
        value = _ROMAN_VALUES.get(letter, 0)
        total += value if value >= before else -value
        before = max(before, value)
    return total or None


_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def _total(text: str | None) -> int | None:
    return to_number(text) if text and (text.isdigit() or text.casefold() in _WORDS) else None


def whole_title(mark: Mark) -> str:
    """Return a mark with its title, which may stand on a line of its own: ``I: The Weir``."""
    if not mark.title or mark.title in mark.text:
        return mark.text
    return f"{mark.text}{' ' if mark.text[-1] in '.:!?' else ': '}{mark.title}"


def depth(mark: Mark) -> int:
    """How deep a mark stands: 0 a volume, 1 a book, 2 a part, 3 a chapter, 4 a section."""
    return _NUMBERED.get(mark.word, _LONE.get(mark.word, 4 if mark.total is None else 3))


_TRAILING = re.compile(
    rf"(?P<title>.*?\S)[\s,:;–—~-]{{1,6}}(?P<mark>"
    rf"[(\[]\s?\d{{1,3}}\s?(?:/|of)\s?(?:\d{{1,3}}|\?)\s?[)\]]|\d{{1,3}}/(?:\d{{1,3}}|\?)"
    rf"|\d{{1,3}} of \d{{1,3}}"
    rf"|[(\[]?(?:{_WORD})s?\.?\s?#?{_NUM}(?![\w]){_OF}[)\]]?(?:[:.,–—-]+\s.{{0,60}})?"
    rf"|[(\[]?(?:prologue|epilogue|interlude)[)\]]?)",
    _I,
)


def mark_at_end(line: str) -> tuple[str, Mark | None]:
    """Part ``The Weir (1/2)`` and ``The Weir, Chapter 3`` into title and mark."""
    line = " ".join(line.split())
    if len(line) > 200:
        return line, None
    match = _TRAILING.fullmatch(line)
    if not match:
        return line, None
    mark = parse_mark(match.group("mark").strip()) or parse_mark(match.group("mark").strip("()[] "))
    return (match.group("title").strip(" -–—:,"), mark) if mark else (line, None)


_NAME_WORD = "ch|chap|chapter|pt|part|p|vol|volume|book|bk|ep|episode|kapitel|глава|часть"
_VERSION_BEFORE = re.compile(r"(?:^|[\W_])v(?:er|ersion)?[\s._-]?\Z", _I)
_LONE_IN_NAME = re.compile(r"(?:^|[^a-z])(?P<word>prologue|epilogue|interlude)\W{0,2}", _I)


def mark_in_name(stem: str) -> Mark | None:
    """Return the mark a file's name ends in: ``weir-ch02``, ``weir2``, ``weir_part3``."""
    stem = stem[-80:]
    tail = re.search(rf"(?:^|[\s._(\[-]|(?<=[a-z]))(?:{_NAME_WORD})[\s._#-]{{0,2}}"
                     rf"(?:\d{{1,3}}|(?<=[\s._-]){_ROMAN})(?:\s?(?:of|-of-|_of_)\s?\d{{1,3}})?"
                     r"[\])]?$", stem, _I)  # fmt: skip
    if tail:
        match = re.search(
            rf"(?P<word>{_NAME_WORD})[\s._#-]{{0,2}}(?P<number>\d{{1,3}}|{_ROMAN})"
            r"(?:\s?(?:of|-of-|_of_)\s?(?P<total>\d{1,3}))?[\])]?$",
            stem,
            _I,
        )
        if match:
            word = match.group("word").casefold()
            if not (word == "p" and not match.group("number").isdigit()):
                return Mark(
                    match.group().strip(" ._-()[]"),
                    to_number(match.group("number")),
                    _total(match.group("total")),
                    "",
                    _FULL.get(word, {"p": "part", "bk": "book"}.get(word, word)),
                )
    match = re.search(r"(?P<number>\d{1,3})(?:\s?(?:of|-of-|_of_)\s?(?P<total>\d{1,3}))?[\])]?$",
                      stem, _I)  # fmt: skip
    before = stem[: match.start()] if match else ""
    if match and before and not before[-1].isdigit() and not _VERSION_BEFORE.search(before):
        return Mark(
            match.group().strip("()[]"), int(match.group("number")), _total(match.group("total"))
        )
    lone = _LONE_IN_NAME.search(stem)
    if lone and lone.end() == len(stem):
        return Mark(lone.group("word"), None, None, "", lone.group("word").casefold())
    return None
