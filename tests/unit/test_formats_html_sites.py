"""Pages of archives whose markup is known: AO3, FanFicFare, FanFiction.net."""

# ruff: noqa: E501 - fixtures are markup, and its lines are as long as archives make them

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from inglenook import formats
from inglenook.model import Block, Document, Kind, Role

PAGE = PurePosixPath("saved/page.html")


def read(text: str, name: PurePosixPath = PAGE) -> Document:
    return formats.read(text.encode(), name)


def texts(document: Document, role: Role) -> list[str]:
    return [b.text for c in document.chapters for b in c.blocks if b.role is role]


def body(document: Document) -> list[Block]:
    return [b for c in document.chapters for b in c.blocks if b.role is Role.BODY]


PREFACE = """
<div id="preface">
<p class="message"><b>Posted originally on the <a href="http://archiveofourown.org/">Archive of Our
Own</a> at <a href="http://archiveofourown.org/works/1234567">http://archiveofourown.org/works/1234567</a>.</b></p>
<div class="meta"><dl class="tags">
<dt>Rating:</dt><dd><a href="/tags/t">Teen And Up Audiences</a></dd>
<dt>Archive Warnings:</dt><dd><a href="/tags/a">No Archive Warnings Apply</a>, <a href="/b">Major Character Death</a></dd>
<dt>Category:</dt><dd><a href="/tags/g">Gen</a></dd>
<dt>Fandoms:</dt><dd><a href="/tags/l">Lighthouse Keepers (TV)</a>, <a href="/m">Sea | Shore - All Media Types</a></dd>
<dt>Relationship:</dt><dd><a href="/tags/r">Ines Moray &amp; Tam Oake</a></dd>
<dt>Characters:</dt><dd><a href="/c1">Ines Moray</a>, <a href="/c2">Tam Oake</a></dd>
<dt>Additional Tags:</dt><dd><a href="/f1">Slow Burn</a>, <a href="/f2">hurt/comfort (sort of)</a></dd>
<dt>Language:</dt><dd>English</dd>
<dt>Series:</dt><dd>Part 2 of <a href="/series/9">The Lamp Room</a></dd>
<dt>Stats:</dt><dd>Published: 2014-02-03 Completed: 2014-03-01 Words: 1,204 Chapters: CHAPTERS</dd>
</dl>
<h1>The Salt Ledger</h1>
<div class="byline">by <a rel="author" href="/users/wick">wick (tallow)</a>, <a rel="author" href="/users/oar">oar</a></div>
<p>Summary</p><blockquote class="userstuff"><p>Two keepers and one lamp.</p><p>It goes out.</p></blockquote>
<p>Notes</p><blockquote class="userstuff"><p>For the Tuesday group.</p></blockquote>
</div></div>
"""
AFTERWORD = """
<div id="afterword"><div class="meta"><div id="endnotes"><p>End Notes</p>
<blockquote class="userstuff"><p>Thank you for the oil.</p></blockquote></div></div>
<p class="message">Please <a href="http://archiveofourown.org/works/1234567/comments/new">drop by the archive and
comment</a> to let the author know if you enjoyed their work!</p></div>
"""


def download(chapters: str, count: str = "2/2") -> str:
    return (
        "<!DOCTYPE html><html><head><title>The Salt Ledger - wick, oar - Lighthouse Keepers (TV)"
        "</title><style>p {margin: 0}</style></head><body>"
        + PREFACE.replace("CHAPTERS", count)
        + f'<div id="chapters" class="userstuff">{chapters}</div>{AFTERWORD}</body></html>'
    )


TWO = """
<div class="meta group"><h2 class="heading">Chapter 1: Low Oil</h2>
<p>Chapter Summary</p><blockquote class="userstuff"><p>The lamp is low.</p></blockquote>
<p>Chapter Notes</p><blockquote class="userstuff"><p>Set in winter.</p></blockquote></div>
<div class="userstuff"><p>The wick had <em>burned</em> to a thread.</p><p>xxx</p><p>Nobody came.</p></div>
<div class="meta group"><h2 class="heading">Chapter 2: High Water</h2></div>
<div class="userstuff"><p>Then the sea came up.</p><blockquote><p>A letter lay there.</p></blockquote></div>
<div class="meta"><p>Chapter End Notes</p><blockquote class="userstuff"><p>More soon.</p></blockquote></div>
"""


