"""The index counts what a reader would count: the same as going through the text."""

from __future__ import annotations

import random
import tempfile
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inglenook.index import Index, open_index
from inglenook.index.analysis import (
    CELL,
    Gathered,
    Layout,
    body,
    notes,
    pack_layouts,
    unpack_layouts,
    unpack_sizes,
)
from inglenook.index.matching import match
from inglenook.index.postings import DamagedPostings, Postings, chapter_counts, encode
from inglenook.index.snippets import ELLIPSIS, snippet
from inglenook.index.terms import NO_TERMS, pack_terms, unpack_terms
from inglenook.model import Block, Kind, Role
from inglenook.query import (
    And,
    Clause,
    Node,
    Not,
    Or,
    Query,
    Scene,
    Where,
    Word,
    inside,
    parse,
)
from inglenook.tokens import stem, tokens

_WORDS = ("the", "old", "weir", "weirs", "walk", "walking", "Walked", "dying", "die", "Yiddish")
_ODD_WORDS = (
    "cafe's",
    "it’s",
    "x-ray",
    "日本",
    "café",
    "a",
    "to",
    "be",
    "—",
    "\n",
    '"',
    ".",
    "ünïcödé",
)
_text = st.lists(st.sampled_from(_WORDS + _ODD_WORDS), max_size=12).map(" ".join)


def _padded(before: str, words: int, after: str) -> str:
    """Return a text that may take more than one cell of the index."""
    return " ".join((before, "and " * words, after))


_block = st.builds(
    Block,
    st.sampled_from([Kind.PARAGRAPH, Kind.VERSE, Kind.SCENE_BREAK]),
    _text | st.text(max_size=20) | st.builds(_padded, _text, st.integers(240, 260), _text),
    role=st.sampled_from([Role.BODY, Role.BODY, Role.BODY, Role.FRONT]),
)
_chapter = st.lists(_block, max_size=5)
_quoted = st.lists(st.sampled_from(_WORDS), min_size=2, max_size=3).map(
    lambda words: f'"{" ".join(words)}"'
)
_leaf = (
    st.sampled_from(_WORDS)
    | _quoted
    | st.builds("{}~{}".format, _quoted, st.integers(2, 9))
    | st.sampled_from(["w*", "we?r", "wei*", "wier~", "walkin~", "y*d", "*"])
)
_part = st.recursive(
    _leaf,
    lambda inner: (
        st.builds("-{}".format, inner)
        | st.builds("scene:({} {})".format, inner, inner)
        | st.builds("({} OR {})".format, inner, inner)
        | st.builds("({} {})".format, inner, inner)
    ),
    max_leaves=4,
)
_query = st.builds(
    "{}{}".format,
    st.sampled_from(["", "", "in:notes "]),
    st.lists(_part, min_size=1, max_size=3).map(" ".join),
) | st.sampled_from(["wal", "the ol", "dyi", "caf", '"old wei', "unic", "yid"])


def _brute(query: Query, chapters: dict[str, list[Block]]) -> dict[str, int]:
    counts = {key: len(match(query, blocks, key)) for key, blocks in chapters.items()}
    return {key: count for key, count in counts.items() if count}


def _counted(index: Index, query: Query) -> dict[str, int]:
    return {match.key: match.count for match in index.search(query)}


@settings(max_examples=40)
@given(st.lists(_chapter, max_size=6), st.lists(_query, max_size=8), st.booleans(), st.data())
def test_counts_are_those_of_the_text(
    texts: list[list[Block]], asked: list[str], typing: bool, data: st.DataObject
) -> None:
    chapters = {f"{number}:0": blocks for number, blocks in enumerate(texts)}
    with tempfile.TemporaryDirectory() as name:
        index = open_index(Path(name) / "index")
        for key, blocks in chapters.items():
            index.add([(key, blocks)])
        gone = data.draw(st.sets(st.sampled_from(sorted(chapters)))) if chapters else set()
        index.remove(gone)
        left = {key: blocks for key, blocks in chapters.items() if key not in gone}
        bounds = st.sets(st.integers(0, 6), max_size=4).filter(lambda some: len(some) % 2 == 0)
        stretches = {key: tuple(sorted(data.draw(bounds))) for key in chapters}
        for text in asked:
            query = parse(text, typing=typing)
            assert _counted(index, query) == _brute(query, left)
            within = query.within(stretches.__getitem__)
            assert _counted(index, within) == _brute(within, left)
            for key, blocks in left.items():
                numbers = [n for n, one in enumerate(blocks) if _is_searched(one, query.where)]
                for hit in match(within, blocks, key):
                    assert inside(stretches[key], numbers.index(hit.block))
        index.close()


