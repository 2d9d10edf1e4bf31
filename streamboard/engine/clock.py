"""The run's clock, and a watch on the engine's own lag."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

TICK_S = 0.01
"""How often the engine measures its own lag; no pause of twice this length goes unnoticed."""
LAG_WORTH_TELLING_NS = 10_000_000
"""A lag above this is reported: stamps are then no longer accurate to the millisecond."""
_PAUSE_NS = 100_000_000
"""A lag above this moves the deadlines of streams: no server is judged by time in which nobody listened."""


class RunClock:
    """Monotonic nanoseconds since the run's start."""

    def __init__(self) -> None:
        self.zero_ns = time.monotonic_ns()
        """The monotonic clock at the start."""
        self.started_at = datetime.now(UTC)
        """The wall clock at the start."""

    def now(self) -> int:
        """Nanoseconds since the clock was made."""
        return time.monotonic_ns() - self.zero_ns


class Pauses:
    """When the engine could do nothing, because it was stopped or busy, or the machine slept."""

    def __init__(self) -> None:
        self._pauses: deque[tuple[int, int]] = deque(maxlen=1000)
        """The begin and end of each."""

    def note(self, t: int, lag_ns: int) -> None:
        """Take what `watch_lag` reports."""
        if lag_ns >= _PAUSE_NS:
            self._pauses.append((t - lag_ns, t))

    def since(self, stamp: int) -> int:
        """How many nanoseconds of the time since `stamp` it could do nothing."""
        return sum(end - max(begin, stamp) for begin, end in self._pauses if end > stamp)


async def watch_lag(clock: RunClock, report: Callable[[int, int], None]) -> None:
    """Call `report(t, lag_ns)` whenever a tick is too late; runs until cancelled.

    If a tick is late by x, any event in that time may have been stamped late by up to x. The report comes
    after everything that arrived in that time has been stamped.
    """
    while True:
        due = clock.now() + int(TICK_S * 1e9)
        await asyncio.sleep(TICK_S)
        if clock.now() - due > LAG_WORTH_TELLING_NS:
            # uvloop runs its timers before it reads its sockets. Only after two more iterations is it certain
            # that everything that arrived has been read and stamped, and that the report comes after it.
            for _ in range(2):
                await asyncio.sleep(0)
            now = clock.now()
            report(now, now - due)
