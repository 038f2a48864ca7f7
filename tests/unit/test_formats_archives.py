"""Stories in archives, and books that are not read: told what they are and what to do."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.model import Document

PROSE = "The lamp on the weir burned low, and nobody came to trim it that night.\n" * 5


def read(data: bytes, name: str = "saved.zip") -> Document:
    return formats.read(data, PurePosixPath(name))


def packed(**files: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return buffer.getvalue()


def part(number: int, title: str = "The Weir", author: str = "Ada Mill") -> str:
    return f"{title}\nby {author}\n\nChapter {number}\n\n{PROSE}"


def test_a_compressed_file_is_read_as_what_it_is() -> None:
    document = read(gzip.compress(part(1).encode()), "weir.txt.gz")
    assert document.metadata.title == "The Weir"
    assert document.format == "text"
    assert {chapter.source for chapter in document.chapters} == {"weir.txt.gz"}


def test_a_compressed_file_that_is_cut_off_says_so() -> None:
    text = "".join(f"Lamp {n} burned at the weir number {n * 7919 % 1000}.\n" for n in range(3000))
    whole = gzip.compress(text.encode())
    assert "cut off" in read(whole[: len(whole) // 2], "weir.gz").notices[0]
    with pytest.raises(UnreadableStory):
        read(whole[:10] + b"\xff" * 40, "weir.gz")


def test_a_bomb_is_refused() -> None:
    bomb = gzip.compress(bytes(100 << 20))
    with pytest.raises(UnreadableStory, match="bomb"):
        read(bomb, "bomb.gz")
    with pytest.raises(UnreadableStory, match="bomb"):
        read(packed(bomb__txt=bytes(100 << 20)))


def test_one_story_in_an_archive() -> None:
    document = read(packed(weir__txt=part(1), cover__png=b"\x89PNG\r\n\x1a\n"))
    assert document.metadata.title == "The Weir"
    assert "cover.png" in document.notices[0]
    assert {chapter.source for chapter in document.chapters} == {"saved.zip"}


def test_parts_of_one_story_are_its_chapters_in_the_order_of_their_names() -> None:
    files: dict[str, str | bytes] = {f"weir{n}__txt": part(n) for n in (10, 2, 1)}
    document = read(packed(**files))
    assert [chapter.title for chapter in document.chapters] == [
        "Chapter 1",
        "Chapter 2",
        "Chapter 10",
    ]
    assert document.metadata.authors == ("Ada Mill",)


def test_chapters_that_count_on_are_one_story_whatever_their_files_are_called() -> None:
    files: dict[str, str | bytes] = {f"{n:02}__txt": f"Chapter {n}\n\n{PROSE}" for n in (2, 10, 3)}
    document = read(packed(**files))
    assert [chapter.title for chapter in document.chapters] == [
        "Chapter 2",
        "Chapter 3",
        "Chapter 10",
    ]
    with pytest.raises(NotAStory, match="3 stories: unpack"):
        read(packed(**dict.fromkeys(files, f"Chapter 1\n\n{PROSE}")))


def test_several_stories_are_to_be_unpacked() -> None:
    data = packed(a__txt=part(1), b__txt=part(1, "Low Water"))
    with pytest.raises(NotAStory, match="2 stories: unpack"):
        read(data)


def test_links_lead_to_their_chapter_after_joining() -> None:
    page = (
        "<html><head><title>The Weir</title></head><body><h1>The Weir</h1>"
        f"<p>{PROSE}<a href='#x'>note</a></p><p id='x'>{PROSE}</p></body></html>"
    )
    document = read(packed(weir1__html=page, weir2__html=page))
    targets = [
        span.target
        for chapter in document.chapters
        for block in chapter.blocks
        for span in block.spans
    ]
    assert targets[0].startswith("#0/")
    assert targets[1].startswith("#1/")


def test_an_archive_without_a_story() -> None:
    with pytest.raises(NotAStory):
        read(packed(a__png=b"\x89PNG\r\n\x1a\n", b__gif=b"GIF89a"))


def test_an_archive_in_an_archive_is_not_opened() -> None:
    with pytest.raises(NotAStory, match="unpack"):
        read(packed(inner__zip=packed(weir__txt=part(1))))


def test_fiction_book_in_a_zip() -> None:
    book = f"<FictionBook><body><section><p>{PROSE}</p></section></body></FictionBook>"
    assert read(packed(weir__fb2=book), "weir.fb2.zip").format == "fb2"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "PDF.*ebook-convert"),
        (bytes(60) + b"BOOKMOBI" + bytes(100), "Kindle.*ebook-convert"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
         "DOC.*DOCX"),
        (b"Rar!\x1a\x07\x00" + bytes(50), "RAR.*unpack"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip.*unpack"),
        (b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.text",
         "OpenDocument.*DOCX"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(500), mtime=0), "unpack"),
    ],
)  # fmt: skip
def test_other_books_are_named_with_a_remedy(data: bytes, what: str) -> None:
    with pytest.raises(NotAStory, match=what):
        read(data, "book")
