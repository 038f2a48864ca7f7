"""What the command line prints: JSON shapes, lines for people, progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from inglenook.clean import UNSAFE, clean_line
from inglenook.library import Library
from inglenook.model import (
    Block,
    Chapter,
    ChapterEntry,
    Hit,
    Kind,
    Metadata,
    Progress,
    Role,
    Snippet,
    Story,
)


def say(message: str) -> None:
    """Tell a person something, on standard error, so that the data stays clean."""
    click.echo(f"inglenook: {clean_line(message)}", err=True)


def print_progress(progress: Progress) -> None:
    """Print a line that :mod:`inglenook.background` reads."""
    print(json.dumps(progress._asdict()), flush=True)  # noqa: T201 - a pipe, read line by line


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Show progress on standard error, if that is a terminal."""
    shown = sys.stderr.isatty()

    def tell(progress: Progress) -> None:
        if shown:
            share = f"{progress.done / progress.total:4.0%}" if progress.total else "    "
            filled = 24 * progress.done // progress.total if progress.total else 0
            bar = "━" * filled + "─" * (24 - filled)
            click.echo(f"\r{progress.stage:9} {bar} {share}", nl=False, err=True)

    yield tell
    if shown:
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


def print_json(value: object) -> None:
    """Print one JSON document, for a script and still readable.

    A path may have anything in it: what a terminal would obey is escaped, and is the same to a
    script.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(UNSAFE.sub(lambda char: json.dumps(char[0])[1:-1], text))


def story_json(story: Story) -> dict[str, Any]:
    """Return a story as ``list --json`` shows it."""
    return {
        "id": story.id,
        "title": story.title,
        "authors": list(story.authors),
        "language": story.metadata.language,
        "words": story.words,
        "guessed": list(story.guessed),
        "metadata": _metadata(story.metadata),
        "chapters": _contents(story.chapters),
        "sources": _shown(story.sources),
        "versions": [
            {
                "format": version.format,
                "words": version.words,
                "chapters": _contents(version.chapters),
                "sources": _shown(version.sources),
                "contained": version.contained,
                "confidence": version.confidence,
                "evidence": version.evidence,
            }
            for version in story.versions
        ],
    }


def _contents(chapters: Iterable[ChapterEntry]) -> list[dict[str, Any]]:
    return [
        {
            "number": number,
            "title": entry.title,
            "words": entry.words,
            "source": clean_line(entry.source),
        }
        for number, entry in enumerate(chapters, 1)
    ]


def _shown(paths: Iterable[str]) -> list[str]:
    return [clean_line(path) for path in paths]


_METADATA_NAMES = {"fandoms": "fandom"}


def _metadata(metadata: Metadata) -> dict[str, Any]:
    # 6 ms of patterns that only this needs.
    from inglenook.claims import claims

    shown = {
        _METADATA_NAMES.get(name, name): value if value else ([] if value == () else None)
        for name, value in asdict(metadata).items()
        if name not in {"title", "authors", "language", "other"}
    }
    said = claims(metadata)
    return shown | {
        "rating_level": said.rating.name.lower() if said.rating else None,
        "complete": said.complete,
        "word_count": said.words,
        "chapter_count": said.chapters,
        "chapters_planned": said.planned,
        "published_date": said.published or None,
        "updated_date": said.updated or None,
        "other": dict(metadata.other),
    }


def chapter_json(number: int, title: str, chapter: Chapter) -> dict[str, Any]:
    """Return a chapter, its ``number`` counted from 0, as ``show --json`` shows it."""
    blocks = [
        {"kind": str(block.kind), "text": block.text, "folded": block.folded}
        for block in chapter.blocks
    ]
    return {"number": number + 1, "title": title, "blocks": blocks}


def hit_json(story: Story, hit: Hit) -> dict[str, Any]:
    """Return a hit as ``search --json`` shows it."""
    return {
        "story": story.id,
        "title": story.title,
        "authors": list(story.authors),
        "chapter": hit.chapter + 1,
        "chapter_title": story.chapters[hit.chapter].title,
        "block": hit.match.block,
        "start": hit.match.start,
        "end": hit.match.end,
        "text": hit.snippet.text,
        "highlights": _pairs(hit.snippet),
        "note": hit.note and {"text": hit.note.text, "highlights": _pairs(hit.note)},
        "seen": hit.seen or None,
        "score": round(hit.score, 4),
    }


def _pairs(snippet: Snippet) -> list[list[int]]:
    return [list(pair) for pair in snippet.highlights]


def plain_text(block: Block) -> str:
    """Return a block as ``show`` prints it."""
    if block.kind is Kind.SCENE_BREAK:
        return "* * *"
    if block.kind.keeps_lines and block.role is Role.BODY:
        return "\n".join("    " + line for line in block.text.split("\n"))
    return block.text


def print_hits(shelf: Library, hits: list[Hit]) -> None:
    """Print hits under the chapter they are in, with what matched in bold."""
    last: tuple[str, int] | None = None
    for hit in hits:
        if (hit.story, hit.chapter) != last:
            story = shelf.story(hit.story)
            chapter = story.called(hit.chapter)
            where = story.title if chapter == story.title else f"{story.title}, {chapter}"
            click.secho(("" if last is None else "\n") + where, bold=True)
            last = (hit.story, hit.chapter)
        click.echo(("* " if hit.note else "  ") + _when(hit) + _highlighted(hit.shown))


def _when(hit: Hit) -> str:
    if not hit.seen:
        return ""
    # 1 ms, and few searches ask for it.
    from inglenook.store.reading_log import said

    return click.style(f"read {said(hit.seen)} · ", dim=True)


def _highlighted(shown: Snippet) -> str:
    text, parts, at = shown.text, [], 0
    for start, end in shown.highlights:
        parts += [text[at:start], click.style(text[start:end], bold=True, underline=True)]
        at = end
    return "".join([*parts, text[at:]])


def stories_counted(count: int) -> str:
    """Return ``1 story``, ``2 stories``."""
    return f"{count:,} stor{'y' if count == 1 else 'ies'}"


def counted(count: int, noun: str) -> str:
    """Return ``1 hit``, ``2 hits``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