class TestAo3Download:
    def test_metadata_is_typed(self) -> None:
        said = read(download(TWO)).metadata
        assert said.title == "The Salt Ledger"
        assert said.authors == ("wick (tallow)", "oar")
        assert said.rating == "Teen And Up Audiences"
        assert said.warnings == ("No Archive Warnings Apply", "Major Character Death")
        assert said.categories == ("Gen",)
        assert said.fandoms == ("Lighthouse Keepers (TV)", "Sea | Shore - All Media Types")
        assert said.relationships == ("Ines Moray & Tam Oake",)
        assert said.characters == ("Ines Moray", "Tam Oake")
        assert said.tags == ("Slow Burn", "hurt/comfort (sort of)")
        assert said.language == "en"
        assert (said.series, said.series_number) == ("The Lamp Room", "2")
        assert (said.published, said.updated) == ("2014-02-03", "2014-03-01")
        assert (said.words, said.chapters, said.status) == ("1,204", "2/2", "complete")
        assert said.work_id == "1234567"
        assert said.source_url == "https://archiveofourown.org/works/1234567"
        assert said.summary == "Two keepers and one lamp.\nIt goes out."
        assert said.notes == "For the Tuesday group."

    def test_chapters_and_their_text(self) -> None:
        document = read(download(TWO))
        assert [c.title for c in document.chapters] == [
            "Chapter 1: Low Oil",
            "Chapter 2: High Water",
        ]
        first = [b for b in document.chapters[0].blocks if b.role is Role.BODY]
        assert [(b.kind, b.text) for b in first] == [
            (Kind.PARAGRAPH, "The wick had burned to a thread."),
            (Kind.SCENE_BREAK, "xxx"),
            (Kind.PARAGRAPH, "Nobody came."),
        ]
        assert [(s.start, s.end) for s in first[0].spans] == [(13, 19)]

    def test_notes_are_folded_where_they_stand(self) -> None:
        document = read(download(TWO))
        front, end = texts(document, Role.FRONT), texts(document, Role.END)
        assert {"The lamp is low.", "Set in winter.", "For the Tuesday group."} <= set(front)
        assert {"More soon.", "Thank you for the oil."} <= set(end)
        assert "A letter lay there." in [b.text for b in body(document)]

    def test_a_single_chapter_takes_no_title_from_the_work(self) -> None:
        document = read(
            download(
                '<h2 class="toc-heading">The Salt Ledger</h2><div class="userstuff"><p>One lamp.</p>'
                "<h2>A heading of the author's</h2><p>And then dark.</p></div>",
                "1/1",
            )
        )
        assert [c.title for c in document.chapters] == [""]
        assert [b.text for b in body(document)] == [
            "One lamp.",
            "A heading of the author's",
            "And then dark.",
        ]

    def test_in_progress(self) -> None:
        assert read(download(TWO, "2/?")).metadata.status == "in progress"

    def test_the_author_of_another_work_is_none_of_this_one(self) -> None:
        notes = '<p>Notes</p><ul class="associations"><li>Inspired by <a href="/works/22">The Oil Jar</a> by <a rel="author" href="/u">drip</a>.</li></ul>'
        page = download(TWO).replace("<p>Notes</p>", notes)
        said = read(page).metadata
        assert (said.authors, said.work_id) == (("wick (tallow)", "oar"), "1234567")
        linkless = read(
            page.replace("archiveofourown.org/works/1234567", "example.org/gone")
        ).metadata
        assert (linkless.title, linkless.work_id) == ("The Salt Ledger", "")

    def test_several_series(self) -> None:
        page = download(TWO).replace(
            "The Lamp Room</a>", "The Lamp Room</a>, Part 1,002 of <a>Salt</a>"
        )
        said = read(page).metadata
        assert (said.series, said.series_number) == ("The Lamp Room", "2")
        assert ("Series", "Part 1,002 of Salt") in said.other

    def test_an_archive_of_the_same_make_keeps_its_address(self) -> None:
        page = download(TWO).replace("archiveofourown.org/works", "keepers.example/works")
        said = read(page).metadata
        assert (said.work_id, said.source_url) == (
            "1234567",
            "http://keepers.example/works/1234567",
        )

    @pytest.mark.parametrize(
        ("byline", "authors"),
        [
            ("by Anonymous", ("Anonymous",)),
            ('by <a rel="author">orphan_account</a>', ("orphan_account",)),
            ('Tess Ames [archived by <a rel="author">Keeper</a>]', ("Tess Ames",)),
        ],
    )
    def test_bylines(self, byline: str, authors: tuple[str, ...]) -> None:
        start, _, rest = download(TWO).partition('<div class="byline">')
        page = f'{start}<div class="byline">{byline}{rest[rest.index("</div>") :]}'
        assert read(page).metadata.authors == authors

    def test_pointers_to_notes_and_bylines_of_chapters_are_no_text(self) -> None:
        extra = '<div class="byline">by <a rel="author" href="/u">oar</a></div><div class="endnote-link">See the end of the chapter for <a href="#e">notes</a></div></div>'
        document = read(download(TWO.replace("<p>Set in winter.</p></blockquote></div>",
                                             "<p>Set in winter.</p></blockquote>" + extra)))  # fmt: skip
        assert body(document)[0].text == "The wick had burned to a thread."
        assert "by oar" in texts(document, Role.TITLE)

    @pytest.mark.parametrize(
        ("archive", "text", "title"),
        [
            (
                "Chapter 2: Chapter 1 - High Water",
                "<p>Sea.</p>",
                "Chapter 2: Chapter 1 - High Water",
            ),
            ("Chapter 2", "<p><b>Part One: The Sea</b></p>", "Chapter 2: Part One: The Sea"),
            ("Chapter 2", "<h3>Chapter 2: The Sea</h3>", "Chapter 2: The Sea"),
            ("Chapter 2", "<p>Prologue</p>", "Chapter 2: Prologue"),
            ("Chapter 2", "<p>Chapter Two</p>", "Chapter 2"),
            ("Chapter 2", "<p>Two</p>", "Chapter 2"),
            ("Chapter 2", "<p>Part Two: The Sea</p>", "Chapter 2: Part Two: The Sea"),
            ("Chapter 2", "<p>2. The Sea</p>", "Chapter 2: The Sea"),
        ],
    )
    def test_the_archives_number_and_the_authors_own(
        self, archive: str, text: str, title: str
    ) -> None:
        page = TWO.replace("Chapter 2: High Water", archive)
        page = page.replace("<p>Then the sea came up.</p>", text + "<p>Then the sea came up.</p>")
        chapter = read(download(page)).chapters[1]
        assert chapter.title == title
        assert chapter.mark is not None
        assert chapter.mark.number == 2

    def test_nothing_of_the_page_is_lost(self) -> None:
        document = read(download(TWO))
        everything = " ".join(b.text for c in document.chapters for b in c.blocks)
        for words in (
            "Posted originally",
            "Major Character Death",
            "Low Oil",
            "let the author know",
        ):
            assert words in everything


