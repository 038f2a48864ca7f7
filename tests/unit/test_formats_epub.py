"""Books in memory: contents, metadata, notes, damage, DRM, bombs."""

# ruff: noqa: E501 - fixtures are markup, and its lines are as long as archives make them

from __future__ import annotations

import io
import struct
import time
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import UnreadableStory
from inglenook.formats.epub import EpubFormat
from inglenook.model import Document, Kind, Role

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PROSE = "The keeper climbed the stair and trimmed the wick and looked out over the water. "


def page(body: str, title: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>{title}</title></head><body>{body}</body></html>"
    )


def opf(
    parts: list[str], metadata: str = "", extra: str = "", toc: str = "", spine: str = ""
) -> str:
    items = "".join(
        f'<item id="i{n}" href="{href}" media-type="application/xhtml+xml"/>'
        for n, href in enumerate(parts)
    )
    refs = spine or "".join(f'<itemref idref="i{n}"/>' for n in range(len(parts)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}{extra}</manifest><spine{toc}>{refs}</spine></package>"
    )


def nav(entries: list[tuple[str, str]]) -> str:
    lines = "".join(f'<li><a href="{href}">{title}</a></li>' for title, href in entries)
    return page(f'<nav epub:type="toc"><h1>Contents</h1><ol>{lines}</ol></nav>')


def ncx(entries: list[tuple[str, str]]) -> str:
    points = "".join(
        f"<navPoint><navLabel><text>{title}</text></navLabel><content src='{href}'/></navPoint>"
        for title, href in entries
    )
    return f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'


NAV_ITEM = '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
NCX_ITEM = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
DC = "<dc:title>The Lamp</dc:title><dc:creator>Tam Oake</dc:creator><dc:language>en</dc:language>"


def packed(parts: dict[str, str | bytes], container: str = CONTAINER) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        if container:
            book.writestr("META-INF/container.xml", container)
        for name, data in parts.items():
            book.writestr(name, data)
    return buffer.getvalue()


def book(pages: dict[str, str], contents: list[tuple[str, str]] | None = None, metadata: str = DC,
         **more: str | bytes) -> bytes:  # fmt: skip
    parts: dict[str, str | bytes] = {f"OEBPS/{name}": text for name, text in pages.items()}
    parts["OEBPS/book.opf"] = opf(list(pages), metadata, NAV_ITEM if contents is not None else "")
    if contents is not None:
        parts["OEBPS/nav.xhtml"] = nav(contents)
    parts.update(more)
    return packed(parts)


def read(data: bytes, name: str = "book.epub") -> Document:
    return formats.read(data, PurePosixPath(name))


def titles(document: Document) -> list[str]:
    return [chapter.title for chapter in document.chapters]


def bodies(document: Document) -> list[list[str]]:
    return [
        [b.text for b in chapter.blocks if b.role is Role.BODY] for chapter in document.chapters
    ]


