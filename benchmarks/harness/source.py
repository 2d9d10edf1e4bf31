"""A source of streams on loopback that puts its own clock into every delta.

    python -m benchmarks.harness.source

It prints its port and then, as they happen, `request NS` and `finished NS`: when the first bytes of a
request came and when its answer was out, on the monotonic clock. It ends when its standard input closes.

What a request asks of it stands in the body's field `bench`; see `Order`. The text of a delta is a word
and the time of sending, `rain @123456789 ` in microseconds of the monotonic clock. The first one has two
times, `rain @123450000 @123456789 `: when the request had come, and when the delta was sent. Nothing is
done here that the measurement does not need: the source shares the machine with what is measured.

When a request had come is the system's stamp of its last bytes, not when it got its turn in here: with many
at once that is later, and would pass for a mistake of those who measure. For the same reason all that can
be read is read before any of it is answered.
"""

from __future__ import annotations

import asyncio
import gc
import os
import re
import sys
import time

import msgspec

from benchmarks.harness.arrival import StampedSocket, StampingListener
from benchmarks.harness.wire import Dialect, Messages, dialect_for

_TEXT = (
    "rain over the old harbour and a lamp that somebody lit before the boats came home while a robot"
    " counted waves as if each of them were a letter from far away and wrote the answer down"
)
WORDS = _TEXT.split()
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nrequest-id: req_bench\r\n"
    b"transfer-encoding: chunked\r\n\r\n"
)


class Order(msgspec.Struct):
    """What a request asks for."""

    deltas: int
    """How many deltas the answer has."""
    rate: float
    """Deltas per second."""
    stamp_every: int = 1
    """Each so many-th delta carries the time of sending; 0: none does."""
    tail_rate: float = 0
    """Deltas per second of the tail."""
    tail: int = 0
    """Deltas that follow at `tail_rate` when the first ones are out."""
    delay: float = 0
    """Seconds from the request to the answer: its head and its first delta."""


class _Request(msgspec.Struct):
    bench: Order
    model: str = "bench"


def stamp_of(text: str) -> int | None:
    """The time of sending in a delta's text, in microseconds of the source's clock; None if it has none."""
    _, mark, stamp = text.rpartition("@")
    return int(stamp) if mark else None


def _say(what: str, t: int | None = None) -> None:
    sys.stdout.write(f"{what} {t or time.monotonic_ns()}\n")
    sys.stdout.flush()


class Source(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._begun_ns = 0
        """When the first bytes of the request came."""
        self._asked_us = 0
        """When it had come whole."""
        self._sent = 0
        self._begun = 0.0
        self._order = Order(0, 0)
        self._dialect: Dialect = Messages()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._received:
            self._begun_ns = StampedSocket.arrived_ns
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self._received = b""
            self._asked_us = StampedSocket.arrived_ns // 1000
            self._loop.call_soon(self._take, head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        _say("request", self._begun_ns)
        if not body:  # A load tester looks for metrics first.
            self._transport.write(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")
            return
        request = msgspec.json.decode(body, type=_Request)
        self._order, self._dialect = request.bench, dialect_for(head)
        self._loop.call_at(self._asked_us / 1e6 + request.bench.delay, self._answer, request.model)

    def _answer(self, model: str) -> None:
        self._sent, self._begun = 0, self._loop.time()
        self._transport.write(_HEAD + self._dialect.begin(model))
        self._tick()

    def _delta(self) -> bytes:
        number, every = self._sent, self._order.stamp_every
        self._sent += 1
        text = f"{WORDS[number % len(WORDS)]} "
        if every and number % every == 0:
            if number == 0:
                text += f"@{self._asked_us} "
            text += f"@{time.monotonic_ns() // 1000} "
        return self._dialect.delta(text)

    def _tick(self) -> None:
        order = self._order
        if self._transport.is_closing():
            return
        if self._sent >= order.deltas:
            if order.tail:
                self._begin_tail()
            else:
                self._finish()
            return
        self._transport.write(self._delta())
        self._loop.call_at(self._begun + self._sent / order.rate, self._tick)

    def _begin_tail(self) -> None:
        order = self._order
        _say("tail")
        self._order = Order(self._sent + order.tail, order.tail_rate, order.stamp_every)
        self._begun = self._loop.time() - self._sent / order.tail_rate
        self._tick()

    def _finish(self) -> None:
        self._transport.write(self._dialect.end(self._sent))
        _say("finished")


async def main() -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Source, sock=StampingListener(), backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    gc.collect()
    gc.freeze()
    ended = asyncio.Event()
    loop.add_reader(sys.stdin, lambda: None if os.read(sys.stdin.fileno(), 1024) else ended.set())
    await ended.wait()


if __name__ == "__main__":
    asyncio.run(main())
