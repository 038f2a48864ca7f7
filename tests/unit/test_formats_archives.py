"""Stories in archives, and books that are not read: told what they are and what to do."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import PurePosixPath

import pytest

from inglenook import formats
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.archive import Archive
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


@pytest.mark.parametrize("size", [65_536, 131_073, 131_328])
def test_a_part_without_a_directory_is_read_to_its_last_letter(size: int) -> None:
    data = packed(weir__txt="a" * size)
    archive = Archive.open(data[: data.index(b"PK\x01\x02")])
    assert archive.notices
    assert len(archive.read("weir.txt")) == size


def test_a_bomb_is_refused() -> None:
    with pytest.raises(UnreadableStory, match="bomb"):
        read(gzip.compress(bytes(100 << 20)), "bomb.gz")
    with pytest.raises(UnreadableStory, match="bomb"):
        read(packed(bomb__fb2=bytes(100 << 20)), "bomb.fb2.zip")


def test_a_zip_that_is_no_book_is_a_folder() -> None:
    book = packed(mimetype="application/epub+zip", **{"META-INF/container__xml": "<container/>"})
    for data, expected in (
        (packed(weir__txt=part(1)), True),
        (packed(weir__txt=part(1), low__fb2="<FictionBook/>"), True),
        (packed(), True),
        (book, False),
        (packed(**{"word/document__xml": "<w/>"}), False),
        (packed(weir__fb2="<FictionBook/>"), False),
        (gzip.compress(part(1).encode()), False),
        (part(1).encode(), False),
        (b"PK is how the letter began, and nobody knew why.\n", False),
    ):
        assert formats.is_folder(data, PurePosixPath("saved.zip")) is expected


@pytest.mark.parametrize(
    "data",
    [
        packed(weir__txt=part(1)),
        gzip.compress(packed(weir__txt=part(1), low__txt=part(2))),
        gzip.compress(gzip.compress(part(1).encode())),
    ],
)
def test_what_is_packed_twice_is_not_opened(data: bytes) -> None:
    with pytest.raises(NotAStory, match="unpack"):
        read(data)


def test_fiction_book_in_a_zip() -> None:
    book = f"<FictionBook><body><section><p>{PROSE}</p></section></body></FictionBook>"
    document = read(packed(weir__fb2=book), "weir.fb2.zip")
    assert document.format == "fb2"
    assert {chapter.source for chapter in document.chapters} == {"weir.fb2.zip"}


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
