"""A ZIP is a folder: its files are those of the library, whatever its maker meant by them."""

from __future__ import annotations

import gzip
import io
import os
import random
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from inglenook.catalog import Catalog, Changes
from inglenook.catalog.cache import CatalogCache
from inglenook.catalog.parsing import Parser
from inglenook.catalog.reading import Reader, read_chapter
from inglenook.catalog.records import FoundFile
from inglenook.catalog.scan import archive_of

PROSE = "The lamp on the weir burned low, and nobody came to trim it that night.\n" * 5
LONG_AGO = 1_000_000_000


def tale(title: str, words: str = "", author: str = "Ada Mill") -> str:
    return f"{title}\n\nby {author}\n\n{words or title} and so on.\n{PROSE}"


WEIR, FORD = tale("The Weir"), tale("The Ford", "It rained on the quay that day")


def packed(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def write(path: Path, data: bytes | str, when: int = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (when, when))


@contextmanager
def shelf(folder: Path) -> Iterator[Catalog]:
    catalog = Catalog(folder, folder.parent / "cache" / "catalog.sqlite")
    catalog.refresh()
    yield catalog
    catalog.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stories"


def told(catalog: Catalog) -> dict[str, tuple[str, str]]:
    return {report.path: (report.status, report.reason) for report in catalog.reports()}


def titles(catalog: Catalog) -> list[str]:
    return [story.title for story in catalog.stories()]


def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the files that are parsed from now on."""
    paths: list[str] = []
    real = Parser.read

    def spy(self: Parser, data: bytes, path: str) -> object:
        paths.append(path)
        return real(self, data, path)

    monkeypatch.setattr(Parser, "read", spy)
    return paths


def test_every_file_in_it_is_a_file_of_the_library(folder: Path) -> None:
    files = {"WEIR.TXT": WEIR, "more/ford": FORD, "c.png": b"\x89PNG\r\n\x1a\n", "e.txt": ""}
    write(folder / "old" / "saved.zip", packed(files))
    with shelf(folder) as catalog:
        assert titles(catalog) == ["The Ford", "The Weir"]
        assert catalog.stories()[0].sources == ("old/saved.zip/more/ford",)
        assert told(catalog) == {
            "old/saved.zip/c.png": ("skipped", "a picture"),
            "old/saved.zip/e.txt": ("skipped", "empty"),
            "old/saved.zip/more/ford": ("ok", ""),
            "old/saved.zip/WEIR.TXT": ("ok", ""),
        }
        assert set(catalog.shelved()) == set(told(catalog))
        assert "quay" in catalog.document(catalog.stories()[0]).chapters[0].blocks[-1].text
    assert sorted(path.name for path in folder.rglob("*")) == ["old", "saved.zip"]


def test_its_content_tells_an_archive_not_its_name(folder: Path) -> None:
    write(folder / "saved.dat", packed({"weir.txt": WEIR}))
    write(folder / "ford.zip", FORD)
    with shelf(folder) as catalog:
        assert set(told(catalog)) == {"saved.dat/weir.txt", "ford.zip"}


def test_chapters_in_it_are_joined_and_named_after_it(folder: Path) -> None:
    files = {f"{n:02}.txt": f"Chapter {n}\n\n{PROSE}" for n in (10, 2, 1)}
    write(folder / "the_long_weir.zip", packed(files))
    with shelf(folder) as catalog:
        (story,) = catalog.stories()
        assert story.title == "The Long Weir"
        assert [entry.title for entry in story.chapters] == ["Chapter 1", "Chapter 2", "Chapter 10"]


def test_parts_in_an_archive_and_beside_it_are_one_story(folder: Path) -> None:
    write(folder / "weir2.txt", "The Weir (2/2)\n\nby Ada Mill\n\nAnd then it rained.\n")
    write(folder / "saved.zip", packed({"w.txt": f"The Weir (1/2)\n\nby Ada Mill\n\n{PROSE}"}))
    with shelf(folder) as catalog:
        (story,) = catalog.stories()
        assert story.sources == ("saved.zip/w.txt", "weir2.txt")


def test_of_copies_the_file_outside_is_shelved(folder: Path) -> None:
    write(folder / "backup.zip", packed({"weir.txt": WEIR}))
    write(folder / "weir.txt", WEIR)
    with shelf(folder) as catalog:
        assert catalog.stories()[0].sources == ("weir.txt",)
        assert told(catalog)["backup.zip/weir.txt"] == ("skipped", "same text as weir.txt")


def test_library_yaml_names_them_by_their_paths(folder: Path) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD, "x/a.txt": PROSE}))
    yaml = "hide: saved.zip/x/*\nstories:\n- file: saved.zip/weir.txt\n  title: The Lock\n"
    write(folder / "library.yaml", yaml)
    with shelf(folder) as catalog:
        assert titles(catalog) == ["The Ford", "The Lock"]
        assert told(catalog)["saved.zip/x/a.txt"][0] == "skipped"
        assert catalog.problems() == ()


def test_books_in_it_are_books_and_archives_in_it_are_not_opened(folder: Path) -> None:
    book = f"<FictionBook><body><section><p>{PROSE}</p></section></body></FictionBook>"
    files = {
        "weir.fb2.zip": packed({"weir.fb2": book}),
        "ford.txt.gz": gzip.compress(FORD.encode()),
        "more.zip": packed({"weir.txt": WEIR}),
    }
    write(folder / "saved.zip", packed(files))
    with shelf(folder) as catalog:
        assert titles(catalog) == ["The Ford", "Weir"]
        assert "unpack" in told(catalog)["saved.zip/more.zip"][1]


def test_an_unchanged_archive_is_not_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD}))
    with shelf(folder) as catalog:
        before = catalog.stories()
        assert catalog.is_current()
        monkeypatch.setattr(Reader, "read", None)
        assert catalog.refresh() == Changes(unchanged=2)
        write(folder / "library.yaml", "hide: []\n")
        assert catalog.refresh() == Changes(unchanged=2)
        assert catalog.stories() == before


def test_of_a_changed_archive_only_new_texts_are_parsed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD, "old.txt": PROSE}))
    with shelf(folder) as catalog:
        before = {story.title: story.id for story in catalog.stories()}
        paths = parsed(monkeypatch)
        # Some programs give an archive the time of its newest file: the same as before.
        files = {"weir.txt": WEIR + "One line more.\n", "ford.txt": FORD, "new.txt": tale("Mill")}
        write(folder / "saved.zip", packed(files))
        assert catalog.refresh() == Changes(added=1, changed=1, removed=1, unchanged=1)
        assert paths == ["saved.zip/weir.txt", "saved.zip/new.txt"]
        after = {story.title: story.id for story in catalog.stories()}
        assert set(after) == {"The Weir", "The Ford", "Mill"}
        assert after.items() >= {title: before[title] for title in ("The Weir", "The Ford")}.items()
        assert catalog.refresh() == Changes(unchanged=3)
        assert "saved.zip/old.txt" not in told(catalog)


def test_an_archive_that_was_away_is_back_with_all_it_held(folder: Path) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD}))
    with shelf(folder) as catalog:
        before = catalog.stories()
        (folder / "saved.zip").rename(folder.parent / "away.zip")
        assert catalog.refresh() == Changes(removed=2)
        assert catalog.stories() == ()
        (folder.parent / "away.zip").rename(folder / "saved.zip")
        assert catalog.refresh() == Changes(added=2)
        assert catalog.stories() == before


def test_unpacking_an_archive_keeps_its_stories(folder: Path) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD}))
    with shelf(folder) as catalog:
        before = [story.id for story in catalog.stories()]
        (folder / "saved.zip").unlink()
        write(folder / "saved.zip" / "weir.txt", WEIR)
        write(folder / "saved" / "ford.txt", FORD)
        catalog.refresh()
        assert [story.id for story in catalog.stories()] == before


def test_a_library_may_be_one_archive(folder: Path) -> None:
    write(folder / "saved.zip", packed({"weir.txt": WEIR, "ford.txt": FORD}))
    with shelf(folder / "saved.zip") as catalog:
        assert titles(catalog) == ["The Ford", "The Weir"]
        entry = catalog.stories()[1].chapters[0]
        assert entry.source == "saved.zip/weir.txt"
        assert read_chapter(folder / "saved.zip", entry)


def test_a_lost_text_is_taken_out_of_the_archive_again(folder: Path) -> None:
    write(folder / "saved.zip", packed({"x/weir.txt": WEIR}))
    with shelf(folder) as catalog:
        entry = catalog.stories()[0].chapters[0]
        assert read_chapter(folder, entry)
        write(folder / "saved.zip", packed({"x/weir.txt": FORD}))
        assert read_chapter(folder, entry) is None
        write(folder / "saved.zip", packed({"x/ford.txt": WEIR}))
        assert read_chapter(folder, entry) is None


def test_names_lead_nowhere_and_are_shown_as_they_are(folder: Path) -> None:
    names = {
        "../../up.txt": "up.txt", "/abs.txt": "abs.txt", "C:\\d\\e.txt": "C:/d/e.txt",
        "a\x1b[31m.txt": "a␛[31m.txt", "..": "unnamed", "é.txt": "é.txt",
    }  # fmt: skip
    files: dict[str, str | bytes] = {name: tale(f"Tale {n}") for n, name in enumerate(names)}
    files |= {".hidden": WEIR, "__MACOSX/._x.txt": WEIR, "d/" * 60 + "x.txt": FORD}
    write(folder / "saved.zip", packed(files))
    with shelf(folder) as catalog:
        found = told(catalog)
        assert found.pop("saved.zip/" + "d/" * 60 + "x.txt")[1] == "folders are nested too deeply"
        assert set(found) == {f"saved.zip/{shown}" for shown in names.values()}
        assert len(catalog.stories()) == len(names)
    assert not list(folder.parent.rglob("*.txt"))


def test_two_files_of_one_name_are_both_read(folder: Path) -> None:
    write(folder / "saved.zip", packed({"a.txt": WEIR, "b.txt": FORD}).replace(b"b.txt", b"a.txt"))
    with shelf(folder) as catalog:
        assert titles(catalog) == ["The Ford", "The Weir"]
        assert set(told(catalog)) == {"saved.zip/a.txt", "saved.zip/a.txt (2)"}


def test_a_name_in_utf_8_that_does_not_say_so_is_read(folder: Path) -> None:
    data = packed({"плотина.txt": PROSE}).replace(b"\x00\x08\x08\x00", b"\x00\x00\x08\x00")
    write(folder / "saved.zip", data)
    with shelf(folder) as catalog:
        assert titles(catalog) == ["Плотина"]


def test_a_bomb_is_one_line_and_hides_no_other_file(folder: Path) -> None:
    write(folder / "saved.zip", packed({"a.txt": bytes(100 << 20), "weir.txt": WEIR}))
    with shelf(folder) as catalog:
        assert titles(catalog) == ["The Weir"]
        status, reason = told(catalog)["saved.zip/a.txt"]
        assert (status, "bomb" in reason) == ("failed", True)


def test_many_bombs_are_not_inflated_one_by_one(folder: Path) -> None:
    write(folder / "saved.zip", packed({f"{n}.txt": bytes(17 << 20) for n in range(12)}))
    with shelf(folder) as catalog:
        reasons = [reason for _, reason in told(catalog).values()]
        assert len([reason for reason in reasons if "all of it" in reason]) >= 9


def test_locked_files_are_listed_with_the_reason(folder: Path) -> None:
    data = bytearray(packed({"weir.txt": WEIR, "ford.txt": FORD}))
    record = data.find(b"PK\x01\x02")
    data[6] |= 1
    data[record + 8] |= 1
    write(folder / "saved.zip", bytes(data))
    with shelf(folder) as catalog:
        assert told(catalog)["saved.zip/weir.txt"] == ("failed", "it is locked with a password")
        assert titles(catalog) == ["The Ford"]


def test_what_inflates_without_measure_is_refused(folder: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.txt", bytes(1 << 20))
    write(folder / "saved.zip", buffer.getvalue())
    with shelf(folder) as catalog:
        assert "not known" in told(catalog)["saved.zip/a.txt"][1]


def test_a_damaged_archive_has_a_line_beside_its_files(folder: Path) -> None:
    whole = packed({"weir.txt": WEIR, "ford.txt": FORD})
    write(folder / "cut.zip", whole[:-60])
    write(folder / "none.zip", packed({}))
    write(folder / "noise.zip", b"PK\x03\x04" + b"\xff" * 90)
    with shelf(folder) as catalog:
        found = told(catalog)
        assert "cut off" in found["cut.zip"][1]
        assert found["cut.zip/weir.txt"] == ("ok", "")
        assert found["none.zip"] == ("skipped", "an archive with nothing in it")
        assert found["noise.zip"][0] == "failed"
        assert catalog.refresh().added == 0
        assert "The Weir" in titles(catalog)


def test_a_file_cut_off_in_it_says_so(folder: Path) -> None:
    noise = random.Random(7)
    words = " ".join(f"lamp{noise.randrange(10**9)}" for _ in range(60_000))
    data = bytearray(packed({"weir.txt": f"The Weir\n\nby Ada Mill\n\n{words}\n"}))
    middle = len(data) // 2
    data[middle : middle + 64] = b"\xff" * 64
    write(folder / "saved.zip", bytes(data))
    with shelf(folder) as catalog:
        (report,) = catalog.reports()
        assert report.path == "saved.zip/weir.txt"
        assert any("before the damage" in line for line in report.evidence)


def test_damage_never_stops_a_refresh(tmp_path: Path) -> None:
    sample = packed({f"d/ч{n}.txt": tale(f"Tale {n}") for n in range(3)})
    reader = Reader(tmp_path, CatalogCache(tmp_path / "catalog.sqlite"), Parser())
    with reader.parser:
        for seed in range(60):
            chance = random.Random(seed)
            data = bytearray(sample)
            for _ in range(chance.randrange(1, 9)):
                # Half of it where the directory is.
                at = chance.randrange(chance.choice((0, len(data) // 2)), len(data))
                data[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(4))
            write(tmp_path / "a.zip", bytes(data))
            for record, _ in reader.read(FoundFile("a.zip", len(data), LONG_AGO)):
                assert record.status == "ok" or record.reason or record.path == "a.zip"
    reader.cache.close()


def test_what_a_path_leads_into() -> None:
    files = {"a", "b/c.zip"}
    assert archive_of("b/c.zip/d/e.txt", files) == "b/c.zip"
    assert archive_of("a/b", files) == "a"
    for path in ("a", "b/c.zip", "b/d", "ab/c"):
        assert archive_of(path, files) == ""
