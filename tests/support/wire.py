"""Answers of the Messages API as bytes, and a server that sends just what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import httpx2

from streamboard.endpoints.sim.sse import raw_sse, sse
from streamboard.wire.loop_turns import Turnstile
from streamboard.wire.messages.decoder import MessagesDecoder
from streamboard.wire.response import HttpResponse
from streamboard.wire.transport import BODY, Body

__all__ = [
    "HOLD",
    "ScriptedServer",
    "answer",
    "delta",
    "raw_sse",
    "response_of",
    "serve",
    "sse",
    "start",
    "stop",
]

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_1\r\nconnection: close\r\n\r\n"
HOLD = b"(hold)"


def start(model: str = "scripted", **usage: int) -> bytes:
    """`message_start`."""
    message = {"id": "msg_1", "role": "assistant", "model": model, "content": [], "usage": usage}
    return sse("message_start", {"message": message})


def delta(text: str, index: int = 0) -> bytes:
    """A piece of text."""
    return sse("content_block_delta", {"index": index, "delta": {"type": "text_delta", "text": text}})


def stop(reason: str = "end_turn", **usage: int) -> bytes:
    """`message_delta` and `message_stop`."""
    return sse("message_delta", {"delta": {"stop_reason": reason}, "usage": usage}) + sse("message_stop", {})


def answer(*texts: str) -> bytes:
    """A whole answer."""
    block = sse("content_block_start", {"index": 0, "content_block": {"type": "text", "text": ""}})
    pieces = b"".join(delta(text) for text in texts)
    return start(input_tokens=5) + block + pieces + stop(output_tokens=7)


class _ScriptedBody(Body):
    """A body that comes in these pieces, without a network."""

    def __init__(self, pieces: Iterable[bytes], now: Callable[[], int]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self._now = now
        self.head_at = now()
        self.turnstile = Turnstile()

    async def read_packed(self) -> list[tuple[int, bytes]]:
        return [(self._now(), self._pieces.pop(0))] if self._pieces else []

    async def aclose(self) -> None:
        pass


def response_of(pieces: Iterable[bytes], now: Callable[[], int]) -> HttpResponse:
    """A response of the Messages API whose body comes in these pieces, each stamped as it is read."""
    body = _ScriptedBody(pieces, now)
    response = httpx2.Response(
        200, headers={"content-type": "text/event-stream"}, stream=body, extensions={BODY: body}
    )
    return HttpResponse(response, AsyncExitStack(), MessagesDecoder)


@dataclass
class Request:
    """A request as it came."""

    head: str
    headers: dict[str, str]
    body: bytes


@dataclass
class ScriptedServer:
    """Records what is asked and answers as scripted."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)


@asynccontextmanager
async def serve(script: Callable[[Request], Iterable[bytes]]) -> AsyncIterator[ScriptedServer]:
    """A server on loopback that writes each piece of the script by itself, then closes.

    At `HOLD` it keeps the connection open until the client goes.
    """
    served = ScriptedServer()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            pairs = (line.partition(": ") for line in head.split("\r\n")[1:] if line)
            headers = {name.lower(): value for name, _, value in pairs}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            served.requests.append(Request(head, headers, body))
            for piece in script(served.requests[-1]):
                if piece is HOLD:
                    await reader.read()
                    break
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # The client went.
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield served
