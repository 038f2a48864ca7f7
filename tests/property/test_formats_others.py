"""Whatever words a document holds, and however it is damaged: kept, safe, and never a crash."""

from __future__ import annotations

import gzip
import html
import io
import random
import zipfile
from contextlib import suppress
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inglenook import formats
from inglenook.clean import clean
from inglenook.errors import UnreadableStory
from inglenook.model import Document

WORD = st.text(alphabet="abcdefghijklmnoprstuvwéжλ", min_size=1, max_size=9)
PARAGRAPH = st.lists(WORD, min_size=1, max_size=30)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=12)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def words(document: Document) -> list[str]:
    return [
        word
        for chapter in document.chapters
        for block in chapter.blocks
        for word in block.text.split()
    ]


def well_formed(document: Document) -> None:
    assert document.chapters
    for chapter in document.chapters:
        for block in chapter.blocks:
            assert clean(block.text) == block.text
            assert block.kind.keeps_lines or "\n" not in block.text
            for span in block.spans:
                assert 0 <= span.start < span.end <= len(block.text)


def markdown(text: list[list[str]]) -> bytes:
    marked = [
        f"## {' '.join(part)}" if at % 4 == 0 else f"*{part[0]}* {' '.join(part[1:])}"
        for at, part in enumerate(text)
    ]
    return "\n\n".join(marked).encode()


def rtf(text: list[list[str]]) -> bytes:
    def spelt(word: str) -> str:
        return "".join(c if c.isascii() else rf"\u{ord(c)}?" for c in word)

    body = "".join(
        rf"{{\i {spelt(part[0])}}} {' '.join(map(spelt, part[1:]))}\par " for part in text
    )
    return rf"{{\rtf1\ansi {body}}}".encode("ascii")


def docx(text: list[list[str]]) -> bytes:
    body = "".join(
        f"<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>{part[0]} </w:t></w:r>"
        f"<w:r><w:t>{' '.join(part[1:])}</w:t></w:r></w:p>"
        for part in text
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f'<w:d xmlns:w="{W}"><w:body>{body}</w:body></w:d>')
    return buffer.getvalue()


def fb2(text: list[list[str]]) -> bytes:
    body = "".join(
        f"<section><title><p>{' '.join(part)}</p></title>" if at % 4 == 0 else
        f"<p><emphasis>{part[0]}</emphasis> {html.escape(' '.join(part[1:]))}</p>"
        + ("</section>" if at % 4 == 3 or at == len(text) - 1 else "")
        for at, part in enumerate(text)
    )  # fmt: skip
    if len(text) % 4 == 1:
        body += "</section>"
    return f"<?xml version='1.0'?><FictionBook><body>{body}</body></FictionBook>".encode()


def zipped(text: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("story.fb2", fb2(text))
    return buffer.getvalue()


WRITERS = {
    "story.md": markdown,
    "story.rtf": rtf,
    "story.docx": docx,
    "story.fb2": fb2,
    "story.fb2.zip": zipped,
    "story.fb2.gz": lambda text: gzip.compress(fb2(text)),
}


@pytest.mark.parametrize("name", WRITERS)
@given(TEXT)
def test_no_word_is_lost_and_none_moves(name: str, text: list[list[str]]) -> None:
    document = formats.read(WRITERS[name](text), PurePosixPath(name))
    well_formed(document)
    assert words(document) == [word for part in text for word in part]


SAMPLES = {
    name: write([["the", "river", "rose"], ["lamps", "burned", "low"], ["é"], ["so"]])
    for name, write in WRITERS.items()
}


@pytest.mark.parametrize("name", WRITERS)
@settings(max_examples=150)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_damage_is_read_or_refused(name: str, seed: int, changes: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SAMPLES[name])
    for _ in range(changes):
        at = chance.randrange(len(data))
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
        well_formed(formats.read(bytes(data), PurePosixPath(name)))


@given(st.text(alphabet=st.sampled_from("ab *_`~#>-|[]()!<&;:\\\n\t1.)=\x1b\u202e"), max_size=300))
def test_any_marks_are_markdown(text: str) -> None:
    with suppress(UnreadableStory):
        well_formed(formats.read(text.encode(), PurePosixPath("x.md")))


@given(st.text(alphabet=st.sampled_from("ab \\{}*'u-159fip\n;?\x1b"), max_size=300))
def test_any_tokens_are_rtf(text: str) -> None:
    with suppress(UnreadableStory):
        well_formed(formats.read(b"{\\rtf1 x" + text.encode(), PurePosixPath("x.rtf")))
