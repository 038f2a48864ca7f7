"""Adding and removing chapters.

Each commit makes a segment, and every search looks into each segment, so
segments are merged as they come: when eight of a size have gathered they
become one of the next size. A chapter is rewritten at most three times, and a
library added a chapter at a time keeps fewer than thirty segments.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from inglenook.index.analysis import Gathered, Layout, body, notes, pack_layouts
from inglenook.index.codec import Segment, Writer
from inglenook.index.schema import BODY, KEY, LAYOUT, NOTES
from inglenook.model import Block

MERGED_AT_ONCE = 8
LARGEST_MERGED = 4096
"""Chapters; larger segments stay as they are, since merging one would take many seconds."""


class Batch:
    """Chapters gathered for one commit."""

    def __init__(self) -> None:
        self.layouts: dict[str, tuple[Layout, Layout]] = {}
        """By the key of the chapter."""
        self.texts = {BODY: Gathered(), NOTES: Gathered()}
        self.words = 0

    def take(self, key: str, blocks: Sequence[Block]) -> None:
        """Take in a chapter whose key is not in it."""
        layout = self.texts[BODY].take(body(blocks))
        self.layouts[key] = layout, self.texts[NOTES].take(notes(blocks))
        self.words += layout.length


def write(index: Any, batch: Batch, removed: Collection[str] = (), *, merging: bool = True) -> None:
    """Commit new chapters and removals at once.

    Args:
        index: Whoosh's ``FileIndex``.
        batch: chapters; their keys are not in the index, or are removed.
        removed: keys of chapters that go.
        merging: whether segments that have gathered are merged as well.

    Raises:
        LockError: another process is writing.
    """
    writer = Writer(index, batch.texts)
    try:
        for segment in writer.segments if removed else ():
            _delete(writer, segment, removed)
        for key, layouts in batch.layouts.items():
            writer.add_labels({KEY: key.encode(), LAYOUT: pack_layouts(layouts)})
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=_merge_alike if merging else _keep)


def _delete(writer: Writer, segment: Segment, removed: Collection[str]) -> None:
    reader = segment.codec().per_document_reader(writer.storage, segment)
    for doc, key in enumerate(reader.column(KEY)):
        if key.decode() in removed:
            segment.delete_document(doc)
    reader.close()


def is_scattered(sizes: Iterable[int]) -> bool:
    """Return whether segments of so many chapters have gathered that would be merged."""
    alike = Counter(map(_size, sizes))
    return any(
        count > MERGED_AT_ONCE for size, count in alike.items() if size < _size(LARGEST_MERGED)
    )


def _keep(_writer: Writer, segments: list[Segment]) -> list[Segment]:
    return segments


def _merge_alike(writer: Writer, segments: list[Segment]) -> list[Segment]:
    """Merge segments of a size into the one being written; Whoosh calls this at a commit."""
    sizes: defaultdict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count():
            sizes[_size(segment.doc_count())].append(segment)
    kept: list[Segment] = []
    written = writer.doc_count()
    for size, alike in sorted(sizes.items()):
        wasteful = [one for one in alike if one.deleted_count() > one.doc_count()]
        merged = alike if len(alike) + (_size(written) == size) > MERGED_AT_ONCE else wasteful
        if size >= _size(LARGEST_MERGED):
            merged = wasteful
        for segment in merged:
            writer.take_in(segment)
            written += segment.doc_count()
        kept += (segment for segment in alike if segment not in merged)
    return kept


def _size(chapters: int) -> int:
    """Return which power of eight a number of chapters comes to."""
    return max(0, chapters.bit_length() - 1) // 3
