"""The feed of a run in an engine process."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

from streamboard.common.errors import UsageError
from streamboard.feeds.feed import GONE, Source
from streamboard.feeds.process import EngineProcess
from streamboard.run.commands import AnyCommand
from streamboard.run.events import Event, RunStarted
from streamboard.run.plan import RunPlan


class LiveFeed:
    source: Source = "LIVE"

    def __init__(self, plan: RunPlan, engine: EngineProcess, record: Path | None) -> None:
        self.plan = plan
        self.recording = None
        self.record = record
        self._engine = engine
        self._zero_ns = time.monotonic_ns()
        self._latest = self._told = 0
        """The last stamp handed over, and the last result of `now`."""

    async def batches(self) -> AsyncIterator[list[Event]]:
        async for batch in self._engine.events():
            for event in batch:
                if isinstance(event, RunStarted):
                    # Both processes share the monotonic clock, so the engine's zero holds here.
                    self._zero_ns = event.monotonic_ns
            self._latest = batch[-1].t
            yield batch

    @property
    def live(self) -> bool:
        return self._engine.running

    def now(self) -> int:
        # While events wait, real time would make streams look silent and their rates low.
        now = self._latest if self._engine.events_wait else time.monotonic_ns() - self._zero_ns
        self._told = max(self._told, now)
        return self._told

    @property
    def behind_ns(self) -> int:
        return max(time.monotonic_ns() - self._zero_ns - self.now(), 0)

    def send(self, command: AnyCommand) -> str:
        if not self.live:
            return GONE
        try:
            self._engine.send(command)
        except UsageError as error:
            return str(error)
        return ""

    def pause(self, paused: bool) -> None:
        pass  # Only the view of a live stream can be paused.

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
        self._engine.close_input()
