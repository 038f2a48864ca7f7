"""Lines that are no words: scene breaks, and the marks a story ends with."""

from __future__ import annotations

import re

LONGEST_BREAK = 40
"""Characters of a scene-break line; longer rules belong to tables and mail programs."""

LONGEST_RULE = 100

_ORNAMENTS = r"*\-=~_#+.oOxX0•◊§<>^|/\\:·∙●○■□▪◆◇★☆✦✧✶✳❖♦♥♠♣†‡※¤°–—―\u2500-\u259f%@&$!'`,;(){}\[\]"
_BREAK = re.compile(rf"[{_ORNAMENTS} \xa0]{{1,{LONGEST_BREAK}}}")
_NO_BREAK = re.compile(
    r"""[ .…]*                   # dots alone are a pause of dialogue, whatever their number
      | [-–—― ]{1,2}             # so is a lone dash
      | [oOxX0]{1,2}             # "Oh", "Ox", a kiss
      | ["'`!?,;:&$%@/\\()\[\]{} .]*
      """,
    re.VERBOSE,
)
_LETTERED = re.compile(r"[oOxX0 ]+")
_KISSES = re.compile(
    r"(?:[oO] ?[oO0] ?[oO]|[xX]{3,40}|[oO]{3,40}|0{3,40}|(?:[oOxX0] ){2,19}[oOxX0]|"
    r"(?:[xX][oO0]){1,20}[xX]?|(?:[oO0][xX]){1,20}[oO0]?)"
)
_RULE_TAG = re.compile(r"<hr\b[^<>]{0,60}>(?:\s*</hr>)?", re.IGNORECASE)
_WORDED = re.compile(
    r"\W{0,8}(?:scene break|page break|line break|break|scene change)\W{0,8}", re.I
)


def is_scene_break(line: str) -> bool:
    """Whether a line parts two scenes: ``* * *``, ``~*~*~``, ``-----``, ``oOo``, ``<hr>``."""
    line = line.strip()
    if not line or len(line) > LONGEST_BREAK + 20:
        return False
    if line[0] == "<" and _RULE_TAG.fullmatch(line):
        return True
    if not _BREAK.fullmatch(line):
        return line[0] in "-~*=[(#<" and bool(_WORDED.fullmatch(line))
    if _NO_BREAK.fullmatch(line):
        return False
    if _LETTERED.fullmatch(line):
        return bool(_KISSES.fullmatch(line))
    return True


_LONG_RULE = re.compile(rf"[{_ORNAMENTS} ]{{{LONGEST_BREAK},{LONGEST_RULE}}}")
_MOST_SIGNS = 4


def is_long_rule(line: str) -> bool:
    """Whether a line is a rule over the whole width, ``-=*=--=*=-``; only alone does it part."""
    line = line.strip()
    return len(set(line)) <= _MOST_SIGNS and bool(_LONG_RULE.fullmatch(line))


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?"
    r"(?:\d{4}|'\d{2})|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?:19|20)\d{2})"
)
_PART = r"(?:chapter|part|book|story|episode|section|file|volume|act|prologue|epilogue)"
_NUMBER = r"(?:\d{1,4}|[ivxlc]{1,7}|one|two|three|four|five|six|seven|eight|nine|ten)"
_END = re.compile(
    rf"""(?:
        (?:the\s+)?end(?:\s+of)?(?:\s+(?:the\s+)?{_PART})?(?:\s*\#?\s*{_NUMBER})?
            (?:\s*(?:of|/)\s*{_NUMBER})?(?:\s+of\s+(?:{_NUMBER}|["“(*_].{{1,60}}))?
      | end\s+of\s+.{{0,40}}project\s+gutenberg.{{0,80}}
      | t\.?\s?b\.?\s?c\.?(?:\s+in\s+.{{1,20}})?
      | to\s+be\s+continued .{{0,40}}
      | (?:continued|concluded)\s+in\s+.{{1,40}}
      | fin(?:is|ished|ito|e|ale)? | the\s+end\s+.{{0,3}}
      | (?:finished|completed|written|posted)?\s*:?\s*{_DATE}
      | (?:copyright\s*)?(?:©|\(c\))(?:\s*copyright)?\s*.{{0,60}}
      | copyright\s+.{{0,60}}\d{{4}}.{{0,40}}
      | ende | конец | fine | fin\s+du\s+.{{1,40}}
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TRIM = " \t*~-=_#+.•◊§<>()[]!:…–—"
END_CHECK = 110
_CLOSING = re.compile(
    r"(?:the\s+)?end\b.{0,40}|t\.?b\.?c\.?|to\s+be\s+continued.{0,20}|fin(?:is)?"
    r"|(?:copyright|\(c\)|©).{0,80}",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """Whether a line is an end that notes may follow; a date may open a diary's next entry."""
    return is_end(line) and bool(_CLOSING.fullmatch(line.strip(_TRIM)))


def is_end(line: str) -> bool:
    """Whether a line closes a story or a part: ``THE END``, ``TBC``, ``© 2006``, ``4/12/99``."""
    line = line.strip()
    if not line or len(line) > END_CHECK:
        return False
    bare = line.strip(_TRIM)
    if bare.isupper() and bare.startswith(("END OF ", "THE END OF ")):
        return True
    if _END.fullmatch(line) or (bare and _END.fullmatch(bare)):
        return True
    return bool(re.fullmatch(r"\(c\).{0,60}", line, re.IGNORECASE))
