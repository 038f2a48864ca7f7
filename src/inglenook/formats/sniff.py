"""Files that are no stories: told by their first bytes, their name, or how their text is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

_MAGIC = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"BM", "a picture"), (b"II*\x00", "a picture"), (b"MM\x00*", "a picture"),
    (b"SQLite format 3", "a database"), (b"\x1f\x8b", "a compressed file"),
    (b"PK\x03\x04", "a ZIP archive"), (b"PK\x05\x06", "a ZIP archive"),
    (b"7z\xbc\xaf", "a compressed file"), (b"Rar!", "a compressed file"),
    (b"BZh", "a compressed file"), (b"\xfd7zXZ", "a compressed file"),
    (b"%PDF", "a PDF"), (b"{\\rtf", "a rich text (RTF) file"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"), (b"\xca\xfe\xba\xbe", "a program"), (b"ID3", "a sound file"),
    (b"OggS", "a sound file"), (b"fLaC", "a sound file"), (b"RIFF", "a sound or video file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"), (b"wOFF", "a font"), (b"OTTO", "a font"),
    (b"\x00\x01\x00\x00", "a font"), (b"%!PS", "a PostScript file"), (b"\x00asm", "a program"),
)  # fmt: skip
_SUFFIXES = {
    "a style sheet": "css scss less tcss",
    "data": "json jsonl csv tsv xml yaml yml toml ini cfg conf sql opf ncx plist lock properties",
    "source code": "py pyc js mjs ts tsx jsx c h cpp hpp cc java go rs rb pl php sh bash bat ps1 "
    "lua swift kt scala cs vb asm r m sed awk mk cmake el lisp vim diff patch",
    "a log": "log",
}
_BY_SUFFIX = {suffix: what for what, all_ in _SUFFIXES.items() for suffix in all_.split()}
_WEB = re.compile(rb"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,400}?-->\s{0,99})?"
                  rb"<(?:!doctype\s+html|html|head|body)\b",
                  re.IGNORECASE | re.DOTALL)  # fmt: skip
_XML = re.compile(rb"\s{0,99}<\?xml\b")
_SAMPLE = 1 << 16
_STRANGE = re.compile("[\x01-\x07\x0e-\x19\x1c-\x1f]")
_CODE = re.compile(
    r"^\s*(?:import [\w.]+;?$|from [\w.]+ import |#include\b|def \w+\(.*\).*:$|class \w+.*[:{]$"
    r"|function\s*\w*\(|(?:var|let|const) \w+ ?=|public |private |return\b.*;$|@\w+|\}|\{|//|/\*"
    r"|[.#@]?[\w.:#> ,-]+\s*\{$|[\w-]+:\s*[^;]+;$|\"[^\"]*\"\s*:|.*[;{}]$)",
    re.MULTILINE,
)


def not_a_story(data: bytes, path: PurePosixPath) -> str:
    """Return what the bytes are when they are no story's: ``a picture``; else an empty string."""
    if not data.strip(b" \t\r\n\x00\x1a\x0c\xef\xbb\xbf\xff\xfe"):
        return "empty"
    for magic, what in _MAGIC:
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:512]):
            return what
    if data[4:8] == b"ftyp":
        return "a sound or video file"
    if _WEB.match(data):
        return "a web page"
    if path.suffix[1:].lower() != "txt" and _XML.match(data):
        return "an XML file"
    return ""


_STARTS_CODE = (
    "@", "#", "{", "}", "/", '"', "import", "from", "def", "class", "function", "var", "let",
    "const", "public", "private", "return",
)  # fmt: skip
_ENDS_CODE = (";", "{", "}", ":")


def _is_code(line: str) -> bool:
    # Nearly all prose is let off by its first and last sign, in a tenth of the pattern's time.
    may_be = line.endswith(_ENDS_CODE) or line.startswith(_STARTS_CODE)
    return may_be and _CODE.match(line) is not None


def not_prose(text: str, path: PurePosixPath) -> str:
    """Return what decoded text is when it is not prose; else an empty string.

    A name alone convicts nothing: a story may be called ``chapter.h``. Name and
    text together do, or text that is hardly made of words.
    """
    sample = text[:_SAMPLE]
    size = max(len(sample), 1)
    strange = len(_STRANGE.findall(sample))
    nuls = sample.count("\x00")
    if strange > 0.01 * size + 4 or nuls > 0.3 * size or sample.count("\ufffd") > 0.1 * size:
        return "not text"
    if not any(char.isalnum() for char in sample):
        return "without a word"
    lines = [line for line in sample[:_JUDGED].split("\n") if line.strip()]
    coded = sum(1 for line in lines if len(line) < 400 and _is_code(line.strip()))
    share = coded / max(len(lines), 1)
    kind = _BY_SUFFIX.get(path.suffix[1:].lower(), "")
    start = sample.lstrip()[:1]
    if start in "{[" and '"' in sample and re.match(r'\s*[\[{]\s*(?:["\[{}\]]|-?\d)', sample):
        marks = sum(sample.count(char) for char in '":,[]{}')
        if marks > 0.05 * size:
            return "data"
    if kind and (share > 0.2 or kind in {"data", "a log"}):
        return kind
    if share > 0.6 and len(lines) > 5:
        return "source code"
    if path.suffix.lower() not in _MARKED_UP and _is_program(sample[:_JUDGED], lines):
        return "source code"
    return ""


_JUDGED = 16_000
"""Characters whose lines are looked at."""
_MARKED_UP = frozenset({".md", ".markdown", ".mkd", ".rst"})
"""Names of texts whose headings and lists begin with the signs of comments."""
_FEWEST_STATEMENTS = 12
"""Lines from which on a text is judged so."""
_SIGNS = "{}()[]=<>_;#$&|\\/*+%@^~`"
_STATEMENT = re.compile(
    r"""\s*(?:
        [\w.$@%\[\]'"*&>-]{1,80}\s{0,9}(?:[-+*/|&.:]?=(?!=)|=>|\().*  # x = 1, self.x(), x => y
      | .*[;{}] | .*\)\s?:
      | (?:if|elif|else|for|while|try|except|with|case|switch|elsif|def|class)\b.*:
      | (?:\#|//|/\*|\*/|\"\"\"|--\s|@\w).*
      | (?:import|from|use|package|return|include|end|fi|done|else|endif|let|set|call)\b
        [\w\s.,;:'"=&-]*
    )""",
    re.VERBOSE,
)
"""A line of a program in one of the languages of the braces, the indents or the ``end``."""
_PROGRAMS = ((0.4, 0.05), (0.25, 0.09))
"""Share of such lines, and of signs among all that is no space. Of 426 files of source code (C,
Python, Rust, Perl, JavaScript, Go, Vim, Emacs Lisp, shell) 80 % are told so, of 550 texts of
stories none: a story's signs are its verses' and tables', its "statements" end in a semicolon."""


def _is_program(sample: str, lines: Sequence[str]) -> bool:
    if len(lines) < _FEWEST_STATEMENTS:
        return False
    letters = len(sample) - sample.count(" ") - sample.count("\n")
    signs = sum(map(sample.count, _SIGNS)) / max(letters, 1)
    if all(signs <= least for _, least in _PROGRAMS):
        return False
    lines = [line for line in lines if len(line) < _LONGEST_STATEMENT]
    share = sum(1 for line in lines if _STATEMENT.fullmatch(line)) / max(len(lines), 1)
    return any(share > stated and signs > signed for stated, signed in _PROGRAMS)


_LONGEST_STATEMENT = 400
