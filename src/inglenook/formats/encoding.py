"""Bytes of a text file become text, in the encoding that explains them best.

The chain, cheapest and surest first: a byte order mark, UTF-16 by its pattern
of NULs, strict UTF-8, what the file declares, a western prior (cp1252, cp437
or mac_roman, whichever makes words of the odd bytes), and only then a
statistical detector. Detectors asked first call old English stories Japanese
or Central European: a handful of curly quotes is too little for them.
"""

from __future__ import annotations

import codecs
import re
import string
import unicodedata
from collections import Counter
from itertools import islice
from typing import NamedTuple


class Decoded(NamedTuple):
    """Text, and which codec made it out of bytes."""

    text: str
    encoding: str
    """Python's name of the codec."""
    confidence: float
    evidence: str
    damaged: int = 0
    """How many characters could not be read, and are U+FFFD now."""


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with UTF-16's mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_DECLARED = re.compile(
    rb"(?:character set encoding|charset|encoding)\s{0,3}[:=]\s{0,3}[\"']?([A-Za-z0-9._-]{2,24})",
    re.IGNORECASE,
)
_LATIN1_ALIASES = frozenset({"iso8859-1", "ascii", "iso8859-15"})
"""Declared so, but written on Windows more often than not: cp1252 reads all of the first two."""
_WESTERN_SHARE = 0.35
"""Odd bytes among all letters; French has 0.05, Cyrillic and Greek more than 0.7."""
_WESTERN = ("cp1252", "cp437", "mac_roman")


def decode(data: bytes) -> Decoded:
    """Return ``data`` as text. Never fails: what cannot be read becomes U+FFFD."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec, 1.0, "byte order mark")
    if codec := _utf16_by_nuls(data):
        return _lenient(data, codec, 0.95, "every other byte is NUL")
    if data.isascii():
        if b"\x1b$B" in data or b"\x1b$@" in data:
            return _lenient(data, "iso2022_jp", 0.9, "Japanese escape sequences")
        return Decoded(data.decode("ascii"), "ascii", 1.0, "plain ASCII")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 1.0, "valid UTF-8")
    except UnicodeDecodeError:
        pass
    return _almost_utf8(data) or _declared(data) or _western(data) or _detected(data)


def _lenient(data: bytes, codec: str, confidence: float, evidence: str) -> Decoded:
    text = data.decode(codec, errors="replace")
    damaged = text.count("\ufffd")
    return Decoded(text, codec, confidence if damaged < 3 else 0.7, evidence, damaged)


def _utf16_by_nuls(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if len(sample) < 4:
        return ""
    half = len(sample) / 2
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.3 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def _almost_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a cut or patched place: a thousand good characters outweigh a bad one."""
    text = data.decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - damaged
    if good < 20 * damaged or good < 2:
        return None
    return Decoded(text, "utf-8", 0.8, f"UTF-8 but for {damaged} damaged places", damaged)


def _declared(data: bytes) -> Decoded | None:
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    try:
        codec = codecs.lookup(match.group(1).decode("ascii")).name
        if codec in _LATIN1_ALIASES:
            codec = "cp1252"
        text = data.decode(codec)
    except (LookupError, ValueError):
        return None  # an invented name, or one that does not fit: the declaration is worth nothing
    return Decoded(text, codec, 0.9, f'the file says "{match.group(1).decode("ascii")}"')


_ODD = re.compile(rb"([A-Za-z]*)([\x80-\xff])(?=([A-Za-z]*)(.))", re.DOTALL)
"""An odd byte between what may be parts of a word."""
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]{2,}(?![A-Za-z\x80-\xff])")
_ASCII = bytes(range(128))
_LETTERS = string.ascii_letters.encode()
_ENOUGH = 2000
"""Odd bytes that a code is judged by."""
_COMMONEST = 0.45
"""What cp1252 gains for being what most files are: what stands for a dash there is a letter in
the others, and a dash may be all there is."""
_QUOTES = "“‘„‚«»”’"
_DASHES = "–—…\xa0"
_SIGNS = "©®™°½¼¾§†•"
_RARE = "ƒÿšžŠŽ"
"""Letters of languages that are hardly ever written in these codes."""


