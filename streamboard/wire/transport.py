"""An httpx2 transport over aiohttp's client.

Unlike the SDK's own, it stamps a connection's opening, a request's last byte and each read of the answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx2

from streamboard.safety.redaction import keep_sent_secrets
from streamboard.wire.connection import (
    ConnectingTooLongError,
    ThroughProxyError,
    certificates_failure,
    unsupported_proxy,
)
from streamboard.wire.failures import AttemptFailure
from streamboard.wire.internals import buffered
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.request import FinishedRequest, StampedResponse, UnsentError
from streamboard.wire.resolver import Resolver
from streamboard.wire.sending import current
from streamboard.wire.stamped_connections import Connector, SocketConnector
from streamboard.wire.unpacking import SLICE, Unpacker, unpacker_for

BODY = "streamboard.body"

_ENCODING = b"content-encoding"
PROXY = "streamboard.proxy"
"""Response extension: the proxy's host and port, or ""."""
PROXIES = frozenset({"http", "https"})
"""Other kinds would misread the request, which holds the key."""

_MOST_HEAD_LINE = 65_536
"""Bytes; some gateways exceed aiohttp's default of 8 kB."""

_MOST_HEADERS = 4096


class Body(httpx2.AsyncByteStream):
    """Gives pieces as the socket brought them; can be read once."""

    def __init__(self, response: StampedResponse, turnstile: Turnstile) -> None:
        self._response = response
        self._content = response.content
        self._cut = response.reads.cut
        self._broke: httpx2.ReadError | None = None
        self.turnstile = turnstile
        self.head_at = response.head_at

    async def read(self) -> list[tuple[int, bytes]]:
        """Return new pieces with their stamps; empty at the end.

        Raises:
            httpx2.ReadError: Only after all data that came.
            httpx2.DecodingError: It cannot be unpacked.
        """
        return await self.read_packed()

    async def read_packed(self) -> list[tuple[int, bytes]]:
        if self._broke is not None:
            raise self._broke
        try:
            chunk = await self._content.readany()
        except (aiohttp.ClientError, OSError) as error:
            lost = self._response.link.lost or error
            self._broke = httpx2.ReadError(str(lost))
            self._broke.__cause__ = lost
            chunk = buffered(self._content)
            if not chunk:
                raise self._broke from lost
        return self._cut(chunk) if chunk else []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while pieces := await self.read():
            for _, piece in pieces:
                for start in range(0, len(piece), SLICE):
                    await self.turnstile.turn()
                    yield piece[start : start + SLICE]

    async def aclose(self) -> None:
        self._response.release()
        await self._response.wait_for_close()
        while buffered(self._content):  # A failure's traceback would keep it.
            pass


class PackedBody(Body):
    def __init__(self, response: StampedResponse, turnstile: Turnstile, encoding: str) -> None:
        super().__init__(response, turnstile)
        self._encoding = encoding
        self._unpacker: Unpacker | None = None
        self._pieces: list[tuple[int, bytes]] = []
        """The next one last."""
        self._stamp = self.head_at

    async def read(self) -> list[tuple[int, bytes]]:
        if self._unpacker is None:
            self._unpacker = unpacker_for(self._encoding)
        if self._unpacker is None:
            return await self.read_packed()
        while True:
            if piece := self._unpacker.take():
                await self.turnstile.turn()
                return [(self._stamp, piece)]
            if not self._pieces:
                self._pieces = (await self.read_packed())[::-1]
                if not self._pieces:
                    return []
            self._stamp, packed = self._pieces.pop()
            self._unpacker.add(packed)


def body_of(response: httpx2.Response) -> Body:
    body = response.extensions[BODY]
    assert isinstance(body, Body)
    return body


