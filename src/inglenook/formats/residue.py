"""What archives, mail programs and Project Gutenberg put around a story.

Also repairs to text that a mail program or a web page left half decoded:
``=20`` and ``=3D``, ``&nbsp;`` and ``&quot;``.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

_NAVIGATION = re.compile(
    r"""[\W_]{0,6}(?:
        (?:print){1,2}\s*(?:this)?\s*(?:story|page|fic|chapter)\b.{0,40}
      | printer[\s-]friendly.{0,30}
      | (?:back|return|go)\s+to\s+(?:the\s+)?.{0,40}
        (?:index|archive|page|home|menu|top|list|stories|fiction|main|site).{0,20}
      | (?:e-?mail|recommend)\s+(?:this\s+)?(?:story|the\s+author|page).{0,40}
      | (?:previous|next|first|last)\s+(?:chapter|part|story|page)
        (?:\W+(?:previous|next|first|last)\s+(?:chapter|part|story|page)){0,3}
      | (?:add|leave|post|read|view)\s+(?:a\s+)?(?:review|comment|feedback)s?.{0,40}
      | (?:click|press)\s+here.{0,60} | bookmark\s+this.{0,40}
      | (?:text|font)\s+size.{0,40} | (?:sign|view)\s+(?:the\s+)?guest\s?book.{0,20}
      | this\s+(?:story|page|file|fic)\s+(?:has\s+been|was|is)\s+
        (?:downloaded|archived|hosted|printed|visited|saved).{0,160}
      | (?:downloaded|archived|retrieved|saved|printed)\s+(?:from|at|by|with)\s.{0,120}
      | (?:stories\s+by|disclaimer:\s+this\s+story\s+is\s+archived).{0,100}
      | (?:work|chapter)\s+text:? | \(see\s+the\s+end\s+of\s+the\s+(?:chapter|work)\s+for.{0,60}\)
      | report\s+(?:abuse|this\s+story).{0,40} | (?:you\s+are\s+)?visitor\s+(?:number|no\.).{0,30}
      | [\w.-]{1,40}(?:/[\w.-]{1,40}){1,4}\.\w{2,4}  # [obi/Lee/the.weir.txt]
      | (?:original\s+|this\s+)?e-?text\s+(?:came\s+from|is\s+from|from)\s.{0,80}
      | via\s+the\s+internet.{0,40} | corrections\s+(?:to|of)\s+typos.{0,80}
      | skip\s+to\s+(?:main\s+)?content | menu | share | tweet | post\ to\ facebook
    )[\W_]{0,6}""",
    re.VERBOSE | re.IGNORECASE,
)


_BETWEEN = re.compile(r"\s*(?:\]\s*\[|\)\s*\(|[|•·»¦]|>+|<+|::?|\s[-–—/~]\s)\s*")
_PARTING = re.compile(r"[\])|•·»¦<>:]|\s[-–—/~]\s")
"""What :data:`_BETWEEN` finds nothing without."""
_PLACES = frozenset(
    {"home", "main", "index", "top", "bottom", "archive", "archives", "authors", "author",
     "titles", "title", "stories", "story", "fiction", "fanfic", "fandoms", "categories",
     "series", "login", "register", "search", "links", "next", "previous", "prev", "first",
     "last", "back", "up", "contents", "menu", "guestbook", "news", "updates", "update", "faq",
     "help", "about", "contact", "forum", "forums", "reviews", "review", "print", "email",
     "e-mail", "join", "submit", "members", "webrings", "gallery", "message_board",
     "what's_new", "log_in", "log_out", "sign_in", "main_page", "front_page", "home_page",
     "chapter_index", "site_map"}
)  # fmt: skip
_MOST_WORDS = 5
"""Words of one entry of a line of links: "back to the Lamp Room"."""


def is_navigation(line: str) -> bool:
    """Whether a line is an archive's, not the story's: ``print this story``, ``home | index``."""
    line = line.strip()
    if len(line) >= 220:
        return False
    return bool(_NAVIGATION.fullmatch(line)) or _is_row_of_links(line)


def _is_row_of_links(line: str) -> bool:
    """Whether a line's entries are an archive's places, as ``[ Archive ] [ Authors ]``."""
    if not _PARTING.search(line):
        return False  # nine lines of prose of ten, in a seventh of the time it takes to part one
    entries = [entry for entry in _BETWEEN.split(line.strip("[](){}<>|•·»« \t-–—~*:")) if entry]
    if len(entries) < 2 or any(len(entry.split()) > _MOST_WORDS for entry in entries):
        return False
    places = sum(1 for entry in entries if _is_place(entry))
    linked = any(_NAVIGATION.fullmatch(entry) for entry in entries)
    return places == len(entries) or (len(entries) > 2 and 2 * places > len(entries)) or linked


def _is_place(entry: str) -> bool:
    folded = entry.strip("[](){}<>*_ ").casefold()
    return "_".join(folded.split()) in _PLACES or bool(_NAVIGATION.fullmatch(entry))


_MAIL_FIELD = re.compile(
    r"(?P<name>From|To|Date|Subject|Newsgroups|Message-I[Dd]|Organi[sz]ation|Lines|Reply-To|Sender"
    r"|References|In-Reply-To|X-[\w-]{1,30}|Path|Content-[\w-]{1,30}|MIME-Version|Mime-Version"
    r"|NNTP-[\w-]{1,30}|Received|Return-Path|Followup-To|Distribution|Approved|Cc|CC|Sent|Xref"
    r"|Delivered-To|Mailing-List|Precedence|List-[\w-]{1,20}|User-Agent|Status|Keywords|Summary"
    r"|Archive-name|Archive-Name):(?:\s+(?P<value>.*))?"
)
_MAIL_PROOF = frozenset({"From", "Subject", "Newsgroups", "Message-ID", "Message-Id", "Date"})
_FROM_LINE = re.compile(r"From \S+@?\S*\s+\w{3} \w{3} [ \d]\d .*")


class Mail(NamedTuple):
    """What a mail or news header said."""

    subject: str
    sender: str
    date: str


def read_mail_header(lines: list[str]) -> Mail | None:
    """Return the header if all these lines are one; continuation lines are indented."""
    if lines and _FROM_LINE.fullmatch(lines[0]):
        lines = lines[1:]
    found: dict[str, str] = {}
    name = ""
    for line in lines:
        match = _MAIL_FIELD.fullmatch(line[:1000])
        if match:
            name = match.group("name")
            found.setdefault(name, (match.group("value") or "").strip())
        elif line[:1] == " " and name:
            found[name] += " " + line.strip()
        else:
            return None
    if len(_MAIL_PROOF & found.keys()) < 2:
        return None
    return Mail(found.get("Subject", ""), found.get("From", ""), found.get("Date", ""))


_ARMOUR = r"\*{2,5}\s*"
_START = re.compile(
    rf"^(?:{_ARMOUR}START\s+OF\s+(?:THE|THIS)\s+PROJECT\s+GUTENBERG[^\n]{{0,200}}(?:\n[^\n]{{1,200}}\*\*\*)?"
    r"|\*END[* ]+(?:THE )?SMALL PRINT![^\n]{0,120}"
    r"|[^\n]{0,20}END\*? ?(?:THE )?SMALL PRINT[^\n]{0,120}\*END\*[^\n]{0,10})$",
    re.MULTILINE | re.IGNORECASE,
)
_STOP = re.compile(
    rf"^(?:{_ARMOUR}END\s+OF\s+(?:THE|THIS)\s+PROJECT\s+GUTENBERG[^\n]{{0,200}}"
    r"|\s{0,20}End of (?:the |this )?Project Gutenberg[^\n]{0,200})$",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST_STOP = 200
"""Characters from the start of such a line, blank ones before it included, to its last name."""

_STOP_NAMES = ("utenberg", "UTENBERG")
"""What is looked for first, in a tenth of the time a pattern takes for a book."""


class Wrapped(NamedTuple):
    """A text taken out of its wrapper."""

    before: str
    core: str
    after: str
    name: str
    """Whose wrapper it was, or empty."""


def unwrap(text: str) -> Wrapped:
    """Part a Project Gutenberg text into what stands before, the book, and the licence after."""
    if "project gutenberg" not in text[:20_000].lower():
        return Wrapped("", text, "", "")
    begin, end = 0, len(text)
    for match in _START.finditer(text, 0, 60_000):
        begin = match.end()
    named = [at for at in (text.find(name, begin) for name in _STOP_NAMES) if at >= 0]
    stop = _STOP.search(text, max(min(named) - _LONGEST_STOP, begin)) if named else None
    if stop:
        end = stop.start()
    if not begin and not stop:
        return Wrapped("", text, "", "")
    core = text[begin:end].rstrip()  # an empty last line would be a line of the last paragraph
    return Wrapped(text[:begin], core, text[end:], "Project Gutenberg")


_QUOTED_PRINTABLE = re.compile(
    rb"=(?:20|3D|2E|92|93|94|96|97|E2|85|C3|A0|09|0D|3d)(?![0-9A-Za-z]{6})"
)
_SOFT_BREAK = re.compile(rb"(?<=[^=\r\n])=\r?\n")
_BYTE = re.compile(rb"=([0-9A-F]{2})")


def mend_bytes(data: bytes) -> tuple[bytes, str]:
    """Undo quoted-printable where mail left it undone; returns the bytes and a notice."""
    if b"=" not in data:
        return data, ""
    codes = len(_QUOTED_PRINTABLE.findall(data))
    soft = len(_SOFT_BREAK.findall(data))
    if codes < 2 or (codes < 4 and not soft) or codes + soft < data.count(b"=") / 2:
        return data, ""
    data = _SOFT_BREAK.sub(b"", data)
    data = _BYTE.sub(lambda match: bytes([int(match.group(1), 16)]), data)
    return data, "A mail program's quoted-printable codes (=20, =3D) were decoded."


_ENTITY = re.compile(
    r"&(?:nbsp|quot|amp|lt|gt|apos|mdash|ndash|hellip|[lr][sd]quo|[lr]aquo|copy|eacute|egrave"
    r"|agrave|ccedil|[aeiouAEIOU](?:uml|circ|grave|acute)|ntilde|szlig|bull|middot|shy|trade|deg"
    r"|pound|euro|frac12|emsp|ensp|thinsp|#(?:3[2-9]|[4-9]\d|1[6-9]\d|[2-9]\d\d|8\d{3}))(?:;|(?=\s))"
)


def mend_text(text: str) -> tuple[str, str]:
    """Undo ``&nbsp;`` and its like where a web page left them; returns the text and a notice."""
    if "&" not in text or not _ENTITY.search(text):
        return text, ""
    mended = _ENTITY.sub(lambda match: html.unescape(match.group().rstrip(";") + ";"), text)
    return mended, "Character codes of a web page (&nbsp;, &quot;) were decoded."
