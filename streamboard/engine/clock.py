"""The run's clock, and how late the engine itself is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

TICK_S = 0.01
"""How often the engine looks at its own lag: nothing that holds it for twice as long goes unseen."""
LAG_WORTH_TELLING_NS = 10_000_000
"""Lag from which stamps are no longer good to the millisecond."""


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


async def watch_lag(clock: RunClock, report: Callable[[int, int], None]) -> None:
    """Call `report(t, lag_ns)` whenever a tick comes too late; runs until cancelled.

    A tick that comes late by x means that any event of that while may have been stamped late by x. The report
    comes when what arrived meanwhile has been stamped.
    """
    while True:
        due = clock.now() + int(TICK_S * 1e9)
        await asyncio.sleep(TICK_S)
        if clock.now() - due > LAG_WORTH_TELLING_NS:
            # uvloop looks at its timers before it reads its sockets: only two turns on is it certain that
            # what came meanwhile has been read and stamped, so that the report stands after all of it.
            for _ in range(2):
                await asyncio.sleep(0)
            now = clock.now()
            report(now, now - due)
