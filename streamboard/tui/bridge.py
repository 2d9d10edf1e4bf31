"""Where the board's events come from: a live engine, or a run file at its recorded pace.

Both give batches of run events and a clock; the screen cannot tell them apart but by `source`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, Protocol

from streamboard.engine.commands import AnyCommand
from streamboard.engine.process import EngineProcess
from streamboard.errors import UsageError
from streamboard.events import Event, RunStarted, StreamQueued
from streamboard.plan import RunPlan
from streamboard.runfile import RunFile

Source = Literal["LIVE", "REPLAY"]
REPLAY_STEP_S = 0.02
MOST_AT_ONCE = 5_000
"""Events that a replay hands over at once: folding more would hold up the keys."""


class Feed(Protocol):
    """A source of run events."""

    source: Source
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
        """The run's clock, in nanoseconds: the time up to which all that happened was handed over."""
        ...

    @property
    def behind_ns(self) -> int:
        """How long ago that is."""
        ...

    def send(self, command: AnyCommand) -> str:
        """Pass a command on; why not, in a sentence, if this source takes none."""
        ...

    def pause(self, paused: bool) -> None:
        """Hold the source, where it can be held."""
        ...

    @property
    def speed(self) -> float | None:
        """How many times as fast as it happened it goes; None where it happens now."""
        ...

    def set_speed(self, speed: float) -> None:
        """Go so many times as fast, where that can be."""
        ...

    def skip(self) -> None:
        """Go to the end, where there is one."""
        ...

    @property
    def at_end(self) -> bool:
        """Whether all there is was handed over."""
        ...

    def close(self) -> None:
        """End the source."""
        ...


class LiveFeed:
    """A run under way in an engine process."""

    source: Source = "LIVE"

    def __init__(self, plan: RunPlan, engine: EngineProcess, record: Path | None) -> None:
        self.plan = plan
        self.record = record
        self._engine = engine
        self._zero_ns = time.monotonic_ns()
        self._latest = self._told = 0
        """The latest stamp that was handed over, and the time that was told last."""

    async def batches(self) -> AsyncIterator[list[Event]]:
        async for batch in self._engine.events():
            for event in batch:
                if isinstance(event, RunStarted):
                    # The monotonic clock is the machine's, so the engine's zero is ours.
                    self._zero_ns = event.monotonic_ns
            self._latest = batch[-1].t
            yield batch

    @property
    def live(self) -> bool:
        return self._engine.running

    def now(self) -> int:
        # While events wait, nothing is known yet of what happened since the latest one: a stream
        # would look silent, and its rate low.
        now = self._latest if self._engine.events_wait else time.monotonic_ns() - self._zero_ns
        self._told = max(self._told, now)
        return self._told

    @property
    def behind_ns(self) -> int:
        return max(time.monotonic_ns() - self._zero_ns - self.now(), 0)

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

    @property
    def speed(self) -> float | None:
        return None

    def set_speed(self, speed: float) -> None:
        pass

    def skip(self) -> None:
        pass

    @property
    def at_end(self) -> bool:
        return False

    def close(self) -> None:
        self._engine.close()


class ReplayFeed:
    """A recorded run at its own pace, or faster."""

    source: Source = "REPLAY"

    def __init__(self, run: RunFile, speed: float = 1.0) -> None:
        self.plan = run.started.plan
        self.record: Path | None = None
        self._events = run.events
        self._speed = speed
        self._too_early = run.end()
        # What came before the first stream was queued is the engine's start: nothing to look at.
        self._position = next((event.t for event in run.events if isinstance(event, StreamQueued)), 0)
        self._end = max(event.t for event in run.events)
        self._last_tick = time.monotonic_ns()
        self._index = len(run.events)
        """The next event to hand over, once somebody takes them."""
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
        # A busy board may not have taken all that happened by now.
        return now if self._index >= len(self._events) else min(now, self._events[self._index].t)

    @property
    def behind_ns(self) -> int:
        return 0

    def _advance(self) -> int:
        """Where in the recording it is by now."""
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
