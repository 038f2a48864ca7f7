"""What a word is, and which words are the same."""

from __future__ import annotations

import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook import tokens as words_module
from inglenook.tokens import Memo, Token, beginning, fold, stem, surfaces, tokens, trunk


def _words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Didn’t she?", ["didn't", "she"]),
        ("didn`t didn´t didnʼt", ["didn't"] * 3),
        ("'Twas 'quoted' text'", ["twas", "quoted", "text"]),
        ("l’homme", ["l'homme"]),
        ("rock'n'roll", ["rock'n'roll"]),
        ("to be or not to be", ["to", "be", "or", "not", "to", "be"]),
        ("well-worn—and worn", ["well", "worn", "and", "worn"]),
        ("//yes//, _no_ *so*", ["yes", "no", "so"]),
        ("room 42b, 1,000", ["room", "42b", "1", "000"]),
        ("日本語です", ["日", "本", "語", "で", "す"]),
        ("か\u3099 ガ", ["が", "ガ"]),
        ("물고기 한 마리", ["물고기", "한", "마리"]),
        ("кот Ёж", ["кот", "еж"]),
        ("हिन्दी", ["हिन्दी"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("\u0301 e\u0301te\u0301", ["ete"]),
        ("", []),
        (" .,;- ", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert _words(text) == words


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("é", "e\u0301"),
        ("Café", "cafe"),
        ("STRASSE", "straße"),
        ("ﬁre", "FIRE"),
        ("Œuvre", "oeuvre"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("don’t", "DON'T"),
        ("naïve", "naive"),
    ],
)
def test_case_accents_ligatures_and_curls_do_not_count(written: str, same: str) -> None:
    assert fold(written) == fold(same)


def test_no_mark_of_any_script_parts_a_word() -> None:
    everything = map(chr, range(0x10000))
    marks = [char for char in everything if unicodedata.category(char) in ("Mn", "Mc", "Me")]
    assert [hex(ord(mark)) for mark in marks if len(surfaces(f"a{mark}b")) > 1] == []
    assert [word.text for word in tokens("ලංකා ශ්\u200dරී")] == ["ලංකා", "ශ්රී"]


def test_places_are_those_of_the_original() -> None:
    text = "The ﬁre—didn’t “Éte\u0301” go?"
    assert tokens(text)[1:4] == [
        Token("fire", 4, 7),
        Token("didn't", 8, 14),
        Token("ete", 16, 20),
    ]
    assert [text[token.start : token.end] for token in tokens(text)] == surfaces(text)


@pytest.mark.parametrize(
    "forms",
    [
        ("lana", "lana's"),
        ("walk", "walks", "walked", "walking"),
        ("happy", "happiness"),
        ("story", "stories"),
    ],
)
def test_endings_fall(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["dying", "lying", "tying", "y", "w's", "o'brien", "skies", "aed"])
def test_a_word_begins_as_its_stem_does(word: str) -> None:
    assert beginning(word) == beginning(stem(word))


@given(st.from_regex(r"[a-z]{1,5}('s|ying|ies|ied|ed|ing|ly|eed|'|s)?", fullmatch=True))
def test_any_word_begins_as_its_stem_does(word: str) -> None:
    for token in tokens(word):
        assert beginning(token.text) == beginning(stem(token.text))


_ENDINGS = (
    *("tional", "ational", "enci", "anci", "abli", "entli", "izer", "ization", "ation", "ator"),
    *("alism", "aliti", "alli", "fulness", "ousli", "ousness", "iveness", "iviti", "biliti", "bli"),
    *("ogi", "ogist", "fulli", "lessli", "li", "alize", "icate", "iciti", "ical", "ful", "ness"),
    *("ative", "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent"),
    *("ism", "ate", "iti", "ous", "ive", "ize", "ion", "eed", "ed", "ing", "edly", "ingly", "ies"),
    *("s", "'s", "y"),
)


@given(
    st.text("aeioubcdfghlmnprstvwyz", min_size=1, max_size=8),
    st.lists(st.sampled_from(_ENDINGS), max_size=2).map("".join),
)
def test_a_trunk_begins_every_word_of_a_stem(word: str, ending: str) -> None:
    assert (word + ending).startswith(trunk(stem(word + ending)))


@pytest.mark.parametrize("word", ["dying", "skies", "y", "yate", "the", "o'brien", "operational"])
def test_a_trunk_is_the_words_own(word: str) -> None:
    assert word.startswith(trunk(stem(word)))


@given(st.text("aeioubcdfghlmnprstvwyz'", min_size=1), st.text("abcdeginorstuy", max_size=2))
def test_words_that_are_not_stemmed_have_no_ending(word: str, ending: str) -> None:
    import snowballstemmer

    whole = word.lstrip("'") + ending
    if not whole.endswith(words_module._ENDS):
        assert snowballstemmer.stemmer("english").stemWord(whole) == whole


def test_every_word_of_real_books_begins_as_its_stem_does(corpus: Path) -> None:
    books = [path for path in corpus.rglob("*.txt") if path.stat().st_size < 3_000_000]
    words = {word for path in books for word in surfaces(path.read_text("utf-8", "replace"))}
    folded = {fold(word) for word in words}
    assert not [word for word in folded if beginning(word) != beginning(stem(word))]


def test_a_memo_stays_bounded() -> None:
    memo = Memo(str.upper, most=10)
    assert [memo[str(number)] for number in range(25)] == [str(number) for number in range(25)]
    assert len(memo) <= 10


def test_a_word_without_end_is_the_same_as_its_beginning() -> None:
    endless = "ab" * 1_000_000
    assert _words(endless) == _words(endless[:1000])
    assert tokens(endless)[0].end == len(endless)


def test_folding_twice_is_folding_once_for_every_character() -> None:
    letters = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    changed = {once for letter in letters if (once := fold(letter)) != letter}
    assert not [once for once in changed if fold(once) != once]


@given(st.text())
def test_any_text_has_words_in_order_and_none_is_empty(text: str) -> None:
    found = tokens(text)
    assert all(token.text and stem(token.text) for token in found)
    ends = [place for token in found for place in (token.start, token.end)]
    assert ends == sorted(ends)
    assert [text[token.start : token.end] for token in found] == surfaces(text)


@given(st.text(alphabet="aeiouéàçñüstr’' -\u0301ß"))
def test_composed_and_decomposed_text_have_the_same_words(text: str) -> None:
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert _words(composed) == _words(apart)


def test_threads_do_not_get_each_others_endings() -> None:
    words = [
        begin + end for begin in ("walk", "runn", "happ", "argu") for end in ("ing", "ed", "ly")
    ]
    single = {word: words_module._stem_word(word) for word in words}
    wrong: list[str] = []

    def stem_all(first: int) -> None:
        for number in range(first, first + 600):
            word = words[number * 7 % len(words)]
            if words_module._stem_word(word) != single[word]:
                wrong.append(word)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=stem_all, args=(first,)) for first in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong
