"""A response over HTTP: its head, its events as they come, and a clean end."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, suppress
from itertools import chain, islice
from typing import TypeAlias

import httpx2

from streamboard.safety.secret_forms import REDACTED
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.head import Head, Refusal
from streamboard.wire.protocol import Decoded, Decoder, Raw
from streamboard.wire.translate import translate
from streamboard.wire.transport import BODY, Body, body_of
from streamboard.wire.unfinished import Unfinished
from streamboard.wire.unpacking import SLICE
from streamboard.wire.words import words

_DRAIN_STEPS, _STEP_S = 20, 0.05
"""How long to read on after a finished message; a response read to its end leaves its connection reusable."""
_SHORT = 2_000
"""Bytes; what a model brings at a time is shorter, and is worked on at once."""
_LARGE = 100_000
"""Bytes of an event that takes long to decode."""
_FEW = 64
"""How many events of a long piece are handed over at a time."""

_MOST_TAKEN = 500_000
"""Bytes behind a whole answer that are still decoded."""
_MOST_HEADERS, _MOST_NAME, _MOST_VALUE = 100, 100, 500
"""How many headers are told, and how many characters of each."""
_SECRET = frozenset({"set-cookie", "authorization", "proxy-authorization", "x-api-key"})
_Came: TypeAlias = tuple[int, int, Iterable[Decoded]]


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
        self.head = _head_of(response, request_id)
        self._decoder = decoder(self.head)
        self._unfinished = Unfinished()
        self._hands_over_all = False
        """Reads that completed no event are handed over, too."""
        self._coming: AsyncGenerator[_Came, None] | None = None
        """The reads; None before the first."""

    def events(self) -> AsyncIterator[_Came]:
        """See `protocol.Response`."""
        if self._coming is None:
            self._coming = self._reads()
        return self._coming

    async def _reads(self) -> AsyncGenerator[_Came, None]:
        feed, read, unfinished = self._decoder.feed, self._body.read, self._unfinished
        try:
            while pieces := await read():
                for stamp, piece in pieces:
                    if len(piece) > _SHORT or unfinished.bytes > _LARGE:
                        async for events in self._long(piece):
                            yield stamp, len(piece), events
                    elif events := feed(piece):
                        if unfinished.bytes:
                            unfinished.clear()
                        yield stamp, len(piece), events
                    else:
                        unfinished.add(len(piece))
                        if self._hands_over_all:
                            yield stamp, len(piece), ()
        except Exception as error:
            raise translate(error, self._decoder.api, began=True) from error

    async def _long(self, piece: bytes) -> AsyncIterator[Iterable[Decoded]]:
        """The events of a long piece, or of one that ends a large event, a few at a time.

        Between any two steps of this work other streams have their turn; a large event is decoded in one such
        step, and recorded in another.
        """
        turn, unfinished = self._body.turnstile.turn, self._unfinished
        for start in range(0, len(piece), SLICE):
            await turn()
            part = piece[start : start + SLICE]
            events = iter(self._decoder.feed(part))
            if large := unfinished.bytes > _LARGE:
                await turn()
            if (event := next(events, None)) is None:
                unfinished.add(len(part))
                continue
            unfinished.clear()
            while event is not None:
                if large:
                    await turn()
                yield chain((event,), islice(events, 0 if large else _FEW - 1))
                large = False
                await turn()
                event = next(events, None)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """See `protocol.Response`."""
        return _headers_of(self._response)

    def keep_raw(self) -> deque[Raw]:
        """See `protocol.Response`."""
        self._hands_over_all = True
        return self._decoder.keep_raw()

    @property
    def pending(self) -> bytes:
        """See `protocol.Response`."""
        return self._decoder.pending

    def unfinished(self) -> AttemptFailure:
        """See `protocol.Response`."""
        return self._decoder.unfinished()

    def said(self) -> str:
        """See `protocol.Response`."""
        return self._decoder.said()

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        """See `protocol.Response`."""
        left, read_at = _MOST_TAKEN, 0
        try:
            async with asyncio.timeout(None) as limit:
                _end_after(limit, _DRAIN_STEPS)
                async for stamp, size, came in self.events():
                    take(stamp, came)
                    if stamp != read_at:  # Else it is of the same read, which is counted already.
                        left, read_at = left - size, stamp
                    if left < 0:
                        break
                while await self._body.read_packed():
                    pass
        except Exception:
            pass  # The message is complete: whatever happens after it does not matter.
        finally:
            said = self.said()
            await self.close()
        return said

    async def close(self) -> None:
        """See `protocol.Response`."""
        self._unfinished.clear()
        if self._coming is not None:
            await self._coming.aclose()
            self._coming = None  # It refers to this response, which only the garbage collector would free.
        with suppress(httpx2.HTTPError, OSError):  # It may be broken already.
            await self._stack.aclose()
        self._decoder.drop()


def refusal_of(response: httpx2.Response, *, request_id: str = "request-id") -> Refusal | None:
    """A response with an error's status; None if it did not come through the transport.

    Args:
        response: The response, with its body read as far as it is.
        request_id: The name of the header that holds the request's id.
    """
    if not isinstance(response.extensions.get(BODY), Body):
        return None
    try:
        body = response.content
    except httpx2.StreamError:  # It was not read.
        body = b""
    return Refusal(_head_of(response, request_id), _headers_of(response), body)


def _head_of(response: httpx2.Response, request_id: str) -> Head:
    headers = response.headers
    return Head(
        response.status_code,
        body_of(response).head_at,
        words(headers.get(request_id), 200) or None,
        words(headers.get("content-type"), 200).partition(";")[0].strip() or None,
        headers.get("x-streamboard-simulated") == "true",
    )


def _headers_of(response: httpx2.Response) -> list[tuple[str, str]]:
    """All headers, without what authorises somebody."""
    return [
        (words(name, _MOST_NAME), REDACTED if name.lower() in _SECRET else words(value, _MOST_VALUE))
        for name, value in response.headers.multi_items()[:_MOST_HEADERS]
    ]


def _end_after(limit: asyncio.Timeout, steps: int) -> None:
    """End a wait after some steps; a time in which the loop did not run, however long, is part of one."""
    if steps:
        asyncio.get_running_loop().call_later(_STEP_S, _end_after, limit, steps - 1)
        return
    with suppress(RuntimeError):  # It is over already.
        limit.reschedule(0)