SAVED = """<!DOCTYPE html><html><head><title>The Salt Ledger - Chapter 1 - wick</title></head><body>
<div id="outer"><ul id="skiplinks"><li><a href="#main">Main Content</a></li></ul>
<header id="header"><nav><ul><li>Fandoms</li><li>Browse</li></ul></nav></header>
<div id="main"><div class="wrapper"><dl class="work meta group">
<dt class="rating tags">Rating:</dt><dd class="rating tags"><ul class="commas"><li><a class="tag" href="/t">Explicit</a></li></ul></dd>
<dt class="fandom tags">Fandom:</dt><dd class="fandom tags"><ul class="commas"><li><a class="tag" href="/f">Lighthouse Keepers</a></li></ul></dd>
<dt class="freeform tags">Additional Tags:</dt><dd class="freeform tags"><ul class="commas"><li><a href="/a">Fog</a></li><li><a href="/b">Oil &amp; Salt</a></li></ul></dd>
<dt class="language">Language:</dt><dd class="language">English</dd>
<dt class="stats">Stats:</dt><dd class="stats"><dl class="stats"><dt class="published">Published:</dt><dd class="published">2020-01-02</dd>
<dt class="words">Words:</dt><dd class="words">900</dd><dt class="chapters">Chapters:</dt><dd class="chapters">1/?</dd>
<dt class="kudos">Kudos:</dt><dd class="kudos">11</dd></dl></dd></dl></div>
<div id="workskin"><div class="preface group"><h2 class="title heading">The Salt Ledger</h2>
<h3 class="byline heading"><a rel="author" href="/users/wick">wick</a></h3>
<div class="summary module"><h3 class="heading">Summary:</h3><blockquote class="userstuff"><p>Two keepers.</p></blockquote></div></div>
<div id="chapters" role="article"><div class="chapter" id="chapter-1"><div class="chapter preface group">
<h3 class="title"><a href="/works/77/chapters/5">Chapter 1</a>: Low Oil</h3>
<div id="notes" class="notes module"><h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>Mind the fog.</p></blockquote></div></div>
<div class="userstuff module" role="article"><h3 class="landmark heading" id="work">Chapter Text</h3>
<p>The wick had burned down.</p><p>The sea was loud.</p></div></div></div></div>
<div id="feedback"><h3>Comments</h3><p>lovely!!</p><form><textarea></textarea></form></div></div></div></body></html>"""


