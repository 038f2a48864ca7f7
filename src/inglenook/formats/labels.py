"""Label lines of story headers: ``Rating: PG-13``, ``AUTHOR'S NOTE - ...``, ``Summary =``.

The table takes languages: a language is one more mapping from field to the
spellings in use. A label with a typed place in :class:`~inglenook.model.Metadata`
carries that field's name; the others are kept under their own name in ``other``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from inglenook.model import Metadata

TABLE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "title": ("title", "fic", "fanfic", "new fic", "ficlet", "name of story", "ebook title",
                  "full title"),
        "authors": ("author", "by", "written by", "pen name", "penname", "writer", "author name",
                    "authored by", "pseud"),
        "fandoms": ("fandom", "show", "universe", "tv show"),
        "categories": ("category", "genre"),
        "series": ("series", "sequel to", "prequel to", "sequel", "series title", "sequence"),
        "relationships": ("pairing", "relationship", "ship", "couple", "pair", "main pairing",
                          "primary pairing", "romance"),
        "characters": ("character", "main characters", "featuring", "starring", "cast"),
        "rating": ("rating", "rated", "rate", "content rating"),
        "warnings": ("warning", "archive warning", "content warning", "trigger warning",
                     "content notes", "cw", "tw", "caution"),
        "tags": ("tag", "additional tag", "keyword", "classification", "freeform"),
        "summary": ("summary", "description", "synopsis", "blurb", "plot", "short summary"),
        "status": ("status", "complete"),
        "words": ("word count", "wordcount", "words", "length", "size"),
        "chapters": ("chapters", "parts", "no. of chapters", "number of chapters"),
        "published": ("published", "date", "written", "posted", "date posted", "date written",
                      "date published", "date started", "originally published", "release date",
                      "first posted", "posting date"),
        "updated": ("updated", "completed", "last updated", "date completed", "revised",
                    "date last updated", "most recently updated"),
        "notes": ("author's note", "authors note", "author note", "a/n", "an", "note", "notes",
                  "author's comments", "comment", "note from the author", "story note",
                  "chapter notes"),
        "source_url": ("source", "story url", "url", "originally posted", "originally posted at",
                       "link", "posted originally on the archive of our own at"),
        "language": ("language",),
        "email": ("e-mail", "email", "mail", "e-mail address", "email address", "author e-mail",
                  "contact"),
        "website": ("website", "web site", "webpage", "homepage", "home page", "web page", "site",
                    "author url", "livejournal", "lj", "series url"),
        "spoilers": ("spoiler", "spoiler warning", "spoilers for"),
        "timeline": ("timeline", "time line", "setting", "set", "season", "episode", "continuity",
                     "takes place", "time frame", "timeframe"),
        "archive": ("archive", "archiving", "permission to archive", "archived at", "distribution",
                    "distribute", "permission"),
        "feedback": ("feedback", "comments to", "reviews", "send feedback to",
                     "constructive criticism", "flames"),
        "disclaimer": ("disclaimer", "disclaimers", "standard disclaimer", "legal stuff", "legal",
                       "copyright", "disclaim", "obligatory disclaimer"),
        "dedication": ("dedication", "dedicated to", "for", "gift for", "written for"),
        "thanks": ("thanks", "thanks to", "thank you", "acknowledgements", "acknowledgments",
                   "special thanks", "credit", "credits", "many thanks"),
        "beta": ("beta", "betas", "beta reader", "beta'd by", "betaed by", "beta by", "edited by"),
        "prompt": ("prompt", "challenge", "request", "theme", "table", "community", "comm"),
        "type": ("type", "format", "story type"),
        "translator": ("translator", "translated by", "translation", "editor", "illustrator",
                       "contributor"),
        "music": ("music", "song", "lyrics", "soundtrack"),
        "stats": ("stats", "stories statistics", "collections", "collection", "hits", "kudos",
                  "bookmarks", "reviews count"),
        "packaged": ("packaged",),
        "publisher": ("publisher",),
        "encoding": ("character set encoding",),
        "credits": ("credits", "produced by"),
        "part": ("part", "chapter"),
    },
    "ru": {
        "title": ("название", "заголовок"),
        "authors": ("автор", "авторы"),
        "fandoms": ("фандом", "фэндом"),
        "relationships": ("пейринг", "пейринги", "персонажи и пейринги"),
        "characters": ("персонажи", "герои"),
        "rating": ("рейтинг",),
        "warnings": ("предупреждение", "предупреждения"),
        "categories": ("категория", "жанр", "жанры"),
        "summary": ("саммари", "краткое содержание", "описание", "аннотация"),
        "notes": ("примечание", "примечания", "от автора"),
        "disclaimer": ("дисклеймер", "дисклаймер", "отказ"),
        "status": ("статус",),
        "beta": ("бета",),
        "published": ("дата", "опубликовано"),
        "words": ("размер",),
    },
    "de": {
        "title": ("titel",),
        "authors": ("autor", "autorin"),
        "summary": ("zusammenfassung", "inhalt"),
        "notes": ("anmerkung", "anmerkungen"),
    },
    "fr": {
        "title": ("titre",),
        "authors": ("auteur", "auteure"),
        "summary": ("résumé",),
        "notes": ("note de l'auteur",),
    },
}  # fmt: skip

WEAK = frozenset(
    {"published", "updated", "source_url", "words", "type", "timeline", "thanks", "dedication",
     "music", "part", "stats", "language", "email", "website", "credits", "translator",
     "prompt", "chapters", "publisher", "encoding", "packaged"}
)  # fmt: skip
"""Labels that prose or a letter uses too: they count only beside a stronger one."""

_LISTS = frozenset({"fandoms", "relationships", "characters", "tags", "warnings", "categories"})
_TYPED = _LISTS | {
    "title", "authors", "language", "summary", "notes", "rating", "series", "status", "words",
    "chapters", "published", "updated", "source_url",
}  # fmt: skip


def _fold(label: str) -> str:
    folded = " ".join(label.casefold().replace("’", "'").replace("`", "'").split())
    return folded.strip(" *_-~.#")


def _by_spelling() -> dict[str, str]:
    found: dict[str, str] = {}
    for fields in TABLE.values():
        for name, spellings in fields.items():
            for spelling in spellings:
                for form in (spelling, spelling + "s", spelling + "(s)", spelling.replace("'", "")):
                    found.setdefault(form, name)
                    found.setdefault(form.replace("author's", "authors'"), name)
    return found


_SPELLINGS = _by_spelling()
_PREFIXES = ("story ", "fic ", "the ", "my ", "chapter ", "general ", "usual ", "standard ")
_LINE = re.compile(
    r"[^\w\"“”'‘’]{0,6}_{0,2}(?P<label>[^\W\d_][^\W\d_/'’`.()\s-]{0,20}"
    r"(?:[ '’`./&-]{1,2}[^\W\d_][^\W\d_]{0,20}"
    r"|[ ]?\(s\)){0,4})[\s*_]{0,3}(?P<sep>:|=|\s[-–—]+\s|\s?[-–—]{2}\s|[-–—]\s)[*_]{0,3}\s{0,20}"
    r"(?P<value>.*)"
)


_LONGEST_LABEL = 160
"""Characters by which :data:`_LINE` has found its separator, or none."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label line: which field it names, and what stands behind it."""

    field: str
    label: str
    value: str


