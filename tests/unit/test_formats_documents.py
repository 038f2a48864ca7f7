"""RTF, DOCX and FictionBook, in the shapes their writers give them."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.model import Block, Document, Kind, Role, Style

PROSE = "The lamp on the weir burned low, and nobody came to trim it that night. " * 3


def read(data: bytes, name: str = "story") -> Document:
    return formats.read(data, PurePosixPath(name))


def titles(document: Document) -> list[str]:
    return [chapter.title for chapter in document.chapters]


def blocks(document: Document) -> list[Block]:
    return [block for chapter in document.chapters for block in chapter.blocks]


def styled(block: Block) -> list[tuple[str, Style]]:
    return [(block.text[span.start : span.end], span.style) for span in block.spans]


# rtf


def rtf(body: str, head: str = "") -> bytes:
    return rf"{{\rtf1\ansi\ansicpg1252{head} {body}}}".encode("ascii")


def test_rtf_chapters_and_properties() -> None:
    head = r"{\fonttbl{\f0 Times;}}{\info{\title The Weir}{\author Ada Mill}}"
    document = read(rtf(rf"Chapter One\par {PROSE}\par Chapter Two\par {PROSE}\par", head))
    assert document.format == "rtf"
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ada Mill",))
    assert titles(document) == ["Chapter One", "Chapter Two"]
    assert not any("Times" in block.text for block in blocks(document))


def test_rtf_letters_of_every_spelling() -> None:
    text = r"\ldblquote caf\'e9\rdblquote  \u8212? \u-10179?\u-8704? na\u239\'efve\~end\par"
    (block,) = blocks(read(rtf(text)))
    assert block.text == "“café” — \U0001f600 naïve end"


def test_rtf_fonts_bring_their_code_page() -> None:
    head = r"{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}"
    (block,) = blocks(read(rtf(r"\f0 \'e9 \f1 \'ec\'e8\'f0\par", head)))
    assert block.text == "é мир"


def test_rtf_styles_and_skipped_groups() -> None:
    text = r"She {\i never} {\b looked}{\*\unknown secret}{\pict 00ff}{\v hidden} back\par"
    (block,) = blocks(read(rtf(text)))
    assert block.text == "She never looked back"
    assert styled(block) == [("never", Style.EMPHASIS), ("looked", Style.STRONG)]


def test_rtf_headings_by_outline_and_notes() -> None:
    text = rf"{{\pard\outlinelevel0 Low Water\par}}\pard {PROSE}{{\footnote A note.}}\par"
    text += rf"{{\pard\outlinelevel0 High Water\par}}\pard {PROSE}\par"
    document = read(rtf(text))
    assert titles(document) == ["Low Water", "High Water"]
    note = next(block for block in blocks(document) if block.text == "A note.")
    assert (note.kind, note.role) == (Kind.NOTE, Role.END)


def test_rtf_that_is_cut_off_says_so() -> None:
    assert read(b"{\\rtf1 Some words that were").notices


def test_rtf_nested_too_deep_is_refused() -> None:
    with pytest.raises(UnreadableStory, match="deep"):
        read(b"{\\rtf1 " + b"{" * 20_000 + b"x")


def test_rtf_without_text_is_no_story() -> None:
    with pytest.raises(NotAStory):
        read(rb"{\rtf1{\fonttbl{\f0 Times;}}}")


# docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STYLES = """<w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H1"/></w:style>
<w:style w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Q"><w:name w:val="Quote"/></w:style>
<w:style w:type="character" w:styleId="Em"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>
"""


def docx(body: str, notes: str = "", title: str = "", author: str = "") -> bytes:
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>',
        "docProps/core.xml": f'<p xmlns:dc="d"><dc:title>{title}</dc:title>'
        f"<dc:creator>{author}</dc:creator></p>",
    }
    if notes:
        parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def run(text: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(content: str, style: str = "") -> str:
    marks = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{marks}{content if content.startswith('<') else run(content)}</w:p>"


def test_docx_headings_are_chapters() -> None:
    body = para("The Weir", "T") + para("Low Water", "H1") + para(PROSE)
    body += para("High Water", "Own") + para(PROSE)
    document = read(docx(body, title="Document1", author="Ada Mill"))
    assert document.format == "docx"
    assert document.metadata.title == "The Weir"
    assert document.metadata.authors == ("Ada Mill",)
    assert titles(document) == ["Low Water", "High Water"]


def test_docx_without_headings_is_read_like_a_text() -> None:
    body = para("The Weir") + para("by Ada Mill") + para("Chapter One") + para(PROSE)
    document = read(docx(body + para("Chapter Two") + para(PROSE), author="User"))
    assert (document.metadata.title, document.metadata.authors) == ("The Weir", ("Ada Mill",))
    assert titles(document) == ["Chapter One", "Chapter Two"]


def test_docx_runs_of_one_style_are_one_span() -> None:
    runs = run("She ") + run("nev", "<w:i/>") + run("er", '<w:rStyle w:val="Em"/>') + run(" looked")
    runs += run(" back", '<w:b w:val="0"/>') + run("unseen", "<w:vanish/>")
    (block,) = blocks(read(docx(para(runs))))
    assert block.text == "She never looked back"
    assert styled(block) == [("never", Style.EMPHASIS)]


def test_docx_quotes_and_struck_text() -> None:
    body = para("One", "H1") + para(PROSE) + para("Quoth he.", "Q")
    body += f"<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>{run('kept')}</w:p>"
    found = {block.text: block.kind for block in blocks(read(docx(body + para(PROSE) * 4)))}
    assert found["Quoth he."] is Kind.QUOTE
    assert "kept" in found
    assert not any("gone" in text for text in found)


def test_docx_text_boxes_are_read_once() -> None:
    box = f"<w:txbxContent>{para('in a box')}</w:txbxContent>"
    both = f'<m:A xmlns:m="m"><m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback></m:A>'
    document = read(docx(f"<w:p>{run('before')}<w:r>{both}</w:r>{run('after')}</w:p>"))
    assert " ".join(block.text for block in blocks(document)).split() == (
        ["before", "in", "a", "box", "after"]
    )


def test_docx_footnotes_are_folded_and_linked() -> None:
    reference = run("here") + '<w:r><w:footnoteReference w:id="2"/></w:r>'
    note = f'<w:footnote w:id="2">{para("A note.")}</w:footnote>'
    body = para("One", "H1") + para(PROSE) + para(reference)
    document = read(docx(body + para("Two", "H1") + para(PROSE), notes=note))
    last = document.chapters[-1].blocks[-1]
    assert (last.text, last.kind, last.role) == ("[1] A note.", Kind.NOTE, Role.END)
    link = next(block for block in blocks(document) if block.text == "here[1]").spans[-1]
    assert link.target == f"#1/{len(document.chapters[-1].blocks) - 1}"


def test_docx_without_its_text_is_refused() -> None:
    data = docx(para(PROSE)).replace(b"word/document.xml", b"word/documenx.xml")
    with pytest.raises(UnreadableStory):
        read(data)


# fb2

FB2 = f"""<?xml version="1.0" encoding="utf-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://w3.org/xlink">
<description><title-info><genre>adventure</genre><author><first-name>Ada</first-name>
<last-name>Mill</last-name></author><book-title>The Weir</book-title>
<annotation><p>A river rises.</p></annotation><keywords>rivers, lamps</keywords><lang>en</lang>
<sequence name="Rivers" number="2"/></title-info></description>
<body><title><p>Ada Mill</p><p>The Weir</p></title>
<section><title><p>Part One</p></title>
<section id="c1"><title><p>Low</p><p>Water</p></title><epigraph><p>All flows.</p></epigraph>
<p>{PROSE}<emphasis>never</emphasis><a l:href="#n1" type="note">[1]</a></p>
<poem><stanza><v>Row the boat</v><v>Down the stream</v></stanza></poem>
<cite><p>So it was told.</p></cite><empty-line/><p>{PROSE}</p></section>
<section><title><p>High Water</p></title><p>{PROSE}</p></section></section></body>
<body name="notes"><section id="n1"><title><p>1</p></title><p>A note.</p></section></body>
<binary id="c.jpg" content-type="image/jpeg">AAAABBBB</binary></FictionBook>"""


def test_fb2_metadata_and_chapters() -> None:
    document = read(FB2.encode())
    said = document.metadata
    assert document.format == "fb2"
    assert (said.title, said.authors, said.language) == ("The Weir", ("Ada Mill",), "en")
    assert (said.series, said.series_number, said.tags) == ("Rivers", "2", ("rivers", "lamps"))
    assert said.summary == "A river rises."
    assert titles(document) == ["Part One", "Low Water", "High Water"]


def test_fb2_verse_quotes_notes_and_links() -> None:
    document = read(FB2.encode())
    found = {block.text: block for block in blocks(document)}
    assert found["Row the boat\nDown the stream"].kind is Kind.VERSE
    assert found["So it was told."].kind is Kind.QUOTE
    assert found["A note."].role is Role.END
    assert not any("AAAA" in text for text in found)
    link = next(span for block in blocks(document) for span in block.spans if span.target)
    chapter, at = map(int, link.target[1:].split("/"))
    assert document.chapters[chapter].blocks[at].text in {"1", "A note."}


def test_fb2_in_its_own_encoding() -> None:
    text = FB2.replace("utf-8", "windows-1251").replace("The Weir", "Плотина")
    assert read(text.encode("cp1251")).metadata.title == "Плотина"


def test_fb2_that_is_damaged_is_read_as_far_as_it_goes() -> None:
    document = read(FB2.replace("</cite>", "").encode())
    assert document.notices
    text = " ".join(block.text for block in blocks(document))
    assert "So it was told." in text
    assert "A note." in text


def test_fb2_resolves_no_entity() -> None:
    text = FB2.replace("<FictionBook", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>\n'
                       "<FictionBook", 1)  # fmt: skip
    document = read(text.replace("So it", "&e; So it").encode())
    assert not any("root:" in block.text for block in blocks(document))


def test_fb2_without_text_is_no_story() -> None:
    with pytest.raises(NotAStory):
        read(b'<?xml version="1.0"?><FictionBook><body></body></FictionBook>')
