"""It is the reader's story still: marks stay with their sentences whatever happens to the files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

from inglenook.config import Folders
from inglenook.library import Library
from inglenook.model import Position
from inglenook.store.annotations import Annotation
from registry import attack

NAMES = ("Ada", "Bert", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hal")
THINGS = ("lock", "barge", "lamp", "coat", "heron", "letter", "bell", "stair", "kettle", "rope")
SYLLABLES = ("ba", "del", "fin", "gor", "hal", "ki", "lum", "mor", "nes", "or", "pa", "ris", "tu")
TOGETHER = "Tales told together"
DOINGS = ("mended", "lost", "painted", "carried", "sold", "found", "hid", "counted", "wanted")


def sentence(rng: Random) -> str:
    """Return a sentence that is hardly ever made twice."""
    pick = rng.choice
    place, other, third = (
        "".join(pick(SYLLABLES) for _ in range(3)).capitalize() for _ in range(3)
    )
    return (
        f"{pick(NAMES)} {pick(DOINGS)} the {pick(THINGS)} of {place} that {other} had "
        f"{pick(DOINGS)}, and the {pick(THINGS)} by {third}, {rng.randrange(2, 999)} times over."
    )


def paragraphs(rng: Random, many: int) -> list[str]:
    """Return paragraphs of some sentences."""
    return [" ".join(sentence(rng) for _ in range(rng.randint(1, 4))) for _ in range(many)]


class Shelf:
    """A folder of stories that things happen to."""

    def __init__(self, rng: Random, folder: Path) -> None:
        self.rng, self.folder = rng, folder
        self.away = folder.with_name("away")
        self.texts = {
            f"story{number}": (f"Tale of the {THINGS[number]}", paragraphs(rng, 60))
            for number in range(8)
        }
        self.files = {name: folder / f"{name}.txt" for name in self.texts}
        self.joined: tuple[str, ...] = ()
        self.ways = dict.fromkeys(self.texts, "txt")
        folder.mkdir(parents=True)
        for name in self.texts:
            self.write(name)

    def write(self, name: str) -> None:
        """Save a story as it is now."""
        title, text = self.texts[name]
        path = self.files[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.ways[name] == "html":
            body = "".join(f"<p>{one}</p>" for one in text)
            page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}"
            path.write_text(page, encoding="utf-8")
        else:
            encoding = "utf-16" if self.ways[name] == "utf-16" else "utf-8"
            path.write_text("\n\n".join((title, f"by {NAMES[0]} Quill", *text)), encoding=encoding)

    def join(self, *names: str) -> None:
        """Say that some files are one story, and that no others are."""
        self.joined = names
        manifest = self.folder / "library.yaml"
        files = [self.files[name].relative_to(self.folder).as_posix() for name in names]
        if files:
            manifest.write_text(json.dumps({"stories": [{"title": TOGETHER, "files": files}]}))
        else:
            manifest.unlink(missing_ok=True)

    def change(self) -> str:
        """Let one thing happen, and say what."""
        rng, name = self.rng, self.rng.choice(sorted(self.texts))
        _, text = self.texts[name]
        path = self.files[name]
        what = rng.choice(
            (
                "rename", "move", "append", "insert", "edit", "encoding", "format", "copy", "touch",
                "join", "take apart",
            )
        )  # fmt: skip
        if what == "rename":
            self.files[name] = path.with_name(f"{name}-{rng.randrange(10**6)}{path.suffix}")
        elif what == "move":
            self.files[name] = self.folder / f"sub{rng.randrange(3)}" / path.name
        elif what == "append":
            text += paragraphs(rng, 10)
        elif what == "insert":
            at = rng.randrange(len(text))
            text[at:at] = paragraphs(rng, 5)
        elif what == "edit":
            at = rng.randrange(len(text))
            words = text[at].split(" ")
            words[rng.randrange(len(words))] = rng.choice(THINGS)
            text[at] = " ".join(words)
        elif what == "encoding":
            self.ways[name] = "utf-16" if self.ways[name] == "txt" else "txt"
            self.files[name] = path.with_suffix(".txt")
        elif what == "format":
            self.ways[name] = "html" if self.ways[name] != "html" else "txt"
            self.files[name] = path.with_suffix(".html" if self.ways[name] == "html" else ".txt")
        elif what == "copy":
            shutil.copy(path, path.with_name(f"copy-{rng.randrange(10**6)}-{path.name}"))
            return f"{what} {name}"
        elif what == "join":
            self.join(name, rng.choice(sorted(self.texts.keys() - {name})))
            return f"{what} {name}"
        elif what == "take apart":
            self.join()
            return what
        if self.files[name] != path:
            path.unlink()
            self.join(*self.joined)
        self.write(name)
        return f"{what} {name}"


def _wrong(library: Library, marks: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Yield what became of marks that are neither on their sentence nor waiting.

    Args:
        library: where they are.
        marks: by id: the story's title, and the sentence.
    """
    by_id = {story.id: story for story in library.stories()}
    kept: dict[str, Annotation] = {one.id: one for one in library.marginalia.all()}
    for mark in marks.keys() - kept.keys():
        yield f"the mark {mark} is gone"
    homes: dict[str, list[Annotation]] = {}
    for one in kept.values():
        homes.setdefault(library.marginalia.home(one), []).append(one)
    for home, ones in homes.items():
        story = by_id.get(home)
        if story is None:
            continue  # its file is away: it waits
        document = library.open(story)
        wanted = {one.id for one in ones}
        for placed in library.marginalia.of(story, document):
            if placed.span is None or placed.annotation.id not in wanted:
                continue
            title, words = marks[placed.annotation.id]
            block = document.chapters[placed.span.start.chapter].blocks[placed.span.start.block]
            there, before = set(block.text.split()), set(words.split())
            if len(before & there) < 0.6 * len(before):
                yield f"a mark of {title!r} is at {block.text[:60]!r}, was at {words[:60]!r}"
            if story.title not in (title, TOGETHER):
                yield f"a mark of {title!r} is in {story.title!r}"


