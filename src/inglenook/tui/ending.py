"""How the app ends: by a signal or by a fault, on the screen or behind it, and never badly."""

from __future__ import annotations

import asyncio
import signal
import sys
from abc import abstractmethod
from contextlib import suppress
from typing import Any

from textual import on
from textual.app import App
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.widget import MountError
from textual.worker import WorkerFailed

from inglenook.tui.terminal import lasting


class EndingApp(App[None]):
    """An app that keeps the place and gives the terminal back, whatever ends it.

    What fails behind the screen ends it as well: parts of the screen may wait for the answer for
    ever. A reader who went on from such a fault is not led into it again, where it comes again by
    itself: it is said, and the rest goes on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fault: BaseException | None = None
        """What brought the app down, where something did."""
        self.has_saved = True
        """Whether the place could be kept when it came down."""
        self.known: set[str] = set()
        """What has failed before, as :func:`inglenook.faults.places` says it."""

    @abstractmethod
    def save(self) -> bool:
        """Keep the place; return whether it is kept."""

    # Faults

    def fail(self, error: BaseException) -> None:
        """End because of a fault, which :func:`inglenook.tui.app.run` tells."""
        self.fault = self.fault or error
        self._keep_place()
        self._close_messages_no_wait()

    def _handle_exception(self, error: Exception) -> None:
        """Take note of a fault; one behind the screen only once, and none while it is closed.

        Textual's own (private; of 8.2.8) is called for every message, timer, callback and worker
        that raises. tests/ui/test_faults.py fails where it is called no more.
        """
        if self._exit or self.fault is not None:
            # A screen that is opened while all are closed does not find what it is made of.
            if not isinstance(error, (WorkerFailed, NoMatches, MountError)):
                self.fault = self.fault or error
            return
        if isinstance(error, WorkerFailed):
            from inglenook.faults import places  # 20 ms, and few need it

            if (known := places(error.error)) in self.known:
                self.notify(AGAIN, severity="warning", markup=False)
                return
            self.known.add(known)
            self.fault = error.error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End; Textual's own would print the text of stories with its traceback."""
        self.fail(sys.exception() or RuntimeError())

    def panic(self, *_: Any) -> None:
        """End: what Textual calls for errors that bring a text of their own."""
        self._fatal_error()

    async def _close_all(self) -> None:
        """Close the screens; where one fails in that, the rest of the end goes on."""
        try:
            await super()._close_all()
        except Exception as error:  # noqa: BLE001 - told when the terminal is given back
            self.fault = self.fault or error

    def _keep_place(self) -> None:
        try:
            self.has_saved = self.save()
        except Exception as error:  # noqa: BLE001 - it ends all the same, and is told of then
            self.fault, self.has_saved = self.fault or error, False

    # Signals

    def listen_for_the_end(self) -> None:
        """Keep the place and restore the terminal when it is closed or the app is killed."""
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop = asyncio.get_running_loop()
            for name in _ENDS:
                loop.add_signal_handler(name, self.end, name)

    def get_driver_class(self) -> type[Driver]:
        """Take a driver that lasts as long as the app."""
        return lasting(super().get_driver_class())

    @on(Driver.SignalResume)
    def _paint_again(self) -> None:
        """Paint what another program, or the shell, has painted over meanwhile."""
        self.refresh(layout=True)

    def give_back_signals(self) -> None:
        """Let signals do again what they did."""
        with suppress(NotImplementedError, RuntimeError):
            loop = asyncio.get_running_loop()
            for name in _ENDS:
                loop.remove_signal_handler(name)

    def end(self, number: int) -> None:
        """Keep the place and end, as a signal of this number asks for."""
        self._keep_place()
        self.exit(return_code=SIGNALLED + number)


SIGNALLED = 128
"""Exit codes above this, less this, are the number of the signal that ended a program."""

AGAIN = "Something behind the screen has failed again, as told before. The rest goes on."

_ENDS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
