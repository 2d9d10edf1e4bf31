"""Reads a response as timed events, then to its end, so that its connection can be reused."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, suppress
from itertools import chain, islice
from typing import TypeAlias

import httpx2

from streamboard.safety.quoted_text import quoted
from streamboard.safety.secret_forms import REDACTED
from streamboard.wire.exception_failures import translate
from streamboard.wire.head import Head, Refusal
from streamboard.wire.protocol import Decoded, Decoder, Raw
from streamboard.wire.transport import BODY, Body, body_of
from streamboard.wire.unfinished import Unfinished
from streamboard.wire.unpacking import SLICE

_DRAIN_STEPS, _STEP_S = 20, 0.05
"""How long to read on: only a response read to its end leaves its connection reusable."""
_SHORT = 2_000
"""Bytes; models send shorter pieces."""
_LARGE = 100_000
"""Bytes."""
_FEW = 64

_MOST_TAKEN = 500_000
"""Bytes decoded after a complete answer."""
_MOST_HEADERS, _MOST_NAME, _MOST_VALUE = 100, 100, 500
"""Headers, and characters of their names and values."""
_SECRET = frozenset({"set-cookie", "authorization", "proxy-authorization", "x-api-key"})
_Came: TypeAlias = tuple[int, int, Iterable[Decoded]]


class HttpResponse:
    def __init__(
        self,
        response: httpx2.Response,
        stack: AsyncExitStack,
        decoder: Callable[[Head], Decoder],
        *,
        request_id: str = "request-id",
    ) -> None:
        """`stack` closes the unread response."""
        self._response = response
        self._stack = stack
        self._body: Body = body_of(response)
        self.head = _head_of(response, request_id)
        self.decoder = decoder(self.head)
        self._unfinished = Unfinished()
        self._hands_over_all = False
        """Yield also reads that completed no event."""
        self._coming: AsyncGenerator[_Came, None] | None = None

    def events(self) -> AsyncIterator[_Came]:
        if self._coming is None:
            self._coming = self._reads()
        return self._coming

    async def _reads(self) -> AsyncGenerator[_Came, None]:
        feed, read, unfinished = self.decoder.feed, self._body.read, self._unfinished
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
            raise translate(error, self.decoder.api, began=True) from error

    async def _long(self, piece: bytes) -> AsyncIterator[Iterable[Decoded]]:
        """Let other streams have turns, also between decoding and recording a large event."""
        turn, unfinished = self._body.turnstile.turn, self._unfinished
        for start in range(0, len(piece), SLICE):
            await turn()
            part = piece[start : start + SLICE]
            events = iter(self.decoder.feed(part))
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
        return _headers_of(self._response)

    def keep_raw(self) -> deque[Raw]:
        self._hands_over_all = True
        return self.decoder.keep_raw()

    async def drain(self, take: Callable[[int, Iterable[Decoded]], None]) -> str:
        left, read_at = _MOST_TAKEN, 0
        try:
            async with asyncio.timeout(None) as limit:
                _end_after(limit, _DRAIN_STEPS)
                async for stamp, size, came in self.events():
                    take(stamp, came)
                    if stamp != read_at:  # Else the same read, already counted.
                        left, read_at = left - size, stamp
                    if left < 0:
                        break
                while await self._body.read_packed():
                    pass
        except Exception:
            pass  # The message is complete: later errors do not matter.
        finally:
            said = self.decoder.said()
            await self.close()
        return said

    async def close(self) -> None:
        self._unfinished.clear()
        if self._coming is not None:
            await self._coming.aclose()
            self._coming = None  # Break the cycle: the garbage collector runs rarely.
        with suppress(httpx2.HTTPError, OSError):
            await self._stack.aclose()
        self.decoder.drop()


def refusal_of(response: httpx2.Response, *, request_id: str = "request-id") -> Refusal | None:
    if not isinstance(response.extensions.get(BODY), Body):
        return None
    try:
        body = response.content
    except httpx2.StreamError:
        body = b""
    return Refusal(_head_of(response, request_id), _headers_of(response), body)


def _head_of(response: httpx2.Response, request_id: str) -> Head:
    headers = response.headers
    return Head(
        response.status_code,
        body_of(response).head_at,
        quoted(headers.get(request_id), 200) or None,
        quoted(headers.get("content-type"), 200).partition(";")[0].strip() or None,
        headers.get("x-streamboard-simulated") == "true",
    )


def _headers_of(response: httpx2.Response) -> list[tuple[str, str]]:
    return [
        (quoted(name, _MOST_NAME), REDACTED if name.lower() in _SECRET else quoted(value, _MOST_VALUE))
        for name, value in response.headers.multi_items()[:_MOST_HEADERS]
    ]


def _end_after(limit: asyncio.Timeout, steps: int) -> None:
    """Expire in steps: a blocked loop uses up only one."""
    if steps:
        asyncio.get_running_loop().call_later(_STEP_S, _end_after, limit, steps - 1)
        return
    with suppress(RuntimeError):  # It is over already.
        limit.reschedule(0)
