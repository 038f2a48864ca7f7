"""Formats: bytes of a file become a Document.

::

    read(data, path) -> Document        picks the format by content
      formats()                         the registry; each has detect() and open()
        epub.EpubFormat                 EPUB 2 and 3
        html.HtmlFormat                 web pages: downloads, saved pages, fragments
        docx.DocxFormat, rtf.RtfFormat  word processors' documents
        fb2.Fb2Format                   FictionBook 2
        markdown.MarkdownFormat         CommonMark, with front matter
        plaintext.PlainText             .txt, and anything that decodes to prose
        compressed.GzipFormat           any of these, packed; a ZIP that is no book is a folder
    archive.Archive                     a ZIP's files by their names, within bounds
    elsewhere.what_to_do                what is known but not read: MOBI, PDF, DOC

    markup/, sites/                     what HTML and EPUB share: a tree becomes chapters;
                                        what is known of the pages of single archives

    the plain text pipeline             encoding, residue, lines, header, labels, marks,
                                        chapters, paragraphs, breaks, emphasis, endings, gutenberg,
                                        sniff
"""

from __future__ import annotations

from functools import cache
from pathlib import PurePosixPath
from typing import Protocol

from inglenook.clean import clean_line
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.elsewhere import what_to_do
from inglenook.formats.marks import mark_in_name, parse_mark
from inglenook.formats.sniff import not_a_story
from inglenook.garbage import no_garbage_collection
from inglenook.model import Document

__all__ = ["Format", "formats", "is_folder", "mark_in_name", "parse_mark", "read"]


class Format(Protocol):
    """A way a story can be stored."""

    @property
    def name(self) -> str:
        """Short name, ``text``, as ``Document.format`` carries it."""

    def detect(self, data: bytes, path: PurePosixPath) -> float:
        """Return how sure it is that ``data`` is of this format, from 0 to 1."""

    def open(self, data: bytes, path: PurePosixPath) -> Document:
        """Parse; raises UnreadableStory, or NotAStory where it is no story after all."""


def read(data: bytes, path: PurePosixPath) -> Document:
    """Parse a file, in the format its content shows it to be.

    Args:
        data: the whole file.
        path: relative to the library; only a hint, and the subject of errors.

    Raises:
        NotAStory: it is something other than a story; ``reason`` says what.
        UnreadableStory: it cannot be read as a story.
    """
    if reason := what_to_do(data):
        raise NotAStory(clean_line(str(path)), reason)
    best = _format_of(data, path)
    if best is None:
        raise NotAStory(clean_line(str(path)), not_a_story(data, path) or "of no known format")
    try:
        with no_garbage_collection():
            return best.open(data, path)
    except (RecursionError, MemoryError) as error:
        reason = f"too deep or too large ({type(error).__name__})"
        raise UnreadableStory(clean_line(str(path)), reason) from error


def is_folder(data: bytes, path: PurePosixPath) -> bool:
    """Whether a file is to be taken for a folder: a ZIP that is no book."""
    if not data.startswith(b"PK") or what_to_do(data):
        return False
    best = _format_of(data, path)
    return best is not None and best.name == "zip"


def _format_of(data: bytes, path: PurePosixPath) -> Format | None:
    sure, _, best = max(
        (each.detect(data, path), -rank, each) for rank, each in enumerate(formats())
    )
    return best if sure > 0.0 else None


@cache
def formats() -> tuple[Format, ...]:
    """Return the registry, in order of preference where two are equally sure."""
    # 60 ms, and a refresh that finds nothing new reads nothing.
    from inglenook.formats.compressed import GzipFormat, ZipFormat, ZippedFb2Format
    from inglenook.formats.docx import DocxFormat
    from inglenook.formats.epub import EpubFormat
    from inglenook.formats.fb2 import Fb2Format
    from inglenook.formats.html import HtmlFormat
    from inglenook.formats.markdown import MarkdownFormat
    from inglenook.formats.plaintext import PlainText
    from inglenook.formats.rtf import RtfFormat

    return (
        EpubFormat(),
        DocxFormat(),
        Fb2Format(),
        RtfFormat(),
        HtmlFormat(),
        MarkdownFormat(),
        PlainText(),
        GzipFormat(read),
        ZippedFb2Format(),
        ZipFormat(),
    )