class TestContents:
    def test_several_chapters_in_one_part(self) -> None:
        text = '<h2 id="a">Oil</h2><p>one</p><section id="b"><h2>Wick</h2><p>two</p></section><p id="c">three</p>'
        document = read(
            book(
                {"x.xhtml": page(text)},
                [("Oil", "x.xhtml#a"), ("Wick", "x.xhtml#b"), ("Flame", "x.xhtml#c")],
            )
        )
        assert titles(document) == ["Oil", "Wick", "Flame"]
        assert bodies(document) == [["one"], ["two"], ["three"]]
        assert [b.role for b in document.chapters[0].blocks] == [Role.TITLE, Role.BODY]

    def test_one_chapter_over_several_parts(self) -> None:
        pages = {
            "1.xhtml": page("<p>one</p>"),
            "2.xhtml": page("<p>two</p>"),
            "3.xhtml": page("<p>three</p>"),
        }
        document = read(book(pages, [("Oil", "1.xhtml"), ("Wick", "3.xhtml")]))
        assert titles(document) == ["Oil", "Wick"]
        assert bodies(document) == [["one", "two"], ["three"]]

    def test_ncx_of_epub_2(self) -> None:
        parts = {
            "OEBPS/text/1.html": page("<p>one</p>"),
            "OEBPS/text/2.html": page("<p>two</p>"),
            "OEBPS/book.opf": opf(["text/1.html", "text/2.html"], DC, NCX_ITEM, ' toc="ncx"'),
            "OEBPS/toc.ncx": ncx([("Oil", "text/1.html"), ("Wick", "text/2.html")]),
        }
        assert titles(read(packed(parts))) == ["Oil", "Wick"]

    def test_headings_where_there_are_no_contents(self) -> None:
        pages = {"1.xhtml": page(f"<h1>Chapter 1</h1><p>{PROSE}</p><h1>Chapter 2</h1><p>{PROSE}</p>"),
                 "2.xhtml": page(f"<h1>Chapter 3</h1><p>{PROSE}</p>")}  # fmt: skip
        assert titles(read(book(pages))) == ["Chapter 1", "Chapter 2", "Chapter 3"]

    def test_page_titles_where_there_are_no_headings_either(self) -> None:
        pages = {
            f"{n}.xhtml": page(f"<p>{PROSE}</p>", title) for n, title in enumerate(("Oil", "Wick"))
        }
        assert titles(read(book(pages))) == ["Oil", "Wick"]

    def test_contents_a_converter_left_empty(self) -> None:
        text = "".join(f"<h2>Chapter {n}</h2><p>{PROSE}</p>" for n in (1, 2, 3))
        document = read(book({"x.xhtml": page(text)}, [("Cover", "x.xhtml"), ("Start", "x.xhtml")]))
        assert titles(document) == ["Chapter 1", "Chapter 2", "Chapter 3"]

    def test_a_part_and_its_first_chapter_in_one_place(self) -> None:
        text = "<h1>Part One</h1><h2>Oil</h2><p>one</p>"
        document = read(
            book({"x.xhtml": page(text)}, [("Part One", "x.xhtml"), ("Oil", "x.xhtml")])
        )
        assert titles(document) == ["Part One", "Oil"]
        assert bodies(document) == [[], ["one"]]

    def test_an_anchor_that_is_missing(self) -> None:
        text = "<h2>Oil</h2><p>one</p><h2>Wick</h2><p>two</p>"
        document = read(
            book({"x.xhtml": page(text)}, [("Oil", "x.xhtml#no"), ("Wick", "x.xhtml#neither")])
        )
        assert titles(document) == ["Oil", "Wick"]
        assert bodies(document) == [["one"], ["two"]]

    def test_contents_out_of_order_and_to_nowhere(self) -> None:
        pages = {"1.xhtml": page("<p>one</p>"), "2.xhtml": page("<p>two</p>")}
        document = read(book(pages, [("Wick", "2.xhtml"), ("Oil", "1.xhtml"), ("Gone", "9.xhtml")]))
        assert titles(document) == ["Oil", "Wick"]
        assert any("9.xhtml" in notice for notice in document.notices)

    def test_pages_without_text_keep_their_line_in_the_contents(self) -> None:
        pages = {"cover.xhtml": page('<img src="c.jpg" alt=""/>'), "1.xhtml": page("<p>one</p>")}
        document = read(book(pages, [("Cover", "cover.xhtml"), ("Oil", "1.xhtml")]))
        assert titles(document) == ["Cover", "Oil"]
        assert bodies(document) == [[], ["one"]]

    def test_title_page_and_imprint_are_folded(self) -> None:
        pages = {
            "t.xhtml": page(
                '<section epub:type="titlepage"><h1>The Lamp</h1><p>By Tam Oake</p></section>'
            ),
            "i.xhtml": page(f"<h2>Imprint</h2><p>{PROSE}</p>"),
            "1.xhtml": page(f"<h2>Oil</h2><p>{PROSE}</p>"),
        }
        document = read(
            book(pages, [("Titlepage", "t.xhtml"), ("Imprint", "i.xhtml"), ("Oil", "1.xhtml")])
        )
        assert titles(document) == ["Titlepage", "Imprint", "Oil"]
        assert bodies(document) == [[], [], [PROSE.strip()]]

    def test_a_title_page_outside_the_contents_goes_to_the_first_chapter(self) -> None:
        pages = {"t.xhtml": page("<h1>The Lamp</h1><p>for M.</p>"), "1.xhtml": page("<p>one</p>")}
        document = read(book(pages, [("Oil", "1.xhtml")]))
        assert titles(document) == ["Oil"]
        assert [b.role for b in document.chapters[0].blocks] == [Role.TITLE, Role.FRONT, Role.BODY]

    def test_the_contents_page_in_the_reading_order_is_folded(self) -> None:
        parts: dict[str, str | bytes] = {
            "OEBPS/1.xhtml": page("<p>one</p>"),
            "OEBPS/nav.xhtml": nav([("Oil", "1.xhtml")]),
            "OEBPS/book.opf": opf(
                ["1.xhtml"], DC, NAV_ITEM, "", '<itemref idref="nav"/><itemref idref="i0"/>'
            ),
        }
        assert bodies(read(packed(parts))) == [["one"]]


