"""Rich text (RTF), by a tokenizer of our own: one pass, no recursion, nothing run.

Text is kept wherever it stands, but for the groups that hold no story: fonts, colours,
styles, pictures, and those a writer marked as to be ignored where they are not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.styled import Paragraphs, document_of, properties
from inglenook.model import Document, Kind, Role

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<symbol>[^A-Za-z])|(?P<brace>[{}])|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\",
    re.DOTALL,
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet pict object objdata listtable listoverridetable rsidtbl "
    b"generator xmlnstbl themedata colorschememapping datastore latentstyles fldinst filetbl "
    b"revtbl bkmkstart bkmkend header footer headerl headerr headerf footerl footerr footerf "
    b"pgdsctbl template datafield formfield private nonshppict".split()
)
_SPECIAL = {
    b"tab": "\t", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ",
    b"cell": "\t",
}  # fmt: skip
_PARAGRAPHS = frozenset({b"par", b"sect", b"page", b"row", b"column"})
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 255: "cp437",
}  # fmt: skip
_TOGGLES = {
    b"i": ("italic",), b"ul": ("italic",), b"ulnone": ("italic",), b"b": ("bold",),
    b"v": ("hidden",), b"deleted": ("hidden",), b"plain": ("italic", "bold", "hidden"),
}  # fmt: skip
_INFO = frozenset({b"title", b"author", b"subject", b"doccomm"})
_DEEPEST = 10_000
_LONGEST_PROPERTY = 2000


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    italic: bool = False
    bold: bool = False
    hidden: bool = False
    skipped: bool = False
    unicode_skip: int = 1
    codec: str = ""
    target: bytes = b""
    """The property a group of ``\\info`` holds."""
    note: bool = False


class RtfFormat:
    """Rich text, told by its first bytes."""

    name = "rtf"

    def detect(self, data: bytes, path: PurePosixPath) -> float:  # noqa: ARG002 - as the protocol
        """Return how sure it is that ``data`` is RTF, from 0 to 1."""
        return 1.0 if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf") else 0.0

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Read a document. Raises NotAStory for one without text."""
        reader = _Reader()
        try:
            reader.read(data)
        except _TooDeepError:
            reason = f"its groups are nested more than {_DEEPEST} deep"
            raise UnreadableStory(clean_line(str(path)), reason) from None
        pieces = reader.out.pieces + reader.notes.pieces
        if not pieces:
            raise NotAStory(clean_line(str(path)), "a document without text")
        said = {name: clean_line("".join(parts)) for name, parts in reader.info.items()}
        title, author = said.get(b"title", ""), said.get(b"author", "")
        metadata, guesses = properties(title, author, said.get(b"doccomm", ""))
        document = document_of(pieces, metadata, guesses, str(path), self.name)
        cut = "The file is cut off: its groups are not closed."
        return replace(document, notices=(cut,) if reader.stack else ())


class _TooDeepError(Exception):
    """More open groups than any writer makes."""


