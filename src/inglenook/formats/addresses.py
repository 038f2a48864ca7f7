"""Addresses of stories: the plain form of each, and the story's number at its archive."""

from __future__ import annotations

import re

_KNOWN_SITES = (
    (re.compile(r"archiveofourown\.org/works/(\d+)"), "https://archiveofourown.org/works/{}"),
    (re.compile(r"fanfiction\.net/s/(\d+)"), "https://www.fanfiction.net/s/{}"),
)
_QUERY_ID = re.compile(r"[?&/](?:sid|story|storyid|id|s|works)[=/](\d{1,12})", re.IGNORECASE)


def identity(address: str) -> tuple[str, str]:
    """Return the address of a story in its plain form, and its number there."""
    for pattern, form in _KNOWN_SITES:
        match = pattern.search(address)
        if match:
            return form.format(match.group(1)), match.group(1)
    match = _QUERY_ID.search(address)
    return address, match.group(1) if match else ""
