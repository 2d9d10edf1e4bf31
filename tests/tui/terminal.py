"""A real terminal for tests: a command in a pseudo-terminal, a keyboard, and what the screen shows."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from pyte.screens import Char

from tests.support.warm import WarmPopen, take_terminal

from .emulator import Screen, Stream, width_of

PATIENCE_S = 120.0
"""How long a wait may take before it fails: a start on a machine with much else to do included."""

_T = TypeVar("_T")

KEYS = {
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "enter": "\r",
    "esc": "\x1b",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "ctrl+c": "\x03",
    "ctrl+p": "\x10",
    "ctrl+q": "\x11",
}

OWED = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l")
"""What a full-screen program owes when it goes: the main screen, the cursor, no mouse, no paste mode."""

_ASKS_FOR_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"
_MUCH = 1 << 16
"""Bytes that are looked at together: the kernel hands them over in pieces of four kilobytes."""
_FRAME_BEGINS, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
_NOT_FOR_THE_SCREEN = re.compile(rb"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
"""Queries and keyboard protocols, which the emulator would misread."""
_BEGUN = re.compile(rb"\x1b(\[[0-9;?<=>$]*)?$")
"""A sequence that the next read goes on with."""


class Terminal:
    """A command in a pseudo-terminal of its own.

    It answers that it knows synchronised output, and shows whole frames only. No thread is behind
    it: whatever waits reads on meanwhile, and each wait is bounded.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Start the command.

        Args:
            command: The program and its arguments.
            size: Columns and rows.
            env: The whole environment of the program; that of this process if None.
            cwd: Where it runs.
        """
        self.raw = bytearray()
        """Every byte that the command has written."""
        self._screen = Screen(*size)
        self._stream = Stream(self._screen)
        self._unfed = b""
        self._rows: list[str] = []
        self._master, self._slave = os.openpty()
        self._set_size(size)
        self.modes_before = self.modes
        self.process = WarmPopen(
            [str(word) for word in command],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
            # As the controlling terminal it brings SIGWINCH and SIGHUP, as any terminal does.
            preexec_fn=take_terminal,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the command if it still runs, and give the terminal up."""
        for ask in (self.process.terminate, self.process.kill):
            if self.process.poll() is None:
                ask()
                end = time.monotonic() + 8
                while self.process.poll() is None and time.monotonic() < end:
                    self.pump()
        self.process.wait()
        self.hang_up()

    def set_blocking(self, blocking: bool) -> None:
        """Set the mode that the command's writes have, as another program on the terminal may leave it."""
        os.set_blocking(self._slave, blocking)

    def hang_up(self) -> None:
        """Close the terminal, as when its window is closed under the command."""
        if self._master >= 0:
            os.close(self._master)
            os.close(self._slave)
            self._master = self._slave = -1

    # -- in and out

    def pump(self, seconds: float = 0.02) -> bool:
        """Read what there is, waiting for it so long at most; whether anything came."""
        if self._master < 0:
            time.sleep(seconds)
            return False
        data = b""
        while len(data) < _MUCH and select.select([self._master], [], [], 0 if data else seconds)[0]:
            data += os.read(self._master, _MUCH)
        if not data:
            return False
        if _ASKS_FOR_SYNC in bytes(self.raw[-16:]) + data and _ASKS_FOR_SYNC not in self.raw:
            os.write(self._master, _HAS_SYNC)
        self.raw += data
        self._feed(data)
        return True

    def _feed(self, data: bytes) -> None:
        data = self._unfed + data
        begun = data.rfind(_FRAME_BEGINS)
        if begun >= 0 and data.find(_FRAME_ENDS, begun) < 0:
            cut = begun
        else:
            part = _BEGUN.search(data, max(len(data) - 32, 0))
            cut = part.start() if part else len(data)
        self._unfed = data[cut:]
        if cut:
            self._stream.feed(_NOT_FOR_THE_SCREEN.sub(b"", data[:cut]))

    def send(self, text: str) -> None:
        """Type characters as they are."""
        self.send_bytes(text.encode())

    def send_bytes(self, data: bytes) -> None:
        """Send what no text is made of."""
        os.write(self._master, data)

    def press(self, *keys: str) -> None:
        """Press keys, by name or by their character."""
        for key in keys:
            self.send(KEYS.get(key, key))

    def click(self, column: int, row: int) -> None:
        """Press and release the left button on a cell, counted from 0."""
        self.send(f"\x1b[<0;{column + 1};{row + 1}M\x1b[<0;{column + 1};{row + 1}m")

    def wheel_up(self, column: int, row: int) -> None:
        """Turn the wheel by a notch over a cell."""
        self.send(f"\x1b[<64;{column + 1};{row + 1}M")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the kernel tells the command by SIGWINCH."""
        self._screen.resize(rows, columns)
        self._screen.reset()  # What a terminal makes of the old text at a new width is its own affair.
        self._set_size((columns, rows))

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # -- what is on the screen

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._screen.columns, self._screen.lines

    @property
    def rows(self) -> list[str]:
        """The rows of the screen as text, each in full width."""
        dirty = self._screen.dirty
        if dirty or len(self._rows) != self._screen.lines:
            kept = enumerate(self._rows) if len(self._rows) == self._screen.lines else ()
            texts = {y: row for y, row in kept if y not in dirty}
            self._rows = [texts.get(y) or self._row(y) for y in range(self._screen.lines)]
            dirty.clear()
        return self._rows

    def _row(self, y: int) -> str:
        """A row's text. The emulator's own fails on the right half of a wide character whose left is gone."""
        line, text, column = self._screen.buffer[y], "", 0
        cells = [line[x].data for x in range(self._screen.columns)]
        plain = "".join(cells)
        if all(map(len, cells)) and len(plain) == len(cells) and all(width_of(one) < 2 for one in {*plain}):
            return plain
        while column < self._screen.columns:
            data = line[column].data or " "
            text += data
            column += 2 if width_of(data[0]) == 2 else 1
        return text

    @property
    def text(self) -> str:
        """The whole screen as text."""
        return "\n".join(self.rows)

    @property
    def said_after_leaving(self) -> str:
        """What the command wrote once it had left the alternate screen."""
        return bytes(self.raw).rpartition(b"\x1b[?1049l")[2].decode("utf-8", "replace")

    def cell(self, column: int, row: int) -> Char:
        """One cell with its look."""
        return self._screen.buffer[row][column]

    def shows(self, *texts: str) -> bool:
        """Whether all of these stand on the screen."""
        return all(map(self.text.__contains__, texts))

    def find(self, text: str) -> tuple[int, int]:
        """The column and row of the first place where a text stands.

        Raises:
            AssertionError: It is not on the screen.
        """
        for y, row in enumerate(self.rows):
            if (x := row.find(text)) >= 0:
                return x, y
        raise AssertionError(f"{text!r} is not there; {self._state()}")

    # -- waiting

    def wait_until(
        self,
        condition: Callable[[], _T | None],
        what: str = "a condition",
        *,
        patience_s: float = PATIENCE_S,
    ) -> _T:
        """Read on until a condition holds; what it gave then.

        One that finds nothing to look at (it raises, as of panes that are half drawn) does not hold yet.

        Args:
            condition: What is waited for.
            what: It in words.
            patience_s: How long that may take.

        Raises:
            AssertionError: It did not hold in time; what was on the screen is in the message.
        """
        end = time.monotonic() + patience_s
        while True:
            try:
                if held := condition():
                    return held
                trouble = ""
            except (AssertionError, LookupError, ValueError, StopIteration) as error:
                trouble = f" ({type(error).__name__}: {error})"
            if time.monotonic() > end:
                raise AssertionError(f"waited {patience_s:.0f} s for {what}{trouble}; {self._state()}")
            self.pump()

    def wait_for(self, *texts: str) -> None:
        """Wait until all of these stand on the screen."""
        self.wait_until(lambda: self.shows(*texts), f"{texts}")

    def wait_gone(self, *texts: str) -> None:
        """Wait until none of these stands on the screen."""
        self.wait_until(lambda: not any(text in self.text for text in texts), f"{texts} to be gone")

    def press_until(self, keys: str | Sequence[str], condition: Callable[[], _T | None], what: str) -> _T:
        """Press keys for what is not so yet; see `wait_until`.

        Raises:
            RuntimeError: It was so before: waiting for it would not show that the keys were obeyed.
        """
        with suppress(AssertionError, LookupError, ValueError, StopIteration):
            if condition():
                raise RuntimeError(f"before {keys!r} there is {what} already; {self._state()}")
        self.press(*([keys] if isinstance(keys, str) else keys))
        return self.wait_until(condition, f"{what} after {keys!r}")

    def press_to_show(self, keys: str | Sequence[str], *texts: str) -> None:
        """Press keys for texts that do not all stand on the screen yet."""
        self.press_until(keys, lambda: self.shows(*texts), f"{texts}")

    def press_to_hide(self, keys: str | Sequence[str], *texts: str) -> None:
        """Press keys for texts to go that stand on the screen now."""
        self.press_until(keys, lambda: not any(text in self.text for text in texts), f"none of {texts}")

    def wait_exit(self) -> int:
        """Wait for the command's end; its exit code, negative after a signal. All of its output is read."""
        self.wait_until(lambda: self.process.poll() is not None, "the exit")
        while self.pump(0):
            pass
        assert self.process.returncode is not None
        return self.process.returncode

    def _state(self) -> str:
        code = self.process.poll()
        running = "runs" if code is None else f"ended with {code}"
        rows = "\n".join(f"|{row}|" for row in self.rows)
        return f"the command {running}; the screen:\n{rows}"

    # -- the line behind the screen

    @property
    def modes(self) -> list[object]:
        """The settings of the line, as `termios` gives them."""
        return list(termios.tcgetattr(self._slave))

    def assert_restored(self) -> None:
        """The terminal is as it was: each mode off after it was last on, and the settings of the line."""
        for sequence in OWED:
            opposite = sequence[:-1] + (b"h" if sequence.endswith(b"l") else b"l")
            assert self.raw.rfind(sequence) > self.raw.rfind(opposite), f"{sequence!r} was not the last"
        assert termios.tcgetattr(self._slave)[3] & termios.ECHO
        assert self.modes == self.modes_before
