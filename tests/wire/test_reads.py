"""Each byte of a body has the stamp of the read that brought it."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import socket
from collections.abc import Callable

import pytest

from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.reads import Reads
from streamboard.wire.response import HttpResponse
from streamboard.wire.sending import SENDING, Sending
from tests.support.loops import LOOPS
from tests.support.wire import HEAD, delta, start

REQUEST = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}
PACKED = HEAD.replace(b"connection: close", b"content-encoding: gzip\r\nconnection: close")


def test_a_chunk_of_one_read_is_one_piece() -> None:
    reads = Reads()
    reads.note(3, 10)
    reads.note(3, 11)  # A read that brought none of the body.
    assert reads.cut(b"abc") == [(10, b"abc")]
    reads.note(5, 12)
    assert reads.cut(b"de") == [(12, b"de")]


def test_a_chunk_of_several_reads_is_cut_where_they_met() -> None:
    reads = Reads()
    for total, stamp in ((2, 10), (5, 20), (9, 30)):
        reads.note(total, stamp)
    assert reads.cut(b"abcdefg") == [(10, b"ab"), (20, b"cde"), (30, b"fg")]
    assert reads.cut(b"hi") == [(30, b"hi")]


def test_bytes_of_no_known_read_have_the_stamp_of_the_last() -> None:
    reads = Reads()
    reads.note(2, 10)
    assert reads.cut(b"abc") == [(10, b"ab"), (10, b"c")]


class Source:
    """A server that sends what it is told when it is told, and a clock that counts the reads."""

    def __init__(self) -> None:
        self._count = itertools.count(1)
        self._reads = 0
        self._read = asyncio.Event()

    def now(self) -> int:
        self._reads = next(self._count)
        self._read.set()
        return self._reads

    async def send(self, connection: socket.socket, data: bytes) -> int:
        """Send something and wait until it was read; the stamp of that read."""
        self._read.clear()
        connection.send(data)
        await self._read.wait()
        return self._reads


async def _accept(listener: socket.socket) -> socket.socket:
    loop = asyncio.get_running_loop()
    connection, _ = await loop.sock_accept(listener)
    connection.setblocking(False)
    received = b""
    while b'"stream"' not in received:
        received += await loop.sock_recv(connection, 65536)
    return connection


async def _stamps(together: list[bytes], *later: bytes) -> tuple[int | None, list[int], list[int]]:
    """The head's stamp, and those of the reads and of the events, where the task reads only at the end."""
    source = Source()
    SENDING.set(Sending(source.now))
    stamps: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        client = MessagesClient(f"http://127.0.0.1:{listener.getsockname()[1]}", None, loopback=True)
        opening = asyncio.create_task(client.send("m", REQUEST))
        connection = await _accept(listener)
        reads = [await source.send(connection, piece) for piece in together]
        response: HttpResponse = await opening
        reads += [await source.send(connection, piece) for piece in later]
        connection.close()
        async for stamp, _, events in response.events():
            stamps += [stamp for _ in events]
        await response.close()
        await client.close()
    return response.head.at, reads, stamps


@pytest.mark.parametrize("loop", LOOPS)
def test_what_comes_with_the_head_has_its_stamp_and_every_read_its_own(
    loop: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    pieces = [HEAD + start() + delta("a"), delta("b") + delta("c"), delta("d")[:9], delta("d")[9:]]
    with asyncio.Runner(loop_factory=loop) as runner:
        head, (first, second, _, whole), stamps = runner.run(_stamps(pieces[:1], *pieces[1:]))
    assert head == first
    assert stamps == [first, first, second, second, whole]


@pytest.mark.parametrize("loop", LOOPS)
def test_compressed_events_have_the_stamp_of_the_read_that_completed_them(
    loop: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    packed = gzip.compress(start() + delta("a"))
    with asyncio.Runner(loop_factory=loop) as runner:
        head, reads, stamps = runner.run(_stamps([PACKED], packed[:20], packed[20:]))
    assert head == reads[0]
    assert stamps == [reads[2], reads[2]]


@pytest.mark.parametrize("loop", LOOPS)
def test_an_answer_that_nobody_asked_for_takes_no_stamps_from_the_one_before(
    loop: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    events = start() + delta("a")
    whole = HEAD.replace(b"connection: close", b"content-length: %d" % len(events)) + events
    with asyncio.Runner(loop_factory=loop) as runner:
        head, reads, stamps = runner.run(_stamps([whole + b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"]))
    assert head == reads[0]
    assert stamps == [reads[0], reads[0]]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_head_that_was_announced_has_the_stamp_of_its_own_read(
    loop: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with asyncio.Runner(loop_factory=loop) as runner:
        head, reads, stamps = runner.run(_stamps([hints, HEAD + start()], delta("a")))
    assert head == reads[1]
    assert stamps == [reads[1], reads[2]]
