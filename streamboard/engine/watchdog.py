"""Gives up attempts that bring no content or take too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from streamboard.run.plan import SECOND, Limits
from streamboard.wire.failures import AttemptFailure, failure
from streamboard.wire.sending import Sending

GRACE_NS = 2 * SECOND
"""Wait for `message_stop`, and for late counts, after a stop reason."""

_LATE_S = 0.05
"""A timer later than this says nothing about the server."""
SETTLE_S = 0.1
"""Time, after being late, to read what came and for `clock.watch_lag` to measure the delay."""


class Watchdog:
    """Waits for content: pings and headers are none. Only `total_ns` includes time at the start line.

    A delta costs one assignment: the timer checks the deadline only when it fires.
    """

    def __init__(
        self, limits: Limits, sending: Sending, held_up: Callable[[int], int] = lambda since: 0
    ) -> None:
        """No limit counts what `held_up` returns; see `TaskManager`."""
        self._limits = limits
        self._sending = sending
        self._held_up = held_up
        self._now = sending.now
        self._started = sending.now()
        self._scope = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self.last_content: int | None = None
        self._whole_at: int | None = None
        self.verdict: AttemptFailure | None = None

    async def __aenter__(self) -> Watchdog:
        await self._scope.__aenter__()
        self._look()
        return self

    async def __aexit__(self, *exc_info: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
        try:
            await self._scope.__aexit__(*exc_info)
        except TimeoutError:
            assert self.verdict is not None
            raise self.verdict from None

    def whole(self, stamp: int) -> None:
        """Wait briefly: only `message_stop` is missing, and may never come."""
        if self._whole_at is None:
            self._whole_at = stamp
            if self._timer is not None:
                self._timer.cancel()
            self._look()

    def _deadline(self) -> tuple[int, AttemptFailure] | None:
        limits, sending, candidates = self._limits, self._sending, list[tuple[int, int, AttemptFailure]]()
        if self._whole_at is not None:
            last = max(self._whole_at, self.last_content or 0)
            candidates.append((last, GRACE_NS, failure("no_end", "the server keeps the stream open")))
        if self.last_content is None and limits.first_token_ns is not None and not sending.at_line:
            zero = self._started if sending.sent_at is None else sending.sent_at
            most = limits.first_token_ns
            candidates.append((zero, most, _stalled("no first token", most)))
        if self.last_content is not None and limits.idle_ns is not None:
            candidates.append((self.last_content, limits.idle_ns, _stalled("no content", limits.idle_ns)))
        if limits.total_ns is not None:
            words = f"not finished within {limits.total_ns / SECOND:g} s (limits.total)"
            late = failure("timed_out", words, "Raise limits.total, or ask for less.", outcome="timed_out")
            candidates.append((self._started, limits.total_ns, late))
        deadlines = [(zero + most + self._held_up(zero), verdict) for zero, most, verdict in candidates]
        return min(deadlines, key=lambda deadline: deadline[0], default=None)

    def _look_on_time(self, due: float) -> None:
        """If the loop is late, look when it has caught up and measured its delay."""
        loop = asyncio.get_running_loop()
        if loop.time() - due > _LATE_S:
            self._timer = loop.call_later(SETTLE_S, self._look)
        else:
            self._look()

    def _look(self) -> None:
        found, waits = self._deadline(), []
        loop = asyncio.get_running_loop()
        if found is not None:
            deadline, verdict = found
            if deadline <= self._now():
                self.verdict = verdict
                self._scope.reschedule(loop.time())
                return
            waits.append((deadline - self._now()) / SECOND)
        if self.last_content is None:
            # The first delta and leaving the start line set new deadlines: look again before they pass.
            limits = (self._limits.idle_ns, self._limits.first_token_ns if self._sending.at_line else None)
            waits += [limit / SECOND for limit in limits if limit is not None]
        if waits:
            due = loop.time() + min(waits)
            self._timer = loop.call_at(due, self._look_on_time, due)


def _stalled(what: str, limit_ns: int) -> AttemptFailure:
    name = "first_token" if what == "no first token" else "idle"
    return failure(
        "stalled",
        f"{what} for {limit_ns / SECOND:g} s (limits.{name})",
        "The server is silent; run it again, or raise the limit.",
        outcome="stalled",
    )
