"""Connections of aiohttp that stamp what happens on them. What they lean on: see `internals`."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import RawResponseMessage

from streamboard.wire.internals import make_protocols_with
from streamboard.wire.reads import Reads
from streamboard.wire.sending import Sending, current

_END_OF_HEAD = b"\r\n\r\n"


class Intake:
    """What the loop has read and nobody has parsed yet.

    When many streams bring something at once, the loop reads one socket after the other. Parsing between two
    reads would hold up the stamps of all that follow, so what was read is parsed when all has been read.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Link, bytes, int]] = []

    def add(self, link: Link, data: bytes, stamp: int) -> None:
        """A read brought something."""
        if not self._waiting:
            self._loop.call_soon(self.parse)
        self._waiting.append((link, data, stamp))

    def parse(self) -> None:
        """Hand on what waits, in the order in which it was read."""
        waiting, self._waiting = self._waiting, []
        for link, data, stamp in waiting:
            link.take(data, stamp)


class Link(ResponseHandler):
    """One connection. It is made when TCP is there."""

    def __init__(self, loop: asyncio.AbstractEventLoop, intake: Intake) -> None:
        super().__init__(loop)
        self._intake = intake
        self._now = current().now
        self.tcp_at = self._now()
        """When TCP was there."""
        self.made_at = self.tcp_at
        """When it could be used: after TLS, where there is TLS."""
        self.used = False
        """A request has gone out on it."""
        self.reads = Reads()
        """What the body of the response under way has brought."""
        self.head_at = 0
        """When the last byte of its head was read."""
        self.lost: Exception | None = None
        """What ended the connection, if it did not end in order; aiohttp does not tell its readers."""
        self._read_at = 0
        self._content: aiohttp.StreamReader | None = None
        self._on_room: Callable[[], None] | None = None

    def begin(self, sending: Sending) -> None:
        """The connection is for this request from here on."""
        self.used = True
        self._now = sending.now
        self.reads = Reads()
        self.head_at = 0
        self._content = None

    def is_connected(self) -> bool:
        """Whether it can be used; asked of one that was kept, before a request is given to it."""
        self._intake.parse()
        # What a server said unasked would be taken for the answer to the next request.
        return super().is_connected() and not self.should_close

    def answered_before(self, time: int) -> bool:
        """Whether the head of the answer was read before a time."""
        self._intake.parse()
        return 0 < self.head_at < time

    def when_empty(self, call: Callable[[], None]) -> None:
        """Call this once, when the socket has taken all that was written."""
        self._on_room = call

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.made_at = self._now()
        if self.transport is not None:
            self.transport.set_write_buffer_limits(0)  # So that it says when the last byte has left.

    def data_received(self, data: bytes) -> None:
        if data:
            self._intake.add(self, data, self._now())
        else:  # aiohttp goes on with what it had put by.
            self.take(data, self._read_at)

    def take(self, data: bytes, stamp: int) -> None:
        """Parse what was read at a time."""
        self._read_at = stamp
        content = self._content
        if content is None:
            data = self._take_heads(data)
        ResponseHandler.data_received(self, data)  # Each delta comes by here: `super()` would cost a little.
        if content is None:
            content = self._content
        if content is not None:
            self.reads.note(content.total_bytes, stamp)

    def _take_heads(self, data: bytes) -> bytes:
        """Parse heads by themselves, down to that of the answer; what comes after it.

        Where a read holds something broken, aiohttp's parser forgets the heads before it in the same read,
        and with them all of the answer that was good.
        """
        while self._content is None and self.exception() is None:
            end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
            if not len(_END_OF_HEAD) <= end < len(data):
                break
            ResponseHandler.data_received(self, data[:end])
            data = data[end:]
        return data

    def eof_received(self) -> None:
        self._intake.parse()
        super().eof_received()

    def feed_data(self, data: tuple[RawResponseMessage, aiohttp.StreamReader], size: int = 0) -> None:
        code = data[0].code
        # Those of 1xx only announce it, and what follows it was not asked for.
        if self._content is None and (not 100 <= code < 200 or code == 101):
            self.head_at = self._read_at
            self._content = data[1]
        super().feed_data(data, size)

    def resume_writing(self) -> None:
        super().resume_writing()
        call, self._on_room = self._on_room, None
        if call is not None:
            call()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._intake.parse()
        content = self._content
        if isinstance(exc, Exception):
            self.lost = exc
            if content is not None and not content.is_eof():
                # To aiohttp any end is one in order where a body goes on until the connection ends.
                content.set_exception(aiohttp.ClientPayloadError("the connection broke within the body"), exc)
        super().connection_lost(exc)
        if content is not None and not content.is_eof() and content.exception() is None:
            # aiohttp 3.14 closes a connection on a broken chunk and tells the reader nothing, who would
            # then wait for ever.
            content.set_exception(aiohttp.ClientPayloadError("the connection closed within the body"))


class Connector(aiohttp.TCPConnector):
    """Makes `Link`s; for the rest, aiohttp's own."""

    def __init__(
        self,
        *,
        ssl: object,
        limit: int,
        keepalive_s: float | None,
        resolver: aiohttp.abc.AbstractResolver,
    ) -> None:
        """Make one; it connects to nothing yet.

        Args:
            ssl: The TLS context, as aiohttp takes it.
            limit: How many connections there may be; 0 is no limit.
            keepalive_s: How long a connection may wait for its next request; 0 or None has each request make
                its own.
            resolver: Looks up names.
        """
        super().__init__(
            ssl=ssl,  # type: ignore[arg-type]
            limit=limit,
            # aiohttp keeps what has waited no longer than this. At 0 a connection would still be used again
            # within the tick of the clock in which it was given back; at less than 0 it never is.
            keepalive_timeout=keepalive_s if keepalive_s else -1.0,
            resolver=resolver,
            use_dns_cache=False,  # The resolver remembers, and says how long each one waited.
        )
        loop = asyncio.get_running_loop()
        make_protocols_with(self, functools.partial(Link, loop, Intake(loop)))
