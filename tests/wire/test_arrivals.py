"""A stamp says when bytes arrived, however long the streams before take."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import pytest

from streamboard.engine.clock import RunClock, watch_lag
from streamboard.wire.messages.client import MessagesClient
from streamboard.wire.protocol import ServerEvent
from streamboard.wire.response import HttpResponse
from streamboard.wire.sending import SENDING, Sending
from tests.support.loops import LOOPS
from tests.support.wire import HEAD, delta, start

REQUEST = {"max_tokens": 9, "messages": [{"role": "user", "content": "Hi"}]}


async def _accept(listener: socket.socket) -> socket.socket:
    """The next connection, its request read and the head of its answer sent."""
    loop = asyncio.get_running_loop()
    connection, _ = await loop.sock_accept(listener)
    connection.setblocking(False)
    received = b""
    while b'"stream": true' not in received and b'"stream":true' not in received:
        received += await loop.sock_recv(connection, 65536)
    connection.send(HEAD + start())
    return connection


async def _stamps_of_two_at_once() -> list[int]:
    """Two streams bring a delta in the same turn of the loop, and each takes a second to fold."""
    stamps: list[int] = []
    begun: asyncio.Queue[None] = asyncio.Queue()

    def now() -> int:
        return len(stamps) * 1_000_000_000

    async def read(response: HttpResponse) -> None:
        async for stamp, _, events in response.events():
            if isinstance(next(iter(events)), ServerEvent):
                begun.put_nowait(None)
            else:
                stamps.append(stamp)
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        client = MessagesClient(f"http://127.0.0.1:{listener.getsockname()[1]}", None, loopback=True)
        SENDING.set(Sending(now))  # The clock of all stamps.
        async with asyncio.TaskGroup() as tasks:
            openings = [tasks.create_task(client.send("m", REQUEST)) for _ in range(2)]
            servers = [await _accept(listener) for _ in openings]
            responses = [await opening for opening in openings]
            for response in responses:
                tasks.create_task(read(response))
            for _ in responses:
                await begun.get()
            for server in servers:
                server.send(delta("now"))
        for server in servers:
            server.close()
        for response in responses:
            await response.close()
        await client.close()
    return stamps


@pytest.mark.parametrize("loop", LOOPS)
def test_what_arrives_together_has_one_stamp(loop: Callable[[], asyncio.AbstractEventLoop] | None) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(_stamps_of_two_at_once()) == [0, 0]


async def _read_and_report_after_a_hold_up() -> list[str]:
    """The loop is held up while bytes come: in which order are they read and is the lag told?"""
    order: list[str] = []
    told = asyncio.Event()

    def report(t: int, lag_ns: int) -> None:
        assert lag_ns > 10_000_000
        order.append("told")
        told.set()

    clock = RunClock()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        asyncio.get_running_loop().add_reader(ours, lambda: order.append(ours.recv(9).decode()))
        watch = asyncio.create_task(watch_lag(clock, report))
        await asyncio.sleep(0)
        theirs.send(b"read")
        begun = clock.now()
        while clock.now() - begun < 50_000_000:
            pass
        await told.wait()
        watch.cancel()
        asyncio.get_running_loop().remove_reader(ours)
    return order


@pytest.mark.parametrize("loop", LOOPS)
def test_lag_is_told_after_what_came_meanwhile(
    loop: Callable[[], asyncio.AbstractEventLoop] | None,
) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        assert runner.run(_read_and_report_after_a_hold_up()) == ["read", "told"]
