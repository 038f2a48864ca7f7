"""Keys as people write them, and as Textual does."""

from __future__ import annotations

_SPELLINGS = {
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "space": "Space",
    "escape": "Esc",
    "enter": "Enter",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    **{f"f{number}": f"F{number}" for number in range(1, 25)},
}
_NAMES = {spelt.lower(): name for name, spelt in _SPELLINGS.items()}
_MODIFIERS = ("ctrl", "alt", "shift", "super")


def spell(key: str) -> str:
    """Return a key as people write it: ``ctrl+home`` is ``ctrl+Home``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _SPELLINGS.get(last, last)])


def named(key: str) -> str:
    """Return the name of a key however it is spelt, ``ctrl+Home`` or ``space``; empty for none."""
    *modifiers, last = key.split("+") if len(key) > 1 and key[-1] != "+" else [key]
    modifiers = [modifier.lower() for modifier in modifiers]
    name = _NAMES.get(last.lower(), last if len(last) == 1 else last.lower())
    known = (len(name) == 1 and name.isprintable() and name != " ") or name in _SPELLINGS
    return "+".join([*modifiers, name]) if known and set(modifiers) <= set(_MODIFIERS) else ""
