"""Make the pictures of the docs by running the app: ``make screenshots``.

Everything happens in folders of its own; no place or setting of yours is touched.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from textual.pilot import Pilot

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
WIDE, NARROW = (120, 36), (80, 24)


async def settle(pilot: Pilot[int]) -> None:
    """Wait until the shelf is filled, everything is indexed and nothing is left to paint."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.3)


FINE = "justify: true\nhyphenate: true\nparagraphs: indented\n"
"""Settings of the pictures that show what can be set."""


async def picture(
    name: str, size: tuple[int, int], *keys: str, theme: str = "", config: str = ""
) -> None:
    """Open the sample stories, press some keys, and save what is on the screen."""
    from inglenook.tui.app import make_app

    Path(os.environ["INGLENOOK_CONFIG"]).write_text(config)
    app = make_app(str(ROOT / "library"))
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        if theme:
            app.theme = theme
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        (IMAGES / f"{name}.svg").write_text(app.export_screenshot(title="inglenook"))


def spelled(text: str) -> list[str]:
    """Return the keys that type a text."""
    names = {" ": "space", '"': "quotation_mark", "'": "apostrophe"}
    return [names.get(char, char) for char in text]


async def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("CONFIG", "CACHE", "STATE"):
            os.environ[f"INGLENOOK_{name}"] = str(Path(folder) / name.lower())
        from inglenook.config import Folders
        from inglenook.library import Library

        library = Library(ROOT / "library", Folders.from_environment())
        library.refresh()
        story = library.find("Skerritt")
        document = library.open(story)
        from inglenook.model import Position

        library.save_place(story.id, document, Position(2, 0, 0))
        await picture("reading", WIDE)
        await picture("light", WIDE, theme="paper")
        await picture("narrow", NARROW)
        await picture("search", WIDE, "S", *spelled("greenheart water"), "enter")
        await picture("lines", WIDE, "S", *spelled("lamp"), "enter", "c", "s")
        await picture("report", WIDE, "C", "j", "j", "j")
        await picture("help", WIDE, "question_mark")
        await picture("columns", WIDE, "backslash", "2", "space", theme="sepia", config=FINE)
        library.set_setting("columns", "1")
        library.set_setting("mode", "scroll")
        await picture("settings", WIDE, "space", "comma", *["down"] * 8, theme="dusk", config=FINE)


if __name__ == "__main__":
    asyncio.run(main())
