"""Measure the reading pane on a book as long as *War and Peace*.

Run: ``python benchmarks/reading.py``. The book is made up with a fixed seed: 3.2 MB in 365
chapters. Each figure is beside the bound it must keep; an empty Textual app and a story of one
line, measured in the same run, are what first paint is compared with. All are milliseconds of
work, not of waiting: Textual's test harness waits in steps of 20 ms for an app to be idle. The
exit code is 1 if a bound is broken.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from rich.cells import get_character_cell_size
from textual.app import App, ComposeResult

from inglenook.layout import PLAIN, Layout, Typography, View, compose
from inglenook.marginalia import Placed
from inglenook.model import (
    Block,
    Chapter,
    Document,
    Inline,
    Kind,
    Locator,
    Metadata,
    Position,
    Span,
    Style,
    count_words,
)
from inglenook.store.annotations import Annotation, MarkKind
from inglenook.tui.widgets.margin import margin
from inglenook.tui.widgets.reading_pane import ReadingPane
from words import Prose

SIZE = 3_200_000
CHAPTERS = 365
SCREEN = (120, 40)
FINE = Typography("indented", justify=True, hyphenate=True, language="en")
"""What costs most of what a reader may choose."""


def make_book() -> Document:
    """Make up a book, always the same one, one paragraph in forty with emphasis."""
    prose, texts, size = Prose(), list[str](), 0
    while size < SIZE:
        texts.append(prose.paragraph())
        size += len(texts[-1].encode()) + 2
    blocks = [
        Block(Kind.PARAGRAPH, text, () if number % 40 else (Inline(0, 9, Style.EMPHASIS),))
        for number, text in enumerate(texts)
    ]
    bounds = [len(blocks) * number // CHAPTERS for number in range(CHAPTERS + 1)]
    parts = [tuple(blocks[start:end]) for start, end in pairwise(bounds)]
    chapters = [Chapter(prose.title(), part, words=count_words(part)) for part in parts]
    return Document(Metadata(), tuple(chapters))


def timed(action: Callable[[], object]) -> float:
    """Return the milliseconds an action takes."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def spread_over(document: Document, marks: int) -> list[Span]:
    """Return spans of a few words each, evenly over the book."""
    places = [(c, b) for c, one in enumerate(document.chapters) for b in range(len(one.blocks))]
    return (
        [
            Span(Position(*places[at], 2), Position(*places[at], 30))
            for at in range(0, len(places), max(1, len(places) // marks))
        ][:marks]
        if marks
        else []
    )


def highlight(span: Span) -> Annotation:
    """Return a mark of the reader's that lies on a span."""
    start, last = (Locator(end, 0.0, "", "", "") for end in span)
    return Annotation("", "", MarkKind.HIGHLIGHT, start, last, "rose")


class Host(App[None]):
    """An app with nothing but the pane, or without even that."""

    def __init__(self, document: Document | None) -> None:
        super().__init__()
        self.document = document
        self.pane = ReadingPane()

    def compose(self) -> ComposeResult:
        """Put the pane on the screen, if there is a document."""
        if self.document is not None:
            yield self.pane

    def on_mount(self) -> None:
        """Open the document."""
        if self.document is not None:
            titles = tuple(chapter.title for chapter in self.document.chapters)
            self.pane.show(self.document, "A Book", ("Nobody",), titles, Position())


async def first_paint(document: Document | None) -> float:
    """Return the milliseconds from nothing to a settled screen."""
    start = time.process_time()
    app = Host(document)
    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause()
        if document is not None:
            assert any(app.pane.render_line(y).text.strip() for y in range(SCREEN[1]))
        return (time.process_time() - start) * 1000


async def pages_and_resizes(
    document: Document, typography: Typography = PLAIN, marks: int = 0
) -> tuple[list[float], list[float], list[float]]:
    """Return the milliseconds of pages never seen, of pages seen before, and of resizes."""
    app = Host(document)
    app.pane.typography = typography

    def turn(direction: int) -> None:
        app.pane.page(direction)
        for y in range(app.pane.size.height):
            app.pane.render_line(y)

    async with app.run_test(size=SCREEN) as pilot:
        await pilot.pause()
        spans = spread_over(document, marks)
        app.pane.set_matches(spans)
        app.pane.set_margin(margin([Placed(highlight(span), span) for span in spans]))
        app.pane.go_to(Position(CHAPTERS // 2, 3, 0))
        fresh = [timed(lambda: turn(1)) for _ in range(40)]
        seen = [timed(lambda: turn(-1)) for _ in range(40)]
        place = app.pane.position
        resizes = []
        for number in range(20):
            size = (60 + 29 * number % 80, 20 + 7 * number % 30)
            start = time.process_time()
            await pilot.resize_terminal(*size)
            for y in range(app.pane.size.height):
                app.pane.render_line(y)
            resizes.append((time.process_time() - start) * 1000)
            assert app.pane.position == place, "a resize moved the reader"
    return fresh, seen, resizes


def main() -> int:
    """Measure, print a table, and tell whether all bounds are kept."""
    book = make_book()
    size = sum(len(b.text.encode()) + 2 for chapter in book.chapters for b in chapter.blocks)
    tiny = Document(Metadata(), (Chapter("", (Block(Kind.PARAGRAPH, "Once."),)),))
    titles = [chapter.title for chapter in book.chapters]
    flow = compose(book, "A Book", (), titles)
    one_line = Document(Metadata(), (Chapter("", (Block(Kind.PARAGRAPH, "word " * 2_000_000),)),))
    asyncio.run(first_paint(None))  # imports and style sheets
    empty = median(asyncio.run(first_paint(None)) for _ in range(5))
    small = median(asyncio.run(first_paint(tiny)) for _ in range(5))
    large = median(asyncio.run(first_paint(book)) for _ in range(5))
    line = median(asyncio.run(first_paint(one_line)) for _ in range(3))
    fresh, seen, resizes = asyncio.run(pages_and_resizes(book))
    composing = median(timed(lambda: compose(book, "A Book", (), titles)) for _ in range(5))
    wrapping = median(
        timed(lambda: Layout(flow, 66, ruler=get_character_cell_size)) for _ in range(5)
    )
    fine = compose(book, "A Book", (), titles, typography=FINE)
    seen_first = timed(lambda: View(book, "A Book", (), titles, typography=FINE).rows)
    cold = timed(lambda: Layout(fine, 66, ruler=get_character_cell_size))
    setting = median(
        timed(lambda: Layout(fine, 66, ruler=get_character_cell_size)) for _ in range(5)
    )
    fine_fresh, *_ = asyncio.run(pages_and_resizes(book, FINE, marks=1_000))
    count = sum(len(chapter.blocks) for chapter in book.chapters)
    print(f"a book of {size / 1e6:.2f} MB, {count} paragraphs, {CHAPTERS} chapters\n")
    figures: list[tuple[str, float, float]] = [
        ("put in order and wrapped", composing + wrapping, 60),
        ("  of that, wrapped", wrapping, 60),
        ("  justified and hyphenated", setting, 4 * wrapping),
        ("  for the first time, what is on screen", seen_first, 150),
        ("  and the rest, in a thread", cold, 400),
        ("on screen, later than a tiny story", large - small, 150),
        ("a line of 10 MB on screen, later", line - small, 150),
        ("page down, never seen, p95 of 40", sorted(fresh)[37], 16),
        ("  justified, hyphenated, 1,000 highlights", sorted(fine_fresh)[37], 16),
        ("page up, seen before, p95 of 40", sorted(seen)[37], 16),
        ("resize to a fresh screen, median of 20", median(resizes), 100),
        ("resize to a fresh screen, worst of 20", max(resizes), 100),
    ]
    for name, value, bound in figures:
        print(f"{name:<40} {value:8.1f} ms   bound {bound:4.0f} ms {'' if value <= bound else '!'}")
    print(
        f"\nfirst paint: empty app {empty:.0f} ms, tiny story {small:.0f} ms, book {large:.0f} ms"
    )
    print(f"book over empty app: {large / empty:.2f} times")
    return int(any(value > bound for _, value, bound in figures))


if __name__ == "__main__":
    sys.exit(main())
