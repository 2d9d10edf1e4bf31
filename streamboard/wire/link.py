"""aiohttp connections that stamp their events; `internals` lists what they rely on."""

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
"""aiohttp's keep-alive time; at 0, a connection could be reused within the same clock tick."""
_END_OF_HEAD = b"\r\n\r\n"
_MOST_HEAD_BYTES = 1_000_000
_LONG = 50_000
"""Bytes; after a longer read, more is to be expected. uvloop reads a socket until it is empty or the parsed
data fill the reader's buffer, so that unparsed data could become megabytes."""
MOST_INTERIM = 100
"""Interim responses (1xx) before an answer; each is kept until the answer comes."""


class OnlyInterimError(aiohttp.ClientConnectionError):
    """Interim responses (1xx) without end instead of an answer."""


class HeadTooLongError(aiohttp.ClientConnectionError): ...


class BrokenBodyError(aiohttp.ClientPayloadError):
    """The body is not valid HTTP, such as a bad chunk size; we close."""


class Intake:
    """Data read but not parsed yet.

    When many streams receive at once, the loop reads socket after socket. Parsing in between would delay all
    later stamps, so it waits until every socket has been read.
    """

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
        """Pass queued data to their links, in the order read."""
        waiting, self._waiting = self._waiting, []
        for link, data, stamp in waiting:
            link.take(data, stamp)


class Link(ResponseHandler):
    """A connection, made once TCP is connected."""

    def __init__(self, loop: asyncio.AbstractEventLoop, intake: Intake) -> None:
        super().__init__(loop)
        self._intake = intake
        sending = current()
        self._now, sending.connected = sending.now, True
        self.tcp_at = self._now()
        """When TCP was connected."""
        self.made_at = self.tcp_at
        """When it became usable: after any TLS handshake."""
        self.used = False
        """A request has gone out on it."""
        self.reused = False
        """The current request is not its first."""
        self.sending = False
        """The current request is on its way or out."""
        self.reads = Reads()
        """Of the current response's body."""
        self.head_at = 0
        """When the current response's head was complete; 0 before that."""
        self.lost: Exception | None = None
        """The error that ended the connection; aiohttp does not tell its readers."""
        self._interim = 0
        """Interim responses (1xx) since the request."""
        self._head_bytes = 0
        """Bytes since the request that have not completed the head of its answer."""
        self._read_at = 0
        self._content: aiohttp.StreamReader | None = None
        self._on_room: Callable[[], None] | None = None

    def begin(self, sending: Sending) -> None:
        """Reset for a new request."""
        self.reused, self.used, self.sending = self.used, True, False
        self._now = sending.now
        self.reads = Reads()
        self.head_at = self._interim = self._head_bytes = 0
        self._content = None

    def is_connected(self) -> bool:
        """Tell the pool whether it may reuse this connection."""
        self._intake.parse()
        # Unasked data would be taken for the next answer.
        return super().is_connected() and not self.should_close

    def spoiled(self) -> bool:
        """Whether something arrived that the current request cannot have caused."""
        if not self.reused or self.sending:
            return False
        self._intake.parse()
        return self.head_at > 0 or self.exception() is not None

    def answered_before(self, time: int) -> bool:
        self._intake.parse()
        return 0 < self.head_at < time

    def when_empty(self, call: Callable[[], None]) -> None:
        """Call `call` once, when the socket has taken everything written."""
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
        """Parse heads separately, up to the answer's; return the data after it.

        aiohttp's parser drops heads that precede something broken in the same read, and with them the good
        part of the answer.
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
        # A 1xx only announces the answer; a head after it was not asked for.
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
        """Make a connector; it connects to nothing yet.

        Args:
            limit: On connections; 0 for no limit.
            keepalive_s: How long a connection may stay idle; with 0 or None each request makes its own.
        """
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
    """Each request makes its own connection."""

    def __init__(self, path: str, *, limit: int) -> None:
        super().__init__(path, limit=limit, keepalive_timeout=_NO_REUSE)
        _make_links(self)


def _make_links(connector: aiohttp.TCPConnector | aiohttp.UnixConnector) -> None:
    loop = asyncio.get_running_loop()
    make_protocols_with(connector, functools.partial(Link, loop, Intake(loop)))