class TestMetadata:
    def test_dublin_core(self) -> None:
        metadata = (
            '<dc:title id="s">A Tale</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
            '<dc:title id="m">The Lamp</dc:title><meta refines="#m" property="title-type">main</meta>'
            '<dc:creator id="b">Ines Moray</dc:creator><meta refines="#b" property="display-seq">2</meta>'
            '<dc:creator id="a">Tam Oake</dc:creator><meta refines="#a" property="display-seq">1</meta>'
            '<dc:creator id="i">Rolf Ink</dc:creator><meta refines="#i" property="role">ill</meta>'
            "<dc:language>en-GB</dc:language><dc:subject>Sea stories</dc:subject>"
            "<dc:description>&lt;p&gt;One lamp &amp;amp; two keepers.&lt;/p&gt;&lt;p&gt;Rain.&lt;/p&gt;</dc:description>"
            '<meta property="belongs-to-collection" id="c">The Coast</meta>'
            '<meta refines="#c" property="collection-type">series</meta>'
            '<meta refines="#c" property="group-position">3</meta><dc:date>1901-02-03T00:00:00Z</dc:date>'
        )
        said = read(book({"1.xhtml": page("<p>one</p>")}, None, metadata)).metadata
        assert (said.title, said.authors) == ("The Lamp", ("Tam Oake", "Ines Moray"))
        assert (said.language, said.tags) == ("en-GB", ("Sea stories",))
        assert said.summary == "One lamp & two keepers. Rain."
        assert (said.series, said.series_number, said.published) == ("The Coast", "3", "1901-02-03")

    def test_epub_2_roles_and_calibre_series(self) -> None:
        metadata = (
            '<dc:title>The Lamp</dc:title><dc:creator opf:role="aut">Tam Oake &amp; Ines Moray</dc:creator>'
            '<dc:creator opf:role="trl">Rolf Ink</dc:creator>'
            '<meta name="calibre:series" content="The Coast"/><meta name="calibre:series_index" content="2.0"/>'
        )
        said = read(book({"1.xhtml": page("<p>one</p>")}, None, metadata)).metadata
        assert said.authors == ("Tam Oake", "Ines Moray")
        assert (said.series, said.series_number) == ("The Coast", "2")

    def test_a_book_without_a_title_takes_its_first_heading_and_says_so(self) -> None:
        document = read(book({"1.xhtml": page(f"<h1>The Lamp</h1><p>{PROSE}</p>")}, None, "<x/>"))
        assert document.metadata.title == "The Lamp"
        assert [g.confidence < 0.8 for g in document.guesses if g.field == "title"] == [True]

    def test_nothing_hostile_in_titles(self) -> None:
        metadata = "<dc:title>The \u202eLamp\x9b[/]</dc:title>"
        title = read(book({"1.xhtml": page("<p>one</p>")}, None, metadata)).metadata.title
        assert "\u202e" not in title
        assert "\x9b" not in title


