"""A server on loopback that does what no server should, in the way that the request's model is named.

    python -m benchmarks.harness.hostile

It prints its port, and ends when its standard input closes. Before it does its worst it waits, so that
streams beside it are all under way.
"""

from __future__ import annotations

import asyncio
import os
import sys
import zlib
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


def _values(values: bytes) -> bytes:
    return b'event: content_block_start\ndata: {"index":0,"content_block":{"a":[%b1]}}\n\n' % values


async def nested() -> AsyncIterator[bytes]:
    """15 MB of lists in lists."""
    yield _values((b"[" * 95 + b"]" * 95 + b",") * 80_000) + _END


async def empties() -> AsyncIterator[bytes]:
    """15 MB of empty lists."""
    yield _values(b"[]," * 5_000_000) + _END


async def not_numbers() -> AsyncIterator[bytes]:
    """15 MB of empty lists after a number that is none."""
    yield _values(b"NaN," + b"[]," * 5_000_000) + _END


async def heavy() -> AsyncIterator[bytes]:
    """Events with just as many values as are accepted, for two seconds."""
    event = _values(b"[]," * 6_000)
    for _ in range(100):
        yield event
        await asyncio.sleep(0.02)
    yield _END


async def results() -> AsyncIterator[bytes]:
    """A search that found 200,000 pages."""
    found = [{"type": "web_search_result", "title": "T", "url": "http://x.invalid"}] * 200_000
    block = {"type": "web_search_tool_result", "content": found}
    yield _event("content_block_start", index=0, content_block=block) + _END


async def usage() -> AsyncIterator[bytes]:
    """Usage of 20,000 fields."""
    yield _event("message_delta", delta={}, usage={f"u{number}": 1 for number in range(20_000)}) + _END


async def escapes() -> AsyncIterator[bytes]:
    """A text of 11 MB with 190,000 escaped characters, and as many beyond ASCII."""
    yield _delta(("\nx\u00e9" + "x" * 48) * 190_000) + _END


async def surrogates() -> AsyncIterator[bytes]:
    """A text of 11 MB with 190,000 halves of characters."""
    text = (b"\\ud800" + b"x" * 50) * 190_000
    yield _delta("TEXT").replace(b"TEXT", text) + _END


async def unfinished() -> AsyncIterator[bytes]:
    """An event of 11 MB that does not end."""
    yield _delta("x" * 11_000_000)[:-3]
    await asyncio.sleep(3600)


async def comments() -> AsyncIterator[bytes]:
    """A tenth of a megabyte that unpacks to 90 MB of empty comments."""
    yield await _packed("comments", b":\n\n")


async def error_bomb() -> AsyncIterator[bytes]:
    """An error of a tenth of a megabyte that unpacks to 90 MB."""
    yield await _packed("error_bomb", b"[],")


async def interim() -> AsyncIterator[bytes]:
    """Heads that announce an answer, without end."""
    while True:
        yield b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000


_making: dict[str, asyncio.Task[bytes]] = {}


def _packed(name: str, data: bytes) -> asyncio.Task[bytes]:
    """Thirty million times three bytes; made once, while all is quiet."""
    if name not in _making:
        _making[name] = asyncio.create_task(asyncio.to_thread(_pack, data * 1_000_000))
    return _making[name]


def _pack(data: bytes) -> bytes:
    packer = zlib.compressobj(6, wbits=16 + zlib.MAX_WBITS)
    return b"".join([packer.compress(data) for _ in range(30)]) + packer.flush()


_PACKED = b"connection: close\r\ncontent-encoding: gzip\r\n\r\n"
HEADS: dict[str, bytes] = {
    "comments": b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n" + _PACKED,
    "error_bomb": b"HTTP/1.1 400 Bad Request\r\n" + _PACKED,
    "interim": b"",
}
"""The heads of those that do not begin well."""
KINDS: dict[str, Callable[[], AsyncIterator[bytes]]] = {
    kind.__name__: kind
    for kind in (
        large,
        lines,
        burst,
        drip,
        nested,
        empties,
        not_numbers,
        heavy,
        results,
        usage,
        escapes,
        surrogates,
        unfinished,
        comments,
        error_bomb,
        interim,
    )
}


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        request = msgspec.json.decode(await reader.readexactly(length), type=_Request)
        if request.model not in HEADS:
            writer.write(_HEAD + _BEGIN)
        pieces = KINDS[request.model]()
        first = await anext(pieces)  # Made while all is quiet.
        await asyncio.sleep(QUIET_S)
        writer.write(HEADS.get(request.model, b"") + first)
        await writer.drain()
        async for piece in pieces:
            writer.write(piece)
            await writer.drain()
    except (OSError, EOFError, asyncio.CancelledError):
        pass  # Whoever asked has gone, or the end has come.
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
