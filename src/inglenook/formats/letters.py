"""Letters, minutes and signatures quoted in a hard-wrapped text: which line ends were meant.

A letter's prose is wrapped like the story's, but its address, salutation and
signature are not; minutes and scripts begin a line with a name and a colon.
"""

from __future__ import annotations

import re

_I = re.IGNORECASE
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_SALUTATION = re.compile(
    r"\W{0,3}(?:(?:(?:my|our)(?:\ own|\ very)?\ )?(?:dear(?:est)?|beloved|honou?red|esteemed)\b"
    r".{0,50}|(?:dear\ )?(?:sirs?|madam|gentlemen)|to\ whom\ it\ may\ concern"
    r"|(?:to|from)\s?:.{0,60})(?:[,:;!.–—-]|\b){1,3}",
    _I | re.VERBOSE,
)
_ENDS_SALUTATION = (",", ":", ";", "!", "-", "–", "—", ".")
_DEVOTED = (
    r"brother|sister|mother|father|son|daughter|friend|servant|wife|husband|cousin|uncle|aunt|"
    r"nephew|niece|own|child|girl|boy|lover|obedient|loving|devoted"
)
_SIGN_OFF = re.compile(
    r"\W{0,3}(?:i\ (?:am|remain),?\ )?(?:(?:ever|very|most|always|as\ ever),?\ )?(?:"
    r"(?:yours?|sincerely|truly|faithfully|respectfully|affectionately|cordially)"
    r"(?:,?\ (?:ever|very|most|truly|sincerely|faithfully|respectfully|affectionately|always|"
    r"in\ haste|etc\.?|&c\.?|yours?)){0,3}"
    rf"|your\ (?:\w+\ ){{0,3}}(?:{_DEVOTED})"
    r"|(?:with\ |lots\ of\ |much\ |all\ my\ )?(?:\w+\ )?"
    r"(?:love|regards|respects?|(?:best|kind)\ wishes)"
    r")[,.!–—-]{0,2}",
    _I | re.VERBOSE,
)
_POSTSCRIPT = re.compile(r"\W{0,3}(?:P\.? ?){1,3}S\b[.:,]?")
_DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\ of)?\ {_MONTH}|{_MONTH}\ \d{{1,2}})\b|.*\b1[5-9]\d\d\.?$",
    _I | re.VERBOSE,
)
_ADDRESS = re.compile(
    r"\W{0,2}\d{1,4}[a-z]?,?\ [A-Z].{0,40}\b(?:Street|Road|Lane|Square|Avenue|Place|Row|Hill|"
    r"Terrace|Gardens|Drive|House|St|Rd|Ave)\b.{0,30}",
    re.VERBOSE,
)
_LABELLED = re.compile(r"[A-Z][\w'’ ]{1,24}(?:\([^)\n]{1,20}\))?:(?:\s|$)")
_ADDRESSED = re.compile(r"\W{0,3}(?:to|from) .{0,60}", _I)


def is_salutation(line: str) -> bool:
    """Whether a line greets and no more: ``My dear Ann,``."""
    line = line.strip()
    if len(line) > 60 or not line.endswith(_ENDS_SALUTATION):
        return False
    return len(line.split()) <= 7 and bool(_SALUTATION.fullmatch(line))


def is_sign_off(line: str) -> bool:
    """Whether a line takes leave: ``Yours truly,``, ``With love``."""
    line = line.strip()
    short = len(line) <= LONGEST_OPENING and len(line.split()) <= 7
    return short and bool(_SIGN_OFF.fullmatch(line))


LONGEST_OPENING = 60
"""Characters of a line that greets or takes leave."""


def reads_as_letter(lines: list[str]) -> bool:
    """Whether lines that were kept are of a letter rather than of a poem."""
    first = lines[0].strip()
    if is_salutation(first) or _addressed(first) or _POSTSCRIPT.match(first):
        return True
    if any(is_sign_off(line) for line in (lines[0], *lines[-5:])):
        return True
    short = [line.strip() for line in lines if len(line.strip()) <= 50]
    return len(lines) <= 8 and any(_DATED.match(line) or _ADDRESS.match(line) for line in short)


def _addressed(line: str) -> bool:
    """``To Ann Lee,`` and ``From: the keeper``; "To the weir the waters run" is a poem's."""
    words = line.split()
    capital = any(word[0].isupper() for word in words[1:])
    return bool(_ADDRESSED.fullmatch(line)) and capital and 2 <= len(words) <= 5


def lines_meant(text: str, width: int) -> tuple[list[str], list[str]] | None:
    """Return a group's lines as meant, if it is a letter or minutes, and the story's below it."""
    first = text.find("\n")
    opening = text[:first].strip()
    signs = len(opening) <= LONGEST_OPENING and is_sign_off(opening)
    if signs or len(opening) <= LONGEST_GREETING * width:
        greets = (signs and first < 50) or any(word in text for word in _GREETINGS)
        if greets and (found := _letter(text.split("\n"), width)):
            return found
    if text.find(":", 0, LONGEST_LABEL) > 0 and text.count(":") > 1 and _LABELLED.match(text):
        minutes = _minutes(text.split("\n"))
        return (minutes, []) if minutes else None
    return None


_MOST_ADDRESS = 8
_GREETINGS = ("dear", "Dear", "Sir", "Madam", "To ")
LONGEST_GREETING = 0.75
"""Of the file's width: prose that begins like a letter fills its line. An address is shorter."""
LONGEST_LABEL = 50
"""Characters up to which :data:`_LABELLED` finds its colon."""


def _letter(lines: list[str], width: int) -> tuple[list[str], list[str]] | None:
    bare = [line.strip() for line in lines]
    greeted = next(
        (n for n, line in enumerate(bare[:_MOST_ADDRESS]) if is_salutation(line)),
        None,
    )
    if greeted is None:
        if not (is_sign_off(bare[0]) and len(bare) > 1):
            return None
        greeted = -1
    elif len(bare[greeted]) > LONGEST_GREETING * width or any(
        len(line) > 0.7 * width for line in bare[:greeted]
    ):
        return None  # a line of prose that happens to begin so
    indents = [len(line) - len(line.lstrip(" ")) for line in lines]
    longest = max(map(len, bare))
    runs_on = sum(1 for line in bare if line[:1].islower())
    longest = longest if longest > 0.7 * width or runs_on > 1 else width
    least = min(indents)
    meant: list[str] = []
    closing = False
    for at, line in enumerate(bare):
        postscript = bool(_POSTSCRIPT.match(line))
        if closing and not postscript and len(line) > 0.7 * longest:
            return meant, lines[at:]
        closing = (closing or is_sign_off(line)) and not postscript
        before = bare[at - 1] if at else ""
        room = len(before) + 1 + len(line.split(" ", 1)[0]) <= 0.92 * longest
        own = (
            at <= greeted + 1 or closing or postscript or room or indents[at] > indents[at - 1] + 1
        )
        if own or not meant:
            meant.append(" " * (indents[at] - least) + line)
        elif before.endswith("-"):
            meant[-1] += line
        else:
            meant[-1] += " " + line
    return meant, []


def _minutes(lines: list[str]) -> list[str] | None:
    starts = [bool(_LABELLED.match(line)) for line in lines]
    if sum(starts) < 2 or sum(starts) < 0.34 * len(lines):
        return None
    meant: list[str] = []
    for line, begins in zip(lines, starts, strict=True):
        if begins:
            meant.append(line.strip())
        else:
            meant[-1] += " " + line.strip()
    return meant
