"""A server on loopback that does what no server should, in the way that the request's model is named.

    python -m benchmarks.harness.hostile

It prints its port, and ends when its standard input closes. Before it does its worst it waits, so that
streams beside it are all under way.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable

import msgspec

QUIET_S = 4.0
"""How long everything is well."""
LARGE = 10_000_000
LINES = 1_000_000
BURST = 100_000
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"


class _Request(msgspec.Struct):
    model: str


def _event(name: str, **body: object) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), msgspec.json.encode({"type": name, **body}))


def _delta(text: str) -> bytes:
    return _event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})


_BEGIN = _event("message_start", message={"model": "hostile", "content": []}) + _delta("It begins. ")
_END = _event("message_delta", delta={"stop_reason": "end_turn"}) + _event("message_stop")


async def large() -> AsyncIterator[bytes]:
    """One event of 10 MB."""
    yield _delta("x" * LARGE) + _END


async def lines() -> AsyncIterator[bytes]:
    """One event of a million lines."""
    yield b"event: content_block_delta\n" + b": x\n" * LINES + b"\n" + _END


async def burst() -> AsyncIterator[bytes]:
    """A hundred thousand deltas at once."""
    yield _delta("rain ") * BURST + _END


async def drip() -> AsyncIterator[bytes]:
    """A byte a second, for as long as anybody reads."""
    for place in range(len(delta := _delta("rain " * 20))):
        await asyncio.sleep(1)
        yield delta[place : place + 1]


KINDS: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    kind.__name__: kind for kind in (large, lines, burst, drip)
}


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        request = msgspec.json.decode(await reader.readexactly(length), type=_Request)
        writer.write(_HEAD + _BEGIN)
        await asyncio.sleep(QUIET_S)
        async for piece in KINDS[request.model]():
            writer.write(piece)
            await writer.drain()
    except (OSError, EOFError):
        pass  # Whoever asked has gone.
    finally:
        writer.close()


async def main() -> None:
    """Serve until standard input closes."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_reader(
        sys.stdin, lambda: None if os.read(sys.stdin.fileno(), 1024) else ended.set()
    )
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
