"""Fields and scopes: what the catalogue, the index and the store say together."""

from __future__ import annotations

from pathlib import Path

import pytest

from inglenook.config import Folders
from inglenook.index import snippets
from inglenook.library import Library
from inglenook.model import Block, Kind, Metadata, Position, Role, Snippet, Story
from inglenook.query import Field, parse
from inglenook.query.choosing import Chooser, date
from inglenook.results import Results, Scope
from inglenook.standing import State
from inglenook.stretches import blocks_read

WEIR = """The Old Weir
by Anna Quill
Fandom: Casualty
Pairing: Lana/Rosa
Rating: PG

Chapter 1: Low Water

Lana found the lantern below the weir, and Rosa laughed about it.

Nobody else had seen the water so low in all those years of waiting.

Chapter 2: High Water

The lantern floated past the gate, and Lana let it go without a word.

Then the boat came back for Rosa, and the weir was quiet again.
"""
LAMP = """A Lamp in June
by Ben Tarn
Fandom: Highlander
Rating: NC-17

June came late that year, and the lantern on the quay was never lit.

Rosa would have known what to do with the boat, but she was not asked.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(WEIR)
    (folder / "lamp.txt").write_text(LAMP)
    library = Library(folder, Folders.from_environment())
    library.refresh()
    return library


def found(library: Library, text: str, scope: Scope | None = None) -> dict[str, int]:
    titles = {story.id: story.title for story in library.stories()}
    results = library.search(text, scope=scope)
    for group, chapter in results.walk():
        assert len(library.hits(results.query, group.story, chapter.chapter)) == chapter.count
    return {titles[group.story]: group.count for group in results.groups}


def story(library: Library, title: str) -> Story:
    return library.find(title)


def test_fields_narrow_what_words_find(library: Library) -> None:
    assert found(library, "lantern") == {"The Old Weir": 2, "A Lamp in June": 1}
    assert found(library, "lantern author:quill") == {"The Old Weir": 2}
    assert found(library, "lantern -author:quill") == {"A Lamp in June": 1}
    assert found(library, "fandom:casualty lantern boat") == {"The Old Weir": 2}
    assert found(library, "scene:(lantern boat) by:tarn") == {"A Lamp in June": 2}
    assert found(library, "lantern (fandom:highlander OR gate)") == {
        "The Old Weir": 1,
        "A Lamp in June": 1,
    }


def test_fields_alone_find_stories(library: Library) -> None:
    assert found(library, 'author:"Quill, Anna"') == {"The Old Weir": 0}
    assert found(library, "ship:Rosa/Lana") == {"The Old Weir": 0}
    assert found(library, "rating:explicit") == {"A Lamp in June": 0}
    assert found(library, "rating:<mature") == {"The Old Weir": 0}
    assert found(library, "words:>10 words:<40") == {"A Lamp in June": 0}
    assert found(library, "in:title lamp") == {"A Lamp in June": 0}
    assert found(library, "rating:>=general -gate") == {"A Lamp in June": 0}
    assert found(library, "-fandom:casualty") == {"A Lamp in June": 0}
    assert found(library, "title:nothing") == {}


def test_names_have_aliases(library: Library) -> None:
    assert found(library, "author:quillpen") == {}
    (library.folder / "library.yaml").write_text(
        "aliases:\n  Anna Quill: [quillpen]\n  Rosa: Rosamund Tarn\n"
    )
    assert found(library, "author:quillpen") == {"The Old Weir": 0}
    assert found(library, "ship:'Lana x Rosamund Tarn'") == {}
    assert found(library, 'ship:"Rosamund Tarn/Lana"') == {"The Old Weir": 0}
    assert library.refresh() is not None
    assert library.problems() == ()


def test_the_notes_can_be_asked_for(library: Library) -> None:
    assert found(library, "casualty") == {}
    assert found(library, "in:notes casualty") == {"The Old Weir": 1}


def test_a_scope_keeps_to_some_stories(library: Library) -> None:
    weir = story(library, "weir")
    assert found(library, "lantern", Scope(frozenset({weir.id}))) == {"The Old Weir": 2}
    assert found(library, "lantern", Scope(author="Ben Tarn")) == {"A Lamp in June": 1}
    assert found(library, "title:weir", Scope(author="Ben Tarn")) == {}
    assert found(library, "lantern read:unread", Scope(unread=True)) == {
        "The Old Weir": 2,
        "A Lamp in June": 1,
    }
    library.save_place(weir.id, library.open(weir), Position(0, 2, 0), read=0.2)
    assert found(library, "lantern", Scope(unread=True)) == {"A Lamp in June": 1}
    assert found(library, "lantern read:reading") == {"The Old Weir": 2}


def test_what_was_not_read_is_not_spoilt(library: Library) -> None:
    assert found(library, "lantern", Scope(only_read=True)) == {}
    weir = story(library, "weir")
    library.save_place(weir.id, library.open(weir), Position(1, 0, 0))
    scope = Scope(only_read=True)
    assert found(library, "lantern", scope) == {"The Old Weir": 1}
    assert found(library, "lana gate", scope) == {}
    assert found(library, "lana -gate", scope) == {"The Old Weir": 1}
    assert found(library, "author:quill OR author:tarn", scope) == {"The Old Weir": 0}
    assert found(library, "title:nothing OR gate", scope) == {}
    assert found(library, "title:nothing OR lantern", scope) == {"The Old Weir": 0}
    library.save_place(weir.id, library.open(weir), Position(1, 0, 0), read=1.0)
    assert found(library, "lantern", scope) == {"The Old Weir": 2}


def test_a_story_that_is_said_to_be_read_cannot_be_spoilt(library: Library) -> None:
    scope = Scope(only_read=True)
    lamp = story(library, "lamp")
    library.standings.choose(lamp, State.FINISHED)
    assert found(library, "lantern", scope) == {"A Lamp in June": 1}


def test_blocks_that_were_read_are_counted_by_their_text() -> None:
    blocks = [
        Block(Kind.NOTE, "a long note that nobody counts", role=Role.FRONT),
        Block(Kind.PARAGRAPH, "one two"),
        Block(Kind.SCENE_BREAK, "***"),
        Block(Kind.PARAGRAPH, "three four five"),
    ]
    assert [blocks_read(blocks, share) for share in (0.1, 0.4, 0.6, 1.0)] == [0, 1, 1, 2]


def _chosen(text: str, **metadata: object) -> bool:
    field = parse(text).tree
    assert isinstance(field, Field)
    made = Story("a", "Weir", ("Anna Quill",), (), Metadata(**metadata))  # type: ignore[arg-type]
    return Chooser({}).chooses(field, made)


def test_fields_of_every_kind() -> None:
    assert _chosen("lang:english", language="en-GB")
    assert _chosen("lang:en", language="en-GB")
    assert not _chosen("lang:german", language="en")
    assert _chosen("status:complete", status="Completed")
    assert _chosen('tag:"slow burn"', tags=("Slow Burn", "Angst"))
    assert not _chosen('tag:"slow angst"', tags=("Slow Burn", "Angst"))
    assert _chosen("tag:f/m", categories=("F/M",))
    assert _chosen('tag:"slow bu*"', tags=("Slow Burn", "Angst"))
    assert _chosen('tag:"burns*"', tags=("Slow Burn",))
    assert not _chosen('tag:"slow an*"', tags=("Slow Burn", "Angst"))
    assert _chosen("warning:violence", warnings=("Graphic Depictions Of Violence",))
    assert _chosen("series:locks", series="The Lock")
    assert _chosen("rating:teen", rating="Teen And Up Audiences")
    assert _chosen("rating:teen", rating="PG-13")
    assert _chosen("rating:>teen", rating="NC-17 for later chapters")
    assert not _chosen("rating:>teen", rating="")
    assert _chosen("date:2004..2006", published="March 5, 2005")
    assert _chosen("date:2004", published="2004-12-31")
    assert not _chosen("date:>2004", published="2004-12-31")
    assert not _chosen("date:2004", published="")


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("2004", (20040101, 20041231)),
        ("2004-03-05", (20040305, 20040305)),
        ("5 Mar 2004", (20040305, 20040305)),
        ("March 2004", (20040301, 20040331)),
        ("soon", None),
    ],
)
def test_dates_as_files_have_them(text: str, bounds: tuple[int, int] | None) -> None:
    assert date(text) == bounds


def test_hits_are_told_before_lines_are_looked_for(library: Library) -> None:
    told: list[Results] = []
    results = library.search("lantern boat rosa", early=told.append)
    assert [one.passages for one in told] == [()]
    assert told[0].count == results.count > 0
    assert results.passages


def test_what_stands_around_a_hit_is_cut_out_when_it_is_looked_at(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[str] = []
    monkeypatch.setattr(
        snippets, "snippet", lambda text, match, width: cut.append(text) or Snippet(text[:width])
    )
    results = library.search("lantern")
    ((group, chapter), *_) = results.walk()
    hits = library.hits(results.query, group.story, chapter.chapter)
    assert [hit.span for hit in hits]
    assert cut == []
    assert hits[0].snippet.text.startswith(cut[0][:40])
    assert len(cut) == 1


@pytest.mark.parametrize("text", ["lantern", "the lantern", "purple lantern on quay", "title:weir"])
def test_there_is_nothing_to_tell_early_of_what_has_no_line_or_no_hits(
    library: Library, text: str
) -> None:
    told: list[Results] = []
    library.search(text, early=told.append)
    assert told == []


def test_no_lines_are_looked_for_where_hits_are_all_that_is_wanted(library: Library) -> None:
    assert not library.search("lantern boat rosa", early=None).passages


def test_a_story_that_is_shelved_anew_is_found_where_it_is(library: Library) -> None:
    before = found(library, "lantern")
    (library.folder / "lamp.txt").rename(library.folder / "quay.txt")
    (library.folder / "weir.txt").unlink()
    library.refresh()
    assert found(library, "lantern") == {"A Lamp in June": before["A Lamp in June"]}
