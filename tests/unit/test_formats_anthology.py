"""Several works in one text are told apart; one story that names others stays one."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from inglenook.formats import read
from inglenook.model import Document, Guess

LINE = "The ferryman counted the bells across the estuary and wrote them down."
TALE = "\n\n".join(["\n".join([LINE] * 4)] * 6)
VERSE = "The heron stands upon one leg\nand does not ask for two;\nhe has no use for us."


def of(text: str) -> Document:
    return read(text.encode(), PurePosixPath("saved.txt"))


def works(document: Document) -> Guess | None:
    return next((guess for guess in document.guesses if guess.field == "works"), None)


def titles(text: str) -> list[str]:
    return [chapter.title for chapter in of(text).chapters]


def tale(title: str, name: str, text: str = TALE) -> str:
    return f"{title}\nby {name}\n\n{text}\n"


def test_each_work_has_its_title_and_its_author() -> None:
    document = of("\n\n\n\n".join([tale("Low Water", "Ann Lee"), tale("The Mill", "Tom Reed")]))
    assert [chapter.title for chapter in document.chapters] == [
        "Low Water, by Ann Lee",
        "The Mill, by Tom Reed",
    ]
    assert document.metadata.title == ""
    assert document.metadata.authors == ("Ann Lee", "Tom Reed")
    guess = works(document)
    assert guess is not None
    assert (guess.value, guess.evidence) == ("2", "holds 2 works, each with its own by-line")


@pytest.mark.parametrize(
    "head",
    [
        "THE MILL\n\nby Tom Reed",
        "THE MILL\n\n\n_By Tom Reed_",
        "THE MILL\nBY\nTOM REED",
        "        The Mill\n      by Tom Reed",
        '"The Mill"\nA story by Tom Reed',
        "The Mill\nor, Grist\nby Tom Reed",
        "The Mill\nby Tom Reed\n(reed@mill.example)",
    ],
)
def test_heads_of_all_kinds_are_known(head: str) -> None:
    found = titles(f"{tale('Low Water', 'Ann Lee')}\n\n\n\n{head}\n\n{TALE}\n")
    assert len(found) == 2
    assert found[1].casefold().startswith(("the mill, by tom reed", "the mill or, grist, by tom"))


@pytest.mark.parametrize("between", ["THE END", "* * *", "-" * 70, "=" * 70])
def test_what_closes_a_work_parts_it_from_the_next(between: str) -> None:
    text = f"{tale('Low Water', 'Ann Lee')}\n{between}\n\n{tale('The Mill', 'Tom Reed')}"
    assert titles(text) == ["Low Water, by Ann Lee", "The Mill, by Tom Reed"]


def test_a_preface_is_a_chapter_above_the_works() -> None:
    text = "THE MILL BOOK\nCollected by Rosa Lind\n\n" + TALE
    for title, name in (("Low Water", "Ann Lee"), ("Grist", "Tom Reed")):
        text += f"\n\n\n\n{tale(title, name)}"
    document = of(text)
    assert document.metadata.title == "THE MILL BOOK"
    assert document.metadata.authors == ("Rosa Lind",)
    assert len(document.chapters) == 3
    assert document.chapters[0].words > 200


ONE_STORY = {
    "a poem signed within it": f"{VERSE}\nby Old Marten\n\n{TALE}",
    "a poem with a head of its own": f"\n\nTHE HERON\nby Old Marten\n\n{VERSE}\n\n{TALE}",
    "a poem far from the text above": (
        f"\n\n\n\nTHE HERON\nby Old Marten\n\n{VERSE}\n\n{VERSE}\n\n{VERSE}\n\n{VERSE}\n\n{TALE}"
    ),
    "a review of two books": (
        'The column in the paper said:\n\n"Low Water" by Tom Reed\n\nA dull book.\n\n'
        f'"Grist" by Jo Ferrer\n\nA duller one.\n\n{TALE}'
    ),
    "a publisher's list behind it": (
        f"{TALE}\n\n{TALE}\n\n{TALE}\n\nFINIS\n\n\n\nNEW NOVELS\n\n\n\nGRIST\nBy TOM REED\n\n"
        + "A novel of much power, says the Harbour Post, and of some length. " * 6
        + "\n\n\n\nTHE BELL\nBy JO FERRER\n\n"
        + "We have not been so moved since the last one, says the Quay Gazette. " * 5
    ),
    "other books by its author": f"{TALE}\n\n\n\nOTHER BOOKS\nBy ANN LEE\n\n{TALE}",
    "its parts, each under the title": (f"{TALE}\n\n\n\nLow Mill (2/2)\nby Ann Lee\n\n{TALE}"),
    "chapters, each with its author": (
        f"{TALE}\n\n\n\nChapter 2\nby Tom Reed\n\n{TALE}\n\n\n\nChapter 3\nby Jo Ferrer\n\n{TALE}"
    ),
    "letters people write each other": "\n\n".join(
        f"From: {one}@mill.example\nTo: {other}@mill.example\nSubject: {subject}\n\n{TALE}"
        for one, other, subject in (("ann", "tom", "Hello"), ("tom", "ann", "The mill"))
    ),
}


@pytest.mark.parametrize("what", ONE_STORY)
def test_one_story_is_not_taken_apart(what: str) -> None:
    document = of(f"Low Mill\nby Ann Lee\n\n{TALE}\n\n{ONE_STORY[what]}\n")
    assert works(document) is None
    assert document.metadata.title.startswith("Low Mill")
    assert document.metadata.authors == ("Ann Lee",)


def test_a_story_of_letters_alone_is_one() -> None:
    text = "\n\n".join(
        f"From: {one}@mill.example\nTo: {other}@mill.example\nSubject: {subject}\n\n{TALE}"
        for one, other, subject in (("ann", "tom", "Hello"), ("tom", "ann", "The mill"))
    )
    assert works(of(text)) is None


def test_no_word_is_lost() -> None:
    text = "THE MILL BOOK\n\n" + "\n\n\n\n".join(
        [tale("Low Water", "Ann Lee"), tale("The Mill", "Tom Reed"), tale("Grist", "Jo Ferrer")]
    )
    held = [block.text for chapter in of(text).chapters for block in chapter.blocks]
    assert " ".join(" ".join(held).split()) == " ".join(text.split())
