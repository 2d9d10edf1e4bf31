"""Textual's Unix terminal driver, with fixes."""

from __future__ import annotations

import asyncio
import os
import queue
import shutil
import signal
from codecs import getincrementaldecoder
from contextlib import suppress
from functools import partial
from io import TextIOWrapper
from types import FrameType
from typing import TextIO, cast

from textual import events
from textual.app import App
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size
from textual.message import Message

from streamboard.safety.outputs import write_all
from streamboard.tui import textual_internals as internals
from streamboard.tui.draw.drawn_widths import ASK, PROBES, Widths, count_as_drawn, placed

CLOSE_S = 1.0
"""Seconds to wait at exit for the terminal to take the restoring sequences."""

# Textual exits on input that is not UTF-8, as from old terminals and pastes from them.
linux_driver.getincrementaldecoder = lambda encoding: partial(  # type: ignore[attr-defined]
    getincrementaldecoder(encoding), "replace"
)
linux_driver.XTermParser = internals.ForgivingParser  # type: ignore[attr-defined]


class TerminalDriver(LinuxDriver):
    """Copes with closed and slow terminals, rapid resizing, and odd input.

    When a terminal closes, the kernel sends SIGHUP, then SIGCONT, which Textual takes for the end of a
    suspension: it restarts its threads, the writer dies of its first error, its queue fills up, and the app
    blocks forever.
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
        internals.measure_with(self, self.size)
        signal.signal(signal.SIGCONT, self._go_on)
        self._drawn: Widths | None = None
        """How this terminal draws characters of disputed width; None until it has answered."""
        self._answers: list[int] | None = None
        """The answers so far; None before asking."""
        self._gap = False
        """Output was dropped, so the screen differs from what the app assumes."""

    @property
    def keeps_up(self) -> bool:
        # Data being written has left the queue, but may take seconds.
        unwritten = internals.unwritten(self)
        waits = self._output.writing or (unwritten is not None and not unwritten.empty())
        if self._gap and not waits:
            self._gap = False
            internals.app_of(self).refresh(repaint=True, layout=True)
        return not waits

    def write(self, data: str) -> None:
        """Queue data, or drop it if the queue is full, where Textual would block the app."""
        self._put(placed(data, self._drawn))

    def _put(self, data: str) -> None:
        unwritten = internals.unwritten(self)
        assert unwritten is not None
        try:
            unwritten.put_nowait(data)
        except queue.Full:
            self._gap = True

    def stop_application_mode(self) -> None:
        """Restore the terminal, dropping unwritten frames."""
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Empty):
                while True:
                    unwritten.get_nowait()
            # A dropped end of a frame would leave the terminal waiting.
            self.write(internals.END_OF_FRAME)
        super().stop_application_mode()

    def close(self) -> None:
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Full):
                unwritten.put_nowait(None)
            if not internals.wait_for_writer(self, CLOSE_S):
                # Further output would block like the thread, which ends with the process.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._output.fileno())

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # The loop runs handlers one by one. Textual's own, when interrupted by a second signal, reports the
        # older size last, and the app draws for that.
        self._ui_loop = asyncio.get_running_loop()
        self._ui_loop.add_signal_handler(signal.SIGWINCH, self._tell_size)
        if self._answers is None and self.input_tty:
            self._answers = []
            self._put(ASK)

    def run_input_thread(self) -> None:
        """Read keys until the terminal is gone; SIGHUP then ends the app."""
        with suppress(OSError):
            super().run_input_thread()

    def process_message(self, message: Message) -> None:
        """Called in the input thread."""
        answers = self._answers
        if isinstance(message, events.CursorPosition) and answers is not None and len(answers) < len(PROBES):
            answers.append(message.x)
            if len(answers) == len(PROBES):
                self._ui_loop.call_soon_threadsafe(self._learn, Widths(*answers))
        else:
            super().process_message(message)

    def _learn(self, drawn: Widths) -> None:
        self._drawn = drawn
        count_as_drawn(drawn)
        if drawn != Widths():
            app = internals.app_of(self)
            getattr(app, "redraw", app.refresh)()

    def _tell_size(self) -> None:
        if not internals.hears_of_sizes(self):
            size = self.size()
            internals.app_of(self).post_message(events.Resize(size, size))

    def size(self) -> Size:
        """Textual trusts stale `COLUMNS` and `LINES`, and asks standard output, where it does not draw."""
        for file in (self._output.fileno(), self.fileno):
            with suppress(OSError):
                if all(size := os.get_terminal_size(file)):
                    return Size(*size)
        return Size(*shutil.get_terminal_size())

    def _go_on(self, *_: int | FrameType | None) -> None:
        if internals.was_suspended(self):
            self.resume_application_mode()
        else:
            # SIGSTOP left the terminal as it was, but another program may have drawn.
            app = internals.app_of(self)
            app.call_later(app.refresh)


class OutputThatMayGo:
    """A terminal file that drops output once the terminal is gone.

    It bypasses Python's buffer: a thread blocked in a write would hold its lock, and Python could not exit
    until the terminal takes output again.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._encoding = file.encoding or "utf-8"
        self._gone = False
        self.writing = False

    def write(self, text: str) -> int:
        self.writing = True
        if not self._gone:
            try:
                write_all(self._file.fileno(), text.encode(self._encoding, "replace"))
            except OSError:
                self._gone = True
        self.writing = False
        return len(text)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    def fileno(self) -> int:
        return self._file.fileno()

    def isatty(self) -> bool:
        return self._file.isatty()