@attack("marks stay with their sentences, or wait", quick=15, long=500)
def what_happens_to_files(rng: Random, tries: int, folder: Path) -> Iterator[str]:
    """Rename, move, copy, edit, convert, join, part and take away files of stories with marks."""
    shelf = Shelf(rng, folder / "stories")
    own = Folders(folder / "config.yaml", folder / "cache", folder / "state")
    library = Library(shelf.folder, own)
    library.refresh(index=False)
    marks: dict[str, tuple[str, str]] = {}
    for story in library.stories():
        document = library.open(story)
        blocks = document.chapters[0].blocks
        told = [
            number for number, one in enumerate(blocks) if not one.folded and len(one.text) > 40
        ]
        for number in rng.sample(told, 6):
            made = library.marginalia.mark(story, document, Position(0, number))
            marks[made.id] = story.title, made.text
        library.save_place(story.id, document, Position(0, told[5]), 0.2)
    if len(library.stories()) != len(shelf.texts):
        yield f"{len(library.stories())} stories of {len(shelf.texts)}"
    waited: list[str] = []
    for number in range(tries):
        if rng.random() < 0.1:
            what = "the drive is away"
            shelf.folder.rename(shelf.away)
            shelf.folder.mkdir()
            library.refresh(index=False)
            for wrong in _wrong(library, marks):
                yield f"try {number}, {what}: {wrong}"
            shelf.folder.rmdir()
            shelf.away.rename(shelf.folder)
        elif rng.random() < 0.1:
            what = "the cache is deleted"
            library.catalog.close()
            shutil.rmtree(own.cache)
        else:
            what = shelf.change()
        library = Library(shelf.folder, own)
        library.refresh(index=False)
        for wrong in _wrong(library, marks):
            yield f"try {number}, {what}: {wrong}"
        placed = 0
        for story in library.stories():
            every = library.marginalia.of(story, library.open(story))
            placed += sum(one.span is not None for one in every)
        if placed < 0.9 * len(marks):
            waited.append(f"try {number}, {what}: only {placed} of {len(marks)} marks are placed")
    # A sentence that was edited away waits; that most do would be no promise kept.
    yield from waited[:3]
