"""Writes events in batches, first to the run file, then to standard output."""

from __future__ import annotations

import asyncio
from typing import Protocol

from streamboard.engine.clock import RunClock
from streamboard.engine.recorder import Recorder
from streamboard.run.codec import encode
from streamboard.run.events import Event, RecordingFailed

FLUSH_S = 0.01
"""How long a line may wait for others; a kill loses at most this much."""


class Output(Protocol):
    """Takes bytes without blocking."""

    def write(self, data: bytes) -> None: ...


class EventWriter:
    def __init__(self, clock: RunClock, output: Output, recorder: Recorder | None, problem: str = "") -> None:
        """`problem`, why a run file could not be created, follows the first events."""
        self._clock = clock
        self._output = output
        self._recorder = recorder
        self._problem = problem
        self._lines: list[bytes] = []
        self._flush_scheduled = False

    def emit(self, event: Event) -> None:
        self._lines.append(encode(event))
        if not self._flush_scheduled:
            self._flush_scheduled = True
            asyncio.get_running_loop().call_later(FLUSH_S, self.flush)

    def flush(self) -> None:
        self._flush_scheduled = False
        if not self._lines:
            return
        data = b"".join(self._lines)
        self._lines.clear()
        problem, self._problem = self._problem, ""
        if self._recorder is not None:
            try:
                # File first: it holds everything that was shown, even after a kill.
                self._recorder.write(data)
            except OSError as error:
                problem = error.strerror or str(error)
                self._recorder.close()
                self._recorder = None
        self._output.write(data)
        if problem:
            self._output.write(encode(RecordingFailed(t=self._clock.now(), message=problem)))

    def close(self) -> None:
        self.flush()
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None
