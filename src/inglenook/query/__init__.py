"""What a reader asks of the library: any line typed into the search box is a query.

A query is a tree of what must be in a chapter, or true of its story::

    Query      lana "the old weir" -half-light (author:quill OR read:unread)
      And
        Clause   lana
        Clause   the old weir
        Not
          Clause   half light
        Or
          Field    author quill
          Field    read unread

Nothing is refused. Quotation marks may be straight, curly or angled, and one
that is not closed runs to the end. The words are folded here and compared by
their stems in the index and the matcher, so both are blind to the same things.
Each part stands on those before it::

    tree        the values
    fields      the fields and how their values are read: one table
    parsing     text -> tree
    choosing    which stories a field chooses
    completing  what the reader may be about to type
    spelling    how far one spelling is from another
"""

from __future__ import annotations

from inglenook.query.parsing import MOST_CHARACTERS, MOST_CLAUSES, parse
from inglenook.query.tree import (
    Among,
    And,
    Clause,
    Field,
    Form,
    Node,
    Not,
    Or,
    Problem,
    Query,
    Ranges,
    Scene,
    Where,
    Within,
    Word,
    inside,
    leaves,
    shows,
)

__all__ = [
    "MOST_CHARACTERS",
    "MOST_CLAUSES",
    "Among",
    "And",
    "Clause",
    "Field",
    "Form",
    "Node",
    "Not",
    "Or",
    "Problem",
    "Query",
    "Ranges",
    "Scene",
    "Where",
    "Within",
    "Word",
    "inside",
    "leaves",
    "parse",
    "shows",
]
