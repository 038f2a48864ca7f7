"""What Textual 8.2.8 does that a long session and a lost terminal do not bear, mended at one place.

All of it is private; tests/ui/test_mended.py fails where a mend is of no use any more.
"""

from __future__ import annotations

import os
import signal
from functools import _lru_cache_wrapper, lru_cache

from textual._styles_cache import StylesCache
from textual.drivers._writer_thread import WriterThread
from textual.notifications import Notifications
from textual.strip import Strip
from textual.widgets._toast import ToastHolder, ToastRack

_STYLES = 2048
"""How many ways to paint are remembered as they are written to the terminal; a screen has some
hundred. Each is one for itself where it may be selected, for it then knows where it stands:
16,384 of them, as many as Textual remembers, are 10 MB."""
_GONE = getattr(signal, "SIGHUP", signal.SIGTERM)
_write, _show = WriterThread.run, ToastRack.show


def mend() -> None:
    """Mend it, for the whole process; a second time changes nothing."""
    WriterThread.run = _write_on  # type: ignore
    ToastRack.show = _show_alone  # type: ignore
    written = getattr(vars(Strip).get("render_ansi"), "__func__", None)
    if isinstance(written, _lru_cache_wrapper) and written.cache_info().maxsize != _STYLES:
        Strip.render_ansi = classmethod(lru_cache(_STYLES)(written.__wrapped__))  # type: ignore
    colours = vars(StylesCache).get("get_inner_outer")
    if isinstance(colours, _lru_cache_wrapper):
        # Two colours of a widget are remembered for the next one that has the same, 1,024 times;
        # but, for want of this, by what the widget has painted. That was kept as well when the
        # widget had gone: 100 KB for each time the help was opened.
        StylesCache.get_inner_outer = classmethod(colours)  # type: ignore


def _write_on(thread: WriterThread) -> None:
    """Write what is painted, and when there is no terminal any more, end the app.

    The thread would end, and the app wait for it for ever once thirty writes are waiting: it then
    hears neither a signal nor that its terminal was closed.
    """
    try:
        _write(thread)
    except OSError:
        os.kill(os.getpid(), _GONE)
        while thread._queue.get() is not None:  # noqa: SLF001 - there is no other way to empty it
            pass


def _show_alone(rack: ToastRack, notices: Notifications) -> None:
    """Show what is said for a moment, and take away the frame of what is said no more.

    The frame would stay, empty but for all that had been laid out in it: one more to lay out
    for each sentence that was said before its time was up.
    """
    said = {rack._toast_id(notice) for notice in notices}  # noqa: SLF001 - as the rack names them
    gone = [holder for holder in rack.query_children(ToastHolder) if holder.id not in said]
    for holder in gone:
        holder.remove()
    _show(rack, notices)
    if gone:
        # Now and then the sentence stayed on the terminal, though it was on the screen no more.
        rack.call_after_refresh(_paint_what_was_under, rack)


def _paint_what_was_under(rack: ToastRack) -> None:
    if rack.is_attached:
        rack.screen.refresh()
