"""The one door, where files vanish, change or break behind it: no place is lost, nothing raised."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from inglenook.config import Config, Folders
from inglenook.errors import IndexUnavailable, LibraryError
from inglenook.library import Library, choose_folder
from inglenook.model import Position, Progress
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

    with at_it._alone(True, hear) as alone:
        assert alone
        assert waiting.refresh(wait=False) is None
        with pytest.raises(Enough):
            waiting.refresh(hear)
    assert heard == [("waiting", 0), ("waiting", 1)]
    assert waiting.refresh(wait=False) is not None
