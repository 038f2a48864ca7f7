"""Every command, taken by its key and by its name in the palette: see ``tours``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fake_library import settle
from test_app_report import refreshed
from textual.command import CommandInput, CommandList, CommandPalette
from textual.pilot import Pilot

from inglenook.commands import COMMANDS, Command, Context
from inglenook.config import Config, Folders
from inglenook.library import Library
from inglenook.tui.app import InglenookApp
from tours import COLUMNS, HIDE, LINES, TOURS, Sight, Step, write_library

BY_ID = {command.id: command for command in COMMANDS}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InglenookApp:
    """The app on the library of the tours, which is shelved and indexed."""
    for name in ("PATH", "VISUAL", "EDITOR", "PAGER"):
        monkeypatch.setenv(name, "")  # a screen that is none cannot be left to them
    write_library(tmp_path / "stories")
    library = Library(tmp_path / "stories", Folders.from_environment())
    library.refresh()
    return InglenookApp(library, Config(hide=HIDE), refresh=refreshed)


def sight(app: InglenookApp) -> Sight:
    if app._exit:
        return Sight("", ())
    strips = app.screen._compositor.render_strips(app.size)
    return Sight(
        "\n".join(strip.text.rstrip() for strip in strips),
        tuple(" ".join(dict.fromkeys(str(one.style) for one in strip)) for strip in strips),
    )


async def until(pilot: Pilot, is_so: Callable[[], object], what: Callable[[], str]) -> None:
    for _ in range(500):
        if is_so():
            return
        await pilot.pause(0.01)
    pytest.fail(what())


async def press(pilot: Pilot, keys: str) -> None:
    for key in keys.split():
        await pilot.press(*(key[5:] if key.startswith("type:") else [key]))
        await settle(pilot)


async def by_key(pilot: Pilot, command: Command) -> None:
    await pilot.press(command.keys[0])


async def by_name(pilot: Pilot, command: Command) -> None:
    """Choose a command in the palette: of those of its name, the one with its keys and place."""
    await pilot.press("ctrl+p")
    palette = pilot.app.screen
    assert isinstance(palette, CommandPalette)
    palette.query_one(CommandInput).value = command.description
    place = "" if command.context is Context.EVERYWHERE else command.context.value.lower()

    def wanted() -> list[int]:
        return [
            number
            for number, option in enumerate(palette.query_one(CommandList).options)
            if f"{command.description}  {command.all_keys}" in str(option.prompt)
            and str(option.prompt).lower().rstrip().endswith(place)
        ]

    await until(pilot, wanted, lambda: f"{command.id} is not offered")
    await settle(pilot)
    (palette.query_one(CommandList).highlighted,) = wanted()
    await pilot.press("enter")


async def take(pilot: Pilot, step: Step, way: Callable[[Pilot, Command], Awaitable[None]]) -> None:
    await press(pilot, step.before)
    was = sight(pilot.app)
    assert not step.kept(was, was), f"{step.command}: kept before it was given"
    await way(pilot, BY_ID[step.command])
    await press(pilot, step.then)
    await until(
        pilot,
        lambda: step.kept(was, sight(pilot.app)),
        lambda: f"{step.command}; before and after:\n{was.text}\n{sight(pilot.app).text}",
    )
    workers = pilot.app.workers
    await until(pilot, lambda: not any(one.is_running for one in workers), lambda: str(workers))


@pytest.mark.parametrize(
    ("context", "way"),
    [
        (context, way)
        for context in TOURS
        for way in (by_key, by_name)
        # While one types, the palette would take what is typed.
        if way is by_key or context is not Context.ENTRY
    ],
    ids=lambda value: getattr(value, "__name__", None) or value.name,
)
async def test_every_command_does_what_it_promises(
    app: InglenookApp, context: Context, way: Callable[[Pilot, Command], Awaitable[None]]
) -> None:
    async with app.run_test(size=(COLUMNS, LINES), notifications=True) as pilot:
        await settle(pilot)
        for step in TOURS[context]:
            await take(pilot, step, way)


def test_no_command_is_left_out() -> None:
    steps = [(step.command, context) for context, tour in TOURS.items() for step in tour]
    assert sorted(steps) == sorted((command.id, command.context) for command in COMMANDS)