def parse_label(line: str) -> Label | None:
    """Return the label a line begins with, if it is a known one."""
    start = line[:_LONGEST_LABEL]
    parted = ":" in start or "-" in start or "—" in start or "=" in start or "–" in start
    match = _LINE.match(line[:2000]) if parted else None  # not a tenth of prose is
    if not match:
        return None
    label = match.group("label")
    name = field_of(label)
    if name is None:
        return None
    separator = match.group("sep")
    value = line[match.start("value") :].strip()
    if separator not in ":=" and (name in WEAK or label[0].islower()):
        return None  # "Notes - ..." is a label, "set - and" and "Part - " are not
    if name in {"dedication", "part", "timeline"} and len(value) > 200:
        return None
    return Label(name, label.strip(), value.strip("*_ ") if "*" in line[:8] else value)


def field_of(label: str) -> str | None:
    """Return the field a label names, whatever its case, plural or apostrophes."""
    folded = _fold(label)
    if folded in _SPELLINGS:
        return _SPELLINGS[folded]
    for prefix in _PREFIXES:
        if folded.startswith(prefix) and folded[len(prefix) :] in _SPELLINGS:
            return _SPELLINGS[folded[len(prefix) :]]
    for suffix in (" story", " fic", " notes", " note"):
        if folded.endswith(suffix) and folded[: -len(suffix)] in _SPELLINGS:
            return _SPELLINGS[folded[: -len(suffix)]]
    first, _, rest = folded.partition("/")
    if rest and first in _SPELLINGS and rest in _SPELLINGS:
        return _SPELLINGS[first]  # "Pairing/Characters", "Archive/Feedback"
    return None


