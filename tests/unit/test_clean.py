from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.clean import clean, clean_line, is_piled
from inglenook.tokens import tokens


@given(st.text(st.characters(codec=None), max_size=200))
def test_nothing_a_terminal_obeys_survives(text: str) -> None:
    for char in clean(text):
        assert char == "\n" or unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}
        assert not 0x202A <= ord(char) <= 0x202E
        assert not 0x2066 <= ord(char) <= 0x2069


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_controls_are_shown_not_hidden() -> None:
    assert clean("a\x1b]52;c;x\x07b") == "a␛]52;c;x␇b"
    assert clean("\x9bm\x7f") == "\ufffdm␡"
    assert clean("\u202eabc\u2066") == "\ufffdabc\ufffd"


def test_letters_keep_a_few_marks() -> None:
    assert clean("e" + "\u0301" * 40) == "e" + "\u0301" * 3
    assert clean("ở ệ") == "ở ệ"
    assert clean("ก" + "\u0e34" * 40 + "า") == "ก" + "\u0e34" * 5 + "า"
    assert clean("a" + "\u0301\u0e34" * 40) == "a" + "\u0301\u0e34\u0301\u0e34\u0301"
    assert clean("x" + "\u1160" * 9 + "y") == "x" + "\u1160" * 5 + "y"
    pointed = "בְּרֵאשִׁ֖ית בָּרָ֣א الرَّحِيمِ क्ष्मीं กิ่ง"
    assert clean(pointed) == pointed


@pytest.mark.parametrize("around", ["", "b" * 2000])
def test_the_colour_of_a_skin_stays_with_its_emoji_alone(around: str) -> None:
    coloured = "\U0001f44d\U0001f3fb \u261d\ufe0f\U0001f3ff"
    assert clean(around + coloured) == around + coloured
    assert clean(f"{around}\U0001f44da\U0001f3fb") == f"{around}\U0001f44da\ufffd"
    assert clean(f"{around}\U0001f44d\U0001f3fb\U0001f3fc") == f"{around}\U0001f44d\U0001f3fb\ufffd"


def test_joiners_stay_where_they_make_emoji() -> None:
    family = "👩🏽‍❤️‍💋‍👨🏿 👨‍👩‍👧 🏳️‍🌈"
    assert clean(family) == family
    assert clean("a\u200db \u200d\u200d👨\u200d \u200d👩\u200d\u200d👩") == "ab 👨 👩👩"
    assert clean(f"{'long ' * 300}👨\u200da👩") == f"{'long ' * 300}👨a👩"


@pytest.mark.parametrize(
    "word",
    [
        "ශ්\u200dරී", "ක්\u200dෂ", "ක\u200d්ක",  # Sinhala: joined, and touching
        "ന്\u200d", "क्\u200dष", "र्\u200dया", "ड़्\u200dढ", "র\u200d্য", "ত্\u200d",
        "می\u200cخواهم", "خانه\u200cای", "۱۰\u200cها", "क्\u200cष", "বাক্\u200c", "র\u200c্য",
    ],
)  # fmt: skip
def test_joiners_stay_where_they_are_spelling(word: str) -> None:
    assert clean(word) == word
    assert clean(f"“{word}” {word}\n{word}, {'x' * 1000}").count(word) == 3
    assert clean_line(f"  {word}\n{word} ") == f"{word} {word}"
    joiner = "\u200d" if "\u200d" in word else "\u200c"
    assert clean(f"{joiner}{word}\n{joiner}{word}") == f"{word}\n{word}"
    assert joiner not in clean(word.replace(joiner, joiner * 9))
    assert [token.text for token in tokens(word)] == [
        token.text for token in tokens(word.replace(joiner, ""))
    ]


def test_joiners_go_where_they_are_none() -> None:
    assert clean("\u200ca\u200c \u200c! \u200cb\u200c\u200cc") == "a ! bc"
    assert clean("س\u200dل") == "سل"
    assert clean(f"{'س ' * 600}س\u200c س") == f"{'س ' * 600}س س"
    assert clean("න්\u200d👩") == "න්👩"
    assert clean("ක" + "්\u200d" * 40 + "ක") == "ක" + "්\u200d" * 2 + "්ක"


@given(
    st.text(
        st.sampled_from(
            "ab\u0301\u0316\u0e34\u05b8\u200c\u200d\ufe0f👩\x1b\u200bක්\u093c\u094dय\n "
        ),
        max_size=60,
    )
)
def test_piles_are_cleared_at_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert not is_piled(clean(text))
    long = "long " * 300
    assert clean(long + clean(text)) == long + clean(text)
    for line in clean(text).split("\n"):
        assert not line.startswith(("\u200c", "\u200d"))
        assert not any(a in "\u200c\u200d" and b in "\u200c\u200d" for a, b in pairwise(line))


def test_ordinary_prose_is_untouched() -> None:
    prose = "“It’s — well … naïve,” she said.\nמה? 東京 👩‍🚀"
    assert clean(prose) == prose


def test_a_line_is_one_line_and_no_longer_than_asked() -> None:
    assert clean_line("  a\n\n b\tc ") == "a b c"
    assert clean_line("one two three", 8) == "one two…"
    assert clean_line("", 8) == ""
