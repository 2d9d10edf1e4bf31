"""Standard input and output for asyncio."""

from __future__ import annotations

import asyncio
import sys
from typing import cast

from streamboard.run.commands import LINE_LIMIT


class PipeOutput(asyncio.Protocol):
    """Never blocks: a slow reader must not delay a stamp."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._closed = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls) -> PipeOutput:
        """Standard output must be a pipe or a socket."""
        _, output = await asyncio.get_running_loop().connect_write_pipe(cls, sys.stdout)
        return output

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not every loop's transports inherit from asyncio's.
        self._transport = cast(asyncio.WriteTransport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._closed.done():
            self._closed.set_result(None)

    def write(self, data: bytes) -> None:
        """Drop bytes if the reader is gone."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    @property
    def waiting(self) -> int:
        """Bytes the reader has not taken, except those in the pipe."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    async def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
            await self._closed


async def open_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader(limit=LINE_LIMIT)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader
