"""The pipe for commands to the engine."""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import IO

from streamboard.run.commands import LINE_LIMIT
from streamboard.safety.outputs import write_all

_MOST_WAITING = 2 * LINE_LIMIT
"""Bytes."""


class CommandPipe:
    """Sends lines from its own thread: an engine that does not read blocks no sender."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._closing = False
        self._change = threading.Condition()
        # Affects only this end, which nobody else holds.
        os.set_blocking(pipe.fileno(), False)
        threading.Thread(target=self._write, daemon=True).start()

    def send(self, line: bytes) -> bool:
        """Return whether there was room. After `close`, lines are dropped."""
        with self._change:
            if self._size + len(line) > _MOST_WAITING:
                return False
            if not self._closing:
                self._lines.append(line)
                self._size += len(line)
                self._change.notify()
        return True

    def close(self) -> None:
        with self._change:
            self._closing = True
            self._change.notify()

    def _write(self) -> None:
        try:
            while (line := self._next()) is not None:
                write_all(self._pipe.fileno(), line)
        except OSError:
            pass  # The engine is gone; the reader of its events reports it.
        with self._change:
            self._closing = True
            self._lines.clear()
            self._size = 0
        self._pipe.close()

    def _next(self) -> bytes | None:
        with self._change:
            while not self._lines and not self._closing:
                self._change.wait()
            if not self._lines:
                return None
            line = self._lines.popleft()
            self._size -= len(line)
            return line
