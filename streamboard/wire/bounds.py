"""How much is read of a body that nobody but the SDK reads, however long it is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2

_MOST_ERROR_BYTES = 1_000_000
"""What is read of the body of an error."""
_MOST_PACKED_BYTES = 64_000
"""The same where it is compressed: it may grow a thousandfold."""
_SLICE = 4096


class _Cut(httpx2.AsyncByteStream):
    """The beginning of a body."""

    def __init__(self, body: httpx2.AsyncByteStream, most_bytes: int) -> None:
        self._body = body
        self._most_bytes = most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most_bytes
        async for chunk in self._body:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        await self._body.aclose()


class Slices(httpx2.AsyncByteStream):
    """A body in small slices: where it is compressed, each may grow a thousandfold before it is counted."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            for start in range(0, len(chunk), _SLICE):
                yield chunk[start : start + _SLICE]

    async def aclose(self) -> None:
        await self._body.aclose()


async def cap_error_body(response: httpx2.Response) -> None:
    """The SDK reads the body of an error whole, however long it is."""
    if response.status_code >= 300 and isinstance(response.stream, httpx2.AsyncByteStream):
        plain = response.headers.get("content-encoding", "identity") == "identity"
        response.stream = _Cut(response.stream, _MOST_ERROR_BYTES if plain else _MOST_PACKED_BYTES)