def _is_searched(block: Block, where: Where) -> bool:
    return block.folded is (where is Where.NOTES) and bool(tokens(block.text))


def _true(node: Node, words: list[list[list[str]]]) -> bool:
    """Whether a node holds in a text, worked out the long way.

    Args:
        node: without fields.
        words: scenes of blocks of folded words.
    """
    match node:
        case And(parts):
            return all(_true(part, words) for part in parts)
        case Or(parts):
            return any(_true(part, words) for part in parts)
        case Not(part):
            return not _true(part, words)
        case Scene(part):
            return any(_true(part, [scene]) for scene in words)
        case Clause(asked, 0):
            return any(
                all(_is(one, block[at + n]) for n, one in enumerate(asked))
                for scene in words
                for block in scene
                for at in range(len(block) - len(asked) + 1)
            )
        case Clause(asked, within):
            return any(
                all(_is(one, word) for one, word in zip(asked, chosen, strict=True))
                for scene in words
                for block in scene
                for start in range(len(block))
                for chosen in permutations(block[start : start + within], len(asked))
            )
    raise AssertionError(node)


def _is(asked: Word, word: str) -> bool:
    return bool(word) and ((bool(asked.stem) and stem(word) == asked.stem) or asked.accepts()(word))


def _scenes(blocks: list[Block], where: Where) -> list[list[list[str]]]:
    scenes: list[list[list[str]]] = [[]]
    for block in blocks:
        if block.folded is (where is Where.NOTES):
            if block.kind is Kind.SCENE_BREAK:
                scenes.append([])
            words = [token.text for token in tokens(block.text)]
            if words:
                scenes[-1].append(words)
    return scenes


@given(st.lists(_block.filter(lambda block: len(block.text) < 200), max_size=5), _query)
def test_a_chapter_is_found_if_the_query_is_true_of_it(blocks: list[Block], text: str) -> None:
    query = parse(text)
    if not query.shown:
        return
    true = _true(query.tree, _scenes(blocks, query.where))
    hits = match(query, blocks)
    assert bool(hits) <= true
    if all(isinstance(part, Clause) for part in query.shown):
        assert bool(hits) == true
    for hit in hits:
        assert blocks[hit.block].folded is (query.where is Where.NOTES)
        assert hit.highlights == tuple(sorted(set(hit.highlights)))


def test_counts_over_real_books(corpus: Path, tmp_path: Path) -> None:
    chapters: dict[str, list[Block]] = {}
    books = sorted(path for path in corpus.rglob("*.txt") if 10_000 < path.stat().st_size < 600_000)
    for path in books[:8]:
        paragraphs = path.read_text("utf-8", "replace")[:60_000].split("\n\n")
        for number in range(0, len(paragraphs), 60):
            chapters[f"{path.name}:{number}"] = [
                Block(Kind.PARAGRAPH, text) for text in paragraphs[number : number + 60]
            ]
    index = open_index(tmp_path / "index")
    keys = sorted(chapters)
    for start in range(0, len(keys), 10):
        index.add((key, chapters[key]) for key in keys[start : start + 10])
    rng = random.Random(2)
    lines = [block.text.split() for blocks in chapters.values() for block in blocks]
    lines = [line for line in lines if len(line) > 6]
    for _ in range(15):
        line = rng.choice(lines)
        at = rng.randrange(len(line) - 4)
        word, phrase = line[at], " ".join(line[at : at + 3])
        for text in (word, f'"{phrase}"', phrase, word[:4]):
            query = parse(text, typing=rng.random() < 0.5)
            assert _counted(index, query) == _brute(query, chapters), text


@given(st.lists(_block, min_size=1, max_size=4), _query, st.integers(10, 80))
def test_snippets_show_what_matches(blocks: list[Block], text: str, width: int) -> None:
    for found in match(parse(text), blocks):
        whole = blocks[found.block].text
        shown = snippet(whole, found, width)
        assert len(shown.text) <= width
        assert "\n" not in shown.text
        assert shown.highlights
        wanted = ["".join(whole[start:end].split()) for start, end in found.highlights]
        marked = [shown.text[start:end] for start, end in shown.highlights]
        assert all(a.startswith(b) for a, b in zip(wanted, marked, strict=False))
        assert marked[:-1] == wanted[: len(marked) - 1]
        assert ELLIPSIS not in "".join(marked)


_place = st.integers(0, 2**10) | st.integers(0, 2**17) | st.integers(0, 2**25 + 2**17)
_places = st.lists(_place, min_size=1, max_size=300, unique=True).map(
    lambda places: array("I", sorted(places))
)
# Drawn by their seed: a draw for each place took longer than all that is done with them.
_dense = st.builds(
    lambda seed, many: array("I", sorted(random.Random(seed).sample(range(5_001), many))),
    st.integers(0, 2**32),
    st.integers(1_500, 2_000),
)


