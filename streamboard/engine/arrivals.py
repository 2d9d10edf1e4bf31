"""When bytes arrive: a stamp taken as the loop reads them, not when their stream gets its turn.

When many streams bring something at once, the loop reads all of them and then wakes one task after the
other; stamped there, the last one's stamp would hold the work on all before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Arrivals(asyncio.Protocol):
    """Stands between a connection and its protocol and notes when data came."""

    def __init__(self, protocol: asyncio.Protocol, now: Callable[[], int]) -> None:
        """Make one; what came before counts as come now.

        Args:
            protocol: Whom the data is for.
            now: The clock.
        """
        self._protocol = protocol
        self._pass_on = protocol.data_received
        self._now = now
        self.latest = now()
        """When data came last."""
        self.lost: Exception | None = None
        """What ended the connection, if it did not end in order; aiohttp does not tell its readers."""

    def data_received(self, data: bytes) -> None:
        self.latest = self._now()
        self._pass_on(data)

    def eof_received(self) -> bool | None:
        return self._protocol.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = exc
        self._protocol.connection_lost(exc)

    def pause_writing(self) -> None:
        self._protocol.pause_writing()

    def resume_writing(self) -> None:
        self._protocol.resume_writing()
