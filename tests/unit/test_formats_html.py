"""Pages no site's reader knows: articles, fragments, line breaks, and hostile markup."""

# ruff: noqa: E501 - fixtures are markup, and its lines are as long as archives make them

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import NotAStory
from inglenook.formats.html import HtmlFormat
from inglenook.model import Block, Document, Kind, Role

PAGE = PurePosixPath("page.html")


def read(text: str | bytes, name: str = "page.html") -> Document:
    data = text if isinstance(text, bytes) else text.encode()
    return formats.read(data, PurePosixPath(name))


def blocks(document: Document, role: Role = Role.BODY) -> list[Block]:
    return [b for c in document.chapters for b in c.blocks if b.role is role]


def shapes(document: Document) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for b in blocks(document)]


def everything(document: Document) -> str:
    return " ".join(b.text for c in document.chapters for b in c.blocks)


LONG = "The kettle sang on the hob while the rain went over the roof and down into the yard. "


class TestText:
    def test_a_bare_fragment(self) -> None:
        document = read("<p>One &amp; two.</p>\n<p>Three  <i>four\nfive</i>.</p>", "no-suffix")
        assert document.format == "html"
        assert shapes(document) == [("paragraph", "One & two."), ("paragraph", "Three four five.")]
        assert [(s.start, s.end) for s in blocks(document)[1].spans] == [(6, 15)]

    def test_spans_survive_what_is_cleaned_away(self) -> None:
        block = blocks(read("<p>a\u00adb <b>c\u202ed</b> e</p>"))[0]
        assert block.text == "ab c\ufffdd e"
        assert block.text[block.spans[0].start : block.spans[0].end] == "c\ufffdd"

    def test_nested_emphasis_and_links(self) -> None:
        block = blocks(read('<p>go <a href="http://x.org/y">to <em>the</em> weir</a>.</p>'))[0]
        found = {(block.text[s.start : s.end], s.style.value, s.target) for s in block.spans}
        assert found == {("to the weir", "link", "http://x.org/y"), ("the", "emphasis", "")}

    def test_no_link_runs_code(self) -> None:
        block = blocks(read('<p><a href=" JavaScript:alert(1)">press</a> it</p>'))[0]
        assert (block.text, block.spans) == ("press it", ())

    def test_escapes_become_visible(self) -> None:
        assert "\x1b" not in everything(read("<p>a&#27;]52;c;x&#7;b</p><p>ok then</p>"))

    def test_lists_quotes_tables_and_pictures(self) -> None:
        document = read(
            "<p>Before.</p><ul><li>salt</li><li>oil</li></ul><ol start=3><li>wick</li></ol>"
            "<blockquote><p>Come at once.</p><blockquote>And bring rope.</blockquote></blockquote>"
            "<table><tr><th>Day</th><th>Oil</th></tr><tr><td>Mon</td><td>3</td></tr></table>"
            '<p><img src=a.png alt="a lamp"><img src=b.png alt="IMG_003.jpg"></p><p>He said <q>no</q>.</p>'
        )
        assert shapes(document) == [
            ("paragraph", "Before."),
            ("paragraph", "• salt"),
            ("paragraph", "• oil"),
            ("paragraph", "3. wick"),
            ("quote", "Come at once."),
            ("quote", "And bring rope."),
            ("preformatted", "Day   Oil\nMon   3"),
            ("paragraph", "[a lamp]"),
            ("paragraph", "He said “no”."),
        ]

    def test_a_page_that_is_one_quotation_is_prose(self) -> None:
        page = "<blockquote>" + "".join(f"<p>{LONG}{n}</p>" for n in range(6)) + "</blockquote>"
        assert {kind for kind, _ in shapes(read(page))} == {"paragraph"}

    def test_a_table_that_lays_out_the_page_flows(self) -> None:
        page = f"<table><tr><td><p>{LONG * 3}</p><p>{LONG}</p></td><td>aside</td></tr></table>"
        assert [b.kind for b in blocks(read(page))][:2] == [Kind.PARAGRAPH] * 2

    def test_preformatted_keeps_its_lines(self) -> None:
        document = read(f"<p>{LONG * 9}</p><pre>  a  b\n  c</pre>")
        assert shapes(document)[-1] == ("preformatted", "  a  b\n  c")


