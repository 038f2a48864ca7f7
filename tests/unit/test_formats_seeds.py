"""The five real files every later slice is measured by."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from inglenook.formats import read
from inglenook.model import Chapter, Document, Kind, Role, Style


def _open(seeds: Path, number: str) -> Document:
    file = next(seeds.glob(f"{number}_*"))
    return read(file.read_bytes(), PurePosixPath(file.name))


def _roles(chapter: Chapter, role: Role) -> list[str]:
    return [block.text for block in chapter.blocks if block.role is role]


def _breaks(chapter: Chapter) -> int:
    return sum(1 for block in chapter.blocks if block.kind is Kind.SCENE_BREAK)


def test_labels_are_recognised_and_folded(seeds: Path) -> None:
    document = _open(seeds, "000")
    metadata = document.metadata
    assert (metadata.title, metadata.authors) == ("Comfort Between Friends", ("Viv",))
    assert metadata.rating == "PG-13"
    assert metadata.summary.startswith('"Encapsulated')
    assert "REM" in metadata.notes
    assert [label for label, _ in metadata.other] == ["Spoilers"]
    (chapter,) = document.chapters
    assert len(_roles(chapter, Role.FRONT)) == 4
    assert _roles(chapter, Role.TITLE) == ["Comfort Between Friends", "By Viv"]
    assert _roles(chapter, Role.BODY)[0].startswith("Her best friend")


def test_title_and_copyright_are_no_body(seeds: Path) -> None:
    document = _open(seeds, "001")
    (chapter,) = document.chapters
    assert _roles(chapter, Role.TITLE) == ["Comfort Between Friends", "By Viv"]
    assert _roles(chapter, Role.END) == ["© April 2006"]
    assert _roles(chapter, Role.BODY)[0].startswith("It was to be a month")


def test_a_mark_alone_makes_a_chapter_without_title(seeds: Path) -> None:
    document = _open(seeds, "002")
    assert (document.metadata.title, document.metadata.authors) == ("", ())
    (chapter,) = document.chapters
    assert chapter.mark is not None
    assert (chapter.title, chapter.mark.number) == ("III.", 3)
    body = [block for block in chapter.blocks if block.role is Role.BODY]
    assert len(body) == 16
    assert all("\n" not in block.text for block in body)


def test_residue_scenes_and_thoughts(seeds: Path) -> None:
    document = _open(seeds, "003")
    assert (document.metadata.title, document.metadata.authors) == ("", ("mako",))
    (chapter,) = document.chapters
    assert len(_roles(chapter, Role.RESIDUE)) == 1
    assert _roles(chapter, Role.FRONT)[0].startswith("Disclaimer:")
    assert _breaks(chapter) == 4
    styled = [block for block in chapter.blocks if block.spans]
    assert styled
    assert all(span.style is Style.EMPHASIS for block in styled for span in block.spans)
    assert not any("//" in block.text for block in chapter.blocks)
    text = "\n".join(block.text for block in chapter.blocks)
    assert " -- " in text
    assert " ... " in text


def test_a_note_without_a_label_is_folded(seeds: Path) -> None:
    document = _open(seeds, "004")
    assert document.metadata.title == "When it All Comes Down"
    assert document.metadata.authors == ("kHo",)
    (chapter,) = document.chapters
    assert [text[:11] for text in _roles(chapter, Role.FRONT)] == ["takes place"]
    assert _roles(chapter, Role.BODY)[0].startswith("He doesn't bother")
