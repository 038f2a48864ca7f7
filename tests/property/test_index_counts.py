"""The index counts what a reader would count: the same as going through the text."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inglenook.index import Index, open_index
from inglenook.index.matching import match
from inglenook.index.postings import Postings, decode, encode, joined, renumbered
from inglenook.index.snippets import ELLIPSIS, snippet
from inglenook.model import Block, Kind, Role
from inglenook.query import Query, parse

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
_block = st.builds(
    Block,
    st.sampled_from([Kind.PARAGRAPH, Kind.VERSE]),
    _text | st.text(max_size=20),
    role=st.sampled_from([Role.BODY, Role.BODY, Role.BODY, Role.FRONT]),
)
_chapter = st.lists(_block, max_size=5)
_query = st.lists(
    st.sampled_from(_WORDS)
    | st.lists(st.sampled_from(_WORDS), min_size=2, max_size=3).map(
        lambda words: f'"{" ".join(words)}"'
    ),
    min_size=1,
    max_size=3,
).map(" ".join) | st.sampled_from(["wal", "the ol", "dyi", "caf", '"old wei', "unic", "yid"])


def _brute(query: Query, chapters: dict[str, list[Block]]) -> dict[str, int]:
    counts = {key: len(match(query, blocks)) for key, blocks in chapters.items()}
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
        for text in asked:
            query = parse(text, typing=typing)
            assert _counted(index, query) == _brute(query, left)
        index.close()


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


_numbers = st.lists(st.integers(0, 70_000), min_size=1, max_size=20, unique=True).map(sorted)


@st.composite
def _postings(draw: st.DrawFn) -> Postings:
    docs = draw(_numbers)
    places: list[Sequence[int]] = [draw(_numbers) for _ in docs]
    return Postings(docs, [len(one) for one in places], [place for one in places for place in one])


def _plain(postings: Postings | None) -> tuple[list[int], ...] | None:
    return postings and tuple(list(numbers) for numbers in postings)


@given(_postings())
def test_posting_lists_come_back(postings: Postings) -> None:
    assert _plain(decode(encode(postings))) == _plain(postings)


@given(_postings(), st.data())
def test_posting_lists_lose_deleted_chapters_only(postings: Postings, data: st.DataObject) -> None:
    gone = set(data.draw(st.lists(st.sampled_from(list(postings.docs)))))
    numbers = [-1 if doc in gone else doc for doc in range(max(postings.docs) + 1)]
    parts = []
    at = 0
    for doc, count in zip(postings.docs, postings.counts, strict=True):
        if doc not in gone:
            parts.append(Postings([doc], [count], postings.places[at : at + count]))
        at += count
    kept = renumbered(decode(encode(postings)), numbers)
    assert _plain(kept) == (_plain(joined(parts)) if parts else None)
