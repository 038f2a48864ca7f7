"""Believable prose without a word of anyone's: for libraries of any size.

The words follow Zipf's law (the n-th most used one is used 1/n as often), sentences and
paragraphs have the lengths that fiction has, and a third of the paragraphs are dialogue. The
same seed gives the same text on every machine.
"""

from __future__ import annotations

import random
from itertools import accumulate


def _listed(words: str) -> list[str]:
    return words.split()


_COMMON = _listed(
    "the and to of a he she in was it that her his had you with on at as for him I said but not "
    "they be up out all there were from one what so if into back down this me no would could then "
    "when like just over them my who know about been or by have eyes hand time before we now will "
    "is looked an head only did their through around more how too way your don't door face again "
    "even off still here see against go think room thought voice where came something didn't did "
    "against away turned little night long right first even never house side behind nothing than "
    "after light made enough get old two make hands while moment well any toward asked because"
)
_ONSETS = _listed("b br c ch cl d dr f fl g gl h j k l m n p pr qu r s sh sl st t th tr v w wh")
_VOWELS = _listed("a e i o u ai ea ee oo ou")
_CODAS = _listed("b ck d ft g l ll m mp n nd ng nt p r rd rk rn s sh ss st t th x")
_ENDINGS = ("", "", "", "ed", "ing", "er", "ly", "s", "en", "ow")
_NAMES = _listed("Maren Tobias Isolde Wick Petra Anselm Hester Corvin Linnet Osric Tamsin Bram")
_SENTENCE = (4, 6, 8, 9, 11, 12, 14, 17, 21, 28)
"""Words a sentence: deciles of English fiction."""

VOCABULARY = 12_000
"""Different words in a long novel."""


class Prose:
    """An endless supply of paragraphs, the same ones for the same seed."""

    def __init__(self, seed: int = 7, vocabulary: int = VOCABULARY) -> None:
        self._random = random.Random(seed)
        words = list(dict.fromkeys(_COMMON))
        known = set(words)
        while len(words) < vocabulary:
            word = self._invent()
            if word not in known:
                known.add(word)
                words.append(word)
        self._words = words
        self._weights = list(accumulate(1 / rank for rank in range(2, len(words) + 2)))

    def _invent(self) -> str:
        pick = self._random.choice
        syllables = 1 if self._random.random() < 0.6 else 2
        stem = "".join(pick(_ONSETS) + pick(_VOWELS) for _ in range(syllables))
        return stem + pick(_CODAS) + pick(_ENDINGS)

    def sentence(self) -> str:
        """Return a sentence of 4 to 28 words."""
        length = self._random.choice(_SENTENCE)
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        if self._random.random() < 0.25:
            words[self._random.randrange(length)] = self._random.choice(_NAMES)
        if length > 9:
            words[length // 2] += ","
        words[0] = words[0][0].upper() + words[0][1:]
        return " ".join(words) + self._random.choice("....?!")

    def paragraph(self) -> str:
        """Return one to six sentences, or a line of dialogue."""
        if self._random.random() < 0.35:
            return f"“{self.sentence()}” {self.sentence()}"
        return " ".join(self.sentence() for _ in range(self._random.choice((1, 2, 3, 4, 6))))

    def paragraphs(self, words: int) -> list[str]:
        """Return paragraphs that together have at least so many words."""
        found = []
        while words > 0:
            found.append(self.paragraph())
            words -= found[-1].count(" ") + 1
        return found

    def title(self) -> str:
        """Return a title of two or three words."""
        words = self._random.choices(self._words[100:4000], k=self._random.choice((2, 2, 3)))
        return " ".join(word.capitalize() for word in words)

    def name(self) -> str:
        """Return an author."""
        return f"{self._random.choice(_NAMES)} {self.title().split()[0]}"
