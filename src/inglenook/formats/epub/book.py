"""A book's parts become chapters where its own contents say they begin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import PurePosixPath

from inglenook.clean import clean_line
from inglenook.errors import UnreadableStory
from inglenook.formats.addresses import identity
from inglenook.formats.archive import Archive, BombError, DamagedArchiveError
from inglenook.formats.epub.contents import Entry, read_contents
from inglenook.formats.epub.drm import locked, scheme
from inglenook.formats.epub.package import Item, Package, find_package, read_package
from inglenook.formats.labels import typed
from inglenook.formats.markup.chapters import assemble
from inglenook.formats.markup.contents import Start, find_starts, with_missed
from inglenook.formats.markup.pieces import Piece
from inglenook.formats.markup.tree import Node, first, parse_xhtml, text_of
from inglenook.formats.markup.walk import Walker
from inglenook.formats.markup.wrapper import fold_gutenberg, fold_labels
from inglenook.formats.sites import ao3, fanficfare
from inglenook.model import Document, Guess, Kind, Metadata, Role

_FOLDED = (
    # what a contents entry is called -> the role of the text under it
    (re.compile(r"(?:half-?\s?)?title\s?-?page|cover(?:\s(?:page|image))?|imprint|toc|frontispiece"
                r"|(?:table of )?contents|copyright(?:\s(?:page|notice|information))?"
                r"|legal(?:\s\w+)?|also by .{0,60}|praise for .{0,80}", re.IGNORECASE), Role.FRONT),
    (re.compile(r"colophon|uncopyright|update\s?log|newsletter.{0,40}|landmarks"
                r"|(?:the )?full project gutenberg(?:.{0,3}) license"
                r"|(?:about|from) the (?:author|publisher)|list of illustrations"
                r"|transcriber.?s notes?", re.IGNORECASE), Role.END),
)  # fmt: skip
_CONTENTS_PAGE = re.compile(r"(?:table of )?contents|toc", re.IGNORECASE)
_FEWEST_ENTRIES = 2
_AO3 = "Archive of Our Own"
_PAGES_OF_HEADER = 4
"""A header follows a cover, a title page and a notice of rights at most."""
_PREFACE_WITHIN = 2
"""AO3's preface is the first part, or the second behind a cover."""


@dataclass(slots=True)
class _Page:
    """One part of the reading order, parsed."""

    item: Item
    root: Node
    pieces: list[Piece]
    at: int = 0
    """Index of its first piece among all."""
    title: str = field(default="")


def read_book(data: bytes, path: PurePosixPath) -> Document:
    """Read a book. Raises UnreadableStory, naming what is wrong with it."""
    name = clean_line(str(path))
    try:
        archive = Archive.open(data)
        package = _package(archive)
        pages = _pages(archive, package)
        entries, notices = _contents(archive, package)
    except DamagedArchiveError as error:
        raise UnreadableStory(name, clean_line(str(error), 300)) from None
    package.notices.extend(notices)
    if not any(page.pieces for page in pages):
        raise UnreadableStory(name, f"no text in the book: {_why(archive, package)}")
    return _document(archive, package, pages, entries, str(path), broken=bool(notices))


def _why(archive: Archive, package: Package) -> str:
    """Why there is no text, in one line."""
    notices = [*archive.notices, *package.notices]
    if not notices:
        return "its pages hold pictures only"
    return clean_line(" ".join(notices[:2]), 300)


def _package(archive: Archive) -> Package:
    path = find_package(archive)
    package = read_package(archive, path) if path else Package()
    if path is None:
        package.notices.append("The book has no package document: its parts are in name order.")
    if not package.spine:
        loose = [
            name for name in archive.names() if name.lower().endswith((".xhtml", ".html", ".htm"))
        ]
        package.spine = [
            Item(name, name, name, "application/xhtml+xml", frozenset())
            for name in sorted(loose, key=_natural)
            if name != package.nav
        ]
        if path is not None and loose:
            package.notices.append("The book gives no reading order: its parts are in name order.")
    if not any(item.is_text for item in package.spine):
        raise DamagedArchiveError(f"no text in the book: {_why(archive, package)}")
    return package


def _natural(name: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d{1,9})", name)
    ]


def _pages(archive: Archive, package: Package) -> list[_Page]:
    closed = locked(archive)
    texts = [item for item in package.spine if item.is_text]
    shut = [item for item in texts if item.path in closed]
    if shut and len(shut) * 2 >= len(texts):
        raise DamagedArchiveError(f"its text is locked by DRM ({scheme(archive, closed)})")
    pages: list[_Page] = []
    at = 0
    for item in texts:
        if item.path in closed:
            package.notices.append(f"{item.path} is encrypted and was left out.")
            continue
        try:
            page = _page(archive, package, item, first_pages=len(pages) < _PREFACE_WITHIN)
        except BombError:
            raise
        except DamagedArchiveError as error:
            package.notices.append(f"{error}.")
            continue
        page.at = at
        at += len(page.pieces)
        pages.append(page)
    return pages


