"""What is painted stands in the columns a terminal gives it: asked of an emulator."""

from __future__ import annotations

import io
import unicodedata
from collections import defaultdict

import pyte
import pytest
from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from inglenook.layout import Layout, Typography, compose
from inglenook.model import Block, Chapter, Document, Inline, Kind, Metadata
from inglenook.model import Style as InlineStyle
from inglenook.tui.widgets.page import Page

TEXTS = {
    "latin": "“Nevertheless,” she considered, “the harbourmaster’s précis—remember—was naïve.” "
    * 3,
    "combining": "The cafe\u0301 on the qua\u0301y serves cre\u0300me bru\u0302le\u0301e to men. "
    * 3,
    "chinese": "夜が明ける前に、船頭は静かに川を渡った。「もう遅い」と彼は言った。" * 4,
    "korean": "한국어 문장은 낱말 사이를 띄어 쓰고 줄은 그 사이에서 바뀐다. " * 4,
    "mixed": "At the 駅 he waited, 三時間, and nobody came; the 船 had gone. " * 4,
    "hebrew": "האיש הלך אל הנהר ולא שב משם עד שהאיר היום על פני המים. " * 4,
    "arabic": "ذهب الرجل إلى النهر ولم يعد حتى طلع النهار على وجه الماء. " * 4,
    "russian": "Лодочник переправлялся через реку каждую ночь, необыкновенно терпеливо. " * 3,
    "emoji": "She sent 🎉 and 🐟 and then nothing 🌊 at all, for three whole weeks. " * 3,
}
SETTINGS = {
    "plain": Typography(),
    "fine": Typography("indented", justify=True, hyphenate=True, language="en", capitals=True),
    "airy": Typography(line_spacing=1, justify=True, first_indent=5),
}


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("measure", [20, 41, 66])
@pytest.mark.parametrize("text", TEXTS)
def test_the_terminal_shows_what_the_model_says(text: str, measure: int, setting: str) -> None:
    blocks = (
        Block(Kind.PARAGRAPH, TEXTS[text], (Inline(4, 40, InlineStyle.EMPHASIS),)),
        Block(Kind.QUOTE, TEXTS[text]),
        Block(Kind.VERSE, TEXTS[text].replace(". ", ".\n")),
    )
    document = Document(Metadata(), (Chapter("", blocks),))
    flow = compose(document, "T", typography=SETTINGS[setting])
    layout = Layout(flow, measure, ruler=get_character_cell_size)
    width = measure + 5
    page = Page(layout, width, defaultdict(Style), {})
    screen = pyte.Screen(width + 1, layout.rows + 1)
    stream = pyte.Stream(screen)
    for number in range(layout.rows):
        strip = page.strip(number)
        out = io.StringIO()
        console = Console(file=out, force_terminal=True, width=10 * width, color_system="truecolor")
        console.print(Segments([*strip, Segment("|")]), end="")
        stream.feed(f"\x1b[{number + 1};1H{out.getvalue()}")
        assert screen.buffer[number][width].data == "|", strip.text
        # The emulator keeps a mark with the letter it is on, in its composed form.
        shown = screen.display[number][:-1].rstrip()
        assert unicodedata.normalize("NFC", shown.removesuffix("|").rstrip()) == (
            unicodedata.normalize("NFC", strip.text).rstrip()
        )
