"""The bindings of the commands, as Textual wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.binding import Binding, BindingType

from inglenook.commands import COMMANDS, OF_THE_APP, Command, Context, in_context

IN_A_LIST: Mapping[str, str] = {
    "shelf.open": "choose",
    "shelf.down": "step(1)",
    "shelf.up": "step(-1)",
    "shelf.page_down": "leaf(1)",
    "shelf.page_up": "leaf(-1)",
    "shelf.top": "edge(0)",
    "shelf.bottom": "edge(1)",
}
"""What the keys of the list of stories do in any other list, for :func:`bound`."""


def binding(command: Command, action: str = "", *, show: bool | None = None) -> Binding:
    """Return the binding of a command, which follows the reader's keys by its id.

    Args:
        command: which.
        action: what it does on a screen of its own; what it always does by default.
        show: whether Textual's own footer would show it.
    """
    return Binding(
        _joined(command.keys),
        action or command.action,
        command.description,
        show=bool(command.short) if show is None else show,
        priority=command.priority,
        id=command.id,
    )


def bindings(context: Context, *, of_the_app: bool = False) -> list[Binding]:
    """Return the bindings of one context.

    Args:
        context: whose commands.
        of_the_app: with EVERYWHERE, those of the app rather than those of the screen.
    """
    return [
        binding(command)
        for command in in_context(context)
        if context is not Context.EVERYWHERE or (command.id in OF_THE_APP) == of_the_app
    ]


def bound(actions: Mapping[str, str]) -> list[BindingType]:
    """Return bindings of some commands for a screen on which they do something of its own.

    Args:
        actions: for ids of commands, what they do there.
    """
    return [
        binding(command, actions[command.id], show=False)
        for command in COMMANDS
        if command.id in actions
    ]


def keymap(commands: Iterable[Command]) -> dict[str, str]:
    """Return the keys of commands that are not those they are declared with."""
    declared = {command.id: command.keys for command in COMMANDS}
    return {
        command.id: _joined(command.keys)
        for command in commands
        if command.keys != declared[command.id]
    }


def _joined(keys: Iterable[str]) -> str:
    # A comma parts the keys of a binding, so that it is called by its name.
    return ",".join("comma" if key == "," else key for key in keys)
