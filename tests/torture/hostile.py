"""Strings that want to act on a terminal, on a parser or on a column, and libraries full of them."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from bad_files import CONTAINER, WORD, archive

CONTROLS = tuple(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
"""C0, DEL and C1: every one of them."""
BIDI = tuple("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Every character that turns the direction of what stands beside it."""
SEQUENCES = (
    "\x1b]0;gone\x07", "\x1b]2;never ended", "\x1b]52;c;ZXZpbA==\x07", "\x1b]52;c;?\x1b\\",
    "\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\", "\x1b]4;1;red\x07", "\x1b]10;?\x07", "\x1b]1337;File=:QQ==\x07",
    "\x1bP$qm\x1b\\", "\x1bPnever ended", "\x1b_Gi=1,a=q;AAAA\x1b\\", "\x1b_never ended", "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\", "\x1bc", "\x1b7", "\x1b8", "\x1bD", "\x1bM", "\x1b(0", "\x1b#8", "\x1bN", "\x1b=",
    "\x1b[2J", "\x1b[3J", "\x1b[6n", "\x1b[c", "\x1b[>c", "\x1b[21t", "\x1b[8;4;9t", "\x1b[5i", "\x1b[4h",
    "\x1b[?1049l", "\x1b[?25l", "\x1b[?2004l", "\x1b[?1003h", "\x1b[>1u", "\x1b[<u", "\x1b[31", "\x1b[",
    "\x1b[0;0H", "\x1b[99B", "\x1b[5S", "\x1b[2;5r", "\x1b[1;31;7;5m", "\x1b[!p", "\x1b[200~", "\x1b[201~", "\x1b",
    "\x9b31m", "\x9b2J", "\x9d0;x\x9c", "\x9d0;never ended", "\x90q\x9c", "\x9fx\x9c", "\x9e", "\x98", "\x8d",
)  # fmt: skip
"""What a terminal obeys, ended and not."""
MARKUP = (
    "[/]", "[", "]", "[bold", "[bold]b[/bold]", "[/bold]", "[@click=app.quit]x[/]", "[@click=app.quit", "$primary",
    "[$accent]", "[red on blue]x", "[link=http://x]x[/link]", "[[x]]", "\\[", "\\\\[/]", "[#ff0000]", "[not a]",
    "[/not]", "{x}", "{0}", "%s", "%(x)d", "`x`", "**b", "<b>", "<script>", "&lt;b&gt;", "&amp;#27;", ":smile:", "~~x~~",
)  # fmt: skip
"""What Textual, Rich, templates and formats would read as their own."""
ENTITIES = (
    "&#27;[31m", "&#x1b;]0;x&#7;", "&#x9b;31m", "&#155;2J", "&#0;", "&#8238;", "&#x202e;", "&#xfeff;", "&#xd800;",
    "&#xfffe;", "&Tab;", "&NewLine;", "&shy;", "&zwj;", "&#x1b", "&#27", "\\u001b[2J", "\\x1b[2J", "\\e[2J", "%1b[2J",
    "\\'1b[2J", "=1B[2J",
)  # fmt: skip
"""What becomes a control only after a parser has been at it."""
FLOODS: tuple[str, ...] = (
    "e" + "\u0301" * 60, "o" + "\u20dd\u20e0" * 20, "\u0489" * 30, "a" + "\u0300\u0316\u0334" * 15, "\u0300",
    "\U0001f468" + "\u200d\U0001f469" * 30, "\u200d" * 40, "a\u200db", "\u200c" * 20, "\u200b" * 20, "\ufe0f" * 20,
    "1\ufe0f\u20e3", "\u2764\ufe0f", "\u2764\ufe0e", "\U0001f469\U0001f3fd", "\U0001f3fb" * 8, "\U0001f1ec\U0001f1e7" * 4,
    "\U0001f1ec" * 3, "\U0001f3f4\U000e0067\U000e0062\U000e007f", "\U000e0041" * 8, "\U000e0100" * 8, "\u1160" * 9,
    "\u1100\u1161\u11a8" * 4, "\u3164\u115f\uffa0", "\u034f" * 9, "\u2800" * 5, "\u180e\u180b", "\u17b4\u17b5",
    "\u0e33\u0e34\u0e31" * 6, "\u0d4d" * 9, "\u0600\u06dd\u070f", "\u2060\u2061\u2064", "\u206a\u206f", "\ufff9a\ufffab\ufffb",
    "\U0001d173\U0001d17a", "\U00013430" * 4, "\U0001bca0",
)  # fmt: skip
"""What piles up, joins, is not there, or has another width than it seems."""
LETTERS: tuple[str, ...] = (
    "\u5bdd\u308b\u524d\u306e\u7269\u8a9e", "\uff37\uff49\uff44\uff45", "\uff76\uff9e", "\u0645\u0631\u062d\u0628\u0627",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u0915\u094d\u0937\u093f", "\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0d28\u0d4d\u200d", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "\u0e01\u0e34\u0e48\u0e07", "\u1e9e\u0130\ufb03\u01c6", "\u00b0\u00b1\u2026\u2500\u2605\u03b1\u0416",
    "\ue000\uf8ff\U000f0000", "\uffff\ufdd0\U0010ffff", "\ufffd", "\ufffc", "\u2028", "\u2029", "\u00a0", "\u3000",
    "\u00ad", "\ufeff", "\u2011\u2010", "\U0001f600", "\U00020000", "\ufdfd", "\U00012219", "\u0bf5", "\ua9c5",
    "\ud800", "\udc1b", "\udcff", "\t", "\r", "'", '"', "\\", "---", "%", "@", "`", "|", ">", "#", "*",
)  # fmt: skip
"""Wide, ambiguous, from right to left, unassigned, no text at all; and what files quote with."""

