"""Textual's terminal driver for Unix, with fixes for its weaknesses."""

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
from streamboard.tui.draw.drawnwidths import ASK, PROBES, Widths, count_as_drawn, placed

CLOSE_S = 1.0
"""Seconds to wait at exit for the terminal to take the sequences that restore it."""

# Old terminals, and pastes from them, have other encodings.
linux_driver.getincrementaldecoder = lambda encoding: partial(  # type: ignore[attr-defined]
    getincrementaldecoder(encoding), "replace"
)
linux_driver.XTermParser = internals.ForgivingParser  # type: ignore[attr-defined]


class TerminalDriver(LinuxDriver):
    """Copes with a closed or slow terminal, a SIGCONT without a stop, rapid resizing, and odd input.

    When a terminal is closed, the kernel sends SIGHUP and then SIGCONT. Textual takes any SIGCONT for the
    end of a suspension and starts its threads again, on a terminal that is gone: the writer thread dies of
    its first error, its queue fills up, and the app blocks forever.

    Textual believes `COLUMNS` and `LINES`, and asks standard output, where it does not draw.

    Textual reads the new size in the SIGWINCH handler. If a second signal interrupts the handler, the newer
    size is reported first, and the app then draws for the outdated one.

    Textual ends on keys that are no UTF-8, or that have impossible numbers.

    Terminals draw some letters and emoji in other widths than Textual counts.

    When a terminal takes less than is drawn, Textual blocks the whole app until the queue has room.
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
        """How wide the terminal draws what terminals disagree about; None until it has answered."""
        self._answers: list[int] | None = None
        """The answers so far; None before it was asked."""
        self._gap = False
        """Output was dropped, so the screen differs from what the app assumes."""

    @property
    def keeps_up(self) -> bool:
        """Whether the terminal has taken all that was drawn; nothing more should be drawn until then."""
        # Data being written has left the queue already, but may take seconds on a slow line.
        unwritten = internals.unwritten(self)
        waits = self._output.writing or (unwritten is not None and not unwritten.empty())
        if self._gap and not waits:
            self._gap = False
            internals.app_of(self).refresh(repaint=True, layout=True)
        return not waits

    def write(self, data: str) -> None:
        """Queue data for writing, or drop it if the queue is full, where Textual would block the app."""
        self._put(placed(data, self._drawn))

    def _put(self, data: str) -> None:
        unwritten = internals.unwritten(self)
        assert unwritten is not None
        try:
            unwritten.put_nowait(data)
        except queue.Full:
            self._gap = True

    def stop_application_mode(self) -> None:
        """Restore the terminal, and drop the frames that were not written yet."""
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Empty):
                while True:
                    unwritten.get_nowait()
            # The end of a frame may have been dropped, and the terminal would wait for it.
            self.write(internals.END_OF_FRAME)
        super().stop_application_mode()

    def close(self) -> None:
        """Stop the writer thread, without waiting longer than `CLOSE_S` for the terminal."""
        if (unwritten := internals.unwritten(self)) is not None:
            with suppress(queue.Full):
                unwritten.put_nowait(None)
            if not internals.wait_for_writer(self, CLOSE_S):
                # Any further output would block as the thread does. The thread ends with the process.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._output.fileno())

    def start_application_mode(self) -> None:
        super().start_application_mode()  # type: ignore[no-untyped-call]
        # The loop calls handlers one after the other, so each reads the current size.
        self._ui_loop = asyncio.get_running_loop()
        self._ui_loop.add_signal_handler(signal.SIGWINCH, self._tell_size)
        if self._answers is None and self.input_tty:
            self._answers = []
            self._put(ASK)

    def run_input_thread(self) -> None:
        """Read keys until the terminal is gone, as the kernel tells in a signal."""
        with suppress(OSError):
            super().run_input_thread()

    def process_message(self, message: Message) -> None:
        """Pass on what the terminal sent, but for its answers on widths; called by the thread that reads."""
        answers = self._answers
        if isinstance(message, events.CursorPosition) and answers is not None and len(answers) < len(PROBES):
            answers.append(message.x)
            if len(answers) == len(PROBES):
                self._ui_loop.call_soon_threadsafe(self._learn, Widths(*answers))
        else:
            super().process_message(message)

    def _learn(self, drawn: Widths) -> None:
        """Draw as the terminal does, from now on."""
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
        """The terminal's size, whatever `COLUMNS` and `LINES` say: once exported, they stay as they were."""
        for file in (self._output.fileno(), self.fileno):
            with suppress(OSError):
                if all(size := os.get_terminal_size(file)):
                    return Size(*size)
        return Size(*shutil.get_terminal_size())

    def _go_on(self, *_: int | FrameType | None) -> None:
        if internals.was_suspended(self):
            self.resume_application_mode()
        else:
            # SIGSTOP left the terminal as it was, but another program may have drawn in the meantime.
            app = internals.app_of(self)
            app.call_later(app.refresh)


class OutputThatMayGo:
    """A terminal to write to, which drops output once the terminal is gone.

    It bypasses Python's buffer: a thread blocked in a write would hold the buffer's lock, and Python could
    not exit until the terminal takes output again.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._encoding = file.encoding or "utf-8"
        self._gone = False
        self.writing = False
        """A write is in progress."""

    def write(self, text: str) -> int:
        """Write a text unless the terminal is gone; returns its length in any case."""
        self.writing = True
        if not self._gone:
            try:
                write_all(self._file.fileno(), text.encode(self._encoding, "replace"))
            except OSError:
                self._gone = True
        self.writing = False
        return len(text)

    def flush(self) -> None:
        """Do nothing, as there is no buffer."""

    def fileno(self) -> int:
        """The terminal's file descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()