class TestLineBreaks:
    def test_double_breaks_part_paragraphs_and_four_part_scenes(self) -> None:
        page = (
            f"<p>{LONG}<br/>&nbsp;<br/>{LONG}<br/><br/>{LONG}"
            f"<br/><br/> <br/>&nbsp;<br/>{LONG}<br/><br/>{LONG}</p>"
        )
        kinds = [kind for kind, _ in shapes(read(page))]
        assert kinds == [
            "paragraph",
            "paragraph",
            "paragraph",
            "scene_break",
            "paragraph",
            "paragraph",
        ]

    def test_single_breaks_between_long_lines_part_paragraphs(self) -> None:
        document = read(f"<div>{LONG * 2}<br>“No.”<br>{LONG * 2}<br>“Yes.”</div>")
        assert [text for _, text in shapes(document)][1] == "“No.”"

    def test_verse_and_addresses_keep_their_lines(self) -> None:
        document = read(
            "<p>The lamp is low<br>The tide is in<br>And no one comes to trim the wick</p>"
            "<p>3 Quay Row<br>Portmoor</p>"
        )
        assert [b.kind for b in blocks(document)] == [Kind.VERSE, Kind.LETTER]
        assert blocks(document)[1].text == "3 Quay Row\nPortmoor"

    def test_hard_wrapped_lines_are_joined(self) -> None:
        lines = [
            "the rain went on over the roofs of the town, and nobody there",
            "looked up at it, for nobody in that town had looked up from the",
            "stones of the street in a hundred years, or would do so again",
            "until the bell rang.",
        ]
        assert shapes(read("<p>" + "<br>\n".join(lines) + "</p>")) == [
            ("paragraph", " ".join(lines))
        ]

    def test_marks_alone_on_a_line_part_scenes(self) -> None:
        document = read(
            f"<p>{LONG}</p><p>xxx</p><p>{LONG}</p><p>* * *</p><hr><p>{LONG}<br>~*~<br>{LONG}</p>"
        )
        assert [kind for kind, _ in shapes(document)] == [
            "paragraph", "scene_break", "paragraph", "scene_break", "paragraph", "scene_break", "paragraph",
        ]  # fmt: skip

    def test_a_rare_empty_paragraph_parts_scenes_and_a_usual_one_does_not(self) -> None:
        rare = "".join(f"<p>{LONG}</p>" for _ in range(9)) + f"<p>&nbsp;</p><p>{LONG}</p>"
        usual = "".join(f"<p>{LONG}</p><p>&nbsp;</p>" for _ in range(9))
        assert [kind for kind, _ in shapes(read(rare))].count("scene_break") == 1
        assert "scene_break" not in [kind for kind, _ in shapes(read(usual))]


ARTICLE = f"""<html lang="en"><head><title>The Weir | Old Tales Archive</title>
<meta name="author" content="Ines Moray"></head><body>
<div id="header"><a href="/">Home</a> <a href="/new">New</a></div><nav><ul><li><a href="/a">Stories</a></li></ul></nav>
<div id="wrap"><div class="sidebar"><h3>Popular</h3><ul><li><a href="/x">Ten things about lamps</a></li></ul></div>
<div class="post"><h1>The Weir</h1><div class="entry-content"><p>{LONG * 2}</p><p>{LONG}</p>
<div class="share-buttons"><a>Tweet</a></div><p>{LONG * 3}</p></div>
<div id="comments"><h3>2 comments</h3><p>This is a lovely story and I have read it nine times over in one night, truly.</p></div></div></div>
<div id="footer">© the archive</div></body></html>"""