def test_ao3_saved_page() -> None:
    document = read(SAVED)
    said = document.metadata
    assert (said.title, said.authors, said.rating) == ("The Salt Ledger", ("wick",), "Explicit")
    assert said.fandoms == ("Lighthouse Keepers",)
    assert said.tags == ("Fog", "Oil & Salt")
    assert (said.work_id, said.chapters, said.status) == ("77", "1/?", "in progress")
    assert [c.title for c in document.chapters] == ["Chapter 1: Low Oil"]
    assert [b.text for b in body(document)] == ["The wick had burned down.", "The sea was loud."]
    assert {"Mind the fog.", "Two keepers."} <= set(texts(document, Role.FRONT))
    assert {"lovely!!", "Main Content"} <= {
        t.removeprefix("• ") for t in texts(document, Role.RESIDUE)
    }


FANFICFARE = """<!DOCTYPE html><html><head><meta charset="UTF-8"><title>Oil by wick</title></head><body>
<h1><a href="https://www.fanfiction.net/s/42/1/Oil">Oil and Salt</a> by <a class='authorlink' href='http://x/u/1'>wick</a></h1>
<table class="full"><tr><td><b>Category:</b></td><td>Lighthouse Keepers</td></tr>
<tr><td><b>Genre:</b></td><td>Drama, Sea</td></tr><tr><td><b>Status:</b></td><td>Completed</td></tr>
<tr><td><b>Rating:</b></td><td>K+</td></tr><tr><td><b>Summary:</b></td><td><div>A long night in a high tower, and what was
left of it in the morning.</div></td></tr></table>
<a name="TOCTOP"><h2>Table of Contents</h2></a><p><a href="#section0001">1. Night</a><br />
<a href="#section0002">(new) 2. Morning</a><br /><a href="#section0003">3. Noon</a><br /></p>
<a name="section0001"><h2>1. Night</h2></a><div><p>It was dark in the tower.</p></div>
<a name="section0002"><h2>(new) 2. Morning</h2></a><div><p>It was light in the tower.</p></div>
<a name="section0003"><h2>3. Noon</h2></a><div><p>It was hot in the tower.</p></div></body></html>"""


def test_ao3_whole_work_saved_from_the_site() -> None:
    second = """<div class="chapter" id="chapter-2"><div class="chapter preface group"><h3 class="title"><a href="/works/77/chapters/6">Chapter 2</a></h3>
    <h3 class="byline heading">Chapter by <a rel="author">oar</a></h3></div><div class="userstuff module"><h3 class="landmark heading">Chapter Text</h3><p>Then it went out.</p></div></div></div>
    <div class="afterword preface group"><div class="end notes module" id="work_endnotes"><h3>Notes:</h3><blockquote class="userstuff"><p>Fare well.</p></blockquote></div>
    <div class="children module"><h3>Works inspired by this one:</h3><ul><li>The Oil Jar</li></ul></div></div></div><div id="feedback">"""
    page = SAVED.replace('</div></div>\n<div id="feedback">', second, 1)
    page = page.replace('<a rel="author" href="/users/wick">wick</a>', "Anonymous")
    page = page.replace(
        '<dt class="language">',
        """<dt class="series">Series:</dt><dd class="series"><span class="series"><a href="/works/1">← Previous Work</a> <span class="position">Part 2 of <a>Lamps</a></span>
    <a href="/works/3">Next Work →</a></span><span class="series"><span class="position">Part 5 of <a>Oil</a></span></span></dd><dt class="language">""",
    )
    document = read(page)
    said = document.metadata
    assert said.authors == ("Anonymous",)
    assert (said.series, said.series_number) == ("Lamps", "2")
    assert ("Series", "Part 5 of Oil") in said.other
    assert [c.title for c in document.chapters] == ["Chapter 1: Low Oil", "Chapter 2"]
    assert [b.text for b in body(document)][-1] == "Then it went out."
    assert "Fare well." in texts(document, Role.END)
    assert "• The Oil Jar" not in [b.text for b in body(document)]
    assert "Chapter by oar" in texts(document, Role.TITLE)


