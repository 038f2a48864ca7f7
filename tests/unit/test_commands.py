"""Keys of the reader's own."""

from __future__ import annotations

import pytest

from inglenook.commands import (
    COMMANDS,
    Command,
    Context,
    in_context,
    keys_yaml,
    rebound,
)
from inglenook.config import read_config
from inglenook.keynames import named, spell


def keys_of(name: str, wanted: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    commands, _ = rebound(wanted)
    return next(command.keys for command in commands if command.id == name)


def test_no_two_commands_want_the_same_key_in_one_place() -> None:
    _, problems = rebound({command.id: command.keys for command in COMMANDS})
    assert problems == ()


def test_without_wishes_everything_stays() -> None:
    assert rebound({}) == (COMMANDS, ())


@pytest.mark.parametrize(
    ("spelt", "name"),
    [
        ("PgDn", "pagedown"),
        ("space", "space"),
        ("ctrl+Home", "ctrl+home"),
        ("Ctrl+x", "ctrl+x"),
        ("X", "X"),
        ("+", "+"),
        ("ctrl++", ""),
        ("→", "right"),
        ("F12", "f12"),
        ("§", "§"),
        ("nonsense", ""),
        ("hyper+x", ""),
        ("", ""),
        ("ctrl+", ""),
        ("\x1b", ""),
    ],
)
def test_keys_are_known_as_people_write_them(spelt: str, name: str) -> None:
    assert named(spelt) == name


def test_every_key_there_is_can_be_written() -> None:
    for command in COMMANDS:
        for key in command.keys:
            assert named(key) == key


def test_a_key_given_away_is_taken_from_whoever_had_it() -> None:
    wanted = {"text.page_down": ("j",)}
    assert keys_of("text.page_down", wanted) == ("j",)
    assert keys_of("text.line_down", wanted) == ("down",)
    assert keys_of("shelf.down", wanted) == ("j", "down")
    assert rebound(wanted)[1] == ()


def test_whoever_is_left_without_a_key_is_named() -> None:
    commands, problems = rebound({"text.find": ("n",)})
    assert problems == ("n is now text.find; search.next has no other",)
    assert len(commands) == len(COMMANDS)


def test_two_wishes_for_one_key_are_named_and_the_first_has_it() -> None:
    wanted = {"text.find": ("f9",), "search.next": ("f9", "f10")}
    assert keys_of("text.find", wanted) == ("f9",)
    assert keys_of("search.next", wanted) == ("f10",)
    assert rebound(wanted)[1] == ("text.find and search.next both want F9; text.find has it",)


def test_the_same_key_may_do_different_things_in_different_places() -> None:
    wanted = {"shelf.open": ("f9",), "hits.open": ("f9",)}
    assert rebound(wanted)[1] == ()


def test_what_is_no_command_or_no_key_is_said() -> None:
    _, problems = rebound({"text.dance": ("x",), "text.find": ("wheel",), "text.roll": ()})
    assert problems == (
        "no command is named 'text.dance'",
        "text.find: no key is called 'wheel'",
        "text.roll must have a key",
    )


def test_a_name_from_the_file_reaches_no_terminal_raw() -> None:
    _, problems = rebound({"\x1b[2J": ("x",), "text.find": ("\x9b5m",)})
    assert all(problem.isprintable() for problem in problems)


def test_the_printed_keys_can_be_read_back(tmp_path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "config.yaml"
    file.write_text(keys_yaml(), encoding="utf-8")
    config, problems = read_config(file)
    assert problems == ()
    assert rebound(config.keys) == (COMMANDS, ())
    assert {command.context for command in COMMANDS} == set(Context)


FREE = "f24"
"""A key no command has."""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_command_is_rebound_by_its_id(command: Command) -> None:
    commands, problems = rebound({command.id: (FREE,)})
    assert problems == ()
    given = {one.id: one.keys for one in commands}
    assert given.pop(command.id) == (FREE,)
    assert given == {one.id: one.keys for one in COMMANDS if one is not command}


@pytest.mark.parametrize("context", Context, ids=lambda context: context.name)
def test_a_conflict_is_reported_wherever_two_commands_meet(context: Context) -> None:
    first, *others = in_context(context)
    for other in COMMANDS:
        if other is first:
            continue
        commands, problems = rebound({first.id: (FREE,), other.id: (FREE,)})
        keys = {one.id: one.keys for one in commands}
        meets = other in others or Context.EVERYWHERE in (context, other.context)
        said = f"{first.id} and {other.id} both want {spell(FREE)}; {first.id} has it"
        assert problems == ((said,) if meets else ())
        assert keys[first.id] == (FREE,)
        assert keys[other.id] == (other.keys if meets else (FREE,))
