"""A response of the Messages API: its head, its events as they come, and an end in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress

import httpx2

from streamboard.wire.sse import SseDecoder, WireEvent
from streamboard.wire.translate import translate
from streamboard.wire.transport import BODY, Body
from streamboard.wire.words import words

_MOST_EVENT_BYTES = 16_000_000
"""What one wire event may hold."""
_DRAIN_S = 1.0
"""How long a finished response may take to end; a response read to its end leaves its connection usable."""
Pieces = list[tuple[int, bytes]]


class WireResponse:
    """A response whose head has come and whose events are still to be read."""

    def __init__(self, response: httpx2.Response, stack: AsyncExitStack) -> None:
        self._response = response
        self._stack = stack
        self.status = response.status_code
        self.request_id = words(response.headers.get("request-id"), 200) or None
        self.content_type = words(response.headers.get("content-type"), 200).partition(";")[0].strip() or None
        self.simulated = response.headers.get("x-streamboard-simulated") == "true"
        self._decoder = SseDecoder(_MOST_EVENT_BYTES)
        body = response.extensions.get(BODY)
        self._body = body if isinstance(body, Body) else None
        self.head_at = self._body.head_at if self._body is not None else None
        """When the last byte of the head was read; None if its transport does not say."""

    async def events(self, now: Callable[[], int]) -> AsyncIterator[tuple[int, list[WireEvent]]]:
        """The wire events, as many at a time as one read of the socket completed, with its stamp.

        Args:
            now: Stamps what a transport brings that does not say when it came.

        Raises:
            AttemptFailure: The connection or the protocol broke.
        """
        feed = self._decoder.feed
        try:
            read = self._reader(now)
            while pieces := await read():
                for stamp, piece in pieces:
                    if events := feed(piece):
                        yield stamp, events
        except Exception as error:
            raise translate(error, began=True) from error

    def _reader(self, now: Callable[[], int]) -> Callable[[], Awaitable[Pieces]]:
        """What reads the body on: nothing at its end."""
        body = self._body
        if body is not None and self._response.headers.get("content-encoding", "identity") == "identity":
            # The same bytes without httpx2's generators on the way: a seventh of what a delta costs.
            return body.read
        chunks = aiter(self._response.aiter_bytes())

        async def read() -> Pieces:
            async for chunk in chunks:
                return [(now() if body is None else body.stamp, chunk)]
            return []

        return read

    async def drain(self) -> None:
        """Read on to the end for a moment, so that the connection can be used again, and close."""
        try:
            async with asyncio.timeout(_DRAIN_S):
                while self._body is not None and await self._body.read():
                    pass
        except Exception:
            pass  # The message was whole: whatever happens after it does not matter.
        finally:
            await self.close()

    async def close(self) -> None:
        """Close the response; the connection goes with it unless it was read to its end."""
        with suppress(httpx2.HTTPError, OSError):  # It may be broken already.
            await self._stack.aclose()