def _page(archive: Archive, package: Package, item: Item, *, first_pages: bool) -> _Page:
    root = parse_xhtml(archive.read(item.path))
    if first_pages and ao3.is_download(root):
        package.producer += _AO3
    roles = ao3.roles_of(root) if _AO3 in package.producer else {}
    pieces = Walker(roles).walk(root)
    for piece in pieces:
        piece.file = item.path
    if pieces:
        pieces[0].ids = ("", *pieces[0].ids)
    is_contents = item.path == package.nav or package.guide.get(item.path) == "toc"
    if is_contents or (not item.linear and not pages_have_text(pieces)):
        for piece in pieces:
            piece.role = Role.FRONT
    return _Page(item, root, pieces, title=clean_line(text_of(first(root, "title")), 300))


def pages_have_text(pieces: Sequence[Piece]) -> bool:
    """Whether a page holds more than a picture's caption."""
    return sum(len(piece.text) for piece in pieces) > 80


def _contents(archive: Archive, package: Package) -> tuple[list[Entry], list[str]]:
    try:
        return read_contents(archive, package)
    except DamagedArchiveError as error:
        return [], [f"{error}."]


def _document(
    archive: Archive,
    package: Package,
    pages: list[_Page],
    entries: list[Entry],
    source: str,
    *,
    broken: bool,
) -> Document:
    pieces = [piece for page in pages for piece in page.pieces]
    fold_gutenberg(pieces)
    metadata, guesses = _metadata(package, pages)
    wanted = _wanted(entries, package, pages)
    starts: list[Start] = []
    if not (_AO3 in package.producer and len(wanted) == 1):  # one chapter has the work's own title
        starts, pieces = _starts(pieces, pages, wanted)
        starts = with_missed(starts, pieces) if broken and starts else starts
    if not metadata.title:
        metadata, guess = _title_from(metadata, pieces)
        guesses.extend(guess)
    _fold(pieces, starts)
    chapters = assemble(pieces, starts, source, numbered=_AO3 in package.producer)
    if entries and len(starts) >= _FEWEST_ENTRIES:
        guesses.append(Guess("chapters", str(len(chapters)), 0.98, "the book's own contents"))
    notices = tuple(clean_line(text, 300) for text in (*archive.notices, *package.notices))
    return Document(metadata, chapters, tuple(guesses), "epub", "", tuple(dict.fromkeys(notices)))


def _metadata(package: Package, pages: list[_Page]) -> tuple[Metadata, list[Guess]]:
    metadata = package.metadata
    for page in pages[:3]:
        if fanficfare.is_title_page(page.root):
            said = fanficfare.read_title_page(page.root)
            # Its language is the one FanFicFare writes into every book, unless the page has one.
            source, number = identity(said.source_url or metadata.source_url)
            said = replace(said, source_url=source, work_id=number)
            for piece in page.pieces:
                piece.role = Role.FRONT
            return said, fanficfare.guesses_for(said)
        if ao3.is_download(page.root):
            said = ao3.read_preface(page.root)
            said = replace(said, language=said.language or metadata.language)
            return said, ao3.guesses_for(said)
    guesses = []
    if metadata.title:
        guesses.append(Guess("title", metadata.title, 1.0, "the book's own metadata"))
    if metadata.authors:
        authors = ", ".join(metadata.authors)
        guesses.append(Guess("authors", authors, 1.0, "the book's own metadata"))
    return _with_labels(metadata, pages), guesses


def _with_labels(metadata: Metadata, pages: list[_Page]) -> Metadata:
    """Fold a header of label lines on the first pages; it completes what the package says."""
    said = typed(fold_labels([piece for page in pages[:_PAGES_OF_HEADER] for piece in page.pieces]))
    updates = {
        item.name: value
        for item in fields(Metadata)
        if (value := getattr(said, item.name)) and not getattr(metadata, item.name)
    }
    return replace(metadata, **updates)


def _title_from(metadata: Metadata, pieces: list[Piece]) -> tuple[Metadata, list[Guess]]:
    for piece in pieces[:50]:
        if piece.level == 1 and not _CONTENTS_PAGE.fullmatch(piece.text):
            return replace(metadata, title=piece.text), [
                Guess("title", piece.text, 0.6, "the first heading of the book")
            ]
    return metadata, []


def _wanted(entries: list[Entry], package: Package, pages: list[_Page]) -> list[Entry]:
    """The entries that name chapters: a site's own front and back pages are no chapters."""
    if any(fanficfare.is_title_page(page.root) for page in pages[:3]):
        return [
            entry._replace(title=fanficfare.chapter_title(entry.title))
            for entry in entries
            if not re.search(r"(?:title_page|toc_page|log_page)\.x?html$", entry.path)
        ]
    if _AO3 in package.producer:
        return [e for e in entries if e.title.casefold() not in {"preface", "afterword"}]
    return entries


