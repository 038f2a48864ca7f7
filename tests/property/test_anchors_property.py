from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from inglenook.anchors import locate, place
from inglenook.model import Block, Chapter, Document, Kind, Metadata, Position, Role

TEXT = st.text(st.sampled_from("ab é“”’-.\nさ水😀"), max_size=60) | st.text(max_size=20)
BLOCKS = st.builds(
    Block, st.sampled_from(Kind), TEXT, st.just(()), st.sampled_from(Role) | st.just(Role.BODY)
)
DOCUMENTS = st.lists(st.lists(BLOCKS, max_size=6), min_size=1, max_size=5).map(
    lambda chapters: Document(Metadata(), tuple(Chapter("", tuple(c)) for c in chapters))
)


@given(DOCUMENTS)
def test_a_place_in_an_unchanged_text_is_the_same_place(document: Document) -> None:
    for chapter, blocks in enumerate(document.chapters):
        for block, content in enumerate(blocks.blocks):
            for offset in range(len(content.text) + 1 if content.text else 0):
                position = Position(chapter, block, offset)
                locator = locate(document, position)
                assert locator.position == position
                assert 0 <= locator.progression <= 1
                whole = locator.before + locator.quote + locator.after
                # A text of nothing but spaces has no words to find it by.
                assert place(document, locator) == (position if whole.strip() else None)


@given(DOCUMENTS, DOCUMENTS, st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 99))
def test_what_is_found_is_always_a_place(
    old: Document, new: Document, chapter: int, block: int, offset: int
) -> None:
    found = place(new, locate(old, Position(chapter, block, offset)))
    if found is not None:
        assert 0 <= found.offset <= len(new.block(found).text)


@given(st.integers(0, 2**32), st.sampled_from(["front", "end", "middle", "words", "join"]))
def test_a_sentence_is_found_after_any_edit_elsewhere(seed: int, edit: str) -> None:
    chance = random.Random(seed)
    words = [
        "".join(chance.choices("abcdefghiklmnoprstuw", k=chance.choice((2, 3, 5, 6, 8))))
        for _ in range(400)
    ]

    def prose(count: int) -> list[str]:
        return [" ".join(chance.choices(words, k=chance.randrange(5, 50))) for _ in range(count)]

    def edited(text: str) -> str:
        return " ".join(chance.choice(words) if chance.random() < 0.1 else w for w in text.split())

    old = prose(30)
    at = chance.randrange(2, 28)
    new = {
        "front": [*prose(10), *old],
        "end": [*old, *prose(10)],
        "middle": [*old[: at - 1], *prose(4), *old[at - 1 :]],
        "words": [text if index == at else edited(text) for index, text in enumerate(old)],
        "join": [" ".join(old[: at - 1]), *old[at - 1 :]],
    }[edit]
    document, changed = (
        Document(Metadata(), (Chapter("", tuple(Block(Kind.PARAGRAPH, t) for t in texts)),))
        for texts in (old, new)
    )
    found = place(changed, locate(document, Position(0, at, 0)))
    assert found is not None
    assert changed.block(found).text == old[at]
    assert found.offset == 0