@given(_places | _dense)
def test_posting_lists_come_back(places: array[int]) -> None:
    postings = Postings(encode(places), len(places))
    assert postings.places == places
    assert list(postings.cells) == [place // CELL for place in places]
    marks = bytearray(places[-1] // CELL + 1)
    postings.mark(marks)
    assert {cell for cell, mark in enumerate(marks) if mark} == set(postings.cells)


@given(_places, st.data())
def test_a_posting_list_that_was_changed_is_not_believed(
    places: array[int], data: st.DataObject
) -> None:
    packed = bytearray(encode(places))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= 1 << data.draw(st.integers(0, 7))
    for damaged in (packed, packed[:at]):
        with pytest.raises(DamagedPostings):
            Postings(bytes(damaged), len(places))


@given(_places, st.lists(st.integers(0, 2**24), max_size=200))
def test_places_are_counted_by_chapter(places: array[int], spans: list[int]) -> None:
    bases = array("I", sorted({0, 2**26, *spans}))
    counted = chapter_counts(places, bases)
    assert counted == Counter(bisect_right(bases, place) - 1 for place in places)


@given(st.lists(_chapter, max_size=4))
def test_layouts_come_back(texts: list[list[Block]]) -> None:
    gathered, folded = Gathered(), Gathered()
    for blocks in texts:
        layouts = gathered.take(body(blocks)), folded.take(notes(blocks))
        packed = pack_layouts(layouts)
        assert _lists(unpack_layouts(packed)) == _lists(layouts)
        assert unpack_sizes(packed) == tuple((one.length, one.span) for one in layouts)


def _lists(layouts: tuple[Layout, Layout]) -> list[tuple[int, int, list[int], list[int]]]:
    return [(one.length, one.span, [*one.starts], [*one.scenes]) for one in layouts]


_names = st.sets(st.binary(min_size=1, max_size=6).filter(lambda name: b"\n" not in name))


@given(st.dictionaries(st.sampled_from(["body", "notes"]), _names.filter(bool)))
def test_term_lists_come_back(fields: dict[str, set[bytes]]) -> None:
    packed = pack_terms(
        {
            field: [(name, number + 1, 7) for number, name in enumerate(sorted(names))]
            for field, names in fields.items()
        }
    )
    unpacked = unpack_terms(packed)
    assert unpacked.keys() == fields.keys()
    offset = 0
    for field, names in fields.items():
        terms = unpacked[field]
        assert list(terms.names) == sorted(names)
        assert list(terms.counts) == list(range(1, len(names) + 1))
        assert list(terms.offsets) == [offset + 7 * number for number in range(len(names) + 1)]
        offset = terms.offsets[-1]


@given(st.integers(0, 300), st.binary(max_size=3), st.binary(max_size=3))
def test_terms_are_found_between_those_whose_place_is_kept(
    count: int, start: bytes, stop: bytes
) -> None:
    names = sorted(f"{number * 37 % 1009:o}".encode() for number in range(count))
    packed = pack_terms({"body": [(name, 1, 7) for name in names]} if names else {})
    terms = unpack_terms(packed).get("body", NO_TERMS)
    for low, high in ((start, stop), (b"", b""), *((name, b"") for name in names[::7])):
        found = terms.range(low, high)
        assert found.start == bisect_left(names, low)
        assert found.stop == bisect_left(names, high or low + b"\xff")
        assert terms.between(found) == names[found.start : found.stop]


_WRITTEN = st.sampled_from(
    [
        "the",
        "of",
        "out",
        "in",
        "it's",
        "o’clock",
        "‘tis",
        "dying",
        "y",
        "I",
        "do",
        "Café",
        "rock'n'roll",
    ]
)
_BETWEEN = st.sampled_from([" ", "\n", "-", " — ", "… ", ", “", "' ", "” ", "_", "\xa0"])


@given(
    st.lists(st.tuples(_WRITTEN, _BETWEEN), min_size=3, max_size=12),
    st.integers(0, 9),
    st.integers(2, 4),
)
def test_a_phrase_is_found_whatever_is_between_its_words(
    pieces: list[tuple[str, str]], start: int, length: int
) -> None:
    phrase = pieces[start % (len(pieces) - 1) :][:length]
    blocks = [Block(Kind.PARAGRAPH, "".join(map("".join, pieces)))]
    assert match(parse('"' + " ".join(word for word, _ in phrase) + '"'), blocks)
