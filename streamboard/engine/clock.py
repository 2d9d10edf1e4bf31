"""The run's clock, and a watch on the engine's lag."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

TICK_S = 0.01
"""No pause of twice this length goes unnoticed."""
LAG_WORTH_TELLING_NS = 10_000_000
"""Beyond this, stamps are not accurate to the millisecond."""
_PAUSE_NS = 100_000_000
"""Beyond this, deadlines move: servers are not judged by time in which nobody listened."""


class RunClock:
    """Monotonic nanoseconds since the run's start."""

    def __init__(self) -> None:
        self.zero_ns = time.monotonic_ns()
        self.started_at = datetime.now(UTC)

    def now(self) -> int:
        return time.monotonic_ns() - self.zero_ns


class Pauses:
    """When the engine was blocked: stopped, busy, or the machine slept."""

    def __init__(self) -> None:
        self._pauses: deque[tuple[int, int]] = deque(maxlen=1000)

    def note(self, t: int, lag_ns: int) -> None:
        if lag_ns >= _PAUSE_NS:
            self._pauses.append((t - lag_ns, t))

    def since(self, stamp: int) -> int:
        """Return the nanoseconds since `stamp` in which it was blocked."""
        return sum(end - max(begin, stamp) for begin, end in self._pauses if end > stamp)


async def watch_lag(clock: RunClock, report: Callable[[int, int], None]) -> None:
    """Call `report(t, lag_ns)` after the events that a late tick delayed, each by up to the lag."""
    while True:
        due = clock.now() + int(TICK_S * 1e9)
        await asyncio.sleep(TICK_S)
        if clock.now() - due > LAG_WORTH_TELLING_NS:
            # uvloop runs timers before it reads sockets: only after two more iterations has everything that
            # arrived been read and stamped.
            for _ in range(2):
                await asyncio.sleep(0)
            now = clock.now()
            report(now, now - due)
