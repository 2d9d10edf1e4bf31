"""aiohttp connections that stamp what happens on them. `internals` lists what they depend on."""

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
"""How long a connection rests after an answer: what comes then, unasked, would be taken for the next."""
_NO_REUSE = -1.0
"""aiohttp's time to keep idle connections: at 0, one could still be reused within the same clock tick."""
_END_OF_HEAD = b"\r\n\r\n"
_MOST_HEAD_BYTES = 1_000_000
_LONG = 50_000
"""Bytes of a read after which more is to be expected. uvloop reads a socket until it is empty or until the
parsed data have filled what may wait for its reader, so that data not parsed could become megabytes."""
MOST_INTERIM = 100
"""Heads with a 1xx status before an answer; each would be kept until the answer comes."""


class OnlyInterimError(aiohttp.ClientConnectionError):
    """A server sends interim responses (1xx) without end in place of an answer."""


class HeadTooLongError(aiohttp.ClientConnectionError):
    """A head is longer than any server's, all its headers together."""


class BrokenBodyError(aiohttp.ClientPayloadError):
    """The body breaks the rules of HTTP: the size of a chunk is no number, say. We close the connection."""


class Intake:
    """Data that the loop has read but that is not parsed yet.

    When many streams receive data at once, the loop reads one socket after the other. Parsing between two
    reads would delay the stamps of all later ones, so parsing waits until every socket has been read.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[Link, bytes, int]] = []

    def add(self, link: Link, data: bytes, stamp: int) -> None:
        """Queue what a read brought, to be parsed once the loop has read all sockets."""
        if not self._waiting:
            self._loop.call_soon(self.parse)
        self._waiting.append((link, data, stamp))
        if len(data) > _LONG:
            self.parse()

    def parse(self) -> None:
        """Hand everything queued to its link, in the order in which it was read."""
        waiting, self._waiting = self._waiting, []
        for link, data, stamp in waiting:
            link.take(data, stamp)


class Link(ResponseHandler):
    """One connection, created as soon as TCP is connected."""

    def __init__(self, loop: asyncio.AbstractEventLoop, intake: Intake) -> None:
        super().__init__(loop)
        self._intake = intake
        sending = current()
        self._now, sending.connected = sending.now, True
        self.tcp_at = self._now()
        """When TCP was connected."""
        self.made_at = self.tcp_at
        """When the connection became usable: after the TLS handshake, if there is one."""
        self.used = False
        """A request has gone out on it."""
        self.reused = False
        """The current request is not its first."""
        self.sending = False
        """The current request is on its way or out."""
        self.reads = Reads()
        """The reads of the current response's body."""
        self.head_at = 0
        """When the last byte of the current response's head was read; 0 before that."""
        self.lost: Exception | None = None
        """The error that ended the connection, if any; aiohttp does not pass it on to its readers."""
        self._interim = 0
        """Heads with a 1xx status since the request."""
        self._head_bytes = 0
        """Bytes since the request that have not completed the head of its answer."""
        self._read_at = 0
        self._content: aiohttp.StreamReader | None = None
        self._on_room: Callable[[], None] | None = None

    def begin(self, sending: Sending) -> None:
        """Start with a new request."""
        self.reused, self.used, self.sending = self.used, True, False
        self._now = sending.now
        self.reads = Reads()
        self.head_at = self._interim = self._head_bytes = 0
        self._content = None

    def is_connected(self) -> bool:
        """Whether it can be used; the pool asks this before it reuses a connection."""
        self._intake.parse()
        # Data that the server sent unasked would be taken for the answer to the next request.
        return super().is_connected() and not self.should_close

    def spoiled(self) -> bool:
        """Whether something came after an earlier answer that the current request cannot have caused."""
        if not self.reused or self.sending:
            return False
        self._intake.parse()
        return self.head_at > 0 or self.exception() is not None

    def answered_before(self, time: int) -> bool:
        """Whether the response's head was read before `time`."""
        self._intake.parse()
        return 0 < self.head_at < time

    def when_empty(self, call: Callable[[], None]) -> None:
        """Call `call` once, when the socket has taken everything written."""
        self._on_room = call

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.made_at = self._now()
        if self.transport is not None:
            self.transport.set_write_buffer_limits(0)  # So that it tells when the last byte has left.

    def data_received(self, data: bytes) -> None:
        if data:
            self._intake.add(self, data, self._now())
        else:  # aiohttp resumes with data it had set aside.
            self.take(data, self._read_at)

    def take(self, data: bytes, stamp: int) -> None:
        """Parse data that was read at `stamp`."""
        if self._interim > MOST_INTERIM:
            return
        self._read_at = stamp
        content = self._content
        if content is None:
            data = self._take_heads(data)
        ResponseHandler.data_received(self, data)  # Runs for every delta: `super()` would be slower.
        if content is None:
            content = self._content
            self._head_bytes += len(data)
            if content is None and self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(HeadTooLongError("the head has no end"))
        if content is not None:
            self.reads.note(content.total_bytes, stamp)

    def _take_heads(self, data: bytes) -> bytes:
        """Parse heads separately, up to that of the answer, and return the data after it.

        If a read holds something broken, aiohttp's parser drops the heads that precede it in the same read,
        and with them the good part of the answer.
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
        # A 1xx only announces the answer, and a head after the answer was not asked for.
        if self._content is None and (not 100 <= code < 200 or code == 101):
            self.head_at = self._read_at
            self._content = data[1]
        super().feed_data(data, size)

    def _refuse(self, why: aiohttp.ClientConnectionError) -> None:
        self.close()  # First: it forgets any error.
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
                # For a body delimited by the connection's end, aiohttp takes any end for a proper one.
                content.set_exception(aiohttp.ClientPayloadError("the connection broke within the body"), exc)
        super().connection_lost(exc)
        if content is not None and not content.is_eof() and content.exception() is None:
            # aiohttp 3.14 closes the connection on a broken chunk without telling the reader, which would
            # then wait forever.
            content.set_exception(
                BrokenBodyError("a chunk of the body is not as HTTP has it")
                if broken
                else aiohttp.ClientPayloadError("the connection closed within the body")
            )


class Connector(aiohttp.TCPConnector):
    """aiohttp's connector, with `Link`s for connections."""

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
            ssl: The TLS context, as aiohttp takes it.
            limit: The maximum number of connections; 0 for no limit.
            keepalive_s: How long a connection may wait for its next request; with 0 or None every request
                makes its own.
            resolver: Looks up host names.
        """
        super().__init__(
            ssl=ssl,  # type: ignore[arg-type]
            limit=limit,
            keepalive_timeout=keepalive_s if keepalive_s else _NO_REUSE,
            resolver=resolver,
            use_dns_cache=False,  # The resolver caches, and records how long each request waited.
        )
        _make_links(self)
        if keepalive_s:
            rest_before_reuse(self, REST_S)


class SocketConnector(aiohttp.UnixConnector):
    """aiohttp's connector to a Unix socket, with `Link`s for connections. Each request makes its own."""

    def __init__(self, path: str, *, limit: int) -> None:
        """Make a connector to the socket at `path`; see `Connector` for the rest."""
        super().__init__(path, limit=limit, keepalive_timeout=_NO_REUSE)
        _make_links(self)


def _make_links(connector: aiohttp.TCPConnector | aiohttp.UnixConnector) -> None:
    loop = asyncio.get_running_loop()
    make_protocols_with(connector, functools.partial(Link, loop, Intake(loop)))
