"""Limits error bodies, which the SDK would read in full."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx2

from streamboard.safety.decoding_cost import TooHeavyError, Weight
from streamboard.safety.quoted_text import beginning
from streamboard.wire.body_failure import MOST_KEPT
from streamboard.wire.transport import BODY, Body

_MOST_ERROR_S = 5.0
_QUOTED = 2_000
"""Characters of a body too heavy to decode."""


class _Kept(httpx2.AsyncByteStream):
    def __init__(self, body: httpx2.AsyncByteStream, beginning: bytes) -> None:
        self._body = body
        self._beginning = beginning

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._beginning

    async def aclose(self) -> None:
        await self._body.aclose()


async def cap_error_body(response: httpx2.Response) -> None:
    """Keep an error's status, even if its body breaks off or never ends."""
    body = response.extensions.get(BODY)
    if response.status_code >= 300 and isinstance(body, Body):
        response.stream = _Kept(body, await _beginning(body))
        await body.turnstile.turn()  # The SDK decodes it next.


async def _beginning(body: Body) -> bytes:
    kept, weight = bytearray(), Weight()
    try:
        async with asyncio.timeout(_MOST_ERROR_S):
            async for piece in body:
                kept += piece[: MOST_KEPT - len(kept)]
                if len(kept) == MOST_KEPT:
                    break
                weight.add(piece)
                weight.check()
    except httpx2.DecodingError as error:
        kept = kept or bytearray(f"its body cannot be read: {error}".encode())
    except TooHeavyError:
        text = kept.decode("utf-8", "replace")
        return beginning(text, _QUOTED, goes_on=True).text.encode("utf-8", "replace")
    except (httpx2.ReadError, TimeoutError):
        pass
    return bytes(kept)
