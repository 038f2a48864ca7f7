"""No word is lost, whatever the text; nothing is raised but our errors; time is linear."""

from __future__ import annotations

import re
import time
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.clean import clean
from inglenook.errors import UnreadableStory
from inglenook.formats import read
from inglenook.formats.emphasis import find_emphasis
from inglenook.formats.encoding import decode
from inglenook.formats.mojibake import mend_mojibake
from inglenook.formats.residue import mend_text
from inglenook.model import Document, Kind, words_in

_WORD = re.compile(r"[^\W_]+")
_TAGS = re.compile(r"</?(?:i|em|b|strong|u)>", re.IGNORECASE)


def words(document: Document) -> list[str]:
    return [
        word
        for chapter in document.chapters
        for block in chapter.blocks
        for word in _WORD.findall(block.text)
    ]


def expected(data: bytes) -> list[str]:
    text = mend_mojibake(mend_text(decode(data).text)[0])[0]
    return _WORD.findall(clean(_TAGS.sub("", text)))


_SPACED = st.text(st.sampled_from(" \n\t\x1c\x85\xa0\u2009\u3000\u200b\ud800.éab"), max_size=60)


@given(_SPACED | st.text(max_size=60))
def test_words_are_counted_as_they_are_parted(text: str) -> None:
    assert words_in(text) == len(text.split())


_LINES = st.sampled_from(
    [
        "The Weir", "by Ann Lee", "Rating: PG", "Summary: a river", "Author's Note: none", "CONTENTS",  # noqa: E501
        "Chapter 1", "Chapter Two: Low Water", "II.", "3", "(1/2)", "PART ONE", "Prologue", "THE END",  # noqa: E501
        "TBC", "* * *", "-----", "oOo", "Back to Index", "From: a@b.example", "Subject: Weir (1/2)",
        "> quoted text of somebody", "-- ", "    set in by four", "  two", "He said _nothing_ at all.",  # noqa: E501
        "She thought //never again// and/or *now*.", "a well-", "known man", "&nbsp;", "A" * 90,
        "She went down to the water in the evening, when nobody else did, and then she went home again.",  # noqa: E501
        "the long line that runs to the end of its column, as they do in", "what is left of it.",
        "\x0c", "\t", "*", "_", "//", "...", "1. One", "2. Two", "name     ships     men",
        "© 2006", "Produced by Nobody", "*** START OF THIS PROJECT GUTENBERG EBOOK X ***",
        "Title: Project Gutenberg", "*** END OF THIS PROJECT GUTENBERG EBOOK X ***",
        "Dear Ann,", "    Yours truly,", "                    John Marlow", "P.S. Bring the lamp.",
        "Present: Ann, John", "Apologies: Tom", "\x0cPage 2", "\x0cPage 3", "\x0cPage 4\nand so on",
        "+------+\n| Weir |\n+------+", "║ The Weir ║", "-=*=-" * 14, "home | index", "### Weir",
        "begin 644 a.gif\nM" + "A" * 60 + "\n`\nend", "The Weir - Ann Lee", "as told by Ann Lee",
        "          LOW WATER", "From: Ann Lee <a@b.example>\nSubject: Weir\nDate: today", "ann_lee",
    ]
)  # fmt: skip
_FILES = st.lists(
    st.tuples(_LINES, st.sampled_from(["\n", "\n\n", "\n\n\n", "\n\n\n\n\n", "\r\n"]))
)


@given(_FILES)
def test_generated_files_keep_every_word(pieces: list[tuple[str, str]]) -> None:
    data = "".join(line + end for line, end in pieces).encode()
    try:
        document = read(data, PurePosixPath("a.txt"))
    except UnreadableStory:
        return
    assert words(document) == expected(data)


