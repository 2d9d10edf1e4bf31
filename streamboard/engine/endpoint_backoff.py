"""Slows down all streams of an endpoint that reports too many requests.

A refusal holds back all unsent requests until its retry. Then they go out one by one: the gap doubles
when one of them is refused, and shrinks by a tenth with each answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from streamboard.run.plan import SECOND

FIRST_GAP_NS = SECOND // 5
MOST_GAP_NS = 5 * SECOND
_LEAST_GAP_NS = SECOND // 50
"""A smaller gap becomes 0."""
_SHRINK = 0.9
_EARLY_NS = SECOND // 1000
"""A timer may fire this much too early."""


class Backoff:
    def __init__(self, now: Callable[[], int]) -> None:
        """`now` returns nanoseconds."""
        self._now = now
        self.until = 0
        """No request is sent earlier."""
        self._gap = 0
        self._next = 0
        self._slowed_at = 0

    def refused(self, sent: int, wait_ns: int) -> None:
        now = self._now()
        self.until = max(self.until, now + wait_ns)
        if sent >= self._slowed_at:
            # Refusals of requests sent before the last slow-down say nothing new.
            self._slowed_at = now
            self._gap = min(max(self._gap * 2, FIRST_GAP_NS), MOST_GAP_NS)

    def answered(self, sent: int) -> None:
        if self._gap and sent >= self._slowed_at:
            gap = int(self._gap * _SHRINK)
            self._gap = gap if gap >= _LEAST_GAP_NS else 0

    def reserve(self) -> int:
        """Take the next place in the line; return the nanoseconds until it."""
        now = self._now()
        if now >= self.until and not self._gap:
            return 0
        place = max(now, self.until, self._next)
        self._next = place + self._gap
        return place - now

    def held_again(self) -> int:
        """Return how much longer to wait, in nanoseconds, because of refusals in the meantime."""
        return self.reserve() if self._now() < self.until - _EARLY_NS else 0

    async def turn(self) -> None:
        wait = self.reserve()
        while wait:
            await asyncio.sleep(wait / SECOND)
            wait = self.held_again()