def _starts(
    pieces: list[Piece], pages: list[_Page], entries: list[Entry]
) -> tuple[list[Start], list[Piece]]:
    """Where chapters begin: by the contents, else by headings, else by parts with titles."""
    if sum(map(_names_a_chapter, entries)) < _FEWEST_ENTRIES:
        found, _ = find_starts(pieces)
        poor = len(entries) < _FEWEST_ENTRIES or not any(map(_names_a_chapter, entries))
        if len(found) >= _FEWEST_ENTRIES and poor:
            return found, pieces
        if not entries:
            return found or _from_titles(pages), pieces
    return _from_contents(pieces, pages, entries)


_NO_NAME = re.compile(
    r"start|begin(?:ning)?(?: reading)?|text|body|unknown|untitled|main|book", re.IGNORECASE
)


def _names_a_chapter(entry: Entry) -> bool:
    """Whether an entry is more than ``Cover`` or the ``Start`` converters put there."""
    if _NO_NAME.fullmatch(entry.title):
        return False
    return not any(pattern.fullmatch(entry.title) for pattern, _ in _FOLDED)


def _from_titles(pages: list[_Page]) -> list[Start]:
    titles = [page.title for page in pages if page.pieces]
    if len(set(titles)) < max(2, len(titles) * 0.8):
        return []
    return [Start(page.at, page.title) for page in pages if page.pieces]


def _from_contents(
    pieces: list[Piece], pages: list[_Page], entries: list[Entry]
) -> tuple[list[Start], list[Piece]]:
    anchors = {
        (piece.file, name): at
        for at, piece in reversed(list(enumerate(pieces)))
        for name in piece.ids
    }
    begins = {page.item.path: page for page in pages}
    headings = _Headings(pieces)
    found: list[tuple[int, int, Entry]] = []
    for order, entry in enumerate(entries):
        page = begins.get(entry.path)
        if page is None:
            continue
        at = anchors.get((entry.path, entry.anchor)) if entry.anchor else None
        if at is None or not page.pieces:
            end = page.at + len(page.pieces)
            at = headings.between(page.at, end, entry.title) if entry.anchor else page.at
        found.append((at, order, entry))
    found.sort(key=lambda one: (one[0], one[1]))
    return _placed(pieces, found, begins, headings)


class _Headings:
    """The headings of a book by their letters, to find the one an entry names."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._places: dict[str, list[int]] = {}
        for at, piece in enumerate(pieces):
            if piece.level:
                self._places.setdefault(_letters(piece.text), []).append(at)

    def between(self, start: int, end: int, title: str) -> int:
        """Return the first place in ``start..end`` whose heading is ``title``, else ``start``."""
        places = self._places.get(_letters(title), [])
        at = bisect_left(places, start)
        return places[at] if at < len(places) and places[at] < end else start


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def _placed(
    pieces: list[Piece],
    found: list[tuple[int, int, Entry]],
    begins: dict[str, _Page],
    headings: _Headings,
) -> tuple[list[Start], list[Piece]]:
    """Give each entry a place of its own.

    Several entries may lead to one place: a part and its first chapter, or a page without
    text. The later ones move to the heading that reads like them; a title stands in
    where there is no text to begin at.
    """
    starts: list[Start] = []
    woven: list[Piece] = []
    taken = 0  # pieces already woven
    for number, (at, _, entry) in enumerate(found):
        following = found[number + 1][0] if number + 1 < len(found) else len(pieces)
        same = number > 0 and found[number - 1][0] == at
        if same and _letters(found[number - 1][2].title) == _letters(entry.title):
            continue
        place = max(at, taken)
        if same:
            place = headings.between(taken, _reach(found, number, len(pieces)), entry.title)
        woven.extend(pieces[taken:place])
        taken = max(taken, place)
        starts.append(Start(len(woven), entry.title))
        shared = following == at and not _begins_with(pieces, place, entry.title)
        empty = shared or not begins[entry.path].pieces
        if empty:
            woven.append(Piece(Kind.HEADING, entry.title, role=Role.TITLE, file=entry.path))
        elif place < len(pieces):
            woven.append(pieces[place])
            taken = place + 1
    woven.extend(pieces[taken:])
    return starts, woven


def _reach(found: list[tuple[int, int, Entry]], number: int, end: int) -> int:
    at = bisect_right(found, found[number][0], key=lambda one: one[0])
    return found[at][0] if at < len(found) else end


def _begins_with(pieces: list[Piece], at: int, title: str) -> bool:
    """Whether the text at ``at`` is this entry's own heading, not the next entry's."""
    return at < len(pieces) and _letters(pieces[at].text)[:60] == _letters(title)[:60]


def _fold(pieces: list[Piece], starts: list[Start]) -> None:
    """Fold title pages, imprints and the like, by what the contents call them."""
    bounds = [start.at for start in starts[1:]] + [len(pieces)]
    for start, end in zip(starts, bounds, strict=False):  # without starts there is one bound
        for pattern, role in _FOLDED:
            if pattern.fullmatch(start.title):
                for piece in pieces[start.at : end]:
                    if piece.role in (Role.BODY, Role.FRONT):
                        piece.role = Role.TITLE if piece.level else role
