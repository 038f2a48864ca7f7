"""Any line of text is a query."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inglenook.query import (
    MOST_CHARACTERS,
    MOST_CLAUSES,
    And,
    Clause,
    Field,
    Form,
    Node,
    Not,
    Or,
    Scene,
    Where,
    Word,
    leaves,
    parse,
)
from inglenook.query.parsing import MOST_PATTERNS

_MARKS = {Form.WORD: "", Form.BEGINNING: "…", Form.PATTERN: "", Form.ALIKE: "~"}


def shown(node: Node | None) -> str:
    """Show a tree as a line: ``and(lana, "old weir", not(cafe))``."""
    match node:
        case None:
            return ""
        case And(parts):
            return f"and({', '.join(map(shown, parts))})"
        case Or(parts):
            return f"or({', '.join(map(shown, parts))})"
        case Not(part):
            return f"not({shown(part)})"
        case Scene(part):
            return f"scene({shown(part)})"
        case Field(name, words, growing, low, high):
            return f"{name}:{' '.join(words) or (low, high)}{'…' * growing}"
        case Clause(words, within):
            text = " ".join(word.text + _MARKS[word.form] for word in words)
            return (f'"{text}"' if len(words) > 1 else text) + (f"~{within}" if within else "")
    raise AssertionError(node)


def tree(text: str, *, typing: bool = False) -> str:
    return shown(parse(text, typing=typing).tree)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("?! — ''", ""),
        ('""', ""),
        ("Lana", "lana"),
        ("Lana Café", "and(lana, cafe)"),
        ("lana LANA", "lana"),
        ('the "Old Weir" gate', 'and(the, "old weir", gate)'),
        ("“Old Weir”", '"old weir"'),
        ("«Old Weir»", '"old weir"'),
        ("„Old Weir“", '"old weir"'),
        ('"weir"', "weir"),
        ('"old weir gate', '"old weir gate"'),
        ('gate "', "gate"),
        ("half-light", '"half light"'),
        ("1,000", '"1 000"'),
        ("yes—no", "and(yes, no)"),
        ("fish/chips", "and(fish, chips)"),
        ("didn’t", "didn't"),
        ("日本", '"日 本"'),
        ('"one\ntwo"', '"one two"'),
    ],
)
def test_words_and_phrases(text: str, expected: str) -> None:
    assert tree(text) == expected
    assert parse(text).problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lana -weir", "and(lana, not(weir))"),
        ('lana -"old weir"', 'and(lana, not("old weir"))'),
        ("lana -(weir OR gate)", "and(lana, not(or(weir, gate)))"),
        ("lana OR rosa", "or(lana, rosa)"),
        ("lana | rosa", "or(lana, rosa)"),
        ("lana or rosa", "and(lana, or, rosa)"),
        ("lana AND rosa", "and(lana, rosa)"),
        ("old lana OR rosa", "or(and(old, lana), rosa)"),
        ("old (lana OR rosa)", "and(old, or(lana, rosa))"),
        ("((lana))", "lana"),
        ("wal*", "wal*"),
        ("w*d", "w*d"),
        ("w?ird", "w?ird"),
        ("weir?", "weir"),
        ("*weir*", "weir"),
        ("weird**", "weird*"),
        ("Café*", "cafe*"),
        ("weir~", "weir~"),
        ('"old weir"~20', '"old weir"~20'),
        ('"weir"~20', "weir"),
        ("scene:(lana backgammon)", "scene(and(lana, backgammon))"),
        ("scene:lana", "scene(lana)"),
        ("she said -- and meant it", "and(she, said, and, meant, it)"),
        ("she said --and meant", "and(she, said, and, meant)"),
        ("well- known", "and(well, known)"),
    ],
)
def test_operators(text: str, expected: str) -> None:
    assert tree(text) == expected
    assert parse(text).problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title:weir", "title:weir"),
        ('author:"Quill, Anna"', "author:quill anna"),
        ("by:quill", "author:quill"),
        ("AUTHOR:quill", "author:quill"),
        ("ship:Lana/Rosa", "ship:lana rosa"),
        ("-tag:angst lana", "and(not(tag:angst), lana)"),
        ("tag:(angst OR fluff)", "or(tag:angst, tag:fluff)"),
        ("tag:(angst -fluff)", "and(tag:angst, not(tag:fluff))"),
        ("rating:teen", "rating:teen"),
        ("rating:>=teen", "rating:(2, None)"),
        ("rating:general..teen", "rating:(1, 2)"),
        ("words:>50000", "words:(50001, None)"),
        ("words:>=50k", "words:(50000, None)"),
        ("words:<1,000", "words:(None, 999)"),
        ("words:<=1000", "words:(None, 1000)"),
        ("words:1k..5k", "words:(1000, 5000)"),
        ("words:..5k", "words:(None, 5000)"),
        ("words:0.5m", "words:(500000, 500000)"),
        ("date:2004", "date:(20040101, 20041231)"),
        ("date:2004..2006", "date:(20040101, 20061231)"),
        ("date:>2004-03", "date:(20040332, None)"),
        ("date:<2004-03-05", "date:(None, 20040304)"),
        ("date:2006..2004", "date:(20040101, 20061231)"),
        ("words:5k..1k", "words:(1000, 5000)"),
        ("author:qui*", "author:qui…"),
        ("tag:(ang* OR fluff)", "or(tag:ang…, tag:fluff)"),
        ("in:title lan*", "title:lan…"),
        ("read:unread", "read:unread"),
        ("lang:en", "lang:en"),
        ("in:title old weir", "and(title:old, title:weir)"),
        ("-read:finished", "not(read:finished)"),
    ],
)
def test_fields(text: str, expected: str) -> None:
    assert tree(text) == expected
    assert parse(text).problems == ()


def test_a_query_may_ask_for_the_notes() -> None:
    assert parse("in:notes lana").where is Where.NOTES
    assert tree("in:notes lana") == "lana"
    assert parse("lana").where is Where.BODY


@pytest.mark.parametrize(
    ("text", "marked", "expected", "runs_as"),
    [
        ("(lana weir", "(", "closing", "and(lana, weir)"),
        ("lana) weir", ")", "opening", "and(lana, weir)"),
        ("lana OR", "OR", "both sides", "lana"),
        ("OR lana", "OR", "both sides", "lana"),
        ("words:many lana", "many", "a number, like words:>50000", "and(many, lana)"),
        ("words:>5k..6k", ">5k..6k", "a number", "and(5k, 6k)"),
        ("date:soon", "soon", "a year or a day", "soon"),
        ("read:maybe", "maybe", "one of unread, reading, finished, aside, new", "maybe"),
        ("autor:quill", "autor:", "a field: title, author", '"autor quill"'),
        ("title: weir", "title:", "a value right behind the colon", "and(title, weir)"),
        ("in:margins lana", "margins", "one of marks, notes, title", "and(margins, lana)"),
        ("s* lana", "s*", "two letters or more", "and(s, lana)"),
        ("*ship lana", "*ship", "the first before *", "and(ship, lana)"),
        ("-lana", "-lana", "something that is wanted", ""),
        ("date:2004-13 lana", "2004-13", "a year or a day", 'and("2004 13", lana)'),
        ("-in:notes lana", "-", "words to keep out", "lana"),
        ("lana -in:title", "-", "words to keep out", "lana"),
    ],
)
def test_a_mistake_is_marked_and_the_rest_runs(
    text: str, marked: str, expected: str, runs_as: str
) -> None:
    query = parse(text)
    (problem,) = query.problems
    assert query.text[problem.start : problem.end] == marked
    assert expected in problem.expected
    assert shown(query.tree) == runs_as


def test_times_and_addresses_are_no_fields() -> None:
    assert parse("10:30").problems == ()
    assert parse("he said: no").problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("old wei", "and(old, wei…)"),
        ("old we", "and(old, we)"),
        ("old weir ", "and(old, weir)"),
        ("old weir.", "and(old, weir)"),
        ('"old wei', '"old wei…"'),
        ('"old wei"', '"old wei"'),
        ("half-lig", '"half lig…"'),
        ("weir weir", "and(weir, weir…)"),
        ("(old wei", "and(old, wei…)"),
        ("old author:q", "and(old, author:q…)"),
        ('author:"quill, a', "author:quill a…"),
        ('author:"quill, a"', "author:quill a"),
        ("author:quill ", "author:quill"),
        ("old author:", "old"),
        ("old words:>", "old"),
        ("old read:un", "old"),
        ("old in:no", "old"),
        ("he said:", "and(he, said)"),
    ],
)
def test_the_word_being_typed_is_a_beginning(text: str, expected: str) -> None:
    assert tree(text, typing=True) == expected
    assert "…" not in tree(text)


def test_a_query_that_is_too_long_says_what_is_left_out() -> None:
    query = parse("word " * 300, typing=True)
    assert query.tree == Clause((Word("word"),))
    assert query.notices == (f"Only the first {MOST_CHARACTERS} characters are searched for.",)
    many = parse(" ".join(f"w{number}" for number in range(50)))
    assert len(many.parts) == MOST_CLAUSES
    assert many.notices == (f"Only the first {MOST_CLAUSES} words and phrases are searched for.",)
    assert parse("short").notices == ()
    wild = parse(" OR ".join(f"{letter}b*" for letter in "abcdefghijklm"))
    assert len(wild.parts[0].parts) == MOST_PATTERNS
    assert len(wild.notices) == 1


def test_a_cut_does_not_make_half_words() -> None:
    words = " ".join(f"word{number:05}" for number in range(160))
    assert all(word in words.split() for word in parse(words).line)


@pytest.mark.parametrize(
    "text",
    ["(" * 10_000, "-(" * 5000, "scene:" * 2000, "a* OR " * 2000, '"a b"~9' * 1500, "*" * 9999],
)
def test_nothing_takes_long_to_understand(text: str) -> None:
    start = time.perf_counter()
    parse(text)
    assert time.perf_counter() - start < 1  # 2 ms on a quiet machine


def test_a_pattern_of_many_stars_takes_no_longer_than_one() -> None:
    word = parse("a*a*a*a*a*a*a*a*a*a*b").parts[0].words[0]
    start = time.perf_counter()
    assert not word.accepts()("a" * 64)
    assert word.accepts()("a" * 63 + "b")
    assert time.perf_counter() - start < 1


def test_what_was_typed_is_safe_to_show() -> None:
    assert "\x1b" not in parse("a\x1b]0;b\x07").text


def test_an_empty_query_is_false() -> None:
    assert not parse(" ")
    assert parse("a")


def test_a_line_is_a_query_of_nothing_but_words() -> None:
    assert parse("“Don’t wait up,” she said").line == ("don't", "wait", "up", "she", "said")
    for text in ("lana -weir", "lana wei*", 'title:weir "old weir"', "lana OR rosa", '"a b"~9'):
        assert parse(text).line == ()


def test_patterns_and_typing_mistakes() -> None:
    def accepted(text: str, *words: str) -> list[str]:
        accepts = parse(text).parts[0].words[0].accepts()
        return [word for word in words if accepts(word)]

    assert accepted("wal*", "wal", "walk", "swal") == ["wal", "walk"]
    assert accepted("w*d", "wd", "wild", "wilds") == ["wd", "wild"]
    assert accepted("w?ld", "wild", "wld", "would") == ["wild"]
    assert accepted("w*i*d", "wid", "weird", "wd") == ["wid", "weird"]
    assert accepted("weir~", "weir", "wier", "wei", "weird", "heir", "wears") == [
        "weir",
        "wier",
        "wei",
        "weird",
    ]
    assert accepted("backgammon~", "bakgamon", "backgammno", "backgamm", "backgam") == [
        "bakgamon",
        "backgammno",
        "backgamm",
    ]
    assert accepted("the~", "the", "thy") == ["the"]


_SNIPPETS = st.sampled_from(
    ['"', "(", ")", "-", "OR", "scene:", "in:notes", "tag:", "words:>5k", "a*b", "wei~", '"a b"~3']
)


@given(
    st.text(alphabet=st.characters(exclude_categories=[]))
    | st.lists(_SNIPPETS | st.text(max_size=4), max_size=12).map(" ".join)
    | st.lists(_SNIPPETS, max_size=12).map("".join),
    st.booleans(),
)
def test_nothing_is_refused(text: str, typing: bool) -> None:
    query = parse(text, typing=typing)
    found = list(leaves(query.tree))
    assert len(found) <= MOST_CLAUSES
    for leaf in found:
        if isinstance(leaf, Clause):
            assert leaf.words
            assert all(word.text for word in leaf.words)
    for problem in query.problems:
        assert 0 <= problem.start <= problem.end <= len(query.text)
        assert problem.expected
    assert query.line == () or " ".join(query.line)
    assert re.fullmatch(r"[^\x00-\x08\x1b]*", query.text)
