"""A small table of data becomes aligned text; a table that lays out a page stays a flow."""

from __future__ import annotations

from inglenook.formats.markup.tree import Node, local

_LONGEST_CELL = 48
_MOST_ROWS = 400
_WIDEST = 100
_FLOWING = frozenset(
    [
        "table",
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "ul",
        "ol",
        "dl",
        "hr",
        "section",
        "article",
    ]
)


def table_text(table: Node) -> str:
    """Return a table as lines of text, or an empty string where it is no table of data."""
    rows = _rows(table)
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return ""
    columns = max(map(len, rows))
    widths = [0] * columns
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths[column], len(cell))
    if sum(widths) + 3 * columns > _WIDEST:
        return ""
    lines = (
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in rows
    )
    return "\n".join(line for line in lines if line)


def _rows(table: Node) -> list[list[str]]:
    """The cells' texts; empty as soon as one of them shows that the table is a layout."""
    rows: list[list[str]] = []
    for node in table.iter():
        name = local(node.tag)
        if name == "tr":
            rows.append([])
            if len(rows) > _MOST_ROWS:
                return []
        elif name in {"td", "th"}:
            text = " ".join("".join(node.itertext()).split())
            if len(text) > _LONGEST_CELL or not rows:
                return []
            rows[-1].append(text)
        elif name == "caption" or (name in _FLOWING and node is not table):
            return []
    return [row for row in rows if any(row)]
