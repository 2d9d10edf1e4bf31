"""A feed that replays a run file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

from streamboard.feeds.feed import Source
from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event, StreamQueued
from streamboard.run.runfile import RunFile

REPLAY_STEP_S = 0.02
MOST_AT_ONCE = 5_000
"""The most events in one batch: folding more would delay the response to keys."""


class ReplayFeed:
    """See `feed.Feed`; replays a recorded run at a multiple of its own pace."""

    source: Source = "REPLAY"

    def __init__(self, run: RunFile, speed: float = 1.0) -> None:
        self.plan = run.started.plan
        self.record: Path | None = run.path
        self._events = run.events
        self._speed = speed
        self._too_early = run.end()
        # Skip the start of the engine, before the first stream was queued: there is nothing to see.
        self._position = next((event.t for event in run.events if isinstance(event, StreamQueued)), 0)
        self._end = max(event.t for event in run.events)
        self._last_tick = time.monotonic_ns()
        self._index = len(run.events)
        """The next event to hand over; past the end until `batches` is iterated over."""
        self._paused = False

    async def batches(self) -> AsyncIterator[list[Event]]:
        self._index = 0
        self._last_tick = time.monotonic_ns()
        while (first := self._index) < len(self._events):
            until, most = self._advance(), min(first + MOST_AT_ONCE, len(self._events))
            while self._index < most and self._events[self._index].t <= until:
                self._index += 1
            if self._index > first:
                yield self._events[first : self._index]
            await asyncio.sleep(0 if self._index == most else REPLAY_STEP_S)
        if self._too_early is not None:
            raise self._too_early

    @property
    def live(self) -> bool:
        return False

    def now(self) -> int:
        now = self._advance()
        # A busy board may not have taken all events up to now.
        return now if self._index >= len(self._events) else min(now, self._events[self._index].t)

    @property
    def behind_ns(self) -> int:
        return 0

    def _advance(self) -> int:
        """Update and return the current time in the recording, in nanoseconds."""
        tick = time.monotonic_ns()
        if not self._paused:
            self._position += int((tick - self._last_tick) * self._speed)
        self._last_tick = tick
        return min(self._position, self._end)

    def send(self, command: AnyCommand) -> str:
        return "A recorded run cannot be stopped or run again."

    def pause(self, paused: bool) -> None:
        self._advance()
        self._paused = paused

    @property
    def speed(self) -> float | None:
        return self._speed

    def set_speed(self, speed: float) -> None:
        self._advance()
        self._speed = speed

    def skip(self) -> None:
        self._advance()
        self._position = self._end

    @property
    def at_end(self) -> bool:
        return self._index >= len(self._events)

    def close(self) -> None:
        pass
