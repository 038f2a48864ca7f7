"""The catalogue over real folders: first start, second start, and everything that changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from inglenook.catalog import Catalog, Changes, reading
from inglenook.errors import LibraryError, UnknownStory, UnreadableStory
from inglenook.model import Document, KnownStory, Progress, Role
from inglenook.plainfile import open_plain

WEIR = "The Weir\n\nby Anna Quill\n\nRating: PG\n\nThe lock keeper waited for the water.\n"
WEIR_TWO = "The Weir\n\nby Anna Quill\n\nMorning came grey over the lock, and cold.\n"
LANTERN = "III.\nThe lantern had gone out on the stair, and nobody would own to it.\n"
LONG_AGO = 1_000_000_000


def write(path: Path, text: str | bytes, when: int = LONG_AGO) -> None:
    """Write a file that is old, as files of a library are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (when, when))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    write(folder / "weir1.txt", WEIR)
    write(folder / "weir2.txt", WEIR_TWO)
    write(folder / "x9f.txt", LANTERN)
    return folder


@pytest.fixture
def catalog(folder: Path, tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    catalog.refresh()
    yield catalog
    catalog.close()


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are opened from now on."""
    names: list[str] = []

    def spy(path: Path, within: Path) -> BinaryIO:
        names.append(path.name)
        return open_plain(path, within)

    monkeypatch.setattr(reading, "open_plain", spy)
    return names


def titles(catalog: Catalog) -> list[str]:
    return [story.title for story in catalog.stories()]


def text_of(document: Document) -> str:
    blocks = [b for c in document.chapters for b in c.blocks if b.role is Role.BODY]
    return "\n".join(block.text for block in blocks)


def test_a_folder_may_hold_a_file_twice(tmp_path: Path) -> None:
    write(tmp_path / "stories" / "weir.txt", WEIR)
    write(tmp_path / "stories" / "weir - Copy.txt", WEIR)
    catalog = Catalog(tmp_path / "stories", tmp_path / "catalog.sqlite")
    catalog.refresh()
    assert titles(catalog) == ["The Weir"]
    assert {report.status for report in catalog.reports()} == {"ok", "skipped"}
    assert "lock keeper" in text_of(catalog.document(catalog.stories()[0]))
    catalog.close()


def test_files_become_stories_with_their_text(catalog: Catalog) -> None:
    assert titles(catalog) == ["III.", "The Weir"]
    weir = catalog.stories()[1]
    document = catalog.document(weir)
    assert [chapter.title for chapter in document.chapters] == ["Chapter 1", "Chapter 2"]
    assert [chapter.source for chapter in document.chapters] == ["weir1.txt", "weir2.txt"]
    assert "Morning came grey" in text_of(document)
    assert document.metadata.rating == "PG"
    assert {report.path: report.status for report in catalog.reports()} == {
        "weir1.txt": "ok",
        "weir2.txt": "ok",
        "x9f.txt": "ok",
    }


def test_the_next_start_needs_no_file(
    catalog: Catalog, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = opened(monkeypatch)
    second = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    assert second.refresh() == Changes(unchanged=3)
    assert second.stories() == catalog.stories()
    second.document(second.story(catalog.stories()[0].id))
    assert not [name for name in names if name.endswith(".txt")]
    second.close()


def test_only_what_changed_is_read(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {story.title: story.id for story in catalog.stories()}
    write(folder / "x9f.txt", LANTERN + "More of it.\n")
    write(folder / "new.txt", "New\n\nby Bo\n\nIt rained on the quay that day.\n")
    names = opened(monkeypatch)
    assert catalog.refresh() == Changes(added=1, changed=1, unchanged=2)
    assert sorted(name for name in names if name.endswith(".txt")) == ["new.txt", "x9f.txt"]
    after = {story.title: story.id for story in catalog.stories()}
    assert after.items() >= before.items()
    assert "More of it." in text_of(catalog.document(catalog.story(before["III."])))


def test_a_touched_file_is_the_same_story(catalog: Catalog, folder: Path) -> None:
    before = catalog.stories()
    write(folder / "x9f.txt", LANTERN, when=LONG_AGO + 5)
    assert catalog.refresh().changed == 0
    assert catalog.stories() == before
    assert catalog.refresh() == Changes(unchanged=3)


def test_a_vanished_chapter_is_hidden_and_comes_back(catalog: Catalog, folder: Path) -> None:
    before = catalog.stories()
    (folder / "weir1.txt").unlink()
    assert catalog.refresh().removed == 1
    weir = catalog.stories()[1]
    assert weir.id == before[1].id
    assert [entry.source for entry in weir.chapters] == ["weir2.txt"]
    whole = next(s for s in catalog.stories(with_missing=True) if s.id == weir.id)
    assert [(entry.source, entry.missing) for entry in whole.chapters] == [
        ("weir1.txt", True),
        ("weir2.txt", False),
    ]
    assert "lock keeper" in text_of(catalog.document(whole))
    write(folder / "weir1.txt", WEIR)
    catalog.refresh()
    assert catalog.stories() == before


def test_a_vanished_story_is_hidden_and_comes_back_with_its_id(
    catalog: Catalog, folder: Path
) -> None:
    before = catalog.stories()
    (folder / "x9f.txt").unlink()
    catalog.refresh()
    assert titles(catalog) == ["The Weir"]
    with pytest.raises(UnknownStory):
        catalog.story(before[0].id)
    assert len(catalog.stories(with_missing=True)) == 2
    write(folder / "again.txt", LANTERN + "With one more line.\n")
    write(folder / "x9f.txt", LANTERN)
    catalog.refresh()
    assert before[0] in catalog.stories()


def test_a_renamed_file_keeps_its_story_and_leaves_nothing_behind(
    catalog: Catalog, folder: Path
) -> None:
    before = catalog.stories()[0]
    (folder / "x9f.txt").rename(folder / "7.txt")
    catalog.refresh()
    after = catalog.story(before.id)
    assert after.sources == ("7.txt",)
    assert catalog.stories(with_missing=True) == catalog.stories()
    assert [report.path for report in catalog.reports()] == ["7.txt", "weir1.txt", "weir2.txt"]


def test_an_emptied_folder_hides_all_and_an_unmounted_one_changes_nothing(
    catalog: Catalog, folder: Path, tmp_path: Path
) -> None:
    before = catalog.stories()
    folder.rename(tmp_path / "unmounted")
    with pytest.raises(LibraryError):
        catalog.refresh()
    assert catalog.stories() == before
    folder.mkdir()
    catalog.refresh()
    assert catalog.stories() == ()
    folder.rmdir()
    (tmp_path / "unmounted").rename(folder)
    catalog.refresh()
    assert catalog.stories() == before


def lose_cache(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "cache" / "catalog.sqlite").unlink()
    catalog.reload()


def test_ids_outlive_the_cache_for_stories_that_were_opened(
    catalog: Catalog, folder: Path, tmp_path: Path
) -> None:
    lantern = catalog.stories()[0]
    kept = KnownStory("keepsake", lantern.title, (), (lantern.chapters[0].digest,), ("x9f.txt",))
    lose_cache(catalog, tmp_path)
    assert catalog.stories() == ()
    catalog.refresh(known=[kept])
    assert catalog.stories()[0].id == "keepsake"


def test_a_path_of_another_library_means_nothing(
    catalog: Catalog, folder: Path, tmp_path: Path
) -> None:
    lose_cache(catalog, tmp_path)
    elsewhere = KnownStory("elsewhere", "", (), ("another digest",), ("x9f.txt",))
    catalog.refresh(known=[elsewhere])
    assert "elsewhere" not in {story.id for story in catalog.stories()}


def test_one_bad_file_is_one_line(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inglenook.catalog.reading.MOST_BYTES", 1000)
    write(folder / "big.txt", "word " * 999)
    write(folder / "picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64))
    write(folder / "empty.txt", "")
    (folder / "out.txt").symlink_to("/etc/hostname")
    catalog.refresh()
    reports = {report.path: report for report in catalog.reports()}
    assert len(reports) == 7
    assert reports["big.txt"].status == "skipped"
    assert "larger than" in reports["big.txt"].reason
    for name in ("picture.png", "empty.txt", "out.txt"):
        assert reports[name].status == "skipped"
        assert reports[name].reason
    assert len(catalog.stories()) == 2


def test_a_fault_in_a_format_is_listed_and_stops_nothing(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes, path: object) -> Document:
        raise KeyError("\x1bboom")

    monkeypatch.setattr("inglenook.catalog.parsing.read", broken)
    write(folder / "new.txt", "New")
    catalog.refresh()
    report = next(report for report in catalog.reports() if report.path == "new.txt")
    assert report.status == "failed"
    assert "\x1b" not in report.reason
    assert len(catalog.stories()) == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_tried_again(catalog: Catalog, folder: Path) -> None:
    write(folder / "locked.txt", WEIR_TWO + "locked")
    (folder / "locked.txt").chmod(0)
    catalog.refresh()
    report = next(r for r in catalog.reports() if r.path == "locked.txt")
    assert (report.status, report.reason) == ("failed", "cannot be read: Permission denied")
    (folder / "locked.txt").chmod(0o600)
    catalog.refresh()
    assert all(report.status == "ok" for report in catalog.reports())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_be_listed_and_not_entered_has_a_line_for_each_file(
    catalog: Catalog, folder: Path
) -> None:
    before = catalog.stories()
    folder.chmod(0o400)
    try:
        catalog.refresh()
        assert {report.reason for report in catalog.reports()} == {
            "cannot be read: Permission denied"
        }
    finally:
        folder.chmod(0o700)
    catalog.refresh()
    assert catalog.stories() == before


def test_library_yaml_takes_effect_without_a_file_being_read(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "library.yaml", "stories:\n  - file: x9f.txt\n    title: Lantern\nnonsense: 1\n")
    names = opened(monkeypatch)
    catalog.refresh()
    assert titles(catalog) == ["Lantern", "The Weir"]
    assert not [name for name in names if name.endswith(".txt")]
    assert [problem.line for problem in catalog.problems()] == [4]
    (folder / "library.yaml").unlink()
    catalog.refresh()
    assert titles(catalog) == ["III.", "The Weir"]
    assert catalog.problems() == ()


def test_a_library_of_one_file(folder: Path, tmp_path: Path) -> None:
    catalog = Catalog(folder / "weir1.txt", tmp_path / "one" / "catalog.sqlite")
    catalog.refresh()
    (story,) = catalog.stories()
    assert (story.title, len(story.chapters)) == ("The Weir", 1)
    assert "lock keeper" in text_of(catalog.document(story))
    catalog.close()


def test_another_process_is_seen_by_reload(catalog: Catalog, folder: Path, tmp_path: Path) -> None:
    app = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    assert len(app.stories()) == 2
    assert not app.reload()
    write(folder / "new.txt", "New\n\nby Bo\n\nIt rained on the quay that day.\n")
    catalog.refresh()
    assert app.reload()
    assert len(app.stories()) == 3
    app.close()


def test_the_shelf_fills_while_the_refresh_runs(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inglenook.catalog.refresh.BATCH_SECONDS", 0.0)
    monkeypatch.setattr("inglenook.catalog.refresh.SHELVING_SHARE", 0)
    monkeypatch.setattr("inglenook.catalog.refresh.TELL_SECONDS", 0.0)
    app = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    seen: list[int] = []
    told: list[Progress] = []

    def progress(now: Progress) -> None:
        told.append(now)
        app.reload()
        seen.append(len(app.stories()))

    worker = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    worker.refresh(progress)
    assert seen[0] == 0
    assert 1 in seen
    assert [now.stage for now in told] == ["scanning", *["reading"] * 3, "shelving"]
    assert all(now.total == 3 for now in told[1:])
    worker.close()
    app.close()


def test_a_killed_refresh_goes_on_where_it_was(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    monkeypatch.setattr("inglenook.catalog.refresh.BATCH_SECONDS", 0.0)
    monkeypatch.setattr("inglenook.catalog.refresh.TELL_SECONDS", 0.0)

    def progress(now: Progress) -> None:
        if now.done == 2:
            raise Killed

    first = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    with pytest.raises(Killed):
        first.refresh(progress)
    first.close()
    names = opened(monkeypatch)
    second = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    second.refresh()
    assert "weir1.txt" not in names
    assert titles(second) == ["III.", "The Weir"]
    second.close()


@pytest.mark.parametrize("change", ["edit", "remove", "return"])
def test_a_refresh_killed_before_it_shelved_is_made_up_for(
    catalog: Catalog, folder: Path, change: str
) -> None:
    class Killed(BaseException):
        pass

    def progress(now: Progress) -> None:
        if now.stage == "shelving":
            raise Killed

    if change == "return":
        (folder / "x9f.txt").unlink()
        catalog.refresh()
        write(folder / "x9f.txt", LANTERN)
    elif change == "remove":
        (folder / "x9f.txt").unlink()
    else:
        write(folder / "x9f.txt", "Lantern\n\nby Bo\n\nIt had gone out on the stair again.\n")
    with pytest.raises(Killed):
        catalog.refresh(progress)
    catalog.refresh()
    expected = {"edit": "Lantern", "return": "III."}
    assert titles(catalog) == [*([expected[change]] if change in expected else []), "The Weir"]


def test_a_lost_text_is_read_again_or_refused(
    catalog: Catalog, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lantern = catalog.stories()[0]
    monkeypatch.setattr(
        "inglenook.catalog.cache.CatalogCache.chapter", lambda self, digest, ordinal: None
    )
    assert "lantern" in text_of(catalog.document(lantern))
    write(folder / "x9f.txt", "Something else by now.")
    with pytest.raises(UnreadableStory, match="has changed"):
        catalog.document(lantern)


def test_names_of_any_bytes_are_catalogued(folder: Path, tmp_path: Path) -> None:
    raw = os.fsencode(folder) + b"/caf\xe9\x1b[7m.txt"
    write(Path(os.fsdecode(raw)), LANTERN + "Other.\n")
    catalog = Catalog(folder, tmp_path / "cache" / "catalog.sqlite")
    catalog.refresh()
    (report,) = [report for report in catalog.reports() if report.path.startswith("caf")]
    assert report.status == "ok"
    assert "\x1b" not in report.path
    assert report.path.isprintable()
    story = catalog.story(report.stories[0])
    assert os.fsencode(folder / story.sources[0]) == raw
    assert "\x1b" not in story.title
    assert "Other." in text_of(catalog.document(story))
    catalog.close()


def test_the_five_real_files_are_four_stories(seeds: Path, tmp_path: Path) -> None:
    catalog = Catalog(seeds, tmp_path / "cache" / "catalog.sqlite")
    catalog.refresh()
    stories = {story.sources[0][:3]: story for story in catalog.stories()}
    assert sorted(stories) == ["000", "002", "003", "004"]
    comfort, third, mako, falls = (stories[key] for key in sorted(stories))
    assert (comfort.title, comfort.authors) == ("Comfort Between Friends", ("Viv",))
    assert [entry.source[:3] for entry in comfort.chapters] == ["000", "001"]
    assert [entry.title for entry in comfort.chapters] == ["Chapter 1", "Chapter 2"]
    assert comfort.guessed == ()
    assert (third.title, third.authors) == ("III.", ())
    assert set(third.guessed) == {"title", "authors"}
    assert [entry.title for entry in third.chapters] == ["III."]
    assert (mako.authors, mako.guessed) == (("mako",), ("title",))
    assert (falls.title, falls.authors, falls.guessed) == ("When it All Comes Down", ("kHo",), ())
    assert [len(story.chapters) for story in (third, mako, falls)] == [1, 1, 1]
    assert all(report.status == "ok" for report in catalog.reports())
    catalog.close()
