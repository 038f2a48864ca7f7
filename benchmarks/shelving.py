"""Read a corpus whose titles, authors and contents are known, and print how much was right.

Usage: python benchmarks/shelving.py CORPUS

CORPUS holds files and ``truth.jsonl``: a JSON object a line with ``file`` and, where known,
``title``, ``authors``, ``toc`` ([level, title] pairs) or ``chapters`` (titles, or how many).
Titles are compared up to the subtitle, authors by surname, chapters as sets of normalised titles.
Two figures stand beside the plain ones, for what the truth asks and a file does not hold:
"named" leaves out files in which the author's surname stands nowhere (a novel under a pen name);
"headings" takes a mark and the title on the line below it for the one heading they are, whether
the truth has it as one entry, as two in a row, or by its mark alone.
"words" is the share of files whose words, those folded away included, are within 1 % of what
another program finds in them (``independent.py``), and the worst of them; "x lxml" is how many
times as long as libxml2's bare parse of the same pages it all takes, in the same run.
Promised: title >= 99 %, authors >= 98 %, chapters F1 >= 0.97, EPUB text >= 10 MB/s, no crash.
"""

from __future__ import annotations

import html
import io
import json
import re
import signal
import sys
import time
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import independent
from inglenook import formats
from inglenook.errors import NotAStory, UnreadableStory
from inglenook.formats.marks import whole_title
from inglenook.model import Chapter, Document

WITHIN = 0.99


@dataclass
class Tally:
    """Figures of one folder of the corpus and one format."""

    files: int = 0
    title: list[bool] = field(default_factory=list)
    authors: list[bool] = field(default_factory=list)
    named: list[bool] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)
    headings: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    """1 less the share of words that only we or only the other program finds."""
    refused: list[str] = field(default_factory=list)
    crashed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0.0
    bare: float = 0.0
    """Seconds of libxml2's parse of the same pages."""


