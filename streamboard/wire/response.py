"""A response over HTTP: its head, its events as they come, and a clean end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, suppress

import httpx2

from streamboard.wire.failures import AttemptFailure
from streamboard.wire.protocol import Decoded, Decoder, Head
from streamboard.wire.translate import translate
from streamboard.wire.transport import Body, body_of
from streamboard.wire.words import words

_DRAIN_S = 1.0
"""How long to read on after a finished message; a response read to its end leaves its connection reusable."""
Pieces = list[tuple[int, bytes]]


class HttpResponse:
    """See `protocol.Response`."""

    def __init__(
        self,
        response: httpx2.Response,
        stack: AsyncExitStack,
        decoder: Callable[[Head], Decoder],
        *,
        request_id: str = "request-id",
    ) -> None:
        """Take over a response.

        Args:
            response: The response, with none of its body read.
            stack: Closes the response.
            decoder: Makes the decoder of its body.
            request_id: The name of the header that holds the request's id.
        """
        self._response = response
        self._stack = stack
        self._body: Body = body_of(response)
        headers = response.headers
        self.head = Head(
            response.status_code,
            self._body.head_at,
            words(headers.get(request_id), 200) or None,
            words(headers.get("content-type"), 200).partition(";")[0].strip() or None,
            headers.get("x-streamboard-simulated") == "true",
        )
        self._decoder = decoder(self.head)

    async def events(self) -> AsyncIterator[tuple[int, int, Iterable[Decoded]]]:
        """See `protocol.Response`."""
        feed, read = self._decoder.feed, self._reader()
        try:
            while pieces := await read():
                for stamp, piece in pieces:
                    if events := feed(piece):
                        yield stamp, len(piece), events
        except Exception as error:
            raise translate(error, self._decoder.api, began=True) from error

    def _reader(self) -> Callable[[], Awaitable[Pieces]]:
        """A function that reads the next pieces of the body; it returns none at the end."""
        body = self._body
        if self._response.headers.get("content-encoding", "identity") == "identity":
            # Bypasses httpx2's generators, which would make up a seventh of the cost of a delta.
            return body.read
        chunks = aiter(self._response.aiter_bytes())

        async def read() -> Pieces:
            async for chunk in chunks:
                return [(body.stamp, chunk)]
            return []

        return read

    def unfinished(self) -> AttemptFailure:
        """See `protocol.Response`."""
        return self._decoder.unfinished()

    async def drain(self) -> None:
        """See `protocol.Response`."""
        try:
            async with asyncio.timeout(_DRAIN_S):
                while await self._body.read():
                    pass
        except Exception:
            pass  # The message is complete: whatever happens after it does not matter.
        finally:
            await self.close()

    async def close(self) -> None:
        """See `protocol.Response`."""
        with suppress(httpx2.HTTPError, OSError):  # It may be broken already.
            await self._stack.aclose()
