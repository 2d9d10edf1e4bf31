"""Spreads heavy work over several iterations of the event loop.

When hundreds of tasks wake in one iteration, the loop reads its sockets again only after the last of them has
done its work, so data that arrives meanwhile is stamped late by the sum of it all. With a turnstile in front
of the work, the loop reads the sockets between any two tasks.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets one task through per iteration of the loop, first come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turning = False

    async def turn(self) -> None:
        """Wait for this task's turn; returns at once if no other task went through in this iteration."""
        loop = asyncio.get_running_loop()
        if not self._turning:
            self._turning = True
            loop.call_soon(self._next, loop)
            return
        place: asyncio.Future[None] = loop.create_future()
        self._waiting.append(place)
        await place

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():  # If it is done, its task was cancelled.
                place.set_result(None)
                loop.call_soon(self._next, loop)
                return
        self._turning = False