def test_ao3_pages_in_another_language() -> None:
    page = SAVED
    for word, other in (("Rating", "Einstufung"), ("Fandom:", "Fandoms oder so:"), ("Additional Tags", "Schlagworte"),
                        ("Words:", "W\u00f6rter:"), ("Chapters:", "Kapitel:"), ("Summary:", "Inhalt:"), ("Notes:", "Anmerkungen:")):  # fmt: skip
        page = page.replace(f">{word}", f">{other}")
    assert read(page).metadata == read(SAVED).metadata
    assert body(read(page)) == body(read(SAVED))
    whole = download(TWO)
    for word, other in (
        ("Chapter Summary", "Kapitelinhalt"),
        ("Chapter Notes", "Anmerkungen zum Kapitel"),
        ('"meta"><p>Chapter End Notes', '"meta" id="endnotes2"><p>Zum Schluss'),
    ):
        whole = whole.replace(word, other)
    assert body(read(whole)) == body(read(download(TWO)))
    assert "Zum Schluss" in texts(read(whole), Role.END)


def test_fanficfare_page() -> None:
    document = read(FANFICFARE)
    said = document.metadata
    assert (said.title, said.authors) == ("Oil and Salt", ("wick",))
    assert said.fandoms == ("Lighthouse Keepers",)
    assert said.categories == ("Drama", "Sea")
    assert (said.status, said.rating) == ("complete", "K+")
    assert said.summary.startswith("A long night")
    assert (said.work_id, said.source_url) == ("42", "https://www.fanfiction.net/s/42")
    assert [c.title for c in document.chapters] == ["1. Night", "2. Morning", "3. Noon"]
    assert [b.text for b in body(document)] == [
        "It was dark in the tower.", "It was light in the tower.", "It was hot in the tower.",
    ]  # fmt: skip


FFN = """<!DOCTYPE html><html><head><title>Oil Chapter 2: Morning, a sea fanfic | FanFiction</title>
<link rel="canonical" href="https://www.fanfiction.net/s/8067258/2/Oil"></head><body>
<div class="menu">Browse | Just In | Forums</div>
<div id="pre_story_links"><span><a href="/tv/">TV Shows</a> » <a href="/tv/Lighthouse/">Lighthouse Keepers</a></span></div>
<div id="profile_top"><b class="xcontrast_txt">Oil</b><span>By:</span> <a class="xcontrast_txt" href="/u/123/wick">wick</a>
<div class="xcontrast_txt">Two keepers quarrel over one lamp.</div>
<span class="xgray xcontrast_txt">Rated: <a>Fiction T</a> - English - Hurt/Comfort/Sci-Fi - [Ines M., Tam O.] Corin - Chapters: 22 - Words: 114,414 -
Reviews: <a>9</a> - Favs: 3 - Updated: <span>5/6/2013</span> - Published: <span>4/29/2012</span> - Status: Complete - id: 8067258 </span></div>
<select id="chap_select"><option value="1">1. Night</option><option value="2" selected="">2. Morning</option></select>
<div id="storytext" class="storytext"><p>It was light.</p><hr size="1"><p>It was <strong>very</strong> light.</p></div>
<div class="review">The author would like to thank you</div></body></html>"""


def test_fanfiction_net_page() -> None:
    document = read(FFN)
    said = document.metadata
    assert (said.title, said.authors, said.rating) == ("Oil", ("wick",), "T")
    assert said.categories == ("Hurt/Comfort", "Sci-Fi")
    assert said.relationships == ("Ines M./Tam O.",)
    assert said.characters == ("Ines M.", "Tam O.", "Corin")
    assert (said.chapters, said.words, said.status) == ("22", "114,414", "complete")
    assert (said.published, said.updated, said.language) == ("4/29/2012", "5/6/2013", "en")
    assert (said.work_id, said.fandoms) == ("8067258", ("Lighthouse Keepers",))
    assert said.summary == "Two keepers quarrel over one lamp."
    assert [c.title for c in document.chapters] == ["2. Morning"]
    assert document.chapters[0].mark is not None
    assert document.chapters[0].mark.number == 2
    assert [b.text for b in body(document)] == ["It was light.", "", "It was very light."]