class TestText:
    def test_notes_and_links_between_parts(self) -> None:
        pages = {
            "1.xhtml": page('<p>one<a epub:type="noteref" href="n.xhtml#n1">1</a></p>'),
            "n.xhtml": page('<ol><li epub:type="endnote" id="n1"><p>A note. <a epub:type="backlink" href="1.xhtml">↩</a></p></li></ol>'),
        }  # fmt: skip
        document = read(book(pages, [("Oil", "1.xhtml"), ("Notes", "n.xhtml")]))
        link = document.chapters[0].blocks[0].spans[0]
        chapter, block = map(int, link.target[1:].split("/"))
        note = document.chapters[chapter].blocks[block]
        assert (note.kind, note.text) == (Kind.NOTE, "1. A note.")

    def test_verse_entities_and_not_well_formed_pages(self) -> None:
        verse = page(
            '<blockquote epub:type="z3998:poem"><p><span>Low oil,</span><br/><span>high water</span></p></blockquote>'
        )
        pages = {"1.xhtml": verse, "2.xhtml": page("<p>a&nbsp;b &mdash; c &unknown; d</p>"),
                 "3.xhtml": page("<p>one<br><p>two & three<title/><a id='x'/>four")}  # fmt: skip
        document = read(book(pages))
        kinds = {b.kind: b.text for c in document.chapters for b in c.blocks}
        assert kinds[Kind.VERSE] == "Low oil,\nhigh water"
        text = " ".join(b.text for c in document.chapters for b in c.blocks)
        assert "a b — c &unknown; d" in text
        assert "two & three" in text
        assert "four" in text

    def test_names_spelt_differently(self) -> None:
        parts: dict[str, str | bytes] = {
            "OEBPS/Text/Chapter é 1.xhtml": page("<p>one</p>"),
            "OEBPS/book.opf": opf(["../OEBPS/./text/chapter%20e%CC%81%201.xhtml"], DC),
        }
        assert bodies(read(packed(parts))) == [["one"]]


AO3_PREFACE = page(
    """<div id="preface" class="calibre"><p class="message1"><b class="calibre2">Posted originally on the
<a href="http://archiveofourown.org/">Archive of Our Own</a> at <a href="http://archiveofourown.org/works/987">x</a>.</b></p>
<div class="calibre3"><dl class="tags"><dt class="calibre4">Rating:</dt><dd class="calibre5"><a href="/t">Mature</a></dd>
<dt class="calibre4">Fandom:</dt><dd class="calibre5"><a href="/f">Lighthouse Keepers</a></dd>
<dt class="calibre4">Additional Tags:</dt><dd class="calibre5"><a href="/1">Fog</a>, <a href="/2">Rope</a></dd>
<dt class="calibre4">Stats:</dt><dd class="calibre5">Published: 2019-05-06 Words: 20 Chapters: 2/?</dd></dl>
<h1 class="calibre6">Salt</h1><div class="byline">by <a href="/u/a" rel="author">wick</a>, <a href="/u/b" rel="author">oar</a></div>
<p class="calibre7">Summary</p><blockquote class="userstuff"><p>Fog.</p></blockquote></div></div>"""
)


def test_ao3_book() -> None:
    one = ('<div id="chapters"><div class="calibre8"><h2 class="heading" id="t1">Chapter 1: Fog</h2>'
           '<p class="calibre7">Chapter Notes</p><blockquote class="userstuff"><p>Mind it.</p></blockquote></div>'
           '<div class="userstuff2"><p>It came in.</p></div></div>')  # fmt: skip
    two = '<h2 class="heading" id="t2">Chapter 2: Rope</h2><div class="userstuff2"><p>They hauled.</p></div>'
    end = '<div id="afterword"><p class="message">Please drop by the archive and comment.</p></div>'
    names = [f"Salt_split_00{n}.xhtml" for n in range(4)]
    parts: dict[str, str | bytes] = {
        f"OEBPS/{name}": text
        for name, text in zip(names, (AO3_PREFACE, page(one), page(two), page(end)), strict=True)
    }
    metadata = ("<dc:title>Salt</dc:title><dc:creator>wick, oar</dc:creator><dc:subject>Fanworks</dc:subject>"
                "<dc:subject>Fog</dc:subject><dc:publisher>Archive of Our Own</dc:publisher>")  # fmt: skip
    parts["OEBPS/book.opf"] = opf(names, metadata, NCX_ITEM, ' toc="ncx"')
    entries = ["Preface", "Chapter 1: Fog", "Chapter 2: Rope", "Afterword"]
    parts["OEBPS/toc.ncx"] = ncx(list(zip(entries, names, strict=True)))
    document = read(packed(parts))
    said = document.metadata
    assert (said.title, said.authors, said.rating) == ("Salt", ("wick", "oar"), "Mature")
    assert (said.fandoms, said.tags) == (("Lighthouse Keepers",), ("Fog", "Rope"))
    assert (said.work_id, said.status, said.summary) == ("987", "in progress", "Fog.")
    assert titles(document) == ["Chapter 1: Fog", "Chapter 2: Rope"]
    assert bodies(document) == [["It came in."], ["They hauled."]]
    assert document.chapters[1].blocks[-1].role is Role.END


