"""What is typed, whatever the terminal sends for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver


def lasting(kind: type[Driver]) -> type[Driver]:
    """Return a driver that goes on reading after bytes that are no text.

    Textual 8.2.8 stops reading at the first of them: a mouse's place as old terminals send it, a
    letter of another encoding. Any other fault of reading becomes one of the app.
    """
    if not hasattr(kind, "_run_input_thread"):  # Windows decodes for itself
        return kind

    class Lasting(kind):  # type: ignore[misc, valid-type]
        _app: Any

        def _run_input_thread(self) -> None:
            try:
                while self._stumbles():
                    pass  # what came with those bytes is lost
            except Exception as error:  # noqa: BLE001 - told by the app
                self._app.call_later(self._app.fail, error)

        def _stumbles(self) -> bool:
            """Read what is typed until the end; return true where that was not the end."""
            try:
                self.run_input_thread()
            except UnicodeDecodeError:
                return True
            return False

    return Lasting
