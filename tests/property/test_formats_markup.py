"""Whatever markup arrives: no word is lost, nothing unsafe gets through, nothing else is raised."""

from __future__ import annotations

import html
import io
import random
import zipfile
from collections import Counter
from contextlib import suppress
from pathlib import PurePosixPath

from hypothesis import given, settings
from hypothesis import strategies as st

from inglenook import formats
from inglenook.clean import clean
from inglenook.errors import UnreadableStory
from inglenook.formats.epub import EpubFormat
from inglenook.formats.html import HtmlFormat
from inglenook.formats.markup.breaks import parted
from inglenook.formats.markup.salvage import salvage
from inglenook.formats.markup.tree import parse_html
from inglenook.formats.markup.walk import Walker
from inglenook.model import Document, Kind

WORD = st.text(alphabet="abcdefghij", min_size=1, max_size=8)
TEXT = st.lists(WORD, min_size=1, max_size=6).map(" ".join)
LEAF = st.one_of(
    TEXT.map(lambda t: f"<p>{t}</p>"),
    TEXT.map(lambda t: f"{t}<br>"),
    TEXT.map(lambda t: f"<h2>{t}</h2>"),
    TEXT.map(lambda t: f"<b>{t}</b> "),
    TEXT.map(lambda t: f"<pre>{t}\n {t}</pre>"),
    st.tuples(TEXT, TEXT).map(lambda p: f"<table><tr><td>{p[0]}</td><td>{p[1]}</td></tr></table>"),
    st.sampled_from(["<hr>", "<br><br>", "<p>&nbsp;</p>", "<p>* * *</p>", "<img alt=''>"]),
)
TREE = st.recursive(
    LEAF,
    lambda inner: st.tuples(
        st.sampled_from(["div", "blockquote", "section", "i", "span", "ul", "center", "td", "em"]),
        st.lists(inner, max_size=4),
    ).map(lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"),
    max_leaves=20,
)
PAGES = st.lists(TREE, min_size=1, max_size=8).map("".join)


def words(document: Document) -> Counter[str]:
    return Counter(
        word
        for chapter in document.chapters
        for block in chapter.blocks
        for word in block.text.replace("•", " ").split()
        if word.isalpha()
    )


def well_formed(document: Document) -> None:
    assert document.chapters
    for chapter in document.chapters:
        for block in chapter.blocks:
            assert clean(block.text) == block.text
            assert block.kind.keeps_lines or "\n" not in block.text
            for span in block.spans:
                assert 0 <= span.start < span.end <= len(block.text)


@given(PAGES)
def test_no_word_of_a_page_is_lost(page: str) -> None:
    expected = Counter(
        word for word in html.unescape(page.replace("<", " <").replace(">", "> ")).split()
        if word.isalpha()
    )  # fmt: skip
    if not expected:
        return
    document = HtmlFormat().open(page.encode(), PurePosixPath("x.html"))
    well_formed(document)
    assert words(document) == expected


@given(PAGES)
def test_the_salvaging_parser_keeps_the_same_words(page: str) -> None:
    def found(root: object) -> list[str]:
        return " ".join(piece.text for piece in Walker().walk(root)).split()

    assert found(salvage(page)) == found(parse_html(f"<html><body>{page}</body></html>"))


@given(st.text(max_size=400), st.sampled_from([Kind.PARAGRAPH, Kind.VERSE, Kind.QUOTE]))
def test_line_breaks_part_text_without_loss(text: str, kind: Kind) -> None:
    pieces = parted(text, (), kind)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_as_a_page(text: str) -> None:
    with suppress(UnreadableStory):
        well_formed(HtmlFormat().open(b"<p>" + text.encode(), PurePosixPath("x.html")))


def a_book() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>',
        )
        book.writestr(
            "b.opf",
            '<package><metadata><dc:title xmlns:dc="d">Lamps</dc:title></metadata><manifest>'
            '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="n" href="t.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
            '<spine toc="n"><itemref idref="a"/></spine></package>',
        )
        book.writestr(
            "t.ncx",
            '<ncx><navMap><navPoint><navLabel><text>One</text></navLabel><content src="a.xhtml#x"/>'
            '</navPoint><navPoint><navLabel><text>Two</text></navLabel><content src="a.xhtml#y"/>'
            "</navPoint></navMap></ncx>",
        )
        book.writestr("a.xhtml", "<html><body><p id='x'>one</p><p id='y'>two</p></body></html>")
    return buffer.getvalue()


BOOK = a_book()


@settings(max_examples=300)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_a_damaged_book_is_read_or_refused(seed: int, changes: int) -> None:
    chance = random.Random(seed)
    data = bytearray(BOOK)
    for _ in range(changes):
        at = chance.randrange(4, len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 40)]
            case 2:
                data[at:at] = data[: chance.randrange(1, 200)]
            case _:
                data[at : at + 4] = b"\xff\xff\xff\xff"
        if len(data) < 10:
            break
    with suppress(UnreadableStory):
        well_formed(EpubFormat().open(bytes(data), PurePosixPath("x.epub")))


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    with suppress(UnreadableStory):
        formats.read(data, PurePosixPath("x"))
