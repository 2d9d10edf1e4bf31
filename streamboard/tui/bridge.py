"""Where the board's events come from: a live engine, or a run file at its recorded pace.

Both give batches of run events and a clock; the screen cannot tell them apart but by `source`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from streamboard.engine.commands import AnyCommand
from streamboard.engine.process import EngineProcess
from streamboard.errors import SourceEndedError, UsageError
from streamboard.events import Event, RunStarted, StreamQueued
from streamboard.plan import RunPlan
from streamboard.runfile import RunFile

REPLAY_STEP_S = 0.02


class Feed(Protocol):
    """A source of run events."""

    source: str
    """`LIVE` or `REPLAY`."""
    plan: RunPlan
    record: Path | None
    """The run file that is being written."""

    @property
    def live(self) -> bool:
        """Whether it takes commands."""
        ...

    def batches(self) -> AsyncIterator[list[Event]]:
        """The events as they come. May raise `SourceEndedError` after all that came."""
        ...

    def now(self) -> int:
        """The run's clock, in nanoseconds."""
        ...

    def send(self, command: AnyCommand) -> str:
        """Pass a command on; why not, in a sentence, if this source takes none."""
        ...

    def pause(self, paused: bool) -> None:
        """Hold the source, where it can be held."""
        ...

    def close(self) -> None:
        """End the source."""
        ...


class LiveFeed:
    """A run under way in an engine process."""

    source = "LIVE"

    def __init__(self, plan: RunPlan, engine: EngineProcess, record: Path | None) -> None:
        self.plan = plan
        self.record = record
        self._engine = engine
        self._zero_ns = time.monotonic_ns()

    async def batches(self) -> AsyncIterator[list[Event]]:
        async for batch in self._engine.events():
            for event in batch:
                if isinstance(event, RunStarted):
                    # The monotonic clock is the machine's, so the engine's zero is ours.
                    self._zero_ns = event.monotonic_ns
            yield batch

    @property
    def live(self) -> bool:
        return self._engine.running

    def now(self) -> int:
        return time.monotonic_ns() - self._zero_ns

    def send(self, command: AnyCommand) -> str:
        if not self.live:
            return "The engine is gone; start streamboard again."
        try:
            self._engine.send(command)
        except UsageError as error:
            return str(error)
        return ""

    def pause(self, paused: bool) -> None:
        pass  # What streams cannot be held; only the view is.

    def close(self) -> None:
        self._engine.close()


class ReplayFeed:
    """A recorded run at its own pace, or faster."""

    source = "REPLAY"

    def __init__(self, run: RunFile, speed: float = 1.0) -> None:
        self.plan = run.started.plan
        self.record: Path | None = None
        self._events = run.events
        self._speed = speed
        self._warning = run.warning
        # What came before the first stream was queued is the engine's start: nothing to look at.
        self._position = next((event.t for event in run.events if isinstance(event, StreamQueued)), 0)
        self._end = max(event.t for event in run.events)
        self._last_tick = time.monotonic_ns()
        self._paused = False

    async def batches(self) -> AsyncIterator[list[Event]]:
        index = 0
        self._last_tick = time.monotonic_ns()
        while index < len(self._events):
            until = self.now()
            first = index
            while index < len(self._events) and self._events[index].t <= until:
                index += 1
            if index > first:
                yield self._events[first:index]
            await asyncio.sleep(REPLAY_STEP_S)
        if self._warning:
            raise SourceEndedError(f"The recording ends here: {self._warning}.", "What came is all there is.")

    @property
    def live(self) -> bool:
        return False

    def now(self) -> int:
        tick = time.monotonic_ns()
        if not self._paused:
            self._position += int((tick - self._last_tick) * self._speed)
        self._last_tick = tick
        return min(self._position, self._end)

    def send(self, command: AnyCommand) -> str:
        return "A recorded run cannot be stopped or run again."

    def pause(self, paused: bool) -> None:
        self.now()
        self._paused = paused

    def close(self) -> None:
        pass
