"""Every attack there is, entered in the registry by being imported."""

from __future__ import annotations

import at_rest
import bad_files
import every_screen
import every_word
import index_as_cache
import keyboard
import kills
import on_a_terminal
import reaching_out
import reader_store
import real_words
import same_story
import screen_and_keys
import swaps
from registry import ATTACKS, failures

__all__ = ["ATTACKS", "failures"]

PARTS = (
    bad_files, every_screen, every_word, real_words, swaps, index_as_cache, on_a_terminal, reaching_out,
    reader_store, kills, same_story, screen_and_keys, at_rest, keyboard,
)  # fmt: skip
