"""One work as FanFicFare writes it in text, HTML and EPUB: what is made of it is the same."""

# ruff: noqa: E501 - fixtures are markup, and its lines are as long as FanFicFare makes them

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from inglenook import formats
from inglenook.model import Document, Metadata, Role

LABELS = (
    ("Series", "The Coast [2]", "http://keepers.example/series/2"),
    ("Category", "Lighthouse Keepers", ""),
    ("Genre", "Drama, Sea", ""),
    ("Characters", "Ines Moray, Tam Oake", ""),
    ("Relationships", "Ines Moray & Tam Oake, Tam/Sea", ""),
    ("Status", "In-Progress", ""),
    ("Published", "2011-03-04", ""),
    ("Updated", "2012-05-06", ""),
    ("Packaged", "2020-01-01 10:00:00", ""),
    ("Rating", "Teen", ""),
    ("Warnings", "Storms", ""),
    ("Chapters", "3", ""),
    ("Words", "1,234", ""),
    ("Publisher", "keepers.example", ""),
)
STORY, AUTHOR = "http://keepers.example/viewstory.php?sid=77", "http://keepers.example/user/5"
SUMMARY = (
    "Two keepers share one lamp, and neither of them will say who let it go out.",
    "Written for a dare & lost.",
)
CHAPTERS = (
    ("Prologue", ("It was dark in the tower, and the stair was cold.", "Nobody came up.")),
    ("Chapter 1, Low Oil", ("In the morning she measured the oil, and measured it again.", "There was \u201cenough\u201d, she said.")),
    ("Chapter 2 & a Half", ("He went down for more at <noon>.", "The sea was in the boat shed.")),
)  # fmt: skip