class _Place(NamedTuple):
    """Where an odd byte stands."""

    around: bytes
    """It, and its neighbours: three bytes."""
    parts: bool
    """Whether it stands between, before or behind whole words, which are elsewhere in the file
    too: a dash does, an é hardly ever."""


def _western(data: bytes) -> Decoded | None:
    sample = data[: 4 * _SAMPLE]
    high = len(sample.translate(None, _ASCII))
    letters = high + len(sample) - len(sample.translate(None, _LETTERS))
    if high > _WESTERN_SHARE * letters:
        boxes = len(re.findall(rb"\xc4{4}|\xcd{4}|\xdb{4}|[\xb0-\xb2]{8}", sample))
        if not boxes:
            return None
    words = frozenset(word.lower() for word in _WORD.findall(sample))
    places = Counter(
        _place(match, words) for match in islice(_ODD.finditer(b" %b " % data), _ENOUGH)
    )
    scores = {codec: _score(places, codec) for codec in _WESTERN}
    scores["cp1252"] += _COMMONEST
    if b"\x1a" in data[-2048:]:
        scores["cp437"] += 0.05  # DOS ended its text files so
    codec = max(_WESTERN, key=lambda name: scores[name])
    if scores[codec] < 0 and high > 20:
        return None
    others = max(scores[name] for name in _WESTERN if name != codec)
    confidence = 0.9 if scores[codec] - others > 0.3 else 0.7
    result = _lenient(data, codec, confidence, f"its odd bytes make words in {codec}")
    return result._replace(confidence=confidence)


def _place(match: re.Match[bytes], words: frozenset[bytes]) -> _Place:
    start = match.start(2)
    before, after = match.group(1).lower(), match.group(3).lower()
    parts = any((before, after)) and all(not part or part in words for part in (before, after))
    return _Place(match.string[start - 1 : start + 2], parts)


def _score(places: Counter[_Place], codec: str) -> float:
    """How well odd bytes read in ``codec`` between their neighbours, from -3 to 1 on average."""
    total = 0.0
    for (around, parts), count in places.items():
        before, char, after = tuple(around.decode(codec, errors="replace"))
        worth = _plausible(before, char, after)
        # Neither a letter that stands for a dash, nor one of a row of them that are a rule.
        if char.isalpha() and (parts or before == char == after):
            worth = min(worth, -0.5)
        total += count * worth
    return total / max(places.total(), 1)


def _plausible(before: str, char: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if char == "\ufffd":
        return -3.0
    if char in _QUOTES:
        return 1.0 if _quotes(before, char, after) else -1.0
    if char in _DASHES:
        return 0.6
    if char in _SIGNS:
        return -0.5 if inside else 0.6
    if "\u2500" <= char <= "\u259f":
        return 1.0 if not before.isalpha() and not after.isalpha() else -1.0
    if char == "\xad":
        return 0.6 if inside else -0.5
    if char in "£€¥¢":
        return 0.8 if after.isdigit() or after.isspace() else -0.5
    if char in "¡¿":
        return 1.0 if after.isalpha() and not before.isalpha() else -1.0
    category = unicodedata.category(char)
    if category == "Ll" and char not in _RARE:
        return 1.0 if before.isalpha() or after.isalpha() else -0.5
    if category == "Lu" and char not in _RARE:
        return -1.0 if before.islower() else 0.9 if after.isalpha() else 0.0
    return -0.5


def _quotes(before: str, char: str, after: str) -> bool:
    """Return whether a quotation mark stands where it can open or close something."""
    inside = before.isalnum() and after.isalnum()
    if char in "„‚":
        return not before.isalnum() and not after.isspace()
    if char in "“‘":  # which close, too, what „ and ‚ have opened
        return not inside and before.isspace() != after.isspace()
    if char in "”’":
        return not before.isspace() and (char == "’" or not inside)
    return not inside  # « and », with spaces or without, either way round


def _detected(data: bytes) -> Decoded:
    import chardet  # 40 ms, and hardly a file needs it

    found = chardet.detect(data[:_SAMPLE])
    codec = str(found.get("encoding") or "")
    sure = float(found.get("confidence") or 0.0)
    if codec and sure > 0.4:
        try:
            name = codecs.lookup(codec).name
            return _lenient(data, name, min(sure, 0.75), "how often its bytes occur")
        except LookupError:
            pass
    return _lenient(data, "cp1252", 0.2, "nothing fitted; read as western text")