class TestArticle:
    def test_only_the_article_is_text(self) -> None:
        document = read(ARTICLE)
        assert [b.text for b in blocks(document)] == [
            (LONG * 2).strip(), LONG.strip(), (LONG * 3).strip(),
        ]  # fmt: skip
        assert document.metadata.title == "The Weir"
        assert document.metadata.authors == ("Ines Moray",)

    def test_the_rest_is_folded_not_lost(self) -> None:
        residue = " ".join(b.text for b in blocks(read(ARTICLE), Role.RESIDUE))
        for words in ("Home", "Ten things", "Tweet", "lovely story", "the archive"):
            assert words in residue

    def test_labels_make_metadata(self) -> None:
        document = read(
            "<html><body><p><b>Title:</b> The Lamp<br><b>Author:</b> Tam Oake<br>Rating: PG-13<br>"
            f"Pairing: I/T</p><hr><p>{LONG * 3}</p><p>{LONG * 3}</p></body></html>"
        )
        said = document.metadata
        assert (said.title, said.authors, said.rating) == ("The Lamp", ("Tam Oake",), "PG-13")
        assert [b.text[:10] for b in blocks(document)] == [LONG[:10]] * 2

    def test_a_byline_names_title_and_author(self) -> None:
        document = read(
            "<html><body><p class=MsoTitle>The Lamp</p><p>by Tam Oake</p>"
            f"<p>{LONG * 2}</p><p>{LONG * 3}</p><p>THE END</p><hr></body></html>"
        )
        assert (document.metadata.title, document.metadata.authors) == ("The Lamp", ("Tam Oake",))
        roles = [b.role for c in document.chapters for b in c.blocks]
        assert roles == [Role.TITLE, Role.TITLE, Role.BODY, Role.BODY, Role.END]

    def test_a_part_number_in_the_title_is_the_chapters(self) -> None:
        document = read(
            "<html><head><title>Fic: The Lamp (2/4)</title></head><body><h1>Fic: The Lamp (2/4)</h1>"
            f"<p>Title: The Lamp (2/4)<br>Author: oar<br>Rating: R</p>{f'<p>{LONG}</p>' * 3}</body></html>"
        )
        assert document.metadata.title == "The Lamp"
        assert document.chapters[0].title == "(2/4)"
        assert document.chapters[0].mark is not None
        assert (document.chapters[0].mark.number, document.chapters[0].mark.total) == (2, 4)

    def test_a_page_titled_by_its_chapter_says_nothing_of_its_story(self) -> None:
        page = f"<title>Chapter 4</title><h1>Chapter 4</h1><p>{'Low water. ' * 40}</p>"
        document = read(page)
        (chapter,) = document.chapters
        assert (document.metadata.title, chapter.title) == ("", "Chapter 4")
        assert chapter.mark
        assert chapter.mark.number == 4
        assert "title" not in {guess.field for guess in document.guesses}

    def test_a_line_of_credit_names_title_and_authors(self) -> None:
        credit = (
            '"The Lamp: A Tale" by Ines Moray, Tam Oake, and rope_x, from the Quay Wiki. '
            "Source: https://quay.example/lamp. Licensed under CC BY-SA."
        )
        document = read(
            '<html><body><div id="page-content"><p><a href="/hub">« Hub</a> | <a href="/2">Next »</a></p>'
            f'{f"<p>{LONG}</p>" * 7}<div class="licensebox"><blockquote>{credit}</blockquote></div></div></body></html>'
        )
        said = document.metadata
        assert said.title == "The Lamp: A Tale"
        assert said.authors == ("Ines Moray", "Tam Oake", "rope_x")
        assert said.source_url == "https://quay.example/lamp"
        assert [b.text for b in blocks(document)] == [LONG.strip()] * 7

    def test_gutenberg_wrapper_is_folded(self) -> None:
        page = (
            "<html><body><pre>The Project Gutenberg EBook of Lamps\n\nTitle: Lamps\n       Or, A Light\n\n"
            "Author: Ines Moray\n\n*** START OF THIS PROJECT GUTENBERG EBOOK LAMPS ***\n</pre>"
            f"<h1>LAMPS</h1><h2>By Ines Moray</h2><h2>CHAPTER I</h2><h3>Oil</h3><p>{LONG * 5}</p>"
            f"<h2>CHAPTER II</h2><p>{LONG * 5}</p>"
            "<pre>*** END OF THIS PROJECT GUTENBERG EBOOK LAMPS ***\nLicence text</pre></body></html>"
        )
        document = read(page)
        assert document.metadata.title == "Lamps; Or, A Light"
        assert [c.title for c in document.chapters] == ["CHAPTER I: Oil", "CHAPTER II"]
        assert {b.text for b in blocks(document)} == {(LONG * 5).strip()}

    def test_one_pre_is_read_as_the_text_it_was(self) -> None:
        text = (
            "The Lamp\nby Tam Oake\n\nChapter 1\n\n"
            + "It was &lt;dark&gt; in the tower, and still.\n" * 12
        )
        text += "\nChapter 2\n\n" + "It was light in the tower, and loud.\n" * 12
        document = read(f"<html><body><a href='/'>Index</a><pre>{text}</pre></body></html>")
        assert [c.title for c in document.chapters] == ["Chapter 1", "Chapter 2"]
        assert document.metadata.authors == ("Tam Oake",)
        assert "It was <dark> in the tower" in everything(document)


