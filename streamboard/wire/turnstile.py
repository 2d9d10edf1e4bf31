"""One at a time: heavy work is spread over the turns of the loop.

Hundreds of tasks that wake in one turn walk in step: each does its piece, and only when the last has done
its own does the loop read its sockets again, so that what came meanwhile is stamped late by the sum of all
pieces. With a turnstile before the piece, the loop reads between any two.
"""

from __future__ import annotations

import asyncio
from collections import deque


class Turnstile:
    """Lets one task through in each turn of the loop, first come first served."""

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turning = False

    async def turn(self) -> None:
        """Wait until it is this task's turn: at once if nobody went through in this turn of the loop."""
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
            if not place.done():  # Else its task was cancelled.
                place.set_result(None)
                loop.call_soon(self._next, loop)
                return
        self._turning = False
