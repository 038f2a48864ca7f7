"""Which language a story is in, where its file does not say: told by its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from inglenook.model import Document, Role

_WORDS = {
    "en": "the and of to was that he she it with his her had you not said",
    "de": "der die und das ist nicht ich sie er mit den war ein eine auf",
    "fr": "le la les et des est une dans que qui pas il elle pour je",
    "es": "el la los y que de en un una no se por con su las",
    "it": "il la che di e non un una per con si era le gli del",
    "pt": "o a os que de e não um uma do da em para com se",
    "nl": "de het een en van dat niet ik zij was met hij op te zijn",
    "sv": "och att det som en jag inte han hon var på med för den är",
    "ru": "и в не на что он она с как его это я но было по",
    "pl": "i w nie na się że z do to jest był jak co ale jego",
}
"""Function words of ten languages, a reader's commonest."""
_LANGUAGES = {
    word: {name for name, words in _WORDS.items() if word in words.split()}
    for words in _WORDS.values()
    for word in words.split()
}

SAMPLE = 2_000
"""Words looked at: a sixth of a chapter, and a millisecond."""
LEAST_SHARE = 0.08
"""Share of the sample that the words of a language must make up; prose has 20 % and more."""


def language_of(document: Document) -> str:
    """Return the language a document names, else the one its words are of; empty if unsure."""
    if document.metadata.language:
        return document.metadata.language
    found = (
        word.lower()
        for chapter in document.chapters
        for block in chapter.blocks
        if block.role is Role.BODY
        for word in re.findall(r"\w+", block.text[:2_000])
    )
    words = list(islice(found, SAMPLE))
    counts = Counter(name for word in words for name in _LANGUAGES.get(word, ()))
    if not counts:
        return ""
    (best, most), *_ = counts.most_common(1)
    return best if most >= LEAST_SHARE * len(words) else ""