class TestChapters:
    def test_headings_with_marks(self) -> None:
        page = "<h1>The Lamp</h1>" + "".join(
            f"<h2>Chapter {n}</h2><p>{LONG}</p>" for n in (1, 2, 3)
        )
        document = read(page)
        assert [c.title for c in document.chapters] == ["Chapter 1", "Chapter 2", "Chapter 3"]
        guess = next(g for g in document.guesses if g.field == "chapters")
        assert (guess.value, guess.evidence) == ("3", "the headings of the page")

    def test_headings_without_marks(self) -> None:
        page = "<h1>Lamps</h1>" + "".join(f"<h2>{t}</h2><p>{LONG * 3}</p>" for t in ("Oil", "Wick"))
        assert [c.title for c in read(page).chapters] == ["Oil", "Wick"]

    def test_marks_in_bold_paragraphs(self) -> None:
        page = "".join(f"<p><b>Part {n}</b></p><p>{LONG * 3}</p>" for n in (1, 2))
        document = read(page)
        assert [c.title for c in document.chapters] == ["Part 1", "Part 2"]
        assert [b.role for b in document.chapters[1].blocks] == [Role.TITLE, Role.BODY]

    def test_contents_by_links(self) -> None:
        names = ("Oil", "Wick", "Flame")
        page = (
            "<p>"
            + "<br>".join(f'<a href="#c{n}">{name}</a>' for n, name in enumerate(names))
            + "</p>"
        )
        page += "".join(
            f'<p><a name="c{n}"></a></p><h3>{name}!</h3><p>{LONG}</p>'
            for n, name in enumerate(names)
        )
        document = read(page)
        assert [c.title for c in document.chapters] == list(names)
        assert document.chapters[0].blocks[0].role is Role.FRONT

    def test_footnotes_are_linked(self) -> None:
        page = (
            f'<p>{LONG}<a href="#n1">1</a></p><p>{LONG}</p>'
            '<div class="footnotes"><p id="n1">A kettle of tin.</p></div>'
        )
        document = read(page)
        link = next(s for b in blocks(document) for s in b.spans)
        chapter, block = map(int, link.target[1:].split("/"))
        note = document.chapters[chapter].blocks[block]
        assert (note.kind, note.text) == (Kind.NOTE, "A kettle of tin.")


