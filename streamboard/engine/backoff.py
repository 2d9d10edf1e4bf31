"""Slow down together: when an endpoint says that there are too many requests, all streams on it wait.

A refusal (429 or 529) holds every request that is still to be sent for as long as the refused one waits.
Then they go out one after the other. The distance doubles with each refusal of a request that was sent
since, and shrinks by a tenth with each answer, until it is none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from streamboard.run.plan import SECOND

FIRST_GAP_NS = SECOND // 5
"""Between two requests after a first refusal."""
MOST_GAP_NS = 5 * SECOND
_LEAST_GAP_NS = SECOND // 50
"""A smaller distance is none."""
_SHRINK = 0.9
_EARLY_NS = SECOND // 1000
"""A timer may wake that much too early: it has waited all the same."""


class Backoff:
    """The requests to one endpoint, slowed when it asks for that."""

    def __init__(self, now: Callable[[], int]) -> None:
        """Make one that holds nothing up.

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
        """A request was refused because there are too many.

        Args:
            sent: When it was sent.
            wait_ns: How long it is to wait.
        """
        now = self._now()
        self.until = max(self.until, now + wait_ns)
        if sent >= self._slowed_at:
            # Those that were out already say nothing new.
            self._slowed_at = now
            self._gap = min(max(self._gap * 2, FIRST_GAP_NS), MOST_GAP_NS)

    def answered(self, sent: int) -> None:
        """A request that was sent at some time was let in."""
        if self._gap and sent >= self._slowed_at:
            gap = int(self._gap * _SHRINK)
            self._gap = gap if gap >= _LEAST_GAP_NS else 0

    def reserve(self) -> int:
        """Take the next place in the line: how many nanoseconds from now it is."""
        now = self._now()
        if now >= self.until and not self._gap:
            return 0
        place = max(now, self.until, self._next)
        self._next = place + self._gap
        return place - now

    def held_again(self) -> int:
        """After waiting for a place: how much longer to wait, because of refusals in the meantime."""
        return self.reserve() if self._now() < self.until - _EARLY_NS else 0

    async def turn(self) -> None:
        """Wait for a place in the line."""
        wait = self.reserve()
        while wait:
            await asyncio.sleep(wait / SECOND)
            wait = self.held_again()
