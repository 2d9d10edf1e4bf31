"""aiohttp connections that stamp their events."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError, RawResponseMessage

from streamboard.wire.internals import make_protocols_with, rest_before_reuse
from streamboard.wire.reads import Reads
from streamboard.wire.sending import Sending, current

REST_S = 0.25
"""Pause after an answer: unasked data arriving then would be taken for the next answer."""
_NO_REUSE = -1.0
"""At 0, aiohttp could reuse a connection within the same clock tick."""
_END_OF_HEAD = b"\r\n\r\n"
_MOST_HEAD_BYTES = 1_000_000
_LONG = 50_000
"""Bytes; longer reads are parsed at once: uvloop reads a socket until it is empty or parsed data fill the
reader's buffer, and unparsed data could become megabytes."""
MOST_INTERIM = 100
"""Interim responses (1xx), each kept until the answer comes."""


class OnlyInterimError(aiohttp.ClientConnectionError): ...


class HeadTooLongError(aiohttp.ClientConnectionError): ...


class BrokenBodyError(aiohttp.ClientPayloadError): ...


class Intake:
    """Puts off parsing: between the reads of many sockets, it would delay the later stamps."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Link, bytes, int]] = []

    def add(self, link: Link, data: bytes, stamp: int) -> None:
        if not self._waiting:
            self._loop.call_soon(self.parse)
        self._waiting.append((link, data, stamp))
        if len(data) > _LONG:
            self.parse()

    def parse(self) -> None:
        waiting, self._waiting = self._waiting, []
        for link, data, stamp in waiting:
            link.take(data, stamp)


class Link(ResponseHandler):
    def __init__(self, loop: asyncio.AbstractEventLoop, intake: Intake) -> None:
        super().__init__(loop)
        self._intake = intake
        sending = current()
        self._now, sending.connected = sending.now, True
        self.tcp_at = self._now()
        self.made_at = self.tcp_at
        """After any TLS handshake."""
        self.used = False
        self.reused = False
        self.sending = False
        """The current request is on its way or out."""
        self.reads = Reads()
        self.head_at = 0
        """When the current response's head was complete; 0 before."""
        self.lost: Exception | None = None
        """What ended the connection; aiohttp does not tell its readers."""
        self._interim = 0
        self._head_bytes = 0
        self._read_at = 0
        self._content: aiohttp.StreamReader | None = None
        self._on_room: Callable[[], None] | None = None

    def begin(self, sending: Sending) -> None:
        self.reused, self.used, self.sending = self.used, True, False
        self._now = sending.now
        self.reads = Reads()
        self.head_at = self._interim = self._head_bytes = 0
        self._content = None

    def is_connected(self) -> bool:
        """Whether the pool may reuse it: not after unasked data."""
        self._intake.parse()
        return super().is_connected() and not self.should_close

    def spoiled(self) -> bool:
        """Whether something came that the current request cannot have caused."""
        if not self.reused or self.sending:
            return False
        self._intake.parse()
        return self.head_at > 0 or self.exception() is not None

    def answered_before(self, time: int) -> bool:
        self._intake.parse()
        return 0 < self.head_at < time

    def when_empty(self, call: Callable[[], None]) -> None:
        self._on_room = call

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.made_at = self._now()
        if self.transport is not None:
            self.transport.set_write_buffer_limits(0)  # To learn when the last byte has left.

    def data_received(self, data: bytes) -> None:
        if data:
            self._intake.add(self, data, self._now())
        else:  # aiohttp resumes with data it had set aside.
            self.take(data, self._read_at)

    def take(self, data: bytes, stamp: int) -> None:
        if self._interim > MOST_INTERIM:
            return
        self._read_at = stamp
        content = self._content
        if content is None:
            data = self._take_heads(data)
        ResponseHandler.data_received(self, data)  # Per delta: `super()` would be slower.
        if content is None:
            content = self._content
            self._head_bytes += len(data)
            if content is None and self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(HeadTooLongError("the head has no end"))
        if content is not None:
            self.reads.note(content.total_bytes, stamp)

    def _take_heads(self, data: bytes) -> bytes:
        """Parse heads apart, up to the answer's; return the rest.

        aiohttp's parser drops heads that precede something broken in the same read.
        """
        while self._content is None and self.exception() is None:
            end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
            if not len(_END_OF_HEAD) <= end < len(data):
                break
            ResponseHandler.data_received(self, data[:end])
            data = data[end:] if self._interim <= MOST_INTERIM else b""
        return data

    def eof_received(self) -> None:
        self._intake.parse()
        super().eof_received()

    def feed_data(self, data: tuple[RawResponseMessage, aiohttp.StreamReader], size: int = 0) -> None:
        code = data[0].code
        if self._content is None and 100 <= code < 200:
            self._interim += 1
            if self._interim > MOST_INTERIM:
                self._refuse(OnlyInterimError("the server sends only interim responses (1xx)"))
                return
        # A 1xx only announces the answer; a head after the answer was not asked for.
        if self._content is None and (not 100 <= code < 200 or code == 101):
            self.head_at = self._read_at
            self._content = data[1]
        super().feed_data(data, size)

    def _refuse(self, why: aiohttp.ClientConnectionError) -> None:
        self.close()  # First: it clears any error.
        self.set_exception(why)

    def resume_writing(self) -> None:
        super().resume_writing()
        call, self._on_room = self._on_room, None
        if call is not None:
            call()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._intake.parse()
        content = self._content
        broken = isinstance(self.exception(), HttpProcessingError)
        if isinstance(exc, Exception):
            self.lost = exc
            if content is not None and not content.is_eof():
                # aiohttp accepts any end of a body that ends with the connection.
                content.set_exception(aiohttp.ClientPayloadError("the connection broke within the body"), exc)
        super().connection_lost(exc)
        if content is not None and not content.is_eof() and content.exception() is None:
            # On a broken chunk aiohttp 3.14 closes without telling the reader, which would wait forever.
            content.set_exception(
                BrokenBodyError("a chunk of the body is not as HTTP has it")
                if broken
                else aiohttp.ClientPayloadError("the connection closed within the body")
            )


class Connector(aiohttp.TCPConnector):
    def __init__(
        self,
        *,
        ssl: object,
        limit: int,
        keepalive_s: float | None,
        resolver: aiohttp.abc.AbstractResolver,
    ) -> None:
        """A `limit` of 0 means none; without `keepalive_s`, each request makes its own connection."""
        super().__init__(
            ssl=ssl,  # type: ignore[arg-type]
            limit=limit,
            keepalive_timeout=keepalive_s if keepalive_s else _NO_REUSE,
            resolver=resolver,
            use_dns_cache=False,  # The resolver caches, and times each request's wait.
        )
        _make_links(self)
        if keepalive_s:
            rest_before_reuse(self, REST_S)


class SocketConnector(aiohttp.UnixConnector):
    def __init__(self, path: str, *, limit: int) -> None:
        super().__init__(path, limit=limit, keepalive_timeout=_NO_REUSE)
        _make_links(self)


def _make_links(connector: aiohttp.TCPConnector | aiohttp.UnixConnector) -> None:
    loop = asyncio.get_running_loop()
    make_protocols_with(connector, functools.partial(Link, loop, Intake(loop)))
