"""Inglenook, a full-screen terminal reader for the stories people save.

The package reads from the bottom up::

    errors, model          the words everything else is said in
    clean, tokens          text made safe; text made comparable
    config, yamlfile       settings
    formats                bytes -> Document
    layout, query, anchors Document -> rows; text -> Query; places that survive edits
    catalog, index, store  files -> Stories; full text; what the reader made
    library                the one door to all of it
    cli, tui               two front ends
"""

__version__ = "0.1.0"
