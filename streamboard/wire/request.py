"""Requests collected in full before they are sent: none of our work falls between stamp and sending."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.connector import Connection

from streamboard.wire.reads import Reads
from streamboard.wire.sending import Opened, Sending, current
from streamboard.wire.stamped_connections import Link

_SLICE = 1 << 16
"""Bytes written at a time; few, as the layer beneath TLS does not tell how much it still buffers."""


class UnsentError(aiohttp.ClientError):
    """A reused connection ended, or brought something, before the request went out."""


class _Collector:
    def __init__(self, transport: asyncio.Transport) -> None:
        self.real = transport
        self.pieces: list[Any] = []

    def write(self, data: Any) -> None:
        self.pieces.append(data)

    def writelines(self, pieces: Any) -> None:
        self.pieces.extend(pieces)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


class _Upload:
    def __init__(self, data: bytes, link: Link, transport: asyncio.Transport, sending: Sending) -> None:
        self._left = memoryview(data)
        self._link = link
        self._transport = transport
        self._sending = sending
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the last byte has left or nothing more will be sent."""

    def go(self) -> None:
        sending = self._sending
        sending.at_line = False
        if self._transport.is_closing() or self._link.spoiled():  # Reading the answer will report it.
            self._end()
            return
        # Stamp first: the write may wake a local server, which takes our CPU.
        left_at = sending.now()
        self._link.sending = True
        try:
            while self._left:
                left_at = sending.now()
                self._transport.write(self._left[:_SLICE])
                self._left = self._left[_SLICE:]
                if self._transport.get_write_buffer_size():
                    self._link.when_empty(self.go)
                    return
        except Exception:  # The connection is gone after all.
            self._end()
            return
        sending.sent_at = left_at
        self._end()

    def stop(self) -> None:
        """Abort: closing would wait, perhaps forever, for the server to take the rest."""
        if not self._sending.at_line and self._left:
            self._transport.abort()

    def _end(self) -> None:
        if not self.over.done():
            self.over.set_result(None)


class FinishedRequest(aiohttp.ClientRequest):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sending = current()
        self._begun = self._sending.now()
        self._collector: _Collector | None = None

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        link = conn.protocol
        assert isinstance(link, Link)
        assert link.transport is not None
        opened = self._sending.opened = self._opened(link)
        if not opened.reused:
            self._sending.told()
        link.begin(self._sending)
        self._collector = _Collector(link.transport)
        link.transport = self._collector  # type: ignore[assignment]
        response = await super().send(conn)
        if not self.body:  # With a body, aiohttp runs `write_bytes` in its own task.
            await self._go(link)
        return response

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        link = conn.protocol
        await super().write_bytes(writer, conn, content_length)
        try:
            if isinstance(link, Link):
                await self._go(link)
        except BaseException:
            conn.close()
            raise

    async def _go(self, link: Link) -> None:
        collector, sending = self._collector, self._sending
        transport: object = link.transport
        if collector is None or transport is not collector:
            return  # Lost: reading the answer will report it.
        link.transport = collector.real
        if link.exception() is not None:
            return
        data = b"".join(collector.pieces)
        sending.size = len(data)
        upload = _Upload(data, link, collector.real, sending)
        if sending.place is None:
            upload.go()
        else:
            sending.at_line = True
            sending.place.ready(upload.go)
        try:
            await upload.over
        except BaseException:
            upload.stop()
            raise
        finally:
            sending.leave()
        if sending.sent_at is not None and link.answered_before(sending.sent_at):
            sending.sent_at = None  # Answered before all was sent: no duration starts here.
        if link.sending:  # Else it may still go out on another connection.
            sending.told()

    def _opened(self, link: Link) -> Opened:
        sending = self._sending
        if link.used:
            return Opened(sending.now(), reused=True)
        if self.proxy is not None:
            return Opened(link.made_at, reused=False, connect_ns=link.made_at - self._begun)
        ready = link.made_at if self.is_ssl() else link.tcp_at
        return Opened(
            ready,
            reused=False,
            connect_ns=ready - self._begun,
            dns_ns=sending.dns_ns,
            tcp_ns=link.tcp_at - self._begun - (sending.dns_ns or 0),
            tls_ns=ready - link.tcp_at if self.is_ssl() else None,
        )


class StampedResponse(aiohttp.ClientResponse):
    link: Link
    reads: Reads
    head_at: int

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        assert isinstance(connection.protocol, Link)
        self.link = connection.protocol
        self.reads = self.link.reads
        try:
            await super().start(connection)
        except (aiohttp.ClientError, OSError) as error:
            if self.link.reused and not self.link.sending:
                raise UnsentError from error
            raise
        if self.link.reused and not self.link.sending:
            raise UnsentError
        self.head_at = self.link.head_at
        return self
