"""Edits of library.yaml from within the program: written, undone, done again, refused."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from inglenook.catalog.edits import Apart, Hide, Join, Name, Piece, Show, Split
from inglenook.catalog.writing import change
from inglenook.config import Folders
from inglenook.errors import ConfigError, EditRefused, StoreError
from inglenook.library import Library
from inglenook.model import Position
from inglenook.tui.corrections import rename

TEXT = "{title}\nby {author}\n\n{body}\n"


def words(title: str, number: int) -> str:
    """Words that no other title and number have."""
    letters = "".join(reversed(title.lower()))
    return " ".join(f"{letters[at:]}{chr(97 + number)}{letters[:at]}" for at in range(8))


def write(folder: Path, name: str, title: str, author: str = "Ada Marsh") -> None:
    body = "\n\n".join(f"{n} times {words(title, n)}." for n in range(9))
    (folder / name).write_text(TEXT.format(title=title, author=author, body=body))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for name in ("weir", "lamp", "boat"):
        write(folder, f"{name}.txt", f"The {name.title()}")
    return folder


def opened(folder: Path) -> Library:
    library = Library(folder, Folders.from_environment())
    library.refresh(index=False)
    return library


@pytest.fixture
def library(folder: Path) -> Library:
    return opened(folder)


def titles(library: Library) -> list[str]:
    library.refresh(index=False)
    return [story.title for story in library.stories()]


def yaml(library: Library) -> str:
    return (library.folder / "library.yaml").read_text()


def test_what_is_said_is_what_is_shelved(library: Library) -> None:
    say = library.revisions.make
    assert titles(library) == ["The Boat", "The Lamp", "The Weir"]
    done = say([Join(("weir.txt", "boat.txt"))], "Joined 2 files")
    assert (done.said, done.line) == ("Joined 2 files", 2)
    assert titles(library) == ["The Lamp", "The Weir"]
    say([Name(("weir.txt", "boat.txt"), "Low Water", ("B. Tarn",))], "Renamed")
    assert titles(library) == ["The Lamp", "Low Water"]
    assert library.find("Low").authors == ("B. Tarn",)
    say([Join(("boat.txt", "weir.txt"))], "Put in another order")
    titles(library)
    assert library.find("Low").sources == ("boat.txt", "weir.txt")
    say([Apart(("weir.txt",))], "Taken apart")
    assert titles(library) == ["The Lamp", "Low Water", "The Weir"]
    say([Hide(("lamp.txt",))], "Hidden")
    assert titles(library) == ["Low Water", "The Weir"]
    assert [r.path for r in library.reports() if r.is_hidden] == ["lamp.txt"]
    say([Show(("lamp.txt",))], "Shown")
    assert titles(library) == ["The Lamp", "Low Water", "The Weir"]
    assert library.problems() == ()


def test_a_file_is_split_and_its_pieces_are_named(folder: Path) -> None:
    body = "It went on raining, and the boats were taken up to the green. " * 9
    chapters = "\n\n\n".join(f"Chapter {n}\n\n{body}\n\n{body}" for n in range(1, 5))
    (folder / "all.txt").write_text(f"Both\nby Ada Marsh\n\n{chapters}\n")
    library = opened(folder)
    assert len(library.find("Both").chapters) == 4
    pieces = Piece("First", 1, 2), Piece("Second", 3, 4)
    library.revisions.make([Split("all.txt", pieces)], "Split")
    assert "First" in titles(library)
    second = library.find("Second")
    piece = second.chapters[0].ordinal + 1
    library.revisions.make([Name(second.sources, "Last", piece=piece)], "Renamed")
    assert titles(library) == ["The Boat", "First", "The Lamp", "Last", "The Weir"]


def test_a_guess_that_is_right_is_no_guess_any_more(folder: Path) -> None:
    (folder / "x17.txt").write_text("It rained on the river and on the weir.\n\n" * 9)
    library = opened(folder)
    (story,) = [one for one in library.stories() if one.sources == ("x17.txt",)]
    assert {"title", "authors"} <= set(story.guessed)
    library.revisions.make([library.revisions.confirmation(story)], "Right")
    library.refresh(index=False)
    again = library.story(story.id)
    assert (again.title, again.authors, again.guessed) == (story.title, (), ())
    (report,) = [one for one in library.reports() if one.path == "x17.txt"]
    assert report.confidence == 1.0


def test_the_place_stays_where_it_was_when_stories_are_joined(library: Library) -> None:
    boat = library.find("Boat")
    library.save_place(boat.id, library.open(boat), Position(0, 3, 4))
    library.revisions.make([Join(("lamp.txt", "boat.txt", "weir.txt"))], "Joined")
    library.refresh(index=False)
    assert library.last_read() is not None
    joined = library.story(boat.id)
    document = library.open(joined)
    position = library.place(boat.id, document)
    assert document.chapters[position.chapter].source == "boat.txt"
    assert (position.block, position.offset) == (3, 4)


def test_edits_are_undone_and_done_again_after_a_restart(folder: Path) -> None:
    library = opened(folder)
    with pytest.raises(EditRefused, match="nothing to undo"):
        library.revisions.undo()
    library.revisions.make([Hide(("lamp.txt",))], "Hidden: lamp")
    first = yaml(library)
    library.revisions.make([Hide(("boat.txt",))], "Hidden: boat")
    library = opened(folder)
    assert library.revisions.undo().said == "Undone: Hidden: boat"
    assert yaml(library) == first
    assert library.revisions.undo().said == "Undone: Hidden: lamp"
    assert not (folder / "library.yaml").exists()
    library = opened(folder)
    assert library.revisions.redo().said == "Done again: Hidden: lamp"
    assert yaml(library) == first
    library.revisions.make([Hide(("weir.txt",))], "Hidden: weir")
    with pytest.raises(EditRefused, match="nothing to do again"):
        library.revisions.redo()


def test_what_was_written_by_hand_since_is_not_undone(library: Library) -> None:
    library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    path = library.folder / "library.yaml"
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(EditRefused, match="by hand since"):
        library.revisions.undo()
    assert yaml(library).endswith("# mine\n")


def test_an_edit_that_is_damaged_where_it_is_kept_is_not_undone(library: Library) -> None:
    library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    library.store.finish()
    written = yaml(library)
    with closing(sqlite3.connect(library.folders.state / "reader.sqlite")) as db, db:
        db.execute("UPDATE revisions SET after = zeroblob(40)")
    with pytest.raises(StoreError, match="cannot be brought back"):
        library.revisions.undo()
    assert yaml(library) == written


def test_a_file_that_is_no_yaml_is_not_written(library: Library) -> None:
    path = library.folder / "library.yaml"
    path.write_text("stories:\n  - file: [a\nhide: x\n")
    with pytest.raises(ConfigError, match=r"library.yaml:3"):
        library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    assert yaml(library) == "stories:\n  - file: [a\nhide: x\n"
    assert sorted(path.name for path in library.folder.iterdir()) == [
        "boat.txt",
        "lamp.txt",
        "library.yaml",
        "weir.txt",
    ]
    with pytest.raises(EditRefused, match="nothing to undo"):
        library.revisions.undo()


@pytest.mark.parametrize("text", ["stories: 3\n", "- a\n", "a\n", "---\n...\n", "\xff"])
def test_what_cannot_be_edited_is_refused_and_left(library: Library, text: str) -> None:
    path = library.folder / "library.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises((ConfigError, EditRefused)):
        library.revisions.make([Join(("lamp.txt", "boat.txt"))], "Joined")
    assert path.read_bytes() == text.encode("latin-1")


def test_mode_byte_order_mark_and_line_ends_stay(library: Library) -> None:
    path = library.folder / "library.yaml"
    path.write_bytes(b"\xef\xbb\xbfstories:\r\n- file: weir.txt  # one\r\n")
    path.chmod(0o640)
    library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    assert path.read_bytes() == (
        b"\xef\xbb\xbfstories:\r\n- file: weir.txt  # one\r\n\r\nhide:\r\n  - lamp.txt\r\n"
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_is_followed_in_the_library_and_not_out_of_it(
    library: Library, tmp_path: Path
) -> None:
    path = library.folder / "library.yaml"
    target = tmp_path / "elsewhere.yaml"
    target.write_text("hide: []\n")
    path.symlink_to(target)
    with pytest.raises(EditRefused, match="outside of the library"):
        library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    assert target.read_text() == "hide: []\n"
    path.unlink()
    inside = library.folder / "mine.yaml"
    inside.write_text("# mine\n")
    path.symlink_to(inside)
    library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    assert path.is_symlink()
    assert inside.read_text() == "# mine\n\nhide:\n  - lamp.txt\n"
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(EditRefused, match="not a plain file"):
        library.revisions.make([Hide(("lamp.txt",))], "Hidden")


def test_what_somebody_writes_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "library.yaml"
    path.write_text("a\n")
    seen: list[bytes | None] = []

    def make(before: bytes | None) -> bytes:
        seen.append(before)
        if len(seen) == 1:
            path.write_text("b\n")
        return (before or b"") + b"c\n"

    kept: list[object] = []
    assert change(tmp_path, make, lambda before, after: kept.append(after) or kept.pop)
    assert seen == [b"a\n", b"b\n"]
    assert path.read_text() == "b\nc\n"
    assert kept == [b"b\nc\n"]
    assert [path.name for path in tmp_path.iterdir()] == ["library.yaml"]


def test_a_full_disk_is_said_and_nothing_is_lost(library: Library, monkeypatch) -> None:
    path = library.folder / "library.yaml"
    path.write_text("# mine\n")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("inglenook.catalog.writing.os.fsync", full)
        with pytest.raises(EditRefused, match="No space left"):
            library.revisions.make([Hide(("lamp.txt",))], "Hidden")
    assert yaml(library) == "# mine\n"
    assert not list(library.folder.glob(".*"))
    with pytest.raises(EditRefused, match="nothing to undo"):
        library.revisions.undo()


def test_a_library_of_one_file_has_no_library_yaml(folder: Path) -> None:
    library = opened(folder / "weir.txt")
    with pytest.raises(EditRefused, match="one file"):
        library.revisions.make([Hide(("weir.txt",))], "Hidden")


def test_a_reader_agrees_once_for_a_library(folder: Path) -> None:
    library = opened(folder)
    assert not library.revisions.agreed
    library.revisions.agree()
    assert opened(folder).revisions.agreed
    assert not opened(folder.parent).revisions.agreed


def test_only_so_many_edits_are_kept(library: Library, monkeypatch) -> None:
    monkeypatch.setattr("inglenook.store.revision_log.MOST_REVISIONS", 2)
    for name in ("weir.txt", "lamp.txt", "boat.txt"):
        library.revisions.make([Hide((name,))], name)
    assert library.revisions.undo().said == "Undone: boat.txt"
    assert library.revisions.undo().said == "Undone: lamp.txt"
    with pytest.raises(EditRefused, match="nothing to undo"):
        library.revisions.undo()


def test_a_story_that_is_renamed_keeps_its_versions_until_they_are_taken_apart(
    folder: Path,
) -> None:
    rng = Random(7)
    words = ["".join(rng.choices("aeioubdklmnrst", k=rng.randint(2, 8))) for _ in range(8000)]
    words = [word + "." * (number % 11 == 0) for number, word in enumerate(words)]
    chapters = [" ".join(words[n * 2000 : n * 2000 + 2000]) for n in range(4)]
    for name, count in (("tide.txt", 4), ("tide-old.txt", 3)):
        text = "\n\n\n".join(f"Chapter {n + 1}\n\n{chapters[n]}." for n in range(count))
        (folder / name).write_text(f"The Tide\nby Ada Marsh\n\n\n{text}\n")
    library = opened(folder)
    tide = library.find("Tide")
    assert tide.other_sources == ("tide-old.txt",)
    edit = rename(tide, "High Tide", "Ada Marsh").edits
    library.revisions.make(edit, "Renamed")
    library.refresh(index=False)
    assert library.find("High Tide").other_sources == ("tide-old.txt",)
    assert library.find("High Tide").id == tide.id
    library.revisions.make([Apart(("tide-old.txt",))], "Taken apart")
    assert "The Tide" in titles(library)
    assert library.find("High Tide").versions == ()
    assert library.problems() == ()