class TestHostile:
    @pytest.mark.parametrize("depth", [300, 3000, 40_000])
    def test_deep_nesting_loses_no_word(self, depth: int) -> None:
        page = "<p>before</p>" + "<div>" * depth + "deep words" + "</div>" * depth + "<p>after</p>"
        text = everything(read(page))
        assert all(word in text for word in ("before", "deep words", "after"))

    def test_a_text_node_over_10_mb(self) -> None:
        page = "<p>first</p><p>" + "lamp " * 2_200_000 + "</p><p>last</p>"
        document = read(page)
        assert sum(c.words for c in document.chapters) == 2_200_002

    @pytest.mark.parametrize("form", ['a{}="{}"', "a{}='<{}>'", "a{}={}"])
    def test_a_hundred_thousand_attributes(self, form: str) -> None:
        page = "<p " + " ".join(form.format(n, n) for n in range(100_000)) + ">word</p><p>after</p>"
        began = time.process_time()
        assert everything(read(page)).split()[-2:] == ["word", "after"]
        assert time.process_time() - began < 6  # the parser alone needs 12 s

    def test_unclosed_quotes_and_tags(self) -> None:
        text = everything(read("<p>one</p><p title='two>three</p>" + '<a b="' * 5000 + "<p>four"))
        assert "one" in text

    def test_no_entity_and_no_file_is_read(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret.txt"
        secret.write_text("hidden words")
        page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><body><p>a &x; b</p></body></html>'
        assert "hidden" not in everything(read(page))

    @pytest.mark.parametrize(
        "page", ["<html></html>", "<html><body><script>x()</script></body></html>"]
    )
    def test_a_page_without_text_is_no_story(self, page: str) -> None:
        with pytest.raises(NotAStory, match="without text"):
            read(page)

    def test_nul_bytes(self) -> None:
        assert "one" in everything(read(b"<html><body><p>one\x00two</p></body></html>"))


class TestDetection:
    @pytest.mark.parametrize(
        ("data", "sure"),
        [
            (b"<!DOCTYPE html><html>", True),
            (b"\xef\xbb\xbf  <?xml version='1.0'?><!-- saved --><html xmlns='x'>", True),
            ("<html><body>é</body></html>".encode("utf-16"), True),
            (b"<p>One</p><p>Two</p>", True),
            (b"Just a line with a <b>bold</b> word in it.\n" * 40, False),
            (b"if a < b and c > d: pass", False),
            (b"", False),
        ],
    )
    def test_by_content(self, data: bytes, sure: bool) -> None:
        assert (HtmlFormat().detect(data, PurePosixPath("x")) > 0.5) is sure

    def test_encodings(self) -> None:
        page = '<html><head><meta charset="windows-1252"></head><body><p>café – “oui”</p></body></html>'
        assert everything(read(page.encode("cp1252"))) == "café – “oui”"
        assert everything(read("<html><body><p>чай</p></body></html>".encode("utf-16"))) == "чай"


def test_formats_load_without_lxml() -> None:
    code = "import sys, inglenook.formats; print('lxml' in ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_tales_of_a_wiki(corpus: Path) -> None:
    for path in sorted((corpus / "scp-tales-html").rglob("*.html"))[:8]:
        document = formats.read(path.read_bytes(), PurePosixPath(path.name))
        assert sum(c.words for c in document.chapters) > 100


def test_two_bytes_a_letter_without_a_mark_that_says_so() -> None:
    page = f"<html><head><title>Quay</title></head><body><p>{LONG}</p></body></html>"
    for codec in ("utf-16-le", "utf-16-be"):
        document = read(page.encode(codec))
        assert document.format == "html"
        assert shapes(document) == [("paragraph", LONG.strip())]


class TestSavedPages:
    """Pages of journals, boards, blogs and home pages, each with what stands around the text."""

    def test_a_journal_entry_ends_its_header_where_the_story_begins(self) -> None:
        page = (
            '<html><head><title>tarn: Fic: The Quay (2/4)</title></head><body><div id="header"><h1>small boats</h1></div>'
            '<dl class="entry"><dt class="entry-title">Fic: The Quay (2/4)</dt><dd class="entry-text"><div class="entry-content">'
            '<b>Title:</b> The Quay<br><b>Author:</b> <span class="ljuser"><a href="x"><img alt="[info]"></a><a href="y"><b>tarn</b></a></span><br>'
            f"<b>Rating:</b> PG-13<br><b>Summary:</b> A ferry.<br><br>{LONG}<br><br>{LONG * 2}<br><br><center>***</center><br>{LONG}"
            '<br><br><a href="/3.html">Part 3</a></div></dd><dd class="entry-tags">Tags: <a rel="tag" href="t">fic</a></dd></dl>'
            f'<div id="comments"><div class="comment"><b>gull</b><div>{LONG * 6}</div></div></div></body></html>'
        )
        document = read(page)
        said = document.metadata
        assert (said.title, said.authors, said.rating) == ("The Quay", ("tarn",), "PG-13")
        assert [chapter.title for chapter in document.chapters] == ["(2/4)"]
        assert [kind for kind, _ in shapes(document)] == [
            "paragraph",
            "paragraph",
            "scene_break",
            "paragraph",
        ]

    def test_a_poster_is_the_author_where_nobody_else_is(self) -> None:
        page = (
            '<html><head><title>Fic: The Quay</title></head><body><div class="entry"><span class="poster"><span class="ljuser">'
            f'<img alt="[personal profile] "><b>tern</b></span></span><div class="entry-content">{"<p>" + LONG * 2 + "</p>"}</div></div></body></html>'
        )
        document = read(page)
        assert document.metadata.authors == ("tern",)
        assert (
            next(guess.confidence for guess in document.guesses if guess.field == "authors") < 0.8
        )

    @pytest.mark.parametrize(
        ("post", "chapters"),
        [
            ('<article class="message" data-author="{who}"><span class="threadmarkLabel">{label}</span><div class="bbWrapper">{text}</div></article>',
             ["1.1 Low", "1.2 High"]),
            ('<div class="post"><p class="author">by <strong>{who}</strong> » 3 Mar 2009</p><div class="content">{text}</div></div>', [""]),
        ],
    )  # fmt: skip
    def test_a_thread_is_what_its_first_writer_posted(self, post: str, chapters: list[str]) -> None:
        posts = (
            ("Tarn", "1.1 Low", LONG * 4),
            ("Gull", "", LONG * 9),
            ("Tarn", "1.2 High", LONG * 5),
            ("Tarn", "", "Thank you."),
        )
        thread = "".join(post.format(who=who, label=label, text=text) for who, label, text in posts)
        document = read(
            f"<html><head><title>Boats • View topic - The Quay</title></head><body><h2>The Quay</h2>{thread}</body></html>"
        )
        assert (document.metadata.title, document.metadata.authors) == ("The Quay", ("Tarn",))
        assert [chapter.title for chapter in document.chapters] == chapters
        assert [b.text for b in blocks(document)] == [(LONG * 4).strip(), (LONG * 5).strip()]

    def test_a_home_page_kept_by_the_wayback_machine(self) -> None:
        page = (
            "<HTML><HEAD><TITLE>Tarn's Page - The Quay</TITLE></HEAD><BODY BGCOLOR=black><div id=wm-ipp-base><div id=wm-ipp><b>12 captures</b></div></div>"
            "<CENTER><FONT SIZE='+3'>The Quay</FONT><BR><FONT SIZE=2>by Tarn<BR><A HREF='mailto:t@example.com'>write to me</A></FONT></CENTER>"
            f"<P>{LONG}<P>{LONG * 2}<P>{LONG}<P>{LONG * 3}<HR><CENTER><A HREF=index.html>Back to my page</A> | <A HREF=/>Home</A></CENTER></BODY></HTML>"
        )
        document = read(page)
        assert (document.metadata.title, document.metadata.authors) == ("The Quay", ("Tarn",))
        assert "12 captures" not in [b.text for b in blocks(document)]
        assert [b.text for b in blocks(document)][-1] == (LONG * 3).strip()

    def test_a_line_end_in_a_title_is_a_space(self) -> None:
        page = f"<title>The Quay</title><h1>The<br>Quay</h1><p>{LONG * 3}</p><p>{LONG}</p>"
        assert read(page).metadata.title == "The Quay"

    def test_labels_in_the_text_make_no_header(self) -> None:
        prose = "".join(f"<p>{LONG}</p>" for _ in range(30))
        page = f"<p>Note: the kettle.</p>{prose}<p>Title: Keeper of the hob.</p><p>Rating: none, he said.</p><p>{LONG}</p>"
        assert len(blocks(read(page))) == 34

    def test_a_title_that_names_a_chapter_and_its_story(self) -> None:
        page = (
            '<html><head><title>Chapter 12: Low Water - The Quay | Serials</title><meta property="books:author" content="Tarn"></head>'
            f'<body><h2>The Quay</h2><h1>Chapter 12: Low Water</h1><div class="author-note"><p>Hello, all.</p></div><div class="chapter-content"><p>{LONG * 3}</p>'
            f'<p>{LONG}</p></div><div class="comments"><p>{LONG * 9}</p></div></body></html>'
        )
        document = read(page)
        assert (document.metadata.title, document.metadata.authors) == ("The Quay", ("Tarn",))
        assert [chapter.title for chapter in document.chapters] == ["Chapter 12: Low Water"]
        assert [b.text for b in blocks(document)] == [(LONG * 3).strip(), LONG.strip()]

    def test_a_list_headed_chapters_is_no_chapter(self) -> None:
        page = (
            "<html><head><title>The Quay</title></head><body><h1>The Quay</h1><h1>Chapters</h1><ol><li>Low</li><li>High</li></ol>"
            f"<h1>Low</h1><p>{LONG * 4}</p><h1>High</h1><p>{LONG * 4}</p></body></html>"
        )
        assert [chapter.title for chapter in read(page).chapters] == ["Low", "High"]

    def test_a_second_heading_names_a_page_without_a_first(self) -> None:
        page = f"<html><head><title>quay</title></head><body><h2>The Quay</h2><p>{LONG * 3}</p><p>{LONG}</p></body></html>"
        assert read(page).metadata.title == "The Quay"

    @pytest.mark.parametrize(
        "title", ["Small Boats » The Quay", "The Quay | Small Boats", "tarn: Fic: The Quay"]
    )
    def test_the_name_of_a_site_is_no_title(self, title: str) -> None:
        page = (
            f'<html><head><title>{title}</title></head><body><div class="site-branding"><h1>Small Boats</h1></div>'
            f'<div class="entry"><h1 class="entry-title">The Quay</h1><p>{LONG * 3}</p><p>{LONG}</p></div></body></html>'
        )
        assert read(page).metadata.title == "The Quay"
