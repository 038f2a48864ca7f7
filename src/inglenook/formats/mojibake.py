"""UTF-8 that a program took for western text and saved again: ``donâ€™t`` for ``don’t``.

Mended in memory, a line at a time, and only where the damage is certain:
several of the sequences no language writes, some of them inside words.
"""

from __future__ import annotations

import re

# What UTF-8's bytes look like in cp1252. The holes of that code come through as C1 controls.
_LATE = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MOJIBAKE = re.compile(rf"[ÂÃÄÅÎÏÐÑ]{_LATE}|â(?:€|„|€|‚){_LATE}|ðŸ{_LATE}{{2}}|ï»¿|â€(?=\s|$)")
_CUT_QUOTE = re.compile(r"â€(?=[\s,.;]|$)")
"""A closing quote whose third byte, which cp1252 has no sign for, was thrown away."""
_SUSPECTS = ("Ã", "â€", "Â", "ðŸ")
_FEWEST = 3
"""Sequences that make it certain, one of them in a word: a story may show a broken one."""
NOTICE = "Letters broken by a wrong encoding (â€™ for ’) were mended."


def _is_inside(text: str, at: int) -> bool:
    """Whether a sequence stands behind a letter, as the ’ of ``don’t`` and the é of café do."""
    return text[at] in "Ãâ" and text[at - 1 : at].isalpha()


def mend_mojibake(text: str) -> tuple[str, str]:
    """Undo UTF-8 read as cp1252; returns the text and a notice, which is empty if nothing was."""
    # one sign is found at ten times the speed of two
    if text.isascii() or not any(each[0] in text and each in text for each in _SUSPECTS):
        return text, ""
    places = [match.start() for match in _MOJIBAKE.finditer(text)]
    found = len(places)
    if found < _FEWEST or not any(_is_inside(text, at) for at in places):
        return text, ""
    from ftfy import TextFixerConfig, fix_encoding  # 54 ms, and hardly a file needs it

    config = TextFixerConfig(replace_lossy_sequences=False, fix_c1_controls=False)
    lines = [
        fix_encoding(_CUT_QUOTE.sub("â€\x9d", line), config) if _MOJIBAKE.search(line) else line
        for line in text.split("\n")
    ]
    mended = "\n".join(lines)
    left = len(_MOJIBAKE.findall(mended))
    if left > 0.1 * found or ("\ufffd" in mended and "\ufffd" not in text):
        return text, ""
    return mended, NOTICE
