"""A bad file never stops the shelf: it is read as far as it goes, or refused with a reason."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from random import Random

from inglenook.config import Folders
from inglenook.errors import UnreadableStory
from inglenook.formats import read
from inglenook.library import Library
from registry import attack

MOST_SECONDS = 5.0
MOST_MEMORY = 300 << 20
"""Of one file, in bytes, over what the process that reads it has at first."""

PLAIN = Path(__file__).parents[1] / "fixtures" / "plaintext"

BODY = "".join(f"<p>Paragraph {n} of the <i>lock</i> &amp; the rain.</p>" for n in range(60))
HTML = f"<html><head><title>The Weir</title></head><body><h1>The Weir</h1>{BODY}</body></html>"
FB2 = (
    '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0">'
    "<description><title-info><book-title>The Weir</book-title></title-info></description>"
    f"<body><section><title><p>One</p></title>{BODY.replace('<i>', '<emphasis>').replace('</i>', '</emphasis>')}"
    "</section></body></FictionBook>"
)
OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Weir</dc:title></metadata>'
    '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="a"/></spine></package>'
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="o.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP of some files."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return data.getvalue()


def epub(chapter: str | bytes) -> bytes:
    """Return an EPUB of one chapter."""
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": CONTAINER,
            "o.opf": OPF,
            "a.xhtml": chapter,
        }
    )


def good_files() -> dict[str, bytes]:
    """Return a good file of each format, by name."""
    paragraphs = "".join(f"<w:p><w:r><w:t>Line {n} of rain.</w:t></w:r></w:p>" for n in range(60))
    plain = {path.name: path.read_bytes() for path in sorted(PLAIN.iterdir()) if path.is_file()}
    lines = "\n\n".join(f"Paragraph {n} of the lock, and of *rain*." for n in range(60))
    return plain | {
        "weir.html": HTML.encode(),
        "weir.md": f"# The Weir\n\n## One\n\n{lines}\n".encode(),
        "weir.fb2": FB2.encode(),
        "weir.rtf": rb"{\rtf1\ansi The Weir\par " + b"A line of rain.\\par " * 60 + b"}",
        "weir.epub": epub(HTML),
        "weir.docx": archive(
            {
                "[Content_Types].xml": "<Types/>",
                "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}'
                "</w:body></w:document>",
            }
        ),
        "weir.txt.gz": gzip.compress(lines.encode(), mtime=0),
        "weir.fb2.zip": archive({"weir.fb2": FB2}),
    }


def mutated(data: bytes, rng: Random) -> bytes:
    """Return a file as bad disks, bad programs and bad people make it."""
    made = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8))):
        at, other = sorted(rng.randrange(len(made) + 1) for _ in range(2))
        match rng.randrange(8):
            case 0 if at < len(made):
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                del made[at : at + rng.randrange(200)]
            case 2:
                made[at:at] = rng.randbytes(rng.randrange(60))
            case 3:
                made[at:at] = made[at : min(other, at + 4000)] * rng.randrange(1, 4)
            case 4:
                del made[at:]
            case 5:
                made[at : at + 40] = bytes(40)
            case 6:
                made[at:at] = rng.choice(_PIECES)
            case _:
                made = made.replace(b"<p>", rng.choice(_PIECES)[:40])
    return bytes(made)


_PIECES = (
    b"&#27;]0;x&#7;", b"\x1b]52;c;QQ==\x07", b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE x [",
    b"&lol;", b"<div>" * 500, b"{\\*\\bin999999999 ", b"{" * 500, b"\xff\xfe", b"\xef\xbb\xbf",
    b"PK\x03\x04", b"\0" * 64, "\u202e\u2066".encode(), b"*" * 2000, b"[](" * 400, b"> " * 900,
    b"\r", b"\x1a", b"Chapter 99999999999999999999999999\n\n", b"<table><tr><td>" * 100,
)  # fmt: skip


@attack("a mutated file is read, or refused with a reason", quick=400, long=10_000)
def mutated_files(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Mutate good files of every format, and read each."""
    files = good_files()
    for name, data in files.items():
        try:
            read(data, PurePosixPath(name))
        except UnreadableStory as error:
            yield f"the good {name} is refused: {error}"
    names = sorted(files)
    for number in range(tries):
        name = names[number % len(names)]
        data = mutated(files[name], rng)
        before = time.process_time()
        try:
            read(data, PurePosixPath(name))
        except UnreadableStory as error:
            if not error.reason:
                yield f"try {number}, {name}: refused without a reason"
        except Exception as error:
            yield f"try {number}, {name}: {type(error).__name__}: {error}"
        took = time.process_time() - before
        if took > MOST_SECONDS:
            yield f"try {number}, {name}: {took:.0f} seconds"


def _nested(depth: int) -> bytes:
    data = b"The end of it."
    for _ in range(depth):
        data = archive({"in.zip": data})
    return data


def _overlapping() -> bytes:
    """Return a ZIP whose entries are all the same stretch of the file."""
    one = archive({"a.txt": b"a line of rain\n" * 70_000})
    start = one.rindex(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry = one[start:end]
    many = 2000
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(many))
    tail = bytearray(one[end:])
    tail[8:12] = many.to_bytes(2, "little") * 2
    tail[12:16] = len(entries).to_bytes(4, "little")
    return one[:start] + entries + bytes(tail)


