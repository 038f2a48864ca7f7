"""The terminal as it is: it sends what is no text, and is left and come back to."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver


def lasting(kind: type[Driver]) -> type[Driver]:
    """Return a driver that outlasts what Textual's own does not, where its own is POSIX's."""
    if not hasattr(kind, "_run_input_thread"):
        return kind
    return type(kind.__name__, (_Lasting, kind), {})


class _Lasting:
    """What a driver of Textual 8.2.8 needs to outlast its terminal.

    It goes on reading after bytes that are no text: a mouse's place as old terminals send it, a
    letter of another encoding. Other faults of reading become faults of the app. And who goes on
    without having been asked to stop (by SIGSTOP, that is) keeps what the terminal was at first.
    """

    _app: Any
    _auto_restart: bool
    _must_signal_resume: bool

    def _run_input_thread(self) -> None:
        try:
            while self._stumbles():
                pass  # what came with those bytes is lost
        except OSError:
            self._app.call_later(self._app.end, signal.SIGHUP)  # there is no terminal any more
        except Exception as error:  # noqa: BLE001 - told by the app
            self._app.call_later(self._app.fail, error)

    def _stumbles(self) -> bool:
        """Read what is typed until the end; return true where that was not the end."""
        try:
            self.run_input_thread()  # type: ignore[attr-defined] # the driver's
        except UnicodeDecodeError:
            return True
        return False

    def _sigcont_application(self, *_: object) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()  # type: ignore[misc] # the driver's
        elif self._auto_restart:
            self._app.call_later(self._app.refresh, layout=True)
