"""Servers that talk as a test says, and requests to them over real connections."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.sending import SENDING, Opened, Sending, StartingTurn
from tests.support.wire import HEAD, answer

REQUEST: dict[str, Any] = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}


KEPT = HEAD.replace(b"connection: close", b"content-length: %d" % len(answer("a")))


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def read_request(reader: asyncio.StreamReader) -> bytes:
    """A request with its body; what came until the end if there was none."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length: "):
                return head + await reader.readexactly(int(line[16:]))
        return head
    except asyncio.IncompleteReadError as error:
        return error.partial


@asynccontextmanager
async def serving(talk: Talk, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server on loopback that talks as a test says; its port."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except OSError:
            pass  # The client went.
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context, limit=1 << 25)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def connected(
    port: int, scheme: str = "http", host: str = "127.0.0.1", **options: Any
) -> AsyncIterator[MessagesClient]:
    made = MessagesClient(f"{scheme}://{host}:{port}", None, **options)
    try:
        yield made
    finally:
        await made.close()


async def send(
    through: MessagesClient,
    request: dict[str, Any] = REQUEST,
    place: StartingTurn | None = None,
    now: Callable[[], int] = time.monotonic_ns,
    news: list[Opened] | None = None,
) -> Sending:
    """Send a request and read its answer; what became known of it, and `news` of its connection."""

    def told() -> None:
        if news is not None and sending.opened is not None:
            news.append(sending.opened)

    sending = Sending(now, place, told)
    laid = SENDING.set(sending)
    try:
        response = await through.send("m", request)
    finally:
        SENDING.reset(laid)
    await response.drain(lambda stamp, came: None)
    return sending


async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers request after request on one connection."""
    while await read_request(reader):
        writer.write(KEPT + answer("a"))
        await writer.drain()
