"""Text that was saved after it had been read in the wrong encoding."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from inglenook.formats import read
from inglenook.formats.mojibake import mend_mojibake
from inglenook.model import Document

STORY = (
    "The Weir\nby Ann Lee\n\n“Don’t,” said Zoë in the café, “it’s a façade — the "
    "lamps… aren’t lit.”\n\n“Señor Marlow’s boat was on the coöperative’s quay,” he said.\n"
)


def parse(data: bytes) -> Document:
    return read(data, PurePosixPath("story.txt"))


def body(document: Document) -> str:
    return "\n".join(block.text for block in document.chapters[0].blocks)


def misread(text: str) -> str:
    """The text as UTF-8 that a program took for cp1252, the holes of that code kept."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


def test_misread_text_is_mended_and_the_reader_is_told() -> None:
    document = parse(misread(STORY).encode())
    assert body(document) == body(parse(STORY.encode()))
    assert any("encoding" in notice for notice in document.notices)
    guesses = [guess for guess in document.guesses if guess.field == "encoding"]
    assert [guess.value for guess in guesses] == ["utf-8", "utf-8 read as cp1252"]
    assert all(guess.confidence >= 0.8 for guess in guesses)
    assert document.encoding == "utf-8"


def test_good_lines_beside_bad_ones_stay() -> None:
    good = "“Fine,” said Zoë."
    mended, notice = mend_mojibake(f"{good}\n{misread(STORY)}\n{good}")
    assert notice
    assert mended == f"{good}\n{STORY}\n{good}"


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Ã‰rase una vez",  # one sequence alone proves nothing
        "the screen showed “â€™” and nothing else",
        "São Paulo, âge, Âge d’or, Ängste, Ârea — naïve",
        "plain ASCII",
        "«Où ça ?» dit-il. À l’été…",
        "PÃO E ÁGUA",
        "Привет, мир — это не крякозябры",
    ],
)
def test_what_is_not_certain_stays(text: str) -> None:
    assert mend_mojibake(text) == (text, "")


def test_no_word_of_a_long_good_text_changes() -> None:
    text = STORY * 2000
    assert mend_mojibake(text) == (text, "")