def _lying() -> bytes:
    data = bytearray(archive({"a.txt": b"rain\n" * 1_000_000}))
    for sign, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(sign) + at
        data[place : place + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def _cut() -> bytes:
    """Return a ZIP without its directory, whose one entry does not get smaller by packing."""
    data = archive({"a.txt": Random(1).randbytes(45_000_000)})
    return data[: data.rindex(b"PK\x01\x02")]


_LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(12)
)

BOMBS: dict[str, Callable[[], bytes]] = {
    "ratio.zip": lambda: archive({"a.txt": bytes(300_000_000)}),
    "ratio.epub": lambda: epub(b"<p>" + b"a" * 200_000_000),
    "ratio.txt.gz": lambda: gzip.compress(bytes(300_000_000), mtime=0),
    "nested.zip": lambda: _nested(40),
    "many.zip": lambda: archive({f"{n}.txt": b"" for n in range(70_000)}),
    "overlap.zip": _overlapping,
    "lying.zip": _lying,
    "nested.html": lambda: b"<p>In.</p>" + b"<div>" * 1_000_000 + b"deep",
    "nested.epub": lambda: epub(b"<html><body>" + b"<div>" * 300_000 + b"deep"),
    "attributes.html": lambda: (
        b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">In.</p>"
    ),
    "laughs.fb2": lambda: (
        FB2.replace("<FictionBook", f"<!DOCTYPE x [{_LAUGHS}]><FictionBook", 1)
        .replace("Paragraph 1 ", "&l11; ")
        .encode()
    ),
    "outside.fb2": lambda: (
        FB2.replace(
            "<FictionBook", '<!DOCTYPE x [<!ENTITY f SYSTEM "/etc/passwd">]><FictionBook', 1
        )
        .replace("Paragraph 1 ", "&f; ")
        .encode()
    ),
    "line.txt": lambda: b"the rain on the lock " * 500_000,
    "groups.rtf": lambda: rb"{\rtf1 " + b"{" * 1_000_000,
    "stars.md": lambda: b"*a_" * 300_000,
    "brackets.md": lambda: b"[" * 300_000 + b"](x)" * 10,
    "quotes.md": lambda: b"> " * 200_000 + b"deep",
    "cut.zip": _cut,
    "noise.bin": lambda: Random(1).randbytes(3_000_000),
}
"""By name: what makes it."""


_SHELVE = """
import os, resource, sys
from pathlib import Path
from inglenook.config import Folders
from inglenook.library import Library
folder = Path(sys.argv[1])
own = Folders(folder / "config.yaml", folder / "cache", folder / "state")
library = Library(folder / "stories", own)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
library.refresh()
print(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, sum(os.times()[:4]))
"""
"""Shelves a folder; prints KB, its own before and the most that a process took that it started; and
seconds of work."""


@attack("bombs and things that are no files end in the report", quick=1, long=3)
def bombs(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Shelve a folder of bombs, pipes, devices, links in a circle, and one good story."""
    for number in range(tries):
        shutil.rmtree(folder, ignore_errors=True)
        stories = folder / "stories"
        stories.mkdir(parents=True)
        for name in rng.sample(sorted(BOMBS), len(BOMBS)):
            (stories / name).write_bytes(BOMBS[name]())
        with (stories / "sparse.txt").open("wb") as sparse:
            sparse.truncate(1 << 30)
        (stories / "good.txt").write_text("The Weir\n\nby Ada Marsh\n\nIt rained.\n")
        (stories / "library.yaml").write_text("stories: &a [*a, *a]\nx: {<<: *a}\n")
        os.mkfifo(stories / "pipe.txt")
        (stories / "round.txt").symlink_to("round.txt")
        (stories / "loop").symlink_to(".")
        (stories / "zero.txt").symlink_to("/dev/zero")
        (Path(os.fsdecode(os.fsencode(stories) + b"/caf\xe9.txt"))).write_text("Rain.\n")
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(stories / "sock.txt"))
            # In a program of its own: what it takes is told of all that were ever waited for.
            done = subprocess.run(
                [sys.executable, "-c", _SHELVE, str(folder)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                yield f"try {number}: {done.stderr.strip().splitlines()[-1:]}"
                continue
        *sizes, seconds = done.stdout.split()
        took = float(seconds)
        if took > MOST_SECONDS * len(BOMBS):
            yield f"try {number}: {took:.0f} seconds for {len(BOMBS)} bombs"
        library = Library(
            stories, Folders(folder / "config.yaml", folder / "cache", folder / "state")
        )
        reports = {report.path: report for report in library.reports()}
        if "The Weir" not in {story.title for story in library.stories()}:
            yield f"try {number}: the good story is not shelved"
        for name in BOMBS:
            told = reports.get(name)
            inside = [path for path in reports if path.startswith(f"{name}/")]
            if told is None and not inside:
                yield f"try {number}: {name} is in no report"
            elif told is not None and told.status != "ok" and not told.reason:
                yield f"try {number}: {name} is refused without a reason"
        said = repr([library.open(story) for story in library.stories()])
        if "root:" in said:
            yield f"try {number}: a file outside the library was read"
        before, most = (int(number) << 10 for number in sizes)
        if most - before > MOST_MEMORY:
            yield f"try {number}: {(most - before) >> 20} MB"