def test_ao3_book_of_one_chapter() -> None:
    text = (
        '<h2 class="toc-heading">Salt</h2><div><p>It came in.</p><h2>II</h2><p>It went.</p></div>'
    )
    names = [f"Salt_split_00{n}.xhtml" for n in range(3)]
    end = '<div id="afterword"><p>Please drop by.</p></div>'
    parts: dict[str, str | bytes] = {
        f"OEBPS/{name}": text
        for name, text in zip(names, (AO3_PREFACE, page(text), page(end)), strict=True)
    }
    parts["OEBPS/book.opf"] = opf(names, DC, NCX_ITEM, ' toc="ncx"')
    parts["OEBPS/toc.ncx"] = ncx(list(zip(["Preface", "Salt", "Afterword"], names, strict=True)))
    document = read(packed(parts))
    assert titles(document) == [""]
    assert bodies(document) == [["It came in.", "II", "It went."]]


def test_fanficfare_book() -> None:
    front = page(
        '<div class="fff_titlepage"><h3><a href="http://x.net/story/55">Salt</a> by <a class="authorlink" href="/u">wick</a></h3>'
        "<div><b>Category:</b> Lighthouse Keepers<br /><b>Genre:</b> Drama, Sea<br /><b>Status:</b> In-Progress<br />"
        "<b>Series:</b> The Coast [2]<br /><b>Summary:</b> <div>Fog &amp; rope.</div><br /></div></div>"
    )
    pages = {"title_page.xhtml": front, "file0001.xhtml": page("<h3>1. Fog</h3><p>It came in.</p>"),
             "file0002.xhtml": page("<h3>2. Rope</h3><p>They hauled.</p>"),
             "log_page.xhtml": page("<h3>Update Log</h3><p>2020: 2 chapters</p>")}  # fmt: skip
    entries = [("Title Page", "title_page.xhtml"), ("1. Fog", "file0001.xhtml"),
               ("(new) 2. Rope", "file0002.xhtml")]  # fmt: skip
    metadata = (
        DC
        + "<dc:identifier>fanficfare-uid:x.net-u9-s55</dc:identifier><dc:source>http://x.net/story/55</dc:source>"
    )
    document = read(book(pages, entries, metadata))
    said = document.metadata
    assert (said.title, said.authors, said.status) == ("Salt", ("wick",), "in progress")
    assert (said.fandoms, said.categories) == (("Lighthouse Keepers",), ("Drama", "Sea"))
    assert (said.series, said.series_number, said.work_id) == ("The Coast", "2", "55")
    assert said.summary == "Fog & rope."
    assert titles(document) == ["1. Fog", "2. Rope"]


