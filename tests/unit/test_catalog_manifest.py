from __future__ import annotations

import time
from pathlib import Path

from inglenook.catalog.manifest import Manifest, Pattern, by_name, read_manifest


def manifest(tmp_path: Path, text: str) -> Manifest:
    (tmp_path / "library.yaml").write_text(text, encoding="utf-8")
    return read_manifest(tmp_path)


def said(found: Manifest) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in found.problems]


def test_a_folder_without_one_says_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == Manifest()


def test_every_key_is_read(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        """\
stories:
  - files: [weir-1.txt, "weir-*.txt"]
    title: The Weir
    authors: [A. Name, B. Name]
    chapters: [Low Water, High Water]
    rating: PG
    fandoms: One
    tags: [a, b]
    language: en
  - file: omnibus.txt
    split:
      - {title: First, chapters: 1-3}
      - {title: Second, authors: B, chapters: [4, 6-7]}
hide:
  - "notes/*"
""",
    )
    assert said(found) == []
    weir, omnibus = found.entries
    assert [pattern.text for pattern in weir.files] == ["weir-1.txt", "weir-*.txt"]
    assert weir.override.title == "The Weir"
    assert weir.override.authors == ("A. Name", "B. Name")
    assert weir.override.line == 2
    assert weir.chapters == ("Low Water", "High Water")
    assert weir.override.metadata == {
        "rating": "PG",
        "fandoms": ("One",),
        "tags": ("a", "b"),
        "language": "en",
    }
    assert [split.chapters for split in omnibus.splits] == [(1, 2, 3), (4, 6, 7)]
    assert omnibus.splits[1].override.authors == ("B",)
    assert [pattern.text for pattern in found.hide] == ["notes/*"]


def test_wrong_entries_are_reported_and_the_rest_counts(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        """\
stories:
  - title: Nothing
  - just words
  - file: a.txt
    titel: A
    split:
      - {title: B, chapters: 3-1}
      - {title: C}
      - nonsense
  - file: b.txt
    title: [no]
shelves: 3
""",
    )
    assert [entry.files[0].text for entry in found.entries] == ["a.txt", "b.txt"]
    assert said(found) == [
        (2, "a story needs files: the names of its files"),
        (3, "a story must be keys with values, not 'just words'"),
        (5, "unknown key 'titel'; did you mean 'title'?"),
        (7, "chapters must be like 4 or 1-3, not '3-1'"),
        (8, "a split needs chapters: the chapters it takes, like 1-3"),
        (9, "a split must be keys with values, not 'nonsense'"),
        (11, "title must be a text, not a list"),
        (12, "unknown key 'shelves'"),
    ]


def test_a_file_that_is_no_yaml_is_one_problem(tmp_path: Path) -> None:
    assert [line for line, _ in said(manifest(tmp_path, "stories: [\n"))] == [2]
    (problem,) = manifest(tmp_path, "stories: &a [*a]\n").problems
    assert "anchors" in problem.reason


def test_patterns_know_only_star_and_question_mark(tmp_path: Path) -> None:
    paths = ["a1.txt", "a22.txt", "notes/a.txt", "[x] b.txt", "cafe\u0301.txt", "st*r.txt"]

    def picks(text: str) -> list[str]:
        return Pattern(text, tmp_path, 1).pick(by_name(paths))

    assert picks("a?.txt") == ["a1.txt"]
    assert picks("A?.txt") == []
    assert picks("a*.txt") == ["a1.txt", "a22.txt"]
    assert picks("*/a.txt") == ["notes/a.txt"]
    assert picks("[x] b.txt") == ["[x] b.txt"]
    assert picks("caf\u00e9.txt") == ["cafe\u0301.txt"]
    assert picks("st*r.txt") == ["st*r.txt"]
    assert picks("*" * 60 + "y") == []


def test_a_pattern_of_many_stars_is_answered_at_once(tmp_path: Path) -> None:
    names = by_name(["a" * 250])
    began = time.perf_counter()
    assert Pattern("*a" * 60 + "b", tmp_path, 1).pick(names) == []
    assert time.perf_counter() - began < 0.2
