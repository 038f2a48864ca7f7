"""What each way of starting may import, proven on ``sys.modules`` of a fresh process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import inglenook
from inglenook.__main__ import COMMANDS

LIBRARY = Path(__file__).parents[1] / "library"

REPORT = (
    "import sys, atexit; atexit.register(lambda: print(*sorted(sys.modules), "
    "file=open({report!r}, 'w')));"
    "sys.argv = ['inglenook', *{arguments!r}];"
    "from inglenook.__main__ import main; main()"
)


def modules_after(tmp_path: Path, *arguments: str) -> set[str]:
    report = tmp_path / "modules"
    code = REPORT.format(report=str(report), arguments=list(arguments))
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=120)
    return set(report.read_text().split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("list", "-l", str(LIBRARY)),
        ("check", "-l", str(LIBRARY)),
        ("search", "water", "-l", str(LIBRARY)),
        ("index", "-l", str(LIBRARY)),
        ("info",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_loads_textual(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert not {"textual", "rich"} & modules_after(tmp_path, *arguments)


@pytest.mark.parametrize("command", ["--help", "list", "check"])
def test_what_does_not_search_does_not_load_whoosh(tmp_path: Path, command: str) -> None:
    library = [] if command == "--help" else ["-l", str(LIBRARY)]
    assert "whoosh" not in modules_after(tmp_path, command, *library)


def test_a_search_of_a_folder_that_has_not_changed_loads_nothing_that_reads_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"INGLENOOK_{name}", str(tmp_path / name))
    arguments = ("search", "water", "-l", str(LIBRARY))
    unneeded = {"filelock", "yaml", "snowballstemmer", "inglenook.formats"}
    unneeded |= {"inglenook.catalog.shelve", "inglenook.catalog.sketch"}
    assert {"filelock", "inglenook.formats"} < modules_after(tmp_path, *arguments)
    assert not unneeded & modules_after(tmp_path, *arguments)


def test_the_app_module_loads_neither_whoosh_nor_yaml() -> None:
    code = "import sys, inglenook.tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert not {"whoosh", "yaml", "pyphen", "chardet", "click", "filelock"} & set(
        done.stdout.split()
    )


AFTER_THE_FIRST_PAINT = {
    *(
        "store.annotations",
        "arranging",
        "store.daybook",
        "store.daybook_tables",
        "store.searches",
        "marginalia",
        "store.reading_log",
        "store.revision_log",
    ),
    *("revisions", "standing", "store.standings", "store.torn", "upkeep"),
    *("tui.accounts", "tui.arranged", "tui.findings", "tui.listing", "tui.reach", "tui.walk"),
    *("tui.widgets.asking", "tui.widgets.concordance_list", "tui.widgets.entry"),
    *("tui.widgets.found_list", "tui.widgets.found_pane", "tui.widgets.hit_list"),
    *("tui.widgets.query_line", "tui.widgets.rows", "tui.widgets.saved_list"),
    "tui.widgets.search_panel",
}
"""Of the app's own modules, what is not on the first screen: 15 ms of a start together."""


def test_the_app_module_loads_nothing_that_can_follow_the_first_paint() -> None:
    code = "import sys, inglenook.tui.app; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    loaded = {name.removeprefix("inglenook.") for name in done.stdout.split()}
    assert "tui.widgets.story_list" in loaded
    assert not AFTER_THE_FIRST_PAINT & loaded
    sources = Path(inglenook.__file__).parent
    paths = [sources / f"{name.replace('.', '/')}.py" for name in AFTER_THE_FIRST_PAINT]
    assert all(path.is_file() for path in paths)


def test_the_starter_knows_every_command() -> None:
    from inglenook.cli import main

    assert sorted(set(main.commands) - {"read"}) == sorted(COMMANDS)