class TestDamage:
    def test_a_missing_part_is_said(self) -> None:
        parts: dict[str, str | bytes] = {
            "OEBPS/1.xhtml": page("<p>one</p>"),
            "OEBPS/book.opf": opf(["1.xhtml", "2.xhtml"], DC),
        }
        document = read(packed(parts))
        assert bodies(document) == [["one"]]
        assert any("2.xhtml" in notice for notice in document.notices)

    @pytest.mark.parametrize("container", ["", "<container/>", "not xml at all"])
    def test_no_container(self, container: str) -> None:
        parts: dict[str, str | bytes] = {
            "a/1.xhtml": page("<p>one</p>"),
            "a/b.opf": opf(["1.xhtml"], DC),
        }
        assert read(packed(parts, container)).metadata.title == "The Lamp"

    def test_no_package_document(self) -> None:
        pages: dict[str, str | bytes] = {f"c{n}.xhtml": page(f"<p>{n}</p>") for n in (10, 9, 1)}
        document = read(packed(pages, ""))
        assert bodies(document) == [["1", "9", "10"]]
        assert any("package document" in notice for notice in document.notices)

    def test_a_file_cut_off(self) -> None:
        pages = {f"{n}.xhtml": page(f"<p>{PROSE * 20}{n}</p>") for n in range(9)}
        data = book(pages, None)
        whole = packed(
            {"OEBPS/book.opf": opf(["1.xhtml"], DC), "OEBPS/1.xhtml": page(f"<p>{PROSE}</p>")}
        )
        with pytest.raises(UnreadableStory):
            read(data[:60])
        document = read(whole[: whole.rfind(b"PK\x01\x02") - 400 + 380])
        assert bodies(document) == [[PROSE.strip()]]
        assert any("cut off" in notice for notice in document.notices)

    def test_a_flipped_byte_costs_one_part_at_most(self) -> None:
        pages = {f"{n}.xhtml": page(f"<p>{PROSE * 9}{n}</p>") for n in range(4)}
        data = bytearray(book(pages, None))
        at = data.find(b"2.xhtml") + 60
        data[at] ^= 0xFF
        document = read(bytes(data))
        text = " ".join(b.text for c in document.chapters for b in c.blocks)
        assert all(f"water. {n}" in text for n in (0, 1, 3))
        assert any("2.xhtml" in notice for notice in document.notices)

    def test_drm_is_named(self) -> None:
        encryption = (
            '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
            '<enc:EncryptedData><enc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>'
            '<enc:CipherData><enc:CipherReference URI="OEBPS/1.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>'
        )
        parts: dict[str, str | bytes] = {
            "OEBPS/1.xhtml": b"\x8f\x01\x99" * 99,
            "OEBPS/book.opf": opf(["1.xhtml"], DC),
            "META-INF/encryption.xml": encryption,
            "META-INF/rights.xml": '<adept:rights xmlns:adept="http://ns.adobe.com/adept"/>',
        }
        with pytest.raises(UnreadableStory, match=r"DRM \(Adobe ADEPT\)"):
            read(packed(parts))

    def test_obfuscated_fonts_are_no_drm(self) -> None:
        encryption = (
            '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
            '<enc:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/>'
            '<enc:CipherData><enc:CipherReference URI="OEBPS/f.otf"/></enc:CipherData></enc:EncryptedData></encryption>'
        )
        more: dict[str, str | bytes] = {"META-INF/encryption.xml": encryption, "OEBPS/f.otf": b"x"}
        assert read(book({"1.xhtml": page("<p>one</p>")}, None, DC, **more)).chapters

    def test_pictures_only(self) -> None:
        with pytest.raises(UnreadableStory, match="pictures only"):
            read(book({"1.xhtml": page('<img src="1.jpg" alt=""/>')}))

    def test_a_zip_that_is_no_book_is_not_ours(self) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a.txt", "words")
        assert EpubFormat().detect(buffer.getvalue(), PurePosixPath("a.zip")) == 0.0


class TestBombs:
    def refused_soon(self, data: bytes) -> str:
        began = time.process_time()
        with pytest.raises(UnreadableStory) as error:
            read(data)
        assert time.process_time() - began < 2
        return str(error.value)

    def test_one_part_of_zeros(self) -> None:
        assert "ZIP bomb" in self.refused_soon(
            book({"1.xhtml": page("<p>" + " " * (120 << 20) + "</p>")})
        )

    def test_many_parts_that_are_small_bombs(self) -> None:
        pages = {f"{n}.xhtml": page("<p>" + "w " * (1 << 20) + "</p>") for n in range(40)}
        assert "all of it unpacks to more than 32 MB" in self.refused_soon(book(pages))

    def test_overlapping_parts(self) -> None:
        data = bytearray(book({"1.xhtml": page("<p>one</p>"), "2.xhtml": page("<p>two</p>")}))
        first = data.find(b"PK\x01\x02")
        second = data.find(b"PK\x01\x02", first + 4)
        data[second + 42 : second + 46] = struct.pack("<I", 0)
        assert "overlap" in self.refused_soon(bytes(data)) or "damaged" in self.refused_soon(
            bytes(data)
        )

    def test_too_many_parts(self) -> None:
        parts: dict[str, str | bytes] = {f"{n}": b"" for n in range(20_100)}
        assert "parts" in self.refused_soon(packed(parts))

    def test_entities_are_not_expanded(self, tmp_path: Path) -> None:
        secret = tmp_path / "s.txt"
        secret.write_text("hidden words")
        lol = '<!ENTITY a "ha">' + "".join(f'<!ENTITY a{n} "{"&a;" * 10}">' for n in range(9))
        evil = page("<p>one &a9; &x;</p>").replace(
            "<html", f'<!DOCTYPE html [{lol}<!ENTITY x SYSTEM "file://{secret}">]><html', 1
        )
        text = bodies(read(book({"1.xhtml": evil})))
        assert "hidden" not in str(text)
        assert "haha" not in str(text)
        assert "one" in str(text)