class Transport(httpx2.AsyncBaseTransport):
    def __init__(
        self,
        turnstile: Turnstile,
        socket: str | None = None,
        *,
        verify: Any,
        trust_env: bool,
        limits: httpx2.Limits,
        proxy: httpx2.Proxy | None = None,
    ) -> None:
        """`trust_env`: whether SSL_CERT_FILE and SSL_CERT_DIR apply."""
        self._turnstile = turnstile
        self._socket = socket
        self._tls: Any = False
        self._no_tls: AttemptFailure | None = None
        """Raised only for https: plain HTTP needs no certificates."""
        try:
            self._tls = httpx2.create_ssl_context(verify=verify, trust_env=trust_env)
        except OSError as error:  # `ssl.SSLError` is one.
            self._no_tls = certificates_failure(error)
        self._limits = limits
        self._proxy = proxy
        self.through = f"{_bracketed(proxy.url.host)}:{proxy.url.port or 80}" if proxy is not None else ""
        """Host and port, or "", for messages."""
        self._session: aiohttp.ClientSession | None = None
        self._resolver: Resolver | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self._proxy is not None and self._proxy.url.scheme not in PROXIES:
            raise unsupported_proxy(self._proxy.url.scheme)
        if self._session is None:
            self._session = self._open()
        keep_sent_secrets(request.headers.multi_items())
        if request.url.scheme == "https" and self._no_tls is not None:
            raise self._no_tls
        with _translated(self.through):
            response = await self._answered(self._session, request)
        try:
            await self._turnstile.turn()
        except BaseException:
            response.close()
            raise
        encoding = ",".join(response.headers.getall("content-encoding", []))
        body = (
            PackedBody(response, self._turnstile, encoding) if encoding else Body(response, self._turnstile)
        )
        # `PackedBody` unpacks: httpx2 would unpack everything at once, however often it is packed.
        headers = [(name, value) for name, value in response.raw_headers if name.lower() != _ENCODING]
        return httpx2.Response(
            response.status, headers=headers, stream=body, extensions={BODY: body, PROXY: self.through}
        )

    async def _answered(self, session: aiohttp.ClientSession, request: httpx2.Request) -> StampedResponse:
        while True:
            try:
                response = await self._send(session, request)
            except UnsentError:
                current().move()
            else:
                assert isinstance(response, StampedResponse)
                return response

    async def _send(self, session: aiohttp.ClientSession, request: httpx2.Request) -> aiohttp.ClientResponse:
        timeout, proxy = request.extensions.get("timeout", {}), self._proxy
        return await session.request(
            request.method,
            str(request.url),
            headers=request.headers.multi_items(),
            data=await request.aread() or None,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(
                sock_connect=timeout.get("connect"),
                sock_read=timeout.get("read"),
                connect=timeout.get("pool"),
            ),
            proxy=str(proxy.url) if proxy else None,
            proxy_auth=aiohttp.BasicAuth(*proxy.auth) if proxy and proxy.auth else None,
            proxy_headers=proxy.headers if proxy else None,
        )

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
        if self._resolver is not None:
            await self._resolver.close()

    def _open(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=self._connector(),
            request_class=FinishedRequest,
            response_class=StampedResponse,
            auto_decompress=False,
            max_line_size=_MOST_HEAD_LINE,
            max_field_size=_MOST_HEAD_LINE,
            max_headers=_MOST_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),  # httpx2 has its own.
        )

    def _connector(self) -> aiohttp.BaseConnector:
        limit = self._limits.max_connections or 0
        if self._socket is not None:
            return SocketConnector(self._socket, limit=limit)
        self._resolver = Resolver()
        return Connector(
            ssl=self._tls, limit=limit, keepalive_s=self._limits.keepalive_expiry, resolver=self._resolver
        )


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


@contextmanager
def _translated(through: str) -> Iterator[None]:
    """Turn errors into httpx2's, which the SDK knows; the original stays as the cause."""
    try:
        yield
    except TimeoutError as error:
        late = ConnectingTooLongError(through, connected=current().connected)
        late.__cause__ = error
        raise httpx2.ConnectTimeout(str(late)) from late
    except (aiohttp.ClientError, OSError) as error:
        if isinstance(error, aiohttp.ServerDisconnectedError) and not isinstance(error.message, str):
            # Its message is the unfinished head itself.
            error = aiohttp.ServerDisconnectedError("the connection closed within the head")
        cause = ThroughProxyError(through, error) if through else error
        raise httpx2.ConnectError(str(error)) from cause
