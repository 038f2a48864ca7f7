"""Bytes to text: the chain, and what must not shake it."""

from __future__ import annotations

import pytest

from inglenook.formats.encoding import decode

STORY = "He said nothing for a while, and then he said it again, to the wall. " * 8
CURLY = "“Well,” said the café owner’s naïve wife — “it’s £5, and that’s that…” " * 5


@pytest.mark.parametrize(
    ("data", "codec", "text"),
    [
        (STORY.encode(), "ascii", STORY),
        (CURLY.encode(), "utf-8", CURLY),
        (b"\xef\xbb\xbf" + CURLY.encode(), "utf-8", CURLY),
        (CURLY.encode("utf-16"), "utf-16-le", CURLY),
        (STORY.encode("utf-16-le"), "utf-16-le", STORY),
        (STORY.encode("utf-16-be"), "utf-16-be", STORY),
        (CURLY.encode("cp1252"), "cp1252", CURLY),
        ((STORY + "a café, a rôle, Müller").encode("latin-1"), "cp1252", STORY + "a café, a rôle, Müller"),  # noqa: E501
        ((STORY + "the café").encode("cp437") + b"\r\n\x1a", "cp437", None),
        (("“Oui,” dit-elle, l’été passé à Orléans… " * 9).encode("mac_roman"), "mac_roman", None),
        (("Ça va, dit-il, où étiez-vous donc passé? Là-bas, à l'hôtel. " * 9).encode("cp1252"), "cp1252", None),  # noqa: E501
        (("┌──────┐\r\n│ MENU │\r\n└──────┘\r\n" + STORY).encode("cp437"), "cp437", None),
    ],
)  # fmt: skip
def test_chain(data: bytes, codec: str, text: str | None) -> None:
    decoded = decode(data)
    assert decoded.encoding == codec
    assert decoded.text == (text if text is not None else data.decode(codec))
    assert decoded.evidence


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (STORY + "He said it—and then—nothing.", "cp1252"),
        ("I.—The Ferry.\n\nII.—The Bell", "cp1252"),
        (STORY + "He said… nothing…and then", "cp1252"),
        ("the har\xadbour mas\xadter sent a no\xadtice", "cp1252"),
        ("Müller sagte: „nein“, und Jörg »doch«.", "cp1252"),
        ("«\xa0Oui\xa0», dit-elle", "cp1252"),
        ("Müller ging über die Straße nach Hause", "cp437"),
        ("Où est-il? L'été passé, là où il était né", "cp437"),
        ("He said “no”—and then don’t", "mac_roman"),
        ("a naïve café, in El Señorío", "mac_roman"),
        ("─────────\r\n  Menu\r\n─────────\r\n", "cp437"),
    ],
)
def test_few_odd_bytes_are_read_as_what_they_are(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec))
    assert (decoded.text, decoded.encoding) == (text, codec)


def test_a_russian_story_is_left_to_the_detector() -> None:
    text = "Он вышел из дома рано утром и долго шёл вдоль реки, не думая ни о чём. " * 10
    assert decode(text.encode("cp1251")).text == text
    assert decode(text.encode("koi8-r")).text == text


def test_the_declared_encoding_counts_where_it_fits() -> None:
    head = "Character set encoding: ISO-8859-2\n\n"
    text = head + "Šel starý muž přes řeku a nic neříkal, dokud nepřišel k mlýnu. " * 5
    assert decode(text.encode("iso-8859-2")).text == text
    assert decode(b"Character set encoding: no-such-thing\n\ncaf\xe9 caf\xe9").encoding == "cp1252"


def test_one_cut_character_does_not_make_it_western() -> None:
    data = (CURLY * 3).encode()
    decoded = decode(data[:-2])
    assert decoded.encoding == "utf-8"
    assert decoded.damaged == 1
    assert decoded.confidence < 1


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xfe\xff\xd8", b"\xff\xfe\x00", b"\x80" * 50, b"\x00"]
)
def test_nothing_raises(data: bytes) -> None:
    assert isinstance(decode(data).text, str)
