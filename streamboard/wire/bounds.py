"""Limits for the bodies that the SDK would read in full, however long they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx2

_MOST_ERROR_BYTES = 1_000_000
_MOST_PACKED_BYTES = 64_000
"""The limit for a compressed error body, which may grow a thousandfold."""
_MOST_ERROR_S = 5.0
"""How long reading an error body may take."""
_SLICE = 4096


class _Kept(httpx2.AsyncByteStream):
    """A body cut down to the beginning that has been read already."""

    def __init__(self, body: httpx2.AsyncByteStream, beginning: bytes) -> None:
        self._body = body
        self._beginning = beginning

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._beginning

    async def aclose(self) -> None:
        await self._body.aclose()


class Slices(httpx2.AsyncByteStream):
    """A body in small slices: a compressed one may grow a thousandfold before its size is counted."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            for start in range(0, len(chunk), _SLICE):
                yield chunk[start : start + _SLICE]

    async def aclose(self) -> None:
        await self._body.aclose()


async def cap_error_body(response: httpx2.Response) -> None:
    """Read the beginning of an error's body; the SDK would read all of it, however long it is.

    A body that breaks off or never ends must not hide the status, which is known by now.
    """
    if response.status_code >= 300 and isinstance(response.stream, httpx2.AsyncByteStream):
        plain = response.headers.get("content-encoding", "identity") == "identity"
        most = _MOST_ERROR_BYTES if plain else _MOST_PACKED_BYTES
        response.stream = _Kept(response.stream, await _beginning(response.stream, most))


async def _beginning(body: httpx2.AsyncByteStream, most_bytes: int) -> bytes:
    pieces, left = list[bytes](), most_bytes
    with suppress(httpx2.ReadError, TimeoutError):
        async with asyncio.timeout(_MOST_ERROR_S):
            async for chunk in body:
                pieces.append(chunk[:left])
                left -= len(chunk)
                if left <= 0:
                    break
    return b"".join(pieces)
