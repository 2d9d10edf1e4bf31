"""Direct access to a connection, to break it: ASGI sends only well-formed responses, at more cost."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

LINGER_NONE = struct.pack("ii", 1, 0)
"""Closing sends RST."""


class Wire:
    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._gone = asyncio.Event()
        self.on_lost: Callable[[], None] | None = None
        """Called once when the connection is lost; set by the request in progress, of which there is one."""

    def connect(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def lose(self) -> None:
        self._transport = None
        self._gone.set()
        callback, self.on_lost = self.on_lost, None
        if callback is not None:
            callback()

    @property
    def is_lost(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    @property
    def backlog(self) -> int:
        """Bytes not yet handed to the operating system."""
        return self._transport.get_write_buffer_size() if self._transport is not None else 0

    async def wait_lost(self) -> None:
        await self._gone.wait()

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def write_chunk(self, data: bytes) -> None:
        """Send a chunk; empty data is skipped, as it would end the body."""
        if data:
            self.write(b"%x\r\n%b\r\n" % (len(data), data))

    def cut(self) -> None:
        """Close after sending what was written, without ending the response."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Close at once with a TCP reset."""
        if self._transport is None:
            return
        connection = self._transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)
        self._transport.abort()


class SimHttpProtocol(H11Protocol):
    """Passes its connection as `scope["state"]["wire"]`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.wire = Wire()
        super().__init__(config, server_state, app_state | {"wire": self.wire}, _loop)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.wire.connect(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.wire.lose()