_LANGUAGES = {
    "english": "en", "french": "fr", "français": "fr", "german": "de", "deutsch": "de",
    "spanish": "es", "español": "es", "italian": "it", "italiano": "it", "dutch": "nl",
    "russian": "ru", "русский": "ru", "portuguese": "pt", "finnish": "fi", "swedish": "sv",
    "danish": "da", "norwegian": "no", "polish": "pl", "latin": "la", "chinese": "zh",
    "japanese": "ja", "hungarian": "hu", "czech": "cs", "greek": "el", "esperanto": "eo",
    "catalan": "ca", "tagalog": "tl", "welsh": "cy", "korean": "ko",
}  # fmt: skip


def typed(items: Iterable[Label], *, downloaded: bool = False) -> Metadata:
    """Return label values as typed metadata.

    Args:
        items: the labels in the file's order; a field named twice adds to its lists,
            and to its text with a line end.
        downloaded: the header is FanFicFare's, which calls fandoms ``Category``.
    """
    fields: dict[str, str | tuple[str, ...]] = {}
    other: list[tuple[str, str]] = []
    for item in _unpacked(items):
        value = item.value.strip()
        name = item.field
        if not value or name in {"part", "encoding"}:
            continue
        if downloaded and name == "categories" and item.label.casefold() == "category":
            name = "fandoms"
        if name not in _TYPED:
            other.append((item.label, value))
        elif name in _LISTS:
            fields[name] = tuple(dict.fromkeys((*fields.get(name, ()), *_parts(name, value))))
        elif name == "authors":
            fields[name] = tuple(dict.fromkeys((*fields.get(name, ()), *split_names(value))))
        elif name in {"summary", "notes"} and fields.get(name):
            fields[name] = f"{fields[name]}\n{value}"
        elif name == "language":
            fields.setdefault(name, _LANGUAGES.get(value.casefold().strip(" ."), ""))
        elif name in fields:
            other.append((item.label, value))
        else:
            fields[name] = value
    metadata = replace(Metadata(), **fields, other=tuple(other))  # type: ignore[arg-type]
    series, number = _series(metadata.series)
    return replace(
        metadata,
        rating=_rating(metadata.rating),
        series=series,
        series_number=number,
        status=_status(metadata.status),
    )


_SITE_LINE = re.compile(
    r"\b(?P<label>Words|Chapters|Published|Updated|Completed|Status|Language):\s*"
    r"(?P<value>[^:]{1,60}?)(?=\s+(?:-\s+)?(?:\w+:|id:)|\s*$)"
)


def _unpacked(items: Iterable[Label]) -> list[Label]:
    """Part the one-line statistics of fanfiction.net and AO3 into labels of their own."""
    unpacked: list[Label] = []
    for item in items:
        packed = item.field in {"rating", "stats", "published"} and item.value.count(":") > 0
        if not packed or len(item.value) > 500:
            unpacked.append(item)
            continue
        first = re.split(r"\s+-\s+|\s+(?=[A-Z]\w+:)", item.value)[0]
        if ":" not in first:
            unpacked.append(Label(item.field, item.label, first))
        for match in _SITE_LINE.finditer(item.value):
            name = field_of(match.group("label"))
            if name:
                unpacked.append(Label(name, match.group("label"), match.group("value").strip(" -")))
    return unpacked


