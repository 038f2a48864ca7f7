"""The one door, where files vanish, change or break behind it: no place is lost, nothing raised."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from inglenook.config import Config, Folders
from inglenook.errors import IndexUnavailable, LibraryError
from inglenook.library import Library, choose_folder
from inglenook.model import Document, Position, Progress
from inglenook.query import parse

LEFT_AT = Position(0, 30, 0)


def story(title: str) -> str:
    colours = ["grey", "blue", "green", "brown", "black", "white", "silver", "golden"] * 5
    body = "\n\n".join(
        f"Paragraph {number} {colour} of {title} stood by the {colour} river for boat {number}."
        for number, colour in enumerate(colours)
    )
    return f"{title}\n\nby Ann Lee\n\n{body}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "weir.txt").write_text(story("The Weir"))
    return folder


def opened(folder: Path) -> Library:
    library = Library(folder, Folders.from_environment())
    library.refresh()
    return library


def test_a_place_whose_text_is_gone_is_kept_though_the_story_is_opened(folder: Path) -> None:
    library = opened(folder)
    (weir,) = library.stories()
    library.save_place(weir.id, library.open(library.story(weir.id)), LEFT_AT)
    (folder / "weir.txt").write_text("The Weir\n\nby Ann Lee\n\nSign in to read on, please.\n")
    library.refresh()
    other = library.open(library.story(weir.id))
    assert library.place(weir.id, other) == Position()
    library.save_place(weir.id, other, Position())
    (folder / "weir.txt").write_text(story("The Weir"))
    library.refresh()
    assert library.place(weir.id, library.open(library.story(weir.id))) == LEFT_AT


def test_words_that_joiners_spell_are_kept_and_found_with_them_and_without(folder: Path) -> None:
    words = "ශ්\u200dරී ලංකා", "می\u200cخواهم", "അവന്\u200d"
    told = story("ශ්\u200dරී").replace("boat 7.", f"{', '.join(words)} 7.")
    (folder / "weir.txt").write_text(told)
    library = opened(folder)
    (weir,) = library.stories()
    assert weir.title == "ශ්\u200dරී"
    text = " ".join(block.text for block in library.open(weir).chapters[0].blocks)
    for word in words:
        assert word in text
        for query in (word, word.replace("\u200d", "").replace("\u200c", "")):
            (hit,) = library.hits(library.search(f'"{query}"').query, weir.id, 0)
            assert hit.span.start.offset == text.index(word) - text.index("Paragraph 7 "), query


def test_a_renamed_and_edited_story_is_known_though_the_cache_is_lost(folder: Path) -> None:
    text = story("The Weir").partition("by Ann Lee")[2]
    (folder / "weir.txt").write_text(text)
    library = opened(folder)
    (weir,) = library.stories()
    library.save_place(weir.id, library.open(weir), LEFT_AT)
    (folder / "weir.txt").unlink()
    (folder / "x9f.txt").write_text(text.replace("boat 3.", "boat three.", 1))
    library.refresh()
    shutil.rmtree(library.folders.cache)
    again = opened(folder)
    (same,) = again.stories()
    assert same.id == weir.id
    assert again.place(same.id, again.open(same)) == LEFT_AT


def test_the_place_in_a_story_that_vanishes_while_it_is_read_is_kept(folder: Path) -> None:
    library = opened(folder)
    (weir,) = library.stories()
    document = library.open(library.story(weir.id))
    (folder / "weir.txt").unlink()
    library.refresh()
    library.save_place(weir.id, document, LEFT_AT)
    assert library.last_read() is None
    (folder / "weir.txt").write_text(story("The Weir"))
    library.refresh()
    assert library.last_read() == weir.id
    assert library.place(weir.id, library.open(library.story(weir.id))) == LEFT_AT


def test_a_chapter_that_is_shelved_no_more_has_no_hits(folder: Path) -> None:
    library = opened(folder)
    (weir,) = library.stories()
    assert library.hits(parse("river"), weir.id, 0)
    assert library.hits(parse("river"), weir.id, 7) == ()


def test_a_damaged_text_of_a_vanished_file_does_not_stop_the_index(folder: Path) -> None:
    (folder / "lamp.txt").write_text(story("The Lamp"))
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    (folder / "lamp.txt").unlink()
    library.refresh(index=False)
    (cache,) = Folders.from_environment().cache.glob("*/catalog.sqlite")
    db = sqlite3.connect(cache)
    with db:
        db.execute(
            "UPDATE texts SET chapter = x'00' WHERE digest IN"
            " (SELECT digest FROM files WHERE missing)"
        )
    db.close()
    summary = library.refresh()
    assert summary is not None
    assert (summary.added, summary.unchanged) == (1, 0)
    assert library.search("river").count


def test_texts_that_vanished_are_not_counted_among_the_unchanged(folder: Path) -> None:
    (folder / "lamp.txt").write_text(story("The Lamp"))
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    (folder / "lamp.txt").unlink()
    summary = library.refresh()
    assert summary is not None
    assert (summary.chapters, summary.added, summary.unchanged) == (1, 2, 0)


def test_without_a_cache_folder_the_shelf_is_in_memory_and_a_search_says_why(
    folder: Path, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    folders = Folders.from_environment()._replace(cache=in_the_way / "cache")
    library = Library(folder, folders)
    library.refresh(index=False)
    assert [story.title for story in library.stories()] == ["The Weir"]
    with pytest.raises(IndexUnavailable, match="Not a directory"):
        library.search("river")


def test_links_in_a_circle_and_nobodys_home_are_no_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    monkeypatch.setenv("INGLENOOK_LIBRARY", "~nobody-of-this-name/stories")
    for named in (str(circle), None):
        with pytest.raises(LibraryError):
            Library(choose_folder(named, Config()), Folders.from_environment()).refresh()


def test_who_waits_for_another_process_hears_so_and_sees_what_it_has_shelved(folder: Path) -> None:
    at_it = Library(folder, Folders.from_environment())
    waiting = Library(folder, Folders.from_environment())
    heard: list[tuple[str, int]] = []

    class Enough(Exception):
        """Heard what was to be heard."""

    def hear(progress: Progress) -> None:
        waiting.reload()
        heard.append((progress.stage, len(waiting.stories())))
        if len(heard) == 2:
            raise Enough
        at_it.catalog.refresh()

    with at_it._upkeep.alone(hear, wait=True) as alone:
        assert alone
        assert waiting.refresh(wait=False) is None
        with pytest.raises(Enough):
            waiting.refresh(hear)
    assert heard == [("waiting", 0), ("waiting", 1)]
    assert waiting.refresh(wait=False) is not None


# Versions: the place goes with the work


def told(name: str, chapter: int) -> str:
    """A chapter that no other chapter and no other name has a sentence of."""
    return "\n\n".join(
        f"At {n} past {chapter} in {name} the {colour} barge came round the bend."
        for n, colour in enumerate(["grey", "blue", "green", "brown", "black", "white"] * 6)
    )


def serial(chapters: int, name: str = "weir", title: str = "The Weir") -> str:
    body = "\n\n".join(f"Chapter {n}\n\n{told(name, n)}" for n in range(1, chapters + 1))
    return f"{title}\n\nby Ann Lee\n\n{body}\n"


def page(chapters: int) -> str:
    body = "".join(
        f"<h2>Chapter {n}</h2>"
        + "".join(f"<p>{line}</p>" for line in told("weir", n).split("\n\n"))
        for n in range(1, chapters + 1)
    )
    head = "<title>The Weir by Ann Lee</title>"
    return f"<html><head>{head}</head><body><h1>The Weir</h1><p>by Ann Lee</p>{body}</body></html>"


def read_to(library: Library, quote: str) -> str:
    """Leave a place at the paragraph that holds a quote in the only story; return its id."""
    (found,) = library.stories()
    document = library.open(found)
    library.save_place(found.id, document, position_of(document, quote))
    return found.id


def position_of(document: Document, quote: str) -> Position:
    return next(
        Position(c, b)
        for c, chapter in enumerate(document.chapters)
        for b, block in enumerate(chapter.blocks)
        if quote in block.text
    )


QUOTE = "At 21 past 2 in weir the brown barge came round the bend"


def place_of(library: Library) -> tuple[str, str]:
    """The id of the only story, and the paragraph the reader is at."""
    library.refresh()
    (found,) = library.stories()
    document = library.open(found)
    return found.id, document.block(library.place(found.id, document)).text


def test_a_fuller_version_keeps_the_id_and_the_place(folder: Path) -> None:
    (folder / "weir.txt").write_text(serial(2))
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "weir.html").write_text(page(3))
    now, at = place_of(library)
    assert now == before
    assert QUOTE in at
    (story,) = library.stories()
    assert story.sources == ("weir.html",)
    assert [version.sources for version in story.versions] == [("weir.txt",)]
    assert len(library.open(story, version=0).chapters) == 2
    assert library.search('"brown barge"').count == 3 * 6
    (folder / "weir.html").unlink()
    assert place_of(library) == (before, at)


@pytest.mark.parametrize("name", ["renamed.txt", "moved/weir.txt"])
def test_a_file_renamed_and_continued_keeps_the_id_and_the_place(folder: Path, name: str) -> None:
    (folder / "weir.txt").write_text(serial(2))
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "weir.txt").unlink()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(serial(3, title="The Weir, Revised"))
    now, at = place_of(library)
    assert now == before
    assert QUOTE in at


def test_a_text_without_a_title_is_known_by_its_text(folder: Path) -> None:
    (folder / "weir.txt").write_text(told("weir", 2))
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "weir.txt").unlink()
    (folder / "9f3a.txt").write_text(told("weir", 2).replace("grey", "dun"))
    now, at = place_of(library)
    assert now == before
    assert QUOTE in at


def test_a_folder_renamed_and_a_format_changed_keep_the_id_and_the_place(folder: Path) -> None:
    (folder / "weir.txt").unlink()
    (folder / "old").mkdir()
    (folder / "old" / "weir.txt").write_text(serial(2))
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "old").rename(folder / "new")
    assert place_of(library)[0] == before
    (folder / "new" / "weir.txt").unlink()
    (folder / "weir.html").write_text(page(2))
    now, at = place_of(library)
    assert now == before
    assert QUOTE in at


def test_a_version_taken_for_a_story_by_hand_leaves_the_id_to_the_one_that_was_read(
    folder: Path,
) -> None:
    (folder / "weir.txt").write_text(serial(2))
    (folder / "weir.html").write_text(page(3))
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "library.yaml").write_text("stories:\n  - file: weir.txt\n    separate: true\n")
    library.refresh()
    assert {story.sources: story.id == before for story in library.stories()} == {
        ("weir.html",): True,
        ("weir.txt",): False,
    }


def test_an_anthology_does_not_take_the_place_of_a_tale_that_is_gone(folder: Path) -> None:
    (folder / "weir.txt").write_text(f"The Weir\n\nby Ann Lee\n\n{told('weir', 2)}\n")
    library = opened(folder)
    before = read_to(library, QUOTE)
    (folder / "weir.txt").unlink()
    tales = "\n\n".join(told(name, 2) for name in ("weir", "lock", "ferry"))
    (folder / "waters.txt").write_text(f"Waters\n\nby Ann Lee\n\n{tales}\n")
    library.refresh()
    assert before not in {story.id for story in library.stories()}