FAMILIES: tuple[tuple[str, ...], ...] = (
    CONTROLS, BIDI, SEQUENCES, MARKUP, ENTITIES, FLOODS, LETTERS,
)  # fmt: skip
PIECES = [piece for family in FAMILIES for piece in family]

Line = Callable[[str], str]
"""Makes a string for a field, which it is told: hostile ones, or tame ones to compare with."""


class Strings:
    """Hostile strings without end, each beginning with a name of its own, ``k00000k``.

    The pieces are taken in turn, so that every one is tried as soon as there are enough strings.
    """

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._turn: list[str] = []
        self.fields: dict[str, str] = {}
        """Name of a string -> the field it was put in."""

    def __call__(self, field: str) -> str:
        """Return another string, for a field: one to four pieces."""
        rng = self._rng
        name = f"k{len(self.fields):05}k"
        self.fields[name] = field
        said = [name]
        for _ in range(rng.randint(1, 4)):
            if not self._turn:
                self._turn = rng.sample(PIECES, len(PIECES))
            said.append(self._turn.pop() + rng.choice(("", "", "rain", "lock")))
        return rng.choice((" ", "", " ")).join(said)


def named(text: str, folder: Path, ending: str) -> Path:
    """Return a file for a name that wants to act; what no file can be called is left out."""
    name = os.fsencode("".join(c for c in text if c not in "/\0" and not "\ud800" <= c < "\udc80"))
    return folder / (os.fsdecode(name[: 250 - len(ending)]) + ending)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _flat(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")


def _marked(text: str) -> str:
    """Return a text for XML; what its parsers refuse outright stands as an entity."""
    return "".join(
        f"&#{ord(c)};" if c < " " or "\ud800" <= c < "\ue000" or ord(c) & 0xFFFE == 0xFFFE else c
        for c in escape(text, {'"': "&quot;"})
    )


def _told(text: str) -> str:
    r"""Return a text for RTF: what is no letter of its own as ``\u`` and a number."""
    return "".join(
        f"\\u{ord(c) - 65536 * (ord(c) > 32767)}?"
        if not c.isascii() or c in "\\{}" or c < " "
        else c
        for c in text
        if ord(c) < 65536
    )


def _body(line: Line, paragraphs: int = 8) -> list[str]:
    return [f"{line('body')} rain fell on the lock. {line('body')}" for _ in range(paragraphs)]


def _text(line: Line) -> bytes:
    head = "".join(
        f"{label}{_flat(line(field))}\n\n"
        for label, field in (("", "title"), ("by ", "author"), ("Rating: ", "tag"), ("Tags: ", "tag"),
                             ("Summary: ", "summary"))
    )  # fmt: skip
    chapters = (
        "\n\n".join([f"Chapter {n}: {_flat(line('heading'))}", *_body(line)]) for n in range(1, 4)
    )
    return _encoded(head + "\n\n" + "\n\n\n".join(chapters) + "\n")


def _html(line: Line) -> bytes:
    body = "".join(f"<p>{part} <i>{line('emphasis')}</i></p>" for part in _body(line))
    return _encoded(
        f'<html lang="{line("body")}"><head><title>{line("title")}</title>'
        f'<meta name="author" content="{line("author")}"></head><body><h1>{line("title")}</h1>'
        f'<h2>{line("heading")}</h2>{body}<p><a href="#n" title="{line("link")}">{line("link")}</a>'
        f' <a href="http://{line("link")}">{line("link")}</a></p>'
        f"<h2>{line('heading')}</h2><pre>{line('body')}\n{line('body')}</pre>"
        f'<blockquote id="n">{line("body")}</blockquote>{body}</body></html>'
    )


def _markdown(line: Line) -> bytes:
    title, author, tag = (json.dumps(line(field)) for field in ("title", "author", "tag"))
    body = "\n\n".join(_body(line))
    return _encoded(
        f"---\ntitle: {title}\nauthor: {author}\ntags: [{tag}]\n---\n\n## {line('heading')}\n\n{body}\n\n"
        f"## {line('heading')}\n\n*{line('emphasis')}* [{line('link')}]({line('link')})\n\n{body}\n"
    )


def _fb2(line: Line) -> bytes:
    def one(field: str) -> str:
        return _marked(line(field))

    sections = "".join(
        f"<section><title><p>{one('heading')}</p></title>"
        + "".join(f"<p>{_marked(part)}</p>" for part in _body(line))
        + "</section>"
        for _ in range(3)
    )
    return _encoded(
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">'
        f"<description><title-info><genre>{one('tag')}</genre><author><first-name>{one('author')}"
        f"</first-name></author><book-title>{one('title')}</book-title><annotation><p>{one('summary')}"
        f"</p></annotation></title-info></description><body>{sections}</body></FictionBook>"
    )


def _epub(line: Line) -> bytes:
    items = "".join(
        f'<item id="c{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(3)
    )
    fields = ("title", "author", "tag", "summary")
    names = ("title", "creator", "subject", "description")
    told = "".join(
        f"<dc:{name}>{_marked(line(field))}</dc:{name}>"
        for name, field in zip(names, fields, strict=True)
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{told}</metadata><manifest>{items}</manifest>'
        '<spine><itemref idref="c0"/><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
    )
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "o.opf": _encoded(package),
        }
        | {f"{n}.xhtml": _html(line) for n in range(3)}
    )