def _rating(value: str) -> str:
    return value.rstrip(" .,;") if len(value) < 60 else value


_COMPLETE = frozenset({"complete", "completed", "finished", "done", "yes"})
_UNFINISHED = frozenset(
    {"in-progress", "in progress", "wip", "work in progress", "incomplete", "ongoing", "no"}
)


def _status(value: str) -> str:
    word = value.casefold().strip(" .!")
    if word in _COMPLETE:
        return "complete"
    return "in progress" if word in _UNFINISHED else value


_SERIES = re.compile(r"(?P<name>.{1,200}?)\s*(?:\[(?P<a>\d+)\]|,?\s*(?:part|book|#)\s*(?P<b>\d+))")
_PART_OF = re.compile(r"part\s+(?P<b>\d+)\s+of\s+(?:the\s+)?(?P<name>.{1,200})", re.IGNORECASE)


def _series(value: str) -> tuple[str, str]:
    match = _PART_OF.fullmatch(value) or _SERIES.fullmatch(value)
    if not match:
        return value, ""
    number = match.groupdict().get("a") or match.group("b")
    return match.group("name").strip(), number or ""


_COMMAS = re.compile(r"\s*[,;]\s*")
_PAIRINGS = re.compile(r"\s*[,;]\s*|\s+and\s+(?=\S+/)")
_KEYWORDS = re.compile(r"\s*[,;]\s*|\s+/\s+")


def _parts(name: str, value: str) -> list[str]:
    value = value.rstrip(" .")
    if len(value) > 400 or (value.count(" ") > 12 and "," not in value):
        return [value]  # a sentence, not a list
    pattern = {"relationships": _PAIRINGS, "tags": _KEYWORDS}.get(name, _COMMAS)
    return [part for part in pattern.split(value) if part]


_MAIL = re.compile(r"[<(\[]?\s?[\w.+-]{1,64}@[\w.-]{1,80}\s?[>)\]]?")
_TAIL = re.compile(
    r"(?:\s*[,(]?\s*(?:©|\(c\)|copyright\b).{0,40}|\s*\(?(?:19|20)\d\d\)?)$", re.IGNORECASE
)
_SUFFIXES = frozenset({"jr", "sr", "esq", "md", "phd", "ii", "iii", "iv", "ma", "ba", "bart"})
_DEGREE = re.compile(r"(?:[A-Z][A-Za-z]{0,2}\. ?){2,}")
"""``A.M.``, ``LL.D.``, ``F.R.S.``: of the name before, no name."""
_WORKS = re.compile(
    r"^(?!(?:the|an)\s+author)(.*?\S),?\s+\(?(?:the\s+)?authors?\s+of\b.*", re.IGNORECASE
)
_AND = re.compile(r"\s+(?:and|&|und|et|with|и)\s+|\s*[&;]\s*", re.IGNORECASE)


def split_names(value: str) -> tuple[str, ...]:
    """Return the people ``A and B``, ``A & B, C`` or ``A, Jr.`` names."""
    bare = _MAIL.sub("", value)
    for _ in range(2):
        bare = _TAIL.sub("", bare)
    bare = _WORKS.sub(r"\1", bare)
    bare = re.sub(r"^(?:by|written by)\s+", "", bare.strip(), flags=re.IGNORECASE)
    names: list[str] = []
    for part in _AND.split(bare):
        for piece in part.split(","):
            name = piece.strip(" \t*_~-–—=.:|<>[]") + ("." if _needs_dot(piece) else "")
            if name.count(")") > name.count("("):
                name = name.removesuffix(")")  # "(by Ann Lee)"
            if not name.strip("."):
                continue
            if names and (_DEGREE.fullmatch(name) or _letters(name) in _SUFFIXES):
                names[-1] += ", " + name
            else:
                names.append(name)
    return tuple(dict.fromkeys(names)) or ((value.strip(),) if value.strip() else ())


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _needs_dot(piece: str) -> bool:
    return bool(re.search(r"(?:\b\w|\b(?:Jr|Sr|Esq))\.\s*$", piece))
