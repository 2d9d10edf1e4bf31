"""Plays a stream's steps at fixed offsets from the first, so that a late one delays no others."""

from __future__ import annotations

import asyncio

from streamboard.endpoints.sim.sse import End, Steps
from streamboard.endpoints.sim.wire import Wire

BURST_BYTES = 65536
"""At most per turn of the event loop, so as not to starve other streams."""

BACKLOG_BYTES = 1024 * 1024
BACKLOG_SECONDS = 0.01
"""How far to send ahead of a client that does not read; then the interval of checks."""

TIMER_SLACK = 100e-6
"""Seconds by which a step may be early, to save a timer."""


class Player:
    """Sends one stream's steps.

    A delta costs a timer callback and no task switch: one process feeds hundreds of streams.
    """

    def __init__(self, wire: Wire, steps: Steps, *, chunked: bool) -> None:
        self._wire = wire
        self._steps = steps
        self._chunked = chunked
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[End | None] = self._loop.create_future()
        self._timer: asyncio.TimerHandle | None = None

    async def play(self) -> End | None:
        """Send everything; return how to end the body, None if the client disconnected first."""
        self._wire.on_lost = self._lost
        if self._wire.is_lost:
            return None
        self._step = next(self._steps)
        self._due = self._loop.time() + self._step.gap
        try:
            self._turn()
            return await self._ended
        finally:
            self._wire.on_lost = None
            if self._timer is not None:
                self._timer.cancel()

    def _lost(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _turn(self) -> None:
        if self._ended.done():
            return
        try:
            self._send_due()
        except Exception as error:
            self._ended.set_exception(error)

    def _send_due(self) -> None:
        if self._wire.backlog > BACKLOG_BYTES:
            self._timer = self._loop.call_later(BACKLOG_SECONDS, self._turn)
            return
        horizon = self._loop.time() + TIMER_SLACK
        burst = b""
        while self._due <= horizon and len(burst) < BURST_BYTES:
            burst += self._step.data
            if self._step.end is not None:
                self._write(burst)
                self._ended.set_result(self._step.end)
                return
            self._step = next(self._steps)
            self._due += self._step.gap
        if burst:
            self._write(burst)
        self._timer = self._loop.call_at(self._due, self._turn)

    def _write(self, data: bytes) -> None:
        if self._chunked:
            self._wire.write_chunk(data)
        else:
            self._wire.write(data)
