"""Slow down all streams of an endpoint when it says that it gets too many requests.

A refusal (429 or 529) holds back every unsent request for as long as the refused one waits. Then they are
sent one after the other. The gap between them doubles when a request sent since then is refused, and shrinks
by a tenth with each answer, down to none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from streamboard.run.plan import SECOND

FIRST_GAP_NS = SECOND // 5
"""The gap between two requests after the first refusal."""
MOST_GAP_NS = 5 * SECOND
_LEAST_GAP_NS = SECOND // 50
"""A gap that shrinks below this becomes 0."""
_SHRINK = 0.9
_EARLY_NS = SECOND // 1000
"""A timer may fire this much too early; the wait counts as done."""


class Backoff:
    """Spaces out the requests to one endpoint after it has refused some."""

    def __init__(self, now: Callable[[], int]) -> None:
        """Nothing is held back yet.

        Args:
            now: Nanoseconds since the run's start.
        """
        self._now = now
        self.until = 0
        """No request is sent before this time."""
        self._gap = 0
        self._next = 0
        self._slowed_at = 0

    def refused(self, sent: int, wait_ns: int) -> None:
        """Note that a request was refused because the endpoint gets too many.

        Args:
            sent: When it was sent.
            wait_ns: How long it has to wait before it is sent again.
        """
        now = self._now()
        self.until = max(self.until, now + wait_ns)
        if sent >= self._slowed_at:
            # Refusals of requests that were sent before the last one say nothing new.
            self._slowed_at = now
            self._gap = min(max(self._gap * 2, FIRST_GAP_NS), MOST_GAP_NS)

    def answered(self, sent: int) -> None:
        """Note that the request sent at time `sent` was accepted."""
        if self._gap and sent >= self._slowed_at:
            gap = int(self._gap * _SHRINK)
            self._gap = gap if gap >= _LEAST_GAP_NS else 0

    def reserve(self) -> int:
        """Take the next place in the line and return how many nanoseconds from now it is."""
        now = self._now()
        if now >= self.until and not self._gap:
            return 0
        place = max(now, self.until, self._next)
        self._next = place + self._gap
        return place - now

    def held_again(self) -> int:
        """How many nanoseconds to wait on after waiting for a place, because of refusals in the meantime."""
        return self.reserve() if self._now() < self.until - _EARLY_NS else 0

    async def turn(self) -> None:
        """Wait for a place in the line."""
        wait = self.reserve()
        while wait:
            await asyncio.sleep(wait / SECOND)
            wait = self.held_again()
