"""What HTML, EPUB and other markup have in common: a tree becomes chapters of blocks.

The steps, each a module::

    tree.py      bytes or text -> lxml tree; no DTD, no entity, no network
      salvage.py   the same for pages that would break the parser
    walk.py      tree -> Pieces (blocks that remember their anchors)
      elements.py  what each element means
      ink.py       white space, line ends and spans of one block
      traits.py    what class names and epub:type words mean
      breaks.py    text with <br> in it
      tables.py    tables of data as text
    wrapper.py   Gutenberg's wrapper and label headers folded
    contents.py  where chapters begin
    chapters.py  Pieces -> Chapters, links pointed at their blocks

lxml is imported inside functions only: it costs 26 ms, and a shelf of plain text needs none of it.
"""
