"""What ``inglenook search`` prints: hits for people, JSON, and tables for other programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import click

from inglenook.cli.opening import ANOTHER
from inglenook.cli.output import counted, hit_json, print_hits, print_json, say, stories_counted
from inglenook.concordance import CONTEXT, SORTS, concordance, csv, markdown, rows
from inglenook.errors import IndexDamaged
from inglenook.library import SNIPPET_WIDTH, Library
from inglenook.model import Hit
from inglenook.results import Results

FORMATS = ("text", "json", "csv", "md")
ORDERS = ("best", *SORTS)


class Found(NamedTuple):
    """What a search is answered with."""

    results: Results
    hits: list[Hit]
    """Those that are printed."""
    is_complete: bool
    """Whether the index held all of the folder."""


def find(shelf: Library, text: str) -> tuple[Results, bool]:
    """Return what a query finds, and whether everything was searched.

    While another process fills the index, what is in it so far is the answer; but that nothing is
    found can only be said of all of it, and is waited for.
    """
    complete = shelf.refresh(index=True, wait=False) is not None
    try:
        results = shelf.search(text)
    except IndexDamaged:
        # It is empty now: fill it, and ask again.
        complete = shelf.refresh(index=True, wait=False) is not None
        results = shelf.search(text)
    if not complete and not results.groups and not results.passages:
        say(f"{ANOTHER} and has come upon nothing yet; waiting for the rest")
        shelf.refresh(index=True)
        return shelf.search(text), True
    return results, complete


def collect(shelf: Library, results: Results, limit: int, context: int | None) -> list[Hit]:
    """Return the likeliest passages, then the hits that are not among them.

    Args:
        shelf: where to look.
        results: of a search.
        limit: hits at most; 0 for all.
        context: characters on either side, None for as much as the app shows.
    """
    width = SNIPPET_WIDTH if context is None else SNIPPET_WIDTH + 2 * context
    hits = list(shelf.passages(results, width))
    known = {(hit.story, hit.chapter, hit.match.block) for hit in hits}
    for group, chapter in results.walk():
        if limit and len(hits) >= limit:
            break
        found = shelf.hits(results.query, group.story, chapter.chapter, chapter.score, width)
        hits += (hit for hit in found if (hit.story, hit.chapter, hit.match.block) not in known)
    return hits[:limit] if limit else hits


def print_found(shelf: Library, found: Found, form: str, order: str, context: int | None) -> None:
    """Print what was found."""
    hits = found.hits
    lines = concordance(hits, CONTEXT if context is None else context)
    if order in SORTS:
        lines.sort(key=SORTS[order])
        hits = [line.hit for line in lines]
    tables: dict[str, Callable[[list[tuple[str, ...]]], str]] = {"csv": csv, "md": markdown}
    if form in tables:
        click.echo(tables[form](rows(lines, shelf.story)), nl=False)
    elif form == "json":
        print_json(_document(shelf, found._replace(hits=hits)))
        return
    else:
        _print_stories(shelf, found.results)
        print_hits(shelf, hits)
    _say_how_many(shelf, found.results, hits)
    if not found.is_complete:
        say(f"{ANOTHER}; this is what it has indexed so far")


def _document(shelf: Library, found: Found) -> dict[str, Any]:
    # 2 ms, and what is printed for people has none.
    from inglenook.locators import short

    results = found.results
    query = results.query
    return {
        "query": query.text,
        "count": results.count,
        "stories": len(results.groups),
        "elapsed_ms": round(results.elapsed_ms, 2),
        "complete": found.is_complete,
        "problems": [
            {"start": problem.start, "end": problem.end, "expected": problem.expected}
            for problem in query.problems
        ],
        "notices": list(query.notices),
        "did_you_mean": [
            {"word": one.word, "instead": one.instead} for one in _suggestions(shelf, results)
        ],
        "found": [
            {"story": story.id, "title": story.title, "authors": list(story.authors)}
            for story in (shelf.story(group.story) for group in results.groups)
        ],
        "hits": [
            hit_json(shelf.story(hit.story), hit) | {"kind": str(hit.kind), "locator": short(hit)}
            for hit in found.hits
        ],
    }


def _suggestions(shelf: Library, results: Results) -> Any:
    return () if results.count else shelf.suggestions(results.query)


def _print_stories(shelf: Library, results: Results) -> None:
    if results.count:
        return
    for group in results.groups:
        story = shelf.story(group.story)
        authors = ", ".join(story.authors) or "unknown author"
        click.echo(f"{story.id}  {story.title}, by {authors}")


def _say_how_many(shelf: Library, results: Results, hits: list[Hit]) -> None:
    for problem in results.query.problems:
        marked = results.query.text[problem.start : problem.end]
        say(f"{marked!r}: expected {problem.expected}")
    for notice in results.query.notices:
        say(notice)
    for one in _suggestions(shelf, results):
        say(f"no {one.word!r} anywhere; did you mean {one.instead!r}?")
    passages = len(results.passages)
    if passages:
        say(f"{counted(passages, 'passage')} like that line")
    shown = len(hits)
    more = f", {shown} shown; --all prints all" if shown < results.count else ""
    if results.count or not results.groups:
        say(f"{counted(results.count, 'hit')} in {stories_counted(len(results.groups))}{more}")
    else:
        say(stories_counted(len(results.groups)))