def _docx(line: Line) -> bytes:
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{_marked(line(field))} rain lock'
        "</w:t></w:r></w:p>"
        for style, field in [("Heading1", "heading"), *[("Normal", "body")] * 7] * 3
    )
    core = (
        '<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp="http://schemas.'
        'openxmlformats.org/package/2006/metadata/core-properties">'
        f"<dc:title>{_marked(line('title'))}</dc:title><dc:creator>{_marked(line('author'))}"
        "</dc:creator></cp:coreProperties>"
    )
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "docProps/core.xml": _encoded(core),
            "word/document.xml": _encoded(
                f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}</w:body></w:document>'
            ),
        }
    )


def _rtf(line: Line) -> bytes:
    body = "".join(f"{_told(part)}\\par\\par " for part in _body(line))
    return (
        f"{{\\rtf1\\ansi{{\\info{{\\title {_told(line('title'))}}}{{\\author {_told(line('author'))}}}}}"
        f"\\b {_told(line('heading'))}\\b0\\par {body}}}"
    ).encode("ascii", "replace")


FORMATS: dict[str, Callable[[Line], bytes]] = {
    ".txt": _text, ".html": _html, ".md": _markdown, ".fb2": _fb2, ".epub": _epub, ".docx": _docx, ".rtf": _rtf,
}  # fmt: skip
"""By ending: what makes a file that is hostile in every field."""


def write_library(line: Line, folder: Path, stories: int) -> dict[str, str]:
    """Write stories that are hostile in every field, format, name and entry of library.yaml.

    Args:
        line: makes the strings.
        folder: an empty place for them, made here.
        stories: how many files.

    Returns:
        The titles that library.yaml gives, raw, by the names of their files.
    """
    folder.mkdir(parents=True)
    endings = sorted(FORMATS)
    for number in range(stories):
        ending = endings[number % len(endings)]
        data = FORMATS[ending](line)
        if number % 5 == 4:
            with zipfile.ZipFile(named(line("file name"), folder, ".zip"), "w") as made:
                made.writestr(
                    named(line("zip member"), Path(), ending)
                    .name.encode("utf-8", "replace")
                    .decode(),
                    data,
                )
        else:
            named(line("file name"), folder, ending).write_bytes(data)
    named(line("file name"), folder, ".epub").write_bytes(b"PK\x03\x04 no archive at all")
    return _write_manifest(line, folder)


def _write_manifest(line: Line, folder: Path) -> dict[str, str]:
    """Write library.yaml: titles, authors and tags for good files, and entries that are wrong."""
    titles: dict[str, str] = {}
    entries: list[dict[str, object]] = []
    for number in range(4):
        name = f"told{number}.txt"
        (folder / name).write_bytes(_text(line))
        titles[name] = line("YAML value")
        fields = ("summary", "series", "rating", "status", "notes", "source_url")
        entries.append(
            {"file": name, "title": titles[name]}
            | {field: line("YAML value") for field in fields}
            | {
                field: [line("YAML value"), line("YAML value")]
                for field in ("authors", "tags", "chapters")
            }
        )
    entries += [
        {"file": line("YAML mistake"), "title": line("YAML mistake")},
        {line("YAML mistake"): "x"},
    ]
    manifest: dict[str, object] = {
        "stories": entries,
        "hide": [line("YAML mistake")],
        "aliases": {line("YAML mistake"): [line("YAML mistake")]},
        line("YAML mistake"): 1,
    }
    write_yaml(folder / "library.yaml", manifest)
    return titles


def write_yaml(path: Path, values: dict[str, object]) -> None:
    """Write YAML: JSON is some, but for the escapes of what is not in one 16-bit unit."""
    text = re.sub(r"\\u(d[89ab]..)\\u(d[c-f]..)", _whole, json.dumps(values))
    path.write_text(text.replace("\\ud", "\\\\ud"), encoding="utf-8")


def _whole(match: re.Match[str]) -> str:
    high, low = (int(unit, 16) for unit in match.groups())
    return f"\\U{0x10000 + ((high & 0x3FF) << 10 | low & 0x3FF):08x}"
