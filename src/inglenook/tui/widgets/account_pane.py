"""Beside the list of files: what one of them is, and on what evidence."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from inglenook.clean import clean_line
from inglenook.model import Story
from inglenook.tui.accounts import Account, Fate
from inglenook.tui.widgets.scrolled import Scrolled

MOST_FILES = 60
"""Files of a story that are listed."""


class AccountPane(Scrolled):
    """One account in full."""

    def compose(self) -> ComposeResult:
        """Hold one text."""
        yield Static(id="account-text", markup=False)

    def show(self, account: Account | None) -> None:
        """Show an account; None where the list is empty."""
        self.query_one(Static).update(account_text(account) if account else Content(""))
        self.scroll_home(animate=False)


def account_text(account: Account) -> Content:
    """Return everything that is known of a file, as a reader reads it."""
    report = account.report
    parts = [Content.styled(account.shown, "bold")]
    if report is None:
        return Content("\n").join([*parts, Content(""), Content(account.made)])
    parts.append(Content(_verdict(account)))
    if report.status == "ok":
        chapters = f"{report.chapters} chapter{'s' * (report.chapters != 1)}"
        facts = (report.format, report.encoding, chapters, f"{report.confidence:.0%} sure")
        parts.append(Content(", ".join(filter(None, facts))))
    for story in account.stories:
        parts += _of_story(story, account)
    if report.evidence:
        parts += [Content(""), Content.styled("Why", "bold")]
        parts += [Content(f"• {line}") for line in report.evidence]
    return Content("\n").join(parts)


def _verdict(account: Account) -> str:
    made = f"{account.made[:1].upper()}{account.made[1:]}"
    said = {
        Fate.SHELVED: "On the shelf.",
        Fate.GUESSED: "On the shelf, with guesses: K says they are right, E renames.",
        Fate.VERSION: f"{made}. A makes it a story of its own.",
        Fate.HIDDEN: f"{made}. H puts it back.",
    }
    return said.get(account.fate, f"{account.fate.word.capitalize()}: {account.made}")


def _of_story(story: Story, account: Account) -> list[Content]:
    authors = ", ".join(story.authors) or "unknown author"
    parts = [Content(""), Content.styled(story.title, "bold"), Content(f"by {authors}")]
    files = [clean_line(source) for source in story.sources]
    if len(files) > 1:
        parts += [
            Content(f"{'›' if file == account.shown else ' '} {number}. {file}")
            for number, file in enumerate(files[:MOST_FILES], start=1)
        ]
        if len(files) > MOST_FILES:
            parts.append(Content(f"  and {len(files) - MOST_FILES} more"))
    for version in story.versions:
        names = ", ".join(clean_line(source) for source in version.sources)
        parts.append(Content(f"= {names}: another version, {version.words:,} words"))
    return parts
