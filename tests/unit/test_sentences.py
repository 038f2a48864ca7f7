"""A sentence ends where it ends, and not at a point that only cuts a word short."""

from __future__ import annotations

import pytest

from inglenook.sentences import beginnings, sentence_at


@pytest.mark.parametrize(
    "text",
    [
        "Mrs. Tarn lived by the lock.| She kept geese.",
        "He met Dr. A. B. Quill at St. Anne's.| “Well?” said he.",
        "It was Capt. Low, i.e. the ferryman.| Nobody else came.",
        "So it was I.| Nobody else came.",
        "They all went to the farm.| It rained.",
        "“Go!”| It went.",
        "J. R. Marsh wrote it… | Then he stopped.",
    ],
)
def test_sentences_begin_where_they_do(text: str) -> None:
    parts = text.replace("| ", "|").split("|")
    whole = " ".join(part.rstrip() for part in parts)
    starts = beginnings(whole)
    assert [whole[at:].split(" ")[0] for at in starts] == [part.split(" ")[0] for part in parts]


def test_a_place_is_in_its_sentence() -> None:
    text = "Mrs. Tarn lived by the lock. She kept geese."
    assert [text[slice(*sentence_at(text, at))] for at in (7, 30)] == [
        "Mrs. Tarn lived by the lock.",
        "She kept geese.",
    ]