FFN_MOBILE = """<html><head><title>Oil Chapter 2: Morning, a sea fanfic | FanFiction</title><link rel="canonical" href="https://www.fanfiction.net/s/806/2/Oil"></head><body>
<div id="top"><a href="/">FanFiction</a></div><div align="center" id="content"><b>Oil</b> by <a href="/u/123/wick">wick</a><br><a href="/tv/">TV</a> » <a href="/tv/Keepers/">Keepers</a>
Rated: T, English, Hurt/Comfort &amp; Sci-Fi, Ines M. &amp; Corin, Words: 3k+, Favs: 12, Published: 4/1/2012 Updated: 5/2/2012<br>2<br></div>
<div class="storycontent nocopy" id="storycontent"><p>It was light.</p><hr><p>It was dark.</p></div><div>« <a>Prev</a> Ch <b>2</b> of 12 »</div></body></html>"""


def test_fanfiction_net_on_a_telephone() -> None:
    document = read(FFN_MOBILE)
    said = document.metadata
    assert (said.title, said.authors, said.rating, said.language) == ("Oil", ("wick",), "T", "en")
    assert (said.fandoms, said.characters) == (("Keepers",), ("Ines M.", "Corin"))
    assert said.categories == ("Hurt/Comfort", "Sci-Fi")
    assert (said.words, said.published, said.updated) == ("3k+", "4/1/2012", "5/2/2012")
    assert (said.work_id, said.source_url) == ("806", "https://www.fanfiction.net/s/806")
    assert [c.title for c in document.chapters] == ["2. Morning"]
    assert [b.text for b in body(document)] == ["It was light.", "", "It was dark."]


def test_fanfiction_net_of_old() -> None:
    page = """<html><head><title>Oil, a Lighthouse fanfic - FanFiction.Net</title></head><body><table><tr><td><a href="/u/9/">wick</a></td></tr></table>
    <div id=storytext><p>It was light.</p></div><p>Return to Top</p></body></html>"""
    document = read(page)
    said = document.metadata
    assert (said.title, said.authors, said.fandoms) == ("Oil", ("wick",), ("Lighthouse",))
    assert [b.text for b in body(document)] == ["It was light."]


def test_fanfiction_net_numbers_and_crossovers() -> None:
    page = FFN.replace("2. Morning", "2. Chapter 2").replace(
        "<p>It was light.</p>", "<p>Part One</p><p>It was light.</p>"
    )
    page = page.replace(
        '<a href="/tv/">TV Shows</a> » <a href="/tv/Lighthouse/">Lighthouse Keepers</a>',
        '<a href="/x/">Lamps + Boats Crossover</a>',
    )
    page = page.replace("over one lamp", "over one lamp. Rated: by the harbour")
    document = read(page)
    assert [c.title for c in document.chapters] == ["Chapter 2: Part One"]
    assert document.metadata.fandoms == ("Lamps", "Boats")
    assert document.metadata.summary == "Two keepers quarrel over one lamp. Rated: by the harbour."
    assert body(document)[0].text == "It was light."


EFICTION = """<html><head><title>Tide Archive :: Oil by wick</title></head><body><h1>Tide Archive</h1><div id="menu"><ul><li>Browse</li></ul></div>
<div id="pagetitle"><a href="viewstory.php?sid=44">Oil</a> by <a href="viewuser.php?uid=3">wick</a></div><select name="chapter"><option value="1">1. Night</option><option value="2" selected>2. Chapter 2</option></select>
<div class="notes"><div class="title">Author's Notes:</div><div class="noteinfo"><p>Thanks.</p></div></div><div id="story"><p>Part One</p><p>It was light.</p></div>
<div class="notes"><div class="title">End Notes:</div><div class="noteinfo">Bye.</div></div><div id="respond">You must login to review.</div>
<p>This story archived at <a href="http://tide.example/viewstory.php?sid=44">here</a></p></body></html>"""


def test_efiction_page() -> None:
    document = read(EFICTION)
    said = document.metadata
    assert (said.title, said.authors) == ("Oil", ("wick",))
    assert (said.source_url, said.work_id) == ("http://tide.example/viewstory.php?sid=44", "44")
    assert [c.title for c in document.chapters] == ["Chapter 2: Part One"]
    assert [b.text for b in body(document)] == ["It was light."]
    assert {"Thanks."} <= set(texts(document, Role.FRONT))
    assert {"Bye."} <= set(texts(document, Role.END))
    assert {"Tide Archive", "You must login to review."} <= set(texts(document, Role.RESIDUE))


@pytest.mark.parametrize("page", [download(TWO), SAVED, FANFICFARE, FFN, FFN_MOBILE, EFICTION])
def test_what_a_page_says_of_itself_is_sure(page: str) -> None:
    sure = {guess.field: guess.confidence for guess in read(page).guesses}
    assert sure["title"] == sure["authors"] == 1.0
