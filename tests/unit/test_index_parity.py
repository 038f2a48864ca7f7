"""What Whoosh reads from our segments is what it reads from stock ones of the same words."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from inglenook.index import open_index
from inglenook.index.analysis import term
from inglenook.index.schema import schema
from inglenook.index.storage import Storage
from inglenook.index.whoosh27 import FileIndex
from inglenook.model import Block, Kind

WORDS = ("the", "a", "weir", "weirs", "heron", "lantern", "walk", "walking", "die", "dying", "it's")
CHAPTERS = 120
Searchers = tuple[Any, Any]

COMMIT = 25
"""Chapters a commit: several segments on our side, and merged ones."""


def _texts() -> dict[str, list[str]]:
    """Return chapters of one paragraph that fits in a cell, where our places are Whoosh's."""
    rng = random.Random(7)
    weights = [2 ** (len(WORDS) - number) for number in range(len(WORDS))]
    return {
        f"{number}:0": rng.choices(WORDS, weights, k=rng.randint(1, 250))
        for number in range(CHAPTERS)
    }


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Searchers:
    """Return searchers over our index and over a stock one."""
    import whoosh.index
    from whoosh import analysis, fields, scoring
    from whoosh.filedb.filestore import RamStorage

    texts = _texts()
    folder: Path = tmp_path_factory.mktemp("parity") / "index"
    index = open_index(folder)
    keys = list(texts)
    for start in range(0, CHAPTERS, COMMIT):
        index.add(
            (key, [Block(Kind.PARAGRAPH, " ".join(texts[key]))])
            for key in keys[start : start + COMMIT]
        )
    words = analysis.RegexTokenizer(r"\S+")
    stock = whoosh.index.FileIndex.create(
        RamStorage(), fields.Schema(body=fields.TEXT(analyzer=words)), "MAIN"
    )
    writer = stock.writer()
    for text in texts.values():
        writer.add_document(body=" ".join(term(word).decode() for word in text))
    writer.commit()
    ours = FileIndex(Storage(folder), schema=schema(), indexname="MAIN")
    weighting = scoring.TF_IDF()  # BM25 needs Whoosh's own lengths, which we round less
    return ours.searcher(weighting=weighting), stock.searcher(weighting=weighting)


def test_the_terms_are_the_same(readers: Searchers) -> None:
    ours, stock = (searcher.reader() for searcher in readers)
    terms = [text for field, text in ours.all_terms() if field == "body"]
    assert terms == [text for field, text in stock.all_terms() if field == "body"]
    assert len(terms) == len(WORDS)
    for text in terms:
        mine, theirs = ours.term_info("body", text), stock.term_info("body", text)
        assert mine.weight() == theirs.weight()
        assert mine.doc_frequency() == theirs.doc_frequency()
        assert mine.max_weight() == theirs.max_weight()


def test_the_postings_are_the_same(readers: Searchers) -> None:
    ours, stock = (searcher.reader() for searcher in readers)
    for field, text in stock.all_terms():
        found = [_postings(reader.postings(field, text)) for reader in (ours, stock)]
        assert found[0] == found[1], text


def _postings(matcher: Any) -> list[tuple[int, float, list[int]]]:
    postings = []
    while matcher.is_active():
        places = matcher.value_as("positions")
        postings.append((matcher.id(), matcher.weight(), list(places)))
        matcher.next()
    return postings


def test_the_scores_are_the_same(readers: Searchers) -> None:
    from whoosh.query import And, Or, Term

    asked = [Term("body", term(word)) for word in WORDS]
    for query in (*asked, And(asked[2:5]), Or(asked[5:8])):
        found = [
            [(hit.docnum, round(hit.score, 6)) for hit in searcher.search(query, limit=None)]
            for searcher in readers
        ]
        assert sorted(found[0]) == sorted(found[1])
        assert found[0]
