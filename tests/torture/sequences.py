"""The control sequences in what a program has written to a terminal, by family."""

from __future__ import annotations

import re

_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?P<private>[<-?]?)[0-9;:]*(?P<between>[ -/]*)(?P<final>[@-~])"
    rb"|(?P<string>[\]PX^_])(?P<number>[0-9]*)[^\x07\x1b]*(?P<end>\x07|\x1b\\)?|(?P<other>[^\[\]PX^_]))"
)


def families(output: bytes) -> set[str]:
    """Return the kinds of control sequences in what a program wrote, and its control characters."""
    found = set()
    for match in _SEQUENCE.finditer(output):
        if match["final"]:
            kind = b"CSI " + match["private"] + match["between"] + match["final"]
        elif match["string"]:
            kind = b"string " + match["string"] + match["number"]
            kind += b"" if match["end"] else b" without an end"
        else:
            kind = b"ESC " + match["other"]
        found.add(kind.decode("latin-1"))
    rest = _SEQUENCE.sub(b"", output).decode("utf-8", "replace")
    found |= {
        f"U+{ord(char):04X}"
        for char in set(rest)
        if (char < " " and char not in "\r\n")
        or "\x7f" <= char <= "\x9f"
        or "\u202a" <= char <= "\u202e"
        or "\u2066" <= char <= "\u2069"
        or char in "\u2028\u2029\u200e\u200f\u061c"
    }
    return found