class _Reader:
    """Turns tokens into paragraphs."""

    def __init__(self) -> None:
        self.out = Paragraphs()
        self.notes = Paragraphs()
        self.info: dict[bytes, list[str]] = {}
        self.stack: list[_State] = []
        self.state = _State()
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self._font: int | None = None
        self._in_fonts = 0
        self._starred = False
        self._level = 0
        self._pending = bytearray()
        self._high = 0
        self._to_skip = 0

    def read(self, data: bytes) -> None:
        """Read all of a file."""
        at, size = 0, len(data)
        while at < size:
            match = _TOKEN.match(data, at)
            if match is None:  # no byte is left out of the pattern
                break
            at = match.end()
            word = match.group("word")
            if word is not None:
                number = match.group("number")
                at = self._control(word, None if number is None else int(number), at, size)
            elif match.group("hex"):
                self._bytes(bytes.fromhex(match.group("hex").decode()))
            elif match.group("symbol"):
                self._symbol(match.group("symbol"))
            elif match.group("brace"):
                self._brace(match.group("brace"))
            elif match.group("text"):
                self._bytes(match.group("text"))
        self._flush()
        self.out.end()
        self.notes.end(Kind.NOTE, Role.END)

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._to_skip = 0
        if brace == b"{":
            if len(self.stack) >= _DEEPEST:
                raise _TooDeepError
            self.stack.append(self.state)
            self.state = replace(self.state)
            return
        if not self.stack:
            return
        was_note, self.state = self.state.note, self.stack.pop()
        if was_note and not self.state.note:
            self.notes.end(Kind.NOTE, Role.END)
        if len(self.stack) < self._in_fonts:
            self._in_fonts = 0

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in b"\r\n":
            self._paragraph()
        elif symbol in b"\\{}":
            self._bytes(symbol)
        elif symbol == b"~":
            self._text("\xa0")
        elif symbol == b"_":
            self._text("-")

    def _control(self, word: bytes, number: int | None, at: int, size: int) -> int:
        """Do what a control word says; returns where reading goes on."""
        starred, self._starred = self._starred, False
        if word == b"u" and number is not None:
            self._unicode(number % 65536)
            return at
        if word == b"bin":
            return min(at + max(number or 0, 0), size)
        self._flush()
        state = self.state
        if word == b"fonttbl":
            self._in_fonts = len(self.stack)
        if word in _INFO and self.stack and state.target == b"info":
            state.target = word
        elif word == b"info":
            state.target, state.hidden = b"info", True
        elif word == b"footnote":
            state.note = True
        elif word in _SKIPPED or (starred and word not in {b"shppict", b"footnote"}):
            state.skipped = True
        elif word in _PARAGRAPHS:
            self._paragraph()
        elif word == b"line":
            self._newline()
        elif word in _SPECIAL:
            self._text(_SPECIAL[word])
        else:
            self._format(word, number)
        return at

    def _format(self, word: bytes, number: int | None) -> None:
        state = self.state
        if word in _TOGGLES:
            for name in _TOGGLES[word]:
                setattr(state, name, number != 0 and word not in {b"plain", b"ulnone"})
        elif word == b"pard":
            self._level = 0
        elif word == b"outlinelevel" and number is not None and 0 <= number < 6:
            self._level = number + 1
        elif word == b"uc":
            state.unicode_skip = min(max(number or 0, 0), 8)
        elif word in {b"mac", b"pc", b"pca"}:
            self.codec = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
        elif word == b"ansicpg" and number:
            self.codec = _known(f"cp{number}") or self.codec
        elif word == b"f" and number is not None:
            self._font = number
            state.codec = self.fonts.get(number, "")
        elif word == b"fcharset" and self._in_fonts and self._font is not None:
            self.fonts[self._font] = _CHARSETS.get(number or 0, "") if number else ""

    def _unicode(self, code: int) -> None:
        self._flush()
        if 0xD800 <= code < 0xDC00:
            self._high = code
        elif 0xDC00 <= code < 0xE000 and self._high:
            self._text(chr(0x10000 + ((self._high - 0xD800) << 10) + code - 0xDC00))
            self._high = 0
        else:
            self._text(chr(code))
        self._to_skip = self.state.unicode_skip

    def _bytes(self, data: bytes) -> None:
        self._starred = False
        if self._to_skip:  # what stands behind \u for readers that know no Unicode
            taken = min(self._to_skip, len(data))
            self._to_skip -= taken
            data = data[taken:]
        self._pending += data

    def _flush(self) -> None:
        if self._pending:
            data = bytes(self._pending)
            self._pending.clear()
            if not data.isascii():
                self._text(data.decode(self.state.codec or self.codec, "replace"))
            else:
                self._text(data.decode("ascii"))

    def _text(self, text: str) -> None:
        self._flush()
        state = self.state
        if state.skipped:
            return
        if state.target:
            parts = self.info.setdefault(state.target, [])
            if sum(map(len, parts[-64:])) < _LONGEST_PROPERTY and len(parts) < _LONGEST_PROPERTY:
                parts.append(text[:_LONGEST_PROPERTY])
            return
        if not state.hidden:
            out = self.notes if state.note else self.out
            out.run(text, italic=state.italic, bold=state.bold)

    def _newline(self) -> None:
        if not (self.state.skipped or self.state.hidden):
            (self.notes if self.state.note else self.out).newline()

    def _paragraph(self) -> None:
        self._flush()
        if self.state.skipped or self.state.hidden:
            return
        if self.state.note:
            self.notes.end(Kind.NOTE, Role.END)
        else:
            self.out.end(level=self._level)


def _known(codec: str) -> str:
    if codec == "cp65001":
        return "utf-8"
    if codec == "cp10000":
        return "mac_roman"
    try:
        return codec if b"a".decode(codec) == "a" else ""
    except (LookupError, ValueError):
        return ""
