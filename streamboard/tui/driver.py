"""The terminal under the board: Textual's own driver, but for what it gets wrong."""

from __future__ import annotations

import asyncio
import signal
from io import TextIOWrapper
from types import FrameType
from typing import TextIO, cast

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size


class TerminalDriver(LinuxDriver):
    """Survives a terminal that goes, a SIGCONT that follows no stop, and a window that is dragged.

    When a terminal is closed, the kernel sends SIGHUP and then SIGCONT. Textual takes any SIGCONT as
    the end of a suspension and starts its threads a second time, on a terminal that is gone: the thread
    that writes dies of the first error, its queue fills up, and the app waits for room in it for ever.

    Textual reads the new size within the handler of SIGWINCH. A second signal may come in the middle of
    that, and then its size, the newer one, is told first: the app draws for a size that is no more.
    """

    def __init__(
        self,
        app: App[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = cast(TextIOWrapper, OutputThatMayGo(self._file))

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # Called by the loop, one after the other, each reads the size as it then is.
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)

    def _tell_size(self) -> None:
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self._app.post_message(events.Resize(size, size))

    def _sigcont_application(self, *_: int | FrameType | None) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            # After SIGSTOP nothing was put away; but another program may have drawn in the meantime.
            self._app.call_later(self._app.refresh)


class OutputThatMayGo:
    """A terminal to write to; what is written after it has gone is dropped."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._gone = False

    def write(self, text: str) -> int:
        """Write a text, if there still is something to write to."""
        if not self._gone:
            try:
                self._file.write(text)
            except OSError:
                self._gone = True
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, if there still is something to hand it to."""
        if not self._gone:
            try:
                self._file.flush()
            except OSError:
                self._gone = True

    def fileno(self) -> int:
        """The number of the file behind it."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
