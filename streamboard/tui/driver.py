"""The terminal under the board: Textual's own driver, but for what it gets wrong."""

from __future__ import annotations

import asyncio
import os
import queue
import shutil
import signal
from contextlib import suppress
from io import TextIOWrapper
from types import FrameType
from typing import TextIO, cast

from textual import events
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from streamboard.tui import textual_internals as internals

CLOSE_S = 2.0
"""How long the end of the app waits for a terminal to take what restores it."""


class TerminalDriver(LinuxDriver):
    """Survives a terminal that goes or is slow, a SIGCONT that follows no stop, and a window that is dragged.

    When a terminal is closed, the kernel sends SIGHUP and then SIGCONT. Textual takes any SIGCONT as
    the end of a suspension and starts its threads a second time, on a terminal that is gone: the thread
    that writes dies of the first error, its queue fills up, and the app waits for room in it for ever.

    Textual reads the new size within the handler of SIGWINCH. A second signal may come in the middle of
    that, and then its size, the newer one, is told first: the app draws for a size that is no more.

    Textual waits for room when a terminal takes less than is drawn, and nothing else happens meanwhile.
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
        self._output = OutputThatMayGo(internals.output_of(self))
        internals.draw_to(self, cast(TextIOWrapper, self._output))
        signal.signal(signal.SIGCONT, self._go_on)
        self._gap = False
        """Something was not written: the screen is not as the app thinks it is."""

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken all that was drawn; while it has not, nothing more should be."""
        # What is being written is in the queue no more, and may take a slow line seconds.
        unwritten = internals.unwritten(self)
        waits = self._output.writing or (unwritten is not None and not unwritten.empty())
        if self._gap and not waits:
            self._gap = False
            internals.app_of(self).refresh(repaint=True, layout=True)
        return not waits

    def write(self, data: str) -> None:
        """Have data written; where the terminal is far behind, drop it rather than wait for room.

        Textual waits, and the app, its keys and its signals with it.
        """
        unwritten = internals.unwritten(self)
        assert unwritten is not None
        try:
            unwritten.put_nowait(data)
        except queue.Full:
            self._gap = True

    def stop_application_mode(self) -> None:
        """Restore the terminal: frames that were not drawn yet give way to that."""
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Empty):
                while True:
                    unwritten.get_nowait()
            # Among them may have been the end of a frame that the terminal waits for.
            self.write(internals.END_OF_FRAME)
        super().stop_application_mode()

    def close(self) -> None:
        """End the thread that writes. A terminal that takes nothing is not waited for."""
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Full):
                unwritten.put_nowait(None)
            if not internals.wait_for_writer(self, CLOSE_S):
                # Whatever else is said there would wait as the thread does, and it ends with the process.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._output.fileno())

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # Called by the loop, one after the other, each reads the size as it then is.
        asyncio.get_running_loop().add_signal_handler(signal.SIGWINCH, self._tell_size)

    def _tell_size(self) -> None:
        if not internals.hears_of_sizes(self):
            size = Size(*shutil.get_terminal_size())
            internals.app_of(self).post_message(events.Resize(size, size))

    def _go_on(self, *_: int | FrameType | None) -> None:
        if internals.was_suspended(self):
            self.resume_application_mode()
        else:
            # After SIGSTOP nothing was put away; but another program may have drawn in the meantime.
            app = internals.app_of(self)
            app.call_later(app.refresh)


class OutputThatMayGo:
    """A terminal to write to; what is written after it has gone is dropped.

    It writes past Python's buffer: a thread that hangs in there would hold its lock, and Python
    could not end before a terminal that takes nothing goes on.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._encoding = file.encoding or "utf-8"
        self._gone = False
        self.writing = False
        """Something is on its way and has not been taken yet."""

    def write(self, text: str) -> int:
        """Write a text, if there still is something to write to."""
        data = memoryview(text.encode(self._encoding, "replace"))
        self.writing = True
        while data and not self._gone:
            try:
                data = data[os.write(self._file.fileno(), data) :]
            except OSError:
                self._gone = True
        self.writing = False
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def fileno(self) -> int:
        """The number of the file behind it."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