@given(st.text(max_size=400))
def test_any_text_keeps_every_word(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    try:
        document = read(data, PurePosixPath("a.txt"))
    except UnreadableStory:
        return
    if document.encoding in {"utf-8", "ascii"}:
        joined = "".join(words(document))
        assert joined == "".join(expected(data.replace(b"\x00", b"")))


@given(
    st.text(
        alphabet=st.sampled_from(
            "ab \n\t\x00\x1b\x7f\x85\u00ad\u0301\u0302\u200b\u202eé—女\ufeff\ud800"
        )
    )
)
def test_a_long_text_is_cleaned_as_a_short_one_is(text: str) -> None:
    assert clean("a" * 3000 + text)[2999:] == clean("a" + text)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        document = read(data, PurePosixPath("a"))
    except UnreadableStory:
        return
    check(document)


def check(document: Document) -> None:
    assert document.chapters
    for chapter in document.chapters:
        for block in chapter.blocks:
            assert clean(block.text) == block.text
            assert "\n" not in block.text or block.kind.keeps_lines
            assert block.text or block.kind is Kind.SCENE_BREAK
            starts = [span.start for span in block.spans]
            assert starts == sorted(starts)
            assert all(0 <= span.start < span.end <= len(block.text) for span in block.spans)


@given(_FILES)
def test_blocks_hold_what_the_model_promises(pieces: list[tuple[str, str]]) -> None:
    data = "".join(line + end for line, end in pieces).encode()
    try:
        check(read(data, PurePosixPath("a.txt")))
    except UnreadableStory:
        return


@given(st.text(alphabet="ab _*/<>i. \"'(", max_size=60))
def test_emphasis_takes_only_its_marks(text: str) -> None:
    plain, spans = find_emphasis(text)
    assert [c for c in plain if c.isalpha() and c != "i"] == [
        c for c in text if c.isalpha() and c != "i"
    ]
    assert all(plain[span.start : span.end].strip() for span in spans)
    if not spans:
        assert plain == text


def test_real_files_keep_every_word(seeds: Path) -> None:
    for file in sorted(seeds.iterdir()):
        data = file.read_bytes()
        document = read(data, PurePosixPath(file.name))
        assert words(document) == expected(data), file.name
        check(document)


def test_the_corpus_keeps_every_word(corpus: Path) -> None:
    for file in sorted(corpus.glob("*/**/*.txt")):
        if "encodings" in file.parts:
            continue
        data = file.read_bytes()
        document = read(data, PurePosixPath(file.name))
        assert words(document) == expected(data), file.name
        check(document)


_HOSTILE = {
    "one line of words": b"word " * 400_000,
    "one word": b"a" * 2_000_000,
    "spaces": b"story\n" + b" " * 2_000_000 + b"x",
    "blank lines": b"Hello there.\n" + b"\n" * 1_000_000 + b"end of it all, he said.",
    "emphasis never closed": b"*a _b /c //d **e <i>f " * 40_000,
    "marks": b"Chapter 1\n\n" * 40_000,
    "roman": b"I.\n\n" * 80_000,
    "labels": b"Title: a\n" * 100_000,
    "contents": b"Contents\n\n" + b"Chapter One ..... 5\n" * 40_000,
    "indents": b"  a b c\nfoo\n" * 40_000,
    "hyphens": b"a-\n" * 300_000,
    "commented": b"<!--" * 300_000,
    "combining": ("a" + "\u0301" * 300_000).encode(),
    "form feeds": b"abc\n\x0c" * 100_000,
    "pages": b"\x0cPage 1\nand some text of it.\n" * 60_000,
    "letters": b"Dear Ann,\nyours truly,\n" * 60_000,
    "minutes": b"Ann: so\n" * 100_000,
    "frames": b"| a |\n" * 150_000,
    "rows of links": b"home | index | next\n\n" * 40_000,
    "encoded": b"x\n\nbegin 644 a\nM" + b"A" * 60 + b"\nbegin 644 a\n" * 90_000,
    "double-spaced": b"the line goes on and on and on to the end of it\n\n" * 30_000,
    "broken letters": "donâ€™t cafÃ© ".encode() * 20_000,
    "odd bytes": b"caf\xe9 \x93hi\x94 " * 100_000,
    "nearly breaks": b"oxoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxoxo!\n\n" * 20_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_files_take_linear_time(name: str) -> None:
    data = _HOSTILE[name]

    def seconds(part: bytes) -> float:
        started = time.process_time()
        refused = ""
        try:
            read(part, PurePosixPath("a.txt"))
        except UnreadableStory as error:
            refused = str(error)
        assert "too deep" not in refused  # a recursion
        return time.process_time() - started

    quarter = seconds(data[: len(data) // 4])
    # four times the text: 4 to 5 times the time, where a quadratic step would show as 16
    assert seconds(data) < 10 * quarter + 0.3
