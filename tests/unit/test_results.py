from __future__ import annotations

from inglenook.query import parse
from inglenook.results import Place, gather

SHELVED = {
    "a:0": Place("weir", 0),
    "a:1": Place("weir", 1),
    "b:0": Place("lantern", 0),
}


def test_matches_are_grouped_best_story_first_and_chapters_in_reading_order() -> None:
    matches = [("b:0", 1, 9.0), ("a:1", 4, 3.0), ("a:0", 2, 2.0)]
    results = gather(parse("water"), matches, SHELVED)
    assert results.count == 7
    assert [group.story for group in results.groups] == ["lantern", "weir"]
    assert [chapter.chapter for chapter in results.groups[1].chapters] == [0, 1]
    assert results.groups[1].count == 6
    assert results.groups[1].score == 3.0


def test_a_text_that_is_no_longer_shelved_is_left_out() -> None:
    results = gather(parse("water"), [("gone:0", 3, 1.0), ("a:0", 1, 1.0)], SHELVED)
    assert results.count == 1


def test_the_walk_visits_every_chapter_in_list_order() -> None:
    results = gather(parse("water"), [("a:1", 1, 5.0), ("b:0", 1, 1.0)], SHELVED)
    assert [(group.story, hits.chapter) for group, hits in results.walk()] == [
        ("weir", 1),
        ("lantern", 0),
    ]
