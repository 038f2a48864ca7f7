"""Where a chapter of plain text begins and ends: breaks at its edges, "The End", closing notes."""

from __future__ import annotations

from inglenook.formats.breaks import END_CHECK, is_closing, is_end
from inglenook.formats.labels import parse_label
from inglenook.model import Block, Kind, Role, words_in


def trim_breaks(blocks: list[Block]) -> None:
    """A break needs a scene on both sides: one that blank lines made goes, one typed folds."""
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind is Kind.SCENE_BREAK:
            if block.text:
                blocks[index] = block._replace(role=Role.FRONT)
            else:
                del blocks[index]
                continue
        elif block.role is Role.BODY:
            break
        index += 1
    while blocks and blocks[-1].kind is Kind.SCENE_BREAK and not blocks[-1].text:
        blocks.pop()


def fold_end(blocks: list[Block]) -> None:
    """Fold what closes a chapter: "TBC", "The End", a date, a rule; never a whole chapter."""
    at = len(blocks) - 1
    notes_from = _closing_notes(blocks)
    if notes_from is not None:
        for index in range(notes_from, len(blocks)):
            if blocks[index].role is Role.BODY:
                blocks[index] = blocks[index]._replace(role=Role.END)
        at = notes_from - 1
    first = next((at for at, block in enumerate(blocks) if block.role is Role.BODY), len(blocks))
    while at > 0:
        block = blocks[at]
        if block.role is not Role.BODY:
            at -= 1
            continue
        is_rule = block.kind is Kind.SCENE_BREAK
        if not is_rule and (len(block.text) > END_CHECK or not is_end(block.text)):
            break
        if at <= first:
            break
        if is_rule and not block.text:
            del blocks[at]
        else:
            blocks[at] = block._replace(role=Role.END)
        at -= 1


def _closing_notes(blocks: list[Block]) -> int | None:
    """Index of "THE END" or an author's note with little text behind it."""
    words = 0
    for at in range(len(blocks) - 1, max(len(blocks) - 30, 0), -1):
        _, text, _, role = blocks[at]
        if role is not Role.BODY:
            continue
        if words and len(text) <= END_CHECK and is_closing(text):
            return at
        label = parse_label(text) if len(text) < 3000 else None
        if label and label.field in {"notes", "disclaimer", "feedback", "thanks"}:
            return at
        words += words_in(text)
        if words > 400:
            return None
    return None
