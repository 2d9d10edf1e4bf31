"""Spreads heavy work over iterations of the event loop.

When hundreds of tasks wake in one, the loop reads its sockets only after all their work, and stamps are late.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets one task through per loop iteration, first come, first served."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turning = False

    async def turn(self) -> None:
        """Return at once if no other task had a turn in this iteration."""
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
            if not place.done():  # Done: its task was cancelled.
                place.set_result(None)
                loop.call_soon(self._next, loop)
                return
        self._turning = False