def esc(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_text() -> bytes:
    lines = []
    for label, value, address in LABELS:
        lines.append(f"{label}: {value}")
        if address:
            lines.append(f"{label} URL: {address}")
    lines += [
        f"Story URL: {STORY}",
        f"Author URL: {AUTHOR}",
        f"Summary: {SUMMARY[0]}",
        "",
        SUMMARY[1],
    ]
    contents = "\n\n".join(title for title, _ in CHAPTERS)
    text = (
        "\n\n\n\nThe Salt Lamp\n\nby wick\n\n\n\n"
        + "\n".join(lines)
        + f"\n\n\n\n\n\nTABLE OF CONTENTS\n\n\n{contents}\n\n\n\n"
    )
    for title, paragraphs in CHAPTERS:
        text += f"\n        {title}\n\n\n" + "\n\n".join(paragraphs) + "\n\n\n\n"
    return (text + "End file.\n").encode()


def labels(row: str) -> str:
    rows = []
    for label, value, address in LABELS:
        shown = f"<a href='{address}'>{esc(value)}</a>" if address else esc(value)
        rows.append(row.format(label=label, value=shown))
    summary = f"<div>{esc(SUMMARY[0])}\n<p>{esc(SUMMARY[1])}</p></div>"
    return "\n".join([*rows, row.format(label="Summary", value=summary)])


def prose(paragraphs: tuple[str, ...]) -> str:
    return "\n".join(f"<p>{esc(text)}</p>" for text in paragraphs)


HEADING = f"<a href=\"{STORY}\">The Salt Lamp</a> by <a class='authorlink' href='{AUTHOR}'>wick</a>"


def as_html() -> bytes:
    named = [(f"section{at:04}", title, text) for at, (title, text) in enumerate(CHAPTERS, start=1)]
    contents = "<br />".join(f'<a href="#{name}">{esc(title)}</a>' for name, title, _ in named)
    chapters = "".join(
        f'<a name="{name}"><h2>{esc(title)}</h2></a><div>{prose(text)}</div>'
        for name, title, text in named
    )
    table = labels("<tr><td><b>{label}:</b></td><td>{value}</td></tr>")
    return (
        f'<!DOCTYPE html><html><head><meta charset="UTF-8"><title>The Salt Lamp by wick</title></head><body><h1>{HEADING}</h1>'
        f'<table class="full">{table}</table><a name="TOCTOP"><h2>Table of Contents</h2></a><p>{contents}</p>{chapters}</body></html>'
    ).encode()


def as_epub() -> bytes:
    def page(title: str, body: str, attributes: str = "") -> str:
        return f'<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body{attributes}>{body}</body></html>'

    parts = {
        "title_page.xhtml": page(
            "The Salt Lamp",
            f"<h3>{HEADING}</h3><div>{labels('<b>{label}:</b> {value}<br />')}</div>",
            ' class="fff_titlepage"',
        )
    }
    for at, (title, text) in enumerate(CHAPTERS, start=1):
        parts[f"file{at:04}.xhtml"] = page(
            esc(title),
            f'<h3 class="fff_chapter_title">{esc(title)}</h3>{prose(text)}',
            ' class="fff_chapter"',
        )
    items = "".join(
        f'<item id="{name}" href="OEBPS/{name}" media-type="application/xhtml+xml"/>'
        for name in parts
    )
    refs = "".join(f'<itemref idref="{name}"/>' for name in parts)
    points = "".join(
        f'<navPoint><navLabel><text>{esc(title)}</text></navLabel><content src="OEBPS/file{at:04}.xhtml"/></navPoint>'
        for at, (title, _) in enumerate(CHAPTERS, start=1)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="content.opf"/></rootfiles></container>',
        )
        book.writestr(
            "content.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="2.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier>fanficfare-uid:keepers.example-u5-s77</dc:identifier>'
            f"<dc:title>The Salt Lamp</dc:title><dc:creator>wick</dc:creator><dc:language>en</dc:language><dc:source>{STORY}</dc:source></metadata>"
            f'<manifest>{items}<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="ncx">{refs}</spine></package>',
        )
        book.writestr(
            "toc.ncx",
            f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>',
        )
        for name, text in parts.items():
            book.writestr(f"OEBPS/{name}", text)
    return buffer.getvalue()


def said(document: Document) -> Metadata:
    """The metadata, without the minute at which a file was made."""
    other = tuple(pair for pair in document.metadata.other if pair[0] != "Packaged")
    return replace(document.metadata, other=other)


def bodies(document: Document) -> list[str]:
    """The words of each chapter; dates of the moment a file was made at are none."""
    texts = (" ".join(b.text for b in c.blocks if b.role is Role.BODY) for c in document.chapters)
    return [" ".join(re.findall(r"[^\W_]+", re.sub(r"\d\d:\d\d:\d\d", "", text))) for text in texts]


def read(data: bytes, name: str) -> Document:
    return formats.read(data, PurePosixPath(name))


@pytest.mark.parametrize(("make", "name"), [(as_html, "lamp.html"), (as_epub, "lamp.epub")])
def test_the_three_formats_agree_wholly(make: object, name: str) -> None:
    text = read(as_text(), "lamp.txt")
    other = read(make(), name)  # type: ignore[operator]
    assert said(other) == said(text)
    assert [c.title for c in other.chapters] == [c.title for c in text.chapters]
    assert bodies(other) == bodies(text)
    assert [c.words for c in other.chapters] == [c.words for c in text.chapters]


def test_what_they_say_is_typed() -> None:
    metadata = said(read(as_text(), "lamp.txt"))
    assert (metadata.title, metadata.authors) == ("The Salt Lamp", ("wick",))
    assert (metadata.series, metadata.series_number) == ("The Coast", "2")
    assert metadata.summary == "\n".join(SUMMARY)
    assert (metadata.source_url, metadata.work_id) == (STORY, "77")
    assert metadata.other == (
        ("Series URL", "http://keepers.example/series/2"),
        ("Publisher", "keepers.example"),
        ("Author URL", AUTHOR),
    )


def test_real_works_in_three_formats_agree(corpus: Path) -> None:
    for path in sorted((corpus / "fanfic/fanficfare-output").glob("*.txt")):
        text, *others = (
            read(path.with_suffix(suffix).read_bytes(), path.name)
            for suffix in (".txt", ".html", ".epub")
        )
        for other in others:
            assert said(other) == said(text)
            assert [c.title for c in other.chapters] == [c.title for c in text.chapters]
            assert bodies(other) == bodies(text)
