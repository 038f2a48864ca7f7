"""The docs are part of the program: what they leave out, or promise in vain, fails here."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from inglenook.cli import main
from inglenook.config import KEYS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")]


def visible_commands() -> list[click.Command]:
    return [command for command in main.commands.values() if not command.hidden]


@pytest.mark.parametrize("command", visible_commands(), ids=lambda command: command.name)
def test_every_command_and_option_is_documented(command: click.Command) -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert f"**`{command.name}`**" in page
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            for spelling in option.opts:
                assert f"`{spelling}`" in page, spelling


@pytest.mark.parametrize("command", visible_commands(), ids=lambda command: command.name)
def test_every_command_explains_itself(command: click.Command) -> None:
    result = CliRunner().invoke(main, [command.name or "", "--help"])
    assert result.exit_code == 0
    assert command.help


def test_every_config_key_is_documented() -> None:
    page = (DOCS / "config.md").read_text(encoding="utf-8")
    for key in KEYS:
        assert f"`{key.name}`" in page, key.name


def test_every_variable_is_documented() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    for name in set(re.findall(r"INGLENOOK_[A-Z]+", code)):
        assert f"`{name}`" in page, name


def test_every_key_is_documented() -> None:
    from inglenook.commands import COMMANDS

    page = (DOCS / "keys.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`{command.id}`" in page, command.id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), target


def test_the_readme_has_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make ([a-z]+)", readme):
        assert f"\n{target}:" in makefile, target


def test_every_field_and_operator_of_a_search_is_documented() -> None:
    from inglenook.query import parse
    from inglenook.query.fields import FIELDS, NAMES, PLACES

    page = (DOCS / "search.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`{name}:`" in page, name
    for kind in FIELDS.values():
        for choice in kind.choices:
            assert choice in page, choice
    for place in PLACES:
        assert f"`in:{place} " in page, place
    # What the tables show is understood.
    for row in re.findall(r"^\| `(.*?)` \| ", page, re.MULTILINE):
        if not row.endswith(":") and row.lower() not in ("enter", "n", "z", "ctrl+o"):
            query = parse(row.replace("\\|", "|"))
            assert query, row
            assert query.problems == (), row