def test_a_chapter_whose_entry_leads_nowhere_is_found_by_its_heading() -> None:
    one = page("<h2>Chapter 1</h2><p>one</p><h2>Chapter 2</h2><p>two</p>")
    two = page("<h2>Chapter 3</h2><p>three</p>")
    entries = [("Chapter 1", "1.xhtml"), ("Chapter 2", "gone.xhtml"), ("Chapter 3", "2.xhtml")]
    document = read(book({"1.xhtml": one, "2.xhtml": two}, entries))
    assert titles(document) == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert bodies(document) == [["one"], ["two"], ["three"]]
    assert any("gone.xhtml" in notice for notice in document.notices)


def test_ao3_book_numbers_a_chapter_that_its_author_numbers_otherwise() -> None:
    one = '<div id="chapters"><h2 class="heading">Chapter 1</h2><div class="endnote-link">See the end of the chapter for <a href="#e">notes</a></div><div class="userstuff2"><p>It came in.</p></div></div>'
    more = '<div id="chapters"><div class="userstuff2"><p>It went out.</p></div><div id="endnotes1"><p>Chapter End Notes</p><blockquote><p>Bye.</p></blockquote></div></div>'
    two = '<h2 class="heading">Chapter 2</h2><div class="userstuff2"><p><b>Interlude</b></p><p>They hauled.</p></div>'
    names = [f"Salt_split_00{n}.xhtml" for n in range(4)]
    parts: dict[str, str | bytes] = {
        f"OEBPS/{name}": text
        for name, text in zip(names, (AO3_PREFACE, page(one), page(more), page(two)), strict=True)
    }
    parts["OEBPS/book.opf"] = opf(names, DC, NCX_ITEM, ' toc="ncx"')
    parts["OEBPS/toc.ncx"] = ncx(
        [("Preface", names[0]), ("Chapter 1", names[1]), ("Chapter 2", names[3])]
    )
    document = read(packed(parts))
    assert titles(document) == ["Chapter 1", "Chapter 2: Interlude"]
    assert bodies(document) == [["It came in.", "It went out."], ["They hauled."]]


def test_a_header_on_the_first_page_completes_the_metadata() -> None:
    intro = page(
        "<h1>The Lamp</h1><p>By: wick</p><p>Fandom: Lighthouse Keepers</p><p>Rating: PG</p><p>Summary: A long night.</p>"
    )
    pages = {
        "intro.xhtml": intro,
        "1.xhtml": page(f"<h2>1. Oil</h2><p>{PROSE}</p>"),
        "2.xhtml": page(f"<h2>2. Wick</h2><p>{PROSE}</p>"),
    }
    document = read(
        book(
            pages, [("Introduction", "intro.xhtml"), ("1. Oil", "1.xhtml"), ("2. Wick", "2.xhtml")]
        )
    )
    said = document.metadata
    assert (said.title, said.authors) == ("The Lamp", ("Tam Oake",))
    assert (said.fandoms, said.rating, said.summary) == (
        ("Lighthouse Keepers",),
        "PG",
        "A long night.",
    )
    assert bodies(document) == [[], [PROSE.strip()], [PROSE.strip()]]


REASONS = (
    "its pages hold pictures only",
    "its text is locked by DRM (an unknown scheme)",
    "its ZIP directory is missing",
)


def test_conformance_books(corpus: Path) -> None:
    """All that have a text are read, each in bounded time; the others say what is wrong."""
    refused = {}
    slowest = 0.0
    files = sorted((corpus / "epub-conformance").rglob("*.epub"))
    for path in files:
        started = time.process_time()
        try:
            document = read(path.read_bytes(), path.name)
            assert any(block.text for c in document.chapters for block in c.blocks), path.name
        except UnreadableStory as error:
            refused[path.name] = error.reason
        slowest = max(slowest, time.process_time() - started)
    assert len(files) - len(refused) >= 0.95 * len(files)
    assert all(any(known in reason for known in REASONS) for reason in refused.values()), refused
    assert slowest < 5.0
