"""Looking words up: in dictd's files that are made here, and by commands."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from inglenook.dictionary import FOLDERS, folders, look_up
from inglenook.errors import DictionaryError

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ARTICLES = {
    "stop": "stop: to stand still",
    "Weir": "weir: a wall across a river\x1b]52;c;AAAA\x07",
    "berry": "berry: a small fruit",
    "weir": "weir: also a fence for fish",
}


def digits(number: int) -> str:
    text = DIGITS[number % 64]
    while number := number // 64:
        text = DIGITS[number % 64] + text
    return text


def write(folder: Path, name: str, *, packed: bool) -> None:
    text, lines = b"x" * 5000, []
    for word, article in ARTICLES.items():
        data = article.encode()
        lines.append(f"{word}\t{digits(len(text))}\t{digits(len(data))}\n")
        text += data
    (folder / f"{name}.index").write_text("".join(lines))
    if packed:
        (folder / f"{name}.dict.dz").write_bytes(gzip.compress(text))
    else:
        (folder / f"{name}.dict").write_bytes(text)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("weir", "a wall across a river"),
        ("WEIR,", "also a fence"),
        ("weir’s", "a wall"),
        ("berries", "a small fruit"),
        ("stopped", "to stand still"),
        ("“Stopping”", "to stand still"),
    ],
)
def test_a_word_is_found_in_its_forms(tmp_path: Path, packed: bool, word: str, known: str) -> None:
    write(tmp_path, "ours", packed=packed)
    (found,) = look_up(word, folders=[str(tmp_path), str(tmp_path / "none")])
    assert found.source == "ours"
    assert known in found.text
    assert "\x1b" not in found.text


def test_what_no_dictionary_has_is_nothing(tmp_path: Path) -> None:
    write(tmp_path, "ours", packed=False)
    for word in ("zeppelin", "", "....", "a\tb\nc"):
        assert look_up(word, folders=[str(tmp_path)]) == []


def test_a_damaged_dictionary_says_so(tmp_path: Path) -> None:
    write(tmp_path, "ours", packed=True)
    (tmp_path / "ours.dict.dz").write_bytes(b"no gzip")
    with pytest.raises(DictionaryError, match="ours"):
        look_up("weir", folders=[str(tmp_path)])


def test_folders_of_the_reader_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "words").mkdir()
    write(tmp_path / "words", "mine", packed=False)
    assert folders("") == FOLDERS
    named = folders("~/words: /media/none :")
    assert named == ("~/words", "/media/none", *FOLDERS)
    assert look_up("weir", folders=named)[0].source == "mine"


def test_without_a_dictionary_the_remedy_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="config key dictionary"):
        look_up("weir", folders=[str(tmp_path)])


def test_a_command_is_given_the_word_and_no_shell_reads_it() -> None:
    word = "$(touch x); `id` && weir"
    program = f"{sys.executable} -c 'import sys; print(sys.argv[1:])'"
    assert look_up(word, program)[0].text == repr([word])
    assert look_up(word, f"{program} before-{{}}")[0].text == repr([f"before-{word}"])


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("no-such-program-anywhere", "No such file"),
        ("one 'quote", "dictionary"),
        (f"{sys.executable} -c 'import sys; sys.exit(\"nobody answers\")'", "nobody answers"),
    ],
)
def test_a_command_that_fails_says_why(command: str, reason: str) -> None:
    with pytest.raises(DictionaryError, match=reason):
        look_up("weir", command)


def test_a_word_is_no_option_of_the_command() -> None:
    program = f"{sys.executable} -c 'import sys; print(sys.argv[1:])'"
    assert look_up("--version\0", program)[0].text.startswith("['version")
    with pytest.raises(DictionaryError, match="names no program"):
        look_up("weir", '""')


def test_a_dictionary_cut_short_is_damaged(tmp_path: Path) -> None:
    write(tmp_path, "ours", packed=True)
    packed = tmp_path / "ours.dict.dz"
    data = bytearray(packed.read_bytes())
    data[12:] = b"\xff" * 30
    packed.write_bytes(data)
    with pytest.raises(DictionaryError, match="ours"):
        look_up("weir", folders=[str(tmp_path)])