def main(corpus: Path) -> int:
    """Read every file of the truth table and print one row a folder and format."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        path = corpus / truth["file"]
        if path.is_file():
            key = f"{truth['file'].split('/')[0]} {path.suffix[1:].lower() or 'no suffix'}"
            measure(tallies[key], path, truth)
    print_table(tallies)
    for key, tally in tallies.items():
        for text in [*tally.crashed, *tally.wrong, *tally.refused]:
            print(f"  {key}: {text}")
    return 1 if any(tally.crashed for tally in tallies.values()) else 0


def measure(tally: Tally, path: Path, truth: dict[str, Any]) -> None:
    """Read one file and compare it with what is known of it."""
    data = path.read_bytes()
    tally.files += 1
    started = time.process_time()  # the clock's depends on what else the machine does
    try:
        document = formats.read(data, PurePosixPath(truth["file"]))
    except NotAStory as error:
        tally.refused.append(f"skipped {error}")
        return
    except UnreadableStory as error:
        tally.refused.append(str(error))
        return
    except Exception as error:  # noqa: BLE001 - a crash is what this counts
        tally.crashed.append(f"CRASH {path.name}: {error!r}")
        return
    tally.seconds += time.process_time() - started
    tally.bytes += text_bytes(data)
    tally.bare += independent.bare_parse_seconds(data, path.suffix)
    compare(tally, document, truth, path.name)
    if any(truth.get(name) for name in ("title", "note")):  # the others are broken on purpose
        compare_words(tally, document, data, path)


def compare_words(tally: Tally, document: Document, data: bytes, path: Path) -> None:
    """Compare all our words with those another program finds."""
    ours = Counter(
        word
        for chapter in document.chapters
        for block in chapter.blocks
        for word in independent.words(block.text)
    )
    tally.words.append(independent.agreement(ours, independent.words_of(data, path.suffix)))
    if tally.words[-1] < WITHIN:
        tally.wrong.append(f"words of {path.name}: {tally.words[-1]:.3f} agree")


def text_bytes(data: bytes) -> int:
    """Return the size of a file, or of the pages inside an EPUB."""
    if not data.startswith(b"PK"):
        return len(data)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return sum(
            info.file_size for info in book.infolist() if info.filename.endswith(("html", "htm"))
        )


def compare(tally: Tally, document: Document, truth: dict[str, Any], name: str) -> None:
    """Count what agrees with the truth."""
    said = document.metadata
    if truth.get("title") and said.title:
        tally.title.append(main_title(said.title) == main_title(truth["title"]))
        if not tally.title[-1]:
            tally.wrong.append(f"title {said.title!r} not {truth['title']!r}")
    if truth.get("authors") and said.authors:
        # the truth names one author of a work of several; a book's own list may have more
        right = surnames(truth["authors"]) <= surnames(said.authors)
        tally.authors.append(right)
        if right or holds(document, surnames(truth["authors"])):
            tally.named.append(right)
        if not right:
            tally.wrong.append(f"authors {said.authors} not {truth['authors']} ({name})")
    wanted = [title for _, title in truth.get("toc") or []] or truth.get("chapters")
    if isinstance(wanted, list) and wanted:
        tally.f1.append(
            f1([normal(chapter.title) for chapter in document.chapters], list(map(normal, wanted)))
        )
        tally.headings.append(f1(*by_heading(document.chapters, wanted)))
        if tally.headings[-1] < 0.97:
            figures = f"{tally.f1[-1]:.2f}, by heading {tally.headings[-1]:.2f}"
            tally.wrong.append(f"chapters of {name}: F1 {figures}")
    elif isinstance(wanted, int):
        tally.f1.append(1.0 if len(document.chapters) == wanted else 0.0)
        tally.headings.append(tally.f1[-1])


def normal(text: str) -> str:
    """Return a title as letters and digits without accents."""
    folded = unicodedata.normalize("NFKD", html.unescape(text)).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"[\u0300-\u036f'’]", "", folded)))


def main_title(title: str) -> str:
    """Return a title up to its subtitle, without a leading article."""
    head = re.split(r"[:;(]|\s[-–—]\s|\bor,? ", title, maxsplit=1)[0]
    return re.sub(r"^(?:the|a|an) ", "", normal(head or title))


def surnames(authors: tuple[str, ...] | list[str]) -> set[str]:
    """Return the surnames of people written ``First Last`` or ``Last, First (dates)``."""
    found = set()
    for author in authors:
        bare = re.sub(r"\([^)]*\)", "", author).strip() or author
        name = bare.split(",")[0] if "," in bare else bare
        words = normal(name).split()
        found.add(words[-1] if words else "")
    return found


def holds(document: Document, names: set[str]) -> bool:
    """Return whether a file has all of these names somewhere in it."""
    left = set(names)
    for chapter in document.chapters:
        for block in chapter.blocks:
            left -= set(normal(block.text).split()) if left else set()
    return not left


def f1(found: list[str], wanted: list[str]) -> float:
    """Return the harmonic mean of precision and recall of a list of normalised titles."""
    ours, theirs = Counter(found), Counter(wanted)
    hits = sum((ours & theirs).values())
    return 2 * hits / max(sum(ours.values()) + sum(theirs.values()), 1)


def by_heading(chapters: Sequence[Chapter], wanted: list[str]) -> tuple[list[str], list[str]]:
    """Return what was found and what the truth wants, a heading of two lines as one title each."""
    wholes = {normal(whole_title(chapter.mark)) for chapter in chapters if chapter.mark}
    theirs: list[str] = []
    for entry in map(normal, wanted):
        both = f"{theirs[-1]} {entry}" if theirs else entry
        if both in wholes:
            theirs[-1:] = [both]
        else:
            theirs.append(entry)
    ours = []
    for chapter in chapters:
        whole = normal(whole_title(chapter.mark)) if chapter.mark else ""
        ours.append(whole if whole in theirs else normal(chapter.title))
    return ours, theirs


def print_table(tallies: dict[str, Tally]) -> None:
    """Print one line a folder and format."""
    print(
        "| kind | files | read | title | authors | named | chapters F1 | headings | words | MB/s "
        "| x lxml | crashes |"
    )
    print("|" + "---|" * 12)
    for key, tally in sorted(tallies.items()):
        speed = tally.bytes / tally.seconds / 1e6 if tally.seconds else 0.0
        read = tally.files - len(tally.refused) - len(tally.crashed)
        print(
            f"| {key} | {tally.files} | {read} | {share(tally.title)} | {share(tally.authors)} | "
            f"{share(tally.named)} | {mean(tally.f1)} | {mean(tally.headings)} | "
            f"{within(tally.words)} | {speed:.1f} | {ratio(tally)} | {len(tally.crashed)} |"
        )


def share(values: list[bool]) -> str:
    """Return ``9/10 90 %``, or a dash where nothing was to be compared."""
    if not values:
        return "-"
    return f"{sum(values)}/{len(values)} {100 * sum(values) / len(values):.0f} %"


def within(agreements: list[float]) -> str:
    """Return how many files agree in their words, and the worst agreement."""
    if not agreements:
        return "-"
    return f"{sum(a >= WITHIN for a in agreements)}/{len(agreements)} {min(agreements):.4f}"


def ratio(tally: Tally) -> str:
    """Return our time as a multiple of the bare parse's, or a dash for what is no markup."""
    return f"{tally.seconds / tally.bare:.1f}" if tally.bare else "-"


def mean(values: list[float]) -> str:
    """Return the mean, or a dash."""
    return f"{sum(values) / len(values):.3f}" if values else "-"


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads it through head has seen enough
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus")))
