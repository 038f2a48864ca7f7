"""What is known of the pages of single archives, so that their readers see types, not text.

Each module knows one archive, and says whether a tree is its page::

    ao3.py         Archive of Our Own: downloads (HTML, EPUB) and saved pages
    fanficfare.py  books and pages FanFicFare made
    efiction.py    pages of archives that ran eFiction
    ffn.py         saved pages of FanFiction.net
    forum.py       threads of message boards
    about.py       title and author, as a page of any site names them
    article.py     any other saved page: the article, without what stands around it
"""
